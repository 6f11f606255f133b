//! How far an actor sees: the role table turned into conditions of a query.

use engine::actor::{Actor, Seat};
use engine::context::Directory;
use engine::id::{AgencyId, InstitutionId, UserId};
use engine::policy::{ReadKind, Relation, read_grants};
use engine::refusal::Refusal;

/// The rows of a list an actor may see.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Reach {
    /// Those of every agency.
    Country,
    /// Those of these agencies: the actor's and all below.
    Agencies(Vec<AgencyId>),
    /// Those of one agency, and of those in whose place it stands.
    Office(Vec<AgencyId>),
    /// Those of one person's cases there.
    Own(Vec<AgencyId>, UserId),
    /// Those addressed to one institution, or to one in whose place it stands.
    Institution(Vec<InstitutionId>),
}

/// How far a role's widest grant reaches from the actor's seat.
pub(crate) fn reach(
    actor: &Actor,
    kind: ReadKind,
    directory: &Directory,
) -> Result<Reach, Refusal> {
    let grants = read_grants(kind).iter().filter(|(role, _)| *role == actor.role);
    let widest = grants.map(|(_, relation)| *relation).min();
    if directory.is_of_the_past(actor.seat) {
        return Err(Refusal::Forbidden);
    }
    match (actor.seat, widest.ok_or(Refusal::Forbidden)?) {
        (Seat::Country, Relation::Anywhere) => Ok(Reach::Country),
        (Seat::Agency(top), Relation::Anywhere | Relation::Below) => Ok(below(top, directory)),
        (Seat::Agency(seat), Relation::Office) => Ok(Reach::Office(directory.agency_family(seat))),
        (Seat::Agency(seat), Relation::Own) => match actor.person() {
            Some(person) => Ok(Reach::Own(directory.agency_family(seat), person)),
            None => Err(Refusal::Forbidden),
        },
        (Seat::Institution(seat), Relation::Anywhere | Relation::Addressed) => {
            Ok(Reach::Institution(directory.family(seat)))
        }
        _ => Err(Refusal::Forbidden),
    }
}

/// One condition on a column for one place or for several: one place keeps the plan
/// it always had.
macro_rules! at_any {
    ($query:expr, $column:expr, $ids:expr) => {
        match $ids {
            [one] => $query.filter($column.eq(Id(one.0))),
            several => $query.filter($column.eq_any(several.iter().map(|id| Id(id.0)))),
        }
    };
}

pub(super) use at_any;

/// A list of every agency would be a long condition that excludes nothing.
fn below(top: AgencyId, directory: &Directory) -> Reach {
    let ids = || directory.agencies().map(|agency| agency.id);
    let seen: Vec<AgencyId> = ids().filter(|id| directory.is_below(*id, top)).collect();
    if seen.len() == ids().count() && !seen.is_empty() {
        Reach::Country
    } else {
        Reach::Agencies(seen)
    }
}

/// Whose name must stand on a seal for this actor to look behind it; `None`:
/// seals do not bind this side.
pub(crate) fn seal_reader(actor: &Actor) -> Option<String> {
    match actor.seat {
        Seat::Agency(_) => Some(format!("%\"{}\"%", actor.id())),
        Seat::Institution(_) | Seat::Country => None,
    }
}
