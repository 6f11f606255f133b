//! Limits as data: rule files, the law book, deadlines and why.
//!
//! A rule says whom it binds, to what it applies, which event starts it and how
//! long it gives. The date of that event picks the law. Files are read by the
//! binary; here they are text ([`LawBook::parse`]).

mod binding;
mod book;
mod due;
mod error;
mod explain;
mod file;
mod ladder;
mod rule;
#[cfg(test)]
mod tests;
mod words;

pub use binding::{Binding, Lateness, Running, binding, lateness};
pub use book::{Applicable, LawBook};
pub use due::{Due, due};
pub use error::{LawError, LawProblem, LookupError};
pub use explain::{Backstop, CalendarUsed, Explanation, Reason, Step};
pub use ladder::{Ladder, LadderStep, Offset, Recipient};
pub use rule::{Effective, Limit, Matter, NotARuleId, Parties, Roll, Rule, RuleId, Scope};
pub use words::{
    Bound, Event, Info, Instance, Layer, Requester, Stage, Status, Subject, Trait, Traits,
};
