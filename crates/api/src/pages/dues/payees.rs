//! The receiving accounts of an agency: two persons and a wait stand before a
//! new one.

use super::super::form::{Control, Errors, Fields};
use super::super::home::cursor;
use super::super::inquiry::Named;
use super::super::page;
use super::super::parts::{Cell, ROWS, Table};
use super::super::post::{Kept, Outcome, Posted, Small, again};
use super::super::visitor::Visitor;
use super::super::words::word;
use super::duties::{DuesPage, Wanted};
use crate::dto::common::{NoBody, ReasonBody};
use crate::dto::money::PayeeBody;
use crate::dto::reader::Reader;
use crate::problem::Problem;
use actix_web::http::StatusCode;
use actix_web::web::{Path, Query, ServiceConfig};
use actix_web::{HttpResponse, get, post};
use engine::command::{Command, CommandKind};
use engine::id::PayeeId;
use engine::payee::{Payee, PayeeState};
use locale::date_time;
use serde::de::DeserializeOwned;
use store::read::Page;
use uuid::Uuid;

const HERE: &str = "/payees";

/// Registers the pages.
pub(super) fn configure(config: &mut ServiceConfig) {
    config.service(show).service(propose).service(approve).service(retire);
}

/// The list.
#[get("/payees")]
async fn show(visitor: Visitor, query: Query<Wanted>) -> Result<HttpResponse, Problem> {
    let from = Page::new(cursor(query.after.as_deref())?, ROWS);
    let found = visitor.find(move |find, actor| find.payees(actor, from)).await?;
    let heads = ["payee-name", "account-number", "payee-bank", "work-state", "payee-usable"];
    let shown = DuesPage {
        frame: visitor.frame(visitor.t("payees-title")),
        tabs: Vec::new(),
        parts: Vec::new(),
        empty: visitor.t("payees-empty"),
        table: Table {
            title: visitor.t("payees-title"),
            heads: heads.iter().map(|key| visitor.t(key)).collect(),
            rows: found.rows.iter().map(|row| line(&visitor, row)).collect(),
        },
        next: found.next.map(|cursor| format!("{HERE}?after={cursor}")),
        forms: forms(&visitor, &found.rows),
    };
    page(StatusCode::OK, &shown)
}

fn line(visitor: &Visitor, row: &Payee) -> Vec<Cell> {
    vec![
        row.content.name.clone().into(),
        row.content.account.display().into(),
        row.content.bank.clone().into(),
        word(visitor.lang, "payee-state", row.state.code()).into(),
        row.usable_from.map(date_time).unwrap_or_default().into(),
    ]
}

/// What each account's state and the person's role allow together.
fn forms(visitor: &Visitor, rows: &[Payee]) -> Vec<Named> {
    let mut forms = Vec::new();
    let mut add = |kind: CommandKind, about: Option<&Payee>, small: Small| {
        if visitor.may(kind) {
            let mut title = visitor.t(small.title);
            if let Some(payee) = about {
                let account = payee.content.account.display();
                title = format!("{title}: {} – {account}", payee.content.name);
            }
            let small = Small { version: about.map(|payee| payee.version), ..small };
            forms.push(Named { title, form: small.shown(visitor, &Errors::default()) });
        }
    };
    for payee in rows {
        let own = visitor.actor.person() == Some(payee.proposer);
        if payee.state == PayeeState::Proposed && !own {
            add(CommandKind::ApprovePayee, Some(payee), approving(payee.id));
        }
        if payee.state != PayeeState::Retired {
            add(CommandKind::RetirePayee, Some(payee), retiring(payee.id));
        }
    }
    add(CommandKind::ProposePayee, None, proposing());
    forms
}

fn proposing() -> Small {
    Small::new("payee-propose", HERE.to_owned(), |fields| {
        vec![
            fields.line("/name", "payee-name"),
            fields.line("/bank", "payee-bank"),
            fields.line("/account", "account-number"),
        ]
    })
}

fn approving(id: PayeeId) -> Small {
    fn nothing(_: &Fields<'_>) -> Vec<Control> {
        Vec::new()
    }
    Small::new("payee-approve", format!("{HERE}/{id}/approval"), nothing)
}

fn retiring(id: PayeeId) -> Small {
    Small::new("payee-retire", format!("{HERE}/{id}/retirement"), |fields| {
        vec![fields.area("/reason", "reason-field")]
    })
}

/// Carries out one act and shows the list again.
async fn act<B: DeserializeOwned>(
    posted: Posted,
    small: Small,
    parse: impl FnOnce(&mut Reader, B) -> Option<Command>,
) -> Result<HttpResponse, Problem> {
    match posted.run(&posted.typed, parse).await? {
        Outcome::Done(_) => Ok(posted.onward(&format!("{HERE}?done={}", small.title))),
        Outcome::Wrong(status, errors) => again(&posted, status, &errors, HERE.to_owned(), small),
    }
}

/// Proposes an account.
#[post("/payees")]
async fn propose(kept: Kept) -> Result<HttpResponse, Problem> {
    let posted = kept.by(&[CommandKind::ProposePayee])?;
    act(posted, proposing(), |reader, body: PayeeBody| body.parse(reader)).await
}

/// Approves one; nobody approves what he proposed.
#[post("/payees/{id}/approval")]
async fn approve(path: Path<Uuid>, kept: Kept) -> Result<HttpResponse, Problem> {
    let posted = kept.by(&[CommandKind::ApprovePayee])?;
    let payee: PayeeId = path.into_inner().into();
    act(posted, approving(payee), |_, _: NoBody| Some(Command::ApprovePayee { payee })).await
}

/// Uses one no more.
#[post("/payees/{id}/retirement")]
async fn retire(path: Path<Uuid>, kept: Kept) -> Result<HttpResponse, Problem> {
    let posted = kept.by(&[CommandKind::RetirePayee])?;
    let payee: PayeeId = path.into_inner().into();
    act(posted, retiring(payee), |_, body: ReasonBody| {
        Some(Command::RetirePayee { payee, reason: body.reason })
    })
    .await
}
