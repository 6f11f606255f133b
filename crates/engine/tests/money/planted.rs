//! A planted bug, and that it is caught: the cap read without compare-and-set. The
//! store writes a root only if its version is still the one that was read; here
//! two officers decide on the same books, and the second is written regardless.

use crate::check;
use crate::world::{Act, World};
use engine::apply::apply;
use engine::event::{Recorded, Root};
use engine::ledger::Transfer;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// All that is owed, ordered from one bank without a freeze.
fn all_from(bank: u8) -> Act {
    Act::Direct { bank, account: 0, percent: 100 }
}

/// What an officer decides beside others, on what stood before.
fn beside(before: &World, scope: u32, act: &Act) -> (World, Vec<Recorded>) {
    let known = before.facts.journal.len();
    let mut world = before.clone();
    world.scope(scope);
    world.step(act);
    check::always(&world);
    world.within_the_debt();
    let events = world.facts.journal[known..].to_vec();
    (world, events)
}

fn first_of_money(events: &[Recorded]) -> i32 {
    let money = events.iter().find(|one| matches!(one.root, Root::Money(_)));
    money.unwrap().version
}

#[test]
fn a_cap_read_without_compare_and_set_is_caught() {
    let mut before = World::new();
    before.step(&Act::Freeze { banks: 1, urgent: false });
    let (one, _) = beside(&before, 101, &all_from(1));
    let (_, late) = beside(&before, 102, &all_from(2));
    let ordered = |world: &World| -> i64 {
        world.ledger().unwrap().transfers.iter().map(Transfer::reserved).sum()
    };
    assert_eq!(ordered(&one), 100);

    // What the store compares: the version the second would write is taken.
    assert!(first_of_money(&late) <= one.ledger().unwrap().version);

    // Planted: nobody compares, and both are ordered.
    let mut both = one.clone();
    for recorded in &late {
        apply(&mut both.facts, recorded);
    }
    assert_eq!(ordered(&both), 200);
    assert!(catch_unwind(AssertUnwindSafe(|| both.within_the_debt())).is_err());

    // Compared, it is decided again on what stands, and there is no room (I-8).
    let (again, events) = beside(&one, 103, &all_from(2));
    assert_eq!((ordered(&again), events.len()), (100, 0));
}
