//! What callers read. Until the API tells it, the store's finders do, as the
//! very actor who would ask: one function for each to be switched.

use super::DemoError;
use super::caller::Caller;
use engine::id::{CaseId, DemandId};
use engine::law::Layer;
use engine::receipt;
use evidence::{Kind, PublicKeys};
use store::Store;
use store::read::{
    DemandView, InboxFilter, OverdueFilter, OverdueLine, Page, Purpose, SecretView, Totals,
    WorkLine,
};

/// How much there is of everything.
#[expect(
    clippy::redundant_closure_for_method_calls,
    reason = "the method's path is of one lifetime, the finder wants any"
)]
pub(super) async fn totals(store: &Store) -> Result<Totals, DemoError> {
    Ok(store.find_as_system(|find| find.totals()).await?)
}

impl Caller {
    /// A demand as the caller sees it.
    pub(super) async fn demand(&mut self, id: DemandId) -> Result<DemandView, DemoError> {
        let actor = self.actor().await?;
        Ok(self.line.store.find(move |find| find.demand(&actor, id)).await?)
    }

    /// A demand with what its institution said; the reading is recorded (I-19).
    pub(super) async fn answers(
        &mut self,
        case: CaseId,
        id: DemandId,
    ) -> Result<SecretView, DemoError> {
        let actor = self.actor().await?;
        let purpose = Purpose::new("case_work", case).map_err(|_| DemoError::Lacks("purpose"))?;
        let found = self.line.store.find(move |find| find.demand_secret(&actor, &purpose, id));
        Ok(found.await?)
    }

    /// What the caller's institution owes.
    pub(super) async fn inbox(&mut self) -> Result<Vec<WorkLine>, DemoError> {
        let actor = self.actor().await?;
        let filter = InboxFilter::default();
        let found = self.line.store.find(move |find| find.inbox(&actor, &filter, Page::default()));
        Ok(found.await?.rows)
    }

    /// Lateness against the law within the caller's reach, newest first.
    pub(super) async fn overdue(&mut self, open: bool) -> Result<Vec<OverdueLine>, DemoError> {
        let actor = self.actor().await?;
        let filter = OverdueFilter { layer: Some(Layer::Law), open, ..OverdueFilter::default() };
        let store = &self.line.store;
        let found = store.find(move |find| find.overdue(&actor, &filter, Page::default()));
        Ok(found.await?.rows)
    }

    /// The signed receipt that says until when to answer, and why.
    pub(super) async fn deadline_receipt(&mut self, id: DemandId) -> Result<String, DemoError> {
        let view = self.demand(id).await?;
        let content = receipt::deadline(&view.demand, &self.line.store.rules().law);
        let jws = evidence::sign(&self.line.receipts, Kind::Deadline, &content);
        jws.ok_or(DemoError::Lacks("jws"))
    }

    /// The public keys that receipts are checked with.
    #[expect(clippy::unused_async, reason = "the API will be asked")]
    pub(super) async fn published_keys(&mut self) -> Result<PublicKeys, DemoError> {
        Ok(PublicKeys::from(&*self.line.receipts))
    }
}
