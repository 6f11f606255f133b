//! What drafting, approving and issuing have in common, whatever is issued.

use super::{Decision, Done, Reply, carried_out, clock, done};
use crate::case::Gate;
use crate::command::Envelope;
use crate::context::Context;
use crate::demand::{Channel, Demand};
use crate::event::{Event, NewItem, Root, Served};
use crate::id::{DemandId, InstitutionId, InstrumentId, ItemId, UserId};
use crate::inforce::Limit;
use crate::instrument::{
    Content, ContentHash, Instrument, InstrumentKind, InstrumentState, Request,
};
use crate::paper::Paper;
use crate::reference_number::{DemandReference, ReferenceKind, ReferenceNumber};
use crate::refusal::Refusal;
use crate::time::Zone;

/// An instrument's id and reference, and the event that drafts it.
pub(crate) type Drafted = (InstrumentId, ReferenceNumber, Event);
/// Demands served, and to whom.
pub(crate) type ServedTo = Vec<(DemandId, InstitutionId)>;

pub(crate) fn drafted(
    cx: &mut Context<'_>,
    gate: &Gate,
    content: Content,
) -> Result<Drafted, Refusal> {
    let id = InstrumentId(cx.ids.next_id());
    let (year, _, _) = Zone::HANOI.day_of(cx.now).ymd();
    let kind = content.kind();
    let reference =
        ReferenceNumber::new(reference_kind(kind), year, id.0).map_err(|_| Refusal::ClockWrong)?;
    let event = Event::InstrumentDrafted {
        case: gate.case,
        kind,
        agency: gate.agency,
        reference: reference.to_string(),
        content: Box::new(content),
    };
    Ok((id, reference, event))
}

const fn reference_kind(kind: InstrumentKind) -> ReferenceKind {
    match kind {
        InstrumentKind::Inquiry => ReferenceKind::Inquiry,
        InstrumentKind::Freeze => ReferenceKind::Freeze,
        InstrumentKind::Deduct => ReferenceKind::Deduct,
        InstrumentKind::Release => ReferenceKind::Release,
        InstrumentKind::Amend => ReferenceKind::Amend,
        InstrumentKind::IncomeDeduction => ReferenceKind::IncomeDeduction,
    }
}

pub(crate) fn on_root(
    envelope: &Envelope,
    instrument: &Instrument,
    events: Vec<Event>,
) -> Decision {
    let id = instrument.id;
    let version = instrument.version + i32::try_from(events.len()).unwrap_or(i32::MAX);
    Decision {
        events: events.into_iter().map(|event| (Root::Instrument(id), event)).collect(),
        reply: done(envelope, id.0, version),
    }
}

pub(crate) fn allow_states(
    state: InstrumentState,
    allowed: &[InstrumentState],
) -> Result<(), Refusal> {
    if allowed.contains(&state) { Ok(()) } else { Err(Refusal::InstrumentState) }
}

/// The second person's word over what exactly he read (I-29).
pub(crate) fn approve(
    envelope: &Envelope,
    instrument: &Instrument,
    hash: ContentHash,
) -> Result<Decision, Refusal> {
    if instrument.is_act_of(envelope.actor.person()) {
        return Err(Refusal::OwnApproval);
    }
    if hash != ContentHash::of(&instrument.content) {
        return Err(Refusal::ContentChanged);
    }
    Ok(on_root(envelope, instrument, vec![Event::InstrumentApproved { hash }]))
}

/// Whether what stands was approved as it stands.
pub(crate) fn is_approved(instrument: &Instrument) -> bool {
    let standing = ContentHash::of(&instrument.content);
    instrument.approval.is_some_and(|approval| approval.hash == standing)
}

pub(crate) fn filed(
    envelope: &Envelope,
    id: InstrumentId,
    version: i32,
    served: ServedTo,
) -> Reply {
    Reply::Done(Done { served: Some(served.into()), ..carried_out(envelope, id.0, version) })
}

/// An institution that a demand goes to.
pub(crate) struct Addressee {
    pub(crate) id: InstitutionId,
    joined: bool,
    reference: DemandReference,
}

/// The institution, if it may be addressed, at the instant from which what goes to it
/// counts: channel and receipt are of one instant.
pub(crate) fn addressee(
    cx: &Context<'_>,
    (institution, at): (InstitutionId, crate::time::Instant),
    reference: ReferenceNumber,
    pointer: impl FnOnce() -> String,
) -> Result<Addressee, Refusal> {
    let known = cx.rules.directory.to_address(institution, pointer)?;
    let reference = DemandReference { instrument: reference, institution: known.code.clone() };
    Ok(Addressee { id: institution, joined: known.is_here(at), reference })
}

/// What goes out under one instrument, and from when it counts.
pub(crate) struct Outgoing<'a> {
    pub(crate) instrument: InstrumentId,
    pub(crate) gate: &'a Gate,
    pub(crate) content: &'a Content,
    pub(crate) received_at: crate::time::Instant,
    /// What travels with it.
    pub(crate) papers: &'a [Paper],
    /// Who of the asking side may read it; none: not sealed.
    pub(crate) readers: &'a [UserId],
}

/// A demand to one institution, with the limits on each request.
pub(crate) fn served(
    cx: &mut Context<'_>,
    out: &Outgoing<'_>,
    requests: &[Request],
    limits: &[Vec<Limit>],
    to: &Addressee,
) -> Served {
    let mut items = Vec::with_capacity(requests.len());
    let mut clocks = Vec::new();
    for (request, limits) in requests.iter().zip(limits) {
        let id = ItemId(cx.ids.next_id());
        // Service is receipt for a mailbox here; paper starts nothing until
        // its receipt is recorded.
        if to.joined {
            clocks.extend(clock::start(cx, limits, id, 1, out.received_at));
        }
        items.push(NewItem { id, request: request.clone() });
    }
    Served {
        instrument: out.instrument,
        kind: out.content.kind(),
        case: out.gate.case,
        agency: out.gate.agency,
        institution: to.id,
        reference: to.reference.to_string(),
        requester: out.content.requester(),
        interim: out.content.is_interim(),
        sealed_to: out.readers.to_vec(),
        channel: if to.joined { Channel::Electronic } else { Channel::Post },
        received_at: to.joined.then_some(out.received_at),
        items,
        clocks,
        papers: out.papers.to_vec(),
    }
}

/// Takes back what of a demand is open and `wanted`: what is late by now is
/// recorded late first.
pub(crate) fn take_back(
    cx: &mut Context<'_>,
    demand: &Demand,
    reason: &str,
    wanted: impl Fn(&crate::demand::Item) -> bool,
) -> Vec<Event> {
    let open = demand.items.iter().filter(|item| item.state.is_open() && wanted(item));
    let items: Vec<ItemId> = open.map(|item| item.id).collect();
    if items.is_empty() {
        return Vec::new();
    }
    let mut events = clock::settle(demand, cx.now, cx);
    events.push(Event::ItemsWithdrawn { items, reason: reason.to_owned() });
    events
}
