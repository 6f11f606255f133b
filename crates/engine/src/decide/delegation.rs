//! Ủy thác thi hành án: what is owed, or a part of it, goes to another agency, which
//! accepts it in a case of its own or sends it back; what it did not recover returns
//! when that case ends. Who acts is the head, on each side.

use super::case::{content_is_sound, has_begun, may_close};
use super::check::{self, TEXT};
use super::money::books::{Books, Done, Owed, Why};
use super::{Decision, carried_out, done, expect_version, permit, permit_by};
use crate::case::{Case, CaseContent, CaseState, Document, Origin, Party};
use crate::command::{Command, Envelope};
use crate::context::{Context, Directory};
use crate::decide::Reply;
use crate::delegation::{
    Acceptance, Delegation, DelegationContent, DelegationEnd, DelegationState, Parts,
};
use crate::directory::Agency;
use crate::event::{Event, Root};
use crate::facts::Facts;
use crate::id::{AgencyId, CaseId, DelegationId, PartyId};
use crate::law;
use crate::ledger::{DutyKind, DutyState, Interest, Ledger, MoneyEvent, Sides, Transfer, total};
use crate::policy::{self, Belongs};
use crate::refusal::Refusal;
use crate::time::Zone;

pub(super) fn decide(
    facts: &Facts,
    envelope: &Envelope,
    cx: &mut Context<'_>,
) -> Result<Decision, Refusal> {
    match &envelope.command {
        Command::DelegateCase { case, content } => delegate(facts, envelope, cx, *case, content),
        Command::WithdrawDelegation { case, delegation, reason } => {
            let case = facts.cases.get(*case).ok_or(Refusal::NotFound)?;
            permit(envelope, &Belongs::to_case(&case.gate()), cx)?;
            let offered = Offered::of(facts, cx, case, *delegation)?;
            expect_version(envelope, offered.books.ledger.version)?;
            offered.end(envelope, cx, DelegationState::Withdrawn, reason)
        }
        Command::AcceptDelegation { case, delegation, content } => {
            let offered = Offered::to(facts, envelope, cx, *case, *delegation)?;
            offered.accept(facts, envelope, cx, content)
        }
        Command::DeclineDelegation { case, delegation, reason } => {
            let offered = Offered::to(facts, envelope, cx, *case, *delegation)?;
            offered.end(envelope, cx, DelegationState::Declined, reason)
        }
        Command::ReturnDelegation { case, origin, reason } => {
            give_back(facts, envelope, cx, *case, (*origin, reason))
        }
        _ => Err(Refusal::NotFound),
    }
}

/// What is frozen or on its way here is finished here; the rest may go. The debt is
/// owed there from now on, with the interest on it.
fn delegate(
    facts: &Facts,
    envelope: &Envelope,
    cx: &mut Context<'_>,
    id: CaseId,
    content: &DelegationContent,
) -> Result<Decision, Refusal> {
    let case = facts.cases.get(id).ok_or(Refusal::NotFound)?;
    permit(envelope, &Belongs::to_case(&case.gate()), cx)?;
    let mut books = Books::of(facts, envelope.actor.who, cx, &case.gate())?;
    expect_version(envelope, books.ledger.version)?;
    if case.state == CaseState::Closed {
        return Err(Refusal::CaseClosed);
    }
    if case.pause.is_some() {
        return Err(Refusal::CasePaused);
    }
    // What may not be taken here is not sent where it may.
    if books.ledger.has_protest() {
        return Err(Refusal::ProtestStands);
    }
    if books.ledger.closed.is_some() {
        return Err(Refusal::ObligationEnded);
    }
    if !may_enforce(&cx.rules.directory, content.to, case.agency) {
        return Err(Refusal::AgencyUnknown { pointer: "/to".to_owned() });
    }
    check::decision(&content.decision, cx)?;
    check::text(&content.reason, "/reason", TEXT)?;
    books.accrue(cx, Zone::HANOI.day_of(cx.now));
    let parts = share(&books.ledger, content.parts)?;
    let delegation = Delegation {
        id: DelegationId(cx.ids.next_id()),
        to: content.to,
        decision: content.decision.clone(),
        parts,
        // What is less than a đồng stays where it was earned.
        interest: books.ledger.interest.clone().map(|one| Interest { carried: 0, ..one }),
        reason: content.reason.clone(),
        at: cx.now,
        state: DelegationState::Offered,
        case: None,
        end: None,
    };
    let postings = posted(&books, cx, parts.leaving(), &delegation);
    let other = delegation.id.0;
    books.note(MoneyEvent::ShareDelegated { delegation: Box::new(delegation), postings });
    let (kind, event, amount) = (DutyKind::AcceptDelegation, law::Event::Received, parts.total());
    books.owe(cx, &Owed { kind, about: None, event, start: cx.now, amount });
    let done = carried_out(envelope, id.0, books.version());
    let reply = super::Done { other: Some(other), ..done };
    Ok(Decision { events: books.into_events().collect(), reply: Reply::Done(reply) })
}

/// Whether an agency enforces today, and is another than the one that delegates.
fn may_enforce(directory: &Directory, to: AgencyId, from: AgencyId) -> bool {
    let active = directory.agency(to).is_some_and(Agency::enforces);
    active && directory.agency_heir(to) == to && directory.agency_heir(from) != to
}

/// What goes: each part at most what is owed of it, all of it at most what is not
/// held here.
fn share(ledger: &Ledger, wanted: Option<Parts>) -> Result<Parts, Refusal> {
    let owed = Parts::owed(&ledger.balances);
    let parts = wanted.unwrap_or(owed);
    let names = ["principal", "interest", "fees", "costs"];
    let each = parts.by_book().into_iter().zip(owed.by_book()).zip(names);
    for (((_, part), (_, balance)), name) in each {
        let pointer = format!("/parts/{name}");
        if part < 0 {
            return Err(Refusal::AmountInvalid { pointer });
        }
        if part > balance {
            return Err(Refusal::BookExceeded { pointer, balance });
        }
    }
    if parts.total() == 0 {
        return Err(Refusal::NothingOwed);
    }
    let free = free(ledger);
    if parts.total() > free {
        return Err(Refusal::DelegationHeld { pointer: "/parts".to_owned(), free });
    }
    if parts == owed && super::case::holds_money(ledger) {
        return Err(Refusal::CaseHoldsMoney);
    }
    Ok(parts)
}

/// What is neither frozen nor on its way. A deduction that is ordered from what is
/// frozen takes of that; one without a freeze takes beside it. Of what is frozen and not
/// counted nobody knows how much it is, so nothing is free.
fn free(ledger: &Ledger) -> i64 {
    let cap = ledger.cap();
    if cap.unvalued > 0 {
        return 0;
    }
    let held = ledger.transfers.iter().filter(|one| one.hold.is_some());
    let from_holds = total(held.map(Transfer::reserved));
    let frozen = cap.remaining.saturating_sub(cap.lifting).max(from_holds);
    let taken = cap.in_transit.saturating_add(cap.reserved.saturating_sub(from_holds));
    cap.outstanding.saturating_sub(taken).saturating_sub(frozen).max(0)
}

fn posted(
    books: &Books,
    cx: &mut Context<'_>,
    sides: Vec<Sides>,
    delegation: &Delegation,
) -> Vec<crate::ledger::Posting> {
    let (day, note) = (Zone::HANOI.day_of(cx.now), delegation.decision.number.as_str());
    books.postings(cx, sides, &Why { day, note, transfer: None })
}

/// A delegation that waits for the other agency.
struct Offered<'a> {
    case: &'a Case,
    books: Books,
    delegation: Delegation,
}

impl<'a> Offered<'a> {
    fn of(
        facts: &Facts,
        cx: &Context<'_>,
        case: &'a Case,
        id: DelegationId,
    ) -> Result<Self, Refusal> {
        let books = Books::standing(facts, cx, case.id).ok_or(Refusal::DelegationState)?;
        let delegation = books.ledger.delegation(id).ok_or(Refusal::DelegationState)?.clone();
        if delegation.state != DelegationState::Offered {
            return Err(Refusal::DelegationState);
        }
        Ok(Self { case, books, delegation })
    }

    /// The same for the agency that it is offered to: it knows nothing else of the
    /// case (I-28).
    fn to(
        facts: &'a Facts,
        envelope: &Envelope,
        cx: &Context<'_>,
        case: CaseId,
        id: DelegationId,
    ) -> Result<Self, Refusal> {
        let known = facts.ledgers.get(case).and_then(|ledger| ledger.delegation(id));
        let agency = Some(known.ok_or(Refusal::NotFound)?.to);
        let root = Belongs { agency, ..Belongs::default() };
        permit_by(policy::permission_on_delegation, envelope, &root, cx)?;
        let case = facts.cases.get(case).ok_or(Refusal::NotFound)?;
        Self::of(facts, cx, case, id)
    }

    /// It was not accepted.
    fn end(
        self,
        envelope: &Envelope,
        cx: &mut Context<'_>,
        state: DelegationState,
        reason: &str,
    ) -> Result<Decision, Refusal> {
        check::text(reason, "/reason", TEXT)?;
        let Self { case, mut books, delegation } = self;
        not_accepted(&mut books, cx, &delegation, state, reason);
        let reply = done(envelope, case.id.0, books.version());
        Ok(Decision { events: books.into_events().collect(), reply })
    }

    /// A case with the same parties, for what was delegated, with books of its own from
    /// the first day.
    fn accept(
        self,
        facts: &Facts,
        envelope: &Envelope,
        cx: &mut Context<'_>,
        acceptance: &Acceptance,
    ) -> Result<Decision, Refusal> {
        let Self { case, mut books, delegation } = self;
        if books.ledger.closed.is_some() {
            return Err(Refusal::ObligationEnded);
        }
        if case.pause.is_some() {
            return Err(Refusal::CasePaused);
        }
        // Offered before it or not: it would be taken where the protest does not reach.
        if books.ledger.has_protest() {
            return Err(Refusal::ProtestStands);
        }
        let agency = envelope.actor.agency().ok_or(Refusal::Forbidden)?;
        has_begun(cx, agency)?;
        if facts.case_numbers.contains_key(&(agency, acceptance.number.clone())) {
            return Err(Refusal::CaseNumberTaken);
        }
        check::decision(&acceptance.decision, cx)?;
        let content = opened(cx, &case.content, agency, acceptance, &delegation);
        content_is_sound(&content, agency, cx)?;
        let id = CaseId(cx.ids.next_id());
        let mut theirs = Books::opened(envelope.actor.who, cx, (id, agency), &content.obligations)?;
        let interest = running(&books.ledger, &delegation);
        if interest.is_some() {
            theirs.note(MoneyEvent::InterestSet { interest });
        }
        books.note(MoneyEvent::ShareAccepted { delegation: delegation.id, case: id });
        answered(&mut books, cx, &delegation);
        let origin = Some(Origin { case: case.id, delegation: delegation.id });
        let event = Event::CaseOpened { agency, content: Box::new(content), origin };
        let events = std::iter::once((Root::Case(id), event));
        let events = events.chain(theirs.into_events()).chain(books.into_events());
        Ok(Decision { events: events.collect(), reply: done(envelope, id.0, 1) })
    }
}

/// The interest on what went, without the days for which none has run here since.
fn running(ledger: &Ledger, delegation: &Delegation) -> Option<Interest> {
    let now = ledger.interest.as_ref()?;
    let was = delegation.interest.clone()?;
    Some(Interest { suspended: now.suspended.clone(), ..was })
}

/// All of it is owed here again, with the interest of the days between.
fn not_accepted(
    books: &mut Books,
    cx: &mut Context<'_>,
    delegation: &Delegation,
    state: DelegationState,
    reason: &str,
) {
    let today = Zone::HANOI.day_of(cx.now);
    books.accrue(cx, today);
    let runs = running(&books.ledger, delegation);
    let runs = runs.filter(|_| books.ledger.closed.is_none());
    let on_it = |one: Interest| one.on(delegation.parts.principal, one.days_to(today)).0;
    let grown = runs.map_or(0, on_it);
    let mut returned = delegation.parts;
    returned.interest = returned.interest.saturating_add(grown);
    let reason = reason.to_owned();
    let end = DelegationEnd { at: cx.now, reason, grown, recovered: 0, returned };
    ended(books, cx, delegation, state, end);
}

/// What waits for another agency when the obligation ends here does not go there any
/// more.
pub(super) fn take_back(books: &mut Books, cx: &mut Context<'_>, reason: &str) {
    let waits = |one: &&Delegation| one.state == DelegationState::Offered;
    let offered: Vec<Delegation> = books.ledger.delegations.iter().filter(waits).cloned().collect();
    for delegation in offered {
        not_accepted(books, cx, &delegation, DelegationState::Withdrawn, reason);
    }
}

/// The limit to accept is met: by accepting, and by sending the decision back.
fn answered(books: &mut Books, cx: &Context<'_>, delegation: &Delegation) {
    let waits = |duty: &crate::ledger::Duty| {
        duty.kind == DutyKind::AcceptDelegation && duty.start == delegation.at
    };
    books.done(waits, &Done { at: cx.now, proof: None, said: false });
}

/// Nothing of it is with the other agency any more.
fn ended(
    books: &mut Books,
    cx: &mut Context<'_>,
    delegation: &Delegation,
    state: DelegationState,
    end: DelegationEnd,
) {
    let postings = posted(books, cx, end.sides(), delegation);
    let id = delegation.id;
    books.note(MoneyEvent::ShareEnded { delegation: id, state, end, postings });
    if state != DelegationState::Withdrawn {
        return answered(books, cx, delegation);
    }
    let open = books.ledger.open_duties(DutyKind::AcceptDelegation);
    let void: Vec<_> =
        open.filter(|duty| duty.start == delegation.at).map(|duty| duty.id).collect();
    for duty in void {
        books.end(duty, DutyState::Void);
    }
}

/// The case that an agency opens for what was delegated to it.
fn opened(
    cx: &mut Context<'_>,
    theirs: &CaseContent,
    agency: AgencyId,
    acceptance: &Acceptance,
    delegation: &Delegation,
) -> CaseContent {
    let ids = &mut *cx.ids;
    // Who of them follows the case is for the office that writes it to say.
    let mut party =
        |one: &Party| Party { id: PartyId(ids.next_id()), institution: None, ..one.clone() };
    let parties = theirs.parties.iter().map(&mut party).collect();
    let issuer = cx.rules.directory.agency(agency).map(|one| one.name_vi.clone());
    let Acceptance { number, officer, decision } = acceptance.clone();
    CaseContent {
        number,
        officer,
        decision: Document {
            number: decision.number,
            day: decision.day,
            issuer: issuer.unwrap_or_default(),
        },
        judgment: theirs.judgment.clone(),
        category: theirs.category,
        conditions: theirs.conditions,
        obligations: delegation.parts.lines(),
        parties,
    }
}

/// The case ends here; what it recovered stays with whom it was paid to, and what is
/// still owed is owed to the agency that had delegated it, in one transaction.
fn give_back(
    facts: &Facts,
    envelope: &Envelope,
    cx: &mut Context<'_>,
    id: CaseId,
    (origin, reason): (Option<Origin>, &str),
) -> Result<Decision, Refusal> {
    let case = facts.cases.get(id).ok_or(Refusal::NotFound)?;
    permit(envelope, &Belongs::to_case(&case.gate()), cx)?;
    expect_version(envelope, case.version)?;
    let origin = origin.filter(|origin| case.origin == Some(*origin));
    let origin = origin.ok_or(Refusal::DelegationState)?;
    may_close(facts, case)?;
    let mut ours = Books::standing(facts, cx, id).ok_or(Refusal::DelegationState)?;
    let mut books = Books::standing(facts, cx, origin.case).ok_or(Refusal::DelegationState)?;
    let delegation = books.ledger.delegation(origin.delegation).cloned();
    let delegation = delegation.filter(|one| one.case == Some(id) && one.state.is_open());
    let delegation = delegation.ok_or(Refusal::DelegationState)?;
    // Money that has to go back to a debtor is not settled between agencies.
    if ours.ledger.balances.suspense != 0 || ours.ledger.owed_again() != 0 {
        return Err(Refusal::CaseHoldsMoney);
    }
    check::text(reason, "/reason", TEXT)?;
    let today = Zone::HANOI.day_of(cx.now);
    ours.accrue(cx, today);
    let returned = Parts::owed(&ours.ledger.balances);
    let (grown, recovered) = ours.ledger.balances.came_to(delegation.parts.total());
    let postings = posted(&ours, cx, returned.leaving(), &delegation);
    ours.note(MoneyEvent::ShareHandedBack { postings });
    books.accrue(cx, today);
    let reason = reason.to_owned();
    let end = DelegationEnd { at: cx.now, reason: reason.clone(), grown, recovered, returned };
    ended(&mut books, cx, &delegation, DelegationState::Returned, end);
    let closed = std::iter::once((Root::Case(id), Event::CaseClosed { reason }));
    let events = ours.into_events().chain(closed).chain(books.into_events()).collect();
    Ok(Decision { events, reply: done(envelope, id.0, case.version + 1) })
}
