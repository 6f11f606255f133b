//! Deductions from income of a case.

use super::{from_json, json_text, word};
use crate::error::Corrupt;
use crate::types::{At, Id};
use crate::value::stored;
use engine::id::{DemandId, InstitutionId, InstrumentId, ItemId, PartyId, PayeeId, UserId};
use engine::ledger::{Income, IncomeEnd, IncomeEnded, Ledger};

stored! {
    /// A row of `income`.
    IncomeRow: income {
        item_id: Id,
        case_id: Id,
        place: i32,
        demand_id: Id,
        instrument_id: Id,
        institution_id: Id,
        debtor_id: Id,
        payee_id: Id,
        total: i64,
        monthly: String,
        keep: i64,
        first: String,
        day: i32,
        last: Option<String>,
        asked_at: At,
        running_since: Option<At>,
        accepted_at: Option<At>,
        ended_at: Option<At>,
        ended_why: Option<String>,
        proposer_id: Option<Id>,
    }
}

/// What changes of a deduction from income.
pub(crate) const INCOME_CHANGES: &[&str] =
    &["running_since", "accepted_at", "ended_at", "ended_why"];

impl IncomeRow {
    pub(crate) fn of(ledger: &Ledger, place: i32, income: &Income) -> Self {
        Self {
            item_id: Id(income.item.0),
            case_id: Id(ledger.case.0),
            place,
            demand_id: Id(income.demand.0),
            instrument_id: Id(income.instrument.0),
            institution_id: Id(income.institution.0),
            debtor_id: Id(income.debtor.0),
            payee_id: Id(income.payee.0),
            total: income.total,
            monthly: json_text(&income.monthly),
            keep: income.keep,
            first: income.first.to_string(),
            day: i32::from(income.day),
            last: income.last.map(|month| month.to_string()),
            asked_at: At(income.asked_at),
            running_since: income.running_since.map(At),
            accepted_at: income.accepted_at.map(At),
            ended_at: income.ended.map(|ended| At(ended.at)),
            ended_why: income.ended.map(|ended| ended.why.code().to_owned()),
            proposer_id: income.proposer.map(|id| Id(id.0)),
        }
    }

    pub(crate) fn entity(self) -> Result<Income, Corrupt> {
        let month = |text: &str, column| super::month(text, "income", column);
        let ended = match (self.ended_at, &self.ended_why) {
            (Some(at), Some(why)) => {
                let why = word!(IncomeEnd, "income", "ended_why", why);
                Some(IncomeEnded { at: at.0, why })
            }
            _ => None,
        };
        Ok(Income {
            item: ItemId(self.item_id.0),
            demand: DemandId(self.demand_id.0),
            instrument: InstrumentId(self.instrument_id.0),
            institution: InstitutionId(self.institution_id.0),
            debtor: PartyId(self.debtor_id.0),
            payee: PayeeId(self.payee_id.0),
            total: self.total,
            monthly: from_json(self.monthly.as_bytes(), "income", "monthly")?,
            keep: self.keep,
            first: month(&self.first, "first")?,
            day: u8::try_from(self.day).map_err(|_| Corrupt::new("income", "day"))?,
            last: self.last.as_deref().map(|text| month(text, "last")).transpose()?,
            asked_at: self.asked_at.0,
            running_since: self.running_since.map(|at| at.0),
            accepted_at: self.accepted_at.map(|at| at.0),
            ended,
            proposer: self.proposer_id.map(|id| UserId(id.0)),
        })
    }
}
