//! Cases.

use super::page::{Cursor, Listing, Page};
use super::scope::{Reach, at_any, reach};
use super::{Found, Reader, whole};
use crate::conn::Multi;
use crate::error::Corrupt;
use crate::schema::{enforcement_case as c, party};
use crate::types::{At, Id, can_stand};
use diesel::prelude::*;
use engine::actor::Actor;
use engine::case::{Case, CaseState, Category, PartyRole};
use engine::id::{AgencyId, CaseId, UserId};
use engine::identity::name::fold;
use engine::policy::{Belongs, ReadKind};
use engine::refusal::Refusal;
use engine::time::Instant;
use std::collections::HashMap;

/// Which cases.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CaseFilter {
    /// Only open or only closed ones.
    pub state: Option<CaseState>,
    /// Only the one of exactly this number.
    pub number: Option<String>,
    /// Only those that this person leads.
    pub officer: Option<UserId>,
    /// Only those with a party of whose name this is a part, whatever its case
    /// and marks. Searched inside the visible cases, never across the country.
    pub name: Option<String>,
}

/// A case in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseLine {
    /// Its id.
    pub id: CaseId,
    /// Its number.
    pub number: String,
    /// Its agency.
    pub agency: AgencyId,
    /// Its officer.
    pub officer: UserId,
    /// Open or closed.
    pub state: CaseState,
    /// Whether it rests.
    pub rests: bool,
    /// What kind of judgment it is.
    pub category: Category,
    /// When it was opened here.
    pub opened_at: Instant,
    /// Names of the debtors.
    pub debtors: Vec<String>,
}

type Columns = (Id, String, Id, Id, String, String, At, Option<i32>);

impl Reader<'_> {
    /// A case with its parties.
    pub fn case(&mut self, actor: &Actor, id: CaseId) -> Found<Case> {
        let case = whole::case(self.conn, self.vault, id)?.ok_or(Refusal::NotFound)?;
        self.permit(actor, ReadKind::Case, &Belongs::to_case(&case.gate()))?;
        Ok(case)
    }

    /// The cases an actor sees, newest first.
    pub fn cases(
        &mut self,
        actor: &Actor,
        filter: &CaseFilter,
        page: Page,
    ) -> Found<Listing<CaseLine>> {
        let reach = reach(actor, ReadKind::Case, &self.rules.directory)?;
        let texts = [&filter.number, &filter.name];
        if !texts.into_iter().flatten().all(|text| can_stand(text)) {
            return Ok(Listing { rows: Vec::new(), next: None });
        }
        let mut query = c::table
            .select((
                c::id,
                c::number,
                c::agency_id,
                c::officer_id,
                c::state,
                c::category,
                c::opened_at,
                c::pause_key,
            ))
            .into_boxed::<Multi>();
        query = match reach {
            Reach::Country => query,
            Reach::Agencies(ids) => {
                query.filter(c::agency_id.eq_any(ids.into_iter().map(|a| Id(a.0))))
            }
            Reach::Office(office) => at_any!(query, c::agency_id, office.as_slice()),
            Reach::Own(office, person) => {
                let own = query.filter(c::officer_id.eq(Id(person.0)));
                at_any!(own, c::agency_id, office.as_slice())
            }
            Reach::Institution(_) => return Err(Refusal::Forbidden.into()),
        };
        if let Some(state) = filter.state {
            query = query.filter(c::state.eq(state.code()));
        }
        if let Some(officer) = filter.officer {
            query = query.filter(c::officer_id.eq(Id(officer.0)));
        }
        if let Some(number) = &filter.number {
            query = query.filter(c::number.eq(number));
        }
        if let Some(name) = &filter.name {
            let named = party::table
                .filter(party::case_id.eq(c::id))
                .filter(party::name_folded.like(contains(&fold(name))).escape('!'));
            query = query.filter(diesel::dsl::exists(named));
        }
        if let Some(after) = page.after() {
            query = query.filter(c::id.lt(Id(after.id)));
        }
        let rows: Vec<Columns> = query.order(c::id.desc()).limit(page.fetch()).load(self.conn)?;
        let listing = page.listing(rows, |row| Cursor { key: None, id: row.0.0 });
        let mut debtors = self.debtors(&listing.rows)?;
        Ok(listing.try_map(|row| line(row, &mut debtors))?)
    }

    fn debtors(&mut self, rows: &[Columns]) -> Found<HashMap<Id, Vec<String>>> {
        if rows.is_empty() {
            return Ok(HashMap::new());
        }
        let ids: Vec<Id> = rows.iter().map(|row| row.0).collect();
        let found: Vec<(Id, String)> = party::table
            .filter(party::case_id.eq_any(ids))
            .filter(party::role.eq(PartyRole::Debtor.code()))
            .order((party::case_id, party::id))
            .select((party::case_id, party::name))
            .load(self.conn)?;
        let mut names: HashMap<Id, Vec<String>> = HashMap::new();
        for (case, name) in found {
            names.entry(case).or_default().push(name);
        }
        Ok(names)
    }
}

/// A pattern for what contains a text, with `!` before signs that mean more.
fn contains(text: &str) -> String {
    let mut pattern = String::from("%");
    for sign in text.chars() {
        if matches!(sign, '%' | '_' | '!') {
            pattern.push('!');
        }
        pattern.push(sign);
    }
    pattern.push('%');
    pattern
}

fn line(row: Columns, debtors: &mut HashMap<Id, Vec<String>>) -> Result<CaseLine, Corrupt> {
    let (id, number, agency, officer, state, category, opened_at, pause) = row;
    let corrupt = |column| Corrupt::new("enforcement_case", column);
    Ok(CaseLine {
        id: CaseId(id.0),
        number,
        agency: AgencyId(agency.0),
        officer: UserId(officer.0),
        state: CaseState::from_code(&state).ok_or(corrupt("state"))?,
        rests: pause.is_some(),
        category: Category::from_code(&category).ok_or(corrupt("category"))?,
        opened_at: opened_at.0,
        debtors: debtors.remove(&id).unwrap_or_default(),
    })
}
