//! What becomes of a case: who leads it, and whether it rests.

use super::leaf::{CaseIdField, DayField, UserIdField};
use super::order::NumberedBody;
use super::reader::Reader;
use engine::command::Command;
use engine::id::{CaseId, UserId};
use engine::pause::PauseContent;
use serde::Deserialize;
use utoipa::ToSchema;

/// From whom to whom a case goes.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = CaseHandOver)]
pub(crate) struct HandOverBody {
    /// Who holds it, or is named by seals in it.
    from: UserIdField,
    /// Who is to hold it: may lead cases of the agency.
    to: UserIdField,
    /// Why.
    reason: String,
}

/// The cases that go from somebody to somebody.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = CasesHandOver)]
pub(crate) struct HandOversBody {
    /// Who leads them.
    from: UserIdField,
    /// Who is to lead them: may lead cases of the agency.
    to: UserIdField,
    /// Why.
    reason: String,
    /// Which; without it all of them, closed ones too.
    cases: Option<Vec<CaseIdField>>,
}

/// A hand-over of several cases, read.
pub(crate) struct HandOvers {
    pub(crate) from: UserId,
    pub(crate) to: UserId,
    pub(crate) reason: String,
    pub(crate) cases: Option<Vec<CaseId>>,
}

/// A decision by which a case rests.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = CasePause)]
pub(crate) struct PauseBody {
    /// The ground: a code of the list of grounds.
    ground: String,
    /// Number and date.
    decision: NumberedBody,
    /// The first day on which the case rests.
    from: DayField,
    /// The last day, where the decision names one.
    until: Option<DayField>,
    /// Why, in words.
    note: Option<String>,
}

/// The decision by which a case goes on.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = CaseResumption)]
pub(crate) struct ResumptionBody {
    /// Number and date.
    decision: NumberedBody,
    /// The first day on which it goes on.
    from: DayField,
    /// Why.
    reason: String,
}

impl HandOverBody {
    pub(crate) fn parse(self, case: CaseId, reader: &mut Reader) -> Option<Command> {
        let from = reader.field("from", &self.from);
        let to = reader.field("to", &self.to);
        Some(Command::HandOver { case, from: from?, to: to?, reason: self.reason })
    }
}

impl HandOversBody {
    pub(crate) fn parse(self, reader: &mut Reader) -> Option<HandOvers> {
        let from = reader.field("from", &self.from);
        let to = reader.field("to", &self.to);
        let cases = self.cases.map(|cases| reader.leaves("cases", &cases));
        let cases = match cases {
            Some(cases) => Some(cases?),
            None => None,
        };
        Some(HandOvers { from: from?, to: to?, reason: self.reason, cases })
    }
}

impl PauseBody {
    pub(crate) fn parse(self, case: CaseId, reader: &mut Reader) -> Option<Command> {
        let decision = reader.within("decision", |r| self.decision.parse(r));
        let from = reader.field("from", &self.from);
        let until = reader.optional("until", self.until.as_ref());
        let content = PauseContent {
            ground: self.ground,
            decision: decision?,
            from: from?,
            until: until?,
            note: self.note,
        };
        Some(Command::PauseCase { case, content: Box::new(content) })
    }
}

impl ResumptionBody {
    pub(crate) fn parse(self, case: CaseId, reader: &mut Reader) -> Option<Command> {
        let decision = reader.within("decision", |r| self.decision.parse(r));
        let from = reader.field("from", &self.from);
        let (decision, from) = (decision?, from?);
        Some(Command::ResumeCase { case, decision, from, reason: self.reason })
    }
}
