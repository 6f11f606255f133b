//! Rebuilding the state from the journal (I-15), and what a journal must be
//! for that: one event for each version of a root, none missing (I-14).

use crate::announcement::AnnouncementEvent;
use crate::apply::apply;
use crate::event::{Event, Recorded, Root};
use crate::facts::Facts;
use crate::held::HeldEvent;
use crate::id::{CaseId, EventId};
use crate::ledger::{Ledger, MoneyEvent};
use crate::request::RequestEvent;
use std::collections::BTreeMap;

/// The rows that events lead to. The events of one root must come in the order
/// of its versions; roots may be mixed, but a case comes before its demands.
///
/// Total, so that a damaged journal can be looked at: an event of a root that
/// never began is passed over, and [`gaps`] names it. The facts hold no
/// journal, no notices and no keys.
pub fn rebuild(events: impl Iterator<Item = Recorded>) -> Facts {
    let mut facts = Facts::default();
    for recorded in events {
        if begins(&recorded.event) || is_there(&facts, recorded.root) {
            apply(&mut facts, &recorded);
        }
    }
    facts
}

/// The money of a case as its events lead to it; nothing before its books were
/// opened.
pub fn money(case: CaseId, events: impl Iterator<Item = Recorded>) -> Option<Ledger> {
    rebuild(events).ledgers.get(case).cloned()
}

/// Whether an event begins its root.
const fn begins(event: &Event) -> bool {
    matches!(
        event,
        Event::CaseOpened { .. }
            | Event::InstrumentDrafted { .. }
            | Event::DemandServed(_)
            | Event::OutageRecorded { .. }
            | Event::Announcement(AnnouncementEvent::Made { .. })
            | Event::Money(MoneyEvent::Opened { .. })
            | Event::PayeeProposed { .. }
            | Event::StatementImported { .. }
            | Event::Request(RequestEvent::Recorded { .. })
            | Event::Held(HeldEvent::Kept { .. })
    )
}

fn is_there(facts: &Facts, root: Root) -> bool {
    match root {
        Root::Case(id) => facts.cases.get(id).is_some(),
        Root::Instrument(id) => facts.instruments.get(id).is_some(),
        Root::Demand(id) => facts.demands.get(id).is_some(),
        Root::Outage(id) => facts.outages.get(id).is_some(),
        Root::Announcement(id) => facts.announcements.get(id).is_some(),
        Root::Money(id) => facts.ledgers.get(id).is_some(),
        Root::Payee(id) => facts.payees.get(id).is_some(),
        Root::Statement(id) => facts.bank_statements.get(id).is_some(),
        Root::Request(id) => facts.requests.get(id).is_some(),
        Root::Held(id) => facts.held.get(id).is_some(),
    }
}

/// An event that does not bear the version next after the one before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gap {
    /// The root.
    pub root: Root,
    /// The event.
    pub event: EventId,
    /// The version that was to come.
    pub expected: i32,
    /// The version it bears.
    pub found: i32,
}

/// Every place where the versions of a root do not count 1, 2, 3 … (I-14), in
/// the order of the events.
pub fn gaps<'a>(events: impl Iterator<Item = &'a Recorded>) -> Vec<Gap> {
    let mut versions: BTreeMap<Root, i32> = BTreeMap::new();
    let mut gaps = Vec::new();
    for recorded in events {
        let version = versions.entry(recorded.root).or_default();
        let expected = version.saturating_add(1);
        *version = recorded.version;
        if recorded.version != expected {
            gaps.push(Gap {
                root: recorded.root,
                event: recorded.id,
                expected,
                found: recorded.version,
            });
        }
    }
    gaps
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::actor::Actor;
    use crate::facts::OutageRecord;
    use crate::id::{CaseId, DemandId, OutageId};
    use crate::time::Instant;
    use uuid::Uuid;

    fn recorded(id: u128, root: Root, version: i32, event: Event) -> Recorded {
        Recorded {
            v: 1,
            id: EventId(Uuid::from_u128(id)),
            at: Instant::from_seconds(0),
            actor: Actor::SYSTEM,
            root,
            version,
            case: None,
            event,
        }
    }

    fn closed(id: u128, version: i32) -> Recorded {
        let root = Root::Case(CaseId(Uuid::from_u128(7)));
        let reason = "paid".to_owned();
        recorded(id, root, version, Event::CaseClosed { reason })
    }

    #[test]
    fn a_missing_event_and_a_doubled_one_are_named() {
        let journal = [closed(1, 1), closed(2, 2), closed(3, 4), closed(4, 4)];
        let found: Vec<_> = gaps(journal.iter())
            .iter()
            .map(|gap| (gap.event.0.as_u128(), gap.expected, gap.found))
            .collect();
        assert_eq!(found, [(3, 3, 4), (4, 5, 4)]);
    }

    #[test]
    fn an_event_of_a_root_that_never_began_is_passed_over() {
        let root = Root::Demand(DemandId(Uuid::from_u128(8)));
        let outage = Root::Outage(OutageId(Uuid::from_u128(9)));
        let at = Instant::from_seconds(0);
        let reason = "power".to_owned();
        let record = OutageRecord { from: at, to: at, reason, evidence: None, awaits: true };
        let event = Event::OutageRecorded(record);
        let journal = [
            closed(1, 2),
            recorded(2, root, 5, Event::Acknowledged),
            recorded(3, outage, 1, event),
        ];
        let facts = rebuild(journal.into_iter());
        assert_eq!(facts.cases.iter().count(), 0);
        assert_eq!(facts.demands.iter().count(), 0);
        assert_eq!(facts.outages.iter().count(), 1);
    }
}
