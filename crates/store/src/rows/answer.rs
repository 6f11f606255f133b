//! What an institution returns: drafts, what is entered from paper, answers, and the
//! thread.

use super::{from_json, hash, json, json_text, word};
use crate::error::Corrupt;
use crate::seal::Vault;
use crate::types::{At, Id};
use crate::value::stored;
use engine::answer::{Answer, AnswerState, Outcome};
use engine::demand::{Demand, Draft, ItemAnswer, Message, MessageKind};
use engine::entry::{Entry, Paper};
use engine::file::FileRef;
use engine::id::{AnswerId, ItemId, MessageId, UserId};
use engine::instrument::ContentHash;
use engine::role::Role;
use serde::{Deserialize, Serialize};

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
    /// A row of `paper_entry`.
    EntryRow: paper_entry {
        demand_id: Id,
        entered_by: Id,
        entered_at: At,
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
        paper_key: Option<i32>,
        paper: Option<Vec<u8>>,
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

/// A draft as it is sealed: its answers alone, or with the files that they name.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Drafted {
    Plain(Vec<ItemAnswer>),
    Filed { answers: Vec<ItemAnswer>, files: Vec<FileRef> },
}

impl Drafted {
    fn of(Draft { answers, files, .. }: &Draft) -> Self {
        let (answers, files) = (answers.clone(), files.clone());
        if files.is_empty() { Self::Plain(answers) } else { Self::Filed { answers, files } }
    }

    fn parts(self) -> (Vec<ItemAnswer>, Vec<FileRef>) {
        match self {
            Self::Plain(answers) => (answers, Vec::new()),
            Self::Filed { answers, files } => (answers, files),
        }
    }
}

impl DraftRow {
    pub(crate) fn of(demand: &Demand, draft: &Draft, vault: &Vault) -> Self {
        let sealed = vault.seal(json(&Drafted::of(draft)));
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
        let (answers, files) = from_json::<Drafted>(bytes, "draft", "sealed")?.parts();
        Ok(Draft {
            by: UserId(self.saved_by.0),
            at: self.saved_at.0,
            answers,
            files,
            hash: ContentHash(hash(&self.hash, "draft", "hash")?),
            returned: self.returned,
        })
    }
}

/// What somebody entered from a paper, as it is sealed.
#[derive(Serialize, Deserialize)]
struct Entered {
    role: Role,
    paper: Paper,
    answers: Vec<ItemAnswer>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    files: Vec<FileRef>,
    replaces: Option<AnswerId>,
}

/// What an answer says and the files that it carries, as they are sealed.
#[derive(Serialize, Deserialize)]
struct Said {
    #[serde(flatten)]
    body: Outcome,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    files: Vec<FileRef>,
}

impl EntryRow {
    pub(crate) fn of(demand: &Demand, entry: &Entry, vault: &Vault) -> Self {
        let Entry { role, paper, answers, files, replaces, .. } = entry.clone();
        let sealed = vault.seal(json(&Entered { role, paper, answers, files, replaces }));
        Self {
            demand_id: Id(demand.id.0),
            entered_by: Id(entry.by.0),
            entered_at: At(entry.at),
            hash: entry.hash.0.to_vec(),
            returned: entry.returned.clone(),
            key_id: sealed.key,
            sealed: sealed.bytes,
        }
    }

    pub(crate) fn entity(self, vault: &Vault) -> Result<Entry, Corrupt> {
        let corrupt = Corrupt::new("paper_entry", "sealed");
        let bytes = vault.open(self.key_id, &self.sealed).ok_or(corrupt)?;
        let Entered { role, paper, answers, files, replaces } =
            from_json(bytes, "paper_entry", "sealed")?;
        Ok(Entry {
            by: UserId(self.entered_by.0),
            role,
            at: self.entered_at.0,
            paper,
            answers,
            files,
            replaces,
            hash: ContentHash(hash(&self.hash, "paper_entry", "hash")?),
            returned: self.returned,
        })
    }
}

impl AnswerRow {
    pub(crate) fn of(demand: &Demand, answer: &Answer, vault: &Vault) -> Self {
        let Answer { body, files, .. } = answer.clone();
        let sealed = vault.seal(json(&Said { body, files }));
        let paper = answer.paper.as_ref().map(|paper| vault.seal(json(paper)));
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
            paper_key: paper.as_ref().map(|sealed| sealed.key),
            paper: paper.map(|sealed| sealed.bytes),
        }
    }

    pub(crate) fn entity(self, vault: &Vault) -> Result<Answer, Corrupt> {
        let corrupt = Corrupt::new("answer", "sealed");
        let bytes = vault.open(self.key_id, &self.sealed).ok_or(corrupt)?;
        let paper = match (self.paper_key, &self.paper) {
            (Some(key), Some(sealed)) => {
                let bytes = vault.open(key, sealed).ok_or(Corrupt::new("answer", "paper"))?;
                Some(from_json(bytes, "answer", "paper")?)
            }
            _ => None,
        };
        let Said { body, files } = from_json(bytes, "answer", "sealed")?;
        Ok(Answer {
            id: AnswerId(self.id.0),
            item: ItemId(self.item_id.0),
            round: self.round,
            part: self.part,
            version: self.version,
            state: word!(AnswerState, "answer", "state", &self.state),
            body,
            files,
            hash: ContentHash(hash(&self.hash, "answer", "hash")?),
            by: from_json(self.answered_by.as_bytes(), "answer", "answered_by")?,
            drafted_by: self.drafted_by.map(|id| UserId(id.0)),
            arrived_at: self.arrived_at.0,
            paper,
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
