//! Everything that is wrong with an order, shown beside its fields: before it is
//! filed, and when filing it is refused.

use super::super::form::{Body, Button, Errors, Typed};
use super::super::post::Posted;
use super::super::visitor::Visitor;
use crate::dto::order::NewOrderBody;
use crate::order_check;
use crate::problem::Problem;
use actix_web::http::StatusCode;
use engine::command::CommandKind;
use engine::id::{CaseId, InstitutionId, InstrumentId};
use engine::order::OrderContent;
use engine::refusal::Refusal;
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
) -> Result<(StatusCode, Errors), Problem> {
    let content = match posted.says(typed, |reader, body: NewOrderBody| body.content(reader)) {
        Ok(content) => content,
        Err(wrong) => return Ok(wrong),
    };
    let visitor = &posted.visitor;
    let errors = wrong(visitor, case, &content, None, &Body::of(typed)).await?;
    let clean = errors.is_empty();
    let status = if clean { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok((status, errors))
}

/// What filing was refused for, with everything else that is wrong.
pub(super) async fn refused(
    posted: &Posted,
    case: CaseId,
    typed: &Typed,
    errors: Errors,
) -> Result<Errors, Problem> {
    let visitor = &posted.visitor;
    let filed = typed.get("/issue") == "true" && !errors.says(&visitor.t("form-sent"));
    if !filed || !visitor.may(CommandKind::FileOrder) {
        return Ok(errors);
    }
    // What could not be read names all that is wrong already.
    let (_, all) = checked(posted, case, typed).await?;
    Ok(errors.and(all))
}

/// Everything that is wrong with an order, beside the fields of a body.
pub(super) async fn wrong(
    visitor: &Visitor,
    case: CaseId,
    content: &OrderContent,
    of: Option<InstrumentId>,
    body: &Body,
) -> Result<Errors, Problem> {
    let problems = order_check::problems(&visitor.state, visitor.actor, case, content, of).await?;
    let errors = problems.into_iter().map(|one| Errors::of(visitor.lang, &placed(one), body));
    Ok(errors.fold(Errors::default(), Errors::and))
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
