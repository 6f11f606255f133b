//! One case, its people and three banks.

use crate::act::{Act, Count};
use crate::bank::Bank;
use crate::docket::case;
use crate::own::Own;
use crate::people;
use crate::planted::Plant;
use crate::rules::Setup;
use engine::actor::Actor;
use engine::command::{Command as C, Envelope, IdempotencyKey};
use engine::context::{Context, Rules};
use engine::decide::{Done, Reply};
use engine::event::Recorded;
use engine::facts::Facts;
use engine::id::{CaseId, IdSource, InstitutionId, InstrumentId, ItemId, PayeeId};
use engine::identity::AccountNumber;
use engine::ledger::Ledger;
use engine::order::Numbered;
use engine::payee::PayeeContent;
use engine::refusal::Refusal;
use engine::run::run;
use engine::time::{Day, Instant, Zone};
use std::collections::BTreeMap;
use std::hash::{Hash, Hasher};
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
    pub(crate) case: CaseId,
    pub(crate) banks: Vec<(InstitutionId, Bank)>,
    ids: Ids,
    pub(crate) now: Instant,
    /// Seconds from one act to the next.
    pub(crate) tick: i64,
    pub(crate) payee: PayeeId,
    numbers: u32,
    pub(crate) keys: u128,
    /// Money that arrived beyond what is owed.
    pub(crate) remitted: i64,
    /// What is owed and protected, as it was said.
    pub(crate) own: Own,
    /// Freezes that were ordered released whole, each by its release.
    pub(crate) freed: Vec<(InstrumentId, ItemId)>,
    pub(crate) count: Count,
    pub(crate) came: Came,
    /// A bug to be caught.
    pub(crate) plant: Option<Plant>,
    /// What a bank's nth report that was sent came to, for a bug that needs it.
    pub(crate) taken: BTreeMap<(usize, usize), Vec<Recorded>>,
}

pub(crate) fn who(word: &str) -> Actor {
    people::actor(word).unwrap()
}

pub(crate) fn pick<T>(list: &[T], n: u8) -> Option<&T> {
    list.get(usize::from(n).checked_rem(list.len())?)
}

/// What a request asks, as a front end would tell two requests apart.
fn digest(command: &C) -> [u8; 32] {
    let mut hash = std::hash::DefaultHasher::new();
    format!("{command:?}").hash(&mut hash);
    let mut digest = [0; 32];
    digest[..8].copy_from_slice(&hash.finish().to_be_bytes());
    digest
}

impl World {
    pub(crate) fn new() -> Self {
        let bank = |code: &&str| people::institution(code).unwrap();
        let free = [vec![70, 20], vec![40], vec![]];
        let mut banks: Vec<_> = BANKS.iter().map(bank).zip(free.map(Bank::with)).collect();
        banks[0].1.protected = vec![0, 8];
        let mut world = Self {
            facts: Facts::default(),
            case: CaseId(Uuid::nil()),
            banks,
            ids: Ids::default(),
            now: Zone::HANOI.start_of(Day::from_ymd(2026, 11, 20).unwrap()).plus_seconds(32_400),
            tick: 60,
            payee: PayeeId(Uuid::nil()),
            numbers: 0,
            keys: 0,
            remitted: 0,
            own: Own::new(),
            freed: Vec::new(),
            count: Count::default(),
            came: Came::default(),
            plant: None,
            taken: BTreeMap::new(),
        };
        world.case = world.must("officer:saomai", C::OpenCase { content: case() }).subject.into();
        let account = AccountNumber::parse("3949010012345").unwrap();
        let (name, bank) = ("THADS Hà Nội".to_owned(), "Kho bạc Nhà nước".to_owned());
        let content = Box::new(PayeeContent { name, bank, account });
        world.payee = world.must("accountant:hoangyen", C::ProposePayee { content }).subject.into();
        world.must("head:tungbach", C::ApprovePayee { payee: world.payee });
        world.now = world.now.plus_seconds(2 * 86_400);
        world
    }

    pub(crate) fn ledger(&self) -> Option<&Ledger> {
        self.facts.ledgers.get(self.case)
    }

    pub(crate) fn try_as(&mut self, who: Actor, command: C) -> Result<Done, Refusal> {
        self.keys += 1;
        self.try_with(self.keys, who, command)
    }

    /// The same under a key of one's own, and what it asks is what the key is for.
    pub(crate) fn try_with(&mut self, key: u128, who: Actor, command: C) -> Result<Done, Refusal> {
        let key = IdempotencyKey { id: Uuid::from_u128(key), request: digest(&command) };
        let envelope =
            Envelope { actor: who, key: Some(key), arrived: self.now, expected: None, command };
        self.facts.open_orders.entry(self.case).or_default();
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
        let first = self.ledger().and_then(|ledger| ledger.postings.first()).map(|one| one.id);
        if let Some(posting) = first {
            self.own.opened(posting);
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
        self.numbers = scope.wrapping_mul(1_000);
        self.keys = u128::from(scope) << 32;
    }

    pub(crate) fn number(&mut self) -> Numbered {
        self.numbers += 1;
        let (number, day) = (format!("{}/QĐ-THADS", self.numbers), Zone::HANOI.day_of(self.now));
        Numbered { number, day }
    }
}
