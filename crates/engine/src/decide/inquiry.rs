//! Drafting, approving, issuing and taking back inquiries.

use super::check::{self, LINE, TEXT};
use super::instrument::{
    Outgoing, ServedTo, addressee, allow_states, approve, drafted, filed, is_approved, on_root,
    served, take_back,
};
use super::{Decision, asking, clock, done, expect_version, may_go_out, paper, permit, register};
use crate::asking::Plan;
use crate::case::{Gate, PartyRole};
use crate::command::{Command, Envelope};
use crate::context::Context;
use crate::event::{Event, Root};
use crate::facts::Facts;
use crate::id::{CaseId, DemandId, InstitutionId, InstrumentId, UserId};
use crate::inforce::{Asked, Limit};
use crate::instrument::{
    Content, ContentHash, InfoRequest, InfoType, InquiryContent, Instrument, InstrumentKind,
    InstrumentState, Request, Requester,
};
use crate::paper::Paper;
use crate::policy::Belongs;
use crate::reference_number::ReferenceNumber;
use crate::refusal::Refusal;
use crate::role::Role;
use crate::time::{Day, Zone};
use std::collections::HashSet;

pub(super) fn decide(
    facts: &Facts,
    envelope: &Envelope,
    cx: &mut Context<'_>,
) -> Result<Decision, Refusal> {
    match &envelope.command {
        Command::DraftInquiry { case, content } => draft(facts, envelope, cx, *case, content),
        Command::FileInquiry { case, content } => file(facts, envelope, cx, *case, content),
        other => {
            let id = instrument_of(other).ok_or(Refusal::NotFound)?;
            let instrument = facts.instruments.get(id).ok_or(Refusal::NotFound)?;
            let gate = facts.gates.get(&instrument.case).ok_or(Refusal::NotFound)?;
            let belongs = Belongs::to_case(gate).sealed(instrument.sealed_to());
            permit(envelope, &belongs, cx)?;
            let content = instrument.content.inquiry().ok_or(Refusal::NotFound)?;
            expect_version(envelope, instrument.version)?;
            on_instrument(facts, envelope, cx, gate, (instrument, content))
        }
    }
}

const fn instrument_of(command: &Command) -> Option<InstrumentId> {
    match command {
        Command::EditInquiry { instrument, .. }
        | Command::SubmitInquiry { instrument }
        | Command::ApproveInquiry { instrument, .. }
        | Command::ReturnInquiry { instrument, .. }
        | Command::IssueInquiry { instrument }
        | Command::WithdrawInquiry { instrument, .. } => Some(*instrument),
        _ => None,
    }
}

fn on_instrument(
    facts: &Facts,
    envelope: &Envelope,
    cx: &mut Context<'_>,
    gate: &Gate,
    (instrument, standing): (&Instrument, &InquiryContent),
) -> Result<Decision, Refusal> {
    use InstrumentState as S;
    let state = instrument.state;
    let one = |event| Ok(on_root(envelope, instrument, vec![event]));
    // Drafts of a closed case go no further; they are sent or taken back.
    let goes_on = matches!(
        envelope.command,
        Command::EditInquiry { .. }
            | Command::SubmitInquiry { .. }
            | Command::ApproveInquiry { .. }
            | Command::IssueInquiry { .. }
    );
    if goes_on {
        may_go_out(gate, InstrumentKind::Inquiry)?;
    }
    match &envelope.command {
        Command::EditInquiry { content, .. } => {
            allow_states(state, &[S::Draft, S::Submitted, S::Returned, S::Approved])?;
            register::may_be_rewritten(instrument)?;
            content_is_sound(facts, envelope, cx, gate, content)?;
            asking::plan(facts, envelope, cx, gate, (content, &content.sealed_to))?;
            let content = Box::new(Content::Inquiry(content.as_ref().clone()));
            one(Event::InstrumentEdited { content })
        }
        Command::SubmitInquiry { .. } => {
            allow_states(state, &[S::Draft, S::Returned])?;
            one(Event::InstrumentSubmitted { hash: ContentHash::of(&instrument.content) })
        }
        Command::ApproveInquiry { hash, .. } => {
            allow_states(state, &[S::Submitted])?;
            approve(envelope, instrument, *hash)
        }
        Command::ReturnInquiry { reason, .. } => {
            allow_states(state, &[S::Submitted])?;
            check::text(reason, "/reason", TEXT)?;
            one(Event::InstrumentReturned { reason: reason.clone() })
        }
        Command::IssueInquiry { .. } => issue(facts, envelope, cx, gate, (instrument, standing)),
        Command::WithdrawInquiry { reason, .. } => {
            withdraw(facts, envelope, cx, instrument, reason)
        }
        _ => Err(Refusal::NotFound),
    }
}

fn draft(
    facts: &Facts,
    envelope: &Envelope,
    cx: &mut Context<'_>,
    case: CaseId,
    content: &InquiryContent,
) -> Result<Decision, Refusal> {
    let (gate, _) = open_gate(facts, envelope, cx, case, content)?;
    let (id, _, drafted) = drafted(cx, &gate, Content::Inquiry(content.clone()))?;
    Ok(Decision { events: vec![(Root::Instrument(id), drafted)], reply: done(envelope, id.0, 1) })
}

/// One click: drafted and issued, or drafted and submitted where policy wants
/// a second person.
fn file(
    facts: &Facts,
    envelope: &Envelope,
    cx: &mut Context<'_>,
    case: CaseId,
    content: &InquiryContent,
) -> Result<Decision, Refusal> {
    let (gate, plan) = open_gate(facts, envelope, cx, case, content)?;
    if !cx.rules.policy.approval.inquiry {
        asking::within_the_day(facts, envelope, cx, &plan)?;
    }
    let (id, reference, drafted) = drafted(cx, &gate, Content::Inquiry(content.clone()))?;
    let mut events = vec![(Root::Instrument(id), drafted)];
    if cx.rules.policy.approval.inquiry {
        let hash = ContentHash::of(content);
        events.push((Root::Instrument(id), Event::InstrumentSubmitted { hash }));
        return Ok(Decision { events, reply: done(envelope, id.0, 2) });
    }
    let (issued, served) =
        issued(envelope, cx, &gate, (id, reference), (content, &plan, &content.sealed_to, &[]))?;
    events.extend(issued);
    Ok(Decision { events, reply: filed(envelope, id, 2, served) })
}

fn open_gate(
    facts: &Facts,
    envelope: &Envelope,
    cx: &Context<'_>,
    case: CaseId,
    content: &InquiryContent,
) -> Result<(Gate, Plan), Refusal> {
    let gate = facts.gates.get(&case).ok_or(Refusal::NotFound)?;
    permit(envelope, &Belongs::to_case(gate), cx)?;
    may_go_out(gate, InstrumentKind::Inquiry)?;
    content_is_sound(facts, envelope, cx, gate, content)?;
    let plan = asking::plan(facts, envelope, cx, gate, (content, &content.sealed_to))?;
    Ok((*gate, plan))
}

fn issue(
    facts: &Facts,
    envelope: &Envelope,
    cx: &mut Context<'_>,
    gate: &Gate,
    (instrument, content): (&Instrument, &InquiryContent),
) -> Result<Decision, Refusal> {
    use InstrumentState as S;
    allow_states(instrument.state, &[S::Draft, S::Submitted, S::Returned, S::Approved])?;
    if cx.rules.policy.approval.inquiry && !is_approved(instrument) {
        return Err(Refusal::ApprovalRequired);
    }
    // Written for the case as it was; it goes out under the case as it is.
    persons_are_of_case(facts, gate, content)?;
    institutions_are_sound(cx, content)?;
    let readers = instrument.sealed_to();
    let plan = asking::plan(facts, envelope, cx, gate, (content, readers))?;
    asking::within_the_day(facts, envelope, cx, &plan)?;
    let reference =
        ReferenceNumber::parse(&instrument.reference).map_err(|_| Refusal::InstrumentState)?;
    let out = (content, &plan, instrument.sealed_to(), instrument.papers.as_slice());
    let (events, served) = issued(envelope, cx, gate, (instrument.id, reference), out)?;
    Ok(Decision { events, reply: filed(envelope, instrument.id, instrument.version + 1, served) })
}

/// The instrument goes out: one event for it, one for each institution, so
/// that a bank's receipt shows no other bank.
fn issued(
    envelope: &Envelope,
    cx: &mut Context<'_>,
    gate: &Gate,
    (id, reference): (InstrumentId, ReferenceNumber),
    (content, plan, readers, papers): (&InquiryContent, &Plan, &[UserId], &[Paper]),
) -> Result<(Vec<(Root, Event)>, ServedTo), Refusal> {
    let whole = Content::Inquiry(content.clone());
    paper::complete(cx, &whole, papers)?;
    let institutions = u32::try_from(plan.asks.len()).unwrap_or(u32::MAX);
    let reused = plan.reused.clone();
    let mut events = vec![(Root::Instrument(id), Event::InstrumentIssued { institutions, reused })];
    let mut served_to = ServedTo::with_capacity(plan.asks.len());
    let shared = limits_of(envelope, cx, gate, content, None);
    let requests: Vec<Request> = content.items.iter().cloned().map(Request::Info).collect();
    let received_at = envelope.arrived;
    let out = Outgoing { instrument: id, gate, content: &whole, received_at, papers, readers };
    for (institution, asks) in &plan.asks {
        // Whom it names was checked before: this is who of them is asked.
        let to =
            addressee(cx, (*institution, received_at), reference, || "/institutions".to_owned())?;
        let demand = DemandId(cx.ids.next_id());
        // Agreements make a difference between institutions; nothing else does.
        let own = cx.rules.law.has_agreements();
        let own = own.then(|| limits_of(envelope, cx, gate, content, Some(*institution)));
        let limits = own.as_ref().unwrap_or(&shared);
        let served = if asks.contains(&false) {
            served(cx, &out, &only(&requests, asks), &only(limits, asks), &to)
        } else {
            served(cx, &out, &requests, limits, &to)
        };
        events.push((Root::Demand(demand), Event::DemandServed(Box::new(served))));
        served_to.push((demand, *institution));
    }
    Ok((events, served_to))
}

/// Those of a list that are meant.
fn only<T: Clone>(all: &[T], meant: &[bool]) -> Vec<T> {
    all.iter().zip(meant).filter(|(_, meant)| **meant).map(|(one, _)| one.clone()).collect()
}

/// The limits on each item: those of an institution, or those that are the same
/// for every one.
fn limits_of(
    envelope: &Envelope,
    cx: &Context<'_>,
    gate: &Gate,
    content: &InquiryContent,
    institution: Option<InstitutionId>,
) -> Vec<Vec<Limit>> {
    let between = clock::Between::of(cx, gate.agency, institution);
    let requester = content.requester.kind();
    let about =
        |item: &InfoRequest| between.about(Asked::Info(item.info), content.interim, requester);
    let law = &cx.rules.law;
    content.items.iter().map(|item| law.limits(&about(item), envelope.arrived)).collect()
}

fn withdraw(
    facts: &Facts,
    envelope: &Envelope,
    cx: &mut Context<'_>,
    instrument: &Instrument,
    reason: &str,
) -> Result<Decision, Refusal> {
    if instrument.state == InstrumentState::Withdrawn {
        return Err(Refusal::InstrumentState);
    }
    check::text(reason, "/reason", TEXT)?;
    let mut decision = on_root(
        envelope,
        instrument,
        vec![Event::InstrumentWithdrawn { reason: reason.to_owned() }],
    );
    let demands = facts.demands_of.get(&instrument.id).into_iter().flatten();
    for demand in demands.filter_map(|id| facts.demands.get(*id)) {
        let root = Root::Demand(demand.id);
        let events = take_back(cx, demand, reason, |_| true).into_iter();
        decision.events.extend(events.map(|event| (root, event)));
    }
    Ok(decision)
}

fn content_is_sound(
    facts: &Facts,
    envelope: &Envelope,
    cx: &Context<'_>,
    gate: &Gate,
    content: &InquiryContent,
) -> Result<(), Refusal> {
    requester_is_sound(envelope, content)?;
    persons_are_of_case(facts, gate, content)?;
    check::text(&content.purpose, "/purpose", TEXT)?;
    check::text(&content.legal_basis, "/legal_basis", 1_000)?;
    check::optional(content.place.as_deref(), "/place", LINE)?;
    items_are_sound(envelope, cx, &content.items)?;
    institutions_are_sound(cx, content)?;
    asking::reasons_are_sound(&content.reasons)
}

fn requester_is_sound(envelope: &Envelope, content: &InquiryContent) -> Result<(), Refusal> {
    let by_bailiff = envelope.actor.role == Role::Bailiff;
    match &content.requester {
        Requester::Bailiff { cost_undertaking } if by_bailiff => {
            check::text(cost_undertaking, "/requester/cost_undertaking", 1_000)
        }
        Requester::Bailiff { .. } => Err(Refusal::RequesterMismatch),
        _ if by_bailiff => Err(Refusal::RequesterMismatch),
        Requester::Officer | Requester::Creditor { .. } => Ok(()),
    }
}

/// Who asks and who is asked about: the right to ask hangs on the case.
fn persons_are_of_case(
    facts: &Facts,
    gate: &Gate,
    content: &InquiryContent,
) -> Result<(), Refusal> {
    let role = |party| facts.parties.get(&(gate.case, party)).map(|named| named.role);
    if let Requester::Creditor { party } = &content.requester
        && role(*party) != Some(PartyRole::Creditor)
    {
        return Err(Refusal::CreditorNotInCase);
    }
    if role(content.debtor) != Some(PartyRole::Debtor) {
        return Err(Refusal::DebtorNotInCase);
    }
    Ok(())
}

fn items_are_sound(
    envelope: &Envelope,
    cx: &Context<'_>,
    items: &[InfoRequest],
) -> Result<(), Refusal> {
    check::count(items.len(), "/items", cx.rules.policy.bounds.items)?;
    let today = Zone::HANOI.day_of(envelope.arrived);
    let mut seen = HashSet::new();
    for (index, item) in items.iter().enumerate() {
        let pointer = format!("/items/{index}");
        if !seen.insert((item.info, item.from, item.to, item.detail.as_deref())) {
            return Err(Refusal::ItemTwice { pointer });
        }
        period_is_sound(cx, item, today, &pointer)?;
        match (item.info, item.detail.as_deref()) {
            (InfoType::Other, None) => check::text("", &format!("{pointer}/detail"), 1_000)?,
            (_, detail) => check::optional(detail, &format!("{pointer}/detail"), 1_000)?,
        }
    }
    Ok(())
}

/// Transactions and income are asked over a period; the past only, and not
/// longer than policy allows.
fn period_is_sound(
    cx: &Context<'_>,
    item: &InfoRequest,
    today: Day,
    pointer: &str,
) -> Result<(), Refusal> {
    let needs_period = matches!(item.info, InfoType::Transactions | InfoType::Income);
    let sound = match (item.from, item.to) {
        (Some(from), Some(to)) => {
            from <= to && to <= today && to.days_since(from) <= cx.rules.policy.bounds.period_days
        }
        (None, None) => !needs_period,
        _ => false,
    };
    if sound { Ok(()) } else { Err(Refusal::PeriodInvalid { pointer: pointer.to_owned() }) }
}

fn institutions_are_sound(cx: &Context<'_>, content: &InquiryContent) -> Result<(), Refusal> {
    check::count(content.institutions.len(), "/institutions", cx.rules.policy.bounds.institutions)?;
    let mut seen = HashSet::new();
    for (index, institution) in content.institutions.iter().enumerate() {
        let pointer = || format!("/institutions/{index}");
        cx.rules.directory.to_address(*institution, pointer)?;
        if !seen.insert(*institution) {
            return Err(Refusal::InstitutionTwice { pointer: pointer() });
        }
    }
    Ok(())
}
