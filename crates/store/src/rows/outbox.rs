//! Rows that the outbox reads.

use crate::types::{At, DbInstant, DbUuid, Id};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Nullable, SmallInt, Text};

/// Somebody who is told.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, QueryableByName)]
pub(crate) struct RecipientRow {
    #[diesel(sql_type = DbUuid)]
    pub(crate) id: Id,
    #[diesel(sql_type = Text)]
    pub(crate) email: String,
}

/// Somebody on duty.
#[derive(Clone, Debug, PartialEq, Eq, QueryableByName)]
pub(crate) struct OnDutyRow {
    #[diesel(sql_type = DbUuid)]
    pub(crate) id: Id,
    #[diesel(sql_type = DbUuid)]
    pub(crate) person_id: Id,
    #[diesel(sql_type = Text)]
    pub(crate) phone: String,
    #[diesel(sql_type = Text)]
    pub(crate) name: String,
}

/// An instant, if there is one.
#[derive(QueryableByName)]
pub(crate) struct LastRow {
    #[diesel(sql_type = Nullable<DbInstant>)]
    pub(crate) at: Option<At>,
}

/// An id alone.
#[derive(QueryableByName)]
pub(crate) struct IdRow {
    #[diesel(sql_type = DbUuid)]
    pub(crate) id: Id,
}

/// A mail that was claimed, with what it says.
#[expect(clippy::struct_excessive_bools, reason = "a row as the database has it")]
#[derive(QueryableByName)]
pub(crate) struct MailRow {
    #[diesel(sql_type = DbUuid)]
    pub(crate) id: Id,
    #[diesel(sql_type = DbUuid)]
    pub(crate) notice_id: Id,
    #[diesel(sql_type = DbUuid)]
    pub(crate) person_id: Id,
    #[diesel(sql_type = Text)]
    pub(crate) email: String,
    #[diesel(sql_type = Text)]
    pub(crate) language: String,
    #[diesel(sql_type = Bool)]
    pub(crate) active: bool,
    #[diesel(sql_type = Text)]
    pub(crate) code: String,
    #[diesel(sql_type = Text)]
    pub(crate) reference: String,
    #[diesel(sql_type = Bool)]
    pub(crate) urgent: bool,
    #[diesel(sql_type = Bool)]
    pub(crate) hurried: bool,
    #[diesel(sql_type = DbInstant)]
    pub(crate) at: At,
    #[diesel(sql_type = Text)]
    pub(crate) to_kind: String,
    #[diesel(sql_type = Nullable<Text>)]
    pub(crate) to_role: Option<String>,
    #[diesel(sql_type = Nullable<DbUuid>)]
    pub(crate) case_id: Option<Id>,
    #[diesel(sql_type = Nullable<DbUuid>)]
    pub(crate) instrument_id: Option<Id>,
    #[diesel(sql_type = Nullable<DbUuid>)]
    pub(crate) demand_id: Option<Id>,
    #[diesel(sql_type = SmallInt)]
    pub(crate) attempts: i16,
    #[diesel(sql_type = BigInt)]
    pub(crate) lost_before: i64,
    /// Of a text message: by which telephone, and until when it is of use.
    #[diesel(sql_type = Nullable<Text>)]
    pub(crate) phone: Option<String>,
    #[diesel(sql_type = Nullable<DbInstant>)]
    pub(crate) to_at: Option<At>,
    #[diesel(sql_type = Bool)]
    pub(crate) dropped: bool,
    /// Whether the person still sits anywhere.
    #[diesel(sql_type = Bool)]
    pub(crate) seated: bool,
}

/// A leased delivery, about to be finished.
#[derive(QueryableByName)]
pub(crate) struct LeasedRow {
    #[diesel(sql_type = DbUuid)]
    pub(crate) notice_id: Id,
    #[diesel(sql_type = SmallInt)]
    pub(crate) attempts: i16,
}

/// A dead letter with the notice it lost.
#[derive(QueryableByName)]
pub(crate) struct DeadLetterRow {
    #[diesel(sql_type = DbUuid)]
    pub(crate) id: Id,
    #[diesel(sql_type = DbUuid)]
    pub(crate) notice_id: Id,
    #[diesel(sql_type = Nullable<DbUuid>)]
    pub(crate) delivery_id: Option<Id>,
    #[diesel(sql_type = Nullable<DbUuid>)]
    pub(crate) person_id: Option<Id>,
    #[diesel(sql_type = Text)]
    pub(crate) reason: String,
    #[diesel(sql_type = DbInstant)]
    pub(crate) at: At,
    #[diesel(sql_type = Text)]
    pub(crate) code: String,
    #[diesel(sql_type = Text)]
    pub(crate) reference: String,
    #[diesel(sql_type = Text)]
    pub(crate) to_kind: String,
    #[diesel(sql_type = Nullable<DbUuid>)]
    pub(crate) to_id: Option<Id>,
    #[diesel(sql_type = Nullable<Text>)]
    pub(crate) to_role: Option<String>,
}

/// A clock that strikes.
#[derive(QueryableByName)]
pub(crate) struct DueClockRow {
    #[diesel(sql_type = DbUuid)]
    pub(crate) id: Id,
    #[diesel(sql_type = DbUuid)]
    pub(crate) demand_id: Id,
    #[diesel(sql_type = DbInstant)]
    pub(crate) next_at: At,
}

/// A duty whose limit has come.
#[derive(QueryableByName)]
pub(crate) struct DueDutyRow {
    #[diesel(sql_type = DbUuid)]
    pub(crate) id: Id,
    #[diesel(sql_type = DbUuid)]
    pub(crate) case_id: Id,
    #[diesel(sql_type = Nullable<DbUuid>)]
    pub(crate) about: Option<Id>,
    #[diesel(sql_type = DbInstant)]
    pub(crate) next_at: At,
}

/// A limit of a request for a measure that has come.
#[derive(QueryableByName)]
pub(crate) struct DueRequestRow {
    #[diesel(sql_type = DbUuid)]
    pub(crate) id: Id,
    #[diesel(sql_type = DbUuid)]
    pub(crate) request_id: Id,
    #[diesel(sql_type = DbInstant)]
    pub(crate) next_at: At,
}

/// Demands of one holder, counted.
#[derive(QueryableByName)]
pub(crate) struct TallyRow {
    #[diesel(sql_type = DbUuid)]
    pub(crate) id: Id,
    #[diesel(sql_type = BigInt)]
    pub(crate) late: i64,
    #[diesel(sql_type = BigInt)]
    pub(crate) due: i64,
    #[diesel(sql_type = BigInt)]
    pub(crate) waiting: i64,
}

/// What waits at one holder, counted.
#[derive(QueryableByName)]
pub(crate) struct WaitingRow {
    #[diesel(sql_type = DbUuid)]
    pub(crate) id: Id,
    #[diesel(sql_type = BigInt)]
    pub(crate) waiting: i64,
}

/// A seat of somebody who can be written to.
#[derive(QueryableByName)]
pub(crate) struct SeatRow {
    #[diesel(sql_type = DbUuid)]
    pub(crate) person_id: Id,
    #[diesel(sql_type = Text)]
    pub(crate) email: String,
    #[diesel(sql_type = Text)]
    pub(crate) language: String,
    #[diesel(sql_type = Text)]
    pub(crate) role: String,
    #[diesel(sql_type = Nullable<DbUuid>)]
    pub(crate) agency_id: Option<Id>,
    #[diesel(sql_type = Nullable<DbUuid>)]
    pub(crate) institution_id: Option<Id>,
}
