//! A creditor's desk asks for a measure in a case of its own: the request comes to the
//! agency at once, and nothing is ordered by it.

use super::super::form::{Control, Errors, Fields, Form, Typed};
use super::super::post::{FormPage, Kept, Outcome, form};
use super::super::requests::new::{
    IDENTIFIERS, PLACES, debtor, document, liability, measure, place, to_body,
};
use super::super::see_other;
use super::super::visitor::Visitor;
use crate::dto::request::MeasureBody;
use crate::problem::Problem;
use actix_web::http::StatusCode;
use actix_web::web::{Path, ServiceConfig};
use actix_web::{HttpResponse, get, post};
use engine::case::Document;
use engine::command::CommandKind;
use engine::demand::Channel;
use engine::id::CaseId;
use engine::refusal::Refusal;
use engine::request::AskerKind;
use store::read::ClaimView;
use uuid::Uuid;

/// Registers the pages.
pub(super) fn configure(config: &mut ServiceConfig) {
    config.service(show).service(record);
}

/// Where a request in a case is written.
pub(super) fn path(case: CaseId) -> String {
    format!("{}/cases/{case}/request", super::HERE)
}

/// The form, with what the case says.
#[get("/creditor/cases/{id}/request")]
async fn show(visitor: Visitor, at: Path<Uuid>) -> Result<HttpResponse, Problem> {
    if !visitor.may(CommandKind::RecordRequest) {
        return Err(Refusal::Forbidden.into());
    }
    let id: CaseId = at.into_inner().into();
    let found = visitor.find(move |find, actor| find.claim(actor, id)).await?;
    let typed = preset(&visitor, &found);
    shown(&visitor, id, &typed, &Errors::default(), StatusCode::OK)
}

/// Files it.
#[post("/creditor/cases/{id}/request")]
async fn record(at: Path<Uuid>, kept: Kept) -> Result<HttpResponse, Problem> {
    let posted = kept.by(&[CommandKind::RecordRequest])?;
    posted.typed.at_most("/known_at", PLACES)?;
    posted.typed.at_most("/debtor/identifiers", IDENTIFIERS)?;
    let id: CaseId = at.into_inner().into();
    let mut body = to_body(&posted.typed);
    body.set("/own_case", id.to_string());
    let store = posted.visitor.state.store.clone();
    let fresh = move || store.fresh_id().into();
    let outcome = posted.run(&body, |reader, body: MeasureBody| body.parse(reader, &fresh)).await?;
    match outcome {
        Outcome::Done(done) => {
            Ok(see_other(&format!("/requests/{}?done=request-record", done.subject)))
        }
        Outcome::Wrong(status, errors) => {
            shown(&posted.visitor, id, &posted.typed, &errors, status)
        }
    }
}

/// What the case says already.
fn preset(visitor: &Visitor, found: &ClaimView) -> Typed {
    let mut typed = Typed::default();
    let agency = visitor.rules.directory.agency_heir(found.claim.agency);
    typed.set("/agency", agency.to_string());
    let institution = visitor.actor.institution().map(|id| visitor.names().institution(id));
    typed.set("/asker/name", institution.unwrap_or_default());
    let debtor = found.claim.debtors.first().cloned().unwrap_or_default();
    typed.set("/debtor/name", debtor);
    let mut paper = |at: &str, paper: &Document| {
        typed.set(&format!("{at}/number"), paper.number.clone());
        typed.set(&format!("{at}/day"), paper.day.to_string());
        typed.set(&format!("{at}/issuer"), paper.issuer.clone());
    };
    paper("/judgment", &found.judgment);
    paper("/decision", &found.decision);
    typed
}

fn shown(
    visitor: &Visitor,
    id: CaseId,
    typed: &Typed,
    errors: &Errors,
    status: StatusCode,
) -> Result<HttpResponse, Problem> {
    let form = request_form(visitor, id, typed, errors);
    let back = format!("{}/cases/{id}", super::HERE);
    FormPage::new(visitor, "claim-ask", back, form, errors).respond(status)
}

fn request_form(visitor: &Visitor, id: CaseId, typed: &Typed, errors: &Errors) -> Form {
    let fields = &Fields { lang: visitor.lang, typed, errors, scope: "request" };
    let mut groups = vec![
        fields.group("request-form-asker", asker(fields)),
        fields.group("request-form-liability", liability(fields)),
        fields.group("party-debtor", debtor(fields)),
        fields.group("case-judgment", document(fields, "/judgment")),
        fields.group("case-decision", document(fields, "/decision")),
        fields.group("request-form-measure", measure(fields)),
    ];
    groups.extend((0..PLACES).map(|row| place(visitor, fields, row)));
    form(visitor, path(id), groups, "request-record")
}

fn asker(fields: &Fields<'_>) -> Vec<Control> {
    vec![
        fields.hidden("/agency", fields.typed.get("/agency")),
        fields.hidden("/asker/kind", AskerKind::Creditor.code()),
        fields.hidden("/channel", Channel::Electronic.code()),
        fields.line("/asker/name", "request-asker-name"),
        fields.line("/asker/address", "request-asker-address"),
        fields.line("/asker/identifier", "request-asker-identifier"),
        fields.line("/asker/contact", "request-asker-contact"),
    ]
}
