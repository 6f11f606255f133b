//! Letters: what is on paper at institutions that have not joined, and which demand
//! a paper in hand belongs to.

use super::page::{Cursor, Listing, Page};
use super::scope::{Reach, reach, seal_reader};
use super::{Found, Reader};
use crate::conn::{Conn, Multi};
use crate::error::{Corrupt, StoreError};
use crate::schema::{demand as d, enforcement_case as c, instrument as i, paper_entry as e};
use crate::types::{At, Id, can_stand};
use diesel::dsl::{exists, not};
use diesel::prelude::*;
use engine::actor::Actor;
use engine::demand::{Channel, DemandState, LetterState};
use engine::id::{AgencyId, CaseId, DemandId, InstitutionId, UserId};
use engine::instrument::InstrumentKind;
use engine::policy::ReadKind;
use engine::refusal::Refusal;
use engine::time::Instant;
use serde::Serialize;
use std::collections::HashSet;

/// What an open letter waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum LetterStage {
    /// To be printed and served: a round waits for the receipt of its letter.
    ToServe,
    /// The institution's answer.
    Served,
    /// A second person, who compares what was entered with the paper.
    Entered,
}

impl LetterStage {
    /// Every stage, in their order.
    pub const ALL: [Self; 3] = [Self::ToServe, Self::Served, Self::Entered];

    /// The stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::ToServe => "to_serve",
            Self::Served => "served",
            Self::Entered => "entered",
        }
    }

    /// The stage with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|stage| stage.code() == code)
    }
}

/// Which letters.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LetterFilter {
    /// Only those that wait for this.
    pub stage: Option<LetterStage>,
    /// Only the demand with this reference, as printed on its letter, wherever it
    /// stands and however it went.
    pub reference: Option<String>,
}

/// A demand in the list of letters: nothing bank-secret, nobody's name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LetterLine {
    /// Its id.
    pub id: DemandId,
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
    /// How it went.
    pub channel: Channel,
    /// Where it stands.
    pub state: DemandState,
    /// What it waits for; `None`: it is no letter, or done.
    pub stage: Option<LetterStage>,
    /// The earliest due instant over all layers.
    pub sort_due: Option<Instant>,
    /// When it was issued.
    pub issued_at: Instant,
    /// When the institution received it, by the evidence.
    pub received_at: Option<Instant>,
}

type Columns = (
    (Id, Id, Id, Id, String, String),
    (String, String, Option<String>, Option<At>, At, Option<At>),
);

impl Reader<'_> {
    /// The open letters of an office or an officer, oldest first; or the one demand
    /// with a reference.
    pub fn letters(
        &mut self,
        actor: &Actor,
        filter: &LetterFilter,
        page: Page,
    ) -> Found<Listing<LetterLine>> {
        let reach = reach(actor, ReadKind::Worklist, &self.rules.directory)?;
        let reference = filter.reference.as_deref().map(str::trim).map(str::to_uppercase);
        if reference.as_deref().is_some_and(|code| !can_stand(code)) {
            return Ok(Listing { rows: Vec::new(), next: None });
        }
        let desk = Desk { stage: filter.stage, reference, seal_reader: seal_reader(actor), page };
        let rows = rows(self.conn, &desk, &reach)?;
        let listing = page.listing(rows, |row| Cursor { key: None, id: row.0.0.0 });
        let ids: Vec<Id> = listing.rows.iter().map(|row| row.0.0).collect();
        let entered = entered_of(self.conn, ids)?;
        Ok(listing.try_map(|row| line(row, filter.stage, &entered))?)
    }
}

/// Which letters of a place.
struct Desk {
    stage: Option<LetterStage>,
    reference: Option<String>,
    seal_reader: Option<String>,
    page: Page,
}

/// Each place by itself, as in the worklist: any row of the page is among the first of
/// its own place.
fn rows(conn: &mut Conn, desk: &Desk, reach: &Reach) -> Found<Vec<Columns>> {
    let (places, officer) = match reach {
        Reach::Office(places) => (places, None),
        Reach::Own(places, person) => (places, Some(*person)),
        Reach::Country | Reach::Agencies(_) | Reach::Institution(_) => {
            return Err(Refusal::Forbidden.into());
        }
    };
    let mut found = Vec::new();
    for place in places {
        found.extend(rows_of_one(conn, desk, *place, officer)?);
    }
    found.sort_unstable_by_key(|row| row.0.0);
    found.truncate(usize::try_from(desk.page.fetch()).unwrap_or(usize::MAX));
    Ok(found)
}

fn rows_of_one(
    conn: &mut Conn,
    desk: &Desk,
    place: AgencyId,
    officer: Option<UserId>,
) -> Result<Vec<Columns>, StoreError> {
    let named = (d::id, d::case_id, d::agency_id, d::institution_id, d::reference, i::kind);
    let standing = (d::channel, d::state, d::letter, d::sort_due, d::issued_at, d::evidenced_at);
    let mut query = d::table
        .inner_join(i::table.on(i::id.eq(d::instrument_id)))
        .select((named, standing))
        .filter(d::agency_id.eq(Id(place.0)))
        .limit(desk.page.fetch())
        .into_boxed::<Multi>();
    if let Some(person) = officer {
        // A value of each row, as in the worklist: a set would be read whole.
        let officer = c::table.filter(c::id.eq(d::case_id)).select(c::officer_id);
        query = query.filter(officer.single_value().eq(Id(person.0)));
    }
    query = match &desk.reference {
        // One at most. In order of id, PostgreSQL would read all demands for it.
        Some(code) => query.filter(d::reference.eq(code.clone())),
        None => query.filter(d::letter.is_not_null()).order(d::id.asc()),
    };
    let entered = || e::table.filter(e::demand_id.eq(d::id)).filter(e::returned.is_null());
    query = match desk.stage {
        None => query,
        Some(LetterStage::ToServe) => query.filter(d::letter.eq(LetterState::ToServe.code())),
        Some(LetterStage::Served) => {
            query.filter(d::letter.eq(LetterState::Served.code())).filter(not(exists(entered())))
        }
        Some(LetterStage::Entered) => query.filter(exists(entered())),
    };
    if let Some(reader) = desk.seal_reader.clone() {
        query = query.filter(d::sealed_to.is_null().or(d::sealed_to.like(reader)));
    }
    if let Some(after) = desk.page.after() {
        query = query.filter(d::id.gt(Id(after.id)));
    }
    Ok(query.load(conn)?)
}

/// Those of some demands that bear an entry which waits for a second person.
fn entered_of(conn: &mut Conn, ids: Vec<Id>) -> Result<HashSet<Id>, StoreError> {
    if ids.is_empty() {
        return Ok(HashSet::new());
    }
    let of_page = e::table.filter(e::demand_id.eq_any(ids)).filter(e::returned.is_null());
    let found: Vec<Id> = of_page.select(e::demand_id).load(conn)?;
    Ok(found.into_iter().collect())
}

/// A letter of a later round may be on its way while an entry for another item waits:
/// such a demand stands in both lists, and bears the stage of the list asked for.
fn line(
    row: Columns,
    listed: Option<LetterStage>,
    entered: &HashSet<Id>,
) -> Result<LetterLine, Corrupt> {
    let ((id, case, agency, institution, reference, kind), rest) = row;
    let (channel, state, letter, sort_due, issued_at, received_at) = rest;
    let corrupt = |column| Corrupt::new("demand", column);
    let known = |code: &str| LetterState::from_code(code).ok_or(corrupt("letter"));
    let stage = match letter.as_deref().map(known).transpose()? {
        None => None,
        Some(_) if listed.is_some() => listed,
        Some(LetterState::ToServe) => Some(LetterStage::ToServe),
        Some(LetterState::Served) if entered.contains(&id) => Some(LetterStage::Entered),
        Some(LetterState::Served) => Some(LetterStage::Served),
    };
    Ok(LetterLine {
        id: DemandId(id.0),
        case: CaseId(case.0),
        agency: AgencyId(agency.0),
        institution: InstitutionId(institution.0),
        reference,
        kind: InstrumentKind::from_code(&kind).ok_or(Corrupt::new("instrument", "kind"))?,
        channel: Channel::from_code(&channel).ok_or(corrupt("channel"))?,
        state: DemandState::from_code(&state).ok_or(corrupt("state"))?,
        stage,
        sort_due: sort_due.map(|at| at.0),
        issued_at: issued_at.0,
        received_at: received_at.map(|at| at.0),
    })
}
