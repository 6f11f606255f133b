//! Events of instruments.

use crate::event::{Event, Recorded};
use crate::facts::{Facts, OrderNumber};
use crate::id::{AgencyId, InstrumentId, UserId};
use crate::instrument::{
    Approval, Confirmed, Content, Instrument, InstrumentKind, InstrumentState as S, Sent,
};
use crate::order::OrderContent;
use crate::register::{Holder, Registered};
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
            submitter: None,
            drafted_at: Some(recorded.at),
            approval: None,
            issued_at: None,
            confirmed: None,
            papers: Vec::new(),
            resealed: None,
            sent: None,
            reused: Vec::new(),
            registered: None,
        };
        number(facts, *agency, content, id);
        facts.instruments.insert(id, instrument);
        return;
    }
    facts.instruments.change(id, |instrument| {
        instrument.version = recorded.version;
        change(instrument, recorded);
    });
    let Some(instrument) = facts.instruments.get(id) else {
        return;
    };
    let agency = instrument.agency;
    let kind = instrument.kind;
    match &recorded.event {
        Event::InstrumentEdited { content } => number(facts, agency, content, id),
        Event::InstrumentIssued { institutions, .. } if kind == InstrumentKind::Inquiry => {
            asked(facts, recorded, *institutions);
        }
        Event::InstrumentNumbered { register, serial, symbol, .. } => {
            // The number its decision states was used when that was written.
            let is_order = instrument.kind.is_order();
            let states_none = is_order && instrument.stated().is_none();
            let registered = instrument.registered.as_ref().filter(|_| states_none);
            let numbered = registered.map(Registered::numbered);
            let holder = Holder { instrument: id, symbol: symbol.clone() };
            facts.registers.entry(*register).or_default().take(*serial, holder);
            if let Some(numbered) = numbered {
                use_number(facts, OrderNumber::of(agency, kind, &numbered), id);
            }
        }
        Event::InstrumentConfirmed { decision } => {
            use_number(facts, OrderNumber::of(agency, InstrumentKind::Freeze, decision), id);
        }
        _ => {}
    }
}

/// What somebody sends counts for the rest of the batch too.
fn asked(facts: &mut Facts, recorded: &Recorded, institutions: u32) {
    if let Some(count) = recorded.actor.person().and_then(|one| facts.asked.get_mut(&one)) {
        *count = count.saturating_add(institutions);
    }
}

/// The number of a decision is used from the draft on, for ever (I-3).
fn number(facts: &mut Facts, agency: AgencyId, content: &Content, id: InstrumentId) {
    let Some(order) = content.order() else {
        return;
    };
    if let Some(decision) = &order.decision {
        use_number(facts, OrderNumber::of(agency, order.kind(), decision), id);
    }
}

fn use_number(facts: &mut Facts, number: OrderNumber, id: InstrumentId) {
    if !facts.numbers.contains_key(&number) {
        facts.numbers.insert(number.clone(), id);
        facts.numbered.push((number, id));
    }
}

fn change(instrument: &mut Instrument, recorded: &Recorded) {
    match &recorded.event {
        Event::InstrumentEdited { content } => {
            instrument.content = content.as_ref().clone();
            // It names its readers anew.
            instrument.resealed = None;
            instrument.proposer = person(recorded);
            instrument.submitter = None;
            instrument.approval = None;
            instrument.state = S::Draft;
            // What was signed said something else.
            instrument.papers.retain(|paper| !paper.role.says_the_content());
        }
        Event::InstrumentResealed { readers } => instrument.resealed = Some(readers.clone()),
        Event::InstrumentPapers { papers } => instrument.papers.clone_from(papers),
        Event::InstrumentNumbered { register, serial, symbol, day, reason } => {
            instrument.registered = Some(Registered {
                register: *register,
                serial: *serial,
                symbol: symbol.clone(),
                day: *day,
                reason: reason.clone(),
                by: person(recorded),
                at: recorded.at,
                stated: instrument.stated().map(|stated| stated.number.clone()),
                void: false,
            });
        }
        Event::InstrumentSubmitted { .. } => {
            instrument.submitter = recorded.actor.person();
            instrument.state = S::Submitted;
        }
        Event::InstrumentApproved { hash } => {
            instrument.approval =
                Some(Approval { by: person(recorded), at: recorded.at, hash: *hash });
            instrument.state = S::Approved;
        }
        Event::InstrumentReturned { .. } => instrument.state = S::Returned,
        Event::InstrumentIssued { institutions, reused } => {
            // Orders have no limit.
            let asks = instrument.kind == InstrumentKind::Inquiry;
            let by = recorded.actor.person().filter(|_| asks);
            instrument.sent = by.map(|by| Sent { by, institutions: *institutions });
            instrument.reused.clone_from(reused);
            instrument.issued_at = Some(recorded.at);
            instrument.state = S::Issued;
        }
        Event::InstrumentWithdrawn { .. } => {
            void(instrument);
            instrument.state = S::Withdrawn;
        }
        Event::InstrumentLapsed => {
            void(instrument);
            instrument.state = S::Lapsed;
        }
        Event::InstrumentConfirmed { decision } => {
            let (decision, by) = (decision.clone(), person(recorded));
            instrument.confirmed = Some(Confirmed { decision, by, at: recorded.at });
        }
        _ => {}
    }
}

/// What went out was numbered rightly, whatever became of it. The number of minutes is
/// that of the decision to follow: where none does, it was never borne.
fn void(instrument: &mut Instrument) {
    let is_urgent = instrument.content.order().is_some_and(OrderContent::is_urgent);
    let borne = match (is_urgent, instrument.state) {
        (true, _) => instrument.confirmed.is_some(),
        (false, state) => state == S::Issued,
    };
    if let Some(registered) = &mut instrument.registered {
        registered.void |= !borne;
    }
}

/// Only persons draft and approve; the table of roles sees to that.
pub(super) fn person(recorded: &Recorded) -> UserId {
    recorded.actor.person().unwrap_or(UserId(Uuid::nil()))
}
