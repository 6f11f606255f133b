//! What one deadline costs. The budget is 20 ns for hours, days and working days.

use criterion::{Criterion, criterion_group, criterion_main};
use engine::{
    calendar::Calendar,
    law::{LawBook, Rule, due},
    time::Instant,
};
use std::hint::black_box;

const LAW: &[(&str, &str)] = &[
    ("n", include_str!("../../../config/law/law-106-2025.toml")),
    ("o", include_str!("../../../config/law/law-old.toml")),
    ("t", include_str!("../../../config/law/targets.toml")),
];
const VN: &str = include_str!("../../../config/calendar/vn.toml");

fn deadlines(c: &mut Criterion) {
    let (Ok(book), Ok(calendar)) = (LawBook::parse(LAW), Calendar::parse("vn", VN)) else {
        return;
    };
    // Starts all over 2026 and 2027, so that the index is not read in one place.
    let starts: Vec<Instant> =
        (0..1_024).map(|i| Instant::from_seconds(1_783_000_000 + i * 61_403)).collect();
    for (unit, id) in [
        ("working_days", "N07"),
        ("working_days_before", "N20"),
        ("days", "N15"),
        ("hours", "N13"),
        ("months", "N25.c"),
        ("working_minutes", "T01"),
    ] {
        let Some(rule) = book.rules().iter().find(|r| r.id.as_str() == id) else {
            continue;
        };
        let mut next = starts.iter().cycle();
        c.bench_function(unit, |b| {
            b.iter(|| one(rule, next.next().copied(), &calendar));
        });
    }
}

fn one(rule: &Rule, start: Option<Instant>, calendar: &Calendar) {
    if let Some(start) = start {
        black_box(due(black_box(rule), start, calendar));
    }
}

criterion_group! {
    name = benches;
    config = Criterion::default()
        .warm_up_time(std::time::Duration::from_millis(300))
        .measurement_time(std::time::Duration::from_secs(1));
    targets = deadlines
}
criterion_main!(benches);
