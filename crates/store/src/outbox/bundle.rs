//! Many demands, one mail: what somebody is told of new demands between two slots
//! goes out together. What is urgent waits for no slot, and nothing of a case
//! overtakes what is before it (I-25).

use super::mail::{Mail, mail};
use crate::conn::Conn;
use crate::types::{At, DbInstant, DbUuid, Id};
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use engine::id::CaseId;
use engine::time::Instant;
use std::collections::BTreeSet;
use uuid::Uuid;

/// What is bundled: that a demand came in.
const CODE: &str = "demand_served";

/// How many deliveries one mail carries at most; the rest go in another at once.
const MOST: i64 = 500;

/// Another delivery that goes out in a mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bundled {
    /// The delivery.
    pub delivery: Uuid,
    /// The reference shown.
    pub reference: String,
}

/// Whose claim it is, and until when.
#[derive(Clone, Copy)]
pub(super) struct Claim {
    pub(super) now: Instant,
    pub(super) owner: Uuid,
    pub(super) until: Instant,
}

/// When a mail of a notice owed at `now` goes out: at the end of its slot, or then.
pub(super) fn slot(code: &str, urgent: bool, now: Instant, seconds: i64) -> Instant {
    if code != CODE || urgent || seconds <= 0 {
        return now;
    }
    let slot = seconds.saturating_mul(1_000_000);
    now.plus_micros(slot.saturating_sub(now.micros().rem_euclid(slot)))
}

fn may_be_bundled(mail: &Mail) -> bool {
    mail.code == CODE && mail.is_mail() && !mail.urgent && mail.lost_before == 0
}

/// Puts into a claimed mail what else of its person is due. `own` are the other
/// deliveries of the same claim; what is taken is taken out of it.
pub(super) fn fill(
    conn: &mut Conn,
    first: &mut Mail,
    claim: Claim,
    own: &mut BTreeSet<Id>,
) -> QueryResult<()> {
    if !may_be_bundled(first) {
        return Ok(());
    }
    let mut blocked: BTreeSet<CaseId> = BTreeSet::new();
    let mut taken: Vec<(Id, String)> = Vec::new();
    for (id, leased) in due(conn, first, claim)? {
        let other = mail(conn, id, claim.now)?;
        let case = other.about.case;
        let free = case.is_none_or(|case| !blocked.contains(&case));
        if free && may_be_bundled(&other) && other.to == first.to && (!leased || own.contains(&id))
        {
            taken.push((id, other.reference));
        } else {
            // Nothing of the case overtakes it.
            blocked.extend(case);
        }
    }
    // In order of id, so that two workers cannot lock each other out.
    let mut locking: Vec<Id> = taken.iter().map(|(id, _)| *id).collect();
    locking.sort_unstable();
    let mut got: BTreeSet<Id> = BTreeSet::new();
    for id in locking {
        if lease(conn, id, first, claim)? {
            got.insert(id);
        }
    }
    for (id, reference) in taken.into_iter().filter(|(id, _)| got.contains(id)) {
        own.remove(&id);
        first.bundle.push(Bundled { delivery: id.0, reference });
    }
    Ok(())
}

#[derive(QueryableByName)]
struct DueRow {
    #[diesel(sql_type = DbUuid)]
    id: Id,
    #[diesel(sql_type = diesel::sql_types::Bool)]
    leased: bool,
}

/// What else of the same person is due, in order, and whether this claim has leased
/// it already. Nothing of its case is before it but what is due as well.
fn due(conn: &mut Conn, first: &Mail, claim: Claim) -> QueryResult<Vec<(Id, bool)>> {
    let found: Vec<DueRow> = diesel::sql_query(
        "select d.id, d.lease_owner is not null and d.lease_until > $1 as leased \
         from delivery d join notice o on o.id = d.notice_id \
         where d.person_id = $2 and d.transport = 'mail' and d.state = 'pending' \
         and d.next_at <= $1 and not d.urgent and o.code = 'demand_served' and d.id <> $3 \
         and (d.lease_until is null or d.lease_until <= $1 \
           or (d.lease_owner = $4 and d.lease_until = $5)) \
         and not exists (select 1 from delivery e join notice q on q.id = e.notice_id \
           where e.person_id = d.person_id and e.case_id = d.case_id \
           and e.transport = 'mail' and e.notice_id < d.notice_id and e.state = 'pending' \
           and (q.code <> 'demand_served' or e.urgent or e.next_at > $1 \
             or (e.lease_until > $1 and (e.lease_owner <> $4 or e.lease_until <> $5)))) \
         and not exists (select 1 from notice n where n.case_id = d.case_id \
           and n.state = 'pending' and n.id < d.notice_id) \
         order by d.notice_id limit $6",
    )
    .bind::<DbInstant, _>(At(claim.now))
    .bind::<DbUuid, _>(Id(first.person.0))
    .bind::<DbUuid, _>(Id(first.delivery))
    .bind::<DbUuid, _>(Id(claim.owner))
    .bind::<DbInstant, _>(At(claim.until))
    .bind::<BigInt, _>(MOST)
    .load(conn)?;
    Ok(found.into_iter().map(|row| (row.id, row.leased)).collect())
}

fn lease(conn: &mut Conn, id: Id, first: &Mail, claim: Claim) -> QueryResult<bool> {
    let taken = diesel::sql_query(
        "update delivery set lease_owner = $1, lease_until = $2, held = false, bundle_id = $3 \
         where id = $4 and state = 'pending' and next_at <= $5 \
         and (lease_until is null or lease_until <= $5 \
           or (lease_owner = $1 and lease_until = $2))",
    )
    .bind::<DbUuid, _>(Id(claim.owner))
    .bind::<DbInstant, _>(At(claim.until))
    .bind::<DbUuid, _>(Id(first.delivery))
    .bind::<DbUuid, _>(id)
    .bind::<DbInstant, _>(At(claim.now))
    .execute(conn)?;
    Ok(taken == 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slot_ends_at_a_whole_one_and_nothing_urgent_waits() {
        let at = |text: &str| text.parse::<Instant>().unwrap();
        let (now, end) = (at("2026-10-05T08:31:10+07:00"), at("2026-10-05T09:00:00+07:00"));
        assert_eq!(slot(CODE, false, now, 1_800), end);
        assert_eq!(slot(CODE, false, now, 86_400), at("2026-10-06T07:00:00+07:00"));
        for (code, urgent, seconds) in
            [(CODE, true, 1_800), ("demand_urged", false, 1_800), (CODE, false, 0)]
        {
            assert_eq!(slot(code, urgent, now, seconds), now);
        }
    }
}
