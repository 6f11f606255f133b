//! What an order says, line by line, in words.

use super::super::articles;
use super::super::asked;
use super::super::visitor::Visitor;
use super::super::words::{filled, money};
use super::read::Known;
use engine::identity::Holder;
use engine::order::{AmendLine, DeductLine, Identity, Order, OrderContent, ReleaseLine};

/// The lines of an order, each with the institution that carries it out.
pub(super) fn says(visitor: &Visitor, known: &Known, content: &OrderContent) -> Vec<String> {
    let names = visitor.names();
    match &content.order {
        Order::Freeze { owed, urgent, at, .. } => {
            let lines = at.iter().map(|one| {
                let said = asked::frozen(visitor, *owed, &one.accounts, *urgent);
                format!("{}: {said}", names.institution(one.institution))
            });
            lines.collect()
        }
        Order::Deduct { payee, identity, lines } => {
            let pay_to = known.payees.iter().find(|one| one.id == *payee);
            let pay_to = pay_to.map(engine::payee::Payee::pay_to);
            let mut said: Vec<String> =
                lines.iter().map(|line| deducts(visitor, known, line, pay_to.as_ref())).collect();
            said.push(identified(visitor, identity));
            said
        }
        Order::Release { ground, lines, .. } => {
            lines.iter().map(|line| releases(visitor, known, line, ground)).collect()
        }
        Order::Amend { lines } => lines.iter().map(|line| amends(visitor, known, line)).collect(),
        Order::IncomeDeduction {
            executor,
            identity,
            total,
            monthly,
            keep,
            first,
            day,
            last,
            ..
        } => {
            let months = asked::Months { first: *first, day: *day, last: *last };
            let said = asked::income(visitor, *total, *monthly, *keep, months);
            let mut lines = vec![format!("{}: {said}", names.institution(*executor))];
            lines.extend(identity.as_ref().map(|one| identified(visitor, one)));
            lines
        }
    }
}

/// By what the officer confirmed that he takes the debtor's money.
fn identified(visitor: &Visitor, identity: &Identity) -> String {
    let ground = articles::ground(visitor, articles::List::Identity, &identity.code);
    let title = visitor.t("order-identity");
    match &identity.note {
        Some(note) => format!("{title}: {ground} – {note}"),
        None => format!("{title}: {ground}"),
    }
}

fn deducts(
    visitor: &Visitor,
    known: &Known,
    line: &DeductLine,
    pay_to: Option<&engine::order::PayTo>,
) -> String {
    let from = match line {
        DeductLine::Held { hold, .. } => {
            known.hold(*hold).map(|hold| (hold.institution, &hold.account))
        }
        DeductLine::Direct { institution, account, .. } => Some((*institution, account)),
    };
    let bare = || filled(visitor.lang, "order-deduct-bare", "amount", &money(line.amount()));
    let said = match (from, pay_to) {
        (Some((institution, account)), Some(pay_to)) => {
            let said = asked::deducted(visitor, line.amount(), account, pay_to);
            format!("{}: {said}", visitor.names().institution(institution))
        }
        (Some((institution, account)), None) => {
            let institution = visitor.names().institution(institution);
            format!("{institution}, {}: {}", account.display(), bare())
        }
        (None, _) => bare(),
    };
    let held = line.hold().and_then(|id| known.hold(id));
    if held.is_some_and(|hold| known.holder(hold) == Holder::Other) {
        return format!("{said} ({})", visitor.t("hold-holder-differs"));
    }
    match line {
        DeductLine::Held { .. } => said,
        DeductLine::Direct { .. } => format!("{said} ({})", visitor.t("order-without-freeze")),
    }
}

fn releases(visitor: &Visitor, known: &Known, line: &ReleaseLine, ground: &str) -> String {
    if known.is_income(line.freeze) {
        let ground = asked::lift_ground(visitor, ground);
        let said = format!("{} – {ground}", visitor.t("order-end-income"));
        return at(visitor, known, line.freeze, said);
    }
    let account = line.hold.and_then(|hold| known.hold(hold)).map(|hold| &hold.account);
    let said = match (line.hold, account, line.amount) {
        // A part of what one may not read is no release of the whole.
        (Some(_), None, amount) => {
            let amount = amount.map(money).unwrap_or_default();
            filled(visitor.lang, "order-release-bare", "amount", &amount)
        }
        (_, account, amount) => asked::released(visitor, amount, account, ground),
    };
    at(visitor, known, line.freeze, said)
}

fn amends(visitor: &Visitor, known: &Known, line: &AmendLine) -> String {
    at(visitor, known, line.freeze, asked::amended(visitor, line.target, line.accounts.as_deref()))
}

fn at(visitor: &Visitor, known: &Known, freeze: engine::id::ItemId, said: String) -> String {
    match known.institution(freeze) {
        Some(institution) => format!("{}: {said}", visitor.names().institution(institution)),
        None => said,
    }
}
