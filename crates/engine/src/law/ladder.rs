//! Escalation ladders: who hears of a limit before, at and after its end.

use super::{
    error::{LawError, LawProblem as Problem},
    file::Place,
    words::{Bound, Layer},
};
use crate::{
    calendar::{Calendar, MICROS_PER_MINUTE},
    time::Instant,
};
use serde::{Deserialize, Serialize};

/// The steps of escalation for those bound by limits of some layers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ladder {
    /// Its name, for people and logs.
    pub id: String,
    /// Whose limits it serves.
    pub binds: Bound,
    /// Limits of which layers.
    pub layers: Vec<Layer>,
    /// The steps, as written.
    pub steps: Vec<LadderStep>,
}

/// One step of a ladder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LadderStep {
    /// How far from the due instant.
    pub offset: Offset,
    /// Who is told.
    pub who: Vec<Recipient>,
    /// The code of the notice.
    pub notice: String,
    /// Whether it goes out at once, outside office hours too.
    pub urgent: bool,
}

/// A distance from the due instant; negative is before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "unit", content = "n", rename_all = "snake_case")]
pub enum Offset {
    /// Hours of the clock.
    Hours(i16),
    /// Minutes of office hours.
    WorkingMinutes(i32),
    /// Working days from the day that ends at (or holds) the due instant; the
    /// step comes when the office opens. 0 is the due instant itself.
    WorkingDays(i16),
}

impl Offset {
    /// Whether the step comes before the due instant.
    pub const fn is_before(self) -> bool {
        match self {
            Self::Hours(n) | Self::WorkingDays(n) => n < 0,
            Self::WorkingMinutes(n) => n < 0,
        }
    }
}

/// Who can be told of a limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Recipient {
    /// Who prepares answers at the institution.
    BankMaker,
    /// Who releases answers at the institution.
    BankChecker,
    /// Who answers for the institution (Law 106/2025 art. 37: the head answers too).
    BankHead,
    /// The officer of the case.
    Officer,
    /// The head of the agency.
    Head,
    /// The agency's records clerk.
    Clerk,
    /// The supervisor above the agency.
    Supervisor,
    /// The State Bank, as observer.
    StateBankObserver,
    /// The prosecutor of the same level.
    Prosecutor,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawLadder {
    id: String,
    binds: Bound,
    layers: Vec<Layer>,
    step: Vec<RawStep>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawStep {
    offset: RawOffset,
    who: Vec<Recipient>,
    notice: String,
    #[serde(default)]
    urgent: bool,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawOffset {
    unit: OffsetUnit,
    n: i16,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum OffsetUnit {
    Hours,
    WorkingHours,
    WorkingMinutes,
    WorkingDays,
}

/// No ladder reaches further than this many of its unit.
const FURTHEST: u16 = 2_000;

impl Ladder {
    pub(super) fn check(raw: RawLadder, place: &Place<'_>) -> Result<Self, LawError> {
        if raw.layers.is_empty() {
            return Err(place.at("layers", Problem::Missing));
        }
        if raw.step.is_empty() {
            return Err(place.at("step", Problem::Missing));
        }
        let steps = raw
            .step
            .into_iter()
            .enumerate()
            .map(|(i, step)| check_step(i, step, place))
            .collect::<Result<_, _>>()?;
        Ok(Self { id: raw.id, binds: raw.binds, layers: raw.layers, steps })
    }

    /// When each step comes, earliest first, as (instant, index into `steps`).
    /// Reminders that would come before the limit even started are left out.
    pub fn steps(
        &self,
        due: Instant,
        start: Instant,
        calendar: &Calendar,
    ) -> Vec<(Instant, usize)> {
        let mut steps: Vec<_> = self
            .steps
            .iter()
            .enumerate()
            .map(|(i, step)| (instant_of(step.offset, due, calendar), step.offset, i))
            .filter(|&(at, offset, _)| !offset.is_before() || at > start)
            .map(|(at, _, i)| (at, i))
            .collect();
        steps.sort_unstable();
        steps
    }
}

fn check_step(index: usize, raw: RawStep, place: &Place<'_>) -> Result<LadderStep, LawError> {
    let field = |name: &str| format!("step {}, {name}", index + 1);
    if raw.who.is_empty() {
        return Err(place.at(&field("who"), Problem::Missing));
    }
    let code = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    if raw.notice.is_empty() || !raw.notice.chars().all(code) {
        let why = "a notice is named by lower-case letters, digits and `_`";
        return Err(place.at(&field("notice"), Problem::Unexpected(why)));
    }
    let n = raw.offset.n;
    if n.unsigned_abs() > FURTHEST {
        return Err(place.at(&field("offset.n"), Problem::TooMuch(FURTHEST)));
    }
    let offset = match raw.offset.unit {
        OffsetUnit::Hours => Offset::Hours(n),
        OffsetUnit::WorkingHours => Offset::WorkingMinutes(i32::from(n) * 60),
        OffsetUnit::WorkingMinutes => Offset::WorkingMinutes(i32::from(n)),
        OffsetUnit::WorkingDays => Offset::WorkingDays(n),
    };
    Ok(LadderStep { offset, who: raw.who, notice: raw.notice, urgent: raw.urgent })
}

fn instant_of(offset: Offset, due: Instant, calendar: &Calendar) -> Instant {
    match offset {
        Offset::WorkingDays(0) => due,
        Offset::Hours(n) => due.plus_seconds(i64::from(n) * 3_600),
        Offset::WorkingMinutes(n) => {
            let micros = i64::from(n) * MICROS_PER_MINUTE;
            if n < 0 {
                calendar.sub_office_time(due, -micros)
            } else {
                calendar.add_office_time(due, micros)
            }
        }
        Offset::WorkingDays(n) => {
            // The due instant is exclusive: 00:00 belongs to the day it ends.
            let day = calendar.zone().day_of(due.plus_micros(-1));
            let days = n.unsigned_abs();
            calendar.opening(if n < 0 {
                calendar.sub_working_days(day, days)
            } else {
                calendar.add_working_days(day, days)
            })
        }
    }
}
