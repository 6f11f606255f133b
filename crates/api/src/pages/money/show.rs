//! The page of the money of a case.

use super::super::form::{Control, Errors, Fields, Typed};
use super::super::frame::{Frame, Link};
use super::super::freedom;
use super::super::inquiry::Named;
use super::super::orders::{Known, Proposed, known_as_of, proposed};
use super::super::page;
use super::super::parts::{Row, Table};
use super::super::visitor::Visitor;
use super::super::words::{filled, word};
use super::acts::forms;
use super::delegations;
use super::grounds;
use super::objections;
use super::tables::tables;
use crate::dto::view::proposal;
use crate::problem::Problem;
use actix_web::http::StatusCode;
use actix_web::web::{Path, Query, ServiceConfig};
use actix_web::{HttpResponse, get};
use askama::Template;
use engine::case::CaseState;
use engine::command::CommandKind;
use engine::id::CaseId;
use engine::instrument::InstrumentKind;
use engine::ledger::{Book, Cap, Expected, Ledger, NotPlanned, planned};
use engine::refusal::Refusal;
use engine::time::{Day, Zone};
use locale::{date, date_time, dong};
use serde::Deserialize;
use uuid::Uuid;

/// Registers the page.
pub(super) fn configure(config: &mut ServiceConfig) {
    config.service(show);
}

#[derive(Template)]
#[template(path = "money.html")]
struct MoneyPage {
    frame: Frame,
    /// The case, for those who may read it.
    case: Option<String>,
    /// How the obligation ended, if it did.
    closed: Option<String>,
    /// Where the day is asked for.
    here: String,
    /// The field for it.
    day: Control,
    /// The field for the day of a planned deduction; not of a day that is over.
    planned: Option<Control>,
    /// Which day is shown, if not how things stand.
    then: Option<String>,
    /// Since when everything is free, or that it is not.
    free: Option<String>,
    links: Vec<Link>,
    excess: Option<Excess>,
    /// What would free what is flagged for now.
    provisional: Vec<Proposed>,
    sums: Vec<Row>,
    books: Vec<Row>,
    /// All but the end of account numbers is struck out.
    hidden: bool,
    tables: Vec<Table>,
    forms: Vec<Named>,
}

/// What is frozen beyond the debt, and what would put it right.
struct Excess {
    said: String,
    proposed: Vec<Proposed>,
}

#[derive(Deserialize)]
struct Wanted {
    as_of: Option<String>,
    deduct_on: Option<String>,
}

/// The money of a case, as it stands or as it stood at the end of a day.
#[get("/cases/{id}/money")]
async fn show(
    visitor: Visitor,
    path: Path<Uuid>,
    query: Query<Wanted>,
) -> Result<HttpResponse, Problem> {
    let id: CaseId = path.into_inner().into();
    let (day, field) = day(&visitor, query.as_of.as_deref().unwrap_or_default());
    let known = known_as_of(&visitor, id, day).await?;
    let ledger = known.ledger.as_ref().ok_or(Refusal::Forbidden)?;
    let cap = known.cap().ok_or(Refusal::Forbidden)?;
    let rows = grounds::rows(&visitor, ledger, known.hidden);
    let title = filled(visitor.lang, "money-title", "number", &known.case.content.number);
    // Nothing is done with what a day that is over looked like.
    let acts = day.is_none();
    let (on, planned) = planned_on(&visitor, query.deduct_on.as_deref().unwrap_or_default());
    let expected = ledger.expected(on);
    let shown = MoneyPage {
        frame: visitor.frame(title),
        case: known.reads_case.then(|| format!("/cases/{id}")),
        closed: ledger.closed.as_ref().map(|one| {
            let how = word(visitor.lang, "obligation-end", one.how.code());
            format!("{how}, {}: {}", date_time(one.at), one.reason)
        }),
        here: format!("/cases/{id}/money"),
        day: field,
        planned: acts.then_some(planned),
        then: day.map(|day| filled(visitor.lang, "money-then", "day", &date(day))),
        free: known.freedom.as_ref().map(|one| freedom::said(&visitor, one)),
        links: if acts { links(&visitor, &known) } else { Vec::new() },
        excess: if acts { excess(&visitor, &known, ledger, (&cap, &expected)) } else { None },
        provisional: if acts {
            objections::proposals(&visitor, &known, ledger)
        } else {
            Vec::new()
        },
        sums: sums(&visitor, &cap)
            .into_iter()
            .chain(acts.then(|| expectation(&visitor, &cap, &expected)).into_iter().flatten())
            .chain(rows)
            .collect(),
        books: books(&visitor, &known, ledger),
        hidden: known.hidden,
        tables: all_tables(&visitor, &known, ledger),
        forms: if acts { all_forms(&visitor, &known, ledger) } else { Vec::new() },
    };
    page(StatusCode::OK, &shown)
}

/// The day that is asked for, and its field; what is no day is said beside it.
fn day(visitor: &Visitor, text: &str) -> (Option<Day>, Control) {
    let found: Option<Day> = text.trim().parse().ok();
    let wrong = found.is_none() && !text.trim().is_empty();
    let mut typed = Typed::default();
    typed.set("as_of", text.trim());
    let errors = if wrong {
        Errors::of_field("as_of", visitor.t("field-day-form"))
    } else {
        Errors::default()
    };
    let fields = Fields { lang: visitor.lang, typed: &typed, errors: &errors, scope: "" };
    (found, fields.day("as_of", "money-day"))
}

/// The planned day of a deduction, and its field: what is no day to plan is said
/// beside it, and the day of policy is taken.
fn planned_on(visitor: &Visitor, text: &str) -> (Day, Control) {
    let today = Zone::HANOI.day_of(visitor.now());
    let text = text.trim();
    let read = text.parse::<Day>().map(|on| planned(on, today));
    let (day, wrong) = match read {
        Ok(Ok(on)) => (Some(on), None),
        Ok(Err(NotPlanned::Past)) => (None, Some("problem-day-past")),
        Ok(Err(NotPlanned::Far)) => (None, Some("problem-day-far")),
        Err(_) if text.is_empty() => (None, None),
        Err(_) => (None, Some("field-day-form")),
    };
    let errors = wrong.map(|key| Errors::of_field("deduct_on", visitor.t(key)));
    let errors = errors.unwrap_or_default();
    let days = i32::from(visitor.rules.policy.money.interest_days);
    let on = day.unwrap_or_else(|| today.plus_days(days));
    let mut typed = Typed::default();
    let shown = if text.is_empty() { on.to_string() } else { text.to_owned() };
    typed.set("deduct_on", shown);
    let fields = Fields { lang: visitor.lang, typed: &typed, errors: &errors, scope: "" };
    (on, fields.day("deduct_on", "money-deduct-on"))
}

/// What a deduction on the planned day must bring: the debt of the page's sums with
/// the interest until then.
fn expectation(visitor: &Visitor, cap: &Cap, expected: &Expected) -> Vec<Row> {
    let day = date(expected.on);
    let needed = cap.outstanding.saturating_add(expected.interest).saturating_sub(cap.in_transit);
    let row = |key: &str, sum| Row::new(filled(visitor.lang, key, "day", &day), dong(sum));
    vec![
        row("money-expected-interest", expected.interest),
        row("money-expected-needed", needed.max(0)),
    ]
}

fn all_forms(visitor: &Visitor, known: &Known, ledger: &Ledger) -> Vec<Named> {
    let mut all = forms(visitor, ledger);
    all.extend(objections::forms(visitor, ledger));
    all.extend(delegations::forms(visitor, &known.case, ledger));
    all
}

/// What is frozen, then who objects to it, then the rest.
fn all_tables(visitor: &Visitor, known: &Known, ledger: &Ledger) -> Vec<Table> {
    let objected = objections::tables(visitor, ledger, known.hidden);
    let mut all: Vec<Table> = known
        .freedom
        .iter()
        .map(|one| freedom::table(visitor, one))
        .filter(|one| !one.rows.is_empty())
        .collect();
    all.extend(tables(visitor, known, ledger));
    all.extend(grounds::tables(visitor, ledger).into_iter().filter(|one| !one.rows.is_empty()));
    all.extend(
        [delegations::table(visitor, ledger)].into_iter().filter(|one| !one.rows.is_empty()),
    );
    all.extend(objected.into_iter().filter(|table| !table.rows.is_empty()));
    all
}

/// The orders that may be written.
fn links(visitor: &Visitor, known: &Known) -> Vec<Link> {
    let open = known.case.state == CaseState::Open;
    if !open || !visitor.may(CommandKind::DraftOrder) {
        return Vec::new();
    }
    let kinds = [
        InstrumentKind::Freeze,
        InstrumentKind::Deduct,
        InstrumentKind::Release,
        InstrumentKind::Amend,
        InstrumentKind::IncomeDeduction,
    ];
    let link = |kind: &InstrumentKind| Link {
        label: visitor.t(&format!("order-new-{}", kind.code())),
        href: format!("/cases/{}/orders/new?kind={}", known.case.id, kind.code()),
        current: false,
    };
    kinds.iter().map(link).collect()
}

/// The excess with its proposal, as orders that can be filed.
fn excess(
    visitor: &Visitor,
    known: &Known,
    ledger: &Ledger,
    (cap, expected): (&Cap, &Expected),
) -> Option<Excess> {
    let orders = proposal::orders(ledger, expected.interest, &visitor.rules.law, visitor.now());
    if cap.excess == 0 && orders.is_empty() {
        return None;
    }
    Some(Excess {
        said: if cap.excess == 0 {
            visitor.t("money-ended-freezes")
        } else {
            filled(visitor.lang, "money-excess-said", "amount", &dong(cap.excess))
        },
        proposed: orders.iter().map(|one| proposed(visitor, known, one)).collect(),
    })
}

fn sums(visitor: &Visitor, cap: &Cap) -> Vec<Row> {
    let sums = [
        ("money-outstanding", cap.outstanding),
        ("money-in-transit", cap.in_transit),
        ("money-reserved", cap.reserved),
        ("money-open", cap.open),
        ("money-frozen", cap.frozen),
        ("money-deducted", cap.deducted),
        ("money-released", cap.released),
        ("money-remaining", cap.remaining),
        ("money-lifting", cap.lifting),
        ("money-excess", cap.excess),
    ];
    let mut rows: Vec<Row> =
        sums.iter().map(|(key, sum)| Row::new(visitor.t(key), dong(*sum))).collect();
    if cap.unvalued > 0 {
        rows.push(Row::new(visitor.t("money-unvalued"), cap.unvalued.to_string()));
    }
    rows
}

/// The books; of a day also what is known of it by now, where that differs.
fn books(visitor: &Visitor, known: &Known, ledger: &Ledger) -> Vec<Row> {
    let of = |book: &Book| {
        let balance = ledger.balances.of(*book);
        // Credits take away; people read what was received, not a sign.
        let shown = if book.is_debt() { balance } else { balance.saturating_abs() };
        Row::new(word(visitor.lang, "book", book.code()), dong(shown))
    };
    // Of what is with other agencies only where something is.
    let there = |book: &&Book| !book.is_elsewhere() || ledger.balances.of(**book) != 0;
    let mut rows: Vec<Row> = Book::CODED.iter().filter(there).map(of).collect();
    if !known.later.is_empty() {
        let mut by_now = ledger.balances;
        for one in &known.later {
            by_now.post(one);
        }
        rows.push(Row::new(visitor.t("money-by-now"), dong(by_now.outstanding())));
    }
    rows
}
