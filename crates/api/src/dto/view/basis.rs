//! What coded grounds and limits stand on.

use super::shown::{Shown, StatusWord};
use engine::inforce::{Ground, Law};
use engine::law::RuleId;
use engine::time::{Instant, Zone};
use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// An article, and how well it is known: none where a code is in no list, or a rule
/// in no book.
pub(crate) type Basis = (Option<String>, Option<StatusWord>);

/// What a ground of a list stands on.
pub(crate) fn of_ground(list: &BTreeMap<String, Ground>, code: &str) -> Basis {
    let found = list.get(code);
    (found.map(|one| one.article.clone()), found.map(|one| Shown(one.status)))
}

/// What a limit stands on, as its rule was in force on the day of its start.
pub(crate) fn of_rule(law: &Law, rule: &RuleId, start: Instant) -> Basis {
    let found = law.book().nearest(rule, Zone::HANOI.day_of(start));
    let article = found.and_then(|one| Some((one.article.as_ref()?, &one.source)));
    let article = article.map(|(article, source)| format!("{article}, {source}"));
    (article, found.map(|one| Shown(one.status)))
}

/// A ground with what it stands on.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Ground)]
pub(crate) struct GroundView {
    code: String,
    /// The article.
    article: Option<String>,
    /// How well that is known; `policy`: no law says it.
    status: Option<StatusWord>,
}

impl GroundView {
    /// A ground for lifting a freeze or ending a deduction from income.
    pub(crate) fn of_lift(law: &Law, code: &str) -> Self {
        let (article, status) = of_ground(&law.grounds().lift, code);
        Self { code: code.to_owned(), article, status }
    }
}
