//! The cases a person may see.

use super::frame::Frame;
use super::home::cursor;
use super::page;
use super::parts::{ROWS, Tag};
use super::visitor::Visitor;
use super::words::{tag, word};
use crate::problem::{Fault, Problem};
use actix_web::http::StatusCode;
use actix_web::web::{Query, ServiceConfig};
use actix_web::{HttpResponse, get};
use askama::Template;
use engine::case::CaseState;
use engine::command::CommandKind;
use locale::date_time;
use serde::Deserialize;
use store::read::{CaseFilter, Page};

/// Registers the page.
pub(super) fn configure(config: &mut ServiceConfig) {
    config.service(show);
}

/// Which cases, from where on. Names are not searched here: an address with a
/// name in it would stay in logs and histories (I-32).
#[derive(Deserialize)]
struct Wanted {
    number: Option<String>,
    state: Option<String>,
    after: Option<String>,
}

#[derive(Template)]
#[template(path = "cases.html")]
struct CasesPage {
    frame: Frame,
    may_open: bool,
    number: String,
    rows: Vec<CaseRow>,
    next: Option<String>,
}

struct CaseRow {
    href: String,
    number: String,
    debtors: String,
    agency: String,
    category: String,
    state: Tag,
    opened: String,
}

/// The list.
#[get("/cases")]
async fn show(visitor: Visitor, query: Query<Wanted>) -> Result<HttpResponse, Problem> {
    let Wanted { number, state, after } = query.into_inner();
    let state = state.filter(|state| !state.is_empty());
    let state = state.map(|code| CaseState::from_code(&code).ok_or(Fault::QueryInvalid));
    let number = number.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
    let filter = CaseFilter { state: state.transpose()?, number: number.clone(), name: None };
    let from = Page::new(cursor(after.as_deref())?, ROWS);
    let found = visitor.find(move |find, actor| find.cases(actor, &filter, from)).await?;
    let (lang, names) = (visitor.lang, visitor.names());
    let rows = found.rows.into_iter().map(|row| CaseRow {
        href: format!("/cases/{}", row.id),
        number: row.number,
        debtors: row.debtors.join("; "),
        agency: names.agency(row.agency),
        category: word(lang, "category", row.category.code()),
        state: tag(lang, "case-state", row.state.code()),
        opened: date_time(row.opened_at),
    });
    let shown = CasesPage {
        frame: visitor.frame(visitor.t("nav-cases")),
        may_open: visitor.may(CommandKind::OpenCase),
        number: number.unwrap_or_default(),
        rows: rows.collect(),
        next: found.next.map(|cursor| format!("/cases?after={cursor}")),
    };
    page(StatusCode::OK, &shown)
}
