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
    /// Those of one agency.
    Office(AgencyId),
    /// Those of one person's cases in one agency.
    Own(AgencyId, UserId),
    /// Those addressed to one institution.
    Institution(InstitutionId),
}

/// How far a role's widest grant reaches from the actor's seat.
pub(crate) fn reach(
    actor: &Actor,
    kind: ReadKind,
    directory: &Directory,
) -> Result<Reach, Refusal> {
    let grants = read_grants(kind).iter().filter(|(role, _)| *role == actor.role);
    let widest = grants.map(|(_, relation)| *relation).min();
    match (actor.seat, widest.ok_or(Refusal::Forbidden)?) {
        (Seat::Country, Relation::Anywhere) => Ok(Reach::Country),
        (Seat::Agency(top), Relation::Anywhere | Relation::Below) => Ok(below(top, directory)),
        (Seat::Agency(seat), Relation::Office) => Ok(Reach::Office(seat)),
        (Seat::Agency(seat), Relation::Own) => match actor.person() {
            Some(person) => Ok(Reach::Own(seat, person)),
            None => Err(Refusal::Forbidden),
        },
        (Seat::Institution(seat), Relation::Anywhere | Relation::Addressed) => {
            Ok(Reach::Institution(seat))
        }
        _ => Err(Refusal::Forbidden),
    }
}

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
