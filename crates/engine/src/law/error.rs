//! What can be wrong with rule files, and with a question put to a law book.

use super::rule::RuleId;
use crate::time::Day;
use std::fmt;

/// A rule or ladder that was not accepted: which file, which one, which field, why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LawError {
    /// The file, as named by whoever loads it.
    pub file: String,
    /// `rule N07`, `ladder institution.law`, `rule #3` if it has no id.
    pub item: Option<String>,
    /// The field, e.g. `limit.n`.
    pub field: Option<String>,
    /// Which rule of rule files is broken.
    pub problem: LawProblem,
}

impl std::error::Error for LawError {}

impl fmt::Display for LawError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.file)?;
        if let Some(item) = &self.item {
            write!(f, ": {item}")?;
        }
        if let Some(field) = &self.field {
            write!(f, ": {field}")?;
        }
        write!(f, ": {}", self.problem)
    }
}

/// A rule of rule files that is broken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LawProblem {
    /// Not TOML; the text names the line.
    #[error("{0}")]
    Syntax(String),
    /// An unknown field or word, a missing field or a wrong type.
    #[error("{0}")]
    Value(String),
    /// A field that must be there.
    #[error("is missing")]
    Missing,
    /// A field that has no meaning here.
    #[error("has no meaning here: {0}")]
    Unexpected(&'static str),
    /// A count of 0.
    #[error("must be 1 or more")]
    Zero,
    /// A count beyond reason.
    #[error("must be {0} or less")]
    TooMuch(u16),
    /// Not a rule id.
    #[error("`{0}` is not a rule id")]
    BadId(String),
    /// Not a date.
    #[error("`{0}` is not a date (expected YYYY-MM-DD)")]
    BadDate(String),
    /// Not a time of day.
    #[error("`{0}` is not a time of day (expected HH:MM)")]
    BadTime(String),
    /// The last day is before the first.
    #[error("is before effective.from")]
    UntilBeforeFrom,
    /// Another version of the rule is in force on the same days.
    #[error("overlaps the version of this rule in {file} that is in force from {from}")]
    Overlap {
        /// The other version's file.
        file: String,
        /// The other version's first day.
        from: Day,
    },
    /// A row both whole and in parts.
    #[error("this row is also shipped in parts; a row is whole or in parts")]
    RowAndParts,
    /// A rule that does not exist.
    #[error("there is no rule `{0}`")]
    UnknownRule(RuleId),
    /// A backstop with no due instant.
    #[error("rule `{0}` has no due instant")]
    NoDue(RuleId),
    /// Only "immediately" can be quantified or backed.
    #[error("rule `{0}` is not an \"immediately\"")]
    NotImmediate(RuleId),
    /// A layer and a status that do not go together.
    #[error("`policy` is the status of service targets, and of nothing else")]
    PolicyIsForTargets,
    /// A calendar that is not loaded.
    #[error("there is no calendar `{0}`")]
    UnknownCalendar(String),
    /// Two ladders for the same people and layer.
    #[error("another ladder serves this `binds` and layer already")]
    DuplicateLadder,
}

/// A question a law book cannot answer with one rule.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LookupError {
    /// No rule has this id.
    #[error("there is no rule `{id}`")]
    Unknown {
        /// The id asked for.
        id: RuleId,
    },
    /// The rule exists but not on that day.
    #[error("{}", not_in_force(.id, *.on, *.from, *.until, *.ended, .successors))]
    NotInForce {
        /// The id asked for.
        id: RuleId,
        /// The date of the start event.
        on: Day,
        /// The first day of the nearest version.
        from: Day,
        /// Its last day.
        until: Option<Day>,
        /// True if nothing took its place.
        ended: bool,
        /// The rules that took its place.
        successors: Vec<RuleId>,
    },
    /// The row's parts give different limits.
    #[error("`{id}` has several limits; ask for one of {}", join(.parts))]
    Parts {
        /// The row asked for.
        id: RuleId,
        /// Its parts in force.
        parts: Vec<RuleId>,
    },
}

fn join(ids: &[RuleId]) -> String {
    ids.iter().map(RuleId::as_str).collect::<Vec<_>>().join(", ")
}

fn not_in_force(
    id: &RuleId,
    on: Day,
    from: Day,
    until: Option<Day>,
    ended: bool,
    successors: &[RuleId],
) -> String {
    let range = match until {
        Some(until) => format!("from {from} to {until}"),
        None => format!("from {from}"),
    };
    let after = if ended {
        "; it ended and no rule took its place".to_owned()
    } else if successors.is_empty() {
        String::new()
    } else {
        format!("; after it see {}", join(successors))
    };
    format!("`{id}` is in force {range}, not on {on}{after}")
}
