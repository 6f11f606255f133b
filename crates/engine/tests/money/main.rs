//! The money of a case against banks that keep books of their own: random acts
//! of officers and banks in random order, reports late, doubled and overtaken.
//! After every step I-6 … I-13 hold; when all is delivered the two sides agree
//! to the đồng.
//!
//! `ATTACHE_MONEY_STEPS=1000000` makes as many steps.

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

mod bank;
mod check;
mod planted;
mod small;
mod world;

use proptest::collection::vec;
use proptest::prelude::*;
use world::{Act, World};

/// How many steps a story has at most.
const STEPS: usize = 40;

#[expect(clippy::disallowed_methods, reason = "a switch of the person who runs the test")]
fn cases() -> u32 {
    let steps = std::env::var("ATTACHE_MONEY_STEPS").ok().and_then(|text| text.parse::<u32>().ok());
    // A story has half of the steps on average.
    steps.unwrap_or(40_000).div_ceil(20)
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
        4 => (1_u8..8, any::<bool>()).prop_map(|(banks, urgent)| Act::Freeze { banks, urgent }),
        12 => (n(), n(), any::<bool>())
            .prop_map(|(bank, item, race)| Act::BankActs { bank, item, race }),
        12 => n().prop_map(|report| Act::Deliver { report }),
        4 => n().prop_map(|report| Act::DeliverAgain { report }),
        6 => (n(), n(), 1_i64..90).prop_map(|(bank, account, amount)| Act::Credit {
            bank, account, amount,
        }),
        4 => Just(Act::FileProposal),
        4 => (n(), 1_u8..=100).prop_map(|(hold, percent)| Act::Deduct { hold, percent }),
        3 => (n(), n(), 1_u8..=100).prop_map(|(bank, account, percent)| Act::Direct {
            bank, account, percent,
        }),
        1 => (n(), n()).prop_map(|(bank, item)| Act::Deny { bank, item }),
        4 => (n(), -3_i64..90).prop_map(|(wire, over)| Act::Remit { wire, over }),
        3 => n().prop_map(|freeze| Act::ReleaseWhole { freeze }),
        2 => (n(), 1_u8..=100).prop_map(|(hold, percent)| Act::ReleasePart { hold, percent }),
        2 => (n(), 0_i64..150).prop_map(|(freeze, target)| Act::Amend { freeze, target }),
        2 => (any::<bool>(), 1_i64..60).prop_map(|(more, amount)| Act::Post { more, amount }),
        1 => n().prop_map(|order| Act::Withdraw { order }),
        1 => n().prop_map(|order| Act::Confirm { order }),
        2 => (1_i64..40).prop_map(|hours| Act::Wait { hours }),
        1 => any::<u8>().prop_map(|how| Act::End { how }),
        1 => (n(), any::<bool>()).prop_map(|(hold, all)| Act::Object { hold, all }),
        2 => (n(), n()).prop_map(|(objection, verdict)| Act::Judge { objection, verdict }),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_books_of_the_service_and_of_the_banks_agree(acts in vec(act(), 1..STEPS)) {
        let mut world = World::new();
        for act in &acts {
            world.step(act);
            check::always(&world);
        }
        world.settle();
        world.remit_all();
        check::always(&world);
        check::agree(&world);
        check::replays(&world);
    }
}
