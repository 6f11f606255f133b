//! One case, its people and three banks.

use crate::bank::{Bank, Report, Says, number};
use crate::own::{OWED, Own};
use crate::people;
use crate::planted::Plant;
use crate::rules::Setup;
use engine::actor::Actor;
use engine::answer::Outcome;
use engine::case::{
    CaseContent, Category, Conditions, Document, ObligationKind, ObligationLine, Party, PartyKind,
    PartyRole,
};
use engine::command::{Command as C, Entry, Envelope, IdempotencyKey};
use engine::context::{Context, Rules};
use engine::decide::{Done, Reply};
use engine::demand::{Channel, ItemAnswer};
use engine::event::{Event, Recorded};
use engine::facts::Facts;
use engine::id::{
    CaseId, DemandId, DutyId, HoldId, IdSource, InstitutionId, InstrumentId, ItemId, PartyId,
    PayeeId, PostingId,
};
use engine::identity::{AccountNumber, Identifier, IdentifierKind, PersonName};
use engine::instrument::{ContentHash, Request};
use engine::law::Stage;
use engine::ledger::{
    Book, DutyKind, Hold, Ledger, Objection, ObjectionContent, ObjectionKind, Objector,
    ObligationEnd, Transfer, TransferState, Verdict, proposal,
};
use engine::money::Money;
use engine::order::{
    AmendLine, DeductLine, FreezeAt, Identity, Numbered, Order, OrderContent, ReleaseLine,
};
use engine::payee::PayeeContent;
use engine::refusal::Refusal;
use engine::run::run;
use engine::time::{Day, Instant, Zone};
use std::collections::BTreeMap;
use std::ops::Add;
use std::sync::LazyLock;
use uuid::Uuid;

static RULES: LazyLock<Rules> = LazyLock::new(|| Setup::default().rules());
pub(crate) const BANKS: [&str; 3] = ["VCB", "TCB", "ACB"];

/// What happens next. Numbers point at what stands, modulo how many there are.
#[derive(Clone, Debug)]
pub(crate) enum Act {
    Freeze {
        banks: u8,
        urgent: bool,
    },
    BankActs {
        item: u8,
        race: bool,
    },
    Deliver {
        report: u8,
    },
    DeliverAgain {
        report: u8,
    },
    Credit {
        bank: u8,
        account: u8,
        amount: i64,
    },
    FileProposal,
    Deduct {
        hold: u8,
        percent: u8,
    },
    Direct {
        bank: u8,
        account: u8,
        percent: u8,
    },
    /// A bank pays and reports that it did not.
    Deny {
        item: u8,
    },
    /// Money arrives: before its report, after it, against it.
    Remit {
        wire: u8,
        over: i64,
    },
    ReleaseWhole {
        freeze: u8,
    },
    ReleasePart {
        hold: u8,
        percent: u8,
    },
    Amend {
        freeze: u8,
        target: i64,
    },
    Post {
        more: bool,
        amount: i64,
    },
    Withdraw {
        order: u8,
    },
    Confirm {
        order: u8,
    },
    Wait {
        hours: i64,
    },
    End {
        how: u8,
    },
    Object {
        hold: u8,
        all: bool,
    },
    Judge {
        objection: u8,
        verdict: u8,
    },
    /// A part of a hold may not be taken.
    Protect {
        hold: u8,
        percent: u8,
        minimum: bool,
    },
    /// A bank had frozen more or less than it reported.
    Correct {
        freeze: u8,
        account: u8,
        by: i64,
    },
    /// A posting is taken back.
    Reverse {
        posting: u8,
    },
}

/// Acts of a story that were carried out, and those that were refused. What had
/// nothing to be done to is neither.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Count {
    pub(crate) done: u64,
    pub(crate) refused: u64,
}

impl Add for Count {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self { done: self.done + other.done, refused: self.refused + other.refused }
    }
}

/// What came of the act at hand.
#[derive(Clone, Copy, Debug, Default)]
struct Came {
    done: bool,
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
    now: Instant,
    /// Seconds from one act to the next.
    pub(crate) tick: i64,
    payee: PayeeId,
    numbers: u32,
    keys: u128,
    /// Money that arrived beyond what is owed.
    pub(crate) remitted: i64,
    /// What is owed and protected, as it was said.
    pub(crate) own: Own,
    /// Freezes that were ordered released whole, each by its release.
    pub(crate) freed: Vec<(InstrumentId, ItemId)>,
    pub(crate) count: Count,
    came: Came,
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

impl World {
    pub(crate) fn new() -> Self {
        let bank = |code: &&str| people::institution(code).unwrap();
        let free = [vec![70, 20], vec![40], vec![]];
        let banks = BANKS.iter().map(bank).zip(free.map(Bank::with)).collect();
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
        let key = IdempotencyKey { id: Uuid::from_u128(self.keys), request: [0; 32] };
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
                Err(refusal)
            }
        }
    }

    fn must(&mut self, actor: &str, command: C) -> Done {
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
            Act::ReleaseWhole { freeze } => {
                let found = self.ledger().and_then(|one| pick(&one.freezes, *freeze));
                if let Some(freeze) = found.map(|freeze| freeze.item) {
                    self.release(vec![ReleaseLine { freeze, hold: None, amount: None }]);
                }
            }
            Act::ReleasePart { hold, percent } => self.release_part(*hold, *percent),
            Act::Amend { freeze, target } => {
                let found = self.ledger().and_then(|one| pick(&one.freezes, *freeze));
                if let Some(freeze) = found.map(|freeze| freeze.item) {
                    let target = Money::vnd(*target);
                    let _ = self.order(Order::Amend {
                        lines: vec![AmendLine { freeze, target, accounts: None }],
                    });
                }
            }
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

    fn number(&mut self) -> Numbered {
        self.numbers += 1;
        let (number, day) = (format!("{}/QĐ-THADS", self.numbers), Zone::HANOI.day_of(self.now));
        Numbered { number, day }
    }

    /// Filed by the officer, approved by the head, issued.
    fn order(&mut self, order: Order) -> Result<InstrumentId, Refusal> {
        let urgent = matches!(order, Order::Freeze { urgent: true, .. });
        let content = OrderContent {
            debtor: party_id("An"),
            decision: (!urgent).then(|| self.number()),
            legal_basis: "Luật 106/2025/QH15".to_owned(),
            sealed_to: Vec::new(),
            order,
        };
        let content = Box::new(content);
        let case = self.case;
        let done = self.try_as(who("officer:saomai"), C::FileOrder { case, content })?;
        let instrument = InstrumentId(done.subject);
        let content = &self.facts.instruments.get(instrument).unwrap().content;
        let hash = ContentHash::of(content);
        self.must("head:daiduong", C::ApproveOrder { instrument, hash });
        self.must("officer:saomai", C::IssueOrder { instrument });
        Ok(instrument)
    }

    fn freeze(&mut self, banks: u8, urgent: bool) {
        let chosen = self.banks.iter().enumerate().filter(|(at, _)| banks & (1 << at) != 0);
        let at = |institution: &InstitutionId| FreezeAt {
            institution: *institution,
            accounts: Vec::new(),
        };
        let at: Vec<FreezeAt> = chosen.map(|(_, (institution, _))| at(institution)).collect();
        let owed = self.ledger().map_or(100, |ledger| ledger.balances.outstanding());
        let _ = self.order(Order::Freeze { owed: Money::vnd(owed), urgent, at });
    }

    /// Every item of an order ever served to a bank, in the order of service.
    pub(crate) fn served(&self, bank: usize) -> Vec<(DemandId, ItemId)> {
        let (institution, _) = &self.banks[bank];
        let mut demands: Vec<_> =
            self.facts.demands.iter().filter(|one| one.institution == *institution).collect();
        demands.sort_by_key(|demand| demand.id);
        demands.iter().flat_map(|one| one.items.iter().map(|item| (one.id, item.id))).collect()
    }

    /// What banks may still do: what they were asked, and what was taken back if the
    /// message raced.
    fn to_do(&self, race: bool) -> Vec<(usize, DemandId, ItemId)> {
        let asked = |demand: DemandId, item| {
            let item = self.facts.demands.get(demand).and_then(|one| one.item(item));
            item.is_some_and(|one| one.state.is_open() || (race && one.last.is_none()))
        };
        let of_bank = |at: usize| {
            let undone = move |(demand, item)| {
                let waits = !self.banks[at].1.has_done(item) && asked(demand, item);
                waits.then_some((at, demand, item))
            };
            self.served(at).into_iter().filter_map(undone)
        };
        (0..self.banks.len()).flat_map(of_bank).collect()
    }

    /// A bank does what it was asked; what was taken back only if the message
    /// raced.
    pub(crate) fn carry_out(&mut self, bank: usize, demand: DemandId, item: ItemId, race: bool) {
        self.carry_out_and(bank, demand, item, (race, false));
    }

    fn carry_out_and(
        &mut self,
        bank: usize,
        demand: DemandId,
        item: ItemId,
        (race, deny): (bool, bool),
    ) {
        let asked = self.facts.demands.get(demand).and_then(|one| one.item(item)).unwrap();
        let open = asked.state.is_open();
        let Request::Order(order) = asked.request.clone() else { return };
        if open || (race && asked.last.is_none()) {
            self.came.done |= self.banks[bank].1.act(demand, item, &order, self.now, deny);
        }
    }

    fn deliver(&mut self, report: u8) {
        let waiting = |bank: &Bank| bank.waiting.len();
        let all: usize = self.banks.iter().map(|(_, bank)| waiting(bank)).sum();
        let Some(mut nth) = usize::from(report).checked_rem(all) else { return };
        for at in 0..self.banks.len() {
            let len = waiting(&self.banks[at].1);
            if nth < len {
                let report = self.banks[at].1.waiting.remove(nth);
                return self.send(at, report);
            }
            nth -= len;
        }
    }

    fn deliver_again(&mut self, report: u8) {
        let of_bank = |at: usize| (0..self.banks[at].1.sent.len()).map(move |nth| (at, nth));
        let sent: Vec<_> = (0..self.banks.len()).flat_map(of_bank).collect();
        if let Some(&(at, nth)) = pick(&sent, report) {
            self.again(at, nth);
        }
    }

    /// A report that was sent is sent again, and does nothing (I-6).
    pub(crate) fn again(&mut self, at: usize, nth: usize) {
        let Some(report) = self.banks[at].1.sent.get(nth).cloned() else { return };
        if self.plant.is_some_and(|plant| plant.takes_twice(self, at, nth)) {
            return;
        }
        let (events, ledger) = (self.facts.journal.len(), self.ledger().cloned());
        match self.tell(&report, at) {
            Ok(_) => {
                // But that what is late by now about the demand is on record.
                let struck = |one: &Recorded| matches!(one.event, Event::ClockStruck { .. });
                let new = &self.facts.journal[events..];
                assert!(new.iter().all(struck), "a doubled report did something: {new:?}");
            }
            // Overtaken by its correction it moves no money.
            Err(Refusal::AnswerConflicts { .. } | Refusal::RestatedBelow { .. }) => {
                assert!(self.banks[at].1.corrected.contains(&report.item), "{report:?}");
                assert_eq!(self.ledger(), ledger.as_ref(), "a late report moved money");
            }
            Err(why) => panic!("{why:?} for {report:?} again"),
        }
    }

    pub(crate) fn send(&mut self, at: usize, report: Report) {
        let events = self.facts.journal.len();
        match self.tell(&report, at) {
            Ok(_) => {
                if self.plant.is_some() {
                    let came = self.facts.journal[events..].to_vec();
                    self.taken.insert((at, self.banks[at].1.sent.len()), came);
                }
                self.banks[at].1.sent.push(report);
            }
            // Caught before its freeze was reported: comes after that.
            Err(Refusal::ItemState { .. }) if matches!(report.says, Says::Captured { .. }) => {
                self.banks[at].1.waiting.push(report);
            }
            // Nothing was done, and it is no longer asked.
            Err(Refusal::ItemState { .. }) if did_nothing(&report.says) => {}
            Err(why) => panic!("reality is refused: {why:?} for {report:?}"),
        }
    }

    pub(crate) fn tell(&mut self, report: &Report, at: usize) -> Result<Done, Refusal> {
        let Report { demand, item, says } = report.clone();
        let code = BANKS[at];
        let command = match says {
            Says::Answer(body) => {
                C::SubmitAnswer { demand, answers: vec![ItemAnswer { item, body }] }
            }
            Says::Captured { reference, accounts } => {
                C::ReportCapture { demand, item, reference, accounts }
            }
        };
        self.try_as(who(&format!("bank_system:{code}")), command)
    }

    /// What is proposed is taken as it is proposed, and leaves no excess.
    fn file_proposal(&mut self) {
        let Some(ledger) = self.ledger() else { return };
        let proposed = proposal(ledger, 0);
        let excess = ledger.cap().excess;
        assert_eq!(proposed.excess, excess);
        if excess == 0 {
            return;
        }
        self.release(proposed.release);
        assert_eq!(self.ledger().unwrap().cap().excess, 0, "the proposal leaves an excess");
        if !proposed.amend.is_empty() {
            self.order(Order::Amend { lines: proposed.amend })
                .or_else(|why| match why {
                    Refusal::ObligationEnded => Ok(InstrumentId(Uuid::nil())),
                    why => Err(why),
                })
                .unwrap();
        }
    }

    fn release(&mut self, lines: Vec<ReleaseLine>) {
        let (ground, arose_at) = ("other".to_owned(), self.now);
        let wholes = lines.iter().filter(|line| line.hold.is_none());
        let wholes: Vec<ItemId> = wholes.map(|line| line.freeze).collect();
        let ignored = self.plant.and_then(|plant| plant.ignores(self, &wholes));
        match self.order(Order::Release { ground, arose_at, lines }) {
            Ok(id) => self.freed.extend(wholes.into_iter().map(|freeze| (id, freeze))),
            Err(Refusal::FreezeUnknown { .. }) => {}
            Err(why) => panic!("a release is refused: {why:?}"),
        }
        if let Some(before) = ignored {
            self.facts = before;
        }
    }

    fn release_part(&mut self, hold: u8, percent: u8) {
        let Some(hold) = self.ledger().and_then(|one| pick(&one.holds, hold)).cloned() else {
            return;
        };
        let amount = hold.free() * i64::from(percent) / 100;
        if amount > 0 {
            let amount = (percent < 100).then(|| Money::vnd(amount));
            self.release(vec![ReleaseLine { freeze: hold.freeze, hold: Some(hold.id), amount }]);
        }
    }

    /// Above a hundred: more than may be taken, and refused for that.
    fn deduct(&mut self, hold: u8, percent: u8) {
        let Some(ledger) = self.ledger() else { return };
        let Some(hold) = pick(&ledger.holds, hold) else { return };
        let (free, open) = (hold.free(), ledger.cap().open);
        let allowed = (free - self.own.protected(hold.id)).max(0);
        let most = allowed.min(open);
        let within = most * i64::from(percent.min(100)) / 100;
        let amount = within + i64::from(percent.saturating_sub(100));
        let ended = ledger.closed.is_some();
        let line = DeductLine::Held { hold: hold.id, amount: Money::vnd(amount) };
        let order = Order::Deduct {
            payee: self.payee,
            identity: Identity::new("document_seen", None),
            lines: vec![line],
        };
        let suspended = ledger.is_suspended(hold);
        match self.order(order) {
            Ok(_) => {
                assert!(amount > 0 && !ended);
                assert!(amount <= most, "I-8, I-9: {amount} is taken of {most}");
                assert!(!suspended, "a deduction is issued from a hold that is objected to");
                self.within_the_debt();
            }
            Err(Refusal::DeductionSuspended { .. }) => assert!(suspended && !ended),
            Err(Refusal::AmountInvalid { .. }) => assert_eq!(amount, 0),
            Err(Refusal::HoldExceeded { .. }) => assert!(amount > free),
            Err(Refusal::HoldProtected { .. }) => assert!(amount > allowed),
            Err(Refusal::CapExceeded { .. }) => assert!(amount > open),
            Err(Refusal::ObligationEnded) => assert!(ended),
            Err(why) => panic!("a deduction within all limits is refused: {why:?}"),
        }
    }

    /// Explicitly ordered without a freeze: only what is owed bounds it, and an
    /// account on which money is held is taken from by its hold (I-9).
    fn direct(&mut self, bank: u8, account: u8, percent: u8) {
        let at = usize::from(bank) % self.banks.len();
        let (institution, account) = (self.banks[at].0, number(usize::from(account) % 2));
        let cap = self.ledger().map_or(100, |ledger| ledger.cap().open);
        let amount = cap * i64::from(percent) / 100;
        let held = self.ledger().is_some_and(|ledger| {
            let there = |hold: &&Hold| hold.institution == institution && hold.account == account;
            ledger.holds.iter().filter(there).any(|hold| hold.remaining() > 0)
        });
        let suspended = self.ledger().is_some_and(|ledger| is_objected_at(ledger, institution));
        let ended = self.ledger().is_some_and(|ledger| ledger.closed.is_some());
        let line = DeductLine::Direct { institution, account, amount: Money::vnd(amount) };
        let order = Order::Deduct {
            payee: self.payee,
            identity: Identity::new("document_seen", None),
            lines: vec![line],
        };
        match self.order(order) {
            Ok(_) => {
                assert!(amount > 0 && !ended && !held && !suspended);
                self.within_the_debt();
            }
            Err(Refusal::AmountInvalid { .. }) => assert_eq!(amount, 0),
            Err(Refusal::AccountHeld { .. }) => assert!(held),
            Err(Refusal::DeductionSuspended { .. }) => assert!(suspended && !ended),
            Err(Refusal::ObligationEnded) => assert!(ended),
            Err(why) => panic!("a direct deduction within the debt is refused: {why:?}"),
        }
    }

    /// I-8: what was ordered and what is under way is owed.
    pub(crate) fn within_the_debt(&self) {
        let ledger = self.ledger().unwrap();
        let waits = |one: &Transfer| match one.state {
            TransferState::Reserved => one.ordered - one.paid,
            TransferState::InTransit => (one.paid - one.arrived).max(0),
            TransferState::Confirmed | TransferState::Void => 0,
        };
        let under_way: i64 = ledger.transfers.iter().map(waits).sum();
        assert!(under_way <= ledger.balances.outstanding(), "I-8: more is taken than is owed");
    }

    /// A wire arrives, or less of it, or with more. What a bank denies arrives as
    /// it was sent: nobody could say what else of its hold is gone.
    fn remit(&mut self, wire: u8, over: i64) {
        let all: Vec<(usize, usize)> = (0..self.banks.len())
            .flat_map(|at| (0..self.banks[at].1.wires.len()).map(move |nth| (at, nth)))
            .collect();
        let Some(&(at, nth)) = pick(&all, wire) else { return };
        let found = self.banks[at].1.wires[nth].clone();
        let amount = (found.amount + if found.denied { over.min(0) } else { over }).max(1);
        self.banks[at].1.wires[nth].amount -= amount;
        self.banks[at].1.wires.retain(|one| one.amount > 0);
        self.keys += 1;
        let command = C::ConfirmRemittance {
            case: self.case,
            transfer: found.transfer,
            amount: Money::vnd(amount),
            day: Zone::HANOI.day_of(self.now),
            reference: format!("S{}", self.keys),
            other_money: false,
        };
        self.must("accountant:hoangyen", command);
        self.remitted += amount;
        self.own.pay(amount);
    }

    /// Everything paid arrives, the last of it with more than was sent.
    pub(crate) fn remit_all(&mut self) {
        let on_its_way = |(_, bank): &(InstitutionId, Bank)| bank.wires.len();
        for left in (0..self.banks.iter().map(on_its_way).sum()).rev() {
            self.remit(0, if left == 0 { 40 } else { 0 });
        }
        let waited = |one: &Ledger| one.transfers.iter().map(Transfer::awaited).sum::<i64>();
        assert_eq!(self.ledger().map_or(0, waited), 0, "all that was paid is here");
        // What is beyond the debt is no part of it, and goes back.
        self.settle();
    }

    fn post(&mut self, more: bool, amount: i64) {
        let entry = if more { Entry::Charge(Book::Cost) } else { Entry::Waive(Book::Principal) };
        let command = C::PostEntry {
            case: self.case,
            entry,
            amount: Money::vnd(amount),
            day: Zone::HANOI.day_of(self.now),
            note: "Quyết định".to_owned(),
        };
        let effect = if more { amount } else { -amount };
        match self.try_as(who("officer:saomai"), command) {
            Ok(done) => self.own.post(PostingId(done.other.unwrap()), effect),
            Err(Refusal::BookExceeded { .. } | Refusal::ObligationEnded) => {}
            Err(why) => panic!("a posting is refused: {why:?}"),
        }
    }

    /// Somebody says that the money is his, of one hold or of all.
    fn object(&mut self, hold: u8, all: bool) {
        let hold = self.ledger().and_then(|one| pick(&one.holds, hold)).map(|hold| hold.id);
        self.keys += 1;
        let content = Box::new(ObjectionContent {
            kind: ObjectionKind::Claim,
            stage: Stage::Security,
            by: Objector { name: "Bình".to_owned(), capacity: "người thứ ba".to_owned() },
            about: Vec::new(),
            holds: hold.filter(|_| !all).into_iter().collect(),
            ground: "not_debtors_money".to_owned(),
            text: format!("Đơn số {}", self.keys),
            channel: Channel::ByHand,
            received_at: self.now,
            knew_at: None,
        });
        self.must("clerk:tuongvi", C::RecordObjection { case: self.case, content });
    }

    fn judge(&mut self, objection: u8, verdict: u8) {
        let open: Vec<_> = self
            .ledger()
            .map_or_else(Vec::new, |ledger| ledger.open_objections().map(|one| one.id).collect());
        if let Some(&objection) = pick(&open, objection) {
            let verdict = *pick(Verdict::CODED, verdict).unwrap();
            let reason = "Quyết định giải quyết".to_owned();
            let case = self.case;
            self.must("head:daiduong", C::DecideObjection { case, objection, verdict, reason });
        }
    }

    fn orders(&self) -> Vec<InstrumentId> {
        let mut orders: Vec<_> = self.facts.instruments.iter().map(|one| one.id).collect();
        orders.sort_unstable();
        orders
    }

    fn withdraw(&mut self, order: u8) {
        if let Some(&instrument) = pick(&self.orders(), order) {
            let reason = "Không cần nữa".to_owned();
            let command = C::WithdrawOrder { instrument, reason };
            let _ = self.try_as(who("officer:saomai"), command);
        }
    }

    fn confirm(&mut self, order: u8) {
        if let Some(&instrument) = pick(&self.orders(), order) {
            let decision = self.number();
            let command = C::ConfirmFreeze { instrument, decision };
            let _ = self.try_as(who("head:daiduong"), command);
        }
    }

    fn sweep(&mut self) {
        while let Some((duty, about)) = self.next_duty() {
            let command = C::StrikeDuty { case: self.case, duty, about };
            self.try_as(Actor::SYSTEM, command).unwrap();
        }
    }

    fn next_duty(&self) -> Option<(DutyId, Option<InstrumentId>)> {
        let due = |at: Option<Instant>| at.is_some_and(|at| at <= self.now);
        let mut duties = self.ledger()?.duties.iter();
        duties.find(|duty| due(duty.next_at)).map(|duty| (duty.id, duty.about))
    }

    fn end(&mut self, how: u8) {
        let ends = [ObligationEnd::Paid, ObligationEnd::Terminated, ObligationEnd::Annulled];
        let how = *pick(&ends, how).unwrap();
        let reason = "Quyết định đình chỉ".to_owned();
        let command = C::EndObligation { case: self.case, how, reason };
        match self.try_as(who("head:daiduong"), command) {
            Ok(_) => self.own.ended = Some(how),
            Err(Refusal::BookExceeded { .. } | Refusal::ObligationEnded) => {}
            Err(why) => panic!("an end is refused: {why:?}"),
        }
    }

    /// Every bank does what it was asked and every report arrives, until nothing
    /// is left to do.
    pub(crate) fn settle(&mut self) {
        for _ in 0..200 {
            let mut moved = false;
            for at in 0..self.banks.len() {
                for (demand, item) in self.served(at) {
                    self.carry_out(at, demand, item, false);
                }
                for report in std::mem::take(&mut self.banks[at].1.waiting) {
                    moved = true;
                    self.send(at, report);
                }
            }
            if !moved {
                return;
            }
        }
        panic!("the exchange does not come to rest");
    }
}

const fn did_nothing(says: &Says) -> bool {
    matches!(says, Says::Answer(Outcome::None { .. } | Outcome::Refused { .. }))
}

fn case() -> Box<CaseContent> {
    let document = |number: &str, issuer: &str| Document {
        number: number.to_owned(),
        day: Day::from_ymd(2026, 6, 1).unwrap(),
        issuer: issuer.to_owned(),
    };
    let party = |name: &str, role| Party {
        id: party_id(name),
        role,
        kind: PartyKind::Person,
        name: PersonName::parse(name).unwrap(),
        identifiers: Vec::new(),
        address: None,
    };
    let cccd = Identifier::parse(IdentifierKind::Cccd, "079185001234").unwrap();
    Box::new(CaseContent {
        number: "12/2026".to_owned(),
        officer: people::user("saomai").unwrap(),
        decision: document("125/QĐ-THADS", "THADS"),
        judgment: document("31/2026/DS-ST", "Tòa án"),
        category: Category::Civil,
        conditions: Conditions::Enforceable,
        obligations: vec![ObligationLine {
            kind: ObligationKind::Principal,
            amount: Money::vnd(OWED),
            note: None,
        }],
        parties: vec![
            Party { identifiers: vec![cccd], ..party("An", PartyRole::Debtor) },
            party("Binh", PartyRole::Creditor),
        ],
    })
}

fn party_id(name: &str) -> PartyId {
    PartyId(Uuid::new_v5(&Uuid::NAMESPACE_OID, name.as_bytes()))
}

/// Whether somebody objects, or was right to and nothing was lifted yet, to the
/// whole case or to anything ordered of one bank.
fn is_objected_at(ledger: &Ledger, bank: InstitutionId) -> bool {
    let owed = |one: &Objection| {
        let lifts = one.end.iter().flat_map(|end| &end.lifts);
        let open = |id| ledger.open_duties(DutyKind::Lift).any(|duty| duty.about == Some(id));
        lifts.copied().any(open)
    };
    let mut there: Vec<ItemId> = Vec::new();
    there.extend(ledger.freezes.iter().filter(|one| one.institution == bank).map(|one| one.item));
    let direct = ledger.transfers.iter().filter(|one| one.institution == Some(bank));
    there.extend(direct.map(|one| one.item));
    let held = |id: &HoldId| ledger.hold(*id).is_some_and(|hold| hold.institution == bank);
    ledger.objections.iter().filter(|one| one.is_open() || owed(one)).any(|one| {
        one.is_about_all()
            || one.freezes.iter().any(|item| there.contains(item))
            || one.holds.iter().any(held)
    })
}
