//! One institution's share of an instrument: the unit of the inbox, with its
//! items, clocks and thread. The demand is the root that commands of an
//! institution change; its version guards all that hangs on it.

use crate::actor::{Actor, Who};
use crate::answer::{Answer, Outcome};
use crate::clock::{Clock, Episode};
use crate::contest::Contest;
use crate::entry::Entry;
use crate::file::FileRef;
use crate::id::{
    AgencyId, AnswerId, CaseId, DemandId, ExtensionId, FileId, InstitutionId, InstrumentId, ItemId,
    MessageId, UserId,
};
use crate::instrument::{ContentHash, InstrumentKind, Request, RequesterKind};
use crate::paper::Paper;
use crate::time::Instant;
use serde::{Deserialize, Serialize};

/// How something travelled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// Through this service: service is receipt.
    Electronic,
    /// Handed over, with minutes.
    ByHand,
    /// By post, with postmark.
    Post,
    /// Posted up at the institution's office after a refusal to receive
    /// (Decree 62/2015 art. 20).
    Posting,
}

/// The life of an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ItemState {
    /// In the institution's mailbox, or on its way on paper.
    Served,
    /// Opened by a person, or receipt of the paper recorded. Starts nothing.
    Received,
    /// A question of the institution is open.
    Questioned,
    /// Answered.
    Answered,
    /// Refused on a ground.
    Refused,
    /// No longer asked.
    Withdrawn,
}

impl ItemState {
    /// Whether an answer is still owed.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Served | Self::Received | Self::Questioned)
    }
}

/// One thing asked of one institution. Owns its clocks and its state.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    /// Its id.
    pub id: ItemId,
    /// What is asked.
    pub request: Request,
    /// Where it stands.
    pub state: ItemState,
    /// Which round; a dispute opens the next.
    pub round: i16,
    /// How many parts of this round have come.
    pub parts: i16,
    /// The latest accepted answer of this round.
    pub last: Option<LastAnswer>,
    /// The letter that opened this round, where it is a later one on paper.
    pub letter: Option<Letter>,
}

impl Item {
    /// The letter on its way: what this item's round waits for to start.
    pub fn letter_under_way(&self) -> Option<&Letter> {
        let open = self.state.is_open();
        self.letter.as_ref().filter(|letter| open && letter.receipt.is_none())
    }
}

/// A dispute on paper is a letter of its own: the round it opens starts with
/// the receipt of that letter, and the demand's own receipt stays as it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Letter {
    /// When the item was disputed.
    pub sent_at: Instant,
    /// How the letter travels.
    pub channel: Channel,
    /// Its receipt, once there is one. Recorded once, never changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub receipt: Option<Receipt>,
}

/// What the engine must remember of the latest accepted answer to recognise a
/// repetition and name a contradiction (I-5).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LastAnswer {
    /// Which answer.
    pub id: AnswerId,
    /// Its content.
    pub hash: ContentHash,
    /// Its part.
    pub part: i16,
    /// Its version.
    pub version: i16,
    /// Who submitted it.
    pub by: Actor,
    /// The person who drafted it, where that was another step.
    pub drafted_by: Option<UserId>,
}

impl LastAnswer {
    /// Whether a person submitted or drafted it.
    pub fn is_of(&self, person: UserId) -> bool {
        self.by.person() == Some(person) || self.drafted_by == Some(person)
    }
}

/// Answers to several items, written by a maker and waiting for a checker.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    /// Who wrote it.
    pub by: UserId,
    /// When.
    pub at: Instant,
    /// What it says.
    pub answers: Vec<ItemAnswer>,
    /// The files that its answers name, as they came in.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<FileRef>,
    /// Hash of the answers and their files ([`Draft::hash_of`]); what the checker
    /// submits.
    pub hash: ContentHash,
    /// Why a checker sent it back, if one did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub returned: Option<String>,
}

impl Draft {
    /// The hash of a draft: its answers and, where it names any, its files.
    pub fn hash_of(answers: &[ItemAnswer], files: &[FileRef]) -> ContentHash {
        if files.is_empty() {
            return ContentHash::of(&answers);
        }
        ContentHash::of(&(answers, files))
    }
}

/// An outcome for one item, as submitted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ItemAnswer {
    /// Which item.
    pub item: ItemId,
    /// What the institution says.
    #[serde(flatten)]
    pub body: Outcome,
    /// The files that go with it, sent before.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<FileId>,
}

impl ItemAnswer {
    /// An answer without files.
    pub const fn new(item: ItemId, body: Outcome) -> Self {
        Self { item, body, files: Vec::new() }
    }

    /// Its own files among all that were named with it.
    pub fn files_of(&self, all: &[FileRef]) -> Vec<FileRef> {
        let own = self.files.iter().filter_map(|id| all.iter().find(|file| file.id == *id));
        own.copied().collect()
    }
}

/// Where a request for more time stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ExtensionState {
    /// Waits for the officer.
    Asked,
    /// Granted.
    Granted,
    /// Not granted.
    Denied,
}

/// A request for more time. Moves the agreement layer only: lateness against
/// law stays visible (I-20).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Extension {
    /// Its id.
    pub id: ExtensionId,
    /// For which item.
    pub item: ItemId,
    /// Until when, exclusive.
    pub until: Instant,
    /// Why.
    pub reason: String,
    /// Who asked.
    pub by: Who,
    /// When.
    pub at: Instant,
    /// Where it stands.
    pub state: ExtensionState,
    /// Words of the decision.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decision: Option<String>,
}

/// What a message on the thread is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MessageKind {
    /// The institution asks.
    Question,
    /// The asking side replies.
    Reply,
    /// Đôn đốc: the asking side urges.
    Urge,
    /// The officer disputes an answer.
    Dispute,
}

/// A message on the demand's thread.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    /// Its id.
    pub id: MessageId,
    /// What it is.
    pub kind: MessageKind,
    /// Who wrote it.
    pub by: Actor,
    /// When.
    pub at: Instant,
    /// What it says.
    pub text: String,
}

/// A person of the institution opened the demand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Acknowledgement {
    /// Who.
    pub by: Who,
    /// When.
    pub at: Instant,
}

/// Receipt on the institution's side. Law is judged by the evidenced instant,
/// the record by the recorded one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// When the institution had it, by the evidence.
    pub evidenced_at: Instant,
    /// When that was recorded here.
    pub recorded_at: Instant,
    /// What proves it; empty where the mailbox here is the proof.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proof: Option<String>,
}

/// One institution's share of an instrument.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Demand {
    /// Its id.
    pub id: DemandId,
    /// Counts the changes of this root.
    pub version: i32,
    /// The instrument.
    pub instrument: InstrumentId,
    /// What kind it is.
    pub kind: InstrumentKind,
    /// The case.
    pub case: CaseId,
    /// The agency that asks.
    pub agency: AgencyId,
    /// The institution asked.
    pub institution: InstitutionId,
    /// Human reference, ASCII, ≤ 35 characters.
    pub reference: String,
    /// On whose initiative: limits differ.
    pub requester: RequesterKind,
    /// For a court's interim measure.
    pub interim: bool,
    /// If not empty: only these of the asking side may know of it.
    pub sealed_to: Vec<UserId>,
    /// How it travels.
    pub channel: Channel,
    /// When it was issued.
    pub issued_at: Instant,
    /// Receipt, once there is one. Recorded once, never changed.
    pub receipt: Option<Receipt>,
    /// First opened by a person there.
    pub acknowledged: Option<Acknowledgement>,
    /// How often it was urged.
    pub urged: i16,
    /// Whether some item of a question was at some time answered with "nothing":
    /// what stands of it, its answers say.
    pub has_none: bool,
    /// The papers of its instrument, as they went out.
    pub papers: Vec<Paper>,
    /// What is asked.
    pub items: Vec<Item>,
    /// What runs and ran.
    pub clocks: Vec<Clock>,
    /// What was late.
    pub episodes: Vec<Episode>,
    /// Requests for more time.
    pub extensions: Vec<Extension>,
    /// The draft on the institution's side.
    pub draft: Option<Draft>,
    /// What the asking side entered from a paper and nobody has read again yet. The
    /// institution does not see it, as the asking side sees no draft.
    pub entry: Option<Entry>,
    /// Who recorded when its letters were received.
    pub paper_by: Vec<UserId>,
    /// What the institution says against instants of papers.
    pub contests: Vec<Contest>,
    /// What was answered. A write lane loads none and appends.
    pub answers: Vec<Answer>,
    /// What was written. A write lane loads none and appends.
    pub messages: Vec<Message>,
}

/// Where a demand stands, derived from its items.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DemandState {
    /// Not opened by a person there.
    Served,
    /// Opened, being worked on.
    Received,
    /// A question is open.
    Questioned,
    /// Some items are done, some are not.
    Partly,
    /// Everything answered or refused, at least one answered.
    Answered,
    /// Everything refused.
    Refused,
    /// Nothing is asked any more.
    Withdrawn,
}

/// How far the letters of a demand have come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LetterState {
    /// One has no receipt.
    ToServe,
    /// All have.
    Served,
}

impl LetterState {
    /// The stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::ToServe => "to_serve",
            Self::Served => "served",
        }
    }

    /// The state with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::ToServe, Self::Served].into_iter().find(|state| state.code() == code)
    }
}

impl Demand {
    /// The item with this id.
    pub fn item(&self, id: ItemId) -> Option<&Item> {
        self.items.iter().find(|item| item.id == id)
    }

    /// The item with this id, to change it.
    pub fn item_mut(&mut self, id: ItemId) -> Option<&mut Item> {
        self.items.iter_mut().find(|item| item.id == id)
    }

    /// How many items still owe an answer.
    pub fn open_items(&self) -> usize {
        self.items.iter().filter(|item| item.state.is_open()).count()
    }

    /// Whether any item still owes an answer.
    pub fn is_open(&self) -> bool {
        self.items.iter().any(|item| item.state.is_open())
    }

    /// How far its letters have come; `None`: nothing of what is open is on paper.
    pub fn letter(&self) -> Option<LetterState> {
        let mut open = self.items.iter().filter(|item| item.state.is_open());
        let by_mail = self.channel != Channel::Electronic;
        // A later round has a letter of its own, also where the first went otherwise.
        let under_way = |item: &Item| match &item.letter {
            Some(letter) => letter.receipt.is_none(),
            None => by_mail && self.receipt.is_none(),
        };
        if open.clone().any(under_way) {
            return Some(LetterState::ToServe);
        }
        let entered = self.entry.as_ref().is_some_and(|entry| entry.returned.is_none());
        let on_paper = open.any(|item| by_mail || entered || item.letter.is_some());
        on_paper.then_some(LetterState::Served)
    }

    /// Earliest due instant over all layers of what runs: what work is sorted by.
    pub fn sort_due(&self) -> Option<Instant> {
        self.clocks.iter().filter(|clock| clock.is_running()).filter_map(|clock| clock.due).min()
    }

    /// Where it stands.
    pub fn state(&self) -> DemandState {
        let count = |state: ItemState| self.items.iter().filter(|i| i.state == state).count();
        let open = self.open_items();
        let asked = self.items.len() - count(ItemState::Withdrawn);
        if asked == 0 {
            DemandState::Withdrawn
        } else if open == 0 && count(ItemState::Answered) == 0 {
            DemandState::Refused
        } else if open == 0 {
            DemandState::Answered
        } else if count(ItemState::Questioned) > 0 {
            DemandState::Questioned
        } else if open < asked {
            DemandState::Partly
        } else if count(ItemState::Received) > 0 {
            DemandState::Received
        } else {
            DemandState::Served
        }
    }
}
