//! Mail and text messages: claimed by a lease, sent by the caller outside any
//! transaction, finished by whoever still holds the lease.

use super::bundle::{self, Bundled, Claim};
use super::{Outbox, dead, expand};
use crate::conn::Conn;
use crate::error::StoreError;
use crate::ids::Ids;
use crate::rows::outbox::{IdRow, LeasedRow, MailRow};
use crate::types::{At, DbInstant, DbUuid, Id};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Nullable, SmallInt, Text};
use engine::id::{CaseId, DemandId, IdSource, InstrumentId, NoticeId, UserId};
use engine::notice::place::{About, told_as};
use engine::role::Role;
use engine::time::Instant;
use std::collections::BTreeSet;
use uuid::Uuid;

/// Where what is owed goes.
#[derive(Clone, PartialEq, Eq)]
pub enum Address {
    /// To this mail address.
    Mail(String),
    /// To this telephone, `+` and digits, as a text message.
    Text(String),
    /// Nowhere any more: why, as a code.
    Nowhere(&'static str),
}

/// A mail or a text message to send. It names nobody but the recipient (I-32).
#[derive(Clone, PartialEq, Eq)]
pub struct Mail {
    /// The delivery: the Message-ID derives from it and is stable over tries.
    pub delivery: Uuid,
    /// The notice it carries.
    pub notice: NoticeId,
    /// To whom.
    pub person: UserId,
    /// Where to.
    pub to: Address,
    /// The person's language, `vi` or `en`.
    pub language: String,
    /// What it is about.
    pub code: String,
    /// The reference shown.
    pub reference: String,
    /// When it was owed.
    pub at: Instant,
    /// Goes out at any hour: urgent, or in front of something urgent.
    pub urgent: bool,
    /// The case, the instrument and the demand it is about.
    pub about: About,
    /// As what the person is told; none, if he holds no role any more.
    pub reader: Option<Role>,
    /// How often it failed.
    pub failures: i16,
    /// What else it says: other demands that came in.
    pub bundle: Vec<Bundled>,
    /// How many mails of this case before it were lost to this person since
    /// the last one that arrived.
    pub lost_before: i64,
}

impl Mail {
    /// Whether it goes to a mail address.
    pub const fn is_mail(&self) -> bool {
        matches!(self.to, Address::Mail(_))
    }

    /// Every delivery that it carries.
    pub fn deliveries(&self) -> Vec<Uuid> {
        let others = self.bundle.iter().map(|one| one.delivery);
        std::iter::once(self.delivery).chain(others).collect()
    }
}

impl std::fmt::Debug for Mail {
    /// Without the address (I-32).
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Mail")
            .field("delivery", &self.delivery)
            .field("code", &self.code)
            .field("reference", &self.reference)
            .finish_non_exhaustive()
    }
}

/// How an attempt went. A detail is a code, never words of the other side,
/// which may hold an address (I-32).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sent {
    /// The mail server took it.
    Delivered,
    /// Not now; it will be tried again.
    Transient(String),
    /// Never.
    Permanent(String),
}

/// What an attempt came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Finished {
    /// It is delivered.
    Delivered,
    /// It will be tried again then.
    Again(Instant),
    /// It is a dead letter and somebody's task.
    Dead,
    /// The lease had run out: another worker has it, or has sent it.
    Lost,
}

/// A text message whose shift is over is handed on to who is on duty now.
const SHIFT_OVER: &str = "shift_over";

/// How often a worker that lost every race looks again before it gives way.
const RACES: u32 = 8;

impl Outbox {
    /// Leases up to `limit` mails that are due. Of one person and case, only
    /// the oldest is due (I-25).
    pub fn claim_mail(
        &self,
        now: Instant,
        owner: Uuid,
        limit: i64,
        lease_seconds: i64,
    ) -> Result<Vec<Mail>, StoreError> {
        let until = now.plus_seconds(lease_seconds);
        for _ in 0..RACES {
            let found = self.store.read(|conn| Ok(due(conn, now, limit)?))?;
            if found.is_empty() {
                break;
            }
            let mails = self.write(|conn| {
                let claimed = claim(conn, found, now, owner, until)?;
                claimed.into_iter().map(|id| mail(conn, id, now)).collect()
            });
            let mails: Vec<Mail> = mails?;
            if !mails.is_empty() {
                return self.bundled(mails, Claim { now, owner, until });
            }
        }
        Ok(Vec::new())
    }

    /// What was claimed, with what else goes out in the same mails. Each mail is filled
    /// in a transaction of its own, so that rows are locked in one order.
    fn bundled(&self, mails: Vec<Mail>, claim: Claim) -> Result<Vec<Mail>, StoreError> {
        if self.bundle_seconds == 0 {
            return Ok(mails);
        }
        let mut own: BTreeSet<Id> = mails.iter().map(|mail| Id(mail.delivery)).collect();
        let mut filled = Vec::with_capacity(mails.len());
        for mut mail in mails {
            // It is in a mail before it, or is one itself from here on.
            if !own.remove(&Id(mail.delivery)) {
                continue;
            }
            self.write(|conn| bundle::fill(conn, &mut mail, claim, &mut own))?;
            filled.push(mail);
        }
        Ok(filled)
    }

    /// Writes down an attempt and what follows from it.
    pub fn finish(
        &self,
        delivery: Uuid,
        owner: Uuid,
        sent: &Sent,
        now: Instant,
    ) -> Result<Finished, StoreError> {
        self.finish_with((delivery, delivery), owner, sent, now)
    }

    /// The same of one that went out in the mail of another, `first`: what failed
    /// together is tried again together.
    pub fn finish_with(
        &self,
        (delivery, first): (Uuid, Uuid),
        owner: Uuid,
        sent: &Sent,
        now: Instant,
    ) -> Result<Finished, StoreError> {
        let mut ids = self.store.ids();
        self.write(|conn| {
            attempt(conn, &mut ids, delivery, sent, now)?;
            let Some(leased) = leased(conn, delivery, owner)? else {
                return Ok(Finished::Lost);
            };
            let failures = leased.attempts.saturating_add(1);
            match sent {
                Sent::Delivered => {
                    end(conn, delivery, "delivered", None, leased.attempts, now)?;
                    Ok(Finished::Delivered)
                }
                Sent::Transient(_) => match self.retry.pause(failures, first) {
                    Some(pause) => {
                        let at = now.plus_micros(pause);
                        again(conn, delivery, at, failures)?;
                        Ok(Finished::Again(at))
                    }
                    None => die(conn, &mut ids, (delivery, failures), &leased, "exhausted", now),
                },
                Sent::Permanent(reason) => {
                    if reason == SHIFT_OVER {
                        let (vault, notice) = (self.store.vault(), leased.notice_id);
                        if expand::hand_on(conn, vault, notice, now, &mut ids)? > 0 {
                            end(conn, delivery, "dead", Some(reason), failures, now)?;
                            return Ok(Finished::Dead);
                        }
                    }
                    die(conn, &mut ids, (delivery, failures), &leased, reason, now)
                }
            }
        })
    }

    /// Keeps a mail back until office hours; not an attempt. `false`: the
    /// lease had run out.
    pub fn hold(&self, delivery: Uuid, owner: Uuid, until: Instant) -> Result<bool, StoreError> {
        self.write(|conn| {
            let held = diesel::sql_query(
                "update delivery set next_at = $1, held = $2, lease_owner = null, \
                 lease_until = null where id = $3 and lease_owner = $4 and state = 'pending'",
            )
            .bind::<DbInstant, _>(At(until))
            .bind::<Bool, _>(true)
            .bind::<DbUuid, _>(Id(delivery))
            .bind::<DbUuid, _>(Id(owner))
            .execute(conn)?;
            Ok(held == 1)
        })
    }
}

fn die(
    conn: &mut Conn,
    ids: &mut Ids,
    (delivery, failures): (Uuid, i16),
    leased: &LeasedRow,
    reason: &str,
    now: Instant,
) -> QueryResult<Finished> {
    end(conn, delivery, "dead", Some(reason), failures, now)?;
    dead::bury(conn, ids, leased.notice_id, Some(Id(delivery)), reason, now)?;
    tracing::warn!(%delivery, reason, "a mail could not be delivered");
    Ok(Finished::Dead)
}

/// The mails that [`due`] finds.
pub(super) const DUE: &str = "select d.id from delivery d where d.state = 'pending' and d.next_at <= $1 \
    and (d.lease_until is null or d.lease_until <= $1) \
    and (d.transport = 'text' or (\
    not exists (select 1 from delivery e where e.person_id = d.person_id \
    and e.case_id = d.case_id and e.transport = 'mail' \
    and e.notice_id < d.notice_id and e.state = 'pending') \
    and not exists (select 1 from notice n where n.case_id = d.case_id \
    and n.state = 'pending' and n.id < d.notice_id))) \
    order by d.next_at, d.id limit $2";

/// Mails that are due: nothing of the same person and case is before them,
/// neither a mail nor a notice that is not a mail yet. A text message waits for
/// nothing: it says only that there is something to be read.
fn due(conn: &mut Conn, now: Instant, limit: i64) -> QueryResult<Vec<Id>> {
    let found: Vec<IdRow> =
        diesel::sql_query(DUE).bind::<DbInstant, _>(At(now)).bind::<BigInt, _>(limit).load(conn)?;
    Ok(found.into_iter().map(|row| row.id).collect())
}

fn claim(
    conn: &mut Conn,
    mut found: Vec<Id>,
    now: Instant,
    owner: Uuid,
    until: Instant,
) -> QueryResult<Vec<Id>> {
    found.sort_unstable();
    let mut claimed = Vec::with_capacity(found.len());
    for id in found {
        let taken = diesel::sql_query(
            "update delivery set lease_owner = $1, lease_until = $2, held = $3, \
             bundle_id = null where id = $4 and state = 'pending' and next_at <= $5 \
             and (lease_until is null or lease_until <= $5)",
        )
        .bind::<DbUuid, _>(Id(owner))
        .bind::<DbInstant, _>(At(until))
        .bind::<Bool, _>(false)
        .bind::<DbUuid, _>(id)
        .bind::<DbInstant, _>(At(now))
        .execute(conn)?;
        if taken == 1 {
            claimed.push(id);
        }
    }
    Ok(claimed)
}

/// To where a delivery goes now. A text message whose shift is over reaches
/// somebody who went home.
fn address(row: &MailRow, now: Instant) -> Address {
    if !row.active {
        return Address::Nowhere("recipient_gone");
    }
    match (&row.phone, row.to_at) {
        (Some(_), _) if !row.seated => Address::Nowhere("recipient_gone"),
        (Some(_), Some(to)) if row.dropped || to.0 <= now => Address::Nowhere(SHIFT_OVER),
        (Some(phone), _) => Address::Text(phone.clone()),
        (None, _) if row.email.is_empty() => Address::Nowhere("recipient_gone"),
        (None, _) => Address::Mail(row.email.clone()),
    }
}

pub(super) fn mail(conn: &mut Conn, id: Id, now: Instant) -> QueryResult<Mail> {
    let row: MailRow = diesel::sql_query(
        "select d.id, d.notice_id, d.person_id, p.email, p.language, p.active, n.code, \
         n.reference, d.urgent, n.at, n.to_kind, n.to_role, n.case_id, n.instrument_id, \
         n.demand_id, d.attempts, \
         exists (select 1 from delivery e where e.person_id = d.person_id \
           and e.case_id = d.case_id and e.transport = 'mail' and e.state = 'pending' \
           and e.urgent and e.notice_id > d.notice_id) as hurried, \
         (select count(*) from delivery z where z.person_id = d.person_id \
           and z.case_id = d.case_id and z.transport = 'mail' and z.state = 'dead' \
           and z.notice_id < d.notice_id and not exists (\
             select 1 from delivery y where y.person_id = d.person_id \
             and y.case_id = d.case_id and y.transport = 'mail' and y.state = 'delivered' \
             and y.notice_id > z.notice_id and y.notice_id < d.notice_id)) as lost_before, \
         x.phone, x.to_at, x.dropped_at is not null as dropped, \
         exists (select 1 from seat s where s.person_id = d.person_id and s.active) as seated \
         from delivery d join notice n on n.id = d.notice_id \
         join person p on p.id = d.person_id \
         left join shift x on x.id = d.shift_id where d.id = $1",
    )
    .bind::<DbUuid, _>(id)
    .get_result(conn)?;
    let reader = reader(conn, &row)?;
    Ok(Mail {
        delivery: row.id.0,
        notice: NoticeId(row.notice_id.0),
        person: UserId(row.person_id.0),
        to: address(&row, now),
        bundle: Vec::new(),
        language: row.language,
        code: row.code,
        reference: row.reference,
        at: row.at.0,
        urgent: row.urgent || row.hurried,
        about: About {
            case: row.case_id.map(|id| CaseId(id.0)),
            instrument: row.instrument_id.map(|id| InstrumentId(id.0)),
            demand: row.demand_id.map(|id| DemandId(id.0)),
        },
        reader,
        failures: row.attempts,
        lost_before: row.lost_before,
    })
}

#[derive(QueryableByName)]
struct RoleRow {
    #[diesel(sql_type = Text)]
    role: String,
}

/// As what a person is told.
fn reader(conn: &mut Conn, row: &MailRow) -> QueryResult<Option<Role>> {
    let wanted = match (row.to_role.as_deref(), row.to_kind.as_str()) {
        (Some(role), _) => Role::parse(role).ok(),
        (None, "overseers") => Some(Role::Supervisor),
        (None, "state_bank") => Some(Role::StateBankObserver),
        (None, _) => None,
    };
    let seats: Vec<RoleRow> =
        diesel::sql_query("select role from seat where person_id = $1 and active")
            .bind::<DbUuid, _>(row.person_id)
            .load(conn)?;
    let held: Vec<Role> = seats.iter().filter_map(|seat| Role::parse(&seat.role).ok()).collect();
    Ok(told_as(wanted, &held))
}

/// An attempt is written down even by a worker whose lease ran out: the mail
/// went out all the same.
fn attempt(
    conn: &mut Conn,
    ids: &mut Ids,
    delivery: Uuid,
    sent: &Sent,
    now: Instant,
) -> QueryResult<usize> {
    let (outcome, detail) = match sent {
        Sent::Delivered => ("delivered", None),
        Sent::Transient(detail) => ("transient", Some(detail.as_str())),
        Sent::Permanent(detail) => ("permanent", Some(detail.as_str())),
    };
    diesel::sql_query(
        "insert into delivery_attempt (id, delivery_id, at, outcome, detail) \
         values ($1, $2, $3, $4, $5)",
    )
    .bind::<DbUuid, _>(Id(ids.next_id()))
    .bind::<DbUuid, _>(Id(delivery))
    .bind::<DbInstant, _>(At(now))
    .bind::<Text, _>(outcome)
    .bind::<Nullable<Text>, _>(detail)
    .execute(conn)
}

/// The delivery, if this worker still holds it. On PostgreSQL it stays so to
/// the end of the transaction, because the row is locked by the update.
fn leased(conn: &mut Conn, delivery: Uuid, owner: Uuid) -> QueryResult<Option<LeasedRow>> {
    let mine = diesel::sql_query(
        "update delivery set lease_owner = $1 where id = $2 and lease_owner = $1 \
         and state = 'pending'",
    )
    .bind::<DbUuid, _>(Id(owner))
    .bind::<DbUuid, _>(Id(delivery))
    .execute(conn)?;
    if mine == 0 {
        return Ok(None);
    }
    diesel::sql_query("select notice_id, attempts from delivery where id = $1")
        .bind::<DbUuid, _>(Id(delivery))
        .get_result(conn)
        .optional()
}

fn end(
    conn: &mut Conn,
    delivery: Uuid,
    state: &str,
    failure: Option<&str>,
    attempts: i16,
    now: Instant,
) -> QueryResult<usize> {
    diesel::sql_query(
        "update delivery set state = $1, failure = $2, attempts = $3, done_at = $4, \
         next_at = null, lease_owner = null, lease_until = null where id = $5",
    )
    .bind::<Text, _>(state)
    .bind::<Nullable<Text>, _>(failure)
    .bind::<SmallInt, _>(attempts)
    .bind::<DbInstant, _>(At(now))
    .bind::<DbUuid, _>(Id(delivery))
    .execute(conn)
}

fn again(conn: &mut Conn, delivery: Uuid, at: Instant, attempts: i16) -> QueryResult<usize> {
    diesel::sql_query(
        "update delivery set next_at = $1, attempts = $2, lease_owner = null, \
         lease_until = null where id = $3",
    )
    .bind::<DbInstant, _>(At(at))
    .bind::<SmallInt, _>(attempts)
    .bind::<DbUuid, _>(Id(delivery))
    .execute(conn)
}
