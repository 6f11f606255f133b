//! Colleagues by name: whom a case may be given to.

use super::{Found, Reader};
use crate::schema::{person, seat};
use crate::types::Id;
use diesel::prelude::*;
use engine::actor::Actor;
use engine::id::UserId;
use engine::policy::ReadKind;
use engine::refusal::Refusal;
use engine::role::Role;

/// The roles that may be in charge of a case.
const LEADERS: [Role; 3] = [Role::Officer, Role::Head, Role::Bailiff];

impl Reader<'_> {
    /// Who may be in charge of cases of the actor's own agency today, by name.
    pub fn case_leaders(&mut self, actor: &Actor) -> Found<Vec<(UserId, String)>> {
        let agency = actor.agency().ok_or(Refusal::Forbidden)?;
        super::scope::reach(actor, ReadKind::Case, &self.rules.directory)?;
        let rows: Vec<(Id, String)> = seat::table
            .inner_join(person::table.on(person::id.eq(seat::person_id)))
            .filter(seat::agency_id.eq(Id(agency.0)))
            .filter(seat::role.eq_any(LEADERS.map(Role::code)))
            .filter(seat::active.eq(true))
            .filter(person::active.eq(true))
            .order((person::full_name, person::id))
            .select((person::id, person::full_name))
            .load(self.conn)?;
        let mut leaders: Vec<_> = rows.into_iter().map(|(id, name)| (UserId(id.0), name)).collect();
        leaders.dedup();
        Ok(leaders)
    }
}
