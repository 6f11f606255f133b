//! The queue of an account on the demand's page, and money reported by account.

use super::super::form::{Choice, Control, Fields};
use super::super::frame::Frame;
use super::super::page;
use super::super::parts::{Cell, Table};
use super::super::post::{Posted, Small};
use super::super::visitor::Visitor;
use super::super::words::filled;
use crate::problem::Problem;
use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use askama::Template;
use engine::decide::Shared;
use engine::id::DemandId;
use locale::{date_time, dong};
use store::read::{QueueView, QueuedOrder};

/// The orders on one account.
pub(super) fn tables(visitor: &Visitor, queue: &QueueView) -> Table {
    let heads = [
        "queue-place",
        "demand-reference",
        "demand-received",
        "queue-target",
        "queue-kept",
        "queue-room",
    ];
    let lines = (1_u32..).zip(&queue.orders).map(|(place, order)| line(visitor, place, order));
    Table {
        title: filled(visitor.lang, "queue-title", "account", &queue.account.display()),
        heads: heads.iter().map(|key| visitor.t(key)).collect(),
        rows: lines.collect(),
    }
}

fn line(visitor: &Visitor, place: u32, order: &QueuedOrder) -> Vec<Cell> {
    let one = &order.place;
    let reference = if order.own {
        format!("{} ({})", order.reference, visitor.t("queue-own")).into()
    } else {
        Cell::to(order.reference.clone(), format!("/demands/{}", one.demand))
    };
    vec![
        place.to_string().into(),
        reference,
        date_time(one.received).into(),
        dong(one.target).into(),
        dong(one.kept).into(),
        dong(one.room).into(),
    ]
}

/// A form for what was caught on one of the accounts.
pub(super) fn reporting(action: String, queues: &[QueueView]) -> Option<Small> {
    let accounts = queues.iter().map(|one| &one.account);
    let accounts: Vec<Choice> =
        accounts.map(|one| Choice::new(one.normalised(), one.display())).collect();
    (!accounts.is_empty()).then(|| {
        Small::new("account-capture", action, move |fields| controls(fields, accounts.clone()))
    })
}

fn controls(fields: &Fields<'_>, accounts: Vec<Choice>) -> Vec<Control> {
    vec![
        fields.select("/account", "account-number", accounts),
        fields.line("/amount/amount", "capture-amount"),
        fields.hidden("/amount/currency", "VND"),
        fields.line("/reference", "capture-reference"),
        fields.time("/at", "capture-at"),
    ]
}

#[derive(Template)]
#[template(path = "split.html")]
struct SplitPage {
    frame: Frame,
    back: String,
    shares: Table,
    left: String,
}

/// How a report was split. Sent again by a reload, it is the same report.
pub(super) fn told(
    posted: &Posted,
    demand: DemandId,
    shared: &Shared,
) -> Result<HttpResponse, Problem> {
    let visitor = &posted.visitor;
    let row = |one: &engine::decide::Share| {
        vec![
            Cell::to(one.reference.clone(), format!("/demands/{}", one.demand)),
            dong(one.amount).into(),
        ]
    };
    let shown = SplitPage {
        frame: visitor.frame(visitor.t("done-account-capture")),
        back: format!("/demands/{demand}"),
        shares: Table {
            title: visitor.t("split-shares"),
            heads: vec![visitor.t("demand-reference"), visitor.t("capture-amount")],
            rows: shared.shares.iter().map(row).collect(),
        },
        left: filled(visitor.lang, "split-left", "amount", &dong(shared.left)),
    };
    page(StatusCode::OK, &shown)
}
