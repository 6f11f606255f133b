//! Dữ liệu chưa nhận được: the list, one of them, and its dismissal.

use super::dues::DuesPage;
use super::form::Errors;
use super::frame::{Frame, Link};
use super::home::cursor;
use super::inquiry::Named;
use super::page;
use super::parts::{Cell, ROWS, Row, Table, Tag};
use super::post::{Kept, Outcome, Small, again};
use super::visitor::Visitor;
use super::words::{tag, word};
use crate::dto::common::ReasonBody;
use crate::problem::Problem;
use actix_web::http::StatusCode;
use actix_web::web::{Path, Query, ServiceConfig};
use actix_web::{HttpResponse, get, post};
use askama::Template;
use engine::command::{Command, CommandKind};
use engine::held::{HeldRow, HeldState, KeptRow, RowError};
use engine::id::HeldId;
use engine::refusal::Refusal;
use exchange::cases::heading;
use locale::{Lang, date_time, try_text};
use serde::Deserialize;
use store::read::Page;
use uuid::Uuid;

const HERE: &str = "/quarantine";

/// Registers the pages.
pub(super) fn configure(config: &mut ServiceConfig) {
    config.service(list).service(show).service(dismiss);
}

/// Which, and from where on.
#[derive(Deserialize)]
struct Wanted {
    state: Option<String>,
    after: Option<String>,
}

/// The list.
#[get("/quarantine")]
async fn list(visitor: Visitor, query: Query<Wanted>) -> Result<HttpResponse, Problem> {
    let from = Page::new(cursor(query.after.as_deref())?, ROWS);
    let state = match query.state.as_deref() {
        None | Some("") => HeldState::Open,
        Some(word) => HeldState::from_code(word).ok_or(Refusal::NotFound)?,
    };
    let found = visitor.find(move |find, actor| find.quarantine(actor, state, from)).await?;
    let heads = ["row", "source", "received", "attempts", "errors"];
    let shown = DuesPage {
        frame: visitor.frame(visitor.t("quarantine-title")),
        tabs: tabs(&visitor, state),
        parts: Vec::new(),
        empty: visitor.t("quarantine-empty"),
        table: Table {
            title: visitor.t("quarantine-title"),
            heads: heads.map(|key| visitor.t(&format!("quarantine-{key}"))).to_vec(),
            rows: found.rows.iter().map(|row| line(&visitor, row)).collect(),
        },
        next: found.next.map(|cursor| format!("{HERE}?state={}&after={cursor}", state.code())),
        forms: Vec::new(),
    };
    page(StatusCode::OK, &shown)
}

fn tabs(visitor: &Visitor, current: HeldState) -> Vec<Link> {
    let of_state = |state: &HeldState| Link {
        label: word(visitor.lang, "held-state", state.code()),
        href: format!("{HERE}?state={}", state.code()),
        current: current == *state,
    };
    HeldState::CODED.iter().map(of_state).collect()
}

/// What it is called there.
fn called(visitor: &Visitor, row: &HeldRow) -> String {
    match (&row.content.case, &row.content.payment) {
        (None, _) => visitor.t("quarantine-nameless"),
        (Some(case), None) => case.to_string(),
        (Some(case), Some(payment)) => format!("{case} · {payment}"),
    }
}

fn line(visitor: &Visitor, row: &HeldRow) -> Vec<Cell> {
    let errors: Vec<String> =
        row.content.errors.iter().take(3).map(|one| said(visitor, one)).collect();
    vec![
        Cell::to(called(visitor, row), format!("{HERE}/{}", row.id)),
        row.source.as_str().to_owned().into(),
        date_time(row.received).into(),
        row.attempts.to_string().into(),
        errors.join("; ").into(),
    ]
}

/// Where, and which rule, in words.
fn said(visitor: &Visitor, error: &RowError) -> String {
    let at = place(error.file.as_deref(), error.line, visitor);
    let column = column(visitor, error.file.as_deref(), &error.pointer);
    let at = [at, column].into_iter().filter(|part| !part.is_empty());
    let at: Vec<String> = at.collect();
    let rule = rule(visitor, &error.code);
    if at.is_empty() { rule } else { format!("{}: {rule}", at.join(" ")) }
}

/// What a column is called in the office's language, by our name for it.
fn column(visitor: &Visitor, file: Option<&str>, code: &str) -> String {
    let heading = file.filter(|_| visitor.lang == Lang::Vi).and_then(|file| heading(file, code));
    heading.unwrap_or(code).to_owned()
}

fn rule(visitor: &Visitor, code: &str) -> String {
    let code = code.replace('_', "-");
    let known = |kind: &str| try_text(visitor.lang, &format!("{kind}-{code}"), &[]);
    known("import-fault").or_else(|| known("problem")).or_else(|| known("field")).unwrap_or(code)
}

fn place(file: Option<&str>, line: Option<u32>, visitor: &Visitor) -> String {
    match (file, line) {
        (Some(file), Some(line)) => format!("{file} {} {line}", visitor.t("quarantine-line")),
        (Some(file), None) => file.to_owned(),
        (None, _) => String::new(),
    }
}

#[derive(Template)]
#[template(path = "held.html")]
struct HeldPage {
    frame: Frame,
    state: Tag,
    summary: Vec<Row>,
    errors: Vec<String>,
    rows: Vec<Shown>,
    forms: Vec<Named>,
}

/// A row as it came.
struct Shown {
    title: String,
    cells: Vec<Row>,
}

/// One of them; the reading is on record.
#[get("/quarantine/{id}")]
async fn show(visitor: Visitor, path: Path<Uuid>) -> Result<HttpResponse, Problem> {
    let id: HeldId = path.into_inner().into();
    let found = visitor.find(move |find, actor| find.held_row(actor, id)).await?;
    let cell = |row: &KeptRow, name: &str, text: &str| {
        Row::new(column(&visitor, row.file.as_deref(), name), text)
    };
    let kept = |row: &KeptRow| Shown {
        title: place(row.file.as_deref(), row.line, &visitor),
        cells: row.cells.iter().map(|(name, text)| cell(row, name, text)).collect(),
    };
    let waits = found.state == HeldState::Open && visitor.may(CommandKind::DismissRow);
    let form = || {
        let small = Small { version: Some(found.version), ..dismissing(id) };
        let title = visitor.t(small.title);
        let form = small.shown(&visitor, &Errors::default());
        Named { title, form }
    };
    let shown = HeldPage {
        frame: visitor.frame(called(&visitor, &found)),
        state: tag(visitor.lang, "held-state", found.state.code()),
        summary: summary(&visitor, &found),
        errors: found.content.errors.iter().map(|one| said(&visitor, one)).collect(),
        rows: found.content.rows.iter().map(kept).collect(),
        forms: if waits { vec![form()] } else { Vec::new() },
    };
    page(StatusCode::OK, &shown)
}

fn summary(visitor: &Visitor, row: &HeldRow) -> Vec<Row> {
    let line = |key: &str, value: String| Row::new(visitor.t(key), value);
    let mut rows = vec![
        line("quarantine-agency", visitor.names().agency(row.agency)),
        line("quarantine-source", row.source.as_str().to_owned()),
        line("quarantine-received", date_time(row.received)),
        line("quarantine-attempts", row.attempts.to_string()),
    ];
    if let Some(end) = &row.end {
        rows.push(line("quarantine-ended", date_time(end.at)));
        rows.extend(end.reason.clone().map(|reason| line("quarantine-reason", reason)));
    }
    rows
}

fn dismissing(id: HeldId) -> Small {
    Small::new("row-dismiss", format!("{HERE}/{id}/dismissal"), |fields| {
        vec![fields.area("/reason", "row-dismiss-reason")]
    })
}

/// Says that it need not come in.
#[post("/quarantine/{id}/dismissal")]
async fn dismiss(path: Path<Uuid>, kept: Kept) -> Result<HttpResponse, Problem> {
    let posted = kept.by(&[CommandKind::DismissRow])?;
    let id: HeldId = path.into_inner().into();
    let back = format!("{HERE}/{id}");
    let small = dismissing(id);
    let parse =
        |_: &mut _, body: ReasonBody| Some(Command::DismissRow { row: id, reason: body.reason });
    match posted.run(&posted.typed, parse).await? {
        Outcome::Done(_) => Ok(posted.onward(&format!("{back}?done={}", small.title))),
        Outcome::Wrong(status, errors) => again(&posted, status, &errors, back, small),
    }
}
