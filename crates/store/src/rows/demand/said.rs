//! What is said on a demand: answers, drafts of them, messages.

use super::super::{from_json, hash, json, json_text, word};
use crate::error::Corrupt;
use crate::seal::Vault;
use crate::types::{At, Id};
use crate::value::stored;
use engine::answer::{Answer, AnswerState};
use engine::demand::{Demand, Draft, Message, MessageKind};
use engine::id::{AnswerId, ItemId, MessageId, UserId};
use engine::instrument::ContentHash;

stored! {
    /// A row of `draft`.
    DraftRow: draft {
        demand_id: Id,
        saved_by: Id,
        saved_at: At,
        hash: Vec<u8>,
        returned: Option<String>,
        key_id: i32,
        sealed: Vec<u8>,
    }
}

stored! {
    /// A row of `answer`.
    AnswerRow: answer {
        id: Id,
        demand_id: Id,
        item_id: Id,
        round: i16,
        part: i16,
        version: i16,
        state: String,
        outcome: String,
        hash: Vec<u8>,
        answered_by: String,
        drafted_by: Option<Id>,
        arrived_at: At,
        key_id: i32,
        sealed: Vec<u8>,
    }
}

stored! {
    /// A row of `message`.
    MessageRow: message {
        id: Id,
        demand_id: Id,
        kind: String,
        written_by: String,
        written_at: At,
        key_id: i32,
        sealed: Vec<u8>,
    }
}

impl DraftRow {
    pub(crate) fn of(demand: &Demand, draft: &Draft, vault: &Vault) -> Self {
        let sealed = vault.seal(json(&draft.answers));
        Self {
            demand_id: Id(demand.id.0),
            saved_by: Id(draft.by.0),
            saved_at: At(draft.at),
            hash: draft.hash.0.to_vec(),
            returned: draft.returned.clone(),
            key_id: sealed.key,
            sealed: sealed.bytes,
        }
    }

    pub(crate) fn entity(self, vault: &Vault) -> Result<Draft, Corrupt> {
        let corrupt = Corrupt::new("draft", "sealed");
        let bytes = vault.open(self.key_id, &self.sealed).ok_or(corrupt)?;
        Ok(Draft {
            by: UserId(self.saved_by.0),
            at: self.saved_at.0,
            answers: from_json(bytes, "draft", "sealed")?,
            hash: ContentHash(hash(&self.hash, "draft", "hash")?),
            returned: self.returned,
        })
    }
}

impl AnswerRow {
    pub(crate) fn of(demand: &Demand, answer: &Answer, vault: &Vault) -> Self {
        let sealed = vault.seal(json(&answer.body));
        Self {
            id: Id(answer.id.0),
            demand_id: Id(demand.id.0),
            item_id: Id(answer.item.0),
            round: answer.round,
            part: answer.part,
            version: answer.version,
            state: answer.state.code().to_owned(),
            outcome: answer.body.code().to_owned(),
            hash: answer.hash.0.to_vec(),
            answered_by: json_text(&answer.by),
            drafted_by: answer.drafted_by.map(|person| Id(person.0)),
            arrived_at: At(answer.arrived_at),
            key_id: sealed.key,
            sealed: sealed.bytes,
        }
    }

    pub(crate) fn entity(self, vault: &Vault) -> Result<Answer, Corrupt> {
        let corrupt = Corrupt::new("answer", "sealed");
        let bytes = vault.open(self.key_id, &self.sealed).ok_or(corrupt)?;
        Ok(Answer {
            id: AnswerId(self.id.0),
            item: ItemId(self.item_id.0),
            round: self.round,
            part: self.part,
            version: self.version,
            state: word!(AnswerState, "answer", "state", &self.state),
            body: from_json(bytes, "answer", "sealed")?,
            hash: ContentHash(hash(&self.hash, "answer", "hash")?),
            by: from_json(self.answered_by.as_bytes(), "answer", "answered_by")?,
            drafted_by: self.drafted_by.map(|id| UserId(id.0)),
            arrived_at: self.arrived_at.0,
        })
    }
}

impl MessageRow {
    pub(crate) fn of(demand: &Demand, message: &Message, vault: &Vault) -> Self {
        let sealed = vault.seal(message.text.clone().into_bytes());
        Self {
            id: Id(message.id.0),
            demand_id: Id(demand.id.0),
            kind: message.kind.code().to_owned(),
            written_by: json_text(&message.by),
            written_at: At(message.at),
            key_id: sealed.key,
            sealed: sealed.bytes,
        }
    }

    pub(crate) fn entity(self, vault: &Vault) -> Result<Message, Corrupt> {
        let corrupt = Corrupt::new("message", "sealed");
        let bytes = vault.open(self.key_id, &self.sealed).ok_or(corrupt.clone())?;
        Ok(Message {
            id: MessageId(self.id.0),
            kind: word!(MessageKind, "message", "kind", &self.kind),
            by: from_json(self.written_by.as_bytes(), "message", "written_by")?,
            at: self.written_at.0,
            text: String::from_utf8(bytes.to_vec()).map_err(|_| corrupt)?,
        })
    }
}
