//! People and their seats.

use crate::conn::Conn;
use crate::error::StoreError;
use crate::rows::identity::{PersonRow, SeatRow};
use crate::schema::{agency, institution, person, seat};
use crate::store::Store;
use crate::types::{Id, can_stand};
use diesel::prelude::*;
use engine::actor::{Actor, Seat, Who};
use engine::id::UserId;
use engine::role::Role;
use std::fmt;
use uuid::Uuid;

/// An Argon2id hash in PHC form. Never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct PasswordHash(pub String);

impl fmt::Debug for PasswordHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PasswordHash")
    }
}

/// A person with an account here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// The id.
    pub id: UserId,
    /// The name to sign in with.
    pub username: String,
    /// The person's name.
    pub full_name: String,
    /// Where mail goes.
    pub email: String,
    /// `vi` or `en`.
    pub language: String,
    /// May sign in.
    pub active: bool,
    /// Set once the person has chosen a password.
    pub password: Option<PasswordHash>,
    /// Sessions of an older epoch are dead (I-30).
    pub auth_epoch: i32,
}

/// The id of a seat.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SeatId(pub Uuid);

/// A role that a person holds in one place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HeldSeat {
    /// Its id.
    pub id: SeatId,
    /// Whose.
    pub person: UserId,
    /// Which role.
    pub role: Role,
    /// Where.
    pub seat: Seat,
}

impl HeldSeat {
    /// The person acting from this seat.
    pub const fn actor(&self) -> Actor {
        Actor { who: Who::Person(self.person), role: self.role, seat: self.seat }
    }
}

/// Whether the agency or institution of a seat is still active: nobody acts
/// from one that is closed, whatever seats people hold there.
pub(super) fn is_in_open_place(conn: &mut Conn, seat: &SeatRow) -> QueryResult<bool> {
    let agency = agency::table.select(agency::active);
    let institution = institution::table.select(institution::active);
    let open = match (seat.agency_id, seat.institution_id) {
        (Some(id), _) => agency.find(id).first(conn).optional()?,
        (None, Some(id)) => institution.find(id).first(conn).optional()?,
        (None, None) => Some(true),
    };
    Ok(open.unwrap_or(false))
}

impl Store {
    /// The person with this name to sign in with, active or not.
    pub fn person_by_username(&self, username: &str) -> Result<Option<Person>, StoreError> {
        if !can_stand(username) {
            return Ok(None);
        }
        self.read(|conn| {
            let row = person::table
                .filter(person::username.eq(username))
                .first::<PersonRow>(conn)
                .optional()?;
            Ok(row.map(Person::from))
        })
    }

    /// A person, active or not.
    pub fn person(&self, id: UserId) -> Result<Option<Person>, StoreError> {
        self.read(|conn| {
            let row = person::table
                .filter(person::id.eq(Id(id.0)))
                .first::<PersonRow>(conn)
                .optional()?;
            Ok(row.map(Person::from))
        })
    }

    /// The seats a person may act from today, oldest first.
    pub fn seats_of(&self, id: UserId) -> Result<Vec<HeldSeat>, StoreError> {
        self.read(|conn| {
            let rows = seat::table
                .filter(seat::person_id.eq(Id(id.0)).and(seat::active.eq(true)))
                .order(seat::id)
                .load::<SeatRow>(conn)?;
            let mut seats = Vec::with_capacity(rows.len());
            for row in rows {
                if is_in_open_place(conn, &row)? {
                    seats.push(row.try_into()?);
                }
            }
            Ok(seats)
        })
    }

    /// Sets a password and ends every session of before, in one statement;
    /// whether the person exists. Leaves no record: for seeds and tests, as all
    /// that follows here. What people do is recorded elsewhere in this module.
    pub fn set_password(&self, id: UserId, hash: &PasswordHash) -> Result<bool, StoreError> {
        self.read(|conn| {
            let changed = diesel::update(person::table.filter(person::id.eq(Id(id.0))))
                .set((
                    person::password_hash.eq(Some(hash.0.as_str())),
                    person::auth_epoch.eq(person::auth_epoch + 1),
                ))
                .execute(conn)?;
            Ok(changed == 1)
        })
    }

    /// Ends every session and token of a person at once (I-30). Whether the
    /// person exists.
    pub fn bump_person_epoch(&self, id: UserId) -> Result<bool, StoreError> {
        self.read(|conn| {
            let changed = diesel::update(person::table.filter(person::id.eq(Id(id.0))))
                .set(person::auth_epoch.eq(person::auth_epoch + 1))
                .execute(conn)?;
            Ok(changed == 1)
        })
    }

    /// Lets a person in or shuts him out; either way his sessions end. Whether
    /// the person exists.
    pub fn set_person_active(&self, id: UserId, active: bool) -> Result<bool, StoreError> {
        self.read(|conn| {
            let changed = diesel::update(person::table.filter(person::id.eq(Id(id.0))))
                .set((person::active.eq(active), person::auth_epoch.eq(person::auth_epoch + 1)))
                .execute(conn)?;
            Ok(changed == 1)
        })
    }

    /// Gives a seat back to its holder, or takes it away; sessions acting from
    /// it end with it. Whether the seat exists.
    pub fn set_seat_active(&self, id: SeatId, active: bool) -> Result<bool, StoreError> {
        self.read(|conn| {
            let changed = diesel::update(seat::table.filter(seat::id.eq(Id(id.0))))
                .set(seat::active.eq(active))
                .execute(conn)?;
            Ok(changed == 1)
        })
    }
}

/// The epoch a person's sessions must be of to hold; `None` while shut out.
pub(super) fn present_epoch(conn: &mut Conn, id: UserId) -> Result<Option<i32>, StoreError> {
    let row = person::table.filter(person::id.eq(Id(id.0)).and(person::active.eq(true)));
    Ok(row.select(person::auth_epoch).first(conn).optional()?)
}
