//! Duties of the asking side, what is due first first.

use super::super::articles;
use super::super::frame::{Frame, Link};
use super::super::home::{cursor, tabs};
use super::super::inquiry::Named;
use super::super::money::acts_unseeing;
use super::super::page;
use super::super::parts::{Cell, ROWS, Table};
use super::super::visitor::Visitor;
use super::super::words::{due, word};
use crate::problem::Problem;
use actix_web::http::StatusCode;
use actix_web::web::{Query, ServiceConfig};
use actix_web::{HttpResponse, get};
use askama::Template;
use engine::ledger::DutyKind;
use engine::policy::ReadKind;
use serde::Deserialize;
use store::read::{DutyLine, Page};

/// Registers the page.
pub(super) fn configure(config: &mut ServiceConfig) {
    config.service(show);
}

/// From where on.
#[derive(Deserialize)]
pub(super) struct Wanted {
    pub(super) after: Option<String>,
}

/// Of which kind, and from where on.
#[derive(Deserialize)]
struct Kinds {
    kind: Option<String>,
    after: Option<String>,
}

/// What is looked at on its own: holds nobody has touched, freezes whose grounds
/// nobody stated, freezes the debtor was not told of.
const ALONE: [DutyKind; 3] = [DutyKind::Review, DutyKind::StateGrounds, DutyKind::DebtorNotice];

/// A list of what is to be done, with its forms.
#[derive(Template)]
#[template(path = "dues.html")]
pub(in crate::pages) struct DuesPage {
    pub(in crate::pages) frame: Frame,
    pub(in crate::pages) tabs: Vec<Link>,
    /// The list's parts.
    pub(in crate::pages) parts: Vec<Link>,
    /// What is said where there is nothing.
    pub(in crate::pages) empty: String,
    pub(in crate::pages) table: Table,
    pub(in crate::pages) next: Option<String>,
    pub(in crate::pages) forms: Vec<Named>,
}

/// The list.
#[get("/duties")]
async fn show(visitor: Visitor, query: Query<Kinds>) -> Result<HttpResponse, Problem> {
    let from = Page::new(cursor(query.after.as_deref())?, ROWS);
    // A kind nobody knows is none: the whole list is shown.
    let kind = query.kind.as_deref().and_then(DutyKind::from_code);
    let found = visitor.find(move |find, actor| find.duties(actor, kind, from)).await?;
    let heads = ["duty-kind", "inquiry-case", "work-reference", "overdue-rule", "work-due"];
    let shown = DuesPage {
        frame: visitor.frame(visitor.t("duties-title")),
        tabs: tabs(&visitor, "duties"),
        parts: parts(&visitor, kind),
        empty: visitor.t("duties-empty"),
        table: Table {
            title: visitor.t("duties-title"),
            heads: heads.iter().map(|key| visitor.t(key)).collect(),
            rows: found.rows.iter().map(|row| line(&visitor, row)).collect(),
        },
        next: found.next.map(|cursor| match kind {
            Some(kind) => format!("/duties?kind={}&after={cursor}", kind.code()),
            None => format!("/duties?after={cursor}"),
        }),
        forms: Vec::new(),
    };
    page(StatusCode::OK, &shown)
}

fn parts(visitor: &Visitor, shown: Option<DutyKind>) -> Vec<Link> {
    let all = Link {
        label: visitor.t("duties-all"),
        href: "/duties".to_owned(),
        current: shown.is_none(),
    };
    let alone = ALONE.iter().map(|kind| Link {
        label: word(visitor.lang, "duty", kind.code()),
        href: format!("/duties?kind={}", kind.code()),
        current: shown == Some(*kind),
    });
    std::iter::once(all).chain(alone).collect()
}

fn line(visitor: &Visitor, row: &DutyLine) -> Vec<Cell> {
    let (lang, duty) = (visitor.lang, &row.duty);
    let case = if visitor.reads(ReadKind::Money) {
        format!("/cases/{}/money", row.case)
    } else if acts_unseeing(visitor) {
        format!("/cases/{}/acts", row.case)
    } else {
        format!("/cases/{}", row.case)
    };
    let limit = duty.due.map(|at| due(lang, visitor.now(), at, Some(duty.layer)));
    let limit = limit.map_or_else(
        || visitor.t("limit-immediately"),
        |limit| format!("{} · {} · {}", limit.until, limit.left, limit.layer),
    );
    let order = duty.about.filter(|_| visitor.reads(ReadKind::Inquiry));
    let reference = row.reference.clone().unwrap_or_default();
    vec![
        word(lang, "duty", duty.kind.code()).into(),
        Cell::to(row.case_number.clone(), case),
        match order {
            Some(order) => Cell::to(reference, format!("/orders/{order}")),
            None => reference.into(),
        },
        articles::rule(visitor, &duty.rule, duty.start).into(),
        limit.into(),
    ]
}
