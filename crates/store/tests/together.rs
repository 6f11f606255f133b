//! Two officers and five banks at once on one case, on several lanes: nothing
//! waits for ever, no update is lost, every refusal has a name, and in the end
//! the books say what the banks really hold (I-6 to I-8, I-10, I-11, I-15).

#![allow(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stderr,
    clippy::unwrap_used,
    reason = "a test stops at its first surprise"
)]

extern crate store;

mod support;

use engine::actor::Actor;
use engine::answer::Outcome;
use engine::command::Command;
use engine::demand::ItemAnswer;
use engine::execution::CapturedAccount;
use engine::id::{CaseId, DemandId, InstrumentId, ItemId, PayeeId};
use engine::instrument::{Content, ContentHash};
use engine::money::Money;
use engine::order::{
    AmendLine, DeductLine, FreezeAt, Order, OrderContent, OrderRequest, ReleaseLine,
};
use engine::refusal::Refusal;
use engine::role::Role;
use engine::time::{Clock, Zone};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use store::read::{Inbox, InboxFilter, Page};
use store::verify::replay;
use support::money::*;
use support::story::*;
use support::{House, on_both, vault};

const BANKS: [&str; 5] = ["VCB", "ACB", "BID", "TCB", "KBNN"];
/// How many orders each officer files, and how often he looks for what to order
/// at most.
const ORDERS: u32 = 20;
const LOOKS: u32 = 1_000;
/// The most that is taken or freed at once.
const PART: i64 = 20_000_000;

/// What an officer is told when another was quicker, or when he asks for what
/// is not there. Anything else is a surprise.
const NAMED: &[&str] = &[
    "amend_pending",
    "cap_exceeded",
    "freeze_stands",
    "freeze_unknown",
    "hold_exceeded",
    "instrument_state",
    "nothing_amended",
    "nothing_owed",
    "owed_exceeded",
    "target_below_held",
];

/// Numbers without end, the same for the same beginning.
struct Chance(u64);

impl Chance {
    fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).unwrap() % n
    }

    fn money(&mut self, up_to: i64) -> i64 {
        1 + i64::try_from(self.below(usize::try_from(up_to).unwrap())).unwrap()
    }
}

/// An officer, and the head who approves.
struct Desk<'a> {
    house: &'a House<'a>,
    case: CaseId,
    payee: PayeeId,
    actor: Actor,
    name: &'static str,
    chance: Chance,
    refused: &'a Mutex<BTreeMap<&'static str, u32>>,
}

impl Desk<'_> {
    fn work(mut self) {
        let mut filed = 0;
        for turn in 0..LOOKS {
            if filed == ORDERS {
                break;
            }
            if let Some(order) = self.order() {
                let number = format!("{turn}-{}/QĐ", self.name);
                let done = self.carry_through(self.house.content(Some(&number), order));
                filed += u32::from(done);
            }
        }
    }

    /// By what the books say now; they may say something else when it is judged.
    fn order(&mut self) -> Option<Order> {
        let ledger = self.house.money(self.case).ledger;
        let at = self.chance.below(ledger.holds.len().max(1));
        let hold = ledger.holds.get(at);
        let freezes: Vec<_> = ledger.freezes.iter().filter(|one| one.is_standing()).collect();
        let freeze = freezes.get(self.chance.below(freezes.len().max(1)));
        match self.chance.below(10) {
            0..2 => {
                let bank = BANKS[self.chance.below(BANKS.len())];
                let at = vec![FreezeAt { institution: institution(bank), accounts: Vec::new() }];
                let owed = Money::vnd(self.chance.money(300_000_000));
                Some(Order::Freeze { owed, parts: None, urgent: false, at })
            }
            2..7 => {
                let hold = hold.filter(|hold| hold.deductible() > 0)?;
                let amount = Money::vnd(self.chance.money(hold.deductible().min(PART)));
                let lines = vec![DeductLine::Held { hold: hold.id, amount }];
                let identity = engine::order::Identity::new("document_seen", None);
                Some(Order::Deduct { payee: self.payee, identity, lines })
            }
            7 => {
                let hold = hold.filter(|hold| hold.free() > 0)?;
                let part = Money::vnd(self.chance.money(hold.free().min(PART)));
                let (hold_id, amount) = match self.chance.below(6) {
                    0 => (None, None),
                    1 => (Some(hold.id), None),
                    _ => (Some(hold.id), Some(part)),
                };
                let line = ReleaseLine { freeze: hold.freeze, hold: hold_id, amount };
                let (ground, arose_at) = ("requested".to_owned(), self.house.clock.now());
                Some(Order::Release { ground, arose_at, lines: vec![line] })
            }
            _ => {
                let target = Money::vnd(self.chance.money(300_000_000));
                let lines = vec![AmendLine { freeze: freeze?.item, target, accounts: None }];
                Some(Order::Amend { lines })
            }
        }
    }

    /// Filed, approved, issued as far as it goes; whether it was filed.
    fn carry_through(&mut self, content: OrderContent) -> bool {
        let hash = ContentHash::of(&Content::Order(content.clone()));
        let (case, content) = (self.case, Box::new(content));
        let filed = self.tries(self.actor, Command::FileOrder { case, content });
        let Some(instrument) = filed.map(InstrumentId) else { return false };
        self.tries(head(), Command::ApproveOrder { instrument, hash });
        if self.chance.below(10) == 0 {
            let reason = "Thay đổi".to_owned();
            self.tries(self.actor, Command::WithdrawOrder { instrument, reason });
        }
        self.tries(self.actor, Command::IssueOrder { instrument });
        true
    }

    fn tries(&self, actor: Actor, command: Command) -> Option<uuid::Uuid> {
        match self.house.attempt(actor, command) {
            Ok(done) => Some(done.subject),
            Err(refusal) => {
                *self.refused.lock().unwrap().entry(refusal.code()).or_default() += 1;
                None
            }
        }
    }
}

/// A bank with its own books: what it really holds, by freeze.
struct Bank<'a> {
    house: &'a House<'a>,
    code: &'static str,
    held: BTreeMap<ItemId, (DemandId, String, i64)>,
    opened: u32,
    chance: Chance,
}

impl Bank<'_> {
    /// Answers everything that is open; whether there was anything.
    fn look(&mut self) -> bool {
        let actor = system_of(self.code);
        let open = InboxFilter { show: Inbox::Open, ..InboxFilter::default() };
        let found = self.house.store.find_blocking(|r| r.inbox(&actor, &open, Page::default()));
        let rows = found.unwrap().rows;
        for row in &rows {
            let view = self.house.store.find_blocking(|r| r.demand(&actor, row.id)).unwrap();
            for item in view.demand.items.iter().filter(|item| item.state.is_open()) {
                let before = self.held.clone();
                let body = self.carry_out(row.id, item.id, item.request.order().unwrap());
                let answers = vec![ItemAnswer::new(item.id, body)];
                let sent = Command::SubmitAnswer { demand: row.id, answers };
                if let Err(refusal) = self.house.attempt(actor, sent) {
                    // Taken back while it was carried out: the bank undoes it.
                    assert_eq!(refusal.code(), "item_state", "{refusal:?}");
                    self.held = before;
                }
            }
        }
        !rows.is_empty()
    }

    fn carry_out(&mut self, demand: DemandId, item: ItemId, order: &OrderRequest) -> Outcome {
        match order {
            OrderRequest::Freeze { target, .. } => {
                self.opened += 1;
                let account = format!("{:04}00{:06}", self.code.len(), self.opened);
                let caught = self.chance.money(target.minor());
                self.held.insert(item, (demand, account.clone(), caught));
                frozen(&account, caught)
            }
            OrderRequest::Deduct { freeze, amount, .. } => {
                let held = &mut self.held.get_mut(&freeze.unwrap()).unwrap().2;
                let paid = amount.minor().min(*held);
                if paid == 0 {
                    let (ground, reasons) = ("other".to_owned(), "Không còn số dư".to_owned());
                    return Outcome::Refused { ground, reasons };
                }
                *held -= paid;
                Outcome::Paid {
                    paid: Money::vnd(paid),
                    reference: format!("FT-{demand}"),
                    value_day: Zone::HANOI.day_of(self.house.clock.now()),
                }
            }
            OrderRequest::Release { freeze, amount, .. } => match self.held.get_mut(freeze) {
                Some((_, account, held)) => {
                    let freed = amount.map_or(*held, |amount| amount.minor().min(*held));
                    *held -= freed;
                    released(account, freed)
                }
                None => Outcome::Released { accounts: Vec::new() },
            },
            OrderRequest::Amend { .. } => Outcome::Amended,
            OrderRequest::IncomeDeduction { .. } => panic!("no income is deducted from here"),
        }
    }

    /// Something comes in on a frozen account, and is reported twice.
    fn catch(&mut self) {
        let at = self.chance.below(self.held.len().max(1));
        let Some((item, (demand, account, _))) = self.held.iter().nth(at) else { return };
        let (item, demand, amount) = (*item, *demand, self.chance.money(1_000_000));
        let report = Command::ReportCapture {
            demand,
            item,
            reference: format!("{}-{}", self.code, self.chance.0),
            accounts: vec![CapturedAccount { number: number(account), amount: Money::vnd(amount) }],
        };
        let actor = system_of(self.code);
        let heard: Vec<Result<_, Refusal>> =
            (0..2).map(|_| self.house.attempt(actor, report.clone())).collect();
        assert!(heard.iter().all(Result::is_ok), "{heard:?}");
        self.held.get_mut(&item).unwrap().2 += amount;
    }

    fn work(&mut self, over: &AtomicBool) {
        while !over.load(Ordering::Relaxed) {
            self.look();
            if self.chance.below(8) == 0 {
                self.catch();
            }
        }
    }
}

#[test]
fn two_officers_and_five_banks_act_at_once_on_one_case() {
    on_both(|database| {
        let house = House::on(database);
        let payee = house.payee();
        let case = house.open_case(officer(), case_content("1/THA", "saomai", "Nguyễn Đức Ấn"));
        let refused = Mutex::new(BTreeMap::new());
        let second = asker("tungbach", Role::Head, "T01-01");
        let desk = |actor, name, seed| Desk {
            house: &house,
            case,
            payee,
            actor,
            name,
            chance: Chance(seed),
            refused: &refused,
        };
        let mut banks: Vec<Bank<'_>> = BANKS
            .into_iter()
            .zip(101..)
            .map(|(code, seed)| Bank {
                house: &house,
                code,
                held: BTreeMap::new(),
                opened: 0,
                chance: Chance(seed * 0x9E37_79B9),
            })
            .collect();
        let over = AtomicBool::new(false);
        house.frozen_at(case, "0/QĐ", &BANKS);
        std::thread::scope(|scope| {
            for bank in &mut banks {
                scope.spawn(|| bank.work(&over));
            }
            let first = scope.spawn(|| desk(officer(), "A", 0x1234_5678_9ABC).work());
            let second = scope.spawn(|| desk(second, "B", 0xFEDC_BA98_7654).work());
            // Banks look on until both have gone home, however they went.
            let gone = [first.join(), second.join()];
            over.store(true, Ordering::Relaxed);
            assert!(gone.iter().all(Result::is_ok));
        });
        // What the service itself ordered meanwhile is carried out too.
        while banks.iter_mut().any(Bank::look) {}
        let refused = refused.into_inner().unwrap();
        eprintln!("refused: {refused:?}");
        let surprises: BTreeSet<_> = refused.keys().filter(|code| !NAMED.contains(code)).collect();
        assert!(surprises.is_empty(), "{surprises:?}");
        agree(&house, case, &banks);
        assert_eq!(replay(&database.url, &vault()).unwrap().differences, []);
    });
}

/// How many cases of one person are frozen in at once, by how many at a time.
const CASES: usize = 24;
const AT_ONCE: usize = 8;

/// Each order meets the books of every other case of the person; what came between
/// is looked at again until it is quiet, and nobody is sent away.
#[test]
fn many_orders_about_one_person_at_once_all_go_out() {
    on_both(|database| {
        let house = House::on(database);
        let open = |n: usize| {
            let content = case_content(&format!("{n}/THA"), "saomai", "Nguyễn Đức Ấn");
            house.open_case(officer(), content)
        };
        let cases: Vec<CaseId> = (0..CASES).map(open).collect();
        std::thread::scope(|scope| {
            for part in cases.chunks(CASES / AT_ONCE) {
                let house = &house;
                scope.spawn(move || {
                    for case in part {
                        let (_, demands) =
                            house.frozen_at(*case, &format!("{}/QĐ", case.0.simple()), &["VCB"]);
                        assert_eq!(demands.len(), 1);
                    }
                });
            }
        });
        for case in cases {
            assert_eq!(house.money(case).ledger.freezes.len(), 1);
        }
        assert_eq!(replay(&database.url, &vault()).unwrap().differences, []);
    });
}

/// Both sets of books say the same.
fn agree(house: &House<'_>, case: CaseId, banks: &[Bank<'_>]) {
    let view = house.money(case);
    let ledger = &view.ledger;
    let (freezes, transfers) = (ledger.freezes.len(), ledger.transfers.len());
    assert!(freezes >= 5 && transfers > 3, "{freezes} freezes, {transfers} payments");
    for (item, (_, account, held)) in banks.iter().flat_map(|bank| &bank.held) {
        let hold = ledger.holds_of(*item).find(|hold| hold.account == number(account)).unwrap();
        assert_eq!(hold.remaining(), *held, "{account}");
        assert_eq!(hold.frozen, hold.deducted + hold.released + hold.remaining());
        assert_eq!((hold.reserved, hold.lifting), (0, 0));
    }
    let paid: i64 = ledger.transfers.iter().map(|one| one.paid).sum();
    assert!(paid <= 500_000_000, "never more than the debt (I-8)");
    assert_eq!(view.cap.open, (view.cap.outstanding - paid).max(0));
    assert_eq!(ledger.excess, view.cap.excess, "stated as it stands (I-7)");
}
