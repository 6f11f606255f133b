//! Replaying the record: rebuilding every case from its events and comparing
//! it with what is stored (I-14, I-15).

mod compare;
mod files;
mod held;
mod money;
mod people;
mod request;
mod running;
mod sync;

pub use files::check_files;

use crate::conn::{Conn, ConnectError, Use};
use crate::error::{Corrupt, StoreError};
use crate::identity::{CLIENT, PERSON};
use crate::reference::{REFERENCE, REFERENCE_ROOT};
use crate::rows::hash;
use crate::rows::record::EventRow;
use crate::schema::{enforcement_case, event};
use crate::seal::Vault;
use crate::transaction;
use crate::types::Id;
use crate::url::DatabaseUrl;
use compare::stored_equals_rebuilt;
use diesel::prelude::*;
use engine::announcement::AnnouncementEvent;
use engine::apply::apply;
use engine::canon;
use engine::event::{Event, Recorded, Root};
use engine::facts::Facts;
use engine::held::HeldEvent;
use engine::id::{CaseId, EventId};
use engine::ledger::MoneyEvent;
use engine::request::RequestEvent;
use serde::Serialize;
use std::collections::BTreeMap;
use uuid::Uuid;

/// How many cases or events are read at a time.
const CHUNK: i64 = 500;

/// What is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Fault {
    /// An event's bytes do not give its leaf hash.
    Leaf,
    /// An event's bytes are not understood, or contradict its columns.
    Body,
    /// The versions of a root's events have a gap, or do not end at its row's.
    Version,
    /// Events of a root that has no row.
    NoRow,
    /// A row that no event made.
    NoEvent,
    /// What events rebuild is not what is stored.
    State,
    /// A file that something names is not in the folder.
    FileMissing,
    /// A file's bytes are not those it was taken with.
    FileAltered,
    /// A file was encrypted with another key than the one at hand.
    FileKey,
    /// A file cannot be read.
    FileDisk,
}

impl Fault {
    /// The stable code: the serialised name.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Leaf => "leaf",
            Self::Body => "body",
            Self::Version => "version",
            Self::NoRow => "no_row",
            Self::NoEvent => "no_event",
            Self::State => "state",
            Self::FileMissing => "file_missing",
            Self::FileAltered => "file_altered",
            Self::FileKey => "file_key",
            Self::FileDisk => "file_disk",
        }
    }
}

/// One thing that is wrong, by name and place; never its content.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// What is wrong.
    pub fault: Fault,
    /// With what: the kind of root, or the table.
    pub what: &'static str,
    /// With which: the root's or event's id.
    pub id: Uuid,
    /// Where in it, if that is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub part: Option<&'static str>,
}

/// What a replay saw.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Report {
    /// Cases rebuilt.
    pub cases: u64,
    /// Instruments rebuilt.
    pub instruments: u64,
    /// Demands rebuilt.
    pub demands: u64,
    /// Cases' books rebuilt.
    pub books: u64,
    /// Receiving accounts rebuilt.
    pub payees: u64,
    /// Statements of receiving accounts rebuilt.
    pub statements: u64,
    /// Requests for a measure rebuilt.
    pub requests: u64,
    /// Rows of other systems that could not be taken in, rebuilt.
    pub held: u64,
    /// State changes.
    pub changes: u64,
    /// Reads of what is secret.
    pub reads: u64,
    /// Refused commands.
    pub refusals: u64,
    /// Files that something names and whose bytes were checked; none: they were not
    /// asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub files: Option<u64>,
    /// Everything that is wrong; empty if the record is whole.
    pub differences: Vec<Difference>,
}

impl Report {
    /// Whether record and state agree.
    pub const fn is_whole(&self) -> bool {
        self.differences.is_empty()
    }

    fn differ(&mut self, fault: Fault, what: &'static str, id: Uuid, part: Option<&'static str>) {
        self.differences.push(Difference { fault, what, id, part });
    }
}

/// Why a replay could not be done.
#[derive(Debug, thiserror::Error)]
pub enum ReplayError {
    /// The database cannot be opened.
    #[error(transparent)]
    Connect(#[from] ConnectError),
    /// It cannot be read.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Rebuilds everything from its events, on one state of the database.
pub fn replay(url: &DatabaseUrl, vault: &Vault) -> Result<Report, ReplayError> {
    let mut conn = Conn::open(url, Use::Read)?;
    Ok(replay_on(&mut conn, vault)?)
}

pub(crate) fn replay_on(conn: &mut Conn, vault: &Vault) -> Result<Report, StoreError> {
    transaction::snapshot(conn, |conn| {
        let mut report = Report::default();
        let mut after = Id(Uuid::nil());
        loop {
            let cases: Vec<(Id, Vec<u8>)> = enforcement_case::table
                .filter(enforcement_case::id.gt(after))
                .order(enforcement_case::id)
                .limit(CHUNK)
                .select((enforcement_case::id, enforcement_case::salt))
                .load(conn)?;
            let Some((last, _)) = cases.last() else { break };
            after = *last;
            for (id, salt) in &cases {
                let salt = hash(salt, "enforcement_case", "salt")?;
                one_case(conn, vault, &mut report, CaseId(id.0), &salt)?;
            }
        }
        events_of_no_case(conn, vault, &mut report)?;
        every_event_was_seen(conn, &mut report)?;
        Ok(report)
    })
}

/// Events of one case, rebuilt and compared.
fn one_case(
    conn: &mut Conn,
    vault: &Vault,
    report: &mut Report,
    case: CaseId,
    salt: &[u8; 32],
) -> Result<(), StoreError> {
    let rows: Vec<EventRow> = event::table
        .filter(event::case_id.eq(Id(case.0)))
        .order(event::id)
        .select(EventRow::as_select())
        .load(conn)?;
    let mut changes = Vec::new();
    for row in &rows {
        check_leaf(row, salt, vault, report);
        changes.extend(take(row, vault, report));
    }
    let (facts, versions) = rebuild(changes, report);
    stored_equals_rebuilt(conn, vault, report, case, &facts, &versions)
}

/// Counts an event; a change is handed on.
fn take(row: &EventRow, vault: &Vault, report: &mut Report) -> Option<Recorded> {
    match row.kind.as_str() {
        "read" => report.reads += 1,
        "refusal" => report.refusals += 1,
        _ => {
            report.changes += 1;
            match row.recorded(vault) {
                Ok(recorded) if agrees(row, &recorded) => return Some(recorded),
                _ => report.differ(Fault::Body, "event", row.id.0, None),
            }
        }
    }
    None
}

/// The columns an event is found by say what its bytes say.
fn agrees(row: &EventRow, recorded: &Recorded) -> bool {
    row.id.0 == recorded.id.0
        && row.code == recorded.event.code()
        && row.at.0 == recorded.at
        && row.root_kind.as_deref() == Some(recorded.root.code())
        && row.root_id.map(|id| id.0) == Some(recorded.root.id())
        && row.version == Some(recorded.version)
        && row.case_id.map(|id| id.0) == recorded.case.map(|id| id.0)
}

fn check_leaf(row: &EventRow, salt: &[u8; 32], vault: &Vault, report: &mut Report) {
    let bytes = vault.open(row.key_id, &row.body);
    let leaf = bytes.map(|bytes| canon::leaf_hash(salt, EventId(row.id.0), bytes));
    if leaf.is_none_or(|leaf| leaf[..] != row.leaf[..]) {
        report.differ(Fault::Leaf, "event", row.id.0, None);
    }
}

/// Applies events root by root, each in order of version; returns the last
/// version of each root.
fn rebuild(mut changes: Vec<Recorded>, report: &mut Report) -> (Facts, BTreeMap<Root, i32>) {
    changes.sort_by_key(|one| (one.root, one.version));
    let mut facts = Facts::default();
    let mut versions: BTreeMap<Root, i32> = BTreeMap::new();
    for recorded in &changes {
        let before = versions.insert(recorded.root, recorded.version);
        let (what, id) = (recorded.root.code(), recorded.root.id());
        if recorded.version != before.unwrap_or(0) + 1 {
            report.differ(Fault::Version, what, id, Some("gap"));
        }
        // Applying to a root that was never made would be a bug of ours.
        if before.is_some() || makes_root(&recorded.event) {
            apply(&mut facts, recorded);
        }
    }
    (facts, versions)
}

const fn makes_root(event: &Event) -> bool {
    matches!(
        event,
        Event::CaseOpened { .. }
            | Event::InstrumentDrafted { .. }
            | Event::DemandServed(_)
            | Event::OutageRecorded { .. }
            | Event::Announcement(AnnouncementEvent::Made { .. })
            | Event::Money(MoneyEvent::Opened { .. })
            | Event::PayeeProposed { .. }
            | Event::StatementImported { .. }
            | Event::Request(RequestEvent::Recorded { .. })
            | Event::Held(HeldEvent::Kept { .. })
    )
}

/// Outages, announcements, receiving accounts, requests, rows that could not be taken in, reference
/// data, people, refusals: events that belong to no case.
fn events_of_no_case(
    conn: &mut Conn,
    vault: &Vault,
    report: &mut Report,
) -> Result<(), StoreError> {
    let salt = vault.common_salt();
    let mut changes = Vec::new();
    let mut reference = 1;
    let mut people = people::Seen::default();
    let mut after = Id(Uuid::nil());
    loop {
        let rows: Vec<EventRow> = event::table
            .filter(event::id.gt(after))
            .filter(event::case_id.is_null())
            .order(event::id)
            .limit(CHUNK)
            .select(EventRow::as_select())
            .load(conn)?;
        let Some(last) = rows.last() else { break };
        after = last.id;
        for row in &rows {
            check_leaf(row, &salt, vault, report);
            if row.root_kind.as_deref() == Some(REFERENCE) {
                report.changes += 1;
                reference += 1;
                continue;
            }
            if matches!(row.root_kind.as_deref(), Some(PERSON | CLIENT)) {
                people.see(row, vault, report);
                continue;
            }
            changes.extend(take(row, vault, report));
        }
    }
    if i64::from(reference) != crate::reference::version(conn)? {
        report.differ(Fault::Version, REFERENCE, REFERENCE_ROOT, None);
    }
    people.compare(conn, report)?;
    let (facts, versions) = rebuild(changes, report);
    let payees = money::payees(conn, vault, report, &facts)?;
    let statements = money::statements(conn, vault, report, &facts)?;
    let requests = request::requests(conn, vault, report, &facts)?;
    let held = held::held(conn, vault, report, &facts)?;
    let running = running::running(conn, report, &facts)?;
    for root in versions.keys() {
        let known = match root {
            Root::Outage(_) | Root::Announcement(_) => running.contains(root),
            Root::Payee(id) => payees.contains(id),
            Root::Statement(id) => statements.contains(id),
            Root::Request(id) => requests.contains(id),
            Root::Held(id) => held.contains(id),
            _ => false,
        };
        if !known {
            report.differ(Fault::NoRow, root.code(), root.id(), None);
        }
    }
    Ok(())
}

/// Events of a case that is not there were not seen above (I-14).
fn every_event_was_seen(conn: &mut Conn, report: &mut Report) -> Result<(), StoreError> {
    let stored: i64 = event::table.count().get_result(conn)?;
    let seen = report.changes + report.reads + report.refusals;
    if u64::try_from(stored).ok() != Some(seen) {
        let cases = enforcement_case::table.select(enforcement_case::id);
        let strays: Vec<Id> = event::table
            .filter(event::case_id.is_not_null())
            .filter(event::case_id.ne_all(cases.nullable()))
            .limit(CHUNK)
            .select(event::id)
            .load(conn)?;
        for id in strays {
            report.differ(Fault::NoRow, "case", id.0, None);
        }
    }
    Ok(())
}

impl From<Corrupt> for ReplayError {
    fn from(corrupt: Corrupt) -> Self {
        Self::Store(corrupt.into())
    }
}
