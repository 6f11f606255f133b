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
    /// How much is still to go back of what came or is coming, in đồng: what never
    /// comes goes back from nowhere.
    pub fn owed_back(&self) -> i64 {
        total(self.duties.iter().map(|duty| self.coming_back(duty)))
    }

    /// The same of what was taken of an income.
    pub fn owed_back_of(&self, income: ItemId) -> i64 {
        let of_it = |id: TransferId| self.transfer(id).is_some_and(|one| one.item == income);
        let duties = self.duties.iter().filter(|duty| duty.transfer.is_some_and(of_it));
        total(duties.map(|duty| self.coming_back(duty)))
    }

    /// How much will be owed again once everything that has to go back is back: what
    /// it leaves in suspense goes first.
    pub fn owed_again(&self) -> i64 {
        let suspense = self.balances.suspense.saturating_neg();
        self.owed_back().saturating_sub(suspense).max(0)
    }

    /// How much came in beyond the debt and goes back as such: what a return is owed
    /// of goes back by that, and not twice.
    pub fn refundable(&self) -> i64 {
        let suspense = self.balances.suspense.saturating_neg();
        suspense.saturating_sub(self.owed_back()).max(0)
    }

    fn coming_back(&self, duty: &Duty) -> i64 {
        let owed = duty.owed_back();
        if owed == 0 {
            return 0;
        }
        let there = |one: &Transfer| one.here().saturating_add(one.in_transit());
        owed.min(total(self.of_return(duty).into_iter().map(there)))
    }

    /// The payments that a return is of: the one it names first, then those of the
    /// same month, since what is above a month's bound is above all of them.
    pub fn of_return(&self, duty: &Duty) -> Vec<&Transfer> {
        let mut all: Vec<&Transfer> =
            self.transfers.iter().filter(|one| self.goes_back(duty, one)).collect();
        all.sort_by_key(|one| Some(one.id) != duty.transfer);
        all
    }

    /// How much of a payment waits to go back by other duties that name it.
    pub(crate) fn kept_for_others(&self, duty: &Duty, transfer: TransferId) -> i64 {
        let others = self.duties.iter().filter(|one| one.id != duty.id);
        total(others.filter(|one| one.transfer == Some(transfer)).map(Duty::owed_back))
    }

    /// Whether a duty is about a payment. One that was written before duties named
    /// their payment is about those of its order that were above their bound.
    fn goes_back(&self, duty: &Duty, transfer: &Transfer) -> bool {
        match (duty.transfer, duty.objection.and_then(|id| self.objection(id))) {
            (Some(id), _) => {
                let named = self.transfer(id);
                let month = |one: &Transfer| (one.item, one.month);
                transfer.id == id
                    || (transfer.month.is_some()
                        && named.is_some_and(|named| month(named) == month(transfer)))
            }
            (None, Some(objection)) => self.takes_objected(objection, transfer),
            (None, None) => {
                let income = self.income(transfer.item).map(|one| one.instrument);
                transfer.beyond > 0 && income.is_some() && income == duty.about
            }
        }
    }
}
