//! Requests for a measure, as they are written.

use super::case::PartyBody;
use super::common::{DocumentBody, MoneyBody};
use super::leaf::{
    AccountNumberField, AgencyIdField, AskerKindField, CaseIdField, ChannelField, DayField,
    HashField, InstantField, InstitutionIdField, MeasureField,
};
use super::order::NumberedBody;
use super::reader::Reader;
use engine::command::{Command, HandingOver, Received};
use engine::id::{PartyId, RequestId};
use engine::request::{Asker, Attachment, KnownAt, Liability, MeasureContent, Ruling};
use serde::Deserialize;
use utoipa::ToSchema;

/// What somebody who may not order asks an agency to order.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = MeasureRequestContent)]
pub(crate) struct MeasureBody {
    /// The agency that is to decide.
    agency: AgencyIdField,
    /// Who asks.
    asker: AskerBody,
    /// Who asks compensates for a wrong request: needed, and named if it is
    /// missing.
    #[schema(required)]
    liability: Option<LiabilityBody>,
    /// Against whom.
    debtor: PartyBody,
    judgment: DocumentBody,
    /// The enforcement decision, where there is one.
    decision: Option<DocumentBody>,
    measure: MeasureField,
    /// Where money is known to be.
    #[serde(default)]
    known_at: Vec<KnownAtBody>,
    /// What is owed, in đồng.
    amount: MoneyBody,
    /// Why the measure is needed.
    reason: String,
    /// How the request came to who records it.
    channel: ChannelField,
    /// When the contract was liquidated: of a bailiff's request, and of no other.
    liquidated_at: Option<InstantField>,
    /// The office's own case, whose inquiries go with the file; of a creditor's desk the
    /// agency's case in which its institution is the creditor.
    own_case: Option<CaseIdField>,
    /// Papers that come with it.
    #[serde(default)]
    attachments: Vec<AttachmentBody>,
    /// Where the agency records a file that it has: when that came.
    received: Option<ReceivedBody>,
}

/// Who asks.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Asker)]
struct AskerBody {
    kind: AskerKindField,
    /// Of the office, or of the creditor.
    name: String,
    address: String,
    /// The card number of a bailiff, what identifies a creditor.
    identifier: String,
    /// Telephone or mail.
    contact: Option<String>,
}

/// The undertaking to compensate for a wrong request.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Liability)]
struct LiabilityBody {
    signed_on: DayField,
    /// Which paper says so.
    evidence: String,
}

/// An institution, and accounts there that are known.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = KnownAt)]
struct KnownAtBody {
    institution: InstitutionIdField,
    #[serde(default)]
    accounts: Vec<AccountNumberField>,
}

/// A paper.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Attachment)]
struct AttachmentBody {
    name: String,
    /// The digest of its bytes, where it is a file.
    sha256: Option<HashField>,
}

/// When a paper file came, and what proves it.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = FileReceived)]
struct ReceivedBody {
    at: InstantField,
    /// Postmark, number in the book of letters.
    proof: String,
}

/// How a file is handed over.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = HandingOver)]
pub(crate) struct HandingOverBody {
    channel: ChannelField,
    /// When, by the evidence; left out: now, through this service.
    at: Option<InstantField>,
    /// Minutes, postmark; needed on paper, or where `at` is told.
    proof: Option<String>,
}

/// Since when a file is full.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = FileCompleteness)]
pub(crate) struct CompletenessBody {
    /// By the evidence.
    at: InstantField,
}

/// What is decided of a request. Nothing is ordered by it.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = RequestRuling)]
pub(crate) struct RulingBody {
    /// Granted or declined.
    granted: bool,
    decision: NumberedBody,
    /// A code of the shipped lists of grounds for granting, or for declining.
    ground: String,
    /// In words.
    reason: String,
    /// The case of the agency in which the measure is ordered.
    case: Option<CaseIdField>,
}

/// The case in which a granted measure is ordered.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = RequestLink)]
pub(crate) struct LinkBody {
    case: CaseIdField,
}

impl MeasureBody {
    /// `fresh` makes the id of the debtor.
    pub(crate) fn parse(self, reader: &mut Reader, fresh: &dyn Fn() -> PartyId) -> Option<Command> {
        let agency = reader.field("agency", &self.agency);
        let asker = reader.within("asker", |r| self.asker.parse(r));
        let liability = reader.required("liability", self.liability);
        let liability = liability.and_then(|one| reader.within("liability", |r| one.parse(r)));
        let debtor = reader.within("debtor", |r| self.debtor.parse(r, fresh));
        let judgment = reader.within("judgment", |r| self.judgment.parse(r));
        let decision = reader.part("decision", self.decision, |r, one| one.parse(r));
        let measure = reader.field("measure", &self.measure);
        let known_at = reader.each("known_at", self.known_at, |r, one| one.parse(r));
        let amount = reader.within("amount", |r| self.amount.parse(r));
        let channel = reader.field("channel", &self.channel);
        let liquidated_at = reader.optional("liquidated_at", self.liquidated_at.as_ref());
        let own_case = reader.optional("own_case", self.own_case.as_ref());
        let attachments = reader.each("attachments", self.attachments, |r, one| one.parse(r));
        let received = reader.part("received", self.received, |r, one| one.parse(r));
        let content = Box::new(MeasureContent {
            agency: agency?,
            asker: asker?,
            liability: liability?,
            debtor: debtor?,
            judgment: judgment?,
            decision: decision?,
            measure: measure?,
            known_at: known_at?,
            amount: amount?,
            reason: self.reason,
            channel: channel?,
            liquidated_at: liquidated_at?,
            own_case: own_case?,
            attachments: attachments?,
        });
        Some(Command::RecordRequest { content, received: received? })
    }
}

impl AskerBody {
    fn parse(self, reader: &mut Reader) -> Option<Asker> {
        let kind = reader.field("kind", &self.kind)?;
        let Self { name, address, identifier, contact, .. } = self;
        Some(Asker { kind, name, address, identifier, contact })
    }
}

impl LiabilityBody {
    fn parse(self, reader: &mut Reader) -> Option<Liability> {
        let signed_on = reader.field("signed_on", &self.signed_on)?;
        Some(Liability { signed_on, evidence: self.evidence })
    }
}

impl KnownAtBody {
    fn parse(self, reader: &mut Reader) -> Option<KnownAt> {
        let institution = reader.field("institution", &self.institution);
        let accounts = reader.leaves("accounts", &self.accounts);
        Some(KnownAt { institution: institution?, accounts: accounts? })
    }
}

impl AttachmentBody {
    fn parse(self, reader: &mut Reader) -> Option<Attachment> {
        let sha256 = reader.optional("sha256", self.sha256.as_ref())?;
        Some(Attachment { name: self.name, sha256 })
    }
}

impl ReceivedBody {
    fn parse(self, reader: &mut Reader) -> Option<Received> {
        let at = reader.field("at", &self.at)?;
        Some(Received { at, proof: self.proof })
    }
}

impl HandingOverBody {
    pub(crate) fn parse(self, request: RequestId, reader: &mut Reader) -> Option<Command> {
        let channel = reader.field("channel", &self.channel);
        let at = reader.optional("at", self.at.as_ref());
        let how = HandingOver { channel: channel?, at: at?, proof: self.proof };
        Some(Command::HandOverRequest { request, how })
    }
}

impl CompletenessBody {
    pub(crate) fn parse(self, request: RequestId, reader: &mut Reader) -> Option<Command> {
        let at = reader.field("at", &self.at)?;
        Some(Command::CompleteRequest { request, at })
    }
}

impl RulingBody {
    pub(crate) fn parse(self, request: RequestId, reader: &mut Reader) -> Option<Command> {
        let decision = reader.within("decision", |r| self.decision.parse(r));
        let case = reader.optional("case", self.case.as_ref());
        let ruling = Box::new(Ruling {
            granted: self.granted,
            decision: decision?,
            ground: self.ground,
            reason: self.reason,
        });
        Some(Command::DecideRequest { request, ruling, case: case? })
    }
}

impl LinkBody {
    pub(crate) fn parse(self, request: RequestId, reader: &mut Reader) -> Option<Command> {
        let case = reader.field("case", &self.case)?;
        Some(Command::LinkRequest { request, case })
    }
}
