//! Limits on the asking side: met, struck, started.

use super::Moved;
use super::answered::effects;
use super::books::{Books, Done, Owed};
use crate::case::Gate;
use crate::command::{Command, Envelope};
use crate::context::Context;
use crate::decide::check::{self, TEXT};
use crate::decide::instrument::take_back;
use crate::decide::permit;
use crate::event::{Event, Root};
use crate::facts::Facts;
use crate::id::{DutyId, InstrumentId, ItemId};
use crate::law;
use crate::ledger::{Duty, DutyKind, DutyState, Freeze, FreezeEnd, Ledger, MoneyEvent};
use crate::policy::Belongs;
use crate::refusal::Refusal;
use crate::time::Instant;

/// Done by hand, with proof. What a decision does is met by that decision.
pub(super) fn meet(
    books: &mut Books,
    cx: &mut Context<'_>,
    id: DutyId,
    (proof, at): (&str, Option<Instant>),
) -> Result<Moved, Refusal> {
    let duty = books.ledger.duty(id).filter(|duty| duty.is_open()).ok_or(Refusal::DutyState)?;
    let (kind, about, start) = (duty.kind, duty.about, duty.start);
    if !kind.is_met_by_hand() {
        return Err(Refusal::DutyState);
    }
    check::text(proof, "/proof", TEXT)?;
    match at {
        Some(at) if at > cx.now => {
            return Err(Refusal::FutureInstant { pointer: "/at".to_owned() });
        }
        // Nothing is done before it is owed.
        Some(at) if at < start => return Err(Refusal::DayInvalid { pointer: "/at".to_owned() }),
        _ => {}
    }
    let same = |duty: &Duty| {
        let apart = kind.is_apart_by_start() && duty.start != start;
        // What was taken wrongly goes back each time it was.
        let other = kind == DutyKind::ReturnTaken && duty.id != id;
        duty.kind == kind && duty.about == about && !apart && !other
    };
    let done = Done { at: at.unwrap_or(cx.now), proof: Some(proof), said: at.is_some() };
    books.done(same, &done);
    if kind == DutyKind::Review {
        // Looked at: it is looked at again some day.
        let (event, start) = (law::Event::Executed, cx.now);
        books.owe(cx, &Owed { kind, about, event, start, amount: 0 });
    }
    Ok(Moved { id: Some(id.0), ..Moved::default() })
}

/// Its limit has come: minutes without a decision lapse, anything else is late
/// on record.
pub(super) fn strike(
    facts: &Facts,
    books: &mut Books,
    cx: &mut Context<'_>,
    id: DutyId,
    about: Option<InstrumentId>,
) -> Result<Moved, Refusal> {
    let duty = books.ledger.duty(id).filter(|duty| duty.is_open()).ok_or(Refusal::DutyState)?;
    let due = duty.due.ok_or(Refusal::DutyState)?;
    if duty.about != about || duty.next_at.is_none_or(|at| at > cx.now) {
        return Err(Refusal::DutyState);
    }
    let kind = duty.kind;
    books.note(MoneyEvent::DutyStruck { duty: id, late_since: due });
    match (kind, about) {
        (DutyKind::UrgentDecision, Some(instrument)) => lapse(facts, books, cx, instrument),
        _ => Ok(Moved::default()),
    }
}

/// The freeze falls with the minutes (Law 106/2025 art. 67(4)): what was not
/// answered is taken back, what was caught is released by the service.
fn lapse(
    facts: &Facts,
    books: &mut Books,
    cx: &mut Context<'_>,
    id: InstrumentId,
) -> Result<Moved, Refusal> {
    let instrument = facts.instruments.get(id).ok_or(Refusal::NotFound)?;
    let freezes = books.ledger.freezes.iter();
    let live = freezes.filter(|freeze| freeze.instrument == id && freeze.may_stand());
    let items: Vec<ItemId> = live.map(|freeze| freeze.item).collect();
    if !items.is_empty() {
        books.note(MoneyEvent::FreezesEnded { items, why: FreezeEnd::Lapsed });
    }
    books.owe_no_more(DutyKind::UrgentDecision, Some(id));
    books.owe_no_more(DutyKind::Review, Some(id));
    books.owe_no_more(DutyKind::StateGrounds, Some(id));
    let mut moved = Moved::default();
    moved.others.push((Root::Instrument(id), Event::InstrumentLapsed));
    let demands = facts.demands_of.get(&id).into_iter().flatten();
    for demand in demands.filter_map(|demand| facts.demands.get(*demand)) {
        let events = take_back(cx, demand, &instrument.reference, |_| true);
        effects(books, cx, demand, &events);
        let root = Root::Demand(demand.id);
        moved.others.extend(events.into_iter().map(|event| (root, event)));
    }
    Ok(moved)
}

/// Grounds are complete, or a ground for lifting arose: the limit of the law of
/// that day starts.
pub(super) fn ground(
    envelope: &Envelope,
    books: &mut Books,
    cx: &mut Context<'_>,
) -> Result<Moved, Refusal> {
    let (instrument, at, kind, event) = match &envelope.command {
        Command::CompleteGrounds { instrument, at, .. } => {
            (*instrument, *at, DutyKind::Coerce, law::Event::GroundsComplete)
        }
        Command::RecordLiftGround { instrument, at, ground, .. } => {
            if !cx.rules.law.has_lift_ground(ground) {
                return Err(Refusal::GroundUnknown { pointer: "/ground".to_owned() });
            }
            (*instrument, *at, DutyKind::Lift, law::Event::GroundArisen)
        }
        _ => return Err(Refusal::NotFound),
    };
    is_live(&books.ledger, instrument)?;
    started(books, cx, kind, instrument, (event, at))
}

pub(super) fn is_live(ledger: &Ledger, instrument: InstrumentId) -> Result<(), Refusal> {
    let mut of_it = ledger.freezes.iter().filter(|freeze| freeze.instrument == instrument);
    if of_it.any(Freeze::is_live) {
        return Ok(());
    }
    Err(Refusal::FreezeUnknown { pointer: "/instrument".to_owned() })
}

fn started(
    books: &mut Books,
    cx: &mut Context<'_>,
    kind: DutyKind,
    about: InstrumentId,
    (event, start): (law::Event, Instant),
) -> Result<Moved, Refusal> {
    let invalid = || Refusal::FutureInstant { pointer: "/at".to_owned() };
    if start > cx.now {
        return Err(invalid());
    }
    let chosen = books.chosen(kind, Some(about));
    let limits = cx.rules.law.duty_limits(kind, event, start, chosen);
    // The old law knows no such limit.
    if limits.is_empty() {
        return Err(Refusal::DayInvalid { pointer: "/at".to_owned() });
    }
    // Owed by another law it is owed by this one too.
    let same = |duty: &Duty| {
        duty.about == Some(about) && limits.iter().any(|(rule, ..)| duty.rule == *rule)
    };
    if books.ledger.open_duties(kind).any(same) {
        return Err(Refusal::DutyState);
    }
    books.owe(cx, &Owed { kind, about: Some(about), event, start, amount: 0 });
    if kind == DutyKind::Coerce {
        books.meet(DutyKind::StateGrounds, Some(about), cx.now, None);
    }
    let id = books.ledger.duties.last().map(|duty| duty.id.0);
    Ok(Moved { id, ..Moved::default() })
}

/// The prosecutor says that the papers of an order are there: they were put into
/// his mailbox here when the order went out, so they were sent then. What was sent
/// otherwise and proven before is acknowledged too.
pub(super) fn acknowledge(
    facts: &Facts,
    envelope: &Envelope,
    gate: &Gate,
    books: &mut Books,
    cx: &Context<'_>,
    id: InstrumentId,
) -> Result<Moved, Refusal> {
    let by = envelope.actor.person().ok_or(Refusal::Forbidden)?;
    let instrument = facts.instruments.get(id).filter(|one| one.case == gate.case);
    let instrument = instrument.ok_or(Refusal::NotFound)?;
    // Nobody acknowledges what he may not read.
    permit(envelope, &Belongs::to_case(gate).sealed(instrument.sealed_to()), cx)?;
    let copies = books.ledger.duties.iter().filter(|duty| {
        duty.kind.is_copy() && duty.about == Some(id) && duty.state != DutyState::Void
    });
    let copies: Vec<Duty> = copies.cloned().collect();
    if copies.is_empty() {
        return Err(Refusal::DutyState);
    }
    // A sealed order was put into nobody's mailbox: it is there from now on.
    let told = instrument.sealed_to().is_empty();
    let sent = |duty: &Duty| match instrument.issued_at {
        Some(issued) if told => issued.max(duty.start),
        _ => cx.now,
    };
    for copy in copies.iter().filter(|duty| duty.is_open()) {
        let done = Done { at: sent(copy), proof: None, said: told };
        books.done(|duty| duty.id == copy.id, &done);
    }
    let new = copies.iter().filter(|duty| duty.acknowledged.is_none());
    let duties: Vec<DutyId> = new.map(|duty| duty.id).collect();
    if !duties.is_empty() {
        books.note(MoneyEvent::CopyAcknowledged { duties, by });
    }
    Ok(Moved::default())
}
