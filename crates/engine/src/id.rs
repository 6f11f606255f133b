//! Typed identifiers: a case id cannot be handed where a demand id is asked.

use serde::{Deserialize, Serialize};
use std::fmt;
use uuid::Uuid;

/// Where new ids come from: `UUIDv7` made from the injected clock in
/// production, a counter in tests. The engine never makes one itself.
pub trait IdSource {
    /// The next id, greater than all before it from this source.
    fn next_id(&mut self) -> Uuid;
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl From<Uuid> for $name {
            fn from(id: Uuid) -> Self {
                Self(id)
            }
        }
    )+};
}

ids! {
    /// An agency: ministry, provincial agency or regional office.
    AgencyId,
    /// An institution that answers demands: bank, treasury, social insurance…
    InstitutionId,
    /// A branch of an institution.
    BranchId,
    /// A person with an account here.
    UserId,
    /// A system that acts for an institution (OAuth 2 client).
    ClientId,
    /// An enforcement case.
    CaseId,
    /// A party of a case.
    PartyId,
    /// What an officer issues.
    InstrumentId,
    /// One institution's share of an instrument.
    DemandId,
    /// One thing asked inside a demand.
    ItemId,
    /// What the institution returned to an item.
    AnswerId,
    /// A running limit.
    ClockId,
    /// One recorded lateness of one clock.
    EpisodeId,
    /// A request for more time.
    ExtensionId,
    /// A message on a demand's thread.
    MessageId,
    /// A message owed to somebody because something changed.
    NoticeId,
    /// One audit event.
    EventId,
    /// A recorded outage of this service.
    OutageId,
    /// What whoever runs the service announces.
    AnnouncementId,
    /// One order on one account.
    HoldId,
    /// A payment from a hold to the agency.
    TransferId,
    /// A posting of a case's books.
    PostingId,
    /// A limit on the asking side.
    DutyId,
    /// A person's time on duty.
    ShiftId,
    /// A registered account that receives deducted money.
    PayeeId,
    /// An imported statement of a receiving account: a digest of the account and
    /// the file, so that the same file is the same statement (I-3).
    StatementId,
    /// What a line of a statement is known by in every file: a digest (I-3).
    LineKey,
    /// A complaint, a claim or a flag.
    ObjectionId,
    /// A request for a measure.
    RequestId,
    /// A file that came in.
    FileId,
    /// A part of a case's debt that another agency is to enforce.
    DelegationId,
    /// An act of a procuracy in a case.
    ProsecutorActId,
    /// A concession of a creditor in a case.
    ConcessionId,
    /// What another system calls a case, by whose file: a digest (I-3).
    LinkId,
    /// What another system calls a payment of a linked case: a digest (I-3).
    SyncedPaymentId,
    /// What another system calls what came in wrong: a digest (I-3).
    HeldId,
    /// What an institution says against the instant of a paper.
    ContestId,
    /// A book of a year of an agency's register: a digest (I-3).
    RegisterId,
}
