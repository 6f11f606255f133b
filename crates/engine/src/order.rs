//! Orders about money: freeze, deduct, release, amend. What an officer writes,
//! and what one institution is asked to do about one account or freeze.

use crate::id::{HoldId, InstitutionId, ItemId, PartyId, PayeeId, TransferId, UserId};
use crate::identity::AccountNumber;
use crate::instrument::InstrumentKind;
use crate::ledger::Ledger;
use crate::money::Money;
use crate::month::Month;
use crate::time::{Day, Instant};
use serde::{Deserialize, Serialize};

mod parts;

pub use parts::OwedParts;

/// Number and date of a decision: with agency, kind and year its natural key
/// for ever (I-3).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Numbered {
    /// Number and symbol as printed, e.g. `12/QĐ-CCTHADS`.
    pub number: String,
    /// Date of the decision.
    pub day: Day,
}

/// What an order says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderContent {
    /// Whose money: a debtor of the case.
    pub debtor: PartyId,
    /// The decision. Only urgent minutes and releases of the service have none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decision: Option<Numbered>,
    /// The rule the order rests on, as it will be printed.
    pub legal_basis: String,
    /// Sealed: only these persons of the asking side may read it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sealed_to: Vec<UserId>,
    /// What is ordered.
    pub order: Order,
}

/// What is ordered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Order {
    /// Phong tỏa tài khoản (Law 106/2025 art. 67).
    Freeze {
        /// What is owed, as the decision states it: each institution freezes up
        /// to this, or everything there is.
        owed: Money,
        /// The same by its parts.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        parts: Option<OwedParts>,
        /// Minutes first, the decision within 24 hours (art. 67(4)).
        #[serde(default)]
        urgent: bool,
        /// Who freezes, each once.
        at: Vec<FreezeAt>,
    },
    /// Khấu trừ tiền (art. 73).
    Deduct {
        /// The agency's registered account that receives the money.
        payee: PayeeId,
        /// By what the officer confirms that the holder is the debtor: no
        /// deduction on a name alone.
        identity: Identity,
        /// From which holds or accounts, each once.
        lines: Vec<DeductLine>,
    },
    /// Giải tỏa (art. 95).
    Release {
        /// A code of the shipped list of lifting grounds.
        ground: String,
        /// When the ground arose.
        arose_at: Instant,
        /// What is released.
        lines: Vec<ReleaseLine>,
    },
    /// A new amount or other accounts for standing freezes, in place.
    Amend {
        /// Which, each once.
        lines: Vec<AmendLine>,
    },
    /// Trừ vào thu nhập (art. 76): month by month, by who pays the income.
    IncomeDeduction {
        /// The agency's registered account that receives the money.
        payee: PayeeId,
        /// Who pays the income: social insurance, the employer.
        executor: InstitutionId,
        /// By what the officer confirms that who is paid is the debtor; none: an
        /// order of before this was asked.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        identity: Option<Identity>,
        /// Up to how much in all.
        total: Money,
        /// How much each month.
        monthly: Monthly,
        /// What stays the debtor's each month whatever the rest says.
        keep: Money,
        /// The first month.
        first: Month,
        /// On which day of each month; the last where the month is shorter.
        #[serde(rename = "day_of_month")]
        day: u8,
        /// The last month; none: until the sum is there.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        last: Option<Month>,
    },
}

/// By what an officer confirms that an account's holder, or who is paid an income,
/// is the debtor.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Identity {
    /// A code of the shipped list.
    pub code: String,
    /// What was seen or said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

impl Identity {
    /// The identifier that the institution holds is the debtor's.
    pub const MATCHED: &'static str = "identifier_matched";
    /// In the officer's words only.
    pub const OTHER: &'static str = "other";

    /// A confirmation by a code, with words or without.
    pub fn new(code: &str, note: Option<String>) -> Self {
        Self { code: code.to_owned(), note }
    }

    /// Whether it is of evidence beside the identifiers, which may show that one
    /// who is known by another number is the debtor.
    pub fn is_evidence(&self) -> bool {
        self.code != Self::MATCHED && self.code != Self::OTHER
    }
}

impl<'de> Deserialize<'de> for Identity {
    /// Before the list of codes there were the officer's words alone.
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Stored {
            Words(String),
            Coded {
                code: String,
                #[serde(default)]
                note: Option<String>,
            },
        }
        Ok(match Stored::deserialize(d)? {
            Stored::Words(note) => Self { code: Self::OTHER.to_owned(), note: Some(note) },
            Stored::Coded { code, note } => Self { code, note },
        })
    }
}

/// How much of an income is taken each month.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Monthly {
    /// So many đồng.
    Amount {
        /// How many.
        amount: Money,
    },
    /// So much of a hundred of the month's income.
    Share {
        /// How much, 1–100.
        percent: u8,
    },
}

/// One institution's share of a freeze.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FreezeAt {
    /// Which institution.
    pub institution: InstitutionId,
    /// Which accounts; none named: every account of the debtor there.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub accounts: Vec<AccountNumber>,
}

/// Money to be taken: from one hold, or directly from an account on which
/// nothing is frozen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum DeductLine {
    /// From what a freeze holds.
    Held {
        /// Which hold.
        hold: HoldId,
        /// How much.
        amount: Money,
    },
    /// From an account itself, explicitly ordered without a freeze (I-8).
    Direct {
        /// Where the account is kept.
        institution: InstitutionId,
        /// Its number.
        account: AccountNumber,
        /// How much.
        amount: Money,
    },
}

impl DeductLine {
    /// Which hold it takes from, if from one.
    pub const fn hold(&self) -> Option<HoldId> {
        match self {
            Self::Held { hold, .. } => Some(*hold),
            Self::Direct { .. } => None,
        }
    }

    /// How much.
    pub const fn amount(&self) -> Money {
        match self {
            Self::Held { amount, .. } | Self::Direct { amount, .. } => *amount,
        }
    }
}

/// What is to be free again: a freeze or a part of it, or an income of which
/// nothing more is to be deducted (art. 95(3)).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReleaseLine {
    /// Of which freeze, or which deduction from income: the item that ordered it.
    pub freeze: ItemId,
    /// Which hold of it; none: the whole freeze, caught or not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hold: Option<HoldId>,
    /// How much of the hold; none: all of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<Money>,
}

/// A new amount or other accounts for a standing freeze.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AmendLine {
    /// Which freeze.
    pub freeze: ItemId,
    /// Up to how much it freezes from now on.
    pub target: Money,
    /// Which accounts from now on; an empty list: every account of the debtor
    /// there; none: as before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accounts: Option<Vec<AccountNumber>>,
}

impl OrderContent {
    /// Which kind of instrument it is.
    pub const fn kind(&self) -> InstrumentKind {
        match self.order {
            Order::Freeze { .. } => InstrumentKind::Freeze,
            Order::Deduct { .. } => InstrumentKind::Deduct,
            Order::Release { .. } => InstrumentKind::Release,
            Order::Amend { .. } => InstrumentKind::Amend,
            Order::IncomeDeduction { .. } => InstrumentKind::IncomeDeduction,
        }
    }

    /// The institutions at which it takes money, or names accounts, as far as it
    /// says; holds and freezes stand in the books.
    pub fn institutions(&self, ledger: &Ledger) -> Vec<InstitutionId> {
        let of_hold = |id| ledger.hold(id).map(|hold| hold.institution);
        match &self.order {
            Order::Freeze { at, .. } => {
                let named = at.iter().filter(|place| !place.accounts.is_empty());
                named.map(|place| place.institution).collect()
            }
            Order::Deduct { lines, .. } => lines
                .iter()
                .filter_map(|line| match line {
                    DeductLine::Held { hold, .. } => of_hold(*hold),
                    DeductLine::Direct { institution, .. } => Some(*institution),
                })
                .collect(),
            Order::Amend { lines } => {
                let named = lines.iter().filter(|line| {
                    line.accounts.as_ref().is_some_and(|accounts| !accounts.is_empty())
                });
                let freezes = named.filter_map(|line| ledger.freeze(line.freeze));
                freezes.map(|freeze| freeze.institution).collect()
            }
            Order::IncomeDeduction { executor, .. } => vec![*executor],
            Order::Release { .. } => Vec::new(),
        }
    }

    /// Whether it names accounts, or holds that stand for them.
    pub fn names_accounts(&self) -> bool {
        match &self.order {
            Order::Freeze { at, .. } => at.iter().any(|place| !place.accounts.is_empty()),
            Order::Deduct { .. } => true,
            Order::Amend { lines } => {
                lines.iter().any(|line| line.accounts.iter().flatten().next().is_some())
            }
            Order::Release { .. } | Order::IncomeDeduction { .. } => false,
        }
    }

    /// The registered account it names, if it moves money.
    pub const fn payee(&self) -> Option<PayeeId> {
        match self.order {
            Order::Deduct { payee, .. } | Order::IncomeDeduction { payee, .. } => Some(payee),
            Order::Freeze { .. } | Order::Release { .. } | Order::Amend { .. } => None,
        }
    }

    /// Whether it is minutes that a decision must follow.
    pub const fn is_urgent(&self) -> bool {
        matches!(self.order, Order::Freeze { urgent: true, .. })
    }
}

/// What one institution is asked to do: one item of its demand.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "order")]
pub enum OrderRequest {
    /// Freeze up to an amount, at once.
    Freeze {
        /// Up to how much; less is there: everything.
        target: Money,
        /// How what is owed is made up, as the decision states it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        parts: Option<OwedParts>,
        /// Which accounts; none named: every account of the debtor.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        accounts: Vec<AccountNumber>,
        /// By minutes; the decision follows.
        #[serde(default)]
        urgent: bool,
    },
    /// Take money and pay it to the agency.
    Deduct {
        /// Our name for the payment; to be given with it.
        transfer: TransferId,
        /// Of which freeze; none: from the account itself, nothing is frozen.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        freeze: Option<ItemId>,
        /// From which hold of it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        hold: Option<HoldId>,
        /// The account it is on.
        account: AccountNumber,
        /// How much.
        amount: Money,
        /// To whom.
        pay_to: PayTo,
    },
    /// Free what is held, or what would be.
    Release {
        /// Of which freeze.
        freeze: ItemId,
        /// Which hold of it; none: all, caught or not.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        hold: Option<HoldId>,
        /// The account it is on.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        account: Option<AccountNumber>,
        /// How much; none: all.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        amount: Option<Money>,
        /// The ground, a code of the shipped list.
        ground: String,
        /// Not a freeze: nothing more is deducted from the income.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        income: bool,
    },
    /// Freeze up to another amount, or other accounts, from now on.
    Amend {
        /// Which freeze.
        freeze: ItemId,
        /// Up to how much.
        target: Money,
        /// Which accounts; an empty list: every account of the debtor; none: as
        /// before.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        accounts: Option<Vec<AccountNumber>>,
    },
    /// Deduct from the debtor's income month by month and pay it to the agency.
    IncomeDeduction {
        /// Up to how much in all.
        total: Money,
        /// How much each month.
        monthly: Monthly,
        /// What stays the debtor's each month whatever the rest says.
        keep: Money,
        /// The most of a hundred of a month's income that the law of the order
        /// lets take; none: it sets no such bound.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        at_most_percent: Option<u8>,
        /// The first month.
        first: Month,
        /// On which day of each month; the last where the month is shorter.
        #[serde(rename = "day_of_month")]
        day: u8,
        /// The last month; none: until the sum is there.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        last: Option<Month>,
        /// To whom.
        pay_to: PayTo,
    },
}

/// The account that receives deducted money.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PayTo {
    /// Whose: the agency, as printed.
    pub name: String,
    /// Where it is kept.
    pub bank: String,
    /// Its number.
    pub account: AccountNumber,
}

impl OrderRequest {
    /// Which kind of instrument it stems from.
    pub const fn kind(&self) -> InstrumentKind {
        match self {
            Self::Freeze { .. } => InstrumentKind::Freeze,
            Self::Deduct { .. } => InstrumentKind::Deduct,
            Self::Release { .. } => InstrumentKind::Release,
            Self::Amend { .. } => InstrumentKind::Amend,
            Self::IncomeDeduction { .. } => InstrumentKind::IncomeDeduction,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_before_the_list_are_a_ground_of_their_own() {
        let read = |text: &str| serde_json::from_str::<Identity>(text).unwrap();
        let words = read(r#""CCCD khớp""#);
        assert_eq!((words.code.as_str(), words.note.as_deref()), ("other", Some("CCCD khớp")));
        assert!(!words.is_evidence());
        let coded = read(r#"{"code":"document_seen","note":"CCCD bản gốc"}"#);
        assert!(coded.is_evidence());
        let written = serde_json::to_string(&coded).unwrap();
        assert_eq!(read(&written), coded);
        let bare = serde_json::to_string(&read(r#"{"code":"identifier_matched"}"#)).unwrap();
        assert_eq!(bare, r#"{"code":"identifier_matched"}"#);
    }
}
