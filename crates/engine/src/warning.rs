//! What an officer is told of an order before it is filed and may have reasons for:
//! nothing is refused for it.

use crate::id::InstitutionId;
use crate::identity::AccountNumber;
use serde::{Deserialize, Serialize};

/// What there is to know of an account that an order names, or of what it leaves to
/// the debtor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Caution {
    /// No answer to an inquiry of the case named it as the debtor's.
    AccountNotShown,
    /// The institution knows its holder by another identifier than the debtor's.
    HolderDiffers,
    /// Money is to be taken and the account is in another currency than đồng.
    AccountCurrency,
    /// Others have a claim on its money: pledge, escrow, the institution's own.
    AccountBound,
    /// Salary, pension or benefits are paid there.
    AccountLiving,
    /// Less stays the debtor's of a month's income than the least poverty line of the
    /// order's first month.
    KeepBelowFloor,
}

/// A warning about an order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warning {
    /// What there is to know.
    pub code: Caution,
    /// Which member of the order it is about.
    pub pointer: String,
    /// Where the account is kept; who pays the income.
    pub institution: InstitutionId,
    /// The account's number, if it is about one.
    pub account: Option<AccountNumber>,
}
