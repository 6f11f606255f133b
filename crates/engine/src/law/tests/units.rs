//! Each unit, and due instants against a walk written another way.

use super::*;
use crate::law::due::due_of;
use proptest::prelude::*;

fn end(limit: Limit, start: &str) -> String {
    shown(due_of(limit, at(start), vn()))
}

#[test]
fn each_unit_ends_where_the_code_says() {
    let roll = Roll::NextWorkingDay;
    for (limit, start, due) in [
        (Limit::Immediately, "2026-11-20T09:00", "none"),
        (Limit::Hours(24), "2026-02-16T23:59:59", "2026-02-17T23:59:59"),
        (Limit::Days(1, Roll::None), "2026-11-20T09:00", "2026-11-22T00:00:00"),
        (Limit::Days(1, roll), "2026-11-20T09:00", "2026-11-24T00:00:00"),
        (Limit::Days(3, roll), "2026-11-20T00:00", "2026-11-24T00:00:00"),
        (Limit::WorkingDays(1), "2026-11-20T09:00", "2026-11-24T00:00:00"),
        (Limit::WorkingDaysBefore(1), "2026-11-23T09:00", "2026-11-21T00:00:00"),
        (Limit::Months(1, Roll::None), "2026-01-31T09:00", "2026-03-01T00:00:00"),
        (Limit::Months(1, Roll::None), "2028-01-31T09:00", "2028-03-01T00:00:00"),
        (Limit::Months(12, Roll::None), "2028-02-29T09:00", "2029-03-01T00:00:00"),
        (Limit::Months(1, Roll::None), "2026-12-15T09:00", "2027-01-16T00:00:00"),
        (Limit::Months(6, roll), "2026-08-30T09:00", "2027-03-02T00:00:00"),
        (Limit::WorkingMinutes(120), "2026-11-19T16:30", "2026-11-20T09:30:00"),
    ] {
        assert_eq!(end(limit, start), due, "{limit:?} from {start}");
    }
}

/// Deadlines the slow way: civil arithmetic and single steps, no index.
fn naive_end(limit: Limit, start: Instant) -> Option<Instant> {
    use jiff::ToSpan;
    let calendar = vn();
    let first = calendar.zone().local(start).date();
    let working = |d: jiff::civil::Date| calendar.is_working(Day::from(d));
    let next = |d: jiff::civil::Date| d.checked_add(1.day()).unwrap();
    let rolled = |mut d: jiff::civil::Date, roll: Roll| {
        while roll == Roll::NextWorkingDay && !working(d) {
            d = next(d);
        }
        d
    };
    let last = match limit {
        Limit::Hours(n) => return Some(start.plus_seconds(i64::from(n) * 3_600)),
        Limit::Days(n, roll) => rolled(first.checked_add(i64::from(n).days()).unwrap(), roll),
        Limit::Months(n, roll) => rolled(first.checked_add(i64::from(n).months()).unwrap(), roll),
        Limit::WorkingDays(n) => (0..n).fold(first, |d, _| rolled(next(d), Roll::NextWorkingDay)),
        Limit::WorkingDaysBefore(n) => (0..n).fold(first, |d, _| {
            let mut day = d.yesterday().unwrap();
            while !working(day) {
                day = day.yesterday().unwrap();
            }
            day
        }),
        _ => return None,
    };
    let midnight = next(last).at(0, 0, 0, 0);
    let offset = jiff::tz::Offset::constant(7);
    Some(Instant::from_micros(offset.to_timestamp(midnight).unwrap().as_microsecond()))
}

fn any_limit() -> impl Strategy<Value = Limit> {
    let roll = prop_oneof![Just(Roll::NextWorkingDay), Just(Roll::None)];
    prop_oneof![
        (1u16..200).prop_map(Limit::Hours),
        (1u16..120, roll.clone()).prop_map(|(n, r)| Limit::Days(n, r)),
        (1u16..60).prop_map(Limit::WorkingDays),
        (1u16..60).prop_map(Limit::WorkingDaysBefore),
        (1u16..40, roll).prop_map(|(n, r)| Limit::Months(n, r)),
    ]
}

proptest! {
    /// I-20, I-23: any limit, any second of seventy years.
    #[test]
    fn due_agrees_with_the_slow_way(
        limit in any_limit(),
        seconds in 631_152_000i64..2_871_763_200, // 1990 to 2060
    ) {
        let start = Instant::from_seconds(seconds);
        prop_assert_eq!(due_of(limit, start, vn()).instant(), naive_end(limit, start));
    }

    /// The days shown to people lead to the instant the clock holds.
    #[test]
    fn an_explanation_ends_on_the_due_day(
        limit in any_limit(),
        seconds in 631_152_000i64..2_871_763_200,
    ) {
        let start = Instant::from_seconds(seconds);
        let mut rule = book().rules()[0].clone();
        rule.limit = limit;
        let told = book().explain(&rule, start, vn());
        let due = told.due.unwrap().at;
        let last = told.steps.last().unwrap();
        prop_assert_eq!(vn().zone().day_of(due.plus_micros(-1)), last.date);
        if let Limit::Hours(n) = limit {
            let ran: i64 = told.steps.iter().filter_map(|s| s.seconds).sum();
            prop_assert_eq!(ran, i64::from(n) * 3_600);
        } else {
            let counted = told.steps.iter().filter(|s| s.counted).count();
            prop_assert_eq!(Some(counted), limit.n().map(usize::from));
        }
    }
}
