//! Money that arrives on the treasury account, and money that goes back.

use super::books::{Books, Why};
use super::{Moved, dong, past_day};
use crate::case::Gate;
use crate::command::Envelope;
use crate::context::Context;
use crate::decide::check::{self, LINE};
use crate::facts::Facts;
use crate::id::{PayeeId, TransferId, UserId};
use crate::ledger::{Book, DutyKind, Hold, Ledger, MoneyEvent, Transfer, TransferState};
use crate::money::Money;
use crate::refusal::Refusal;
use crate::time::Day;

/// A line of the treasury's statement.
pub(super) struct Arrived<'a> {
    pub(super) amount: Money,
    pub(super) day: Day,
    pub(super) reference: &'a str,
}

/// The accountant has seen it; never who ordered it. Money that is here is here:
/// before the institution reports it, though it reported that it did not pay,
/// and more than it reported. What is above the debt stays in suspense and goes
/// back.
pub(super) fn confirm(
    facts: &Facts,
    envelope: &Envelope,
    gate: &Gate,
    books: &mut Books,
    cx: &mut Context<'_>,
    id: TransferId,
    arrived: &Arrived<'_>,
) -> Result<Moved, Refusal> {
    let done = Moved { id: Some(id.0), ..Moved::default() };
    let person = envelope.actor.person();
    if person == Some(gate.officer) || has_ordered(facts, &books.ledger, id, person) {
        return Err(Refusal::OwnRemittance);
    }
    let amount = dong(arrived.amount, "/amount")?;
    past_day(arrived.day, cx, "/day")?;
    check::text(arrived.reference, "/reference", LINE)?;
    let unknown = || Refusal::TransferState { pointer: "/transfer".to_owned() };
    let transfer = books.ledger.transfer(id).ok_or_else(unknown)?;
    let known = transfer.arrivals.iter().find(|one| one.reference == arrived.reference);
    match known {
        Some(known) if known.amount == amount => return Ok(done),
        Some(_) => return Err(Refusal::RemittanceConflicts),
        None => {}
    }
    // By hand for one payment and by the statement for its twin: money counts once.
    if has_arrived(&books.ledger, transfer.payee, arrived) {
        return Err(Refusal::RemittanceConflicts);
    }
    let contradicts = transfer.state == TransferState::Void;
    let from_hold = from_hold(&books.ledger, transfer, amount);
    books.accrue(cx, arrived.day);
    let why = Why { day: arrived.day, note: arrived.reference, transfer: Some(id) };
    let postings = books.paying(cx, amount, &why);
    let reference = arrived.reference.to_owned();
    let transfer = id;
    books.note(MoneyEvent::Remitted {
        transfer,
        amount,
        reference,
        postings,
        from_hold,
        contradicts,
    });
    Ok(done)
}

/// Who wrote or approved the deduction never says that its money came, in
/// whatever role (I-29). An order that is not at hand is nobody's to confirm.
fn has_ordered(
    facts: &Facts,
    ledger: &Ledger,
    transfer: TransferId,
    person: Option<UserId>,
) -> bool {
    let Some(transfer) = ledger.transfer(transfer) else {
        return false;
    };
    let order = facts.demands.get(transfer.demand);
    let Some(order) = order.and_then(|demand| facts.instruments.get(demand.instrument)) else {
        return true;
    };
    let approver = order.approval.as_ref().map(|approval| approval.by);
    person.is_none() || order.is_act_of(person) || person == approver
}

/// Whether this may be money that has arrived on an account already, for
/// whichever payment of the case.
fn has_arrived(ledger: &Ledger, account: PayeeId, money: &Arrived<'_>) -> bool {
    let on_account = ledger.transfers.iter().filter(|one| one.payee == account);
    on_account.flat_map(|one| &one.arrivals).any(|one| one.may_be(money.reference, money.day))
}

/// How much its hold gave of what arrives before the institution has reported
/// the payment: not more than was ordered of it, nor than is there. What is
/// reported is off the hold already; without a freeze there is none.
fn from_hold(ledger: &Ledger, transfer: &Transfer, amount: i64) -> i64 {
    if transfer.is_reported() {
        return 0;
    }
    let ordered = transfer.ordered.saturating_sub(transfer.paid).max(0);
    amount.min(ordered).min(ledger.hold_of(transfer).map_or(0, Hold::remaining))
}

pub(super) fn pay_back(
    books: &mut Books,
    cx: &mut Context<'_>,
    amount: Money,
    day: Day,
    note: &str,
) -> Result<Moved, Refusal> {
    let amount = dong(amount, "/amount")?;
    past_day(day, cx, "/day")?;
    check::text(note, "/note", LINE)?;
    let balance = books.ledger.balances.suspense.saturating_neg();
    if amount > balance {
        return Err(Refusal::BookExceeded { pointer: "/amount".to_owned(), balance });
    }
    let why = Why { day, note, transfer: None };
    let postings = books.postings(cx, vec![(Book::Suspense, Book::Received, amount)], &why);
    let id = postings.first().map(|posting| posting.id.0);
    books.note(MoneyEvent::Posted { postings });
    if amount == balance {
        books.meet(DutyKind::Refund, None, cx.now, Some(note));
    }
    Ok(Moved { id, ..Moved::default() })
}
