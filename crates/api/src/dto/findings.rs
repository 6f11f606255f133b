//! What an institution found. Hostile until parsed (API10).

use super::common::{IdentifierBody, MoneyBody};
use super::leaf::{AccountKindField, AccountNumberField, DayField, InstantField, MarkerField};
use super::reader::Reader;
use engine::answer::{
    AccountFound, Findings, IncomeFound, JointHolder, OwnClaim, Restriction, SafeBoxFound,
    SecurityFound, TransactionFound,
};
use serde::Deserialize;
use utoipa::ToSchema;

/// What was found, by type of information.
#[derive(Deserialize, ToSchema)]
#[serde(tag = "info", content = "rows", rename_all = "snake_case", deny_unknown_fields)]
#[schema(as = Findings)]
pub(crate) enum FindingsBody {
    /// Accounts.
    Account(Vec<AccountBody>),
    /// Transactions.
    Transactions(Vec<TransactionBody>),
    /// Income.
    Income(Vec<IncomeBody>),
    /// Securities.
    Securities(Vec<SecurityBody>),
    /// Safe boxes and custody.
    SafeBox(Vec<SafeBoxBody>),
    /// In words.
    Other(String),
}

impl FindingsBody {
    pub(crate) fn parse(self, reader: &mut Reader) -> Option<Findings> {
        Some(match self {
            Self::Account(rows) => Findings::Account(reader.each("rows", rows, |r, x| x.parse(r))?),
            Self::Transactions(rows) => {
                Findings::Transactions(reader.each("rows", rows, |r, x| x.parse(r))?)
            }
            Self::Income(rows) => Findings::Income(reader.each("rows", rows, |r, x| x.parse(r))?),
            Self::Securities(rows) => {
                Findings::Securities(reader.each("rows", rows, |r, x| x.parse(r))?)
            }
            Self::SafeBox(rows) => Findings::SafeBox(reader.each("rows", rows, |r, x| x.parse(r))?),
            Self::Other(text) => Findings::Other(text),
        })
    }
}

/// An account of the debtor.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = AccountFound)]
pub(crate) struct AccountBody {
    number: AccountNumberField,
    kind: AccountKindField,
    /// Balance, if the institution states one.
    balance: Option<MoneyBody>,
    /// As of when.
    as_of: InstantField,
    /// Holders beside the debtor.
    #[serde(default)]
    joint_holders: Vec<JointHolderBody>,
    /// Things an officer must know before touching the account.
    #[serde(default)]
    markers: Vec<MarkerField>,
    /// When a term deposit matures.
    matures: Option<DayField>,
    /// The institution's own claim against the debtor.
    own_claim: Option<OwnClaimBody>,
    /// Restrictions that already stand.
    #[serde(default)]
    restrictions: Vec<RestrictionBody>,
    /// The identifier the institution holds for the customer.
    held_identifier: Option<IdentifierBody>,
}

impl AccountBody {
    fn parse(self, reader: &mut Reader) -> Option<AccountFound> {
        let number = reader.field("number", &self.number);
        let kind = reader.field("kind", &self.kind);
        let balance = reader.part("balance", self.balance, |r, money| money.parse(r));
        let as_of = reader.field("as_of", &self.as_of);
        let joint = reader.each("joint_holders", self.joint_holders, |r, x| x.parse(r));
        let markers = reader.leaves("markers", &self.markers);
        let matures = reader.optional("matures", self.matures.as_ref());
        let own_claim = reader.part("own_claim", self.own_claim, |r, claim| claim.parse(r));
        let restrictions = reader.each("restrictions", self.restrictions, |r, x| x.parse(r));
        let held = reader.part("held_identifier", self.held_identifier, |r, x| x.parse(r));
        Some(AccountFound {
            number: number?,
            kind: kind?,
            balance: balance?,
            as_of: as_of?,
            joint_holders: joint?,
            markers: markers?,
            matures: matures?,
            own_claim: own_claim?,
            restrictions: restrictions?,
            held_identifier: held?,
        })
    }
}

/// What the officer must know of a frozen account.
#[derive(Deserialize, ToSchema)]
#[expect(dead_code, reason = "describes what the engine serialises")]
#[schema(as = AccountCare)]
pub(crate) struct CareContent {
    /// Things to know before touching the account.
    markers: Option<Vec<MarkerField>>,
    /// When a term deposit matures.
    matures: Option<DayField>,
    /// Holders beside the debtor.
    joint_holders: Option<Vec<JointHolderBody>>,
    /// The institution's own claim against the debtor.
    own_claim: Option<OwnClaimBody>,
    /// Restrictions that stood before.
    restrictions: Option<Vec<RestrictionBody>>,
    /// The identifier the institution holds for the account's holder.
    held_identifier: Option<IdentifierBody>,
}

/// A further holder of an account.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = JointHolder)]
pub(crate) struct JointHolderBody {
    /// Name as the institution writes it.
    #[schema(min_length = 1, max_length = 200)]
    name: String,
    /// The debtor's share, where agreed.
    #[schema(maximum = 100)]
    debtor_share_percent: Option<u8>,
}

impl JointHolderBody {
    pub(crate) fn parse(self, reader: &mut Reader) -> Option<JointHolder> {
        let name = reader.line("name", self.name);
        let share = match self.debtor_share_percent {
            Some(101..) => reader.wrong("debtor_share_percent", "percent_range"),
            share => Some(share),
        };
        Some(JointHolder { name: name?, debtor_share_percent: share? })
    }
}

/// The institution's own claim: set-off, pledge.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = OwnClaim)]
pub(crate) struct OwnClaimBody {
    /// Contract number.
    #[schema(min_length = 1, max_length = 200)]
    contract: String,
    /// Contract date.
    day: DayField,
    /// Amount claimed.
    amount: MoneyBody,
}

impl OwnClaimBody {
    pub(crate) fn parse(self, reader: &mut Reader) -> Option<OwnClaim> {
        let contract = reader.line("contract", self.contract);
        let day = reader.field("day", &self.day);
        let amount = reader.within("amount", |r| self.amount.parse(r));
        Some(OwnClaim { contract: contract?, day: day?, amount: amount? })
    }
}

/// A restriction that stood before.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Restriction)]
pub(crate) struct RestrictionBody {
    /// By whom, as far as the institution may say.
    #[schema(min_length = 1, max_length = 200)]
    by: String,
    /// Since when.
    since: DayField,
    /// How much, if limited.
    amount: Option<MoneyBody>,
}

impl RestrictionBody {
    pub(crate) fn parse(self, reader: &mut Reader) -> Option<Restriction> {
        let by = reader.line("by", self.by);
        let since = reader.field("since", &self.since);
        let amount = reader.part("amount", self.amount, |r, money| money.parse(r));
        Some(Restriction { by: by?, since: since?, amount: amount? })
    }
}

/// A transaction.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = TransactionFound)]
pub(crate) struct TransactionBody {
    /// Account it happened on.
    account: AccountNumberField,
    /// When.
    at: InstantField,
    /// Negative left the account.
    amount: MoneyBody,
    /// The other side, as the institution may say.
    counterparty: Option<String>,
    /// Text of the transfer.
    text: Option<String>,
}

impl TransactionBody {
    fn parse(self, reader: &mut Reader) -> Option<TransactionFound> {
        let account = reader.field("account", &self.account);
        let at = reader.field("at", &self.at);
        let amount = reader.within("amount", |r| self.amount.parse(r));
        Some(TransactionFound {
            account: account?,
            at: at?,
            amount: amount?,
            counterparty: self.counterparty,
            text: self.text,
        })
    }
}

/// Income paid through the institution.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = IncomeFound)]
pub(crate) struct IncomeBody {
    /// Who pays.
    #[schema(min_length = 1, max_length = 200)]
    payer: String,
    /// First day of the month or period.
    period: DayField,
    /// How much.
    amount: MoneyBody,
}

impl IncomeBody {
    fn parse(self, reader: &mut Reader) -> Option<IncomeFound> {
        let payer = reader.line("payer", self.payer);
        let period = reader.field("period", &self.period);
        let amount = reader.within("amount", |r| self.amount.parse(r));
        Some(IncomeFound { payer: payer?, period: period?, amount: amount? })
    }
}

/// Securities held.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = SecurityFound)]
pub(crate) struct SecurityBody {
    /// Code at the depository.
    #[schema(min_length = 1, max_length = 200)]
    code: String,
    /// How many.
    quantity: u64,
    /// Where: member or account.
    #[schema(min_length = 1, max_length = 200)]
    account: String,
}

impl SecurityBody {
    fn parse(self, reader: &mut Reader) -> Option<SecurityFound> {
        let code = reader.line("code", self.code);
        let account = reader.line("account", self.account);
        Some(SecurityFound { code: code?, quantity: self.quantity, account: account? })
    }
}

/// A safe box or a thing in custody.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = SafeBoxFound)]
pub(crate) struct SafeBoxBody {
    /// Which one.
    #[schema(min_length = 1, max_length = 200)]
    label: String,
    /// Branch.
    #[schema(min_length = 1, max_length = 200)]
    branch: String,
}

impl SafeBoxBody {
    fn parse(self, reader: &mut Reader) -> Option<SafeBoxFound> {
        let label = reader.line("label", self.label);
        let branch = reader.line("branch", self.branch);
        Some(SafeBoxFound { label: label?, branch: branch? })
    }
}
