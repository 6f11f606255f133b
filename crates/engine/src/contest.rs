//! Contested instants of papers: an institution that joined later says that a letter
//! reached it later, or that it answered earlier, than the office wrote down; the
//! head of the office decides. What was recorded stays beside what was decided.

use crate::actor::Who;
use crate::clock::ClockState;
use crate::demand::Demand;
use crate::id::{ContestId, ItemId, UserId};
use crate::time::Instant;
use serde::{Deserialize, Serialize};

/// The instant of which paper.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum ContestAbout {
    /// When the demand's own letter was received.
    Receipt,
    /// When the letter of an item's later round was received.
    Letter {
        /// Which item.
        item: ItemId,
        /// Of which round.
        round: i16,
    },
    /// When the answer to an item was given on paper.
    Answer {
        /// Which item.
        item: ItemId,
        /// In which round.
        round: i16,
    },
}

/// What kind of paper it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ContestKind {
    /// The demand's own letter.
    Receipt,
    /// The letter of a later round.
    Letter,
    /// An answer on paper.
    Answer,
}

impl ContestAbout {
    /// What kind of paper it is.
    pub const fn kind(self) -> ContestKind {
        match self {
            Self::Receipt => ContestKind::Receipt,
            Self::Letter { .. } => ContestKind::Letter,
            Self::Answer { .. } => ContestKind::Answer,
        }
    }

    /// The item it is about, if it is about one.
    pub const fn item(self) -> Option<ItemId> {
        match self {
            Self::Receipt => None,
            Self::Letter { item, .. } | Self::Answer { item, .. } => Some(item),
        }
    }
}

/// What an institution says against an instant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contest {
    /// Its id.
    pub id: ContestId,
    /// Of which paper.
    pub about: ContestAbout,
    /// The instant that is on record.
    pub stood: Instant,
    /// The instant the institution states.
    pub claimed: Instant,
    /// Why.
    pub reason: String,
    /// What proves it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub evidence: Option<String>,
    /// Who gave and read again the answer contested: they do not decide.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hands: Vec<UserId>,
    /// Who contested.
    pub by: Who,
    /// When.
    pub at: Instant,
    /// What the head decided; none: it waits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decided: Option<ContestDecision>,
}

/// The decision on a contest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContestDecision {
    /// The instant that counts from now on; none: what is on record.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub changed: Option<Instant>,
    /// Why.
    pub reason: String,
    /// Who decided.
    pub by: UserId,
    /// When.
    pub at: Instant,
}

/// An instant of a paper that is on record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PaperInstant {
    /// Of which paper.
    pub about: ContestAbout,
    /// The instant.
    pub at: Instant,
}

impl Demand {
    /// Every instant of a paper that is on record in it.
    pub fn paper_instants(&self) -> Vec<PaperInstant> {
        let own = self.receipt.as_ref().filter(|one| one.proof.is_some());
        let own =
            own.map(|one| PaperInstant { about: ContestAbout::Receipt, at: one.evidenced_at });
        let of_items = self.items.iter().flat_map(|item| {
            let (id, round) = (item.id, item.round);
            let receipt = item.letter.as_ref().and_then(|letter| letter.receipt.as_ref());
            let letter = receipt.map(|one| PaperInstant {
                about: ContestAbout::Letter { item: id, round },
                at: one.evidenced_at,
            });
            // The office confirms what came on paper; what came here, the institution sent.
            let on_paper =
                item.last.is_some_and(|last| last.by.agency().is_some() && last.version == 1);
            let ended = self.clocks.iter().filter(|one| one.item == id && one.round == round);
            // What was struck off, or never ran to an answer, says nothing of when it came.
            let ended = ended.filter(|one| matches!(one.state, ClockState::Met | ClockState::Late));
            let ended = ended.filter_map(|one| one.ended_at).max().filter(|_| on_paper);
            let about = ContestAbout::Answer { item: id, round };
            letter.into_iter().chain(ended.map(|at| PaperInstant { about, at }))
        });
        own.into_iter().chain(of_items).collect()
    }

    /// Those that may be contested: not yet, each once.
    pub fn contestable(&self) -> Vec<PaperInstant> {
        let fresh = |one: &PaperInstant| self.contests.iter().all(|known| known.about != one.about);
        self.paper_instants().into_iter().filter(fresh).collect()
    }
}
