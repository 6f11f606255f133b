//! What is known of the grounds for coercion after each freeze, and by which law
//! it is judged.

use super::super::parts::{Cell, Row, Table};
use super::super::visitor::Visitor;
use super::super::words::{filled, word};
use engine::id::InstrumentId;
use engine::ledger::{Grounds, Ledger, Missing};
use engine::time::Zone;
use locale::{date_time, dong};
use std::collections::BTreeSet;

/// How the debtor was told of the enforcement decision, what left the accounts
/// before they were frozen.
pub(super) fn rows(visitor: &Visitor, ledger: &Ledger, hidden: bool) -> Vec<Row> {
    let mut rows = Vec::new();
    if let Some(notice) = &ledger.notified {
        let how = word(visitor.lang, "channel", notice.channel.code());
        let told = format!("{} ({how})", date_time(notice.at));
        rows.push(Row::new(visitor.t("decision-notice-told"), told));
    }
    if let Some(until) = ledger.voluntary_until(&visitor.rules.law) {
        rows.push(Row::new(visitor.t("voluntary-until"), super::super::words::ends(until)));
    }
    let left = ledger.left_between();
    if left > 0 && !hidden {
        rows.push(Row::new(visitor.t("money-left-between"), dong(left)));
    }
    rows
}

/// Freezes whose grounds nobody stated, with what is proposed; laws chosen.
pub(super) fn tables(visitor: &Visitor, ledger: &Ledger) -> Vec<Table> {
    let table = |title: &str, heads: &[&str], rows: Vec<Vec<Cell>>| Table {
        title: visitor.t(title),
        heads: heads.iter().map(|key| visitor.t(key)).collect(),
        rows,
    };
    let waits = waiting(visitor, ledger);
    let waits = waits.into_iter().map(|(order, grounds)| {
        let at = grounds.proposed.map(|at| {
            let key = if at > visitor.now() { "grounds-will-be" } else { "grounds-proposed" };
            filled(visitor.lang, key, "at", &date_time(at))
        });
        let missing = |one: &Missing| visitor.t(&format!("grounds-missing-{}", one.code()));
        let missing: Vec<String> = grounds.missing.iter().map(missing).collect();
        vec![frozen(visitor, ledger, order), at.unwrap_or_else(|| missing.join("; ")).into()]
    });
    let chosen = ledger.choices.iter().map(|one| {
        vec![
            frozen(visitor, ledger, one.instrument),
            filled(visitor.lang, "law-choice-law", "number", &one.law).into(),
            one.reason.clone().into(),
            date_time(one.at).into(),
        ]
    });
    vec![
        table("grounds-open", &["hold-freeze-order", "grounds-known"], waits.collect()),
        table(
            "law-choices",
            &["hold-freeze-order", "law-choice-which", "reason-field", "law-choice-at"],
            chosen.collect(),
        ),
    ]
}

/// The first freeze whose proposed day has come, and that day as a form writes it.
pub(super) fn proposed(visitor: &Visitor, ledger: &Ledger) -> Option<(String, String)> {
    waiting(visitor, ledger).into_iter().find_map(|(order, grounds)| {
        let at = grounds.proposed.filter(|at| *at <= visitor.now())?;
        // To the minute, as a form shows it.
        let local = Zone::HANOI.local(at).to_string();
        Some((order.to_string(), local.get(..16)?.to_owned()))
    })
}

fn waiting(visitor: &Visitor, ledger: &Ledger) -> Vec<(InstrumentId, Grounds)> {
    let orders: BTreeSet<InstrumentId> = ledger.freezes.iter().map(|one| one.instrument).collect();
    let law = &visitor.rules.law;
    orders.into_iter().filter_map(|order| Some((order, ledger.grounds(law, order)?))).collect()
}

/// The freeze: up to how much, where.
fn frozen(visitor: &Visitor, ledger: &Ledger, order: InstrumentId) -> Cell {
    let shares = ledger.freezes.iter().filter(|one| one.instrument == order);
    let names: Vec<String> =
        shares.map(|one| visitor.names().institution(one.institution)).collect();
    super::tables::order(visitor, names.join(", "), order)
}
