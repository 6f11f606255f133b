//! Events of cases.

use crate::case::{Case, CaseContent, CaseState, Closing};
use crate::event::{Event, Recorded};
use crate::facts::Facts;
use crate::id::CaseId;

pub(super) fn apply(facts: &mut Facts, id: CaseId, recorded: &Recorded) {
    match &recorded.event {
        Event::CaseOpened { agency, content, origin } => {
            let case = Case {
                id,
                version: 1,
                agency: *agency,
                state: CaseState::Open,
                content: content.as_ref().clone(),
                opened_at: recorded.at,
                closed: None,
                pause: None,
                origin: *origin,
            };
            index(facts, &case, None);
            facts.open_demands.insert(id, 0);
            facts.statements.insert(id, content.obligations.clone());
            facts.cases.insert(id, case);
        }
        Event::CaseAmended { content } => {
            facts.statements.insert(id, content.obligations.clone());
            let old = facts.cases.get(id).map(|case| case.content.clone());
            change(facts, id, recorded, |case| {
                case.content = content.as_ref().clone();
            });
            if let Some(case) = facts.cases.get(id).cloned() {
                index(facts, &case, old.as_ref());
            }
        }
        Event::CaseClosed { reason } => {
            let closing = Closing { at: recorded.at, reason: reason.clone() };
            change_gate(facts, id, recorded, |case| {
                case.state = CaseState::Closed;
                case.closed = Some(closing);
            });
        }
        Event::CaseHandedOver { to, leads, .. } => change_gate(facts, id, recorded, |case| {
            if *leads {
                case.content.officer = *to;
            }
        }),
        Event::CasePaused { pause } => change_gate(facts, id, recorded, |case| {
            case.pause = Some(pause.as_ref().clone());
        }),
        Event::CaseResumed { .. } => change_gate(facts, id, recorded, |case| case.pause = None),
        Event::Sync(event) => {
            change(facts, id, recorded, |_| {});
            super::sync::apply(facts, id, recorded, event);
        }
        _ => {}
    }
}

fn change(facts: &mut Facts, id: CaseId, recorded: &Recorded, with: impl FnOnce(&mut Case)) {
    facts.cases.change(id, |case| {
        case.version = recorded.version;
        with(case);
    });
}

/// The same, of what other roots know of a case.
fn change_gate(facts: &mut Facts, id: CaseId, recorded: &Recorded, with: impl FnOnce(&mut Case)) {
    change(facts, id, recorded, with);
    if let Some(gate) = facts.cases.get(id).map(Case::gate) {
        facts.gates.insert(id, gate);
    }
}

/// Keeps what the batch's later commands look up in step with the case.
fn index(facts: &mut Facts, case: &Case, old: Option<&CaseContent>) {
    facts.gates.insert(case.id, case.gate());
    if let Some(old) = old {
        if old.number != case.content.number {
            facts.case_numbers.remove(&(case.agency, old.number.clone()));
        }
        for party in &old.parties {
            facts.parties.remove(&(case.id, party.id));
            facts.identifiers.remove(&(case.id, party.id));
        }
    }
    facts.case_numbers.insert((case.agency, case.content.number.clone()), case.id);
    for party in &case.content.parties {
        facts.parties.insert((case.id, party.id), party.named());
        facts.identifiers.insert((case.id, party.id), party.identifiers.clone());
    }
}
