//! Outages of this service: recorded by one person, confirmed by another. Only what is
//! confirmed excuses a clock (I-20).

use super::check::{self, TEXT};
use super::{Decision, done, expect_version, permit};
use crate::command::{Command, Envelope};
use crate::context::Context;
use crate::event::{Event, Root};
use crate::facts::{Facts, OutageRecord};
use crate::id::OutageId;
use crate::policy::Belongs;
use crate::refusal::Refusal;

pub(super) fn decide(
    facts: &Facts,
    envelope: &Envelope,
    cx: &mut Context<'_>,
) -> Result<Decision, Refusal> {
    match &envelope.command {
        Command::ConfirmOutage { outage } => confirm(facts, envelope, cx, *outage),
        _ => record(envelope, cx),
    }
}

fn record(envelope: &Envelope, cx: &mut Context<'_>) -> Result<Decision, Refusal> {
    let Command::RecordOutage { from, to, reason, evidence } = &envelope.command else {
        return Err(Refusal::NotFound);
    };
    permit(envelope, &Belongs::default(), cx)?;
    if from >= to || *to > envelope.arrived {
        return Err(Refusal::OutageRange);
    }
    check::text(reason, "/reason", TEXT)?;
    check::optional(evidence.as_deref(), "/evidence", TEXT)?;
    let id = OutageId(cx.ids.next_id());
    let record = OutageRecord {
        from: *from,
        to: *to,
        reason: reason.clone(),
        evidence: evidence.clone(),
        awaits: true,
    };
    let event = Event::OutageRecorded(record);
    Ok(Decision { events: vec![(Root::Outage(id), event)], reply: done(envelope, id.0, 1) })
}

fn confirm(
    facts: &Facts,
    envelope: &Envelope,
    cx: &Context<'_>,
    id: OutageId,
) -> Result<Decision, Refusal> {
    let outage = facts.outages.get(id).ok_or(Refusal::NotFound)?;
    permit(envelope, &Belongs::default(), cx)?;
    expect_version(envelope, outage.version)?;
    if outage.confirmed.is_some() {
        return Err(Refusal::OutageConfirmed);
    }
    // Who recorded it does not confirm it: it moves limits of law.
    if outage.by == envelope.actor.person() {
        return Err(Refusal::OwnApproval);
    }
    let events = vec![(Root::Outage(id), Event::OutageConfirmed)];
    let reply = done(envelope, id.0, outage.version.saturating_add(1));
    Ok(Decision { events, reply })
}
