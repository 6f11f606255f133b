//! Late interest: by the day, on the principal, in whole đồng. What is less than a
//! đồng is kept, so that it comes to the same however often it is posted.

use super::hold::is_nothing;
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
    /// What was earned and not posted, less than a đồng: in parts of a đồng of
    /// which a whole one has a million times 365.
    #[serde(default, skip_serializing_if = "is_nothing")]
    pub carried: i64,
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

/// A rate of interest above this is a slip of the pen: a hundred per cent.
const MOST_PPM: u32 = 1_000_000;

/// Whether interest may run at so many parts per million a year.
pub(crate) const fn is_rate(ppm: u32) -> bool {
    ppm > 0 && ppm <= MOST_PPM
}

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

    /// Interest on `principal` đồng for so many days with what was carried: whole
    /// đồng, and what is carried on.
    pub fn on(&self, principal: i64, days: i32) -> (i64, i64) {
        let product = i128::from(principal.max(0)) * i128::from(self.ppm) * i128::from(days.max(0));
        let earned = product + i128::from(self.carried.max(0));
        let whole = |part: i128| i64::try_from(part).unwrap_or(i64::MAX);
        (whole(earned / PPM_YEAR), whole(earned % PPM_YEAR))
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
        let interest = Interest {
            ppm: 100_000,
            posted_to: day("2026-01-01"),
            carried: 0,
            suspended: Vec::new(),
        };
        let days = interest.days_to(day("2027-01-01"));
        assert_eq!((days, interest.on(1_000_000_000, days)), (365, (100_000_000, 0)));
        assert_eq!(interest.days_to(day("2025-12-01")), 0);
    }

    #[test]
    fn suspended_days_bear_none() {
        let suspended = vec![
            Suspended { from: day("2026-01-05"), to: Some(day("2026-01-08")), reason: "r".into() },
            Suspended { from: day("2026-01-20"), to: None, reason: "r".into() },
        ];
        let interest = Interest { ppm: 365, posted_to: day("2026-01-01"), carried: 0, suspended };
        assert_eq!(interest.days_to(day("2026-01-10")), 5);
        assert_eq!(interest.days_to(day("2026-01-31")), 14);
        assert_eq!(interest.on(1_000_000, 14), (14, 0));
    }

    proptest::proptest! {
        /// However often it is posted, and at whatever rate.
        #[test]
        fn it_comes_to_the_same_however_often_it_is_posted(
            principal in 0_i64..10_000_000_000_000,
            ppm in 1_u32..1_000_000,
            parts in proptest::collection::vec(1_i32..400, 1..20),
        ) {
            let mut interest =
                Interest { ppm, posted_to: day("2026-01-01"), carried: 0, suspended: Vec::new() };
            let (at_once, left) = interest.on(principal, parts.iter().sum());
            let mut in_parts = 0;
            for days in parts {
                let (whole, carried) = interest.on(principal, days);
                in_parts += whole;
                interest.carried = carried;
            }
            proptest::prop_assert_eq!((in_parts, interest.carried), (at_once, left));
        }
    }
}
