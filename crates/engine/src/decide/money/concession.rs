//! Concessions of judgment creditors: recorded, taken back, decided. One that is accepted
//! is posted in the same commit; what is then frozen beyond the debt is stated as after
//! any other posting.

use super::books::{Books, Why};
use super::{Moved, dong, moved_all, past_day};
use crate::case::{CaseState, Gate, Party, PartyRole};
use crate::command::{Command, Envelope};
use crate::concession::{
    Concession, ConcessionContent, ConcessionEnd, ConcessionKind, ConcessionOutcome,
    ConcessionRuling, ConcessionState,
};
use crate::context::Context;
use crate::creditor::followed;
use crate::decide::check::{self, LINE, TEXT};
use crate::decide::{Decision, Reply, expect_version, permit, permit_by};
use crate::facts::Facts;
use crate::id::{ConcessionId, PartyId};
use crate::instrument::InstrumentKind;
use crate::ledger::{Book, MoneyEvent, Posting, total};
use crate::money::Money;
use crate::policy::{self, Belongs};
use crate::refusal::Refusal;
use crate::time::Zone;

/// Whether a command is one of these.
pub(super) const fn is_one(command: &Command) -> bool {
    matches!(
        command,
        Command::RecordConcession { .. }
            | Command::WithdrawConcession { .. }
            | Command::DecideConcession { .. }
    )
}

/// The office acts in its case; a desk in one that it follows as its creditor, and who
/// else sits in an institution does not know of it.
fn may(facts: &Facts, envelope: &Envelope, gate: &Gate, cx: &Context<'_>) -> Result<(), Refusal> {
    if envelope.actor.institution().is_none() {
        return permit(envelope, &Belongs::to_case(gate), cx);
    }
    let own = own(facts, envelope, gate, cx);
    let institution = own.first().and_then(|party| party.institution);
    let root = Belongs::default().addressed(institution.ok_or(Refusal::NotFound)?);
    permit_by(policy::permission_on_claim, envelope, &root, cx)
}

/// The parties that a desk follows the case as.
fn own<'a>(facts: &'a Facts, envelope: &Envelope, gate: &Gate, cx: &Context<'_>) -> Vec<&'a Party> {
    let case = facts.cases.get(gate.case);
    let parties = case.map_or(&[][..], |case| &case.content.parties);
    followed(parties, &envelope.actor, &cx.rules.directory).collect()
}

pub(super) fn decide(
    facts: &Facts,
    envelope: &Envelope,
    gate: &Gate,
    cx: &mut Context<'_>,
) -> Result<Decision, Refusal> {
    may(facts, envelope, gate, cx)?;
    let mut books = Books::of(facts, envelope.actor.who, cx, gate)?;
    let by_desk = envelope.actor.institution().is_some();
    if !by_desk {
        expect_version(envelope, books.ledger.version)?;
    }
    let id = carry_out(facts, envelope, gate, &mut books, cx)?;
    let moved = Moved { id: Some(id.0), ..Moved::default() };
    let mut decision = moved_all(envelope, gate, books, moved);
    // How often the money of a case changed a creditor is not told: it would see that
    // something was ordered, and could warn.
    if let Reply::Done(done) = &mut decision.reply
        && by_desk
    {
        done.version = 0;
    }
    Ok(decision)
}

fn carry_out(
    facts: &Facts,
    envelope: &Envelope,
    gate: &Gate,
    books: &mut Books,
    cx: &mut Context<'_>,
) -> Result<ConcessionId, Refusal> {
    match &envelope.command {
        Command::RecordConcession { content, .. } => {
            record(facts, envelope, gate, books, cx, content)
        }
        Command::WithdrawConcession { concession, reason, .. } => {
            withdraw(facts, envelope, gate, books, cx, (*concession, reason))
        }
        Command::DecideConcession { concession, ruling, .. } => {
            rule(facts, envelope, gate, books, cx, (*concession, ruling))
        }
        _ => Err(Refusal::NotFound),
    }
}

/// Nothing is conceded of a debt that is not enforced any more.
fn is_owed(gate: &Gate, books: &Books) -> Result<(), Refusal> {
    if gate.state == CaseState::Closed {
        return Err(Refusal::CaseClosed);
    }
    if books.ledger.closed.is_some() {
        return Err(Refusal::ObligationEnded);
    }
    Ok(())
}

fn record(
    facts: &Facts,
    envelope: &Envelope,
    gate: &Gate,
    books: &mut Books,
    cx: &mut Context<'_>,
    content: &ConcessionContent,
) -> Result<ConcessionId, Refusal> {
    let creditor = creditor(facts, envelope, gate, cx, content)?;
    let same = |one: &&Concession| one.creditor == creditor && one.document == content.document;
    if let Some(known) = books.ledger.concessions.iter().find(same) {
        return if known.says(content) { Ok(known.id) } else { Err(Refusal::ConcessionTwice) };
    }
    is_owed(gate, books)?;
    is_sound(content, cx)?;
    let id = ConcessionId(cx.ids.next_id());
    let concession = Box::new(Concession {
        id,
        creditor,
        kind: content.kind,
        amount: content.amount,
        asset: content.asset.clone(),
        document: content.document.clone(),
        paper: content.paper.clone(),
        recorded_at: cx.now,
        recorded_by: envelope.actor.who,
        state: ConcessionState::Recorded,
        end: None,
    });
    books.note(MoneyEvent::ConcessionRecorded { concession });
    Ok(id)
}

/// Whose concession it is: a desk's own, or a creditor's whose paper the office has.
fn creditor(
    facts: &Facts,
    envelope: &Envelope,
    gate: &Gate,
    cx: &Context<'_>,
    content: &ConcessionContent,
) -> Result<PartyId, Refusal> {
    let by_desk = envelope.actor.institution().is_some();
    if content.paper.is_some() == by_desk {
        return Err(Refusal::ConcessionOnPaper { pointer: "/paper".to_owned() });
    }
    let named = |party: &&Party| content.creditor.is_none_or(|id| id == party.id);
    if by_desk {
        let own = own(facts, envelope, gate, cx);
        let party = own.into_iter().find(named);
        return party.map(|party| party.id).ok_or(Refusal::CreditorNotInCase);
    }
    let id = content.creditor.ok_or(Refusal::CreditorNotInCase)?;
    creditors(facts, gate).find(|one| *one == id).ok_or(Refusal::CreditorNotInCase)
}

/// The creditors of a case.
fn creditors(facts: &Facts, gate: &Gate) -> impl Iterator<Item = PartyId> {
    let case = facts.cases.get(gate.case);
    let parties = case.into_iter().flat_map(|case| &case.content.parties);
    parties.filter(|party| party.role == PartyRole::Creditor).map(|party| party.id)
}

fn is_sound(content: &ConcessionContent, cx: &Context<'_>) -> Result<(), Refusal> {
    let ConcessionContent { creditor: _, kind, amount, asset, document, paper } = content;
    check::text(&document.number, "/document/number", 60)?;
    past_day(document.day, cx, "/document/day")?;
    let mismatch = |pointer: &str| Refusal::ConcessionMismatch { pointer: pointer.to_owned() };
    if amount.is_some() != kind.has_amount() {
        return Err(mismatch("/amount"));
    }
    if let Some(amount) = amount {
        dong(*amount, "/amount")?;
    }
    if asset.is_some() != kind.is_of_asset() {
        return Err(mismatch("/asset"));
    }
    check::optional(asset.as_deref(), "/asset", TEXT)?;
    let Some(paper) = paper else { return Ok(()) };
    let pointer = || "/paper/received_at".to_owned();
    if paper.received_at > cx.now {
        return Err(Refusal::FutureInstant { pointer: pointer() });
    }
    if Zone::HANOI.day_of(paper.received_at) < document.day {
        return Err(Refusal::DayInvalid { pointer: pointer() });
    }
    check::text(&paper.proof, "/paper/proof", LINE)
}

/// What the desk recorded the desk takes back; what came on paper, the office that wrote
/// it down. Of another creditor's a desk does not hear that it is there.
fn withdraw(
    facts: &Facts,
    envelope: &Envelope,
    gate: &Gate,
    books: &mut Books,
    cx: &Context<'_>,
    (id, reason): (ConcessionId, &str),
) -> Result<ConcessionId, Refusal> {
    let by_desk = envelope.actor.institution().is_some();
    let own = own(facts, envelope, gate, cx);
    let seen = |one: &&Concession| !by_desk || own.iter().any(|party| party.id == one.creditor);
    let known = books.ledger.concession(id).filter(seen).ok_or(Refusal::ConcessionState)?;
    if known.paper.is_some() == by_desk {
        return Err(Refusal::Forbidden);
    }
    let (state, end) = (ConcessionState::Withdrawn, known.end.as_ref());
    if known.state == state && end.is_some_and(|end| end.reason == reason) {
        return Ok(id);
    }
    if known.state != ConcessionState::Recorded {
        return Err(Refusal::ConcessionState);
    }
    check::text(reason, "/reason", TEXT)?;
    let (by, reason) = (envelope.actor.who, reason.to_owned());
    let end = ConcessionEnd { at: cx.now, by, reason, share: None };
    books.note(MoneyEvent::ConcessionEnded { concession: id, state, end });
    Ok(id)
}

/// Who wrote it down for a creditor does not accept it too (I-29).
fn rule(
    facts: &Facts,
    envelope: &Envelope,
    gate: &Gate,
    books: &mut Books,
    cx: &mut Context<'_>,
    (id, ruling): (ConcessionId, &ConcessionRuling),
) -> Result<ConcessionId, Refusal> {
    let known = books.ledger.concession(id).ok_or(Refusal::ConcessionState)?.clone();
    let ConcessionRuling { outcome, reason, share } = ruling;
    let state = match outcome {
        ConcessionOutcome::Accepted => ConcessionState::Accepted,
        ConcessionOutcome::Declined => ConcessionState::Declined,
    };
    let said = |end: &ConcessionEnd| end.reason == *reason && end.share == *share;
    if known.state == state && known.end.as_ref().is_some_and(said) {
        return Ok(id);
    }
    if known.state != ConcessionState::Recorded {
        return Err(Refusal::ConcessionState);
    }
    if known.recorded_by == envelope.actor.who {
        return Err(Refusal::OwnApproval);
    }
    check::text(reason, "/reason", TEXT)?;
    if state == ConcessionState::Accepted {
        is_owed(gate, books)?;
        accept(facts, gate, books, cx, (&known, *share))?;
    } else if share.is_some() {
        return Err(Refusal::ConcessionShare { pointer: "/share".to_owned() });
    }
    let (by, reason) = (envelope.actor.who, reason.clone());
    let end = ConcessionEnd { at: cx.now, by, reason, share: *share };
    books.note(MoneyEvent::ConcessionEnded { concession: id, state, end });
    Ok(id)
}

/// What it comes to: never more than is owed of it, and more is refused and not cut. An
/// asset is taken as money is, so what bars a deduction bars it; and money that is on its
/// way is not paid a second time in kind.
fn accept(
    facts: &Facts,
    gate: &Gate,
    books: &mut Books,
    cx: &mut Context<'_>,
    (concession, share): (&Concession, Option<Money>),
) -> Result<(), Refusal> {
    let all: Vec<PartyId> = creditors(facts, gate).collect();
    if !all.contains(&concession.creditor) {
        return Err(Refusal::CreditorNotInCase);
    }
    let amount = concession.amount;
    if share.is_some() != (amount.is_some() && all.len() > 1) {
        return Err(Refusal::ConcessionShare { pointer: "/share".to_owned() });
    }
    let Some(amount) = amount.map(|amount| amount.minor()) else { return Ok(()) };
    let in_kind = concession.kind == ConcessionKind::AssetAccepted;
    if in_kind {
        may_be_taken(gate, books)?;
    }
    if let Some(share) = share {
        let balance = dong(share, "/share")?;
        if amount > balance {
            return Err(Refusal::BookExceeded { pointer: "/share".to_owned(), balance });
        }
    }
    // Interest so far is on the principal so far.
    let day = Zone::HANOI.day_of(cx.now);
    books.accrue(cx, day);
    let ledger = &books.ledger;
    let of = concession.kind.books();
    let owed = total(of.iter().map(|book| ledger.balances.of(*book).max(0)));
    let balance = if in_kind { owed.min(ledger.cap().open.max(0)) } else { owed };
    if amount > balance {
        // The rest may be owed where it went.
        if ledger.has_delegated() {
            return Err(Refusal::CaseHasDelegations);
        }
        return Err(Refusal::BookExceeded { pointer: "/outcome".to_owned(), balance });
    }
    let postings = postings(books, cx, concession, amount);
    books.note(MoneyEvent::Posted { postings });
    Ok(())
}

fn may_be_taken(gate: &Gate, books: &Books) -> Result<(), Refusal> {
    let taking = InstrumentKind::Deduct;
    if gate.bars.has(taking) {
        return Err(Refusal::CasePaused);
    }
    if books.ledger.is_protested(taking) { Err(Refusal::ProtestStands) } else { Ok(()) }
}

fn postings(
    books: &Books,
    cx: &mut Context<'_>,
    concession: &Concession,
    amount: i64,
) -> Vec<Posting> {
    let day = Zone::HANOI.day_of(cx.now);
    let why = Why { day, note: &concession.document.number, transfer: None };
    let of = concession.kind.books();
    let sides = if concession.kind == ConcessionKind::AssetAccepted {
        // In the order of policy, of what is owed to the creditor.
        let order = cx.rules.policy.money.allocation.iter().copied();
        let order: Vec<Book> = order.filter(|book| of.contains(book)).collect();
        books.ledger.balances.paying(amount, &order)
    } else {
        of.iter().map(|book| (Book::Waived, *book, amount)).collect()
    };
    books.postings(cx, sides, &why)
}
