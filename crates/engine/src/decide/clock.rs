//! Starting, striking, moving and judging clocks.

use super::check::{self, TEXT};
use super::{OnDemand, changes, repeats};
use crate::clock::{Clock, ClockState, Episode, EpisodeKind, Excused, MoveCause, Promised, Span};
use crate::command::{Command, Envelope};
use crate::context::Context;
use crate::demand::Demand;
use crate::event::Event;
use crate::excuse::Move;
use crate::facts::Facts;
use crate::id::{AgencyId, ClockId, EpisodeId, InstitutionId, ItemId, OutageId};
use crate::inforce::{Asked, Limit, Subject};
use crate::instrument::RequesterKind;
use crate::law::{Layer, RuleId};
use crate::refusal::Refusal;
use crate::time::Instant;

/// How long after a due instant the sweep waits: an answer that had arrived in
/// time may still be on its way to the database (DESIGN §4 step 1).
pub(crate) const GRACE_SECONDS: i64 = 5;

/// The limits on answering one thing asked by a demand, from `start`.
pub(super) fn limits(
    cx: &Context<'_>,
    demand: &Demand,
    asked: Asked,
    start: Instant,
) -> Vec<Limit> {
    let between = Between::of(cx, demand.agency, Some(demand.institution));
    let subject = between.about(asked, demand.interim, demand.requester);
    cx.rules.law.limits(&subject, start)
}

/// Clocks for an item out of its limits.
pub(super) fn start(
    cx: &mut Context<'_>,
    limits: &[Limit],
    item: ItemId,
    round: i16,
    start: Instant,
) -> Vec<Clock> {
    let calendar = cx.rules.law.calendar_number();
    limits
        .iter()
        .map(|limit| Clock {
            id: ClockId(cx.ids.next_id()),
            item,
            round,
            rule: limit.rule.clone(),
            layer: limit.layer,
            start,
            due: limit.due,
            binding: limit.binding,
            calendar,
            state: ClockState::Running,
            step: limit.step,
            next_at: limit.next_at,
            ended_at: None,
            excused: Vec::new(),
            promised: None,
        })
        .collect()
}

/// Between whom a demand stands: agreements bind those who signed them.
pub(crate) struct Between<'a> {
    agencies: Vec<&'a str>,
    institution: Option<&'a str>,
}

impl<'a> Between<'a> {
    pub(crate) fn of(
        cx: &Context<'a>,
        agency: AgencyId,
        institution: Option<InstitutionId>,
    ) -> Self {
        let directory = &cx.rules.directory;
        let known = institution.and_then(|id| directory.institution(id));
        Self {
            agencies: directory.codes_above(agency),
            institution: known.map(|one| one.code.as_str()),
        }
    }

    /// One thing asked between them, as the law sees it.
    pub(crate) fn about(
        &self,
        asked: Asked,
        interim: bool,
        requester: RequesterKind,
    ) -> Subject<'_> {
        let Self { agencies, institution } = self;
        Subject { asked, interim, requester, agencies, institution: *institution }
    }
}

/// The agreement clock of a granted extension.
pub(super) fn agreed(
    cx: &mut Context<'_>,
    item: ItemId,
    round: i16,
    start: Instant,
    until: Instant,
) -> Clock {
    let rule = RuleId::extension();
    let (step, next_at) = cx.rules.law.position(&rule, Layer::Agreement, start, until, start);
    Clock {
        id: ClockId(cx.ids.next_id()),
        item,
        round,
        rule,
        layer: Layer::Agreement,
        start,
        due: Some(until),
        binding: false,
        calendar: cx.rules.law.calendar_number(),
        state: ClockState::Running,
        step,
        next_at,
        ended_at: None,
        excused: Vec::new(),
        promised: Some(Promised { due: until, excused: 0 }),
    }
}

fn clock(demand: &Demand, id: ClockId) -> Result<&Clock, Refusal> {
    demand.clocks.iter().find(|clock| clock.id == id).ok_or(Refusal::ClockState)
}

/// Whether this lateness is on record: same clock, same due instant (I-24).
fn on_record(demand: &Demand, clock: &Clock, due: Instant) -> bool {
    let same = |episode: &Episode| {
        episode.clock == clock.id && episode.kind == EpisodeKind::Due && episode.flagged_at == due
    };
    demand.episodes.iter().any(same)
}

/// Before anything else, time: opens the episodes that are due when a command
/// arrives, so that a late answer which comes before the sweep is recorded
/// late all the same (I-21). Reminders stay with the sweep.
pub(super) fn settle(demand: &Demand, arrived: Instant, cx: &mut Context<'_>) -> Vec<Event> {
    let late = |clock: &&Clock| clock.is_running() && clock.is_late_at(arrived);
    demand
        .clocks
        .iter()
        .filter(late)
        .filter(|clock| clock.due.is_some_and(|due| !on_record(demand, clock, due)))
        .map(|clock| Event::ClockStruck {
            clock: clock.id,
            step: clock.step,
            fired: Vec::new(),
            episode: Some((EpisodeId(cx.ids.next_id()), EpisodeKind::Due)),
            next_at: clock.next_at,
        })
        .collect()
}

/// The sweep's command: what this clock and its siblings owe at this instant.
/// All limits of the demand whose time has come are struck together, the one
/// longest due first, so that nobody is told of each by itself.
pub(super) fn strike(
    demand: &Demand,
    id: ClockId,
    cx: &mut Context<'_>,
) -> Result<Vec<Event>, Refusal> {
    let now = cx.now.plus_seconds(-GRACE_SECONDS);
    let strikes_at = |clock: &Clock| clock.next_at.filter(|at| clock.is_running() && *at <= now);
    strikes_at(clock(demand, id)?).ok_or(Refusal::ClockState)?;
    let mut struck: Vec<(Instant, &Clock)> =
        demand.clocks.iter().filter_map(|clock| Some((strikes_at(clock)?, clock))).collect();
    struck.sort_by_key(|(at, _)| *at);
    let struck = struck.into_iter();
    Ok(struck.filter_map(|(_, clock)| strike_one(demand, clock, now, cx)).collect())
}

/// Down over many steps: the stale "before due" ones are skipped, the rest is
/// carried out.
fn strike_one(demand: &Demand, clock: &Clock, now: Instant, cx: &mut Context<'_>) -> Option<Event> {
    let due = clock.due?;
    let timeline = cx.rules.law.timeline(&clock.rule, clock.layer, clock.start, due);
    let behind = timeline.iter().take_while(|(at, _)| *at <= now).count();
    // By instant and not by place: the ladder may have gained or lost a step since
    // the clock was last struck.
    let next = clock.next_at?;
    let fired = timeline
        .iter()
        .filter(|(at, _)| (next..=now).contains(at))
        .filter(|(at, _)| *at >= due || due > now)
        .filter_map(|(_, step)| *step)
        .collect();
    let step = i16::try_from(behind).unwrap_or(i16::MAX);
    let episode = (due <= now && !on_record(demand, clock, due))
        .then(|| (EpisodeId(cx.ids.next_id()), EpisodeKind::Due));
    let next_at = timeline.get(behind).map(|(at, _)| *at);
    Some(Event::ClockStruck { clock: clock.id, step, fired, episode, next_at })
}

pub(super) fn decide(
    facts: &Facts,
    demand: &Demand,
    envelope: &Envelope,
    cx: &mut Context<'_>,
) -> Result<OnDemand, Refusal> {
    match &envelope.command {
        Command::OpenDelay { clock, reasons, .. } => open_delay(demand, cx, *clock, reasons),
        Command::ExplainEpisode { episode, reason, note, .. } => {
            if !demand.episodes.iter().any(|one| one.id == *episode) {
                return Err(Refusal::EpisodeUnknown);
            }
            check::text(note, "/note", TEXT)?;
            let note = note.clone();
            changes(
                Event::EpisodeExplained { episode: *episode, reason: *reason, note },
                Some(episode.0),
            )
        }
        Command::ExcuseClock { clock, outage, from, to, .. } => {
            excuse((facts, demand), cx, *clock, *outage, (*from, *to))
        }
        Command::ReviseClock { clock, .. } => revise(demand, cx, *clock),
        _ => Err(Refusal::NotFound),
    }
}

/// "Immediately" has no number in law, so lateness is a person's opinion with
/// reasons, recorded as an episode of its own kind.
fn open_delay(
    demand: &Demand,
    cx: &mut Context<'_>,
    id: ClockId,
    reasons: &str,
) -> Result<OnDemand, Refusal> {
    let clock = clock(demand, id)?;
    if !clock.is_running() {
        return Err(Refusal::ClockState);
    }
    if clock.due.is_some() {
        return Err(Refusal::ClockHasDue);
    }
    if demand.episodes.iter().any(|episode| episode.clock == id && episode.is_open()) {
        return Err(Refusal::EpisodeOpen);
    }
    check::text(reasons, "/reasons", TEXT)?;
    let episode = EpisodeId(cx.ids.next_id());
    let reasons = reasons.to_owned();
    changes(Event::DelayOpened { clock: id, episode, reasons }, Some(episode.0))
}

fn excuse(
    (facts, demand): (&Facts, &Demand),
    cx: &mut Context<'_>,
    id: ClockId,
    outage: OutageId,
    (from, to): (Instant, Instant),
) -> Result<OnDemand, Refusal> {
    let clock = clock(demand, id)?;
    // The same cause moves a clock once, whatever became of it (I-20).
    if clock.is_excused_for(outage) {
        return repeats(Some(id.0));
    }
    // One person's word moves no limit of law, whoever made the list.
    if facts.outages.get(outage).is_none_or(|one| one.confirmed.is_none()) {
        return Err(Refusal::OutageUnconfirmed);
    }
    movable(clock)?;
    let during = Some(Span { from, to });
    let moved = cx.rules.law.excused(clock, Excused { outage, during });
    let moved = moved.ok_or(Refusal::MoveRepeated)?;
    // The version it was computed with stays: a newer one still has its say.
    let cause = MoveCause::Outage { outage, during };
    changes(moved_event(clock, cx, cause, clock.calendar, moved), Some(id.0))
}

/// A new calendar version recomputes a clock, never to an institution's harm.
fn revise(demand: &Demand, cx: &mut Context<'_>, id: ClockId) -> Result<OnDemand, Refusal> {
    let clock = clock(demand, id)?;
    let due = movable(clock)?;
    let calendar = cx.rules.law.calendar_number();
    if clock.calendar == calendar {
        return Err(Refusal::MoveRepeated);
    }
    let moved = cx.rules.law.revised(clock, due);
    changes(moved_event(clock, cx, MoveCause::Calendar { calendar }, calendar, moved), Some(id.0))
}

fn movable(clock: &Clock) -> Result<Instant, Refusal> {
    let moves = matches!(clock.state, ClockState::Running | ClockState::Late);
    clock.due.filter(|_| moves).ok_or(Refusal::ClockState)
}

fn moved_event(
    clock: &Clock,
    cx: &mut Context<'_>,
    cause: MoveCause,
    calendar: i32,
    moved: Move,
) -> Event {
    let Move { due: to, promised } = moved;
    let law = &cx.rules.law;
    let moves = clock.due != Some(to);
    let (step, next_at) = if moves {
        law.position(&clock.rule, clock.layer, clock.start, to, cx.now)
    } else {
        // What was sent is not sent again (I-23).
        law.position_before(&clock.rule, clock.layer, clock.start, to, clock.next_at)
    };
    // A clock that runs is struck again; one that ended is judged here.
    let late_anew = moves && clock.ended_at.is_some_and(|ended_at| ended_at >= to);
    Event::ClockMoved {
        clock: clock.id,
        cause,
        from: clock.due,
        to: Some(to),
        calendar,
        step,
        next_at: next_at.filter(|_| clock.is_running()),
        episode: late_anew.then(|| EpisodeId(cx.ids.next_id())),
        promised,
    }
}
