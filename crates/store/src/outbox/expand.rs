//! A notice becomes deliveries: one for each person and transport.

use super::{Outbox, dead, recipients};
use crate::conn::Conn;
use crate::error::StoreError;
use crate::ids::Ids;
use crate::rows::outbox::{IdRow, RecipientRow};
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
                one(conn, self.store.vault(), (*id, owner), now, &mut ids, &mut done)?;
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
    now: Instant,
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
    if people.is_empty() {
        done.nobody += 1;
        return dead::bury(conn, ids, id, None, "nobody", now);
    }
    done.notices += 1;
    for person in &people {
        deliver(conn, &row, person, Transport::InApp, now, ids)?;
        if !person.email.is_empty() {
            done.mails += deliver(conn, &row, person, Transport::Mail, now, ids)?;
        }
    }
    Ok(())
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Transport {
    InApp,
    Mail,
}

fn deliver(
    conn: &mut Conn,
    notice: &NoticeRow,
    person: &RecipientRow,
    transport: Transport,
    now: Instant,
    ids: &mut Ids,
) -> QueryResult<usize> {
    // What is read here is delivered by being here.
    let (transport, state, next, done) = match transport {
        Transport::InApp => ("in_app", "delivered", None, Some(At(now))),
        Transport::Mail => ("mail", "pending", Some(At(now)), None),
    };
    diesel::sql_query(
        "insert into delivery (id, notice_id, person_id, case_id, urgent, transport, state, \
         attempts, next_at, held, done_at) \
         values ($1, $2, $3, $4, $5, $6, $7, 0, $8, $9, $10) \
         on conflict (notice_id, person_id, transport) do nothing",
    )
    .bind::<DbUuid, _>(Id(ids.next_id()))
    .bind::<DbUuid, _>(notice.id)
    .bind::<DbUuid, _>(person.id)
    .bind::<Nullable<DbUuid>, _>(notice.case_id)
    .bind::<Bool, _>(notice.urgent)
    .bind::<Text, _>(transport)
    .bind::<Text, _>(state)
    .bind::<Nullable<DbInstant>, _>(next)
    .bind::<Bool, _>(false)
    .bind::<Nullable<DbInstant>, _>(done)
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
