//! What an institution returns to one item.

use crate::entry::OnPaper;
use crate::execution::{Care, FrozenAccount, ReleasedAccount};
use crate::file::FileRef;
use crate::id::{AnswerId, ItemId, UserId};
use crate::identity::AccountNumber;
use crate::instrument::{ContentHash, InfoType};
use crate::money::Money;
use crate::time::{Day, Instant};
use crate::{actor::Actor, identity::Identifier};
use serde::{Deserialize, Serialize};

/// An answer to one item.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "outcome")]
pub enum Outcome {
    /// Something was found.
    Found {
        /// What.
        findings: Findings,
        /// More of the same item will follow: the clock keeps running.
        #[serde(default)]
        part: bool,
    },
    /// Nothing was found.
    None {
        /// Where was searched.
        scope: Scope,
        /// By which identifiers.
        tried: Vec<Identifier>,
        /// As of when the books were searched.
        as_of: Instant,
    },
    /// Several customers match: one more identifier is needed. The item stays
    /// open as questioned.
    Ambiguous {
        /// How many match.
        hits: u32,
        /// What would decide.
        needed: String,
    },
    /// Not answered, for a coded ground (circular 02/2014 art. 8(1)a).
    Refused {
        /// A code of the shipped list of grounds.
        ground: String,
        /// The reasons, in writing.
        reasons: String,
    },
    /// Frozen: in full, or everything there is.
    Frozen {
        /// Account by account.
        accounts: Vec<FrozenAccount>,
    },
    /// Paid to the agency, in full or in part.
    Paid {
        /// How much.
        paid: Money,
        /// The institution's reference of the payment.
        reference: String,
        /// The day the money counts from.
        value_day: Day,
    },
    /// Released; nothing where nothing was held.
    Released {
        /// Account by account.
        accounts: Vec<ReleasedAccount>,
    },
    /// The new amount holds.
    Amended,
    /// The income will be deducted from, month by month.
    IncomeAccepted {
        /// What the debtor earns in a month, if the executor states it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        monthly_income: Option<Money>,
    },
}

impl Outcome {
    /// The word the outcome is stored by: its serialised tag.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Found { .. } => "found",
            Self::None { .. } => "none",
            Self::Ambiguous { .. } => "ambiguous",
            Self::Refused { .. } => "refused",
            Self::Frozen { .. } => "frozen",
            Self::Paid { .. } => "paid",
            Self::Released { .. } => "released",
            Self::Amended => "amended",
            Self::IncomeAccepted { .. } => "income_accepted",
        }
    }

    /// Whether it says who holds an account that was frozen.
    pub fn names_holders(&self) -> bool {
        let Self::Frozen { accounts } = self else {
            return false;
        };
        accounts.iter().any(|account| account.held_identifier.is_some())
    }

    /// Whether this outcome ends the item's round.
    pub const fn is_final(&self) -> bool {
        match self {
            Self::Found { part, .. } => !*part,
            Self::Ambiguous { .. } => false,
            Self::None { .. }
            | Self::Refused { .. }
            | Self::Frozen { .. }
            | Self::Paid { .. }
            | Self::Released { .. }
            | Self::Amended
            | Self::IncomeAccepted { .. } => true,
        }
    }
}

/// How far a search went.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Scope {
    /// The whole institution.
    Institution,
    /// One branch only.
    Branch {
        /// Its name or code.
        branch: String,
    },
}

/// What was found, by type of information.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "info", content = "rows")]
pub enum Findings {
    /// Accounts.
    Account(Vec<AccountFound>),
    /// Transactions.
    Transactions(Vec<TransactionFound>),
    /// Income.
    Income(Vec<IncomeFound>),
    /// Securities.
    Securities(Vec<SecurityFound>),
    /// Safe boxes and custody.
    SafeBox(Vec<SafeBoxFound>),
    /// In words.
    Other(String),
}

impl Findings {
    /// The type of information these findings answer.
    pub const fn info(&self) -> InfoType {
        match self {
            Self::Account(_) => InfoType::Account,
            Self::Transactions(_) => InfoType::Transactions,
            Self::Income(_) => InfoType::Income,
            Self::Securities(_) => InfoType::Securities,
            Self::SafeBox(_) => InfoType::SafeBox,
            Self::Other(_) => InfoType::Other,
        }
    }

    /// Whether these findings may answer what is asked: where accounts are is answered
    /// by accounts.
    pub fn answer(&self, asked: InfoType) -> bool {
        let shape = if asked == InfoType::Whereabouts { InfoType::Account } else { asked };
        self.info() == shape
    }

    /// How many things were found.
    pub const fn len(&self) -> usize {
        match self {
            Self::Account(rows) => rows.len(),
            Self::Transactions(rows) => rows.len(),
            Self::Income(rows) => rows.len(),
            Self::Securities(rows) => rows.len(),
            Self::SafeBox(rows) => rows.len(),
            Self::Other(text) => {
                if text.is_empty() {
                    0
                } else {
                    1
                }
            }
        }
    }

    /// Whether nothing was found, which is not a finding.
    pub const fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// An account of the debtor.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountFound {
    /// Account number.
    pub number: AccountNumber,
    /// What kind of account.
    pub kind: AccountKind,
    /// Balance, if the institution states one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub balance: Option<Money>,
    /// As of when.
    pub as_of: Instant,
    /// Holders beside the debtor, as named by the institution.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub joint_holders: Vec<JointHolder>,
    /// Things an officer must know before touching the account.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub markers: Vec<Marker>,
    /// When a term deposit matures.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub matures: Option<Day>,
    /// The institution's own claim against the debtor.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub own_claim: Option<OwnClaim>,
    /// Restrictions that already stand.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub restrictions: Vec<Restriction>,
    /// The identifier the institution holds for the customer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub held_identifier: Option<Identifier>,
}

impl AccountFound {
    /// What of it the officer must know before touching it.
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
}

/// Kinds of accounts that are treated differently.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AccountKind {
    /// Payment account.
    Payment,
    /// Savings without term.
    Savings,
    /// Term deposit.
    Term,
    /// Treasury deposit account.
    TreasuryDeposit,
    /// Treasury budget-estimate account: cannot be deducted (circular 02/2014
    /// art. 10).
    TreasuryBudget,
    /// Electronic wallet.
    Wallet,
    /// Securities cash account.
    SecuritiesCash,
    /// Loan account.
    Loan,
    /// Other.
    Other,
}

/// A further holder of an account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct JointHolder {
    /// Name as the institution writes it.
    pub name: String,
    /// The debtor's share in per cent, where agreed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub debtor_share_percent: Option<u8>,
}

/// A reason for care.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Marker {
    /// Salary is paid here.
    Salary,
    /// Pension or social benefit is paid here.
    Pension,
    /// Pledged.
    Pledge,
    /// Escrow: the money is not the debtor's alone.
    Escrow,
    /// Overdraft facility.
    Overdraft,
    /// Dormant.
    Dormant,
}

/// The institution's own claim: set-off, pledge.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnClaim {
    /// Contract number.
    pub contract: String,
    /// Contract date.
    pub day: Day,
    /// Amount claimed.
    pub amount: Money,
}

/// A restriction that stood before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Restriction {
    /// By whom, as far as the institution may say.
    pub by: String,
    /// Since when.
    pub since: Day,
    /// How much, if limited.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<Money>,
}

/// A transaction.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TransactionFound {
    /// Account it happened on.
    pub account: AccountNumber,
    /// When.
    pub at: Instant,
    /// Amount; negative left the account.
    pub amount: Money,
    /// The other side, as the institution may say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub counterparty: Option<String>,
    /// Text of the transfer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
}

/// Income paid through the institution.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IncomeFound {
    /// Who pays.
    pub payer: String,
    /// First day of the month or period.
    pub period: Day,
    /// How much.
    pub amount: Money,
}

/// Securities held.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SecurityFound {
    /// Code at the depository.
    pub code: String,
    /// How many.
    pub quantity: u64,
    /// Where: member or account.
    pub account: String,
}

/// A safe box or a thing in custody.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SafeBoxFound {
    /// Which one.
    pub label: String,
    /// Branch.
    pub branch: String,
}

/// What became of an answer that arrived.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AnswerState {
    /// It was accepted; of several versions of a part the highest counts.
    Accepted,
    /// It contradicted an accepted answer: kept as evidence, never applied (I-5).
    Conflicting,
}

/// A stored answer; key (item, round, part, version) (I-5).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// Its id.
    pub id: AnswerId,
    /// The item answered.
    pub item: ItemId,
    /// Which round: the officer disputed.
    pub round: i16,
    /// Which part of the round.
    pub part: i16,
    /// Which version of the part: the institution corrected itself.
    pub version: i16,
    /// What became of it.
    pub state: AnswerState,
    /// What it says.
    pub body: Outcome,
    /// The files that it carries.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<FileRef>,
    /// Hash of what it says and of its files ([`Answer::hash_of`]); the scans of a paper
    /// are not among them: they are not the institution's.
    pub hash: ContentHash,
    /// Who submitted it.
    pub by: Actor,
    /// Who drafted it, where a maker did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub drafted_by: Option<UserId>,
    /// When the whole request had reached the server (I-22); on paper when the
    /// institution gave it, by the evidence.
    pub arrived_at: Instant,
    /// The paper it came on; none: it came through the service.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paper: Option<OnPaper>,
}

impl Answer {
    /// The hash that an answer is known by: what it says and, where it carries any,
    /// its files, by their own hashes and in no order. The same said with another
    /// file is another answer.
    pub fn hash_of(body: &Outcome, files: &[FileRef]) -> ContentHash {
        if files.is_empty() {
            return ContentHash::of(body);
        }
        let mut hashes: Vec<ContentHash> = files.iter().map(|file| file.sha256).collect();
        hashes.sort_unstable_by_key(|hash| hash.0);
        ContentHash::of(&(body, hashes))
    }
}
