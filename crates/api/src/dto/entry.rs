//! Answers that came on paper.

use super::answer::AnswersBody;
use super::answer::ItemAnswerBody;
use super::leaf::{AnswerIdField, ChannelField, InstantField};
use super::reader::Reader;
use engine::command::Command;
use engine::entry::Paper;
use engine::id::DemandId;
use serde::Deserialize;
use utoipa::ToSchema;

/// An answer that came on paper, as somebody read it.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = PaperEntry)]
pub(crate) struct EntryBody {
    /// How it came: `by_hand` or `post`.
    channel: ChannelField,
    /// When the institution gave it, by the evidence: minutes, postmark. Law is judged
    /// by it.
    given_at: InstantField,
    /// The paper: its number and day, who signed it.
    source: String,
    /// What proves the instant.
    proof: String,
    /// What it says, one for each item answered.
    answers: Vec<ItemAnswerBody>,
    /// The accepted answer that it corrects; then it says one thing.
    replaces: Option<AnswerIdField>,
}

impl EntryBody {
    pub(crate) fn parse(self, demand: DemandId, reader: &mut Reader) -> Option<Command> {
        let channel = reader.field("channel", &self.channel);
        let at = reader.field("given_at", &self.given_at);
        let replaces = self.replaces.as_ref().map(|id| reader.field("replaces", id));
        let answers = AnswersBody::of(self.answers).parse(reader);
        let replaces = match replaces {
            Some(id) => Some(id?),
            None => None,
        };
        let paper = Paper { channel: channel?, at: at?, source: self.source, proof: self.proof };
        Some(Command::EnterPaper { demand, paper: Box::new(paper), answers: answers?, replaces })
    }
}
