//! Accounts of agencies that receive deducted money. Money goes to a
//! registered account only; a new one needs two persons and a wait, so that
//! nobody diverts a deduction by typing another number.

use crate::id::{AgencyId, PayeeId, UserId};
use crate::identity::AccountNumber;
use crate::order::PayTo;
use crate::time::Instant;
use serde::{Deserialize, Serialize};

/// What is registered of a receiving account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PayeeContent {
    /// Whose: the agency, as printed on orders.
    pub name: String,
    /// Where it is kept: treasury or bank, as printed.
    pub bank: String,
    /// Its number.
    pub account: AccountNumber,
}

/// Where a receiving account stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PayeeState {
    /// Waits for the second person.
    Proposed,
    /// Approved; may be named once the wait is over.
    Approved,
    /// No longer used.
    Retired,
}

/// A receiving account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Payee {
    /// Its id.
    pub id: PayeeId,
    /// Counts the changes of this root.
    pub version: i32,
    /// Whose.
    pub agency: AgencyId,
    /// Where it stands.
    pub state: PayeeState,
    /// What is registered.
    pub content: PayeeContent,
    /// Who proposed it.
    pub proposer: UserId,
    /// Who approved it; never the proposer (I-29).
    pub approved_by: Option<UserId>,
    /// From when deductions may name it.
    pub usable_from: Option<Instant>,
}

impl Payee {
    /// Whether a deduction issued at `at` may be paid to it.
    pub fn is_usable_at(&self, at: Instant) -> bool {
        self.state == PayeeState::Approved && self.usable_from.is_some_and(|from| from <= at)
    }

    /// As an order states it.
    pub fn pay_to(&self) -> PayTo {
        let PayeeContent { name, bank, account } = self.content.clone();
        PayTo { name, bank, account }
    }
}
