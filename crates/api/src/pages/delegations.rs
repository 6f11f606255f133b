//! What other agencies delegated to this one: the list, one of them, and the two
//! answers to it.

use super::case::{document, identifiers};
use super::dues::DuesPage;
use super::form::{Choice, Errors};
use super::frame::{Frame, Link};
use super::home::cursor;
use super::inquiry::Named;
use super::page;
use super::parts::{Cell, ROWS, Row, Table, Tag};
use super::post::{Kept, Outcome, Posted, Small, again};
use super::visitor::Visitor;
use super::words::{ends, left, tag, word};
use crate::dto::common::ReasonBody;
use crate::dto::delegation::AcceptanceBody;
use crate::dto::reader::Reader;
use crate::problem::Problem;
use actix_web::http::StatusCode;
use actix_web::web::{Path, Query, ServiceConfig};
use actix_web::{HttpResponse, get, post};
use askama::Template;
use engine::case::Party;
use engine::command::{Command, CommandKind};
use engine::delegation::{DelegationState, Parts};
use engine::id::{CaseId, DelegationId, UserId};
use engine::ledger::Interest;
use engine::policy::ReadKind;
use engine::refusal::Refusal;
use engine::time::Instant;
use locale::{Arg, date, date_time, dong, text};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use store::read::{DelegationHead, DelegationView, Page};
use uuid::Uuid;

const HERE: &str = "/delegations";

/// Registers the pages.
pub(super) fn configure(config: &mut ServiceConfig) {
    config.service(list).service(show).service(accept).service(decline);
}

/// Which, and from where on.
#[derive(Deserialize)]
struct Wanted {
    state: Option<String>,
    after: Option<String>,
}

/// The list.
#[get("/delegations")]
async fn list(visitor: Visitor, query: Query<Wanted>) -> Result<HttpResponse, Problem> {
    let from = Page::new(cursor(query.after.as_deref())?, ROWS);
    let state = match query.state.as_deref() {
        None | Some("") => None,
        Some(word) => Some(DelegationState::from_code(word).ok_or(Refusal::NotFound)?),
    };
    let found = visitor.find(move |find, actor| find.delegations(actor, state, from)).await?;
    let heads = ["delegation-decision", "delegation-from", "delegation-to", "delegation-amount"];
    let heads = heads.iter().chain(&["work-state", "work-due"]);
    let only = state.map(|state| format!("state={}&", state.code())).unwrap_or_default();
    let shown = DuesPage {
        frame: visitor.frame(visitor.t("delegations-title")),
        tabs: tabs(&visitor, state),
        parts: Vec::new(),
        empty: visitor.t("delegations-empty"),
        table: Table {
            title: visitor.t("delegations-title"),
            heads: heads.map(|key| visitor.t(key)).collect(),
            rows: found.rows.iter().map(|row| line(&visitor, row)).collect(),
        },
        next: found.next.map(|cursor| format!("{HERE}?{only}after={cursor}")),
        forms: Vec::new(),
    };
    page(StatusCode::OK, &shown)
}

fn tabs(visitor: &Visitor, current: Option<DelegationState>) -> Vec<Link> {
    let all = Link {
        label: visitor.t("delegations-all"),
        href: HERE.to_owned(),
        current: current.is_none(),
    };
    let of_state = |state: &DelegationState| Link {
        label: word(visitor.lang, "delegation-state", state.code()),
        href: format!("{HERE}?state={}", state.code()),
        current: current == Some(*state),
    };
    std::iter::once(all).chain(DelegationState::CODED.iter().map(of_state)).collect()
}

fn line(visitor: &Visitor, row: &DelegationHead) -> Vec<Cell> {
    let (names, one) = (visitor.names(), &row.delegation);
    let decision = format!("{}, {}", one.decision.number, date(one.decision.day));
    let mut state = word(visitor.lang, "delegation-state", one.state.code());
    if is_late(visitor, row) {
        state = format!("{state} · {}", visitor.t("mark-late"));
    }
    vec![
        Cell::to(decision, format!("{HERE}/{}", one.id)),
        names.agency(row.from).into(),
        names.agency(one.to).into(),
        dong(one.parts.total()).into(),
        state.into(),
        row.due.map(|due| limit(visitor, due)).unwrap_or_default().into(),
    ]
}

fn is_late(visitor: &Visitor, row: &DelegationHead) -> bool {
    row.due.is_some_and(|due| due <= visitor.now())
}

/// Until when, and how long that is.
fn limit(visitor: &Visitor, due: Instant) -> String {
    format!("{} · {}", ends(due), left(visitor.lang, visitor.now(), due))
}

#[derive(Template)]
#[template(path = "delegation.html")]
struct DelegationPage {
    frame: Frame,
    state: Tag,
    late: bool,
    /// The case that was opened for it, for those who may read cases.
    case: Option<String>,
    summary: Vec<Row>,
    parts: Vec<Row>,
    parties: Table,
    forms: Vec<Named>,
}

/// One of them; the reading is on record.
#[get("/delegations/{id}")]
async fn show(visitor: Visitor, path: Path<Uuid>) -> Result<HttpResponse, Problem> {
    let id: DelegationId = path.into_inner().into();
    let (found, leaders) = visitor
        .find(move |find, actor| {
            let leaders = find.case_leaders(actor).unwrap_or_default();
            Ok((find.delegation(actor, id)?, leaders))
        })
        .await?;
    let one = &found.head.delegation;
    let title = [("number", Arg::from(&one.decision.number))];
    let case = one.case.filter(|_| visitor.reads(ReadKind::Case));
    let shown = DelegationPage {
        frame: visitor.frame(text(visitor.lang, "delegation-title", &title)),
        state: tag(visitor.lang, "delegation-state", one.state.code()),
        late: is_late(&visitor, &found.head),
        case: case.map(|case| format!("/cases/{case}")),
        summary: summary(&visitor, &found),
        parts: parts(&visitor, &one.parts),
        parties: parties(&visitor, found.about.as_ref().map_or(&[], |case| &case.parties)),
        forms: forms(&visitor, &found.head, &leaders),
    };
    page(StatusCode::OK, &shown)
}

fn summary(visitor: &Visitor, found: &DelegationView) -> Vec<Row> {
    let (names, one) = (visitor.names(), &found.head.delegation);
    let row = |key: &str, value: String| Row::new(visitor.t(key), value);
    let mut rows = vec![
        row("delegation-from", names.agency(found.head.from)),
        row("delegation-to", names.agency(one.to)),
        row("delegation-decision", format!("{}, {}", one.decision.number, date(one.decision.day))),
        row("delegation-reason", one.reason.clone()),
        row("delegation-at", date_time(one.at)),
    ];
    if let Some(case) = &found.about {
        rows.push(row("case-judgment", document(&case.judgment)));
        rows.push(row("case-category", word(visitor.lang, "category", case.category.code())));
    }
    rows.extend(found.head.due.map(|due| row("delegation-due", limit(visitor, due))));
    rows.extend(one.interest.as_ref().map(|one| row("delegation-interest", rate(visitor, one))));
    if let Some(end) = &one.end {
        let args = [("at", Arg::from(date_time(end.at))), ("reason", Arg::from(&end.reason))];
        rows.push(row("delegation-ended", text(visitor.lang, "delegation-end-said", &args)));
        rows.push(row("delegation-grown", dong(end.grown)));
        rows.push(row("delegation-recovered", dong(end.recovered)));
        rows.push(row("delegation-returned", dong(end.returned.total())));
    }
    rows
}

fn rate(visitor: &Visitor, interest: &Interest) -> String {
    let (whole, part) = (interest.ppm / 10_000, interest.ppm % 10_000);
    let part = format!("{part:04}");
    let part = part.trim_end_matches('0');
    let percent = if part.is_empty() { whole.to_string() } else { format!("{whole},{part}") };
    let args = [("percent", Arg::from(percent)), ("day", Arg::from(date(interest.posted_to)))];
    text(visitor.lang, "delegation-interest-said", &args)
}

/// Parts of a debt, those that are nothing left out.
fn parts(visitor: &Visitor, parts: &Parts) -> Vec<Row> {
    let there = parts.by_book().into_iter().filter(|(_, amount)| *amount > 0);
    let row = |(book, amount): (engine::ledger::Book, i64)| {
        Row::new(word(visitor.lang, "book", book.code()), dong(amount))
    };
    there.map(row).collect()
}

fn parties(visitor: &Visitor, parties: &[Party]) -> Table {
    let heads = ["party-role", "party-name", "party-identifier", "party-address"];
    let row = |party: &Party| -> Vec<Cell> {
        vec![
            word(visitor.lang, "party-role", party.role.code()).into(),
            party.name.as_written().to_owned().into(),
            identifiers(visitor, party).join("; ").into(),
            party.address.clone().unwrap_or_default().into(),
        ]
    };
    Table {
        title: visitor.t("case-parties"),
        heads: heads.iter().map(|key| visitor.t(key)).collect(),
        rows: parties.iter().map(row).collect(),
    }
}

/// The answers to it, of the agency that it was offered to.
fn forms(visitor: &Visitor, head: &DelegationHead, leaders: &[(UserId, String)]) -> Vec<Named> {
    let one = &head.delegation;
    let heir = visitor.rules.directory.agency_heir(one.to);
    let ours = visitor.actor.agency() == Some(heir) && visitor.may(CommandKind::AcceptDelegation);
    if !ours || one.state != DelegationState::Offered {
        return Vec::new();
    }
    let named = |small: Small| Named {
        title: visitor.t(small.title),
        form: small.shown(visitor, &Errors::default()),
    };
    vec![named(accepting(visitor, one.id, leaders)), named(declining(one.id))]
}

fn accepting(visitor: &Visitor, id: DelegationId, leaders: &[(UserId, String)]) -> Small {
    let none = Choice::new("", visitor.t("choose"));
    let named = leaders.iter().map(|(leader, name)| Choice::new(leader.to_string(), name));
    let leaders: Vec<Choice> = std::iter::once(none).chain(named).collect();
    Small::new("delegation-accept", format!("{HERE}/{id}/acceptance"), move |fields| {
        vec![
            fields.line("/number", "delegation-accept-number"),
            fields.select("/officer", "case-officer", leaders.clone()),
            fields.line("/decision/number", "decision-number"),
            fields.day("/decision/day", "decision-day"),
        ]
    })
}

fn declining(id: DelegationId) -> Small {
    Small::new("delegation-decline", format!("{HERE}/{id}/refusal"), |fields| {
        vec![fields.area("/reason", "delegation-decline-reason")]
    })
}

/// Accepts it: a case is opened, which is shown.
#[post("/delegations/{id}/acceptance")]
async fn accept(path: Path<Uuid>, kept: Kept) -> Result<HttpResponse, Problem> {
    let posted = kept.by(&[CommandKind::AcceptDelegation])?;
    let id: DelegationId = path.into_inner().into();
    let found = posted
        .visitor
        .find(move |find, actor| Ok((find.delegated_in(actor, id)?, find.case_leaders(actor)?)));
    let (case, leaders) = found.await?;
    let small = accepting(&posted.visitor, id, &leaders);
    let parse = |reader: &mut Reader, body: AcceptanceBody| body.parse((case, id), reader);
    act(posted, id, small, parse).await
}

/// Sends it back.
#[post("/delegations/{id}/refusal")]
async fn decline(path: Path<Uuid>, kept: Kept) -> Result<HttpResponse, Problem> {
    let posted = kept.by(&[CommandKind::DeclineDelegation])?;
    let id: DelegationId = path.into_inner().into();
    let found = posted.visitor.find(move |find, actor| find.delegated_in(actor, id));
    let case: CaseId = found.await?;
    act(posted, id, declining(id), |_, body: ReasonBody| {
        let (delegation, reason) = (id, body.reason);
        Some(Command::DeclineDelegation { case, delegation, reason })
    })
    .await
}

async fn act<B: DeserializeOwned>(
    posted: Posted,
    id: DelegationId,
    small: Small,
    parse: impl FnOnce(&mut Reader, B) -> Option<Command>,
) -> Result<HttpResponse, Problem> {
    let back = format!("{HERE}/{id}");
    match posted.run(&posted.typed, parse).await? {
        Outcome::Done(_) => Ok(posted.onward(&format!("{back}?done={}", small.title))),
        Outcome::Wrong(status, errors) => again(&posted, status, &errors, back, small),
    }
}
