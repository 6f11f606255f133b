//! Money that arrives on the treasury account, and money that goes back.

use super::books::{Books, Why};
use super::{Moved, dong, past_day};
use crate::case::Gate;
use crate::command::Envelope;
use crate::context::Context;
use crate::decide::check::{self, LINE};
use crate::id::TransferId;
use crate::ledger::{Book, DutyKind, MoneyEvent, TransferState};
use crate::money::Money;
use crate::refusal::Refusal;
use crate::time::Day;

/// A line of the treasury's statement.
pub(super) struct Arrived<'a> {
    pub(super) amount: Money,
    pub(super) day: Day,
    pub(super) reference: &'a str,
}

/// The accountant has seen it; never the officer himself. More than the
/// institution reported is a fact all the same: what is above the debt stays in
/// suspense and goes back.
pub(super) fn confirm(
    envelope: &Envelope,
    gate: &Gate,
    books: &mut Books,
    cx: &mut Context<'_>,
    id: TransferId,
    arrived: &Arrived<'_>,
) -> Result<Moved, Refusal> {
    let done = Moved { id: Some(id.0), ..Moved::default() };
    if envelope.actor.person() == Some(gate.officer) {
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
    if !matches!(transfer.state, TransferState::InTransit | TransferState::Confirmed) {
        return Err(unknown());
    }
    books.accrue(cx, arrived.day);
    let why = Why { day: arrived.day, note: arrived.reference, transfer: Some(id) };
    let postings = books.paying(cx, amount, &why);
    let reference = arrived.reference.to_owned();
    books.note(MoneyEvent::Remitted { transfer: id, amount, reference, postings });
    Ok(done)
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
