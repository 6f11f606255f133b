//! The people of the shipped demonstration directory, by role and name.

use super::rules::directory;
use engine::actor::{Actor, Seat, Who};
use engine::directory::{AgencyCode, Home, InstitutionCode, Username};
use engine::id::{AgencyId, ClientId, InstitutionId, UserId};
use engine::role::Role;
use uuid::Uuid;

/// Reads `officer:saomai`, `bank_system:VCB`, `bank_maker:SHB` or `system`.
pub(crate) fn actor(word: &str) -> Result<Actor, String> {
    if word == "system" {
        return Ok(Actor::SYSTEM);
    }
    let (role, name) = word.split_once(':').ok_or("an actor is role:name")?;
    let role = Role::parse(role).map_err(|_| format!("no role {role}"))?;
    if let Some(id) = institution(name).filter(|_| role.is_of_institution()) {
        return Ok(Actor { who: stranger(role, name), role, seat: Seat::Institution(id) });
    }
    let user = Username::parse(name)
        .ok()
        .and_then(|name| directory().users.get(&name))
        .ok_or_else(|| format!("nobody is called {name}"))?;
    let seat = match (&user.home, role) {
        // Whatever office such a person sits in, the whole country is the seat.
        (_, Role::AdminNational | Role::Auditor | Role::StateBankObserver) | (Home::Nation, _) => {
            Seat::Country
        }
        (Home::Agency(code), _) => Seat::Agency(agency(code.as_str()).ok_or("no such agency")?),
        (Home::Institution(code), _) => {
            Seat::Institution(institution(code.as_str()).ok_or("no such institution")?)
        }
    };
    Ok(Actor { who: Who::Person(user.id), role, seat })
}

/// Somebody, or some program, that the shipped directory does not name.
fn stranger(role: Role, institution: &str) -> Who {
    let id = Uuid::new_v5(&Uuid::NAMESPACE_OID, format!("{role} {institution}").as_bytes());
    if role == Role::BankSystem { Who::Client(ClientId(id)) } else { Who::Person(UserId(id)) }
}

/// A person by user name.
pub(crate) fn user(name: &str) -> Result<UserId, String> {
    let name = Username::parse(name).map_err(|rule| format!("{name}: {rule}"))?;
    Ok(name.derived_id())
}

/// An agency by code.
pub(crate) fn agency(code: &str) -> Option<AgencyId> {
    let code = AgencyCode::parse(code).ok()?;
    directory().agencies.get(&code).map(|agency| agency.id)
}

/// An institution by code.
pub(crate) fn institution(code: &str) -> Option<InstitutionId> {
    let code = InstitutionCode::parse(code).ok()?;
    let known = directory().institutions.get(&code);
    known.map(|institution| institution.id)
}

/// The code of an institution of the directory.
#[allow(dead_code, reason = "each test uses its part of what they share")]
pub(crate) fn code(id: InstitutionId) -> String {
    let mut known = directory().institutions.values();
    known.find(|one| one.id == id).map_or_else(|| "?".to_owned(), |one| one.code.to_string())
}

/// What a person of the directory is called.
#[allow(dead_code, reason = "each test uses its part of what they share")]
pub(crate) fn name(id: UserId) -> String {
    let mut users = directory().users.iter();
    let known = users.find(|(_, user)| user.id == id);
    known.map_or_else(|| "?".to_owned(), |(name, _)| name.to_string())
}

/// Several, in their order.
#[allow(dead_code, reason = "each test uses its part of what they share")]
pub(crate) fn names(ids: &[UserId]) -> String {
    ids.iter().map(|id| name(*id)).collect::<Vec<_>>().join(",")
}
