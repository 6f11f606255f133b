//! A month of the calendar, as wages are paid.

use crate::time::{Day, Instant, Zone};
use crate::wire;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use std::{fmt, str::FromStr};

/// A civil month: months since January of the year 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month(i32);

impl Month {
    /// The month of a civil year, January being 1.
    pub fn from_ym(year: i16, month: i8) -> Option<Self> {
        Day::from_ymd(year, month, 1)?;
        Some(Self(i32::from(year) * 12 + i32::from(month) - 1))
    }

    /// The month a day lies in.
    pub fn of(day: Day) -> Self {
        let (year, month, _) = day.ymd();
        Self(i32::from(year) * 12 + i32::from(month) - 1)
    }

    /// The month an instant lies in, in Hanoi.
    pub fn at(instant: Instant) -> Self {
        Self::of(Zone::HANOI.day_of(instant))
    }

    /// The month so many months later.
    #[must_use]
    pub const fn plus(self, months: i32) -> Self {
        Self(self.0.saturating_add(months))
    }

    /// A day of it, counted from 1: the last day where the month is shorter.
    /// None: outside the calendar.
    pub fn day(self, day: u8) -> Option<Day> {
        let (year, month) = self.ym()?;
        let last = (1..=31).rev().filter(|nth| *nth <= i8::try_from(day).unwrap_or(31));
        last.into_iter().find_map(|nth| Day::from_ymd(year, month, nth))
    }

    fn ym(self) -> Option<(i16, i8)> {
        let year = i16::try_from(self.0.div_euclid(12)).ok()?;
        let month = i8::try_from(self.0.rem_euclid(12)).ok()?;
        Some((year, month.saturating_add(1)))
    }
}

/// Not `2026-12`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a month is written 2026-12")]
pub struct MonthTextError;

impl FromStr for Month {
    type Err = MonthTextError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (year, month) = text.split_once('-').ok_or(MonthTextError)?;
        let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        if year.len() != 4 || month.len() != 2 || !digits(year) || !digits(month) {
            return Err(MonthTextError);
        }
        let (year, month) = (year.parse(), month.parse());
        let (Ok(year), Ok(month)) = (year, month) else {
            return Err(MonthTextError);
        };
        Self::from_ym(year, month).ok_or(MonthTextError)
    }
}

impl fmt::Display for Month {
    /// `2026-12`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month) = self.ym().unwrap_or_default();
        write!(f, "{year:04}-{month:02}")
    }
}

impl Serialize for Month {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Month {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        wire::text(d)?.parse().map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_follow_each_other_over_the_year() {
        let month: Month = "2026-11".parse().unwrap();
        assert_eq!(month.plus(1).to_string(), "2026-12");
        assert_eq!(month.plus(2).to_string(), "2027-01");
        assert_eq!(month.plus(15).day(31).unwrap().to_string(), "2028-02-29");
        assert_eq!(month.day(10).unwrap().to_string(), "2026-11-10");
        for wrong in ["2026-13", "2026-00", "2026-1", "26-11", "2026/11", "2026-11-01", "+026-11"] {
            assert_eq!(wrong.parse::<Month>(), Err(MonthTextError), "{wrong}");
        }
    }
}
