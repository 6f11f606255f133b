//! Dead letters: what could not be delivered is a person's open task (I-26).

use super::Outbox;
use crate::conn::Conn;
use crate::error::StoreError;
use crate::ids::Ids;
use crate::rows::outbox::DeadLetterRow;
use crate::types::{At, DbInstant, DbUuid, Id};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable, Text};
use engine::id::{IdSource, NoticeId, UserId};
use engine::time::Instant;
use uuid::Uuid;

/// A notice that did not reach somebody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeadLetter {
    /// Its id.
    pub id: Uuid,
    /// What was to be told.
    pub notice: NoticeId,
    /// To whom; `None`: nobody was there to be told.
    pub person: Option<UserId>,
    /// Why it failed: a stable code, `nobody`, `exhausted`, `recipient_gone`,
    /// `address_invalid` or `smtp_5xx`.
    pub reason: String,
    /// When it was given up.
    pub at: Instant,
    /// What the notice is about.
    pub code: String,
    /// The reference it shows.
    pub reference: String,
    /// The mailbox: its kind, whose it is, for which role.
    pub mailbox: (String, Option<Uuid>, Option<String>),
}

impl Outbox {
    /// Open dead letters, oldest first, after a given one.
    pub fn dead_letters(
        &self,
        after: Option<Uuid>,
        limit: i64,
    ) -> Result<Vec<DeadLetter>, StoreError> {
        let rows: Vec<DeadLetterRow> = self.store.read(|conn| {
            Ok(diesel::sql_query(
                "select l.id, l.notice_id, l.delivery_id, d.person_id, l.reason, l.at, n.code, \
                 n.reference, n.to_kind, n.to_id, n.to_role from dead_letter l \
                 join notice n on n.id = l.notice_id \
                 left join delivery d on d.id = l.delivery_id \
                 where l.settled_at is null and l.id > $1 order by l.id limit $2",
            )
            .bind::<DbUuid, _>(Id(after.unwrap_or(Uuid::nil())))
            .bind::<BigInt, _>(limit)
            .load(conn)?)
        })?;
        Ok(rows.into_iter().map(letter).collect())
    }

    /// A person has it tried again, from the start. `false`: it is not open.
    pub fn retry(&self, id: Uuid, by: UserId, now: Instant) -> Result<bool, StoreError> {
        self.write(|conn| {
            if !settle(conn, id, by, "retried", now)? {
                return Ok(false);
            }
            let row: DeadLetterRow = diesel::sql_query(
                "select l.id, l.notice_id, l.delivery_id, null as person_id, l.reason, l.at, \
                 n.code, n.reference, n.to_kind, n.to_id, n.to_role from dead_letter l \
                 join notice n on n.id = l.notice_id where l.id = $1",
            )
            .bind::<DbUuid, _>(Id(id))
            .get_result(conn)?;
            let (table, id) =
                row.delivery_id.map_or(("notice", row.notice_id), |id| ("delivery", id));
            revive(conn, table, id, now)?;
            Ok(true)
        })
    }

    /// A person has seen to it in another way. `false`: it is not open.
    pub fn settle(&self, id: Uuid, by: UserId, now: Instant) -> Result<bool, StoreError> {
        self.write(|conn| settle(conn, id, by, "handled", now))
    }
}

fn letter(row: DeadLetterRow) -> DeadLetter {
    DeadLetter {
        id: row.id.0,
        notice: NoticeId(row.notice_id.0),
        person: row.person_id.map(|id| UserId(id.0)),
        reason: row.reason,
        at: row.at.0,
        code: row.code,
        reference: row.reference,
        mailbox: (row.to_kind, row.to_id.map(|id| id.0), row.to_role),
    }
}

/// Opens the task.
pub(super) fn bury(
    conn: &mut Conn,
    ids: &mut Ids,
    notice: Id,
    delivery: Option<Id>,
    reason: &str,
    now: Instant,
) -> QueryResult<()> {
    diesel::sql_query(
        "insert into dead_letter (id, notice_id, delivery_id, reason, at) \
         values ($1, $2, $3, $4, $5)",
    )
    .bind::<DbUuid, _>(Id(ids.next_id()))
    .bind::<DbUuid, _>(notice)
    .bind::<Nullable<DbUuid>, _>(delivery)
    .bind::<Text, _>(reason)
    .bind::<DbInstant, _>(At(now))
    .execute(conn)
    .map(|_| ())
}

fn settle(conn: &mut Conn, id: Uuid, by: UserId, how: &str, now: Instant) -> QueryResult<bool> {
    let settled = diesel::sql_query(
        "update dead_letter set settled_at = $1, settled_by = $2, settlement = $3 \
         where id = $4 and settled_at is null",
    )
    .bind::<DbInstant, _>(At(now))
    .bind::<DbUuid, _>(Id(by.0))
    .bind::<Text, _>(how)
    .bind::<DbUuid, _>(Id(id))
    .execute(conn)?;
    Ok(settled == 1)
}

fn revive(conn: &mut Conn, table: &str, id: Id, now: Instant) -> QueryResult<usize> {
    let rest = match table {
        "delivery" => ", failure = null, done_at = null, attempts = 0",
        _ => "",
    };
    let sql = format!(
        "update {table} set state = 'pending', next_at = $1{rest} where id = $2 and state = 'dead'"
    );
    diesel::sql_query(sql).bind::<DbInstant, _>(At(now)).bind::<DbUuid, _>(id).execute(conn)
}
