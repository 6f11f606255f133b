//! What another system says of cases.

use super::case::ObligationBody;
use super::common::{DocumentBody, IdentifierBody, MoneyBody};
use super::leaf::{
    AgencyIdField, CategoryField, ConditionsField, DayField, NameField, PartyKindField,
    PartyRoleField, UserIdField,
};
use super::reader::Reader;
use engine::command::Command;
use engine::id::CaseId;
use engine::sync::{ExternalId, Field, ForeignCase, ForeignParty, ForeignPayment, SourceCode};
use serde::Deserialize;
use std::collections::BTreeSet;
use utoipa::ToSchema;

/// A case as another system has it.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = SyncedCase)]
pub(crate) struct SyncBody {
    /// Of which agency.
    agency: AgencyIdField,
    /// The other system's code, as `ministry`.
    source: String,
    /// What the case is called there.
    external: String,
    /// It is ended there.
    #[serde(default)]
    closed: bool,
    /// Case number of the agency.
    number: String,
    /// The officer in charge there; another than here is shown and not taken over.
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
    parties: Vec<SyncPartyBody>,
}

/// A party as another system has it.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = SyncedParty)]
struct SyncPartyBody {
    /// What it is called there.
    external: String,
    role: PartyRoleField,
    kind: PartyKindField,
    /// Name as written.
    name: NameField,
    #[serde(default)]
    identifiers: Vec<IdentifierBody>,
    address: Option<String>,
}

/// A payment as another system has it.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = SyncedPayment)]
pub(crate) struct SyncPaymentBody {
    /// Of which agency.
    agency: AgencyIdField,
    /// The other system's code.
    source: String,
    /// What the case is called there.
    case: String,
    /// What the payment is called there: it counts once.
    external: String,
    /// How much, in đồng.
    amount: MoneyBody,
    /// The day it counts from.
    day: DayField,
    /// The reference of the statement that shows it.
    reference: Option<String>,
    /// What it was, in words.
    note: Option<String>,
    /// It is other money than what arrived here in the same amount about that day.
    #[serde(default)]
    other_money: bool,
}

/// A person's word on differences.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = SyncDecision)]
pub(crate) struct DecideSyncBody {
    /// The other system's code.
    source: String,
    /// Fields in which its word is taken.
    #[serde(default)]
    theirs: Vec<String>,
    /// Fields in which what stands here stays.
    #[serde(default)]
    ours: Vec<String>,
}

impl SyncBody {
    pub(crate) fn parse(self, reader: &mut Reader) -> Option<Command> {
        let agency = reader.field("agency", &self.agency);
        let source = source(reader, &self.source);
        let external = external(reader, "external", self.external);
        let officer = reader.field("officer", &self.officer);
        let decision = reader.within("decision", |r| self.decision.parse(r));
        let judgment = reader.within("judgment", |r| self.judgment.parse(r));
        let category = reader.field("category", &self.category);
        let conditions = reader.field("conditions", &self.conditions);
        let obligations = reader.each("obligations", self.obligations, |r, one| one.parse(r));
        let parties = reader.each("parties", self.parties, |r, one| one.parse(r))?;
        let mut seen = BTreeSet::new();
        if let Some(twice) = parties.iter().position(|one| !seen.insert(&one.external)) {
            return reader.within("parties", |r| {
                r.within(&twice.to_string(), |r| r.wrong("external", "word_unknown"))
            });
        }
        let theirs = Box::new(ForeignCase {
            external: external?,
            closed: self.closed,
            number: self.number,
            officer: officer?,
            decision: decision?,
            judgment: judgment?,
            category: category?,
            conditions: conditions?,
            obligations: obligations?,
            parties,
        });
        Some(Command::SyncCase { agency: agency?, source: source?, theirs })
    }
}

impl SyncPartyBody {
    fn parse(self, reader: &mut Reader) -> Option<ForeignParty> {
        let external = external(reader, "external", self.external);
        let role = reader.field("role", &self.role);
        let kind = reader.field("kind", &self.kind);
        let name = reader.field("name", &self.name);
        let identifiers = reader.each("identifiers", self.identifiers, |r, one| one.parse(r));
        Some(ForeignParty {
            external: external?,
            role: role?,
            kind: kind?,
            name: name?,
            identifiers: identifiers?,
            address: self.address,
        })
    }
}

impl SyncPaymentBody {
    pub(crate) fn parse(self, reader: &mut Reader) -> Option<Command> {
        let agency = reader.field("agency", &self.agency);
        let source = source(reader, &self.source);
        let case = external(reader, "case", self.case);
        let external = external(reader, "external", self.external);
        let amount = reader.within("amount", |r| self.amount.parse(r));
        let day = reader.field("day", &self.day);
        let line = |reader: &mut Reader, name: &str, text: Option<String>| match text {
            None => Some(None),
            Some(text) => reader.line(name, text).map(Some),
        };
        let reference = line(reader, "reference", self.reference);
        let note = line(reader, "note", self.note);
        let payment = Box::new(ForeignPayment {
            external: external?,
            amount: amount?,
            day: day?,
            reference: reference?,
            note: note?,
            other_money: self.other_money,
        });
        Some(Command::SyncPayment { agency: agency?, source: source?, case: case?, payment })
    }
}

impl DecideSyncBody {
    pub(crate) fn parse(self, case: CaseId, reader: &mut Reader) -> Option<Command> {
        let source = source(reader, &self.source)?;
        let fields = |named: Vec<String>| named.into_iter().map(Field).collect();
        let (theirs, ours) = (fields(self.theirs), fields(self.ours));
        Some(Command::DecideSync { case, source, theirs, ours })
    }
}

fn source(reader: &mut Reader, text: &str) -> Option<SourceCode> {
    SourceCode::parse(text).or_else(|| reader.wrong("source", "word_unknown"))
}

fn external(reader: &mut Reader, name: &str, text: String) -> Option<ExternalId> {
    let text = reader.line(name, text)?;
    ExternalId::parse(&text).or_else(|| reader.wrong(name, "too_long"))
}
