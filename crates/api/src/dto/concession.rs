//! What judgment creditors concede, and what the office says to it.

use super::common::MoneyBody;
use super::leaf::{
    ChannelField, ConcessionKindField, ConcessionOutcomeField, InstantField, PartyIdField,
};
use super::order::NumberedBody;
use super::reader::Reader;
use engine::command::Command;
use engine::concession::{ConcessionContent, ConcessionOnPaper, ConcessionRuling};
use engine::id::{CaseId, ConcessionId};
use serde::Deserialize;
use utoipa::ToSchema;

/// What a creditor's desk concedes for its institution.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewOwnConcession)]
pub(crate) struct OwnConcessionBody {
    /// Which creditor of the case; needed where several are the caller's institution, since
    /// others were merged into it.
    creditor: Option<PartyIdField>,
    kind: ConcessionKindField,
    /// How much, in đồng; absent where an asset is refused.
    amount: Option<MoneyBody>,
    /// Which asset, where it is about one.
    #[schema(max_length = 4000)]
    asset: Option<String>,
    /// Number and day of the creditor's paper: the same again is the same concession.
    document: NumberedBody,
}

/// What a creditor concedes by a paper that came to the office.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewConcession)]
pub(crate) struct ConcessionBody {
    /// Which creditor of the case.
    creditor: PartyIdField,
    kind: ConcessionKindField,
    /// How much, in đồng; absent where an asset is refused.
    amount: Option<MoneyBody>,
    /// Which asset, where it is about one.
    #[schema(max_length = 4000)]
    asset: Option<String>,
    /// Number and day of the creditor's paper: the same again is the same concession.
    document: NumberedBody,
    /// How the paper came.
    paper: ConcessionPaperBody,
}

/// How a creditor's paper came to the office.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ConcessionOnPaper)]
struct ConcessionPaperBody {
    channel: ChannelField,
    /// When it was received, by the evidence.
    received_at: InstantField,
    /// What shows it: the stamp of arrival, the postmark.
    #[schema(max_length = 200)]
    proof: String,
}

/// Why a concession is taken back.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ConcessionWithdrawal)]
pub(crate) struct ConcessionWithdrawalBody {
    #[schema(max_length = 4000)]
    reason: String,
}

/// What the office decides of a concession.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ConcessionDecision)]
pub(crate) struct ConcessionDecisionBody {
    outcome: ConcessionOutcomeField,
    /// Why. The creditor reads it.
    #[schema(max_length = 4000)]
    reason: String,
    /// How much of what it is about is owed to this creditor, in all and before what was
    /// accepted of it until now: where the case has several, and only there.
    share: Option<MoneyBody>,
}

impl OwnConcessionBody {
    pub(crate) fn parse(self, case: CaseId, reader: &mut Reader) -> Option<Command> {
        let creditor = reader.optional("creditor", self.creditor.as_ref());
        let kind = reader.field("kind", &self.kind);
        let amount = reader.part("amount", self.amount, |r, amount| amount.parse(r));
        let document = reader.within("document", |r| self.document.parse(r));
        let content = Box::new(ConcessionContent {
            creditor: creditor?,
            kind: kind?,
            amount: amount?,
            asset: self.asset,
            document: document?,
            paper: None,
        });
        Some(Command::RecordConcession { case, content })
    }
}

impl ConcessionBody {
    pub(crate) fn parse(self, case: CaseId, reader: &mut Reader) -> Option<Command> {
        let creditor = reader.field("creditor", &self.creditor);
        let kind = reader.field("kind", &self.kind);
        let amount = reader.part("amount", self.amount, |r, amount| amount.parse(r));
        let document = reader.within("document", |r| self.document.parse(r));
        let paper = reader.within("paper", |r| self.paper.parse(r));
        let content = Box::new(ConcessionContent {
            creditor: Some(creditor?),
            kind: kind?,
            amount: amount?,
            asset: self.asset,
            document: document?,
            paper: Some(paper?),
        });
        Some(Command::RecordConcession { case, content })
    }
}

impl ConcessionPaperBody {
    fn parse(self, reader: &mut Reader) -> Option<ConcessionOnPaper> {
        let channel = reader.field("channel", &self.channel);
        let received_at = reader.field("received_at", &self.received_at);
        let proof = self.proof;
        Some(ConcessionOnPaper { channel: channel?, received_at: received_at?, proof })
    }
}

impl ConcessionWithdrawalBody {
    pub(crate) fn parse(self, (case, concession): (CaseId, ConcessionId)) -> Command {
        Command::WithdrawConcession { case, concession, reason: self.reason }
    }
}

impl ConcessionDecisionBody {
    pub(crate) fn parse(
        self,
        (case, concession): (CaseId, ConcessionId),
        reader: &mut Reader,
    ) -> Option<Command> {
        let outcome = reader.field("outcome", &self.outcome);
        let share = reader.part("share", self.share, |r, share| share.parse(r));
        let ruling = ConcessionRuling { outcome: outcome?, reason: self.reason, share: share? };
        Some(Command::DecideConcession { case, concession, ruling: Box::new(ruling) })
    }
}
