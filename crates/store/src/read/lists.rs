//! What is to be done: an institution's inbox, an office's worklist. Sorted by
//! what is due first; what has no due instant comes last.

use super::inquiry::open_items;
use super::page::{Cursor, Listing, Page};
use super::scope::{Reach, at_any, reach, seal_reader};
use super::{Found, Reader};
use crate::conn::{Conn, Multi};
use crate::error::{Corrupt, StoreError};
use crate::schema::{clock, demand as d, enforcement_case as c, instrument as i};
use crate::types::{At, Id};
use diesel::dsl::not;
use diesel::prelude::*;
use engine::actor::Actor;
use engine::clock::ClockState;
use engine::demand::DemandState;
use engine::id::{AgencyId, CaseId, DemandId, InstitutionId, InstrumentId};
use engine::instrument::{InstrumentKind, RequesterKind};
use engine::law::Layer;
use engine::policy::ReadKind;
use engine::refusal::Refusal;
use engine::time::Instant;
use std::collections::HashMap;

/// Which part of an inbox.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Inbox {
    /// What still owes an answer, what is due first first.
    #[default]
    Open,
    /// What is done, newest first.
    Done,
}

/// What of an inbox or worklist.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct InboxFilter {
    /// Open or done.
    pub show: Inbox,
    /// Of the open: only what is due before this.
    pub due_before: Option<Instant>,
    /// Of the open: only what is past its earliest due instant, of whatever
    /// layer.
    pub overdue: bool,
}

/// A demand in an inbox or worklist: nothing bank-secret, nobody's name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorkLine {
    /// Its id.
    pub id: DemandId,
    /// The instrument.
    pub instrument: InstrumentId,
    /// The case.
    pub case: CaseId,
    /// Who asks.
    pub agency: AgencyId,
    /// Who is asked.
    pub institution: InstitutionId,
    /// Its reference.
    pub reference: String,
    /// What kind of instrument.
    pub kind: InstrumentKind,
    /// On whose initiative.
    pub requester: RequesterKind,
    /// For an interim measure.
    pub interim: bool,
    /// Where it stands.
    pub state: DemandState,
    /// The earliest due instant over all layers.
    pub sort_due: Option<Instant>,
    /// What that instant is a limit of; the highest layer where several end
    /// then.
    pub due_layer: Option<Layer>,
    /// When it was issued.
    pub issued_at: Instant,
    /// How many items still owe an answer.
    pub open_items: i64,
    /// How often it was urged.
    pub urged: i16,
}

type Columns = ((Id, Id, Id, Id, Id, String, String), (String, bool, String, Option<At>, At, i16));

/// Whose list.
struct Desk {
    reach: Reach,
    seal_reader: Option<String>,
}

/// The part of the open list a query reads.
#[derive(Clone, Copy)]
enum Part {
    /// With a due instant, after this row, before that instant.
    Dated(Option<(At, Id)>, Option<At>),
    /// Without one, after this row.
    Undated(Option<Id>),
    /// Done, before this row.
    Done(Option<Id>),
}

impl Reader<'_> {
    /// What an institution owes, or has done.
    pub fn inbox(
        &mut self,
        actor: &Actor,
        filter: &InboxFilter,
        page: Page,
    ) -> Found<Listing<WorkLine>> {
        let reach = reach(actor, ReadKind::Inbox, &self.rules.directory)?;
        let desk = Desk { reach, seal_reader: None };
        match filter.show {
            Inbox::Open => self.open_list(&desk, filter, page),
            Inbox::Done => {
                let after = page.after().map(|after| Id(after.id));
                let rows = rows(self.conn, &desk, Part::Done(after), page.fetch())?;
                self.lines(page.listing(rows, |row| cursor(row, false)))
            }
        }
    }

    /// What an office, or an officer, waits for.
    pub fn worklist(&mut self, actor: &Actor, page: Page) -> Found<Listing<WorkLine>> {
        let reach = reach(actor, ReadKind::Worklist, &self.rules.directory)?;
        let desk = Desk { reach, seal_reader: seal_reader(actor) };
        self.open_list(&desk, &InboxFilter::default(), page)
    }

    fn open_list(
        &mut self,
        desk: &Desk,
        filter: &InboxFilter,
        page: Page,
    ) -> Found<Listing<WorkLine>> {
        let mut before = filter.due_before;
        if filter.overdue {
            // Due instants are exclusive ends: what is due now is late.
            let late = self.now.plus_micros(1);
            before = Some(before.map_or(late, |before| before.min(late)));
        }
        let after = page.after();
        let undated_reached = after.is_some_and(|after| after.key.is_none());
        let mut found = Vec::new();
        if !undated_reached {
            let start = after.and_then(|after| Some((At(after.key?), Id(after.id))));
            let part = Part::Dated(start, before.map(At));
            found = rows(self.conn, desk, part, page.fetch())?;
        }
        let missing = page.fetch() - i64::try_from(found.len()).unwrap_or(i64::MAX);
        if before.is_none() && missing > 0 {
            let start = after.filter(|_| undated_reached).map(|after| Id(after.id));
            found.extend(rows(self.conn, desk, Part::Undated(start), missing)?);
        }
        self.lines(page.listing(found, |row| cursor(row, true)))
    }

    fn lines(&mut self, listing: Listing<Columns>) -> Found<Listing<WorkLine>> {
        let ids: Vec<Id> = listing.rows.iter().map(|row| row.0.0).collect();
        let items = open_items(self.conn, &ids)?;
        let layers = due_layers(self.conn, &ids)?;
        Ok(listing.try_map(|row| line(row, &items, &layers))?)
    }
}

fn cursor(row: &Columns, by_due: bool) -> Cursor {
    let due = row.1.3.filter(|_| by_due);
    Cursor { key: due.map(|at| at.0), id: row.0.0.0 }
}

/// `open` and `not open` stand in the text of the query, not in a parameter:
/// else no engine could use the partial indexes.
macro_rules! part {
    ($query:ident, $part:expr) => {
        match $part {
            Part::Dated(after, before) => {
                $query = $query
                    .filter(d::open)
                    .filter(d::sort_due.is_not_null())
                    .order((d::sort_due.asc(), d::id.asc()));
                if let Some((due, id)) = after {
                    $query = $query
                        .filter(d::sort_due.ge(due))
                        .filter(d::sort_due.gt(due).or(d::id.gt(id)));
                }
                if let Some(before) = before {
                    $query = $query.filter(d::sort_due.lt(before));
                }
            }
            Part::Undated(after) => {
                // By the null as well: PostgreSQL does not see that it is the same in
                // every row, and would read all demands in order of id instead.
                $query = $query
                    .filter(d::open)
                    .filter(d::sort_due.is_null())
                    .order((d::sort_due.asc(), d::id.asc()));
                if let Some(id) = after {
                    $query = $query.filter(d::id.gt(id));
                }
            }
            Part::Done(before) => {
                $query = $query.filter(not(d::open)).order(d::id.desc());
                if let Some(id) = before {
                    $query = $query.filter(d::id.lt(id));
                }
            }
        }
    };
}

/// The rows of a part, first first. Where several places are one, each is read by
/// itself, in the order and by the plan it always had, and what comes first of all
/// is kept: any row of the page is among the first of its own place.
fn rows(conn: &mut Conn, desk: &Desk, part: Part, limit: i64) -> Found<Vec<Columns>> {
    let alone: Vec<Reach> = match &desk.reach {
        Reach::Institution(ids) => ids.iter().map(|id| Reach::Institution(vec![*id])).collect(),
        Reach::Office(ids) => ids.iter().map(|id| Reach::Office(vec![*id])).collect(),
        Reach::Own(ids, person) => ids.iter().map(|id| Reach::Own(vec![*id], *person)).collect(),
        Reach::Country | Reach::Agencies(_) => return Err(Refusal::Forbidden.into()),
    };
    let several = alone.len() > 1;
    let mut found = Vec::new();
    for reach in alone {
        let seal_reader = desk.seal_reader.clone();
        found.extend(rows_of_one(conn, &Desk { reach, seal_reader }, part, limit)?);
    }
    if several {
        match part {
            Part::Done(_) => found.sort_unstable_by_key(|row| std::cmp::Reverse(row.0.0)),
            Part::Dated(..) | Part::Undated(_) => {
                found.sort_unstable_by_key(|row| (row.1.3, row.0.0));
            }
        }
        found.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    }
    Ok(found)
}

fn rows_of_one(conn: &mut Conn, desk: &Desk, part: Part, limit: i64) -> Found<Vec<Columns>> {
    let named = (
        d::id,
        d::instrument_id,
        d::case_id,
        d::agency_id,
        d::institution_id,
        d::reference,
        i::kind,
    );
    let standing = (d::requester, d::interim, d::state, d::sort_due, d::issued_at, d::urged);
    let mut query = d::table
        .inner_join(i::table.on(i::id.eq(d::instrument_id)))
        .select((named, standing))
        .limit(limit)
        .into_boxed::<Multi>();
    query = match &desk.reach {
        Reach::Institution(one) => at_any!(query, d::institution_id, one.as_slice()),
        Reach::Office(one) => at_any!(query, d::agency_id, one.as_slice()),
        Reach::Own(one, person) => {
            // A value of each row and not a set to join with: the office's open
            // list stands in the right order already. Joined, the list would be
            // read once for each of an officer's thousand cases.
            let officer = c::table.filter(c::id.eq(d::case_id)).select(c::officer_id);
            let own = query.filter(officer.single_value().eq(Id(person.0)));
            at_any!(own, d::agency_id, one.as_slice())
        }
        Reach::Country | Reach::Agencies(_) => return Err(Refusal::Forbidden.into()),
    };
    if let Some(reader) = desk.seal_reader.clone() {
        query = query.filter(d::sealed_to.is_null().or(d::sealed_to.like(reader)));
    }
    part!(query, part);
    query.load(conn).map_err(|error| StoreError::from(error).into())
}

/// The layers of running clocks, by demand and due instant.
pub(super) type DueLayers = HashMap<(Id, Instant), Layer>;

pub(super) fn due_layers(conn: &mut Conn, ids: &[Id]) -> Result<DueLayers, StoreError> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let rows: Vec<(Id, Option<At>, String)> = clock::table
        .filter(clock::demand_id.eq_any(ids.to_vec()))
        .filter(clock::state.eq(ClockState::Running.code()))
        .select((clock::demand_id, clock::due_at, clock::layer))
        .load(conn)?;
    let mut layers = DueLayers::new();
    for (demand, due, layer) in rows {
        let layer = Layer::from_code(&layer).ok_or(Corrupt::new("clock", "layer"))?;
        if let Some(due) = due {
            let known = layers.entry((demand, due.0)).or_insert(layer);
            *known = layer.min(*known);
        }
    }
    Ok(layers)
}

fn line(row: Columns, items: &HashMap<Id, i64>, layers: &DueLayers) -> Result<WorkLine, Corrupt> {
    let ((id, instrument, case, agency, institution, reference, kind), rest) = row;
    let (requester, interim, state, sort_due, issued_at, urged) = rest;
    let corrupt = |column| Corrupt::new("demand", column);
    Ok(WorkLine {
        id: DemandId(id.0),
        instrument: InstrumentId(instrument.0),
        case: CaseId(case.0),
        agency: AgencyId(agency.0),
        institution: InstitutionId(institution.0),
        reference,
        kind: InstrumentKind::from_code(&kind).ok_or(Corrupt::new("instrument", "kind"))?,
        requester: RequesterKind::from_code(&requester).ok_or(corrupt("requester"))?,
        interim,
        state: DemandState::from_code(&state).ok_or(corrupt("state"))?,
        due_layer: sort_due.and_then(|at| layers.get(&(id, at.0)).copied()),
        sort_due: sort_due.map(|at| at.0),
        issued_at: issued_at.0,
        open_items: items.get(&id).copied().unwrap_or(0),
        urged,
    })
}
