//! Enforcement cases: the right to ask hangs on one.

use crate::id::{AgencyId, CaseId, DelegationId, InstitutionId, PartyId, UserId};
use crate::identity::{Identifier, PersonName};
use crate::money::Money;
use crate::pause::{Bars, Pause};
use crate::time::{Day, Instant};
use serde::{Deserialize, Serialize};

/// What kind of judgment is enforced; drives statistics.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Category {
    /// A credit institution is the creditor.
    BankCredit,
    /// Other civil claims.
    Civil,
    /// Marriage and family.
    Family,
    /// Business and commerce.
    Commercial,
    /// Labour.
    Labour,
    /// The civil part of a criminal judgment.
    Criminal,
    /// Recovery of assets lost to corruption and economic crime.
    CriminalAssetRecovery,
    /// The property part of an administrative judgment.
    Administrative,
    /// Bankruptcy decisions.
    Bankruptcy,
    /// Decisions of the competition council and arbitral awards.
    Arbitration,
}

/// A numbered, dated document that the case rests on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Document {
    /// Number and symbol as printed, e.g. `125/QĐ-THADS`.
    pub number: String,
    /// Date of issue.
    pub day: Day,
    /// Who issued it: the court or the agency, as printed.
    pub issuer: String,
}

/// Whether the debtor can be enforced against ("có điều kiện thi hành").
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Conditions {
    /// Verified: there is something to enforce against.
    Enforceable,
    /// Verified: nothing yet (Law 106/2025 art. 38).
    NotEnforceable,
    /// Not verified yet.
    Unverified,
}

/// A line of what is owed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ObligationLine {
    /// What is owed for.
    pub kind: ObligationKind,
    /// How much, in minor units.
    pub amount: Money,
    /// A remark shown beside the line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// What an obligation line is owed for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ObligationKind {
    /// The sum adjudged.
    Principal,
    /// Late interest up to a stated day.
    Interest,
    /// Court and enforcement fees.
    Fee,
    /// Coercion costs.
    CoercionCost,
    /// Already paid: subtracts.
    Paid,
}

/// What a party is in the case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PartyRole {
    /// Người phải thi hành án.
    Debtor,
    /// Người được thi hành án.
    Creditor,
    /// Người có quyền lợi, nghĩa vụ liên quan.
    Related,
}

/// A natural or a legal person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PartyKind {
    /// A natural person.
    Person,
    /// An organisation.
    Organisation,
}

/// A person or organisation in the case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Party {
    /// Its id.
    pub id: PartyId,
    /// What it is in the case.
    pub role: PartyRole,
    /// Natural or legal person.
    pub kind: PartyKind,
    /// Name as written, in NFC.
    pub name: PersonName,
    /// What identifies it strongly.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub identifiers: Vec<Identifier>,
    /// Address as written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// The institution of the directory that it is; of a creditor only. It then
    /// follows the case here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub institution: Option<InstitutionId>,
}

/// Everything of a case that an officer writes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseContent {
    /// Case number of the agency, unique there for ever (I-3).
    pub number: String,
    /// The officer in charge.
    pub officer: UserId,
    /// The enforcement decision.
    pub decision: Document,
    /// The judgment enforced.
    pub judgment: Document,
    /// What kind of judgment it is.
    pub category: Category,
    /// Whether the debtor can be enforced against.
    pub conditions: Conditions,
    /// What is owed.
    pub obligations: Vec<ObligationLine>,
    /// Who is in it.
    pub parties: Vec<Party>,
}

/// Open or closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CaseState {
    /// Work goes on; inquiries may be issued.
    Open,
    /// Ended; nothing may be issued any more.
    Closed,
}

/// An enforcement case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Case {
    /// Its id.
    pub id: CaseId,
    /// Counts the changes of this root.
    pub version: i32,
    /// The agency it belongs to.
    pub agency: AgencyId,
    /// Open or closed.
    pub state: CaseState,
    /// What the officer wrote.
    pub content: CaseContent,
    /// When it was opened here.
    pub opened_at: Instant,
    /// When and why it was closed.
    pub closed: Option<Closing>,
    /// How it rests, if it does.
    pub pause: Option<Pause>,
    /// The delegation by which it came from another agency, if it did.
    pub origin: Option<Origin>,
}

/// The delegation by which a case came from another agency's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Origin {
    /// The other agency's case.
    pub case: CaseId,
    /// The delegation, which is part of that case's money.
    pub delegation: DelegationId,
}

/// When and why a case was closed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Closing {
    /// When.
    pub at: Instant,
    /// Why, in the officer's words.
    pub reason: String,
}

/// What commands on other roots need to know of a case, and no more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gate {
    /// The case.
    pub case: CaseId,
    /// Its agency.
    pub agency: AgencyId,
    /// Its officer.
    pub officer: UserId,
    /// Open or closed.
    pub state: CaseState,
    /// What may not be ordered while it rests.
    pub bars: Bars,
}

/// A party as other roots know it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Named {
    /// What the party is in the case.
    pub role: PartyRole,
    /// Whether it has an identifier: nothing is ordered of a name alone.
    pub identified: bool,
}

impl Party {
    /// The part other roots may see.
    pub const fn named(&self) -> Named {
        Named { role: self.role, identified: !self.identifiers.is_empty() }
    }
}

impl Case {
    /// The part other roots may see.
    pub fn gate(&self) -> Gate {
        Gate {
            case: self.id,
            agency: self.agency,
            officer: self.content.officer,
            state: self.state,
            bars: Bars::of(self.pause.as_ref()),
        }
    }
}
