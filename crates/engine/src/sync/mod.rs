//! Cases that another system keeps too: what it says of a case, what was taken
//! over from it last, and which differences wait for a person.
//!
//! Pure, like all of the engine: rows come from `exchange`, commands carry them.

mod hand_out;
mod merge;
mod payment;

pub use hand_out::{HandedOut, hand_out};
pub use merge::{Difference, How, Merged, Standing, differences, merge, settle};
pub(crate) use payment::{Payment, payments};

use crate::case::{
    CaseContent, Category, Conditions, Document, ObligationLine, Party, PartyKind, PartyRole,
};
use crate::id::{AgencyId, CaseId, LinkId, PartyId, PostingId, SyncedPaymentId, UserId};
use crate::identity::{Identifier, PersonName};
use crate::money::Money;
use crate::statement::digest;
use crate::time::{Day, Instant};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// How long what another system calls something may be, in characters.
pub const LONGEST_EXTERNAL: usize = 100;

/// What another system calls something: one line, nothing around it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ExternalId(String);

impl ExternalId {
    /// Reads one as it stands in a file.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let long = text.chars().count() > LONGEST_EXTERNAL;
        let sound = !text.is_empty() && !long && !text.chars().any(char::is_control);
        sound.then(|| Self(text.to_owned()))
    }

    /// What is not called anything there goes by its id here.
    pub(crate) fn of_here(id: uuid::Uuid) -> Self {
        Self(id.to_string())
    }

    /// The case of here that it may be.
    pub fn case(&self) -> Option<CaseId> {
        uuid::Uuid::try_parse(&self.0).ok().map(CaseId)
    }

    /// The posting of here that it may be.
    pub fn posting(&self) -> Option<PostingId> {
        uuid::Uuid::try_parse(&self.0).ok().map(PostingId)
    }

    /// As it stands in files.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ExternalId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<ExternalId> for String {
    fn from(id: ExternalId) -> Self {
        id.0
    }
}

impl TryFrom<String> for ExternalId {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text).ok_or("not an external id")
    }
}

/// The code of another system: `a-z`, `0-9`, `-`, `_`, at most twenty.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct SourceCode(String);

impl SourceCode {
    /// The ministry's case management.
    pub fn ministry() -> Self {
        Self("ministry".to_owned())
    }

    /// Reads a code.
    pub fn parse(text: &str) -> Option<Self> {
        let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '_';
        let sound = (1..=20).contains(&text.len()) && text.chars().all(fits);
        sound.then(|| Self(text.to_owned()))
    }

    /// The code.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What a case of this system is linked by: an agency's file names it so, and
    /// the same name is the same case for ever (I-3).
    pub fn link(&self, agency: AgencyId, external: &ExternalId) -> LinkId {
        // No code has a colon in it, so that no two pairs meet.
        LinkId(digest(&[agency.0.as_bytes(), self.0.as_bytes(), b":", external.0.as_bytes()]))
    }
}

impl From<SourceCode> for String {
    fn from(code: SourceCode) -> Self {
        code.0
    }
}

impl TryFrom<String> for SourceCode {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text).ok_or("not the code of a system")
    }
}

impl LinkId {
    /// What a payment of the linked case is known by (I-3).
    pub fn payment(self, external: &ExternalId) -> SyncedPaymentId {
        SyncedPaymentId(digest(&[self.0.as_bytes(), b"payment:", external.0.as_bytes()]))
    }
}

/// A party as another system has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ForeignParty {
    /// What it is called there.
    pub external: ExternalId,
    /// What it is in the case.
    pub role: PartyRole,
    /// Natural or legal person.
    pub kind: PartyKind,
    /// Its name.
    pub name: PersonName,
    /// What identifies it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub identifiers: Vec<Identifier>,
    /// Its address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
}

impl ForeignParty {
    /// The party here.
    pub(crate) fn party(&self, id: PartyId) -> Party {
        Party {
            id,
            role: self.role,
            kind: self.kind,
            name: self.name.clone(),
            identifiers: self.identifiers.clone(),
            address: self.address.clone(),
            // The other system knows no directory of ours.
            institution: None,
        }
    }
}

/// A case as another system has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ForeignCase {
    /// What it is called there.
    pub external: ExternalId,
    /// It is ended there.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub closed: bool,
    /// Number of the agency.
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
    pub parties: Vec<ForeignParty>,
}

impl ForeignCase {
    /// A digest of all of it: the same row says nothing new.
    pub fn digest(&self) -> [u8; 32] {
        use sha2::{Digest as _, Sha256};
        // Into memory this fails only for maps with non-string keys; there are none.
        Sha256::digest(serde_json::to_vec(self).unwrap_or_default()).into()
    }

    /// The case it would be here, its parties under these ids.
    pub(crate) fn content(&self, ids: &BTreeMap<ExternalId, PartyId>) -> CaseContent {
        let known = |one: &ForeignParty| ids.get(&one.external).map(|id| one.party(*id));
        CaseContent {
            number: self.number.clone(),
            officer: self.officer,
            decision: self.decision.clone(),
            judgment: self.judgment.clone(),
            category: self.category,
            conditions: self.conditions,
            obligations: self.obligations.clone(),
            parties: self.parties.iter().filter_map(known).collect(),
        }
    }
}

/// A payment as another system has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ForeignPayment {
    /// What it is called there.
    pub external: ExternalId,
    /// How much, in đồng.
    pub amount: Money,
    /// The day it counts from.
    pub day: Day,
    /// The reference of the statement that shows it, where there is one: money that
    /// arrived here under it is the same money.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// What it was, in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Somebody has looked: it is other money than what arrived here in the same
    /// amount about the same day.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub other_money: bool,
}

/// A field of a case in which two systems may differ: its code, and after a colon
/// the party it is of.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Field(pub String);

impl Field {
    /// A field of the case itself.
    pub(crate) fn of(code: &str) -> Self {
        Self(code.to_owned())
    }

    /// A field of a party.
    pub(crate) fn party(code: &str, of: &ExternalId) -> Self {
        Self(format!("{code}:{of}"))
    }

    /// Which field, whosever: the key of its words.
    pub fn code(&self) -> &str {
        self.0.split_once(':').map_or(self.0.as_str(), |(code, _)| code)
    }

    /// What the party it is of is called there.
    pub fn whose(&self) -> Option<&str> {
        self.0.split_once(':').map(|(_, of)| of)
    }
}

/// Every code of a [`Field`].
pub const FIELDS: [&str; 18] = [
    "state",
    "number",
    "officer",
    "decision_number",
    "decision_day",
    "decision_issuer",
    "judgment_number",
    "judgment_day",
    "judgment_issuer",
    "category",
    "conditions",
    "obligations",
    "party",
    "party_role",
    "party_kind",
    "party_name",
    "party_identifiers",
    "party_address",
];

/// A case here and its twin in another system.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Synced {
    /// A digest of agency, system and external id.
    pub id: LinkId,
    /// The case here.
    pub case: CaseId,
    /// Whose file named it.
    pub agency: AgencyId,
    /// Which system.
    pub source: SourceCode,
    /// What it said last.
    pub theirs: ForeignCase,
    /// Which party here is which there.
    pub parties: BTreeMap<ExternalId, PartyId>,
    /// Fields that both changed, or that cannot be taken over: a person decides.
    pub open: BTreeSet<Field>,
    /// When it last said something new.
    pub at: Instant,
}

impl Synced {
    /// Whether a payment was told by this system.
    pub fn named(&self, payment: &SyncedPayment) -> bool {
        self.id.payment(&payment.payment.external) == payment.id
    }
}

/// A payment that another system told of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyncedPayment {
    /// A digest of the case's link and the payment's external id.
    pub id: SyncedPaymentId,
    /// In which case.
    pub case: CaseId,
    /// What was said.
    pub payment: ForeignPayment,
    /// The first posting of it; none: the same money had arrived here.
    pub posting: Option<PostingId>,
    /// When it was told.
    pub at: Instant,
}

/// What happens to a case by its twin: events of the case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "sync")]
pub enum SyncEvent {
    /// Its twin said something new, or differences were decided.
    Told {
        /// A digest of agency, system and external id.
        link: LinkId,
        /// Whose file named it.
        agency: AgencyId,
        /// Which system.
        source: SourceCode,
        /// What it says.
        theirs: Box<ForeignCase>,
        /// Which party here is which there.
        parties: BTreeMap<ExternalId, PartyId>,
        /// What waits for a person.
        #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
        open: BTreeSet<Field>,
    },
    /// A person decided differences.
    Decided {
        /// Of which link.
        link: LinkId,
        /// Fields in which the other system's word was taken.
        theirs: BTreeSet<Field>,
        /// Fields in which what stands here stays.
        ours: BTreeSet<Field>,
        /// Which party here is which there.
        parties: BTreeMap<ExternalId, PartyId>,
    },
    /// A payment arrived there.
    Paid {
        /// A digest of the link and the payment's external id.
        id: SyncedPaymentId,
        /// What was said.
        payment: ForeignPayment,
        /// The first posting of it; none: the same money had arrived here.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        posting: Option<PostingId>,
    },
}

impl SyncEvent {
    /// Every code.
    pub const CODES: &'static [&'static str] = &["sync_told", "sync_decided", "sync_paid"];

    /// The stable code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Told { .. } => "sync_told",
            Self::Decided { .. } => "sync_decided",
            Self::Paid { .. } => "sync_paid",
        }
    }
}

#[cfg(test)]
mod tests;
