//! What callers read over the API, as far as somebody here wants to know it.
//! Members have the names of its description.

use super::DemoError;
use super::act::path;
use super::caller::Caller;
use crate::receipt::ReceiptError;
use engine::answer::AnswerState;
use engine::clock::EpisodeEnd;
use engine::demand::{ExtensionState, ItemAnswer, ItemState, MessageKind};
use engine::id::{AnswerId, DemandId, ExtensionId, InstitutionId, ItemId};
use engine::instrument::{ContentHash, Request};
use engine::time::Instant;
use evidence::PublicKeys;
use serde::Deserialize;
use serde_json::Value;
use store::Store;
use store::read::Totals;

/// How much there is of everything: nobody who asks the API sees it all.
#[expect(
    clippy::redundant_closure_for_method_calls,
    reason = "the method's path is of one lifetime, the finder wants any"
)]
pub(super) async fn totals(store: &Store) -> Result<Totals, DemoError> {
    Ok(store.find_as_system(|find| find.totals()).await?)
}

/// A demand.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Demand {
    pub(super) version: i32,
    pub(super) reference: String,
    pub(super) items: Vec<Item>,
    pub(super) extensions: Vec<Extension>,
    pub(super) thread: Vec<MessageLine>,
    pub(super) answers: Vec<AnswerLine>,
    pub(super) draft: Option<DraftLine>,
}

impl Demand {
    /// One of the things asked.
    pub(super) fn item(&self, id: ItemId) -> Option<&Item> {
        self.items.iter().find(|item| item.id == id)
    }
}

/// One thing asked.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub(super) struct Item {
    pub(super) id: ItemId,
    pub(super) request: Request,
    pub(super) state: ItemState,
    pub(super) round: i16,
    pub(super) parts: i16,
}

/// A request for more time.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Extension {
    pub(super) id: ExtensionId,
    pub(super) state: ExtensionState,
}

/// A message without its text.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct MessageLine {
    pub(super) kind: MessageKind,
}

/// An answer without what it says.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub(super) struct AnswerLine {
    pub(super) id: AnswerId,
    pub(super) item: ItemId,
    pub(super) round: i16,
    pub(super) part: i16,
    pub(super) version: i16,
    pub(super) state: AnswerState,
    pub(super) arrived_at: Instant,
}

/// A draft without what it says.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct DraftLine {
    pub(super) hash: ContentHash,
}

/// What an institution said to a demand.
#[derive(Deserialize)]
pub(super) struct DemandAnswers {
    pub(super) answers: Vec<Answer>,
}

/// An answer.
#[derive(Deserialize)]
pub(super) struct Answer {
    pub(super) round: i16,
    pub(super) part: i16,
    pub(super) state: AnswerState,
    #[serde(rename = "answer")]
    pub(super) said: ItemAnswer,
}

/// A demand in an inbox.
#[derive(Debug, Deserialize)]
pub(super) struct WorkLine {
    pub(super) id: DemandId,
}

/// A recorded lateness.
#[derive(Debug, Deserialize)]
pub(super) struct OverdueLine {
    pub(super) institution: Named,
    pub(super) flagged_at: Instant,
    pub(super) closed_by: Option<EpisodeEnd>,
    pub(super) asked: Option<Asked>,
}

/// Who was late.
#[derive(Debug, Deserialize)]
pub(super) struct Named {
    pub(super) id: InstitutionId,
}

/// The demand behind a recorded lateness.
#[derive(Debug, Deserialize)]
pub(super) struct Asked {
    pub(super) reference: String,
}

/// The first page of a list; no list of a demonstration has two.
#[derive(Deserialize)]
struct List<T> {
    items: Vec<T>,
}

/// A signed receipt.
#[derive(Deserialize)]
struct Signed {
    jws: String,
}

impl Caller {
    /// A demand as the caller sees it.
    pub(super) async fn demand(&mut self, id: DemandId) -> Result<Demand, DemoError> {
        self.get(&format!("/api/v1/demands/{id}")).await
    }

    /// What the institution of a demand said; the reading is recorded (I-19).
    pub(super) async fn answers(&mut self, id: DemandId) -> Result<DemandAnswers, DemoError> {
        self.get(&path(id, "answers?purpose=case_work")).await
    }

    /// What the caller's institution owes, what is due first first.
    pub(super) async fn inbox(&mut self) -> Result<Vec<WorkLine>, DemoError> {
        let list: List<_> = self.get("/api/v1/inbox?show=open&limit=200").await?;
        Ok(list.items)
    }

    /// Lateness against the law within the caller's reach, newest first.
    pub(super) async fn overdue(&mut self, open: bool) -> Result<Vec<OverdueLine>, DemoError> {
        let path = format!("/api/v1/overdue?layer=law&open={open}&limit=200");
        let list: List<_> = self.get(&path).await?;
        Ok(list.items)
    }

    /// The signed receipt that says until when to answer, and why.
    pub(super) async fn deadline_receipt(&mut self, id: DemandId) -> Result<String, DemoError> {
        let signed: Signed = self.get(&path(id, "receipt")).await?;
        Ok(signed.jws)
    }

    /// The public keys that receipts are checked with.
    pub(super) async fn published_keys(&mut self) -> Result<PublicKeys, DemoError> {
        let set: Value = self.get("/.well-known/jwks.json").await?;
        let keys = PublicKeys::parse(&set.to_string()).map_err(|source| ReceiptError::Keys {
            path: "/.well-known/jwks.json".to_owned(),
            source,
        });
        Ok(keys?)
    }
}
