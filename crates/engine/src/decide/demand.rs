//! The thread of a demand: receipt, questions, replies, urging, disputes,
//! withdrawals, more time.

use super::check::{self, TEXT};
use super::{OnDemand, changes, clock, repeats};
use crate::command::{Command, Envelope};
use crate::context::Context;
use crate::demand::{
    Channel, Demand, Extension, ExtensionState, Item, ItemState, Message, MessageKind,
};
use crate::event::Event;
use crate::id::{ExtensionId, ItemId, MessageId};
use crate::law::Layer;
use crate::ledger::{Freeze, Ledger};
use crate::order::OrderRequest;
use crate::refusal::Refusal;
use crate::time::Instant;

const SECONDS_PER_DAY: i64 = 86_400;

pub(super) fn decide(
    demand: &Demand,
    ledger: Option<&Ledger>,
    envelope: &Envelope,
    cx: &mut Context<'_>,
) -> Result<OnDemand, Refusal> {
    match &envelope.command {
        Command::RecordReceipt { items, channel, evidenced_at, proof, .. } => {
            let paper = Paper { channel: *channel, evidenced_at: *evidenced_at, proof };
            record_receipt(demand, envelope, cx, items, &paper)
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
        Command::DisputeItem { item, reason, .. } => {
            dispute((demand, ledger), envelope, cx, *item, reason)
        }
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

/// How a letter arrived.
struct Paper<'a> {
    channel: Channel,
    evidenced_at: Instant,
    proof: &'a str,
}

fn record_receipt(
    demand: &Demand,
    envelope: &Envelope,
    cx: &mut Context<'_>,
    named: &[ItemId],
    paper: &Paper<'_>,
) -> Result<OnDemand, Refusal> {
    let Paper { channel, evidenced_at, proof } = *paper;
    // A later round may go by letter to who has taken the place of one that had joined.
    let by_letter = demand.items.iter().any(|item| item.letter_under_way().is_some());
    let electronic = demand.channel == Channel::Electronic && !by_letter;
    if electronic || channel == Channel::Electronic {
        return Err(Refusal::InstitutionJoined);
    }
    let own_letter = demand.receipt.is_none() && named.is_empty();
    let received = if own_letter { first_rounds(demand) } else { letters(demand, named)? };
    let sent_at = |item: &&Item| item.letter.as_ref().map(|letter| letter.sent_at);
    let sent_at = received.iter().filter_map(sent_at).fold(demand.issued_at, Instant::max);
    if evidenced_at < sent_at || evidenced_at > envelope.arrived {
        return Err(Refusal::ReceiptInstant);
    }
    check::text(proof, "/proof", TEXT).map_err(|_| Refusal::ProofMissing)?;
    let mut clocks = Vec::new();
    for item in &received {
        let limits = clock::limits(cx, demand, item.request.asked(), evidenced_at);
        clocks.extend(clock::start(cx, &limits, item.id, item.round, evidenced_at));
    }
    let items = if own_letter { Vec::new() } else { received.iter().map(|item| item.id).collect() };
    let proof = proof.to_owned();
    changes(Event::ReceiptRecorded { items, channel, evidenced_at, proof, clocks }, None)
}

/// What the demand's own letter starts: a later round has a letter of its own.
fn first_rounds(demand: &Demand) -> Vec<&Item> {
    demand.items.iter().filter(|item| item.state.is_open() && item.letter.is_none()).collect()
}

/// The items named, each with a letter under way; or all such.
fn letters<'a>(demand: &'a Demand, named: &[ItemId]) -> Result<Vec<&'a Item>, Refusal> {
    if named.is_empty() {
        let items = demand.items.iter();
        let found: Vec<_> = items.filter(|item| item.letter_under_way().is_some()).collect();
        return if found.is_empty() { Err(Refusal::ReceiptRecorded) } else { Ok(found) };
    }
    let mut found = Vec::with_capacity(named.len());
    for (index, id) in named.iter().enumerate() {
        let pointer = || format!("/items/{index}");
        let item = demand.item(*id).ok_or_else(|| Refusal::ItemUnknown { pointer: pointer() })?;
        if item.letter_under_way().is_none() {
            return Err(Refusal::ItemState { pointer: pointer() });
        }
        if named.iter().take(index).any(|other| other == id) {
            return Err(Refusal::ItemTwice { pointer: pointer() });
        }
        found.push(item);
    }
    Ok(found)
}

fn acknowledge(demand: &Demand) -> Result<OnDemand, Refusal> {
    open(demand)?;
    if demand.acknowledged.is_some() {
        return repeats(None);
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

fn is_over(ledger: &Ledger, freeze: ItemId) -> bool {
    ledger.closed.is_some() || ledger.freeze(freeze).is_some_and(Freeze::is_revoked)
}

fn dispute(
    (demand, ledger): (&Demand, Option<&Ledger>),
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
    // What was done with money is not asked again; only what a freeze holds is.
    let orders = item.request.order();
    if orders.is_some_and(|order| !matches!(order, OrderRequest::Freeze { .. })) {
        return Err(Refusal::NotCorrectable);
    }
    // Nor is anything frozen anew by an order that may not stand any more (I-12).
    if orders.is_some() && ledger.is_some_and(|ledger| is_over(ledger, id)) {
        return Err(Refusal::NotCorrectable);
    }
    let message = message(envelope, cx, MessageKind::Dispute, reason, "/reason")?;
    // On paper the new round starts with the receipt of its letter.
    let channel = other_channel(cx, demand, envelope.arrived);
    let clocks = if channel.unwrap_or(demand.channel) == Channel::Electronic {
        let limits = clock::limits(cx, demand, item.request.asked(), envelope.arrived);
        clock::start(cx, &limits, id, item.round + 1, envelope.arrived)
    } else {
        Vec::new()
    };
    let other = message.id.0;
    changes(Event::Disputed { item: id, message, clocks, channel }, Some(other))
}

/// How who stands in an institution's place is written to, where that is another
/// way than the demand went.
fn other_channel(cx: &Context<'_>, demand: &Demand, at: Instant) -> Option<Channel> {
    let directory = &cx.rules.directory;
    if directory.heir(demand.institution) == demand.institution {
        return None;
    }
    match (directory.has_joined(demand.institution, at), demand.channel) {
        (true, Channel::Electronic) => None,
        (true, _) => Some(Channel::Electronic),
        (false, Channel::Electronic) => Some(Channel::Post),
        (false, _) => None,
    }
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
    if until <= envelope.arrived
        || until > envelope.arrived.plus_seconds(most)
        || !is_more_time(demand, id, until)
    {
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

/// Whether an item would be due by agreement later than it is: granting more
/// time ends the agreed limits that run.
fn is_more_time(demand: &Demand, item: ItemId, until: Instant) -> bool {
    let running = demand.clocks.iter().filter(|clock| clock.item == item && clock.is_running());
    let agreed = running.filter(|clock| clock.layer == Layer::Agreement);
    agreed.filter_map(|clock| clock.due).all(|due| until > due)
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
    if granted && (asked.until <= cx.now || !is_more_time(demand, asked.item, asked.until)) {
        return Err(Refusal::ExtensionUntil);
    }
    check::text(decision, "/decision", TEXT)?;
    let running = demand.item(asked.item).filter(|item| item.state.is_open() && granted);
    let clock =
        running.map(|item| clock::agreed(cx, item.id, item.round, envelope.arrived, asked.until));
    let decision = decision.to_owned();
    changes(Event::ExtensionDecided { extension: id, granted, decision, clock }, Some(id.0))
}
