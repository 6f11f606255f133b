//! Money that goes back: what came in beyond the debt, and what was taken though it
//! might not be.

use super::books::{Books, Done, Why};
use super::{Moved, dong, past_day};
use crate::context::Context;
use crate::decide::check::{self, LINE};
use crate::facts::Facts;
use crate::id::{DutyId, TransferId};
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
    let balance = books.ledger.refundable();
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
    // Nothing goes back before it came.
    let came = books.ledger.of_return(&duty).into_iter().flat_map(|one| &one.arrivals);
    if came.filter_map(|one| one.day).min().is_some_and(|first| paid.day < first) {
        return Err(Refusal::DayInvalid { pointer: "/day".to_owned() });
    }
    if amount > duty.owed_back() {
        return Err(exceeded(duty.owed_back()));
    }
    // Interest so far is on the principal so far.
    books.accrue(cx, paid.day);
    let (shares, postings) = shares(facts, books, cx, &duty, (amount, paid))?;
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

/// How much of which payment, and what that undoes in the books.
type Shares = (Vec<(TransferId, i64)>, Vec<Posting>);

/// Nothing goes back from here that is not here: of each payment what the books have
/// left of it, and what no other return waits for. What it left in suspense may have
/// gone back as money beyond the debt.
fn shares(
    facts: &Facts,
    books: &Books,
    cx: &mut Context<'_>,
    duty: &Duty,
    (amount, paid): (i64, &PaidBack<'_>),
) -> Result<Shares, Refusal> {
    let (mut shares, mut postings) = (Vec::new(), Vec::new());
    let mut suspense = books.ledger.balances.suspense.saturating_neg();
    let mut left = amount;
    for one in books.ledger.of_return(duty) {
        let payment = facts.payments.get(&one.id).copied().unwrap_or_default();
        let gone = payment.suspense.saturating_neg().saturating_sub(suspense).max(0);
        let kept = books.ledger.kept_for_others(duty, one.id);
        let there = payment.received.saturating_sub(gone).saturating_sub(kept).max(0);
        let part = left.min(there);
        let allocation = &cx.rules.policy.money.allocation;
        let Some(sides) = payment.returning(part, suspense, allocation).filter(|_| part > 0) else {
            continue;
        };
        let why = Why { day: paid.day, note: paid.note, transfer: Some(one.id) };
        let posted = books.postings(cx, sides, &why);
        let out = posted.iter().filter(|one| one.debit == Book::Suspense);
        suspense = suspense.saturating_sub(total(out.map(|one| one.amount)));
        shares.push((one.id, part));
        postings.extend(posted);
        left = left.saturating_sub(part);
    }
    if left > 0 { Err(exceeded(amount.saturating_sub(left))) } else { Ok((shares, postings)) }
}
