//! Statements of receiving accounts: taken in, each line confirmed, assigned or
//! set aside.

use super::super::form::{Choice, Control, Errors, Fields, Typed};
use super::super::home::cursor;
use super::super::inquiry::Named;
use super::super::page;
use super::super::parts::{Cell, ROWS, Table};
use super::super::post::{Kept, Outcome, Posted, Small, again};
use super::super::visitor::Visitor;
use super::super::words::{filled, money, word};
use super::duties::{DuesPage, Wanted};
use crate::dto::common::ReasonBody;
use crate::dto::statement::{AssignmentBody, StatementBody};
use crate::http::multipart::NOT_TEXT;
use crate::http::{Sender, confirm_exact};
use crate::problem::Problem;
use actix_web::http::StatusCode;
use actix_web::web::{Path, Query, ServiceConfig};
use actix_web::{HttpResponse, get, post};
use engine::command::{Command, CommandKind};
use engine::id::{StatementId, TransferId};
use engine::money::Money;
use engine::payee::{Payee, PayeeState};
use engine::refusal::Refusal;
use engine::statement::{Found, Line, Side, StatementContent};
use exchange::{ReadError, Where};
use locale::{date, date_time, dong};
use store::read::{AwaitedLine, Page, StatementHead, StatementView};
use uuid::Uuid;

const HERE: &str = "/statements";

/// How many lines that fit nothing have their forms on one page, and how many
/// payments each offers there; a line's own page offers all.
const FORMS: usize = 20;
const OFFERED: usize = 50;

/// Registers the pages.
pub(super) fn configure(config: &mut ServiceConfig) {
    config.service(list).service(import).service(show).service(show_line).service(confirm);
    config.service(assign).service(dismiss);
}

/// The list, and the form that takes a file in.
#[get("/statements")]
async fn list(visitor: Visitor, query: Query<Wanted>) -> Result<HttpResponse, Problem> {
    let from = Page::new(cursor(query.after.as_deref())?, ROWS);
    let found = visitor.find(move |find, actor| find.statements(actor, false, from)).await?;
    let accounts = accounts(&visitor).await?;
    let heads = ["statement-imported", "statement-lines", "statement-waiting"];
    let form = importing(accounts).shown(&visitor, &Errors::default());
    let shown = DuesPage {
        frame: visitor.frame(visitor.t("statements-title")),
        tabs: Vec::new(),
        parts: Vec::new(),
        empty: visitor.t("statements-empty"),
        table: Table {
            title: visitor.t("statements-title"),
            heads: heads.iter().map(|key| visitor.t(key)).collect(),
            rows: found.rows.iter().map(head).collect(),
        },
        next: found.next.map(|cursor| format!("{HERE}?after={cursor}")),
        forms: vec![Named { title: visitor.t("statement-import"), form }],
    };
    page(StatusCode::OK, &shown)
}

fn head(row: &StatementHead) -> Vec<Cell> {
    let one = &row.statement;
    vec![
        Cell::to(date_time(one.imported_at), format!("{HERE}/{}", one.id)),
        one.count.to_string().into(),
        row.waiting.to_string().into(),
    ]
}

/// The accounts of the visitor's agency that statements may be of.
async fn accounts(visitor: &Visitor) -> Result<Vec<Choice>, Problem> {
    let from = Page::new(None, ROWS);
    let found = visitor.find(move |find, actor| find.payees(actor, from)).await?;
    let usable = |payee: &&Payee| payee.state != PayeeState::Proposed;
    let choice = |payee: &Payee| {
        let label = format!("{} – {}", payee.content.account.display(), payee.content.bank);
        Choice::new(payee.id.to_string(), label)
    };
    Ok(found.rows.iter().filter(usable).map(choice).collect())
}

fn importing(accounts: Vec<Choice>) -> Small {
    Small::new("statement-import", HERE.to_owned(), move |fields| {
        vec![
            fields.select("/payee", "account-number", accounts.clone()),
            fields.file("/file", "statement-file"),
        ]
    })
}

/// Takes a file in.
#[post("/statements")]
async fn import(kept: Kept) -> Result<HttpResponse, Problem> {
    let posted = kept.by(&[CommandKind::ImportStatement])?;
    let accounts = accounts(&posted.visitor).await?;
    let untaken = posted.untaken("/file", Some(CommandKind::ImportStatement)).await?;
    if let Some((status, errors)) = untaken {
        return again(&posted, status, &errors, HERE.to_owned(), importing(accounts));
    }
    let content = match file(&posted.typed) {
        Ok(content) => content,
        Err(why) => {
            let errors = Errors::of_field("/file", unread(&posted.visitor, &why));
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            return again(&posted, status, &errors, HERE.to_owned(), importing(accounts));
        }
    };
    let outcome = posted
        .run(&posted.typed, |reader, body: StatementBody| body.parse(reader, content))
        .await?;
    match outcome {
        Outcome::Done(done) => {
            Ok(posted.onward(&format!("{HERE}/{}?done=statement-import", done.subject)))
        }
        Outcome::Wrong(status, errors) => {
            again(&posted, status, &errors, HERE.to_owned(), importing(accounts))
        }
    }
}

/// What the file says; one that is no text never became one here.
fn file(typed: &Typed) -> Result<StatementContent, ReadError> {
    if typed.get(NOT_TEXT) == "/file" {
        let at = Where { line: None, field: String::new() };
        return Err(ReadError { problem: exchange::Problem::Encoding, at });
    }
    exchange::read(typed.get("/file").as_bytes())
}

/// What is wrong with a file, and where.
fn unread(visitor: &Visitor, why: &ReadError) -> String {
    let lang = visitor.lang;
    let problem = word(lang, "statement-problem", why.problem.code());
    let mut places = Vec::new();
    if let Some(line) = why.at.line {
        places.push(filled(lang, "statement-place-line", "place", &line.to_string()));
    }
    if !why.at.field.is_empty() {
        places.push(why.at.field.clone());
    }
    if places.is_empty() {
        return problem;
    }
    let place = places.join(", ");
    let args = [("problem", problem.as_str().into()), ("place", place.as_str().into())];
    locale::text(lang, "statement-wrong", &args)
}

/// One statement: its lines, and what may be done with those that wait.
#[get("/statements/{id}")]
async fn show(visitor: Visitor, path: Path<Uuid>) -> Result<HttpResponse, Problem> {
    let id: StatementId = path.into_inner().into();
    let view = visitor.find(move |find, actor| find.statement(actor, id)).await?;
    let forms = forms(&visitor, &view);
    lines(&visitor, &view, None, forms)
}

/// One line that waits, with every payment it may be.
#[get("/statements/{id}/lines/{line}")]
async fn show_line(visitor: Visitor, path: Path<(Uuid, u32)>) -> Result<HttpResponse, Problem> {
    let (id, number) = path.into_inner();
    let id: StatementId = id.into();
    let view = visitor.find(move |find, actor| find.statement(actor, id)).await?;
    let found = *view.found.get(&number).ok_or(Refusal::NotFound)?;
    let mut forms = Vec::new();
    line_forms(&visitor, &view, (number, found), usize::MAX, &mut forms);
    lines(&visitor, &view, Some(number), forms)
}

/// The lines of a statement, or one of them.
fn lines(
    visitor: &Visitor,
    view: &StatementView,
    only: Option<u32>,
    forms: Vec<Named>,
) -> Result<HttpResponse, Problem> {
    let heads = [
        "statement-line",
        "statement-reference",
        "obligation-amount",
        "paid-value-day",
        "statement-text",
        "statement-party",
        "statement-match",
        "statement-payment",
    ];
    let lines = view.statement.lines.iter();
    let lines = lines.filter(|(number, _)| only.is_none_or(|only| only == **number));
    let shown = DuesPage {
        frame: visitor.frame(visitor.t("statement-title")),
        tabs: Vec::new(),
        parts: Vec::new(),
        empty: visitor.t("statements-empty"),
        table: Table {
            title: visitor.t("statement-title"),
            heads: heads.iter().map(|key| visitor.t(key)).collect(),
            rows: lines.map(|(number, one)| line(visitor, view, *number, one)).collect(),
        },
        next: None,
        forms,
    };
    page(StatusCode::OK, &shown)
}

fn line(visitor: &Visitor, view: &StatementView, number: u32, line: &Line) -> Vec<Cell> {
    let (content, found) = (&line.content, view.found.get(&number));
    let side = if content.side == Side::Credit { "credit" } else { "debit" };
    let amount = money(Money::new(content.amount, view.statement.currency));
    let status = match found {
        Some(found) => word(visitor.lang, "line-match", match_word(*found)),
        None => word(visitor.lang, "line-state", line.state.code()),
    };
    let own = format!("{HERE}/{}/lines/{number}", view.statement.id);
    vec![
        if found.is_some() { Cell::to(number.to_string(), own) } else { number.to_string().into() },
        content.reference.clone().into(),
        format!("{} {amount}", word(visitor.lang, "statement-side", side)).into(),
        date(content.value).into(),
        content.text.clone().into(),
        content.party.clone().unwrap_or_default().into(),
        status.into(),
        payment(view, line, found),
    ]
}

const fn match_word(found: Found) -> &'static str {
    match found {
        Found::Exact(..) => "exact",
        Found::AmountDiffers(..) => "amount_differs",
        Found::Likely(..) => "likely",
        Found::Unmatched => "unmatched",
        Found::Reversal => "reversal",
    }
}

/// The payment a line is or is found to be, with the way to its case's money.
fn payment(view: &StatementView, line: &Line, found: Option<&Found>) -> Cell {
    let of = match found {
        Some(Found::Exact(case, to) | Found::AmountDiffers(case, to) | Found::Likely(case, to)) => {
            Some((*case, *to))
        }
        Some(Found::Unmatched | Found::Reversal) => None,
        None => line.of,
    };
    let Some((case, transfer)) = of else {
        return Cell::default();
    };
    let known = view.awaited.iter().find(|one| one.awaited.transfer == transfer);
    let name = known.map_or_else(|| transfer.to_string(), named);
    Cell::to(name, format!("/cases/{case}/money"))
}

fn named(one: &AwaitedLine) -> String {
    format!("{} – {} ({})", one.awaited.reference, dong(one.awaited.amount), one.case_number)
}

/// All exact lines at once; for each other that waits, its payment or why it is
/// none.
fn forms(visitor: &Visitor, view: &StatementView) -> Vec<Named> {
    let id = view.statement.id;
    let mut forms = Vec::new();
    let exact = view.found.values().any(|found| matches!(found, Found::Exact(..)));
    if exact && visitor.may(CommandKind::ConfirmLine) {
        let form = confirming(id).shown(visitor, &Errors::default());
        forms.push(Named { title: visitor.t("statement-confirm"), form });
    }
    let others = view.found.iter().filter(|(_, found)| !matches!(found, Found::Exact(..)));
    for (number, found) in others.take(FORMS) {
        line_forms(visitor, view, (*number, *found), OFFERED, &mut forms);
    }
    forms
}

/// Which payment a line that waits is, of so many at most, or why it is none.
fn line_forms(
    visitor: &Visitor,
    view: &StatementView,
    (number, found): (u32, Found),
    most: usize,
    forms: &mut Vec<Named>,
) {
    let Some(line) = view.statement.lines.get(&number) else { return };
    let id = view.statement.id;
    let about = format!("{number} · {}", line.content.reference);
    let mut add = |kind: CommandKind, small: Small| {
        if visitor.may(kind) {
            let title = format!("{}: {about}", visitor.t(small.title));
            forms.push(Named { title, form: small.shown(visitor, &Errors::default()) });
        }
    };
    let likely = match found {
        Found::Exact(_, to) | Found::AmountDiffers(_, to) | Found::Likely(_, to) => Some(to),
        Found::Unmatched | Found::Reversal => None,
    };
    if found != Found::Reversal && !view.awaited.is_empty() {
        let mut small = assigning(id, number, visitor, offered(view, line, likely, most));
        if let Some(to) = likely {
            small.typed.set("/transfer", to.to_string());
        }
        add(CommandKind::AssignLine, small);
    }
    add(CommandKind::DismissLine, dismissing(id, number));
}

/// What a line may be: what it was found to be first, then what has its amount,
/// then what waits longest.
fn offered<'a>(
    view: &'a StatementView,
    line: &Line,
    likely: Option<TransferId>,
    most: usize,
) -> impl Iterator<Item = &'a AwaitedLine> {
    let rank = |one: &&AwaitedLine| {
        let awaited = &one.awaited;
        (likely != Some(awaited.transfer), awaited.amount != line.content.amount)
    };
    let mut all: Vec<&AwaitedLine> = view.awaited.iter().collect();
    all.sort_by_key(rank);
    all.into_iter().take(most)
}

fn confirming(id: StatementId) -> Small {
    fn nothing(_: &Fields<'_>) -> Vec<Control> {
        Vec::new()
    }
    Small::new("statement-confirm", format!("{HERE}/{id}/confirmation"), nothing)
}

fn assigning<'a>(
    id: StatementId,
    line: u32,
    visitor: &Visitor,
    awaited: impl IntoIterator<Item = &'a AwaitedLine>,
) -> Small {
    let choice = |one: &AwaitedLine| Choice::new(one.awaited.transfer.to_string(), named(one));
    // What fits nothing is no payment until somebody says which.
    let none = Choice::new("", visitor.t("choose"));
    let choices: Vec<Choice> =
        std::iter::once(none).chain(awaited.into_iter().map(choice)).collect();
    Small::new("line-assign", format!("{HERE}/{id}/lines/{line}/assignment"), move |fields| {
        vec![fields.select("/transfer", "statement-payment", choices.clone())]
    })
}

fn dismissing(id: StatementId, line: u32) -> Small {
    Small::new("line-dismiss", format!("{HERE}/{id}/lines/{line}/dismissal"), |fields| {
        vec![fields.area("/reason", "reason-field")]
    })
}

/// Confirms every line that names a payment and has its amount.
#[post("/statements/{id}/confirmation")]
async fn confirm(path: Path<Uuid>, kept: Kept) -> Result<HttpResponse, Problem> {
    let posted = kept.by(&[CommandKind::ConfirmLine])?;
    let id: StatementId = path.into_inner().into();
    let back = format!("{HERE}/{id}");
    if posted.is_stale() {
        let errors = Errors::said(posted.visitor.t("form-stale"));
        return again(&posted, StatusCode::FORBIDDEN, &errors, back, confirming(id));
    }
    let visitor = &posted.visitor;
    let sender = Sender { state: &visitor.state, actor: visitor.actor, arrived: posted.arrived() };
    let told = confirm_exact(sender, id).await?;
    if told.refused.is_empty() {
        return Ok(posted.onward(&format!("{back}?done=statement-confirm")));
    }
    // Each with why; the others are confirmed.
    let said = told.refused.iter().map(|one| {
        let key = format!("problem-{}", one.code.replace('_', "-"));
        format!("{}: {}", one.line, visitor.t(&key))
    });
    let errors = Errors::said(said.collect::<Vec<_>>().join("; "));
    again(&posted, StatusCode::CONFLICT, &errors, back, confirming(id))
}

/// Says by hand which payment a line is.
#[post("/statements/{id}/lines/{line}/assignment")]
async fn assign(path: Path<(Uuid, u32)>, kept: Kept) -> Result<HttpResponse, Problem> {
    let posted = kept.by(&[CommandKind::AssignLine])?;
    let (id, line) = path.into_inner();
    let id: StatementId = id.into();
    let view = posted.visitor.find(move |find, actor| find.statement(actor, id)).await?;
    let small = assigning(id, line, &posted.visitor, &view.awaited);
    // The form names the payment; of which case it is, is known here.
    let chosen = posted.typed.get("/transfer");
    let known = view.awaited.iter().find(|one| one.awaited.transfer.to_string() == chosen);
    let mut typed = posted.typed.clone();
    let case = known.map(|one| one.awaited.case.to_string());
    typed.set("/case", case.unwrap_or_default());
    let outcome =
        posted.run(&typed, |reader, body: AssignmentBody| body.assign((id, line), reader)).await?;
    onward(&posted, outcome, id, small)
}

/// Says that a line is no deducted money.
#[post("/statements/{id}/lines/{line}/dismissal")]
async fn dismiss(path: Path<(Uuid, u32)>, kept: Kept) -> Result<HttpResponse, Problem> {
    let posted = kept.by(&[CommandKind::DismissLine])?;
    let (id, line) = path.into_inner();
    let statement: StatementId = id.into();
    let outcome = posted
        .run(&posted.typed, |_, body: ReasonBody| {
            Some(Command::DismissLine { statement, line, reason: body.reason })
        })
        .await?;
    onward(&posted, outcome, statement, dismissing(statement, line))
}

fn onward(
    posted: &Posted,
    outcome: Outcome,
    id: StatementId,
    small: Small,
) -> Result<HttpResponse, Problem> {
    let back = format!("{HERE}/{id}");
    match outcome {
        Outcome::Done(_) => Ok(posted.onward(&format!("{back}?done={}", small.title))),
        Outcome::Wrong(status, errors) => again(posted, status, &errors, back, small),
    }
}
