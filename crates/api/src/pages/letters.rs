//! Letters on paper: what is to be printed, served or compared, and the demand that a
//! paper in hand belongs to.

use super::form::{Choice, Control, Errors, Fields, Typed};
use super::frame::{Frame, Link, encoded};
use super::home::{cursor, tabs};
use super::page;
use super::parts::{Due, ROWS, Tag};
use super::visitor::Visitor;
use super::words::{due, tag, word};
use crate::problem::{Fault, Problem};
use actix_web::http::StatusCode;
use actix_web::web::{Query, ServiceConfig};
use actix_web::{HttpResponse, get};
use askama::Template;
use locale::date_time;
use serde::Deserialize;
use store::read::{LetterFilter, LetterLine, LetterStage, Page};

/// Registers the page.
pub(super) fn configure(config: &mut ServiceConfig) {
    config.service(show);
}

/// Which letters, from where on.
#[derive(Deserialize)]
struct Wanted {
    stage: Option<String>,
    reference: Option<String>,
    after: Option<String>,
}

#[derive(Template)]
#[template(path = "letters.html")]
struct LettersPage {
    frame: Frame,
    tabs: Vec<Link>,
    filters: Vec<Control>,
    rows: Vec<LetterRow>,
    next: Option<String>,
}

struct LetterRow {
    href: String,
    reference: String,
    kind: String,
    institution: String,
    state: Tag,
    stage: String,
    issued: String,
    received: String,
    due: Option<Due>,
}

fn chosen(text: Option<&str>) -> Option<&str> {
    text.map(str::trim).filter(|text| !text.is_empty())
}

/// The list.
#[get("/letters")]
async fn show(visitor: Visitor, query: Query<Wanted>) -> Result<HttpResponse, Problem> {
    let wanted = query.into_inner();
    let stage = chosen(wanted.stage.as_deref());
    let stage = stage.map(|code| LetterStage::from_code(code).ok_or(Fault::QueryInvalid));
    let reference = chosen(wanted.reference.as_deref()).map(ToOwned::to_owned);
    let filter = LetterFilter { stage: stage.transpose()?, reference };
    let from = Page::new(cursor(wanted.after.as_deref())?, ROWS);
    let found = visitor.find(move |find, actor| find.letters(actor, &filter, from)).await?;
    let shown = LettersPage {
        frame: visitor.frame(visitor.t("tab-letters")),
        tabs: tabs(&visitor, "letters"),
        filters: filters(&visitor, &wanted),
        rows: found.rows.iter().map(|row| line(&visitor, row)).collect(),
        next: found.next.map(|cursor| format!("{}after={cursor}", narrowed(&wanted))),
    };
    page(StatusCode::OK, &shown)
}

/// The same list again, up to where it goes on.
fn narrowed(wanted: &Wanted) -> String {
    let mut path = "/letters?".to_owned();
    for (name, value) in [("stage", &wanted.stage), ("reference", &wanted.reference)] {
        if let Some(value) = chosen(value.as_deref()) {
            path.extend([name, "=", &encoded(value), "&"]);
        }
    }
    path
}

fn filters(visitor: &Visitor, wanted: &Wanted) -> Vec<Control> {
    let mut typed = Typed::default();
    typed.set("stage", wanted.stage.clone().unwrap_or_default());
    typed.set("reference", wanted.reference.clone().unwrap_or_default());
    let errors = Errors::default();
    let fields = Fields { lang: visitor.lang, typed: &typed, errors: &errors, scope: "filter-" };
    let mut stages = vec![Choice::new("", visitor.t("filter-any"))];
    stages.extend(fields.words("letter-stage", &LetterStage::ALL.map(LetterStage::code)));
    vec![
        fields.line("reference", "letters-reference"),
        fields.select("stage", "letters-stage", stages),
    ]
}

fn line(visitor: &Visitor, row: &LetterLine) -> LetterRow {
    let lang = visitor.lang;
    let stage = row.stage.map(|stage| word(lang, "letter-stage", stage.code()));
    LetterRow {
        href: format!("/demands/{}", row.id),
        reference: row.reference.clone(),
        kind: word(lang, "instrument", row.kind.code()),
        institution: visitor.names().institution(row.institution),
        state: tag(lang, "demand-state", row.state.code()),
        stage: stage.unwrap_or_else(|| word(lang, "channel", row.channel.code())),
        issued: date_time(row.issued_at),
        received: row.received_at.map(date_time).unwrap_or_default(),
        due: row.sort_due.map(|at| due(lang, visitor.now(), at, None)),
    }
}
