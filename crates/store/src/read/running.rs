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
use engine::announcement::Announcement;
use engine::command::CommandKind;
use engine::facts::Outage;
use engine::policy::command_grants;
use engine::time::Instant;

/// How many announcements are shown to who makes them, those that are over too.
const MOST: i64 = 200;

fn may(actor: &Actor, kind: CommandKind) -> bool {
    command_grants(kind).iter().any(|(role, _)| *role == actor.role)
}

fn standing(conn: &mut Conn, at: Instant) -> Result<Vec<Announcement>, StoreError> {
    let rows: Vec<AnnouncementRow> = a::table
        .filter(a::to_at.gt(At(at)))
        .filter(a::ended_at.is_null())
        .order((a::from_at, a::id))
        .select(AnnouncementRow::as_select())
        .load(conn)?;
    Ok(rows.into_iter().map(AnnouncementRow::entity).collect::<Result<_, _>>()?)
}

impl Store {
    /// What is announced and not over at an instant, by its beginning: whom it concerns
    /// is for the caller to see.
    pub fn announced(&self, at: Instant) -> Result<Vec<Announcement>, StoreError> {
        self.read(|conn| standing(conn, at))
    }
}

impl Reader<'_> {
    /// What is announced to an actor and not over, by its beginning. To who may announce:
    /// everything, the latest first, what is over too.
    pub fn announcements(&mut self, actor: &Actor, at: Instant) -> Found<Vec<Announcement>> {
        if !may(actor, CommandKind::Announce) {
            let directory = &self.rules.directory;
            let mut found = standing(self.conn, at)?;
            found.retain(|one| one.concerns(Some(actor.seat), directory));
            return Ok(found);
        }
        let rows: Vec<AnnouncementRow> = a::table
            .order(a::id.desc())
            .limit(MOST)
            .select(AnnouncementRow::as_select())
            .load(self.conn)?;
        Ok(rows.into_iter().map(AnnouncementRow::entity).collect::<Result<_, _>>()?)
    }

    /// Outages of this service, the latest first: those that were confirmed, and to who
    /// may confirm one the others too.
    pub fn outages(&mut self, actor: &Actor, page: Page) -> Found<Listing<Outage>> {
        let before = Id(page.after().map_or(uuid::Uuid::max(), |after| after.id));
        let mut query = o::table
            .filter(o::id.lt(before))
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
