//! What banks do of what they were asked, and what of it arrives: reports late,
//! doubled and overtaken, and the money itself.

use crate::bank::{Arrived, Bank, Report, Says, number};
use crate::planted::Plant;
use crate::ranks::told;
use crate::world::{BANKS, World, pick, who};
use engine::answer::Outcome;
use engine::command::Command as C;
use engine::decide::Done;
use engine::demand::{Item, ItemAnswer};
use engine::event::{Event, Recorded};
use engine::id::{DemandId, InstitutionId, ItemId};
use engine::instrument::Request;
use engine::ledger::{Hold, Ledger, Transfer};
use engine::money::Money;
use engine::refusal::Refusal;
use engine::time::Zone;

impl World {
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
    pub(crate) fn to_do(&self, race: bool) -> Vec<(usize, DemandId, ItemId)> {
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

    pub(crate) fn carry_out_and(
        &mut self,
        bank: usize,
        demand: DemandId,
        item: ItemId,
        (race, deny): (bool, bool),
    ) {
        let asked = self.facts.demands.get(demand).and_then(|one| one.item(item)).unwrap();
        if self.banks[bank].1.waiting.iter().any(Report::is_arrival) {
            return;
        }
        let open = asked.state.is_open();
        let Request::Order(order) = asked.request.clone() else { return };
        if open || (race && asked.last.is_none()) {
            self.came.done |= self.banks[bank].1.act(demand, item, &order, self.now, deny);
        }
    }

    pub(crate) fn deliver(&mut self, report: u8) {
        let waiting = |bank: &Bank| bank.waiting.len();
        let all: usize = self.banks.iter().map(|(_, bank)| waiting(bank)).sum();
        let Some(mut nth) = usize::from(report).checked_rem(all) else { return };
        for at in 0..self.banks.len() {
            let len = waiting(&self.banks[at].1);
            if nth < len {
                if self.banks[at].1.waiting[nth].is_arrival() {
                    nth = 0;
                }
                let report = self.banks[at].1.waiting.remove(nth);
                return self.send(at, report);
            }
            nth -= len;
        }
    }

    pub(crate) fn deliver_again(&mut self, report: u8) {
        if let Some((at, nth)) = self.sent(report) {
            self.again(at, nth);
        }
    }

    /// Which report of which bank, of those that were sent.
    pub(crate) fn sent(&self, report: u8) -> Option<(usize, usize)> {
        let of_bank = |at: usize| (0..self.banks[at].1.sent.len()).map(move |nth| (at, nth));
        let sent: Vec<_> = (0..self.banks.len()).flat_map(of_bank).collect();
        pick(&sent, report).copied()
    }

    /// A report that was sent is sent again, and does nothing (I-6).
    pub(crate) fn again(&mut self, at: usize, nth: usize) {
        let Some(report) = self.banks[at].1.sent.get(nth).cloned() else { return };
        if self.plant.is_some_and(|plant| plant.takes_twice(self, at, nth)) {
            return;
        }
        let (events, books) = (self.facts.journal.len(), self.books());
        match self.tell(&report, at) {
            Ok(done) => {
                if let Says::Arrived(one) = &report.says {
                    assert_eq!(done.shared, one.shared, "I-13: split otherwise again");
                }
                // But that what is late by now about the demand is on record.
                let struck = |one: &Recorded| matches!(one.event, Event::ClockStruck { .. });
                let new = &self.facts.journal[events..];
                assert!(new.iter().all(struck), "a doubled report did something: {new:?}");
            }
            // Overtaken by its correction it moves no money.
            Err(Refusal::AnswerConflicts { .. } | Refusal::RestatedBelow { .. }) => {
                assert!(self.banks[at].1.corrected.contains(&report.item), "{report:?}");
                assert!(self.books() == books, "a late report moved money");
            }
            Err(why) => panic!("{why:?} for {report:?} again"),
        }
    }

    /// A bank says otherwise than it said: under the same key it asks for what the
    /// key is not for (I-2), under another it is named, kept, and moves nothing
    /// (I-5, I-6). Which kind of contradiction was named.
    pub(crate) fn contradict(&mut self, at: usize, nth: usize) -> Option<&'static str> {
        let report = self.banks[at].1.sent.get(nth)?.clone();
        let (kind, other) = report.contradiction()?;
        self.keys += 1;
        let key = self.keys;
        let first = self.tell_with((key, 0), &report, at);
        let corrected = self.banks[at].1.corrected.contains(&report.item);
        assert!(first.is_ok() || corrected, "{first:?}");

        let (events, ledgers, asked) =
            (self.facts.journal.len(), self.books(), self.asked(report.demand));
        // What is refused plainly is not remembered, and the key is free still.
        if !matches!(first, Err(Refusal::RestatedBelow { .. })) {
            assert_eq!(self.tell_with((key, 1), &other, at), Err(Refusal::KeyReused), "I-2");
            assert_eq!(self.facts.journal.len(), events);
        }
        let demand = self.facts.demands.get(report.demand);
        let accepted = demand.and_then(|one| one.item(report.item)?.last).map(|last| last.id);
        let named = match self.tell(&other, at) {
            Err(Refusal::AnswerConflicts { answer }) => Some(answer) == accepted,
            Err(Refusal::CaptureConflicts) => !matches!(report.says, Says::Answer(_)),
            Err(Refusal::RestatedBelow { .. }) => corrected,
            _ => false,
        };
        assert!(named, "a contradiction is not named: {other:?}");
        assert!(self.books() == ledgers, "I-6: a contradiction moved money");
        assert_eq!(self.asked(report.demand), asked, "a contradiction changed what is asked");
        let evidence = |one: &Recorded| {
            matches!(one.event, Event::Contradicted { .. } | Event::ClockStruck { .. })
        };
        let new = &self.facts.journal[events..];
        assert!(new.iter().all(evidence), "a contradiction did something: {new:?}");
        Some(kind)
    }

    /// The books of all cases.
    pub(crate) fn books(&self) -> Vec<Ledger> {
        self.ledgers().cloned().collect()
    }

    /// What is asked by a demand, and what of it was answered by what.
    fn asked(&self, demand: DemandId) -> Vec<Item> {
        self.facts.demands.get(demand).map_or_else(Vec::new, |one| one.items.clone())
    }

    pub(crate) fn send(&mut self, at: usize, mut report: Report) {
        let events = self.facts.journal.len();
        let passed = self.passed_over_by(at, &report);
        let due = self.due_of(at, &report);
        match self.tell(&report, at) {
            Ok(done) => {
                if self.plant.is_some() {
                    let came = self.facts.journal[events..].to_vec();
                    self.taken.insert((at, self.banks[at].1.sent.len()), came);
                }
                self.hear_of_protection(&report);
                self.were_passed_over(&passed, events);
                self.count.passed += u64::from(!passed.is_empty());
                self.count.split += u64::from(due.0.len() > 1);
                self.count.equal += u64::from(self.has_equals(&due.0));
                if self.plant == Some(Plant::RankByReport) {
                    Plant::forget_receipt(self, &report);
                }
                if let Says::Arrived(one) = &mut report.says {
                    let shared = done.shared.unwrap();
                    assert_eq!(told(&shared), due, "I-13: how {} is split", one.amount);
                    self.banks[at].1.share(one.account, &shared);
                    one.shared = Some(shared);
                }
                self.banks[at].1.sent.push(report);
            }
            // Caught before its freeze was reported: comes after that.
            Err(Refusal::ItemState { .. }) if matches!(report.says, Says::Captured { .. }) => {
                self.banks[at].1.waiting.push(report);
            }
            // Nothing was done, and it is no longer asked.
            Err(Refusal::ItemState { .. }) if did_nothing(&report.says) => {}
            // No order is known to stand there.
            Err(Refusal::AccountUnknown { .. }) => {
                let Says::Arrived(one) = &report.says else { panic!("{report:?}") };
                assert!(self.places(at, one.account).is_empty(), "an order stands there");
                self.banks[at].1.free[one.account] += one.amount;
            }
            Err(why) => panic!("reality is refused: {why:?} for {report:?}"),
        }
    }

    /// What its bank says may not be taken is kept beside the books.
    fn hear_of_protection(&mut self, report: &Report) {
        let Says::Answer(Outcome::Frozen { accounts }) = &report.says else { return };
        for account in accounts {
            let Some(protected) = account.protected else { continue };
            let of_it = |hold: &&Hold| hold.account == account.number;
            let ledger = self.ledger_of(report.demand).unwrap();
            let hold = ledger.holds_of(report.item).find(of_it).unwrap().id;
            let case = ledger.case;
            self.side_of(case).own.report(hold, protected.minor());
        }
    }

    pub(crate) fn tell(&mut self, report: &Report, at: usize) -> Result<Done, Refusal> {
        self.keys += 1;
        self.tell_with((self.keys, 0), report, at)
    }

    fn tell_with(&mut self, key: (u128, u8), report: &Report, at: usize) -> Result<Done, Refusal> {
        let Report { demand, item, says } = report.clone();
        let code = BANKS[at];
        let command = match says {
            Says::Answer(body) => {
                C::SubmitAnswer { demand, answers: vec![ItemAnswer::new(item, body)] }
            }
            Says::Captured { reference, accounts } => {
                C::ReportCapture { demand, item, reference, accounts }
            }
            Says::Arrived(Arrived { reference, account, amount, at: came, .. }) => {
                let (institution, account) = (self.banks[at].0, number(account));
                let (amount, at) = (Money::vnd(amount), came);
                C::ReportAccountCapture { institution, account, amount, reference, at }
            }
        };
        self.try_with(key, who(&format!("bank_system:{code}")), command)
    }

    /// A wire arrives, or less of it, or with more. What a bank denies arrives as
    /// it was sent: nobody could say what else of its hold is gone.
    pub(crate) fn remit(&mut self, wire: u8, over: i64) {
        let all: Vec<(usize, usize)> = (0..self.banks.len())
            .flat_map(|at| (0..self.banks[at].1.wires.len()).map(move |nth| (at, nth)))
            .collect();
        let Some(&(at, nth)) = pick(&all, wire) else { return };
        let found = self.banks[at].1.wires[nth].clone();
        let amount = (found.amount + if found.denied { over.min(0) } else { over }).max(1);
        self.banks[at].1.wires[nth].amount -= amount;
        self.banks[at].1.wires.retain(|one| one.amount > 0);
        self.keys += 1;
        let paid = |one: &&Ledger| one.transfers.iter().any(|one| one.id == found.transfer);
        let case = self.ledgers().find(paid).unwrap().case;
        let command = C::ConfirmRemittance {
            case,
            transfer: found.transfer,
            amount: Money::vnd(amount),
            day: Zone::HANOI.day_of(self.now),
            reference: format!("S{}", self.keys),
            other_money: false,
        };
        let accountant = self.side_of(case).office.accountant;
        self.must(accountant, command);
        let side = self.side_of(case);
        side.remitted += amount;
        side.own.pay(amount);
    }

    /// Everything paid arrives, the last of it with more than was sent.
    pub(crate) fn remit_all(&mut self) {
        let on_its_way = |(_, bank): &(InstitutionId, Bank)| bank.wires.len();
        for left in (0..self.banks.iter().map(on_its_way).sum()).rev() {
            self.remit(0, if left == 0 { 40 } else { 0 });
        }
        let waited = |one: &Ledger| one.transfers.iter().map(Transfer::awaited).sum::<i64>();
        assert_eq!(self.ledgers().map(waited).sum::<i64>(), 0, "all that was paid is here");
        // What is beyond the debt is no part of it, and goes back.
        self.settle();
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
