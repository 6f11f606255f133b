//! Receipts: what is promised, in a form that the other side can check and
//! compute again. Pure content here; signing is elsewhere.

use crate::answer::{Answer, AnswerState};
use crate::calendar::Calendars;
use crate::clock::{Clock, ClockState};
use crate::demand::{Channel, Demand, Item};
use crate::id::{AnswerId, ClockId, DemandId, ItemId};
use crate::inforce::Law;
use crate::instrument::ContentHash;
use crate::law::{Explanation, Layer, RuleId};
use crate::paper::PaperReceipt;
use crate::time::{Instant, LocalInstant, Zone};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Earlier versions of the calendars, by number: what old clocks were computed
/// with.
pub type OlderCalendars = BTreeMap<i32, Calendars>;

/// Format of receipts; old ones stay readable.
pub const RECEIPT_FORMAT: u8 = 1;

/// Until when each thing asked is to be answered, and why (I-20).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeadlineReceipt {
    /// Format.
    pub v: u8,
    /// The demand.
    pub demand: DemandId,
    /// Its human reference.
    pub reference: String,
    /// How it travelled.
    pub channel: Channel,
    /// When it was received, by the evidence; none: not yet.
    pub received: Option<LocalInstant>,
    /// When that was recorded here.
    pub recorded: Option<LocalInstant>,
    /// The limits on each item.
    pub limits: Vec<LimitReceipt>,
    /// The papers that came with it; none: a demand without papers, or a receipt
    /// from before there were any.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub papers: Vec<PaperReceipt>,
}

/// A limit that runs or ran.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LimitReceipt {
    /// The item.
    pub item: ItemId,
    /// What it asks: a type of information or a kind of order.
    pub info: String,
    /// In which round.
    pub round: i16,
    /// The clock.
    pub clock: ClockId,
    /// The rule.
    pub rule: RuleId,
    /// The layer: late against one is not late against another.
    pub layer: Layer,
    /// Whether it is the strictest of the highest layer.
    pub binding: bool,
    /// From when it runs.
    pub start: LocalInstant,
    /// Exclusive end; none: "immediately" has no number in law.
    pub due: Option<LocalInstant>,
    /// Whether a recorded act moved it away from what the rule alone gives.
    pub moved: bool,
    /// How the rule comes to its due instant; none for a granted extension.
    pub explanation: Option<Explanation>,
}

/// That answers arrived, when, and what they were.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnswerReceipt {
    /// Format.
    pub v: u8,
    /// The demand.
    pub demand: DemandId,
    /// Its human reference.
    pub reference: String,
    /// When the whole request had reached the server (I-22).
    pub arrived: LocalInstant,
    /// What arrived.
    pub answers: Vec<AnsweredItem>,
}

/// One answer in a receipt: its hash, never its content.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnsweredItem {
    /// The item.
    pub item: ItemId,
    /// The answer.
    pub answer: AnswerId,
    /// Which round.
    pub round: i16,
    /// Which part.
    pub part: i16,
    /// Which version.
    pub version: i16,
    /// Hash of the content and of the files it carries.
    pub hash: ContentHash,
    /// SHA-256 of each file it carries; none: an answer without files.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<ContentHash>,
    /// Layers against which the item was late when this arrived.
    pub late: Vec<Layer>,
}

const fn local(at: Instant) -> LocalInstant {
    LocalInstant { at, zone: Zone::HANOI }
}

/// How a clock came to its due instant, by the calendar version it was computed
/// with where that is among `older`, else by the one in force.
pub fn explanation(clock: &Clock, law: &Law, older: &OlderCalendars) -> Option<Explanation> {
    match older.get(&clock.calendar) {
        Some(calendars) => law.explain_by(&clock.rule, clock.start, calendars),
        None => law.explain(&clock.rule, clock.start),
    }
}

/// The deadline receipt of a demand.
pub fn deadline(demand: &Demand, law: &Law) -> DeadlineReceipt {
    deadline_by(demand, law, &OlderCalendars::new())
}

/// The same, where some clocks were computed with earlier calendars.
pub fn deadline_by(demand: &Demand, law: &Law, older: &OlderCalendars) -> DeadlineReceipt {
    let limit = |clock: &Clock| {
        let item = demand.item(clock.item)?;
        Some(limit_receipt(item, clock, explanation(clock, law, older)))
    };
    DeadlineReceipt {
        v: RECEIPT_FORMAT,
        demand: demand.id,
        reference: demand.reference.clone(),
        channel: demand.channel,
        received: demand.receipt.as_ref().map(|receipt| local(receipt.evidenced_at)),
        recorded: demand.receipt.as_ref().map(|receipt| local(receipt.recorded_at)),
        limits: demand.clocks.iter().filter_map(limit).collect(),
        papers: demand.papers.iter().map(PaperReceipt::from).collect(),
    }
}

fn limit_receipt(item: &Item, clock: &Clock, explanation: Option<Explanation>) -> LimitReceipt {
    let computed = explanation.as_ref().and_then(|found| found.due).map(|due| due.at);
    LimitReceipt {
        item: item.id,
        info: item.request.code().to_owned(),
        round: clock.round,
        clock: clock.id,
        rule: clock.rule.clone(),
        layer: clock.layer,
        binding: clock.binding,
        start: local(clock.start),
        due: clock.due.map(local),
        moved: explanation.is_some() && computed != clock.due,
        explanation,
    }
}

/// The receipt of the answers that arrived together at `arrived`.
pub fn answered(demand: &Demand, arrived: Instant) -> AnswerReceipt {
    let together = demand.answers.iter().filter(|answer| answer.arrived_at == arrived);
    answered_by(demand, arrived, together)
}

/// The receipt of answers just carried out, from what is at hand: a lane loads
/// no older ones.
pub(crate) fn answered_by<'a>(
    demand: &Demand,
    arrived: Instant,
    answers: impl Iterator<Item = &'a Answer>,
) -> AnswerReceipt {
    // What contradicts is kept as evidence and does not count (I-5).
    let answers = answers.filter(|answer| answer.state == AnswerState::Accepted);
    AnswerReceipt {
        v: RECEIPT_FORMAT,
        demand: demand.id,
        reference: demand.reference.clone(),
        arrived: local(arrived),
        answers: answers
            .map(|answer| AnsweredItem {
                item: answer.item,
                answer: answer.id,
                round: answer.round,
                part: answer.part,
                version: answer.version,
                hash: answer.hash,
                files: answer.files.iter().map(|file| file.sha256).collect(),
                late: late_layers(demand, answer.item, answer.round, arrived),
            })
            .collect(),
    }
}

fn late_layers(demand: &Demand, item: ItemId, round: i16, at: Instant) -> Vec<Layer> {
    let mut layers: Vec<Layer> = demand
        .clocks
        .iter()
        .filter(|clock| clock.item == item && clock.round == round)
        // A limit that was lifted was not missed, and one that had ended in time
        // is not made late by what came after it (I-22).
        .filter(|clock| clock.state != ClockState::Void)
        .filter(|clock| clock.is_late_at(clock.ended_at.map_or(at, |ended| ended.min(at))))
        .map(|clock| clock.layer)
        .collect();
    layers.sort_unstable();
    layers.dedup();
    layers
}

/// What computing a receipt's limits again comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Recomputed {
    /// The same due instant.
    Same,
    /// Another due instant: the receipt or the law it names is not as it says.
    Differs,
    /// Made with another version of the law or the calendar than is at hand.
    OtherVersion,
    /// Nothing to compute: a granted extension.
    Granted,
}

/// Computes a limit again from rule, start and calendar alone.
pub fn recompute(limit: &LimitReceipt, law: &Law) -> Recomputed {
    let Some(told) = &limit.explanation else {
        return Recomputed::Granted;
    };
    match law.explain(&limit.rule, limit.start.at) {
        Some(found) if found.law != told.law || found.calendar.version != told.calendar.version => {
            Recomputed::OtherVersion
        }
        Some(found) if found == *told && (limit.moved || found.due == limit.due) => {
            Recomputed::Same
        }
        Some(_) => Recomputed::Differs,
        None => Recomputed::OtherVersion,
    }
}
