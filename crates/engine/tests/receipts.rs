//! What a receipt of answers says of being late: in which layers, and of what
//! it does not speak (I-22).

#![expect(clippy::unwrap_used, reason = "a test stops at its first surprise")]

#[allow(dead_code, reason = "each test uses its part of what they share")]
mod support;

use engine::law::Layer;
use engine::receipt;
use support::story::{Seen, Story};

/// Tells a story; returns the layers that the receipt of the answer of each
/// instant names.
fn late(steps: &str, arrived: &[&str]) -> Vec<Vec<Layer>> {
    let mut story = Story::new();
    for step in steps.lines().map(str::trim).filter(|step| !step.is_empty()) {
        let told = story.step(step, &mut Seen::default()).unwrap();
        assert!(!told.concat().contains("refused"), "{told:?}");
    }
    let demand = story.facts().demands.iter().next().unwrap();
    let layers = |at: &&str| {
        let arrived = format!("{at}:00+07:00").parse().unwrap();
        let answers = receipt::answered(demand, arrived).answers;
        answers.into_iter().next().unwrap().late
    };
    arrived.iter().map(layers).collect()
}

#[test]
fn late_against_a_target_is_not_late_against_the_law() {
    let story = |answer: &str| {
        format!(
            "2026-11-20 09:00 officer:saomai case.open as=A
             09:01 officer:saomai inquiry.file A ask=account to=VCB as=Q
             {answer} bank_system:VCB answer.direct Q.VCB account=none"
        )
    };
    let told = |answer: &str| late(&story(answer), &[&answer.replace(' ', "T")]).concat();
    assert_eq!(told("2026-11-20 11:00"), []);
    assert_eq!(told("2026-11-20 11:01"), [Layer::Target]);
    assert_eq!(told("2026-11-27 00:00"), [Layer::Circular, Layer::Target]);
}

/// The first extension was lifted by the second, and that was kept.
#[test]
fn an_agreed_limit_that_was_lifted_was_not_missed() {
    let steps = "2026-11-20 09:00 officer:saomai case.open as=A
        09:01 officer:saomai inquiry.file A ask=transactions to=VCB as=Q
        09:02 bank_maker:vcb.lap extension.request Q.VCB item=transactions until=2026-12-01T00:00
        09:03 officer:saomai extension.decide Q.VCB request=x1 grant=yes
        09:04 bank_maker:vcb.lap extension.request Q.VCB item=transactions until=2026-12-03T00:00
        09:05 officer:saomai extension.decide Q.VCB request=x2 grant=yes
        2026-12-02 09:00 bank_system:VCB answer.direct Q.VCB transactions=none";
    assert_eq!(late(steps, &["2026-12-02T09:00"]), [[Layer::Law, Layer::Circular]]);
}

#[test]
fn a_late_correction_makes_nothing_late_that_was_answered_in_time() {
    let steps = "2026-11-20 09:00 officer:saomai case.open as=A
        09:01 officer:saomai inquiry.file A ask=account to=VCB as=Q
        11:30 bank_system:VCB answer.direct Q.VCB account=none
        2026-12-20 09:00 bank_system:VCB answer.correct Q.VCB replaces=a1 account=found:5";
    let arrived = ["2026-11-20T11:30", "2026-12-20T09:00"];
    assert_eq!(late(steps, &arrived), [[Layer::Target], [Layer::Target]]);
}
