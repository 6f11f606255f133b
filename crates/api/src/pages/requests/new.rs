//! A request as it is written down: by a bailiff for his office, by an agency's
//! desk from paper.

use super::super::form::{Choice, Control, Errors, Fields, Form, Group, Typed};
use super::super::overdue::institution_choices;
use super::super::post::{FormPage, Kept, Outcome, form};
use super::super::see_other;
use super::super::visitor::Visitor;
use super::HERE;
use crate::dto::request::MeasureBody;
use crate::problem::Problem;
use actix_web::http::StatusCode;
use actix_web::web::ServiceConfig;
use actix_web::{HttpResponse, get, post};
use engine::case::{CaseState, PartyKind, PartyRole};
use engine::command::CommandKind;
use engine::demand::Channel;
use engine::identity::IdentifierKind;
use engine::policy::ReadKind;
use engine::refusal::Refusal;
use engine::request::{AskerKind, Measure};
use engine::role::Role;
use store::read::{CaseFilter, MAX_ROWS, Page};

/// How many institutions, identifiers and papers the form offers.
pub(in crate::pages) const PLACES: usize = 3;
pub(in crate::pages) const IDENTIFIERS: usize = 2;
const PAPERS: usize = 4;
/// What may be left out: blank is not said.
const OPTIONAL: [&str; 4] = ["/asker/contact", "/liquidated_at", "/own_case", "/debtor/address"];
/// Parts that are left out where nothing of them is said.
const PARTS: [&str; 2] = ["/decision", "/received"];

/// Registers the pages.
pub(super) fn configure(config: &mut ServiceConfig) {
    config.service(show).service(record);
}

/// The empty form.
#[get("/requests/new")]
async fn show(visitor: Visitor) -> Result<HttpResponse, Problem> {
    if !visitor.may(CommandKind::RecordRequest) {
        return Err(Refusal::Forbidden.into());
    }
    // A creditor asks in a case of its own, which it comes from.
    if visitor.reads(ReadKind::CreditorCases) {
        return Ok(see_other("/creditor"));
    }
    new_page(&visitor, &Typed::default(), &Errors::default(), StatusCode::OK).await
}

/// Writes it down.
#[post("/requests/new")]
async fn record(kept: Kept) -> Result<HttpResponse, Problem> {
    let posted = kept.by(&[CommandKind::RecordRequest])?;
    posted.typed.at_most("/known_at", PLACES)?;
    posted.typed.at_most("/attachments", PAPERS)?;
    posted.typed.at_most("/debtor/identifiers", IDENTIFIERS)?;
    let store = posted.visitor.state.store.clone();
    let fresh = move || store.fresh_id().into();
    let outcome = posted
        .run(&to_body(&posted.typed), |reader, body: MeasureBody| body.parse(reader, &fresh))
        .await?;
    match outcome {
        Outcome::Done(done) => {
            Ok(see_other(&format!("{HERE}/{}?done=request-record", done.subject)))
        }
        Outcome::Wrong(status, errors) => {
            new_page(&posted.visitor, &posted.typed, &errors, status).await
        }
    }
}

/// What the form says of its body.
pub(in crate::pages) fn to_body(typed: &Typed) -> Typed {
    let mut body = typed.clone();
    for field in OPTIONAL {
        if body.get(field).is_empty() {
            body.remove(field);
        }
    }
    for part in PARTS {
        if body.is_blank(part, &[]) {
            body.remove(part);
        }
    }
    body
}

async fn new_page(
    visitor: &Visitor,
    typed: &Typed,
    errors: &Errors,
    status: StatusCode,
) -> Result<HttpResponse, Problem> {
    let cases = if is_bailiff(visitor) { own_cases(visitor).await? } else { Vec::new() };
    let form = request_form(visitor, typed, errors, cases);
    FormPage::new(visitor, "request-new", HERE.to_owned(), form, errors).respond(status)
}

fn is_bailiff(visitor: &Visitor) -> bool {
    visitor.actor.role == Role::Bailiff
}

/// Open cases that the visitor sees, and none.
pub(super) async fn own_cases(visitor: &Visitor) -> Result<Vec<Choice>, Problem> {
    let filter = CaseFilter { state: Some(CaseState::Open), ..CaseFilter::default() };
    let from = Page::new(None, MAX_ROWS);
    let found = visitor.find(move |find, actor| find.cases(actor, &filter, from)).await?;
    let none = Choice::new("", visitor.t("request-no-case"));
    let cases = found.rows.into_iter().map(|case| Choice::new(case.id.to_string(), case.number));
    Ok(std::iter::once(none).chain(cases).collect())
}

fn request_form(visitor: &Visitor, typed: &Typed, errors: &Errors, cases: Vec<Choice>) -> Form {
    let fields = &Fields { lang: visitor.lang, typed, errors, scope: "request" };
    let bailiff = is_bailiff(visitor);
    let mut groups = vec![
        fields.group("request-form-asker", asker(visitor, fields)),
        fields.group("request-form-liability", liability(fields)),
        fields.group("party-debtor", debtor(fields)),
        fields.group("case-judgment", document(fields, "/judgment")),
        Group { folded: true, ..fields.group("case-decision", document(fields, "/decision")) },
        fields.group("request-form-measure", measure(fields)),
    ];
    groups.extend((0..PLACES).map(|row| place(visitor, fields, row)));
    let papers =
        (0..PAPERS).map(|row| fields.line(&format!("/attachments/{row}/name"), "request-paper"));
    groups.push(Group { folded: true, ..fields.group("request-papers", papers.collect()) });
    if bailiff {
        let own = fields.select("/own_case", "request-own-case", cases);
        groups.push(fields.group("request-form-case", vec![own]));
    } else {
        let received = vec![
            fields.time("/received/at", "request-received-at"),
            fields.line("/received/proof", "request-received-proof"),
        ];
        groups.push(fields.group("request-form-received", received));
    }
    form(visitor, format!("{HERE}/new"), groups, "request-record")
}

/// A bailiff asks another agency for his office; an agency records for itself.
fn asker(visitor: &Visitor, fields: &Fields<'_>) -> Vec<Control> {
    let own = visitor.actor.agency().map(|id| id.to_string()).unwrap_or_default();
    let mut controls = Vec::new();
    if is_bailiff(visitor) {
        controls.push(fields.select("/agency", "request-agency", agencies(visitor, &own)));
        controls.push(fields.hidden("/asker/kind", AskerKind::Bailiff.code()));
    } else {
        controls.push(fields.hidden("/agency", &own));
        let kinds: Vec<&str> = AskerKind::CODED.iter().map(|one| one.code()).collect();
        controls.push(fields.select("/asker/kind", "request-asker", fields.words("asker", &kinds)));
    }
    let channels: Vec<&str> = Channel::CODED.iter().map(|one| one.code()).collect();
    controls.extend([
        fields.line("/asker/name", "request-asker-name"),
        fields.line("/asker/address", "request-asker-address"),
        fields.line("/asker/identifier", "request-asker-identifier"),
        fields.line("/asker/contact", "request-asker-contact"),
        fields.time("/liquidated_at", "request-liquidated"),
        fields.select("/channel", "request-channel", fields.words("channel", &channels)),
    ]);
    controls
}

/// Every active agency but the visitor's own, by name.
pub(in crate::pages) fn agencies(visitor: &Visitor, own: &str) -> Vec<Choice> {
    let names = visitor.names();
    let others = visitor.rules.directory.agencies().filter(|one| one.active);
    let choices = others.map(|one| Choice::new(one.id.to_string(), names.agency(one.id)));
    let mut choices: Vec<Choice> = choices.filter(|one| one.value != own).collect();
    choices.sort_by(|a, b| a.label.cmp(&b.label));
    choices
}

pub(in crate::pages) fn liability(fields: &Fields<'_>) -> Vec<Control> {
    vec![
        fields.day("/liability/signed_on", "request-liability-signed"),
        fields.line("/liability/evidence", "request-liability-evidence"),
    ]
}

pub(in crate::pages) fn debtor(fields: &Fields<'_>) -> Vec<Control> {
    let kinds: Vec<&str> = PartyKind::CODED.iter().map(|one| one.code()).collect();
    let mut controls = vec![
        fields.hidden("/debtor/role", PartyRole::Debtor.code()),
        fields.select("/debtor/kind", "party-kind", fields.words("party-kind", &kinds)),
        fields.line("/debtor/name", "party-name"),
        fields.line("/debtor/address", "party-address"),
    ];
    let codes: Vec<&str> = IdentifierKind::ALL.iter().map(|one| one.code()).collect();
    for row in 0..IDENTIFIERS {
        let at = |member: &str| format!("/debtor/identifiers/{row}/{member}");
        let kinds = fields.words("identifier", &codes);
        controls.push(fields.select(&at("kind"), "identifier-kind", kinds));
        controls.push(fields.line(&at("value"), "identifier-value"));
    }
    controls
}

pub(in crate::pages) fn document(fields: &Fields<'_>, at: &str) -> Vec<Control> {
    vec![
        fields.line(&format!("{at}/number"), "document-number"),
        fields.day(&format!("{at}/day"), "document-day"),
        fields.line(&format!("{at}/issuer"), "document-issuer"),
    ]
}

pub(in crate::pages) fn measure(fields: &Fields<'_>) -> Vec<Control> {
    vec![
        fields.hidden("/measure", Measure::Freeze.code()),
        fields.line("/amount/amount", "request-amount"),
        fields.hidden("/amount/currency", "VND"),
        fields.area("/reason", "request-reason"),
    ]
}

pub(in crate::pages) fn place(visitor: &Visitor, fields: &Fields<'_>, row: usize) -> Group {
    let at = |member: &str| format!("/known_at/{row}/{member}");
    let none = Choice::new("", visitor.t("request-no-institution"));
    let choices = std::iter::once(none).chain(institution_choices(visitor)).collect();
    let controls = vec![
        fields.select(&at("institution"), "demand-institution", choices),
        fields.line(&at("accounts/0"), "account-number"),
    ];
    let blank = fields.typed.get(&at("institution")).is_empty();
    Group { folded: row > 0 && blank, ..fields.group("request-known-at", controls) }
}
