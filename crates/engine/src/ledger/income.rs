//! Income that is deducted month by month (Law 106/2025 art. 76). What each
//! month came to is derived: a payment bears its month, a limit its day.

use super::{Duty, DutyKind, Ledger, Transfer, total};
use crate::id::{DemandId, InstitutionId, InstrumentId, ItemId, PartyId, PayeeId, UserId};
use crate::month::Month;
use crate::order::Monthly;
use crate::time::{Instant, Zone};
use serde::{Deserialize, Serialize};

/// A running deduction from somebody's income.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Income {
    /// The item that ordered it.
    pub item: ItemId,
    /// Its demand.
    pub demand: DemandId,
    /// Its instrument.
    pub instrument: InstrumentId,
    /// Who pays the income: the employer, social insurance.
    pub institution: InstitutionId,
    /// Whose income.
    pub debtor: PartyId,
    /// To which registered account.
    pub payee: PayeeId,
    /// Up to how many đồng in all.
    pub total: i64,
    /// How much each month.
    pub monthly: Monthly,
    /// What stays the debtor's each month, in đồng.
    pub keep: i64,
    /// The first month.
    pub first: Month,
    /// On which day of each month; the last where the month is shorter.
    pub day: u8,
    /// The last month; none: until the sum is there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last: Option<Month>,
    /// When it was ordered.
    pub asked_at: Instant,
    /// From when months are owed: the executor's receipt.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub running_since: Option<Instant>,
    /// When the executor said that it carries it out, or first paid.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accepted_at: Option<Instant>,
    /// When and why it ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended: Option<IncomeEnded>,
    /// Whose act it is: who proposed the order. He decides on no objection to it
    /// (I-29).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proposer: Option<UserId>,
}

/// When and why a deduction from income ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IncomeEnded {
    /// When.
    pub at: Instant,
    /// Why.
    pub why: IncomeEnd,
}

/// Why a deduction from income ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IncomeEnd {
    /// The executor could not, on a ground: not employed there.
    NotPossible,
    /// The officer took the order back.
    Withdrawn,
    /// The officer ended it before it was answered (I-11).
    Overtaken,
    /// The officer ended it (art. 95(3)).
    Released,
    /// The obligation ended (I-12).
    Terminated,
    /// Its last month is done.
    Expired,
}

impl IncomeEnd {
    /// Whether the service itself tells an executor who carries it out to stop.
    pub const fn is_told_by_service(self) -> bool {
        matches!(self, Self::Withdrawn | Self::Overtaken | Self::Terminated)
    }
}

impl Income {
    /// Whether months are still owed or will be.
    pub const fn is_live(&self) -> bool {
        self.ended.is_none()
    }

    /// When a month is to be paid: the start of its day in Hanoi.
    pub fn planned(&self, month: Month) -> Option<Instant> {
        month.day(self.day).map(|day| Zone::HANOI.start_of(day))
    }
}

impl Ledger {
    /// The deduction from income ordered by an item.
    pub fn income(&self, item: ItemId) -> Option<&Income> {
        self.incomes.iter().find(|income| income.item == item)
    }

    /// What an executor has reported, in the order of reports.
    pub fn instalments(&self, item: ItemId) -> impl Iterator<Item = &Transfer> {
        self.transfers.iter().filter(move |one| one.item == item && one.month.is_some())
    }

    /// How many đồng of an income came in or are on their way and stay: what went
    /// back or is to go back is not collected.
    pub fn collected(&self, item: ItemId) -> i64 {
        let counted = total(self.instalments(item).map(Transfer::counted));
        counted.saturating_sub(self.owed_back_of(item)).max(0)
    }

    /// Whether an income has nothing left to take: its sum is there, or what is
    /// owed is paid or on its way.
    pub fn is_covered(&self, income: &Income) -> bool {
        let cap = self.cap();
        let owed = cap.outstanding.saturating_add(self.owed_again());
        owed <= cap.in_transit || self.collected(income.item) >= income.total
    }

    /// How much may be taken of a month, in đồng: what the order says, what it
    /// leaves to the debtor, and the share `most` of a hundred that the law of the
    /// order lets take (Law 26/2008 art. 78); those that need the month's income bind
    /// where it is known, now or from what was said of the month before. None: nothing
    /// bounds it.
    pub fn bound(
        &self,
        income: &Income,
        month: Month,
        (earned, most): (Option<i64>, Option<u8>),
    ) -> Option<i64> {
        let of_earned = |percent: u8| {
            let earned = i128::from(earned?);
            i64::try_from(earned * i128::from(percent) / 100).ok()
        };
        let ordered = match income.monthly {
            Monthly::Amount { amount } => Some(amount.minor()),
            Monthly::Share { percent } => of_earned(percent),
        };
        let left = earned.map(|earned| earned.saturating_sub(income.keep).max(0));
        let known = self.paid_for(income, month).filter_map(|one| one.bound).min();
        [ordered, left, most.and_then(of_earned), known].into_iter().flatten().min()
    }

    /// How much more is above a bound with another `amount` for the month, given what
    /// was paid and found before: in đồng. What was paid before a bound was known is
    /// found with it.
    pub fn beyond(&self, income: &Income, month: Month, amount: i64, bound: Option<i64>) -> i64 {
        let Some(bound) = bound else {
            return 0;
        };
        let taken = total(self.paid_for(income, month).map(|one| one.paid)).saturating_add(amount);
        // What went back, on whatever ground, is not above it any more.
        let gone = |one: &Transfer| one.beyond.max(one.returned);
        let found = total(self.paid_for(income, month).map(gone));
        taken.saturating_sub(bound).saturating_sub(found).max(0)
    }

    fn paid_for(&self, income: &Income, month: Month) -> impl Iterator<Item = &Transfer> {
        self.instalments(income.item).filter(move |one| one.month == Some(month))
    }

    /// The limit on reporting a month, whatever became of it: the last, where a
    /// month was owed no more and is owed again.
    pub fn month_limit(&self, income: &Income, month: Month) -> Option<&Duty> {
        let of_it = |duty: &&Duty| {
            duty.kind == DutyKind::Instalment
                && duty.about == Some(income.instrument)
                && Month::at(duty.start) == month
        };
        self.duties.iter().rev().find(of_it)
    }
}
