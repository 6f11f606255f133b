//! Lịch trực: who is on duty in a place, and when.

use super::people::held;
use super::{Administered, Administrator, Shifted, Subject, What};
use crate::conn::{Conn, Multi};
use crate::error::Corrupt;
use crate::outbox::in_place;
use crate::schema::{person, seat, shift};
use crate::transaction;
use crate::types::{At, Id};
use diesel::prelude::*;
use engine::actor::Seat;
use engine::administration::{Denied, Holding};
use engine::context::Directory;
use engine::id::{AgencyId, IdSource, InstitutionId, ShiftId, UserId};
use engine::role::Role;
use engine::roster::{Phone, is_shift, keeps, reads, works_in};
use engine::time::Instant;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

/// The most shifts one look returns.
const MOST: i64 = 500;

/// Somebody who is to be on duty.
#[derive(Clone, Debug)]
pub struct NewShift {
    /// Where.
    pub place: Seat,
    /// Who.
    pub person: UserId,
    /// Under which number.
    pub phone: Phone,
    /// From when on.
    pub from: Instant,
    /// Until when.
    pub to: Instant,
}

/// Somebody's time on duty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShiftLine {
    /// The id.
    pub id: ShiftId,
    /// Who.
    pub person: UserId,
    /// Called so.
    pub name: String,
    /// Under which number.
    pub phone: String,
    /// From when on.
    pub from: Instant,
    /// Until when.
    pub to: Instant,
}

type ShiftColumns = (Id, Id, String, String, At, At);

/// Agency, institution and person of a shift, and its two instants.
type StandingShift = (Option<Id>, Option<Id>, Id, At, At);

impl Administrator<'_> {
    /// Who is on duty in a place now and later, the earliest first; who may not act
    /// there any more is not.
    pub fn roster(&mut self, place: Seat) -> Administered<Vec<ShiftLine>> {
        if !reads(&self.desk.actor, place, self.desk.directory) {
            return Err(Denied::NotFound.into());
        }
        let (agencies, institutions) = family(place, self.desk.directory);
        let mut query = shift::table
            .inner_join(person::table)
            .filter(shift::dropped_at.is_null())
            .filter(shift::to_at.gt(At(self.desk.now)))
            .filter(person::active.eq(true))
            .into_boxed::<Multi>();
        query = match place {
            Seat::Institution(_) => query.filter(shift::institution_id.eq_any(institutions)),
            _ => query.filter(shift::agency_id.eq_any(agencies)),
        };
        let rows: Vec<ShiftColumns> = query
            .order((shift::from_at, shift::id))
            .select((
                shift::id,
                shift::person_id,
                person::full_name,
                shift::phone,
                shift::from_at,
                shift::to_at,
            ))
            .limit(MOST)
            .load(self.conn)?;
        let mut found = Vec::with_capacity(rows.len());
        let mut works: BTreeMap<UserId, bool> = BTreeMap::new();
        for (id, person, name, phone, from, to) in rows {
            let person = UserId(person.0);
            let works = match works.entry(person) {
                Entry::Occupied(known) => *known.get(),
                Entry::Vacant(new) => *new.insert(works_in(&holdings(self.conn, person)?, place)),
            };
            if works {
                found.push(ShiftLine {
                    id: ShiftId(id.0),
                    person,
                    name,
                    phone,
                    from: from.0,
                    to: to.0,
                });
            }
        }
        Ok(found)
    }

    /// Who may be called in a place now, each with a telephone.
    pub fn on_duty(&mut self, place: Seat) -> Administered<Vec<(String, String)>> {
        if !reads(&self.desk.actor, place, self.desk.directory) {
            return Err(Denied::NotFound.into());
        }
        let (agency, id) = match place {
            Seat::Agency(id) => (true, Id(id.0)),
            Seat::Institution(id) => (false, Id(id.0)),
            Seat::Country => return Ok(Vec::new()),
        };
        let works = |role: &Role| works_in(&[(*role, place)], place);
        let roles: Vec<Role> = Role::ALL.iter().copied().filter(works).collect();
        let found = in_place(self.conn, agency, id, &roles, self.desk.now)?;
        Ok(found.into_iter().map(|row| (row.name, row.phone)).collect())
    }

    /// Who may be put on duty in a place, by name.
    pub fn staff(&mut self, place: Seat) -> Administered<Vec<(UserId, String)>> {
        if !keeps(&self.desk.actor, place, self.desk.directory) {
            return Err(Denied::NotFound.into());
        }
        let query = seat::table
            .inner_join(person::table)
            .filter(seat::active.eq(true))
            .filter(person::active.eq(true))
            .into_boxed::<Multi>();
        let query = match place {
            Seat::Institution(id) => query.filter(seat::institution_id.eq(Id(id.0))),
            Seat::Agency(id) => query.filter(seat::agency_id.eq(Id(id.0))),
            Seat::Country => return Ok(Vec::new()),
        };
        let rows: Vec<(Id, String, String)> = query
            .order((person::full_name, person::id))
            .select((person::id, person::full_name, seat::role))
            .load(self.conn)?;
        let mut staff = Vec::with_capacity(rows.len());
        for (id, name, role) in rows {
            let role = Role::parse(&role).map_err(|_| Corrupt::new("seat", "role"))?;
            let known = staff.last().is_some_and(|(last, _)| *last == UserId(id.0));
            if !known && works_in(&[(role, place)], place) {
                staff.push((UserId(id.0), name));
            }
        }
        Ok(staff)
    }

    /// Puts a person on duty. The same again is the same shift.
    pub fn put_on_duty(&mut self, new: &NewShift) -> Administered<ShiftId> {
        let Self { conn, desk } = self;
        if !keeps(&desk.actor, new.place, desk.directory) {
            return Err(Denied::BeyondReach.into());
        }
        let id = ShiftId(desk.ids.next_id());
        transaction::writing(conn, |conn| {
            let subject = Subject::Person(new.person);
            // Who does not work there is nobody's to learn of (I-28).
            if !subject.lock(conn)? || !works_in(&holdings(conn, new.person)?, new.place) {
                return Err(Denied::NotOnStaff.into());
            }
            let meets = meeting(conn, new, desk.directory)?;
            if let Some((known, ..)) = meets.iter().find(|(_, phone, from, to)| {
                phone == new.phone.as_str() && (from.0, to.0) == (new.from, new.to)
            }) {
                return Ok(ShiftId(known.0));
            }
            if !is_shift(new.from, new.to, desk.now) {
                return Err(Denied::ShiftTimes.into());
            }
            if !meets.is_empty() {
                return Err(Denied::ShiftOverlaps.into());
            }
            insert(conn, id, new)?;
            let shift = Shifted { id, place: new.place, from: new.from, to: new.to };
            let what = What { shift: Some(shift), ..What::default() };
            desk.mark("put_on_duty", what).write(conn, subject)?;
            Ok(id)
        })
    }

    /// Takes a shift off the roster; a second time there is none.
    pub fn take_off_duty(&mut self, id: ShiftId) -> Administered<()> {
        let Self { conn, desk } = self;
        transaction::writing(conn, |conn| {
            let row: Option<StandingShift> = shift::table
                .filter(shift::id.eq(Id(id.0)))
                .filter(shift::dropped_at.is_null())
                .select((
                    shift::agency_id,
                    shift::institution_id,
                    shift::person_id,
                    shift::from_at,
                    shift::to_at,
                ))
                .first(conn)
                .optional()?;
            let (agency, institution, person, from, to) = row.ok_or(Denied::NotFound)?;
            let place = match (agency, institution) {
                (Some(agency), _) => Seat::Agency(AgencyId(agency.0)),
                (None, Some(bank)) => Seat::Institution(InstitutionId(bank.0)),
                (None, None) => return Err(Corrupt::new("shift", "agency_id").into()),
            };
            // Who was on duty stays on record.
            if !keeps(&desk.actor, place, desk.directory) || to.0 <= desk.now {
                return Err(Denied::NotFound.into());
            }
            let subject = Subject::Person(UserId(person.0));
            subject.lock(conn)?;
            let standing = shift::table.filter(shift::id.eq(Id(id.0)));
            let dropped = diesel::update(standing.filter(shift::dropped_at.is_null()))
                .set(shift::dropped_at.eq(At(desk.now)))
                .execute(conn)?;
            if dropped == 0 {
                return Err(Denied::NotFound.into());
            }
            let shift = Shifted { id, place, from: from.0, to: to.0 };
            let what = What { shift: Some(shift), ..What::default() };
            desk.mark("taken_off_duty", what).write(conn, subject)?;
            Ok(())
        })
    }
}

/// The seats a person holds now.
fn holdings(conn: &mut Conn, person: UserId) -> Administered<Vec<Holding>> {
    let held = held(conn, person)?.into_iter().filter(|one| one.active);
    Ok(held.map(|one| (one.role, one.place)).collect())
}

/// The ids of a place and of those whose heir it is.
fn family(place: Seat, directory: &Directory) -> (Vec<Id>, Vec<Id>) {
    match place {
        Seat::Agency(id) => {
            let family = directory.agency_family(id).into_iter();
            (family.map(|id| Id(id.0)).collect(), Vec::new())
        }
        Seat::Institution(id) => {
            let family = directory.family(id).into_iter();
            (Vec::new(), family.map(|id| Id(id.0)).collect())
        }
        Seat::Country => (Vec::new(), Vec::new()),
    }
}

/// What the person does there at some of that time already.
fn meeting(
    conn: &mut Conn,
    new: &NewShift,
    directory: &Directory,
) -> Administered<Vec<(Id, String, At, At)>> {
    let (agencies, institutions) = family(new.place, directory);
    let query = shift::table
        .filter(shift::person_id.eq(Id(new.person.0)))
        .filter(shift::dropped_at.is_null())
        .filter(shift::from_at.lt(At(new.to)))
        .filter(shift::to_at.gt(At(new.from)))
        .select((shift::id, shift::phone, shift::from_at, shift::to_at))
        .into_boxed::<Multi>();
    Ok(match new.place {
        Seat::Institution(_) => {
            query.filter(shift::institution_id.eq_any(institutions)).load(conn)?
        }
        Seat::Agency(_) => query.filter(shift::agency_id.eq_any(agencies)).load(conn)?,
        Seat::Country => Vec::new(),
    })
}

fn insert(conn: &mut Conn, id: ShiftId, new: &NewShift) -> Administered<()> {
    let (agency, institution) = match new.place {
        Seat::Agency(id) => (Some(Id(id.0)), None),
        Seat::Institution(id) => (None, Some(Id(id.0))),
        Seat::Country => return Err(Denied::RoleNotHere.into()),
    };
    diesel::insert_into(shift::table)
        .values((
            shift::id.eq(Id(id.0)),
            shift::agency_id.eq(agency),
            shift::institution_id.eq(institution),
            shift::person_id.eq(Id(new.person.0)),
            shift::phone.eq(new.phone.as_str()),
            shift::from_at.eq(At(new.from)),
            shift::to_at.eq(At(new.to)),
        ))
        .execute(conn)?;
    Ok(())
}
