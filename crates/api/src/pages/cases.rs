//! The cases a person may see.

use super::form::Body;
use super::frame::{Frame, encoded};
use super::home::cursor;
use super::parts::{ROWS, Tag};
use super::post::Posted;
use super::visitor::Visitor;
use super::words::{filled, tag, word};
use super::{page, see_other};
use crate::dto::case::CaseSearchBody;
use crate::dto::query::Words;
use crate::dto::reader::read;
use crate::http::query::Parameter;
use crate::problem::{Fault, Problem, json_error};
use actix_web::http::StatusCode;
use actix_web::web::{Query, ServiceConfig};
use actix_web::{HttpResponse, get, post};
use askama::Template;
use engine::case::CaseState;
use engine::command::CommandKind;
use locale::{date, date_time};
use serde::Deserialize;
use store::read::{CaseFilter, Page};

/// Registers the pages.
pub(super) fn configure(config: &mut ServiceConfig) {
    config.service(show).service(searched).service(search);
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
    /// Why nobody opens one here yet.
    not_yet: Option<String>,
    may_hand_over: bool,
    number: String,
    name: String,
    /// What is wrong with the name.
    wrong: Option<String>,
    rows: Vec<CaseRow>,
    next: Option<String>,
    /// Where a search by name goes on.
    after: Option<String>,
    csrf: String,
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
    let known = state.as_deref().map(|code| CaseState::from_code(code).ok_or(Fault::QueryInvalid));
    let number = number.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
    let wanted = number.as_deref().map(|text| Words::read(text).ok_or(Fault::QueryInvalid));
    let wanted = wanted.transpose()?.map(|Words(text)| text);
    let filter = CaseFilter { state: known.transpose()?, number: wanted, ..CaseFilter::default() };
    let from = Page::new(cursor(after.as_deref())?, ROWS);
    let (mut shown, next) = list(&visitor, filter, from).await?;
    let mut narrowed = String::new();
    for (name, value) in [("number", &number), ("state", &state)] {
        if let Some(value) = value {
            narrowed.extend([name, "=", &encoded(value), "&"]);
        }
    }
    shown.next = next.map(|cursor| format!("/cases?{narrowed}after={cursor}"));
    shown.number = number.unwrap_or_default();
    page(StatusCode::OK, &shown)
}

/// The page of these cases, and where they go on.
async fn list(
    visitor: &Visitor,
    filter: CaseFilter,
    from: Page,
) -> Result<(CasesPage, Option<String>), Problem> {
    let found = visitor.find(move |find, actor| find.cases(actor, &filter, from)).await?;
    let (lang, names) = (visitor.lang, visitor.names());
    let rows = found.rows.into_iter().map(|row| CaseRow {
        href: format!("/cases/{}", row.id),
        number: row.number,
        debtors: row.debtors.join("; "),
        agency: names.agency(row.agency),
        category: word(lang, "category", row.category.code()),
        state: tag(lang, "case-state", state_word(row.state, row.rests)),
        opened: date_time(row.opened_at),
    });
    let shown = CasesPage { rows: rows.collect(), ..CasesPage::empty(visitor) };
    Ok((shown, found.next.map(|cursor| cursor.to_string())))
}

impl CasesPage {
    fn empty(visitor: &Visitor) -> Self {
        let opens = visitor.may(CommandKind::OpenCase);
        let not_yet = not_yet(visitor).filter(|_| opens);
        Self {
            frame: visitor.frame(visitor.t("nav-cases")),
            may_open: opens && not_yet.is_none(),
            not_yet,
            may_hand_over: visitor.may(CommandKind::HandOver),
            number: String::new(),
            name: String::new(),
            wrong: None,
            rows: Vec::new(),
            next: None,
            after: None,
            csrf: visitor.csrf(),
        }
    }
}

/// Before its day an office opens no case by hand, unless policy lets it.
fn not_yet(visitor: &Visitor) -> Option<String> {
    let (agency, directory) = (visitor.actor.agency()?, &visitor.rules.directory);
    let early = visitor.rules.policy.switch_on.early_cases;
    if early || directory.has_begun(agency, visitor.now()) {
        return None;
    }
    let begins_on = directory.agency(directory.agency_heir(agency))?.begins_on?;
    Some(filled(visitor.lang, "agency-begins-on", "day", &date(begins_on)))
}

/// How a case stands, in one word.
pub(super) const fn state_word(state: CaseState, rests: bool) -> &'static str {
    match state {
        CaseState::Open if rests => "resting",
        CaseState::Open | CaseState::Closed => state.code(),
    }
}

/// A search is no address: whoever comes back to it begins anew.
#[get("/cases/search")]
async fn searched(_: Visitor) -> HttpResponse {
    see_other("/cases")
}

/// The cases with a party of this name.
#[post("/cases/search")]
async fn search(posted: Posted) -> Result<HttpResponse, Problem> {
    let Posted { visitor, typed, .. } = &posted;
    let name = typed.get("/name").to_owned();
    let filter = match asked(&Body::of(typed)) {
        Ok(filter) => filter,
        Err(problem) => {
            let wrong = problem.errors.first().map(|error| error.text(visitor.lang));
            let wrong = Some(wrong.unwrap_or_else(|| problem.title(visitor.lang)));
            let shown = CasesPage { name, wrong, ..CasesPage::empty(visitor) };
            return page(problem.status, &shown);
        }
    };
    let from = Page::new(cursor(Some(typed.get("_after")))?, ROWS);
    let (shown, after) = list(visitor, filter, from).await?;
    page(StatusCode::OK, &CasesPage { name, after, ..shown })
}

/// Which cases a form asks for, by the rules of the API.
fn asked(body: &Body) -> Result<CaseFilter, Problem> {
    let body: CaseSearchBody =
        serde_path_to_error::deserialize(&body.value).map_err(|error| json_error(&error))?;
    read(|reader| body.parse(reader))
}
