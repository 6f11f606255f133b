//! What people object to the money of a case, and the debtor's notice.

use super::leaf::{
    ChannelField, HoldIdField, InstantField, InstrumentIdField, ItemIdField, NotAcceptedField,
    ObjectionKindField, StageField, VerdictField,
};
use super::reader::Reader;
use engine::command::Command;
use engine::id::{CaseId, DemandId, InstrumentId, ObjectionId};
use engine::ledger::{ObjectionContent, Objector};
use serde::Deserialize;
use utoipa::ToSchema;

/// A complaint, a claim of a third party, or a flag.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Objecting)]
pub(crate) struct ObjectionBody {
    kind: ObjectionKindField,
    /// Against which stage of enforcement: picks the limits of a complaint.
    stage: StageField,
    by: ObjectorBody,
    /// The orders of the freezes it is about; neither orders nor holds: the whole
    /// case.
    #[serde(default)]
    about: Vec<InstrumentIdField>,
    /// The holds it is about.
    #[serde(default)]
    holds: Vec<HoldIdField>,
    /// A code of the shipped list of objections.
    ground: String,
    /// What it says.
    text: String,
    /// How it came.
    channel: ChannelField,
    /// When it was received, by the evidence.
    received_at: InstantField,
    /// When who objects knew of the act, where no notice was served.
    knew_at: Option<InstantField>,
}

/// Who objects.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Objector)]
struct ObjectorBody {
    name: String,
    /// How he stands to the case.
    capacity: String,
}

/// An institution's flag.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Flagging)]
pub(crate) struct FlagBody {
    /// What of the demand it is about.
    item: ItemIdField,
    /// A code of the shipped list of objections.
    ground: String,
    /// What it says.
    text: String,
}

/// Why an objection is not accepted.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ObjectionRefusal)]
pub(crate) struct ObjectionRefusalBody {
    why: NotAcceptedField,
    /// In words.
    reason: String,
}

/// What is decided of an objection.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ObjectionDecision)]
pub(crate) struct VerdictBody {
    verdict: VerdictField,
    /// In words.
    reason: String,
}

/// When and how the debtor was told of a freeze.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = DebtorNoticeServing)]
pub(crate) struct DebtorNoticeBody {
    /// By the evidence.
    at: InstantField,
    channel: ChannelField,
    /// Minutes, postmark, witness.
    proof: String,
}

impl ObjectionBody {
    pub(crate) fn parse(self, case: CaseId, reader: &mut Reader) -> Option<Command> {
        let kind = reader.field("kind", &self.kind);
        let stage = reader.field("stage", &self.stage);
        let about = reader.leaves("about", &self.about);
        let holds = reader.leaves("holds", &self.holds);
        let channel = reader.field("channel", &self.channel);
        let received_at = reader.field("received_at", &self.received_at);
        let knew_at = reader.optional("knew_at", self.knew_at.as_ref());
        let content = Box::new(ObjectionContent {
            kind: kind?,
            stage: stage?,
            by: Objector { name: self.by.name, capacity: self.by.capacity },
            about: about?,
            holds: holds?,
            ground: self.ground,
            text: self.text,
            channel: channel?,
            received_at: received_at?,
            knew_at: knew_at?,
        });
        Some(Command::RecordObjection { case, content })
    }
}

impl FlagBody {
    pub(crate) fn parse(self, demand: DemandId, reader: &mut Reader) -> Option<Command> {
        let item = reader.field("item", &self.item)?;
        Some(Command::RaiseFlag { demand, item, ground: self.ground, text: self.text })
    }
}

impl ObjectionRefusalBody {
    pub(crate) fn parse(
        self,
        case: CaseId,
        objection: ObjectionId,
        reader: &mut Reader,
    ) -> Option<Command> {
        let why = reader.field("why", &self.why)?;
        Some(Command::RefuseObjection { case, objection, why, reason: self.reason })
    }
}

impl VerdictBody {
    pub(crate) fn parse(
        self,
        case: CaseId,
        objection: ObjectionId,
        reader: &mut Reader,
    ) -> Option<Command> {
        let verdict = reader.field("verdict", &self.verdict)?;
        Some(Command::DecideObjection { case, objection, verdict, reason: self.reason })
    }
}

impl DebtorNoticeBody {
    pub(crate) fn parse(
        self,
        case: CaseId,
        instrument: InstrumentId,
        reader: &mut Reader,
    ) -> Option<Command> {
        let at = reader.field("at", &self.at);
        let channel = reader.field("channel", &self.channel);
        let (at, channel) = (at?, channel?);
        Some(Command::ServeDebtorNotice { case, instrument, at, channel, proof: self.proof })
    }
}
