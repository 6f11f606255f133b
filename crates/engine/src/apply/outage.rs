//! Outages of this service.

use crate::event::{Event, Recorded};
use crate::facts::{Confirmation, Facts, Outage, OutageRecord};
use crate::id::OutageId;

pub(super) fn apply(facts: &mut Facts, id: OutageId, recorded: &Recorded) {
    let at = recorded.at;
    let by = recorded.actor.person();
    match &recorded.event {
        Event::OutageRecorded(OutageRecord { from, to, reason, evidence, awaits }) => {
            let outage = Outage {
                id,
                version: recorded.version,
                from: *from,
                to: *to,
                reason: reason.clone(),
                evidence: evidence.clone(),
                // Of one from before, which one person recorded, its row says no more.
                by: by.filter(|_| *awaits),
                confirmed: (!awaits).then_some(Confirmation { at, by: None }),
            };
            facts.outages.insert(id, outage);
        }
        Event::OutageConfirmed => facts.outages.change(id, |outage| {
            outage.version = recorded.version;
            outage.confirmed = Some(Confirmation { at, by });
        }),
        _ => {}
    }
}
