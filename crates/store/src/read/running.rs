//! How the service runs: what is announced, and its own outages. For everybody, as far
//! as it concerns them.

use super::page::{Cursor, Listing, Page};
use super::{Found, Reader};
use crate::conn::{Conn, Multi};
use crate::error::StoreError;
use crate::rows::announcement::AnnouncementRow;
use crate::rows::record::OutageRow;
use crate::schema::{announcement as a, outage as o};
use crate::store::Store;
use crate::types::{At, Id};
use diesel::prelude::*;
use engine::actor::Actor;
use engine::announcement::{Announcement, AnnouncementKind, MOST};
use engine::command::CommandKind;
use engine::facts::Outage;
use engine::policy::command_grants;
use engine::time::Instant;

fn may(actor: &Actor, kind: CommandKind) -> bool {
    command_grants(kind).iter().any(|(role, _)| *role == actor.role)
}

/// The latest first: what is before the row at which a page ended.
fn before(page: Page) -> Id {
    Id(page.after().map_or(uuid::Uuid::max(), |after| after.id))
}

/// What stands above pages: its time is now, or it is maintenance ahead. No more than
/// may be live at one time.
fn standing(conn: &mut Conn, at: Instant) -> Result<Vec<Announcement>, StoreError> {
    let rows: Vec<AnnouncementRow> = a::table
        .filter(a::to_at.gt(At(at)))
        .filter(a::ended_at.is_null())
        .filter(a::from_at.le(At(at)).or(a::kind.eq(AnnouncementKind::Maintenance.code())))
        .limit(i64::from(MOST))
        .order((a::from_at, a::id))
        .select(AnnouncementRow::as_select())
        .load(conn)?;
    Ok(rows.into_iter().map(AnnouncementRow::entity).collect::<Result<_, _>>()?)
}

impl Store {
    /// What stands above pages at an instant, by its beginning: whom it concerns is for
    /// the caller to see.
    pub fn announced(&self, at: Instant) -> Result<Vec<Announcement>, StoreError> {
        self.read(|conn| standing(conn, at))
    }
}

impl Reader<'_> {
    /// What is announced to an actor and stands, by its beginning, all of it on one page.
    /// To who may announce: everything, the latest first, what is over too.
    pub fn announcements(
        &mut self,
        actor: &Actor,
        at: Instant,
        page: Page,
    ) -> Found<Listing<Announcement>> {
        if !may(actor, CommandKind::Announce) {
            let directory = &self.rules.directory;
            let mut found = standing(self.conn, at)?;
            found.retain(|one| one.concerns(Some(actor.seat), directory));
            return Ok(Listing { rows: found, next: None });
        }
        let rows: Vec<AnnouncementRow> = a::table
            .filter(a::id.lt(before(page)))
            .order(a::id.desc())
            .limit(page.fetch())
            .select(AnnouncementRow::as_select())
            .load(self.conn)?;
        let key = |row: &AnnouncementRow| Cursor { key: None, id: row.id.0 };
        let Listing { rows, next } = page.listing(rows, key);
        let rows = rows.into_iter().map(AnnouncementRow::entity).collect::<Result<_, _>>()?;
        Ok(Listing { rows, next })
    }

    /// Outages of this service, the latest first: those that were confirmed, and to who
    /// may confirm one the others too.
    pub fn outages(&mut self, actor: &Actor, page: Page) -> Found<Listing<Outage>> {
        let mut query = o::table
            .filter(o::id.lt(before(page)))
            .order(o::id.desc())
            .limit(page.fetch())
            .select(OutageRow::as_select())
            .into_boxed::<Multi>();
        if !may(actor, CommandKind::ConfirmOutage) {
            query = query.filter(o::confirmed_at.is_not_null());
        }
        let rows: Vec<OutageRow> = query.load(self.conn)?;
        let key = |row: &OutageRow| Cursor { key: None, id: row.id.0 };
        Ok(page.listing(rows, key).map(OutageRow::entity))
    }
}
