//! A case whose enforcement rests: postponed (hoãn) or suspended (tạm đình chỉ),
//! until a decision to go on. What was asked stays asked, what is frozen stays
//! frozen, and what happened is recorded all the same; what may not be ordered in
//! the meantime, and whether interest runs, is data of the ground.

use crate::instrument::InstrumentKind;
use crate::law::Status;
use crate::order::Numbered;
use crate::time::{Day, Instant};
use serde::{Deserialize, Serialize};

/// How a case rests.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PauseKind {
    /// Hoãn thi hành án.
    Postponed,
    /// Tạm đình chỉ thi hành án.
    Suspended,
}

/// What a decision to postpone or suspend says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PauseContent {
    /// On which ground: a code of `config/grounds.toml`, which says whether it
    /// postpones or suspends.
    pub ground: String,
    /// Number and date.
    pub decision: Numbered,
    /// The first day on which the case rests.
    pub from: Day,
    /// The last day, where the decision names one. Nothing goes on by itself: a
    /// decision does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Day>,
    /// Why, in the office's words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// How a case rests, as it was decided.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pause {
    /// Postponed or suspended.
    pub kind: PauseKind,
    /// What the decision says.
    pub content: PauseContent,
    /// What may not be ordered in the meantime, by the data of that day.
    pub bars: Vec<InstrumentKind>,
    /// Whether interest was stopped by it: it then goes on with the case.
    #[serde(default)]
    pub stopped_interest: bool,
    /// When it was recorded.
    pub at: Instant,
}

/// A ground of postponing or suspending: data.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PauseGround {
    /// What it does to a case.
    pub kind: PauseKind,
    /// Whether late interest stops with it.
    pub stops_interest: bool,
    /// What may not be ordered in the meantime.
    pub bars: Vec<InstrumentKind>,
    /// The article.
    pub article: String,
    /// Whether it was read in a source.
    pub status: Status,
}

/// What may not be ordered in a case, as other roots know it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Bars(u8);

impl Bars {
    /// Of a case that rests, or does not.
    pub fn of(pause: Option<&Pause>) -> Self {
        let kinds = pause.into_iter().flat_map(|pause| &pause.bars);
        Self(kinds.fold(0, |bars, kind| bars | bit(*kind)))
    }

    /// As bits: 1 inquiries, 2 freezes, 4 deductions, 8 releases, 16 amendments, 32
    /// deductions from income.
    pub const fn bits(self) -> u8 {
        self.0
    }

    /// Out of bits; unknown ones bar nothing.
    pub const fn from_bits(bits: u8) -> Self {
        Self(bits)
    }

    /// Whether this is barred.
    pub const fn has(self, kind: InstrumentKind) -> bool {
        self.0 & bit(kind) != 0
    }
}

const fn bit(kind: InstrumentKind) -> u8 {
    match kind {
        InstrumentKind::Inquiry => 1,
        InstrumentKind::Freeze => 2,
        InstrumentKind::Deduct => 4,
        InstrumentKind::Release => 8,
        InstrumentKind::Amend => 16,
        InstrumentKind::IncomeDeduction => 32,
    }
}
