//! Events of requests for a measure.

use super::instrument::person;
use crate::event::{Event, Recorded};
use crate::facts::Facts;
use crate::id::RequestId;
use crate::ledger::DutyKind;
use crate::request::{Act, MeasureRequest, RequestEvent, RequestState, Term};
use crate::time::Instant;

pub(super) fn apply(facts: &mut Facts, id: RequestId, recorded: &Recorded) {
    let Event::Request(event) = &recorded.event else {
        return;
    };
    let by = person(recorded);
    if let RequestEvent::Recorded { office, institution, reference, content, terms } = event {
        let request = MeasureRequest {
            id,
            version: recorded.version,
            reference: reference.clone(),
            office: *office,
            institution: *institution,
            state: RequestState::Recorded,
            content: content.as_ref().clone(),
            recorded: Act { at: recorded.at, by },
            handed_over: None,
            completed: None,
            decided: None,
            case: None,
            withdrawn: None,
            terms: terms.clone(),
        };
        facts.known_requests.insert(content.key(request.keeper()), id);
        facts.requests.insert(id, request);
        return;
    }
    facts.requests.change(id, |request| {
        request.version = recorded.version;
        change(request, event, Act { at: recorded.at, by });
    });
    let ended = facts.requests.get(id).filter(|request| !request.state.is_open());
    if let Some(key) = ended.map(|request| request.content.key(request.keeper())) {
        facts.known_requests.remove(&key);
    }
}

fn change(request: &mut MeasureRequest, event: &RequestEvent, act: Act) {
    match event {
        RequestEvent::HandedOver { how } => {
            request.state = RequestState::HandedOver;
            request.handed_over = Some((how.clone(), act.by));
            end(&mut request.terms, DutyKind::HandOver, how.at);
        }
        RequestEvent::Completed { at, terms } => {
            request.state = RequestState::Complete;
            request.completed = Some(Act { at: *at, by: act.by });
            request.terms.extend(terms.iter().cloned());
        }
        RequestEvent::Decided { at, ruling, case } => {
            let granted = ruling.granted;
            request.state = if granted { RequestState::Granted } else { RequestState::Declined };
            request.decided = Some((ruling.as_ref().clone(), Act { at: *at, by: act.by }));
            request.case = *case;
            end(&mut request.terms, DutyKind::DecideRequest, *at);
        }
        RequestEvent::Linked { case } => request.case = Some(*case),
        RequestEvent::Withdrawn { reason } => {
            request.state = RequestState::Withdrawn;
            request.withdrawn = Some((act, reason.clone()));
            let open = request.terms.iter_mut().filter(|term| term.is_open());
            open.for_each(|term| term.void(act.at));
        }
        RequestEvent::Struck { term, late_since } => {
            if let Some(term) = request.terms.iter_mut().find(|one| one.id == *term) {
                term.late_since = Some(*late_since);
                term.next_at = None;
            }
        }
        RequestEvent::Recorded { .. } => {}
    }
}

fn end(terms: &mut [Term], kind: DutyKind, at: Instant) {
    let open = terms.iter_mut().filter(|term| term.kind == kind && term.is_open());
    open.for_each(|term| term.end(at));
}
