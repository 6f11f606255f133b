//! Whatever is tried, in whatever order, by whomever and however often: what
//! must always hold of the rules. A failure shrinks to a short story of steps.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test stops at its first surprise"
)]

#[allow(dead_code, reason = "each test uses its part of what they share")]
mod support {
    pub(crate) mod content;
    pub(crate) mod ids;
    pub(crate) mod people;
    pub(crate) mod rows;
    pub(crate) mod rules;
    pub(crate) mod steps;
}

use engine::actor::Actor;
use engine::canon;
use engine::clock::{Clock, ClockState, EpisodeEnd, EpisodeKind};
use engine::command::{Command, Envelope, IdempotencyKey};
use engine::context::{Context, Rules};
use engine::decide::{Done, Reply};
use engine::demand::Demand;
use engine::event::{Event, Root};
use engine::facts::Needs;
use engine::id::{ClockId, DemandId};
use engine::refusal::Refusal;
use engine::replay;
use engine::run::run;
use engine::time::Instant;
use proptest::prelude::*;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;
use support::ids::Ids;
use support::rows::Rows;
use support::rules::Setup;
use support::steps::{Act, Says, Step, command, story, story_of_clocks};
use support::{content, people};
use uuid::Uuid;

/// How long the sweep waits for answers that are on their way.
const GRACE_SECONDS: i64 = 5;
/// Calendar versions that come into force one after the other.
const CALENDARS: usize = 3;

/// Rules by approval policy and calendar version.
static RULES: LazyLock<Vec<Rules>> = LazyLock::new(|| {
    let mut all = Vec::new();
    for approval in [false, true] {
        let mut setup = Setup { approval, ..Setup::default() };
        setup.paper.insert("PGB".to_owned());
        setup.single.insert("TCB".to_owned());
        for off in ["2026-11-26", "2026-12-01", "2026-12-10"] {
            all.push(setup.rules());
            setup.revisions += 1;
            setup.off.push(off.to_owned());
        }
    }
    all
});

/// A request and its circumstances, to be sent again in another batch.
#[derive(Clone, Debug)]
struct Sent {
    envelope: Envelope,
    now: Instant,
    rules: usize,
}

/// Requests one by one, each on rows loaded for it alone.
struct World {
    rows: Rows,
    ids: Ids,
    sent: Vec<Sent>,
    now: Instant,
    rules: usize,
}

impl World {
    /// One case, and one inquiry at all banks.
    fn new(approval: bool) -> Self {
        let mut world = Self {
            rows: Rows::default(),
            ids: Ids::default(),
            sent: Vec::new(),
            now: "2026-11-20T02:00:00Z".parse().unwrap(),
            rules: if approval { CALENDARS } else { 0 },
        };
        let officer = people::actor("officer:saomai").unwrap();
        let content = content::case("12/2026", officer.person().unwrap());
        world.prelude(officer, Command::OpenCase { content: Box::new(content) });
        let items = engine::instrument::InfoType::ALL.iter().take(2);
        let items = items.map(|info| content::request(*info)).collect();
        let banks = support::steps::BANKS.iter();
        let banks = banks.map(|code| people::institution(code).unwrap()).collect();
        let case = *world.rows.cases.keys().next().unwrap();
        world.prelude(
            officer,
            Command::FileInquiry { case, content: Box::new(content::inquiry(items, banks)) },
        );
        world
    }

    fn prelude(&mut self, actor: Actor, command: Command) {
        let envelope = Envelope { actor, key: None, arrived: self.now, expected: None, command };
        let reply = self.carry_out(&envelope);
        assert!(matches!(reply, Reply::Done(_)), "{reply:?}");
    }

    fn rules(&self) -> &'static Rules {
        &RULES[self.rules]
    }

    fn carry_out(&mut self, envelope: &Envelope) -> Reply {
        let mut facts = self.rows.load(&Needs::of([envelope]));
        let mut cx = Context { now: self.now, ids: &mut self.ids, rules: &RULES[self.rules] };
        let reply = run(&mut facts, envelope, &mut cx);
        self.rows.save(facts);
        self.sent.push(Sent { envelope: envelope.clone(), now: self.now, rules: self.rules });
        reply
    }

    fn take(&mut self, step: &Step) -> Result<(), TestCaseError> {
        self.now = self.now.plus_seconds(step.wait_seconds);
        let arrived = self.now.plus_seconds(-step.lag_seconds);
        match step.act {
            Act::NewCalendar => {
                if self.rules % CALENDARS + 1 < CALENDARS {
                    self.rules += 1;
                }
                return Ok(());
            }
            Act::Sweep => return self.sweep(),
            Act::Again { nth } => {
                let nth = usize::from(nth) % self.sent.len();
                let mut envelope = self.sent[nth].envelope.clone();
                envelope.arrived = arrived;
                return self.send(&envelope);
            }
            _ => {}
        }
        let Some((actor, command)) = command(step, &self.rows, self.rules(), arrived) else {
            return Ok(());
        };
        let key = step.key.map(|key| IdempotencyKey {
            id: Uuid::new_v5(&Uuid::NAMESPACE_OID, format!("{actor:?} {key}").as_bytes()),
            request: Sha256::digest(format!("{command:?}")).into(),
        });
        self.send(&Envelope {
            actor,
            key,
            arrived,
            expected: step.expected.map(i32::from),
            command,
        })
    }

    fn sweep(&mut self) -> Result<(), TestCaseError> {
        while let Some((demand, clock)) = self.next_strike() {
            let before = self.rows.refused.len();
            self.send(&Envelope {
                actor: Actor::SYSTEM,
                key: None,
                arrived: self.now,
                expected: None,
                command: Command::StrikeClock { demand, clock },
            })?;
            // Or the sweep would try it for ever (I-27).
            prop_assert_eq!(self.rows.refused.len(), before, "a due clock cannot be struck");
        }
        Ok(())
    }

    fn next_strike(&self) -> Option<(DemandId, ClockId)> {
        let due = self.now.plus_seconds(-GRACE_SECONDS);
        let clocks = self.rows.demands.values();
        let mut clocks = clocks.flat_map(|demand| demand.clocks.iter().map(|c| (demand.id, c)));
        clocks
            .find(|(_, clock)| clock.next_at.is_some_and(|at| at <= due))
            .map(|(demand, clock)| (demand, clock.id))
    }

    fn send(&mut self, envelope: &Envelope) -> Result<(), TestCaseError> {
        let before = self.rows.clone();
        let reply = self.carry_out(envelope);
        let after = &self.rows;
        let new = &after.journal[before.journal.len()..];
        for recorded in new {
            let bytes = canon::bytes(recorded);
            prop_assert_eq!(&canon::parse(&bytes).unwrap(), recorded, "canonical bytes");
        }
        if let Reply::Refused(refusal) = &reply {
            refused_changes_nothing(&before, after, refusal)?;
        }
        journal_is_whole(after)?;
        deadlines_stand(&before, after)?;
        for demand in after.demands.values() {
            time_is_sound(demand)?;
            due_is_recomputed(demand, self.rules())?;
        }
        self.again_is_the_same(envelope, &reply)
    }

    /// I-2: the same key gives the same reply and no second effect.
    fn again_is_the_same(&self, envelope: &Envelope, reply: &Reply) -> Result<(), TestCaseError> {
        let kept = match reply {
            Reply::Done(_) => true,
            Reply::Refused(refusal) => matches!(refusal, Refusal::AnswerConflicts { .. }),
        };
        if envelope.key.is_none() || !kept {
            return Ok(());
        }
        let mut facts = self.rows.load(&Needs::of([envelope]));
        let mut cx = Context {
            now: self.now.plus_seconds(1),
            ids: &mut self.ids.clone(),
            rules: self.rules(),
        };
        let second = run(&mut facts, envelope, &mut cx);
        let expected = match reply {
            Reply::Done(done) => {
                let known = Done { served: None, receipt: None, ..done.clone() };
                Reply::Done(Done { replayed: true, ..known })
            }
            refused @ Reply::Refused(_) => refused.clone(),
        };
        prop_assert_eq!(second, expected);
        prop_assert!(facts.journal.is_empty() && facts.notices.is_empty() && facts.keys.is_empty());
        Ok(())
    }
}

/// I-31: a refused command leaves no trace but its audit; an answer that
/// contradicts another leaves the evidence too (I-5).
fn refused_changes_nothing(
    before: &Rows,
    after: &Rows,
    refusal: &Refusal,
) -> Result<(), TestCaseError> {
    if matches!(refusal, Refusal::AnswerConflicts { .. }) {
        let only_evidence = after.journal[before.journal.len()..].iter().all(|recorded| {
            let event = &recorded.event;
            matches!(event, Event::Contradicted { .. } | Event::ClockStruck { .. })
        });
        prop_assert!(only_evidence);
        return Ok(());
    }
    let mut left = after.clone();
    left.refused.truncate(before.refused.len());
    prop_assert_eq!(&left, before, "{} changed something", refusal.code());
    Ok(())
}

/// I-14, I-15: versions without gaps, one event for each, and the rows are
/// what the events lead to.
fn journal_is_whole(rows: &Rows) -> Result<(), TestCaseError> {
    prop_assert_eq!(replay::gaps(rows.journal.iter()), []);
    let mut events: BTreeMap<Root, i32> = BTreeMap::new();
    for recorded in &rows.journal {
        *events.entry(recorded.root).or_default() += 1;
    }
    let cases = rows.cases.values().map(|one| (Root::Case(one.id), one.version));
    let instruments = rows.instruments.values();
    let instruments = instruments.map(|one| (Root::Instrument(one.id), one.version));
    let demands = rows.demands.values().map(|one| (Root::Demand(one.id), one.version));
    let outages = rows.outages.values().map(|one| (Root::Outage(one.id), one.version));
    let ledgers = rows.ledgers.values().map(|one| (Root::Money(one.case), one.version));
    let payees = rows.payees.values().map(|one| (Root::Payee(one.id), one.version));
    let versions = cases.chain(instruments).chain(demands).chain(outages);
    let statements = rows.statements.values();
    let statements = statements.map(|one| (Root::Statement(one.id), one.version));
    let versions = versions.chain(ledgers).chain(payees).chain(statements);
    prop_assert_eq!(versions.collect::<BTreeMap<_, _>>(), events);

    let rebuilt = replay::rebuild(rows.journal.iter().cloned());
    rows_are_the_same(&Rows::of_facts(rebuilt), &rows.roots())
}

/// I-20: a clock keeps its start and its rule for ever, and its due instant
/// but for a recorded move, which is never to an earlier one; receipt once
/// recorded never changes.
fn deadlines_stand(before: &Rows, after: &Rows) -> Result<(), TestCaseError> {
    let moved: BTreeSet<ClockId> = after.journal[before.journal.len()..]
        .iter()
        .filter_map(|recorded| match recorded.event {
            Event::ClockMoved { clock, .. } => Some(clock),
            _ => None,
        })
        .collect();
    for (id, old) in &before.demands {
        let new = &after.demands[id];
        if old.receipt.is_some() {
            prop_assert_eq!(&old.receipt, &new.receipt);
        }
        for was in &old.clocks {
            let is = new.clocks.iter().find(|clock| clock.id == was.id).unwrap();
            let fixed = |clock: &Clock| (clock.start, clock.rule.clone(), clock.layer, clock.item);
            prop_assert_eq!(fixed(was), fixed(is));
            prop_assert!(is.due >= was.due, "a deadline moved to an earlier instant");
            if !moved.contains(&was.id) {
                prop_assert_eq!(was.due, is.due, "a deadline moved by nothing recorded");
                prop_assert_eq!(was.calendar, is.calendar);
            }
        }
    }
    Ok(())
}

/// I-15, I-20: rule, start, calendar, outages and promises give the due instant
/// again.
fn due_is_recomputed(demand: &Demand, rules: &Rules) -> Result<(), TestCaseError> {
    let law = &rules.law;
    for clock in demand.clocks.iter().filter(|one| one.calendar == law.calendar_number()) {
        prop_assert_eq!(law.recomputed(clock), clock.due, "{:?}", clock);
    }
    Ok(())
}

fn live(demand: &Demand) -> Vec<(ClockId, Instant)> {
    let due = demand.episodes.iter().filter(|episode| {
        let annulled = episode.closed_by == Some(EpisodeEnd::Annulled);
        episode.kind == EpisodeKind::Due && !annulled
    });
    due.map(|episode| (episode.clock, episode.flagged_at)).collect()
}

/// I-21, I-24 at any instant: a flag bears the due instant and stands once;
/// what is not flagged yet will be struck by its due instant at the latest;
/// what ended is judged.
fn time_is_sound(demand: &Demand) -> Result<(), TestCaseError> {
    let live = live(demand);
    let flagged: BTreeSet<_> = live.iter().copied().collect();
    prop_assert_eq!(flagged.len(), live.len(), "one lateness is on record twice");
    for (id, flagged_at) in &live {
        let clock = demand.clocks.iter().find(|clock| clock.id == *id).unwrap();
        prop_assert_eq!(Some(*flagged_at), clock.due);
    }
    for clock in &demand.clocks {
        let Some(due) = clock.due else {
            prop_assert!(clock.state != ClockState::Late);
            continue;
        };
        let is_flagged = flagged.contains(&(clock.id, due));
        match clock.state {
            ClockState::Running => {
                let found = is_flagged || clock.next_at.is_some_and(|at| at <= due);
                prop_assert!(found, "the sweep will not find {:?}", clock);
            }
            ClockState::Late => prop_assert!(is_flagged && clock.ended_at >= Some(due)),
            ClockState::Met => prop_assert!(!is_flagged && clock.ended_at < Some(due)),
            ClockState::Void => prop_assert_eq!(is_flagged, clock.ended_at >= Some(due)),
        }
        let ended = clock.state != ClockState::Running;
        prop_assert_eq!(clock.ended_at.is_some(), ended);
        prop_assert!(!ended || clock.next_at.is_none());
    }
    for episode in &demand.episodes {
        prop_assert_eq!(episode.closed_at.is_some(), episode.closed_by.is_some());
        let clock = demand.clocks.iter().find(|clock| clock.id == episode.clock);
        let runs = clock.is_some_and(Clock::is_running);
        prop_assert!(runs || !episode.is_open(), "an episode outlives its clock");
    }
    Ok(())
}

/// I-21, I-24 after a last sweep: the flags are those computed from scratch.
fn flags_are_those_from_scratch(rows: &Rows, now: Instant) -> Result<(), TestCaseError> {
    for demand in rows.demands.values() {
        let flagged: BTreeSet<_> = live(demand).into_iter().collect();
        for clock in &demand.clocks {
            let Some(due) = clock.due else { continue };
            let is_flagged = flagged.contains(&(clock.id, due));
            if clock.is_running() && due.plus_seconds(GRACE_SECONDS) <= now {
                prop_assert!(is_flagged, "a late clock is not flagged: {:?}", clock);
            }
            if clock.is_running() && due > now {
                prop_assert!(!is_flagged, "a clock is flagged before its time: {:?}", clock);
            }
        }
    }
    Ok(())
}

/// The same requests in batches, each batch on one set of facts.
fn in_batches(sent: &[Sent], sizes: &[usize]) -> Rows {
    let mut rows = Rows::default();
    let mut ids = Ids::default();
    let mut rest = sent;
    let mut sizes = sizes.iter().cycle();
    while !rest.is_empty() {
        let size = sizes.next().map_or(1, |size| (*size).min(rest.len()));
        let (batch, after) = rest.split_at(size);
        rest = after;
        let mut facts = rows.load(&Needs::of(batch.iter().map(|sent| &sent.envelope)));
        for sent in batch {
            let mut cx = Context { now: sent.now, ids: &mut ids, rules: &RULES[sent.rules] };
            run(&mut facts, &sent.envelope, &mut cx);
        }
        rows.save(facts);
    }
    rows
}

/// Names the first row that differs: whole tables are too long to read.
fn rows_are_the_same(left: &Rows, right: &Rows) -> Result<(), TestCaseError> {
    fn list<'a, T: std::fmt::Debug + PartialEq + 'a>(
        left: impl IntoIterator<Item = &'a T>,
        right: impl IntoIterator<Item = &'a T>,
    ) -> Result<(), TestCaseError> {
        let (mut left, mut right) = (left.into_iter(), right.into_iter());
        loop {
            let (one, other) = (left.next(), right.next());
            prop_assert_eq!(one, other);
            if one.is_none() {
                return Ok(());
            }
        }
    }
    list(&left.journal, &right.journal)?;
    list(left.cases.values(), right.cases.values())?;
    list(left.instruments.values(), right.instruments.values())?;
    list(left.demands.values(), right.demands.values())?;
    prop_assert_eq!(&left.outages, &right.outages);
    list(&left.notices, &right.notices)?;
    list(left.keys.values(), right.keys.values())?;
    list(&left.refused, &right.refused)?;
    prop_assert_eq!(left, right);
    Ok(())
}

fn books_are_right(approval: bool, steps: &[Step], sizes: &[usize]) -> Result<(), TestCaseError> {
    let mut world = World::new(approval);
    for step in steps {
        world.take(step)?;
    }
    world.now = world.now.plus_seconds(3_600);
    world.sweep()?;
    flags_are_those_from_scratch(&world.rows, world.now)?;
    rows_are_the_same(&in_batches(&world.sent, sizes), &world.rows)
}

/// What every clock of the demand at VCB comes to if both items are answered
/// by a request that arrives then: its state, and whether it was late.
fn judged_of(world: &World) -> Vec<(String, ClockState, bool)> {
    let demand = world.rows.demands.values().next().unwrap();
    let late: BTreeSet<_> = live(demand).into_iter().map(|(clock, _)| clock).collect();
    let clocks = demand.clocks.iter();
    let judged = clocks.map(|one| (one.rule.to_string(), one.state, late.contains(&one.id)));
    judged.collect()
}

/// Answers both items; the request had arrived so many seconds ago.
fn answer(world: &mut World, arrived: Instant) -> Result<(), TestCaseError> {
    let step = Step {
        wait_seconds: 0,
        lag_seconds: 0,
        by: 0,
        key: None,
        expected: None,
        act: Act::Answer { demand: 0, items: 3, says: Says::One },
    };
    let found = command(&step, &world.rows, world.rules(), arrived);
    let (actor, command) = found.unwrap();
    world.send(&Envelope { actor, key: None, arrived, expected: None, command })
}

/// Found by the properties below, seldom: the list of an inquiry's open demands
/// was the one loaded before the batch.
#[test]
fn a_demand_reopened_in_a_batch_is_taken_back_in_it() {
    let step =
        |act| Step { wait_seconds: 0, lag_seconds: 0, by: 0, key: None, expected: None, act };
    let mut world = World::new(false);
    let acts = [
        Act::Answer { demand: 0, items: 3, says: Says::One },
        Act::Dispute { demand: 0, item: 0 },
        Act::Withdraw { inquiry: 0 },
    ];
    for act in acts {
        world.take(&step(act)).unwrap();
    }
    assert!(world.rows.demands.values().all(|demand| !demand.is_open()));
    // The prelude and the answer one by one, the rest at once.
    rows_are_the_same(&in_batches(&world.sent, &[1, 1, 1, 2]), &world.rows).unwrap();
}

/// Seven days in seconds: past every limit of an inquiry.
const WEEK: i64 = 7 * 86_400;

proptest! {
    #![proptest_config(ProptestConfig {
        failure_persistence: None,
        max_shrink_iters: 4_000,
        ..ProptestConfig::with_cases(192)
    })]

    #[test]
    fn whatever_is_tried_the_books_are_right(
        approval in any::<bool>(),
        steps in story(48),
        sizes in proptest::collection::vec(1usize..20, 1..8),
    ) {
        books_are_right(approval, &steps, &sizes)?;
    }

    #[test]
    fn whatever_happens_to_its_clocks_a_demand_is_judged_rightly(
        steps in story_of_clocks(32),
        sizes in proptest::collection::vec(1usize..20, 1..8),
    ) {
        books_are_right(false, &steps, &sizes)?;
    }

    /// I-22: not when the answer was decided, nor what flagged it before.
    #[test]
    fn late_or_not_depends_on_the_arrival_alone(
        after in 1..WEEK,
        queued in prop_oneof![0i64..60, 0..WEEK],
        sweeps in proptest::collection::vec(0..2 * WEEK, 0..4),
        urges in proptest::collection::vec(0..2 * WEEK, 0..3),
    ) {
        let mut quick = World::new(false);
        let start = quick.now;
        let arrived = start.plus_seconds(after);
        quick.now = arrived;
        answer(&mut quick, arrived)?;

        let mut slow = World::new(false);
        let decided = after + queued;
        let sweeps = sweeps.into_iter().map(|at| (at, Act::Sweep));
        let urges = urges.into_iter().map(|at| (at, Act::Urge { demand: 0 }));
        let mut others: Vec<_> = sweeps.chain(urges).filter(|(at, _)| *at <= decided).collect();
        others.sort_by_key(|(at, _)| *at);
        for (at, act) in others {
            slow.take(&Step {
                wait_seconds: start.plus_seconds(at).seconds_since(slow.now),
                lag_seconds: 0,
                by: 0,
                key: None,
                expected: None,
                act,
            })?;
        }
        slow.now = start.plus_seconds(decided);
        answer(&mut slow, arrived)?;

        prop_assert_eq!(judged_of(&quick), judged_of(&slow));
    }
}
