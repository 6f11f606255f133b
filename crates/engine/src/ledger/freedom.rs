//! When everything that was frozen for a case is free again, and what is waited
//! for until then. Derived from what was recorded, in its order: no row says it.

use super::{Ended, Freeze, FreezeEnd, Ledger, Lift, MoneyEvent};
use crate::apply::money::change;
use crate::event::{Event, Recorded};
use crate::id::{InstitutionId, InstrumentId, ItemId, PartyId};
use crate::time::Instant;
use std::collections::BTreeMap;

/// What became of what was frozen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Freedom {
    /// Since when everything is free: the last release, deduction or answer that
    /// left nothing held. None: something is not, or nothing was ever frozen.
    pub since: Option<Instant>,
    /// What is not free, in the order of issue.
    pub waits: Vec<NotFree>,
}

/// A freeze that holds something, or whose institution was not heard to have let
/// go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotFree {
    /// The freeze: the item that ordered it.
    pub freeze: ItemId,
    /// Its order.
    pub instrument: InstrumentId,
    /// Where.
    pub institution: InstitutionId,
    /// Whose money.
    pub debtor: PartyId,
    /// The release that was asked for last; none: nobody asked.
    pub asked: Option<Asked>,
}

/// A release that was asked for and did not free everything, or not yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Asked {
    /// The item that ordered it.
    pub item: ItemId,
    /// When it was issued.
    pub at: Instant,
    /// When it was refused or taken back.
    pub refused_at: Option<Instant>,
    /// Whether its answer is still waited for.
    pub waits: bool,
}

/// When things happened that the books keep no instant of.
#[derive(Default)]
struct Times {
    asked: BTreeMap<ItemId, Instant>,
    refused: BTreeMap<ItemId, Instant>,
}

/// What is free by what happened to the money of a case, of the freezes that are
/// `seen`.
pub fn freedom<'a>(
    events: impl IntoIterator<Item = &'a Recorded>,
    seen: impl Fn(ItemId) -> bool,
) -> Freedom {
    let mut ledger: Option<Ledger> = None;
    let mut times = Times::default();
    let mut since = None;
    for recorded in events {
        let Event::Money(event) = &recorded.event else { continue };
        if let (None, MoneyEvent::Opened { agency, .. }, Some(case)) =
            (&ledger, event, recorded.case)
        {
            ledger = Some(Ledger::empty(case, *agency));
        }
        let Some(ledger) = &mut ledger else { continue };
        times.note(event, recorded.at);
        change(ledger, event, recorded.at);
        let mut freezes = ledger.freezes.iter().filter(|one| seen(one.item)).peekable();
        let any = freezes.peek().is_some();
        let free = any && freezes.all(|one| ledger.is_free(one));
        since = free.then(|| since.unwrap_or(recorded.at));
    }
    let waits = ledger.map(|ledger| ledger.not_free(&times, seen)).unwrap_or_default();
    Freedom { since, waits }
}

impl Times {
    fn note(&mut self, event: &MoneyEvent, at: Instant) {
        match event {
            MoneyEvent::Lifting { lifts } => {
                self.asked.extend(lifts.iter().map(|lift| (lift.item, at)));
            }
            MoneyEvent::NotLifted { item } => drop(self.refused.insert(*item, at)),
            _ => {}
        }
    }
}

impl Ledger {
    /// Whether a freeze holds nothing, can catch nothing, and its institution knows
    /// it where it fell.
    fn is_free(&self, freeze: &Freeze) -> bool {
        !self.may_hold(freeze) && !self.awaits_word(freeze)
    }

    /// A freeze that fell while it stood goes on at its institution until that has
    /// answered the release, though nothing is in the sums.
    fn awaits_word(&self, freeze: &Freeze) -> bool {
        let fell = |ended: Ended| matches!(ended.why, FreezeEnd::Terminated | FreezeEnd::Lapsed);
        let mut wholes =
            self.lifts.iter().filter(|lift| lift.freeze == freeze.item && lift.hold.is_none());
        freeze.standing_since.is_some()
            && freeze.ended.is_some_and(fell)
            && !wholes.any(|lift| lift.done && !lift.failed)
    }

    fn not_free(&self, times: &Times, seen: impl Fn(ItemId) -> bool) -> Vec<NotFree> {
        let asked = |lift: &Lift| {
            Some(Asked {
                item: lift.item,
                at: *times.asked.get(&lift.item)?,
                refused_at: times.refused.get(&lift.item).copied().filter(|_| lift.failed),
                waits: !lift.done,
            })
        };
        let freezes = self.freezes.iter().filter(|one| seen(one.item) && !self.is_free(one));
        let waits = freezes.map(|one| NotFree {
            freeze: one.item,
            instrument: one.instrument,
            institution: one.institution,
            debtor: one.debtor,
            asked: self.lifts.iter().rev().find(|lift| lift.freeze == one.item).and_then(asked),
        });
        waits.collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::actor::Actor;
    use crate::answer::AccountKind;
    use crate::event::Root;
    use crate::execution::Care;
    use crate::id::{AgencyId, CaseId, DemandId, EventId, HoldId};
    use crate::identity::AccountNumber;
    use crate::ledger::Hold;
    use crate::money::Currency;
    use uuid::Uuid;

    const CASE: CaseId = CaseId(Uuid::from_u128(1));

    const fn item(n: u128) -> ItemId {
        ItemId(Uuid::from_u128(n))
    }

    fn at(minute: i64) -> Instant {
        Instant::from_seconds(minute * 60)
    }

    /// What happened at which minute, after the books were opened.
    fn told(events: &[(i64, MoneyEvent)]) -> Vec<Recorded> {
        let agency = AgencyId(Uuid::from_u128(2));
        let opened = (0, MoneyEvent::Opened { agency, postings: Vec::new() });
        let all = std::iter::once(&opened).chain(events);
        let recorded = (1..).zip(all).map(|(version, (minute, event))| Recorded {
            v: 1,
            id: EventId(Uuid::nil()),
            at: at(*minute),
            actor: Actor::SYSTEM,
            root: Root::Money(CASE),
            version,
            case: Some(CASE),
            event: Event::Money(event.clone()),
        });
        recorded.collect()
    }

    fn asked(n: u128) -> MoneyEvent {
        let freeze = Freeze {
            item: item(n),
            demand: DemandId(Uuid::from_u128(n)),
            instrument: InstrumentId(Uuid::from_u128(n)),
            institution: InstitutionId(Uuid::from_u128(n)),
            debtor: PartyId(Uuid::from_u128(3)),
            target: 100,
            by_minutes: false,
            everything: true,
            accounts: Vec::new(),
            asked_at: at(1),
            standing_since: None,
            ended: None,
            retarget: None,
            captures: Vec::new(),
            proposer: None,
            received_at: None,
            revoked: None,
        };
        MoneyEvent::FreezesAsked { freezes: vec![freeze] }
    }

    fn stands(n: u128, frozen: i64) -> MoneyEvent {
        let hold = Hold {
            id: HoldId(Uuid::from_u128(n)),
            freeze: item(n),
            institution: InstitutionId(Uuid::from_u128(n)),
            account: AccountNumber::parse("0011004567890").unwrap(),
            kind: AccountKind::Payment,
            currency: Currency::VND,
            all_unknown: false,
            joint: false,
            beyond_order: false,
            care: Care::default(),
            freed_ahead: 0,
            protected: 0,
            minimum: 0,
            protections: Vec::new(),
            ranks_before: 0,
            frozen,
            deducted: 0,
            released: 0,
            reserved: 0,
            lifting: 0,
            at_receipt: None,
            at_freeze: None,
            left_between: None,
            opened_at: at(2),
        };
        let holds = if frozen > 0 { vec![hold] } else { Vec::new() };
        MoneyEvent::FreezeStands { item: item(n), at: at(2), holds, received: None }
    }

    fn lifting(n: u128, freeze: u128) -> MoneyEvent {
        let lift = Lift {
            item: item(n),
            freeze: item(freeze),
            hold: None,
            lifting: Vec::new(),
            ground: "terminated".to_owned(),
            done: false,
            failed: false,
            met: None,
            met_excess: None,
        };
        MoneyEvent::Lifting { lifts: vec![lift] }
    }

    fn lifted(n: u128, hold: u128, amount: i64) -> MoneyEvent {
        let freed = vec![(HoldId(Uuid::from_u128(hold)), amount)];
        MoneyEvent::Lifted { item: item(n), freed, ahead: Vec::new(), target: 100 }
    }

    fn fell(freezes: &[u128]) -> MoneyEvent {
        let items = freezes.iter().map(|n| item(*n)).collect();
        MoneyEvent::FreezesEnded { items, why: FreezeEnd::Terminated }
    }

    fn freed(events: &[(i64, MoneyEvent)]) -> Freedom {
        freedom(&told(events), |_| true)
    }

    #[test]
    fn everything_is_free_from_the_last_thing_that_left_nothing_held() {
        assert_eq!(freed(&[]), Freedom::default());
        let mut events = vec![
            (1, asked(10)),
            (1, asked(11)),
            (2, stands(10, 70)),
            (3, stands(11, 30)),
            (4, fell(&[10, 11])),
            (4, lifting(20, 10)),
            (4, lifting(21, 11)),
            (9, lifted(20, 10, 70)),
        ];
        let waits = freed(&events);
        assert_eq!((waits.since, waits.waits.len()), (None, 1));
        let ask = Asked { item: item(21), at: at(4), refused_at: None, waits: true };
        assert_eq!((waits.waits[0].freeze, waits.waits[0].asked), (item(11), Some(ask)));
        events.push((12, lifted(21, 11, 30)));
        events.push((15, MoneyEvent::ExcessStated { excess: 0 }));
        assert_eq!(freed(&events), Freedom { since: Some(at(12)), waits: Vec::new() });
        // A late report makes something held again: it is not free until that is.
        events.push((20, stands(11, 60)));
        assert_eq!(freed(&events).since, None);
        // Whoever does not see that freeze does not hear of it.
        let seen = freedom(&told(&events), |one| one == item(10));
        assert_eq!((seen.since, seen.waits.len()), (Some(at(9)), 0));
    }

    #[test]
    fn a_refused_release_says_when_and_a_silent_institution_is_waited_for() {
        // It stood and caught nothing: it goes on there until it is told.
        let mut events = vec![(1, asked(10)), (2, stands(10, 0)), (3, fell(&[10]))];
        assert_eq!(freed(&events).waits[0].asked, None);
        events.push((4, lifting(20, 10)));
        events.push((6, MoneyEvent::NotLifted { item: item(20) }));
        let ask = Asked { item: item(20), at: at(4), refused_at: Some(at(6)), waits: false };
        assert_eq!(freed(&events).waits[0].asked, Some(ask));
        events.push((7, lifting(21, 10)));
        events.push((8, lifted(21, 10, 0)));
        assert_eq!(freed(&events).since, Some(at(8)));
    }

    #[test]
    fn what_found_nothing_or_was_taken_whole_is_free_without_a_release() {
        let none = |n| MoneyEvent::FreezesEnded { items: vec![item(n)], why: FreezeEnd::NoAccount };
        assert_eq!(freed(&[(1, asked(10)), (5, none(10))]).since, Some(at(5)));
        // Not yet answered, it may still catch something.
        assert_eq!(freed(&[(1, asked(10))]).since, None);
    }
}
