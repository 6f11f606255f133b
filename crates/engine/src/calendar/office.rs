//! Office hours: the part of a working day in which working minutes run.

/// Microseconds in one minute.
pub(crate) const MICROS_PER_MINUTE: i64 = 60_000_000;

/// The shifts of one working day, in microseconds since local midnight, in
/// order, not overlapping, none empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OfficeHours {
    shifts: Vec<Shift>,
    total: i64,
    /// False while nobody has confirmed these hours in a source.
    pub confirmed: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Shift {
    from: i64,
    to: i64,
}

impl OfficeHours {
    /// Shifts as minutes since midnight; `None` if empty, out of order or overlapping.
    pub(super) fn new(minutes: &[(i64, i64)], confirmed: bool) -> Option<Self> {
        let mut end = 0;
        let mut shifts = Vec::with_capacity(minutes.len());
        for &(from, to) in minutes {
            if from < end || to <= from || to > 24 * 60 {
                return None;
            }
            end = to;
            shifts.push(Shift { from: from * MICROS_PER_MINUTE, to: to * MICROS_PER_MINUTE });
        }
        let total = shifts.iter().map(|s| s.to - s.from).sum();
        (total > 0).then_some(Self { shifts, total, confirmed })
    }

    /// Working microseconds in one working day.
    pub(crate) const fn total(&self) -> i64 {
        self.total
    }

    /// When the office opens, in microseconds since midnight.
    pub(crate) fn opens(&self) -> i64 {
        self.shifts.first().map_or(0, |s| s.from)
    }

    /// Working microseconds between midnight and a time of day.
    pub(crate) fn worked_until(&self, time_of_day: i64) -> i64 {
        self.shifts.iter().map(|s| (time_of_day - s.from).clamp(0, s.to - s.from)).sum()
    }

    /// The earliest time of day by which `worked` (0 < worked ≤ total) has been
    /// worked: at the seam of two shifts, the end of the first.
    pub(crate) fn time_after(&self, worked: i64) -> i64 {
        let mut left = worked;
        for shift in &self.shifts {
            let length = shift.to - shift.from;
            if left <= length {
                return shift.from + left;
            }
            left -= length;
        }
        self.shifts.last().map_or(0, |s| s.to)
    }

    /// The latest time of day before which no more than `worked`
    /// (0 ≤ worked < total) has been worked: at the seam, the start of the second.
    pub(crate) fn time_with(&self, worked: i64) -> i64 {
        let mut left = worked;
        for shift in &self.shifts {
            let length = shift.to - shift.from;
            if left < length {
                return shift.from + left;
            }
            left -= length;
        }
        self.shifts.last().map_or(0, |s| s.to)
    }
}
