//! Outages of this service and announcements, in a batch: of no case, few, changed by
//! one person at a time.

use super::changes::{Rows, compare, push, rows};
use super::load::{LaneConn, Lock, dedup, select};
use super::raw::{Column, Raw};
use crate::rows::announcement::{ANNOUNCEMENT_CHANGES, AnnouncementRow};
use crate::rows::record::{OUTAGE_CHANGES, OutageRow};
use crate::schema;
use crate::types::{At, Id};
use crate::value::{Value, Verb, Write};
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sqlite::Sqlite;
use engine::announcement::Announcement;
use engine::facts::{Change, Facts, Needs, Outage};
use uuid::Uuid;

/// Those that commands name, to be changed.
pub(super) fn load(conn: &mut LaneConn, needs: &Needs, facts: &mut Facts) -> QueryResult<()> {
    let ids = dedup(needs.outages.union(&needs.excusing).map(|id| id.0));
    // Who excuses clocks keeps nobody out who does so as well.
    let lock = if needs.outages.is_empty() { Lock::Share } else { Lock::Change };
    let list = OutageRow::TABLE.select_list("x.");
    let found = select!(
        conn, schema::outage::SqlType => OutageRow,
        list, "outage x", "x.id", lock, &ids
    );
    for row in found {
        let outage = row.entity();
        facts.outages.load(outage.id, outage);
    }
    live(conn, needs, facts)?;
    let ids = dedup(needs.announcements.iter().map(|id| id.0));
    let list = AnnouncementRow::TABLE.select_list("x.");
    let found = select!(
        conn, schema::announcement::SqlType => AnnouncementRow,
        list, "announcement x", "x.id", Lock::Change, &ids
    );
    for row in found {
        let one = row.entity()?;
        facts.announcements.load(one.id, one);
    }
    Ok(())
}

/// Those that are not over, to be counted: two that are made at once may both be let in.
fn live(conn: &mut LaneConn, needs: &Needs, facts: &mut Facts) -> QueryResult<()> {
    use schema::announcement as a;
    let Some(at) = needs.live_announcements else { return Ok(()) };
    let query = a::table.filter(a::to_at.gt(At(at))).filter(a::ended_at.is_null()).select(a::id);
    let found: Vec<Id> = match conn {
        LaneConn::Pg(conn) => query.load(conn)?,
        LaneConn::Sqlite(conn) => query.load(conn)?,
    };
    let ids = dedup(found.into_iter().map(|id| id.0));
    let list = AnnouncementRow::TABLE.select_list("x.");
    let found = select!(
        conn, schema::announcement::SqlType => AnnouncementRow,
        list, "announcement x", "x.id", Lock::None, &ids
    );
    for row in found {
        let one = row.entity()?;
        facts.announcements.load(one.id, one);
    }
    Ok(())
}

/// What a batch changed of them.
#[derive(Default)]
pub(super) struct RunningChanges {
    outages: Rows<OutageRow>,
    announcements: Rows<AnnouncementRow>,
}

impl RunningChanges {
    pub(super) fn outage(&mut self, Change { before, now }: &Change<Outage>) {
        self.outages.root(OutageRow::of(now), before.as_ref().map(|one| one.version));
    }

    pub(super) fn announcement(&mut self, Change { before, now }: &Change<Announcement>) {
        let found = before.as_ref().map(|one| one.version);
        self.announcements.root(AnnouncementRow::of(now), found);
    }

    /// The rows.
    pub(super) fn add_to<'a>(&'a self, writes: &mut Vec<Write<'a>>) {
        let Self { outages, announcements } = self;
        push(writes, OutageRow::TABLE, Verb::Insert, rows(&outages.new, OutageRow::row));
        compare(writes, OutageRow::TABLE, OUTAGE_CHANGES, outages, OutageRow::row);
        let table = AnnouncementRow::TABLE;
        push(writes, table, Verb::Insert, rows(&announcements.new, AnnouncementRow::row));
        compare(writes, table, ANNOUNCEMENT_CHANGES, announcements, AnnouncementRow::row);
    }
}
