//! Rows that are kept back.

use crate::event::{Event, Recorded};
use crate::facts::Facts;
use crate::held::{HeldEnd, HeldEvent, HeldRow, HeldState};
use crate::id::HeldId;

pub(super) fn apply(facts: &mut Facts, id: HeldId, recorded: &Recorded) {
    let Event::Held(event) = &recorded.event else { return };
    match event {
        HeldEvent::Kept { agency, source, received, content } => {
            let known = facts.held.get(id);
            // One that had ended comes in wrong anew.
            let before = known.filter(|one| one.state == HeldState::Open);
            let row = HeldRow {
                id,
                version: recorded.version,
                agency: *agency,
                source: source.clone(),
                state: HeldState::Open,
                attempts: before.map_or(0, |one| one.attempts).saturating_add(1),
                received: *received,
                content: content.as_ref().clone(),
                end: None,
            };
            if known.is_some() {
                facts.held.change(id, |held| *held = row);
            } else {
                facts.held.insert(id, row);
            }
        }
        HeldEvent::Resolved => end(facts, id, recorded, HeldState::Resolved, None),
        HeldEvent::Dismissed { reason } => {
            end(facts, id, recorded, HeldState::Dismissed, Some(reason.clone()));
        }
    }
}

fn end(
    facts: &mut Facts,
    id: HeldId,
    recorded: &Recorded,
    state: HeldState,
    reason: Option<String>,
) {
    let by = recorded.actor.person();
    facts.held.change(id, |held| {
        held.version = recorded.version;
        held.state = state;
        held.end = Some(HeldEnd { at: recorded.at, by, reason });
    });
}
