//! The record of a change of a person or a client.

use crate::conn::Conn;
use crate::error::{Corrupt, StoreError};
use crate::read::insert_event;
use crate::rows::record::EventRow;
use crate::rows::{json, json_text};
use crate::schema::{client, person, reference_version};
use crate::seal::Vault;
use crate::types::{At, Id};
use diesel::prelude::*;
use engine::actor::{Actor, Seat};
use engine::canon;
use engine::id::{ClientId, EventId, InstitutionId, ShiftId, UserId};
use engine::role::Role;
use engine::run::EVENT_FORMAT;
use engine::time::Instant;
use serde::Serialize;
use uuid::Uuid;

/// What a person is called as a root of events.
pub(crate) const PERSON: &str = "person";
/// What a client is called as a root of events.
pub(crate) const CLIENT: &str = "client";

/// Whose record it is.
#[derive(Clone, Copy)]
pub(crate) enum Subject {
    Person(UserId),
    Client(ClientId),
}

/// What a change was: ids and codes.
#[derive(Default, Serialize)]
pub(crate) struct What {
    /// Fields that differ.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) fields: Vec<&'static str>,
    /// Seats given or taken.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) seats: Vec<Seated>,
    /// A shift put on the roster or taken off it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) shift: Option<Shifted>,
    /// Let in or shut out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) active: Option<bool>,
    /// For which institution a client acts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) institution: Option<InstitutionId>,
    /// The name of a key.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) kid: Option<String>,
}

/// A seat in a record.
#[derive(Clone, Copy, Serialize)]
pub(crate) struct Seated {
    pub(crate) id: Uuid,
    pub(crate) role: Role,
    pub(crate) place: Seat,
}

/// A shift in a record: when and where, not by which telephone.
#[derive(Clone, Copy, Serialize)]
pub(crate) struct Shifted {
    pub(crate) id: ShiftId,
    pub(crate) place: Seat,
    pub(crate) from: Instant,
    pub(crate) to: Instant,
}

/// A change on its way to the record.
pub(crate) struct Mark<'a> {
    pub(crate) id: EventId,
    pub(crate) at: Instant,
    pub(crate) actor: Actor,
    pub(crate) code: &'static str,
    pub(crate) what: What,
    pub(crate) vault: &'a Vault,
}

/// The canonical bytes of a change.
#[derive(Serialize)]
struct MarkBytes<'a> {
    v: u8,
    id: EventId,
    at: Instant,
    actor: &'a Actor,
    root: &'static str,
    root_id: Uuid,
    version: i32,
    event: &'static str,
    what: &'a What,
}

impl Subject {
    const fn kind(self) -> &'static str {
        match self {
            Self::Person(_) => PERSON,
            Self::Client(_) => CLIENT,
        }
    }

    const fn id(self) -> Uuid {
        match self {
            Self::Person(id) => id.0,
            Self::Client(id) => id.0,
        }
    }

    /// Locks the row until the transaction ends, by writing it as it is: the
    /// one lock both engines know. Whether there is such a row.
    pub(crate) fn lock(self, conn: &mut Conn) -> Result<bool, StoreError> {
        self.raise(conn, 0)
    }

    /// Its version, one higher than before.
    fn bump(self, conn: &mut Conn) -> Result<i32, StoreError> {
        self.raise(conn, 1)?;
        let id = Id(self.id());
        Ok(match self {
            Self::Person(_) => {
                person::table.filter(person::id.eq(id)).select(person::version).first(conn)?
            }
            Self::Client(_) => {
                client::table.filter(client::id.eq(id)).select(client::version).first(conn)?
            }
        })
    }

    fn raise(self, conn: &mut Conn, by: i32) -> Result<bool, StoreError> {
        let id = Id(self.id());
        let changed = match self {
            Self::Person(_) => diesel::update(person::table.filter(person::id.eq(id)))
                .set(person::version.eq(person::version + by))
                .execute(conn)?,
            Self::Client(_) => diesel::update(client::table.filter(client::id.eq(id)))
                .set(client::version.eq(client::version + by))
                .execute(conn)?,
        };
        Ok(changed == 1)
    }
}

impl Mark<'_> {
    /// Records a change under its root's next version. That of a person is
    /// counted for other nodes too: decisions ask who works where.
    pub(crate) fn write(self, conn: &mut Conn, subject: Subject) -> Result<i32, StoreError> {
        let version = subject.bump(conn)?;
        if matches!(subject, Subject::Person(_)) {
            diesel::update(reference_version::table.filter(reference_version::id.eq(1)))
                .set(reference_version::people.eq(reference_version::people + 1))
                .execute(conn)?;
        }
        let row = self.row(subject, version);
        insert_event(conn, row)?;
        Ok(version)
    }

    fn row(&self, subject: Subject, version: i32) -> EventRow {
        let bytes = json(&MarkBytes {
            v: EVENT_FORMAT,
            id: self.id,
            at: self.at,
            actor: &self.actor,
            root: subject.kind(),
            root_id: subject.id(),
            version,
            event: self.code,
            what: &self.what,
        });
        let leaf = canon::leaf_hash(&self.vault.common_salt(), self.id, &bytes);
        let sealed = self.vault.seal(bytes);
        EventRow {
            id: Id(self.id.0),
            kind: "change".to_owned(),
            code: self.code.to_owned(),
            at: At(self.at),
            actor: json_text(&self.actor),
            root_kind: Some(subject.kind().to_owned()),
            root_id: Some(Id(subject.id())),
            version: Some(version),
            case_id: None,
            format: i16::from(EVENT_FORMAT),
            key_id: sealed.key,
            body: sealed.bytes,
            leaf: leaf.to_vec(),
        }
    }
}

/// What verification compares of a body with its columns.
#[derive(serde::Deserialize)]
pub(crate) struct Read {
    pub(crate) id: Uuid,
    pub(crate) at: Instant,
    pub(crate) root: String,
    pub(crate) root_id: Uuid,
    pub(crate) version: i32,
    pub(crate) event: String,
}

impl Read {
    /// A body as verification reads it.
    pub(crate) fn of(bytes: &[u8]) -> Result<Self, Corrupt> {
        serde_json::from_slice(bytes).map_err(|_| Corrupt::new("event", "body"))
    }
}
