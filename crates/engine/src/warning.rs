//! What an officer is told of an order before it is filed and may have reasons for:
//! nothing is refused for it.

use crate::id::InstitutionId;
use crate::identity::AccountNumber;
use serde::{Deserialize, Serialize};

/// What there is to know of an account that an order names.
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
}

/// A warning about an order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warning {
    /// What there is to know.
    pub code: Caution,
    /// Which member of the order names the account.
    pub pointer: String,
    /// Where the account is kept.
    pub institution: InstitutionId,
    /// Its number.
    pub account: AccountNumber,
}
