//! A rule and the matters it applies to.

use super::words::{
    Bound, Event, Info, Instance, Layer, Requester, Stage, Status, Subject, Traits,
};
use crate::{calendar::Window, ledger::DutyKind, time::Day};
use serde::{Deserialize, Deserializer, Serialize, de};
use std::{fmt, str::FromStr};

/// The id of a rule: a row of the law tables (`N07`), or a row and a part
/// (`N05.a`, `C6.1`).
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct RuleId(String);

/// The text is not a rule id.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` is not a rule id (a capital letter, letters or digits, and perhaps a part: N07, N05.a)"
)]
pub struct NotARuleId(pub String);

impl RuleId {
    /// The id of a granted extension: an agreement between the two sides, not a
    /// row of any law.
    pub fn extension() -> Self {
        Self("X01".to_owned())
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The row without the part.
    pub fn row(&self) -> &str {
        self.0.split_once('.').map_or(self.as_str(), |(row, _)| row)
    }

    /// Whether the id names a part of a row.
    pub fn is_part(&self) -> bool {
        self.0.contains('.')
    }

    /// The id as it may stand in a text key: `rule-N05-a`.
    pub fn key(&self) -> String {
        format!("rule-{}", self.0.replace('.', "-"))
    }
}

impl fmt::Display for RuleId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for RuleId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for RuleId {
    type Err = NotARuleId;

    fn from_str(s: &str) -> Result<Self, Self::Err> {
        let bad = || NotARuleId(s.to_owned());
        let (row, part) = match s.split_once('.') {
            Some((row, part)) => (row, Some(part)),
            None => (s, None),
        };
        let word = |t: &str| !t.is_empty() && t.bytes().all(|b| b.is_ascii_alphanumeric());
        let good = row.starts_with(|c: char| c.is_ascii_uppercase())
            && word(row)
            && part.is_none_or(word)
            && s.len() <= 16;
        if good { Ok(Self(s.to_owned())) } else { Err(bad()) }
    }
}

impl<'de> Deserialize<'de> for RuleId {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        String::deserialize(d)?.parse().map_err(de::Error::custom)
    }
}

/// What happens when the last day is not a working day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Roll {
    /// The term ends on the next working day (Civil Code 2015 art. 148(5)).
    NextWorkingDay,
    /// The term ends on that day all the same.
    None,
}

/// How long somebody has. Counts are at least 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limit {
    /// At once: the law gives no number, so there is no due instant.
    Immediately,
    /// Hours of the clock; nights and holidays count.
    Hours(u16),
    /// Calendar days; the first day is not counted.
    Days(u16, Roll),
    /// Working days; the first day is not counted.
    WorkingDays(u16),
    /// At the latest this many working days before the start, which is a
    /// planned date.
    WorkingDaysBefore(u16),
    /// Calendar months, to the same day of the month or its last day.
    Months(u16, Roll),
    /// Minutes of office hours. For service targets.
    WorkingMinutes(u16),
    /// Not a term: a period in which the act may not be done.
    Window(Window),
}

impl Limit {
    /// The unit as written in rule files.
    pub const fn unit(self) -> &'static str {
        match self {
            Self::Immediately => "immediately",
            Self::Hours(_) => "hours",
            Self::Days(..) => "days",
            Self::WorkingDays(_) => "working_days",
            Self::WorkingDaysBefore(_) => "working_days_before",
            Self::Months(..) => "months",
            Self::WorkingMinutes(_) => "working_minutes",
            Self::Window(_) => "window",
        }
    }

    /// How many of the unit, where the unit has a number.
    pub const fn n(self) -> Option<u16> {
        match self {
            Self::Hours(n)
            | Self::Days(n, _)
            | Self::WorkingDays(n)
            | Self::WorkingDaysBefore(n)
            | Self::Months(n, _)
            | Self::WorkingMinutes(n) => Some(n),
            Self::Immediately | Self::Window(_) => None,
        }
    }
}

/// When a rule is in force, by the date of the start event. Both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Effective {
    /// First day.
    pub from: Day,
    /// Last day; `None` while it has no end.
    pub until: Option<Day>,
}

impl Effective {
    /// Whether a day is inside.
    pub fn contains(self, day: Day) -> bool {
        self.from <= day && self.until.is_none_or(|until| day <= until)
    }

    /// Whether two ranges share a day.
    pub fn overlaps(self, other: Self) -> bool {
        self.until.is_none_or(|until| other.from <= until)
            && other.until.is_none_or(|until| self.from <= until)
    }
}

/// One alternative of what a rule applies to. An empty list means "any".
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scope {
    /// What it is about.
    pub subject: Subject,
    /// For these information types.
    pub info: Vec<Info>,
    /// When asked by these.
    pub requester: Vec<Requester>,
    /// For complaints about these.
    pub stage: Vec<Stage>,
    /// For complaints of these instances.
    pub instance: Vec<Instance>,
    /// Only if all of these hold.
    pub with: Traits,
    /// Only if none of these holds.
    pub without: Traits,
}

impl Scope {
    fn covers(&self, matter: &Matter<'_>) -> bool {
        fn any<T: PartialEq>(list: &[T], value: Option<T>) -> bool {
            list.is_empty() || value.is_some_and(|v| list.contains(&v))
        }
        self.subject == matter.subject
            && any(&self.info, matter.info)
            && any(&self.requester, matter.requester)
            && any(&self.stage, matter.stage)
            && any(&self.instance, matter.instance)
            && matter.traits.contain(self.with)
            && matter.traits.lack(self.without)
    }
}

/// Whom an agreement binds, by code; `*` stands for all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parties {
    /// Agencies that signed; an agency is covered with all offices below it.
    pub agencies: Vec<String>,
    /// Institutions that signed.
    pub institutions: Vec<String>,
}

impl Parties {
    fn cover(&self, matter: &Matter<'_>) -> bool {
        let listed = |list: &[String], code: &str| list.iter().any(|c| c == "*" || c == code);
        matter.agencies.iter().any(|a| listed(&self.agencies, a))
            && matter.institution.is_some_and(|i| listed(&self.institutions, i))
    }
}

/// What a limit is wanted for: the question put to the law book.
#[derive(Clone, Copy, Debug)]
pub struct Matter<'a> {
    /// What it is about.
    pub subject: Subject,
    /// The information type of an inquiry item.
    pub info: Option<Info>,
    /// Who asks.
    pub requester: Option<Requester>,
    /// What a complaint is about.
    pub stage: Option<Stage>,
    /// First or second complaint.
    pub instance: Option<Instance>,
    /// Circumstances that hold.
    pub traits: Traits,
    /// The asking agency's code and those of the agencies above it.
    pub agencies: &'a [&'a str],
    /// The institution's code.
    pub institution: Option<&'a str>,
}

impl Matter<'_> {
    /// A matter of which only the subject is known.
    pub fn of(subject: Subject) -> Self {
        Self {
            subject,
            info: None,
            requester: None,
            stage: None,
            instance: None,
            traits: Traits::default(),
            agencies: &[],
            institution: None,
        }
    }
}

/// A rule of a law book, checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// Its id.
    pub id: RuleId,
    /// The file it was read from.
    pub file: String,
    /// Whom it binds.
    pub binds: Bound,
    /// What it applies to: any of these.
    pub on: Vec<Scope>,
    /// What starts it.
    pub starts: Event,
    /// How long.
    pub limit: Limit,
    /// The article; `None` only for service targets.
    pub article: Option<String>,
    /// The law, decree, circular or agreement it stands in.
    pub source: String,
    /// Where it stands among the layers.
    pub layer: Layer,
    /// How well its text is known.
    pub status: Status,
    /// The calendar it is computed with.
    pub calendar: String,
    /// When it is in force.
    pub effective: Effective,
    /// The rule after whose end "immediately" is late on any reading. A
    /// reading of ours, always unconfirmed.
    pub backstop: Option<RuleId>,
    /// The immediate rules an agreement gives a number to.
    pub quantifies: Vec<RuleId>,
    /// The rules that took its place.
    pub successors: Vec<RuleId>,
    /// True if it ended and nothing took its place.
    pub ended: bool,
    /// Who is bound by an agreement.
    pub parties: Option<Parties>,
    /// The duty of the asking side that it limits.
    pub duty: Option<DutyKind>,
}

impl Rule {
    /// Whether the rule speaks about a matter (not whether it is in force).
    pub fn covers(&self, matter: &Matter<'_>) -> bool {
        self.on.iter().any(|scope| scope.covers(matter))
            && self.parties.as_ref().is_none_or(|p| p.cover(matter))
    }
}
