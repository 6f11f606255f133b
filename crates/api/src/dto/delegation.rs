//! Ủy thác: what goes to another agency, and in which case it is accepted.

use super::common::MoneyBody;
use super::leaf::{AgencyIdField, UserIdField};
use super::order::NumberedBody;
use super::reader::Reader;
use engine::command::Command;
use engine::delegation::{Acceptance, DelegationContent, Parts};
use engine::id::{CaseId, DelegationId};
use engine::money::Currency;
use serde::Deserialize;
use utoipa::ToSchema;

/// A decision to delegate.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewDelegation)]
pub(crate) struct DelegationBody {
    /// The agency that is to enforce.
    to: AgencyIdField,
    /// Number and date.
    decision: NumberedBody,
    /// What goes there; absent: all that is owed.
    parts: Option<PartsBody>,
    /// Why, and what the other agency should know.
    reason: String,
}

/// Parts of a debt in đồng; what is absent is nothing.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = DebtParts)]
pub(crate) struct PartsBody {
    /// Of what was adjudged.
    principal: Option<MoneyBody>,
    /// Of late interest.
    interest: Option<MoneyBody>,
    /// Of court and enforcement fees.
    fees: Option<MoneyBody>,
    /// Of costs of coercion.
    costs: Option<MoneyBody>,
}

/// The case that is opened for a delegation.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = DelegationAcceptance)]
pub(crate) struct AcceptanceBody {
    /// Its number, unique in the agency.
    number: String,
    /// Its officer: may lead cases of the agency.
    officer: UserIdField,
    /// Number and date of the agency's own enforcement decision.
    decision: NumberedBody,
}

impl DelegationBody {
    pub(crate) fn parse(self, case: CaseId, reader: &mut Reader) -> Option<Command> {
        let to = reader.field("to", &self.to);
        let decision = reader.within("decision", |r| self.decision.parse(r));
        let parts = reader.part("parts", self.parts, |r, parts| parts.parse(r));
        let content =
            DelegationContent { to: to?, decision: decision?, parts: parts?, reason: self.reason };
        Some(Command::DelegateCase { case, content: Box::new(content) })
    }
}

impl PartsBody {
    fn parse(self, reader: &mut Reader) -> Option<Parts> {
        let mut part = |name: &str, said: Option<MoneyBody>| match said {
            None => Some(0),
            Some(said) => reader.within(name, |r| {
                let money = said.parse(r)?;
                if money.currency() == Currency::VND {
                    Some(money.minor())
                } else {
                    r.wrong("currency", "word_unknown")
                }
            }),
        };
        let principal = part("principal", self.principal);
        let interest = part("interest", self.interest);
        let fees = part("fees", self.fees);
        let costs = part("costs", self.costs);
        Some(Parts { principal: principal?, interest: interest?, fees: fees?, costs: costs? })
    }
}

impl AcceptanceBody {
    pub(crate) fn parse(
        self,
        (case, delegation): (CaseId, DelegationId),
        reader: &mut Reader,
    ) -> Option<Command> {
        let officer = reader.field("officer", &self.officer);
        let decision = reader.within("decision", |r| self.decision.parse(r));
        let content = Acceptance { number: self.number, officer: officer?, decision: decision? };
        Some(Command::AcceptDelegation { case, delegation, content: Box::new(content) })
    }
}
