//! Calendar data, its errors, and the index against a plain walk.

use super::*;
use proptest::prelude::*;

const VN: &str = include_str!("../../../../config/calendar/vn.toml");

fn vn() -> Calendar {
    Calendar::parse("calendar/vn.toml", VN).unwrap()
}

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn at(text: &str) -> Instant {
    format!("{text}:00+07:00").parse().unwrap()
}

/// Weekdays of a year that are not worked, as MM-DD, and worked weekends.
fn exceptions(calendar: &Calendar, year: i16) -> (Vec<String>, Vec<String>) {
    let first = Day::from_ymd(year, 1, 1).unwrap();
    let days = (0..366).map(|i| first.plus_days(i));
    let of_year: Vec<Day> = days.filter(|d| d.ymd().0 == year).collect();
    let list = |weekend: bool, working: bool| {
        of_year
            .iter()
            .filter(|d| (d.weekday() > 5) == weekend && calendar.is_working(**d) == working)
            .map(|d| d.to_string().split_off(5))
            .collect()
    };
    (list(false, false), list(true, true))
}

#[test]
fn official_years_are_as_planned() {
    let vn = vn();
    let expected: [(i16, YearStatus, &[&str], &[&str]); 3] = [
        (
            2025,
            YearStatus::Published,
            &[
                "01-01", "01-27", "01-28", "01-29", "01-30", "01-31", "04-07", "04-30", "05-01",
                "05-02", "09-01", "09-02",
            ],
            &["04-26"],
        ),
        (
            2026,
            YearStatus::Published,
            &[
                "01-01", "01-02", "02-16", "02-17", "02-18", "02-19", "02-20", "04-27", "04-30",
                "05-01", "08-31", "09-01", "09-02", "11-24",
            ],
            &["01-10", "08-22"],
        ),
        (
            2027,
            YearStatus::Provisional,
            &[
                "01-01", "02-05", "02-08", "02-09", "02-10", "02-11", "04-16", "04-30", "05-03",
                "09-01", "09-02", "11-24",
            ],
            &[],
        ),
    ];
    for (year, status, off, worked) in expected {
        assert_eq!(vn.year_status(year), status, "{year}");
        let (is_off, is_worked) = exceptions(&vn, year);
        assert_eq!(is_off, off, "days off {year}");
        assert_eq!(is_worked, worked, "worked weekends {year}");
    }
    assert_eq!(vn.kind(day("2026-02-17")), DayKind::Holiday("tet"));
    assert_eq!(vn.kind(day("2026-04-27")), DayKind::Compensation("hung_kings"));
    assert_eq!(vn.kind(day("2026-08-31")), DayKind::SwappedOff);
    assert_eq!(vn.kind(day("2026-08-22")), DayKind::SwappedWorking);
    assert_eq!(vn.kind(day("2026-08-23")), DayKind::Weekend);
    assert!(vn.year_source(2026).unwrap().contains("2026"));
}

#[test]
fn a_year_without_a_plan_is_projected_and_says_so() {
    let vn = vn();
    assert_eq!(vn.years(), (1990, 2060));
    assert_eq!(vn.year_status(2028), YearStatus::Projected);
    assert_eq!(vn.year_status(1800), YearStatus::Projected);
    assert_eq!(vn.year_source(2028), None);
    // Tết on Wednesday 26 January; 30 April is a Sunday, 1 May off already, so 2
    // May compensates; 2 September is a Saturday.
    assert_eq!(
        exceptions(&vn, 2028).0,
        [
            "01-03", "01-25", "01-26", "01-27", "01-28", "01-31", "04-04", "05-01", "05-02",
            "09-01", "09-04", "11-24"
        ]
    );
    // Before 2007 no Hùng Kings day, before 2014 four days of Tết.
    assert_eq!(
        exceptions(&vn, 2006).0,
        ["01-02", "01-30", "01-31", "02-01", "02-02", "05-01", "05-02", "09-04"]
    );
}

#[test]
fn the_projection_foretells_the_expected_plan_of_2027() {
    let (before, _) = VN.split_once("[[year]]\nyear = 2027").unwrap();
    let projected = Calendar::parse("vn.toml", before).unwrap();
    assert_eq!(projected.year_status(2027), YearStatus::Projected);
    assert_eq!(exceptions(&projected, 2027), exceptions(&vn(), 2027));
}

#[test]
fn the_version_is_the_hash_of_the_bytes() {
    let changed = format!("{VN}\n");
    let other = Calendar::parse("vn.toml", &changed).unwrap();
    assert_eq!(vn().version(), Version::of_bytes(VN.as_bytes()));
    assert_ne!(other.version(), vn().version());
}

#[test]
fn working_days_are_counted_after_the_first_day() {
    let vn = vn();
    for (from, n, to) in [
        ("2026-11-20", 3, "2026-11-26"), // Fri; Tue 24 is Culture Day
        ("2026-11-23", 3, "2026-11-27"),
        ("2026-02-13", 3, "2026-02-25"), // over Tết
        ("2026-08-20", 2, "2026-08-22"), // Sat 22 is worked
        ("2026-11-21", 1, "2026-11-23"), // received on a Saturday
        ("2026-11-20", 0, "2026-11-20"),
    ] {
        assert_eq!(vn.add_working_days(day(from), n), day(to), "{from} + {n}");
    }
    assert_eq!(vn.sub_working_days(day("2026-11-27"), 2), day("2026-11-25"));
    assert_eq!(vn.sub_working_days(day("2026-11-25"), 1), day("2026-11-23"));
    assert_eq!(vn.working_day_from(day("2026-11-24")), day("2026-11-25"));
    assert_eq!(vn.working_day_from(day("2026-11-25")), day("2026-11-25"));
}

#[test]
fn beyond_the_covered_years_only_the_week_is_known() {
    let vn = vn();
    assert_eq!(vn.add_working_days(day("2060-12-31"), 1), day("2061-01-03"));
    assert_eq!(vn.add_working_days(day("2061-01-03"), 5), day("2061-01-10"));
    assert_eq!(vn.sub_working_days(day("1990-01-01"), 1), day("1989-12-29"));
    assert_eq!(vn.working_day_from(day("2061-01-01")), day("2061-01-03"));
    assert_eq!(vn.add_working_days(day("1989-12-29"), 1), day("1990-01-02"));
}

#[test]
fn working_minutes_run_in_office_hours_only() {
    let vn = vn();
    let add = |from, minutes: i64| vn.add_office_time(at(from), minutes * MICROS_PER_MINUTE);
    for (from, minutes, to) in [
        ("2026-11-19T16:30", 120, "2026-11-20T09:30"),
        ("2026-11-20T16:30", 120, "2026-11-23T09:30"), // over a weekend
        ("2026-11-20T11:00", 60, "2026-11-20T12:00"),  // ends with the shift
        ("2026-11-20T11:00", 61, "2026-11-20T13:31"),
        ("2026-11-20T12:30", 30, "2026-11-20T14:00"), // received at lunch
        ("2026-11-20T20:00", 30, "2026-11-23T08:30"), // after hours
        ("2026-11-21T10:00", 30, "2026-11-23T08:30"), // on a Saturday
        ("2026-08-22T08:00", 450, "2026-08-22T17:00"), // a worked Saturday
        ("2026-11-20T08:00", 900, "2026-11-23T17:00"),
        ("2026-11-20T08:00", 0, "2026-11-20T08:00"),
    ] {
        assert_eq!(add(from, minutes), at(to), "{from} + {minutes}");
    }
    let sub = |from, minutes: i64| vn.sub_office_time(at(from), minutes * MICROS_PER_MINUTE);
    for (from, minutes, to) in [
        ("2026-11-20T09:30", 120, "2026-11-19T16:30"),
        ("2026-11-27T00:00", 180, "2026-11-26T14:00"),
        ("2026-11-20T14:00", 30, "2026-11-20T13:30"), // from the start of the shift
        ("2026-11-23T08:00", 450, "2026-11-20T08:00"),
    ] {
        assert_eq!(sub(from, minutes), at(to), "{from} - {minutes}");
    }
    assert!(!vn.office_hours().confirmed);
    assert_eq!(vn.opening(day("2026-11-20")), at("2026-11-20T08:00"));
}

#[test]
fn a_window_covers_nights_and_days_off() {
    let vn = vn();
    let night = Window { from: 22 * 60, to: 6 * 60, days_off: true };
    for (when, inside) in [
        ("2026-11-20T21:59", false),
        ("2026-11-20T22:00", true),
        ("2026-11-20T05:59", true),
        ("2026-11-20T06:00", false),
        ("2026-11-21T10:00", true),  // Saturday
        ("2026-11-24T10:00", true),  // Culture Day
        ("2026-08-22T10:00", false), // worked Saturday
    ] {
        assert_eq!(vn.in_window(&night, at(when)), inside, "{when}");
    }
    let noon = Window { from: 12 * 60, to: 13 * 60, days_off: false };
    assert!(vn.in_window(&noon, at("2026-11-21T12:59")));
    assert!(!vn.in_window(&noon, at("2026-11-21T13:00")));
}

/// What a file says when one piece of the shipped text is replaced.
fn error(from: &str, to: &str) -> String {
    assert!(VN.contains(from), "the shipped file has no {from}");
    let text = VN.replacen(from, to, 1);
    Calendar::parse("calendar/vn.toml", &text).unwrap_err().to_string()
}

/// (what is replaced, by what, what the error says).
const WRONG: &[(&str, &str, &str)] = &[
    (
        "2026-08-22",
        "2026-08-21",
        "year 2026, worked 2026-08-21: 2026-08-21 is not a weekly day off, so it cannot be worked instead of another day",
    ),
    (
        r#"date = "2026-11-24""#,
        r#"date = "2026-11-22""#,
        "year 2026, off 2026-11-22: 2026-11-22 is a weekly day off already; list the working day that compensates it",
    ),
    ("year = 2027\n", "year = 2026\n", "year 2026, off 2027-01-01: the date is not in this year"),
    (
        r#"for = "2026-04-26""#,
        r#"for = "2026-04-24""#,
        "year 2026, off 2026-04-27: `for` is 2026-04-24, which is not a weekly day off: there is nothing to compensate",
    ),
    (
        r#"date = "2026-01-10", for = "2026-01-02""#,
        r#"date = "2026-01-10", for = "2026-01-05""#,
        "year 2026, worked 2026-01-10: `for` is 2026-01-05, which is not in `off` with code `swap`",
    ),
    (
        r#"worked = [{ date = "2025-04-26", for = "2025-05-02", status = "unconfirmed" }]"#,
        "",
        "year 2025, off 2025-05-02: 2025-05-02 has code `swap`, but no day in `worked` is for it",
    ),
    (
        r#"date = "2026-02-16", to = "2026-02-20""#,
        r#"date = "2026-02-20", to = "2026-02-16""#,
        "year 2026, off 2026-02-20: `to` is before `date`",
    ),
    (
        r#"date = "2026-05-01""#,
        r#"date = "2026-04-30""#,
        "year 2026, off 2026-04-30: 2026-04-30 is listed twice",
    ),
    (
        r#"date = "2026-05-01""#,
        r#"date = "2026-05-32""#,
        "year 2026, off 2026-05-32: `2026-05-32` is not a date (expected YYYY-MM-DD)",
    ),
    (
        r#"from = "13:30""#,
        r#"from = "11:30""#,
        "office_hours.shifts: shifts must not be empty or overlap, and must come in order",
    ),
    (
        r#"from = "13:30""#,
        r#"from = "13:60""#,
        "office_hours.shifts: `13:60` is not a time of day (expected HH:MM)",
    ),
    (
        "last_year = 2060",
        "last_year = 1980",
        "first_year, last_year: needs first_year ≤ last_year within 1900–2199 and at most 170 years",
    ),
    ("last_year = 2060", "last_year = 2026", "year 2027: outside first_year–last_year"),
    (
        r#"working_week = ["mon""#,
        r#"working_week = ["mon", "mon""#,
        "working_week: a week needs at least one working day and names each day once",
    ),
    (
        r#"lunar = "03-10""#,
        r#"lunar = "03-31""#,
        "holiday #4 `hung_kings`: `03-31` is not a month and day (expected MM-DD)",
    ),
    (
        r#"status = "provisional""#,
        r#"status = "projected""#,
        "year 2027, status: a row is `published` or `provisional`; a projected year has no row",
    ),
];

#[test]
fn errors_name_file_row_and_rule() {
    for (from, to, expected) in WRONG {
        let expected = format!("calendar/vn.toml: {expected}");
        assert_eq!(error(from, to), expected);
    }
}

#[test]
fn unknown_fields_and_years_twice_are_refused() {
    let unknown = error("last_year = 2060", "last_year = 2060\ncolour = 1");
    assert!(unknown.starts_with("calendar/vn.toml: text:"), "{unknown}");
    assert!(unknown.contains("unknown field `colour`"), "{unknown}");
    let twice = format!("{VN}\n[[year]]\nyear = 2025\nstatus = \"published\"\nsource = \"x\"\n");
    assert_eq!(
        Calendar::parse("vn.toml", &twice).unwrap_err().to_string(),
        "vn.toml: year 2025: this year has two rows"
    );
}

#[test]
fn calendars_are_found_by_id_and_ids_are_unique() {
    let bank = VN.replacen(r#"id = "vn""#, r#"id = "vn-bank""#, 1);
    let both = Calendars::parse(&[("a.toml", VN), ("b.toml", &bank)]).unwrap();
    assert_eq!(both.iter().count(), 2);
    assert_eq!(both.get("vn-bank").unwrap().zone(), Zone::HANOI);
    let errors = Calendars::parse(&[("a.toml", VN), ("b.toml", VN), ("c.toml", "?")]).unwrap_err();
    assert_eq!(errors.len(), 2);
    assert_eq!(errors[0].problem, CalendarProblem::DuplicateId);
}

/// The plain way, on civil dates and without the index: one day at a time.
mod naive {
    use super::*;

    pub(super) fn step(calendar: &Calendar, from: Day, n: u16, by: i32) -> Day {
        let mut left = n;
        let mut day = from;
        while left > 0 {
            day = Day::from_number(day.number() + by);
            if matches!(calendar.kind(day), DayKind::Working | DayKind::SwappedWorking) {
                left -= 1;
            }
        }
        day
    }

    /// Whether the minute that begins at `at` is office time.
    pub(super) fn open(calendar: &Calendar, at: Instant) -> bool {
        let local = calendar.zone().local(at);
        let day = Day::from(local.date());
        let minute = i32::from(local.hour()) * 60 + i32::from(local.minute());
        let open = (480..720).contains(&minute) || (810..1020).contains(&minute);
        open && calendar.is_working(day)
    }
}

fn any_day() -> impl Strategy<Value = Day> {
    let (first, last) = (day("1990-01-01").number(), day("2060-12-31").number());
    (first..=last).prop_map(Day::from_number)
}

#[test]
fn the_index_agrees_with_a_walk_on_every_day_of_seventy_years() {
    let vn = vn();
    let (first, last) = (day("1990-01-01"), day("2060-12-31"));
    for i in 0..=last.days_since(first) {
        let from = first.plus_days(i);
        for n in [1, 3, 10] {
            assert_eq!(vn.add_working_days(from, n), naive::step(&vn, from, n, 1));
        }
        assert_eq!(vn.sub_working_days(from, 2), naive::step(&vn, from, 2, -1));
        let yesterday = from.plus_days(-1);
        assert_eq!(vn.working_day_from(from), naive::step(&vn, yesterday, 1, 1));
    }
}

proptest! {
    #[test]
    fn adding_and_taking_back_agree_with_the_walk(from in any_day(), n in 1u16..400) {
        let vn = vn_static();
        let there = vn.add_working_days(from, n);
        prop_assert_eq!(there, naive::step(vn, from, n, 1));
        let back = vn.sub_working_days(from, n);
        prop_assert_eq!(back, naive::step(vn, from, n, -1));
        prop_assert!(vn.is_working(there) && vn.is_working(back));
        // Counting back from the n-th working day after reaches no further.
        prop_assert!(vn.sub_working_days(there, n) <= from);
    }

    #[test]
    fn working_minutes_agree_with_a_minute_by_minute_walk(
        from in any_day(), minute in 0i64..1_440, n in 1i64..1_000,
    ) {
        let vn = vn_static();
        let start = vn.zone().start_of(from).plus_seconds(minute * 60);
        let mut left = n;
        let mut at = start;
        while left > 0 {
            left -= i64::from(naive::open(vn, at));
            at = at.plus_seconds(60);
        }
        let due = vn.add_office_time(start, n * MICROS_PER_MINUTE);
        prop_assert_eq!(due, at);
        prop_assert_eq!(vn.office_time_between(start, due), n * MICROS_PER_MINUTE);
        let back = vn.sub_office_time(due, n * MICROS_PER_MINUTE);
        prop_assert_eq!(vn.office_time_between(back, due), n * MICROS_PER_MINUTE);
        prop_assert!(back >= start);
    }
}

fn vn_static() -> &'static Calendar {
    static VN: std::sync::OnceLock<Calendar> = std::sync::OnceLock::new();
    VN.get_or_init(vn)
}

#[test]
fn office_time_is_counted_by_the_index_as_day_by_day_and_never_backwards() {
    let vn = vn();
    let day_by_day = |from: Instant, to: Instant| {
        let days = (0..=vn.zone().day_of(to).days_since(vn.zone().day_of(from))).map(|i| {
            let day = vn.zone().day_of(from).plus_days(i);
            let (from, to) = (vn.zone().start_of(day).max(from), vn.zone().end_of(day).min(to));
            let worked =
                |at: i64| vn.office.worked_until((at - vn.zone().start_of(day).micros()).max(0));
            if vn.is_working(day) { worked(to.micros()) - worked(from.micros()) } else { 0 }
        });
        days.sum::<i64>()
    };
    let (_, last) = vn.years();
    let edge = format!("{last}-12-30T10:00");
    let beyond = format!("{}-01-05T10:00", last + 1);
    for (from, to) in [
        ("2026-11-20T09:00", "2026-11-20T16:00"),
        ("2026-11-20T16:00", "2026-11-25T09:10"),
        ("2026-11-21T16:00", "2026-11-22T09:10"),
        ("2026-02-10T16:00", "2027-03-01T09:10"),
        (&edge, &beyond),
    ] {
        let (from, to) = (at(from), at(to));
        assert_eq!(vn.office_time_between(from, to), day_by_day(from, to));
        assert_eq!(vn.office_time_between(to, from), 0);
    }
    assert_eq!(vn.office_time_between(at("2026-11-20T16:00"), at("2026-11-19T17:00")), 0);
    // Later in the day, on an earlier day.
    assert_eq!(vn.office_time_between(at("2026-11-20T09:00"), at("2026-11-19T17:00")), 0);
}

proptest! {
    #[test]
    fn months_by_the_index_are_months_counted_plainly(n in 0u16..1_200, offset in -400i32..25_000) {
        let vn = vn_static();
        let first = Day::from_ymd(vn.years().0, 1, 1).unwrap();
        let day = first.plus_days(offset);
        prop_assert_eq!(vn.add_months(day, n), months_after(day, n));
        let few = n % 24;
        prop_assert_eq!(vn.add_months(day, few), months_after(day, few));
    }
}

#[test]
fn a_month_without_that_day_ends_with_its_last() {
    let vn = vn();
    for (from, n, to) in [
        ("2026-01-31", 1, "2026-02-28"),
        ("2027-01-31", 13, "2028-02-29"),
        ("2026-10-31", 1, "2026-11-30"),
        ("2026-11-30", 1, "2026-12-30"),
        ("2026-12-31", 2, "2027-02-28"),
    ] {
        assert_eq!(vn.add_months(day(from), n), day(to), "{from} + {n}");
    }
    // The last month of the file has an end too.
    let (_, last) = vn.years();
    let november = Day::from_ymd(last, 11, 30).unwrap();
    assert_eq!(vn.months_by_index(november, 1), Day::from_ymd(last, 12, 30));
    assert_eq!(vn.months_by_index(november, 2), None);
}
