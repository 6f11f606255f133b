//! What a person was told here.

use super::page::{Cursor, Listing, Page};
use super::{Found, Reader};
use crate::conn::Multi;
use crate::error::StoreError;
use crate::schema::{delivery, notice};
use crate::store::Store;
use crate::types::{At, Id};
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::Bool;
use engine::actor::Actor;
use engine::id::{CaseId, DemandId, InstrumentId, NoticeId, UserId};
use engine::refusal::Refusal;
use engine::time::Instant;
use uuid::Uuid;

/// A notice to a person. It names a reference and says no more (I-32).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoticeLine {
    /// The delivery to this person, to mark it as read by.
    pub delivery: Uuid,
    /// The notice.
    pub notice: NoticeId,
    /// What it is about: a code with a text in every language.
    pub code: String,
    /// The reference shown.
    pub reference: String,
    /// Its case.
    pub case: Option<CaseId>,
    /// Its instrument.
    pub instrument: Option<InstrumentId>,
    /// Its demand.
    pub demand: Option<DemandId>,
    /// Not held back by quiet hours.
    pub urgent: bool,
    /// When it was owed.
    pub at: Instant,
    /// When the person read it.
    pub read_at: Option<Instant>,
}

type Columns =
    ((Id, Id, String, String, bool, At, Option<At>), (Option<Id>, Option<Id>, Option<Id>));

impl Reader<'_> {
    /// Notices to the acting person, newest first. Everybody reads their own
    /// and nobody reads another's.
    pub fn notices(&mut self, actor: &Actor, page: Page) -> Found<Listing<NoticeLine>> {
        self.told(actor, false, page)
    }

    /// Of these, the ones not marked as read.
    pub fn unread_notices(&mut self, actor: &Actor, page: Page) -> Found<Listing<NoticeLine>> {
        self.told(actor, true, page)
    }

    fn told(&mut self, actor: &Actor, unread: bool, page: Page) -> Found<Listing<NoticeLine>> {
        let person = actor.person().ok_or(Refusal::Forbidden)?;
        let mut query = delivery::table
            .inner_join(notice::table)
            .filter(delivery::person_id.eq(Id(person.0)))
            // In the text, not in a parameter: the index is partial.
            .filter(sql::<Bool>("delivery.transport = 'in_app'"))
            .select((
                (
                    delivery::id,
                    notice::id,
                    notice::code,
                    notice::reference,
                    notice::urgent,
                    notice::at,
                    delivery::read_at,
                ),
                (notice::case_id, notice::instrument_id, notice::demand_id),
            ))
            .into_boxed::<Multi>();
        if unread {
            query = query.filter(delivery::read_at.is_null());
        }
        if let Some(after) = page.after() {
            query = query.filter(delivery::id.lt(Id(after.id)));
        }
        let rows: Vec<Columns> =
            query.order(delivery::id.desc()).limit(page.fetch()).load(self.conn)?;
        let listing = page.listing(rows, |row| Cursor { key: None, id: row.0.0.0 });
        Ok(listing.map(line))
    }
}

impl Store {
    /// Marks a notice to a person as read, the first time for ever. Whether
    /// there is such a notice to that person.
    pub fn mark_notice_read(
        &self,
        person: UserId,
        id: Uuid,
        now: Instant,
    ) -> Result<bool, StoreError> {
        self.read(|conn| {
            let own = delivery::table
                .filter(delivery::id.eq(Id(id)))
                .filter(delivery::person_id.eq(Id(person.0)))
                .filter(delivery::transport.eq("in_app"));
            let marked = diesel::update(own.filter(delivery::read_at.is_null()))
                .set(delivery::read_at.eq(Some(At(now))))
                .execute(conn)?;
            if marked > 0 {
                return Ok(true);
            }
            let known: i64 = own.count().get_result(conn)?;
            Ok(known > 0)
        })
    }

    /// Marks every notice to a person as read that is not newer than this one;
    /// how many were not read before.
    pub fn mark_notices_read(
        &self,
        person: UserId,
        newest: Uuid,
        now: Instant,
    ) -> Result<usize, StoreError> {
        self.read(|conn| {
            let own = delivery::table
                .filter(delivery::person_id.eq(Id(person.0)))
                .filter(sql::<Bool>("delivery.transport = 'in_app'"))
                .filter(delivery::read_at.is_null())
                .filter(delivery::id.le(Id(newest)));
            Ok(diesel::update(own).set(delivery::read_at.eq(Some(At(now)))).execute(conn)?)
        })
    }
}

fn line(row: Columns) -> NoticeLine {
    let ((delivery, notice, code, reference, urgent, at, read_at), about) = row;
    let (case, instrument, demand) = about;
    NoticeLine {
        delivery: delivery.0,
        notice: NoticeId(notice.0),
        code,
        reference,
        case: case.map(|id| CaseId(id.0)),
        instrument: instrument.map(|id| InstrumentId(id.0)),
        demand: demand.map(|id| DemandId(id.0)),
        urgent,
        at: at.0,
        read_at: read_at.map(|at| at.0),
    }
}
