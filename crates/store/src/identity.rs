//! Who may come in: people, the seats they act from, their sessions; systems,
//! their keys and the assertions they have used.
//!
//! What a person does by signing in is one statement, so that none can stop
//! half way, and time is an argument. What an administrator does is one
//! transaction with one audit event ([`Administrator`]). What a session or key is worth is decided by the query that
//! finds it: an ended session, an old epoch or a revoked key is simply not
//! found, on the very next look (I-30).
//!
//! The calls block; an async caller puts them on a thread that may wait.

mod administer;
mod clients;
mod people;
mod sessions;
mod setup;

pub use administer::{
    AdministerError, Administered, Administrator, ClientLine, Details, NewPerson, NewShift,
    ShiftLine, UserLine,
};
pub(crate) use administer::{CLIENT, PERSON, Read};
pub use clients::{Client, ClientKey, Standings};
pub use people::{HeldSeat, PasswordHash, Person, SeatId};
pub use sessions::{LiveSession, NewSession, Session, SessionId};
pub use setup::SetupCode;

use crate::error::StoreError;
use diesel::result::{DatabaseErrorKind, Error};

/// Whether the row was new: a unique violation is an answer, not a failure.
fn was_new(inserted: Result<usize, Error>) -> Result<bool, StoreError> {
    match inserted {
        Ok(_) => Ok(true),
        Err(Error::DatabaseError(DatabaseErrorKind::UniqueViolation, _)) => Ok(false),
        Err(other) => Err(other.into()),
    }
}
