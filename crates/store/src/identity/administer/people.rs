//! Changes of people and their seats.

use super::{Administered, Administrator, Desk, Seated, Subject, What};
use crate::conn::Conn;
use crate::directory::seat_id;
use crate::error::StoreError;
use crate::identity::{SeatId, SetupCode, was_new};
use crate::rows::identity::{SeatRow, place};
use crate::schema::{person, seat, setup_code};
use crate::transaction;
use crate::types::{At, Id};
use diesel::prelude::*;
use engine::actor::Seat;
use engine::administration::{
    Denied, Holding, MAX_SEATS, Touches, may_change, may_combine, may_grant,
};
use engine::directory::{Email, Username};
use engine::id::{IdSource, UserId};
use engine::identity::PersonName;
use engine::role::Role;
use std::collections::HashSet;
use uuid::Uuid;

/// A person about to get an account.
#[derive(Clone, Debug)]
pub struct NewPerson {
    /// The name to sign in with.
    pub username: Username,
    /// The person's name.
    pub full_name: PersonName,
    /// Where mail goes.
    pub email: Email,
    /// `vi` or `en`.
    pub language: String,
    /// The roles and where they are held.
    pub seats: Vec<Holding>,
}

/// What of a person is written anew; `None` stays.
#[derive(Clone, Debug, Default)]
pub struct Details {
    /// The person's name.
    pub full_name: Option<PersonName>,
    /// Where mail goes.
    pub email: Option<Email>,
    /// `vi` or `en`.
    pub language: Option<String>,
}

/// What a change did: its event; `None` if everything was so already.
type Did = Option<(&'static str, What)>;

impl Administrator<'_> {
    /// Gives a person an account, seats and a code to set a password by. The
    /// person's id.
    pub fn create_person(&mut self, new: &NewPerson, code: &SetupCode) -> Administered<UserId> {
        let Self { conn, desk } = self;
        if !(1..=MAX_SEATS).contains(&new.seats.len()) {
            return Err(Denied::SeatCount.into());
        }
        let mut different = HashSet::new();
        for one in &new.seats {
            may_grant(&desk.actor, *one, desk.directory)?;
            if !different.insert(*one) {
                return Err(Denied::SeatHeld.into());
            }
        }
        let id = UserId(desk.ids.next_id());
        may_combine(&new.seats)?;
        transaction::writing(conn, |conn| {
            insert(conn, id, new)?;
            let mut seats = Vec::with_capacity(new.seats.len());
            for one in &new.seats {
                seats.push(sit(conn, id, *one)?);
            }
            put_code(conn, id, code)?;
            let mark = desk.mark("person_created", What { seats, ..What::default() });
            mark.write(conn, Subject::Person(id))?;
            Ok(id)
        })
    }

    /// Writes name, mail address or language anew. The person's version.
    pub fn set_details(&mut self, id: UserId, details: &Details) -> Administered<i32> {
        self.change(id, Touches::Person, |conn, _| {
            let fields = write_details(conn, id, details)?;
            let changed = !fields.is_empty();
            Ok(changed.then(|| ("person_changed", What { fields, ..What::default() })))
        })
    }

    /// Gives a role in a place. A code given before is void: whoever holds it
    /// was trusted with less. The seat.
    pub fn give_seat(&mut self, id: UserId, holding: Holding) -> Administered<SeatId> {
        let (role, place) = holding;
        self.change(id, Touches::Rights, |conn, desk| {
            may_grant(&desk.actor, holding, desk.directory)?;
            let held = held(conn, id)?.into_iter().filter(|one| one.active);
            let all: Vec<Holding> =
                held.map(|one| (one.role, one.place)).chain([holding]).collect();
            may_combine(&all)?;
            let seats = vec![sit(conn, id, holding)?];
            void_codes(conn, id)?;
            Ok(Some(("seat_given", What { seats, ..What::default() })))
        })?;
        Ok(SeatId(seat_id(id, role, ids(place).2).0))
    }

    /// Takes a seat away; sessions acting from it end with it (I-30). The
    /// person's version.
    pub fn take_seat(&mut self, id: UserId, taken: SeatId) -> Administered<i32> {
        self.change(id, Touches::Rights, |conn, _| {
            let held = held(conn, id)?.into_iter().find(|one| one.id == taken.0 && one.active);
            let one = held.ok_or(Denied::NotFound)?;
            diesel::update(seat::table.filter(seat::id.eq(Id(taken.0))))
                .set(seat::active.eq(false))
                .execute(conn)?;
            let seats = vec![one.seated()];
            Ok(Some(("seat_taken", What { seats, ..What::default() })))
        })
    }

    /// Lets a person in or shuts him out; either way his sessions end (I-30).
    /// The person's version.
    pub fn set_active(&mut self, id: UserId, active: bool) -> Administered<i32> {
        self.change(id, Touches::Rights, |conn, _| {
            let other = person::table.filter(person::id.eq(Id(id.0)));
            let changed = diesel::update(other.filter(person::active.ne(active)))
                .set((person::active.eq(active), person::auth_epoch.eq(person::auth_epoch + 1)))
                .execute(conn)?;
            let what = What { active: Some(active), ..What::default() };
            Ok((changed == 1).then_some(("person_activity_set", what)))
        })
    }

    /// Ends every session and token of a person at once (I-30). The person's
    /// version.
    pub fn end_sessions(&mut self, id: UserId) -> Administered<i32> {
        self.change(id, Touches::Person, |conn, _| {
            end_all(conn, id)?;
            Ok(Some(("sessions_ended", What::default())))
        })
    }

    /// Voids a person's password and gives a code to set another by; sessions
    /// end. Nobody ever chooses a password for another (ASVS 6.4.6). The
    /// person's version.
    pub fn give_setup_code(&mut self, id: UserId, code: &SetupCode) -> Administered<i32> {
        self.change(id, Touches::Rights, |conn, _| {
            diesel::update(person::table.filter(person::id.eq(Id(id.0))))
                .set(person::password_hash.eq(None::<&str>))
                .execute(conn)?;
            end_all(conn, id)?;
            put_code(conn, id, code)?;
            Ok(Some(("setup_code_given", What::default())))
        })
    }

    /// One change of one person, asked and done on the locked row.
    fn change(
        &mut self,
        id: UserId,
        touches: Touches,
        work: impl FnOnce(&mut Conn, &Desk<'_>) -> Administered<Did>,
    ) -> Administered<i32> {
        let Self { conn, desk } = self;
        transaction::writing(conn, |conn| {
            let subject = Subject::Person(id);
            if !subject.lock(conn)? {
                return Err(Denied::NotFound.into());
            }
            let seats = standing(held(conn, id)?);
            let holdings: Vec<Holding> = seats.iter().map(|one| (one.role, one.place)).collect();
            may_change(&desk.actor, id, &holdings, touches, desk.directory)?;
            match work(conn, desk)? {
                Some((code, what)) => Ok(desk.mark(code, what).write(conn, subject)?),
                None => Ok(version(conn, id)?),
            }
        })
    }
}

/// A seat, held today or once.
#[derive(Clone, Copy)]
pub(super) struct Held {
    pub(super) id: Uuid,
    pub(super) role: Role,
    pub(super) place: Seat,
    pub(super) active: bool,
}

impl Held {
    const fn seated(self) -> Seated {
        Seated { id: self.id, role: self.role, place: self.place }
    }

    /// A row as what it stands for.
    pub(super) fn of(row: SeatRow) -> Result<Self, StoreError> {
        let active = row.active;
        let held = crate::identity::HeldSeat::try_from(row)?;
        Ok(Self { id: held.id.0, role: held.role, place: held.seat, active })
    }
}

/// Every seat a person ever held, oldest first.
pub(super) fn held(conn: &mut Conn, id: UserId) -> Result<Vec<Held>, StoreError> {
    let rows: Vec<SeatRow> =
        seat::table.filter(seat::person_id.eq(Id(id.0))).order(seat::id).load(conn)?;
    rows.into_iter().map(Held::of).collect()
}

/// The seats that say whose a person is: those he holds, or, if none, those he
/// held last, so that whoever took the last one can give it back.
pub(super) fn standing(all: Vec<Held>) -> Vec<Held> {
    let holds = all.iter().any(|one| one.active);
    all.into_iter().filter(|one| one.active || !holds).collect()
}

fn version(conn: &mut Conn, id: UserId) -> Result<i32, StoreError> {
    Ok(person::table.filter(person::id.eq(Id(id.0))).select(person::version).first(conn)?)
}

fn insert(conn: &mut Conn, id: UserId, new: &NewPerson) -> Administered<()> {
    let inserted = diesel::insert_into(person::table)
        .values((
            person::id.eq(Id(id.0)),
            person::username.eq(new.username.as_str()),
            person::full_name.eq(new.full_name.as_written()),
            person::email.eq(new.email.as_str()),
            person::language.eq(&new.language),
            person::active.eq(true),
            person::auth_epoch.eq(0),
            person::version.eq(0),
        ))
        .execute(conn);
    if was_new(inserted)? { Ok(()) } else { Err(Denied::UsernameTaken.into()) }
}

/// Agency, institution and the place's own id, nil for the country.
fn ids(place: Seat) -> (Option<Id>, Option<Id>, Uuid) {
    match place {
        Seat::Agency(id) => (Some(Id(id.0)), None, id.0),
        Seat::Institution(id) => (None, Some(Id(id.0)), id.0),
        Seat::Country => (None, None, Uuid::nil()),
    }
}

/// Gives a seat that is not held.
fn sit(conn: &mut Conn, person: UserId, (role, at): Holding) -> Administered<Seated> {
    let (agency, institution, own) = ids(at);
    let id = seat_id(person, role, own);
    let known = seat::table.filter(seat::id.eq(id)).select(seat::active).first(conn).optional()?;
    match known {
        Some(true) => return Err(Denied::SeatHeld.into()),
        Some(false) => {
            diesel::update(seat::table.filter(seat::id.eq(id)))
                .set(seat::active.eq(true))
                .execute(conn)?;
        }
        None => {
            diesel::insert_into(seat::table)
                .values((
                    seat::id.eq(id),
                    seat::person_id.eq(Id(person.0)),
                    seat::role.eq(role.code()),
                    seat::agency_id.eq(agency),
                    seat::institution_id.eq(institution),
                    seat::active.eq(true),
                ))
                .execute(conn)?;
        }
    }
    debug_assert!(place(role, (at != Seat::Country).then_some(at)) == Some(at));
    Ok(Seated { id: id.0, role, place: at })
}

/// Voids the codes a person was given to set a password by.
fn void_codes(conn: &mut Conn, id: UserId) -> Result<(), StoreError> {
    diesel::delete(setup_code::table.filter(setup_code::person_id.eq(Id(id.0)))).execute(conn)?;
    Ok(())
}

/// Puts a code in the place of any before it.
fn put_code(conn: &mut Conn, id: UserId, code: &SetupCode) -> Result<(), StoreError> {
    void_codes(conn, id)?;
    diesel::insert_into(setup_code::table)
        .values((
            setup_code::person_id.eq(Id(id.0)),
            setup_code::hash.eq(code.hash.as_slice()),
            setup_code::expires_at.eq(At(code.expires_at)),
        ))
        .execute(conn)?;
    Ok(())
}

/// Ends every session and token of a person.
fn end_all(conn: &mut Conn, id: UserId) -> Result<(), StoreError> {
    diesel::update(person::table.filter(person::id.eq(Id(id.0))))
        .set(person::auth_epoch.eq(person::auth_epoch + 1))
        .execute(conn)?;
    Ok(())
}

/// Writes what differs; the names of the fields.
pub(crate) fn write_details(
    conn: &mut Conn,
    id: UserId,
    details: &Details,
) -> Result<Vec<&'static str>, StoreError> {
    let mut fields = Vec::new();
    let mut put = |name, changed: Result<usize, diesel::result::Error>| {
        changed.map(|n| {
            if n == 1 {
                fields.push(name);
            }
        })
    };
    let row = || person::table.filter(person::id.eq(Id(id.0)));
    if let Some(name) = details.full_name.as_ref().map(PersonName::as_written) {
        let other = row().filter(person::full_name.ne(name));
        put("full_name", diesel::update(other).set(person::full_name.eq(name)).execute(conn))?;
    }
    if let Some(email) = details.email.as_ref().map(Email::as_str) {
        let other = row().filter(person::email.ne(email));
        put("email", diesel::update(other).set(person::email.eq(email)).execute(conn))?;
    }
    if let Some(language) = &details.language {
        let other = row().filter(person::language.ne(language));
        put("language", diesel::update(other).set(person::language.eq(language)).execute(conn))?;
    }
    Ok(fields)
}
