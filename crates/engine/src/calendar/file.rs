//! A calendar file: TOML text in, checked values out.

use super::{
    YearStatus,
    error::{CalendarError, CalendarProblem as Problem},
    office::OfficeHours,
    project::{Off, YearlyDate},
};
use crate::time::{Day, Zone};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};

/// Code of a day off that is paid for with a worked weekend day.
pub(super) const SWAP: &str = "swap";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawCalendar {
    id: String,
    source: String,
    zone: RawZone,
    first_year: i16,
    last_year: i16,
    working_week: Vec<Weekday>,
    office_hours: RawOffice,
    #[serde(default)]
    holiday: Vec<RawHoliday>,
    #[serde(default)]
    year: Vec<RawYear>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawZone {
    name: String,
    offset_minutes: i32,
}

#[derive(Clone, Copy, Deserialize, PartialEq, Eq, PartialOrd, Ord)]
#[serde(rename_all = "snake_case")]
enum Weekday {
    Mon = 1,
    Tue,
    Wed,
    Thu,
    Fri,
    Sat,
    Sun,
}

impl Weekday {
    const ALL: [Self; 7] =
        [Self::Mon, Self::Tue, Self::Wed, Self::Thu, Self::Fri, Self::Sat, Self::Sun];
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawOffice {
    status: Confirmation,
    #[serde(rename = "source")]
    _source: String,
    shifts: Vec<RawShift>,
}

#[derive(Clone, Copy, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
enum Confirmation {
    Read,
    Unconfirmed,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawShift {
    from: String,
    to: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawHoliday {
    code: String,
    solar: Option<String>,
    lunar: Option<String>,
    #[serde(default)]
    first: i32,
    #[serde(default = "one")]
    days: i32,
    from_year: Option<i16>,
    until_year: Option<i16>,
    #[serde(rename = "source")]
    _source: Option<String>,
}

const fn one() -> i32 {
    1
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawYear {
    year: i16,
    status: YearStatus,
    source: String,
    #[serde(default)]
    off: Vec<RawOff>,
    #[serde(default)]
    worked: Vec<RawWorked>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawOff {
    date: String,
    to: Option<String>,
    code: String,
    #[serde(rename = "for")]
    compensates: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawWorked {
    date: String,
    #[serde(rename = "for")]
    instead_of: String,
    status: Confirmation,
}

/// A checked calendar file.
pub(super) struct File {
    pub(super) id: String,
    pub(super) source: String,
    pub(super) zone_name: String,
    pub(super) zone: Zone,
    pub(super) offset_hours: i32,
    pub(super) first_year: i16,
    pub(super) last_year: i16,
    /// Monday first: whether the weekday is worked.
    pub(super) week: [bool; 7],
    pub(super) office: OfficeHours,
    pub(super) holidays: Vec<Holiday>,
    pub(super) years: BTreeMap<i16, Year>,
}

/// A statutory holiday.
pub(super) struct Holiday {
    pub(super) code: String,
    pub(super) date: YearlyDate,
    pub(super) first: i32,
    pub(super) days: i32,
    from_year: i16,
    until_year: i16,
}

impl Holiday {
    /// Whether the holiday exists in a year.
    pub(super) const fn covers(&self, year: i16) -> bool {
        self.from_year <= year && year <= self.until_year
    }
}

/// An official (or expected) plan of one year.
pub(super) struct Year {
    pub(super) status: YearStatus,
    pub(super) source: String,
    pub(super) off: BTreeMap<Day, Off>,
    pub(super) worked: BTreeSet<Day>,
    /// Both days of swaps nobody has confirmed in a source.
    pub(super) unconfirmed: BTreeSet<Day>,
}

/// Which file is being read; makes errors that name it.
#[derive(Clone, Copy)]
struct Reader<'a> {
    file: &'a str,
}

/// Reads and checks a file; the first broken rule is the error.
pub(super) fn read(file: &str, text: &str) -> Result<File, CalendarError> {
    let reader = Reader { file };
    let raw: RawCalendar = toml::from_str(text)
        .map_err(|e| reader.error("text", Problem::Syntax(e.to_string().trim_end().to_owned())))?;
    reader.code("id", &raw.id)?;
    if !(1900..=2199).contains(&raw.first_year)
        || !(1900..=2199).contains(&raw.last_year)
        || !(0..170).contains(&(raw.last_year - raw.first_year))
    {
        return Err(reader.error("first_year, last_year", Problem::BadYears));
    }
    if raw.zone.offset_minutes.abs() > 14 * 60 {
        return Err(reader.error("zone.offset_minutes", Problem::BadOffset));
    }
    let week = reader.week(&raw.working_week)?;
    let office = reader.office(&raw.office_hours)?;
    let holidays = raw
        .holiday
        .iter()
        .enumerate()
        .map(|(i, h)| reader.holiday(i, h))
        .collect::<Result<Vec<_>, _>>()?;
    let mut years = BTreeMap::new();
    for row in &raw.year {
        let place = format!("year {}", row.year);
        if row.year < raw.first_year || row.year > raw.last_year {
            return Err(reader.error(&place, Problem::YearOutside));
        }
        if years.insert(row.year, reader.year(row, week)?).is_some() {
            return Err(reader.error(&place, Problem::DuplicateYear));
        }
    }
    Ok(File {
        id: raw.id,
        source: raw.source,
        zone_name: raw.zone.name,
        zone: Zone::from_offset_minutes(raw.zone.offset_minutes),
        offset_hours: raw.zone.offset_minutes.div_euclid(60),
        first_year: raw.first_year,
        last_year: raw.last_year,
        week,
        office,
        holidays,
        years,
    })
}

/// Whether the weekday of `day` is worked.
pub(super) fn worked_weekday(week: [bool; 7], day: Day) -> bool {
    week.get(usize::from(day.weekday()).saturating_sub(1)).copied().unwrap_or(false)
}

impl Reader<'_> {
    fn error(self, place: &str, problem: Problem) -> CalendarError {
        CalendarError { file: self.file.to_owned(), place: place.to_owned(), problem }
    }

    fn code(self, place: &str, code: &str) -> Result<(), CalendarError> {
        let good = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_' || c == '-';
        if code.is_empty() || !code.chars().all(good) {
            return Err(self.error(place, Problem::BadCode));
        }
        Ok(())
    }

    fn date(self, place: &str, text: &str) -> Result<Day, CalendarError> {
        text.parse().map_err(|_| self.error(place, Problem::BadDate(text.to_owned())))
    }

    fn week(self, named: &[Weekday]) -> Result<[bool; 7], CalendarError> {
        let distinct: BTreeSet<_> = named.iter().collect();
        if named.is_empty() || distinct.len() != named.len() {
            return Err(self.error("working_week", Problem::BadWeek));
        }
        Ok(Weekday::ALL.map(|day| named.contains(&day)))
    }

    fn office(self, raw: &RawOffice) -> Result<OfficeHours, CalendarError> {
        let place = "office_hours.shifts";
        let shifts = raw
            .shifts
            .iter()
            .map(|s| {
                let minutes = |text: &str| {
                    parse_minutes(text)
                        .ok_or_else(|| self.error(place, Problem::BadTime(text.to_owned())))
                };
                Ok((minutes(&s.from)?, minutes(&s.to)?))
            })
            .collect::<Result<Vec<_>, CalendarError>>()?;
        OfficeHours::new(&shifts, raw.status == Confirmation::Read)
            .ok_or_else(|| self.error(place, Problem::BadShifts))
    }

    fn holiday(self, index: usize, raw: &RawHoliday) -> Result<Holiday, CalendarError> {
        let place = format!("holiday #{} `{}`", index + 1, raw.code);
        self.code(&place, &raw.code)?;
        let bad_date = |text: &str| self.error(&place, Problem::BadMonthDay(text.to_owned()));
        let date = match (&raw.solar, &raw.lunar) {
            (Some(text), None) => parse_month_day(text)
                .and_then(|(month, day)| {
                    // A leap year admits 29 February.
                    Day::from_ymd(2024, month, day)?;
                    Some(YearlyDate::Solar { month, day })
                })
                .ok_or_else(|| bad_date(text))?,
            (None, Some(text)) => parse_month_day(text)
                .and_then(|(month, day)| {
                    let (month, day) = (u8::try_from(month).ok()?, u8::try_from(day).ok()?);
                    let exists = (1..=12).contains(&month) && (1..=30).contains(&day);
                    exists.then_some(YearlyDate::Lunar { month, day })
                })
                .ok_or_else(|| bad_date(text))?,
            _ => return Err(self.error(&place, Problem::SolarOrLunar)),
        };
        if !(1..=15).contains(&raw.days) || raw.first.abs() > 15 {
            return Err(self.error(&place, Problem::BadLength));
        }
        let (from_year, until_year) =
            (raw.from_year.unwrap_or(i16::MIN), raw.until_year.unwrap_or(i16::MAX));
        if until_year < from_year {
            return Err(self.error(&place, Problem::UntilBeforeFrom));
        }
        Ok(Holiday {
            code: raw.code.clone(),
            date,
            first: raw.first,
            days: raw.days,
            from_year,
            until_year,
        })
    }

    fn year(self, raw: &RawYear, week: [bool; 7]) -> Result<Year, CalendarError> {
        if raw.status == YearStatus::Projected {
            let place = format!("year {}, status", raw.year);
            return Err(self.error(&place, Problem::ProjectedRow));
        }
        let mut off = BTreeMap::new();
        for entry in &raw.off {
            self.days_off(raw.year, entry, week, &mut off)?;
        }
        let mut worked = BTreeSet::new();
        let mut paid = BTreeSet::new();
        let mut unconfirmed = BTreeSet::new();
        for entry in &raw.worked {
            let place = format!("year {}, worked {}", raw.year, entry.date);
            let day = self.date_in(raw.year, &place, &entry.date)?;
            let instead_of = self.date_in(raw.year, &place, &entry.instead_of)?;
            if worked_weekday(week, day) {
                return Err(self.error(&place, Problem::SwapNotWeekend(day)));
            }
            if off.get(&instead_of).is_none_or(|o: &Off| o.code != SWAP) {
                return Err(self.error(&place, Problem::SwapForNothing(instead_of)));
            }
            paid.insert(instead_of);
            if entry.status == Confirmation::Unconfirmed {
                unconfirmed.extend([day, instead_of]);
            }
            if !worked.insert(day) {
                return Err(self.error(&place, Problem::DuplicateDay(day)));
            }
        }
        let unpaid = off.iter().find(|(d, o)| o.code == SWAP && !paid.contains(d));
        if let Some((&day, _)) = unpaid {
            let place = format!("year {}, off {day}", raw.year);
            return Err(self.error(&place, Problem::SwapNotWorked(day)));
        }
        Ok(Year { status: raw.status, source: raw.source.clone(), off, worked, unconfirmed })
    }

    fn days_off(
        self,
        year: i16,
        entry: &RawOff,
        week: [bool; 7],
        off: &mut BTreeMap<Day, Off>,
    ) -> Result<(), CalendarError> {
        let place = format!("year {year}, off {}", entry.date);
        self.code(&place, &entry.code)?;
        let first = self.date_in(year, &place, &entry.date)?;
        let last = match &entry.to {
            Some(text) => self.date_in(year, &place, text)?,
            None => first,
        };
        if last < first {
            return Err(self.error(&place, Problem::RangeBackwards));
        }
        let compensates = match &entry.compensates {
            Some(text) => Some(self.date(&place, text)?),
            None => None,
        };
        if let Some(lost) = compensates.filter(|&d| worked_weekday(week, d)) {
            return Err(self.error(&place, Problem::NothingToCompensate(lost)));
        }
        for i in 0..=last.days_since(first) {
            let day = first.plus_days(i);
            if !worked_weekday(week, day) {
                return Err(self.error(&place, Problem::OffOnWeekend(day)));
            }
            let code = entry.code.clone();
            if off.insert(day, Off { code, compensates }).is_some() {
                return Err(self.error(&place, Problem::DuplicateDay(day)));
            }
        }
        Ok(())
    }

    fn date_in(self, year: i16, place: &str, text: &str) -> Result<Day, CalendarError> {
        let day = self.date(place, text)?;
        if day.ymd().0 != year {
            return Err(self.error(place, Problem::DateOutsideYear));
        }
        Ok(day)
    }
}

/// `HH:MM` (00:00–24:00) as minutes since midnight.
pub(crate) fn parse_minutes(text: &str) -> Option<i64> {
    let (hours, minutes) = text.split_once(':')?;
    let (hours, minutes) = (two_digits(hours)?, two_digits(minutes)?);
    let total = i64::from(hours) * 60 + i64::from(minutes);
    (minutes < 60 && total <= 24 * 60).then_some(total)
}

fn parse_month_day(text: &str) -> Option<(i8, i8)> {
    let (month, day) = text.split_once('-')?;
    Some((two_digits(month)?, two_digits(day)?))
}

fn two_digits(text: &str) -> Option<i8> {
    let plain = text.len() == 2 && text.bytes().all(|b| b.is_ascii_digit());
    plain.then(|| text.parse().ok()).flatten()
}
