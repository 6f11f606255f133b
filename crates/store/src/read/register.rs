//! Sổ đăng ký văn bản đi: what an office numbered and sealed, and what waits for it.
//! It shows number, day, kind and to whom, never what stands in a document; of what is
//! sealed to others only the number.

use super::page::{Cursor, Listing, Page};
use super::scope::{Reach, at_any, reach};
use super::{Found, Reader};
use crate::conn::Multi;
use crate::error::StoreError;
use crate::rows::instrument::InstrumentRow;
use crate::schema::{demand as d, duty as y, instrument as i};
use crate::types::Id;
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::Bool;
use engine::actor::{Actor, Seat};
use engine::id::{AgencyId, InstitutionId, InstrumentId};
use engine::instrument::{Instrument, InstrumentKind, InstrumentState};
use engine::ledger::DutyKind;
use engine::order::{Numbered, OrderContent};
use engine::policy::ReadKind;
use engine::refusal::Refusal;
use engine::register::{Given, MOST_SERIAL, Register, RegisterBook, Registered};
use engine::time::Instant;
use std::collections::HashMap;
use uuid::Uuid;

/// The most numbers of a register that is read whole.
pub(super) const WHOLE: usize = 50_000;

/// How many documents are read at once.
const CHUNK: i64 = 500;

/// A document in the register, or one that waits for its number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegisterLine {
    /// The instrument.
    pub id: InstrumentId,
    /// Counts its changes.
    pub version: i32,
    /// In which book it is, or will be.
    pub book: RegisterBook,
    /// What the clerk wrote; none: it waits.
    pub entry: Option<Registered>,
    /// What else may be known; none: it is sealed to others.
    pub known: Option<RegisterKnown>,
}

/// What the register says of a document beside its number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegisterKnown {
    /// What kind.
    pub kind: InstrumentKind,
    /// Human reference number.
    pub reference: String,
    /// Where it stands.
    pub state: InstrumentState,
    /// Number and day that it states itself.
    pub stated: Option<Numbered>,
    /// To whom it went.
    pub recipients: Vec<InstitutionId>,
}

impl Reader<'_> {
    /// One book of a year of the actor's office, the greatest number first.
    pub fn register(
        &mut self,
        actor: &Actor,
        (book, year): (RegisterBook, i16),
        page: Page,
    ) -> Found<Listing<RegisterLine>> {
        let office = self.register_office(actor)?;
        let after = page.after();
        let most = i64::from(MOST_SERIAL);
        let serial = after.and_then(|after| after.key).map_or(most, Instant::micros);
        let serial = i32::try_from(serial).unwrap_or(i32::MAX);
        let before = Id(after.map_or(Uuid::max(), |after| after.id));
        let query = i::table
            .filter(i::register_serial.le(serial))
            .filter(i::register_serial.lt(serial).or(i::id.lt(before)))
            .select(InstrumentRow::as_select())
            .order((i::register_serial.desc(), i::id.desc()))
            .limit(page.fetch())
            .into_boxed::<Multi>();
        let ids = ids(&office, book, year);
        let query = at_any!(query, i::register_id, ids.as_slice());
        let rows: Vec<InstrumentRow> = query.load(self.conn)?;
        // A cursor's key is an instant; here it stands for the number.
        let key = |row: &InstrumentRow| {
            let serial = i64::from(row.register_serial.unwrap_or_default());
            Cursor { key: Some(Instant::from_micros(serial)), id: row.id.0 }
        };
        let listing = page.listing(rows, key);
        self.register_lines(actor, listing)
    }

    /// The same whole, the smallest number first: to be saved or printed. Of a book of
    /// more than [`WHOLE`] numbers, that many; the rest is read page by page.
    pub fn register_whole(
        &mut self,
        actor: &Actor,
        (book, year): (RegisterBook, i16),
    ) -> Found<Vec<RegisterLine>> {
        let office = self.register_office(actor)?;
        let ids = ids(&office, book, year);
        let mut found: Vec<RegisterLine> = Vec::new();
        let (mut serial, mut id) = (0, Id(Uuid::nil()));
        while found.len() < WHOLE {
            let query = i::table
                .filter(i::register_serial.ge(serial))
                .filter(i::register_serial.gt(serial).or(i::id.gt(id)))
                .select(InstrumentRow::as_select())
                .order((i::register_serial.asc(), i::id.asc()))
                .limit(CHUNK)
                .into_boxed::<Multi>();
            let query = at_any!(query, i::register_id, ids.as_slice());
            let rows: Vec<InstrumentRow> = query.load(self.conn)?;
            let Some(last) = rows.last() else { break };
            (serial, id) = (last.register_serial.unwrap_or(i32::MAX), last.id);
            found.extend(self.register_lines(actor, Listing { rows, next: None })?.rows);
        }
        found.truncate(WHOLE);
        Ok(found)
    }

    /// What the clerk has still to number: what is approved, and by policy what needs no
    /// approval; the oldest first.
    pub fn unnumbered(&mut self, actor: &Actor, page: Page) -> Found<Listing<RegisterLine>> {
        let office = self.register_office(actor)?;
        let policy = &self.rules.policy;
        let alone = InstrumentKind::CODED.iter().filter(|kind| {
            policy.register.required && kind.is_order() && !policy.approval.of(**kind)
        });
        let alone: Vec<&str> = alone.map(|kind| kind.code()).collect();
        let drafts = i::state.eq(InstrumentState::Draft.code()).and(i::kind.eq_any(alone));
        let after = Id(page.after().map_or(Uuid::nil(), |after| after.id));
        let query = i::table
            .filter(i::register_id.is_null())
            .filter(i::state.eq(InstrumentState::Approved.code()).or(drafts))
            .filter(i::id.gt(after))
            .select(InstrumentRow::as_select())
            .order(i::id.asc())
            .limit(page.fetch())
            .into_boxed::<Multi>();
        let mut rows: Vec<InstrumentRow> =
            at_any!(query, i::agency_id, office.as_slice()).load(self.conn)?;
        rows.extend(self.minutes_out(&office, after, page.fetch())?);
        rows.sort_unstable_by_key(|row| row.id.0);
        let listing = page.listing(rows, |row| Cursor { key: None, id: row.id.0 });
        self.register_lines_of(actor, listing, waits)
    }

    /// Minutes that are out, and whose decision has still to follow within its day.
    fn minutes_out(
        &mut self,
        office: &[AgencyId],
        after: Id,
        most: i64,
    ) -> Result<Vec<InstrumentRow>, StoreError> {
        if !self.rules.policy.register.required {
            return Ok(Vec::new());
        }
        let query = y::table
            .inner_join(i::table.on(y::about.eq(i::id.nullable())))
            // In the text, not in a parameter: the index is partial.
            .filter(sql::<Bool>("duty.state = 'open'"))
            .filter(y::kind.eq(DutyKind::UrgentDecision.code()))
            .filter(i::state.eq(InstrumentState::Issued.code()))
            .filter(i::register_id.is_null())
            .filter(i::id.gt(after))
            .select(InstrumentRow::as_select())
            .order(i::id.asc())
            .limit(most)
            .into_boxed::<Multi>();
        let mut rows: Vec<InstrumentRow> = at_any!(query, y::agency_id, office).load(self.conn)?;
        // One limit by law, another by policy: one document.
        rows.dedup_by_key(|row| row.id.0);
        Ok(rows)
    }

    /// A document of the actor's office, by what the register may say of it.
    pub fn register_line(&mut self, actor: &Actor, id: InstrumentId) -> Found<RegisterLine> {
        let office = self.register_office(actor)?;
        let row: Option<InstrumentRow> = i::table
            .filter(i::id.eq(Id(id.0)))
            .select(InstrumentRow::as_select())
            .first(self.conn)
            .optional()?;
        let row = row.filter(|row| office.contains(&AgencyId(row.agency_id.0)));
        let rows = row.into_iter().collect();
        let found = self.register_lines(actor, Listing { rows, next: None })?;
        found.rows.into_iter().next().ok_or_else(|| Refusal::NotFound.into())
    }

    /// The number whose turn it is in the actor's own register, and the symbol that the
    /// last one bears.
    pub fn register_next(
        &mut self,
        actor: &Actor,
        (book, year): (RegisterBook, i16),
    ) -> Found<(u32, Option<String>)> {
        self.register_office(actor)?;
        let Seat::Agency(agency) = actor.seat else {
            return Err(Refusal::Forbidden.into());
        };
        let id = Register { agency, book, year }.id();
        let last: Option<InstrumentRow> = i::table
            .filter(i::register_id.eq(Id(id.0)))
            .select(InstrumentRow::as_select())
            .order(i::register_serial.desc())
            .first(self.conn)
            .optional()?;
        let last = last.map(|row| row.entity(self.vault)).transpose()?;
        let last = last.and_then(|one| one.registered);
        let given = Given { last: last.as_ref().map(|one| one.serial), ..Given::default() };
        Ok((given.next(), last.map(|one| one.symbol)))
    }

    fn register_office(&self, actor: &Actor) -> Found<Vec<AgencyId>> {
        match reach(actor, ReadKind::Register, &self.rules.directory)? {
            Reach::Office(office) => Ok(office),
            Reach::Country | Reach::Agencies(_) | Reach::Own(..) | Reach::Institution(_) => {
                Err(Refusal::Forbidden.into())
            }
        }
    }

    fn register_lines(
        &mut self,
        actor: &Actor,
        found: Listing<InstrumentRow>,
    ) -> Found<Listing<RegisterLine>> {
        self.register_lines_of(actor, found, |_| true)
    }

    /// The same of those that `wanted` takes.
    fn register_lines_of(
        &mut self,
        actor: &Actor,
        found: Listing<InstrumentRow>,
        wanted: impl Fn(&Instrument) -> bool,
    ) -> Found<Listing<RegisterLine>> {
        let vault = self.vault;
        let mut found = found.try_map(|row| row.entity(vault))?;
        found.rows.retain(wanted);
        let open = |one: &&Instrument| may_be_known(actor, one);
        let ids: Vec<Id> = found.rows.iter().filter(open).map(|one| Id(one.id.0)).collect();
        let mut recipients = self.recipients(&ids)?;
        Ok(found.map(|one| {
            let known = may_be_known(actor, &one);
            line(one, known, |id| recipients.remove(&id).unwrap_or_default())
        }))
    }

    fn recipients(
        &mut self,
        ids: &[Id],
    ) -> Result<HashMap<InstrumentId, Vec<InstitutionId>>, StoreError> {
        let rows: Vec<(Id, Id)> = d::table
            .filter(d::instrument_id.eq_any(ids))
            .select((d::instrument_id, d::institution_id))
            .order(d::id.asc())
            .load(self.conn)?;
        let mut found: HashMap<InstrumentId, Vec<InstitutionId>> = HashMap::new();
        for (instrument, institution) in rows {
            let list = found.entry(InstrumentId(instrument.0)).or_default();
            list.push(InstitutionId(institution.0));
        }
        Ok(found)
    }
}

/// The registers of an office and of those in whose place it stands.
fn ids(office: &[AgencyId], book: RegisterBook, year: i16) -> Vec<engine::id::RegisterId> {
    office.iter().map(|agency| Register { agency: *agency, book, year }.id()).collect()
}

/// Minutes bear no number: the decision that follows them does, once they are out.
fn waits(one: &Instrument) -> bool {
    let is_urgent = one.content.order().is_some_and(OrderContent::is_urgent);
    !is_urgent || one.state == InstrumentState::Issued
}

/// Whether it is sealed to nobody, or to this person too.
fn may_be_known(actor: &Actor, one: &Instrument) -> bool {
    let readers = one.sealed_to();
    readers.is_empty() || actor.person().is_some_and(|person| readers.contains(&person))
}

fn line(
    one: Instrument,
    may_be_known: bool,
    recipients: impl FnOnce(InstrumentId) -> Vec<InstitutionId>,
) -> RegisterLine {
    let order = one.content.order();
    let known = may_be_known.then(|| RegisterKnown {
        kind: one.kind,
        reference: one.reference.clone(),
        state: one.state,
        stated: order.and_then(|order| order.decision.clone()),
        recipients: recipients(one.id),
    });
    // Why a number is out of turn may tell what the document is about.
    let entry = one.registered.map(|entry| {
        let reason = entry.reason.filter(|_| known.is_some());
        Registered { reason, ..entry }
    });
    let book = RegisterBook::of(one.kind);
    RegisterLine { id: one.id, version: one.version, book, entry, known }
}
