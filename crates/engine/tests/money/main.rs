//! The money of a case against banks that keep books of their own: random acts
//! of officers and banks in random order, reports late, doubled and overtaken.
//! After every step I-6 … I-13 hold; when all is delivered the two sides agree
//! to the đồng.
//!
//! `ATTACHE_MONEY_STEPS=1000000` carries out as many acts; what is refused or has
//! nothing to be done to does not count.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops at its first surprise"
)]

#[path = "../support/people.rs"]
mod people;
#[path = "../support/rules.rs"]
#[expect(dead_code, reason = "this test needs the shipped rules only")]
mod rules;

mod act;
mod bank;
mod check;
mod docket;
mod exchange;
mod orders;
mod own;
mod planted;
mod small;
mod world;

use act::{Act, Count};
use planted::Plant;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestError, TestRng, TestRunner};
use std::cell::Cell;
use world::World;

/// How many steps a story has at most.
const STEPS: usize = 100;

/// How many acts are carried out.
#[expect(clippy::disallowed_methods, reason = "a switch of the person who runs the test")]
fn steps() -> u64 {
    let steps = std::env::var("ATTACHE_MONEY_STEPS").ok();
    steps.and_then(|text| text.parse().ok()).unwrap_or(10_000)
}

/// How many states of the small world are looked at: all there are, if none is
/// said.
#[expect(clippy::disallowed_methods, reason = "a switch of the person who runs the test")]
fn small_states() -> usize {
    let most = std::env::var("ATTACHE_MONEY_STATES").ok().and_then(|text| text.parse().ok());
    most.unwrap_or(usize::MAX)
}

fn act() -> impl Strategy<Value = Act> {
    let n = any::<u8>;
    prop_oneof![
        6 => (1_u8..8, any::<bool>()).prop_map(|(banks, urgent)| Act::Freeze { banks, urgent }),
        24 => (n(), any::<bool>()).prop_map(|(item, race)| Act::BankActs { item, race }),
        24 => n().prop_map(|report| Act::Deliver { report }),
        6 => n().prop_map(|report| Act::DeliverAgain { report }),
        3 => n().prop_map(|report| Act::Contradict { report }),
        12 => (n(), n(), 1_i64..90).prop_map(|(bank, account, amount)| Act::Credit {
            bank, account, amount,
        }),
        6 => Just(Act::FileProposal),
        12 => (n(), 1_u8..=110).prop_map(|(hold, percent)| Act::Deduct { hold, percent }),
        3 => (n(), n(), 1_u8..=100).prop_map(|(bank, account, percent)| Act::Direct {
            bank, account, percent,
        }),
        1 => n().prop_map(|item| Act::Deny { item }),
        8 => (n(), -3_i64..90).prop_map(|(wire, over)| Act::Remit { wire, over }),
        3 => n().prop_map(|freeze| Act::ReleaseWhole { freeze }),
        4 => (n(), 1_u8..=100).prop_map(|(hold, percent)| Act::ReleasePart { hold, percent }),
        6 => (n(), 0_i64..150).prop_map(|(freeze, target)| Act::Amend { freeze, target }),
        3 => (any::<bool>(), 1_i64..60).prop_map(|(more, amount)| Act::Post { more, amount }),
        2 => n().prop_map(|order| Act::Withdraw { order }),
        2 => n().prop_map(|order| Act::Confirm { order }),
        3 => (1_i64..40).prop_map(|hours| Act::Wait { hours }),
        1 => any::<u8>().prop_map(|how| Act::End { how }),
        1 => (n(), any::<bool>()).prop_map(|(hold, all)| Act::Object { hold, all }),
        4 => (n(), n()).prop_map(|(objection, verdict)| Act::Judge { objection, verdict }),
        5 => (n(), 0_u8..=110, any::<bool>()).prop_map(|(hold, percent, minimum)| Act::Protect {
            hold, percent, minimum,
        }),
        8 => (n(), n(), -40_i64..40)
            .prop_map(|(freeze, account, by)| Act::Correct { freeze, account, by }),
        3 => n().prop_map(|posting| Act::Reverse { posting }),
    ]
}

/// Acts in the order in which they are tried.
type Story = Vec<Act>;

/// Tells random stories, the same ones for a seed: how much was done, and which
/// failed, if one did.
fn stories(
    cases: u32,
    seed: Option<u8>,
    plant: Option<Plant>,
) -> (Count, Result<(), TestError<Story>>) {
    let config = Config { cases, failure_persistence: None, ..Config::default() };
    let mut runner = match seed {
        Some(seed) => {
            let algorithm = config.rng_algorithm;
            TestRunner::new_with_rng(config, TestRng::from_seed(algorithm, &[seed; 32]))
        }
        None => TestRunner::new(config),
    };
    let told = Cell::new(Count::default());
    let run = runner.run(&vec(act(), 1..STEPS), |acts| {
        told.set(told.get() + tell(plant, &acts));
        Ok(())
    });
    (told.get(), run)
}

/// Act by act, what must hold after each, and what must hold when everything is
/// delivered.
fn tell(plant: Option<Plant>, acts: &[Act]) -> Count {
    let mut world = World::new();
    world.plant = plant;
    for act in acts {
        world.step(act);
        check::always(&world);
    }
    let count = world.count;
    world.settle();
    world.remit_all();
    check::always(&world);
    check::agree(&world);
    check::replays(&world);
    count
}

#[test]
fn the_books_of_the_service_and_of_the_banks_agree() {
    let mut told = Count::default();
    while told.done < steps() {
        let (count, run) = stories(100, None, None);
        run.unwrap_or_else(|why| panic!("{why}"));
        told = told + count;
    }
    println!("{} steps, {} refused", told.done, told.refused);
}
