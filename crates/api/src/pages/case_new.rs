//! A new case, as an officer writes it.

use super::form::{Choice, Control, Errors, Fields, Form, Group, Typed};
use super::post::{FormPage, Kept, Outcome, form};
use super::see_other;
use super::visitor::Visitor;
use crate::dto::case::CaseBody;
use crate::problem::Problem;
use actix_web::http::StatusCode;
use actix_web::web::ServiceConfig;
use actix_web::{HttpResponse, get, post};
use engine::case::{Category, Conditions, ObligationKind, PartyKind, PartyRole};
use engine::command::{Command, CommandKind};
use engine::id::UserId;
use engine::identity::IdentifierKind;
use engine::refusal::Refusal;

/// How many rows the form offers. A case may hold more of each; the API takes
/// them.
const OBLIGATIONS: usize = 4;
const PARTIES: usize = 4;
const IDENTIFIERS: usize = 3;

/// Registers the pages.
pub(super) fn configure(config: &mut ServiceConfig) {
    config.service(show).service(open);
}

/// The empty form.
#[get("/cases/new")]
async fn show(visitor: Visitor) -> Result<HttpResponse, Problem> {
    if !visitor.may(CommandKind::OpenCase) {
        return Err(Refusal::Forbidden.into());
    }
    let mut typed = Typed::default();
    if let Some(person) = visitor.actor.person() {
        typed.set("/officer", person.to_string());
    }
    typed.set("/conditions", Conditions::Unverified.code());
    typed.set("/parties/1/role", PartyRole::Creditor.code());
    typed.set("/parties/2/role", PartyRole::Related.code());
    typed.set("/parties/3/role", PartyRole::Related.code());
    form_page(&visitor, &typed, &Errors::default(), StatusCode::OK).await
}

/// Opens the case.
#[post("/cases/new")]
async fn open(kept: Kept) -> Result<HttpResponse, Problem> {
    let posted = kept.by(&[CommandKind::OpenCase])?;
    let store = posted.visitor.state.store.clone();
    let fresh = move || store.fresh_id().into();
    let mut typed = posted.typed.clone();
    // A case without rows is for the engine to refuse, by name.
    typed.preset("/obligations/0/note", "");
    typed.preset("/parties/0/name", "");
    let outcome = posted
        .run(&typed, |reader, body: CaseBody| {
            Some(Command::OpenCase { content: Box::new(body.parse(reader, &fresh)?) })
        })
        .await?;
    match outcome {
        Outcome::Done(done) => Ok(see_other(&format!("/cases/{}?done=case-open", done.subject))),
        Outcome::Wrong(status, errors) => {
            form_page(&posted.visitor, &posted.typed, &errors, status).await
        }
    }
}

async fn form_page(
    visitor: &Visitor,
    typed: &Typed,
    errors: &Errors,
    status: StatusCode,
) -> Result<HttpResponse, Problem> {
    let leaders = visitor
        .find(|find, actor| {
            let mut leaders = find.case_leaders(actor)?;
            leaders.sort_by(|(_, a), (_, b)| a.cmp(b));
            Ok(leaders)
        })
        .await?;
    let form = case_form(visitor, typed, errors, leaders);
    FormPage::new(visitor, "case-new", "/cases".to_owned(), form, errors).respond(status)
}

fn case_form(
    visitor: &Visitor,
    typed: &Typed,
    errors: &Errors,
    leaders: Vec<(UserId, String)>,
) -> Form {
    let fields = &Fields { lang: visitor.lang, typed, errors, scope: "case" };
    let leaders = leaders.into_iter().map(|(id, name)| Choice::new(id.to_string(), name));
    let coded = |name: &str, label: &str, kind: &str, codes: Vec<&str>| {
        fields.select(name, label, fields.words(kind, &codes))
    };
    let categories = Category::CODED.iter().map(|one| one.code()).collect();
    let conditions = Conditions::CODED.iter().map(|one| one.code()).collect();
    let mut groups = vec![
        fields.group(
            "case-form-case",
            vec![
                fields.line("/number", "case-number"),
                fields.select("/officer", "case-officer", leaders.collect()),
                coded("/category", "case-category", "category", categories),
                coded("/conditions", "case-conditions", "conditions", conditions),
            ],
        ),
        fields.group("case-decision", document(fields, "/decision")),
        fields.group("case-judgment", document(fields, "/judgment")),
    ];
    groups.extend((0..PARTIES).map(|row| party(fields, row)));
    groups.extend((0..OBLIGATIONS).map(|row| obligation(fields, row)));
    form(visitor, "/cases/new".to_owned(), groups, "case-new-submit")
}

fn document(fields: &Fields<'_>, at: &str) -> Vec<Control> {
    vec![
        fields.line(&format!("{at}/number"), "document-number"),
        fields.day(&format!("{at}/day"), "document-day"),
        fields.line(&format!("{at}/issuer"), "document-issuer"),
    ]
}

/// The first row is the debtor; the others may stay blank.
fn party(fields: &Fields<'_>, row: usize) -> Group {
    let at = |member: &str| format!("/parties/{row}/{member}");
    let roles: Vec<&str> = match row {
        0 => vec![PartyRole::Debtor.code()],
        _ => PartyRole::CODED.iter().map(|one| one.code()).collect(),
    };
    let kinds: Vec<&str> = PartyKind::CODED.iter().map(|one| one.code()).collect();
    let mut controls = vec![
        fields.select(&at("role"), "party-role", fields.words("party-role", &roles)),
        fields.select(&at("kind"), "party-kind", fields.words("party-kind", &kinds)),
        fields.line(&at("name"), "party-name"),
        fields.line(&at("address"), "party-address"),
    ];
    let codes: Vec<&str> = IdentifierKind::ALL.iter().map(|one| one.code()).collect();
    for number in 0..IDENTIFIERS {
        let at = |member: &str| at(&format!("identifiers/{number}/{member}"));
        let kinds = fields.words("identifier", &codes);
        controls.push(fields.select(&at("kind"), "identifier-kind", kinds));
        controls.push(fields.line(&at("value"), "identifier-value"));
    }
    let legend = match row {
        0 => "party-debtor",
        1 => "party-creditor",
        _ => "party-other",
    };
    let blank = fields.typed.get(&at("name")).is_empty();
    Group { folded: row > 1 && blank, ..fields.group(legend, controls) }
}

fn obligation(fields: &Fields<'_>, row: usize) -> Group {
    let at = |member: &str| format!("/obligations/{row}/{member}");
    let codes: Vec<&str> = ObligationKind::CODED.iter().map(|one| one.code()).collect();
    let controls = vec![
        fields.select(&at("kind"), "obligation-kind", fields.words("obligation", &codes)),
        fields.line(&at("amount/amount"), "obligation-amount"),
        fields.hidden(&at("amount/currency"), "VND"),
        fields.line(&at("note"), "obligation-note"),
    ];
    let legend = if row == 0 { "obligation-first" } else { "obligation-more" };
    let blank = fields.typed.get(&at("amount/amount")).is_empty();
    Group { folded: row > 0 && blank, ..fields.group(legend, controls) }
}
