//! Working days, office hours and days off, as data.
//!
//! A [`Calendar`] is an imported file: immutable, and named by the SHA-256 of
//! its bytes. Years with an official plan follow it; others are projected from
//! the statutory holidays and say so ([`YearStatus`]). Adding working days is
//! two loads from a precomputed index, so deadlines cost nanoseconds.

mod error;
mod file;
mod lunar;
mod office;
mod project;
#[cfg(test)]
mod tests;

pub use error::{CalendarError, CalendarProblem};
pub(crate) use file::parse_minutes;
pub(crate) use office::MICROS_PER_MINUTE;
pub use office::OfficeHours;

use crate::{
    time::{Day, Instant, Zone, months_after},
    version::Version,
};
use file::{File, SWAP, worked_weekday};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// How sure the days off of a year are. Ordered from sure to unsure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum YearStatus {
    /// The official plan is out.
    Published,
    /// Entered by hand before the official plan.
    Provisional,
    /// Computed from the statute and the lunar calendar.
    Projected,
}

/// What a day is, and why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DayKind<'a> {
    /// Worked, as every week.
    Working,
    /// A weekly day off that is worked instead of another day.
    SwappedWorking,
    /// A weekly day off.
    Weekend,
    /// Off by holiday; the code names it.
    Holiday(&'a str),
    /// Off because the holiday with this code fell on a weekly day off.
    Compensation(&'a str),
    /// Off because a weekly day off is worked instead.
    SwappedOff,
}

impl DayKind<'_> {
    /// Whether the day counts as a working day.
    pub const fn is_working(self) -> bool {
        matches!(self, Self::Working | Self::SwappedWorking)
    }
}

/// A daily period in which something may not be done, e.g. organise coercion
/// (Law 106/2025 art. 72(5)).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// Start, in minutes since local midnight, inclusive.
    pub from: i64,
    /// End, in minutes since local midnight, exclusive; before `from` if the
    /// period spans midnight.
    pub to: i64,
    /// Whether all of every day off belongs to the window too.
    pub days_off: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Working,
    SwappedWorking,
    Weekend,
    SwappedOff,
    /// Index into `codes`.
    Holiday(u8),
    Compensation(u8),
}

/// One imported calendar. See the module's description.
#[derive(Clone, Debug)]
pub struct Calendar {
    id: String,
    source: String,
    version: Version,
    zone_name: String,
    zone: Zone,
    office: OfficeHours,
    week: [bool; 7],
    first_year: i16,
    years: Vec<(YearStatus, Option<String>)>,
    codes: Vec<String>,
    unconfirmed: BTreeSet<Day>,
    /// The day all offsets below count from.
    first: Day,
    kinds: Box<[Kind]>,
    /// `through[i + 1]`: working days among the days 0..=i; `through[0]` is 0.
    through: Box<[u16]>,
    /// Offset of the n-th working day, from 0.
    nth: Box<[u16]>,
    months: Months,
}

/// Months of the covered years, by number from the first.
#[derive(Clone, Debug)]
struct Months {
    /// Which month each day is in.
    of: Box<[u16]>,
    /// Offset of each month's first day, and of the day after the last.
    first: Box<[u16]>,
}

impl Calendar {
    /// Reads a calendar file. `file` is only its name, for errors.
    ///
    /// # Errors
    /// The first broken rule, with file and row or field.
    pub fn parse(file: &str, text: &str) -> Result<Self, CalendarError> {
        let version = Version::of_bytes(text.as_bytes());
        Ok(Self::build(file::read(file, text)?, version))
    }

    fn build(file: File, version: Version) -> Self {
        let mut codes: Vec<String> = Vec::new();
        let mut special: BTreeMap<Day, Kind> = BTreeMap::new();
        let mut years = Vec::new();
        let mut unconfirmed = BTreeSet::new();
        for year in file.first_year..=file.last_year {
            let projected;
            let off = if let Some(row) = file.years.get(&year) {
                years.push((row.status, Some(row.source.clone())));
                unconfirmed.extend(&row.unconfirmed);
                special.extend(row.worked.iter().map(|&d| (d, Kind::SwappedWorking)));
                &row.off
            } else {
                years.push((YearStatus::Projected, None));
                let weekly_off = |d| !worked_weekday(file.week, d);
                projected = project::days_off(year, &file.holidays, file.offset_hours, weekly_off);
                &projected
            };
            for (&day, off) in off {
                let code = code_index(&mut codes, &off.code);
                let kind = match (off.code.as_str(), off.compensates) {
                    (SWAP, _) => Kind::SwappedOff,
                    (_, Some(_)) => Kind::Compensation(code),
                    (_, None) => Kind::Holiday(code),
                };
                special.insert(day, kind);
            }
        }
        let first = Day::from_ymd(file.first_year, 1, 1).unwrap_or(Day::from_number(0));
        let end = Day::from_ymd(file.last_year + 1, 1, 1).unwrap_or(first);
        let kinds: Box<[Kind]> = (0..end.days_since(first))
            .map(|i| {
                let day = first.plus_days(i);
                special.get(&day).copied().unwrap_or({
                    if worked_weekday(file.week, day) { Kind::Working } else { Kind::Weekend }
                })
            })
            .collect();
        let (through, nth) = index(&kinds);
        let months = months(first, kinds.len());
        Self {
            id: file.id,
            source: file.source,
            version,
            zone_name: file.zone_name,
            zone: file.zone,
            office: file.office,
            week: file.week,
            first_year: file.first_year,
            years,
            codes,
            unconfirmed,
            first,
            kinds,
            through,
            nth,
            months,
        }
    }

    /// The name rules use, e.g. `vn`.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Where the days come from, for people.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// The hash of the imported bytes.
    pub const fn version(&self) -> Version {
        self.version
    }

    /// The IANA name of the zone, for people.
    pub fn zone_name(&self) -> &str {
        &self.zone_name
    }

    /// The zone in which days begin and end.
    pub const fn zone(&self) -> Zone {
        self.zone
    }

    /// When working minutes run.
    pub const fn office_hours(&self) -> &OfficeHours {
        &self.office
    }

    /// First and last year covered.
    pub fn years(&self) -> (i16, i16) {
        let n = i16::try_from(self.years.len()).unwrap_or(i16::MAX);
        (self.first_year, self.first_year.saturating_add(n - 1))
    }

    /// How sure the days off of a year are; projected outside the covered years.
    pub fn year_status(&self, year: i16) -> YearStatus {
        usize::try_from(i32::from(year) - i32::from(self.first_year))
            .ok()
            .and_then(|i| self.years.get(i))
            .map_or(YearStatus::Projected, |(status, _)| *status)
    }

    /// Where a year's plan comes from; `None` for a projected year.
    pub fn year_source(&self, year: i16) -> Option<&str> {
        usize::try_from(i32::from(year) - i32::from(self.first_year))
            .ok()
            .and_then(|i| self.years.get(i))
            .and_then(|(_, source)| source.as_deref())
    }

    /// What a day is. Outside the covered years only the working week is known.
    pub fn kind(&self, day: Day) -> DayKind<'_> {
        let code = |i: u8| self.codes.get(usize::from(i)).map_or("", String::as_str);
        match self.offset(day).and_then(|i| self.kinds.get(i)) {
            Some(Kind::SwappedWorking) => DayKind::SwappedWorking,
            Some(Kind::SwappedOff) => DayKind::SwappedOff,
            Some(&Kind::Holiday(i)) => DayKind::Holiday(code(i)),
            Some(&Kind::Compensation(i)) => DayKind::Compensation(code(i)),
            Some(Kind::Working | Kind::Weekend) | None => {
                if worked_weekday(self.week, day) {
                    DayKind::Working
                } else {
                    DayKind::Weekend
                }
            }
        }
    }

    /// Whether a day's kind rests on a swap that nobody has confirmed.
    pub fn is_unconfirmed(&self, day: Day) -> bool {
        self.unconfirmed.contains(&day)
    }

    /// Whether a day is a working day.
    pub fn is_working(&self, day: Day) -> bool {
        // The index knows without asking why.
        let known = self.offset(day).and_then(|i| self.through.get(i..i + 2));
        match known {
            Some([before, through]) => before < through,
            _ => self.kind(day).is_working(),
        }
    }

    /// The same day of the month `n` months later, or that month's last day
    /// (Civil Code 2015 art. 148(4)).
    pub fn add_months(&self, day: Day, n: u16) -> Day {
        self.months_by_index(day, n).unwrap_or_else(|| months_after(day, n))
    }

    fn months_by_index(&self, day: Day, n: u16) -> Option<Day> {
        let offset = self.offset(day)?;
        let month = usize::from(*self.months.of.get(offset)?);
        let begins = usize::from(*self.months.first.get(month)?);
        let to = month + usize::from(n);
        let (first, next) = (*self.months.first.get(to)?, *self.months.first.get(to + 1)?);
        let same = usize::from(first) + (offset - begins);
        let last = usize::from(next) - 1;
        Some(self.at(u16::try_from(same.min(last)).ok()?))
    }

    /// The n-th working day after `day`, which itself is not counted
    /// (Civil Code 2015 art. 147(2)). `n` = 0 gives `day`.
    pub fn add_working_days(&self, day: Day, n: u16) -> Day {
        if n == 0 {
            return day;
        }
        self.offset(day)
            .and_then(|i| self.through.get(i + 1))
            .and_then(|&through| self.nth.get(usize::from(through) + usize::from(n) - 1))
            .map_or_else(|| self.walk(day, n, 1), |&i| self.at(i))
    }

    /// The n-th working day before `day`, which itself is not counted.
    /// `n` = 0 gives `day`.
    pub fn sub_working_days(&self, day: Day, n: u16) -> Day {
        if n == 0 {
            return day;
        }
        self.offset(day)
            .and_then(|i| self.through.get(i))
            .and_then(|&before| usize::from(before).checked_sub(usize::from(n)))
            .and_then(|rank| self.nth.get(rank))
            .map_or_else(|| self.walk(day, n, -1), |&i| self.at(i))
    }

    /// `day` if it is a working day, else the next working day
    /// (Civil Code 2015 art. 148(5)).
    pub fn working_day_from(&self, day: Day) -> Day {
        self.offset(day)
            .and_then(|i| self.through.get(i))
            .and_then(|&before| self.nth.get(usize::from(before)))
            .map_or_else(|| self.walk(day.plus_days(-1), 1, 1), |&i| self.at(i))
    }

    /// The instant by which `micros` of office time have run since `start`:
    /// at the end of a shift, that end. `micros` ≤ 0 gives `start`.
    pub fn add_office_time(&self, start: Instant, micros: i64) -> Instant {
        if micros <= 0 {
            return start;
        }
        let (day, time_of_day) = self.zone.day_and_micros(start);
        let (done, left_today) = if self.is_working(day) {
            let done = self.office.worked_until(time_of_day);
            (done, self.office.total() - done)
        } else {
            (0, 0)
        };
        if micros <= left_today {
            return self.time_on(day, self.office.time_after(done + micros));
        }
        let (whole, rest) = self.split(micros - left_today);
        let day = self.add_working_days(day, whole.saturating_add(1));
        self.time_on(day, self.office.time_after(rest))
    }

    /// The latest instant from which `micros` of office time run until `end`:
    /// at the start of a shift, that start. `micros` ≤ 0 gives `end`.
    pub fn sub_office_time(&self, end: Instant, micros: i64) -> Instant {
        if micros <= 0 {
            return end;
        }
        let day = self.zone.day_of(end);
        let done = self.office_worked(end);
        if micros <= done {
            return self.time_on(day, self.office.time_with(done - micros));
        }
        let (whole, rest) = self.split(micros - done);
        let day = self.sub_working_days(day, whole.saturating_add(1));
        self.time_on(day, self.office.time_with(self.office.total() - rest))
    }

    /// Office time between two instants in microseconds; 0 if `to` is not later.
    pub fn office_time_between(&self, from: Instant, to: Instant) -> i64 {
        if to <= from {
            return 0;
        }
        let (first, last) = (self.zone.day_of(from), self.zone.day_of(to));
        let days = self.working_days_in(first, last) * self.office.total();
        days + self.office_worked(to) - self.office_worked(from)
    }

    /// Working days from `first` to before `end`.
    fn working_days_in(&self, first: Day, end: Day) -> i64 {
        let before = |day| self.offset(day).and_then(|i| self.through.get(i)).copied();
        if let (Some(first), Some(end)) = (before(first), before(end)) {
            return i64::from(end) - i64::from(first);
        }
        let days = (0..end.days_since(first)).map(|i| first.plus_days(i));
        days.fold(0, |n, day| n + i64::from(self.is_working(day)))
    }

    /// When the office opens on a day; on a day off, when it would.
    pub fn opening(&self, day: Day) -> Instant {
        self.time_on(day, self.office.opens())
    }

    /// Whether an instant lies in a window.
    pub fn in_window(&self, window: &Window, at: Instant) -> bool {
        let minute = self.zone.second_of_day(at).div_euclid(60);
        let daily = if window.from <= window.to {
            (window.from..window.to).contains(&minute)
        } else {
            minute >= window.from || minute < window.to
        };
        daily || window.days_off && !self.is_working(self.zone.day_of(at))
    }

    /// Office time worked on the instant's own day before it.
    fn office_worked(&self, at: Instant) -> i64 {
        if self.is_working(self.zone.day_of(at)) {
            self.office.worked_until(self.zone.micros_of_day(at))
        } else {
            0
        }
    }

    /// Whole working days and a rest of 1..=total for a positive length.
    fn split(&self, micros: i64) -> (u16, i64) {
        // Most limits are shorter than a day, and a division is dear.
        if micros <= self.office.total() {
            return (0, micros);
        }
        let whole = (micros - 1).div_euclid(self.office.total());
        let rest = micros - whole * self.office.total();
        (u16::try_from(whole).unwrap_or(u16::MAX), rest)
    }

    fn time_on(&self, day: Day, micros_of_day: i64) -> Instant {
        self.zone.start_of(day).plus_micros(micros_of_day)
    }

    fn offset(&self, day: Day) -> Option<usize> {
        let offset = usize::try_from(day.days_since(self.first)).ok()?;
        (offset < self.kinds.len()).then_some(offset)
    }

    fn at(&self, offset: u16) -> Day {
        self.first.plus_days(i32::from(offset))
    }

    /// The slow way, for days that leave the covered years.
    #[cold]
    fn walk(&self, from: Day, n: u16, step: i32) -> Day {
        let mut day = from;
        for _ in 0..n {
            day = day.plus_days(step);
            while !self.is_working(day) {
                day = day.plus_days(step);
            }
        }
        day
    }
}

fn code_index(codes: &mut Vec<String>, code: &str) -> u8 {
    let at = codes.iter().position(|c| c == code).unwrap_or_else(|| {
        codes.push(code.to_owned());
        codes.len() - 1
    });
    u8::try_from(at).unwrap_or(u8::MAX)
}

/// The index both ways: day → how many working days, and back. A file covers at
/// most 170 years, so offsets fit in 16 bits and the index in the cache.
fn index(kinds: &[Kind]) -> (Box<[u16]>, Box<[u16]>) {
    let mut through = Vec::with_capacity(kinds.len() + 1);
    let mut nth = Vec::with_capacity(kinds.len());
    through.push(0);
    for (offset, kind) in (0u16..).zip(kinds) {
        if matches!(kind, Kind::Working | Kind::SwappedWorking) {
            nth.push(offset);
        }
        through.push(u16::try_from(nth.len()).unwrap_or(u16::MAX));
    }
    (through.into(), nth.into())
}

fn months(first: Day, days: usize) -> Months {
    let mut of = Vec::with_capacity(days);
    let mut starts: Vec<u16> = Vec::new();
    for offset in (0u16..).take(days) {
        if first.plus_days(i32::from(offset)).ymd().2 == 1 {
            starts.push(offset);
        }
        of.push(u16::try_from(starts.len().saturating_sub(1)).unwrap_or(u16::MAX));
    }
    starts.push(u16::try_from(days).unwrap_or(u16::MAX));
    Months { of: of.into(), first: starts.into() }
}

/// All imported calendars, found by the id rules name.
#[derive(Clone, Debug, Default)]
pub struct Calendars {
    by_id: BTreeMap<String, Calendar>,
}

impl Calendars {
    /// Reads files as (name, text).
    ///
    /// # Errors
    /// Every file that was not accepted, with the first rule it breaks.
    pub fn parse(files: &[(&str, &str)]) -> Result<Self, Vec<CalendarError>> {
        let mut by_id = BTreeMap::new();
        let mut errors = Vec::new();
        for (name, text) in files {
            match Calendar::parse(name, text) {
                Ok(calendar) if by_id.contains_key(calendar.id()) => errors.push(CalendarError {
                    file: (*name).to_owned(),
                    place: "id".to_owned(),
                    problem: CalendarProblem::DuplicateId,
                }),
                Ok(calendar) => {
                    by_id.insert(calendar.id.clone(), calendar);
                }
                Err(error) => errors.push(error),
            }
        }
        if errors.is_empty() { Ok(Self { by_id }) } else { Err(errors) }
    }

    /// The calendar with an id.
    pub fn get(&self, id: &str) -> Option<&Calendar> {
        self.by_id.get(id)
    }

    /// All calendars, by id.
    pub fn iter(&self) -> impl Iterator<Item = &Calendar> {
        self.by_id.values()
    }
}
