//! Who is on duty while something urgent is owed: told by text message, beside the
//! mail of those who read the mailbox.

use super::recipients::{office_of, sealed, today};
use crate::conn::Conn;
use crate::rows::outbox::{LastRow, OnDutyRow};
use crate::rows::record::NoticeRow;
use crate::seal::Vault;
use crate::types::{At, DbInstant, DbUuid, Id};
use diesel::prelude::*;
use engine::role::Role;
use engine::roster::{Phone, stands_in};
use engine::time::Instant;

/// How long after one text message to a telephone the next one goes, in seconds: it
/// says only that something waits, and who looks sees all of it.
const APART: i64 = 300;

/// Those on duty in the place whose mailbox it is, each once, whose telephone takes
/// text messages and who may know of it. What is sealed is told only to whom it is
/// sealed (I-28).
pub(super) fn of(
    conn: &mut Conn,
    vault: &Vault,
    notice: &NoticeRow,
    now: Instant,
) -> QueryResult<Vec<OnDutyRow>> {
    let meant_for = notice.to_role.as_deref().and_then(|code| Role::parse(code).ok());
    let (agency, place, meant_for) = match (notice.to_kind.as_str(), today(conn, notice)?) {
        ("institution", Some(id)) => (false, Some(id), meant_for),
        ("agency", Some(id)) => (true, Some(id), meant_for),
        ("case_officer", Some(case)) => (true, office_of(conn, case)?, Some(Role::Officer)),
        _ => return Ok(Vec::new()),
    };
    let Some(place) = place else {
        return Ok(Vec::new());
    };
    let mut found = in_place(conn, agency, place, &stands_in(agency, meant_for), now)?;
    if agency
        && !found.is_empty()
        && let Some((_, readers)) = sealed(conn, vault, notice)?
    {
        found.retain(|one| readers.contains(&one.person_id.0));
    }
    found.retain(|one| Phone::parse(&one.phone).is_some_and(|phone| phone.takes_texts()));
    found.dedup_by_key(|one| one.person_id);
    Ok(found)
}

/// Who is on duty now and still works in the place, in one of these roles. What was
/// entered for those whose heir it is counts: their mailboxes are its own today.
pub(crate) fn in_place(
    conn: &mut Conn,
    agency: bool,
    place: Id,
    roles: &[Role],
    now: Instant,
) -> QueryResult<Vec<OnDutyRow>> {
    if roles.is_empty() {
        return Ok(Vec::new());
    }
    let (table, column) =
        if agency { ("agency", "agency_id") } else { ("institution", "institution_id") };
    // Codes of roles are ours: letters and underscores.
    let roles: Vec<String> = roles.iter().map(|role| format!("'{}'", role.code())).collect();
    let roles = roles.join(", ");
    // `union` and not `union all`: a cycle in bad data ends.
    diesel::sql_query(format!(
        "with recursive family (id) as (select id from {table} where id = $1 \
           union select t.id from {table} t join family on t.successor_id = family.id) \
         select x.id, x.person_id, x.phone, p.full_name as name from shift x \
         join person p on p.id = x.person_id \
         where x.{column} in (select id from family) and x.to_at > $2 and x.from_at <= $2 \
         and x.dropped_at is null and p.active \
         and exists (select 1 from seat s where s.person_id = x.person_id \
           and s.{column} in (select id from family) and s.active and s.role in ({roles})) \
         order by x.person_id, x.from_at, x.id"
    ))
    .bind::<DbUuid, _>(place)
    .bind::<DbInstant, _>(At(now))
    .load(conn)
}

/// When the next text message of a shift may go; `None`: one waits already, and who
/// reads it finds everything.
pub(super) fn next(conn: &mut Conn, shift: Id, now: Instant) -> QueryResult<Option<Instant>> {
    let waiting: LastRow = diesel::sql_query(
        "select max(next_at) as at from delivery where shift_id = $1 and state = 'pending'",
    )
    .bind::<DbUuid, _>(shift)
    .get_result(conn)?;
    if waiting.at.is_some() {
        return Ok(None);
    }
    let last: LastRow = diesel::sql_query(
        "select max(done_at) as at from delivery where shift_id = $1 and state = 'delivered'",
    )
    .bind::<DbUuid, _>(shift)
    .get_result(conn)?;
    Ok(Some(last.at.map_or(now, |last| now.max(last.0.plus_seconds(APART)))))
}
