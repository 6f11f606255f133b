//! What an institution said. Shown with a purpose, on record.

use super::demand::ExtensionView;
use super::shown::{
    AnswerStateWord, At, HashShown, ItemAnswerWritten, MessageKindWord, RoleWord, Shown,
};
use engine::answer::Answer;
use engine::demand::{Draft, ItemAnswer, Message};
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
    /// Hash of what it says.
    hash: HashShown,
    /// In which role it was submitted.
    role: RoleWord,
    /// When the whole request had arrived.
    arrived_at: At,
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
        }
    }
}

impl From<Answer> for AnswerView {
    fn from(one: Answer) -> Self {
        Self {
            id: one.id.0,
            round: one.round,
            part: one.part,
            version: one.version,
            state: Shown(one.state),
            hash: Shown(one.hash),
            role: Shown(one.by.role),
            arrived_at: Shown(one.arrived_at),
            answer: Shown(ItemAnswer { item: one.item, body: one.body }),
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

impl From<Draft> for DraftView {
    fn from(one: Draft) -> Self {
        Self {
            by: one.by.0,
            at: Shown(one.at),
            hash: Shown(one.hash),
            returned: one.returned,
            answers: one.answers.into_iter().map(Shown).collect(),
        }
    }
}
