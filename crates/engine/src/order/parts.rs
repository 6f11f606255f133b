//! What is owed by its parts, as the decision on a freeze states it.

use crate::money::{Currency, Money, MoneyError};
use crate::time::Day;
use serde::{Deserialize, Serialize};

/// What a freeze states as owed (Law 106/2025 art. 67), by its parts, in đồng and
/// none below nothing. They come to what the freeze states in one sum.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwedParts {
    /// Nợ gốc: what was adjudged.
    pub principal: Money,
    /// Lãi chậm thi hành án: late interest up to `interest_to`.
    pub interest: Money,
    /// The day interest is counted to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub interest_to: Option<Day>,
    /// The rate it runs at: parts per million of the principal for a year of 365
    /// days, 10 % is 100 000. None: a sum that the judgment fixed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ppm: Option<u32>,
    /// Án phí, phí thi hành án: court and enforcement fees.
    pub fees: Money,
    /// Chi phí cưỡng chế: costs of coercion.
    pub costs: Money,
    /// What was paid: it is taken away.
    pub paid: Money,
}

impl OwedParts {
    /// Nothing in any part.
    pub const NOTHING: Self = Self {
        principal: Money::zero(Currency::VND),
        interest: Money::zero(Currency::VND),
        interest_to: None,
        ppm: None,
        fees: Money::zero(Currency::VND),
        costs: Money::zero(Currency::VND),
        paid: Money::zero(Currency::VND),
    };

    /// What they come to: principal, interest, fees and costs less what was paid.
    /// Below nothing where more was paid than is owed.
    pub fn total(&self) -> Result<Money, MoneyError> {
        let owed = [self.principal, self.interest, self.fees, self.costs];
        Money::checked_sum(Currency::VND, owed)?.checked_sub(self.paid)
    }

    /// Whether interest that is stated says to which day it is counted.
    pub const fn says_until_when(&self) -> bool {
        self.interest.is_zero() || self.interest_to.is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::order::{Order, OrderRequest};

    /// What was written before the parts were is read and hashed as it was.
    #[test]
    fn a_freeze_without_parts_stays_as_it_is_written() {
        let order =
            r#"{"kind":"freeze","owed":{"amount":"5","currency":"VND"},"urgent":false,"at":[]}"#;
        let read: Order = serde_json::from_str(order).unwrap();
        assert_eq!(serde_json::to_string(&read).unwrap(), order);
        let asked = r#"{"order":"freeze","target":{"amount":"5","currency":"VND"},"urgent":false}"#;
        let read: OrderRequest = serde_json::from_str(asked).unwrap();
        assert_eq!(serde_json::to_string(&read).unwrap(), asked);
    }

    #[test]
    fn what_is_paid_is_taken_away_and_nothing_wraps_round() {
        let most = Money::vnd(i64::MAX);
        let parts = OwedParts { fees: Money::vnd(3), paid: Money::vnd(5), ..OwedParts::NOTHING };
        assert_eq!(parts.total(), Ok(Money::vnd(-2)));
        assert_eq!(OwedParts { costs: most, ..parts }.total(), Err(MoneyError::Overflow));
    }
}
