//! A new order: a freeze, a deduction, a release, or what was proposed.

use super::super::form::{Button, Choice, Control, Errors, Fields, Form, Group, Typed};
use super::super::inquiry_new::{banks, institutions};
use super::super::post::{FormPage, Kept, Outcome, form};
use super::super::see_other;
use super::super::visitor::Visitor;
use super::super::words::filled;
use super::check::{self, ACCOUNTS, AT};
use super::proposed::{PROPOSED, filing, needs_approval};
use super::read::{Known, known};
use super::{amend, employer, income, lines, parts};
use crate::dto::order::NewOrderBody;
use crate::problem::{Fault, Problem};
use actix_web::http::StatusCode;
use actix_web::web::{Path, Query, ServiceConfig};
use actix_web::{HttpResponse, get, post};
use engine::case::PartyRole;
use engine::command::CommandKind;
use engine::id::CaseId;
use engine::instrument::InstrumentKind;
use engine::refusal::Refusal;
use engine::time::Zone;
use serde::Deserialize;
use uuid::Uuid;

/// Registers the pages.
pub(super) fn configure(config: &mut ServiceConfig) {
    config.service(show).service(write);
}

/// More lines than an order may have.
const MOST: usize = 2_000;

#[derive(Deserialize)]
struct Wanted {
    kind: Option<String>,
}

/// Number and date of a decision.
pub(super) fn decision(fields: &Fields<'_>) -> Vec<Control> {
    vec![
        fields.line("/decision/number", "decision-number"),
        fields.day("/decision/day", "decision-day"),
    ]
}

/// The form.
#[get("/cases/{id}/orders/new")]
async fn show(
    visitor: Visitor,
    path: Path<Uuid>,
    query: Query<Wanted>,
) -> Result<HttpResponse, Problem> {
    if !visitor.may(CommandKind::DraftOrder) {
        return Err(Refusal::Forbidden.into());
    }
    let kind = query.kind.as_deref().unwrap_or(InstrumentKind::Freeze.code());
    let kind = written_here(kind).ok_or(Fault::QueryInvalid)?;
    let known = known(&visitor, path.into_inner().into()).await?;
    let mut typed = Typed::default();
    typed.set("/order/kind", kind.code());
    typed.set("/legal_basis", visitor.t(&format!("order-basis-{}", kind.code())));
    let today = Zone::HANOI.day_of(visitor.now());
    typed.set("/decision/day", today.to_string());
    let parties = &known.case.content.parties;
    if let Some(debtor) = parties.iter().find(|party| party.role == PartyRole::Debtor) {
        typed.set("/debtor", debtor.id.to_string());
    }
    lines::preset(&visitor, &known, kind, &mut typed);
    if kind == InstrumentKind::Freeze {
        parts::preset(&known, &mut typed);
    }
    if kind == InstrumentKind::Amend {
        amend::preset(&known, &mut typed);
    }
    if kind == InstrumentKind::IncomeDeduction {
        income::preset(&visitor, &known, &mut typed);
    }
    respond(&visitor, &known, &typed, (&Errors::default(), Vec::new()), StatusCode::OK)
}

/// The kinds that have a form.
fn written_here(code: &str) -> Option<InstrumentKind> {
    let kind = InstrumentKind::from_code(code)?;
    let here = matches!(
        kind,
        InstrumentKind::Freeze
            | InstrumentKind::Deduct
            | InstrumentKind::Release
            | InstrumentKind::Amend
            | InstrumentKind::IncomeDeduction
    );
    here.then_some(kind)
}

/// Submits it, issues it, keeps it as a draft, or only says what is wrong with it.
#[post("/cases/{id}/orders/new")]
async fn write(path: Path<Uuid>, kept: Kept) -> Result<HttpResponse, Problem> {
    let posted = kept.by(&[CommandKind::DraftOrder])?;
    let id: CaseId = path.into_inner().into();
    posted.typed.at_most("/order/lines", MOST)?;
    let visitor = &posted.visitor;
    // A case that is not there is no reason to register anybody.
    known(visitor, id).await?;
    let mut typed = posted.typed.clone();
    let employer = employer::named(&posted, &mut typed).await?;
    let body = employer.map_or_else(|| to_body(visitor, &typed), Err);
    let (status, errors, warnings) = match body {
        Err(errors) => (StatusCode::UNPROCESSABLE_ENTITY, errors, Vec::new()),
        Ok(body) => {
            let (status, errors, warned) = if check::is_asked(&posted.typed) {
                check::checked(&posted, id, &body).await?
            } else {
                let run = posted.run(&body, |reader, body: NewOrderBody| body.parse(id, reader));
                match run.await? {
                    Outcome::Done(done) => {
                        let said = said(visitor, &posted.typed);
                        return Ok(see_other(&format!("/orders/{}?done={said}", done.subject)));
                    }
                    Outcome::Wrong(status, errors) => {
                        let (errors, warned) = check::refused(&posted, id, &body, errors).await?;
                        (status, errors, warned)
                    }
                }
            };
            (status, check::of_freeze(visitor, &body, errors), warned)
        }
    };
    let known = known(visitor, id).await?;
    respond(visitor, &known, &posted.typed, (&errors, warnings), status)
}

/// What was done with it.
fn said(visitor: &Visitor, typed: &Typed) -> &'static str {
    if typed.get("/issue") != "true" {
        "order-draft"
    } else if needs_approval(visitor, typed.get("/order/kind")) {
        "order-submit"
    } else {
        "order-issue"
    }
}

/// What the form says of its body.
fn to_body(visitor: &Visitor, typed: &Typed) -> Result<Typed, Errors> {
    let mut body = typed.clone();
    if !typed.get(PROPOSED).is_empty() {
        return Ok(body);
    }
    match InstrumentKind::from_code(typed.get("/order/kind")) {
        Some(InstrumentKind::Freeze) => freeze_body(visitor, typed, &mut body)?,
        Some(InstrumentKind::Deduct) => lines::deduct_body(typed, &mut body),
        Some(InstrumentKind::Release) => lines::release_body(typed, &mut body),
        Some(InstrumentKind::Amend) => amend::to_body(typed, &mut body),
        Some(InstrumentKind::IncomeDeduction) => income::to_body(typed, &mut body),
        _ => {}
    }
    Ok(body)
}

/// A group of institutions stands for each of them; minutes have no decision.
fn freeze_body(visitor: &Visitor, typed: &Typed, body: &mut Typed) -> Result<(), Errors> {
    let chosen =
        if typed.get("_all_banks") == "true" { banks(visitor) } else { typed.all(AT).to_vec() };
    body.remove("/order/at");
    for (number, id) in chosen.iter().enumerate() {
        body.set(&format!("/order/at/{number}/institution"), id.clone());
    }
    // Nothing chosen is an empty list, which the engine refuses by name.
    body.preset("/order/at/0/institution", "");
    let accounts = typed.get(ACCOUNTS).split([' ', ',', ';', '\n']).filter(|one| !one.is_empty());
    let accounts: Vec<&str> = accounts.collect();
    if !accounts.is_empty() && chosen.len() != 1 {
        return Err(Errors::of_field(ACCOUNTS, visitor.t("order-accounts-one")));
    }
    for (number, account) in accounts.into_iter().enumerate() {
        body.set(&format!("/order/at/0/accounts/{number}"), account);
    }
    parts::to_body(typed, body);
    let urgent = typed.get("/order/urgent") == "true";
    if urgent && typed.get("/decision/number").is_empty() {
        body.remove("/decision");
    }
    Ok(())
}

fn respond(
    visitor: &Visitor,
    known: &Known,
    typed: &Typed,
    (errors, warnings): (&Errors, Vec<String>),
    status: StatusCode,
) -> Result<HttpResponse, Problem> {
    let id = known.case.id;
    let kind = typed.get("/order/kind");
    let form = if typed.get(PROPOSED).is_empty() {
        let kind = written_here(kind).ok_or(Fault::QueryInvalid)?;
        order_form(visitor, known, kind, typed, errors)
    } else {
        filing(visitor, id, typed, errors)
    };
    let reads = known.ledger.is_some();
    let back = if reads { format!("/cases/{id}/money") } else { format!("/cases/{id}") };
    let title = format!("order-new-{kind}");
    let mut page = FormPage::new(visitor, &title, back, form, errors);
    page.lead = filled(visitor.lang, "order-lead", "number", &known.case.content.number);
    page.warnings = warnings;
    if check::is_asked(typed) && errors.is_empty() {
        page.frame.done = Some(visitor.t("order-check-clean"));
    }
    page.respond(status)
}

fn order_form(
    visitor: &Visitor,
    known: &Known,
    kind: InstrumentKind,
    typed: &Typed,
    errors: &Errors,
) -> Form {
    let fields = &Fields { lang: visitor.lang, typed, errors, scope: "order" };
    let debtors = known.case.content.parties.iter().filter(|party| party.role == PartyRole::Debtor);
    let debtors = debtors.map(|one| Choice::new(one.id.to_string(), one.name.as_written()));
    let about = vec![
        fields.hidden("/order/kind", kind.code()),
        fields.select("/debtor", "inquiry-debtor", debtors.collect()),
    ];
    let mut groups = vec![fields.group("inquiry-form-about", about)];
    match kind {
        InstrumentKind::Freeze => groups.extend(freeze(visitor, fields, known)),
        InstrumentKind::Deduct => groups.extend(lines::deduct(visitor, fields, known)),
        InstrumentKind::Release => groups.extend(lines::release(visitor, fields, known)),
        InstrumentKind::IncomeDeduction => groups.extend(income::form(visitor, fields, known)),
        InstrumentKind::Amend => groups.extend(amend::form(visitor, fields, known)),
        InstrumentKind::Inquiry => {}
    }
    let mut letter = decision(fields);
    letter.push(fields.area("/legal_basis", "inquiry-basis"));
    groups.push(fields.group("order-decision", letter));
    let action = format!("/cases/{}/orders/new", known.case.id);
    let mut form = form(visitor, action, groups, "inquiry-keep");
    form.buttons = buttons(visitor, kind);
    form
}

fn buttons(visitor: &Visitor, kind: InstrumentKind) -> Vec<Button> {
    let files = visitor.may(CommandKind::FileOrder);
    // First in the page, so that the return key files nothing.
    let keep = Button {
        label: visitor.t("inquiry-keep"),
        adds: Some(("/issue", "false")),
        secondary: files,
    };
    let mut buttons = vec![keep];
    buttons.extend(check::button(visitor));
    if files {
        let key = if needs_approval(visitor, kind.code()) { "order-submit" } else { "order-issue" };
        let label = visitor.t(key);
        buttons.push(Button { label, adds: Some(("/issue", "true")), secondary: false });
    }
    buttons
}

fn freeze(visitor: &Visitor, fields: &Fields<'_>, known: &Known) -> Vec<Group> {
    let mut chosen = institutions(visitor, fields, AT);
    chosen.controls.push(fields.area(ACCOUNTS, "order-accounts"));
    vec![
        fields.group(
            "order-says",
            vec![
                fields.line("/order/owed/amount", "order-owed"),
                fields.hidden("/order/owed/currency", "VND"),
                fields.check("/order/urgent", "order-urgent-check"),
            ],
        ),
        parts::form(visitor, fields, known),
        chosen,
    ]
}
