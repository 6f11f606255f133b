//! From which day an institution's channel is here and an agency works here, entered
//! beforehand while the service runs.

use crate::directory;
use crate::identity::{AdministerError, Administered};
use crate::reference;
use crate::store::Store;
use crate::transaction;
use engine::actor::{Actor, Seat};
use engine::administration::{Denied, may_set_day};
use engine::directory::{Agency, Change, Entry, FieldChange, Institution, Plan, Rule};
use engine::time::{Day, Zone};

impl Store {
    /// Enters the day from which an institution joins or an agency begins, in Hanoi.
    /// Decisions of this process know it from the next batch on, other processes when
    /// they notice. The same day again changes nothing.
    pub fn set_day(&self, actor: &Actor, place: Seat, on: Day) -> Administered<()> {
        may_set_day(actor, place, &self.rules().directory)?;
        let today = Zone::HANOI.day_of(self.now());
        let changed = self.on_reader(|conn| {
            transaction::writing(conn, |conn| {
                // Two at once wait for each other here.
                reference::lock(conn)?;
                let known = directory::in_force(conn)?;
                let change = match place {
                    Seat::Institution(id) => known.institution(id).map(|one| joins(one, on, today)),
                    Seat::Agency(id) => known.agency(id).map(|one| begins(one, on, today)),
                    Seat::Country => None,
                };
                let Some(change) = change.ok_or(Denied::NotFound)?? else {
                    return Ok(None);
                };
                let mark = reference::administered(self, actor, "day_entered", &change);
                let plan = Plan { changes: vec![change.clone()], ..Plan::default() };
                directory::import(conn, &plan)?;
                mark.write(conn)?;
                Ok::<_, AdministerError>(Some(change))
            })
        })?;
        if let Some(change) = changed {
            self.change_directory(change.entry());
        }
        Ok(())
    }
}

fn denied(rule: &Rule) -> Denied {
    if *rule == Rule::DayPassed { Denied::DayPassed } else { Denied::DayNotAhead }
}

fn entered(to: Entry, field: &'static str, from: Option<Day>, on: Day) -> Change {
    let from = from.map(|day| day.to_string()).unwrap_or_default();
    Change::Changed { to, fields: vec![FieldChange { field, from, to: on.to_string() }] }
}

/// What an institution's row is to be; nothing: it says so already.
fn joins(one: &Institution, on: Day, today: Day) -> Result<Option<Change>, Denied> {
    if !one.active {
        return Err(Denied::NotFound);
    }
    if one.joined && one.joins_on == Some(on) {
        return Ok(None);
    }
    one.may_join(Some(on), today).map_err(|rule| denied(&rule))?;
    let to = Institution { joined: true, joins_on: Some(on), ..one.clone() };
    Ok(Some(entered(Entry::Institution(Box::new(to)), "joins_on", one.joins_on, on)))
}

/// What an agency's row is to be; nothing: it says so already.
fn begins(one: &Agency, on: Day, today: Day) -> Result<Option<Change>, Denied> {
    if !one.active {
        return Err(Denied::NotFound);
    }
    if one.begins_on == Some(on) {
        return Ok(None);
    }
    one.may_begin(Some(on), today).map_err(|rule| denied(&rule))?;
    let to = Agency { begins_on: Some(on), ..one.clone() };
    Ok(Some(entered(Entry::Agency(Box::new(to)), "begins_on", one.begins_on, on)))
}
