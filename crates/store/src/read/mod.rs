//! Finders. Each takes an actor and asks the role table; what is foreign and
//! what does not exist look the same (I-28). Lists show nothing bank-secret;
//! what an institution said is read with a purpose and leaves a record in the
//! same call, or is not read at all (I-19).

mod acts;
mod case;
mod clock;
mod concessions;
mod creditors;
mod delegations;
mod demand;
mod dues;
mod export;
mod handover;
mod harm;
mod hidden;
mod inquiry;
mod letters;
mod lists;
mod money;
mod notices;
mod orders;
mod overdue;
mod page;
mod papers;
mod quarantine;
mod queue;
mod receipt;
mod register;
mod requests;
mod running;
mod scope;
mod secret;
mod shown;
mod staff;
mod statements;
mod sync;
mod system;
mod totals;
pub(crate) mod whole;

pub use acts::{ActFilter, ActHead, ActView};
pub use case::{CaseFilter, CaseLine};
pub use clock::{ClockMove, ClockView};
pub use concessions::ConcessionsView;
pub use creditors::{Claim, ClaimView, Rest};
pub use delegations::{DelegatedCase, DelegationHead, DelegationView};
pub use demand::{AnswerLine, DemandView, DraftLine, EntryLine, Letter, MessageLine};
pub use dues::{DutyLine, TransferLine};
pub use export::Exported;
pub(crate) use handover::led_by;
pub use handover::{Caseload, Led};
pub use harm::HarmView;
pub use inquiry::{DemandLine, InquiryLine, InquiryView, RollUp};
pub use letters::{LetterFilter, LetterLine, LetterStage};
pub use lists::{Inbox, InboxFilter, WorkLine};
pub use money::{Contact, MoneyView};
pub use notices::NoticeLine;
pub use orders::{OrderLine, OrderView};
pub use overdue::{Asked, OverdueFilter, OverdueLine, STATE_BANK_FIELDS};
pub use page::{Cursor, CursorError, Listing, MAX_ROWS, Page};
pub use papers::{PaperOf, PaperView};
pub use queue::{QueueView, QueuedOrder};
pub use receipt::ServedLine;
pub use register::{RegisterKnown, RegisterLine};
pub use requests::RequestHead;
pub use secret::{AnswerFile, Purpose, PurposeError, SecretView};
pub(crate) use secret::{ReadRecord, insert_event};
pub use statements::{AwaitedLine, StatementHead, StatementView};
pub use sync::Known;
pub use system::SystemReader;
pub use totals::Totals;

use crate::conn::Conn;
use crate::error::{Corrupt, StoreError};
use crate::ids::Ids;
use crate::seal::Vault;
use crate::store::Store;
use crate::transaction;
use engine::actor::Actor;
use engine::context::Rules;
use engine::policy::{Belongs, Permission, ReadKind, permission, read_grants};
use engine::refusal::Refusal;
use engine::time::Instant;
use std::sync::Arc;

/// Why nothing was found.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// There is no such thing for this actor, or not this way.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The database could not say.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<diesel::result::Error> for ReadError {
    fn from(error: diesel::result::Error) -> Self {
        Self::Store(error.into())
    }
}

impl From<Corrupt> for ReadError {
    fn from(corrupt: Corrupt) -> Self {
        Self::Store(corrupt.into())
    }
}

/// What a finder returns.
pub type Found<T> = Result<T, ReadError>;

/// Finds things for actors, on one connection.
pub struct Reader<'a> {
    conn: &'a mut Conn,
    vault: &'a Vault,
    rules: Arc<Rules>,
    now: Instant,
    ids: Ids,
}

impl Store {
    /// Runs finders on a thread that may wait: one hop for a whole use case.
    pub async fn find<T: Send + 'static>(
        &self,
        find: impl FnOnce(&mut Reader<'_>) -> Found<T> + Send + 'static,
    ) -> Found<T> {
        let store = self.clone();
        blocking(move || store.find_blocking(find)).await
    }

    /// The same for threads that may wait.
    pub fn find_blocking<T>(&self, find: impl FnOnce(&mut Reader<'_>) -> Found<T>) -> Found<T> {
        self.on_reader(|conn| {
            find(&mut Reader {
                conn,
                vault: self.vault(),
                rules: self.rules(),
                now: self.now(),
                ids: Ids::new(self.clock()),
            })
        })
    }

    /// Runs finders of the service itself: what sweeps and ticks work on.
    pub async fn find_as_system<T: Send + 'static>(
        &self,
        find: impl FnOnce(&mut SystemReader<'_>) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let store = self.clone();
        blocking(move || store.find_as_system_blocking(find)).await
    }

    /// The same for threads that may wait.
    pub fn find_as_system_blocking<T>(
        &self,
        find: impl FnOnce(&mut SystemReader<'_>) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        self.on_reader(|conn| find(&mut SystemReader::new(conn, self.vault())))
    }
}

async fn blocking<T: Send + 'static, E: From<StoreError> + Send + 'static>(
    work: impl FnOnce() -> Result<T, E> + Send + 'static,
) -> Result<T, E> {
    let span = tracing::Span::current();
    let done = tokio::task::spawn_blocking(move || span.in_scope(work)).await;
    done.unwrap_or_else(|error| {
        tracing::error!(%error, "a finder ended without an answer");
        Err(StoreError::Unavailable.into())
    })
}

impl Reader<'_> {
    /// Whether an actor may read something that belongs so.
    fn permit(&self, actor: &Actor, kind: ReadKind, root: &Belongs<'_>) -> Result<(), Refusal> {
        match permission(actor, read_grants(kind), root, &self.rules.directory) {
            Permission::Granted => Ok(()),
            Permission::Forbidden => Err(Refusal::Forbidden),
            Permission::Unseen => Err(Refusal::NotFound),
        }
    }

    #[cfg(test)]
    pub(crate) fn conn(&mut self) -> &mut Conn {
        self.conn
    }

    #[cfg(test)]
    pub(crate) fn as_system<T>(
        &mut self,
        find: impl FnOnce(&mut SystemReader<'_>) -> Result<T, StoreError>,
    ) -> Found<T> {
        Ok(find(&mut SystemReader::new(self.conn, self.vault))?)
    }

    /// Several reads that see one state of the database.
    fn whole<T>(&mut self, find: impl FnOnce(&mut Conn, &Vault) -> Found<T>) -> Found<T> {
        let vault = self.vault;
        transaction::snapshot(self.conn, |conn| find(conn, vault))
    }
}
