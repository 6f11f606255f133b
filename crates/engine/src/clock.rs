//! Running limits and recorded lateness.

use crate::facts::Outage;
use crate::id::{ClockId, ContestId, EpisodeId, ItemId, OutageId};
use crate::law::{Layer, RuleId};
use crate::time::Instant;
use serde::{Deserialize, Serialize};

/// Where a clock stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClockState {
    /// It runs.
    Running,
    /// Ended in time, or without a number in law.
    Met,
    /// Ended after its due instant.
    Late,
    /// No longer asked: withdrawn.
    Void,
}

/// A running limit on an item. Computed once from the evidenced start, the
/// rule and the calendar version (I-20), and after each recorded cause again
/// from these, the outages and what was promised: `Law::recomputed`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Clock {
    /// Its id.
    pub id: ClockId,
    /// The item it runs on.
    pub item: ItemId,
    /// The round it runs in.
    pub round: i16,
    /// The rule, or the granted extension.
    pub rule: RuleId,
    /// Which kind of lateness it would be.
    pub layer: Layer,
    /// From when it runs.
    pub start: Instant,
    /// Exclusive end; `None`: "immediately" has no number in law.
    pub due: Option<Instant>,
    /// Whether it is the strictest of the highest layer.
    pub binding: bool,
    /// Number of the calendar version used.
    pub calendar: i32,
    /// Where it stands.
    pub state: ClockState,
    /// How many steps of its ladder are behind it.
    pub step: i16,
    /// When the ladder or the due instant strikes next.
    pub next_at: Option<Instant>,
    /// When it ended.
    pub ended_at: Option<Instant>,
    /// Outages it was moved for: each moves it once (I-20).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub excused: Vec<Excused>,
    /// What stands whatever the rule gives by the calendar in force.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub promised: Option<Promised>,
}

/// A stretch of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Span {
    /// Its beginning.
    pub from: Instant,
    /// Its exclusive end.
    pub to: Instant,
}

/// An outage that a clock was moved for, with all that computing it again takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Excuse", into = "Excuse")]
pub struct Excused {
    /// Which.
    pub outage: OutageId,
    /// When the service was down; `None` in what was recorded before this was
    /// kept with the clock.
    pub during: Option<Span>,
}

/// An excuse as it is stored: once the bare id of the outage.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Excuse {
    Id(OutageId),
    Whole { outage: OutageId, from: Instant, to: Instant },
}

impl From<Excuse> for Excused {
    fn from(stored: Excuse) -> Self {
        match stored {
            Excuse::Id(outage) => Self { outage, during: None },
            Excuse::Whole { outage, from, to } => Self { outage, during: Some(Span { from, to }) },
        }
    }
}

impl From<Excused> for Excuse {
    fn from(Excused { outage, during }: Excused) -> Self {
        match during {
            None => Self::Id(outage),
            Some(Span { from, to }) => Self::Whole { outage, from, to },
        }
    }
}

impl From<&Outage> for Excused {
    fn from(outage: &Outage) -> Self {
        let Outage { id, from, to, .. } = *outage;
        Self { outage: id, during: Some(Span { from, to }) }
    }
}

/// A due instant that an institution was told and that stands although its rule
/// gives an earlier one by now, or none: more time that was granted, a calendar
/// that takes a day off back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Promised {
    /// Exclusive end.
    pub due: Instant,
    /// How many outages of the clock, from its first, are in it.
    pub excused: u16,
}

impl Promised {
    /// What stands of a clock as it is.
    pub fn standing(clock: &Clock, due: Instant) -> Self {
        Self { due, excused: u16::try_from(clock.excused.len()).unwrap_or(u16::MAX) }
    }
}

impl Clock {
    /// Whether it runs.
    pub fn is_running(&self) -> bool {
        self.state == ClockState::Running
    }

    /// Whether it was moved for an outage.
    pub fn is_excused_for(&self, outage: OutageId) -> bool {
        self.excused.iter().any(|one| one.outage == outage)
    }

    /// Whether `at` is late by this clock.
    pub fn is_late_at(&self, at: Instant) -> bool {
        self.due.is_some_and(|due| at >= due)
    }
}

/// Why a deadline moved (I-20). Nothing else moves one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum MoveCause {
    /// Our own outage.
    Outage {
        /// Which.
        outage: OutageId,
        /// When the service was down.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        during: Option<Span>,
    },
    /// The letter that started it came later than was recorded.
    Contest {
        /// By which contest.
        contest: ContestId,
        /// From when it runs now.
        start: Instant,
    },
    /// A new calendar version.
    Calendar {
        /// Its number.
        calendar: i32,
    },
}

/// Why somebody was late.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LateReason {
    /// The institution.
    Institution,
    /// The asking side: wrong or missing data.
    Asker,
    /// This service or the line to it.
    Channel,
    /// A question was open.
    Clarification,
    /// More time had been granted.
    Extension,
}

/// What closed an episode (I-24).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EpisodeEnd {
    /// An answer, late.
    Answered,
    /// A reasoned refusal, late.
    Refused,
    /// The question was withdrawn.
    Withdrawn,
    /// A granted extension moved the clock.
    Extended,
    /// It never was: a recorded outage or a calendar revision moved the clock,
    /// or the answer had arrived in time. Annulled, never deleted.
    Annulled,
}

/// How an episode came about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EpisodeKind {
    /// The due instant passed.
    Due,
    /// A person found the delay unreasonable where law says "immediately".
    Unreasonable,
}

/// One recorded lateness of one clock; at most one open for each clock and due
/// instant (I-24).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Episode {
    /// Its id.
    pub id: EpisodeId,
    /// The clock.
    pub clock: ClockId,
    /// The item.
    pub item: ItemId,
    /// How it came about.
    pub kind: EpisodeKind,
    /// Late against what.
    pub layer: Layer,
    /// When it was late: the due instant (I-21).
    pub flagged_at: Instant,
    /// When this was noticed.
    pub detected_at: Instant,
    /// Why, once somebody said so.
    pub reason: Option<LateReason>,
    /// Words beside the reason.
    pub note: Option<String>,
    /// When it ended.
    pub closed_at: Option<Instant>,
    /// By what it ended.
    pub closed_by: Option<EpisodeEnd>,
}

impl Episode {
    /// Whether nothing has ended it.
    pub const fn is_open(&self) -> bool {
        self.closed_at.is_none()
    }
}
