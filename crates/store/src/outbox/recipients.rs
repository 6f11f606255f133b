//! Who reads a mailbox today. A mailbox that nobody reads passes to the next
//! who answers for it, so that a person who left is no reason to lose a notice.

use crate::conn::Conn;
use crate::rows::instrument::InstrumentRow;
use crate::rows::outbox::{IdRow, RecipientRow};
use crate::rows::record::NoticeRow;
use crate::schema::instrument;
use crate::seal::Vault;
use crate::types::{DbUuid, Id};
use diesel::prelude::*;
use diesel::sql_types::{Nullable, Text};
use engine::role::Role;
use uuid::Uuid;

/// In whose place somebody of an institution is told.
const DESKS: [Role; 4] =
    [Role::BankMaker, Role::BankChecker, Role::BankHead, Role::InstitutionAdmin];

/// Everybody who is to be told, each once; empty if there is nobody.
pub(super) fn of(
    conn: &mut Conn,
    vault: &Vault,
    notice: &NoticeRow,
) -> QueryResult<Vec<RecipientRow>> {
    let mut found = match (notice.to_kind.as_str(), today(conn, notice)?) {
        ("institution", Some(id)) => institution(conn, id, notice.to_role.as_deref())?,
        ("state_bank", _) => state_bank(conn)?,
        ("case_officer", Some(id)) => {
            of_reader(conn, vault, notice, |conn| case_officer(conn, id))?
        }
        ("agency", Some(id)) => {
            let role = notice.to_role.as_deref();
            of_reader(conn, vault, notice, |conn| agency(conn, id, role))?
        }
        ("overseers", Some(id)) => {
            let role = notice.to_role.as_deref().unwrap_or(Role::Supervisor.code());
            of_reader(conn, vault, notice, |conn| overseers(conn, id, role))?
        }
        _ => Vec::new(),
    };
    found.sort_unstable();
    found.dedup_by_key(|person| person.id);
    Ok(found)
}

/// Whose mailbox it is today: who stands in the place of one of the past reads its
/// notices, those that were owed before too. Asked in the database, since a node may
/// not have noticed yet.
pub(super) fn today(conn: &mut Conn, notice: &NoticeRow) -> QueryResult<Option<Id>> {
    let Some(id) = notice.to_id else {
        return Ok(None);
    };
    let heir: Option<IdRow> = match notice.to_kind.as_str() {
        "institution" => heir(conn, "institution", id)?,
        "agency" | "overseers" => heir(conn, "agency", id)?,
        _ => None,
    };
    Ok(Some(heir.map_or(id, |heir| heir.id)))
}

/// The end of a chain of successors. `union` and not `union all`: a cycle in bad
/// data ends, and has none.
fn heir(conn: &mut Conn, table: &'static str, id: Id) -> QueryResult<Option<IdRow>> {
    diesel::sql_query(format!(
        "with recursive chain (id, successor_id) as (\
           select id, successor_id from {table} where id = $1 \
           union select x.id, x.successor_id from {table} x join chain on x.id = chain.successor_id) \
         select id from chain where successor_id is null"
    ))
    .bind::<DbUuid, _>(id)
    .get_result(conn)
    .optional()
}

/// Today's id of an agency.
fn agency_today(conn: &mut Conn, id: Id) -> QueryResult<Id> {
    Ok(heir(conn, "agency", id)?.map_or(id, |heir| heir.id))
}

fn institution(
    conn: &mut Conn,
    institution: Id,
    role: Option<&str>,
) -> QueryResult<Vec<RecipientRow>> {
    // What an institution is owed is no matter of those who answer for it.
    let own: &[Role] = &[Role::InstitutionAdmin];
    let creditor = role == Some(Role::CreditorDesk.code());
    let others = if creditor { own } else { &DESKS }.iter().map(|desk| desk.code());
    first_found(role.into_iter().chain(others), |role| {
        diesel::sql_query(
            "select p.id, p.email from seat s join person p on p.id = s.person_id \
             where s.institution_id = $1 and s.role = $2 and s.active and p.active",
        )
        .bind::<DbUuid, _>(institution)
        .bind::<Text, _>(role)
        .load(conn)
    })
}

fn agency(conn: &mut Conn, agency: Id, role: Option<&str>) -> QueryResult<Vec<RecipientRow>> {
    first_found(role.into_iter().chain([Role::Head.code()]), |role| {
        diesel::sql_query(
            "select p.id, p.email from seat s join person p on p.id = s.person_id \
             where s.agency_id = $1 and s.role = $2 and s.active and p.active",
        )
        .bind::<DbUuid, _>(agency)
        .bind::<Text, _>(role)
        .load(conn)
    })
}

/// The office of a case as it is today.
pub(super) fn office_of(conn: &mut Conn, case: Id) -> QueryResult<Option<Id>> {
    let office: Option<IdRow> =
        diesel::sql_query("select agency_id as id from enforcement_case where id = $1")
            .bind::<DbUuid, _>(case)
            .get_result(conn)
            .optional()?;
    office.map(|office| agency_today(conn, office.id)).transpose()
}

/// The officer of a case while he sits in its office; somebody who went to
/// another one may not read it any more, and could not act on what he is told.
fn case_officer(conn: &mut Conn, case: Id) -> QueryResult<Vec<RecipientRow>> {
    let Some(office) = office_of(conn, case)? else {
        return Ok(Vec::new());
    };
    let officer: Vec<RecipientRow> = diesel::sql_query(
        "select p.id, p.email from enforcement_case c join person p on p.id = c.officer_id \
         where c.id = $1 and p.active and exists (select 1 from seat s \
           where s.person_id = p.id and s.agency_id = $2 and s.active)",
    )
    .bind::<DbUuid, _>(case)
    .bind::<DbUuid, _>(office)
    .load(conn)?;
    if officer.is_empty() { agency(conn, office, None) } else { Ok(officer) }
}

/// Those with a role in an agency or above it.
fn overseers(conn: &mut Conn, agency: Id, role: &str) -> QueryResult<Vec<RecipientRow>> {
    // `union` and not `union all`: a cycle in bad data ends.
    diesel::sql_query(
        "with recursive above (id, parent_id) as (\
           select id, coalesce(successor_id, parent_id) from agency where id = $1 \
           union select a.id, coalesce(a.successor_id, a.parent_id) from agency a \
             join above on a.id = above.parent_id) \
         select p.id, p.email from above \
         join agency g on g.id = above.id and g.successor_id is null \
         join seat s on s.agency_id = above.id join person p on p.id = s.person_id \
         where s.role = $2 and s.active and p.active",
    )
    .bind::<DbUuid, _>(agency)
    .bind::<Text, _>(role)
    .load(conn)
}

fn state_bank(conn: &mut Conn) -> QueryResult<Vec<RecipientRow>> {
    diesel::sql_query(
        "select p.id, p.email from seat s join person p on p.id = s.person_id \
         where s.role = $1 and s.active and p.active",
    )
    .bind::<Text, _>(Role::StateBankObserver.code())
    .load(conn)
}

fn first_found<'a>(
    roles: impl Iterator<Item = &'a str>,
    mut find: impl FnMut(&'a str) -> QueryResult<Vec<RecipientRow>>,
) -> QueryResult<Vec<RecipientRow>> {
    for role in roles {
        let found = find(role)?;
        if !found.is_empty() {
            return Ok(found);
        }
    }
    Ok(Vec::new())
}

#[derive(QueryableByName)]
struct SealedRow {
    #[diesel(sql_type = DbUuid)]
    agency_id: Id,
    #[diesel(sql_type = Nullable<Text>)]
    sealed_to: Option<String>,
}

/// A mailbox of the asking side. Where the demand is sealed to named readers,
/// only they hear of it: its existence is a tip too. An inquiry is sealed
/// before it has any demand.
fn of_reader(
    conn: &mut Conn,
    vault: &Vault,
    notice: &NoticeRow,
    find: impl FnOnce(&mut Conn) -> QueryResult<Vec<RecipientRow>>,
) -> QueryResult<Vec<RecipientRow>> {
    let found = find(conn)?;
    let Some((agency, readers)) = sealed(conn, vault, notice)? else {
        return Ok(found);
    };
    let among: Vec<RecipientRow> =
        found.into_iter().filter(|person| readers.contains(&person.id.0)).collect();
    if among.is_empty() { named(conn, agency, &readers) } else { Ok(among) }
}

/// Whose what a notice is about is and who may read it, if it is sealed.
pub(super) fn sealed(
    conn: &mut Conn,
    vault: &Vault,
    notice: &NoticeRow,
) -> QueryResult<Option<(Id, Vec<Uuid>)>> {
    match (notice.demand_id, notice.instrument_id) {
        (Some(demand), _) => of_demand(conn, demand),
        (None, Some(instrument)) => of_instrument(conn, vault, instrument),
        (None, None) => Ok(None),
    }
}

/// Whose a demand is and who may read it, if it is sealed. Unreadable: nobody,
/// which becomes a person's task.
fn of_demand(conn: &mut Conn, demand: Id) -> QueryResult<Option<(Id, Vec<Uuid>)>> {
    let row: Option<SealedRow> =
        diesel::sql_query("select agency_id, sealed_to from demand where id = $1")
            .bind::<DbUuid, _>(demand)
            .get_result(conn)
            .optional()?;
    Ok(row.and_then(|row| {
        let readers = serde_json::from_str(&row.sealed_to?).unwrap_or_default();
        Some((row.agency_id, readers))
    }))
}

/// The same of an instrument.
fn of_instrument(conn: &mut Conn, vault: &Vault, id: Id) -> QueryResult<Option<(Id, Vec<Uuid>)>> {
    let row: Option<InstrumentRow> = instrument::table
        .filter(instrument::id.eq(id))
        .select(InstrumentRow::as_select())
        .first(conn)
        .optional()?;
    Ok(row.and_then(|row| {
        let agency = row.agency_id;
        match row.entity(vault) {
            Ok(one) if one.sealed_to().is_empty() => None,
            Ok(one) => Some((agency, one.sealed_to().iter().map(|id| id.0).collect())),
            Err(_) => Some((agency, Vec::new())),
        }
    }))
}

/// Of those named, who still sits in the agency or above it.
fn named(conn: &mut Conn, agency: Id, people: &[Uuid]) -> QueryResult<Vec<RecipientRow>> {
    let mut found = Vec::with_capacity(people.len());
    for id in people {
        let person: Option<RecipientRow> = diesel::sql_query(
            "with recursive above (id, parent_id) as (\
               select id, coalesce(successor_id, parent_id) from agency where id = $1 \
               union select a.id, coalesce(a.successor_id, a.parent_id) from agency a \
                 join above on a.id = above.parent_id) \
             select p.id, p.email from person p where p.id = $2 and p.active \
             and exists (select 1 from seat s join above on above.id = s.agency_id \
               join agency g on g.id = above.id and g.successor_id is null \
               where s.person_id = p.id and s.active)",
        )
        .bind::<DbUuid, _>(agency)
        .bind::<DbUuid, _>(Id(*id))
        .get_result(conn)
        .optional()?;
        found.extend(person);
    }
    Ok(found)
}
