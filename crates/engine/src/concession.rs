//! Nhượng bộ của người được thi hành án: what a judgment creditor gives up, or does with
//! an asset of the debtor. Recorded by its desk, or written down by the office from its
//! paper; the office accepts or declines it, and what it comes to is posted at once.
//!
//! A creditor may give up what is owed to it; by which article an asset is taken for the
//! debt, and in which order it pays off what, is not confirmed.

use crate::actor::Who;
use crate::context::Directory;
use crate::demand::Channel;
use crate::id::{ConcessionId, InstitutionId, PartyId};
use crate::ledger::{Book, Ledger, total};
use crate::money::Money;
use crate::order::Numbered;
use crate::time::Instant;
use serde::{Deserialize, Serialize};

/// What a creditor concedes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ConcessionKind {
    /// Miễn, giảm lãi: interest it wants no more.
    WaiveInterest,
    /// Miễn, giảm tiền gốc: principal it wants no more.
    WaivePrincipal,
    /// Từ chối nhận tài sản: an asset it does not take. Changes no money.
    AssetRefused,
    /// Đồng ý nhận tài sản để trừ vào tiền thi hành án: an asset it takes for so much of
    /// the debt.
    AssetAccepted,
}

impl ConcessionKind {
    /// Whether it is about an asset.
    pub const fn is_of_asset(self) -> bool {
        matches!(self, Self::AssetRefused | Self::AssetAccepted)
    }

    /// Which parts of the debt it pays off or waives: what is owed to the creditor. Fees
    /// and costs of coercion are owed to the State.
    pub const fn books(self) -> &'static [Book] {
        match self {
            Self::WaiveInterest => &[Book::Interest],
            Self::WaivePrincipal => &[Book::Principal],
            Self::AssetRefused => &[],
            Self::AssetAccepted => &[Book::Principal, Book::Interest],
        }
    }

    /// Whether it changes what is owed, and so names an amount.
    pub const fn has_amount(self) -> bool {
        !self.books().is_empty()
    }
}

/// How a paper of a creditor came that was not recorded here by its desk.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConcessionOnPaper {
    /// How it came.
    pub channel: Channel,
    /// When it was received, by the evidence.
    pub received_at: Instant,
    /// What shows it: the stamp of arrival, the postmark.
    pub proof: String,
}

/// What a creditor's paper says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConcessionContent {
    /// Which creditor of the case; none: the one that the desk follows the case as.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub creditor: Option<PartyId>,
    /// What it concedes.
    pub kind: ConcessionKind,
    /// How much, in đồng; none where an asset is refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<Money>,
    /// Which asset, where it is about one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asset: Option<String>,
    /// Number and day of the paper: with case and creditor its natural key for ever (I-3).
    pub document: Numbered,
    /// How it came, where the office writes it down; none: a desk records it here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paper: Option<ConcessionOnPaper>,
}

/// What the office says to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ConcessionOutcome {
    /// It counts.
    Accepted,
    /// It does not.
    Declined,
}

/// What is decided of a concession.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConcessionRuling {
    /// Accepted or declined.
    pub outcome: ConcessionOutcome,
    /// Why.
    pub reason: String,
    /// How much of what it is about is owed to this creditor, where a case has several:
    /// the books do not tell one creditor's from another's. In all, before what was
    /// accepted of the creditor until now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub share: Option<Money>,
}

/// Where a concession stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ConcessionState {
    /// It waits for the office.
    Recorded,
    /// It counts.
    Accepted,
    /// It does not count.
    Declined,
    /// The creditor took it back before it was decided.
    Withdrawn,
}

/// How a concession ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConcessionEnd {
    /// When.
    pub at: Instant,
    /// By whom.
    pub by: Who,
    /// Why.
    pub reason: String,
    /// See [`ConcessionRuling::share`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub share: Option<Money>,
    /// What was posted of it: off which parts of the debt, and how much, in đồng.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub posted: Vec<(Book, i64)>,
}

/// What a creditor of a case concedes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Concession {
    /// Its id.
    pub id: ConcessionId,
    /// Which creditor.
    pub creditor: PartyId,
    /// Which institution the creditor was when it was recorded: its word it is, whoever
    /// the party is named as later.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub institution: Option<InstitutionId>,
    /// What it concedes.
    pub kind: ConcessionKind,
    /// How much, in đồng.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<Money>,
    /// Which asset.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asset: Option<String>,
    /// Number and day of the paper.
    pub document: Numbered,
    /// How it came, where the office wrote it down.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paper: Option<ConcessionOnPaper>,
    /// When it was recorded.
    pub recorded_at: Instant,
    /// By whom.
    pub recorded_by: Who,
    /// Where it stands.
    pub state: ConcessionState,
    /// How it ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end: Option<ConcessionEnd>,
}

impl Concession {
    /// Whether a paper says again what this one says, however it came.
    pub fn says(&self, content: &ConcessionContent) -> bool {
        self.kind == content.kind && self.amount == content.amount && self.asset == content.asset
    }

    /// Whether it waits for the office.
    pub fn waits(&self) -> bool {
        self.state == ConcessionState::Recorded
    }

    /// Whether it is of this creditor: of the same institution, as far as both are known,
    /// or else of the same party.
    pub fn is_of(
        &self,
        (party, institution): (PartyId, Option<InstitutionId>),
        directory: &Directory,
    ) -> bool {
        match self.institution.zip(institution) {
            Some((own, one)) => directory.are_one(own, one),
            None => self.creditor == party,
        }
    }

    /// How much of these parts of the debt was posted of it, in đồng.
    pub fn posted_of(&self, books: &[Book]) -> i64 {
        let posted = self.end.iter().flat_map(|end| &end.posted);
        total(posted.filter(|(book, _)| books.contains(book)).map(|(_, amount)| *amount))
    }
}

impl Ledger {
    /// A concession.
    pub fn concession(&self, id: ConcessionId) -> Option<&Concession> {
        self.concessions.iter().find(|one| one.id == id)
    }

    /// The concessions that wait for the office.
    pub fn waiting_concessions(&self) -> impl Iterator<Item = &Concession> {
        self.concessions.iter().filter(|one| one.waits())
    }

    /// The parties whose word stands here, or was answered: all of whom a concession was
    /// not taken back.
    pub fn conceding(&self) -> impl Iterator<Item = PartyId> {
        let kept = |one: &&Concession| one.state != ConcessionState::Withdrawn;
        self.concessions.iter().filter(kept).map(|one| one.creditor)
    }
}
