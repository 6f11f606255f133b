//! What another system says of cases.

use crate::event::Recorded;
use crate::facts::Facts;
use crate::id::CaseId;
use crate::sync::{SyncEvent, Synced, SyncedPayment};

pub(super) fn apply(facts: &mut Facts, case: CaseId, recorded: &Recorded, event: &SyncEvent) {
    match event {
        SyncEvent::Told { link, agency, source, theirs, parties, open } => {
            let told = Synced {
                id: *link,
                case,
                agency: *agency,
                source: source.clone(),
                theirs: theirs.as_ref().clone(),
                parties: parties.clone(),
                open: open.clone(),
                at: recorded.at,
            };
            if facts.synced.get(*link).is_some() {
                facts.synced.change(*link, |synced| *synced = told);
            } else {
                facts.synced.insert(*link, told);
            }
        }
        SyncEvent::Decided { link, theirs, ours, parties } => {
            facts.synced.change(*link, |synced| {
                synced.open.retain(|field| !theirs.contains(field) && !ours.contains(field));
                synced.parties.clone_from(parties);
            });
        }
        SyncEvent::Paid { id, payment, posting } => {
            let (id, payment, posting) = (*id, payment.clone(), *posting);
            let paid = SyncedPayment { id, case, payment, posting, at: recorded.at };
            facts.synced_payments.insert(id, paid);
        }
    }
}
