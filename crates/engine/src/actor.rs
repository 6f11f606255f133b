//! Who acts, in which role, from which seat.

use crate::id::{AgencyId, ClientId, InstitutionId, UserId};
use crate::role::Role;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The person, machine or service behind a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind", content = "id")]
pub enum Who {
    /// A person with an account here.
    Person(UserId),
    /// A system client of an institution.
    Client(ClientId),
    /// This service itself: sweeps, lapses, recomputed clocks.
    System,
}

/// Where a role is held. A person with two roles acts from one seat at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind", content = "id")]
pub enum Seat {
    /// In an agency of the asking side (supervisors and prosecutors too: their
    /// agency is the top of what they oversee).
    Agency(AgencyId),
    /// In an institution of the answering side.
    Institution(InstitutionId),
    /// For the whole country: national administration, State Bank observer,
    /// the service itself.
    Country,
}

/// A typed actor: built by authentication, never from a request body.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Actor {
    /// Who acts.
    pub who: Who,
    /// In which role.
    pub role: Role,
    /// From which seat.
    pub seat: Seat,
}

impl Actor {
    /// The service itself.
    pub const SYSTEM: Self = Self { who: Who::System, role: Role::System, seat: Seat::Country };

    /// The person acting, if a person acts.
    pub const fn person(&self) -> Option<UserId> {
        match self.who {
            Who::Person(id) => Some(id),
            Who::Client(_) | Who::System => None,
        }
    }

    /// The agency of the seat, if it is one.
    pub const fn agency(&self) -> Option<AgencyId> {
        match self.seat {
            Seat::Agency(id) => Some(id),
            Seat::Institution(_) | Seat::Country => None,
        }
    }

    /// The institution of the seat, if it is one.
    pub const fn institution(&self) -> Option<InstitutionId> {
        match self.seat {
            Seat::Institution(id) => Some(id),
            Seat::Agency(_) | Seat::Country => None,
        }
    }

    /// The id that names this actor in records; nil for the service itself.
    pub const fn id(&self) -> Uuid {
        match self.who {
            Who::Person(id) => id.0,
            Who::Client(id) => id.0,
            Who::System => Uuid::nil(),
        }
    }
}
