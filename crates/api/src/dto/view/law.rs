//! The law and the calendars in force.

use super::shown::{
    BoundWord, DayShown, Described, InfoWord, LayerWord, RequesterWord, Shown, StartWord,
    StatusWord, SubjectWord, YearStatusWord,
};
use engine::calendar::{Calendar, DayKind};
use engine::law::{Explanation, Rule, Scope};
use engine::time::Day;
use serde::Serialize;
use utoipa::ToSchema;

/// A rule of the law in force.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Rule)]
pub(crate) struct RuleView {
    id: String,
    /// Whom it binds.
    binds: BoundWord,
    /// What it applies to: any of these.
    on: Vec<ScopeView>,
    /// What starts it.
    starts: StartWord,
    /// The unit of the limit.
    unit: &'static str,
    /// How many of the unit, where the unit has a number.
    n: Option<u16>,
    /// The article; null for service targets.
    article: Option<String>,
    /// The law it stands in.
    source: String,
    layer: LayerWord,
    /// How well its text is known.
    status: StatusWord,
    /// The calendar it counts by.
    calendar: String,
    /// First day it is in force.
    effective_from: DayShown,
    /// Last day; null while it has no end.
    effective_until: Option<DayShown>,
    /// The immediate rules it gives a number to.
    quantifies: Vec<String>,
    /// The rules that took its place.
    successors: Vec<String>,
}

/// One alternative of what a rule applies to. An empty list means "any".
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = RuleScope)]
struct ScopeView {
    subject: SubjectWord,
    info: Vec<InfoWord>,
    requester: Vec<RequesterWord>,
}

impl From<&Rule> for RuleView {
    fn from(rule: &Rule) -> Self {
        let texts = |ids: &[engine::law::RuleId]| ids.iter().map(ToString::to_string).collect();
        Self {
            id: rule.id.to_string(),
            binds: Shown(rule.binds),
            on: rule.on.iter().map(Into::into).collect(),
            starts: Shown(rule.starts),
            unit: rule.limit.unit(),
            n: rule.limit.n(),
            article: rule.article.clone(),
            source: rule.source.clone(),
            layer: Shown(rule.layer),
            status: Shown(rule.status),
            calendar: rule.calendar.clone(),
            effective_from: Shown(rule.effective.from),
            effective_until: rule.effective.until.map(Shown),
            quantifies: texts(&rule.quantifies),
            successors: texts(&rule.successors),
        }
    }
}

impl From<&Scope> for ScopeView {
    fn from(scope: &Scope) -> Self {
        Self {
            subject: Shown(scope.subject),
            info: scope.info.iter().copied().map(Shown).collect(),
            requester: scope.requester.iter().copied().map(Shown).collect(),
        }
    }
}

/// A calendar.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Calendar)]
pub(crate) struct CalendarView {
    id: String,
    /// Where the days come from.
    source: String,
    /// SHA-256 of what was imported.
    #[schema(pattern = "^[0-9a-f]{64}$")]
    version: String,
    /// Number of the set of calendars in force.
    number: i32,
    /// IANA name of the zone.
    zone: String,
    first_year: i16,
    last_year: i16,
}

impl CalendarView {
    pub(crate) fn new(calendar: &Calendar, number: i32) -> Self {
        let (first_year, last_year) = calendar.years();
        Self {
            id: calendar.id().to_owned(),
            source: calendar.source().to_owned(),
            version: calendar.version().to_string(),
            number,
            zone: calendar.zone_name().to_owned(),
            first_year,
            last_year,
        }
    }
}

/// One year of a calendar: every day that is not as every week.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CalendarYear)]
pub(crate) struct YearView {
    calendar: String,
    /// SHA-256 of what was imported.
    #[schema(pattern = "^[0-9a-f]{64}$")]
    version: String,
    year: i16,
    /// How sure its days off are.
    status: YearStatusWord,
    /// Whether they were computed, no official plan being out.
    projected: bool,
    /// Where the plan comes from; null for a projected year.
    source: Option<String>,
    /// Weekdays off every week: 1 is Monday, 7 is Sunday.
    weekly_off: Vec<u8>,
    /// Days off beside those.
    days_off: Vec<DayOffView>,
    /// Weekly days off that are worked instead of another day.
    worked: Vec<WorkedView>,
}

/// A day off.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = DayOff)]
struct DayOffView {
    day: DayShown,
    /// Why: `holiday`, `compensation` or `swapped`.
    kind: DayOffWord,
    /// The holiday's code; null for a swapped day.
    holiday: Option<String>,
    /// Nobody has confirmed it in a source.
    unconfirmed: bool,
}

/// Why a day is off.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = DayOffKind)]
enum DayOffWord {
    /// A holiday.
    Holiday,
    /// It compensates a holiday that fell on a weekly day off.
    Compensation,
    /// A weekly day off is worked instead.
    Swapped,
}

/// A weekly day off that is worked.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = WorkedDay)]
struct WorkedView {
    day: DayShown,
    /// Nobody has confirmed it in a source.
    unconfirmed: bool,
}

impl YearView {
    /// None for a year the calendar does not cover.
    pub(crate) fn new(calendar: &Calendar, year: i16) -> Option<Self> {
        let (first, last) = calendar.years();
        if !(first..=last).contains(&year) {
            return None;
        }
        let days = Days::of(calendar, year)?;
        Some(Self {
            calendar: calendar.id().to_owned(),
            version: calendar.version().to_string(),
            year,
            status: Shown(calendar.year_status(year)),
            projected: calendar.year_status(year) == engine::calendar::YearStatus::Projected,
            source: calendar.year_source(year).map(ToOwned::to_owned),
            weekly_off: days.weekly_off,
            days_off: days.off,
            worked: days.worked,
        })
    }
}

/// What a walk over a year finds.
#[derive(Default)]
struct Days {
    weekly_off: Vec<u8>,
    off: Vec<DayOffView>,
    worked: Vec<WorkedView>,
}

impl Days {
    fn of(calendar: &Calendar, year: i16) -> Option<Self> {
        let (mut day, end) = (Day::from_ymd(year, 1, 1)?, Day::from_ymd(year, 12, 31)?);
        let mut found = Self::default();
        while day <= end {
            found.note(calendar, day);
            day = day.plus_days(1);
        }
        found.weekly_off.sort_unstable();
        found.weekly_off.dedup();
        Some(found)
    }

    fn note(&mut self, calendar: &Calendar, day: Day) {
        let unconfirmed = calendar.is_unconfirmed(day);
        let off = |kind, holiday: Option<&str>| DayOffView {
            day: Shown(day),
            kind,
            holiday: holiday.map(ToOwned::to_owned),
            unconfirmed,
        };
        match calendar.kind(day) {
            DayKind::Working => {}
            DayKind::Weekend => self.weekly_off.push(day.weekday()),
            DayKind::SwappedWorking => {
                self.worked.push(WorkedView { day: Shown(day), unconfirmed });
            }
            DayKind::Holiday(code) => self.off.push(off(DayOffWord::Holiday, Some(code))),
            DayKind::Compensation(code) => {
                self.off.push(off(DayOffWord::Compensation, Some(code)));
            }
            DayKind::SwappedOff => self.off.push(off(DayOffWord::Swapped, None)),
        }
    }
}

/// How a rule comes to a due instant.
pub(crate) type ExplanationShown = Shown<Explanation>;

impl Described for Explanation {
    type Body = ExplanationView;
}

/// A deadline and how it was reached: all that somebody else needs to compute it
/// again.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes what the engine serialises")]
#[schema(as = Explanation)]
pub(crate) struct ExplanationView {
    rule: String,
    binds: BoundWord,
    /// Null for service targets.
    article: Option<String>,
    source: String,
    layer: LayerWord,
    status: StatusWord,
    /// Whether the rule is in force on the date of the start event.
    in_force: bool,
    /// The unit of the limit, as in rule files.
    unit: String,
    n: Option<u16>,
    #[schema(format = DateTime)]
    start: String,
    /// The exclusive end; null for "immediately" and for windows.
    #[schema(format = DateTime)]
    due: Option<String>,
    calendar: CalendarUsedView,
    /// Version of the law book.
    #[schema(pattern = "^[0-9a-f]{64}$")]
    law: String,
    /// Whether it rests on days of a year without an official plan.
    projected: bool,
    /// For a window: whether the start lies inside it.
    in_window: Option<bool>,
    /// For "immediately": when it is late on any reading.
    backstop: Option<BackstopView>,
    /// Each day, in the order of counting.
    steps: Vec<StepView>,
}

/// The calendar a deadline was computed with.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes what the engine serialises")]
#[schema(as = CalendarUsed)]
struct CalendarUsedView {
    id: String,
    #[schema(pattern = "^[0-9a-f]{64}$")]
    version: String,
    /// The least sure year that mattered.
    status: YearStatusWord,
}

/// When an "immediately" is late on any reading.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes what the engine serialises")]
#[schema(as = Backstop)]
struct BackstopView {
    rule: String,
    #[schema(format = DateTime)]
    due: Option<String>,
    status: StatusWord,
}

/// One day of the computation.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes what the engine serialises")]
#[schema(as = Step)]
struct StepView {
    date: DayShown,
    counted: bool,
    number: Option<u16>,
    seconds: Option<i64>,
    /// Why it counts or does not: `counted`, `weekend`, `holiday:tet`…
    reason: String,
    projected: bool,
    unconfirmed: bool,
}
