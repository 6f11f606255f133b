//! Days off of years that have no official plan yet: computed from the
//! statutory holidays, and labelled as projected wherever they are used.

use super::{file::Holiday, lunar};
use crate::time::Day;
use std::collections::BTreeMap;

/// A day off: the holiday's code, and the lost day it compensates, if any.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Off {
    pub(super) code: String,
    pub(super) compensates: Option<Day>,
}

/// The days off of `year` that would otherwise be working days.
///
/// A holiday on a weekly day off is compensated on the next working day
/// (Labour Code 2019 art. 111(3)), after all holidays are placed: 30 April on a
/// Sunday moves to 2 May, since 1 May is off already.
pub(super) fn days_off(
    year: i16,
    holidays: &[Holiday],
    offset_hours: i32,
    is_weekly_off: impl Fn(Day) -> bool,
) -> BTreeMap<Day, Off> {
    let mut statutory: BTreeMap<Day, &str> = BTreeMap::new();
    for holiday in holidays.iter().filter(|h| h.covers(year)) {
        let named = holiday.date.in_year(year, offset_hours);
        let Some(named) = named else { continue };
        for i in 0..holiday.days {
            statutory.entry(named.plus_days(holiday.first + i)).or_insert(&holiday.code);
        }
    }
    let mut off = BTreeMap::new();
    for (&day, &code) in &statutory {
        let (day, compensates) = if is_weekly_off(day) {
            let mut free = day;
            while is_weekly_off(free) || statutory.contains_key(&free) || off.contains_key(&free) {
                free = free.plus_days(1);
            }
            (free, Some(day))
        } else {
            (day, None)
        };
        off.insert(day, Off { code: code.to_owned(), compensates });
    }
    off
}

/// A month and a day of the civil or the lunar calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum YearlyDate {
    Solar { month: i8, day: i8 },
    Lunar { month: u8, day: u8 },
}

impl YearlyDate {
    /// `None` only for 29 February of other years.
    fn in_year(self, year: i16, offset_hours: i32) -> Option<Day> {
        match self {
            Self::Solar { month, day } => Day::from_ymd(year, month, day),
            Self::Lunar { month, day } => Some(lunar::day_of(year, month, day, offset_hours)),
        }
    }
}
