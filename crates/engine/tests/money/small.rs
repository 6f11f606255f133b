//! Every state of a small world: two banks, one case of a hundred, freezes that
//! catch 70 and 60, a later credit, the proposal for the excess, a release that
//! overtakes, a deduction, its remittance, an end, reports doubled, late and
//! contradicted, money that is protected. A crash between commit and reply is in
//! every step: each command is sent again with its key and must do nothing.
//!
//! Each test is a world of its own with a few acts of officers: all of them at once
//! are too many states for a run of minutes.

use crate::act::Act;
use crate::bank::Bank;
use crate::check;
use crate::planted::Plant;
use crate::world::World;
use engine::id::DutyId;
use engine::ledger::{Hold, Lift};
use stateright::{Checker, Model, Property};
use std::collections::{BTreeMap, BTreeSet};
use std::hash::{Hash, Hasher};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use uuid::Uuid;

/// One thing that may happen next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Move {
    /// A bank carries out the nth thing it was asked; taken back or not.
    Acts(usize, usize),
    /// A bank's waiting report arrives.
    Arrives(usize, usize),
    /// A report arrives a second time.
    ArrivesAgain(usize, usize),
    /// A bank says otherwise than a report that arrived.
    Contradicts(usize, usize),
    Credit,
    Proposal,
    Release,
    Deduct,
    /// More than may be taken, up to all that is there.
    Overreach,
    /// The officer protects a part too.
    Protect,
    Remit,
    Withdraw,
    Terminate,
}

#[derive(Clone)]
struct State {
    world: World,
    /// What happened once and does not happen again.
    done: BTreeSet<Move>,
    broken: Option<String>,
    print: String,
}

impl State {
    fn new(world: World) -> Self {
        let mut state = Self { world, done: BTreeSet::new(), broken: None, print: String::new() };
        state.take_print();
        state
    }

    /// What makes a state the same as another: the books and what banks hold and
    /// have still to say, not by which way they came about.
    fn take_print(&mut self) {
        let ledger = self.world.ledger().unwrap();
        let mut demands: Vec<_> = self.world.facts.demands.iter().collect();
        demands.sort_by_key(|demand| demand.id);
        let items: Vec<_> = demands
            .iter()
            .flat_map(|one| one.items.iter().map(|item| (item.id, item.state)))
            .collect();
        let banks: Vec<&Bank> = self.world.banks.iter().map(|(_, bank)| bank).collect();
        let mut duties: Vec<_> =
            ledger.duties.iter().map(|duty| (duty.kind, duty.about, duty.state)).collect();
        duties.sort_by_key(|duty| format!("{duty:?}"));
        let mut holds = ledger.holds.clone();
        holds.sort_by_key(|hold| (hold.freeze, hold.account.clone()));
        // The ids of duties tell by which way they came about.
        let met = |lift: &mut Lift| {
            lift.met = lift.met.take().map(|_| DutyId(Uuid::nil()));
            lift.met_excess = lift.met_excess.take().map(|_| DutyId(Uuid::nil()));
        };
        let mut lifts = ledger.lifts.clone();
        lifts.iter_mut().for_each(met);
        lifts.sort_by_key(|lift| lift.item);
        self.print = format!(
            "{:?}{:?}{holds:?}{:?}{lifts:?}{duties:?}{:?}{items:?}{banks:?}{:?}{:?}",
            ledger.balances,
            ledger.freezes,
            ledger.transfers,
            ledger.closed.is_some(),
            self.done,
            self.broken,
        );
    }
}

impl std::fmt::Debug for State {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?}", self.broken)
    }
}

impl PartialEq for State {
    fn eq(&self, other: &Self) -> bool {
        self.print == other.print
    }
}

impl Hash for State {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.print.hash(state);
    }
}

/// The small world, and what officers do in it beside the banks.
#[derive(Clone, Default)]
struct Small {
    acts: &'static [Move],
    /// Whether banks contradict themselves.
    contradicts: bool,
    /// What the first bank says may not be taken of its 70.
    protected: i64,
    plant: Option<Plant>,
    /// What contradicted what was said, by kind, and how often it was named.
    named: Arc<Mutex<BTreeMap<&'static str, u64>>>,
    /// How often more was asked than is not protected, and refused for that.
    overreached: Arc<AtomicU64>,
}

/// The number of a move: its ids are its own, whenever it comes.
fn number(chosen: Move, at: &State) -> u32 {
    let mut hash = std::hash::DefaultHasher::new();
    chosen.hash(&mut hash);
    // A bank's reports shift as they are sent: the report itself is what counts.
    if let Move::Arrives(bank, nth) = chosen {
        let report = at.world.banks[bank].1.waiting.get(nth).map(|report| report.item);
        (report, at.world.banks[bank].1.sent.len()).hash(&mut hash);
    }
    u32::try_from(hash.finish() & 0x7fff_ffff).unwrap()
}

impl Model for Small {
    type State = State;
    type Action = Move;

    fn init_states(&self) -> Vec<State> {
        let mut world = World::new();
        world.tick = 0;
        world.banks.truncate(2);
        world.banks[0].1 = Bank::with(vec![70]);
        world.banks[1].1 = Bank::with(vec![60]);
        world.banks[0].1.protected = vec![self.protected];
        world.plant = self.plant;
        world.step(&Act::Freeze { banks: 3, urgent: false });
        vec![State::new(world)]
    }

    fn actions(&self, state: &State, actions: &mut Vec<Move>) {
        if state.broken.is_some() {
            return;
        }
        for (at, (_, bank)) in state.world.banks.iter().enumerate() {
            for nth in 0..state.world.served(at).len() {
                actions.push(Move::Acts(at, nth));
            }
            actions.extend((0..bank.waiting.len()).map(|nth| Move::Arrives(at, nth)));
            actions.extend((0..bank.sent.len()).map(|nth| Move::ArrivesAgain(at, nth)));
            if self.contradicts {
                actions.extend((0..bank.sent.len()).map(|nth| Move::Contradicts(at, nth)));
            }
        }
        actions.extend(self.acts);
        actions.retain(|one| matches!(one, Move::Arrives(..)) || !state.done.contains(one));
    }

    fn next_state(&self, last: &State, chosen: Move) -> Option<State> {
        let mut state = last.clone();
        state.world.scope(number(chosen, last));
        // What is doubled, contradicted or too much leads nowhere else, or the act
        // itself panics.
        if chosen.happens_once() {
            state.done.insert(chosen);
        }
        let taken = catch_unwind(AssertUnwindSafe(|| {
            self.take(&mut state.world, chosen);
            check::always(&state.world);
            protected_stays(&state.world);
        }));
        if let Err(why) = taken {
            let text = why.downcast_ref::<String>().cloned();
            state.broken = Some(text.unwrap_or_else(|| format!("{chosen:?} panicked")));
        }
        // A state is what stands; the journal of each way would make it another.
        state.world.facts.journal.clear();
        state.world.facts.notices.clear();
        state.world.facts.refused.clear();
        state.world.facts.keys.clear();
        state.world.facts.remembered.clear();
        state.take_print();
        (state.print != last.print).then_some(state)
    }

    fn properties(&self) -> Vec<Property<Self>> {
        let mut properties = vec![
            Property::<Self>::always(ALWAYS, |_, state| state.broken.is_none()),
            Property::<Self>::sometimes("both banks report", |_, state| {
                state.world.ledger().unwrap().holds.len() > 1
            }),
            Property::<Self>::sometimes(
                "what was frozen is free or taken in the end",
                |_, state| {
                    let holds = &state.world.ledger().unwrap().holds;
                    holds.iter().any(|hold| hold.frozen > 0 && hold.remaining() == 0)
                },
            ),
        ];
        if self.protected > 0 {
            properties.push(Property::<Self>::sometimes(
                "all that may be taken is taken, and what is protected is left",
                |_, state| {
                    let left = |hold: &Hold| hold.remaining() - hold.protected;
                    let taken = |hold: &&Hold| hold.protected > 0 && hold.deducted > 0;
                    let holds = &state.world.ledger().unwrap().holds;
                    holds.iter().filter(taken).any(|hold| left(hold) == 0)
                },
            ));
        }
        properties
    }
}

impl Move {
    const fn happens_once(self) -> bool {
        !matches!(
            self,
            Self::Arrives(..) | Self::ArrivesAgain(..) | Self::Contradicts(..) | Self::Overreach
        )
    }
}

/// I-9: what its bank said may not be taken of a hold is never ordered nor taken of
/// it. Nothing else lowers it in these worlds but a release, which frees it.
fn protected_stays(world: &World) {
    for hold in world.ledger().iter().flat_map(|ledger| &ledger.holds) {
        let taken = hold.deducted + hold.reserved;
        let most = hold.frozen - world.here.own.reported(hold.id);
        assert!(taken <= most, "I-9: {taken} is taken of {most}: {hold:?}");
    }
}

const ALWAYS: &str = "I-2, I-6 … I-12 hold";

impl Small {
    fn take(&self, world: &mut World, chosen: Move) {
        match chosen {
            Move::Acts(bank, nth) => {
                let (demand, item) = world.served(bank)[nth];
                world.carry_out(bank, demand, item, true);
            }
            Move::Arrives(bank, nth) => {
                let report = world.banks[bank].1.waiting.remove(nth);
                world.send(bank, report);
            }
            Move::ArrivesAgain(bank, nth) => world.again(bank, nth),
            Move::Contradicts(bank, nth) => {
                if let Some(kind) = world.contradict(bank, nth) {
                    *self.named.lock().unwrap().entry(kind).or_default() += 1;
                }
            }
            Move::Credit => drop(world.banks[0].1.credit(0, 20)),
            Move::Proposal => world.step(&Act::FileProposal),
            Move::Release => world.step(&Act::ReleaseWhole { freeze: 0 }),
            Move::Deduct => world.step(&Act::Deduct { hold: 0, percent: 100 }),
            Move::Overreach => {
                let protected = |world: &World| {
                    let refused = world.facts.refused.iter();
                    refused.filter(|one| one.code == "hold_protected").count()
                };
                let before = protected(world);
                // Of the hold with protected money, if it is there.
                let holds = world.ledger().map_or(&[][..], |ledger| &ledger.holds);
                let hold = holds.iter().position(|hold| hold.protected > 0).unwrap_or(0);
                let hold = u8::try_from(hold).unwrap();
                let over = u8::try_from(self.protected).unwrap();
                world.step(&Act::Deduct { hold, percent: 100 + over });
                let more = u64::try_from(protected(world) - before).unwrap();
                self.overreached.fetch_add(more, Ordering::Relaxed);
            }
            Move::Protect => {
                world.step(&Act::Protect { hold: 0, percent: 60, minimum: false });
            }
            Move::Remit => world.step(&Act::Remit { wire: 0, over: 0 }),
            Move::Withdraw => world.step(&Act::Withdraw { order: 0 }),
            Move::Terminate => world.step(&Act::End { how: 1 }),
        }
    }

    /// Every state that these acts and the banks lead to.
    fn look(self) -> Self {
        let most = crate::small_states();
        let checker = self.clone().checker().threads(2).target_state_count(most);
        let checker = checker.spawn_bfs().join();
        let (all, unique) = (checker.state_count(), checker.unique_state_count());
        let (acts, depth) = (self.acts, checker.max_depth());
        tell(&format!("{acts:?}: {all} states, {unique} different, depth {depth}"));
        if let Some(path) = checker.discovery(ALWAYS) {
            let last = path.last_state().broken.clone();
            panic!("{last:?} after {:?}", path.into_actions());
        }
        checker.assert_properties();
        self
    }
}

#[expect(clippy::print_stdout, reason = "tells what was looked at")]
fn tell(what: &str) {
    println!("{what}");
}

fn look(acts: &'static [Move]) {
    Small { acts, ..Small::default() }.look();
}

#[test]
fn a_release_overtakes_while_money_comes_in() {
    look(&[Move::Credit, Move::Proposal, Move::Release, Move::Deduct]);
}

#[test]
fn a_deduction_meets_the_end_of_the_obligation() {
    look(&[Move::Credit, Move::Deduct, Move::Remit, Move::Terminate]);
}

#[test]
fn what_was_taken_back_is_done_all_the_same() {
    look(&[Move::Withdraw, Move::Release, Move::Deduct, Move::Terminate]);
}

#[test]
fn a_contradiction_is_named_and_changes_nothing() {
    let acts = &[Move::Credit, Move::Deduct, Move::Release];
    let small = Small { acts, contradicts: true, ..Small::default() }.look();
    let named = small.named.lock().unwrap();
    tell(&format!("named: {named:?}"));
    let kinds: Vec<_> = named.keys().copied().collect();
    assert_eq!(kinds, ["captured", "frozen", "paid", "refused", "released"]);
}

const PROTECTED: &[Move] =
    &[Move::Credit, Move::Deduct, Move::Overreach, Move::Protect, Move::Remit];

/// Nor when more is asked, at any time.
fn nothing_protected_is_taken(acts: &'static [Move]) {
    let small = Small { acts, protected: 30, ..Small::default() }.look();
    let refused = small.overreached.load(Ordering::Relaxed);
    tell(&format!("refused: {refused}"));
    assert!(refused > 0);
}

#[test]
fn what_is_protected_is_never_taken() {
    nothing_protected_is_taken(PROTECTED);
}

#[test]
fn what_is_protected_is_freed_and_never_taken() {
    nothing_protected_is_taken(&[
        Move::Deduct,
        Move::Overreach,
        Move::Protect,
        Move::Release,
        Move::Terminate,
    ]);
}

/// The same world with the bug is broken, and by that.
#[test]
fn a_deduction_of_protected_money_is_found_in_the_small_world() {
    let plant = Some(Plant::ProtectionIgnored);
    let small = Small { acts: PROTECTED, protected: 30, plant, ..Small::default() };
    let checker = small.checker().threads(2).spawn_bfs().join();
    let path = checker.discovery(ALWAYS).unwrap();
    let why = path.last_state().broken.clone().unwrap();
    assert!(why.contains("I-9"), "caught by something else: {why}");
    assert_eq!(path.into_actions().last(), Some(&Move::Overreach));
}
