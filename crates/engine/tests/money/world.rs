//! A case or two, their people and three banks.

use crate::act::{Act, Count};
use crate::bank::Bank;
use crate::docket::case;
use crate::office::{HANOI, SAIGON, Side};
use crate::people;
use crate::planted::Plant;
use crate::rules::Setup;
use engine::actor::Actor;
use engine::command::{Command as C, Envelope, IdempotencyKey};
use engine::context::{Context, Rules};
use engine::decide::{Done, Reply};
use engine::event::Recorded;
use engine::facts::{Facts, Related};
use engine::id::{CaseId, DemandId, IdSource, InstitutionId, InstrumentId, ItemId};
use engine::identity::AccountNumber;
use engine::ledger::Ledger;
use engine::order::Numbered;
use engine::payee::PayeeContent;
use engine::refusal::Refusal;
use engine::run::run;
use engine::time::{Day, Instant, Zone};
use std::collections::BTreeMap;
use std::sync::LazyLock;
use uuid::Uuid;

static RULES: LazyLock<Rules> = LazyLock::new(|| Setup::default().rules());
pub(crate) const BANKS: [&str; 3] = ["VCB", "TCB", "ACB"];

/// What came of the act at hand.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Came {
    pub(crate) done: bool,
    refused: bool,
}

/// Ids by what is done and how many it needed, so that the same acts in another
/// order lead to the same state.
#[derive(Clone, Debug, Default)]
struct Ids {
    scope: u128,
    next: u128,
}

impl IdSource for Ids {
    fn next_id(&mut self) -> Uuid {
        self.next += 1;
        Uuid::from_u128(self.scope << 40 | self.next)
    }
}

#[derive(Clone)]
pub(crate) struct World {
    pub(crate) facts: Facts,
    /// The case of the office that acts.
    pub(crate) here: Side,
    /// The case of another office about the same person, if there is one.
    pub(crate) there: Option<Side>,
    pub(crate) banks: Vec<(InstitutionId, Bank)>,
    ids: Ids,
    pub(crate) now: Instant,
    /// Seconds from one act to the next.
    pub(crate) tick: i64,
    pub(crate) keys: u128,
    pub(crate) count: Count,
    pub(crate) came: Came,
    /// A bug to be caught.
    pub(crate) plant: Option<Plant>,
    /// What a bank's nth report that was sent came to, for a bug that needs it.
    pub(crate) taken: BTreeMap<(usize, usize), Vec<Recorded>>,
    /// When each freeze was served to its bank.
    pub(crate) received: BTreeMap<ItemId, Instant>,
    /// What was refused in a case, where there is another.
    pub(crate) refusals: Vec<(CaseId, String)>,
}

pub(crate) fn who(word: &str) -> Actor {
    people::actor(word).unwrap()
}

pub(crate) fn pick<T>(list: &[T], n: u8) -> Option<&T> {
    list.get(usize::from(n).checked_rem(list.len())?)
}

impl World {
    /// One case of one office.
    pub(crate) fn new() -> Self {
        let mut world = Self::empty();
        world.open();
        world.now = world.now.plus_seconds(2 * 86_400);
        world
    }

    /// Two offices, each with a case about the same person.
    pub(crate) fn of_two() -> Self {
        let mut world = Self::empty();
        world.open();
        world.there = Some(Side::of(&SAIGON));
        world.turn();
        world.open();
        world.turn();
        let debtor = |side: &Side| (side.case, side.office.party("An"));
        let (one, other) = (debtor(&world.here), world.there.as_ref().map(debtor).unwrap());
        let related = |(case, debtor), (other, theirs)| Related { case, debtor, other, theirs };
        world.facts.related = vec![related(one, other), related(other, one)];
        world.now = world.now.plus_seconds(2 * 86_400);
        world
    }

    fn empty() -> Self {
        let bank = |code: &&str| people::institution(code).unwrap();
        let free = [vec![70, 20], vec![40], vec![]];
        let mut banks: Vec<_> = BANKS.iter().map(bank).zip(free.map(Bank::with)).collect();
        banks[0].1.protected = vec![0, 8];
        Self {
            facts: Facts::default(),
            here: Side::of(&HANOI),
            there: None,
            banks,
            ids: Ids::default(),
            now: Zone::HANOI.start_of(Day::from_ymd(2026, 11, 20).unwrap()).plus_seconds(32_400),
            tick: 60,
            keys: 0,
            count: Count::default(),
            came: Came::default(),
            plant: None,
            taken: BTreeMap::new(),
            received: BTreeMap::new(),
            refusals: Vec::new(),
        }
    }

    /// The case of the office that acts, and where its money goes.
    fn open(&mut self) {
        let office = self.here.office;
        let content = case(office);
        self.here.case = self.must(office.officer, C::OpenCase { content }).subject.into();
        let account = AccountNumber::parse("3949010012345").unwrap();
        let (name, bank) = (self.text("Thi hành án"), "Kho bạc Nhà nước".to_owned());
        let content = Box::new(PayeeContent { name, bank, account });
        let payee = self.must(office.accountant, C::ProposePayee { content }).subject.into();
        self.must(office.approver, C::ApprovePayee { payee });
        self.here.payee = payee;
    }

    /// The other office acts from here on.
    pub(crate) fn turn(&mut self) {
        if let Some(there) = &mut self.there {
            std::mem::swap(&mut self.here, there);
        }
    }

    pub(crate) fn sides(&self) -> impl Iterator<Item = &Side> {
        std::iter::once(&self.here).chain(&self.there)
    }

    pub(crate) fn side_of(&mut self, case: CaseId) -> &mut Side {
        let mut sides = std::iter::once(&mut self.here).chain(&mut self.there);
        sides.find(|side| side.case == case).unwrap()
    }

    /// A text of the office that acts.
    pub(crate) fn text(&self, text: &str) -> String {
        format!("{text} ({})", self.here.office.mark)
    }

    /// The books of every case, in the order in which they were opened.
    pub(crate) fn ledgers(&self) -> impl Iterator<Item = &Ledger> {
        let mut cases: Vec<CaseId> = self.sides().map(|side| side.case).collect();
        cases.sort_unstable();
        cases.into_iter().filter_map(|case| self.facts.ledgers.get(case))
    }

    /// The books of the case that a demand is of.
    pub(crate) fn ledger_of(&self, demand: DemandId) -> Option<&Ledger> {
        self.facts.ledgers.get(self.facts.demands.get(demand)?.case)
    }

    /// Keeps when what an order froze was served.
    pub(crate) fn note_receipt(&mut self, instrument: InstrumentId) {
        let of_it = self.facts.demands.iter().filter(|one| one.instrument == instrument);
        let items = of_it.flat_map(|one| one.items.iter().map(|item| item.id));
        let items: Vec<ItemId> = items.collect();
        self.received.extend(items.into_iter().map(|item| (item, self.now)));
    }

    pub(crate) fn ledger(&self) -> Option<&Ledger> {
        self.facts.ledgers.get(self.here.case)
    }

    pub(crate) fn try_as(&mut self, who: Actor, command: C) -> Result<Done, Refusal> {
        self.keys += 1;
        self.try_with((self.keys, 0), who, command)
    }

    /// The same under a key of one's own, with the digest of what it asks.
    pub(crate) fn try_with(
        &mut self,
        (id, request): (u128, u8),
        who: Actor,
        command: C,
    ) -> Result<Done, Refusal> {
        let key = IdempotencyKey { id: Uuid::from_u128(id), request: [request; 32] };
        let envelope =
            Envelope { actor: who, key: Some(key), arrived: self.now, expected: None, command };
        for case in [Some(&self.here), self.there.as_ref()].into_iter().flatten() {
            self.facts.open_orders.entry(case.case).or_default();
        }
        let mut once = || {
            let mut cx = Context { now: self.now, ids: &mut self.ids, rules: &RULES };
            run(&mut self.facts, &envelope, &mut cx)
        };
        match once() {
            Reply::Done(done) => {
                self.came.done = true;
                let events = self.facts.journal.len();
                // Whatever was done is not done twice (I-2, I-6).
                let mut cx = Context { now: self.now, ids: &mut self.ids, rules: &RULES };
                let again = run(&mut self.facts, &envelope, &mut cx);
                assert!(matches!(again, Reply::Done(Done { replayed: true, .. })), "{again:?}");
                assert_eq!(self.facts.journal.len(), events, "a repeated command did something");
                Ok(done)
            }
            Reply::Refused(refusal) => {
                self.came.refused = true;
                if let Some(case) = self.case_of(&envelope).filter(|_| self.there.is_some()) {
                    self.refusals.push((case, format!("{refusal:?}")));
                }
                if let Refusal::AnswerConflicts { .. } = &refusal {
                    // What was kept as evidence is not kept twice (I-5).
                    let events = self.facts.journal.len();
                    let mut cx = Context { now: self.now, ids: &mut self.ids, rules: &RULES };
                    let again = run(&mut self.facts, &envelope, &mut cx);
                    assert!(matches!(&again, Reply::Refused(same) if *same == refusal));
                    assert_eq!(self.facts.journal.len(), events, "evidence is kept twice");
                }
                Err(refusal)
            }
        }
    }

    /// In which case somebody asks, if it is one: the officer in his own, a bank in
    /// that of its demand.
    fn case_of(&self, envelope: &Envelope) -> Option<CaseId> {
        match &envelope.command {
            C::SubmitAnswer { demand, .. }
            | C::ReportCapture { demand, .. }
            | C::CorrectAnswer { demand, .. } => {
                self.facts.demands.get(*demand).map(|one| one.case)
            }
            C::ReportAccountCapture { .. } => None,
            C::ConfirmRemittance { case, .. } | C::StrikeDuty { case, .. } => Some(*case),
            _ => Some(self.here.case),
        }
    }

    pub(crate) fn must(&mut self, actor: &str, command: C) -> Done {
        let told = format!("{command:?}");
        self.try_as(who(actor), command).unwrap_or_else(|why| panic!("{why:?} for {told}"))
    }
}

/// What officers and banks do.
impl World {
    pub(crate) fn step(&mut self, act: &Act) {
        self.now = self.now.plus_seconds(self.tick);
        self.came = Came::default();
        self.carry(act);
        match self.came {
            Came { done: true, .. } => self.count.done += 1,
            Came { refused: true, .. } => self.count.refused += 1,
            Came { .. } => {}
        }
        for _ in 0..2 {
            let first = self.ledger().and_then(|ledger| ledger.postings.first()).map(|one| one.id);
            if let Some(posting) = first {
                self.here.own.opened(posting);
            }
            self.turn();
        }
    }

    fn carry(&mut self, act: &Act) {
        match act {
            Act::Freeze { banks, urgent } => self.freeze(*banks, *urgent),
            Act::BankActs { item, race } => {
                if let Some(&(at, demand, item)) = pick(&self.to_do(*race), *item) {
                    self.carry_out(at, demand, item, *race);
                }
            }
            Act::Deliver { report } => self.deliver(*report),
            Act::DeliverAgain { report } => self.deliver_again(*report),
            Act::Contradict { report } => {
                if let Some((at, nth)) = self.sent(*report) {
                    self.contradict(at, nth);
                }
            }
            Act::Credit { bank, account, amount } => {
                let at = usize::from(*bank) % self.banks.len();
                self.came.done |= self.banks[at].1.credit(usize::from(*account), *amount);
            }
            Act::Turn => self.turn(),
            Act::FreezeBoth { banks } => self.freeze_both(*banks),
            Act::Arrive { bank, account, amount } => self.arrive(*bank, *account, *amount),
            Act::Pry => self.pry(),
            Act::FileProposal => self.file_proposal(),
            Act::Deduct { hold, percent } => self.deduct(*hold, *percent),
            Act::Direct { bank, account, percent } => self.direct(*bank, *account, *percent),
            Act::Deny { item } => {
                if let Some(&(at, demand, item)) = pick(&self.to_do(false), *item) {
                    self.carry_out_and(at, demand, item, (false, true));
                }
            }
            Act::Remit { wire, over } => self.remit(*wire, *over),
            Act::ReleaseWhole { freeze } => self.release_whole(*freeze),
            Act::ReleasePart { hold, percent } => self.release_part(*hold, *percent),
            Act::Amend { freeze, target } => self.amend(*freeze, *target),
            Act::Post { more, amount } => self.post(*more, *amount),
            Act::Concede { kind, amount, accept } => self.concede(*kind, *amount, *accept),
            Act::Withdraw { order } => self.withdraw(*order),
            Act::Confirm { order } => self.confirm(*order),
            Act::Wait { hours } => {
                self.now = self.now.plus_seconds(hours * 3_600);
                self.sweep();
            }
            Act::End { how } => self.end(*how),
            Act::Object { hold, all } => self.object(*hold, *all),
            Act::Judge { objection, verdict } => self.judge(*objection, *verdict),
            Act::Protect { hold, percent, minimum } => self.protect(*hold, *percent, *minimum),
            Act::Correct { freeze, account, by } => self.correct(*freeze, *account, *by),
            Act::Reverse { posting } => self.reverse(*posting),
        }
    }

    /// Ids and numbers of what follows are its own.
    pub(crate) fn scope(&mut self, scope: u32) {
        self.ids = Ids { scope: scope.into(), next: 0 };
        self.here.numbers = scope.wrapping_mul(1_000);
        self.keys = u128::from(scope) << 32;
    }

    pub(crate) fn number(&mut self) -> Numbered {
        self.here.numbers += 1;
        let (number, day) = (
            format!("{}/QĐ-{}", self.here.numbers, self.here.office.mark),
            Zone::HANOI.day_of(self.now),
        );
        Numbered { number, day }
    }
}
