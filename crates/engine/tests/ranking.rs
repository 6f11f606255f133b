//! Several orders on one account: what holds of every split (I-13), and that no
//! case learns anything of another but whom to call (I-28).

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test stops at its first surprise"
)]

#[allow(dead_code, reason = "each test uses its part of what they share")]
mod support;

use engine::facts::Facts;
use engine::id::{CaseId, ItemId};
use engine::ledger::{Claim, split};
use engine::time::Instant;
use proptest::collection::vec;
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use support::story::{Seen, Story};
use uuid::Uuid;

/// Ranks from a few instants, so that equal ones are common.
fn claims() -> impl Strategy<Value = Vec<Claim>> {
    let room = prop_oneof![0_i64..50, 0_i64..1_000_000_000_000, Just(i64::MAX)];
    let first: Instant = "2026-11-20T02:00:00Z".parse().unwrap();
    vec((proptest::option::weighted(0.9, 0_i64..4), room), 0..8).prop_map(move |drawn| {
        (1_u128..)
            .zip(drawn)
            .map(|(id, (rank, room))| Claim {
                freeze: ItemId(Uuid::from_u128(id)),
                rank: rank.map(|seconds| first.plus_seconds(seconds)),
                room,
            })
            .collect()
    })
}

fn claims_shuffled() -> impl Strategy<Value = (Vec<Claim>, Vec<Claim>)> {
    claims().prop_flat_map(|claims| (Just(claims.clone()), Just(claims).prop_shuffle()))
}

proptest! {
    #[test]
    fn every_split_is_lawful(
        amount in prop_oneof![0_i64..200, 0_i64..2_000_000_000_000, Just(i64::MAX)],
        (claims, shuffled) in claims_shuffled(),
    ) {
        let found = split(amount, &claims);
        // The same facts, the same split, in whatever order they are read.
        prop_assert_eq!(&found, &split(amount, &shuffled));
        let due: BTreeMap<ItemId, i64> = found.shares.iter().copied().collect();
        prop_assert_eq!(due.len(), found.shares.len(), "each is named once");
        let share = |claim: &Claim| due.get(&claim.freeze).copied().unwrap_or(0);
        let given: i128 = claims.iter().map(|one| i128::from(share(one))).sum();
        let room: i128 = claims.iter().map(|one| i128::from(one.room)).sum();
        prop_assert_eq!(given, i128::from(amount).min(room), "all that is needed, and no more");
        prop_assert_eq!(given + i128::from(found.left), i128::from(amount), "nothing is lost");
        for one in &claims {
            prop_assert!((0..=one.room).contains(&share(one)), "no share above its room");
            for other in &claims {
                if one.rank < other.rank && share(other) > 0 {
                    prop_assert_eq!(share(one), one.room, "first the earlier one, whole");
                }
                if one.rank == other.rank && one.room <= other.room {
                    // Pro rata to the đồng: never more for less room.
                    prop_assert!(share(one) <= share(other).saturating_add(1));
                }
            }
        }
    }
}

/// Two offices, one debtor, one account: every number of either is its own.
const STORY: &[&str] = &[
    "2026-11-20 09:00 officer:truonggiang case.open owes=77.000.001 number=CANARY-A/2026 \
     parties=An:debtor:079090000016,Binh:creditor as=A",
    "09:00 officer:binhminh case.open owes=55.000.003 number=CANARY-B/2026 \
     parties=Anh:debtor:079090000016,Chi:creditor as=B",
    "09:05 officer:truonggiang order.file A freeze owed=77.000.001 at=VCB number=CANARY-F as=F",
    "09:06 officer:binhminh order.file B freeze owed=55.000.003 about=Anh at=VCB,TCB \
     number=CANARY-G as=G",
    "09:30 bank_system:VCB answer.direct F.VCB freeze=frozen:0123456789:70.000.007",
    "09:31 bank_system:VCB answer.direct G.VCB freeze=frozen:0123456789:20.000.009:ranks:1",
    "09:32 bank_system:VCB capture.report G.VCB ref=GD1 caught=0123456789:1.000.011",
    "09:33 bank_system:VCB account.capture VCB/0123456789 ref=GD2 amount=13.000.013",
    "09:33 bank_system:VCB account.capture VCB/0123456789 ref=GD2 amount=13.000.017",
    "09:34 bank_system:VCB account.capture VCB/0123456789 ref=GD3 amount=90.000.019",
    "09:35 officer:truonggiang order.file A release of=F.VCB as=R",
    "09:36 officer:truonggiang capture.report G.VCB ref=GD4 caught=0123456789:1",
];

/// What is a case's own: ids of all that hangs on it, sums, numbers.
fn own(facts: &Facts, case: CaseId, words: &[&str]) -> BTreeSet<String> {
    let ledger = facts.ledgers.get(case).unwrap();
    let mut own: BTreeSet<String> = words.iter().map(|word| (*word).to_owned()).collect();
    own.insert(case.0.to_string());
    for demand in facts.demands.iter().filter(|one| one.case == case) {
        own.extend([demand.id.0.to_string(), demand.instrument.0.to_string()]);
        own.insert(demand.reference.clone());
        own.extend(demand.items.iter().map(|item| item.id.0.to_string()));
    }
    for freeze in &ledger.freezes {
        own.extend([freeze.target.to_string(), freeze.debtor.0.to_string()]);
    }
    for hold in &ledger.holds {
        own.extend([hold.id.0.to_string(), hold.frozen.to_string()]);
    }
    own.retain(|word| word != "0");
    own
}

#[test]
fn no_event_notice_or_refusal_of_one_case_tells_of_another() {
    let (mut story, mut seen) = (Story::new(), Seen::default());
    story.configure("orders=alone").unwrap();
    for step in STORY {
        story.step(step, &mut seen).unwrap();
    }
    for code in ["neighbour_found", "passed_over", "captured"] {
        assert!(seen.events.contains(code), "the story shows {code}");
    }
    let facts = story.facts();
    let case = |label| story.case(label).unwrap();
    let (a, b) = (case("A"), case("B"));
    let of_a = own(facts, a, &["CANARY-A", "CANARY-F", "70000007", "70.000.007"]);
    let of_b = own(facts, b, &["CANARY-B", "CANARY-G", "20000009", "1000011"]);
    // What neither case may see: what the account caught in all.
    let of_none = ["13000013", "90000019"].map(str::to_owned);
    let mut looked = 0;
    for one in &facts.journal {
        let told = serde_json::to_string(one).unwrap();
        for (case, foreign) in [(a, &of_b), (b, &of_a)] {
            if one.case == Some(case) {
                looked += 1;
                let leak = foreign.iter().chain(&of_none).find(|word| told.contains(word.as_str()));
                assert_eq!(leak, None, "in {told}");
            }
        }
    }
    assert!(looked > 20, "{looked} events looked at");
    for one in &facts.notices {
        let told = format!("{one:?}");
        let foreign = if one.case == Some(a) { &of_b } else { &of_a };
        assert_eq!(foreign.iter().find(|word| told.contains(word.as_str())), None, "in {told}");
    }
    for one in &facts.refused {
        let told = format!("{one:?}");
        let own = of_a.iter().chain(&of_b).find(|word| told.contains(word.as_str()));
        assert!(own.is_none() || one.code == "not_found", "in {told}");
    }
    // Each officer knows whom to call, and that is all.
    let known = |case| facts.ledgers.get(case).unwrap().neighbours.clone();
    assert_eq!((known(a).len(), known(b).len()), (1, 1));
    assert_eq!(known(a)[0].officer, support::people::user("binhminh").unwrap());
    assert_eq!(known(b)[0].officer, support::people::user("truonggiang").unwrap());
}
