//! Accounts that inquiries of a case showed: read as what institutions said, with a
//! purpose, on record.

use super::secret::Purpose;
use super::{Found, ReadError, Reader, whole};
use crate::schema::{answer as a, demand as d};
use crate::types::Id;
use diesel::dsl::exists;
use diesel::prelude::*;
use engine::actor::Actor;
use engine::answer::AnswerState;
use engine::id::{CaseId, DemandId, InstitutionId};
use engine::instrument::InstrumentKind;
use engine::refusal::Refusal;
use engine::shown::{ShownAccount, accounts};

impl Reader<'_> {
    /// What institutions named of debtors' accounts when inquiries of a case asked
    /// them, as far as the actor may read it. Nothing is read of an institution that
    /// has not answered.
    pub fn shown_accounts(
        &mut self,
        actor: &Actor,
        purpose: &Purpose,
        case: CaseId,
        institutions: &[InstitutionId],
    ) -> Found<Vec<ShownAccount>> {
        let families = institutions.iter().flat_map(|id| self.rules.directory.family(*id));
        let at: Vec<Id> = families.map(|id| Id(id.0)).collect();
        let accepted = a::table
            .filter(a::demand_id.eq(d::id))
            .filter(a::state.eq(AnswerState::Accepted.code()));
        let demands: Vec<Id> = d::table
            .filter(d::case_id.eq(Id(case.0)))
            .filter(d::kind.eq(InstrumentKind::Inquiry.code()))
            .filter(d::institution_id.eq_any(at))
            .filter(exists(accepted))
            .order(d::id)
            .select(d::id)
            .load(self.conn)?;
        let mut shown = Vec::new();
        for demand in demands {
            let said = match self.demand_secret(actor, purpose, DemandId(demand.0)) {
                // Sealed to others: nobody else knows of it.
                Err(ReadError::Refused(_)) => continue,
                said => said?,
            };
            let demand = &said.view.demand;
            let asked = whole::instrument(self.conn, self.vault, demand.instrument)?;
            let debtor = asked.ok_or(Refusal::NotFound)?.content.debtor();
            shown.extend(accounts(&said.answers).map(|account| ShownAccount {
                institution: demand.institution,
                debtor,
                sealed_to: demand.sealed_to.clone(),
                account: account.clone(),
            }));
        }
        Ok(shown)
    }
}
