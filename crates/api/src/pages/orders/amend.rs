//! The lines of an amendment: another amount for a standing freeze, or other
//! accounts.

use super::super::form::{Choice, Control, Fields, Group, Typed};
use super::super::visitor::Visitor;
use super::lines::{numbers, row, ticked, typed_amount};
use super::read::Known;
use engine::identity::AccountNumber;
use engine::ledger::{Freeze, Ledger};
use engine::money::Currency;

/// Every account of the debtor there from now on.
fn everything(number: usize) -> String {
    format!("_everything/{number}")
}

/// The accounts as they are typed, and as they stood in the form.
fn accounts(number: usize) -> String {
    format!("_accounts/{number}")
}

fn stood(number: usize) -> String {
    format!("_stood/{number}")
}

fn standing(ledger: &Ledger) -> impl Iterator<Item = (usize, &Freeze)> {
    ledger.freezes.iter().enumerate().filter(|(_, freeze)| freeze.is_standing())
}

fn named(freeze: &Freeze) -> String {
    let named: Vec<String> = freeze.accounts.iter().map(AccountNumber::display).collect();
    named.join(", ")
}

/// As each freeze stands now.
pub(super) fn preset(known: &Known, typed: &mut Typed) {
    for (number, freeze) in known.ledger.iter().flat_map(standing) {
        typed.set(&row(number, "target/amount"), typed_amount(freeze.target, Currency::VND));
        typed.set(&accounts(number), named(freeze));
        if freeze.everything {
            typed.set(&everything(number), "true");
        }
    }
}

/// One group for each freeze that stands.
pub(super) fn form(visitor: &Visitor, fields: &Fields<'_>, known: &Known) -> Vec<Group> {
    let groups = known.ledger.iter().flat_map(standing).map(|(number, freeze)| {
        let choice = Choice::new(freeze.item.to_string(), visitor.t("order-line-amend"));
        let stood_before = if freeze.everything { String::new() } else { named(freeze) };
        let controls: Vec<Control> = vec![
            ticked(fields, &row(number, "freeze"), choice),
            fields.line(&row(number, "target/amount"), "order-amend-target"),
            fields.hidden(&row(number, "target/currency"), "VND"),
            fields.check(&everything(number), "order-amend-everything-field"),
            fields.area(&accounts(number), "order-amend-accounts-field"),
            fields.hidden(&stood(number), &stood_before),
        ];
        let legend = visitor.names().institution(freeze.institution);
        Group { legend, hint: String::new(), folded: false, controls }
    });
    groups.collect()
}

/// The freezes that are ticked; accounts only where they are others than before.
pub(super) fn to_body(typed: &Typed, body: &mut Typed) {
    for number in numbers(typed) {
        if typed.get(&row(number, "freeze")).is_empty() {
            body.remove(&row(number, "freeze"));
            body.remove(&row(number, "target"));
            continue;
        }
        let every = typed.get(&everything(number)) == "true";
        let words = |text: &str| -> Vec<String> {
            let words = text.split([' ', ',', ';', '\n', '\r']).filter(|one| !one.is_empty());
            words.map(ToOwned::to_owned).collect()
        };
        let before = words(typed.get(&stood(number)));
        let now = if every { Vec::new() } else { words(typed.get(&accounts(number))) };
        if now == before {
            continue;
        }
        // A blank entry alone is an empty list: every account.
        body.set(&row(number, "accounts/0"), "");
        for (index, account) in now.into_iter().enumerate() {
            body.set(&row(number, &format!("accounts/{index}")), account);
        }
    }
    // Nothing chosen is an empty list, which the engine refuses by name.
    if !numbers(body).iter().any(|number| !body.get(&row(*number, "freeze")).is_empty()) {
        body.set("/order/lines/0/freeze", "");
    }
}
