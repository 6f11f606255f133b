//! Complaints, claims and flags: written down, accepted, decided. They are
//! reported, not asked for, so a closed case takes them too.

use super::Moved;
use super::books::{Books, Owed};
use super::debtor_notice::filing;
use crate::actor::Who;
use crate::case::Gate;
use crate::command::{Command, Envelope};
use crate::context::Context;
use crate::decide::check::{self, LINE, TEXT};
use crate::demand::Channel;
use crate::id::{HoldId, InstitutionId, InstrumentId, ItemId, ObjectionId};
use crate::law::{self, Stage};
use crate::ledger::{
    DutyKind, Filing, Income, Ledger, MoneyEvent, NotAccepted, Objection, ObjectionContent,
    ObjectionEnd, ObjectionKind, ObjectionState, Objector, Verdict,
};
use crate::order::OrderRequest;
use crate::refusal::Refusal;
use crate::role::Role;
use crate::time::Instant;
use std::collections::BTreeSet;

/// How many orders and how many holds one objection names.
const ROWS: u32 = 200;

pub(super) fn decide(
    envelope: &Envelope,
    gate: &Gate,
    books: &mut Books,
    cx: &mut Context<'_>,
) -> Result<Moved, Refusal> {
    let id = match &envelope.command {
        Command::RecordObjection { content, .. } => record(envelope, books, cx, content)?,
        Command::AcceptObjection { objection, .. } => {
            accept(books, cx, *objection, envelope.arrived)?
        }
        Command::RefuseObjection { objection, why, reason, .. } => {
            let found = known(books, *objection)?;
            not_his_own(envelope, gate, &books.ledger, &found)?;
            refuse(envelope, books, &found, *why, reason)?
        }
        Command::DecideObjection { objection, verdict, reason, .. } => {
            let found = known(books, *objection)?;
            not_his_own(envelope, gate, &books.ledger, &found)?;
            pass(envelope, books, cx, &found, *verdict, reason)?
        }
        Command::WithdrawObjection { objection, reason, .. } => {
            let found = known(books, *objection)?;
            not_his_act(envelope, gate, &books.ledger, &found)?;
            withdraw(envelope, books, &found, reason)?
        }
        _ => return Err(Refusal::NotFound),
    };
    Ok(Moved { id: Some(id.0), ..Moved::default() })
}

fn known(books: &Books, id: ObjectionId) -> Result<Objection, Refusal> {
    books.ledger.objection(id).cloned().ok_or(Refusal::ObjectionState)
}

/// What the office, or a prosecutor who may only flag, writes down.
fn record(
    envelope: &Envelope,
    books: &mut Books,
    cx: &mut Context<'_>,
    content: &ObjectionContent,
) -> Result<ObjectionId, Refusal> {
    if envelope.actor.role == Role::Prosecutor && content.kind != ObjectionKind::Flag {
        return Err(Refusal::Forbidden);
    }
    check::text(&content.by.name, "/by/name", LINE)?;
    check::text(&content.by.capacity, "/by/capacity", LINE)?;
    let freezes = shares(&books.ledger, &content.about)?;
    holds_are_known(&books.ledger, &content.holds)?;
    said(cx, &content.ground, &content.text)?;
    let future = |pointer: &str| Refusal::FutureInstant { pointer: pointer.to_owned() };
    if content.received_at > cx.now {
        return Err(future("/received_at"));
    }
    if content.knew_at.is_some_and(|knew| knew > content.received_at) {
        return Err(future("/knew_at"));
    }
    let written = Objection {
        id: ObjectionId(cx.ids.next_id()),
        kind: content.kind,
        stage: content.stage,
        by: content.by.clone(),
        institution: None,
        freezes,
        holds: content.holds.clone(),
        ground: content.ground.clone(),
        text: content.text.clone(),
        channel: content.channel,
        received_at: content.received_at,
        recorded_at: cx.now,
        recorded_by: envelope.actor.who,
        filing: None,
        state: ObjectionState::Recorded,
        accepted_at: None,
        end: None,
    };
    let filing = until(cx, &books.ledger, &written, content.knew_at);
    Ok(write_down(books, cx, &Objection { filing, ..written }))
}

/// Every institution's share of the orders named.
fn shares(ledger: &Ledger, about: &[InstrumentId]) -> Result<Vec<ItemId>, Refusal> {
    let mut seen = BTreeSet::new();
    let mut items = Vec::new();
    for (index, instrument) in about.iter().enumerate() {
        let pointer = format!("/about/{index}");
        if !seen.insert(instrument) {
            return Err(Refusal::LineTwice { pointer });
        }
        let known = items.len();
        let of_it = ledger.freezes.iter().filter(|freeze| freeze.instrument == *instrument);
        items.extend(of_it.map(|freeze| freeze.item));
        let incomes = ledger.incomes.iter().filter(|income| income.instrument == *instrument);
        items.extend(incomes.map(|income| income.item));
        if items.len() == known {
            return Err(Refusal::FreezeUnknown { pointer });
        }
    }
    if !about.is_empty() {
        check::count(about.len(), "/about", ROWS)?;
    }
    Ok(items)
}

fn holds_are_known(ledger: &Ledger, holds: &[HoldId]) -> Result<(), Refusal> {
    let mut seen = BTreeSet::new();
    for (index, hold) in holds.iter().enumerate() {
        let pointer = format!("/holds/{index}");
        if !seen.insert(hold) {
            return Err(Refusal::LineTwice { pointer });
        }
        if ledger.hold(*hold).is_none() {
            return Err(Refusal::HoldUnknown { pointer });
        }
    }
    if holds.is_empty() { Ok(()) } else { check::count(holds.len(), "/holds", ROWS) }
}

fn said(cx: &Context<'_>, ground: &str, text: &str) -> Result<(), Refusal> {
    if !cx.rules.law.has_objection_ground(ground) {
        return Err(Refusal::GroundUnknown { pointer: "/ground".to_owned() });
    }
    check::text(text, "/text", TEXT)
}

/// Until when a complaint could be filed: of a freeze from the debtor's notice,
/// the last of those it is about; else from when who complains knew. A late one
/// is kept, and marked.
fn until(
    cx: &Context<'_>,
    ledger: &Ledger,
    written: &Objection,
    knew: Option<Instant>,
) -> Option<Filing> {
    if written.kind != ObjectionKind::Complaint {
        return None;
    }
    let freezes = ledger.freezes_objected(written);
    let served: Option<Vec<&Filing>> =
        freezes.map(|one| ledger.notice_of(one.instrument)?.filing.as_ref()).collect();
    let served = served.filter(|_| written.stage == Stage::Security);
    let last = served.and_then(|all| all.into_iter().max_by_key(|filing| filing.until));
    last.cloned().or_else(|| filing(cx, written.stage, knew?))
}

/// The same told twice is one objection.
fn write_down(books: &mut Books, cx: &mut Context<'_>, written: &Objection) -> ObjectionId {
    if let Some(known) = books.ledger.objections.iter().find(|one| says_the_same(one, written)) {
        return known.id;
    }
    let kind = match written.kind {
        ObjectionKind::Complaint => DutyKind::AcceptComplaint,
        ObjectionKind::Claim => DutyKind::DecideClaim,
        ObjectionKind::Flag => DutyKind::DecideFlag,
    };
    let objection = Box::new(written.clone());
    books.note(MoneyEvent::ObjectionRecorded { objection });
    let (event, start) = (law::Event::Received, written.received_at);
    books.owe_on(cx, written, &Owed { kind, about: None, event, start, amount: 0 });
    written.id
}

fn says_the_same(known: &Objection, written: &Objection) -> bool {
    // A program repeats itself at another instant; a paper was received at one.
    let received = written.institution.is_some() && known.is_open();
    (known.kind, known.stage, known.institution, known.channel)
        == (written.kind, written.stage, written.institution, written.channel)
        && (&known.by, &known.freezes, &known.holds)
            == (&written.by, &written.freezes, &written.holds)
        && (&known.ground, &known.text) == (&written.ground, &written.text)
        && (received || known.received_at == written.received_at)
}

/// What an institution flags.
pub(crate) struct Raised<'a> {
    pub(crate) institution: InstitutionId,
    pub(crate) ground: &'a str,
    pub(crate) text: &'a str,
}

/// An institution's flag on what one item asks of it.
pub(crate) fn raise(
    envelope: &Envelope,
    books: &mut Books,
    cx: &mut Context<'_>,
    (item, order): (ItemId, &OrderRequest),
    raised: &Raised<'_>,
) -> Result<ObjectionId, Refusal> {
    said(cx, raised.ground, raised.text)?;
    let (freezes, holds, stage) = match order {
        OrderRequest::Freeze { .. } => (vec![item], Vec::new(), Stage::Security),
        OrderRequest::Deduct { hold: Some(hold), .. } => (Vec::new(), vec![*hold], Stage::Coercion),
        // Nothing is frozen: it is about the deduction itself, not about the case.
        OrderRequest::Deduct { hold: None, .. } | OrderRequest::IncomeDeduction { .. } => {
            (vec![item], Vec::new(), Stage::Coercion)
        }
        OrderRequest::Release { freeze, .. } | OrderRequest::Amend { freeze, .. } => {
            (vec![*freeze], Vec::new(), Stage::Security)
        }
    };
    let written = Objection {
        id: ObjectionId(cx.ids.next_id()),
        kind: ObjectionKind::Flag,
        stage,
        by: Objector::default(),
        institution: Some(raised.institution),
        freezes,
        holds,
        ground: raised.ground.to_owned(),
        text: raised.text.to_owned(),
        channel: Channel::Electronic,
        received_at: envelope.arrived,
        recorded_at: cx.now,
        recorded_by: envelope.actor.who,
        filing: None,
        state: ObjectionState::Recorded,
        accepted_at: None,
        end: None,
    };
    Ok(write_down(books, cx, &written))
}

/// A flag needs no acceptance: it is decided.
fn accept(
    books: &mut Books,
    cx: &mut Context<'_>,
    id: ObjectionId,
    at: Instant,
) -> Result<ObjectionId, Refusal> {
    let found = known(books, id)?;
    match (found.kind, found.state) {
        (_, ObjectionState::Accepted) => return Ok(id),
        (ObjectionKind::Complaint | ObjectionKind::Claim, ObjectionState::Recorded) => {}
        _ => return Err(Refusal::ObjectionState),
    }
    books.note(MoneyEvent::ObjectionAccepted { objection: id, at });
    if found.kind == ObjectionKind::Complaint {
        books.settle_on(id, Some(at));
        let (kind, event) = (DutyKind::DecideComplaint, law::Event::Accepted);
        books.owe_on(cx, &found, &Owed { kind, about: None, event, start: at, amount: 0 });
    }
    Ok(id)
}

fn refuse(
    envelope: &Envelope,
    books: &mut Books,
    found: &Objection,
    why: NotAccepted,
    reason: &str,
) -> Result<ObjectionId, Refusal> {
    let id = found.id;
    if is_repeated(found, ObjectionState::Refused, reason)
        && found.end.as_ref().is_some_and(|end| end.not_accepted == Some(why))
    {
        return Ok(id);
    }
    if found.kind == ObjectionKind::Flag || found.state != ObjectionState::Recorded {
        return Err(Refusal::ObjectionState);
    }
    if why == NotAccepted::OutOfTime && !found.is_late() {
        return Err(Refusal::ObjectionInTime);
    }
    check::text(reason, "/reason", TEXT)?;
    let end = ObjectionEnd { not_accepted: Some(why), ..ended(envelope, reason) };
    let state = ObjectionState::Refused;
    books.note(MoneyEvent::ObjectionEnded { objection: id, state, end });
    books.settle_on(id, Some(envelope.arrived));
    Ok(id)
}

/// Upheld: a ground for lifting arose for what it is about, and the officer owes
/// the release (Law 106/2025 art. 95(2)). Rejected: what stands stays, and money
/// may be deducted again.
fn pass(
    envelope: &Envelope,
    books: &mut Books,
    cx: &mut Context<'_>,
    found: &Objection,
    verdict: Verdict,
    reason: &str,
) -> Result<ObjectionId, Refusal> {
    let (id, state) = (found.id, ObjectionState::from(verdict));
    if is_repeated(found, state, reason) {
        return Ok(id);
    }
    match (found.kind, found.state) {
        (_, ObjectionState::Accepted)
        | (ObjectionKind::Claim | ObjectionKind::Flag, ObjectionState::Recorded) => {}
        (_, ObjectionState::Rejected) => return Err(Refusal::ObjectionConflicts),
        _ if found.is_upheld() => return Err(Refusal::ObjectionConflicts),
        _ => return Err(Refusal::ObjectionState),
    }
    check::text(reason, "/reason", TEXT)?;
    let lifts = if verdict == Verdict::Rejected {
        Vec::new()
    } else {
        let ledger = &books.ledger;
        let holding = ledger.freezes_objected(found).filter(|freeze| ledger.may_hold(freeze));
        let mut lifts: Vec<InstrumentId> = holding.map(|freeze| freeze.instrument).collect();
        lifts.dedup();
        lifts
    };
    let end = ObjectionEnd { lifts: lifts.clone(), ..ended(envelope, reason) };
    books.note(MoneyEvent::ObjectionEnded { objection: id, state, end });
    books.settle_on(id, Some(envelope.arrived));
    end_incomes(envelope, books, cx, found, verdict);
    for instrument in lifts {
        let (kind, about) = (DutyKind::Lift, Some(instrument));
        let (event, start) = (law::Event::GroundArisen, envelope.arrived);
        books.owe(cx, &Owed { kind, about, event, start, amount: 0 });
    }
    Ok(id)
}

/// A deduction from income that was found wrong is ended (art. 95(3)).
fn end_incomes(
    envelope: &Envelope,
    books: &mut Books,
    cx: &mut Context<'_>,
    found: &Objection,
    verdict: Verdict,
) {
    if verdict == Verdict::Rejected {
        return;
    }
    let about = |one: &&Income| found.is_about_all() || found.freezes.contains(&one.item);
    let incomes = books.ledger.incomes.iter().filter(|one| one.is_live());
    let wrong: Vec<InstrumentId> = incomes.filter(about).map(|one| one.instrument).collect();
    for instrument in wrong {
        let (kind, about) = (DutyKind::EndIncome, Some(instrument));
        let (event, start) = (law::Event::GroundArisen, envelope.arrived);
        books.owe(cx, &Owed { kind, about, event, start, amount: 0 });
    }
}

/// A flag is never taken back: somebody looks at it and decides.
fn withdraw(
    envelope: &Envelope,
    books: &mut Books,
    found: &Objection,
    reason: &str,
) -> Result<ObjectionId, Refusal> {
    let (id, state) = (found.id, ObjectionState::Withdrawn);
    if is_repeated(found, state, reason) {
        return Ok(id);
    }
    if found.kind == ObjectionKind::Flag || !found.is_open() {
        return Err(Refusal::ObjectionState);
    }
    check::text(reason, "/reason", TEXT)?;
    let end = ended(envelope, reason);
    books.note(MoneyEvent::ObjectionEnded { objection: id, state, end });
    books.settle_on(id, None);
    Ok(id)
}

fn ended(envelope: &Envelope, reason: &str) -> ObjectionEnd {
    let (by, reason) = (envelope.actor.who, reason.to_owned());
    ObjectionEnd { at: envelope.arrived, by, reason, not_accepted: None, lifts: Vec::new() }
}

/// Whether it ended so before, in these words.
fn is_repeated(found: &Objection, state: ObjectionState, reason: &str) -> bool {
    found.state == state && found.end.as_ref().is_some_and(|end| end.reason == reason)
}

/// Nobody judges what he did, nor what he brought forward himself (I-29).
fn not_his_own(
    envelope: &Envelope,
    gate: &Gate,
    ledger: &Ledger,
    found: &Objection,
) -> Result<(), Refusal> {
    if found.recorded_by == envelope.actor.who {
        return Err(Refusal::OwnObjection);
    }
    not_his_act(envelope, gate, ledger, found)
}

/// The officer of the case, and who proposed the orders objected to, have no say
/// in what becomes of it.
fn not_his_act(
    envelope: &Envelope,
    gate: &Gate,
    ledger: &Ledger,
    found: &Objection,
) -> Result<(), Refusal> {
    let Who::Person(person) = envelope.actor.who else {
        return Ok(());
    };
    let froze = ledger.freezes_objected(found).any(|one| one.proposer == Some(person));
    let mut taken = ledger.transfers.iter().filter(|one| ledger.takes_objected(found, one));
    let mut incomes = ledger.incomes.iter();
    let about = |item| found.is_about_all() || found.freezes.contains(item);
    let pays = incomes.any(|one| one.proposer == Some(person) && about(&one.item));
    let took = found.stage == Stage::Coercion && taken.any(|one| one.proposer == Some(person));
    if person == gate.officer || froze || took || pays {
        Err(Refusal::OwnObjection)
    } else {
        Ok(())
    }
}
