//! The books of an obligation: double entry, never edited, only reversed.

use super::Ledger;
use super::hold::is_nothing;
use crate::actor::Who;
use crate::case::{ObligationKind, ObligationLine};
use crate::id::{ConcessionId, PostingId, TransferId};
use crate::money::Currency;
use crate::time::{Day, Instant};
use serde::{Deserialize, Serialize};

/// An account of a case's books.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Book {
    /// Owed: principal.
    Principal,
    /// Owed: interest.
    Interest,
    /// Owed: court and enforcement fees.
    Fee,
    /// Owed: costs of coercion.
    Cost,
    /// What the judgment and the law charge: the other side of what is owed.
    Title,
    /// Money that arrived.
    Received,
    /// What the creditor waived or the law cancelled.
    Waived,
    /// Money that arrived beyond the debt and must go back.
    Suspense,
    /// What another agency is to enforce: owed there, not here.
    Delegated,
    /// What another agency recovered of it.
    Recovered,
}

impl Book {
    /// Whether it is of what another agency enforces: only a delegation changes it.
    pub const fn is_elsewhere(self) -> bool {
        matches!(self, Self::Delegated | Self::Recovered)
    }

    /// Whether it is a part of the debt.
    pub const fn is_debt(self) -> bool {
        matches!(self, Self::Principal | Self::Interest | Self::Fee | Self::Cost)
    }
}

/// What an officer may enter into the books.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind", content = "book")]
pub enum Entry {
    /// More is owed.
    Charge(Book),
    /// Less is owed: the creditor waived it, or the law cancelled it.
    Waive(Book),
    /// The debtor paid otherwise than through a deduction.
    Payment,
}

/// One posting: `amount` from `credit` to `debit`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Posting {
    /// Its id.
    pub id: PostingId,
    /// The day it counts from.
    pub day: Day,
    /// When it was posted.
    pub at: Instant,
    /// The account that gains.
    pub debit: Book,
    /// The account that gives.
    pub credit: Book,
    /// How much, in đồng; above nothing.
    pub amount: i64,
    /// What for, in words.
    pub note: String,
    /// Who posted it.
    pub by: Who,
    /// The posting it takes back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reverses: Option<PostingId>,
    /// The transfer that brought the money.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub transfer: Option<TransferId>,
    /// The concession of a creditor that it is of: no money came.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub concession: Option<ConcessionId>,
}

/// Debit, credit, amount in đồng.
pub(crate) type Sides = (Book, Book, i64);

/// What is paid comes off what is owed, so it comes last.
pub(crate) fn in_order(lines: &[ObligationLine]) -> impl Iterator<Item = &ObligationLine> {
    let charges = lines.iter().filter(|line| line.kind != ObligationKind::Paid);
    charges.chain(lines.iter().filter(|line| line.kind == ObligationKind::Paid))
}

/// Balances in đồng. Debits add, credits take away, so the sum is nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Balances {
    /// See [`Book::Principal`].
    pub principal: i64,
    /// See [`Book::Interest`].
    pub interest: i64,
    /// See [`Book::Fee`].
    pub fee: i64,
    /// See [`Book::Cost`].
    pub cost: i64,
    /// See [`Book::Title`].
    pub title: i64,
    /// See [`Book::Received`].
    pub received: i64,
    /// See [`Book::Waived`].
    pub waived: i64,
    /// See [`Book::Suspense`].
    pub suspense: i64,
    /// See [`Book::Delegated`].
    #[serde(default, skip_serializing_if = "is_nothing")]
    pub delegated: i64,
    /// See [`Book::Recovered`].
    #[serde(default, skip_serializing_if = "is_nothing")]
    pub recovered: i64,
}

impl Balances {
    /// The balance of an account.
    pub const fn of(&self, book: Book) -> i64 {
        match book {
            Book::Principal => self.principal,
            Book::Interest => self.interest,
            Book::Fee => self.fee,
            Book::Cost => self.cost,
            Book::Title => self.title,
            Book::Received => self.received,
            Book::Waived => self.waived,
            Book::Suspense => self.suspense,
            Book::Delegated => self.delegated,
            Book::Recovered => self.recovered,
        }
    }

    const fn of_mut(&mut self, book: Book) -> &mut i64 {
        match book {
            Book::Principal => &mut self.principal,
            Book::Interest => &mut self.interest,
            Book::Fee => &mut self.fee,
            Book::Cost => &mut self.cost,
            Book::Title => &mut self.title,
            Book::Received => &mut self.received,
            Book::Waived => &mut self.waived,
            Book::Suspense => &mut self.suspense,
            Book::Delegated => &mut self.delegated,
            Book::Recovered => &mut self.recovered,
        }
    }

    /// Takes a posting in.
    pub const fn post(&mut self, posting: &Posting) {
        self.take((posting.debit, posting.credit, posting.amount));
    }

    /// Takes an amount in that goes from `credit` to `debit`.
    pub const fn take(&mut self, (debit, credit, amount): (Book, Book, i64)) {
        let debit = self.of_mut(debit);
        *debit = debit.saturating_add(amount);
        let credit = self.of_mut(credit);
        *credit = credit.saturating_sub(amount);
    }

    /// What money that arrives pays off, in the order of `allocation`; the rest
    /// stays in suspense.
    pub(crate) fn paying(&self, amount: i64, allocation: &[Book]) -> Vec<Sides> {
        let mut left = amount;
        let mut sides = Vec::new();
        for book in allocation.iter().filter(|book| book.is_debt()) {
            let part = left.min(self.of(*book).max(0));
            sides.push((Book::Received, *book, part));
            left = left.saturating_sub(part);
        }
        sides.push((Book::Received, Book::Suspense, left));
        sides
    }

    /// How a line of what a case says is owed is opened.
    pub(crate) fn opening(&self, line: &ObligationLine, allocation: &[Book]) -> Vec<Sides> {
        let amount = line.amount.minor();
        let charge = |book| vec![(book, Book::Title, amount)];
        match line.kind {
            ObligationKind::Paid => self.paying(amount, allocation),
            ObligationKind::Principal => charge(Book::Principal),
            ObligationKind::Interest => charge(Book::Interest),
            ObligationKind::Fee => charge(Book::Fee),
            ObligationKind::CoercionCost => charge(Book::Cost),
        }
    }

    /// What a case without books says is owed, as its books would be opened;
    /// lines in another currency than đồng count for nothing.
    pub fn stated(lines: &[ObligationLine], allocation: &[Book]) -> Self {
        let mut balances = Self::default();
        for line in in_order(lines).filter(|line| line.amount.currency() == Currency::VND) {
            for sides in balances.opening(line, allocation) {
                balances.take(sides);
            }
        }
        balances
    }

    /// What is still owed: principal, interest, fees and costs less what was
    /// paid and waived.
    pub const fn outstanding(&self) -> i64 {
        self.principal
            .saturating_add(self.interest)
            .saturating_add(self.fee)
            .saturating_add(self.cost)
    }

    /// Balances as they stood at the end of a day.
    pub fn as_of<'a>(postings: impl IntoIterator<Item = &'a Posting>, day: Day) -> Self {
        let mut balances = Self::default();
        for posting in postings.into_iter().filter(|posting| posting.day <= day) {
            balances.post(posting);
        }
        balances
    }
}

impl Ledger {
    /// Without what counts from a later day.
    #[must_use]
    pub fn counting_to(mut self, day: Day) -> Self {
        self.postings.retain(|posting| posting.day <= day);
        self.balances = Balances::as_of(&self.postings, day);
        self
    }
}
