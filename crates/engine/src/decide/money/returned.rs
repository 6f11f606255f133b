//! Money that goes back: what came in beyond the debt, and what was taken though it
//! might not be.

use super::books::{Books, Done, Why};
use super::{Moved, dong, past_day};
use crate::context::Context;
use crate::decide::check::{self, LINE};
use crate::facts::Facts;
use crate::id::DutyId;
use crate::ledger::{Book, Duty, DutyKind, MoneyEvent, Posting, total};
use crate::money::Money;
use crate::refusal::Refusal;
use crate::time::{Day, Zone};

/// What was paid back.
pub(super) struct PaidBack<'a> {
    pub(super) amount: Money,
    pub(super) day: Day,
    pub(super) note: &'a str,
}

impl PaidBack<'_> {
    fn checked(&self, cx: &Context<'_>) -> Result<i64, Refusal> {
        let amount = dong(self.amount, "/amount")?;
        past_day(self.day, cx, "/day")?;
        check::text(self.note, "/note", LINE)?;
        Ok(amount)
    }
}

fn exceeded(balance: i64) -> Refusal {
    Refusal::BookExceeded { pointer: "/amount".to_owned(), balance }
}

pub(super) fn decide(
    facts: &Facts,
    books: &mut Books,
    cx: &mut Context<'_>,
    duty: Option<DutyId>,
    paid: &PaidBack<'_>,
) -> Result<Moved, Refusal> {
    match duty {
        Some(duty) => give_back(facts, books, cx, duty, paid),
        None => pay_back(books, cx, paid),
    }
}

/// Out of what came in beyond the debt.
fn pay_back(
    books: &mut Books,
    cx: &mut Context<'_>,
    paid: &PaidBack<'_>,
) -> Result<Moved, Refusal> {
    let amount = paid.checked(cx)?;
    let balance = books.ledger.balances.suspense.saturating_neg();
    if amount > balance {
        return Err(exceeded(balance));
    }
    let why = Why { day: paid.day, note: paid.note, transfer: None };
    let postings = books.postings(cx, vec![(Book::Suspense, Book::Received, amount)], &why);
    let id = postings.first().map(|posting| posting.id.0);
    books.note(MoneyEvent::Posted { postings });
    if amount == balance {
        books.meet(DutyKind::Refund, None, cx.now, Some(paid.note));
    }
    Ok(Moved { id, ..Moved::default() })
}

/// What was taken though it might not be goes back to whom it was taken from: what
/// it paid is owed again. It may go back in parts; the last ends the duty.
fn give_back(
    facts: &Facts,
    books: &mut Books,
    cx: &mut Context<'_>,
    id: DutyId,
    paid: &PaidBack<'_>,
) -> Result<Moved, Refusal> {
    let owed = |duty: &&Duty| duty.is_open() && duty.kind == DutyKind::ReturnTaken;
    let duty = books.ledger.duty(id).filter(owed).ok_or(Refusal::DutyState)?.clone();
    let amount = paid.checked(cx)?;
    if paid.day < Zone::HANOI.day_of(duty.start) {
        return Err(Refusal::DayInvalid { pointer: "/day".to_owned() });
    }
    if amount > duty.owed_back() {
        return Err(exceeded(duty.owed_back()));
    }
    // Nothing goes back from here that is not here.
    let shares = books.ledger.shares_back(&duty, amount);
    let here = total(shares.iter().map(|(_, part)| *part));
    if here < amount {
        return Err(exceeded(here));
    }
    // Interest so far is on the principal so far.
    books.accrue(cx, paid.day);
    let mut postings: Vec<Posting> = Vec::new();
    let mut suspense = books.ledger.balances.suspense.saturating_neg();
    for (transfer, part) in &shares {
        let payment = facts.payments.get(transfer).copied().unwrap_or_default();
        let allocation = &cx.rules.policy.money.allocation;
        // What it left in suspense may have gone back as money beyond the debt.
        let gone = payment.suspense.saturating_neg().saturating_sub(suspense).max(0);
        let there = payment.received.saturating_sub(gone);
        let sides =
            payment.returning(*part, suspense, allocation).ok_or_else(|| exceeded(there))?;
        let why = Why { day: paid.day, note: paid.note, transfer: Some(*transfer) };
        let posted = books.postings(cx, sides, &why);
        let out = posted.iter().filter(|one| one.debit == Book::Suspense);
        suspense = suspense.saturating_sub(total(out.map(|one| one.amount)));
        postings.extend(posted);
    }
    let first = postings.first().map(|posting| posting.id.0);
    books.note(MoneyEvent::Returned { duty: id, shares, postings });
    if amount == duty.owed_back() {
        // Its day says when; within a day no limit ends.
        let today = Zone::HANOI.day_of(cx.now);
        let start = Zone::HANOI.start_of(paid.day).max(duty.start);
        let said = paid.day < today;
        let at = if said { start } else { cx.now };
        books.done(|one| one.id == id, &Done { at, proof: Some(paid.note), said });
    }
    Ok(Moved { id: first, ..Moved::default() })
}
