//! Orders of both offices on one account: who is due what of money that arrives,
//! worked out beside the service from what was recorded (I-13), and what neither
//! may learn of the other by asking (I-28).

use crate::bank::{Report, Says, number};
use crate::world::{World, who};
use engine::command::Command as C;
use engine::decide::Shared;
use engine::event::{Event, Root};
use engine::id::{CaseId, HoldId, InstrumentId, ItemId};
use engine::ledger::{Claim, Freeze, Ledger, MoneyEvent, Place, RankBy, queue, split};
use engine::money::Money;
use engine::order::{DeductLine, Identity, Order, ReleaseLine};
use engine::refusal::Refusal;
use engine::time::Instant;
use std::collections::BTreeSet;
use uuid::Uuid;

/// An order on an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Stands {
    /// When its bank received it: its rank.
    received: Instant,
    freeze: ItemId,
    case: CaseId,
    /// How much it may still catch.
    room: i64,
}

/// What of a split its bank is told.
pub(crate) fn told(shared: &Shared) -> (Vec<(ItemId, i64)>, i64) {
    (shared.shares.iter().map(|one| (one.item, one.amount)).collect(), shared.left)
}

/// What a freeze may still catch: nothing that has ended, is being released or is
/// of an obligation that has ended.
fn room(ledger: &Ledger, freeze: &Freeze) -> i64 {
    let whole = ledger.lifts.iter().filter(|one| one.freeze == freeze.item && one.hold.is_none());
    let stands = freeze.standing_since.is_some() && freeze.ended.is_none();
    if !stands || ledger.closed.is_some() || whole.filter(|one| !one.done).count() > 0 {
        return 0;
    }
    let of_it = ledger.holds.iter().filter(|hold| hold.freeze == freeze.item);
    let kept: i64 = of_it.map(|hold| hold.frozen - hold.released).sum();
    (freeze.target - kept).max(0)
}

/// Đồng by đồng: to the earliest rank that has room, and within it to who lacks
/// most of his exact share, the older order first.
fn by_hand(mut amount: i64, places: &[Stands]) -> (Vec<(ItemId, i64)>, i64) {
    let mut shares = Vec::new();
    for rank in places.chunk_by(|a, b| a.received == b.received) {
        let needed: i64 = rank.iter().map(|one| one.room).sum();
        let given = amount.min(needed);
        let mut due = vec![0_i64; rank.len()];
        for _ in 0..given {
            let lacks = |at: usize| given * rank[at].room - due[at] * needed;
            let most = (0..rank.len()).rev().max_by_key(|at| lacks(*at)).unwrap();
            due[most] += 1;
        }
        amount -= given;
        let of_rank = rank.iter().zip(due).map(|(one, due)| (one.freeze, due));
        shares.extend(of_rank.filter(|(_, due)| *due > 0));
    }
    (shares, amount)
}

impl World {
    /// The orders that were reported to hold an account, by rank.
    pub(crate) fn places(&self, bank: usize, account: usize) -> Vec<Stands> {
        let (institution, account) = (self.banks[bank].0, number(account));
        let mut places = Vec::new();
        for ledger in self.ledgers() {
            let holds = ledger.holds.iter().filter(|hold| hold.account == account);
            for hold in holds.filter(|hold| hold.institution == institution) {
                let freeze = ledger.freeze(hold.freeze).unwrap();
                let (received, room) = (self.received[&freeze.item], room(ledger, freeze));
                places.push(Stands { received, freeze: freeze.item, case: ledger.case, room });
            }
        }
        places.sort_unstable();
        places
    }

    /// How a report by account is to be split.
    pub(crate) fn due_of(&self, bank: usize, report: &Report) -> (Vec<(ItemId, i64)>, i64) {
        match &report.says {
            Says::Arrived(one) => by_hand(one.amount, &self.places(bank, one.account)),
            _ => (Vec::new(), 0),
        }
    }

    /// Whether orders of one rank are due something.
    pub(crate) fn has_equals(&self, due: &[(ItemId, i64)]) -> bool {
        let ranks: BTreeSet<Instant> = due.iter().map(|(item, _)| self.received[item]).collect();
        ranks.len() < due.len()
    }

    /// The orders that rank before one and have room for what it reports.
    pub(crate) fn passed_over_by(
        &self,
        bank: usize,
        report: &Report,
    ) -> BTreeSet<(CaseId, ItemId)> {
        let Says::Captured { accounts, .. } = &report.says else { return BTreeSet::new() };
        let received = self.received[&report.item];
        let all = 0..self.banks[bank].1.free.len();
        let named = all.filter(|at| accounts.iter().any(|one| one.number == number(*at)));
        let places = named.flat_map(|account| self.places(bank, account));
        let passed = places.filter(|one| one.received < received && one.room > 0);
        passed.map(|one| (one.case, one.freeze)).collect()
    }

    /// Each of them and nobody else is told so, in its own books.
    pub(crate) fn were_passed_over(&self, passed: &BTreeSet<(CaseId, ItemId)>, since: usize) {
        let said =
            self.facts.journal[since..].iter().filter_map(|one| match (one.root, &one.event) {
                (Root::Money(case), Event::Money(MoneyEvent::PassedOver { item })) => {
                    Some((case, *item))
                }
                _ => None,
            });
        assert_eq!(said.collect::<BTreeSet<_>>(), *passed, "who was passed over");
    }

    /// I-13: the service ranks the orders on every account as they were received,
    /// and splits by that alone, in whatever order the books are read.
    pub(crate) fn shares(&self) {
        for bank in 0..self.banks.len() {
            for account in 0..self.banks[bank].1.free.len() {
                self.shares_of(bank, account);
            }
        }
    }

    fn shares_of(&self, bank: usize, account: usize) {
        let places = self.places(bank, account);
        let known = |one: &Stands| (Some(one.received), one.freeze, one.case, one.room);
        let ranked = |one: &Place| (one.rank, one.freeze, one.case, one.room);
        let (institution, number) = (self.banks[bank].0, number(account));
        let mut books: Vec<&Ledger> = self.ledgers().collect();
        let mut claims: Vec<Claim> = Vec::new();
        for _ in 0..2 {
            let queue = queue(books.iter().copied(), &[institution], &number, RankBy::Receipt);
            let ranked = queue.iter().map(ranked);
            assert!(ranked.eq(places.iter().map(known)), "I-13: {queue:?} and not {places:?}");
            claims = queue.iter().rev().map(Place::claim).collect();
            books.reverse();
        }
        for amount in [7, 130] {
            let found = split(amount, &claims);
            assert_eq!((found.shares, found.left), by_hand(amount, &places), "I-13: {amount}");
        }
    }

    /// Both offices order a freeze in the same instant.
    pub(crate) fn freeze_both(&mut self, banks: u8) {
        self.freeze(banks, false);
        self.turn();
        if self.there.is_some() {
            self.freeze(banks, false);
        }
        self.turn();
    }

    pub(crate) fn arrive(&mut self, bank: u8, account: u8, amount: i64) {
        let (at, now) = (usize::from(bank) % self.banks.len(), self.now);
        self.came.done |= self.banks[at].1.arrive(usize::from(account), amount, now);
    }

    /// What is of the other office is refused as what is nowhere, and nothing comes
    /// of it (I-28).
    pub(crate) fn pry(&mut self) {
        let Some(there) = &self.there else { return };
        let Some(theirs) = self.facts.ledgers.get(there.case).cloned() else { return };
        let nowhere = Uuid::from_u128(u128::MAX);
        let books = self.books();
        if let Some(freeze) = theirs.freezes.last() {
            let now = self.now;
            let whole = |freeze| Order::Release {
                ground: "other".to_owned(),
                arose_at: now,
                lines: vec![ReleaseLine { freeze, hold: None, amount: None }],
            };
            let (orders, none) = (whole(freeze.item), whole(ItemId(nowhere)));
            assert_eq!(self.order(orders), self.order(none), "a freeze of another office");
            let taken_back = |instrument| C::WithdrawOrder { instrument, reason: "x".to_owned() };
            let officer = who(self.here.office.officer);
            let heard = self.try_as(officer, taken_back(freeze.instrument));
            assert_eq!(heard, self.try_as(officer, taken_back(InstrumentId(nowhere))));
            assert_eq!(heard, Err(Refusal::NotFound));
        }
        if let Some(hold) = theirs.holds.last() {
            let note = Some(self.text("CCCD khớp"));
            let (payee, identity) = (self.here.payee, Identity::new("document_seen", note));
            let taken = |hold| Order::Deduct {
                payee,
                identity: identity.clone(),
                lines: vec![DeductLine::Held { hold, amount: Money::vnd(1) }],
            };
            let (orders, none) = (taken(hold.id), taken(HoldId(nowhere)));
            assert_eq!(self.order(orders), self.order(none), "a hold of another office");
        }
        assert!(self.books() == books, "asking moved money");
    }
}
