//! Deductions from income: what an executor reports of a month, and how one
//! ends.

use super::books::{Books, Done, Owed};
use super::dong;
use crate::context::Context;
use crate::decide::check::{self, LINE};
use crate::execution::Instalment;
use crate::id::{ItemId, TransferId};
use crate::law;
use crate::ledger::{DutyKind, Income, IncomeEnd, MoneyEvent, Transfer, TransferState};
use crate::month::Month;
use crate::refusal::Refusal;
use crate::time::{Instant, Zone};

/// How many days ahead the value of a payment may be dated.
const VALUE_DAYS: i32 = 7;

/// Takes a report into the books, once by the executor's reference (I-6).
/// Whether it was new. A month paid though the deduction has ended, or paid
/// twice, is a fact like any other.
pub(crate) fn reported(
    books: &mut Books,
    cx: &mut Context<'_>,
    told: &Instalment,
    at: Instant,
) -> Result<bool, Refusal> {
    let state = || Refusal::ItemState { pointer: "/item".to_owned() };
    let income = books.ledger.income(told.item).ok_or_else(state)?.clone();
    let amount = dong(told.amount, "/amount")?;
    check::text(&told.reference, "/reference", LINE)?;
    let named = |one: &&Transfer| one.reference.as_deref() == Some(&*told.reference);
    let earned = told.income.map(|one| dong(one, "/income")).transpose()?;
    let most = cx.rules.law.income_share(Zone::HANOI.day_of(income.asked_at));
    let bound = books.ledger.bound(&income, told.month, (earned, most));
    let known = books.ledger.instalments(told.item).find(named);
    if let Some(known) = known {
        let same = known.paid == amount
            && known.month == Some(told.month)
            && known.value_day == Some(told.value_day);
        if !same {
            return Err(Refusal::InstalmentConflicts);
        }
        let told_before = Told { transfer: known.id, month: told.month, before: known.bound };
        bounded(books, cx, &income, &told_before, (bound, at));
        return Ok(false);
    }
    // Paid a little ahead, never a year ahead.
    if told.month > Month::at(at).plus(1) {
        return Err(Refusal::DayInvalid { pointer: "/month".to_owned() });
    }
    if told.value_day > Zone::HANOI.day_of(at).plus_days(VALUE_DAYS) {
        return Err(Refusal::DayInvalid { pointer: "/value_day".to_owned() });
    }
    let beyond = books.ledger.beyond(&income, told.month, amount, bound);
    runs(books, told.item, at, true);
    let transfer = TransferId(cx.ids.next_id());
    let paid = Transfer {
        id: transfer,
        item: income.item,
        demand: income.demand,
        hold: None,
        institution: Some(income.institution),
        month: Some(told.month),
        payee: income.payee,
        ordered: amount,
        paid: amount,
        arrived: 0,
        state: TransferState::InTransit,
        reference: Some(told.reference.clone()),
        value_day: Some(told.value_day),
        arrivals: Vec::new(),
        taken: 0,
        beyond,
        bound,
        returned: 0,
        shortfall: None,
        proposer: None,
    };
    books.note(MoneyEvent::InstalmentPaid { transfer: paid });
    owe_back(books, cx, &income, transfer, (beyond, at));
    let limit = books.ledger.month_limit(&income, told.month).filter(|duty| duty.is_open());
    if let Some(duty) = limit.map(|duty| duty.id) {
        let done = Done { at, proof: None, said: false };
        books.done(|one| one.id == duty, &done);
    }
    Ok(true)
}

/// A payment that was reported before.
struct Told {
    transfer: TransferId,
    month: Month,
    /// The bound known with it.
    before: Option<i64>,
}

/// The month's income was said only later, under the reference of a payment: the
/// payment stands as it was told, the bound is new.
fn bounded(
    books: &mut Books,
    cx: &mut Context<'_>,
    income: &Income,
    told: &Told,
    (bound, at): (Option<i64>, Instant),
) {
    let tighter = |bound: &i64| told.before.is_none_or(|before| *bound < before);
    let Some(bound) = bound.filter(tighter) else {
        return;
    };
    let beyond = books.ledger.beyond(income, told.month, 0, Some(bound));
    let transfer = told.transfer;
    books.note(MoneyEvent::MonthBounded { transfer, bound, beyond });
    owe_back(books, cx, income, transfer, (beyond, at));
}

/// What must stay the debtor's goes back, or somebody proves why not.
fn owe_back(
    books: &mut Books,
    cx: &mut Context<'_>,
    income: &Income,
    transfer: TransferId,
    (amount, start): (i64, Instant),
) {
    if amount > 0 {
        let (kind, event) = (DutyKind::ReturnTaken, law::Event::GroundArisen);
        let about = Some(income.instrument);
        books.owe_of(cx, &Owed { kind, about, event, start, amount }, transfer);
    }
}

/// The executor has the order, or carries it out. What it said it could not do
/// and does all the same runs again.
pub(crate) fn runs(books: &mut Books, item: ItemId, at: Instant, accepted: bool) {
    let Some(income) = books.ledger.income(item) else {
        return;
    };
    let could_not = income.ended.is_some_and(|ended| ended.why == IncomeEnd::NotPossible);
    let news =
        income.running_since.is_none() || (accepted && (income.accepted_at.is_none() || could_not));
    if news {
        books.note(MoneyEvent::IncomeRuns { item, at, accepted });
    }
    // It does not come back to life when nothing is owed any more (I-12).
    if books.ledger.closed.is_some() {
        end(books, IncomeEnd::Terminated, |one| one.item == item);
    }
}

/// Ends those of these that are live.
pub(crate) fn end(books: &mut Books, why: IncomeEnd, which: impl Fn(&Income) -> bool) {
    let live = books.ledger.incomes.iter().filter(|one| one.is_live() && which(one));
    let items: Vec<ItemId> = live.map(|one| one.item).collect();
    if !items.is_empty() {
        books.note(MoneyEvent::IncomesEnded { items, why });
    }
}
