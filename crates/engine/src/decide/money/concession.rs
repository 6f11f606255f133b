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
use crate::creditor::{followed, stands_for};
use crate::decide::check::{self, LINE, TEXT};
use crate::decide::{Decision, Reply, expect_version, permit, permit_by};
use crate::facts::Facts;
use crate::id::ConcessionId;
use crate::instrument::InstrumentKind;
use crate::ledger::{Book, MoneyEvent, Posting, total};
use crate::money::Money;
use crate::policy::{self, Belongs};
use crate::refusal::Refusal;
use crate::role::Role;
use crate::time::Zone;

/// How many concessions of a creditor may wait in a case: a person reads each.
const WAITING_AT_MOST: usize = 20;

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
            withdraw(envelope, books, cx, (*concession, reason))
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
    let party = creditor(facts, envelope, gate, cx, content)?;
    let of = (party.id, party.institution);
    let directory = &cx.rules.directory;
    let theirs = books.ledger.concessions.iter().filter(|one| one.is_of(of, directory));
    if let Some(known) = theirs.clone().find(|one| is_same(one, content)) {
        return known_already(known, party, content);
    }
    is_owed(gate, books)?;
    is_sound(content, cx)?;
    if theirs.filter(|one| one.waits()).count() >= WAITING_AT_MOST {
        return Err(Refusal::ConcessionsWaiting);
    }
    let id = ConcessionId(cx.ids.next_id());
    let concession = Box::new(Concession {
        id,
        creditor: party.id,
        institution: party.institution,
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

/// Whether a paper is one that is known: what was taken back never counted, so its number
/// names it no more; what was accepted or declined, for ever.
fn is_same(one: &Concession, content: &ConcessionContent) -> bool {
    one.state != ConcessionState::Withdrawn && one.document == content.document
}

/// The same again is the same one, if all of it is: also who of several parties of one
/// institution concedes, and how a paper came.
fn known_already(
    known: &Concession,
    party: &Party,
    content: &ConcessionContent,
) -> Result<ConcessionId, Refusal> {
    if known.creditor != party.id || !known.says(content) {
        return Err(Refusal::ConcessionTwice);
    }
    match (&known.paper, &content.paper) {
        // Two entries of one paper would not both be decided.
        (None, Some(_)) => Err(Refusal::ConcessionByDesk),
        (Some(one), Some(other)) if one != other => Err(Refusal::ConcessionTwice),
        _ => Ok(known.id),
    }
}

/// Whose concession it is: a desk's own, or a creditor's whose paper the office has.
fn creditor<'a>(
    facts: &'a Facts,
    envelope: &Envelope,
    gate: &Gate,
    cx: &Context<'_>,
    content: &ConcessionContent,
) -> Result<&'a Party, Refusal> {
    let by_desk = envelope.actor.institution().is_some();
    if content.paper.is_some() == by_desk {
        return Err(Refusal::ConcessionOnPaper { pointer: "/paper".to_owned() });
    }
    let named = |party: &&Party| content.creditor.is_none_or(|id| id == party.id);
    if by_desk {
        let own = own(facts, envelope, gate, cx);
        if content.creditor.is_none() && own.len() > 1 {
            return Err(Refusal::ConcessionCreditor { pointer: "/creditor".to_owned() });
        }
        return own.into_iter().find(named).ok_or(Refusal::CreditorNotInCase);
    }
    let id = content.creditor.ok_or(Refusal::CreditorNotInCase)?;
    creditors(facts, gate).find(|one| one.id == id).ok_or(Refusal::CreditorNotInCase)
}

/// The creditors of a case.
fn creditors<'a>(facts: &'a Facts, gate: &Gate) -> impl Iterator<Item = &'a Party> {
    let case = facts.cases.get(gate.case);
    let parties = case.into_iter().flat_map(|case| &case.content.parties);
    parties.filter(|party| party.role == PartyRole::Creditor)
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

/// What the desk recorded the desk takes back; what came on paper, who wrote it down or the
/// head. Of another creditor's a desk does not hear that it is there.
fn withdraw(
    envelope: &Envelope,
    books: &mut Books,
    cx: &Context<'_>,
    (id, reason): (ConcessionId, &str),
) -> Result<ConcessionId, Refusal> {
    let by_desk = envelope.actor.institution().is_some();
    let actor = &envelope.actor;
    let its = |institution| stands_for(actor, institution, &cx.rules.directory);
    let seen = |one: &&Concession| !by_desk || one.institution.is_some_and(its);
    let known = books.ledger.concession(id).filter(seen).ok_or(Refusal::ConcessionState)?;
    let answers = by_desk || known.recorded_by == actor.who || actor.role == Role::Head;
    if known.paper.is_some() == by_desk || !answers {
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
    let end = ConcessionEnd { at: cx.now, by, reason, share: None, posted: Vec::new() };
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
    let mut posted = Vec::new();
    if state == ConcessionState::Accepted {
        is_owed(gate, books)?;
        posted = accept(facts, gate, books, cx, (&known, *share))?;
    } else if share.is_some() {
        return Err(Refusal::ConcessionShare { pointer: "/share".to_owned() });
    }
    let (by, reason) = (envelope.actor.who, reason.clone());
    let end = ConcessionEnd { at: cx.now, by, reason, share: *share, posted };
    books.note(MoneyEvent::ConcessionEnded { concession: id, state, end });
    Ok(id)
}

/// What it comes to, by parts of the debt: never more than is owed of it, and more is
/// refused and not cut. An asset is taken as money is, so what bars a deduction bars it; and
/// money that is on its way is not paid a second time in kind.
fn accept(
    facts: &Facts,
    gate: &Gate,
    books: &mut Books,
    cx: &mut Context<'_>,
    (concession, share): (&Concession, Option<Money>),
) -> Result<Vec<(Book, i64)>, Refusal> {
    let all: Vec<&Party> = creditors(facts, gate).collect();
    let party = all.iter().find(|party| party.id == concession.creditor);
    let party = party.ok_or(Refusal::CreditorNotInCase)?;
    let is_it = |one| party.institution.is_some_and(|now| cx.rules.directory.are_one(one, now));
    if !concession.institution.is_none_or(is_it) {
        return Err(Refusal::ConcessionOfAnother);
    }
    let amount = concession.amount;
    if share.is_some() != (amount.is_some() && all.len() > 1) {
        return Err(Refusal::ConcessionShare { pointer: "/share".to_owned() });
    }
    let Some(amount) = amount.map(Money::minor) else { return Ok(Vec::new()) };
    let in_kind = concession.kind == ConcessionKind::AssetAccepted;
    if in_kind {
        may_be_taken(gate, books)?;
    }
    // Interest so far is on the principal so far.
    let day = Zone::HANOI.day_of(cx.now);
    books.accrue(cx, day);
    let ledger = &books.ledger;
    let of = concession.kind.books();
    let owed = total(of.iter().map(|book| ledger.balances.of(*book).max(0)));
    if let Some(share) = share {
        is_within(dong(share, "/share")?, owed, concession, books, cx)?;
    }
    let balance = if in_kind { owed.min(ledger.cap().open.max(0)) } else { owed };
    if amount > balance {
        // The rest may be owed where it went.
        if ledger.has_delegated() {
            return Err(Refusal::CaseHasDelegations);
        }
        return Err(Refusal::BookExceeded { pointer: "/outcome".to_owned(), balance });
    }
    let postings = postings(books, cx, concession, amount);
    let posted = postings.iter().map(|one| (one.credit, one.amount)).collect();
    books.note(MoneyEvent::Posted { postings });
    Ok(posted)
}

/// All that was accepted of a creditor is within its share, and what is left of the share
/// is within what is owed.
fn is_within(
    share: i64,
    owed: i64,
    concession: &Concession,
    books: &Books,
    cx: &Context<'_>,
) -> Result<(), Refusal> {
    let of = (concession.creditor, concession.institution);
    let all = books.ledger.concessions.iter();
    let theirs = all.filter(|one| one.is_of(of, &cx.rules.directory));
    let earlier = total(theirs.map(|one| one.posted_of(concession.kind.books())));
    let exceeded = |balance| Refusal::BookExceeded { pointer: "/share".to_owned(), balance };
    let left = share.saturating_sub(earlier);
    if left > owed {
        return Err(exceeded(owed.saturating_add(earlier)));
    }
    if concession.amount.is_some_and(|amount| amount.minor() > left) {
        return Err(exceeded(left.max(0)));
    }
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
    let mut postings = books.postings(cx, sides, &why);
    for one in &mut postings {
        one.concession = Some(concession.id);
    }
    postings
}
