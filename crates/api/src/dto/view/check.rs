//! What a check found.

use crate::dto::reply::ProblemBody;
use crate::problem::Problem;
use engine::refusal::Refusal;
use locale::Lang;
use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

/// What is wrong with an order: nothing, if it could be filed as it is.
#[derive(Serialize, ToSchema)]
#[schema(as = OrderCheck)]
pub(crate) struct CheckView {
    /// As each would be refused with, in order of precedence.
    #[schema(value_type = Vec<ProblemBody>)]
    problems: Vec<Map<String, Value>>,
}

impl CheckView {
    pub(crate) fn new(problems: Vec<Refusal>, lang: Lang) -> Self {
        let problems = problems.into_iter().map(|one| Problem::from(one).body(lang, None));
        Self { problems: problems.collect() }
    }
}
