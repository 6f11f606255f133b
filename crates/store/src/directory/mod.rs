//! The directory in the database: who asks, who answers, who works where.

mod write;

pub(crate) use write::{import, seat_id};

use crate::conn::Conn;
use crate::error::{Corrupt, StoreError};
use crate::rows::directory::{AgencyRow, BranchRow, InstitutionRow, PersonRow, SeatRow};
use crate::schema::{agency, branch, institution, person, seat};
use crate::types::Id;
use diesel::prelude::*;
use engine::context;
use engine::directory::{
    Agency, AgencyCode, AgencyLevel, Branch, Directory, Email, Home, Institution, InstitutionCode,
    User, Username,
};
use engine::id::{AgencyId, UserId};
use engine::identity::PersonName;
use engine::role::Role;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// All rows of a table.
macro_rules! all {
    ($conn:expr, $table:ident, $row:ident) => {
        $table::table.select($row::as_select()).load::<$row>($conn)?
    };
}

/// The directory as an import compares it with its files.
pub(crate) fn load(conn: &mut Conn) -> Result<Directory, StoreError> {
    let agencies = agencies(conn)?;
    let institutions = institutions(conn)?;
    let branches = branches(conn, &institutions)?;
    let users = users(conn, &agencies, &institutions)?;
    Ok(Directory {
        agencies: by(agencies, |one| one.code.clone()),
        institutions: by(institutions, |one| one.code.clone()),
        branches: by(branches, |one| one.code.clone()),
        users: by(users, |one| one.username.clone()),
    })
}

fn by<K: Ord, T>(all: Vec<T>, key: impl Fn(&T) -> K) -> BTreeMap<K, T> {
    all.into_iter().map(|one| (key(&one), one)).collect()
}

/// The directory as decisions look at it.
pub(crate) fn in_force(conn: &mut Conn) -> Result<context::Directory, StoreError> {
    let (agencies, institutions) = (agencies(conn)?, institutions(conn)?);
    let active: BTreeSet<Id> = all!(conn, person, PersonRow)
        .into_iter()
        .filter(|person| person.active)
        .map(|person| person.id)
        .collect();
    let mut staff = Vec::new();
    for seat in all!(conn, seat, SeatRow) {
        if let Some(agency) = seat.agency_id
            && seat.active
            && active.contains(&seat.person_id)
        {
            staff.push((UserId(seat.person_id.0), role(&seat)?, AgencyId(agency.0)));
        }
    }
    Ok(context::Directory::new(agencies, institutions, staff))
}

fn role(seat: &SeatRow) -> Result<Role, Corrupt> {
    Role::parse(&seat.role).map_err(|_| Corrupt::new("seat", "role"))
}

fn agencies(conn: &mut Conn) -> Result<Vec<Agency>, StoreError> {
    let rows = all!(conn, agency, AgencyRow);
    let mut codes: HashMap<Id, AgencyCode> = HashMap::with_capacity(rows.len());
    for row in &rows {
        let code = AgencyCode::parse(&row.code).map_err(|_| Corrupt::new("agency", "code"))?;
        codes.insert(row.id, code);
    }
    let entity = |row: AgencyRow| {
        let code = |id: Option<Id>| id.and_then(|id| codes.get(&id)).cloned();
        let (parent, successor) = (code(row.parent_id), code(row.successor_id));
        row.entity(parent, successor)
    };
    Ok(rows.into_iter().map(entity).collect::<Result<_, _>>()?)
}

fn institutions(conn: &mut Conn) -> Result<Vec<Institution>, StoreError> {
    let rows = all!(conn, institution, InstitutionRow);
    let mut codes: HashMap<Id, InstitutionCode> = HashMap::new();
    // Few of them are anybody's successor.
    let named: BTreeSet<Id> = rows.iter().filter_map(|row| row.successor_id).collect();
    for row in rows.iter().filter(|row| named.contains(&row.id)) {
        let code = InstitutionCode::parse(&row.code);
        codes.insert(row.id, code.map_err(|_| Corrupt::new("institution", "code"))?);
    }
    let entity = |row: InstitutionRow| {
        let successor = row.successor_id.and_then(|id| codes.get(&id)).cloned();
        row.entity(successor)
    };
    Ok(rows.into_iter().map(entity).collect::<Result<_, _>>()?)
}

fn branches(conn: &mut Conn, institutions: &[Institution]) -> Result<Vec<Branch>, StoreError> {
    let codes: HashMap<Id, &InstitutionCode> =
        institutions.iter().map(|one| (Id(one.id.0), &one.code)).collect();
    let entity = |row: BranchRow| {
        let code = codes.get(&row.institution_id);
        let code = code.ok_or(Corrupt::new("branch", "institution_id"))?;
        row.entity((*code).clone())
    };
    let rows = all!(conn, branch, BranchRow).into_iter();
    Ok(rows.map(entity).collect::<Result<_, _>>()?)
}

fn users(
    conn: &mut Conn,
    agencies: &[Agency],
    institutions: &[Institution],
) -> Result<Vec<User>, StoreError> {
    let mut seats: HashMap<Id, Vec<SeatRow>> = HashMap::new();
    for seat in all!(conn, seat, SeatRow) {
        if seat.active {
            seats.entry(seat.person_id).or_default().push(seat);
        }
    }
    let homes = Homes::of(agencies, institutions);
    let entity = |row: PersonRow| {
        let seats = seats.remove(&row.id).unwrap_or_default();
        homes.user(&row, &seats)
    };
    let rows = all!(conn, person, PersonRow).into_iter();
    Ok(rows.map(entity).collect::<Result<_, _>>()?)
}

/// Codes of the places where people sit.
struct Homes<'a> {
    agencies: HashMap<Id, &'a AgencyCode>,
    institutions: HashMap<Id, &'a InstitutionCode>,
    ministry: Option<&'a AgencyCode>,
}

impl<'a> Homes<'a> {
    fn of(agencies: &'a [Agency], institutions: &'a [Institution]) -> Self {
        let ministries =
            agencies.iter().filter(|one| one.level == AgencyLevel::Ministry).map(|one| &one.code);
        Self {
            ministry: ministries.min(),
            agencies: agencies.iter().map(|one| (Id(one.id.0), &one.code)).collect(),
            institutions: institutions.iter().map(|one| (Id(one.id.0), &one.code)).collect(),
        }
    }

    fn user(&self, row: &PersonRow, seats: &[SeatRow]) -> Result<User, Corrupt> {
        let corrupt = |column| Corrupt::new("person", column);
        let roles = seats.iter().map(role).collect::<Result<BTreeSet<_>, _>>()?;
        Ok(User {
            id: UserId(row.id.0),
            username: Username::parse(&row.username).map_err(|_| corrupt("username"))?,
            full_name: PersonName::parse(&row.full_name).map_err(|_| corrupt("full_name"))?,
            email: Email::parse(&row.email).map_err(|_| corrupt("email"))?,
            home: self.home(seats, &roles)?,
            roles,
            active: row.active,
        })
    }

    /// All of a person's seats are in one place, but those of national roles,
    /// which are held for the whole country.
    fn home(&self, seats: &[SeatRow], roles: &BTreeSet<Role>) -> Result<Home, Corrupt> {
        if let Some(id) = seats.iter().find_map(|seat| seat.agency_id) {
            let code = self.agencies.get(&id);
            let code = code.ok_or(Corrupt::new("seat", "agency_id"))?;
            return Ok(Home::Agency((*code).clone()));
        }
        if let Some(id) = seats.iter().find_map(|seat| seat.institution_id) {
            let code = self.institutions.get(&id);
            let code = code.ok_or(Corrupt::new("seat", "institution_id"))?;
            return Ok(Home::Institution((*code).clone()));
        }
        // A national administrator belongs to the ministry and sits nowhere.
        Ok(match self.ministry {
            Some(code) if roles.contains(&Role::AdminNational) => Home::Agency(code.clone()),
            _ => Home::Nation,
        })
    }
}
