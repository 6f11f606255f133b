//! What creditors conceded in a case: all of it for the office and who oversees it, its
//! own for a creditor's desk.

use super::secret::{Purpose, SecretRead};
use super::{Found, Reader, whole};
use crate::error::StoreError;
use crate::schema::concession;
use crate::types::Id;
use diesel::prelude::*;
use engine::actor::Actor;
use engine::case::{Case, PartyRole};
use engine::concession::{Concession, ConcessionState};
use engine::creditor::{followed, stands_for};
use engine::event::Root;
use engine::id::{CaseId, PartyId};
use engine::policy::{Belongs, ReadKind};
use engine::refusal::Refusal;

/// What creditors conceded in a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConcessionsView {
    /// The case.
    pub case: CaseId,
    /// Its number.
    pub number: String,
    /// The creditors of the case, or the one that the desk is, by their names.
    pub creditors: Vec<(PartyId, String)>,
    /// What they conceded, in the order it was recorded.
    pub concessions: Vec<Concession>,
}

impl Reader<'_> {
    /// All that was conceded in a case, on record: it names persons (I-19).
    pub fn concessions(&mut self, actor: &Actor, id: CaseId) -> Found<ConcessionsView> {
        let (case, salt, conceded) = self.conceded(id)?;
        self.permit(actor, ReadKind::Concessions, &Belongs::to_case(&case.gate()))?;
        let (kind, root) = (ReadKind::Concessions, Root::Money(id));
        let read = SecretRead { kind, root, case: Some(id), salt: &salt };
        self.put_on_record(actor, &Purpose::of_concessions(), &read, &["concessions"])?;
        let parties = case.content.parties.iter();
        let creditors = parties
            .filter(|party| party.role == PartyRole::Creditor)
            .map(|party| (party.id, party.name.as_written().to_owned()));
        Ok(ConcessionsView {
            case: id,
            number: case.content.number.clone(),
            creditors: creditors.collect(),
            concessions: conceded,
        })
    }

    /// What the actor's institution conceded as a creditor of a case, on record. Who of
    /// the office did what, and how its paper came, is left out.
    pub fn own_concessions(&mut self, actor: &Actor, id: CaseId) -> Found<ConcessionsView> {
        let (case, salt, conceded) = self.conceded(id)?;
        self.permit_claim(actor, &case)?;
        let own = followed(&case.content.parties, actor, &self.rules.directory);
        let own: Vec<_> = own.map(|party| (party.id, party.name.as_written().to_owned())).collect();
        let (kind, root) = (ReadKind::CreditorCases, Root::Case(id));
        let read = SecretRead { kind, root, case: Some(id), salt: &salt };
        self.put_on_record(actor, &Purpose::of_creditors(), &read, &["concessions"])?;
        // Whose word it was, and not who the party is by now.
        let directory = &self.rules.directory;
        let its = |institution| stands_for(actor, institution, directory);
        let is_own = |one: &Concession| one.institution.is_some_and(its);
        let concessions = conceded.into_iter().filter(is_own).collect();
        let number = case.content.number;
        Ok(ConcessionsView { case: id, number, creditors: own, concessions })
    }

    /// How many concessions of a case wait for the office, for who may read them.
    pub fn waiting_concessions(&mut self, actor: &Actor, id: CaseId) -> Found<i64> {
        let (gate, _) = whole::gate_and_salt(self.conn, id)?.ok_or(Refusal::NotFound)?;
        self.permit(actor, ReadKind::Concessions, &Belongs::to_case(&gate))?;
        let waiting = concession::table
            .filter(concession::case_id.eq(Id(id.0)))
            .filter(concession::state.eq(ConcessionState::Recorded.code()));
        Ok(waiting.count().get_result(self.conn).map_err(StoreError::from)?)
    }

    fn conceded(&mut self, id: CaseId) -> Found<(Case, [u8; 32], Vec<Concession>)> {
        self.whole(|conn, vault| {
            let case = whole::case(conn, vault, id)?.ok_or(Refusal::NotFound)?;
            let (_, salt) = whole::gate_and_salt(conn, id)?.ok_or(Refusal::NotFound)?;
            Ok((case, salt, whole::concessions(conn, vault, id)?))
        })
    }
}
