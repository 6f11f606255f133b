//! How an actor stands to a root, and what grants make of that.

use super::Relation::{self, Addressed, Anywhere, Below, Office, Own};
use super::{Grant, ReadKind, read_grants};
use crate::actor::{Actor, Seat};
use crate::case::Gate;
use crate::context::Directory;
use crate::id::{AgencyId, InstitutionId, UserId};
use crate::role::Role;

/// What a root is to the outside: enough to find an actor's relation to it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Belongs<'a> {
    /// The agency that owns it.
    pub agency: Option<AgencyId>,
    /// The officer of its case.
    pub officer: Option<UserId>,
    /// The institution it is addressed to, or, of a case, that is its creditor. The
    /// grants name other roles for the one than for the other.
    pub institution: Option<InstitutionId>,
    /// If not empty: only these of the asking side may know of it.
    pub sealed_to: &'a [UserId],
}

impl<'a> Belongs<'a> {
    /// What belongs to a case.
    pub const fn to_case(gate: &Gate) -> Self {
        Self {
            agency: Some(gate.agency),
            officer: Some(gate.officer),
            institution: None,
            sealed_to: &[],
        }
    }

    /// The same, addressed to an institution.
    #[must_use]
    pub const fn addressed(self, institution: InstitutionId) -> Self {
        Self { institution: Some(institution), ..self }
    }

    /// The same, sealed to named readers.
    #[must_use]
    pub const fn sealed(self, readers: &'a [UserId]) -> Self {
        Self { sealed_to: readers, ..self }
    }
}

/// How an actor stands to a root, if at all. What belongs to one of the past is
/// its heir's; who still sits there stands to nothing.
pub fn relation(actor: &Actor, root: &Belongs<'_>, directory: &Directory) -> Option<Relation> {
    if directory.is_of_the_past(actor.seat) {
        return None;
    }
    match actor.seat {
        Seat::Country => Some(Anywhere),
        Seat::Institution(seat) => {
            let today = root.institution.map(|id| directory.heir(id));
            (today == Some(seat)).then_some(Addressed)
        }
        Seat::Agency(seat) => {
            let readable = root.sealed_to.is_empty()
                || actor.person().is_some_and(|person| root.sealed_to.contains(&person));
            let agency = directory.agency_heir(root.agency.filter(|_| readable)?);
            if agency == seat {
                let own = actor.person().is_some() && actor.person() == root.officer;
                Some(if own { Own } else { Office })
            } else {
                directory.is_below(agency, seat).then_some(Below)
            }
        }
    }
}

/// Whether a grant covers a relation.
pub(crate) fn covers(granted: Relation, actual: Relation) -> bool {
    match (granted, actual) {
        (Anywhere, _) => true,
        (Addressed, actual) => actual == Addressed,
        (_, Addressed) => false,
        (granted, actual) => actual >= granted,
    }
}

/// Whether grants allow a role at a relation.
pub fn allows(grants: &[Grant], role: Role, actual: Relation) -> bool {
    grants.iter().any(|(granted, relation)| *granted == role && covers(*relation, actual))
}

/// The answer to "may this actor?".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Permission {
    /// Yes.
    Granted,
    /// The actor may know of the root, but not do this.
    Forbidden,
    /// The actor may not even know that the root exists (I-28).
    Unseen,
}

/// Whether an actor may do what `grants` say to a root. What cannot be read in
/// any way does not exist for the actor.
pub fn permission(
    actor: &Actor,
    grants: &[Grant],
    root: &Belongs<'_>,
    directory: &Directory,
) -> Permission {
    const SHOWN: &[ReadKind] = &[ReadKind::Case, ReadKind::Inquiry, ReadKind::Demand];
    judged(actor, grants, root, directory, SHOWN)
}

/// The same for what another agency delegated.
pub fn permission_on_delegation(
    actor: &Actor,
    grants: &[Grant],
    root: &Belongs<'_>,
    directory: &Directory,
) -> Permission {
    judged(actor, grants, root, directory, &[ReadKind::Delegations])
}

/// The same for a case to its creditor: `root` is addressed to one of the institutions
/// that are. Whoever else sits there does not know that it is a creditor (I-28).
pub fn permission_on_claim(
    actor: &Actor,
    grants: &[Grant],
    root: &Belongs<'_>,
    directory: &Directory,
) -> Permission {
    judged(actor, grants, root, directory, &[ReadKind::CreditorCases])
}

/// The same for a request for a measure: who reads such knows of it, and nobody
/// else does.
pub fn permission_on_request(
    actor: &Actor,
    grants: &[Grant],
    root: &Belongs<'_>,
    directory: &Directory,
) -> Permission {
    judged(actor, grants, root, directory, &[ReadKind::Requests])
}

/// The same for rows of another system that could not be taken in.
pub fn permission_on_held(
    actor: &Actor,
    grants: &[Grant],
    root: &Belongs<'_>,
    directory: &Directory,
) -> Permission {
    judged(actor, grants, root, directory, &[ReadKind::Quarantine])
}

fn judged(
    actor: &Actor,
    grants: &[Grant],
    root: &Belongs<'_>,
    directory: &Directory,
    shown_by: &[ReadKind],
) -> Permission {
    let Some(actual) = relation(actor, root, directory) else {
        return Permission::Unseen;
    };
    if allows(grants, actor.role, actual) {
        return Permission::Granted;
    }
    let mut reads = shown_by.iter();
    let visible = reads.any(|kind| allows(read_grants(*kind), actor.role, actual));
    if visible { Permission::Forbidden } else { Permission::Unseen }
}
