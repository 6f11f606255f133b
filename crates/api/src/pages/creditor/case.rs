//! A case as its creditor sees it: how it stands, what was asked and what came of it by
//! day, what was recovered.

use super::super::articles::pause_ground;
use super::super::case::document;
use super::super::frame::Frame;
use super::super::page;
use super::super::parts::{Cell, Row, Table, Tag};
use super::super::visitor::Visitor;
use super::super::words::{filled, tag, word};
use crate::problem::Problem;
use actix_web::http::StatusCode;
use actix_web::web::{Path, ServiceConfig};
use actix_web::{HttpResponse, get};
use askama::Template;
use engine::command::CommandKind;
use engine::creditor::{Asked, Dated, Figures};
use engine::id::CaseId;
use engine::ledger::Interest;
use engine::time::Day;
use locale::{Arg, date, date_time, dong, text};
use store::read::{ClaimView, Rest};
use uuid::Uuid;

/// Registers the page.
pub(super) fn configure(config: &mut ServiceConfig) {
    config.service(show);
}

#[derive(Template)]
#[template(path = "claim.html")]
struct ClaimPage {
    frame: Frame,
    state: Tag,
    /// Whether the figures are of several creditors.
    shared: bool,
    summary: Vec<Row>,
    figures: Vec<Row>,
    timeline: Table,
    /// Where a measure is asked for, as long as the case is open.
    ask: Option<String>,
    /// What the institution conceded.
    concessions: String,
}

/// The case; the reading is on record.
#[get("/creditor/cases/{id}")]
async fn show(visitor: Visitor, path: Path<Uuid>) -> Result<HttpResponse, Problem> {
    let id: CaseId = path.into_inner().into();
    let found = visitor.find(move |find, actor| find.claim(actor, id)).await?;
    let open = found.closed_at.is_none() && visitor.may(CommandKind::RecordRequest);
    let title = filled(visitor.lang, "claim-title", "number", &found.claim.number);
    let shown = ClaimPage {
        frame: visitor.frame(title),
        state: tag(visitor.lang, "claim-state", found.claim.standing.code()),
        shared: found.claim.shared,
        summary: summary(&visitor, &found),
        figures: figures(&visitor, &found.claim.figures),
        timeline: timeline(&visitor, &found),
        ask: open.then(|| super::ask::path(id)),
        concessions: super::super::concession::own_path(id),
    };
    page(StatusCode::OK, &shown)
}

fn summary(visitor: &Visitor, found: &ClaimView) -> Vec<Row> {
    let row = |key: &str, value: String| Row::new(visitor.t(key), value);
    let mut rows = vec![
        row("claim-debtors", found.claim.debtors.join("; ")),
        row("case-agency", visitor.names().agency(found.claim.agency)),
        row("case-decision", document(&found.decision)),
        row("case-judgment", document(&found.judgment)),
        row("case-category", word(visitor.lang, "category", found.category.code())),
        row("claim-opened", date_time(found.claim.opened_at)),
    ];
    rows.extend(found.rest.as_ref().map(|rest| row("claim-rests", rests(visitor, rest))));
    rows.extend(found.ended.as_ref().map(|end| {
        let how = word(visitor.lang, "obligation-end", end.how.code());
        row("claim-ended", format!("{how}, {}", date_time(end.at)))
    }));
    rows.extend(found.closed_at.map(|at| row("claim-closed", date_time(at))));
    rows.extend(found.interest.as_ref().map(|one| row("claim-interest", rate(visitor, one))));
    rows
}

fn rests(visitor: &Visitor, rest: &Rest) -> String {
    let until = rest.until.map_or_else(|| visitor.t("claim-rests-open"), date);
    let args = [
        ("kind", Arg::from(word(visitor.lang, "pause-kind", rest.kind.code()))),
        ("ground", Arg::from(pause_ground(visitor, &rest.ground))),
        ("from", Arg::from(date(rest.from))),
        ("until", Arg::from(until)),
    ];
    text(visitor.lang, "claim-rests-said", &args)
}

fn rate(visitor: &Visitor, interest: &Interest) -> String {
    let args = [
        ("percent", Arg::from(percent(interest.ppm))),
        ("day", Arg::from(date(interest.posted_to))),
    ];
    let key =
        if interest.is_suspended() { "claim-interest-stopped" } else { "claim-interest-said" };
    text(visitor.lang, key, &args)
}

/// A rate in parts per million as per cent: `10,5`.
fn percent(ppm: u32) -> String {
    let (whole, part) = (ppm / 10_000, ppm % 10_000);
    let part = format!("{part:04}");
    let part = part.trim_end_matches('0');
    if part.is_empty() { whole.to_string() } else { format!("{whole},{part}") }
}

fn figures(visitor: &Visitor, figures: &Figures) -> Vec<Row> {
    let always = [
        ("claim-charged", figures.charged),
        ("claim-recovered", figures.recovered),
        ("claim-open", figures.open),
        ("claim-principal", figures.principal),
        ("claim-interest-open", figures.interest),
    ];
    let sometimes = [
        ("claim-elsewhere", figures.elsewhere),
        ("claim-waived", figures.waived),
        ("claim-delegated", figures.delegated),
    ];
    let there = sometimes.into_iter().filter(|(_, amount)| *amount != 0);
    let row = |(key, amount): (&str, i64)| Row::new(visitor.t(key), dong(amount));
    always.into_iter().chain(there).map(row).collect()
}

/// What was asked and what changed the debt, the latest first.
fn timeline(visitor: &Visitor, found: &ClaimView) -> Table {
    let asked = found.asked.iter().map(|one| (one.day, asked(visitor, one)));
    let changed = found.dated.iter().map(|one| (one.day, changed(visitor, one)));
    let mut events: Vec<(Day, String)> = asked.chain(changed).collect();
    events.sort_by_key(|(day, _)| std::cmp::Reverse(*day));
    let row = |(day, said): (Day, String)| -> Vec<Cell> { vec![date(day).into(), said.into()] };
    Table {
        title: visitor.t("claim-timeline"),
        heads: vec![visitor.t("claim-day"), visitor.t("claim-what")],
        rows: events.into_iter().map(row).collect(),
    }
}

fn asked(visitor: &Visitor, one: &Asked) -> String {
    let args = [
        ("count", Arg::Count(one.count.into())),
        ("kind", Arg::from(word(visitor.lang, "claim-kind", one.kind.code()))),
        ("state", Arg::from(word(visitor.lang, "asked-state", one.state.code()))),
    ];
    text(visitor.lang, "claim-asked", &args)
}

fn changed(visitor: &Visitor, one: &Dated) -> String {
    let what = word(visitor.lang, "debt-change", one.change.code());
    format!("{what}: {}", dong(one.amount))
}
