//! Events of receiving accounts.

use super::instrument::person;
use crate::event::{Event, Recorded};
use crate::facts::Facts;
use crate::id::PayeeId;
use crate::payee::{Payee, PayeeState};

pub(super) fn apply(facts: &mut Facts, id: PayeeId, recorded: &Recorded) {
    if let Event::PayeeProposed { agency, content } = &recorded.event {
        let payee = Payee {
            id,
            version: recorded.version,
            agency: *agency,
            state: PayeeState::Proposed,
            content: content.clone(),
            proposer: person(recorded),
            approved_by: None,
            usable_from: None,
        };
        facts.payees.insert(id, payee);
        return;
    }
    facts.payees.change(id, |payee| {
        payee.version = recorded.version;
        match &recorded.event {
            Event::PayeeApproved { usable_from } => {
                payee.state = PayeeState::Approved;
                payee.approved_by = Some(person(recorded));
                payee.usable_from = Some(*usable_from);
            }
            Event::PayeeRetired { .. } => payee.state = PayeeState::Retired,
            _ => {}
        }
    });
}
