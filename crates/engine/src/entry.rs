//! Answers that come on paper: one person enters what the paper says, another reads
//! it again, and then it is an answer like any other, judged by the instant that its
//! evidence shows.

use crate::demand::{Channel, ItemAnswer};
use crate::file::FileRef;
use crate::id::{AnswerId, UserId};
use crate::instrument::ContentHash;
use crate::role::Role;
use crate::time::Instant;
use serde::{Deserialize, Serialize};

/// The paper that an answer came on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Paper {
    /// How it came: handed over, or by post.
    pub channel: Channel,
    /// When the institution gave it, by the evidence: the minutes of its handing over,
    /// the postmark. Law is judged by it.
    pub at: Instant,
    /// The paper itself: its number and day, who signed it.
    pub source: String,
    /// What proves the instant.
    pub proof: String,
}

/// What somebody entered from a paper, waiting for a second reader.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Who entered it.
    pub by: UserId,
    /// In which role.
    pub role: Role,
    /// When.
    pub at: Instant,
    /// The paper.
    pub paper: Paper,
    /// What it says.
    pub answers: Vec<ItemAnswer>,
    /// The files that its answers name, as they came in: scans of the paper.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<FileRef>,
    /// The accepted answer that it corrects; none: it corrects none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replaces: Option<AnswerId>,
    /// Hash of all that was entered; what the second reader confirms.
    pub hash: ContentHash,
    /// Why the second reader sent it back, if he did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub returned: Option<String>,
}

impl Entry {
    /// The hash of what is entered: the paper, what it says, its files, what it
    /// corrects.
    pub fn hash_of(
        paper: &Paper,
        (answers, files): (&[ItemAnswer], &[FileRef]),
        replaces: Option<AnswerId>,
    ) -> ContentHash {
        if files.is_empty() {
            return ContentHash::of(&(paper, answers, replaces));
        }
        ContentHash::of(&(paper, answers, files, replaces))
    }
}

/// What an answer that came on paper bears beside what it says: the instant its
/// evidence shows is the answer's own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OnPaper {
    /// How it came.
    pub channel: Channel,
    /// The paper itself.
    pub source: String,
    /// What proves the instant.
    pub proof: String,
    /// Who entered it; the answer's submitter read it again.
    pub entered_by: UserId,
    /// When it counted here.
    pub recorded_at: Instant,
}
