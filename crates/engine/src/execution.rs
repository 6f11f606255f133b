//! What an institution did with an order: reports of facts.

use crate::answer::{AccountKind, JointHolder, Marker, OwnClaim, Restriction};
use crate::id::ItemId;
use crate::identity::{AccountNumber, Identifier};
use crate::money::Money;
use crate::month::Month;
use crate::time::Day;
use serde::{Deserialize, Serialize};

/// An account that was frozen, with the evidence of damage: what was there at
/// receipt, at the freeze, and what left in between.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FrozenAccount {
    /// Account number.
    pub number: AccountNumber,
    /// What kind of account.
    pub kind: AccountKind,
    /// What is frozen. Zero where the value is not known.
    pub frozen: Money,
    /// Everything is frozen and its value is not known (Law 106/2025 art. 67):
    /// a proper answer, zero in sums.
    #[serde(default)]
    pub all_unknown: bool,
    /// Balance when the order was received.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_receipt: Option<Money>,
    /// Balance when it was frozen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_freeze: Option<Money>,
    /// What left the account in between.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub left_between: Option<Money>,
    /// What may not be deducted, by the law named in `protected_by`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub protected: Option<Money>,
    /// A code of the shipped list of exemptions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub protected_by: Option<String>,
    /// How many orders rank before this one on the account.
    #[serde(default)]
    pub ranks_before: u16,
    /// Holders beside the debtor.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub joint_holders: Vec<JointHolder>,
    /// Things an officer must know before touching the account.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub markers: Vec<Marker>,
    /// When a term deposit matures.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub matures: Option<Day>,
    /// The institution's own claim.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub own_claim: Option<OwnClaim>,
    /// Restrictions that stood before.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub restrictions: Vec<Restriction>,
    /// The identifier the institution holds for the account's holder.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub held_identifier: Option<Identifier>,
}

/// What the officer must know of a frozen account before touching it: whose it is
/// beside the debtor's, and who has a claim on it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Care {
    /// Salary, pension, pledge, escrow and the like.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub markers: Vec<Marker>,
    /// When a term deposit matures: it pays then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub matures: Option<Day>,
    /// Holders beside the debtor.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub joint_holders: Vec<JointHolder>,
    /// The institution's own claim.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub own_claim: Option<OwnClaim>,
    /// Restrictions that stood before.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub restrictions: Vec<Restriction>,
    /// The identifier the institution holds for the account's holder: compared
    /// with the debtor's whenever money is to be taken.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub held_identifier: Option<Identifier>,
}

impl Care {
    /// Whether others have a claim on the money: it is pledged, held in escrow, or
    /// the institution's own to set off.
    pub fn is_bound(&self) -> bool {
        let bound = |marker: &Marker| matches!(marker, Marker::Pledge | Marker::Escrow);
        self.own_claim.is_some() || self.markers.iter().any(bound)
    }
}

impl FrozenAccount {
    /// What of it the officer must know.
    pub fn care(&self) -> Care {
        Care {
            markers: self.markers.clone(),
            matures: self.matures,
            joint_holders: self.joint_holders.clone(),
            own_claim: self.own_claim.clone(),
            restrictions: self.restrictions.clone(),
            held_identifier: self.held_identifier.clone(),
        }
    }

    /// An account of which nothing else is said.
    pub const fn plain(number: AccountNumber, kind: AccountKind, frozen: Money) -> Self {
        Self {
            number,
            kind,
            frozen,
            all_unknown: false,
            at_receipt: None,
            at_freeze: None,
            left_between: None,
            protected: None,
            protected_by: None,
            ranks_before: 0,
            joint_holders: Vec::new(),
            markers: Vec::new(),
            matures: None,
            own_claim: None,
            restrictions: Vec::new(),
            held_identifier: None,
        }
    }
}

/// Money that a standing freeze caught later.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CapturedAccount {
    /// Account number.
    pub number: AccountNumber,
    /// How much was caught.
    pub amount: Money,
}

/// Money that is free again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReleasedAccount {
    /// Account number.
    pub number: AccountNumber,
    /// How much was freed.
    pub amount: Money,
}

/// A month of an income that was paid to the agency.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Instalment {
    /// By which order: its item.
    pub item: ItemId,
    /// Of which month.
    pub month: Month,
    /// How much.
    pub amount: Money,
    /// The executor's own name for the payment, once (I-6).
    pub reference: String,
    /// The day the money counts from.
    pub value_day: Day,
    /// The income of that month, where the executor says it: what may be taken of it
    /// is judged by it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub income: Option<Money>,
}
