//! People and systems, changed by those whose task it is. Who may what is
//! decided in [`engine::administration`]; here it is asked inside the same
//! transaction that writes, on the row that is locked. Every change is one
//! audit event under the person or client, at that root's next version; it
//! holds ids and codes, nobody's name or address.

mod clients;
mod find;
mod mark;
mod people;
mod roster;

pub use find::{ClientLine, UserLine};
pub(crate) use mark::{CLIENT, Mark, PERSON, Read, Seated, Shifted, Subject, What};
pub(crate) use people::write_details;
pub use people::{Details, NewPerson};
pub use roster::{NewShift, ShiftLine};

use crate::conn::Conn;
use crate::error::{Corrupt, StoreError};
use crate::ids::Ids;
use crate::seal::Vault;
use crate::store::Store;
use engine::actor::Actor;
use engine::administration::Denied;
use engine::context::Directory;
use engine::id::{EventId, IdSource};
use engine::time::Instant;

/// Why nothing was administered.
#[derive(Debug, thiserror::Error)]
pub enum AdministerError {
    /// It may not be, or not so.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// The database could not.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<diesel::result::Error> for AdministerError {
    fn from(error: diesel::result::Error) -> Self {
        Self::Store(error.into())
    }
}

impl From<Corrupt> for AdministerError {
    fn from(corrupt: Corrupt) -> Self {
        Self::Store(corrupt.into())
    }
}

/// What an act of administration returns.
pub type Administered<T> = Result<T, AdministerError>;

/// Administers for one actor, on one connection.
pub struct Administrator<'a> {
    conn: &'a mut Conn,
    desk: Desk<'a>,
}

/// Everything an act needs but the connection.
struct Desk<'a> {
    actor: Actor,
    vault: &'a Vault,
    directory: &'a Directory,
    now: Instant,
    ids: Ids,
}

impl<'a> Administrator<'a> {
    pub(crate) fn new(
        conn: &'a mut Conn,
        vault: &'a Vault,
        directory: &'a Directory,
        (now, ids): (Instant, Ids),
        actor: &Actor,
    ) -> Self {
        Self { conn, desk: Desk { actor: *actor, vault, directory, now, ids } }
    }
}

impl Store {
    /// Administers for an actor; for threads that may wait.
    pub fn administer<T>(
        &self,
        actor: &Actor,
        work: impl FnOnce(&mut Administrator<'_>) -> Administered<T>,
    ) -> Administered<T> {
        let rules = self.rules();
        let made = (self.now(), self.ids());
        self.on_reader(|conn| {
            work(&mut Administrator::new(conn, self.vault(), &rules.directory, made, actor))
        })
    }
}

impl Desk<'_> {
    /// The event of what is being done.
    fn mark(&mut self, code: &'static str, what: What) -> Mark<'_> {
        let id = EventId(self.ids.next_id());
        Mark { id, at: self.now, actor: self.actor, code, what, vault: self.vault }
    }
}
