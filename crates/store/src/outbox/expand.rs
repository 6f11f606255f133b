//! A notice becomes deliveries: one for each person and transport.

use super::{Outbox, bundle, dead, on_duty, recipients};
use crate::conn::Conn;
use crate::error::StoreError;
use crate::ids::Ids;
use crate::rows::outbox::{IdRow, OnDutyRow};
use crate::rows::record::NoticeRow;
use crate::schema::notice;
use crate::seal::Vault;
use crate::types::{At, DbInstant, DbUuid, Id};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Nullable, Text};
use engine::id::IdSource;
use engine::time::Instant;
use uuid::Uuid;

/// How long a worker may take to turn the notices it leased into deliveries.
const LEASE_SECONDS: i64 = 30;

/// The notices that are to be leased.
pub(super) const PENDING: &str = "select id from notice where state = 'pending' and next_at <= $1 \
         and (lease_until is null or lease_until <= $1) order by next_at, id limit $2";

/// What became of pending notices.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Expanded {
    /// Notices that became deliveries.
    pub notices: usize,
    /// Mails that now wait to be sent.
    pub mails: usize,
    /// Text messages that now wait to be sent.
    pub texts: usize,
    /// Notices that nobody was there to receive: each a dead letter now.
    pub nobody: usize,
}

impl Outbox {
    /// Turns up to `limit` pending notices into deliveries, oldest first. What
    /// is read here is delivered at once; mail waits to be claimed.
    pub fn expand(&self, now: Instant, owner: Uuid, limit: i64) -> Result<Expanded, StoreError> {
        let leased = self.write(|conn| lease(conn, now, owner, limit))?;
        if leased.is_empty() {
            return Ok(Expanded::default());
        }
        let mut ids = self.store.ids();
        self.write(|conn| {
            let mut done = Expanded::default();
            for id in &leased {
                let times = (now, self.bundle_seconds);
                one(conn, self.store.vault(), (*id, owner), times, &mut ids, &mut done)?;
            }
            pull_along(conn, now)?;
            Ok(done)
        })
    }
}

pub(super) fn lease(
    conn: &mut Conn,
    now: Instant,
    owner: Uuid,
    limit: i64,
) -> QueryResult<Vec<Id>> {
    let found: Vec<IdRow> = diesel::sql_query(PENDING)
        .bind::<DbInstant, _>(At(now))
        .bind::<BigInt, _>(limit)
        .load(conn)?;
    // In order of id, so that two workers cannot lock each other out; that is
    // the order in which deliveries are numbered, too.
    let mut found: Vec<Id> = found.into_iter().map(|row| row.id).collect();
    found.sort_unstable();
    let mut leased = Vec::with_capacity(found.len());
    for id in found {
        let taken = diesel::sql_query(
            "update notice set lease_owner = $1, lease_until = $2 where id = $3 \
             and state = 'pending' and (lease_until is null or lease_until <= $4)",
        )
        .bind::<DbUuid, _>(Id(owner))
        .bind::<DbInstant, _>(At(now.plus_seconds(LEASE_SECONDS)))
        .bind::<DbUuid, _>(id)
        .bind::<DbInstant, _>(At(now))
        .execute(conn)?;
        if taken == 1 {
            leased.push(id);
        }
    }
    Ok(leased)
}

fn one(
    conn: &mut Conn,
    vault: &Vault,
    (id, owner): (Id, Uuid),
    (now, bundle_seconds): (Instant, i64),
    ids: &mut Ids,
    done: &mut Expanded,
) -> QueryResult<()> {
    let row: Option<NoticeRow> = notice::table
        .filter(notice::id.eq(id))
        .filter(notice::lease_owner.eq(Id(owner)))
        .select(NoticeRow::as_select())
        .first(conn)
        .optional()?;
    let Some(row) = row else {
        return Ok(()); // The lease ran out and another worker has it.
    };
    let people = recipients::of(conn, vault, &row)?;
    let on_duty = if row.urgent { on_duty::of(conn, vault, &row, now)? } else { Vec::new() };
    let state = if people.is_empty() { "dead" } else { "done" };
    let ended = diesel::sql_query(
        "update notice set state = $1, next_at = null, lease_owner = null, lease_until = null \
         where id = $2 and lease_owner = $3 and state = 'pending'",
    )
    .bind::<Text, _>(state)
    .bind::<DbUuid, _>(id)
    .bind::<DbUuid, _>(Id(owner))
    .execute(conn)?;
    if ended == 0 {
        return Ok(());
    }
    for shift in &on_duty {
        done.texts += text(conn, &row, shift, now, ids)?;
    }
    // Who is on duty is woken; that the mailbox has no reader stays somebody's task.
    if people.is_empty() {
        done.nobody += 1;
        return dead::bury(conn, ids, id, None, "nobody", now);
    }
    done.notices += 1;
    let at = bundle::slot(&row.code, row.urgent, row.at.0, bundle_seconds).max(now);
    for person in &people {
        deliver(conn, &row, person.id, Transport::InApp, now, ids)?;
        if !person.email.is_empty() {
            done.mails += deliver(conn, &row, person.id, Transport::Mail(at), now, ids)?;
        }
    }
    Ok(())
}

/// Tells somebody on duty: here, and by text message if none waits.
fn text(
    conn: &mut Conn,
    row: &NoticeRow,
    shift: &OnDutyRow,
    now: Instant,
    ids: &mut Ids,
) -> QueryResult<usize> {
    deliver(conn, row, shift.person_id, Transport::InApp, now, ids)?;
    match on_duty::next(conn, shift.id, now)? {
        Some(at) => deliver(conn, row, shift.person_id, Transport::Text(shift.id, at), now, ids),
        None => Ok(0),
    }
}

/// Tells those who are on duty now of what somebody whose shift is over was to be
/// told. How many were.
pub(super) fn hand_on(
    conn: &mut Conn,
    vault: &Vault,
    id: Id,
    now: Instant,
    ids: &mut Ids,
) -> QueryResult<usize> {
    let row: NoticeRow =
        notice::table.filter(notice::id.eq(id)).select(NoticeRow::as_select()).first(conn)?;
    let on_duty = on_duty::of(conn, vault, &row, now)?;
    for shift in &on_duty {
        text(conn, &row, shift, now, ids)?;
    }
    Ok(on_duty.len())
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Transport {
    InApp,
    /// Not before.
    Mail(Instant),
    /// By the telephone of a shift, not before.
    Text(Id, Instant),
}

fn deliver(
    conn: &mut Conn,
    notice: &NoticeRow,
    person: Id,
    transport: Transport,
    now: Instant,
    ids: &mut Ids,
) -> QueryResult<usize> {
    // What is read here is delivered by being here.
    let (transport, state, next, done, shift) = match transport {
        Transport::InApp => ("in_app", "delivered", None, Some(At(now)), None),
        Transport::Mail(at) => ("mail", "pending", Some(At(at)), None, None),
        Transport::Text(shift, at) => ("text", "pending", Some(At(at)), None, Some(shift)),
    };
    // Waits for its slot, unless something urgent comes behind it.
    let held = transport == "mail" && next.is_some_and(|at| at.0 > now);
    diesel::sql_query(
        "insert into delivery (id, notice_id, person_id, case_id, urgent, transport, state, \
         attempts, next_at, held, done_at, shift_id) \
         values ($1, $2, $3, $4, $5, $6, $7, 0, $8, $9, $10, $11) \
         on conflict (notice_id, person_id, transport) do nothing",
    )
    .bind::<DbUuid, _>(Id(ids.next_id()))
    .bind::<DbUuid, _>(notice.id)
    .bind::<DbUuid, _>(person)
    .bind::<Nullable<DbUuid>, _>(notice.case_id)
    .bind::<Bool, _>(notice.urgent)
    .bind::<Text, _>(transport)
    .bind::<Text, _>(state)
    .bind::<Nullable<DbInstant>, _>(next)
    .bind::<Bool, _>(held)
    .bind::<Nullable<DbInstant>, _>(done)
    .bind::<Nullable<DbUuid>, _>(shift)
    .execute(conn)
}

/// A mail held for office hours goes out with an urgent one behind it: of one
/// recipient and case nothing overtakes (I-25), and the urgent one must not wait.
pub(super) fn pull_along(conn: &mut Conn, now: Instant) -> QueryResult<usize> {
    diesel::sql_query(
        "update delivery set next_at = $1, held = $2 where held and exists (\
           select 1 from delivery e where e.person_id = delivery.person_id \
           and e.case_id = delivery.case_id and e.transport = 'mail' \
           and e.state = 'pending' and e.urgent and e.notice_id > delivery.notice_id)",
    )
    .bind::<DbInstant, _>(At(now))
    .bind::<Bool, _>(false)
    .execute(conn)
}
