//! The books of an obligation: double entry, never edited, only reversed.

use crate::actor::Who;
use crate::id::{PostingId, TransferId};
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
}

impl Book {
    /// Whether it is a part of the debt.
    pub const fn is_debt(self) -> bool {
        matches!(self, Self::Principal | Self::Interest | Self::Fee | Self::Cost)
    }
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
        }
    }

    /// Takes a posting in.
    pub const fn post(&mut self, posting: &Posting) {
        let debit = self.of_mut(posting.debit);
        *debit = debit.saturating_add(posting.amount);
        let credit = self.of_mut(posting.credit);
        *credit = credit.saturating_sub(posting.amount);
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
