//! What is to be done for the money of a case by who does not see it: the clerk
//! serves, records and meets limits, and reads no amount and no account.

use super::super::frame::Frame;
use super::super::inquiry::Named;
use super::super::parts::Table;
use super::super::visitor::Visitor;
use super::super::words::filled;
use super::super::{page, see_other};
use super::{acts, objections, tables};
use crate::problem::Problem;
use actix_web::http::StatusCode;
use actix_web::web::{Path, ServiceConfig};
use actix_web::{HttpResponse, get};
use askama::Template;
use engine::command::CommandKind;
use engine::id::CaseId;
use engine::policy::ReadKind;
use engine::refusal::Refusal;
use uuid::Uuid;

/// Registers the page.
pub(super) fn configure(config: &mut ServiceConfig) {
    config.service(show);
}

#[derive(Template)]
#[template(path = "acts.html")]
struct ActsPage {
    frame: Frame,
    case: String,
    tables: Vec<Table>,
    forms: Vec<Named>,
}

/// Where acts on the money of a case are done: beside it, for those who see it.
pub(super) fn home(visitor: &Visitor, case: CaseId) -> String {
    if visitor.reads(ReadKind::Money) {
        format!("/cases/{case}/money")
    } else {
        format!("/cases/{case}/acts")
    }
}

/// Whether a role acts on money that it does not see.
pub(in crate::pages) fn acts_unseeing(visitor: &Visitor) -> bool {
    let acts = [CommandKind::MeetDuty, CommandKind::RecordObjection];
    !visitor.reads(ReadKind::Money) && acts.into_iter().any(|kind| visitor.may(kind))
}

/// Duties, objections and the debtor's notices, with their forms.
#[get("/cases/{id}/acts")]
async fn show(visitor: Visitor, path: Path<Uuid>) -> Result<HttpResponse, Problem> {
    let id: CaseId = path.into_inner().into();
    if visitor.reads(ReadKind::Money) {
        return Ok(see_other(&home(&visitor, id)));
    }
    if !acts_unseeing(&visitor) {
        return Err(Refusal::Forbidden.into());
    }
    let (case, ledger) = visitor
        .find(move |find, actor| Ok((find.case(actor, id)?, find.money_acts(actor, id)?)))
        .await?;
    let mut all = vec![tables::duties(&visitor, &ledger, visitor.now())];
    all.extend(objections::tables(&visitor, &ledger, true));
    all.retain(|table| !table.rows.is_empty());
    let mut forms = acts::forms(&visitor, &ledger);
    forms.extend(objections::forms(&visitor, &ledger));
    let title = filled(visitor.lang, "acts-title", "number", &case.content.number);
    let shown =
        ActsPage { frame: visitor.frame(title), case: format!("/cases/{id}"), tables: all, forms };
    page(StatusCode::OK, &shown)
}
