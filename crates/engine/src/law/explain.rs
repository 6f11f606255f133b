//! Why something is due when it is: every day, counted or not, and the reason.

use super::{
    book::LawBook,
    due::due,
    rule::{Limit, Roll, Rule, RuleId},
    words::{Bound, Layer, Status},
};
use crate::{
    calendar::{Calendar, DayKind, YearStatus},
    time::{Day, Instant, LocalInstant, months_after},
    version::Version,
};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use std::{fmt, str::FromStr};

/// A deadline and how it was reached. Holds all that somebody else needs to
/// compute it again; deadline receipts are signed over it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Explanation {
    /// The rule.
    pub rule: RuleId,
    /// Whom it binds.
    pub binds: Bound,
    /// Its article; none for service targets.
    pub article: Option<String>,
    /// The law it stands in.
    pub source: String,
    /// Its layer.
    pub layer: Layer,
    /// How well its text is known.
    pub status: Status,
    /// Whether the rule is in force on the date of the start event.
    pub in_force: bool,
    /// The unit of the limit, as in rule files.
    pub unit: String,
    /// How many of the unit, where the unit has a number.
    pub n: Option<u16>,
    /// When the start event happened.
    pub start: LocalInstant,
    /// The exclusive end; none for "immediately" and for windows.
    pub due: Option<LocalInstant>,
    /// The calendar it was computed with.
    pub calendar: CalendarUsed,
    /// The version of the law book.
    pub law: Version,
    /// Whether it rests on days of a year without an official plan.
    pub projected: bool,
    /// For a window: whether the start lies inside it.
    pub in_window: Option<bool>,
    /// For "immediately": when it is late on any reading.
    pub backstop: Option<Backstop>,
    /// Each day, in the order of counting.
    pub steps: Vec<Step>,
}

/// The calendar a deadline was computed with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CalendarUsed {
    /// Its id.
    pub id: String,
    /// The hash of its bytes.
    pub version: Version,
    /// The least sure year that mattered.
    pub status: YearStatus,
}

/// When an "immediately" is late on any reading: a reading of ours.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Backstop {
    /// The rule whose end it is.
    pub rule: RuleId,
    /// The exclusive end.
    pub due: Option<LocalInstant>,
    /// Always unconfirmed.
    pub status: Status,
}

/// One day of the computation (for months: the day each month ends).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// The day.
    pub date: Day,
    /// Whether it counts towards the limit.
    pub counted: bool,
    /// Which day (or month) of the limit it is, from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<u16>,
    /// For hours and working minutes: how many seconds ran on this day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seconds: Option<i64>,
    /// Why.
    pub reason: Reason,
    /// Whether the reason rests on a year without an official plan.
    pub projected: bool,
    /// Whether the reason rests on a swapped day or office hours that nobody
    /// has confirmed.
    pub unconfirmed: bool,
}

/// Why a day counts or does not. Its text is a stable code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    /// The day of the start event is not counted.
    FirstDay,
    /// Counted.
    Counted,
    /// A weekly day off that is worked: counted.
    SwappedWorkingDay,
    /// A weekly day off.
    Weekend,
    /// A holiday, by code.
    Holiday(String),
    /// Compensates the holiday with this code.
    Compensation(String),
    /// Off because a weekly day off is worked instead.
    SwappedDayOff,
    /// The last day was a day off: the term ends here instead.
    RolledOver,
    /// The end of one month of the term.
    Month,
    /// Hours of the clock ran.
    ClockHours,
    /// Office hours ran.
    OfficeHours,
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let code = match self {
            Self::Holiday(code) => return write!(f, "holiday:{code}"),
            Self::Compensation(code) => return write!(f, "compensation:{code}"),
            Self::FirstDay => "first_day",
            Self::Counted => "counted",
            Self::SwappedWorkingDay => "swapped_working_day",
            Self::Weekend => "weekend",
            Self::SwappedDayOff => "swapped_day_off",
            Self::RolledOver => "rolled_over",
            Self::Month => "month",
            Self::ClockHours => "clock_hours",
            Self::OfficeHours => "office_hours",
        };
        f.write_str(code)
    }
}

impl FromStr for Reason {
    type Err = String;

    fn from_str(s: &str) -> Result<Self, Self::Err> {
        Ok(match s.split_once(':').unwrap_or((s, "")) {
            ("holiday", code) => Self::Holiday(code.to_owned()),
            ("compensation", code) => Self::Compensation(code.to_owned()),
            ("first_day", "") => Self::FirstDay,
            ("counted", "") => Self::Counted,
            ("swapped_working_day", "") => Self::SwappedWorkingDay,
            ("weekend", "") => Self::Weekend,
            ("swapped_day_off", "") => Self::SwappedDayOff,
            ("rolled_over", "") => Self::RolledOver,
            ("month", "") => Self::Month,
            ("clock_hours", "") => Self::ClockHours,
            ("office_hours", "") => Self::OfficeHours,
            _ => return Err(format!("`{s}` is not a reason")),
        })
    }
}

impl Serialize for Reason {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Reason {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        String::deserialize(d)?.parse().map_err(de::Error::custom)
    }
}

impl LawBook {
    /// How a rule that started at `start` comes to its due instant.
    pub fn explain(&self, rule: &Rule, start: Instant, calendar: &Calendar) -> Explanation {
        let zone = calendar.zone();
        let local = |at| LocalInstant { at, zone };
        let end = due(rule, start, calendar).instant();
        let steps = Walk { calendar, start, end }.steps(rule.limit);
        let status = steps
            .iter()
            .filter(|s| s.projected)
            .map(|s| calendar.year_status(s.date.ymd().0))
            .max();
        Explanation {
            rule: rule.id.clone(),
            binds: rule.binds,
            article: rule.article.clone(),
            source: rule.source.clone(),
            layer: rule.layer,
            status: rule.status,
            in_force: rule.effective.contains(zone.day_of(start)),
            unit: rule.limit.unit().to_owned(),
            n: rule.limit.n(),
            start: local(start),
            due: end.map(local),
            calendar: CalendarUsed {
                id: calendar.id().to_owned(),
                version: calendar.version(),
                status: status.unwrap_or(YearStatus::Published),
            },
            law: self.version(),
            projected: status.is_some(),
            in_window: match rule.limit {
                Limit::Window(window) => Some(calendar.in_window(&window, start)),
                _ => None,
            },
            backstop: self.backstop(rule, start, calendar).map(|(rule, due)| Backstop {
                rule: rule.id.clone(),
                due: due.instant().map(local),
                status: Status::Unconfirmed,
            }),
            steps,
        }
    }
}

/// The naive way to a deadline, day by day. It does not use the index that
/// [`due`] uses; tests hold the two against each other.
struct Walk<'a> {
    calendar: &'a Calendar,
    start: Instant,
    end: Option<Instant>,
}

impl Walk<'_> {
    fn steps(&self, limit: Limit) -> Vec<Step> {
        match limit {
            Limit::Immediately | Limit::Window(_) => Vec::new(),
            Limit::WorkingDays(n) => self.working_days(n, 1),
            Limit::WorkingDaysBefore(n) => self.working_days(n, -1),
            Limit::Days(n, roll) => self.days(n, roll),
            Limit::Months(n, roll) => self.months(n, roll),
            Limit::Hours(_) => self.by_time(|_, day, from, to| clock_day(day, from, to)),
            Limit::WorkingMinutes(_) => self.by_time(Self::office_day),
        }
    }

    fn first_day(&self) -> Day {
        self.calendar.zone().day_of(self.start)
    }

    fn working_days(&self, n: u16, step: i32) -> Vec<Step> {
        let mut day = self.first_day();
        let mut steps = vec![plain(day, Reason::FirstDay)];
        let mut number = 0;
        while number < n {
            day = day.plus_days(step);
            let reason = self.reason(day);
            let counted = self.calendar.is_working(day);
            number += u16::from(counted);
            steps.push(Step {
                counted,
                number: counted.then_some(number),
                ..self.asked(day, reason)
            });
        }
        steps
    }

    fn days(&self, n: u16, roll: Roll) -> Vec<Step> {
        let first = self.first_day();
        let mut steps = vec![plain(first, Reason::FirstDay)];
        steps.extend((1..=n).map(|number| Step {
            counted: true,
            number: Some(number),
            ..plain(first.plus_days(i32::from(number)), Reason::Counted)
        }));
        self.roll_over(&mut steps, roll);
        steps
    }

    fn months(&self, n: u16, roll: Roll) -> Vec<Step> {
        let first = self.first_day();
        let mut steps = vec![plain(first, Reason::FirstDay)];
        steps.extend((1..=n).map(|number| Step {
            counted: true,
            number: Some(number),
            ..plain(months_after(first, number), Reason::Month)
        }));
        self.roll_over(&mut steps, roll);
        steps
    }

    /// Passes days off after the last day, up to the working day it rolls to.
    fn roll_over(&self, steps: &mut Vec<Step>, roll: Roll) {
        let Some(last) = steps.last_mut().filter(|_| roll == Roll::NextWorkingDay) else {
            return;
        };
        *last = Step {
            counted: last.counted,
            number: last.number,
            ..self.asked(last.date, last.reason.clone())
        };
        let mut day = last.date;
        while !self.calendar.is_working(day) {
            day = day.plus_days(1);
            let reason =
                if self.calendar.is_working(day) { Reason::RolledOver } else { self.reason(day) };
            steps.push(self.asked(day, reason));
        }
    }

    fn by_time(&self, day_step: impl Fn(&Self, Day, Instant, Instant) -> Step) -> Vec<Step> {
        let Some(end) = self.end else {
            return Vec::new();
        };
        let zone = self.calendar.zone();
        let (first, last) = (self.first_day(), zone.day_of(end.plus_micros(-1)));
        (0..=last.days_since(first))
            .map(|i| {
                let day = first.plus_days(i);
                let from = zone.start_of(day).max(self.start);
                let to = zone.end_of(day).min(end);
                day_step(self, day, from, to)
            })
            .collect()
    }

    fn office_day(&self, day: Day, from: Instant, to: Instant) -> Step {
        if !self.calendar.is_working(day) {
            return self.asked(day, self.reason(day));
        }
        let micros = self.calendar.office_time_between(from, to);
        let step = self.asked(day, Reason::OfficeHours);
        Step {
            counted: true,
            seconds: Some(micros.div_euclid(1_000_000)),
            unconfirmed: step.unconfirmed || !self.calendar.office_hours().confirmed,
            ..step
        }
    }

    fn reason(&self, day: Day) -> Reason {
        match self.calendar.kind(day) {
            DayKind::Working => Reason::Counted,
            DayKind::SwappedWorking => Reason::SwappedWorkingDay,
            DayKind::Weekend => Reason::Weekend,
            DayKind::Holiday(code) => Reason::Holiday(code.to_owned()),
            DayKind::Compensation(code) => Reason::Compensation(code.to_owned()),
            DayKind::SwappedOff => Reason::SwappedDayOff,
        }
    }

    /// A step for which the calendar was asked, with how sure its answer is.
    fn asked(&self, day: Day, reason: Reason) -> Step {
        Step {
            projected: self.calendar.year_status(day.ymd().0) != YearStatus::Published,
            unconfirmed: self.calendar.is_unconfirmed(day),
            ..plain(day, reason)
        }
    }
}

fn clock_day(day: Day, from: Instant, to: Instant) -> Step {
    Step { counted: true, seconds: Some(to.seconds_since(from)), ..plain(day, Reason::ClockHours) }
}

fn plain(date: Day, reason: Reason) -> Step {
    Step {
        date,
        counted: false,
        number: None,
        seconds: None,
        reason,
        projected: false,
        unconfirmed: false,
    }
}
