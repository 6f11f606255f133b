//! What an institution follows as a judgment creditor: the list, a case, and its own
//! list beside ours.

mod ask;
mod case;
mod reconcile;

use super::dues::DuesPage;
use super::frame::Link;
use super::home::cursor;
use super::page;
use super::parts::{Cell, ROWS, Table};
use super::visitor::Visitor;
use super::words::word;
use crate::problem::Problem;
use actix_web::http::StatusCode;
use actix_web::web::{Query, ServiceConfig};
use actix_web::{HttpResponse, get};
use locale::dong;
use serde::Deserialize;
use store::read::{Claim, Page};

const HERE: &str = "/creditor";

/// Registers the pages.
pub(super) fn configure(config: &mut ServiceConfig) {
    config.service(list);
    ask::configure(config);
    case::configure(config);
    reconcile::configure(config);
}

/// From where on.
#[derive(Deserialize)]
struct Wanted {
    after: Option<String>,
}

/// The cases.
#[get("/creditor")]
async fn list(visitor: Visitor, query: Query<Wanted>) -> Result<HttpResponse, Problem> {
    let from = Page::new(cursor(query.after.as_deref())?, ROWS);
    let found = visitor.find(move |find, actor| find.claims(actor, from)).await?;
    let heads = [
        "case-number",
        "claim-debtors",
        "case-agency",
        "claim-state",
        "claim-charged",
        "claim-recovered",
        "claim-open",
    ];
    let shown = DuesPage {
        frame: visitor.frame(visitor.t("claims-title")),
        tabs: tabs(&visitor, HERE),
        parts: Vec::new(),
        empty: visitor.t("claims-empty"),
        table: Table {
            title: visitor.t("claims-title"),
            heads: heads.iter().map(|key| visitor.t(key)).collect(),
            rows: found.rows.iter().map(|row| line(&visitor, row)).collect(),
        },
        next: found.next.map(|cursor| format!("{HERE}?after={cursor}")),
        forms: Vec::new(),
    };
    page(StatusCode::OK, &shown)
}

fn line(visitor: &Visitor, row: &Claim) -> Vec<Cell> {
    let figures = &row.figures;
    let recovered = figures.recovered.saturating_add(figures.elsewhere);
    vec![
        Cell::to(row.number.clone(), format!("{HERE}/cases/{}", row.id)),
        row.debtors.join("; ").into(),
        visitor.names().agency(row.agency).into(),
        word(visitor.lang, "claim-state", row.standing.code()).into(),
        dong(figures.charged).into(),
        dong(recovered).into(),
        dong(figures.open).into(),
    ]
}

/// The lists of a creditor's desk.
fn tabs(visitor: &Visitor, current: &str) -> Vec<Link> {
    let tab = |key: &str, href: &str| Link {
        label: visitor.t(key),
        href: href.to_owned(),
        current: href == current,
    };
    vec![
        tab("claims-title", HERE),
        tab("reconcile-title", reconcile::HERE),
        tab("nav-requests", "/requests"),
        tab("tab-notices", "/?show=notices"),
    ]
}
