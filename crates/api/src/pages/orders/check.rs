//! Everything that is wrong with an order, shown beside its fields: before it is
//! filed, and when filing it is refused.

use super::super::form::{Body, Button, Errors, Typed};
use super::super::post::Posted;
use super::super::visitor::Visitor;
use super::super::words::word;
use crate::dto::order::NewOrderBody;
use crate::order_check;
use crate::problem::Problem;
use actix_web::http::StatusCode;
use engine::command::CommandKind;
use engine::id::{CaseId, InstitutionId, InstrumentId};
use engine::order::OrderContent;
use engine::refusal::Refusal;
use engine::warning::Warning;
use serde_json::Value;
use uuid::Uuid;

/// What the button that checks adds.
const CHECK: &str = "_check";

/// Where the institutions of a freeze are ticked.
pub(super) const AT: &str = "/order/at/-";
/// Accounts to be frozen, where not every one is.
pub(super) const ACCOUNTS: &str = "_accounts";

/// Whether a form asks to be checked, and nothing else.
pub(super) fn is_asked(typed: &Typed) -> bool {
    typed.get(CHECK) == "true"
}

/// The button, for those who may file.
pub(super) fn button(visitor: &Visitor) -> Option<Button> {
    let button =
        || Button { label: visitor.t("order-check"), adds: Some((CHECK, "true")), secondary: true };
    visitor.may(CommandKind::FileOrder).then(button)
}

/// Everything that is wrong with what a form says.
pub(super) async fn checked(
    posted: &Posted,
    case: CaseId,
    typed: &Typed,
) -> Result<(StatusCode, Errors, Vec<String>), Problem> {
    let content = match posted.says(typed, |reader, body: NewOrderBody| body.content(reader)) {
        Ok(content) => content,
        Err((status, errors)) => return Ok((status, errors, Vec::new())),
    };
    let visitor = &posted.visitor;
    let (errors, warned) = wrong(visitor, case, &content, None, &Body::of(typed)).await?;
    let clean = errors.is_empty();
    let status = if clean { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok((status, errors, warned))
}

/// What filing was refused for, with everything else that is wrong.
pub(super) async fn refused(
    posted: &Posted,
    case: CaseId,
    typed: &Typed,
    errors: Errors,
) -> Result<(Errors, Vec<String>), Problem> {
    let visitor = &posted.visitor;
    let filed = typed.get("/issue") == "true" && !errors.says(&visitor.t("form-sent"));
    if !filed || !visitor.may(CommandKind::FileOrder) {
        return Ok((errors, Vec::new()));
    }
    // What could not be read names all that is wrong already.
    let (_, all, warned) = checked(posted, case, typed).await?;
    Ok((errors.and(all), warned))
}

/// Everything that is wrong with an order, beside the fields of a body, and what there
/// is to know of the accounts it names.
pub(super) async fn wrong(
    visitor: &Visitor,
    case: CaseId,
    content: &OrderContent,
    of: Option<InstrumentId>,
    body: &Body,
) -> Result<(Errors, Vec<String>), Problem> {
    let found = order_check::check(&visitor.state, visitor.actor, case, content, of).await?;
    let errors = found.problems.into_iter();
    let errors = errors.map(|one| Errors::of(visitor.lang, &placed(one), body));
    let warned = found.warnings.iter().map(|one| warned(visitor, one)).collect();
    Ok((errors.fold(Errors::default(), Errors::and), warned))
}

/// A warning in words, with the account it is about.
fn warned(visitor: &Visitor, warning: &Warning) -> String {
    let said = word(visitor.lang, "warning", warning.code.code());
    let institution = visitor.names().institution(warning.institution);
    match &warning.account {
        Some(account) => format!("{institution}, {}: {said}", account.display()),
        None => format!("{institution}: {said}"),
    }
}

/// What there is to know of the accounts that a standing order names.
pub(super) async fn warnings(
    visitor: &Visitor,
    case: CaseId,
    content: &OrderContent,
) -> Result<Vec<String>, Problem> {
    let found = order_check::warnings(&visitor.state, visitor.actor, case, content).await?;
    Ok(found.iter().map(|one| warned(visitor, one)).collect())
}

/// A refusal as a problem of a field, also where it is always the same one's.
fn placed(refusal: Refusal) -> Problem {
    let field = match &refusal {
        Refusal::DebtorNotInCase => Some("/debtor"),
        Refusal::DecisionMissing | Refusal::OrderNumberTaken => Some("/decision/number"),
        Refusal::DecisionDay => Some("/decision/day"),
        Refusal::PayeeUnusable => Some("/order/payee"),
        _ => None,
    };
    let mut problem = Problem::from(refusal);
    if let Some(field) = field {
        problem.members.insert("pointer".to_owned(), Value::from(field));
    }
    problem
}

/// A freeze ticks its institutions together: what is wrong with one names it.
pub(super) fn of_freeze(visitor: &Visitor, body: &Typed, errors: Errors) -> Errors {
    errors.retold(|field, text| {
        let (number, rest) = field.strip_prefix("/order/at/")?.split_once('/')?;
        let id = body.get(&format!("/order/at/{number}/institution")).parse::<Uuid>();
        let name = id.map(|id| visitor.names().institution(InstitutionId(id)));
        let text = name.map_or_else(|_| text.to_owned(), |name| format!("{name}: {text}"));
        let field = if rest.starts_with("accounts") { ACCOUNTS } else { AT };
        Some((field.to_owned(), text))
    })
}
