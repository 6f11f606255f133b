//! What an institution said. Shown with a purpose, on record.

use super::demand::ExtensionView;
use super::paper::FileView;
use super::shown::{
    AnswerStateWord, At, ChannelWord, HashShown, ItemAnswerWritten, MessageKindWord, RoleWord,
    Shown,
};
use engine::answer::Answer;
use engine::demand::{Draft, ItemAnswer, Message};
use engine::entry::{Entry, OnPaper};
use serde::Serialize;
use store::read::SecretView as Found;
use utoipa::ToSchema;
use uuid::Uuid;

/// What an institution said to a demand, and what was said on its thread.
#[derive(Serialize, ToSchema)]
#[schema(as = DemandAnswers)]
pub(crate) struct SecretView {
    demand: Uuid,
    /// Also in `ETag`.
    version: i32,
    reference: String,
    /// Of all rounds, parts and versions.
    answers: Vec<AnswerView>,
    messages: Vec<MessageView>,
    /// Requests for more time, with their reasons.
    extensions: Vec<ExtensionView>,
    /// What waits for a checker; for the institution only.
    draft: Option<DraftView>,
    /// What was entered from a paper and waits for a second reader; for the asking
    /// side only.
    entry: Option<EntryView>,
}

/// An answer.
#[derive(Serialize, ToSchema)]
#[schema(as = Answer)]
struct AnswerView {
    id: Uuid,
    round: i16,
    part: i16,
    version: i16,
    /// Whether it counts.
    state: AnswerStateWord,
    /// Hash of what it says and of the files it carries.
    hash: HashShown,
    /// The files that it carries.
    files: Vec<FileView>,
    /// In which role it was submitted.
    role: RoleWord,
    /// When the whole request had arrived; on paper when it was given, by the evidence.
    arrived_at: At,
    /// The paper it came on; null: it came through the service.
    paper: Option<PaperView>,
    /// Item and content, as they were submitted.
    answer: ItemAnswerWritten,
}

/// A message.
#[derive(Serialize, ToSchema)]
#[schema(as = Message)]
struct MessageView {
    id: Uuid,
    kind: MessageKindWord,
    /// In which role it was written.
    role: RoleWord,
    at: At,
    text: String,
}

/// A draft of answers.
#[derive(Serialize, ToSchema)]
#[schema(as = Draft)]
struct DraftView {
    by: Uuid,
    at: At,
    /// Hash of the answers: what a checker submits.
    hash: HashShown,
    /// Why a checker sent it back, if one did.
    returned: Option<String>,
    answers: Vec<ItemAnswerWritten>,
    /// The files that its answers name.
    files: Vec<FileView>,
}

/// The paper that an answer came on.
#[derive(Serialize, ToSchema)]
#[schema(as = AnswerPaper)]
struct PaperView {
    channel: ChannelWord,
    /// Its number and day, who signed it.
    source: String,
    /// What proves when it was given.
    proof: String,
    /// Who entered it.
    entered_by: Uuid,
    /// When it counted here; null: it waits for a second reader.
    recorded_at: Option<At>,
}

/// What was entered from a paper.
#[derive(Serialize, ToSchema)]
#[schema(as = Entry)]
struct EntryView {
    at: At,
    /// When the institution gave it, by the evidence.
    given_at: At,
    paper: PaperView,
    /// Hash of what was entered: what a second reader confirms.
    hash: HashShown,
    /// Why a second reader sent it back, if one did.
    returned: Option<String>,
    answers: Vec<ItemAnswerWritten>,
    /// The files that its answers name.
    files: Vec<FileView>,
    /// The accepted answer that it corrects.
    replaces: Option<Uuid>,
}

impl SecretView {
    pub(crate) const fn version(&self) -> i32 {
        self.version
    }
}

impl From<Found> for SecretView {
    fn from(found: Found) -> Self {
        let demand = found.view.demand;
        Self {
            demand: demand.id.0,
            version: demand.version,
            reference: demand.reference,
            answers: found.answers.into_iter().map(Into::into).collect(),
            messages: found.messages.into_iter().map(Into::into).collect(),
            extensions: demand.extensions.into_iter().map(Into::into).collect(),
            draft: found.draft.map(Into::into),
            entry: found.entry.map(Into::into),
        }
    }
}

impl From<Answer> for AnswerView {
    fn from(one: Answer) -> Self {
        let files = one.files.iter().map(|file| file.id).collect();
        Self {
            id: one.id.0,
            round: one.round,
            part: one.part,
            version: one.version,
            state: Shown(one.state),
            hash: Shown(one.hash),
            role: Shown(one.by.role),
            arrived_at: Shown(one.arrived_at),
            paper: one.paper.map(Into::into),
            answer: Shown(ItemAnswer { item: one.item, body: one.body, files }),
            files: one.files.into_iter().map(Into::into).collect(),
        }
    }
}

impl From<Message> for MessageView {
    fn from(one: Message) -> Self {
        Self {
            id: one.id.0,
            kind: Shown(one.kind),
            role: Shown(one.by.role),
            at: Shown(one.at),
            text: one.text,
        }
    }
}

impl From<OnPaper> for PaperView {
    fn from(one: OnPaper) -> Self {
        Self {
            channel: Shown(one.channel),
            source: one.source,
            proof: one.proof,
            entered_by: one.entered_by.0,
            recorded_at: Some(Shown(one.recorded_at)),
        }
    }
}

impl From<Entry> for EntryView {
    fn from(one: Entry) -> Self {
        Self {
            at: Shown(one.at),
            given_at: Shown(one.paper.at),
            paper: PaperView {
                channel: Shown(one.paper.channel),
                source: one.paper.source,
                proof: one.paper.proof,
                entered_by: one.by.0,
                recorded_at: None,
            },
            hash: Shown(one.hash),
            returned: one.returned,
            answers: one.answers.into_iter().map(Shown).collect(),
            files: one.files.into_iter().map(Into::into).collect(),
            replaces: one.replaces.map(|id| id.0),
        }
    }
}

impl From<Draft> for DraftView {
    fn from(one: Draft) -> Self {
        Self {
            by: one.by.0,
            at: Shown(one.at),
            hash: Shown(one.hash),
            returned: one.returned,
            answers: one.answers.into_iter().map(Shown).collect(),
            files: one.files.into_iter().map(Into::into).collect(),
        }
    }
}
