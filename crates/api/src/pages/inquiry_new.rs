//! A new inquiry: what is asked, of whom, by what right, and which limits each
//! thing asked will have.

use super::form::{Button, Choice, Control, Errors, Fields, Form, Group, Typed};
use super::overdue::institution_choices;
use super::post::{FormPage, Kept, Outcome, form};
use super::see_other;
use super::visitor::Visitor;
use super::words::{counted, ends, rule_title, word};
use crate::dto::inquiry::NewInquiryBody;
use crate::problem::Problem;
use actix_web::http::StatusCode;
use actix_web::web::{Path, Query, ServiceConfig};
use actix_web::{HttpResponse, get, post};
use engine::case::{Case, PartyRole};
use engine::command::CommandKind;
use engine::id::{CaseId, InstitutionId, InstrumentId};
use engine::inforce::{Asked, Subject};
use engine::instrument::{InfoType, RequesterKind};
use engine::refusal::Refusal;
use engine::role::Role;
use locale::{Arg, text};
use serde::Deserialize;
use std::collections::BTreeSet;
use store::read::{Purpose, ReadError};
use uuid::Uuid;

/// How the form is reached.
#[derive(Deserialize)]
struct Wanted {
    /// The inquiry that showed where accounts are: now it is asked what is on them.
    after: Option<Uuid>,
}

/// Registers the pages.
pub(super) fn configure(config: &mut ServiceConfig) {
    config.service(show).service(write);
}

/// The form.
#[get("/cases/{id}/inquiries/new")]
async fn show(
    visitor: Visitor,
    path: Path<Uuid>,
    query: Query<Wanted>,
) -> Result<HttpResponse, Problem> {
    if !visitor.may(CommandKind::DraftInquiry) {
        return Err(Refusal::Forbidden.into());
    }
    let id: CaseId = path.into_inner().into();
    let case = visitor.find(move |find, actor| find.case(actor, id)).await?;
    let mut typed = Typed::default();
    typed.set("/purpose", visitor.t("inquiry-purpose-usual"));
    typed.set("/legal_basis", visitor.t("inquiry-basis-usual"));
    let requester = if visitor.actor.role == Role::Bailiff {
        RequesterKind::Bailiff
    } else {
        RequesterKind::Officer
    };
    typed.set("/requester/kind", requester.code());
    let of = |wanted| case.content.parties.iter().find(move |party| party.role == wanted);
    if let Some(debtor) = of(PartyRole::Debtor) {
        typed.set("/debtor", debtor.id.to_string());
    }
    match query.into_inner().after {
        Some(first) => second_step(&visitor, &mut typed, id, first.into()).await?,
        None => tick(&mut typed, InfoType::Whereabouts),
    }
    respond(&visitor, &case, &typed, &Errors::default(), StatusCode::OK)
}

/// Ticks one thing to ask, in its own row.
fn tick(typed: &mut Typed, info: InfoType) {
    let row = InfoType::ALL.iter().position(|one| *one == info);
    if let Some(row) = row {
        typed.set(&format!("/items/{row}/info"), info.code());
    }
}

/// What is on the accounts that answers to a first inquiry named.
async fn second_step(
    visitor: &Visitor,
    typed: &mut Typed,
    case: CaseId,
    first: InstrumentId,
) -> Result<(), Problem> {
    let (debtor, shown) = visitor
        .find(move |find, actor| {
            let view = find.inquiry(actor, first)?;
            // What is sealed leads to nothing that is not.
            let there = view.instrument.case == case && view.instrument.sealed_to().is_empty();
            let content = view.instrument.content.inquiry().filter(|_| there);
            let debtor = content.ok_or(Refusal::NotFound)?.debtor;
            let purpose = Purpose::new("case_work", case);
            let purpose = purpose.map_err(|_| ReadError::Refused(Refusal::NotFound))?;
            let asked: Vec<InstitutionId> =
                view.demands.iter().map(|one| one.institution).collect();
            Ok((debtor, find.shown_accounts(actor, &purpose, case, &asked)?))
        })
        .await?;
    let directory = &visitor.rules.directory;
    let named = shown.iter().filter(|one| one.debtor == debtor);
    let there: BTreeSet<InstitutionId> = named.map(|one| directory.heir(one.institution)).collect();
    for institution in there {
        typed.add("/institutions/-", &institution.to_string());
    }
    typed.set("/debtor", debtor.to_string());
    tick(typed, InfoType::Account);
    Ok(())
}

/// Issues it, or keeps it as a draft.
#[post("/cases/{id}/inquiries/new")]
async fn write(path: Path<Uuid>, kept: Kept) -> Result<HttpResponse, Problem> {
    let posted = kept.by(&[CommandKind::DraftInquiry])?;
    let id: CaseId = path.into_inner().into();
    let typed = to_body(&posted.visitor, &posted.typed, id);
    let outcome = posted.run(&typed, |reader, body: NewInquiryBody| body.parse(reader)).await?;
    match outcome {
        Outcome::Done(done) => {
            let issued = posted.typed.get("/issue") == "true";
            let said = if issued { "inquiry-issue" } else { "inquiry-draft" };
            Ok(see_other(&format!("/inquiries/{}?done={said}", done.subject)))
        }
        Outcome::Wrong(status, errors) => {
            let case = posted.visitor.find(move |find, actor| find.case(actor, id)).await?;
            respond(&posted.visitor, &case, &posted.typed, &errors, status)
        }
    }
}

/// What the form says of its body: a whole group of institutions stands for
/// each of them, and only one requester's fields count.
fn to_body(visitor: &Visitor, typed: &Typed, case: CaseId) -> Typed {
    let mut body = typed.clone();
    body.set("/case", case.to_string());
    if typed.get("_all_banks") == "true" {
        body.remove("/institutions");
        for (number, id) in banks(visitor).into_iter().enumerate() {
            body.set(&format!("/institutions/{number}"), id);
        }
    }
    let kind = typed.get("/requester/kind");
    if kind != RequesterKind::Bailiff.code() {
        body.remove("/requester/cost_undertaking");
    }
    if kind != RequesterKind::Creditor.code() {
        body.remove("/requester/party");
    }
    // Nothing chosen is an empty list, which the engine refuses by name.
    body.preset("/items/0/detail", "");
    body.preset("/institutions/-", "");
    body
}

/// Every bank that may be asked.
pub(super) fn banks(visitor: &Visitor) -> Vec<String> {
    let directory = &visitor.rules.directory;
    let banks = directory.institutions().filter(|one| one.active && is_bank(one.kind.code()));
    let mut ids: Vec<String> = banks.map(|one| one.id.to_string()).collect();
    ids.sort();
    ids
}

fn is_bank(kind: &str) -> bool {
    matches!(kind, "bank" | "foreign_branch" | "cooperative_bank" | "policy_bank")
}

fn respond(
    visitor: &Visitor,
    case: &Case,
    typed: &Typed,
    errors: &Errors,
    status: StatusCode,
) -> Result<HttpResponse, Problem> {
    let back = format!("/cases/{}", case.id);
    let form = inquiry_form(visitor, case, typed, errors);
    let mut page = FormPage::new(visitor, "inquiry-new", back, form, errors);
    page.lead = super::words::filled(visitor.lang, "inquiry-lead", "number", &case.content.number);
    page.respond(status)
}

fn inquiry_form(visitor: &Visitor, case: &Case, typed: &Typed, errors: &Errors) -> Form {
    let fields = &Fields { lang: visitor.lang, typed, errors, scope: "inquiry" };
    let parties = |role: PartyRole| {
        let of_role = case.content.parties.iter().filter(move |party| party.role == role);
        let choices = of_role.map(|one| Choice::new(one.id.to_string(), one.name.as_written()));
        choices.collect::<Vec<_>>()
    };
    let mut groups = vec![
        fields.group(
            "inquiry-form-about",
            vec![fields.select("/debtor", "inquiry-debtor", parties(PartyRole::Debtor))],
        ),
        requester(visitor, fields, parties(PartyRole::Creditor)),
    ];
    groups.extend(items(visitor, fields));
    groups.push(institutions(visitor, fields, "/institutions/-"));
    groups.push(reasons(visitor, fields));
    groups.push(fields.group(
        "inquiry-form-letter",
        vec![
            fields.area("/purpose", "inquiry-purpose"),
            fields.area("/legal_basis", "inquiry-basis"),
            fields.line("/place", "inquiry-place"),
        ],
    ));
    let mut form =
        form(visitor, format!("/cases/{}/inquiries/new", case.id), groups, "inquiry-keep");
    form.buttons = buttons(visitor);
    form
}

fn buttons(visitor: &Visitor) -> Vec<Button> {
    let issues = visitor.may(CommandKind::FileInquiry);
    // First in the page, so that the return key issues nothing.
    let keep = Button {
        label: visitor.t("inquiry-keep"),
        adds: Some(("/issue", "false")),
        secondary: issues,
    };
    let mut buttons = vec![keep];
    if issues {
        let policy = visitor.rules.policy.approval.inquiry;
        let label = visitor.t(if policy { "inquiry-submit" } else { "inquiry-issue" });
        buttons.push(Button { label, adds: Some(("/issue", "true")), secondary: false });
    }
    buttons
}

fn requester(visitor: &Visitor, fields: &Fields<'_>, creditors: Vec<Choice>) -> Group {
    if visitor.actor.role == Role::Bailiff {
        let kind = fields.hidden("/requester/kind", RequesterKind::Bailiff.code());
        let cost = fields.area("/requester/cost_undertaking", "inquiry-cost");
        return fields.group("inquiry-form-requester", vec![kind, cost]);
    }
    let mut kinds = vec![RequesterKind::Officer.code()];
    if !creditors.is_empty() {
        kinds.push(RequesterKind::Creditor.code());
    }
    let choices = fields.words("requester", &kinds);
    let mut controls = vec![fields.radios("/requester/kind", "inquiry-requester", choices)];
    if !creditors.is_empty() {
        controls.push(fields.select("/requester/party", "inquiry-creditor", creditors));
    }
    fields.group("inquiry-form-requester", controls)
}

/// One group for each type of information, with its limits, and whether it is
/// for an interim measure.
fn items(visitor: &Visitor, fields: &Fields<'_>) -> Vec<Group> {
    let mut groups: Vec<Group> = InfoType::ALL
        .iter()
        .enumerate()
        .map(|(row, info)| item(visitor, fields, row, *info))
        .collect();
    let interim = fields.check("/interim", "inquiry-interim");
    groups.push(fields.group("inquiry-form-interim", vec![interim]));
    groups
}

fn item(visitor: &Visitor, fields: &Fields<'_>, row: usize, info: InfoType) -> Group {
    let at = |member: &str| format!("/items/{row}/{member}");
    let mut choice = Choice::new(info.code(), word(visitor.lang, "info", info.code()));
    choice.lines = limits(visitor, info, false);
    choice.lines.extend(limits(visitor, info, true));
    choice.chosen = fields.typed.get(&at("info")) == info.code();
    let ticked = Control {
        kind: "check",
        choices: vec![choice],
        ..fields.line(&at("info"), "inquiry-form-items")
    };
    let mut controls = vec![ticked];
    if matches!(info, InfoType::Transactions | InfoType::Income) {
        controls.push(fields.day(&at("from"), "inquiry-from"));
        controls.push(fields.day(&at("to"), "inquiry-to"));
    }
    let detail = if info == InfoType::Other { "inquiry-detail-needed" } else { "inquiry-detail" };
    controls.push(fields.line(&at("detail"), detail));
    let legend = if row == 0 { "inquiry-form-items" } else { "" };
    match legend {
        "" => Group::plain(controls),
        legend => fields.group(legend, controls),
    }
}

/// The rules that will run if it were issued now, each with its layer and its
/// due instant. An inquiry for an interim measure has its own.
fn limits(visitor: &Visitor, info: InfoType, interim: bool) -> Vec<String> {
    let lang = visitor.lang;
    let bailiff = visitor.actor.role == Role::Bailiff;
    let requester = if bailiff { RequesterKind::Bailiff } else { RequesterKind::Officer };
    // Agreements bind their parties only: which run is said by each demand.
    let asked = Asked::Info(info);
    let subject = Subject { asked, interim, requester, agencies: &[], institution: None };
    let found = visitor.rules.law.limits(&subject, visitor.now());
    let lines = found.iter().map(|limit| {
        let due = match limit.due {
            Some(at) => ends(at),
            None => visitor.t("limit-immediately"),
        };
        let args: [(&str, Arg<'_>); 4] = [
            ("rule", limit.rule.as_str().into()),
            ("title", rule_title(lang, &limit.rule).into()),
            ("layer", word(lang, "layer", limit.layer.code()).into()),
            ("due", due.into()),
        ];
        let key = if interim { "limit-line-interim" } else { "limit-line" };
        text(lang, key, &args)
    });
    lines.collect()
}

/// Why more is asked than is usual; what is usual is policy.
fn reasons(visitor: &Visitor, fields: &Fields<'_>) -> Group {
    let policy = visitor.rules.policy.asking;
    let area = |name: &str, label: &str, most: u32| {
        let hint = counted(
            visitor.lang,
            &format!("{label}-when"),
            usize::try_from(most).unwrap_or(usize::MAX),
        );
        Control { hint, ..fields.area(name, label) }
    };
    let controls = vec![
        area("/reasons/many", "inquiry-reason-many", policy.many),
        area("/reasons/balances", "inquiry-reason-balances", policy.balances),
        area("/reasons/again", "inquiry-reason-again", policy.none_days.into()),
    ];
    fields.group("inquiry-form-reasons", controls)
}

/// Institutions to be ticked, one by one or all banks together.
pub(super) fn institutions(visitor: &Visitor, fields: &Fields<'_>, list: &str) -> Group {
    let all = Choice {
        chosen: fields.typed.get("_all_banks") == "true",
        ..Choice::new("true", visitor.t("inquiry-all-banks"))
    };
    let all = Control {
        kind: "check",
        choices: vec![all],
        ..fields.line("_all_banks", "inquiry-all-banks")
    };
    let picked = institution_choices(visitor);
    let picked = fields.checks(list, "inquiry-institutions", picked);
    fields.group("inquiry-form-institutions", vec![all, picked])
}
