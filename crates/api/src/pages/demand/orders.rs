//! The fields of an answer to an order.

use super::super::articles;
use super::super::form::{Choice, Control, Fields, Group, Typed, written_amount};
use super::super::visitor::Visitor;
use super::rows::{currency, held};
use engine::answer::AccountKind;
use engine::order::OrderRequest;

/// Amounts beside what is frozen, in the currency of the account.
const BESIDE: [&str; 4] = ["at_receipt", "at_freeze", "left_between", "protected"];

/// What an institution may say of an order; what was ordered stands first.
pub(super) fn outcomes(order: &OrderRequest) -> Vec<&'static str> {
    match order {
        OrderRequest::Freeze { .. } => vec!["frozen", "none", "refused"],
        OrderRequest::Deduct { .. } => vec!["paid", "refused"],
        OrderRequest::Release { .. } => vec!["released", "refused"],
        OrderRequest::Amend { .. } => vec!["amended", "refused"],
        OrderRequest::IncomeDeduction { .. } => vec!["income_accepted", "refused"],
    }
}

/// Whether the answer goes account by account.
pub(super) const fn has_accounts(order: &OrderRequest) -> bool {
    matches!(order, OrderRequest::Freeze { .. } | OrderRequest::Release { .. })
}

/// What is most often right: what was ordered.
pub(super) fn preset(order: &OrderRequest, base: &str, typed: &mut Typed) {
    let at = |member: &str| format!("{base}/{member}");
    match order {
        OrderRequest::Deduct { amount, .. } => {
            let digits = amount.currency().minor_digits();
            let written = written_amount(&amount.minor().to_string(), digits);
            typed.preset(&at("paid/amount"), written);
            typed.preset(&at("paid/currency"), amount.currency().code());
        }
        // What somebody has said stands, be it nothing.
        OrderRequest::Release { account: Some(account), amount, .. }
            if typed.get(&at("outcome")).is_empty() =>
        {
            typed.preset(&at("accounts/0/number"), account.normalised());
            if let Some(amount) = amount {
                let digits = amount.currency().minor_digits();
                let written = written_amount(&amount.minor().to_string(), digits);
                typed.preset(&at("accounts/0/amount/amount"), written);
                typed.preset(&at("accounts/0/amount/currency"), amount.currency().code());
            }
        }
        OrderRequest::Release { .. }
        | OrderRequest::Freeze { .. }
        | OrderRequest::Amend { .. }
        | OrderRequest::IncomeDeduction { .. } => {}
    }
}

/// The fields that stand once: of a payment.
pub(super) fn once(fields: &Fields<'_>, order: &OrderRequest, base: &str) -> Option<Group> {
    let at = |member: &str| format!("{base}/{member}");
    if let OrderRequest::IncomeDeduction { .. } = order {
        let income = vec![
            fields.line(&at("monthly_income/amount"), "income-monthly"),
            fields.hidden(&at("monthly_income/currency"), "VND"),
        ];
        return Some(fields.group("outcome-income_accepted", income));
    }
    let OrderRequest::Deduct { .. } = order else { return None };
    let currency = fields.typed.get(&at("paid/currency")).to_owned();
    Some(fields.group(
        "outcome-paid",
        vec![
            fields.line(&at("paid/amount"), "paid"),
            fields.hidden(&at("paid/currency"), &currency),
            fields.line(&at("reference"), "paid-reference"),
            fields.day(&at("value_day"), "paid-value-day"),
        ],
    ))
}

/// The fields of one account.
pub(super) fn account(
    visitor: &Visitor,
    fields: &Fields<'_>,
    order: &OrderRequest,
    at: &str,
) -> Vec<Control> {
    let name = |member: &str| format!("{at}/{member}");
    if !matches!(order, OrderRequest::Freeze { .. }) {
        return vec![
            fields.line(&name("number"), "account-number"),
            fields.line(&name("amount/amount"), "released"),
            currency(fields, &name("amount/currency")),
        ];
    }
    let kinds: Vec<&str> = AccountKind::CODED.iter().map(|one| one.code()).collect();
    let mut exemptions = vec![Choice::new("", visitor.t("choose"))];
    exemptions.extend(articles::choices(visitor, articles::List::Exemption));
    let mut controls = vec![
        fields.line(&name("number"), "account-number"),
        fields.select(&name("kind"), "account-kind", fields.words("account-kind", &kinds)),
        fields.line(&name("frozen/amount"), "answer-frozen"),
        currency(fields, &name("frozen/currency")),
        fields.check(&name("all_unknown"), "answer-all-unknown"),
        fields.line(&name("at_receipt/amount"), "answer-at-receipt"),
        fields.line(&name("at_freeze/amount"), "answer-at-freeze"),
        fields.line(&name("left_between/amount"), "answer-left-between"),
        fields.line(&name("protected/amount"), "answer-protected"),
        fields.select(&name("protected_by"), "answer-protected-by", exemptions),
        fields.number(&name("ranks_before"), "answer-ranks"),
    ];
    controls.extend(held(fields, at));
    controls
}

/// The currency of an account is that of all its amounts.
pub(super) fn currencies(body: &mut Typed, base: &str) {
    let list = format!("{base}/accounts");
    for row in 0..body.rows(&list) {
        let currency = body.get(&format!("{list}/{row}/frozen/currency")).to_owned();
        for member in BESIDE {
            let at = format!("{list}/{row}/{member}");
            if body.get(&format!("{at}/amount")).is_empty() {
                body.remove(&at);
            } else {
                body.set(&format!("{at}/currency"), currency.clone());
            }
        }
    }
}

/// The fields of a report of a month of an income.
pub(super) fn instalment(fields: &Fields<'_>, incomes: Vec<Choice>) -> Vec<Control> {
    vec![
        fields.select("/item", "demand-item", incomes),
        fields.line("/month", "instalment-month"),
        fields.line("/amount/amount", "paid"),
        fields.hidden("/amount/currency", "VND"),
        fields.line("/reference", "paid-reference"),
        fields.day("/value_day", "paid-value-day"),
        fields.line("/income/amount", "instalment-income"),
        fields.hidden("/income/currency", "VND"),
    ]
}

/// How many accounts a report of captures has room for.
const CAUGHT: usize = 3;

/// The fields of a report of what a standing freeze caught later.
pub(super) fn captured(fields: &Fields<'_>, freezes: Vec<Choice>) -> Vec<Control> {
    let mut controls = vec![
        fields.select("/item", "demand-item", freezes),
        fields.line("/reference", "capture-reference"),
    ];
    for row in 0..CAUGHT {
        let name = |member: &str| format!("/accounts/{row}/{member}");
        controls.push(fields.line(&name("number"), "account-number"));
        controls.push(fields.line(&name("amount/amount"), "capture-amount"));
        controls.push(currency(fields, &name("amount/currency")));
    }
    controls
}
