//! What there is to hand over in an office: who leads how many cases, and whether he
//! still may.

use super::{Found, Reader};
use crate::conn::Conn;
use crate::schema::{enforcement_case as c, person};
use crate::types::{At, DbInstant, DbUuid, Id};
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use engine::actor::Actor;
use engine::command::CommandKind;
use engine::id::{AgencyId, CaseId, UserId};
use engine::policy::{Relation, allows, command_grants};
use engine::refusal::Refusal;
use std::collections::HashMap;

/// The cases that somebody leads in an office.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caseload {
    /// Who.
    pub officer: UserId,
    /// The person's name, if the directory knows one.
    pub name: Option<String>,
    /// How many of the cases are open.
    pub open: i64,
    /// How many are closed.
    pub closed: i64,
    /// How many demands of the cases are open; sealed ones are not counted.
    pub demands: i64,
    /// How many of these are past their earliest due instant.
    pub overdue: i64,
    /// Whether he may lead cases here today; else somebody must take them.
    pub leads: bool,
}

#[derive(QueryableByName)]
struct LoadRow {
    #[diesel(sql_type = DbUuid)]
    id: Id,
    #[diesel(sql_type = BigInt)]
    open: i64,
    #[diesel(sql_type = BigInt)]
    closed: i64,
}

#[derive(QueryableByName)]
struct AskedRow {
    #[diesel(sql_type = DbUuid)]
    id: Id,
    #[diesel(sql_type = BigInt)]
    demands: i64,
    #[diesel(sql_type = BigInt)]
    overdue: i64,
}

impl Reader<'_> {
    /// Who leads how many cases of the actor's office, and of those in whose place it
    /// stands: first those who may lead none any more, then by name.
    pub fn caseloads(&mut self, actor: &Actor) -> Found<Vec<Caseload>> {
        let office = self.hands_over(actor)?;
        let mut loads: HashMap<Id, Caseload> = HashMap::new();
        for agency in office {
            for row in self.led_at(agency)? {
                let load = loads.entry(row.id).or_insert_with(|| Caseload {
                    officer: UserId(row.id.0),
                    name: None,
                    open: 0,
                    closed: 0,
                    demands: 0,
                    overdue: 0,
                    leads: self.rules.directory.may_lead_cases(UserId(row.id.0), agency),
                });
                load.open += row.open;
                load.closed += row.closed;
            }
            for row in self.asked_of(agency)? {
                if let Some(load) = loads.get_mut(&row.id) {
                    load.demands += row.demands;
                    load.overdue += row.overdue;
                }
            }
        }
        for (id, name) in names(self.conn, loads.keys().copied())? {
            if let Some(load) = loads.get_mut(&id) {
                load.name = Some(name);
            }
        }
        let mut loads: Vec<Caseload> = loads.into_values().collect();
        loads.sort_by(|a, b| (a.leads, &a.name, a.officer).cmp(&(b.leads, &b.name, b.officer)));
        Ok(loads)
    }

    fn led_at(&mut self, agency: AgencyId) -> QueryResult<Vec<LoadRow>> {
        diesel::sql_query(
            "select officer_id as id, count(case when state = 'open' then 1 end) as open, \
             count(case when state <> 'open' then 1 end) as closed \
             from enforcement_case where agency_id = $1 group by officer_id",
        )
        .bind::<DbUuid, _>(Id(agency.0))
        .load(self.conn)
    }

    fn asked_of(&mut self, agency: AgencyId) -> QueryResult<Vec<AskedRow>> {
        diesel::sql_query(
            // SQLite counts parameters as they come.
            "select c.officer_id as id, count(*) as demands, \
             count(case when d.sort_due <= $1 then 1 end) as overdue \
             from enforcement_case c join demand d on d.case_id = c.id \
             where c.agency_id = $2 and d.open and d.sealed_to is null group by c.officer_id",
        )
        .bind::<DbInstant, _>(At(self.now))
        .bind::<DbUuid, _>(Id(agency.0))
        .load(self.conn)
    }

    /// The office whose cases an actor may hand over, and those in whose place it stands.
    fn hands_over(&self, actor: &Actor) -> Result<Vec<AgencyId>, Refusal> {
        let grants = command_grants(CommandKind::HandOver);
        let directory = &self.rules.directory;
        let may = allows(grants, actor.role, Relation::Office);
        let agency = actor.agency().filter(|_| may && !directory.is_of_the_past(actor.seat));
        Ok(directory.agency_family(agency.ok_or(Refusal::Forbidden)?))
    }

    /// Every case of the actor's office that somebody leads, open ones first.
    pub fn cases_led(&mut self, actor: &Actor, officer: UserId) -> Found<Vec<CaseId>> {
        let office = self.hands_over(actor)?.into_iter().map(|one| Id(one.0));
        let ids: Vec<Id> = c::table
            .filter(c::officer_id.eq(Id(officer.0)))
            .filter(c::agency_id.eq_any(office))
            .order((c::state.desc(), c::id))
            .select(c::id)
            .load(self.conn)?;
        Ok(ids.into_iter().map(|id| CaseId(id.0)).collect())
    }

    /// Which of these cases of the actor's office somebody leads.
    pub fn led_of(
        &mut self,
        actor: &Actor,
        officer: UserId,
        cases: &[CaseId],
    ) -> Found<Vec<CaseId>> {
        let office: Vec<Id> = self.hands_over(actor)?.into_iter().map(|one| Id(one.0)).collect();
        let mut led = Vec::new();
        for some in cases.chunks(500) {
            let ids: Vec<Id> = c::table
                .filter(c::id.eq_any(some.iter().map(|id| Id(id.0)).collect::<Vec<_>>()))
                .filter(c::agency_id.eq_any(&office))
                .filter(c::officer_id.eq(Id(officer.0)))
                .select(c::id)
                .load(self.conn)?;
            led.extend(ids.into_iter().map(|id| CaseId(id.0)));
        }
        Ok(led)
    }
}

/// How many cases of an office somebody leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Led {
    /// The office.
    pub agency: AgencyId,
    /// How many of the cases are open.
    pub open: i64,
    /// How many are closed.
    pub closed: i64,
}

/// Where somebody leads cases, and how many.
pub(crate) fn led_by(conn: &mut Conn, officer: UserId) -> QueryResult<Vec<Led>> {
    let rows: Vec<LoadRow> = diesel::sql_query(
        "select agency_id as id, count(case when state = 'open' then 1 end) as open, \
         count(case when state <> 'open' then 1 end) as closed \
         from enforcement_case where officer_id = $1 group by agency_id order by agency_id",
    )
    .bind::<DbUuid, _>(Id(officer.0))
    .load(conn)?;
    let led = |row: LoadRow| Led { agency: AgencyId(row.id.0), open: row.open, closed: row.closed };
    Ok(rows.into_iter().map(led).collect())
}

fn names(conn: &mut Conn, ids: impl Iterator<Item = Id>) -> QueryResult<Vec<(Id, String)>> {
    person::table
        .filter(person::id.eq_any(ids.collect::<Vec<_>>()))
        .select((person::id, person::full_name))
        .load(conn)
}
