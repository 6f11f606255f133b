//! What is said on a demand beside its answers.

use super::leaf::{ChannelField, ContestKindField, InstantField, ItemIdField, LateReasonField};
use super::reader::Reader;
use engine::clock::LateReason;
use engine::command::Command;
use engine::id::{ContestId, DemandId, EpisodeId};
use serde::Deserialize;
use utoipa::ToSchema;

/// When an institution that has not joined received the paper.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = PaperReceipt)]
pub(crate) struct ReceiptBody {
    /// The items whose later round the letter opened; none: the demand's own
    /// letter, or once that was received every letter under way.
    #[serde(default)]
    items: Vec<ItemIdField>,
    channel: ChannelField,
    /// When, by the evidence.
    evidenced_at: InstantField,
    /// Minutes, postmark, witness.
    proof: String,
}

impl ReceiptBody {
    pub(crate) fn parse(self, demand: DemandId, reader: &mut Reader) -> Option<Command> {
        let items = reader.leaves("items", &self.items);
        let channel = reader.field("channel", &self.channel);
        let evidenced_at = reader.field("evidenced_at", &self.evidenced_at);
        Some(Command::RecordReceipt {
            demand,
            items: items?,
            channel: channel?,
            evidenced_at: evidenced_at?,
            proof: self.proof,
        })
    }
}

/// A question to the officer.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Question)]
pub(crate) struct QuestionBody {
    /// About which items; none: all open ones.
    #[serde(default)]
    items: Vec<ItemIdField>,
    /// What it says.
    text: String,
}

impl QuestionBody {
    pub(crate) fn parse(self, demand: DemandId, reader: &mut Reader) -> Option<Command> {
        Some(Command::Ask { demand, items: reader.leaves("items", &self.items)?, text: self.text })
    }
}

/// A dispute of the answer to an item.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Dispute)]
pub(crate) struct DisputeBody {
    item: ItemIdField,
    /// Why.
    reason: String,
}

impl DisputeBody {
    pub(crate) fn parse(self, demand: DemandId, reader: &mut Reader) -> Option<Command> {
        Some(Command::DisputeItem {
            demand,
            item: reader.field("item", &self.item)?,
            reason: self.reason,
        })
    }
}

/// Items no longer asked.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ItemWithdrawal)]
pub(crate) struct WithdrawalBody {
    /// Which; none: all that is open.
    #[serde(default)]
    items: Vec<ItemIdField>,
    /// Why.
    reason: String,
}

impl WithdrawalBody {
    pub(crate) fn parse(self, demand: DemandId, reader: &mut Reader) -> Option<Command> {
        Some(Command::WithdrawItems {
            demand,
            items: reader.leaves("items", &self.items)?,
            reason: self.reason,
        })
    }
}

/// A request for more time.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ExtensionRequest)]
pub(crate) struct ExtensionBody {
    item: ItemIdField,
    /// Until when, exclusive.
    until: InstantField,
    /// Why.
    reason: String,
}

impl ExtensionBody {
    pub(crate) fn parse(self, demand: DemandId, reader: &mut Reader) -> Option<Command> {
        let item = reader.field("item", &self.item);
        let until = reader.field("until", &self.until);
        Some(Command::RequestExtension { demand, item: item?, until: until?, reason: self.reason })
    }
}

/// A decision on a request for more time.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ExtensionDecision)]
pub(crate) struct DecisionBody {
    /// Granted or denied.
    pub(crate) grant: bool,
    /// In which words.
    pub(crate) decision: String,
}

/// Against the instant of a paper.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = InstantContest)]
pub(crate) struct ContestBody {
    /// Of which paper: the demand's own letter, that of an item's later round, or an
    /// answer on paper.
    kind: ContestKindField,
    /// Of which item; absent: the demand's own letter.
    item: Option<ItemIdField>,
    /// The instant the institution states.
    claimed_at: InstantField,
    /// Why.
    reason: String,
    /// What proves it.
    evidence: Option<String>,
}

impl ContestBody {
    pub(crate) fn parse(self, demand: DemandId, reader: &mut Reader) -> Option<Command> {
        let kind = reader.field("kind", &self.kind);
        let item = reader.optional("item", self.item.as_ref());
        let claimed = reader.field("claimed_at", &self.claimed_at);
        let (kind, item, claimed) = (kind?, item?, claimed?);
        let reason = self.reason;
        let evidence = self.evidence.filter(|text| !text.trim().is_empty());
        Some(Command::ContestInstant { demand, kind, item, claimed, reason, evidence })
    }
}

/// A decision on that.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ContestRuling)]
pub(crate) struct ContestDecisionBody {
    /// The instant that counts; absent: what is on record stands.
    changed_to: Option<InstantField>,
    /// Why.
    reason: String,
}

impl ContestDecisionBody {
    pub(crate) fn parse(
        self,
        demand: DemandId,
        contest: ContestId,
        reader: &mut Reader,
    ) -> Option<Command> {
        let changed = reader.optional("changed_to", self.changed_to.as_ref())?;
        Some(Command::DecideContest { demand, contest, changed, reason: self.reason })
    }
}

/// Why a delay is found unreasonable.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = UnreasonableDelay)]
pub(crate) struct DelayBody {
    /// How much time has gone, first opened when, urged how often.
    pub(crate) reasons: String,
}

/// Why an episode of lateness came about.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = EpisodeExplanation)]
pub(crate) struct ExplanationBody {
    reason: LateReasonField,
    /// In words.
    note: String,
}

impl ExplanationBody {
    pub(crate) fn parse(
        self,
        demand: DemandId,
        episode: EpisodeId,
        reader: &mut Reader,
    ) -> Option<Command> {
        let reason: LateReason = reader.field("reason", &self.reason)?;
        Some(Command::ExplainEpisode { demand, episode, reason, note: self.note })
    }
}
