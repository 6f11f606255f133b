//! Cases.

use super::common::{DocumentBody, IdentifierBody, MoneyBody};
use super::leaf::{
    CaseStateField, CategoryField, ConditionsField, InstitutionIdField, NameField,
    ObligationKindField, PartyIdField, PartyKindField, PartyRoleField, UserIdField,
};
use super::reader::Reader;
use engine::case::{CaseContent, ObligationLine, Party};
use engine::id::PartyId;
use serde::Deserialize;
use store::read::CaseFilter;
use utoipa::ToSchema;

/// Everything of a case that an officer writes.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = CaseContent)]
pub(crate) struct CaseBody {
    /// Case number, unique in its agency for ever.
    number: String,
    /// The officer in charge.
    officer: UserIdField,
    /// The enforcement decision.
    decision: DocumentBody,
    /// The judgment enforced.
    judgment: DocumentBody,
    /// What kind of judgment it is.
    category: CategoryField,
    /// Whether the debtor can be enforced against.
    conditions: ConditionsField,
    /// What is owed.
    obligations: Vec<ObligationBody>,
    /// Who is in it.
    parties: Vec<PartyBody>,
}

/// A line of what is owed.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ObligationLine)]
pub(crate) struct ObligationBody {
    kind: ObligationKindField,
    amount: MoneyBody,
    /// A remark beside the line.
    note: Option<String>,
}

/// A person or organisation in the case.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Party)]
pub(crate) struct PartyBody {
    /// The party's id; a new party has none and is given one.
    id: Option<PartyIdField>,
    role: PartyRoleField,
    kind: PartyKindField,
    /// Name as written.
    name: NameField,
    #[serde(default)]
    identifiers: Vec<IdentifierBody>,
    address: Option<String>,
    /// The institution of the directory that it is; of a creditor only. Its desk for
    /// what it is owed then follows the case.
    institution: Option<InstitutionIdField>,
}

/// Which cases are looked for by a name.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = CaseSearch)]
pub(crate) struct CaseSearchBody {
    /// Part of a party's name, whatever its case and marks.
    name: NameField,
    /// Only open or only closed ones.
    state: Option<CaseStateField>,
}

impl CaseSearchBody {
    pub(crate) fn parse(self, reader: &mut Reader) -> Option<CaseFilter> {
        let name = reader.field("name", &self.name);
        let state = reader.optional("state", self.state.as_ref());
        let name = name?.fold();
        if name.is_empty() {
            // It would be a part of any.
            return reader.wrong("name", "no_letter");
        }
        Some(CaseFilter { name: Some(name), state: state?, ..CaseFilter::default() })
    }
}

impl CaseBody {
    /// `fresh` makes ids for new parties.
    pub(crate) fn parse(
        self,
        reader: &mut Reader,
        fresh: &dyn Fn() -> PartyId,
    ) -> Option<CaseContent> {
        let officer = reader.field("officer", &self.officer);
        let decision = reader.within("decision", |r| self.decision.parse(r));
        let judgment = reader.within("judgment", |r| self.judgment.parse(r));
        let category = reader.field("category", &self.category);
        let conditions = reader.field("conditions", &self.conditions);
        let obligations = reader.each("obligations", self.obligations, |r, o| o.parse(r));
        let parties = reader.each("parties", self.parties, |r, p| p.parse(r, fresh));
        Some(CaseContent {
            number: self.number,
            officer: officer?,
            decision: decision?,
            judgment: judgment?,
            category: category?,
            conditions: conditions?,
            obligations: obligations?,
            parties: parties?,
        })
    }
}

impl ObligationBody {
    pub(super) fn parse(self, reader: &mut Reader) -> Option<ObligationLine> {
        let kind = reader.field("kind", &self.kind);
        let amount = reader.within("amount", |r| self.amount.parse(r));
        Some(ObligationLine { kind: kind?, amount: amount?, note: self.note })
    }
}

impl PartyBody {
    pub(super) fn parse(self, reader: &mut Reader, fresh: &dyn Fn() -> PartyId) -> Option<Party> {
        let id = reader.optional("id", self.id.as_ref());
        let role = reader.field("role", &self.role);
        let kind = reader.field("kind", &self.kind);
        let name = reader.field("name", &self.name);
        let identifiers = reader.each("identifiers", self.identifiers, |r, i| i.parse(r));
        let institution = reader.optional("institution", self.institution.as_ref());
        Some(Party {
            id: id?.unwrap_or_else(fresh),
            role: role?,
            kind: kind?,
            name: name?,
            identifiers: identifiers?,
            address: self.address,
            institution: institution?,
        })
    }
}
