//! What procuracies ask of agencies, and what these answer.

use super::leaf::{
    ActKindField, ActOutcomeField, ChannelField, DayField, InstantField, InstrumentIdField,
    ProcuracyLevelField, ProsecutorActIdField,
};
use super::order::NumberedBody;
use super::reader::Reader;
use engine::command::Command;
use engine::id::{CaseId, ProsecutorActId};
use engine::prosecution::{ActContent, ActOnPaper, AnswerContent, Evidenced, WithdrawnOnPaper};
use serde::Deserialize;
use utoipa::ToSchema;

/// A request for papers, a recommendation or a protest.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewProsecutorAct)]
pub(crate) struct ProsecutorActBody {
    kind: ActKindField,
    /// Number and day of the document.
    document: NumberedBody,
    /// The order it is about, which went out and is not sealed; absent: the case.
    about: Option<InstrumentIdField>,
    /// The day on which the violation was discovered: the limit to protest runs from it.
    discovered: Option<DayField>,
    /// The act of this case it follows, which was not accepted, or in part.
    follows: Option<ProsecutorActIdField>,
    /// What it asks and why.
    text: String,
    /// How it came, where the office writes it down; a prosecutor leaves it out.
    paper: Option<OnPaperBody>,
}

/// How a document of a procuracy came to the office.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ProsecutorActOnPaper)]
struct OnPaperBody {
    /// Of which procuracy it is.
    level: ProcuracyLevelField,
    channel: ChannelField,
    /// When it was received, by the evidence.
    received_at: InstantField,
    /// What shows it: the stamp of arrival, the postmark.
    proof: String,
}

/// What the office answers.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewProsecutorActAnswer)]
pub(crate) struct ActAnswerBody {
    outcome: ActOutcomeField,
    /// Number and day of the answer.
    document: NumberedBody,
    /// Why, or what is sent.
    reasons: String,
    /// When it went out on paper; absent: it goes out here and now.
    sent: Option<EvidencedBody>,
}

/// When something was done, and what shows it.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Evidenced)]
struct EvidencedBody {
    at: InstantField,
    proof: String,
}

/// What was done of what was accepted.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ProsecutorActCompletion)]
pub(crate) struct ActCompletionBody {
    /// What was done, and what shows it.
    text: String,
    /// When; absent: now.
    at: Option<InstantField>,
}

/// Why an act is taken back, and by which paper.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ProsecutorActWithdrawal)]
pub(crate) struct ActWithdrawalBody {
    /// Why.
    reason: String,
    /// By which paper, of one that came on paper; a prosecutor leaves it out.
    paper: Option<WithdrawnBody>,
}

/// The paper by which a procuracy took back what came on paper.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ProsecutorActWithdrawnOnPaper)]
struct WithdrawnBody {
    /// Number and day of the paper.
    document: NumberedBody,
    channel: ChannelField,
    /// When it came, by the evidence: the act stands until then.
    at: InstantField,
    /// What shows it: the stamp of arrival, the postmark.
    proof: String,
}

impl ProsecutorActBody {
    pub(crate) fn parse(self, case: CaseId, reader: &mut Reader) -> Option<Command> {
        let kind = reader.field("kind", &self.kind);
        let document = reader.within("document", |r| self.document.parse(r));
        let about = reader.optional("about", self.about.as_ref());
        let discovered = reader.optional("discovered", self.discovered.as_ref());
        let follows = reader.optional("follows", self.follows.as_ref());
        let paper = reader.part("paper", self.paper, |r, paper| paper.parse(r));
        let content = ActContent {
            kind: kind?,
            document: document?,
            about: about?,
            discovered: discovered?,
            follows: follows?,
            text: self.text,
            paper: paper?,
        };
        Some(Command::RecordProsecutorAct { case, content: Box::new(content) })
    }
}

impl OnPaperBody {
    fn parse(self, reader: &mut Reader) -> Option<ActOnPaper> {
        let level = reader.field("level", &self.level);
        let channel = reader.field("channel", &self.channel);
        let received_at = reader.field("received_at", &self.received_at);
        let proof = self.proof;
        Some(ActOnPaper { level: level?, channel: channel?, received_at: received_at?, proof })
    }
}

impl ActAnswerBody {
    pub(crate) fn parse(
        self,
        (case, act): (CaseId, ProsecutorActId),
        reader: &mut Reader,
    ) -> Option<Command> {
        let outcome = reader.field("outcome", &self.outcome);
        let document = reader.within("document", |r| self.document.parse(r));
        let sent = reader.part("sent", self.sent, |r, sent| {
            Some(Evidenced { at: r.field("at", &sent.at)?, proof: sent.proof })
        });
        let content = AnswerContent {
            outcome: outcome?,
            document: document?,
            reasons: self.reasons,
            sent: sent?,
        };
        Some(Command::AnswerProsecutorAct { case, act, content: Box::new(content) })
    }
}

impl ActCompletionBody {
    pub(crate) fn parse(
        self,
        (case, act): (CaseId, ProsecutorActId),
        reader: &mut Reader,
    ) -> Option<Command> {
        let at = reader.optional("at", self.at.as_ref())?;
        Some(Command::CarryOutProsecutorAct { case, act, text: self.text, at })
    }
}

impl ActWithdrawalBody {
    pub(crate) fn parse(
        self,
        (case, act): (CaseId, ProsecutorActId),
        reader: &mut Reader,
    ) -> Option<Command> {
        let paper = reader.part("paper", self.paper, |r, paper| paper.parse(r))?;
        let paper = paper.map(Box::new);
        Some(Command::WithdrawProsecutorAct { case, act, reason: self.reason, paper })
    }
}

impl WithdrawnBody {
    fn parse(self, reader: &mut Reader) -> Option<WithdrawnOnPaper> {
        let document = reader.within("document", |r| self.document.parse(r));
        let channel = reader.field("channel", &self.channel);
        let at = reader.field("at", &self.at);
        let proof = self.proof;
        Some(WithdrawnOnPaper { document: document?, channel: channel?, at: at?, proof })
    }
}
