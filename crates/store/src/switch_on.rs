//! From which day an institution's channel is here and an agency works here, entered
//! beforehand while the service runs, and taken back.

use crate::conn::Conn;
use crate::directory;
use crate::error::StoreError;
use crate::identity::{AdministerError, Administered};
use crate::reference;
use crate::schema::{client, client_key, enforcement_case, person, seat};
use crate::store::Store;
use crate::transaction;
use crate::types::Id;
use diesel::dsl::exists;
use diesel::prelude::*;
use diesel::select;
use engine::actor::{Actor, Seat};
use engine::administration::{ANSWERING_ROLES, Denied, may_set_day};
use engine::directory::{Agency, Change, Entry, FieldChange, Institution, Plan, Rule};
use engine::id::{AgencyId, InstitutionId};
use engine::role::Role;
use engine::time::{Day, Zone};

impl Store {
    /// Enters the day from which an institution joins or an agency begins, in Hanoi; no
    /// day: an agency's that has not come is taken back, an institution is on paper at
    /// once. The entry as it stands then. Every process decides by it when it notices,
    /// this one too: a row that was read here may be older than what is in force by then.
    /// The same again changes nothing.
    pub fn set_day(&self, actor: &Actor, place: Seat, on: Option<Day>) -> Administered<Entry> {
        may_set_day(actor, place, &self.rules().directory)?;
        let today = Zone::HANOI.day_of(self.now());
        self.on_reader(|conn| {
            transaction::writing(conn, |conn| {
                // Two at once wait for each other here.
                reference::lock(conn)?;
                let known = directory::in_force(conn)?;
                let (as_it_is, change) = match place {
                    Seat::Institution(id) => {
                        let one = known.institution(id).filter(|one| one.active);
                        let one = one.ok_or(Denied::NotFound)?;
                        let change = joins(conn, one, on, today)?;
                        (Entry::Institution(Box::new(one.clone())), change)
                    }
                    Seat::Agency(id) => {
                        let one = known.agency(id).filter(|one| one.active);
                        let one = one.ok_or(Denied::NotFound)?;
                        let change = begins(conn, one, on, today)?;
                        (Entry::Agency(Box::new(one.clone())), change)
                    }
                    Seat::Country => return Err(Denied::NotFound.into()),
                };
                let Some(change) = change else {
                    return Ok(as_it_is);
                };
                let mark = reference::entered(self, actor, "day_entered", &change);
                let entry = change.entry().clone();
                directory::import(conn, &Plan { changes: vec![change], ..Plan::default() })?;
                mark.write(conn)?;
                Ok::<_, AdministerError>(entry)
            })
        })
    }
}

fn denied(rule: &Rule) -> Denied {
    if *rule == Rule::DayPassed { Denied::DayPassed } else { Denied::DayNotAhead }
}

fn said(day: Option<Day>) -> String {
    day.map(|day| day.to_string()).unwrap_or_default()
}

fn field(field: &'static str, from: String, to: String) -> Option<FieldChange> {
    (from != to).then_some(FieldChange { field, from, to })
}

/// What an institution's row is to be; nothing: it says so already.
fn joins(
    conn: &mut Conn,
    one: &Institution,
    on: Option<Day>,
    today: Day,
) -> Result<Option<Change>, AdministerError> {
    let joined = on.is_some();
    if one.joined == joined && one.joins_on == on {
        return Ok(None);
    }
    if joined {
        one.may_join(on, today).map_err(|rule| denied(&rule))?;
        if !somebody_answers(conn, one.id)? {
            return Err(Denied::NobodyAnswers.into());
        }
    }
    let fields = [
        field("joined", one.joined.to_string(), joined.to_string()),
        field("joins_on", said(one.joins_on), said(on)),
    ];
    let to = Institution { joined, joins_on: on, ..one.clone() };
    let to = Entry::Institution(Box::new(to));
    Ok(Some(Change::Changed { to, fields: fields.into_iter().flatten().collect() }))
}

/// What an agency's row is to be; nothing: it says so already.
fn begins(
    conn: &mut Conn,
    one: &Agency,
    on: Option<Day>,
    today: Day,
) -> Result<Option<Change>, AdministerError> {
    if one.begins_on == on {
        return Ok(None);
    }
    one.may_begin(on, today).map_err(|rule| denied(&rule))?;
    // Who has no day works already: a day would shut it until then.
    if one.begins_on.is_none() && has_cases(conn, one.id)? {
        return Err(Denied::AgencyWorks.into());
    }
    let fields = field("begins_on", said(one.begins_on), said(on)).into_iter().collect();
    let to = Entry::Agency(Box::new(Agency { begins_on: on, ..one.clone() }));
    Ok(Some(Change::Changed { to, fields }))
}

/// Whether a person or a system of an institution could answer what comes into its
/// mailbox.
fn somebody_answers(conn: &mut Conn, at: InstitutionId) -> Result<bool, StoreError> {
    let roles = ANSWERING_ROLES.map(Role::code);
    let people = seat::table
        .inner_join(person::table.on(person::id.eq(seat::person_id)))
        .filter(seat::institution_id.eq(Id(at.0)))
        .filter(seat::active.and(person::active))
        .filter(seat::role.eq_any(roles));
    let systems = client_key::table
        .inner_join(client::table.on(client::id.eq(client_key::client_id)))
        .filter(client::institution_id.eq(Id(at.0)))
        .filter(client::active.and(client_key::active));
    let found: bool = select(exists(people)).get_result(conn)?;
    Ok(found || select(exists(systems)).get_result::<bool>(conn)?)
}

fn has_cases(conn: &mut Conn, agency: AgencyId) -> Result<bool, StoreError> {
    let cases = enforcement_case::table.filter(enforcement_case::agency_id.eq(Id(agency.0)));
    Ok(select(exists(cases)).get_result(conn)?)
}
