//! Contesting the instant of a paper, and deciding on that. Clocks are computed again
//! from the instant decided (I-20), never to an institution's harm: a letter may have
//! come later, an answer earlier, not the other way round.

use super::check::{self, TEXT};
use super::{OnDemand, changes, clock};
use crate::clock::{Clock, ClockState, MoveCause};
use crate::command::{Command, Envelope};
use crate::contest::{Contest, ContestAbout, ContestKind, PaperInstant};
use crate::context::Context;
use crate::demand::{Demand, Item};
use crate::event::Event;
use crate::id::{ContestId, EpisodeId, ItemId, UserId};
use crate::law::RuleId;
use crate::refusal::Refusal;
use crate::time::Instant;
use std::collections::BTreeSet;

pub(super) fn decide(
    demand: &Demand,
    envelope: &Envelope,
    cx: &mut Context<'_>,
) -> Result<OnDemand, Refusal> {
    match &envelope.command {
        Command::ContestInstant { kind, item, claimed, reason, evidence, .. } => {
            let said = (*claimed, reason.as_str(), evidence.as_deref());
            if let Some(known) = again(demand, (*kind, *item), said) {
                return Ok(nothing_new(known));
            }
            let stood = named(demand, *kind, *item)?;
            contest(demand, envelope, cx, stood, said)
        }
        Command::DecideContest { contest, changed, reason, .. } => {
            settle_contest(demand, envelope, cx, *contest, (*changed, reason))
        }
        _ => Err(Refusal::NotFound),
    }
}

/// What was said before under another key is not said anew.
fn again(
    demand: &Demand,
    (kind, item): (ContestKind, Option<ItemId>),
    said: (Instant, &str, Option<&str>),
) -> Option<ContestId> {
    let mut of_it = demand.contests.iter().filter(|one| one.about.kind() == kind);
    let same = of_it.find(|one| {
        let known = (one.claimed, one.reason.as_str(), one.evidence.as_deref());
        one.about.item() == item && known == said
    });
    same.map(|one| one.id)
}

fn nothing_new(id: ContestId) -> OnDemand {
    (Vec::new(), Ok(super::Heard::of(Some(id.0))))
}

/// The instant on record that is meant.
fn named(
    demand: &Demand,
    kind: ContestKind,
    item: Option<ItemId>,
) -> Result<PaperInstant, Refusal> {
    let instants = demand.paper_instants().into_iter();
    let mut meant = instants.filter(|one| one.about.kind() == kind && one.about.item() == item);
    meant.next().ok_or(Refusal::ContestUnknown)
}

fn contest(
    demand: &Demand,
    envelope: &Envelope,
    cx: &mut Context<'_>,
    stood: PaperInstant,
    (claimed, reason, evidence): (Instant, &str, Option<&str>),
) -> Result<OnDemand, Refusal> {
    if let Some(known) = demand.contests.iter().find(|one| one.about == stood.about) {
        let open = known.decided.is_none();
        return Err(if open { Refusal::ContestOpen } else { Refusal::ContestDecided });
    }
    is_between(demand, stood, claimed, envelope.arrived)
        .ok_or_else(|| Refusal::ContestInstant { pointer: "/claimed_at".to_owned() })?;
    check::text(reason, "/reason", TEXT)?;
    check::optional(evidence, "/evidence", TEXT)?;
    let id = ContestId(cx.ids.next_id());
    let contest = Contest {
        id,
        about: stood.about,
        stood: stood.at,
        claimed,
        reason: reason.to_owned(),
        evidence: evidence.map(str::to_owned),
        hands: hands(demand, stood.about),
        by: envelope.actor.who,
        at: envelope.arrived,
        decided: None,
    };
    changes(Event::InstantContested { contest: Box::new(contest) }, Some(id.0))
}

/// A letter came later than is on record, and before it was answered; an answer was
/// given earlier, and after the letter came.
fn is_between(demand: &Demand, stood: PaperInstant, at: Instant, arrived: Instant) -> Option<()> {
    let sound = match stood.about {
        ContestAbout::Receipt | ContestAbout::Letter { .. } => {
            let ended = started(demand, stood).filter_map(|clock| clock.ended_at).min();
            at > stood.at && at <= ended.unwrap_or(arrived).min(arrived)
        }
        ContestAbout::Answer { item, .. } => {
            let starts = ended_by(demand, item, stood.at).map(|clock| clock.start);
            at < stood.at && starts.max().is_none_or(|start| at >= start)
        }
    };
    sound.then_some(())
}

/// The clocks that a letter started.
fn started(demand: &Demand, stood: PaperInstant) -> impl Iterator<Item = &Clock> {
    let of_it = move |clock: &&Clock| match stood.about {
        ContestAbout::Receipt => clock.round == 1,
        ContestAbout::Letter { item, round } | ContestAbout::Answer { item, round } => {
            (clock.item, clock.round) == (item, round)
        }
    };
    let counts =
        |clock: &&Clock| clock.state != ClockState::Void && clock.rule != RuleId::extension();
    demand.clocks.iter().filter(of_it).filter(counts).filter(move |clock| clock.start == stood.at)
}

/// The clocks that an answer ended.
fn ended_by(demand: &Demand, item: ItemId, at: Instant) -> impl Iterator<Item = &Clock> {
    let ended = move |clock: &&Clock| clock.item == item && clock.ended_at == Some(at);
    demand.clocks.iter().filter(ended).filter(|clock| clock.state != ClockState::Void)
}

fn settle_contest(
    demand: &Demand,
    envelope: &Envelope,
    cx: &mut Context<'_>,
    id: ContestId,
    (changed, reason): (Option<Instant>, &str),
) -> Result<OnDemand, Refusal> {
    let contest = demand.contests.iter().find(|one| one.id == id).ok_or(Refusal::ContestUnknown)?;
    if let Some(known) = &contest.decided {
        let same = known.changed == changed
            && known.reason == reason
            && Some(known.by) == envelope.actor.person();
        return if same { Ok(nothing_new(id)) } else { Err(Refusal::ContestDecided) };
    }
    if is_of_hand(demand, contest, envelope.actor.person()) {
        return Err(Refusal::OwnEntry);
    }
    check::text(reason, "/reason", TEXT)?;
    let mut events =
        vec![Event::ContestDecided { contest: id, changed, reason: reason.to_owned() }];
    if let Some(at) = changed {
        let stood = PaperInstant { about: contest.about, at: contest.stood };
        is_between(demand, stood, at, contest.at)
            .filter(|()| no_further(contest, at))
            .ok_or_else(|| Refusal::ContestInstant { pointer: "/changed_to".to_owned() })?;
        if contest.about.kind() != ContestKind::Answer {
            under_one_law(demand, cx, stood, at)?;
            events.extend(started(demand, stood).map(|clock| moved(clock, cx, id, at)));
        }
    }
    Ok((events, Ok(super::Heard::of(Some(id.0)))))
}

/// Nothing is decided beyond what was stated.
fn no_further(contest: &Contest, at: Instant) -> bool {
    match contest.about.kind() {
        ContestKind::Receipt | ContestKind::Letter => at <= contest.claimed,
        ContestKind::Answer => at >= contest.claimed,
    }
}

/// Whoever wrote the paper's instant down or read it again does not decide on it.
fn is_of_hand(demand: &Demand, contest: &Contest, person: Option<UserId>) -> bool {
    let Some(person) = person else {
        return false;
    };
    match contest.about {
        ContestAbout::Receipt | ContestAbout::Letter { .. } => demand.paper_by.contains(&person),
        // A dispute since forgets who answered.
        ContestAbout::Answer { .. } => {
            contest.hands.contains(&person) || hands(demand, contest.about).contains(&person)
        }
    }
}

/// Who gave the answer that an item has, and who wrote it down.
fn hands(demand: &Demand, about: ContestAbout) -> Vec<UserId> {
    let ContestAbout::Answer { item, .. } = about else {
        return Vec::new();
    };
    let last = demand.item(item).and_then(|item| item.last);
    let mut hands: Vec<UserId> =
        last.into_iter().flat_map(|last| [last.by.person(), last.drafted_by]).flatten().collect();
    hands.dedup();
    hands
}

/// A clock keeps its rule: a letter is not moved to a day on which the law asked
/// something else.
fn under_one_law(
    demand: &Demand,
    cx: &Context<'_>,
    stood: PaperInstant,
    at: Instant,
) -> Result<(), Refusal> {
    let rules = |item: &Item, start: Instant| -> BTreeSet<RuleId> {
        let limits = clock::limits(cx, demand, item.request.asked(), start);
        limits.into_iter().map(|limit| limit.rule).collect()
    };
    let moved: BTreeSet<ItemId> = started(demand, stood).map(|clock| clock.item).collect();
    let mut items = demand.items.iter().filter(|item| moved.contains(&item.id));
    if items.any(|item| rules(item, stood.at) != rules(item, at)) {
        return Err(Refusal::LawDiffers { pointer: "/changed_to".to_owned() });
    }
    Ok(())
}

/// A clock of a letter, computed again from when it came.
fn moved(clock: &Clock, cx: &mut Context<'_>, contest: ContestId, start: Instant) -> Event {
    let law = &cx.rules.law;
    let anew = Clock { start, ..clock.clone() };
    // Never earlier: what was told stands.
    let to = law.recomputed(&anew).max(clock.due);
    let (step, next_at) = match to {
        Some(to) => law.position(&clock.rule, clock.layer, start, to, cx.now),
        None => (clock.step, clock.next_at),
    };
    let late_anew =
        to != clock.due && clock.ended_at.zip(to).is_some_and(|(ended_at, to)| ended_at >= to);
    Event::ClockMoved {
        clock: clock.id,
        cause: MoveCause::Contest { contest, start },
        from: clock.due,
        to,
        calendar: law.calendar_number(),
        step,
        next_at: next_at.filter(|_| clock.is_running()),
        episode: late_anew.then(|| EpisodeId(cx.ids.next_id())),
        promised: clock.promised,
    }
}
