//! Money that goes back to whom it was taken from: what was taken though it might
//! not be. It arrived and paid the debt, so the debt stands again by as much.

use super::{Balances, Book, Duty, DutyKind, Ledger, Sides, Transfer, total};
use crate::id::{ItemId, TransferId};

impl Duty {
    /// How much is still to go back, in đồng.
    pub fn owed_back(&self) -> i64 {
        let owed = self.kind == DutyKind::ReturnTaken && self.is_open();
        if owed { self.amount.saturating_sub(self.returned).max(0) } else { 0 }
    }
}

impl Balances {
    /// The sides of a part of a payment that goes back: out of suspense first, as far
    /// as it is there still, then from what it paid last, which is owed again. `self`
    /// is what the payment did. None: less of it is left than this.
    pub(crate) fn returning(
        &self,
        amount: i64,
        suspense: i64,
        allocation: &[Book],
    ) -> Option<Vec<Sides>> {
        let mut left = amount;
        let mut sides = Vec::new();
        let paid_last = allocation.iter().rev().filter(|book| book.is_debt());
        for book in [Book::Suspense].iter().chain(paid_last) {
            let got = self.of(*book).saturating_neg();
            let there = if *book == Book::Suspense { got.min(suspense) } else { got };
            let part = left.min(there).max(0);
            sides.push((*book, Book::Received, part));
            left = left.saturating_sub(part);
        }
        (left == 0).then_some(sides)
    }
}

impl Ledger {
    /// How much is still to go back of payments, in đồng.
    pub fn owed_back(&self) -> i64 {
        total(self.duties.iter().map(Duty::owed_back))
    }

    /// The same of what was taken of an income.
    pub fn owed_back_of(&self, income: ItemId) -> i64 {
        let of_it = |id: TransferId| self.transfer(id).is_some_and(|one| one.item == income);
        let duties = self.duties.iter().filter(|duty| duty.transfer.is_some_and(of_it));
        total(duties.map(Duty::owed_back))
    }

    /// From which payments so much of a duty goes back, and how much of each: no
    /// more of any than arrived. Less than `amount`: the rest has not arrived.
    pub fn shares_back(&self, duty: &Duty, amount: i64) -> Vec<(TransferId, i64)> {
        let mut left = amount;
        let mut shares = Vec::new();
        for one in self.transfers.iter().filter(|one| self.goes_back(duty, one)) {
            let part = left.min(one.here());
            if part > 0 {
                shares.push((one.id, part));
                left = left.saturating_sub(part);
            }
        }
        shares
    }

    /// Whether a duty is about a payment. One that was written before duties named
    /// their payment is about those of its order that were above their bound.
    fn goes_back(&self, duty: &Duty, transfer: &Transfer) -> bool {
        match (duty.transfer, duty.objection.and_then(|id| self.objection(id))) {
            (Some(id), _) => transfer.id == id,
            (None, Some(objection)) => self.takes_objected(objection, transfer),
            (None, None) => {
                let income = self.income(transfer.item).map(|one| one.instrument);
                transfer.beyond > 0 && income.is_some() && income == duty.about
            }
        }
    }
}
