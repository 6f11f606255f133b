//! Sổ đăng ký văn bản đi: what waits for a number, what is entered, and the clerk's
//! step itself.

use super::dues::DuesPage;
use super::form::{Errors, Typed};
use super::frame::Link;
use super::home::cursor;
use super::inquiry::Named;
use super::page;
use super::parts::{Cell, ROWS, Row, Table};
use super::post::{FormPage, Kept, Outcome, Small, again};
use super::visitor::Visitor;
use super::words::word;
use crate::dto::register::NumberingBody;
use crate::problem::Problem;
use actix_web::http::StatusCode;
use actix_web::web::{Path, Query, ServiceConfig};
use actix_web::{HttpResponse, get, post};
use engine::command::CommandKind;
use engine::id::InstrumentId;
use engine::instrument::{Instrument, InstrumentState};
use engine::order::Numbered;
use engine::refusal::Refusal;
use engine::register::{RegisterBook, Registered, parts};
use engine::role::Role;
use engine::time::{Day, Zone};
use locale::date;
use serde::Deserialize;
use store::read::{Page, RegisterLine};
use uuid::Uuid;

const HERE: &str = "/register";

/// Registers the pages.
pub(super) fn configure(config: &mut ServiceConfig) {
    config.service(list).service(list_waiting).service(show_one).service(number_it);
}

/// Which book, of which year, from where on.
#[derive(Deserialize)]
struct Wanted {
    year: Option<i16>,
    kind: Option<String>,
    after: Option<String>,
}

fn this_year(visitor: &Visitor) -> i16 {
    today(visitor).ymd().0
}

fn today(visitor: &Visitor) -> Day {
    Zone::HANOI.day_of(visitor.now())
}

/// One book of a year.
#[get("/register")]
async fn list(visitor: Visitor, query: Query<Wanted>) -> Result<HttpResponse, Problem> {
    let from = Page::new(cursor(query.after.as_deref())?, ROWS);
    let book = match query.kind.as_deref() {
        None | Some("") => RegisterBook::Decision,
        Some(word) => RegisterBook::from_code(word).ok_or(Refusal::NotFound)?,
    };
    let year = query.year.unwrap_or_else(|| this_year(&visitor));
    let found = visitor.find(move |find, actor| find.register(actor, (book, year), from)).await?;
    let here = |year: i16| format!("{HERE}?year={year}&kind={}", book.code());
    let of_year = |year: i16| Link { label: year.to_string(), href: here(year), current: false };
    let csv = Link {
        label: visitor.t("register-csv"),
        href: format!("/api/v1{}", here(year).replacen('?', "/csv?", 1)),
        current: false,
    };
    let shown = DuesPage {
        frame: visitor.frame(format!("{} {year}", visitor.t("register-title"))),
        tabs: tabs(&visitor, Some(book), year),
        parts: vec![of_year(year.saturating_sub(1)), of_year(year.saturating_add(1)), csv],
        empty: visitor.t("register-empty"),
        table: table(&visitor, &found.rows),
        next: found.next.map(|cursor| format!("{}&after={cursor}", here(year))),
        forms: Vec::new(),
    };
    page(StatusCode::OK, &shown)
}

/// What waits for a number.
#[get("/register/waiting")]
async fn list_waiting(visitor: Visitor, query: Query<Wanted>) -> Result<HttpResponse, Problem> {
    let from = Page::new(cursor(query.after.as_deref())?, ROWS);
    let found = visitor.find(move |find, actor| find.unnumbered(actor, from)).await?;
    let shown = DuesPage {
        frame: visitor.frame(visitor.t("register-waiting")),
        tabs: tabs(&visitor, None, this_year(&visitor)),
        parts: Vec::new(),
        empty: visitor.t("register-waiting-empty"),
        table: table(&visitor, &found.rows),
        next: found.next.map(|cursor| format!("{HERE}/waiting?after={cursor}")),
        forms: Vec::new(),
    };
    page(StatusCode::OK, &shown)
}

fn tabs(visitor: &Visitor, current: Option<RegisterBook>, year: i16) -> Vec<Link> {
    let waiting = Link {
        label: visitor.t("register-waiting"),
        href: format!("{HERE}/waiting"),
        current: current.is_none(),
    };
    let of_book = |book: &RegisterBook| Link {
        label: word(visitor.lang, "register-book", book.code()),
        href: format!("{HERE}?year={year}&kind={}", book.code()),
        current: current == Some(*book),
    };
    std::iter::once(waiting).chain(RegisterBook::CODED.iter().map(of_book)).collect()
}

fn table(visitor: &Visitor, rows: &[RegisterLine]) -> Table {
    let heads = ["number", "day", "kind", "reference", "recipients", "state", "reason"];
    Table {
        title: visitor.t("register-title"),
        heads: heads.map(|key| visitor.t(&format!("register-{key}"))).to_vec(),
        rows: rows.iter().map(|row| line(visitor, row)).collect(),
    }
}

fn line(visitor: &Visitor, row: &RegisterLine) -> Vec<Cell> {
    let lang = visitor.lang;
    let known = row.known.as_ref();
    let number = match &row.entry {
        Some(entry) => entry.numbered().number.into(),
        None => Cell::to(visitor.t("register-number-it"), format!("{HERE}/{}", row.id)),
    };
    let recipients = known.into_iter().flat_map(|one| &one.recipients);
    let recipients: Vec<String> = recipients.map(|id| visitor.names().institution(*id)).collect();
    let void = row.entry.as_ref().is_some_and(|entry| entry.void);
    let state = match (void, known) {
        (true, _) => visitor.t("register-void"),
        (false, Some(one)) => word(lang, "instrument-state", one.state.code()),
        (false, None) => String::new(),
    };
    let reason = row.entry.as_ref().and_then(|entry| entry.reason.as_ref());
    vec![
        number,
        row.entry.as_ref().map(|entry| date(entry.day)).unwrap_or_default().into(),
        known
            .map_or_else(
                || visitor.t("register-sealed"),
                |one| word(lang, "instrument", one.kind.code()),
            )
            .into(),
        known.map(|one| one.reference.clone()).unwrap_or_default().into(),
        recipients.join("; ").into(),
        state.into(),
        reason.cloned().unwrap_or_default().into(),
    ]
}

/// One document that waits: the form, with the number whose turn it is.
#[get("/register/{id}")]
async fn show_one(visitor: Visitor, path: Path<Uuid>) -> Result<HttpResponse, Problem> {
    let id: InstrumentId = path.into_inner().into();
    let year = this_year(&visitor);
    let (line, next) = visitor
        .find(move |find, actor| {
            let line = find.register_line(actor, id)?;
            let next = find.register_next(actor, (line.book, year))?;
            Ok((line, next))
        })
        .await?;
    let stated = line.known.as_ref().and_then(|one| one.stated.as_ref());
    let typed = proposed(&visitor, stated, next);
    let small = Small { version: Some(line.version), typed, ..numbering(id) };
    let title = small.title;
    let form = small.shown(&visitor, &Errors::default());
    let back = format!("{HERE}/waiting");
    let mut shown = FormPage::new(&visitor, title, back, form, &Errors::default());
    shown.lead = match &line.known {
        Some(known) => {
            format!("{} {}", word(visitor.lang, "instrument", known.kind.code()), known.reference)
        }
        None => visitor.t("register-sealed"),
    };
    shown.respond(StatusCode::OK)
}

/// What the form says at first: what the decision states, else the next number.
fn proposed(
    visitor: &Visitor,
    stated: Option<&Numbered>,
    (next, symbol): (u32, Option<String>),
) -> Typed {
    let mut typed = Typed::default();
    let (serial, symbol) = match stated.and_then(|one| parts(&one.number)) {
        Some((serial, symbol)) => (serial, symbol.to_owned()),
        None => (next, symbol.unwrap_or_default()),
    };
    let day = stated.map_or_else(|| today(visitor), |one| one.day);
    typed.set("/serial", serial.to_string());
    typed.set("/symbol", symbol);
    typed.set("/day", day.to_string());
    typed
}

fn numbering(id: InstrumentId) -> Small {
    Small::new("register-enter", format!("{HERE}/{id}/number"), |fields| {
        vec![
            fields.number("/serial", "register-serial"),
            fields.line("/symbol", "register-symbol"),
            fields.day("/day", "register-day"),
            fields.area("/note", "register-note"),
        ]
    })
}

/// The clerk's step, on the page of an inquiry or an order that has no number.
pub(super) fn form(visitor: &Visitor, instrument: &Instrument) -> Option<Named> {
    use InstrumentState as S;
    let policy = &visitor.rules.policy;
    let open = match instrument.state {
        S::Approved | S::Issued => true,
        S::Draft | S::Submitted | S::Returned => !policy.approval.of(instrument.kind),
        S::Withdrawn | S::Lapsed => false,
    };
    let by_policy = visitor.actor.role != Role::Head || policy.register.head;
    let wanted = open && by_policy && instrument.registered.is_none();
    if !wanted || !visitor.may(CommandKind::NumberInstrument) {
        return None;
    }
    let id = instrument.id;
    let small = numbering(id);
    Some(Named {
        title: visitor.t(small.title),
        form: Small { version: Some(instrument.version), ..small }
            .shown(visitor, &Errors::default()),
    })
}

/// What the clerk entered, on the page of an inquiry or an order.
pub(super) fn row(visitor: &Visitor, instrument: &Instrument) -> Option<Row> {
    let entry: &Registered = instrument.registered.as_ref()?;
    let said = format!("{}, {}", entry.numbered().number, date(entry.day));
    Some(Row::new(visitor.t("register-entered"), said))
}

/// Enters it.
#[post("/register/{id}/number")]
async fn number_it(path: Path<Uuid>, kept: Kept) -> Result<HttpResponse, Problem> {
    let posted = kept.by(&[CommandKind::NumberInstrument])?;
    let id: InstrumentId = path.into_inner().into();
    let small = numbering(id);
    let parse = |reader: &mut _, body: NumberingBody| body.parse(id, reader);
    match posted.run(&posted.typed, parse).await? {
        Outcome::Done(_) => Ok(posted.onward(&format!("{HERE}/waiting?done={}", small.title))),
        Outcome::Wrong(status, errors) => {
            again(&posted, status, &errors, format!("{HERE}/waiting"), small)
        }
    }
}
