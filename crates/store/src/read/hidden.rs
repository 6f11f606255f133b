//! Account numbers for those who may know that an account is meant, but not
//! read what institutions said: all but the end is struck out.

use engine::concession::Concession;
use engine::execution::Care;
use engine::id::{HoldId, ItemId};
use engine::identity::AccountNumber;
use engine::instrument::Request;
use engine::ledger::{Ledger, Objector};
use engine::order::{DeductLine, Order, OrderContent, OrderRequest};
use engine::prosecution::ProsecutorAct;
use engine::request::MeasureRequest;
use std::collections::HashMap;

/// In front of what is shown of a number.
const STRUCK: &str = "XXXX";

/// At most the last three signs of a number, never how long it is.
pub(super) fn account(number: &AccountNumber) -> AccountNumber {
    let signs = number.normalised().chars().count();
    let shown = (signs / 3).min(3);
    let end: String = number.normalised().chars().skip(signs - shown).collect();
    // Four letters and at most three signs more are always a number.
    AccountNumber::parse(&format!("{STRUCK}{end}")).unwrap_or_else(|_| number.clone())
}

/// Strikes out the accounts that a request names; where money goes is shown.
pub(super) fn in_request(request: &mut Request) {
    let Request::Order(order) = request else {
        return;
    };
    match order {
        OrderRequest::Freeze { accounts, .. } => accounts.iter_mut().for_each(strike),
        OrderRequest::Deduct { account, .. } => strike(account),
        OrderRequest::Release { account, .. } => account.iter_mut().for_each(strike),
        OrderRequest::Amend { accounts, .. } => {
            accounts.iter_mut().flatten().for_each(strike);
        }
        OrderRequest::IncomeDeduction { .. } => {}
    }
}

/// Strikes out the accounts that an order names.
pub(super) fn in_order(content: &mut OrderContent) {
    match &mut content.order {
        Order::Freeze { at, .. } => {
            at.iter_mut().flat_map(|place| &mut place.accounts).for_each(strike);
        }
        Order::Deduct { lines, .. } => lines.iter_mut().for_each(|line| match line {
            DeductLine::Direct { account, .. } => strike(account),
            DeductLine::Held { .. } => {}
        }),
        Order::Amend { lines } => {
            lines.iter_mut().flat_map(|line| &mut line.accounts).flatten().for_each(strike);
        }
        Order::Release { .. } | Order::IncomeDeduction { .. } => {}
    }
}

/// Leaves out in which words somebody confirmed who a holder is: they name numbers
/// that institutions hold.
pub(super) fn in_identity(content: &mut OrderContent) {
    match &mut content.order {
        Order::Deduct { identity, .. }
        | Order::IncomeDeduction { identity: Some(identity), .. } => identity.note = None,
        _ => {}
    }
}

/// Strikes out the accounts that a request for a measure names.
pub(super) fn in_request_for_measure(request: &mut MeasureRequest) {
    let places = request.content.known_at.iter_mut();
    places.flat_map(|place| &mut place.accounts).for_each(strike);
}

/// Strikes out the accounts of holds, and leaves out the balances reported and
/// what people wrote.
pub(super) fn in_ledger(ledger: &mut Ledger) {
    ledger.freezes.iter_mut().flat_map(|freeze| &mut freeze.accounts).for_each(strike);
    for hold in &mut ledger.holds {
        strike(&mut hold.account);
        hold.care = Care::default();
        hold.at_receipt = None;
        hold.at_freeze = None;
        hold.left_between = None;
    }
    // Who objects and what he says names persons.
    for objection in &mut ledger.objections {
        objection.by = Objector::default();
        objection.text.clear();
        if let Some(end) = &mut objection.end {
            end.reason.clear();
        }
    }
    for notice in &mut ledger.notices {
        notice.proof.clear();
    }
    for delegation in &mut ledger.delegations {
        delegation.reason.clear();
        delegation.end.iter_mut().for_each(|end| end.reason.clear());
    }
    ledger.acts.iter_mut().for_each(in_act);
    ledger.concessions.iter_mut().for_each(in_concession);
    if let Some(notice) = &mut ledger.notified {
        notice.proof.clear();
    }
    // Whom to call is for those who work on the case.
    ledger.neighbours.clear();
}

/// Leaves out what a creditor and an office wrote.
fn in_concession(concession: &mut Concession) {
    concession.asset.iter_mut().for_each(String::clear);
    concession.paper.iter_mut().for_each(|paper| paper.proof.clear());
    concession.end.iter_mut().for_each(|end| end.reason.clear());
}

/// Leaves out what a procuracy and an office wrote to each other.
pub(super) fn in_act(act: &mut ProsecutorAct) {
    act.text.clear();
    act.proof.iter_mut().for_each(String::clear);
    if let Some(answer) = &mut act.answer {
        answer.content.reasons.clear();
        answer.content.sent.iter_mut().for_each(|sent| sent.proof.clear());
    }
    if let Some(end) = &mut act.end {
        end.text.clear();
        end.paper.iter_mut().for_each(|paper| paper.proof.clear());
    }
}

/// Leaves of the money of a case what is to be done: freezes without amounts,
/// duties, objections.
pub(super) fn all_but_acts(ledger: &mut Ledger) {
    in_ledger(ledger);
    for freeze in &mut ledger.freezes {
        freeze.target = 0;
        freeze.retarget = None;
        freeze.captures.clear();
    }
    for duty in &mut ledger.duties {
        duty.amount = 0;
        duty.proof = None;
    }
    let holds: HashMap<HoldId, ItemId> =
        ledger.holds.iter().map(|hold| (hold.id, hold.freeze)).collect();
    for objection in &mut ledger.objections {
        // Of which freeze, where it is about some of its accounts.
        let of = std::mem::take(&mut objection.holds);
        objection.freezes.extend(of.iter().filter_map(|hold| holds.get(hold)));
    }
    let bare = Ledger::empty(ledger.case, ledger.agency);
    let shown = std::mem::replace(ledger, bare);
    ledger.version = shown.version;
    ledger.freezes = shown.freezes;
    ledger.duties = shown.duties;
    ledger.objections = shown.objections;
    ledger.notices = shown.notices;
    ledger.acts = shown.acts;
}

fn strike(number: &mut AccountNumber) {
    *number = account(number);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_end_of_a_number_is_shown() {
        for (number, shown) in
            [("0011004567890", "XXXX890"), ("VIP8888", "XXXX88"), ("1234", "XXXX4")]
        {
            let number = AccountNumber::parse(number).unwrap();
            assert_eq!(account(&number).normalised(), shown);
        }
    }
}
