//! Where everybody begins: what is to be done.

use super::frame::{Frame, Link};
use super::notices::notices;
use super::parts::{Due, ROWS, Tag};
use super::visitor::Visitor;
use super::words::{due, tag, word};
use super::{page, see_other};
use crate::problem::{Fault, Problem};
use actix_web::http::StatusCode;
use actix_web::web::{Query, ServiceConfig};
use actix_web::{HttpResponse, get};
use askama::Template;
use engine::policy::ReadKind;
use serde::Deserialize;
use store::read::{Cursor, Inbox, InboxFilter, Listing, Page, WorkLine};

/// Registers the pages.
pub(super) fn configure(config: &mut ServiceConfig) {
    config.service(show);
}

/// Which list, from where on.
#[derive(Deserialize)]
struct Wanted {
    show: Option<String>,
    after: Option<String>,
}

#[derive(Template)]
#[template(path = "work.html")]
struct WorkPage {
    frame: Frame,
    tabs: Vec<Link>,
    /// Whether the other side is the agency.
    answers: bool,
    /// Whether nothing is owed any more.
    done: bool,
    rows: Vec<WorkRow>,
    next: Option<String>,
}

struct WorkRow {
    href: String,
    reference: String,
    other: String,
    marks: Vec<Tag>,
    state: Tag,
    due: Option<Due>,
    open_items: i64,
    urged: i16,
}

/// The list a person works on.
#[get("/")]
async fn show(visitor: Visitor, query: Query<Wanted>) -> Result<HttpResponse, Problem> {
    let Wanted { show, after } = query.into_inner();
    let after = cursor(after.as_deref())?;
    let page = Page::new(after, ROWS);
    let show = show.unwrap_or_default();
    let works = visitor.reads(ReadKind::Inbox) || visitor.reads(ReadKind::Worklist);
    match show.as_str() {
        "" | "done" | "overdue" if works => work(&visitor, &show, page).await,
        "" if visitor.reads(ReadKind::CreditorCases) => Ok(see_other("/creditor")),
        "" if visitor.reads(ReadKind::Overdue) => Ok(see_other("/overdue")),
        "" | "notices" => notices(&visitor, page).await,
        _ => Err(Fault::QueryInvalid.into()),
    }
}

/// Where a list goes on.
pub(super) fn cursor(text: Option<&str>) -> Result<Option<Cursor>, Problem> {
    let text = text.filter(|text| !text.is_empty());
    let parsed = text.map(|text| text.parse().map_err(|_| Fault::QueryInvalid));
    Ok(parsed.transpose()?)
}

/// The tabs of a person's lists.
pub(super) fn tabs(visitor: &Visitor, current: &str) -> Vec<Link> {
    let tab = |key: &str, href: &str, name: &str| Link {
        label: visitor.t(key),
        href: href.to_owned(),
        current: name == current,
    };
    let mut tabs = Vec::new();
    if visitor.reads(ReadKind::Inbox) {
        tabs.push(tab("tab-inbox", "/", ""));
        tabs.push(tab("tab-inbox-overdue", "/?show=overdue", "overdue"));
        tabs.push(tab("tab-inbox-done", "/?show=done", "done"));
    } else if visitor.reads(ReadKind::Worklist) {
        tabs.push(tab("tab-worklist", "/", ""));
        tabs.push(tab("tab-letters", "/letters", "letters"));
    }
    if visitor.reads(ReadKind::CreditorCases) {
        tabs.push(tab("claims-title", "/creditor", "creditor"));
    }
    if visitor.reads(ReadKind::Duties) {
        tabs.push(tab("nav-duties", "/duties", "duties"));
    }
    if visitor.reads(ReadKind::Overdue) {
        tabs.push(tab("tab-overdue", "/overdue", "record"));
    }
    tabs.push(tab("tab-notices", "/?show=notices", "notices"));
    tabs
}

async fn work(visitor: &Visitor, which: &str, wanted: Page) -> Result<HttpResponse, Problem> {
    let answers = visitor.reads(ReadKind::Inbox);
    let filter = InboxFilter {
        show: if which == "done" { Inbox::Done } else { Inbox::Open },
        overdue: which == "overdue",
        due_before: None,
    };
    if !answers && !which.is_empty() {
        return Err(Fault::QueryInvalid.into());
    }
    let found = visitor.find(move |find, actor| {
        if answers { find.inbox(actor, &filter, wanted) } else { find.worklist(actor, wanted) }
    });
    let Listing { rows, next } = found.await?;
    let title = match which {
        "done" => "tab-inbox-done",
        "overdue" => "tab-inbox-overdue",
        _ if answers => "tab-inbox",
        _ => "tab-worklist",
    };
    let shown = WorkPage {
        frame: visitor.frame(visitor.t(title)),
        tabs: tabs(visitor, which),
        answers,
        done: which == "done",
        rows: rows.iter().map(|row| work_row(visitor, answers, row)).collect(),
        next: next.map(|cursor| format!("/?show={which}&after={cursor}")),
    };
    page(StatusCode::OK, &shown)
}

fn work_row(visitor: &Visitor, answers: bool, row: &WorkLine) -> WorkRow {
    let (lang, names) = (visitor.lang, visitor.names());
    let mut marks = Vec::new();
    if row.interim {
        marks.push(Tag { text: visitor.t("mark-interim"), colour: "red" });
    }
    if row.requester.code() != "officer" {
        marks.push(Tag { text: word(lang, "requester", row.requester.code()), colour: "grey" });
    }
    WorkRow {
        href: format!("/demands/{}", row.id),
        reference: row.reference.clone(),
        other: if answers { names.agency(row.agency) } else { names.institution(row.institution) },
        marks,
        state: tag(lang, "demand-state", row.state.code()),
        due: row.sort_due.map(|at| due(lang, visitor.now(), at, row.due_layer)),
        open_items: row.open_items,
        urged: row.urged,
    }
}
