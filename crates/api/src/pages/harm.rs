//! Before freezing: which of the accounts an inquiry found would do with the least
//! harm, and what freezing everywhere would hold beyond the debt.

use super::demand::care;
use super::frame::Frame;
use super::orders::{Proposed, known, proposed};
use super::page;
use super::parts::{Cell, Row, Table};
use super::visitor::Visitor;
use super::words::{filled, money, word};
use crate::dto::view::harm::order;
use crate::problem::Problem;
use actix_web::http::StatusCode;
use actix_web::web::{Path, ServiceConfig};
use actix_web::{HttpResponse, get};
use askama::Template;
use engine::id::InstrumentId;
use engine::ledger::{Candidate, Choice};
use engine::refusal::Refusal;
use locale::dong;
use store::read::{HarmView, Purpose, ReadError};
use uuid::Uuid;

/// Registers the page.
pub(super) fn configure(config: &mut ServiceConfig) {
    config.service(show);
}

#[derive(Template)]
#[template(path = "harm.html")]
struct HarmPage {
    frame: Frame,
    inquiry: String,
    summary: Vec<Row>,
    accounts: Table,
    /// The freeze as it may be filed; none: nothing that was named would do.
    proposed: Option<Proposed>,
}

/// The accounts, and the order that would freeze them.
#[get("/inquiries/{id}/least-harm")]
async fn show(visitor: Visitor, path: Path<Uuid>) -> Result<HttpResponse, Problem> {
    let id: InstrumentId = path.into_inner().into();
    let (case, found) = visitor
        .find(move |find, actor| {
            let case = find.inquiry(actor, id)?.instrument.case;
            let purpose = Purpose::new("case_work", case);
            let purpose = purpose.map_err(|_| ReadError::Refused(Refusal::NotFound))?;
            Ok((case, find.least_harm(actor, &purpose, id)?))
        })
        .await?;
    let known = known(&visitor, case).await?;
    let title = filled(visitor.lang, "harm-title", "number", &known.case.content.number);
    let shown = HarmPage {
        frame: visitor.frame(title),
        inquiry: format!("/inquiries/{id}"),
        summary: summary(&visitor, &found),
        accounts: accounts(&visitor, &found),
        proposed: order(&found).map(|content| proposed(&visitor, &known, &content)),
    };
    page(StatusCode::OK, &shown)
}

fn summary(visitor: &Visitor, found: &HarmView) -> Vec<Row> {
    let covered = found.choices.iter().fold(0_i64, |sum, one| sum.saturating_add(one.covers));
    let row = |key: &str, value: String| Row::new(visitor.t(key), value);
    vec![
        row("harm-debt", dong(found.debt)),
        row("harm-covered", dong(covered)),
        row("harm-named", found.candidates.len().to_string()),
        row("harm-beyond", dong(found.beyond)),
        row("harm-beyond-chosen", dong(found.beyond_chosen)),
    ]
}

fn accounts(visitor: &Visitor, found: &HarmView) -> Table {
    let heads = ["demand-institution", "account-number", "account-kind", "harm-balance"];
    let heads = heads.iter().chain(&["harm-marks", "harm-covers"]);
    let line = |choice: &Choice| {
        let Candidate { institution, account } = found.candidates.get(choice.candidate)?;
        Some(vec![
            Cell::from(visitor.names().institution(*institution)),
            account.number.display().into(),
            word(visitor.lang, "account-kind", account.kind.code()).into(),
            account.balance.map(money).unwrap_or_default().into(),
            care(visitor, &account.care()).join("; ").into(),
            dong(choice.covers).into(),
        ])
    };
    Table {
        title: visitor.t("harm-accounts"),
        heads: heads.map(|key| visitor.t(key)).collect(),
        rows: found.choices.iter().filter_map(line).collect(),
    }
}
