//! What a clock keeps of outages, as it is stored now and as it once was.

use crate::rows::demand::ClockRow;
use crate::types::{At, Id};
use engine::clock::{Excused, Promised, Span};
use engine::id::OutageId;
use engine::time::Instant;
use uuid::Uuid;

fn row(excused: Option<&str>, promised: (Option<i64>, Option<i16>)) -> ClockRow {
    ClockRow {
        id: Id(Uuid::from_u128(1)),
        demand_id: Id(Uuid::from_u128(2)),
        item_id: Id(Uuid::from_u128(3)),
        round: 1,
        rule: "T01".to_owned(),
        layer: "target".to_owned(),
        start_at: At(Instant::from_seconds(0)),
        due_at: Some(At(Instant::from_seconds(9_000))),
        binding: false,
        calendar: 1,
        state: "running".to_owned(),
        step: 0,
        next_at: None,
        ended_at: None,
        excused: excused.map(str::to_owned),
        promised_at: promised.0.map(|at| At(Instant::from_seconds(at))),
        promised_excused: promised.1,
    }
}

#[test]
fn an_excuse_is_read_with_its_times_and_one_of_old_without() {
    let (old, new) = (OutageId(Uuid::from_u128(7)), OutageId(Uuid::from_u128(8)));
    let text = format!(
        r#"["{old}",{{"outage":"{new}","from":"1970-01-01T00:10:00Z","to":"1970-01-01T00:20:00Z"}}]"#
    );
    let clock = row(Some(&text), (None, None)).entity().unwrap();
    let (from, to) = (Instant::from_seconds(600), Instant::from_seconds(1_200));
    let during = Some(Span { from, to });
    let expected = [Excused { outage: old, during: None }, Excused { outage: new, during }];
    assert_eq!((clock.excused.as_slice(), clock.promised), (&expected[..], None));
}

#[test]
fn a_promise_is_whole_or_the_row_is_corrupt() {
    let promised = row(None, (Some(9_000), Some(2))).entity().unwrap().promised;
    assert_eq!(promised, Some(Promised { due: Instant::from_seconds(9_000), excused: 2 }));
    for broken in [(Some(9_000), None), (None, Some(0)), (Some(9_000), Some(-1))] {
        row(None, broken).entity().unwrap_err();
    }
}
