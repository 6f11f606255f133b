//! The thread of a demand: receipt, questions, replies, urging, disputes,
//! withdrawals, more time.

use super::check::{self, TEXT};
use super::{OnDemand, changes, clock};
use crate::command::{Command, Envelope};
use crate::context::Context;
use crate::demand::{Channel, Demand, Extension, ExtensionState, ItemState, Message, MessageKind};
use crate::event::Event;
use crate::id::{ExtensionId, ItemId, MessageId};
use crate::refusal::Refusal;
use crate::time::Instant;

const SECONDS_PER_DAY: i64 = 86_400;

pub(super) fn decide(
    demand: &Demand,
    envelope: &Envelope,
    cx: &mut Context<'_>,
) -> Result<OnDemand, Refusal> {
    match &envelope.command {
        Command::RecordReceipt { channel, evidenced_at, proof, .. } => {
            record_receipt(demand, envelope, cx, *channel, *evidenced_at, proof)
        }
        Command::Acknowledge { .. } => acknowledge(demand),
        Command::Ask { items, text, .. } => ask(demand, envelope, cx, items, text),
        Command::Reply { text, .. } => {
            let message = message(envelope, cx, MessageKind::Reply, text, "/text")?;
            let id = message.id.0;
            changes(Event::Replied { message }, Some(id))
        }
        Command::Urge { text, .. } => {
            open(demand)?;
            let message = message(envelope, cx, MessageKind::Urge, text, "/text")?;
            let id = message.id.0;
            changes(Event::Urged { message }, Some(id))
        }
        Command::DisputeItem { item, reason, .. } => dispute(demand, envelope, cx, *item, reason),
        Command::WithdrawItems { items, reason, .. } => withdraw(demand, items, reason),
        Command::RequestExtension { item, until, reason, .. } => {
            request_extension(demand, envelope, cx, *item, *until, reason)
        }
        Command::DecideExtension { extension, grant, decision, .. } => {
            decide_extension(demand, envelope, cx, *extension, *grant, decision)
        }
        _ => Err(Refusal::NotFound),
    }
}

fn open(demand: &Demand) -> Result<(), Refusal> {
    if demand.is_open() { Ok(()) } else { Err(Refusal::DemandEnded) }
}

fn message(
    envelope: &Envelope,
    cx: &mut Context<'_>,
    kind: MessageKind,
    text: &str,
    pointer: &str,
) -> Result<Message, Refusal> {
    check::text(text, pointer, TEXT)?;
    Ok(Message {
        id: MessageId(cx.ids.next_id()),
        kind,
        by: envelope.actor,
        at: envelope.arrived,
        text: text.to_owned(),
    })
}

fn record_receipt(
    demand: &Demand,
    envelope: &Envelope,
    cx: &mut Context<'_>,
    channel: Channel,
    evidenced_at: Instant,
    proof: &str,
) -> Result<OnDemand, Refusal> {
    if demand.channel == Channel::Electronic || channel == Channel::Electronic {
        return Err(Refusal::InstitutionJoined);
    }
    if demand.receipt.is_some() {
        return Err(Refusal::ReceiptRecorded);
    }
    if evidenced_at < demand.issued_at || evidenced_at > envelope.arrived {
        return Err(Refusal::ReceiptInstant);
    }
    check::text(proof, "/proof", TEXT).map_err(|_| Refusal::ProofMissing)?;
    let mut clocks = Vec::new();
    for item in demand.items.iter().filter(|item| item.state.is_open()) {
        let limits =
            clock::limits(cx, item.request.info, demand.interim, demand.requester, evidenced_at);
        clocks.extend(clock::start(cx, &limits, item.id, item.round, evidenced_at));
    }
    let proof = proof.to_owned();
    changes(Event::ReceiptRecorded { channel, evidenced_at, proof, clocks }, None)
}

fn acknowledge(demand: &Demand) -> Result<OnDemand, Refusal> {
    open(demand)?;
    if demand.acknowledged.is_some() {
        return Ok((None, Ok(None)));
    }
    changes(Event::Acknowledged, None)
}

fn ask(
    demand: &Demand,
    envelope: &Envelope,
    cx: &mut Context<'_>,
    items: &[ItemId],
    text: &str,
) -> Result<OnDemand, Refusal> {
    open(demand)?;
    let items = named_or_open(demand, items)?;
    let message = message(envelope, cx, MessageKind::Question, text, "/text")?;
    let id = message.id.0;
    changes(Event::Asked { items, message }, Some(id))
}

/// The items named, each open; or all open ones if none is named.
fn named_or_open(demand: &Demand, named: &[ItemId]) -> Result<Vec<ItemId>, Refusal> {
    if named.is_empty() {
        return Ok(demand.items.iter().filter(|i| i.state.is_open()).map(|i| i.id).collect());
    }
    for (index, id) in named.iter().enumerate() {
        open_item(demand, *id, || format!("/items/{index}"))?;
    }
    Ok(named.to_vec())
}

fn open_item(demand: &Demand, id: ItemId, pointer: impl FnOnce() -> String) -> Result<(), Refusal> {
    match demand.item(id) {
        None => Err(Refusal::ItemUnknown { pointer: pointer() }),
        Some(item) if !item.state.is_open() => Err(Refusal::ItemState { pointer: pointer() }),
        Some(_) => Ok(()),
    }
}

fn dispute(
    demand: &Demand,
    envelope: &Envelope,
    cx: &mut Context<'_>,
    id: ItemId,
    reason: &str,
) -> Result<OnDemand, Refusal> {
    let item =
        demand.item(id).ok_or_else(|| Refusal::ItemUnknown { pointer: "/item".to_owned() })?;
    if !matches!(item.state, ItemState::Answered | ItemState::Refused) {
        return Err(Refusal::ItemState { pointer: "/item".to_owned() });
    }
    let message = message(envelope, cx, MessageKind::Dispute, reason, "/reason")?;
    // On paper the new round starts with the receipt of its letter.
    let clocks = if demand.channel == Channel::Electronic {
        let limits = clock::limits(
            cx,
            item.request.info,
            demand.interim,
            demand.requester,
            envelope.arrived,
        );
        clock::start(cx, &limits, id, item.round + 1, envelope.arrived)
    } else {
        Vec::new()
    };
    let other = message.id.0;
    changes(Event::Disputed { item: id, message, clocks }, Some(other))
}

fn withdraw(demand: &Demand, items: &[ItemId], reason: &str) -> Result<OnDemand, Refusal> {
    open(demand)?;
    let items = named_or_open(demand, items)?;
    check::text(reason, "/reason", TEXT)?;
    changes(Event::ItemsWithdrawn { items, reason: reason.to_owned() }, None)
}

fn request_extension(
    demand: &Demand,
    envelope: &Envelope,
    cx: &mut Context<'_>,
    id: ItemId,
    until: Instant,
    reason: &str,
) -> Result<OnDemand, Refusal> {
    open_item(demand, id, || "/item".to_owned())?;
    let waiting = |one: &Extension| one.item == id && one.state == ExtensionState::Asked;
    if demand.extensions.iter().any(waiting) {
        return Err(Refusal::ExtensionState);
    }
    let most = i64::from(cx.rules.policy.bounds.extension_days) * SECONDS_PER_DAY;
    if until <= envelope.arrived || until > envelope.arrived.plus_seconds(most) {
        return Err(Refusal::ExtensionUntil);
    }
    check::text(reason, "/reason", TEXT)?;
    let extension = Extension {
        id: ExtensionId(cx.ids.next_id()),
        item: id,
        until,
        reason: reason.to_owned(),
        by: envelope.actor.who,
        at: envelope.arrived,
        state: ExtensionState::Asked,
        decision: None,
    };
    let other = extension.id.0;
    changes(Event::ExtensionRequested { extension }, Some(other))
}

fn decide_extension(
    demand: &Demand,
    envelope: &Envelope,
    cx: &mut Context<'_>,
    id: ExtensionId,
    granted: bool,
    decision: &str,
) -> Result<OnDemand, Refusal> {
    let asked = demand
        .extensions
        .iter()
        .find(|one| one.id == id && one.state == ExtensionState::Asked)
        .ok_or(Refusal::ExtensionState)?;
    // Granted after its end it would be late before it began.
    if granted && asked.until <= cx.now {
        return Err(Refusal::ExtensionUntil);
    }
    check::text(decision, "/decision", TEXT)?;
    let running = demand.item(asked.item).filter(|item| item.state.is_open() && granted);
    let clock =
        running.map(|item| clock::agreed(cx, item.id, item.round, envelope.arrived, asked.until));
    let decision = decision.to_owned();
    changes(Event::ExtensionDecided { extension: id, granted, decision, clock }, Some(id.0))
}
