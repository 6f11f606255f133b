//! When a limit ends.

use super::rule::{Limit, Roll, Rule};
use crate::{
    calendar::{Calendar, MICROS_PER_MINUTE},
    time::{Day, Instant},
};

/// When something is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Due {
    /// Never by number: "immediately", or a window.
    None,
    /// The exclusive end: at this instant it is late.
    At(Instant),
}

impl Due {
    /// The exclusive end, if there is one.
    pub const fn instant(self) -> Option<Instant> {
        match self {
            Self::None => None,
            Self::At(at) => Some(at),
        }
    }
}

/// When a rule that started at `start` is due.
///
/// The first day is not counted (Civil Code 2015 art. 147(2)); a term in days
/// or months ends at 24:00 of its last day (148(6)), in data the 00:00 that
/// follows; a term in hours runs from the moment and never stops (147(1)).
/// Total: days outside the calendar's years count by the working week alone.
pub fn due(rule: &Rule, start: Instant, calendar: &Calendar) -> Due {
    due_of(rule.limit, start, calendar)
}

pub(super) fn due_of(limit: Limit, start: Instant, calendar: &Calendar) -> Due {
    let zone = calendar.zone();
    Due::At(match limit {
        Limit::Immediately | Limit::Window(_) => return Due::None,
        Limit::Hours(n) => start.plus_seconds(i64::from(n) * 3_600),
        Limit::WorkingMinutes(n) => {
            calendar.add_office_time(start, i64::from(n) * MICROS_PER_MINUTE)
        }
        Limit::WorkingDays(n) => zone.end_of(calendar.add_working_days(zone.day_of(start), n)),
        Limit::WorkingDaysBefore(n) => {
            zone.end_of(calendar.sub_working_days(zone.day_of(start), n))
        }
        Limit::Days(n, roll) => {
            let last = zone.day_of(start).plus_days(i32::from(n));
            zone.end_of(rolled(last, roll, calendar))
        }
        Limit::Months(n, roll) => {
            let last = calendar.add_months(zone.day_of(start), n);
            zone.end_of(rolled(last, roll, calendar))
        }
    })
}

fn rolled(last: Day, roll: Roll, calendar: &Calendar) -> Day {
    match roll {
        Roll::NextWorkingDay => calendar.working_day_from(last),
        Roll::None => last,
    }
}
