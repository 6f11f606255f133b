//! One command through the engine: recognised, decided, applied, recorded.
//! Lanes of the store call this for each command of a batch in turn, so that a
//! batch gives exactly what its commands give one by one.

use crate::actor::Actor;
use crate::apply::apply;
use crate::command::Envelope;
use crate::context::Context;
use crate::decide::{Decision, Done, Reply, decide, heard};
use crate::event::{Event, Recorded, Root};
use crate::facts::{Facts, Refused, Remembered};
use crate::id::{AnswerId, CaseId, EventId};
use crate::notice;
use crate::react::react;
use crate::receipt::{self, AnswerReceipt};
use crate::refusal::Refusal;
use std::sync::Arc;

/// Version of the canonical bytes of an audit event.
pub const EVENT_FORMAT: u8 = 1;

/// Carries out one command on the facts, or refuses it and leaves them as they
/// were but for the record of the refusal.
pub fn run(facts: &mut Facts, envelope: &Envelope, cx: &mut Context<'_>) -> Reply {
    if let Some(reply) = recall(facts, envelope, cx) {
        return reply;
    }
    match decide(facts, envelope, cx) {
        Ok(decision) => carry_out(facts, envelope, cx, decision),
        Err(refusal) => refuse(facts, envelope, cx, refusal),
    }
}

/// What an idempotency key stands for, if it was seen before (I-2).
fn recall(facts: &Facts, envelope: &Envelope, cx: &Context<'_>) -> Option<Reply> {
    let key = envelope.key?;
    let known = facts.remembered.get(&key.id)?;
    if known.request != key.request {
        return Some(Reply::Refused(Refusal::KeyReused));
    }
    if known.contradicted {
        let answer = AnswerId(known.other.unwrap_or_default());
        return Some(Reply::Refused(Refusal::AnswerConflicts { answer }));
    }
    Some(Reply::Done(Done {
        kind: known.kind,
        subject: known.subject,
        other: known.other,
        version: known.version,
        replayed: true,
        served: None,
        evidence: known.evidence.clone(),
        receipt: None,
        shared: heard(facts, &envelope.command, cx),
    }))
}

fn carry_out(
    facts: &mut Facts,
    envelope: &Envelope,
    cx: &mut Context<'_>,
    mut decision: Decision,
) -> Reply {
    let mut told = notice::Told::default();
    let mut answered = None;
    let mut money: Vec<CaseId> = Vec::new();
    for (root, _) in &decision.events {
        if let Root::Money(case) = root
            && !money.contains(case)
        {
            money.push(*case);
        }
    }
    for (root, event) in decision.events {
        if let Event::Answered { .. } | Event::Corrected { .. } = &event {
            answered = Some((root, event.clone()));
        }
        record(facts, (envelope.actor, cx), &mut told, root, event);
    }
    for case in money {
        for (root, event) in react(facts, envelope, cx, case) {
            record(facts, (Actor::SYSTEM, cx), &mut told, root, event);
        }
    }
    if let (Reply::Done(done), Some((root, event))) = (&mut decision.reply, answered) {
        done.receipt = receipt_of(facts, root, &event).map(Arc::new);
    }
    if let Reply::Done(done) = &mut decision.reply {
        done.shared = heard(facts, &envelope.command, cx);
    }
    remember(facts, envelope, cx, &decision.reply);
    if let Reply::Refused(refusal) = &decision.reply {
        note_refusal(facts, envelope, cx, refusal);
    }
    decision.reply
}

/// What the receipt of answers says, with lateness as it stands after all
/// events of their command.
fn receipt_of(facts: &Facts, root: Root, event: &Event) -> Option<AnswerReceipt> {
    let Root::Demand(id) = root else {
        return None;
    };
    let demand = facts.demands.get(id)?;
    match event {
        Event::Answered { arrived_at, answers } => {
            Some(receipt::answered_by(demand, *arrived_at, answers.iter()))
        }
        Event::Corrected { answer } => {
            Some(receipt::answered_by(demand, answer.arrived_at, std::iter::once(answer)))
        }
        _ => None,
    }
}

fn record(
    facts: &mut Facts,
    (actor, cx): (Actor, &mut Context<'_>),
    told: &mut notice::Told,
    root: Root,
    event: Event,
) {
    let recorded = Recorded {
        v: EVENT_FORMAT,
        id: EventId(cx.ids.next_id()),
        at: cx.now,
        actor,
        root,
        version: version_of(facts, root) + 1,
        case: case_of(facts, root, &event),
        event,
    };
    apply(facts, &recorded);
    let rules = cx.rules;
    let notices = notice::owed(facts, rules, &recorded, told, cx.ids);
    facts.notices.extend(notices);
    facts.journal.push(recorded);
}

fn version_of(facts: &Facts, root: Root) -> i32 {
    match root {
        Root::Case(id) => facts.cases.get(id).map(|case| case.version),
        Root::Instrument(id) => facts.instruments.get(id).map(|instrument| instrument.version),
        Root::Demand(id) => facts.demands.get(id).map(|demand| demand.version),
        Root::Money(id) => facts.ledgers.get(id).map(|ledger| ledger.version),
        Root::Payee(id) => facts.payees.get(id).map(|payee| payee.version),
        Root::Statement(id) => facts.bank_statements.get(id).map(|one| one.version),
        Root::Request(id) => facts.requests.get(id).map(|one| one.version),
        Root::Held(id) => facts.held.get(id).map(|one| one.version),
        Root::Outage(id) => facts.outages.get(id).map(|one| one.version),
        Root::Announcement(id) => facts.announcements.get(id).map(|one| one.version),
    }
    .unwrap_or(0)
}

fn case_of(facts: &Facts, root: Root, event: &Event) -> Option<CaseId> {
    match (root, event) {
        (_, Event::InstrumentDrafted { case, .. }) => Some(*case),
        (_, Event::DemandServed(served)) => Some(served.case),
        (Root::Case(id) | Root::Money(id), _) => Some(id),
        (Root::Instrument(id), _) => facts.instruments.get(id).map(|instrument| instrument.case),
        (Root::Demand(id), _) => facts.demands.get(id).map(|demand| demand.case),
        // A statement is of no case: its lines may be of many. A request is none:
        // it may lead to one, as rows may that could not be taken in.
        (
            Root::Outage(_)
            | Root::Announcement(_)
            | Root::Payee(_)
            | Root::Statement(_)
            | Root::Request(_)
            | Root::Held(_),
            _,
        ) => None,
    }
}

/// Keeps the key's memory in the same transaction as the effect. Plain refusals
/// are not remembered: the same command may succeed later. One that kept
/// evidence is, or each repetition would keep it again (I-5).
fn remember(facts: &mut Facts, envelope: &Envelope, cx: &Context<'_>, reply: &Reply) {
    let Some(key) = envelope.key else { return };
    let mut evidence = Vec::new();
    let (subject, other, version, contradicted) = match reply {
        Reply::Done(done) => {
            evidence.clone_from(&done.evidence);
            (done.subject, done.other, done.version, false)
        }
        Reply::Refused(Refusal::AnswerConflicts { answer }) => {
            let subject = envelope.command.subject().unwrap_or_default();
            (subject, Some(answer.0), 0, true)
        }
        Reply::Refused(_) => return,
    };
    let remembered = Remembered {
        id: key.id,
        request: key.request,
        kind: envelope.command.kind(),
        subject,
        other,
        version,
        at: cx.now,
        contradicted,
        evidence,
    };
    facts.remembered.insert(key.id, remembered.clone());
    facts.keys.push(remembered);
}

fn refuse(facts: &mut Facts, envelope: &Envelope, cx: &mut Context<'_>, refusal: Refusal) -> Reply {
    note_refusal(facts, envelope, cx, &refusal);
    Reply::Refused(refusal)
}

fn note_refusal(facts: &mut Facts, envelope: &Envelope, cx: &mut Context<'_>, refusal: &Refusal) {
    facts.refused.push(Refused {
        id: cx.ids.next_id(),
        at: cx.now,
        actor: envelope.actor,
        kind: envelope.command.kind(),
        subject: envelope.command.subject(),
        code: refusal.code(),
    });
}
