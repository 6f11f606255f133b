//! Late interest: by the day, on the principal, in whole đồng rounded down.

use crate::time::Day;
use serde::{Deserialize, Serialize};

/// At which rate interest runs, and until when it is posted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Interest {
    /// Parts per million of the principal for a year of 365 days: 10 % is
    /// 100 000.
    pub ppm: u32,
    /// The day it is posted up to; the next day is the first that is not.
    pub posted_to: Day,
    /// Periods for which none runs.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub suspended: Vec<Suspended>,
}

/// A period for which no interest runs: postponement, a protest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Suspended {
    /// First day without interest.
    pub from: Day,
    /// Last day without; none: it still holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<Day>,
    /// On which ground.
    pub reason: String,
}

const PPM_YEAR: i128 = 1_000_000 * 365;

impl Interest {
    /// Days after `posted_to` up to `to` on which interest runs.
    pub fn days_to(&self, to: Day) -> i32 {
        let all = to.days_since(self.posted_to).max(0);
        let without = |one: &Suspended| {
            let last = one.to.map_or(to, |last| last.min(to));
            let from = one.from.max(self.posted_to.plus_days(1));
            last.days_since(from).saturating_add(1).max(0)
        };
        all.saturating_sub(self.suspended.iter().map(without).sum()).max(0)
    }

    /// Interest on `principal` đồng for so many days.
    pub fn on(&self, principal: i64, days: i32) -> i64 {
        let product = i128::from(principal.max(0)) * i128::from(self.ppm) * i128::from(days.max(0));
        i64::try_from(product / PPM_YEAR).unwrap_or(i64::MAX)
    }

    /// Whether a suspension holds with no end.
    pub fn is_suspended(&self) -> bool {
        self.suspended.iter().any(|one| one.to.is_none())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    #[test]
    fn a_year_at_ten_per_cent_is_a_tenth() {
        let interest =
            Interest { ppm: 100_000, posted_to: day("2026-01-01"), suspended: Vec::new() };
        let days = interest.days_to(day("2027-01-01"));
        assert_eq!((days, interest.on(1_000_000_000, days)), (365, 100_000_000));
        assert_eq!(interest.days_to(day("2025-12-01")), 0);
    }

    #[test]
    fn suspended_days_bear_none() {
        let suspended = vec![
            Suspended { from: day("2026-01-05"), to: Some(day("2026-01-08")), reason: "r".into() },
            Suspended { from: day("2026-01-20"), to: None, reason: "r".into() },
        ];
        let interest = Interest { ppm: 365, posted_to: day("2026-01-01"), suspended };
        assert_eq!(interest.days_to(day("2026-01-10")), 5);
        assert_eq!(interest.days_to(day("2026-01-31")), 14);
        assert_eq!(interest.on(1_000_000, 14), 14);
    }
}
