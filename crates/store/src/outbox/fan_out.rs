//! How far a recorded outage has reached the clocks it touched. One row for an
//! outage; a node that dies leaves where it was, and the next goes on there.

use super::Outbox;
use crate::error::StoreError;
use crate::lane::load::LaneConn;
use crate::rows::record::OutageRow;
use crate::schema::{clock as c, outage as o, outage_progress as p};
use crate::types::{At, DbInstant, DbUuid, Id};
use diesel::prelude::*;
use diesel::sql_types::{Integer, Nullable};
use engine::clock::ClockState;
use engine::facts::Outage;
use engine::id::{ClockId, OutageId};
use engine::time::Instant;

/// How far an outage has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    outage: OutageId,
    /// How often it was begun anew; what was begun before is noted no more.
    epoch: i32,
    /// The clock up to which all is done, by id.
    pub after: Option<ClockId>,
}

/// Begins anew with the outages that end after an instant.
const REOPEN: &str = "update outage_progress \
     set epoch = epoch + 1, after_id = null, done_at = null \
     where outage_id in (select id from outage where to_at > $1)";

/// The same for a lane that started clocks in the past: a paper receipt is
/// evidenced before it is recorded, and whatever was down in between excuses
/// it as if it had been recorded at once (I-20).
pub(crate) fn reopen_after(conn: &mut LaneConn, start: Instant) -> QueryResult<()> {
    let reopen = diesel::sql_query(REOPEN).bind::<DbInstant, _>(At(start));
    match conn {
        LaneConn::Pg(conn) => reopen.execute(conn).map(|_| ()),
        LaneConn::Sqlite(conn) => reopen.execute(conn).map(|_| ()),
    }
}

impl Outbox {
    /// Confirmed outages whose clocks are not all moved, the oldest first.
    pub fn unfinished_outages(&self, limit: i64) -> Result<Vec<Outage>, StoreError> {
        let rows: Vec<OutageRow> = self.store.read(|conn| {
            Ok(o::table
                .left_join(p::table.on(p::outage_id.eq(o::id)))
                .filter(p::done_at.is_null())
                .filter(o::confirmed_at.is_not_null())
                .order(o::id)
                .limit(limit)
                .select(OutageRow::as_select())
                .load(conn)?)
        })?;
        Ok(rows.into_iter().map(OutageRow::entity).collect())
    }

    /// Confirmed outages that ended after an instant: what a clock that started then may be
    /// moved for.
    pub fn outages_after(&self, start: Instant) -> Result<Vec<Outage>, StoreError> {
        let rows: Vec<OutageRow> = self.store.read(|conn| {
            Ok(o::table
                .filter(o::to_at.gt(At(start)))
                .filter(o::confirmed_at.is_not_null())
                .order((o::from_at, o::id))
                .select(OutageRow::as_select())
                .load(conn)?)
        })?;
        Ok(rows.into_iter().map(OutageRow::entity).collect())
    }

    /// Outages that end after some clock that runs had started are looked at
    /// once more: what moved clocks may have brought them into their reach.
    pub fn reopen_outages(&self) -> Result<(), StoreError> {
        // Read first: the scan must not hold the one writer of SQLite.
        let earliest: Option<At> = self.store.read(|conn| {
            let running = c::table.filter(c::state.eq(ClockState::Running.code()));
            Ok(running.order(c::start_at).select(c::start_at).first(conn).optional()?)
        })?;
        let Some(earliest) = earliest else {
            return Ok(());
        };
        self.write(|conn| {
            diesel::sql_query(REOPEN).bind::<DbInstant, _>(earliest).execute(conn).map(|_| ())
        })
    }

    /// Begins with an outage, or goes on: nothing is noted of one that nobody
    /// has begun.
    pub fn begin_outage(&self, outage: OutageId) -> Result<Progress, StoreError> {
        self.write(|conn| {
            diesel::sql_query(
                "insert into outage_progress (outage_id) values ($1) \
                 on conflict (outage_id) do nothing",
            )
            .bind::<DbUuid, _>(Id(outage.0))
            .execute(conn)?;
            let row = p::table.find(Id(outage.0)).select((p::epoch, p::after_id));
            let (epoch, after) = row.first::<(i32, Option<Id>)>(conn)?;
            Ok(Progress { outage, epoch, after: after.map(|id| ClockId(id.0)) })
        })
    }

    /// Notes how far an outage has come: up to a clock, or to its end. `false`:
    /// it is done, somebody else came further, or its clocks are to be looked
    /// at from the beginning again; nothing was noted.
    pub fn note_outage(
        &self,
        progress: &mut Progress,
        after: Option<ClockId>,
        done_at: Option<Instant>,
    ) -> Result<bool, StoreError> {
        let known = progress.after.map(|id| Id(id.0));
        let noted = self.write(|conn| {
            let changed = diesel::sql_query(
                "update outage_progress set after_id = $1, done_at = $2 \
                 where outage_id = $3 and epoch = $4 and done_at is null \
                 and (after_id = $5 or (after_id is null and $5 is null))",
            )
            .bind::<Nullable<DbUuid>, _>(after.map(|id| Id(id.0)))
            .bind::<Nullable<DbInstant>, _>(done_at.map(At))
            .bind::<DbUuid, _>(Id(progress.outage.0))
            .bind::<Integer, _>(progress.epoch)
            .bind::<Nullable<DbUuid>, _>(known)
            .execute(conn)?;
            Ok(changed == 1)
        })?;
        if noted {
            progress.after = after;
        }
        Ok(noted)
    }
}
