//! What a check found.

use super::shown::{AccountNumberShown, CautionWord, Shown};
use crate::dto::reply::ProblemBody;
use crate::problem::Problem;
use engine::decide::OrderCheck;
use engine::warning::Warning;
use locale::{Lang, text};
use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;
use uuid::Uuid;

/// What is wrong with an order: nothing, if it could be filed as it is.
#[derive(Serialize, ToSchema)]
#[schema(as = OrderCheck)]
pub(crate) struct CheckView {
    /// As each would be refused with, in order of precedence.
    #[schema(value_type = Vec<ProblemBody>)]
    problems: Vec<Map<String, Value>>,
    /// What there is to know of the accounts it names; nothing is refused for it.
    warnings: Vec<WarningView>,
}

/// What there is to know of an account that an order names.
#[derive(Serialize, ToSchema)]
#[schema(as = OrderWarning)]
struct WarningView {
    code: CautionWord,
    /// For people, in the language of `Accept-Language`.
    title: String,
    /// Which member of the body it is about (RFC 6901).
    pointer: String,
    /// Where the account is kept; who pays the income.
    institution: Uuid,
    /// Null: it is about no account.
    account: Option<AccountNumberShown>,
}

impl WarningView {
    fn new(warning: Warning, lang: Lang) -> Self {
        Self {
            code: Shown(warning.code),
            title: text(lang, &format!("warning-{}", warning.code.code()), &[]),
            pointer: warning.pointer,
            institution: warning.institution.0,
            account: warning.account.map(Shown),
        }
    }
}

impl CheckView {
    pub(crate) fn new(found: OrderCheck, lang: Lang) -> Self {
        let problems = found.problems.into_iter().map(|one| Problem::from(one).body(lang, None));
        let warnings = found.warnings.into_iter().map(|one| WarningView::new(one, lang));
        Self { problems: problems.collect(), warnings: warnings.collect() }
    }
}
