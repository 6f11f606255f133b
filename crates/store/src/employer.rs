//! Employers that an order on an income is to go to: taken into the directory when
//! an officer names one.

use crate::directory;
use crate::identity::{AdministerError, Administered};
use crate::reference;
use crate::rows::directory::InstitutionRow;
use crate::schema::institution;
use crate::store::Store;
use crate::transaction;
use diesel::prelude::*;
use engine::actor::Actor;
use engine::administration::{Denied, EMPLOYER_REGISTRARS};
use engine::directory::{Change, Entry, Institution, Plan};

impl Store {
    /// Registers an employer, once by its tax code: the same words again find it,
    /// another name is refused. Decisions of this process know it from the next
    /// batch on, other processes when they notice.
    pub fn register_employer(
        &self,
        actor: &Actor,
        employer: &Institution,
    ) -> Administered<Institution> {
        if !EMPLOYER_REGISTRARS.contains(&actor.role) {
            return Err(Denied::Forbidden.into());
        }
        let added = Change::Added(Entry::Institution(Box::new(employer.clone())));
        let mark = reference::administered(self, actor, "employer_registered", &added);
        let plan = Plan { changes: vec![added], ..Plan::default() };
        let known = self.on_reader(|conn| {
            transaction::writing(conn, |conn| {
                // Two at once wait for each other here.
                reference::lock(conn)?;
                let of_code =
                    institution::table.filter(institution::code.eq(employer.code.as_str()));
                let known = of_code.first::<InstitutionRow>(conn).optional()?;
                if let Some(row) = known {
                    // One of the past, with a successor or without, pays no more.
                    if !row.active {
                        return Err(Denied::EmployerNamedOtherwise.into());
                    }
                    return Ok::<_, AdministerError>(Some(row.entity(None)?));
                }
                directory::import(conn, &plan)?;
                mark.write(conn)?;
                Ok(None)
            })
        })?;
        let found = known.unwrap_or_else(|| employer.clone());
        if found.name_vi != employer.name_vi {
            return Err(Denied::EmployerNamedOtherwise.into());
        }
        // Another process may have registered it, and this one not noticed yet.
        self.add_institution(&found);
        Ok(found)
    }
}
