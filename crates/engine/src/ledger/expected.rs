//! What a deduction on a day to come must bring: the debt with the interest that will
//! have run by then.

use super::Ledger;
use crate::time::Day;

/// How many days ahead a deduction is planned at most.
const AHEAD: i32 = 366;

/// What will be owed on the planned day, in đồng.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Expected {
    /// The planned day.
    pub on: Day,
    /// Interest that will have run by then and is not posted.
    pub interest: i64,
    /// What is still to be taken for all of it: what is owed and that interest, less
    /// what institutions say they have paid.
    pub needed: i64,
}

/// Why a day is none on which a deduction can be planned.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotPlanned {
    /// It is over.
    #[error("the day is over")]
    Past,
    /// It is more than a year ahead.
    #[error("the day is more than a year ahead")]
    Far,
}

/// A day from today to a year ahead.
pub fn planned(on: Day, today: Day) -> Result<Day, NotPlanned> {
    match on.days_since(today) {
        ..=-1 => Err(NotPlanned::Past),
        0..=AHEAD => Ok(on),
        _ => Err(NotPlanned::Far),
    }
}

impl Ledger {
    /// What a deduction on a day must bring, by the principal as it stands: money on
    /// its way will lower it, so this is never too little. Nothing is added to a debt
    /// that has ended.
    pub fn expected(&self, on: Day) -> Expected {
        let runs = self.interest.as_ref().filter(|_| self.closed.is_none());
        let earned = |one: &super::Interest| one.on(self.balances.principal, one.days_to(on)).0;
        let interest = runs.map_or(0, earned);
        let cap = self.cap();
        let needed = cap.outstanding.saturating_add(interest).saturating_sub(cap.in_transit);
        Expected { on, interest, needed: needed.max(0) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::{AgencyId, CaseId};
    use crate::ledger::{Closed, Interest, ObligationEnd, Suspended};
    use uuid::Uuid;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    fn books() -> Ledger {
        let mut ledger = Ledger::empty(CaseId(Uuid::nil()), AgencyId(Uuid::nil()));
        ledger.balances.principal = 1_000_000_000;
        ledger.balances.fee = 5_000_000;
        let posted_to = day("2026-01-01");
        let suspended = Vec::new();
        ledger.interest = Some(Interest { ppm: 100_000, posted_to, carried: 0, suspended });
        ledger
    }

    #[test]
    fn a_day_is_planned_from_today_to_a_year_ahead() {
        let today = day("2026-11-23");
        assert_eq!(planned(day("2026-11-22"), today), Err(NotPlanned::Past));
        for on in ["2026-11-23", "2027-11-23", "2027-11-24"] {
            assert_eq!(planned(day(on), today), Ok(day(on)));
        }
        assert_eq!(planned(day("2027-11-25"), today), Err(NotPlanned::Far));
    }

    #[test]
    fn what_is_needed_is_the_debt_with_the_interest_until_then() {
        let mut ledger = books();
        let expected = ledger.expected(day("2027-01-01"));
        assert_eq!((expected.interest, expected.needed), (100_000_000, 1_105_000_000));
        // What is posted already is not expected any more.
        assert_eq!(ledger.expected(day("2025-12-31")).interest, 0);
        let halted = Suspended { from: day("2026-01-02"), to: None, reason: "r".into() };
        ledger.interest.as_mut().unwrap().suspended.push(halted);
        assert_eq!(ledger.expected(day("2027-01-01")).needed, 1_005_000_000);
        ledger = books();
        let (how, reason) = (ObligationEnd::Terminated, "r".to_owned());
        let at = "2026-02-01T00:00:00Z".parse().unwrap();
        ledger.closed = Some(Closed { at, how, reason });
        assert_eq!(ledger.expected(day("2027-01-01")).interest, 0);
        ledger.interest = None;
        assert_eq!(ledger.expected(day("2027-01-01")).interest, 0);
    }
}
