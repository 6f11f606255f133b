//! Whether as much may be asked as an inquiry asks, and what of it need not be.

use super::check::{self, TEXT};
use crate::asking::{Asking, Plan, Reasons};
use crate::case::Gate;
use crate::command::Envelope;
use crate::context::Context;
use crate::facts::Facts;
use crate::id::UserId;
use crate::instrument::InquiryContent;
use crate::policy::{Belongs, Permission, ReadKind, permission, read_grants};
use crate::refusal::Refusal;

/// Reasons are texts, where any are given.
pub(super) fn reasons_are_sound(reasons: &Reasons) -> Result<(), Refusal> {
    check::optional(reasons.many.as_deref(), "/reasons/many", TEXT)?;
    check::optional(reasons.balances.as_deref(), "/reasons/balances", TEXT)?;
    check::optional(reasons.again.as_deref(), "/reasons/again", TEXT)
}

fn at(reason: &str) -> String {
    format!("/reasons/{reason}")
}

/// What an inquiry would ask if it went out now, if it gives the reasons it must.
pub(super) fn plan(
    facts: &Facts,
    envelope: &Envelope,
    cx: &Context<'_>,
    gate: &Gate,
    (content, readers): (&InquiryContent, &[UserId]),
) -> Result<Plan, Refusal> {
    let policy = &cx.rules.policy.asking;
    let count = u32::try_from(content.institutions.len()).unwrap_or(u32::MAX);
    if count > policy.many && content.reasons.many.is_none() {
        return Err(Refusal::ReasonForMany { pointer: at("many"), most: policy.many });
    }
    // Who does not read what banks say does not learn it by what is refused: his draft
    // is weighed when it goes out.
    let reads = reads_answers(envelope, cx, gate);
    let known = facts.known.get(&gate.case).filter(|_| reads);
    let identifiers = facts.identifiers.get(&(gate.case, content.debtor));
    let asking = Asking {
        known: known.map_or(&[], Vec::as_slice),
        identifiers: identifiers.map_or(&[], Vec::as_slice),
        person: envelope.actor.person(),
        readers,
        directory: &cx.rules.directory,
        now: cx.now,
    };
    let plan = asking.plan(content, policy);
    if plan.asks.is_empty() {
        return Err(Refusal::AllAnswered { pointer: at("again") });
    }
    if reads && plan.blind > policy.balances && content.reasons.balances.is_none() {
        return Err(Refusal::ReasonForBalances { pointer: at("balances"), most: policy.balances });
    }
    Ok(plan)
}

fn reads_answers(envelope: &Envelope, cx: &Context<'_>, gate: &Gate) -> bool {
    let belongs = Belongs::to_case(gate);
    let grants = read_grants(ReadKind::Answers);
    let found = permission(&envelope.actor, grants, &belongs, &cx.rules.directory);
    found == Permission::Granted
}

/// Nobody floods the banks: what he has sent today and what he would send now.
pub(super) fn within_the_day(
    facts: &Facts,
    envelope: &Envelope,
    cx: &Context<'_>,
    plan: &Plan,
) -> Result<(), Refusal> {
    let most = cx.rules.policy.asking.per_day;
    let sent = envelope.actor.person().and_then(|one| facts.asked.get(&one)).copied();
    let more = u32::try_from(plan.asks.len()).unwrap_or(u32::MAX);
    if most > 0 && sent.unwrap_or(0).saturating_add(more) > most {
        return Err(Refusal::DailyLimit { most });
    }
    Ok(())
}
