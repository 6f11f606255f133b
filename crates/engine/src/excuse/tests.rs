//! Outages in any order, overlapping and chained, against a walk that looks at
//! each minute.

use super::*;
use crate::calendar::Calendars;
use crate::clock::ClockState;
use crate::id::{ClockId, ItemId, OutageId};
use crate::inforce::Grounds;
use crate::law::{LawBook, Layer, RuleId};
use proptest::prelude::*;
use std::collections::BTreeSet;
use std::sync::LazyLock;
use uuid::Uuid;

const LAW: &[(&str, &str)] = &[
    ("law-106-2025.toml", include_str!("../../../../config/law/law-106-2025.toml")),
    ("law-old.toml", include_str!("../../../../config/law/law-old.toml")),
    ("targets.toml", include_str!("../../../../config/law/targets.toml")),
];
const CALENDAR: &str = include_str!("../../../../config/calendar/vn.toml");
const MINUTE: i64 = 60;
/// One for each unit, and what no rule computes.
const RULES: [&str; 6] = ["T01", "N13", "N07", "N15", "N25.c", "X01"];

static SHIPPED: LazyLock<Law> = LazyLock::new(|| law(1, ""));
/// A Tuesday and a Thursday more are off.
static REVISED: LazyLock<Law> = LazyLock::new(|| {
    law(
        2,
        "\n  { date = \"2026-11-17\", code = \"culture_day\" },\n  { date = \"2026-11-19\", code = \"culture_day\" },",
    )
});

fn law(number: i32, off: &str) -> Law {
    let row = r#"  { date = "2026-11-24", code = "culture_day" },"#;
    let text = CALENDAR.replacen(row, &format!("{row}{off}"), 1);
    assert!(off.is_empty() || text != CALENDAR, "no row to write beside");
    let calendars = Calendars::parse(&[("vn.toml", &text)]).unwrap();
    Law::new(LawBook::parse(LAW).unwrap(), calendars, Grounds::default(), number)
}

fn at(text: &str) -> Instant {
    format!("{text}:00+07:00").parse().unwrap()
}

fn outage(id: u128, from: Instant, to: Instant) -> Outage {
    Outage {
        id: OutageId(Uuid::from_u128(id)),
        version: 1,
        from,
        to,
        reason: String::new(),
        evidence: None,
        by: None,
        confirmed: None,
    }
}

fn started(law: &Law, rule: &str, start: Instant) -> Clock {
    let rule: RuleId = rule.parse().unwrap();
    let granted = rule == RuleId::extension();
    let promised = granted.then(|| Promised { due: start.plus_seconds(3 * 86_400), excused: 0 });
    let due = law.due_of(&rule, start).or(promised.map(|one| one.due));
    Clock {
        id: ClockId(Uuid::nil()),
        item: ItemId(Uuid::nil()),
        round: 1,
        rule,
        layer: Layer::Law,
        start,
        due,
        binding: true,
        calendar: law.calendar_number(),
        state: ClockState::Running,
        step: 0,
        next_at: None,
        ended_at: None,
        excused: Vec::new(),
        promised,
    }
}

fn go(clock: &mut Clock, to: Move) {
    clock.due = Some(to.due);
    clock.promised = to.promised;
}

/// What the fan-out does after each outage that is recorded.
fn excuse(law: &Law, clock: &mut Clock, recorded: &[Outage]) {
    for outage in law.owed(clock, recorded) {
        let to = law.excused(clock, outage.into()).unwrap();
        clock.excused.push(outage.into());
        go(clock, to);
    }
}

/// Minute by minute.
fn walked(law: &Law, clock: &Clock, outages: &[Outage]) -> Instant {
    let down: BTreeSet<i64> = outages
        .iter()
        .flat_map(|one| one.from.seconds() / MINUTE..one.to.seconds() / MINUTE)
        .collect();
    let is_down = |minute: i64| down.contains(&minute);
    let minute = |at: Instant| at.seconds() / MINUTE;
    let instant = |minute: i64| Instant::from_seconds(minute * MINUTE);
    let calendar = law.calendar_for(&clock.rule, clock.start).unwrap();
    let first = clock.promised.map(|one| one.due).or(law.due_of(&clock.rule, clock.start)).unwrap();
    let count = |n: i64, runs: &dyn Fn(i64) -> bool| {
        let minutes = (minute(clock.start)..).filter(|at| runs(*at) && !is_down(*at));
        instant(minutes.take(usize::try_from(n).unwrap()).last().unwrap() + 1)
    };
    let office = |at: i64| calendar.office_time_between(instant(at), instant(at + 1)) > 0;
    match law.rule(&clock.rule, clock.start).map(|rule| rule.limit) {
        Some(Limit::Hours(n)) => count(i64::from(n) * 60, &|_| true),
        Some(Limit::WorkingMinutes(n)) => count(i64::from(n), &office),
        _ => {
            let zone = calendar.zone();
            let mut due = first;
            let mut end = first;
            while end <= due {
                if is_down(minute(end) - 1) {
                    let mut up = minute(end);
                    while is_down(up) {
                        up += 1;
                    }
                    let mut day = zone.day_of(instant(up)).plus_days(1);
                    while !calendar.is_working(day) {
                        day = day.plus_days(1);
                    }
                    due = due.max(zone.end_of(day));
                }
                end = zone.end_of(zone.day_of(end));
            }
            due
        }
    }
}

/// Outages of minutes to days in the days around a limit.
fn outages() -> impl Strategy<Value = Vec<Outage>> {
    let length = prop_oneof![3 => 1i64..180, 2 => 180i64..2_000, 1 => 2_000i64..6_000];
    let from = prop_oneof![3 => 0i64..1_500, 2 => 0i64..15_000, 1 => 0i64..60_000];
    let one = (from, length);
    prop::collection::vec(one, 0..7).prop_map(|found| {
        let begin = at("2026-11-15T20:00");
        let mut outages = Vec::new();
        for (id, (from, length)) in (1u128..).zip(found) {
            let from = begin.plus_seconds(from * MINUTE);
            outages.push(outage(id, from, from.plus_seconds(length * MINUTE)));
        }
        outages
    })
}

fn case() -> impl Strategy<Value = (&'static str, Instant, Vec<Outage>)> {
    let start = (0i64..3_000).prop_map(|m| at("2026-11-16T08:30").plus_seconds(m * MINUTE));
    (prop::sample::select(&RULES[..]), start, outages())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn outages_in_any_order_give_what_a_walk_gives((rule, start, outages) in case()) {
        let mut clock = started(&SHIPPED, rule, start);
        let walked = walked(&SHIPPED, &clock, &outages);
        // Drawn at random, so already out of order: each is seen when recorded.
        for recorded in 1..=outages.len() {
            excuse(&SHIPPED, &mut clock, &outages[..recorded]);
            prop_assert_eq!(SHIPPED.recomputed(&clock), clock.due);
        }
        prop_assert_eq!(clock.due, Some(walked));
    }

    #[test]
    fn a_revision_comes_to_the_same_before_and_after_outages(
        (rule, start, outages) in case(), after in 0usize..7,
    ) {
        let mut clock = started(&SHIPPED, rule, start);
        let mut fresh = started(&REVISED, rule, start);
        let mut recorded = outages.clone();
        recorded.truncate(after);
        excuse(&SHIPPED, &mut clock, &recorded);
        let before = clock.due.unwrap();
        let to = REVISED.revised(&clock, before);
        go(&mut clock, to);
        clock.calendar = 2;
        prop_assert!(clock.due >= Some(before));
        prop_assert_eq!(REVISED.recomputed(&clock), clock.due);
        excuse(&REVISED, &mut clock, &outages);
        excuse(&REVISED, &mut fresh, &outages);
        prop_assert_eq!(REVISED.recomputed(&clock), clock.due);
        // More days off take nothing away, so the later calendar alone decides;
        // what an outage gave on a day that is off now stands besides.
        prop_assert!(clock.due >= fresh.due);
        if clock.promised.is_none() {
            prop_assert_eq!(clock.due, fresh.due);
        }
    }
}

#[test]
fn an_outage_matters_once_another_has_moved_the_clock_into_it() {
    let mut clock = started(&SHIPPED, "T01", at("2026-11-16T08:30"));
    assert_eq!(clock.due, Some(at("2026-11-16T10:30")));
    let late = outage(1, at("2026-11-16T10:40"), at("2026-11-16T10:50"));
    let early = outage(2, at("2026-11-16T09:00"), at("2026-11-16T10:00"));
    excuse(&SHIPPED, &mut clock, std::slice::from_ref(&late));
    assert!(clock.excused.is_empty());
    excuse(&SHIPPED, &mut clock, &[late, early]);
    assert_eq!((clock.due, clock.excused.len()), (Some(at("2026-11-16T11:40")), 2));
}

#[test]
fn a_day_limit_is_excused_again_only_over_an_end_of_day() {
    let excused = |more: Outage| {
        let mut clock = started(&SHIPPED, "N07", at("2026-11-16T09:00"));
        assert_eq!(clock.due, Some(at("2026-11-20T00:00")));
        let over = outage(1, at("2026-11-19T22:00"), at("2026-11-20T02:00"));
        excuse(&SHIPPED, &mut clock, &[over, more]);
        clock.due
    };
    let to_tuesday = Some(at("2026-11-24T00:00"));
    assert_eq!(excused(outage(2, at("2026-11-23T09:00"), at("2026-11-23T17:00"))), to_tuesday);
    // The 24th is a day off.
    let to_thursday = Some(at("2026-11-26T00:00"));
    assert_eq!(excused(outage(2, at("2026-11-23T23:00"), at("2026-11-24T01:00"))), to_thursday);
}

/// What was recorded before an outage's times were kept with the clock.
#[test]
fn an_old_excuse_is_read_and_stands() {
    let old: Excused = serde_json::from_str("\"00000000-0000-0000-0000-000000000009\"").unwrap();
    assert_eq!((old.outage, old.during), (OutageId(Uuid::from_u128(9)), None));
    let text = serde_json::to_string(&old).unwrap();
    assert_eq!(text, "\"00000000-0000-0000-0000-000000000009\"");

    let mut clock = started(&SHIPPED, "T01", at("2026-11-16T08:30"));
    clock.excused.push(old);
    clock.due = Some(at("2026-11-16T11:00"));
    let new = outage(1, at("2026-11-16T09:00"), at("2026-11-16T09:15"));
    let to = SHIPPED.excused(&clock, (&new).into()).unwrap();
    let promised = Some(Promised { due: at("2026-11-16T11:00"), excused: 1 });
    assert_eq!(to, Move { due: at("2026-11-16T11:15"), promised });
}
