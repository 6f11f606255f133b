//! Receiving accounts: two persons and a wait.

use crate::command::{Command, Envelope};
use crate::context::Context;
use crate::decide::check::{self, LINE, TEXT};
use crate::decide::{Decision, done, expect_version, permit};
use crate::event::{Event, Root};
use crate::facts::Facts;
use crate::id::PayeeId;
use crate::payee::{PayeeContent, PayeeState};
use crate::policy::Belongs;
use crate::refusal::Refusal;

const SECONDS_PER_HOUR: i64 = 3_600;

pub(super) fn decide(
    facts: &Facts,
    envelope: &Envelope,
    cx: &mut Context<'_>,
) -> Result<Decision, Refusal> {
    match &envelope.command {
        Command::ProposePayee { content } => propose(envelope, cx, content),
        Command::ApprovePayee { payee } => on_payee(facts, envelope, cx, *payee, None),
        Command::RetirePayee { payee, reason } => {
            on_payee(facts, envelope, cx, *payee, Some(reason))
        }
        _ => Err(Refusal::NotFound),
    }
}

fn propose(
    envelope: &Envelope,
    cx: &mut Context<'_>,
    content: &PayeeContent,
) -> Result<Decision, Refusal> {
    let agency = envelope.actor.agency().ok_or(Refusal::Forbidden)?;
    permit(envelope, &Belongs { agency: Some(agency), ..Belongs::default() }, cx)?;
    check::text(&content.name, "/name", LINE)?;
    check::text(&content.bank, "/bank", LINE)?;
    let id = PayeeId(cx.ids.next_id());
    let event = Event::PayeeProposed { agency, content: content.clone() };
    Ok(Decision { events: vec![(Root::Payee(id), event)], reply: done(envelope, id.0, 1) })
}

fn on_payee(
    facts: &Facts,
    envelope: &Envelope,
    cx: &mut Context<'_>,
    id: PayeeId,
    retire: Option<&String>,
) -> Result<Decision, Refusal> {
    let payee = facts.payees.get(id).ok_or(Refusal::NotFound)?;
    permit(envelope, &Belongs { agency: Some(payee.agency), ..Belongs::default() }, cx)?;
    expect_version(envelope, payee.version)?;
    let event = match retire {
        Some(_) if payee.state == PayeeState::Retired => return Err(Refusal::PayeeState),
        Some(reason) => {
            check::text(reason, "/reason", TEXT)?;
            Event::PayeeRetired { reason: reason.clone() }
        }
        None if payee.state != PayeeState::Proposed => return Err(Refusal::PayeeState),
        None if envelope.actor.person() == Some(payee.proposer) => {
            return Err(Refusal::OwnApproval);
        }
        None => {
            let wait = i64::from(cx.rules.policy.money.payee_wait_hours) * SECONDS_PER_HOUR;
            Event::PayeeApproved { usable_from: cx.now.plus_seconds(wait) }
        }
    };
    let reply = done(envelope, id.0, payee.version + 1);
    Ok(Decision { events: vec![(Root::Payee(id), event)], reply })
}
