//! What a person holds in a case goes to another: the case, if he is in charge of
//! it, and the seals that name him. Drafts, approvals, duties and demands hang on the
//! case and stay as they are; who wrote and signed what stays on record.

use super::check::{self, TEXT};
use super::{Decision, done, expect_version, permit};
use crate::command::{Command, Envelope};
use crate::context::Context;
use crate::event::{Event, Root};
use crate::facts::Facts;
use crate::id::{CaseId, UserId};
use crate::policy::Belongs;
use crate::refusal::Refusal;

pub(super) fn decide(
    facts: &Facts,
    envelope: &Envelope,
    cx: &Context<'_>,
) -> Result<Decision, Refusal> {
    let Command::HandOver { case, from, to, reason } = &envelope.command else {
        return Err(Refusal::NotFound);
    };
    let case = facts.cases.get(*case).ok_or(Refusal::NotFound)?;
    permit(envelope, &Belongs::to_case(&case.gate()), cx)?;
    expect_version(envelope, case.version)?;
    // In a closed case too: what was asked in it is read, disputed and paid back.
    if !cx.rules.directory.may_lead_cases(*to, case.agency) {
        return Err(Refusal::OfficerUnknown);
    }
    check::text(reason, "/reason", TEXT)?;
    let leads = case.content.officer == *from;
    let seals = resealed(facts, envelope, case.id, (*from, *to, leads));
    // A repetition finds nothing to do, and neither does who names himself.
    if from == to || !(leads || !seals.is_empty()) {
        return Err(Refusal::NothingToHandOver);
    }
    let (from, to, reason) = (*from, *to, reason.clone());
    let mut events = vec![(Root::Case(case.id), Event::CaseHandedOver { from, to, leads, reason })];
    events.extend(seals);
    Ok(Decision { events, reply: done(envelope, case.id.0, case.version + 1) })
}

/// What was sealed to one is sealed to the other, in order of ids. Nobody opens a seal
/// for himself by this, and nobody finds out by it whether there is one: seals that who
/// hands over does not read go along with a case only, and not to himself.
fn resealed(
    facts: &Facts,
    envelope: &Envelope,
    case: CaseId,
    (from, to, leads): (UserId, UserId, bool),
) -> Vec<(Root, Event)> {
    let by = envelope.actor.person();
    let replaced = |readers: &[UserId]| {
        let read = by.is_some_and(|by| readers.contains(&by));
        let moves = read || (leads && by != Some(to));
        if moves { replaced(readers, from, to) } else { None }
    };
    let mut events = Vec::new();
    for instrument in facts.instruments.iter().filter(|one| one.case == case) {
        if let Some(readers) = replaced(instrument.sealed_to()) {
            let event = Event::InstrumentResealed { readers };
            events.push((Root::Instrument(instrument.id), event));
        }
    }
    for demand in facts.demands.iter().filter(|one| one.case == case) {
        if let Some(readers) = replaced(&demand.sealed_to) {
            events.push((Root::Demand(demand.id), Event::DemandResealed { readers }));
        }
    }
    events.sort_by_key(|(root, _)| *root);
    events
}

/// The readers with one in the place of another, who was one of them.
fn replaced(readers: &[UserId], from: UserId, to: UserId) -> Option<Vec<UserId>> {
    if !readers.contains(&from) {
        return None;
    }
    let mut others: Vec<UserId> = Vec::with_capacity(readers.len());
    for reader in readers.iter().map(|one| if *one == from { to } else { *one }) {
        if !others.contains(&reader) {
            others.push(reader);
        }
    }
    Some(others)
}
