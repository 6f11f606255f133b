//! The lines of a deduction and of a release, as they are ticked.

use super::super::articles;
use super::super::asked::{self, Months};
use super::super::form::{Choice, Control, Fields, Group, Typed, written_amount};
use super::super::money::hold_notes;
use super::super::overdue::institution_choices;
use super::super::visitor::Visitor;
use super::super::words::{filled, money};
use super::read::Known;
use engine::instrument::InstrumentKind;
use engine::ledger::{Freeze, Hold, Income, Ledger};
use engine::money::{Currency, Money};
use engine::time::Zone;
use std::collections::BTreeSet;

/// Where the lines stand.
const LINES: &str = "/order/lines";
/// Whole freezes stand behind the holds, incomes behind them, and an account on
/// which nothing is frozen last.
const WHOLE: usize = 100_000;
const INCOME: usize = 200_000;
const DIRECT: usize = 300_000;

pub(super) fn row(number: usize, member: &str) -> String {
    format!("{LINES}/{number}/{member}")
}

/// An amount as it is typed.
pub(super) fn typed_amount(minor: i64, currency: Currency) -> String {
    written_amount(&minor.to_string(), currency.minor_digits())
}

/// What is most often right: what is owed, taken from what is held in turn.
pub(super) fn preset(visitor: &Visitor, known: &Known, kind: InstrumentKind, typed: &mut Typed) {
    let now: String = Zone::HANOI.rfc3339(visitor.now()).chars().take(16).collect();
    typed.set("/order/arose_at", now);
    let (Some(ledger), Some(cap)) = (&known.ledger, known.cap()) else { return };
    let outstanding = cap.outstanding.max(0);
    typed.set("/order/owed/amount", typed_amount(outstanding, Currency::VND));
    let mut left = cap.open;
    for (number, hold) in ledger.holds.iter().enumerate() {
        let vnd = hold.currency == Currency::VND;
        let amount = match kind {
            InstrumentKind::Deduct if vnd => hold.deductible().min(left),
            _ => 0,
        };
        left = left.saturating_sub(amount);
        if amount > 0 {
            let amount = typed_amount(amount, hold.currency);
            typed.set(&format!("_preset/{number}"), amount.clone());
            typed.set(&row(number, "amount/amount"), amount);
        }
    }
}

/// The numbers of the lines a form sent.
pub(super) fn numbers(typed: &Typed) -> BTreeSet<usize> {
    let inside = LINES.trim_start_matches('/');
    let below = typed.fields().filter_map(|(path, _)| path.strip_prefix(inside));
    let numbers = below.filter_map(|rest| rest.trim_start_matches('/').split('/').next());
    numbers.filter_map(|number| number.parse().ok()).collect()
}

/// The holds that are ticked, and what somebody typed without ticking it: that is
/// refused at its field, and nothing typed is dropped in silence.
pub(super) fn deduct_body(typed: &Typed, body: &mut Typed) {
    for number in numbers(typed) {
        let direct = ["institution", "account"];
        let direct = direct.iter().any(|member| !typed.get(&row(number, member)).is_empty());
        let held = !typed.get(&row(number, "hold")).is_empty();
        if !held && !direct && !is_typed(typed, number) {
            body.remove(&format!("{LINES}/{number}"));
        } else if !held && number < DIRECT {
            // Said to be missing beside its box.
            body.set(&row(number, "hold"), "");
        }
    }
    if !numbers(body).is_empty() {
        return;
    }
    // Nothing chosen is an empty list, which the engine refuses by name.
    body.preset("/order/lines/0/hold", "");
}

/// Whether an amount was typed that the form did not preset.
fn is_typed(typed: &Typed, number: usize) -> bool {
    let amount = typed.get(&row(number, "amount/amount"));
    !amount.is_empty() && amount != typed.get(&format!("_preset/{number}"))
}

/// Only the holds that are ticked, each with its freeze, and whole freezes.
pub(super) fn release_body(typed: &Typed, body: &mut Typed) {
    for number in numbers(typed) {
        let held = !typed.get(&row(number, "hold")).is_empty();
        let of_hold = typed.get(&format!("_of/{number}"));
        if held {
            body.set(&row(number, "freeze"), of_hold);
        } else if !of_hold.is_empty() && is_typed(typed, number) {
            body.set(&row(number, "freeze"), of_hold);
            body.set(&row(number, "hold"), "");
        } else if typed.get(&row(number, "freeze")).is_empty() {
            body.remove(&format!("{LINES}/{number}"));
        }
    }
    body.preset("/order/lines/0/hold", "");
}

/// The fields of a deduction.
pub(super) fn deduct(visitor: &Visitor, fields: &Fields<'_>, known: &Known) -> Vec<Group> {
    let mut groups = vec![fields.group(
        "order-pay-to",
        vec![fields.select("/order/payee", "order-payee", payees(visitor, known))],
    )];
    groups.push(identity(visitor, fields));
    if let Some(ledger) = &known.ledger {
        let holds = ledger.holds.iter().enumerate().filter(|(_, hold)| hold.deductible() > 0);
        groups.extend(holds.map(|(number, hold)| {
            let mut lines = vec![
                part(visitor, "hold-remaining", hold, hold.remaining()),
                part(visitor, "hold-deductible", hold, hold.deductible()),
            ];
            lines.extend(hold_notes(visitor, known, ledger, hold));
            of_hold(visitor, fields, (number, hold), lines)
        }));
    }
    groups.push(direct(visitor, fields));
    groups
}

/// By what the officer confirms that who holds the money, or is paid the income, is
/// the debtor: nothing is chosen before he chooses it.
pub(super) fn identity(visitor: &Visitor, fields: &Fields<'_>) -> Group {
    let mut grounds = vec![Choice::new("", visitor.t("choose"))];
    grounds.extend(articles::choices(visitor, articles::List::Identity));
    fields.group(
        "order-identity",
        vec![
            fields.select("/order/identity/code", "order-identity-code", grounds),
            fields.area("/order/identity/note", "order-identity-note"),
        ],
    )
}

/// An account on which nothing is frozen.
fn direct(visitor: &Visitor, fields: &Fields<'_>) -> Group {
    let mut institutions = vec![Choice::new("", visitor.t("choose"))];
    institutions.extend(institution_choices(visitor));
    let name = |member: &str| row(DIRECT, member);
    fields.group(
        "order-without-freeze",
        vec![
            fields.select(&name("institution"), "demand-institution", institutions),
            fields.line(&name("account"), "account-number"),
            fields.line(&name("amount/amount"), "order-line-amount"),
            fields.hidden(&name("amount/currency"), "VND"),
        ],
    )
}

/// The receiving accounts that a deduction may name.
pub(super) fn payees(visitor: &Visitor, known: &Known) -> Vec<Choice> {
    let now = visitor.now();
    let usable = known.payees.iter().filter(|one| one.is_usable_at(now));
    let payees = usable.map(|one| {
        let content = &one.content;
        let account = content.account.display();
        Choice::new(one.id.to_string(), format!("{} – {account}, {}", content.name, content.bank))
    });
    payees.collect()
}

/// The fields of a release.
pub(super) fn release(visitor: &Visitor, fields: &Fields<'_>, known: &Known) -> Vec<Group> {
    let grounds = articles::choices(visitor, articles::List::Lift);
    let mut groups = vec![fields.group(
        "order-ground",
        vec![
            fields.select("/order/ground", "order-ground", grounds),
            fields.time("/order/arose_at", "order-arose"),
        ],
    )];
    let Some(ledger) = &known.ledger else { return groups };
    let live = ledger.freezes.iter().enumerate().filter(|(_, freeze)| freeze.is_live());
    let whole = live.map(|(number, freeze)| of_freeze(visitor, fields, number, freeze));
    let whole: Vec<Control> = whole.collect();
    if !whole.is_empty() {
        groups.push(fields.group("order-release-whole", whole));
    }
    let running = ledger.incomes.iter().enumerate().filter(|(_, income)| income.is_live());
    let running = running.map(|(number, income)| of_income(visitor, fields, number, income));
    let running: Vec<Control> = running.collect();
    if !running.is_empty() {
        groups.push(fields.group("order-end-income", running));
    }
    groups.extend(free_holds(ledger).map(|(number, hold)| {
        let mut lines = vec![part(visitor, "hold-free", hold, hold.free())];
        lines.extend(hold_notes(visitor, known, ledger, hold));
        let mut group = of_hold(visitor, fields, (number, hold), lines);
        group.controls.push(fields.hidden(&format!("_of/{number}"), &hold.freeze.to_string()));
        group
    }));
    groups
}

fn free_holds(ledger: &Ledger) -> impl Iterator<Item = (usize, &Hold)> {
    ledger.holds.iter().enumerate().filter(|(_, hold)| hold.free() > 0 || hold.all_unknown)
}

fn part(visitor: &Visitor, key: &str, hold: &Hold, minor: i64) -> String {
    filled(visitor.lang, key, "amount", &money(Money::new(minor, hold.currency)))
}

pub(super) fn ticked(fields: &Fields<'_>, name: &str, mut choice: Choice) -> Control {
    choice.chosen = fields.typed.all(name).contains(&choice.value);
    Control { kind: "check", choices: vec![choice], ..fields.line(name, "order-line-take") }
}

/// One hold: whether, and how much of it.
fn of_hold(
    visitor: &Visitor,
    fields: &Fields<'_>,
    (number, hold): (usize, &Hold),
    lines: Vec<String>,
) -> Group {
    let institution = visitor.names().institution(hold.institution);
    let legend = format!("{institution} – {}", hold.account.display());
    let mut choice = Choice::new(hold.id.to_string(), visitor.t("order-line-take"));
    choice.lines = lines;
    let preset = format!("_preset/{number}");
    Group {
        legend,
        hint: String::new(),
        folded: false,
        controls: vec![
            ticked(fields, &row(number, "hold"), choice),
            fields.line(&row(number, "amount/amount"), "order-line-amount"),
            fields.hidden(&row(number, "amount/currency"), hold.currency.code()),
            fields.hidden(&preset, fields.typed.get(&preset)),
        ],
    }
}

/// A whole freeze, caught or not.
fn of_freeze(visitor: &Visitor, fields: &Fields<'_>, number: usize, freeze: &Freeze) -> Control {
    let institution = visitor.names().institution(freeze.institution);
    let mut choice = Choice::new(freeze.item.to_string(), institution);
    choice.lines.push(filled(
        visitor.lang,
        "order-freeze-all",
        "amount",
        &money(Money::vnd(freeze.target)),
    ));
    ticked(fields, &row(WHOLE.saturating_add(number), "freeze"), choice)
}

/// A deduction from income that still runs.
fn of_income(visitor: &Visitor, fields: &Fields<'_>, number: usize, income: &Income) -> Control {
    let institution = visitor.names().institution(income.institution);
    let mut choice = Choice::new(income.item.to_string(), institution);
    let months = Months { first: income.first, day: income.day, last: income.last };
    let (total, keep) = (Money::vnd(income.total), Money::vnd(income.keep));
    choice.lines.push(asked::income(visitor, total, income.monthly, keep, months));
    ticked(fields, &row(INCOME.saturating_add(number), "freeze"), choice)
}
