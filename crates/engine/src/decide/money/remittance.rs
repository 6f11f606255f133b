//! Money that arrives on the treasury account.

use super::books::{Books, Why};
use super::{Moved, dong, past_day};
use crate::case::Gate;
use crate::command::Envelope;
use crate::context::Context;
use crate::decide::check::{self, LINE, TEXT};
use crate::facts::Facts;
use crate::id::{TransferId, UserId};
use crate::ledger::{Arrival, Hold, Ledger, MoneyEvent, Shortfall, Transfer, TransferState};
use crate::money::Money;
use crate::refusal::Refusal;
use crate::time::Day;

/// Money on the treasury's account.
pub(super) struct Arrived<'a> {
    pub(super) amount: Money,
    pub(super) day: Day,
    pub(super) reference: &'a str,
    pub(super) said: Said,
}

/// Who says so. References of some banks begin anew, or are given to more than
/// one payment of an order: what a reference alone cannot tell apart, a line of a
/// statement or a person does.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Said {
    /// A line of a statement.
    ByLine {
        /// Somebody has looked which payment it is: no other line is the same money.
        assigned: bool,
    },
    /// A person.
    ByHand {
        /// He has looked: it is other money than what arrived under this reference.
        other_money: bool,
    },
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
    not_his_own(facts, envelope, gate, &books.ledger, id)?;
    let amount = dong(arrived.amount, "/amount")?;
    past_day(arrived.day, cx, "/day")?;
    check::text(arrived.reference, "/reference", LINE)?;
    let unknown = || Refusal::TransferState { pointer: "/transfer".to_owned() };
    let transfer = books.ledger.transfer(id).ok_or_else(unknown)?;
    match meets(&books.ledger, transfer, amount, arrived) {
        Meets::Nothing => {}
        Meets::Itself => return Ok(done),
        Meets::SaidByHand => {
            let (transfer, day, reference) = (id, arrived.day, arrived.reference.to_owned());
            books.note(MoneyEvent::RemittanceStated { transfer, reference, amount, day });
            return Ok(done);
        }
        Meets::Another => return Err(Refusal::RemittanceConflicts),
    }
    let contradicts = transfer.state == TransferState::Void;
    let from_hold = from_hold(&books.ledger, transfer, amount);
    books.accrue(cx, arrived.day);
    let why = Why { day: arrived.day, note: arrived.reference, transfer: Some(id) };
    let postings = books.paying(cx, amount, &why);
    let (transfer, reference) = (id, arrived.reference.to_owned());
    let stated = matches!(arrived.said, Said::ByLine { .. });
    books.note(MoneyEvent::Remitted {
        transfer,
        amount,
        reference,
        postings,
        from_hold,
        contradicts,
        stated,
    });
    Ok(done)
}

/// What money meets that arrived before it.
enum Meets {
    /// Nothing that it may be.
    Nothing,
    /// Itself: told again.
    Itself,
    /// Itself as a person has told it.
    SaidByHand,
    /// Money under the same reference, about the same days: for another payment,
    /// or of another amount.
    Another,
}

/// Money counts once: by hand for one payment and by the statement for its twin.
fn meets(ledger: &Ledger, transfer: &Transfer, amount: i64, arrived: &Arrived<'_>) -> Meets {
    let Arrived { reference, day, said, .. } = *arrived;
    let own = || transfer.arrivals.iter().filter(|one| one.may_be(reference, day));
    if let Said::ByLine { .. } = said {
        if own().any(|one| !one.stated && one.amount == amount) {
            return Meets::SaidByHand;
        }
    } else if own().any(|one| one.is(reference, amount, day)) {
        return Meets::Itself;
    }
    if said == (Said::ByHand { other_money: true }) {
        return Meets::Nothing;
    }
    let looked_at = said == (Said::ByLine { assigned: true });
    let on_account = ledger.transfers.iter().filter(|one| one.payee == transfer.payee);
    let mut others = on_account.flat_map(|one| &one.arrivals);
    // Another line of another day, and somebody has looked.
    let other = |one: &Arrival| looked_at && one.stated && one.day != Some(day);
    let may_be = |one: &Arrival| one.may_be(reference, day) && !other(one);
    if others.any(may_be) { Meets::Another } else { Meets::Nothing }
}

/// One who may judge says that no more of a payment will come, with the reason;
/// nothing moves by it.
pub(super) fn report_short(
    facts: &Facts,
    envelope: &Envelope,
    gate: &Gate,
    books: &mut Books,
    cx: &Context<'_>,
    (transfer, reason): (TransferId, &str),
) -> Result<Moved, Refusal> {
    not_his_own(facts, envelope, gate, &books.ledger, transfer)?;
    let missing = outstanding(&books.ledger, transfer)?;
    let by = envelope.actor.person().ok_or(Refusal::Forbidden)?;
    check::text(reason, "/reason", TEXT)?;
    let (reason, at, confirmed_by) = (reason.to_owned(), cx.now, None);
    let shortfall = Shortfall { missing, reason, by, at, confirmed_by };
    books.note(MoneyEvent::RemittanceShort { transfer, shortfall });
    Ok(Moved { id: Some(transfer.0), ..Moved::default() })
}

/// Another person confirms it: the rest is no longer on its way. What the debtor
/// owes is what has not arrived; what was taken of him and did not arrive is
/// between the institution and the office.
pub(super) fn confirm_short(
    facts: &Facts,
    envelope: &Envelope,
    gate: &Gate,
    books: &mut Books,
    id: TransferId,
) -> Result<Moved, Refusal> {
    not_his_own(facts, envelope, gate, &books.ledger, id)?;
    outstanding(&books.ledger, id)?;
    let said = books.ledger.transfer(id).and_then(|one| one.shortfall.clone());
    let said = said.ok_or(Refusal::NothingToConfirm)?;
    let by = envelope.actor.person().ok_or(Refusal::Forbidden)?;
    if said.by == by {
        return Err(Refusal::OwnApproval);
    }
    let shortfall = Shortfall { confirmed_by: Some(by), ..said };
    books.note(MoneyEvent::RemittanceShort { transfer: id, shortfall });
    Ok(Moved { id: Some(id.0), ..Moved::default() })
}

/// What is missing of a payment that is on its way.
fn outstanding(ledger: &Ledger, id: TransferId) -> Result<i64, Refusal> {
    let transfer = ledger.transfer(id).map_or(0, Transfer::in_transit);
    let state = || Refusal::TransferState { pointer: "/transfer".to_owned() };
    Some(transfer).filter(|missing| *missing > 0).ok_or_else(state)
}

/// Never who ordered the payment (I-29).
fn not_his_own(
    facts: &Facts,
    envelope: &Envelope,
    gate: &Gate,
    ledger: &Ledger,
    id: TransferId,
) -> Result<(), Refusal> {
    let person = envelope.actor.person();
    if person == Some(gate.officer) || has_ordered(facts, ledger, id, person) {
        return Err(Refusal::OwnRemittance);
    }
    Ok(())
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
