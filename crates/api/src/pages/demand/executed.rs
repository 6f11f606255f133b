//! What an institution did with an order, as tables.

use super::super::articles;
use super::super::parts::Row;
use super::super::visitor::Visitor;
use super::super::words::{filled, money, word};
use super::found::{Said, care, heads};
use engine::answer::Outcome;
use engine::execution::{FrozenAccount, ReleasedAccount};
use locale::{date, text};

/// What an outcome of an order says; nothing for an answer to a question.
pub(super) fn executed(visitor: &Visitor, outcome: &Outcome) -> Said {
    let row = |key: &str, value: String| Row::new(visitor.t(key), value);
    match outcome {
        Outcome::Frozen { accounts } => Said {
            heads: heads(visitor, &["account-number", "account-kind", "frozen", "account-care"]),
            table: accounts.iter().map(|one| frozen(visitor, one)).collect(),
            ..Said::default()
        },
        Outcome::Paid { paid, reference, value_day } => Said {
            rows: vec![
                row("paid", money(*paid)),
                row("paid-reference", reference.clone()),
                row("paid-value-day", date(*value_day)),
            ],
            ..Said::default()
        },
        Outcome::Released { accounts } => released(visitor, accounts),
        Outcome::IncomeAccepted { monthly_income: Some(income) } => {
            Said { rows: vec![row("income-monthly", money(*income))], ..Said::default() }
        }
        _ => Said::default(),
    }
}

fn released(visitor: &Visitor, accounts: &[ReleasedAccount]) -> Said {
    if accounts.is_empty() {
        let rows = vec![Row::new(visitor.t("released"), visitor.t("released-nothing"))];
        return Said { rows, ..Said::default() };
    }
    let cells = |one: &ReleasedAccount| vec![one.number.display(), money(one.amount)];
    Said {
        heads: heads(visitor, &["account-number", "released"]),
        table: accounts.iter().map(cells).collect(),
        ..Said::default()
    }
}

fn frozen(visitor: &Visitor, one: &FrozenAccount) -> Vec<String> {
    let amount = if one.all_unknown { visitor.t("frozen-all-unknown") } else { money(one.frozen) };
    vec![
        one.number.display(),
        word(visitor.lang, "account-kind", one.kind.code()),
        amount,
        worth_knowing(visitor, one).join("; "),
    ]
}

/// Evidence of damage, what is protected, who ranks before, and what to be
/// careful of.
fn worth_knowing(visitor: &Visitor, one: &FrozenAccount) -> Vec<String> {
    let lang = visitor.lang;
    let amounts = [
        ("frozen-at-receipt", one.at_receipt),
        ("frozen-at-freeze", one.at_freeze),
        ("frozen-left-between", one.left_between),
    ];
    let amounts = amounts.into_iter().filter_map(|(key, amount)| Some((key, amount?)));
    let mut said: Vec<String> =
        amounts.map(|(key, amount)| filled(lang, key, "amount", &money(amount))).collect();
    said.extend(one.protected.map(|amount| {
        let ground = one.protected_by.as_deref().unwrap_or("other");
        let ground = articles::ground(visitor, articles::List::Exemption, ground);
        let args = [("amount", money(amount).into()), ("ground", ground.into())];
        text(lang, "frozen-protected", &args)
    }));
    if one.ranks_before > 0 {
        said.push(filled(lang, "frozen-rank", "n", &one.ranks_before.to_string()));
    }
    said.extend(care(visitor, &one.care()));
    said
}
