//! What the passing of time asks for: ticks that one node of many carries out,
//! clocks that strike, leases that ran out.

use super::{Outbox, expand};
use crate::error::StoreError;
use crate::rows::outbox::{DueClockRow, DueDutyRow, DueRequestRow, IdRow};
use crate::types::{At, DbInstant, DbUuid, Id};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable, Text};
use engine::id::{CaseId, ClockId, DemandId, DutyId, InstrumentId, RequestId};
use engine::time::Instant;
use uuid::Uuid;

/// How long after its instant a clock is struck: an answer that had arrived in
/// time may still be on its way to the database (DESIGN §4 step 1).
const GRACE_SECONDS: i64 = 5;

/// The clocks that [`Outbox::due_clocks`] finds.
pub(super) const DUE_CLOCKS: &str = "select id, demand_id, next_at from clock where next_at is not null \
                 and (next_at, id) > ($1, $2) and next_at <= $3 order by next_at, id limit $4";

/// The duties that [`Outbox::due_duties`] finds.
pub(super) const DUE_DUTIES: &str = "select id, case_id, about, next_at from duty \
                 where next_at is not null \
                 and (next_at, id) > ($1, $2) and next_at <= $3 order by next_at, id limit $4";

/// The limits of requests that [`Outbox::due_requests`] finds.
pub(super) const DUE_REQUESTS: &str = "select id, request_id, next_at from request_term \
                 where next_at is not null \
                 and (next_at, id) > ($1, $2) and next_at <= $3 order by next_at, id limit $4";

/// The first instants at which a clock, a duty and a limit of a request strike,
/// each with the grace that is not in it yet: the latter two strike that much
/// after their limit by themselves.
pub(super) const FIRST: [(&str, i64); 3] = [
    ("select min(next_at) as next from clock where next_at is not null", GRACE_SECONDS),
    ("select min(next_at) as next from duty where next_at is not null", 0),
    ("select min(next_at) as next from request_term where next_at is not null", 0),
];

/// A clock that is to be struck.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DueClock {
    /// When it was due to strike.
    pub at: Instant,
    /// Which clock.
    pub clock: ClockId,
    /// Of which demand.
    pub demand: DemandId,
}

/// A duty of the asking side whose limit has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DueDuty {
    /// When it was due to strike.
    pub at: Instant,
    /// Which duty.
    pub duty: DutyId,
    /// Of which case.
    pub case: CaseId,
    /// About which instrument, if about one.
    pub about: Option<InstrumentId>,
}

/// A limit of a request for a measure that has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DueRequest {
    /// When it was due to strike.
    pub at: Instant,
    /// Which limit.
    pub term: DutyId,
    /// Of which request.
    pub request: RequestId,
}

/// What a recovery found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Recovered {
    /// Notices whose worker did not come back.
    pub notices: usize,
    /// Mails whose worker did not come back.
    pub mails: usize,
    /// Mails held for office hours in front of an urgent one.
    pub pulled_along: usize,
}

/// A page of what strikes until an instant, after the last of the page before.
macro_rules! due {
    ($outbox:expr, $sql:ident as $row:ty, $after:expr, $until:expr, $limit:expr) => {{
        let (at, id) = $after.unwrap_or((Instant::from_micros(0), Uuid::nil()));
        $outbox.store.read(|conn| {
            Ok(diesel::sql_query($sql)
                .bind::<DbInstant, _>(At(at))
                .bind::<DbUuid, _>(Id(id))
                .bind::<DbInstant, _>(At($until))
                .bind::<BigInt, _>($limit)
                .load::<$row>(conn)?)
        })?
    }};
}

#[derive(QueryableByName)]
struct NextRow {
    #[diesel(sql_type = Nullable<DbInstant>)]
    next: Option<At>,
}

impl Outbox {
    /// Whether the caller is the one who carries out a job's tick: the first
    /// to write it down is, on whatever node.
    pub fn tick(
        &self,
        job: &str,
        scheduled_for: Instant,
        now: Instant,
    ) -> Result<bool, StoreError> {
        self.write(|conn| {
            let written = diesel::sql_query(
                "insert into tick (job, scheduled_for, claimed_at) values ($1, $2, $3) \
                 on conflict (job, scheduled_for) do nothing",
            )
            .bind::<Text, _>(job)
            .bind::<DbInstant, _>(At(scheduled_for))
            .bind::<DbInstant, _>(At(now))
            .execute(conn)?;
            Ok(written == 1)
        })
    }

    /// Whether a job's tick is written down.
    pub fn ticked(&self, job: &str, scheduled_for: Instant) -> Result<bool, StoreError> {
        self.store.read(|conn| {
            let found: Vec<NextRow> = diesel::sql_query(
                "select scheduled_for as next from tick where job = $1 and scheduled_for = $2",
            )
            .bind::<Text, _>(job)
            .bind::<DbInstant, _>(At(scheduled_for))
            .load(conn)?;
            Ok(!found.is_empty())
        })
    }

    /// Takes a tick back, so that it is carried out later: it failed for now.
    pub fn untick(&self, job: &str, scheduled_for: Instant) -> Result<(), StoreError> {
        self.write(|conn| {
            diesel::sql_query("delete from tick where job = $1 and scheduled_for = $2")
                .bind::<Text, _>(job)
                .bind::<DbInstant, _>(At(scheduled_for))
                .execute(conn)
                .map(|_| ())
        })
    }

    /// Forgets ticks scheduled before an instant, sessions that ended before
    /// it, and what has expired: assertions of clients, codes to set a password
    /// by; returns how many rows went.
    pub fn clean(&self, before: Instant, now: Instant) -> Result<usize, StoreError> {
        self.write(|conn| {
            let ticks = diesel::sql_query("delete from tick where scheduled_for < $1")
                .bind::<DbInstant, _>(At(before))
                .execute(conn)?;
            let assertions = diesel::sql_query("delete from used_assertion where expires_at < $1")
                .bind::<DbInstant, _>(At(now))
                .execute(conn)?;
            let sessions = diesel::sql_query("delete from session where expires_at < $1")
                .bind::<DbInstant, _>(At(before))
                .execute(conn)?;
            let codes = diesel::sql_query("delete from setup_code where expires_at < $1")
                .bind::<DbInstant, _>(At(now))
                .execute(conn)?;
            Ok(ticks + assertions + sessions + codes)
        })
    }

    /// Frees what expired leases hold. Others could claim it anyway; freeing
    /// makes visible that a worker was lost.
    pub fn recover(&self, now: Instant) -> Result<Recovered, StoreError> {
        self.write(|conn| {
            let mut freed = |table: &str| -> QueryResult<usize> {
                // In order of id: others lease in that order, too.
                let sql = format!(
                    "select id from {table} where state = 'pending' and lease_until <= $1 \
                     order by id"
                );
                let rows: Vec<IdRow> =
                    diesel::sql_query(sql).bind::<DbInstant, _>(At(now)).load(conn)?;
                let sql = format!(
                    "update {table} set lease_owner = null, lease_until = null \
                     where id = $1 and lease_until <= $2"
                );
                rows.into_iter().try_fold(0, |freed, row| {
                    let one = diesel::sql_query(sql.as_str())
                        .bind::<DbUuid, _>(row.id)
                        .bind::<DbInstant, _>(At(now))
                        .execute(conn)?;
                    Ok(freed + one)
                })
            };
            let (notices, mails) = (freed("notice")?, freed("delivery")?);
            Ok(Recovered { notices, mails, pulled_along: expand::pull_along(conn, now)? })
        })
    }

    /// Clocks that are to be struck at `now`, after a given one, in order of
    /// when. Paged by key: one that cannot be struck blocks no other (I-27).
    pub fn due_clocks(
        &self,
        now: Instant,
        after: Option<DueClock>,
        limit: i64,
    ) -> Result<Vec<DueClock>, StoreError> {
        let after = after.map(|last| (last.at, last.clock.0));
        let until = now.plus_seconds(-GRACE_SECONDS);
        let rows = due!(self, DUE_CLOCKS as DueClockRow, after, until, limit);
        let due = |row: DueClockRow| DueClock {
            at: row.next_at.0,
            clock: ClockId(row.id.0),
            demand: DemandId(row.demand_id.0),
        };
        Ok(rows.into_iter().map(due).collect())
    }

    /// Duties that are to be struck at `now`, after a given one, in order of when.
    /// Paged by key, as clocks are.
    pub fn due_duties(
        &self,
        now: Instant,
        after: Option<DueDuty>,
        limit: i64,
    ) -> Result<Vec<DueDuty>, StoreError> {
        let after = after.map(|last| (last.at, last.duty.0));
        let rows = due!(self, DUE_DUTIES as DueDutyRow, after, now, limit);
        let due = |row: DueDutyRow| DueDuty {
            at: row.next_at.0,
            duty: DutyId(row.id.0),
            case: CaseId(row.case_id.0),
            about: row.about.map(|id| InstrumentId(id.0)),
        };
        Ok(rows.into_iter().map(due).collect())
    }

    /// Limits of requests that are to be struck at `now`, after a given one, in
    /// order of when. Paged by key, as clocks are.
    pub fn due_requests(
        &self,
        now: Instant,
        after: Option<DueRequest>,
        limit: i64,
    ) -> Result<Vec<DueRequest>, StoreError> {
        let after = after.map(|last| (last.at, last.term.0));
        let rows = due!(self, DUE_REQUESTS as DueRequestRow, after, now, limit);
        let due = |row: DueRequestRow| DueRequest {
            at: row.next_at.0,
            term: DutyId(row.id.0),
            request: RequestId(row.request_id.0),
        };
        Ok(rows.into_iter().map(due).collect())
    }

    /// The first instant at which a clock, a duty or a limit of a request is to be
    /// struck, grace included.
    pub fn next_strike(&self) -> Result<Option<Instant>, StoreError> {
        self.store.read(|conn| {
            let mut first: Option<Instant> = None;
            for (sql, grace) in FIRST {
                let next = diesel::sql_query(sql).get_result::<NextRow>(conn)?.next;
                let next = next.map(|at| at.0.plus_seconds(grace));
                first = first.into_iter().chain(next).min();
            }
            Ok(first)
        })
    }
}
