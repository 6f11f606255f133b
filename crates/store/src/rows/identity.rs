//! Rows of people, seats, sessions, clients and their keys.

use super::hash;
use crate::error::Corrupt;
use crate::identity::{Client, ClientKey, HeldSeat, PasswordHash, Person, SeatId, Session};
use crate::types::{At, Id};
use diesel::Queryable;
use engine::actor::Seat;
use engine::id::{ClientId, UserId};
use engine::role::Role;

/// A row of `person`, in the order of its columns.
#[derive(Debug, Queryable)]
pub(crate) struct PersonRow {
    id: Id,
    username: String,
    full_name: String,
    email: String,
    language: String,
    active: bool,
    password_hash: Option<String>,
    auth_epoch: i32,
    #[expect(dead_code, reason = "of interest to administrators alone")]
    version: i32,
}

impl From<PersonRow> for Person {
    fn from(row: PersonRow) -> Self {
        Self {
            id: UserId(row.id.0),
            username: row.username,
            full_name: row.full_name,
            email: row.email,
            language: row.language,
            active: row.active,
            password: row.password_hash.map(PasswordHash),
            auth_epoch: row.auth_epoch,
        }
    }
}

/// A row of `seat`.
#[derive(Debug, Queryable)]
pub(crate) struct SeatRow {
    id: Id,
    person_id: Id,
    role: String,
    pub(crate) agency_id: Option<Id>,
    pub(crate) institution_id: Option<Id>,
    pub(crate) active: bool,
}

impl SeatRow {
    /// Whose seat it is.
    pub(crate) const fn person(&self) -> Id {
        self.person_id
    }
}

impl TryFrom<SeatRow> for HeldSeat {
    type Error = Corrupt;

    fn try_from(row: SeatRow) -> Result<Self, Corrupt> {
        let role = Role::parse(&row.role).map_err(|_| Corrupt::new("seat", "role"))?;
        let home = match (row.agency_id, row.institution_id) {
            (Some(agency), _) => Some(Seat::Agency(agency.0.into())),
            (None, Some(institution)) => Some(Seat::Institution(institution.0.into())),
            (None, None) => None,
        };
        Ok(Self {
            id: SeatId(row.id.0),
            person: UserId(row.person_id.0),
            role,
            seat: place(role, home).ok_or(Corrupt::new("seat", "agency_id"))?,
        })
    }
}

/// From where a role acts. The national administrator administers everything,
/// wherever he is employed; auditors and the State Bank's observers may be
/// nowhere at home. Nobody else may.
pub(crate) const fn place(role: Role, home: Option<Seat>) -> Option<Seat> {
    match (role, home) {
        (Role::AdminNational, _) | (Role::Auditor | Role::StateBankObserver, None) => {
            Some(Seat::Country)
        }
        (_, home) => home,
    }
}

/// A row of `session`.
#[derive(Debug, Queryable)]
pub(crate) struct SessionRow {
    id: Vec<u8>,
    person_id: Id,
    seat_id: Id,
    auth_epoch: i32,
    csrf: Vec<u8>,
    created_at: At,
    seen_at: At,
    expires_at: At,
    #[expect(dead_code, reason = "a condition of every query")]
    ended_at: Option<At>,
}

impl TryFrom<SessionRow> for Session {
    type Error = Corrupt;

    fn try_from(row: SessionRow) -> Result<Self, Corrupt> {
        Ok(Self {
            id: hash(&row.id, "session", "id")?,
            person: UserId(row.person_id.0),
            seat: SeatId(row.seat_id.0),
            auth_epoch: row.auth_epoch,
            csrf: hash(&row.csrf, "session", "csrf")?,
            created_at: row.created_at.0,
            seen_at: row.seen_at.0,
            expires_at: row.expires_at.0,
        })
    }
}

/// A row of `client`.
#[derive(Debug, Queryable)]
pub(crate) struct ClientRow {
    id: Id,
    institution_id: Id,
    name: String,
    active: bool,
    auth_epoch: i32,
    #[expect(dead_code, reason = "of interest to administrators alone")]
    version: i32,
}

impl From<ClientRow> for Client {
    fn from(row: ClientRow) -> Self {
        Self {
            id: ClientId(row.id.0),
            institution: row.institution_id.0.into(),
            name: row.name,
            active: row.active,
            auth_epoch: row.auth_epoch,
        }
    }
}

/// A row of `client_key`.
#[derive(Debug, Queryable)]
pub(crate) struct ClientKeyRow {
    kid: String,
    client_id: Id,
    public_key: Vec<u8>,
    active: bool,
    created_at: At,
}

impl TryFrom<ClientKeyRow> for ClientKey {
    type Error = Corrupt;

    fn try_from(row: ClientKeyRow) -> Result<Self, Corrupt> {
        Ok(Self {
            kid: row.kid,
            client: ClientId(row.client_id.0),
            public_key: hash(&row.public_key, "client_key", "public_key")?,
            active: row.active,
            created_at: row.created_at.0,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_three_roles_act_for_the_country() {
        for role in Role::ALL.iter().copied() {
            let homeless = place(role, None) == Some(Seat::Country);
            let expected =
                matches!(role, Role::AdminNational | Role::Auditor | Role::StateBankObserver);
            assert_eq!(homeless, expected, "{role}");
        }
        let office = Some(Seat::Agency(uuid::Uuid::nil().into()));
        assert_eq!(place(Role::AdminNational, office), Some(Seat::Country));
        assert_eq!(place(Role::Auditor, office), office);
    }
}
