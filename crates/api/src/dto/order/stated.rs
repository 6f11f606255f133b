//! What an order states beside its sums: how what is owed is made up, and by what the
//! officer knows whose money it is.

use crate::dto::common::MoneyBody;
use crate::dto::leaf::DayField;
use crate::dto::reader::Reader;
use engine::money::{Currency, Money};
use engine::order::{Identity, OwedParts};
use serde::Deserialize;
use utoipa::ToSchema;

/// What is owed by its parts, in đồng: principal, interest, fees and costs less what
/// was paid. What is absent is nothing.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = OwedParts)]
pub(crate) struct OwedPartsBody {
    /// What was adjudged.
    principal: Option<MoneyBody>,
    /// Late interest.
    interest: Option<MoneyBody>,
    /// The day interest is counted to, and with; needed where there is interest. Not
    /// after the day of the decision.
    interest_to: Option<DayField>,
    /// The rate it runs at: parts per million of the principal for a year of 365
    /// days. Absent only where the books let no interest run: a sum of the judgment.
    #[schema(minimum = 1, maximum = 1_000_000)]
    ppm: Option<u32>,
    /// Court and enforcement fees.
    fees: Option<MoneyBody>,
    /// Costs of coercion.
    costs: Option<MoneyBody>,
    /// What was paid: it is taken away.
    paid: Option<MoneyBody>,
}

/// By what an officer confirms that an account's holder, or who is paid an income,
/// is the debtor.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = IdentityConfirmation)]
pub(crate) struct IdentityBody {
    /// A code of the shipped list of confirmations.
    code: String,
    /// What was seen or said; `other` needs it, and so does taking money from one
    /// whom the institution knows by another identifier.
    #[schema(max_length = 4000)]
    note: Option<String>,
}

impl OwedPartsBody {
    pub(super) fn parse(self, reader: &mut Reader) -> Option<OwedParts> {
        let mut amount = |name: &str, said: Option<MoneyBody>| {
            let said = reader.part(name, said, |r, money| money.parse(r))?;
            Some(said.unwrap_or(Money::zero(Currency::VND)))
        };
        let principal = amount("principal", self.principal);
        let interest = amount("interest", self.interest);
        let fees = amount("fees", self.fees);
        let costs = amount("costs", self.costs);
        let paid = amount("paid", self.paid);
        let interest_to = reader.optional("interest_to", self.interest_to.as_ref());
        Some(OwedParts {
            principal: principal?,
            interest: interest?,
            interest_to: interest_to?,
            ppm: self.ppm,
            fees: fees?,
            costs: costs?,
            paid: paid?,
        })
    }
}

impl IdentityBody {
    pub(super) fn parse(self) -> Identity {
        Identity::new(&self.code, self.note.filter(|note| !note.trim().is_empty()))
    }
}
