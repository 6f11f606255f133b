//! What events change.

use crate::id::{
    AnnouncementId, CaseId, DemandId, HeldId, InstrumentId, OutageId, PayeeId, RequestId,
    StatementId,
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// What an event changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind", content = "id")]
pub enum Root {
    /// A case.
    Case(CaseId),
    /// An instrument.
    Instrument(InstrumentId),
    /// A demand with its items, clocks and thread.
    Demand(DemandId),
    /// A recorded outage.
    Outage(OutageId),
    /// The money of a case.
    Money(CaseId),
    /// A registered receiving account.
    Payee(PayeeId),
    /// An imported statement of a receiving account.
    Statement(StatementId),
    /// A request for a measure.
    Request(RequestId),
    /// Rows of another system that could not be taken in.
    Held(HeldId),
    /// An announcement.
    Announcement(AnnouncementId),
}

impl Root {
    /// The bare id.
    pub const fn id(self) -> Uuid {
        match self {
            Self::Case(id) | Self::Money(id) => id.0,
            Self::Instrument(id) => id.0,
            Self::Demand(id) => id.0,
            Self::Outage(id) => id.0,
            Self::Payee(id) => id.0,
            Self::Statement(id) => id.0,
            Self::Request(id) => id.0,
            Self::Held(id) => id.0,
            Self::Announcement(id) => id.0,
        }
    }

    /// A stable code for records.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Case(_) => "case",
            Self::Instrument(_) => "instrument",
            Self::Demand(_) => "demand",
            Self::Outage(_) => "outage",
            Self::Money(_) => "money",
            Self::Payee(_) => "payee",
            Self::Statement(_) => "statement",
            Self::Request(_) => "request",
            Self::Held(_) => "held",
            Self::Announcement(_) => "announcement",
        }
    }
}
