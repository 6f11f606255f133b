//! Events of demands: items, clocks, episodes and thread.

use super::time;
use crate::answer::{Answer, Outcome};
use crate::clock::{ClockState, EpisodeEnd};
use crate::demand::{
    Acknowledgement, Channel, Demand, Draft, Item, ItemState, LastAnswer, Letter, Receipt,
};
use crate::event::{Event, Recorded, Served};
use crate::facts::Facts;
use crate::id::{DemandId, ItemId};
use crate::instrument::InstrumentKind;
use crate::time::Instant;

pub(super) fn apply(facts: &mut Facts, id: DemandId, recorded: &Recorded) {
    if let Event::DemandServed(served) = &recorded.event {
        let demand = served_demand(id, served, recorded);
        if let Some(open) = facts.open_demands.get_mut(&demand.case) {
            *open += 1;
        }
        list(facts.demands_of.entry(demand.instrument).or_default(), id);
        if demand.kind.is_order() {
            list(facts.open_orders.entry(demand.case).or_default(), id);
        }
        facts.demands.insert(id, demand);
        return;
    }
    let was_open = facts.demands.get(id).is_some_and(Demand::is_open);
    facts.demands.change(id, |demand| {
        demand.version = recorded.version;
        change(demand, recorded);
    });
    let Some(demand) = facts.demands.get(id) else {
        return;
    };
    let delta = i64::from(demand.is_open()) - i64::from(was_open);
    if let Some(open) = facts.open_demands.get_mut(&demand.case) {
        *open += delta;
    }
    if delta > 0 {
        let (instrument, case, order) = (demand.instrument, demand.case, demand.kind.is_order());
        list(facts.demands_of.entry(instrument).or_default(), id);
        if order {
            list(facts.open_orders.entry(case).or_default(), id);
        }
    }
}

/// Keeps the open demands of an instrument or a case in step, in the order of
/// ids: a later command of the batch may take them all back.
fn list(siblings: &mut Vec<DemandId>, id: DemandId) {
    if !siblings.contains(&id) {
        siblings.push(id);
        siblings.sort_unstable();
    }
}

fn served_demand(id: DemandId, served: &Served, recorded: &Recorded) -> Demand {
    Demand {
        id,
        version: recorded.version,
        instrument: served.instrument,
        kind: served.kind,
        case: served.case,
        agency: served.agency,
        institution: served.institution,
        reference: served.reference.clone(),
        requester: served.requester,
        interim: served.interim,
        sealed_to: served.sealed_to.clone(),
        channel: served.channel,
        issued_at: recorded.at,
        receipt: served.received_at.map(|at| Receipt {
            evidenced_at: at,
            recorded_at: recorded.at,
            proof: None,
        }),
        acknowledged: None,
        urged: 0,
        has_none: false,
        papers: served.papers.clone(),
        items: served.items.iter().cloned().map(Item::from).collect(),
        clocks: served.clocks.clone(),
        episodes: Vec::new(),
        extensions: Vec::new(),
        draft: None,
        entry: None,
        paper_by: Vec::new(),
        contests: Vec::new(),
        answers: Vec::new(),
        messages: Vec::new(),
    }
}

fn change(demand: &mut Demand, recorded: &Recorded) {
    match &recorded.event {
        Event::ReceiptRecorded { items, channel, evidenced_at, proof, clocks } => {
            let receipt = Receipt {
                evidenced_at: *evidenced_at,
                recorded_at: recorded.at,
                proof: Some(proof.clone()),
            };
            let by = recorded.actor.person().filter(|by| !demand.paper_by.contains(by));
            demand.paper_by.extend(by);
            received(demand, items, *channel, receipt);
            demand.clocks.extend(clocks.iter().cloned());
        }
        Event::Acknowledged => {
            demand.acknowledged = Some(Acknowledgement { by: recorded.actor.who, at: recorded.at });
            receive(demand);
        }
        Event::Asked { items, message } => {
            set_states(demand, items, ItemState::Questioned);
            demand.messages.push(message.clone());
        }
        Event::Replied { message } => {
            replied(demand);
            demand.messages.push(message.clone());
        }
        Event::Urged { message } => {
            demand.urged = demand.urged.saturating_add(1);
            demand.messages.push(message.clone());
        }
        Event::DraftSaved { draft } => demand.draft = Some(draft.clone()),
        Event::DraftReturned { reason } => {
            if let Some(draft) = &mut demand.draft {
                draft.returned = Some(reason.clone());
            }
        }
        Event::DemandResealed { readers } => demand.sealed_to.clone_from(readers),
        Event::PaperEntered { entry } => demand.entry = Some(entry.as_ref().clone()),
        Event::PaperReturned { reason } => {
            if let Some(entry) = &mut demand.entry {
                entry.returned = Some(reason.clone());
            }
        }
        Event::Answered { arrived_at, answers } => {
            answered(demand, *arrived_at, answers, recorded.at);
        }
        Event::Corrected { answer } => corrected(demand, answer),
        Event::Contradicted { answers } => contradicted(demand, answers),
        Event::Disputed { item, message, clocks, channel } => {
            disputed(demand, *item, message.at, channel.unwrap_or(demand.channel));
            demand.messages.push(message.clone());
            demand.clocks.extend(clocks.iter().cloned());
        }
        Event::ItemsWithdrawn { items, .. } => withdrawn(demand, items, recorded.at),
        _ => time::change(demand, recorded),
    }
}

/// The demand's own letter was received, or those of later rounds of items.
fn received(demand: &mut Demand, items: &[ItemId], channel: Channel, receipt: Receipt) {
    if items.is_empty() {
        demand.channel = channel;
        demand.receipt = Some(receipt);
        return receive(demand);
    }
    for item in demand.items.iter_mut().filter(|item| items.contains(&item.id)) {
        if let Some(letter) = &mut item.letter {
            letter.channel = channel;
            letter.receipt = Some(receipt.clone());
        }
        if item.state == ItemState::Served {
            item.state = ItemState::Received;
        }
    }
}

/// What waits for a letter of its own goes on waiting.
fn receive(demand: &mut Demand) {
    for item in demand.items.iter_mut().filter(|item| item.letter_under_way().is_none()) {
        if item.state == ItemState::Served {
            item.state = ItemState::Received;
        }
    }
}

fn replied(demand: &mut Demand) {
    for item in &mut demand.items {
        if item.state == ItemState::Questioned {
            item.state = ItemState::Received;
        }
    }
}

/// The next round: here at once, on paper with a letter that is under way.
fn disputed(demand: &mut Demand, item: ItemId, sent_at: Instant, channel: Channel) {
    let on_paper = channel != Channel::Electronic;
    if let Some(item) = demand.item_mut(item) {
        item.round = item.round.saturating_add(1);
        item.parts = 0;
        item.last = None;
        item.state = if on_paper { ItemState::Served } else { ItemState::Received };
        item.letter = on_paper.then_some(Letter { sent_at, channel, receipt: None });
    }
}

fn withdrawn(demand: &mut Demand, items: &[ItemId], at: Instant) {
    set_states(demand, items, ItemState::Withdrawn);
    for item in items {
        time::end_clocks(demand, *item, at, Some(ClockState::Void));
        time::close_episodes(demand, *item, at, EpisodeEnd::Withdrawn);
    }
    if !demand.is_open() {
        (demand.draft, demand.entry) = (None, None);
    }
}

fn set_states(demand: &mut Demand, items: &[ItemId], state: ItemState) {
    for item in demand.items.iter_mut().filter(|item| items.contains(&item.id)) {
        item.state = state;
    }
}

fn answered(demand: &mut Demand, arrived_at: Instant, answers: &[Answer], at: Instant) {
    for answer in answers {
        let state = state_after(&answer.body);
        if let Some(item) = demand.item_mut(answer.item) {
            item.parts = answer.part;
            item.last = Some(last(answer));
            item.state = state;
        }
        if answer.body.is_final() {
            let end = if state == ItemState::Refused {
                EpisodeEnd::Refused
            } else {
                EpisodeEnd::Answered
            };
            time::end_clocks(demand, answer.item, arrived_at, None);
            time::annul_untrue(demand, answer.item, arrived_at, at);
            time::close_episodes(demand, answer.item, arrived_at, end);
        }
        demand.has_none |= says_none(demand.kind, answer);
        demand.answers.push(answer.clone());
    }
    forget_drafted(demand, answers);
    forget_entered(demand, answers);
}

/// Whether an answer to a question is "nothing", wherever that was searched.
fn says_none(kind: InstrumentKind, answer: &Answer) -> bool {
    kind == InstrumentKind::Inquiry && matches!(answer.body, Outcome::None { .. })
}

/// Whether a checker of the institution submitted what its maker wrote.
const fn was_drafted(answer: &Answer) -> bool {
    answer.drafted_by.is_some() && answer.paper.is_none()
}

/// What was entered from a paper and confirmed waits for nobody any more.
fn forget_entered(demand: &mut Demand, answers: &[Answer]) {
    if answers.iter().any(|answer| answer.paper.is_some()) {
        demand.entry = None;
    }
}

/// Evidence counts for nothing else, but a draft that was submitted is no draft
/// any more: it would be waiting for a checker for ever.
fn contradicted(demand: &mut Demand, answers: &[Answer]) {
    if answers.iter().any(was_drafted) {
        demand.draft = None;
    }
    forget_entered(demand, answers);
    demand.answers.extend(answers.iter().cloned());
}

/// A draft that was submitted is gone. One that was not loses what has been
/// answered past it and keeps the rest, under a hash of its own: a checker who
/// read the whole is told that it changed.
fn forget_drafted(demand: &mut Demand, answers: &[Answer]) {
    let submitted = answers.iter().any(was_drafted);
    let open = demand.is_open();
    let Some(mut draft) = demand.draft.take().filter(|_| open && !submitted) else {
        return;
    };
    let before = draft.answers.len();
    draft.answers.retain(|one| answers.iter().all(|answer| answer.item != one.item));
    if draft.answers.is_empty() {
        return;
    }
    if draft.answers.len() < before {
        let Draft { answers, files, .. } = &mut draft;
        files.retain(|file| answers.iter().any(|one| one.files.contains(&file.id)));
        draft.hash = Draft::hash_of(&draft.answers, &draft.files);
    }
    demand.draft = Some(draft);
}

fn corrected(demand: &mut Demand, answer: &Answer) {
    if let Some(item) = demand.item_mut(answer.item) {
        item.last = Some(last(answer));
        item.state = state_after(&answer.body);
    }
    demand.has_none |= says_none(demand.kind, answer);
    forget_entered(demand, std::slice::from_ref(answer));
    demand.answers.push(answer.clone());
}

const fn last(answer: &Answer) -> LastAnswer {
    LastAnswer {
        id: answer.id,
        hash: answer.hash,
        part: answer.part,
        version: answer.version,
        by: answer.by,
        drafted_by: answer.drafted_by,
    }
}

const fn state_after(body: &Outcome) -> ItemState {
    match body {
        Outcome::Found { part: true, .. } => ItemState::Received,
        Outcome::Found { .. }
        | Outcome::None { .. }
        | Outcome::Frozen { .. }
        | Outcome::Paid { .. }
        | Outcome::Released { .. }
        | Outcome::Amended
        | Outcome::IncomeAccepted { .. } => ItemState::Answered,
        Outcome::Ambiguous { .. } => ItemState::Questioned,
        Outcome::Refused { .. } => ItemState::Refused,
    }
}
