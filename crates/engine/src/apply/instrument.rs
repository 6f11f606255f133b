//! Events of instruments.

use crate::event::{Event, Recorded};
use crate::facts::Facts;
use crate::id::{InstrumentId, UserId};
use crate::instrument::{Approval, Instrument, InstrumentState as S};
use uuid::Uuid;

pub(super) fn apply(facts: &mut Facts, id: InstrumentId, recorded: &Recorded) {
    if let Event::InstrumentDrafted { case, kind, agency, reference, content } = &recorded.event {
        let instrument = Instrument {
            id,
            version: recorded.version,
            kind: *kind,
            case: *case,
            agency: *agency,
            reference: reference.clone(),
            state: S::Draft,
            content: content.as_ref().clone(),
            proposer: person(recorded),
            approval: None,
            issued_at: None,
        };
        facts.instruments.insert(id, instrument);
        return;
    }
    facts.instruments.change(id, |instrument| {
        instrument.version = recorded.version;
        change(instrument, recorded);
    });
}

fn change(instrument: &mut Instrument, recorded: &Recorded) {
    match &recorded.event {
        Event::InstrumentEdited { content } => {
            instrument.content = content.as_ref().clone();
            instrument.proposer = person(recorded);
            instrument.approval = None;
            instrument.state = S::Draft;
        }
        Event::InstrumentSubmitted { .. } => instrument.state = S::Submitted,
        Event::InstrumentApproved { hash } => {
            instrument.approval =
                Some(Approval { by: person(recorded), at: recorded.at, hash: *hash });
            instrument.state = S::Approved;
        }
        Event::InstrumentReturned { .. } => instrument.state = S::Returned,
        Event::InstrumentIssued { .. } => {
            instrument.issued_at = Some(recorded.at);
            instrument.state = S::Issued;
        }
        Event::InstrumentWithdrawn { .. } => instrument.state = S::Withdrawn,
        _ => {}
    }
}

/// Only persons draft and approve; the table of roles sees to that.
fn person(recorded: &Recorded) -> UserId {
    recorded.actor.person().unwrap_or(UserId(Uuid::nil()))
}
