//! Drafting, approving, issuing and taking back orders about money.

pub(crate) mod content;
mod holder;
mod income;
mod issue;
mod neighbour;
mod parts;
mod warn;

pub(crate) use self::issue::{decided_on, lifting};

use self::content::Order as Checked;
use self::issue::Issue;
use super::check::{self, TEXT};
use super::instrument::{allow_states, approve, drafted, filed, on_root, take_back};
use super::money::answered::effects;
use super::money::books::{Books, Owed};
use super::money::income::end as end_incomes;
use super::{Decision, done, expect_version, may_go_out, permit, register};
use crate::actor::Who;
use crate::case::Gate;
use crate::command::{Command, Envelope};
use crate::context::Context;
use crate::event::{Event, Root};
use crate::facts::{Facts, OrderNumber};
use crate::id::{CaseId, InstrumentId, ItemId};
use crate::instrument::{Content, ContentHash, Instrument, InstrumentKind, InstrumentState};
use crate::law;
use crate::ledger::{DutyKind, Freeze, FreezeEnd, IncomeEnd, Ledger, MoneyEvent};
use crate::order::{Numbered, Order, OrderContent};
use crate::policy::{Belongs, ReadKind, read_grants};
use crate::reference_number::ReferenceNumber;
use crate::refusal::Refusal;
use crate::role::Role;
use crate::time::{Instant, Zone};
use crate::warning::Warning;

pub(super) fn decide(
    facts: &Facts,
    envelope: &Envelope,
    cx: &mut Context<'_>,
) -> Result<Decision, Refusal> {
    match &envelope.command {
        Command::DraftOrder { case, content } => draft(facts, envelope, cx, *case, content, false),
        Command::FileOrder { case, content } => draft(facts, envelope, cx, *case, content, true),
        other => {
            let id = other.order().ok_or(Refusal::NotFound)?;
            let instrument = facts.instruments.get(id).ok_or(Refusal::NotFound)?;
            let gate = facts.gates.get(&instrument.case).ok_or(Refusal::NotFound)?;
            let belongs = Belongs::to_case(gate).sealed(instrument.sealed_to());
            permit(envelope, &belongs, cx)?;
            let content = instrument.content.order().ok_or(Refusal::NotFound)?;
            expect_version(envelope, instrument.version)?;
            on_order(facts, envelope, cx, gate, (instrument, content))
        }
    }
}

fn on_order(
    facts: &Facts,
    envelope: &Envelope,
    cx: &mut Context<'_>,
    gate: &Gate,
    (instrument, standing): (&Instrument, &OrderContent),
) -> Result<Decision, Refusal> {
    use InstrumentState as S;
    let state = instrument.state;
    let one = |event| Ok(on_root(envelope, instrument, vec![event]));
    let takes_back =
        matches!(envelope.command, Command::ReturnOrder { .. } | Command::WithdrawOrder { .. });
    if !takes_back && !frees(standing) {
        may_go_out(gate, instrument.kind)?;
        let ledger = facts.ledgers.get(gate.case);
        if ledger.is_some_and(|ledger| ledger.is_protested(instrument.kind)) {
            return Err(Refusal::ProtestStands);
        }
    }
    match &envelope.command {
        Command::EditOrder { content, .. } => {
            allow_states(state, &[S::Draft, S::Submitted, S::Returned, S::Approved])?;
            register::may_be_rewritten(instrument)?;
            register::states_none(cx, content)?;
            // Another kind would be another instrument under the same reference.
            if content.kind() != instrument.kind {
                return Err(Refusal::InstrumentState);
            }
            sound(facts, envelope, cx, gate, content, Some(instrument))?;
            let content = Box::new(Content::Order(content.as_ref().clone()));
            one(Event::InstrumentEdited { content })
        }
        Command::SubmitOrder { .. } => {
            allow_states(state, &[S::Draft, S::Returned])?;
            one(Event::InstrumentSubmitted { hash: ContentHash::of(&instrument.content) })
        }
        Command::ApproveOrder { hash, .. } => {
            allow_states(state, &[S::Submitted])?;
            approve(envelope, instrument, *hash)
        }
        Command::ReturnOrder { reason, .. } => {
            allow_states(state, &[S::Submitted])?;
            check::text(reason, "/reason", TEXT)?;
            one(Event::InstrumentReturned { reason: reason.clone() })
        }
        Command::IssueOrder { .. } => {
            allow_states(state, &[S::Draft, S::Submitted, S::Returned, S::Approved])?;
            register::may_leave(cx, standing, instrument)?;
            if standing.is_urgent() && is_past(cx, instrument.drafted_at, envelope.arrived) {
                return Err(Refusal::MinutesLapsed);
            }
            let reference = ReferenceNumber::parse(&instrument.reference);
            let reference = reference.map_err(|_| Refusal::InstrumentState)?;
            // Written for the money as it was; it goes out as it is now.
            let books = sound(facts, envelope, cx, gate, standing, Some(instrument))?;
            let issue = Issue { facts, envelope, gate, id: instrument.id, reference };
            let (events, served) = issue.out(cx, books, &instrument.content, standing)?;
            let version = instrument.version + 1;
            Ok(Decision { events, reply: filed(envelope, instrument.id, version, served) })
        }
        Command::WithdrawOrder { reason, .. } => {
            withdraw(facts, envelope, cx, gate, instrument, reason)
        }
        Command::ConfirmFreeze { decision, .. } => {
            confirm(facts, envelope, cx, gate, instrument, decision)
        }
        _ => Err(Refusal::NotFound),
    }
}

/// Whether an order only frees: it may go out in a closed case too, where a late
/// report may have frozen something.
const fn frees(content: &OrderContent) -> bool {
    matches!(content.order, Order::Release { .. })
}

/// What the officer sees before an order is filed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OrderCheck {
    /// Everything that is wrong, in order of precedence: it is refused with the
    /// first.
    pub problems: Vec<Refusal>,
    /// What there is to know; nothing is refused for it.
    pub warnings: Vec<Warning>,
}

/// Everything that is wrong with an order before it is filed, and what there is to
/// know of the accounts it names. Facts as for filing it, and what inquiries showed.
pub fn check_order(
    facts: &Facts,
    gate: &Gate,
    content: &OrderContent,
    by: Who,
    cx: &mut Context<'_>,
) -> OrderCheck {
    match Books::of(facts, by, cx, gate) {
        Ok(books) => {
            let ledger = &books.ledger;
            let (instrument, writer) = (None, None);
            let (directory, may_know) = (&cx.rules.directory, true);
            let order = Checked {
                facts,
                gate,
                ledger,
                content,
                instrument,
                by,
                writer,
                directory,
                may_know,
            };
            OrderCheck { problems: order.problems(cx), warnings: order.warnings(cx) }
        }
        Err(problem) => OrderCheck { problems: vec![problem], warnings: Vec::new() },
    }
}

/// Everything about an order is in order; the books it was judged by.
fn sound(
    facts: &Facts,
    envelope: &Envelope,
    cx: &mut Context<'_>,
    gate: &Gate,
    content: &OrderContent,
    instrument: Option<&Instrument>,
) -> Result<Books, Refusal> {
    let by = envelope.actor.who;
    let books = Books::of(facts, by, cx, gate)?;
    let id = instrument.map(|instrument| instrument.id);
    let role = envelope.actor.role;
    let reads = read_grants(ReadKind::Answers).iter().any(|(granted, _)| *granted == role);
    let may_know = reads || role == Role::System;
    let ledger = &books.ledger;
    let writer = instrument.map(|instrument| instrument.proposer);
    let (instrument, directory) = (id, &cx.rules.directory);
    let order =
        Checked { facts, gate, ledger, content, instrument, by, writer, directory, may_know };
    match order.problems(cx).into_iter().next() {
        Some(problem) => Err(problem),
        None => Ok(books),
    }
}

fn draft(
    facts: &Facts,
    envelope: &Envelope,
    cx: &mut Context<'_>,
    case: CaseId,
    content: &OrderContent,
    file: bool,
) -> Result<Decision, Refusal> {
    let gate = facts.gates.get(&case).ok_or(Refusal::NotFound)?;
    permit(envelope, &Belongs::to_case(gate), cx)?;
    if !frees(content) {
        may_go_out(gate, content.kind())?;
    }
    let books = sound(facts, envelope, cx, gate, content, None)?;
    let whole = Content::Order(content.clone());
    let (id, reference, event) = drafted(cx, gate, whole.clone())?;
    let mut events = vec![(Root::Instrument(id), event)];
    if !file {
        events.extend(books.into_events());
        return Ok(Decision { events, reply: done(envelope, id.0, 1) });
    }
    if cx.rules.policy.approval.of(content.kind()) {
        let hash = ContentHash::of(&whole);
        events.push((Root::Instrument(id), Event::InstrumentSubmitted { hash }));
        events.extend(books.into_events());
        return Ok(Decision { events, reply: done(envelope, id.0, 2) });
    }
    register::is_numbered(cx, content, None)?;
    let issue = Issue { facts, envelope, gate, id, reference };
    let (issued, served) = issue.out(cx, books, &whole, content)?;
    events.extend(issued);
    Ok(Decision { events, reply: filed(envelope, id, 2, served) })
}

fn withdraw(
    facts: &Facts,
    envelope: &Envelope,
    cx: &mut Context<'_>,
    gate: &Gate,
    instrument: &Instrument,
    reason: &str,
) -> Result<Decision, Refusal> {
    use InstrumentState as S;
    if matches!(instrument.state, S::Withdrawn | S::Lapsed) {
        return Err(Refusal::InstrumentState);
    }
    check::text(reason, "/reason", TEXT)?;
    let mut decision = on_root(
        envelope,
        instrument,
        vec![Event::InstrumentWithdrawn { reason: reason.to_owned() }],
    );
    if instrument.state != S::Issued {
        return Ok(decision);
    }
    let mut books = Books::of(facts, envelope.actor.who, cx, gate)?;
    let demands = facts.demands_of.get(&instrument.id).into_iter().flatten();
    for demand in demands.filter_map(|id| facts.demands.get(*id)) {
        let events = take_back(cx, demand, reason, |_| true);
        effects(&mut books, cx, demand, &events);
        let root = Root::Demand(demand.id);
        decision.events.extend(events.into_iter().map(|event| (root, event)));
    }
    // What found nothing may not come back either.
    let back = |one: &&Freeze| one.instrument == instrument.id && !one.is_live() && one.may_stand();
    let items: Vec<ItemId> = books.ledger.freezes.iter().filter(back).map(|one| one.item).collect();
    if !items.is_empty() {
        books.note(MoneyEvent::FreezesEnded { items, why: FreezeEnd::Withdrawn });
    }
    // An income that is deducted from goes on until the executor hears of this.
    end_incomes(&mut books, IncomeEnd::Withdrawn, |one| one.instrument == instrument.id);
    // What stands is lifted by a release, not by this; minutes that stand still
    // need their decision, or fall.
    let mut freezes = books.ledger.freezes.iter();
    if !freezes.any(|freeze| freeze.instrument == instrument.id && freeze.is_standing()) {
        books.owe_no_more(DutyKind::UrgentDecision, Some(instrument.id));
    }
    decision.events.extend(books.into_events());
    Ok(decision)
}

/// Too late to send minutes out: the day within which a decision must follow them
/// is over before anything was frozen (Law 106/2025 art. 67(4)).
fn is_past(cx: &Context<'_>, made: Option<Instant>, at: Instant) -> bool {
    let kind = DutyKind::UrgentDecision;
    let limits = made.map(|made| {
        cx.rules.law.duty_limits(kind, law::Event::MinutesMade, made, None).into_iter()
    });
    let mut dues = limits.into_iter().flatten().filter_map(|(_, _, due)| due);
    dues.any(|due| at >= due)
}

/// Too late for a decision after minutes, whether the sweep has come or not.
fn has_lapsed(ledger: &Ledger, minutes: InstrumentId, at: Instant) -> bool {
    let mut limits = ledger.open_duties(DutyKind::UrgentDecision);
    limits.any(|duty| duty.about == Some(minutes) && duty.due.is_some_and(|due| at >= due))
}

/// The decision that follows minutes, by another person than who made them
/// (I-29).
fn confirm(
    facts: &Facts,
    envelope: &Envelope,
    cx: &mut Context<'_>,
    gate: &Gate,
    instrument: &Instrument,
    decision: &Numbered,
) -> Result<Decision, Refusal> {
    let waits = instrument.state == InstrumentState::Issued
        && instrument.confirmed.is_none()
        && instrument.content.order().is_some_and(OrderContent::is_urgent);
    let ledger = facts.ledgers.get(gate.case);
    if !waits || ledger.is_some_and(|ledger| has_lapsed(ledger, instrument.id, envelope.arrived)) {
        return Err(Refusal::NothingToConfirm);
    }
    if instrument.is_act_of(envelope.actor.person()) {
        return Err(Refusal::OwnApproval);
    }
    check::decision(decision, cx)?;
    register::confirms_by_register(cx, instrument, decision)?;
    // It follows the minutes (art. 67(4)).
    let made = instrument.drafted_at.map(|at| Zone::HANOI.day_of(at));
    if made.is_some_and(|made| decision.day < made) {
        return Err(Refusal::DecisionDay);
    }
    let stated = (decision, Some(instrument.id));
    register::gave_to_none(facts, &cx.rules.directory, gate.agency, stated)?;
    let number = OrderNumber::of(gate.agency, InstrumentKind::Freeze, decision);
    if facts.numbers.get(&number).is_some_and(|holder| *holder != instrument.id) {
        return Err(Refusal::OrderNumberTaken);
    }
    let mut books = Books::of(facts, envelope.actor.who, cx, gate)?;
    let about = Some(instrument.id);
    books.note(MoneyEvent::FreezeConfirmed { instrument: instrument.id });
    books.meet(DutyKind::UrgentDecision, about, envelope.arrived, None);
    // The decision goes to the prosecutor as the minutes did; under the old law
    // coercing or lifting is counted from it.
    let event = law::Event::Issued;
    for (kind, start) in [
        (DutyKind::ProsecutorCopy, envelope.arrived),
        (DutyKind::Coerce, decided_on(Some(decision), envelope.arrived)),
    ] {
        books.owe(cx, &Owed { kind, about, event, start, amount: 0 });
    }
    grounds(cx, &mut books, instrument.id, decided_on(Some(decision), envelope.arrived));
    let decision = Event::InstrumentConfirmed { decision: decision.clone() };
    let mut decided = on_root(envelope, instrument, vec![decision]);
    decided.events.extend(books.into_events());
    Ok(decided)
}

/// Whether grounds for coercion are to be stated is a matter of the decision's law,
/// not of the minutes': where its days run from the decision nothing is to be
/// stated, else it is, of what stands.
fn grounds(cx: &mut Context<'_>, books: &mut Books, id: InstrumentId, decided: Instant) {
    let (kind, about) = (DutyKind::StateGrounds, Some(id));
    if books.ledger.grounds_are_stated(id) {
        books.owe_no_more(kind, about);
        return;
    }
    let mut of_it = books.ledger.freezes.iter().filter(|freeze| freeze.instrument == id);
    let standing = of_it.any(Freeze::is_standing);
    if standing {
        let (event, start) = (law::Event::Executed, decided);
        books.owe(cx, &Owed { kind, about, event, start, amount: 0 });
    }
}
