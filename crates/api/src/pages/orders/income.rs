//! The form of a deduction from income.

use super::super::form::{Choice, Fields, Group, Typed, written_amount};
use super::super::overdue::institution_choices;
use super::super::visitor::Visitor;
use super::employer;
use super::lines::{identity, payees};
use super::read::Known;
use engine::month::Month;

/// Where the share of each month stands.
const MONTHLY: &str = "/order/monthly";

/// What is most often right: all that may still be taken, from the next month.
pub(super) fn preset(visitor: &Visitor, known: &Known, typed: &mut Typed) {
    let open = known.cap().map_or(0, |cap| cap.open);
    typed.set("/order/total/amount", written_amount(&open.to_string(), 0));
    typed.set("/order/first", Month::at(visitor.now()).plus(1).to_string());
    typed.set("/order/day_of_month", "10");
    typed.set(&format!("{MONTHLY}/kind"), "amount");
}

/// An amount or a share, as it was chosen.
pub(super) fn to_body(typed: &Typed, body: &mut Typed) {
    let other = if typed.get(&format!("{MONTHLY}/kind")) == "share" { "amount" } else { "percent" };
    body.remove(&format!("{MONTHLY}/{other}"));
}

/// The fields of a deduction from income.
pub(super) fn form(visitor: &Visitor, fields: &Fields<'_>, known: &Known) -> Vec<Group> {
    let monthly = |member: &str| format!("{MONTHLY}/{member}");
    let mut payers = vec![Choice::new("", visitor.t("choose"))];
    payers.extend(institution_choices(visitor));
    let kinds = ["amount", "share"];
    let kinds = kinds.map(|kind| Choice::new(kind, visitor.t(&format!("income-by-{kind}"))));
    vec![
        fields.group(
            "order-pay-to",
            vec![
                fields.select("/order/payee", "order-payee", payees(visitor, known)),
                fields.select("/order/executor", "income-executor", payers),
            ],
        ),
        employer::group(fields),
        identity(visitor, fields),
        fields.group(
            "order-says",
            vec![
                fields.line("/order/total/amount", "income-total"),
                fields.hidden("/order/total/currency", "VND"),
                fields.select(&monthly("kind"), "income-each", kinds.to_vec()),
                fields.line(&monthly("amount/amount"), "income-each-amount"),
                fields.hidden(&monthly("amount/currency"), "VND"),
                fields.number(&monthly("percent"), "income-percent"),
                fields.line("/order/keep/amount", "income-keep"),
                fields.hidden("/order/keep/currency", "VND"),
                fields.line("/order/first", "income-first"),
                fields.number("/order/day_of_month", "income-day"),
                fields.line("/order/last", "income-last"),
            ],
        ),
    ]
}
