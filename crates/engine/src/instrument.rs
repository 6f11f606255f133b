//! What an officer issues: inquiries and orders about money.

pub use crate::law::{Info as InfoType, Requester as RequesterKind};

use crate::asking::{Reasons, Reused};
use crate::id::{AgencyId, CaseId, InstitutionId, InstrumentId, PartyId, UserId};
use crate::order::{Numbered, OrderContent, OrderRequest};
use crate::paper::Paper;
use crate::register::Registered;
use crate::time::{Day, Instant};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// What kind of instrument.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum InstrumentKind {
    /// Yêu cầu cung cấp thông tin.
    Inquiry,
    /// Phong tỏa tài khoản.
    Freeze,
    /// Khấu trừ tiền.
    Deduct,
    /// Giải tỏa.
    Release,
    /// Điều chỉnh một lệnh phong tỏa.
    Amend,
    /// Trừ vào thu nhập.
    IncomeDeduction,
}

impl InstrumentKind {
    /// Whether it orders something about money.
    pub const fn is_order(self) -> bool {
        !matches!(self, Self::Inquiry)
    }
}

/// What an instrument says. Stored as the content itself: the two have no
/// field in common that the other could be read by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Content {
    /// Of an inquiry.
    Inquiry(InquiryContent),
    /// Of an order about money.
    Order(OrderContent),
}

impl Content {
    /// Which kind of instrument it is.
    pub const fn kind(&self) -> InstrumentKind {
        match self {
            Self::Inquiry(_) => InstrumentKind::Inquiry,
            Self::Order(order) => order.kind(),
        }
    }

    /// Named readers of the asking side; none: not sealed.
    pub fn sealed_to(&self) -> &[UserId] {
        match self {
            Self::Inquiry(inquiry) => &inquiry.sealed_to,
            Self::Order(order) => &order.sealed_to,
        }
    }

    /// Whom it is about.
    pub const fn debtor(&self) -> PartyId {
        match self {
            Self::Inquiry(inquiry) => inquiry.debtor,
            Self::Order(order) => order.debtor,
        }
    }

    /// On whose initiative. Only officers order.
    pub const fn requester(&self) -> RequesterKind {
        match self {
            Self::Inquiry(inquiry) => inquiry.requester.kind(),
            Self::Order(_) => RequesterKind::Officer,
        }
    }

    /// Whether it serves a court's interim measure.
    pub const fn is_interim(&self) -> bool {
        matches!(self, Self::Inquiry(InquiryContent { interim: true, .. }))
    }

    /// The inquiry, if it is one.
    pub const fn inquiry(&self) -> Option<&InquiryContent> {
        match self {
            Self::Inquiry(inquiry) => Some(inquiry),
            Self::Order(_) => None,
        }
    }

    /// The order, if it is one.
    pub const fn order(&self) -> Option<&OrderContent> {
        match self {
            Self::Order(order) => Some(order),
            Self::Inquiry(_) => None,
        }
    }
}

/// What one item of a demand asks for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Request {
    /// Information.
    Info(InfoRequest),
    /// An act on the debtor's money.
    Order(OrderRequest),
}

impl Request {
    /// The word it is stored and counted by: a type of information or a kind of
    /// order.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Info(info) => info.info.code(),
            Self::Order(order) => order.kind().code(),
        }
    }

    /// The type of information, if it asks for one.
    pub const fn info(&self) -> Option<InfoType> {
        match self {
            Self::Info(info) => Some(info.info),
            Self::Order(_) => None,
        }
    }

    /// What is asked, for the law.
    pub const fn asked(&self) -> crate::inforce::Asked {
        match self {
            Self::Info(info) => crate::inforce::Asked::Info(info.info),
            Self::Order(order) => crate::inforce::Asked::Order(order.kind()),
        }
    }

    /// The question, if it is one.
    pub const fn question(&self) -> Option<&InfoRequest> {
        match self {
            Self::Info(info) => Some(info),
            Self::Order(_) => None,
        }
    }

    /// The order, if it is one.
    pub const fn order(&self) -> Option<&OrderRequest> {
        match self {
            Self::Order(order) => Some(order),
            Self::Info(_) => None,
        }
    }

    /// What kind of instrument asks so.
    pub const fn kind(&self) -> InstrumentKind {
        match self {
            Self::Info(_) => InstrumentKind::Inquiry,
            Self::Order(order) => order.kind(),
        }
    }
}

/// One thing asked of every institution addressed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InfoRequest {
    /// The type of information.
    pub info: InfoType,
    /// First day of the period asked for, where a period makes sense.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Day>,
    /// Last day of the period asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<Day>,
    /// What exactly, in words; required for [`InfoType::Other`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
}

/// On whose initiative the question is put. Types of their own because rights
/// and limits differ (LAW (b)7).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Requester {
    /// The enforcement officer or the head of the agency.
    Officer,
    /// A bailiff: may ask, never order, and bears the cost of information
    /// (Law 106/2025 art. 30(2)d).
    Bailiff {
        /// The undertaking to pay, in the bailiff's words.
        cost_undertaking: String,
    },
    /// The creditor's own request, put by the officer.
    Creditor {
        /// Which party of the case asks.
        party: PartyId,
    },
}

impl Requester {
    /// Which kind of requester.
    pub const fn kind(&self) -> RequesterKind {
        match self {
            Self::Officer => RequesterKind::Officer,
            Self::Bailiff { .. } => RequesterKind::Bailiff,
            Self::Creditor { .. } => RequesterKind::Creditor,
        }
    }
}

/// What an inquiry says: the fields of circular 02/2014 art. 7(1).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InquiryContent {
    /// On whose initiative.
    pub requester: Requester,
    /// About whom: a debtor of the case.
    pub debtor: PartyId,
    /// Why the information is needed (art. 7(1)).
    pub purpose: String,
    /// The rule the request rests on, as it will be printed.
    pub legal_basis: String,
    /// Where the answer is to be given, if not here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
    /// For a court's interim measure: every answer is due immediately (art. 6).
    #[serde(default)]
    pub interim: bool,
    /// Sealed: only these persons of the asking side may read it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sealed_to: Vec<UserId>,
    /// What is asked, 1–16 things.
    pub items: Vec<InfoRequest>,
    /// Who is asked, each once.
    pub institutions: Vec<InstitutionId>,
    /// Why more is asked than is usual.
    #[serde(default, skip_serializing_if = "Reasons::is_empty")]
    pub reasons: Reasons,
}

/// SHA-256 over the canonical bytes of a content; what an approver signs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ContentHash(pub [u8; 32]);

impl ContentHash {
    /// The hash of anything with canonical JSON bytes: structs serialise in
    /// declaration order and hold no maps.
    pub fn of<T: Serialize>(content: &T) -> Self {
        // Serialising into memory fails only for maps with non-string keys.
        let bytes = serde_json::to_vec(content).unwrap_or_default();
        Self(Sha256::digest(&bytes).into())
    }
}

impl std::fmt::Display for ContentHash {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl std::str::FromStr for ContentHash {
    type Err = HashTextError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let nibbles: Option<Vec<u8>> =
            text.chars().map(|c| c.to_digit(16).and_then(|d| u8::try_from(d).ok())).collect();
        let bytes: Vec<u8> = nibbles
            .ok_or(HashTextError)?
            .chunks_exact(2)
            .map(|pair| pair.iter().fold(0, |byte, nibble| byte << 4 | nibble))
            .collect();
        if text.len() != 64 {
            return Err(HashTextError);
        }
        bytes.try_into().map(Self).map_err(|_| HashTextError)
    }
}

/// Not 64 hexadecimal digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a content hash is 64 hexadecimal digits")]
pub struct HashTextError;

impl Serialize for ContentHash {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for ContentHash {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(d)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

/// The life of an instrument. `Closed` of the design is derived from its
/// demands, not stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum InstrumentState {
    /// Being written.
    Draft,
    /// Waits for the second person.
    Submitted,
    /// Sent back with a reason.
    Returned,
    /// Approved, not issued yet.
    Approved,
    /// Out with the institutions.
    Issued,
    /// Taken back.
    Withdrawn,
    /// Minutes that no decision followed in time.
    Lapsed,
}

/// The second person's word: over a content hash, void after any edit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Approval {
    /// Who approved; never the proposer (I-29 for orders; policy for inquiries).
    pub by: UserId,
    /// When.
    pub at: Instant,
    /// What exactly.
    pub hash: ContentHash,
}

/// What an officer issues.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Instrument {
    /// Its id.
    pub id: InstrumentId,
    /// Counts the changes of this root.
    pub version: i32,
    /// What kind.
    pub kind: InstrumentKind,
    /// The case it belongs to.
    pub case: CaseId,
    /// The agency that issues it.
    pub agency: AgencyId,
    /// Human reference number, ASCII, ≤ 35 characters.
    pub reference: String,
    /// Where it stands.
    pub state: InstrumentState,
    /// What it says.
    pub content: Content,
    /// Who wrote the standing content.
    pub proposer: UserId,
    /// Who laid it before the second person.
    pub submitter: Option<UserId>,
    /// When it was first written.
    pub drafted_at: Option<Instant>,
    /// The second person's word, if given.
    pub approval: Option<Approval>,
    /// When it went out.
    pub issued_at: Option<Instant>,
    /// The decision that confirmed urgent minutes, and when.
    pub confirmed: Option<Confirmed>,
    /// What travels with it.
    pub papers: Vec<Paper>,
    /// Who may read it now, where it was sealed and a reader handed over.
    pub resealed: Option<Vec<UserId>>,
    /// Who sent it out and to how many, of an inquiry that is out.
    pub sent: Option<Sent>,
    /// What it does not ask, because it was answered before.
    pub reused: Vec<Reused>,
    /// What the clerk wrote of it into the register.
    pub registered: Option<Registered>,
}

/// Who sent an instrument out, and to how many institutions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sent {
    /// Who.
    pub by: UserId,
    /// To how many.
    pub institutions: u32,
}

impl Instrument {
    /// Who of the asking side may read it now; none: not sealed.
    pub fn sealed_to(&self) -> &[UserId] {
        self.resealed.as_deref().unwrap_or_else(|| self.content.sealed_to())
    }

    /// Number and day that it states itself: an order those of its decision, minutes
    /// those of the decision that followed.
    pub fn stated(&self) -> Option<&Numbered> {
        let order = self.content.order().and_then(|order| order.decision.as_ref());
        order.or(self.confirmed.as_ref().map(|confirmed| &confirmed.decision))
    }

    /// Number and day of the decision an order is: as it states them itself, else those
    /// of the register. Minutes are no decision.
    pub fn decision(&self) -> Option<Numbered> {
        let order = self.content.order().filter(|order| !order.is_urgent())?;
        let registered = || self.registered.as_ref().map(Registered::numbered);
        order.decision.clone().or_else(registered)
    }

    /// Whether somebody wrote it or laid it before the second person: he is not
    /// the second person, in whatever role (I-29). An assistant who only drafts
    /// does not make his officer one.
    pub fn is_act_of(&self, person: Option<UserId>) -> bool {
        person.is_some_and(|one| one == self.proposer || Some(one) == self.submitter)
    }
}

/// The decision that followed urgent minutes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Confirmed {
    /// Number and date.
    pub decision: Numbered,
    /// Who decided; never who made the minutes (I-29).
    pub by: UserId,
    /// When.
    pub at: Instant,
}
