//! What can be wrong with a calendar file.

use crate::time::Day;

/// A calendar file that was not accepted: which file, which row or field, why.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{file}: {place}: {problem}")]
pub struct CalendarError {
    /// The file, as named by whoever loads it.
    pub file: String,
    /// The row or field, e.g. `year 2026, worked 2026-08-22`.
    pub place: String,
    /// Which rule is broken.
    pub problem: CalendarProblem,
}

/// A rule of calendar files that is broken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CalendarProblem {
    /// Not TOML, an unknown field, or a value of the wrong type; the text names
    /// line and field.
    #[error("{0}")]
    Syntax(String),
    /// A calendar id that another file already has.
    #[error("another file already has this id")]
    DuplicateId,
    /// An empty or unusable id or code.
    #[error("must be lower-case letters, digits, `_` or `-`, and not empty")]
    BadCode,
    /// Not a date that exists.
    #[error("`{0}` is not a date (expected YYYY-MM-DD)")]
    BadDate(String),
    /// Not a month and day, solar or lunar.
    #[error("`{0}` is not a month and day (expected MM-DD)")]
    BadMonthDay(String),
    /// Not a time of day.
    #[error("`{0}` is not a time of day (expected HH:MM)")]
    BadTime(String),
    /// Years out of order, outside 1900–2199, or too many for the index.
    #[error("needs first_year ≤ last_year within 1900–2199 and at most 170 years")]
    BadYears,
    /// The offset is not that of an inhabited zone.
    #[error("an offset is between -840 and 840 minutes")]
    BadOffset,
    /// No working day in the week.
    #[error("a week needs at least one working day and names each day once")]
    BadWeek,
    /// Shifts overlap, are out of order or empty.
    #[error("shifts must not be empty or overlap, and must come in order")]
    BadShifts,
    /// A holiday that names neither or both of solar and lunar.
    #[error("name exactly one of `solar` and `lunar`")]
    SolarOrLunar,
    /// A holiday with no days, or too many.
    #[error("`days` is 1 to 15 and `first` -15 to 15")]
    BadLength,
    /// `until_year` before `from_year`.
    #[error("`until_year` is before `from_year`")]
    UntilBeforeFrom,
    /// Two rows for one year.
    #[error("this year has two rows")]
    DuplicateYear,
    /// A year the calendar does not cover.
    #[error("outside first_year–last_year")]
    YearOutside,
    /// A row may be published or provisional; projected years have none.
    #[error("a row is `published` or `provisional`; a projected year has no row")]
    ProjectedRow,
    /// A date in another year's row.
    #[error("the date is not in this year")]
    DateOutsideYear,
    /// A range that ends before it begins.
    #[error("`to` is before `date`")]
    RangeBackwards,
    /// One day listed twice.
    #[error("{0} is listed twice")]
    DuplicateDay(Day),
    /// A day off on a weekly day off: it takes nothing away.
    #[error("{0} is a weekly day off already; list the working day that compensates it")]
    OffOnWeekend(Day),
    /// `for` of a day off must be a holiday lost to a weekly day off.
    #[error("`for` is {0}, which is not a weekly day off: there is nothing to compensate")]
    NothingToCompensate(Day),
    /// A swapped day must be a weekly day off.
    #[error("{0} is not a weekly day off, so it cannot be worked instead of another day")]
    SwapNotWeekend(Day),
    /// A day worked instead of a day that is not off.
    #[error("`for` is {0}, which is not in `off` with code `swap`")]
    SwapForNothing(Day),
    /// A day off by swap with no day worked instead.
    #[error("{0} has code `swap`, but no day in `worked` is for it")]
    SwapNotWorked(Day),
}
