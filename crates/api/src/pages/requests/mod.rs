//! Requests for a measure: those of an office, one of them, a new one.

pub(in crate::pages) mod new;
mod show;

pub(super) use new::agencies;

use super::frame::Frame;
use super::frame::Link;
use super::home::cursor;
use super::page;
use super::parts::{Cell, ROWS, Table};
use super::visitor::Visitor;
use super::words::{ends, left, word};
use crate::problem::Problem;
use actix_web::http::StatusCode;
use actix_web::web::{Query, ServiceConfig};
use actix_web::{HttpResponse, get};
use askama::Template;
use engine::command::CommandKind;
use engine::refusal::Refusal;
use engine::request::{RequestState, Term};
use locale::date_time;
use serde::Deserialize;
use store::read::{Page, RequestHead};

const HERE: &str = "/requests";

/// Registers the pages.
pub(super) fn configure(config: &mut ServiceConfig) {
    config.service(list);
    // Before the request itself: `new` is no id.
    new::configure(config);
    show::configure(config);
}

/// Which, and from where on.
#[derive(Deserialize)]
struct Wanted {
    state: Option<String>,
    after: Option<String>,
}

#[derive(Template)]
#[template(path = "requests.html")]
struct ListPage {
    frame: Frame,
    may_record: bool,
    tabs: Vec<Link>,
    table: Table,
    next: Option<String>,
}

/// The list.
#[get("/requests")]
async fn list(visitor: Visitor, query: Query<Wanted>) -> Result<HttpResponse, Problem> {
    let from = Page::new(cursor(query.after.as_deref())?, ROWS);
    let state = match query.state.as_deref() {
        None | Some("") => None,
        Some(word) => Some(RequestState::from_code(word).ok_or(Refusal::NotFound)?),
    };
    let found = visitor.find(move |find, actor| find.requests(actor, state, from)).await?;
    let heads = ["work-reference", "request-asker", "request-agency", "work-state", "work-due"];
    let heads = heads.iter().chain(&["request-recorded"]);
    let only = state.map(|state| format!("state={}&", state.code())).unwrap_or_default();
    let shown = ListPage {
        frame: visitor.frame(visitor.t("requests-title")),
        may_record: visitor.may(CommandKind::RecordRequest),
        tabs: tabs(&visitor, state),
        table: Table {
            title: visitor.t("requests-title"),
            heads: heads.map(|key| visitor.t(key)).collect(),
            rows: found.rows.iter().map(|row| line(&visitor, row)).collect(),
        },
        next: found.next.map(|cursor| format!("{HERE}?{only}after={cursor}")),
    };
    page(StatusCode::OK, &shown)
}

fn tabs(visitor: &Visitor, current: Option<RequestState>) -> Vec<Link> {
    let all = Link {
        label: visitor.t("requests-all"),
        href: HERE.to_owned(),
        current: current.is_none(),
    };
    let of_state = |state: &RequestState| Link {
        label: word(visitor.lang, "request-state", state.code()),
        href: format!("{HERE}?state={}", state.code()),
        current: current == Some(*state),
    };
    std::iter::once(all).chain(RequestState::CODED.iter().map(of_state)).collect()
}

fn line(visitor: &Visitor, row: &RequestHead) -> Vec<Cell> {
    let names = visitor.names();
    let asker = match row.office {
        Some(office) => names.agency(office),
        None => word(visitor.lang, "asker", row.kind.code()),
    };
    let mut state = word(visitor.lang, "request-state", row.state.code());
    if row.terms.iter().any(|term| term.is_late_at(visitor.now())) {
        state = format!("{state} · {}", visitor.t("mark-late"));
    }
    let open = row.terms.iter().filter(|term| term.is_open());
    let first = open.min_by_key(|term| term.due);
    vec![
        Cell::to(row.reference.clone(), format!("{HERE}/{}", row.id)),
        asker.into(),
        names.agency(row.agency).into(),
        state.into(),
        first.map(|term| limit(visitor, term)).unwrap_or_default().into(),
        date_time(row.recorded_at).into(),
    ]
}

/// Until when, and how long that is.
fn limit(visitor: &Visitor, term: &Term) -> String {
    let due = |at| format!("{} · {}", ends(at), left(visitor.lang, visitor.now(), at));
    term.due.map_or_else(|| visitor.t("limit-immediately"), due)
}
