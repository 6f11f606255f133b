//! Writing what an import plans, all or nothing.

use crate::conn::Conn;
use crate::error::StoreError;
use crate::schema::{agency, branch, institution, person, seat};
use crate::types::Id;
use diesel::prelude::*;
use engine::directory::{
    Agency, AgencyCode, Branch, Change, Entry, Home, Institution, InstitutionCode, Plan,
    ProvinceCode, Succession, User,
};
use engine::id::UserId;
use engine::role::Role;
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// Carries out a plan. Its order is that of dependence, so every code named is
/// known when it is met.
pub(crate) fn import(conn: &mut Conn, plan: &Plan) -> Result<(), StoreError> {
    let mut places = Places::load(conn)?;
    for change in &plan.changes {
        match change.entry() {
            Entry::Agency(one) => {
                write_agency(conn, one, &places)?;
                places.agencies.insert(one.code.clone(), Id(one.id.0));
            }
            Entry::Institution(one) => {
                write_institution(conn, one)?;
                places.institutions.insert(one.code.clone(), Id(one.id.0));
            }
            Entry::Branch(one) => write_branch(conn, one, &places)?,
            Entry::User(one) => write_user(conn, one, &places, changes_rights(change))?,
        }
    }
    plan.changes.iter().try_for_each(|change| write_succession(conn, change.entry(), &places))
}

/// Who follows whom, when all are there.
fn write_succession(conn: &mut Conn, entry: &Entry, places: &Places) -> Result<(), StoreError> {
    match entry {
        Entry::Agency(one) => {
            let Some(Succession { to, on }) = &one.succession else { return Ok(()) };
            let to = places.agency(to)?;
            diesel::update(agency::table.filter(agency::id.eq(Id(one.id.0))))
                .set((agency::successor_id.eq(to), agency::succeeded_on.eq(on.to_string())))
                .execute(conn)?;
        }
        Entry::Institution(one) => {
            let Some(Succession { to, on }) = &one.succession else { return Ok(()) };
            let to = places.institution(to)?;
            diesel::update(institution::table.filter(institution::id.eq(Id(one.id.0))))
                .set((
                    institution::successor_id.eq(to),
                    institution::succeeded_on.eq(on.to_string()),
                ))
                .execute(conn)?;
        }
        Entry::Branch(_) | Entry::User(_) => {}
    }
    Ok(())
}

/// Whether sessions that stand must end: who may do less must stop at once
/// (I-30).
fn changes_rights(change: &Change) -> bool {
    match change {
        Change::Added(_) => false,
        Change::Changed { fields, .. } => fields
            .iter()
            .any(|field| matches!(field.field, "roles" | "agency" | "institution" | "active")),
    }
}

/// Ids by code.
struct Places {
    agencies: BTreeMap<AgencyCode, Id>,
    institutions: BTreeMap<InstitutionCode, Id>,
}

impl Places {
    fn load(conn: &mut Conn) -> Result<Self, StoreError> {
        let agencies: Vec<(String, Id)> =
            agency::table.select((agency::code, agency::id)).load(conn)?;
        let institutions: Vec<(String, Id)> =
            institution::table.select((institution::code, institution::id)).load(conn)?;
        let agencies = agencies.into_iter();
        let institutions = institutions.into_iter();
        Ok(Self {
            agencies: agencies
                .filter_map(|(code, id)| Some((AgencyCode::parse(&code).ok()?, id)))
                .collect(),
            institutions: institutions
                .filter_map(|(code, id)| Some((InstitutionCode::parse(&code).ok()?, id)))
                .collect(),
        })
    }

    fn agency(&self, code: &AgencyCode) -> Result<Id, StoreError> {
        unknown(self.agencies.get(code), code.as_str())
    }

    fn institution(&self, code: &InstitutionCode) -> Result<Id, StoreError> {
        unknown(self.institutions.get(code), code.as_str())
    }
}

/// A plan made against another directory than this one.
fn unknown(id: Option<&Id>, code: &str) -> Result<Id, StoreError> {
    id.copied().ok_or_else(|| StoreError::Constraint(format!("{code} is not in the directory")))
}

/// Updates the row with this id, or inserts it: upserts are not portable.
macro_rules! put {
    ($conn:expr, $table:ident, $id:expr, { $($column:ident: $value:expr),+ $(,)? }, new { $($fresh:ident: $initial:expr),* $(,)? }) => {{
        let id = $id;
        let changed = diesel::update($table::table.filter($table::id.eq(id)))
            .set(($($table::$column.eq($value),)+))
            .execute($conn)?;
        if changed == 0 {
            diesel::insert_into($table::table)
                .values(($table::id.eq(id), $($table::$column.eq($value),)+ $($table::$fresh.eq($initial),)*))
                .execute($conn)?;
        }
    }};
}

fn write_agency(conn: &mut Conn, one: &Agency, places: &Places) -> Result<(), StoreError> {
    let parent = one.parent.as_ref().map(|code| places.agency(code));
    let parent = parent.transpose()?;
    let province = one.province_code.as_ref().map(ProvinceCode::as_str);
    put!(conn, agency, Id(one.id.0), {
        code: one.code.as_str(),
        parent_id: parent,
        level: one.level.code(),
        province_code: province,
        name_vi: &one.name_vi,
        name_en: &one.name_en,
        invented: one.invented,
        active: one.active,
        succeeded_on: None::<String>,
        successor_id: None::<Id>,
        procuracy_vi: one.procuracy.as_ref().map(|one| &one.name_vi),
        procuracy_en: one.procuracy.as_ref().map(|one| &one.name_en),
        begins_on: one.begins_on.map(|on| on.to_string()),
    }, new {});
    Ok(())
}

fn write_institution(conn: &mut Conn, one: &Institution) -> Result<(), StoreError> {
    let bic = one.swift_bic.as_ref().map(ToString::to_string);
    let bin = one.napas_bin.as_ref().map(ToString::to_string);
    put!(conn, institution, Id(one.id.0), {
        code: one.code.as_str(),
        kind: one.kind.code(),
        short_name: &one.short_name,
        name_vi: &one.name_vi,
        name_en: &one.name_en,
        swift_bic: bic.as_deref(),
        napas_bin: bin.as_deref(),
        joined: one.joined,
        joins_on: one.joins_on.map(|on| on.to_string()),
        single_signatory: one.single_signatory,
        active: one.active,
        succeeded_on: None::<String>,
        successor_id: None::<Id>,
    }, new {});
    Ok(())
}

fn write_branch(conn: &mut Conn, one: &Branch, places: &Places) -> Result<(), StoreError> {
    let institution = places.institution(&one.institution)?;
    put!(conn, branch, Id(one.id.0), {
        institution_id: institution,
        code: one.code.as_str(),
        name_vi: &one.name_vi,
        name_en: &one.name_en,
        province_code: one.province_code.as_str(),
        invented: one.invented,
        active: one.active,
    }, new {});
    Ok(())
}

fn write_user(
    conn: &mut Conn,
    one: &User,
    places: &Places,
    rights_changed: bool,
) -> Result<(), StoreError> {
    let id = Id(one.id.0);
    put!(conn, person, id, {
        username: one.username.as_str(),
        full_name: one.full_name.as_written(),
        email: one.email.as_str(),
        active: one.active,
    }, new { language: "vi", auth_epoch: 0 });
    if rights_changed {
        diesel::update(person::table.filter(person::id.eq(id)))
            .set(person::auth_epoch.eq(person::auth_epoch + 1))
            .execute(conn)?;
    }
    let mut kept = BTreeSet::new();
    for role in &one.roles {
        kept.insert(write_seat(conn, one, *role, places)?);
    }
    diesel::update(seat::table.filter(seat::person_id.eq(id)))
        .filter(seat::id.ne_all(kept))
        .set(seat::active.eq(false))
        .execute(conn)?;
    Ok(())
}

/// The id of a seat follows from person, role and place, so that a role given
/// back is the seat it was; the country's place is nil.
pub(crate) fn seat_id(person: UserId, role: Role, place: Uuid) -> Id {
    let name = format!("{}/{}", role.code(), place.simple());
    Id(Uuid::new_v5(&person.0, name.as_bytes()))
}

/// One seat for each role and place.
fn write_seat(conn: &mut Conn, user: &User, role: Role, places: &Places) -> Result<Id, StoreError> {
    let (agency, institution) = match &user.home {
        _ if role == Role::AdminNational => (None, None),
        Home::Nation => (None, None),
        Home::Agency(code) => (Some(places.agency(code)?), None),
        Home::Institution(code) => (None, Some(places.institution(code)?)),
    };
    let place = agency.or(institution).map(|id| id.0).unwrap_or_default();
    let id = seat_id(user.id, role, place);
    put!(conn, seat, id, {
        person_id: Id(user.id.0),
        role: role.code(),
        agency_id: agency,
        institution_id: institution,
        active: true,
    }, new {});
    Ok(id)
}
