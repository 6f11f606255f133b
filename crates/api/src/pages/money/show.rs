//! The page of the money of a case.

use super::super::frame::{Frame, Link};
use super::super::inquiry::Named;
use super::super::orders::{Known, Proposed, known, proposed};
use super::super::page;
use super::super::parts::{Row, Table};
use super::super::visitor::Visitor;
use super::super::words::{filled, word};
use super::acts::forms;
use super::grounds;
use super::objections;
use super::tables::tables;
use crate::dto::view::proposal;
use crate::problem::Problem;
use actix_web::http::StatusCode;
use actix_web::web::{Path, ServiceConfig};
use actix_web::{HttpResponse, get};
use askama::Template;
use engine::case::CaseState;
use engine::command::CommandKind;
use engine::id::CaseId;
use engine::instrument::InstrumentKind;
use engine::ledger::{Book, Cap, Ledger};
use engine::refusal::Refusal;
use locale::{date_time, dong};
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

/// The money of a case.
#[get("/cases/{id}/money")]
async fn show(visitor: Visitor, path: Path<Uuid>) -> Result<HttpResponse, Problem> {
    let id: CaseId = path.into_inner().into();
    let known = known(&visitor, id).await?;
    let ledger = known.ledger.as_ref().ok_or(Refusal::Forbidden)?;
    let cap = known.cap().ok_or(Refusal::Forbidden)?;
    let rows = grounds::rows(&visitor, ledger, known.hidden);
    let title = filled(visitor.lang, "money-title", "number", &known.case.content.number);
    let shown = MoneyPage {
        frame: visitor.frame(title),
        case: known.reads_case.then(|| format!("/cases/{id}")),
        closed: ledger.closed.as_ref().map(|one| {
            let how = word(visitor.lang, "obligation-end", one.how.code());
            format!("{how}, {}: {}", date_time(one.at), one.reason)
        }),
        links: links(&visitor, &known),
        excess: excess(&visitor, &known, ledger, &cap),
        provisional: objections::proposals(&visitor, &known, ledger),
        sums: sums(&visitor, &cap).into_iter().chain(rows).collect(),
        books: books(&visitor, ledger),
        hidden: known.hidden,
        tables: all_tables(&visitor, &known, ledger),
        forms: forms(&visitor, ledger)
            .into_iter()
            .chain(objections::forms(&visitor, ledger))
            .collect(),
    };
    page(StatusCode::OK, &shown)
}

/// What is frozen, then who objects to it, then the rest.
fn all_tables(visitor: &Visitor, known: &Known, ledger: &Ledger) -> Vec<Table> {
    let objected = objections::tables(visitor, ledger, known.hidden);
    let mut all = tables(visitor, known, ledger);
    all.extend(grounds::tables(visitor, ledger).into_iter().filter(|one| !one.rows.is_empty()));
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
fn excess(visitor: &Visitor, known: &Known, ledger: &Ledger, cap: &Cap) -> Option<Excess> {
    let days = i32::from(visitor.rules.policy.money.interest_days);
    let interest = ledger.interest.as_ref();
    let expected = interest.map_or(0, |one| one.on(ledger.balances.principal, days).0);
    let orders = proposal::orders(ledger, expected, &visitor.rules.law, visitor.now());
    if cap.excess == 0 && orders.is_empty() {
        return None;
    }
    Some(Excess {
        said: filled(visitor.lang, "money-excess-said", "amount", &dong(cap.excess)),
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

fn books(visitor: &Visitor, ledger: &Ledger) -> Vec<Row> {
    let of = |book: &Book| {
        let balance = ledger.balances.of(*book);
        // Credits take away; people read what was received, not a sign.
        let shown = if book.is_debt() { balance } else { balance.saturating_abs() };
        Row::new(word(visitor.lang, "book", book.code()), dong(shown))
    };
    Book::CODED.iter().map(of).collect()
}
