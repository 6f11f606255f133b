//! What the operator decides: labelled *not statutory* wherever people read it.

use crate::asking::AskingPolicy;
use crate::instrument::InstrumentKind;
use crate::ledger::{Book, RankBy};
use crate::paper::PapersPolicy;
use serde::Deserialize;

/// Policies that are not statute; `config/law/policy.toml`, labelled so.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Policy {
    /// Which kinds of instruments need a second person.
    pub approval: ApprovalPolicy,
    /// Bounds against mistakes and flooding.
    pub bounds: Bounds,
    /// How much is asked, and how often.
    pub asking: AskingPolicy,
    /// Money.
    pub money: MoneyPolicy,
    /// Several orders on one account.
    pub ranking: RankingPolicy,
    /// What a protest of a procuracy bars.
    pub protest: ProtestPolicy,
    /// The register of what goes out.
    pub register: RegisterPolicy,
    /// Agencies whose day has not come.
    #[serde(default)]
    pub switch_on: SwitchOnPolicy,
    /// Maintenance of this service.
    #[serde(default)]
    pub maintenance: MaintenancePolicy,
    /// Papers that must be there; none where nothing is said.
    #[serde(default)]
    pub papers: PapersPolicy,
}

/// How maintenance of this service is announced.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MaintenancePolicy {
    /// How many whole working days lie between announcement and window; 0: none.
    pub working_days: u16,
}

/// What an agency may do before the day from which it works here.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SwitchOnPolicy {
    /// Whether it opens cases by hand; an import always may.
    pub early_cases: bool,
}

/// Which of several orders on one account comes first. No statutory priority was
/// found: unconfirmed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RankingPolicy {
    /// By what they rank.
    pub by: RankBy,
}

/// What is not ordered while a protest stands: no article says so.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProtestPolicy {
    /// Which kinds of orders. A release is never barred.
    pub bars: Vec<InstrumentKind>,
}

/// Who numbers, and what must be numbered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RegisterPolicy {
    /// An order goes out with a number of the register only, and nobody else gives
    /// it one.
    pub required: bool,
    /// The head numbers too, for offices without a clerk.
    pub head: bool,
}

/// How money is handled where no statute says so.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MoneyPolicy {
    /// In which order a payment pays off the parts of the debt.
    pub allocation: Vec<Book>,
    /// How long a new receiving account waits after approval, in hours.
    pub payee_wait_hours: u16,
    /// How many days of interest a proposal leaves frozen, for the time to the
    /// planned deduction.
    pub interest_days: u16,
}

/// Which kinds of instruments need a second person before issue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(clippy::struct_excessive_bools, reason = "one switch for each kind")]
pub struct ApprovalPolicy {
    /// Inquiries.
    pub inquiry: bool,
    /// Freezes.
    pub freeze: bool,
    /// Deductions.
    pub deduct: bool,
    /// Releases.
    pub release: bool,
    /// Amendments.
    pub amend: bool,
    /// Deductions from income.
    pub income_deduction: bool,
}

impl ApprovalPolicy {
    /// Whether a kind needs a second person.
    pub const fn of(self, kind: InstrumentKind) -> bool {
        match kind {
            InstrumentKind::Inquiry => self.inquiry,
            InstrumentKind::Freeze => self.freeze,
            InstrumentKind::Deduct => self.deduct,
            InstrumentKind::Release => self.release,
            InstrumentKind::Amend => self.amend,
            InstrumentKind::IncomeDeduction => self.income_deduction,
        }
    }
}

/// Bounds against mistakes and flooding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bounds {
    /// How many institutions one inquiry may address.
    pub institutions: u32,
    /// How many things one inquiry may ask.
    pub items: u32,
    /// How many rows one answer to one item may hold.
    pub findings: u32,
    /// The longest period one may ask about, in days.
    pub period_days: i32,
    /// How far more time may reach, in days.
    pub extension_days: i32,
}

impl Policy {
    /// Reads a policy file; the error names the field.
    pub fn parse(text: &str) -> Result<Self, toml::de::Error> {
        toml::from_str(text)
    }
}
