//! Papers that travel with an instrument: the signed decision, the minutes, the
//! enforcement decision.

use crate::file::{FileRef, Media};
use crate::id::FileId;
use crate::instrument::{Content, ContentHash, InstrumentKind};
use crate::order::OrderContent;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// What a paper is to its instrument.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PaperRole {
    /// The signed decision, or the signed request of an inquiry.
    Decision,
    /// Minutes that a decision follows.
    Minutes,
    /// Quyết định thi hành án, on which the instrument rests.
    Enforcement,
    /// Whatever else the institution needs.
    Other,
}

impl PaperRole {
    /// Whether it says what its instrument says: once that is rewritten, it says
    /// something else.
    pub const fn says_the_content(self) -> bool {
        matches!(self, Self::Decision | Self::Minutes)
    }

    /// Whether such a file can be this: papers that were signed are documents or
    /// scans.
    pub const fn takes(self, media: Media) -> bool {
        let scan = matches!(media, Media::Pdf | Media::Png | Media::Jpeg | Media::Tiff);
        scan || matches!(self, Self::Other)
    }
}

/// A paper of an instrument.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Paper {
    /// What it is to the instrument.
    pub role: PaperRole,
    /// Which file.
    pub file: FileRef,
}

/// A paper as somebody names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaperGiven {
    /// What it is to the instrument.
    pub role: PaperRole,
    /// Which file, sent before.
    pub file: FileId,
}

/// A file as a command finds it: whose it is decides whether it may be named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KnownFile {
    /// The agency or institution it came from.
    pub seat: Uuid,
    /// What it is known by.
    pub file: FileRef,
}

/// A paper in a receipt: its hash, never its content.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaperReceipt {
    /// What it is to the instrument.
    pub role: PaperRole,
    /// SHA-256 of its bytes.
    pub sha256: ContentHash,
}

impl From<&Paper> for PaperReceipt {
    fn from(paper: &Paper) -> Self {
        Self { role: paper.role, sha256: paper.file.sha256 }
    }
}

/// Which papers must be there before an instrument goes out.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PapersPolicy {
    /// How many papers one instrument may have.
    pub most: u32,
    /// How many files an answer to one item may carry.
    #[serde(default = "PapersPolicy::most_in_answer")]
    pub most_in_answer: u32,
    /// Of inquiries.
    pub inquiry: Vec<PaperRole>,
    /// Of freezes by a decision.
    pub freeze: Vec<PaperRole>,
    /// Of freezes by minutes: their decision is still to come.
    pub urgent: Vec<PaperRole>,
    /// Of deductions.
    pub deduct: Vec<PaperRole>,
    /// Of releases, but for those of the service itself.
    pub release: Vec<PaperRole>,
    /// Of amendments.
    pub amend: Vec<PaperRole>,
    /// Of deductions from income.
    pub income_deduction: Vec<PaperRole>,
}

impl Default for PapersPolicy {
    /// Nothing is required.
    fn default() -> Self {
        let (inquiry, freeze, urgent) = (Vec::new(), Vec::new(), Vec::new());
        let (deduct, release, amend) = (Vec::new(), Vec::new(), Vec::new());
        let income_deduction = Vec::new();
        let most_in_answer = Self::most_in_answer();
        Self {
            most: 12,
            most_in_answer,
            inquiry,
            freeze,
            urgent,
            deduct,
            release,
            amend,
            income_deduction,
        }
    }
}

impl PapersPolicy {
    /// What holds where nothing is said: a statement, a confirmation, what supports
    /// them.
    const fn most_in_answer() -> u32 {
        6
    }

    /// What is required of a content.
    pub fn of(&self, content: &Content) -> &[PaperRole] {
        match content.kind() {
            InstrumentKind::Inquiry => &self.inquiry,
            InstrumentKind::Freeze if content.order().is_some_and(OrderContent::is_urgent) => {
                &self.urgent
            }
            InstrumentKind::Freeze => &self.freeze,
            InstrumentKind::Deduct => &self.deduct,
            InstrumentKind::Release => &self.release,
            InstrumentKind::Amend => &self.amend,
            InstrumentKind::IncomeDeduction => &self.income_deduction,
        }
    }

    /// The first that is required and not there.
    pub fn missing(&self, content: &Content, papers: &[Paper]) -> Option<PaperRole> {
        let there = |role| papers.iter().any(|paper| paper.role == role);
        self.of(content).iter().copied().find(|role| !there(*role))
    }
}
