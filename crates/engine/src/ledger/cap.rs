//! The cap: what may still be taken, and what is frozen beyond the debt.

use super::{Hold, Ledger, Transfer, total};
use crate::id::{HoldId, ItemId};
use crate::money::Currency;
use crate::time::Day;
use serde::{Deserialize, Serialize};

/// What a foreign currency is worth, as the officer recorded it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rate {
    /// Which currency.
    pub currency: Currency,
    /// Đồng for a million minor units: 25 400 đồng for a dollar of 100 cents is
    /// 254 000 000.
    pub per_million: i64,
    /// Of which day.
    pub day: Day,
    /// Who published it.
    pub source: String,
}

/// Đồng for minor units, rounded up, so that what is frozen is never counted
/// as less than it is. None: no rate is recorded.
pub fn worth(minor: i64, currency: Currency, rates: &[Rate]) -> Option<i64> {
    if currency == Currency::VND {
        return Some(minor);
    }
    let rate = rates.iter().rev().find(|rate| rate.currency == currency)?;
    let product = i128::from(minor.max(0)) * i128::from(rate.per_million);
    Some(i64::try_from((product + 999_999) / 1_000_000).unwrap_or(i64::MAX))
}

/// Minor units that are worth at most so many đồng, rounded down.
pub(super) fn units_within(dong: i64, currency: Currency, rates: &[Rate]) -> i64 {
    if currency == Currency::VND {
        return dong.max(0);
    }
    let Some(rate) = rates.iter().rev().find(|rate| rate.currency == currency) else {
        return 0;
    };
    let product = i128::from(dong.max(0)) * 1_000_000;
    i64::try_from(product / i128::from(rate.per_million.max(1))).unwrap_or(i64::MAX)
}

/// The sums of a case in đồng.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cap {
    /// Still owed by the books: confirmed payments are off.
    pub outstanding: i64,
    /// Paid by institutions, not confirmed.
    pub in_transit: i64,
    /// Ordered to be paid, not answered.
    pub reserved: i64,
    /// What a further deduction may take: outstanding − in transit − reserved.
    pub open: i64,
    /// Frozen in all.
    pub frozen: i64,
    /// Taken from holds.
    pub deducted: i64,
    /// Freed.
    pub released: i64,
    /// Still frozen.
    pub remaining: i64,
    /// Being freed.
    pub lifting: i64,
    /// Frozen beyond what is owed and not being freed (I-7).
    pub excess: i64,
    /// Holds that count for nothing: value not known, or no rate recorded.
    pub unvalued: u32,
}

impl Ledger {
    /// The sums as they stand.
    pub fn cap(&self) -> Cap {
        let sum = |of: fn(&Transfer) -> i64| total(self.transfers.iter().map(of));
        let outstanding = self.balances.outstanding();
        let (in_transit, reserved) = (sum(Transfer::in_transit), sum(Transfer::reserved));
        let mut cap = Cap {
            outstanding,
            in_transit,
            reserved,
            open: outstanding.saturating_sub(in_transit).saturating_sub(reserved).max(0),
            ..Cap::default()
        };
        for hold in &self.holds {
            let worth = |minor| worth(minor, hold.currency, &self.rates);
            let Some(remaining) = worth(hold.remaining()).filter(|_| !hold.all_unknown) else {
                cap.unvalued = cap.unvalued.saturating_add(1);
                continue;
            };
            cap.frozen = cap.frozen.saturating_add(worth(hold.frozen).unwrap_or(0));
            cap.deducted = cap.deducted.saturating_add(worth(hold.deducted).unwrap_or(0));
            cap.released = cap.released.saturating_add(worth(hold.released).unwrap_or(0));
            cap.remaining = cap.remaining.saturating_add(remaining);
            // What is gone already is not freed once more.
            let lifting = hold.lifting.min(hold.remaining());
            cap.lifting = cap.lifting.saturating_add(worth(lifting).unwrap_or(0));
        }
        cap.excess = self.excess_now(&cap);
        cap
    }

    /// What remains frozen and is not being freed, beyond what is owed and not
    /// on its way already.
    const fn excess_now(&self, cap: &Cap) -> i64 {
        let needed = if self.closed.is_some() {
            cap.reserved
        } else {
            cap.outstanding.saturating_sub(cap.in_transit)
        };
        let needed = if needed < cap.reserved { cap.reserved } else { needed };
        let held = cap.remaining.saturating_sub(cap.lifting).saturating_sub(needed);
        if held > 0 { held } else { 0 }
    }

    /// What stands frozen of a freeze, in đồng, with what was taken from it; of
    /// accounts that it is about.
    pub fn kept(&self, freeze: ItemId) -> i64 {
        self.kept_less(freeze, &[])
    }

    /// The same when this is freed, in minor units of each hold.
    pub(crate) fn kept_less(&self, freeze: ItemId, freed: &[(HoldId, i64)]) -> i64 {
        let kept = |hold: &Hold| {
            let now = freed.iter().filter(|(id, _)| *id == hold.id).map(|(_, amount)| *amount);
            let gone = hold.released.saturating_add(total(now));
            let minor = hold.frozen.saturating_sub(gone).max(0);
            worth(minor, hold.currency, &self.rates).unwrap_or(0)
        };
        total(self.holds_of(freeze).filter(|hold| !hold.beyond_order).map(kept))
    }
}
