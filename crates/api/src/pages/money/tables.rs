//! The tables of the money of a case.

use super::super::articles;
use super::super::asked::{Months, month};
use super::super::demand::care;
use super::super::orders::Known;
use super::super::parts::{Cell, Table};
use super::super::visitor::Visitor;
use super::super::words::{ends, filled, money, word};
use engine::id::{DemandId, InstrumentId};
use engine::identity::{AccountNumber, Holder};
use engine::ledger::{Duty, Freeze, Hold, Income, Ledger, Lift, Posting, Transfer};
use engine::money::Money;
use engine::policy::ReadKind;
use engine::time::Instant;
use locale::{date, date_time, dong, text};
use std::collections::BTreeSet;
use store::read::Contact;

/// How many postings are shown: the last ones.
const POSTINGS: usize = 20;

/// The tables that have rows.
pub(super) fn tables(visitor: &Visitor, known: &Known, ledger: &Ledger) -> Vec<Table> {
    let table = |title: &str, heads: &[&str], rows: Vec<Vec<Cell>>| Table {
        title: visitor.t(title),
        heads: heads.iter().map(|key| visitor.t(key)).collect(),
        rows,
    };
    let mut tables = vec![
        table(
            "money-freezes",
            &["demand-institution", "order-says", "work-state", "freeze-since"],
            ledger.freezes.iter().map(|one| freeze(visitor, one)).collect(),
        ),
        table(
            "money-holds",
            &[
                "demand-institution",
                "account-number",
                "money-frozen",
                "money-deducted",
                "money-released",
                "money-remaining",
                "hold-not-deductible",
                "hold-notes",
            ],
            ledger.holds.iter().map(|one| hold(visitor, known, ledger, one)).collect(),
        ),
        table(
            "money-incomes",
            &["income-executor", "order-says", "work-state", "income-collected"],
            ledger.incomes.iter().map(|one| income(visitor, ledger, one)).collect(),
        ),
        table(
            "money-transfers",
            &["demand-institution", "transfer-ordered", "paid", "transfer-arrived", "work-state"],
            ledger.transfers.iter().map(|one| transfer(visitor, ledger, one)).collect(),
        ),
        table(
            "money-lifts",
            &["demand-institution", "order-ground", "work-state"],
            ledger.lifts.iter().map(|one| lift(visitor, ledger, one)).collect(),
        ),
        duties(visitor, ledger, known.now(visitor)),
        table(
            "money-postings",
            &["posting-day", "posting-debit", "posting-credit", "posting-amount", "posting-note"],
            ledger.postings.iter().rev().take(POSTINGS).map(|one| posting(visitor, one)).collect(),
        ),
        table(
            "money-later",
            &["posting-day", "posting-debit", "posting-credit", "posting-amount", "posting-note"],
            known.later.iter().map(|one| posting(visitor, one)).collect(),
        ),
        table(
            "money-neighbours",
            &["inquiry-debtor", "inquiry-agency", "neighbour-officer", "neighbour-email"],
            known.contacts.iter().map(|one| neighbour(visitor, known, one)).collect(),
        ),
    ];
    tables.retain(|table| !table.rows.is_empty());
    tables
}

/// The duties of the asking side.
pub(super) fn duties(visitor: &Visitor, ledger: &Ledger, now: Instant) -> Table {
    let heads = ["duty-kind", "overdue-rule", "work-due", "work-state", "duty-proof"];
    Table {
        title: visitor.t("money-duties"),
        heads: heads.iter().map(|key| visitor.t(key)).collect(),
        rows: ledger.duties.iter().map(|one| duty(visitor, one, now)).collect(),
    }
}

fn neighbour(visitor: &Visitor, known: &Known, one: &Contact) -> Vec<Cell> {
    vec![
        known.debtor(one.debtor).unwrap_or_default().to_owned().into(),
        visitor.names().agency(one.agency).into(),
        one.name.clone().into(),
        one.email.clone().into(),
    ]
}

/// A demand, for those who may open it.
fn demand(visitor: &Visitor, text: String, id: DemandId) -> Cell {
    if visitor.reads(ReadKind::Demand) {
        Cell::to(text, format!("/demands/{id}"))
    } else {
        text.into()
    }
}

/// An order, for those who may open it.
pub(super) fn order(visitor: &Visitor, text: String, id: InstrumentId) -> Cell {
    if visitor.reads(ReadKind::Inquiry) {
        Cell::to(text, format!("/orders/{id}"))
    } else {
        text.into()
    }
}

fn freeze(visitor: &Visitor, one: &Freeze) -> Vec<Cell> {
    let state = match (&one.ended, one.standing_since) {
        (Some(ended), _) => {
            format!(
                "{}, {}",
                word(visitor.lang, "freeze-end", ended.why.code()),
                date_time(ended.at)
            )
        }
        (None, Some(_)) => visitor.t("freeze-standing"),
        (None, None) => visitor.t("freeze-waits"),
    };
    let mut target = dong(one.target);
    if one.by_minutes {
        target = format!("{target} ({})", visitor.t("order-by-minutes"));
    }
    if let Some(retarget) = &one.retarget {
        target = format!("{target} → {}", dong(retarget.target));
    }
    if !one.accounts.is_empty() {
        let named: Vec<String> = one.accounts.iter().map(AccountNumber::display).collect();
        let on = filled(visitor.lang, "freeze-on", "accounts", &named.join(", "));
        target = format!("{target}, {on}");
    }
    let institution = visitor.names().institution(one.institution);
    vec![
        demand(visitor, institution, one.demand),
        order(visitor, target, one.instrument),
        state.into(),
        one.standing_since.map(date_time).unwrap_or_default().into(),
    ]
}

fn hold(visitor: &Visitor, known: &Known, ledger: &Ledger, one: &Hold) -> Vec<Cell> {
    let amount = |minor| Cell::from(money(Money::new(minor, one.currency)));
    let frozen =
        if one.all_unknown { visitor.t("frozen-all-unknown").into() } else { amount(one.frozen) };
    vec![
        visitor.names().institution(one.institution).into(),
        format!("{} ({})", one.account.display(), kind(visitor, one)).into(),
        frozen,
        amount(one.deducted),
        amount(one.released),
        amount(one.remaining()),
        protected(visitor, one).into(),
        hold_notes(visitor, known, ledger, one).join("; ").into(),
    ]
}

fn kind(visitor: &Visitor, one: &Hold) -> String {
    word(visitor.lang, "account-kind", one.kind.code())
}

/// What the officer must know before he touches it: that no order names it, that
/// somebody objects, who ranks before, what left it, and what the institution says
/// of the account.
pub(in crate::pages) fn hold_notes(
    visitor: &Visitor,
    known: &Known,
    ledger: &Ledger,
    one: &Hold,
) -> Vec<String> {
    let lang = visitor.lang;
    let mut notes = Vec::new();
    if known.holder(one) == Holder::Other {
        notes.push(visitor.t("hold-holder-differs"));
    }
    if one.beyond_order {
        notes.push(visitor.t("hold-beyond-order"));
    }
    if ledger.is_suspended(one) {
        notes.push(visitor.t("hold-suspended"));
    }
    if one.ranks_before > 0 {
        notes.push(filled(lang, "frozen-rank", "n", &one.ranks_before.to_string()));
    }
    if let Some(left) = one.left_between.filter(|left| *left > 0) {
        let left = money(Money::new(left, one.currency));
        notes.push(filled(lang, "frozen-left-between", "amount", &left));
    }
    notes.extend(care(visitor, &one.care));
    notes
}

/// How much of a hold may not be deducted, and on which grounds.
fn protected(visitor: &Visitor, one: &Hold) -> String {
    let amount = money(Money::new(one.protected, one.currency));
    let named = one.protections.iter().filter(|word| !word.ground.is_empty());
    let grounds: BTreeSet<&str> = named.map(|word| word.ground.as_str()).collect();
    if grounds.is_empty() {
        return amount;
    }
    let said = |code| articles::ground(visitor, articles::List::Exemption, code);
    let said: Vec<String> = grounds.into_iter().map(said).collect();
    format!("{amount}: {}", said.join("; "))
}

fn income(visitor: &Visitor, ledger: &Ledger, one: &Income) -> Vec<Cell> {
    let state = match (&one.ended, one.accepted_at) {
        (Some(ended), _) => {
            let why = word(visitor.lang, "income-end", ended.why.code());
            format!("{why}, {}", date_time(ended.at))
        }
        (None, _) if ledger.is_covered(one) => visitor.t("income-covered"),
        (None, Some(_)) => visitor.t("income-running"),
        (None, None) => visitor.t("freeze-waits"),
    };
    let months = Months { first: one.first, day: one.day, last: one.last };
    let (total, keep) = (Money::vnd(one.total), Money::vnd(one.keep));
    let says = super::super::asked::income(visitor, total, one.monthly, keep, months);
    let institution = visitor.names().institution(one.institution);
    vec![
        demand(visitor, institution, one.demand),
        order(visitor, says, one.instrument),
        state.into(),
        dong(ledger.collected(one.item)).into(),
    ]
}

fn transfer(visitor: &Visitor, ledger: &Ledger, one: &Transfer) -> Vec<Cell> {
    let institution = ledger.payer(one);
    let mut name = institution.map(|id| visitor.names().institution(id)).unwrap_or_default();
    if let Some(of) = one.month {
        name = format!("{name} – {}", month(of));
    }
    let mut paid = match (&one.reference, one.value_day) {
        (Some(reference), Some(day)) => format!("{} ({reference}, {})", dong(one.paid), date(day)),
        _ => dong(one.paid),
    };
    if one.beyond > 0 {
        let beyond = filled(visitor.lang, "month-beyond", "amount", &dong(one.beyond));
        paid = format!("{paid}; {beyond}");
    }
    let mut arrived = dong(one.arrived);
    if one.returned > 0 {
        let back = filled(visitor.lang, "went-back", "amount", &dong(one.returned));
        arrived = format!("{arrived}; {back}");
    }
    vec![
        demand(visitor, name, one.demand),
        dong(one.ordered).into(),
        paid.into(),
        arrived.into(),
        transfer_state(visitor, one).into(),
    ]
}

fn transfer_state(visitor: &Visitor, one: &Transfer) -> String {
    let state = word(visitor.lang, "transfer-state", one.state.code());
    match (&one.shortfall, one.missing()) {
        (None, _) => state,
        (Some(said), 0) => {
            let args =
                [("amount", dong(said.missing).into()), ("reason", said.reason.as_str().into())];
            format!("{state}; {}", text(visitor.lang, "remittance-short-said", &args))
        }
        (Some(_), missing) => {
            let missing = filled(visitor.lang, "remittance-missing", "amount", &dong(missing));
            format!("{state}; {missing}")
        }
    }
}

fn lift(visitor: &Visitor, ledger: &Ledger, one: &Lift) -> Vec<Cell> {
    let income = ledger.income(one.freeze).map(|income| income.institution);
    let institution = income.or_else(|| Some(ledger.freeze(one.freeze)?.institution));
    let name = institution.map(|id| visitor.names().institution(id)).unwrap_or_default();
    let state = if one.done { "lift-done" } else { "lift-waits" };
    vec![
        name.into(),
        super::super::asked::lift_ground(visitor, &one.ground).into(),
        visitor.t(state).into(),
    ]
}

fn duty(visitor: &Visitor, one: &Duty, now: Instant) -> Vec<Cell> {
    let late = one.is_open() && one.due.is_some_and(|due| due <= now);
    let mut state = word(visitor.lang, "duty-state", one.state.code());
    if late {
        state = format!("{state} – {}", visitor.t("mark-late"));
    }
    let kind = word(visitor.lang, "duty", one.kind.code());
    let kind = match one.about {
        Some(about) => order(visitor, kind, about),
        None => kind.into(),
    };
    vec![
        kind,
        articles::rule(visitor, &one.rule, one.start).into(),
        one.due.map_or_else(|| visitor.t("limit-immediately"), ends).into(),
        state.into(),
        proof(visitor, one).into(),
    ]
}

/// What shows that a duty was met: in words, and the prosecutor's own.
fn proof(visitor: &Visitor, one: &Duty) -> String {
    let done = one.ended_at.filter(|_| one.kind.is_copy());
    let done = done.map(|at| filled(visitor.lang, "copy-sent", "at", &date_time(at)));
    let said = one.acknowledged;
    let said = said.map(|said| filled(visitor.lang, "copy-received", "at", &date_time(said.at)));
    let back = (one.returned > 0).then(|| dong(one.returned));
    let back = back.map(|back| filled(visitor.lang, "went-back", "amount", &back));
    let parts = [one.proof.clone(), done, said, back];
    parts.into_iter().flatten().collect::<Vec<_>>().join("; ")
}

fn posting(visitor: &Visitor, one: &Posting) -> Vec<Cell> {
    let book = |book: engine::ledger::Book| Cell::from(word(visitor.lang, "book", book.code()));
    vec![
        date(one.day).into(),
        book(one.debit),
        book(one.credit),
        dong(one.amount).into(),
        one.note.clone().into(),
    ]
}
