//! Reference data in the database: the directory, the law and the calendars in
//! force. Every change bumps one number, by which other nodes notice it, and is
//! an audit event of the root `reference` at that version.

use crate::conn::{Conn, ConnectError, Use};
use crate::directory;
use crate::error::{Corrupt, StoreError};
use crate::identity::{Administered, Administrator};
use crate::ids::Ids;
use crate::read::insert_event;
use crate::rows::record::EventRow;
use crate::rows::{from_json, hash, json, json_text};
use crate::schema::{calendar_version, law_version, reference_version};
use crate::seal::Vault;
use crate::store::Store;
use crate::transaction;
use crate::types::{At, Id};
use crate::url::DatabaseUrl;
use diesel::prelude::*;
use engine::actor::Actor;
use engine::canon;
use engine::context;
use engine::directory::{Change, Directory, Entry, FieldChange, Plan};
use engine::id::{EventId, IdSource};
use engine::run::EVENT_FORMAT;
use engine::time::{Clock, Instant};
use engine::version::Version;
use serde::Serialize;
use std::sync::Arc;
use uuid::Uuid;

/// The root of changes of reference data. Never change it.
pub const REFERENCE_ROOT: Uuid = Uuid::from_u128(0x019a_0000_0000_7000_8000_6174_7461_6368);

/// What [`REFERENCE_ROOT`] is called in records.
pub(crate) const REFERENCE: &str = "reference";

/// Named files that were put in force together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Activated {
    /// Their number, counted from 1.
    pub number: i32,
    /// Their version: the hash of all of them.
    pub version: Version,
    /// Name and text of each.
    pub files: Vec<(String, String)>,
}

impl Activated {
    /// The files as parsers take them.
    pub fn borrowed(&self) -> Vec<(&str, &str)> {
        let files = self.files.iter();
        files.map(|(n, t)| (n.as_str(), t.as_str())).collect()
    }
}

/// Reference data at one moment.
#[derive(Debug)]
pub struct Reference {
    /// Counts the changes, those of people too.
    pub version: i64,
    /// Who exists.
    pub directory: context::Directory,
    /// The law in force, if any was activated.
    pub law: Option<Activated>,
    /// The calendars in force, if any were activated.
    pub calendar: Option<Activated>,
}

/// Reference data, read and changed by commands of the operator.
pub struct Registry {
    conn: Conn,
    vault: Vault,
    clock: Arc<dyn Clock>,
    ids: Ids,
}

impl Registry {
    /// Opens a database whose schema is up to date.
    pub fn open(
        url: &DatabaseUrl,
        clock: Arc<dyn Clock>,
        vault: Vault,
    ) -> Result<Self, ConnectError> {
        Ok(Self {
            conn: Conn::open(url, Use::Read)?,
            vault,
            ids: Ids::new(Arc::clone(&clock)),
            clock,
        })
    }

    /// The directory as an import compares it with its files.
    pub fn directory(&mut self) -> Result<Directory, StoreError> {
        transaction::snapshot(&mut self.conn, directory::load)
    }

    /// Counts the changes of reference data and of people.
    pub fn version(&mut self) -> Result<i64, StoreError> {
        noticed(&mut self.conn)
    }

    /// Administers people and systems from the command line.
    pub fn administer<T>(
        &mut self,
        actor: &Actor,
        work: impl FnOnce(&mut Administrator<'_>) -> Administered<T>,
    ) -> Administered<T> {
        let directory = transaction::snapshot(&mut self.conn, directory::in_force)?;
        let ids = Ids::new(Arc::clone(&self.clock));
        let now = self.clock.now();
        work(&mut Administrator::new(&mut self.conn, &self.vault, &directory, (now, ids), actor))
    }

    /// Reference data as it stands.
    pub fn snapshot(&mut self) -> Result<Reference, StoreError> {
        snapshot(&mut self.conn)
    }

    /// Carries out an import, all or nothing. One that changes nothing leaves
    /// no trace.
    pub fn import_directory(&mut self, actor: &Actor, plan: &Plan) -> Result<(), StoreError> {
        if plan.changes.is_empty() {
            return Ok(());
        }
        let changes = plan.changes.iter().map(Imported::of).collect();
        let mark = self.mark(actor, "directory_imported", What::Imported(changes));
        transaction::writing(&mut self.conn, |conn| {
            directory::import(conn, plan)?;
            mark.write(conn)
        })
    }

    /// Puts law files in force; returns their number. Files in force already keep
    /// theirs, and nothing changes; files of a version before are refused.
    pub fn activate_law(
        &mut self,
        actor: &Actor,
        files: &[(&str, &str)],
    ) -> Result<i32, StoreError> {
        self.activate(actor, Kind::Law, files)
    }

    /// Puts calendar files in force; returns their number. Files in force already
    /// keep theirs, and nothing changes; files of a version before are refused.
    pub fn activate_calendar(
        &mut self,
        actor: &Actor,
        files: &[(&str, &str)],
    ) -> Result<i32, StoreError> {
        self.activate(actor, Kind::Calendar, files)
    }

    /// The number of calendar files with this hash.
    pub fn calendar_number(&mut self, version: Version) -> Result<Option<i32>, StoreError> {
        Kind::Calendar.number(&mut self.conn, version)
    }

    /// The calendar files of a number: what old deadlines were computed with.
    pub fn calendar(&mut self, number: i32) -> Result<Option<Activated>, StoreError> {
        Kind::Calendar.load(&mut self.conn, Some(number))
    }

    fn activate(
        &mut self,
        actor: &Actor,
        kind: Kind,
        files: &[(&str, &str)],
    ) -> Result<i32, StoreError> {
        let version = Version::of_files(files);
        let now = self.clock.now();
        let mark = self.mark(actor, kind.event(), What::Activated(version.to_string()));
        transaction::writing(&mut self.conn, |conn| {
            if let Some(number) = kind.number(conn, version)? {
                let in_force = kind.load(conn, None)?.map(|last| last.number);
                // Going back is a change like any other and wants a version of its
                // own; saying "done" here would leave the later files in force.
                return if in_force == Some(number) {
                    Ok(number)
                } else {
                    Err(StoreError::Superseded(number))
                };
            }
            mark.write(conn)?;
            kind.insert(conn, version, files, now)
        })
    }

    /// The audit event of a change, but for the version it will have.
    fn mark(&mut self, actor: &Actor, code: &'static str, what: What) -> Mark {
        Mark {
            id: EventId(self.ids.next_id()),
            at: self.clock.now(),
            actor: *actor,
            code,
            what,
            vault: self.vault.clone(),
        }
    }
}

/// The record of an entry that somebody changes while the service runs.
pub(crate) fn administered(
    store: &Store,
    actor: &Actor,
    code: &'static str,
    change: &Change,
) -> Mark {
    Mark {
        id: EventId(store.ids().next_id()),
        at: store.now(),
        actor: *actor,
        code,
        what: What::Imported(vec![Imported::of(change)]),
        vault: store.vault().clone(),
    }
}

/// The record of what somebody changes of an entry while the service runs, with what it
/// said before: days and switches, nobody's data.
pub(crate) fn entered(store: &Store, actor: &Actor, code: &'static str, change: &Change) -> Mark {
    let Imported { kind, code: entry, .. } = Imported::of(change);
    let fields = match change {
        Change::Added(_) => Vec::new(),
        Change::Changed { fields, .. } => fields.iter().map(Field::of).collect(),
    };
    let what = What::Entered(vec![Entered { kind, code: entry, fields }]);
    Mark { what, ..administered(store, actor, code, change) }
}

/// Waits for other changes of reference data and keeps them out until the
/// transaction ends, by writing the one row as it is.
pub(crate) fn lock(conn: &mut Conn) -> Result<(), StoreError> {
    diesel::update(reference_version::table.filter(reference_version::id.eq(1)))
        .set(reference_version::version.eq(reference_version::version))
        .execute(conn)?;
    Ok(())
}

/// What a change of reference data was: names and codes, nobody's data.
#[derive(Serialize)]
#[serde(untagged)]
enum What {
    Imported(Vec<Imported>),
    Entered(Vec<Entered>),
    Activated(String),
}

#[derive(Serialize)]
struct Entered {
    kind: &'static str,
    code: String,
    fields: Vec<Field>,
}

#[derive(Serialize)]
struct Field {
    #[serde(rename = "field")]
    name: &'static str,
    from: String,
    to: String,
}

impl Field {
    fn of(change: &FieldChange) -> Self {
        let FieldChange { field, from, to } = change.clone();
        Self { name: field, from, to }
    }
}

#[derive(Serialize)]
struct Imported {
    kind: &'static str,
    code: String,
    /// Fields that differ; `None`: the entry is new.
    fields: Option<Vec<&'static str>>,
}

impl Imported {
    fn of(change: &Change) -> Self {
        let entry = change.entry();
        Self {
            kind: match entry {
                Entry::Agency(_) => "agency",
                Entry::Institution(_) => "institution",
                Entry::Branch(_) => "branch",
                Entry::User(_) => "user",
            },
            code: entry.code().to_owned(),
            fields: match change {
                Change::Added(_) => None,
                Change::Changed { fields, .. } => Some(fields.iter().map(|f| f.field).collect()),
            },
        }
    }
}

/// A change on its way to the record.
pub(crate) struct Mark {
    id: EventId,
    at: Instant,
    actor: Actor,
    code: &'static str,
    what: What,
    vault: Vault,
}

/// The canonical bytes of a change of reference data.
#[derive(Serialize)]
struct MarkBytes<'a> {
    v: u8,
    id: EventId,
    at: Instant,
    actor: &'a Actor,
    root: &'static str,
    version: i64,
    event: &'static str,
    what: &'a What,
}

impl Mark {
    /// Bumps the version and records the change under it. The one row is what
    /// two changes at a time wait for.
    pub(crate) fn write(&self, conn: &mut Conn) -> Result<(), StoreError> {
        diesel::update(reference_version::table.filter(reference_version::id.eq(1)))
            .set(reference_version::version.eq(reference_version::version + 1))
            .execute(conn)?;
        let version = version(conn)?;
        let bytes = json(&MarkBytes {
            v: EVENT_FORMAT,
            id: self.id,
            at: self.at,
            actor: &self.actor,
            root: REFERENCE,
            version,
            event: self.code,
            what: &self.what,
        });
        let leaf = canon::leaf_hash(&self.vault.common_salt(), self.id, &bytes);
        let sealed = self.vault.seal(bytes);
        let number =
            i32::try_from(version).map_err(|_| Corrupt::new("reference_version", "version"))?;
        let row = EventRow {
            id: Id(self.id.0),
            kind: "change".to_owned(),
            code: self.code.to_owned(),
            at: At(self.at),
            actor: json_text(&self.actor),
            root_kind: Some(REFERENCE.to_owned()),
            root_id: Some(Id(REFERENCE_ROOT)),
            version: Some(number),
            case_id: None,
            format: i16::from(EVENT_FORMAT),
            key_id: sealed.key,
            body: sealed.bytes,
            leaf: leaf.to_vec(),
        };
        insert_event(conn, row)
    }
}

/// Counts what other nodes have to notice: changes of reference data, and of
/// people, whose events have roots of their own.
pub(crate) fn noticed(conn: &mut Conn) -> Result<i64, StoreError> {
    let (version, people): (i64, i64) = reference_version::table
        .filter(reference_version::id.eq(1))
        .select((reference_version::version, reference_version::people))
        .first(conn)?;
    Ok(version + people)
}

/// Counts the changes of reference data.
pub(crate) fn version(conn: &mut Conn) -> Result<i64, StoreError> {
    Ok(reference_version::table
        .filter(reference_version::id.eq(1))
        .select(reference_version::version)
        .first(conn)?)
}

/// Reference data as it stands.
pub(crate) fn snapshot(conn: &mut Conn) -> Result<Reference, StoreError> {
    transaction::snapshot(conn, |conn| {
        Ok(Reference {
            version: noticed(conn)?,
            directory: directory::in_force(conn)?,
            law: Kind::Law.load(conn, None)?,
            calendar: Kind::Calendar.load(conn, None)?,
        })
    })
}

/// The calendar files of a number.
pub(crate) fn calendar(conn: &mut Conn, number: i32) -> Result<Option<Activated>, StoreError> {
    Kind::Calendar.load(conn, Some(number))
}

/// What is kept as numbered versions of files.
#[derive(Clone, Copy)]
enum Kind {
    Law,
    Calendar,
}

type VersionColumns = (i32, Vec<u8>, String);

/// The same query on the table of either kind.
macro_rules! of_kind {
    ($kind:expr, |$table:ident| $query:expr) => {
        match $kind {
            Kind::Law => {
                use law_version as $table;
                $query
            }
            Kind::Calendar => {
                use calendar_version as $table;
                $query
            }
        }
    };
}

impl Kind {
    const fn event(self) -> &'static str {
        match self {
            Self::Law => "law_activated",
            Self::Calendar => "calendar_activated",
        }
    }

    fn number(self, conn: &mut Conn, version: Version) -> Result<Option<i32>, StoreError> {
        let hash = version.as_bytes().to_vec();
        Ok(of_kind!(self, |t| t::table
            .filter(t::hash.eq(hash))
            .select(t::number)
            .first(conn)
            .optional()?))
    }

    /// The files of a number, or those in force.
    fn load(self, conn: &mut Conn, number: Option<i32>) -> Result<Option<Activated>, StoreError> {
        let found: Option<VersionColumns> = of_kind!(self, |t| {
            let query = t::table.select((t::number, t::hash, t::body));
            match number {
                Some(number) => query.filter(t::number.eq(number)).first(conn),
                None => query.order(t::number.desc()).first(conn),
            }
            .optional()?
        });
        let Some((number, stored, body)) = found else {
            return Ok(None);
        };
        let table = match self {
            Self::Law => "law_version",
            Self::Calendar => "calendar_version",
        };
        let activated = Activated {
            number,
            version: Version::of_files(&[]),
            files: from_json(body.as_bytes(), table, "body")?,
        };
        let version = Version::of_files(&activated.borrowed());
        if *version.as_bytes() != hash(&stored, table, "hash")? {
            return Err(Corrupt::new(table, "hash").into());
        }
        Ok(Some(Activated { version, ..activated }))
    }

    fn insert(
        self,
        conn: &mut Conn,
        version: Version,
        files: &[(&str, &str)],
        now: Instant,
    ) -> Result<i32, StoreError> {
        let last = self.load(conn, None)?.map_or(0, |last| last.number);
        let number = last + 1;
        let hash = version.as_bytes().to_vec();
        of_kind!(self, |t| diesel::insert_into(t::table)
            .values((
                t::number.eq(number),
                t::hash.eq(hash),
                t::body.eq(json_text(&files)),
                t::activated_at.eq(At(now)),
            ))
            .execute(conn)?);
        Ok(number)
    }
}
