//! The creditor's own list beside ours: shown, or saved as a file. Nothing is kept.

use super::super::dues::DuesPage;
use super::super::form::{Control, Errors, Fields};
use super::super::inquiry::Named;
use super::super::page;
use super::super::parts::{Cell, Table};
use super::super::post::{Posted, Small, again};
use super::super::visitor::Visitor;
use super::super::words::{counted, filled, word};
use super::tabs;
use crate::dto::creditor::CreditorListBody;
use crate::http::multipart::NOT_TEXT;
use crate::http::reconcile::reconciled;
use crate::problem::Problem;
use crate::routes::creditor::csv_file;
use actix_web::http::StatusCode;
use actix_web::web::ServiceConfig;
use actix_web::{HttpResponse, get, post};
use engine::creditor::reconcile::{Compared, Found, Listed};
use engine::policy::ReadKind;
use engine::refusal::Refusal;
use engine::time::Day;
use exchange::cases::Fault;
use locale::{Arg, date, dong, text};

pub(super) const HERE: &str = "/creditor/reconciliation";

/// How many errors are shown beside the field.
const SHOWN: usize = 20;

/// Registers the pages.
pub(super) fn configure(config: &mut ServiceConfig) {
    config.service(ask).service(compare).service(save);
}

/// Which of the two forms.
#[derive(Clone, Copy)]
struct Way {
    title: &'static str,
    action: &'static str,
}

const SHOW: Way = Way { title: "reconcile-show", action: HERE };
const SAVE: Way = Way { title: "reconcile-save", action: "/creditor/reconciliation/csv" };

/// The forms.
#[get("/creditor/reconciliation")]
async fn ask(visitor: Visitor) -> Result<HttpResponse, Problem> {
    permit(&visitor)?;
    let none = Table { title: String::new(), heads: Vec::new(), rows: Vec::new() };
    result(&visitor, visitor.t("reconcile-said"), none)
}

fn permit(visitor: &Visitor) -> Result<(), Refusal> {
    if visitor.reads(ReadKind::CreditorCases) { Ok(()) } else { Err(Refusal::Forbidden) }
}

fn form(way: Way) -> Small {
    fn fields(fields: &Fields<'_>) -> Vec<Control> {
        vec![fields.day("/as_of", "reconcile-day"), fields.file("/list", "reconcile-file")]
    }
    Small::new(way.title, way.action.to_owned(), fields)
}

fn result(visitor: &Visitor, said: String, table: Table) -> Result<HttpResponse, Problem> {
    let named = |way: Way| Named {
        title: visitor.t(way.title),
        form: form(way).shown(visitor, &Errors::default()),
    };
    let shown = DuesPage {
        frame: visitor.frame(visitor.t("reconcile-title")),
        tabs: tabs(visitor, HERE),
        parts: Vec::new(),
        empty: said,
        table,
        next: None,
        forms: vec![named(SHOW), named(SAVE)],
    };
    page(StatusCode::OK, &shown)
}

/// What was found, on a page.
#[post("/creditor/reconciliation")]
async fn compare(posted: Posted) -> Result<HttpResponse, Problem> {
    let (day, rows) = match compared(&posted, SHOW).await? {
        Ok(found) => found,
        Err(response) => return Ok(response),
    };
    let visitor = &posted.visitor;
    let matched = rows.iter().filter(|row| row.found == Found::Matched).count();
    let args = [
        ("day", Arg::from(date(day))),
        ("said", Arg::from(counted(visitor.lang, "reconcile-matched", matched))),
    ];
    let title = text(visitor.lang, "reconcile-result", &args);
    let heads =
        ["reconcile-line", "reconcile-contract", "case-agency", "case-number", "reconcile-found"];
    let left = rows.iter().filter(|row| row.found != Found::Matched);
    let table = Table {
        title: title.clone(),
        heads: heads.iter().map(|key| visitor.t(key)).collect(),
        rows: left.map(|row| line(visitor, row)).collect(),
    };
    result(visitor, title, table)
}

fn line(visitor: &Visitor, row: &Compared) -> Vec<Cell> {
    let number = match row.case {
        Some(case) => Cell::to(row.number.clone(), format!("{}/cases/{case}", super::HERE)),
        None => row.number.clone().into(),
    };
    vec![
        row.line.map(|line| line.to_string()).unwrap_or_default().into(),
        row.own.clone().unwrap_or_default().into(),
        row.agency.clone().unwrap_or_default().into(),
        number,
        found(visitor, row).into(),
    ]
}

fn found(visitor: &Visitor, row: &Compared) -> String {
    let lang = visitor.lang;
    let mut said = vec![word(lang, "reconciled", row.found.code())];
    said.extend(row.differences.iter().map(|one| {
        let args = [
            ("field", Arg::from(word(lang, "claim-field", one.field.code()))),
            ("ours", Arg::from(dong(one.ours))),
            ("theirs", Arg::from(dong(one.theirs))),
        ];
        text(lang, "reconcile-difference", &args)
    }));
    said.join("; ")
}

/// The same as a file.
#[post("/creditor/reconciliation/csv")]
async fn save(posted: Posted) -> Result<HttpResponse, Problem> {
    match compared(&posted, SAVE).await? {
        Ok((day, rows)) => csv_file(posted.visitor.lang, day, &rows),
        Err(response) => Ok(response),
    }
}

/// What was found; else the form again with what is wrong.
async fn compared(
    posted: &Posted,
    way: Way,
) -> Result<Result<(Day, Vec<Compared>), HttpResponse>, Problem> {
    permit(&posted.visitor)?;
    let wrong = |status, errors: Errors| again(posted, status, &errors, HERE.to_owned(), form(way));
    let day = posted.says(&posted.typed, |reader, body: CreditorListBody| body.day(reader));
    let day = match day {
        Ok(day) => day,
        Err((status, errors)) => return Ok(Err(wrong(status, errors)?)),
    };
    if let Some((status, errors)) = posted.untaken("/list", None).await? {
        return Ok(Err(wrong(status, errors)?));
    }
    let listed = match listed(posted) {
        Ok(listed) => listed,
        Err(faults) => {
            let errors = Errors::of_field("/list", unread(&posted.visitor, &faults));
            return Ok(Err(wrong(StatusCode::UNPROCESSABLE_ENTITY, errors)?));
        }
    };
    let actor = posted.visitor.actor;
    match reconciled(&posted.visitor.state, actor, day, listed).await {
        Ok(rows) => Ok(Ok((day, rows))),
        Err(problem) if problem.status == StatusCode::UNPROCESSABLE_ENTITY => {
            let errors = Errors::of_field("/as_of", posted.visitor.t("problem-day-invalid"));
            Ok(Err(wrong(problem.status, errors)?))
        }
        Err(problem) => Err(problem),
    }
}

/// The list; a file that is no text never became one here.
fn listed(posted: &Posted) -> Result<Vec<Listed>, Vec<Fault>> {
    if posted.typed.get(NOT_TEXT) == "/list" {
        return Err(vec![Fault::new("list", 0, "", "encoding")]);
    }
    exchange::creditor::read(posted.typed.get("/list"))
}

/// What is wrong with a list, by line and column.
fn unread(visitor: &Visitor, faults: &[Fault]) -> String {
    let lang = visitor.lang;
    let said = faults.iter().take(SHOWN).map(|fault| {
        let code = fault.code.replace('_', "-");
        let problem = word(lang, "list-fault", &code);
        if fault.line == 0 {
            return problem;
        }
        let line = filled(lang, "list-fault-line", "line", &fault.line.to_string());
        match fault.column.as_str() {
            "" => format!("{line}: {problem}"),
            // A heading that is not known is told by its place.
            column if column.parse::<u16>().is_ok() => format!("{line}, {column}: {problem}"),
            column => format!("{line}, {}: {problem}", word(lang, "list-column", column)),
        }
    });
    let mut said: Vec<String> = said.collect();
    if faults.len() > SHOWN {
        said.push(visitor.t("list-fault-more"));
    }
    said.join("; ")
}
