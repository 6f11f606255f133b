//! What holds after every step, and when everything is delivered.

use crate::bank::number;
use crate::office::Side;
use crate::world::World;
use engine::demand::Demand;
use engine::event::{Event, Root};
use engine::id::{CaseId, ItemId};
use engine::identity::AccountNumber;
use engine::instrument::InstrumentState;
use engine::ledger::{
    Balances, DutyKind, Freeze, Hold, Ledger, MoneyEvent, ObligationEnd, Transfer,
};
use engine::replay;
use std::collections::BTreeMap;

pub(crate) fn always(world: &World) {
    world.sides().for_each(|side| of_case(world, side));
}

fn of_case(world: &World, side: &Side) {
    let Some(ledger) = world.facts.ledgers.get(side.case) else { return };
    conserved(ledger);
    waited_for(ledger);
    let cap = ledger.cap();
    assert_eq!(ledger.excess, cap.excess, "I-7: an excess is stated at once");
    if cap.excess > 0 {
        assert!(ledger.open_duties(DutyKind::Lift).count() > 0, "I-7: its lifting is owed");
    }
    for freeze in ledger.freezes.iter().filter(|freeze| freeze.ended.is_some()) {
        let free: i64 = ledger.holds_of(freeze.item).map(Hold::free).sum();
        let released = free == 0 || is_asked_in_vain(ledger, freeze);
        assert!(released, "I-11: {free} of {:?} is not being released", freeze.ended);
    }
    ended_with_their_cause(world, ledger);
    books(ledger);
    as_said(side, ledger);
    nothing_new_after_the_end(world, side);
}

/// The service asks three times, and then a person must speak to the bank: here
/// the officer took its releases back.
fn is_asked_in_vain(ledger: &Ledger, freeze: &Freeze) -> bool {
    ledger.lifts.iter().filter(|lift| lift.freeze == freeze.item && lift.failed).count() >= 3
}

/// Minutes that lapsed and an obligation that was terminated leave no freeze.
fn ended_with_their_cause(world: &World, ledger: &Ledger) {
    let lapsed = |freeze: &Freeze| {
        let instrument = world.facts.instruments.get(freeze.instrument);
        instrument.is_some_and(|one| one.state == InstrumentState::Lapsed)
    };
    let paid = |how| how == ObligationEnd::Paid;
    let terminated = ledger.closed.as_ref().is_some_and(|closed| !paid(closed.how));
    for freeze in ledger.freezes.iter().filter(|freeze| freeze.is_live()) {
        assert!(!lapsed(freeze), "lapsed minutes leave a freeze");
        assert!(!terminated, "I-12: the end leaves a freeze");
    }
}

/// I-10: what was frozen is deducted, released or remains; nothing is below
/// nothing.
fn conserved(ledger: &Ledger) {
    for hold in &ledger.holds {
        let parts = [hold.deducted, hold.released, hold.reserved, hold.lifting, hold.remaining()];
        assert!(parts.iter().all(|part| *part >= 0), "I-10: {hold:?}");
        assert_eq!(hold.frozen, hold.deducted + hold.released + hold.remaining(), "I-10");
        assert!(hold.deducted <= hold.frozen, "I-8");
    }
}

/// I-8: what a hold gave is what payments from it took; a payment that was
/// ordered without a freeze takes nothing from any.
fn waited_for(ledger: &Ledger) {
    for hold in &ledger.holds {
        let of_it = ledger.transfers.iter().filter(|one| one.hold == Some(hold.id));
        assert!(hold.deducted <= of_it.map(|one| one.paid).sum::<i64>(), "I-8: {hold:?}");
    }
    waits(ledger);
}

/// What holds wait for is what transfers and lifts ask.
fn waits(ledger: &Ledger) {
    for hold in &ledger.holds {
        let of_it = ledger.transfers.iter().filter(|one| one.hold == Some(hold.id));
        assert_eq!(hold.reserved, of_it.map(Transfer::reserved).sum::<i64>(), "{hold:?}");
        let lifts = ledger.lifts.iter().filter(|lift| !lift.done).flat_map(|lift| &lift.lifting);
        let of_it = lifts.filter(|(id, _)| *id == hold.id).map(|(_, amount)| *amount);
        assert_eq!(hold.lifting, of_it.sum::<i64>(), "{hold:?}");
    }
}

/// The books balance, and are the sum of their postings.
fn books(ledger: &Ledger) {
    let mut balances = Balances::default();
    ledger.postings.iter().for_each(|posting| balances.post(posting));
    assert_eq!(balances, ledger.balances, "postings");
    let Balances { principal, interest, fee, cost, title, received, waived, suspense, .. } =
        balances;
    let Balances { delegated, recovered, .. } = balances;
    let owed = principal + interest + fee + cost;
    assert_eq!(owed + title + received + waived + suspense + delegated + recovered, 0);
    assert!(principal >= 0 && interest >= 0 && fee >= 0 && cost >= 0 && suspense <= 0);
    let cap = ledger.cap();
    let owed = cap.outstanding - cap.in_transit;
    let parts = ledger.owed_parts().map(|parts| parts.total().unwrap().minor());
    assert_eq!(parts, (owed > 0 && ledger.closed.is_none()).then_some(owed), "owed by its parts");
}

/// What is owed and what may not be taken is what was said, and the minimum of
/// living is in one account only (I-9).
fn as_said(side: &Side, ledger: &Ledger) {
    assert_eq!(ledger.balances.outstanding(), side.own.debt, "what is owed");
    for hold in &ledger.holds {
        assert_eq!(hold.protected, side.own.protected(hold.id), "I-9: {hold:?}");
    }
    let keeps = |hold: &&Hold| hold.minimum > 0 && hold.remaining() > 0;
    assert!(ledger.holds.iter().filter(keeps).count() < 2, "I-9");
}

/// I-12.
fn nothing_new_after_the_end(world: &World, side: &Side) {
    let of_case = world.facts.journal.iter().filter(|one| one.case == Some(side.case));
    let of_money = of_case.filter_map(|one| match &one.event {
        Event::Money(event) => Some(event),
        _ => None,
    });
    let mut ended = false;
    for event in of_money {
        let asks = matches!(event, MoneyEvent::FreezesAsked { .. } | MoneyEvent::Reserved { .. });
        assert!(!(ended && asks), "I-12: {event:?} after the end");
        ended |= matches!(event, MoneyEvent::ObligationEnded { .. });
    }
}

/// Everything was delivered: the service knows what every bank holds.
pub(crate) fn agree(world: &World) {
    assert_eq!(world.facts.demands.iter().filter(|one: &&Demand| one.is_open()).count(), 0);
    let mut known = BTreeMap::new();
    let holds = world.ledgers().flat_map(|ledger| &ledger.holds);
    for hold in holds.filter(|hold| hold.remaining() > 0) {
        known.insert((hold.freeze, hold.account.clone()), hold.remaining());
    }
    let mut real = BTreeMap::new();
    for (_, bank) in &world.banks {
        for ((freeze, account), frozen) in bank.frozen.iter().filter(|(_, frozen)| **frozen > 0) {
            real.insert((*freeze, number(*account)), *frozen);
        }
    }
    assert_eq!(known, real, "the books and the banks");
    world.sides().for_each(|side| is_freed(world, side, &real));
    // Every đồng that left a bank, frozen before or not, is a payment of the books.
    let transfers = || world.ledgers().flat_map(|ledger| &ledger.transfers);
    let paid: i64 = transfers().map(|one| one.paid).sum();
    assert_eq!(paid, world.banks.iter().map(|(_, bank)| bank.paid).sum::<i64>(), "I-8");
    for side in world.sides() {
        let ledger = world.facts.ledgers.get(side.case);
        let transfers = ledger.map_or(&[][..], |ledger| &ledger.transfers);
        assert_eq!(transfers.iter().map(|one| one.arrived).sum::<i64>(), side.remitted);
    }
}

/// I-11: what ended or was released is free at the banks in the end.
fn is_freed(world: &World, side: &Side, real: &BTreeMap<(ItemId, AccountNumber), i64>) {
    let Some(ledger) = world.facts.ledgers.get(side.case) else { return };
    for freeze in ledger.freezes.iter().filter(|freeze| freeze.ended.is_some()) {
        let left: i64 = ledger.holds_of(freeze.item).map(Hold::remaining).sum();
        let released = left == 0 || is_asked_in_vain(ledger, freeze);
        assert!(released, "I-11: {left} of {:?} is frozen in the end", freeze.ended);
    }
    for (release, freeze) in &side.freed {
        let instrument = world.facts.instruments.get(*release);
        let of_it = real.iter().filter(|((item, _), _)| item == freeze);
        let left: i64 = of_it.map(|(_, frozen)| *frozen).sum();
        let stands = instrument.is_none_or(|one| one.state != InstrumentState::Withdrawn);
        assert!(left == 0 || !stands, "I-11: {left} is frozen of what was released");
    }
}

/// I-15: the journal alone rebuilds the money.
pub(crate) fn replays(world: &World) {
    let rebuilt = replay::rebuild(world.facts.journal.iter().cloned());
    for side in world.sides() {
        let ledger = world.facts.ledgers.get(side.case);
        assert_eq!(rebuilt.ledgers.get(side.case), ledger, "I-15");
    }
    let gaps = replay::gaps(world.facts.journal.iter());
    assert!(gaps.is_empty(), "I-14: {gaps:?}");
    let of_a_case = |case: CaseId| world.sides().any(|side| side.case == case);
    assert!(world.facts.journal.iter().all(|one| match one.root {
        Root::Money(case) => of_a_case(case),
        _ => true,
    }));
}
