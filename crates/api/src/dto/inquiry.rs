//! Inquiries.

use super::leaf::{
    CaseIdField, DayField, HashField, InfoField, InstitutionIdField, PartyIdField, UserIdField,
};
use super::reader::Reader;
use engine::asking::Reasons;
use engine::command::Command;
use engine::id::CaseId;
use engine::instrument::{InfoRequest, InquiryContent, Requester};
use serde::Deserialize;
use utoipa::ToSchema;

/// A new inquiry.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewInquiry)]
pub(crate) struct NewInquiryBody {
    /// The case it belongs to.
    case: CaseIdField,
    /// Issue it at once (or submit it, where policy asks for a second person);
    /// otherwise it stays a draft.
    #[serde(default)]
    issue: bool,
    requester: RequesterBody,
    /// About whom: a debtor of the case.
    debtor: PartyIdField,
    /// Why the information is needed.
    purpose: String,
    /// The rule the request rests on, as it will be printed.
    legal_basis: String,
    /// Where the answer is to be given, if not here.
    place: Option<String>,
    /// For a court's interim measure.
    #[serde(default)]
    interim: bool,
    /// Only these persons of the asking side may read it.
    #[serde(default)]
    sealed_to: Vec<UserIdField>,
    /// What is asked.
    items: Vec<InfoRequestBody>,
    /// Who is asked, each once.
    institutions: Vec<InstitutionIdField>,
    /// Why more is asked than is usual.
    #[serde(default)]
    reasons: ReasonsBody,
}

/// What an inquiry says.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = InquiryContent)]
pub(crate) struct InquiryBody {
    requester: RequesterBody,
    /// About whom: a debtor of the case.
    debtor: PartyIdField,
    /// Why the information is needed.
    purpose: String,
    /// The rule the request rests on, as it will be printed.
    legal_basis: String,
    /// Where the answer is to be given, if not here.
    place: Option<String>,
    /// For a court's interim measure.
    #[serde(default)]
    interim: bool,
    /// Only these persons of the asking side may read it.
    #[serde(default)]
    sealed_to: Vec<UserIdField>,
    /// What is asked.
    items: Vec<InfoRequestBody>,
    /// Who is asked, each once.
    institutions: Vec<InstitutionIdField>,
    /// Why more is asked than is usual.
    #[serde(default)]
    reasons: ReasonsBody,
}

/// Why more is asked than is usual: what is wanted by policy, and what is recorded.
#[derive(Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = AskingReasons)]
pub(crate) struct ReasonsBody {
    /// Why so many institutions are asked.
    many: Option<String>,
    /// Why it is asked what is on accounts before it is known where there are any.
    balances: Option<String>,
    /// Why those are asked again who said lately that there is nothing.
    again: Option<String>,
}

/// On whose initiative the question is put.
#[derive(Deserialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
#[schema(as = Requester)]
pub(crate) enum RequesterBody {
    /// The enforcement officer or the head of the agency.
    Officer {},
    /// A bailiff, who bears the cost.
    Bailiff {
        /// The undertaking to pay.
        cost_undertaking: String,
    },
    /// The creditor's own request, put by the officer.
    Creditor {
        /// Which party of the case asks.
        party: PartyIdField,
    },
}

/// One thing asked.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = InfoRequest)]
pub(crate) struct InfoRequestBody {
    info: InfoField,
    /// First day of the period asked for, where a period makes sense.
    from: Option<DayField>,
    /// Last day of the period.
    to: Option<DayField>,
    /// What exactly; required for `other`.
    detail: Option<String>,
}

/// What an approver read.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ReadHash)]
pub(crate) struct HashBody {
    /// SHA-256 of the content that was read, as lower-case hexadecimal digits.
    pub(crate) hash: HashField,
}

impl NewInquiryBody {
    pub(crate) fn parse(self, reader: &mut Reader) -> Option<Command> {
        let (case, content): (Option<CaseId>, _) = (reader.field("case", &self.case), {
            InquiryBody {
                requester: self.requester,
                debtor: self.debtor,
                purpose: self.purpose,
                legal_basis: self.legal_basis,
                place: self.place,
                interim: self.interim,
                sealed_to: self.sealed_to,
                items: self.items,
                institutions: self.institutions,
                reasons: self.reasons,
            }
            .parse(reader)
        });
        let (case, content) = (case?, Box::new(content?));
        Some(if self.issue {
            Command::FileInquiry { case, content }
        } else {
            Command::DraftInquiry { case, content }
        })
    }
}

impl InquiryBody {
    pub(crate) fn parse(self, reader: &mut Reader) -> Option<InquiryContent> {
        let requester = reader.within("requester", |r| self.requester.parse(r));
        let debtor = reader.field("debtor", &self.debtor);
        let sealed_to = reader.leaves("sealed_to", &self.sealed_to);
        let items = reader.each("items", self.items, |r, item| item.parse(r));
        let institutions = reader.leaves("institutions", &self.institutions);
        Some(InquiryContent {
            requester: requester?,
            debtor: debtor?,
            purpose: self.purpose,
            legal_basis: self.legal_basis,
            place: self.place,
            interim: self.interim,
            sealed_to: sealed_to?,
            items: items?,
            institutions: institutions?,
            reasons: self.reasons.parse(),
        })
    }
}

impl ReasonsBody {
    fn parse(self) -> Reasons {
        let Self { many, balances, again } = self;
        Reasons { many, balances, again }
    }
}

impl RequesterBody {
    fn parse(self, reader: &mut Reader) -> Option<Requester> {
        match self {
            Self::Officer {} => Some(Requester::Officer),
            Self::Bailiff { cost_undertaking } => Some(Requester::Bailiff { cost_undertaking }),
            Self::Creditor { party } => {
                let party = reader.field("party", &party)?;
                Some(Requester::Creditor { party })
            }
        }
    }
}

impl InfoRequestBody {
    fn parse(self, reader: &mut Reader) -> Option<InfoRequest> {
        let info = reader.field("info", &self.info);
        let from = reader.optional("from", self.from.as_ref());
        let to = reader.optional("to", self.to.as_ref());
        Some(InfoRequest { info: info?, from: from?, to: to?, detail: self.detail })
    }
}
