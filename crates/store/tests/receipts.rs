//! What receipts are signed over: the same for both sides, explained by the
//! calendar a clock was computed with.

#![allow(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stderr,
    clippy::unwrap_used,
    reason = "a test stops at its first surprise"
)]

extern crate store;

mod support;

use engine::id::AnswerId;
use engine::refusal::Refusal;
use engine::version::Version;
use store::read::{Purpose, ReadError};
use store::verify::replay;
use support::story::*;
use support::{CALENDAR, House, on_both, registry, rules, vault};

#[test]
fn an_old_clock_is_explained_by_the_calendar_it_was_computed_with() {
    on_both(|database| {
        let house = House::on(database);
        let (_, _, served) = house.two_banks_asked();
        let demand = to(&served, "VCB");
        let receipt = || house.store.find_blocking(|r| r.deadline_receipt(&vcb(), demand)).unwrap();
        let before = receipt();

        // A new version of the calendar: the same days, other bytes.
        let (name, text) = CALENDAR[0];
        let revised = format!("{text}\n# revised\n");
        let revised = [(name, revised.as_str())];
        let mut registry = registry(database);
        let number = registry.activate_calendar(&engine::actor::Actor::SYSTEM, &revised).unwrap();
        assert_eq!(number, 2);
        house.store.set_rules(rules(&mut registry, &revised));

        // Both sides' receipts are as they were (I-17, I-20).
        assert_eq!(receipt(), before);
        let explained = before.limits.iter().filter_map(|limit| limit.explanation.as_ref());
        let versions: Vec<Version> = explained.map(|one| one.calendar.version).collect();
        assert!(!versions.is_empty());
        assert!(versions.iter().all(|one| *one == Version::of_bytes(text.as_bytes())));
        let clock = before.limits[0].clock;
        let view = house.store.find_blocking(|r| r.clock(&officer(), demand, clock)).unwrap();
        assert_eq!(view.explanation, before.limits[0].explanation);

        // What was computed with it and can no longer be had is explained by
        // the one in force, which the explanation names.
        database.tamper("delete from calendar_version where number = 1");
        let after = receipt();
        let explained = after.limits.iter().filter_map(|limit| limit.explanation.as_ref());
        let in_force = Version::of_bytes(revised[0].1.as_bytes());
        assert!(explained.map(|one| one.calendar.version).all(|one| one == in_force));
    });
}

#[test]
fn a_receipt_of_an_answer_is_for_those_who_may_read_answers() {
    on_both(|database| {
        let house = House::on(database);
        let (_, _, served) = house.two_banks_asked();
        let demand = to(&served, "VCB");
        house.answer("VCB", demand);
        let view = house.store.find_blocking(|r| r.demand(&officer(), demand)).unwrap();
        let answer = view.answers[0].id;
        let purpose = Purpose::coded("proof").unwrap();
        let receipt = |actor, answer| {
            house.store.find_blocking(|r| r.answer_receipt(&actor, &purpose, demand, answer))
        };
        let refused = |actor, answer| match receipt(actor, answer).unwrap_err() {
            ReadError::Refused(refusal) => refusal,
            ReadError::Store(error) => panic!("{error}"),
        };
        // A short answer could be guessed from its hash.
        assert_eq!(refused(supervisor(), answer), Refusal::Forbidden);
        assert_eq!(refused(acb(), answer), Refusal::NotFound);
        assert_eq!(refused(stranger(), answer), Refusal::NotFound);
        assert_eq!(refused(vcb(), AnswerId(uuid::Uuid::from_u128(1))), Refusal::NotFound);
        let on_record = || replay(&database.url, &vault()).unwrap().reads;
        assert_eq!(on_record(), 0);
        for (actor, reads) in [(officer(), 1), (head(), 2), (vcb(), 3)] {
            assert_eq!(receipt(actor, answer).unwrap().answers.len(), 1);
            assert_eq!(on_record(), reads, "each is on record (I-19)");
        }
        database.tamper("alter table event rename to event_gone");
        assert!(matches!(receipt(officer(), answer), Err(ReadError::Store(_))));
        let deadline = house.store.find_blocking(|r| r.deadline_receipt(&acb(), demand));
        assert!(matches!(deadline, Err(ReadError::Refused(Refusal::NotFound))));
    });
}
