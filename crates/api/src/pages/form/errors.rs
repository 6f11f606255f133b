//! What is wrong with a form, field by field.

use super::super::words::filled;
use super::body::Body;
use crate::problem::{FieldError, Problem};
use engine::time::Day;
use locale::{Lang, date, dong};
use serde_json::Value;

/// The faults of form that a blank date or time has as well.
const OF_A_BLANK: [&str; 2] = ["day_form", "instant_form"];
/// How many things are said at once: each is looked for among all fields, and
/// nobody reads more of them.
const MOST: usize = 500;

/// One thing that is wrong.
pub(super) struct Wrong {
    /// The field, if it is one field's fault.
    pub(super) field: Option<String>,
    /// In words.
    pub(super) text: String,
}

/// Everything that is wrong.
#[derive(Default)]
pub(in crate::pages) struct Errors(pub(super) Vec<Wrong>);

impl Errors {
    /// One thing that is no single field's fault.
    pub(in crate::pages) fn said(text: String) -> Self {
        Self(vec![Wrong { field: None, text }])
    }

    /// One thing that is one field's fault.
    pub(in crate::pages) fn of_field(field: &str, text: String) -> Self {
        Self(vec![Wrong { field: Some(field.to_owned()), text }])
    }

    /// What a problem says of a body, told of the form's own fields.
    pub(in crate::pages) fn of(lang: Lang, problem: &Problem, body: &Body) -> Self {
        if !problem.errors.is_empty() {
            let errors = problem.errors.iter().take(MOST).map(|error| Wrong {
                field: Some(body.field(&error.pointer)),
                text: told(error, body).text(lang),
            });
            return Self(errors.collect());
        }
        let pointer = problem.members.get("pointer").and_then(Value::as_str);
        let field = pointer.map(|pointer| body.field(pointer));
        Self(vec![Wrong { field, text: titled(problem, lang) }])
    }

    /// Whether nothing is wrong.
    pub(in crate::pages) const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether something is said in these words.
    pub(in crate::pages) fn says(&self, text: &str) -> bool {
        self.0.iter().any(|wrong| wrong.text == text)
    }

    /// With more that is wrong, each thing once: where it is known beside which
    /// field, there.
    #[must_use]
    pub(in crate::pages) fn and(mut self, more: Self) -> Self {
        self.0.retain(|known| {
            let same = |one: &Wrong| {
                let place = known.field.is_none() || known.field == one.field;
                place && known.text == one.text
            };
            !more.0.iter().any(same)
        });
        self.0.extend(more.0);
        self.0.truncate(MOST);
        self
    }

    /// Told otherwise: another field, other words.
    #[must_use]
    pub(in crate::pages) fn retold(
        self,
        tell: impl Fn(&str, &str) -> Option<(String, String)>,
    ) -> Self {
        let retell = |wrong: Wrong| {
            let told = wrong.field.as_deref().and_then(|field| tell(field, &wrong.text));
            told.map_or(wrong, |(field, text)| Wrong { field: Some(field), text })
        };
        Self(self.0.into_iter().map(retell).collect())
    }

    /// What is wrong with a field: with it, or with the whole it stands for.
    pub(super) fn at(&self, name: &str) -> Option<String> {
        let whole = ["amount", "value", "from"]
            .iter()
            .find_map(|last| name.strip_suffix(last)?.strip_suffix('/'))
            .or_else(|| name.strip_suffix("/-"));
        let of = |wrong: &&Wrong| {
            wrong.field.as_deref().is_some_and(|field| field == name || Some(field) == whole)
        };
        self.0.iter().find(of).map(|wrong| wrong.text.clone())
    }
}

/// The title of a problem; where parts come to another sum, with what they come to;
/// where an agency has not begun, with its day.
fn titled(problem: &Problem, lang: Lang) -> String {
    let day = problem.members.get("begins_on").and_then(Value::as_str);
    match (problem.members.get("sum").and_then(Value::as_i64), day.map(str::parse::<Day>)) {
        (Some(sum), _) => filled(lang, "owed-parts-sum", "sum", &dong(sum)),
        (None, Some(Ok(day))) => filled(lang, "agency-begins-on", "day", &date(day)),
        _ => problem.title(lang),
    }
}

/// A blank date is called blank: the form asks for no way of writing one.
fn told(error: &FieldError, body: &Body) -> FieldError {
    let value = body.value.pointer(&error.pointer).and_then(Value::as_str);
    let blank = OF_A_BLANK.contains(&error.code) && value.is_some_and(str::is_empty);
    FieldError { code: if blank { "empty" } else { error.code }, ..error.clone() }
}
