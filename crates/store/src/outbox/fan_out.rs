//! How far a recorded outage has reached the clocks it touched. One row for an
//! outage; a node that dies leaves where it was, and the next goes on there.

use super::Outbox;
use crate::error::StoreError;
use crate::rows::record::OutageRow;
use crate::schema::{outage as o, outage_progress as p};
use crate::types::{At, DbInstant, DbUuid, Id};
use diesel::prelude::*;
use diesel::sql_types::Nullable;
use engine::facts::Outage;
use engine::id::{ClockId, OutageId};
use engine::time::Instant;

/// An outage whose clocks are not all moved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unfinished {
    /// The outage.
    pub outage: Outage,
    /// The clock up to which all is done, by id.
    pub after: Option<ClockId>,
}

type OutageColumns = (Id, At, At, String, Option<Id>);

impl Outbox {
    /// Outages whose clocks are not all moved, the oldest first.
    pub fn unfinished_outages(&self, limit: i64) -> Result<Vec<Unfinished>, StoreError> {
        let rows: Vec<OutageColumns> = self.store.read(|conn| {
            Ok(o::table
                .left_join(p::table.on(p::outage_id.eq(o::id)))
                .filter(p::done_at.is_null())
                .order(o::id)
                .limit(limit)
                .select((o::id, o::from_at, o::to_at, o::reason, p::after_id.nullable()))
                .load(conn)?)
        })?;
        let unfinished = rows.into_iter().map(|(id, from, to, reason, after)| Unfinished {
            outage: Outage { id: OutageId(id.0), from: from.0, to: to.0, reason },
            after: after.map(|id| ClockId(id.0)),
        });
        Ok(unfinished.collect())
    }

    /// Outages that ended after an instant: what a clock that started then may be
    /// moved for.
    pub fn outages_after(&self, start: Instant) -> Result<Vec<Outage>, StoreError> {
        let rows: Vec<OutageRow> = self.store.read(|conn| {
            Ok(o::table
                .filter(o::to_at.gt(At(start)))
                .order((o::from_at, o::id))
                .select(OutageRow::as_select())
                .load(conn)?)
        })?;
        Ok(rows.into_iter().map(OutageRow::entity).collect())
    }

    /// Outages that end after some clock that runs had started are looked at
    /// once more: what moved clocks may have brought them into their reach.
    pub fn reopen_outages(&self) -> Result<(), StoreError> {
        self.write(|conn| {
            diesel::sql_query(
                "delete from outage_progress where done_at is not null and outage_id in \
                 (select id from outage where to_at > \
                 (select min(start_at) from clock where state = 'running'))",
            )
            .execute(conn)
            .map(|_| ())
        })
    }

    /// Notes how far an outage has come: up to a clock, from the beginning
    /// again, or to its end.
    pub fn note_outage(
        &self,
        outage: OutageId,
        after: Option<ClockId>,
        done_at: Option<Instant>,
    ) -> Result<(), StoreError> {
        self.write(|conn| {
            diesel::sql_query(
                "insert into outage_progress (outage_id, after_id, done_at) values ($1, $2, $3) \
                 on conflict (outage_id) do update \
                 set after_id = excluded.after_id, done_at = excluded.done_at \
                 where outage_progress.done_at is null",
            )
            .bind::<DbUuid, _>(Id(outage.0))
            .bind::<Nullable<DbUuid>, _>(after.map(|id| Id(id.0)))
            .bind::<Nullable<DbInstant>, _>(done_at.map(At))
            .execute(conn)
            .map(|_| ())
        })
    }
}
