//! Events of clocks, episodes and requests for more time.

use crate::clock::{
    Clock, ClockState, Episode, EpisodeEnd, EpisodeKind, Excused, LateReason, MoveCause,
};
use crate::contest::{ContestAbout, ContestDecision};
use crate::demand::{Demand, ExtensionState};
use crate::event::{Event, Recorded};
use crate::id::{ClockId, ContestId, EpisodeId, ExtensionId, ItemId};
use crate::law::Layer;
use crate::time::Instant;

/// Applies an event that changes nothing but time.
pub(super) fn change(demand: &mut Demand, recorded: &Recorded) {
    let at = recorded.at;
    match &recorded.event {
        Event::ExtensionRequested { extension } => demand.extensions.push(extension.clone()),
        Event::ExtensionDecided { extension, granted, decision, clock } => {
            decide_extension(demand, *extension, *granted, decision);
            if let Some(clock) = clock {
                extend(demand, clock, at);
            }
        }
        Event::DelayOpened { clock, episode, reasons } => {
            let note = Some(reasons.clone());
            if let Some(opened) = opened(demand, *clock, *episode, EpisodeKind::Unreasonable, at) {
                demand.episodes.push(Episode { flagged_at: at, note, ..opened });
            }
        }
        Event::EpisodeExplained { episode, reason, note } => {
            explain(demand, *episode, *reason, note);
        }
        Event::ClockStruck { clock, step, episode, next_at, .. } => {
            let opened = episode.and_then(|(id, kind)| opened(demand, *clock, id, kind, at));
            demand.episodes.extend(opened);
            if let Some(clock) = clock_mut(demand, *clock) {
                clock.step = *step;
                clock.next_at = *next_at;
            }
        }
        Event::InstantContested { contest } => demand.contests.push(contest.as_ref().clone()),
        Event::ContestDecided { contest, changed, reason } => {
            let by = super::instrument::person(recorded);
            let decided = ContestDecision { changed: *changed, reason: reason.clone(), by, at };
            decide_contest(demand, *contest, decided);
        }
        Event::ClockMoved { clock, episode, .. } => {
            moved(demand, *clock, &recorded.event);
            rejudge(demand, *clock, *episode, at);
        }
        _ => {}
    }
}

/// An answer counts from the instant decided: what it ended is judged again.
fn decide_contest(demand: &mut Demand, id: ContestId, decided: ContestDecision) {
    let at = decided.at;
    let Some(contest) = demand.contests.iter_mut().find(|one| one.id == id) else {
        return;
    };
    let (about, stood, changed) = (contest.about, contest.stood, decided.changed);
    contest.decided = Some(decided);
    let (ContestAbout::Answer { item, .. }, Some(given)) = (about, changed) else {
        return;
    };
    let ended = |clock: &&mut Clock| {
        let counts = matches!(clock.state, ClockState::Met | ClockState::Late);
        counts && clock.item == item && clock.ended_at == Some(stood)
    };
    let mut in_time = Vec::new();
    for clock in demand.clocks.iter_mut().filter(ended) {
        clock.ended_at = Some(given);
        clock.state = judged(clock, given);
        if clock.state == ClockState::Met {
            in_time.push(clock.id);
        }
    }
    close(demand, at, EpisodeEnd::Annulled, |episode| {
        let due = episode.kind == EpisodeKind::Due && in_time.contains(&episode.clock);
        due && episode.closed_by != Some(EpisodeEnd::Annulled)
    });
    // What was late all the same ended with the answer.
    for episode in demand.episodes.iter_mut().filter(|one| one.item == item) {
        if episode.closed_at == Some(stood) && episode.closed_by != Some(EpisodeEnd::Annulled) {
            episode.closed_at = Some(given);
        }
    }
}

fn explain(demand: &mut Demand, id: EpisodeId, reason: LateReason, note: &str) {
    if let Some(episode) = demand.episodes.iter_mut().find(|one| one.id == id) {
        episode.reason = Some(reason);
        episode.note = Some(note.to_owned());
    }
}

fn moved(demand: &mut Demand, id: ClockId, event: &Event) {
    if let Event::ClockMoved { cause, to, calendar, step, next_at, promised, .. } = event
        && let Some(clock) = clock_mut(demand, id)
    {
        clock.due = *to;
        clock.calendar = *calendar;
        clock.step = *step;
        clock.next_at = *next_at;
        clock.promised = *promised;
        match *cause {
            MoveCause::Outage { outage, during } => clock.excused.push(Excused { outage, during }),
            MoveCause::Contest { start, .. } => clock.start = start,
            MoveCause::Calendar { .. } => {}
        }
    }
}

fn clock_mut(demand: &mut Demand, id: ClockId) -> Option<&mut Clock> {
    demand.clocks.iter_mut().find(|clock| clock.id == id)
}

/// Ends the running clocks of an item: judged by `at` unless a state is given.
pub(super) fn end_clocks(
    demand: &mut Demand,
    item: ItemId,
    at: Instant,
    state: Option<ClockState>,
) {
    for clock in demand.clocks.iter_mut().filter(|c| c.item == item && c.is_running()) {
        end(clock, at, state.unwrap_or_else(|| judged(clock, at)));
    }
}

fn end(clock: &mut Clock, at: Instant, state: ClockState) {
    clock.state = state;
    clock.ended_at = Some(at);
    clock.next_at = None;
}

fn judged(clock: &Clock, at: Instant) -> ClockState {
    if clock.is_late_at(at) { ClockState::Late } else { ClockState::Met }
}

/// Closes the open episodes of an item.
pub(super) fn close_episodes(demand: &mut Demand, item: ItemId, at: Instant, by: EpisodeEnd) {
    close(demand, at, by, |episode| episode.item == item && episode.is_open());
}

/// The flag may be quicker than an answer that had arrived in time and waited
/// for its turn: by arrival the item was never late (I-22).
pub(super) fn annul_untrue(demand: &mut Demand, item: ItemId, arrived_at: Instant, at: Instant) {
    close(demand, at, EpisodeEnd::Annulled, |episode| {
        let open = episode.item == item && episode.is_open();
        open && episode.kind == EpisodeKind::Due && episode.flagged_at > arrived_at
    });
}

fn close(demand: &mut Demand, at: Instant, by: EpisodeEnd, which: impl Fn(&Episode) -> bool) {
    for episode in demand.episodes.iter_mut().filter(|episode| which(episode)) {
        episode.closed_at = Some(at);
        episode.closed_by = Some(by);
    }
}

fn decide_extension(demand: &mut Demand, id: ExtensionId, granted: bool, decision: &str) {
    if let Some(asked) = demand.extensions.iter_mut().find(|one| one.id == id) {
        asked.state = if granted { ExtensionState::Granted } else { ExtensionState::Denied };
        asked.decision = Some(decision.to_owned());
    }
}

/// A granted extension: the agreement clock starts anew; law and targets run on.
fn extend(demand: &mut Demand, clock: &Clock, at: Instant) {
    let mut replaced = Vec::new();
    let running =
        |c: &&mut Clock| c.item == clock.item && c.layer == Layer::Agreement && c.is_running();
    for old in demand.clocks.iter_mut().filter(running) {
        end(old, at, ClockState::Void);
        replaced.push(old.id);
    }
    close(demand, at, EpisodeEnd::Extended, |episode| {
        replaced.contains(&episode.clock) && episode.is_open()
    });
    demand.clocks.push(clock.clone());
}

/// An episode for a clock, flagged at its due instant: the law's time, not the
/// time somebody noticed (I-21).
fn opened(
    demand: &Demand,
    clock: ClockId,
    id: EpisodeId,
    kind: EpisodeKind,
    detected_at: Instant,
) -> Option<Episode> {
    let clock = demand.clocks.iter().find(|one| one.id == clock)?;
    Some(Episode {
        id,
        clock: clock.id,
        item: clock.item,
        kind,
        layer: clock.layer,
        flagged_at: clock.due.unwrap_or(detected_at),
        detected_at,
        reason: None,
        note: None,
        closed_at: None,
        closed_by: None,
    })
}

/// After a clock moved: an end that was late may have been in time, and an
/// episode flagged before the new due instant never was. Annulled, not
/// deleted; a clock late by its new due instant too gets an episode of that.
fn rejudge(demand: &mut Demand, id: ClockId, anew: Option<EpisodeId>, at: Instant) {
    let Some(clock) = clock_mut(demand, id) else {
        return;
    };
    if let Some(ended_at) = clock.ended_at
        && clock.state == ClockState::Late
    {
        clock.state = judged(clock, ended_at);
    }
    let (due, ended_at) = (clock.due, clock.ended_at);
    let untrue = |episode: &Episode| {
        let flagged_early = due.is_some_and(|due| episode.flagged_at < due);
        let due = episode.clock == id && episode.kind == EpisodeKind::Due;
        due && flagged_early && episode.closed_by != Some(EpisodeEnd::Annulled)
    };
    let closed_by = demand.episodes.iter().find(|one| untrue(one));
    // Only answers end a clock late; the old episode knows of which kind.
    let closed_by = closed_by.and_then(|one| one.closed_by);
    let closed_by = closed_by.or(Some(EpisodeEnd::Answered));
    close(demand, at, EpisodeEnd::Annulled, untrue);
    let anew = anew.and_then(|new| opened(demand, id, new, EpisodeKind::Due, at));
    demand.episodes.extend(anew.map(|episode| Episode {
        closed_at: ended_at,
        closed_by,
        ..episode
    }));
}
