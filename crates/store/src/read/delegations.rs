//! What other agencies delegated to an agency. It knows nothing else of the cases that
//! it came from (I-28).

use super::page::{Cursor, Listing, Page};
use super::scope::{Reach, at_any, reach};
use super::secret::{Purpose, SecretRead};
use super::{Found, Reader, whole};
use crate::conn::{Conn, Multi};
use crate::error::StoreError;
use crate::rows::delegation::DelegationRow;
use crate::schema::{delegation as d, duty};
use crate::types::{At, Id};
use diesel::prelude::*;
use engine::actor::Actor;
use engine::case::{Category, Document, Party};
use engine::delegation::{Delegation, DelegationState};
use engine::event::Root;
use engine::id::{AgencyId, CaseId, DelegationId};
use engine::ledger::DutyKind;
use engine::policy::{Belongs, Permission, ReadKind, permission_on_delegation, read_grants};
use engine::refusal::Refusal;
use engine::time::Instant;
use std::collections::HashMap;
use uuid::Uuid;

/// A delegation in the list of the agency that it is offered to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DelegationHead {
    /// The case that it came from, which the reader may not see.
    pub case: CaseId,
    /// The agency that delegated.
    pub from: AgencyId,
    /// What it says.
    pub delegation: Delegation,
    /// Until when it is to be answered.
    pub due: Option<Instant>,
}

/// A delegation with what the other agency has to know of the case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DelegationView {
    /// Itself.
    pub head: DelegationHead,
    /// What its case is about, while it waits for an answer: who accepts has a case
    /// of his own afterwards, and who does not has nothing to do with it.
    pub about: Option<DelegatedCase>,
}

/// What an agency has to know to decide on a delegation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DelegatedCase {
    /// The judgment enforced.
    pub judgment: Document,
    /// What kind of judgment it is.
    pub category: Category,
    /// Who is in the case.
    pub parties: Vec<Party>,
}

impl Reader<'_> {
    /// What was delegated to agencies within an actor's reach, the latest first.
    pub fn delegations(
        &mut self,
        actor: &Actor,
        state: Option<DelegationState>,
        page: Page,
    ) -> Found<Listing<DelegationHead>> {
        let reach = reach(actor, ReadKind::Delegations, &self.rules.directory)?;
        let before = Id(page.after().map_or(Uuid::max(), |after| after.id));
        let mut query = d::table
            .filter(d::id.lt(before))
            .select(DelegationRow::as_select())
            .order(d::id.desc())
            .limit(page.fetch())
            .into_boxed::<Multi>();
        query = match &reach {
            Reach::Country => query,
            Reach::Agencies(ids) => query.filter(d::to_id.eq_any(ids.iter().map(|id| Id(id.0)))),
            Reach::Office(office) => at_any!(query, d::to_id, office.as_slice()),
            Reach::Own(..) | Reach::Institution(_) => return Err(Refusal::Forbidden.into()),
        };
        if let Some(state) = state {
            query = query.filter(d::state.eq(state.code()));
        }
        let rows: Vec<DelegationRow> = query.load(self.conn)?;
        let listing = page.listing(rows, |row| Cursor { key: None, id: row.id.0 });
        let dues = dues(self.conn, &listing.rows)?;
        let vault = self.vault;
        // A list says nothing that persons wrote: where somebody's assets are is read on
        // record.
        let line = |row| {
            let mut head = head(row, vault, &dues)?;
            head.delegation.reason.clear();
            head.delegation.end.iter_mut().for_each(|end| end.reason.clear());
            Ok::<_, crate::error::Corrupt>(head)
        };
        Ok(listing.try_map(line)?)
    }

    /// One of them, on record: it names persons (I-19).
    pub fn delegation(&mut self, actor: &Actor, id: DelegationId) -> Found<DelegationView> {
        let row = self.open_delegation(actor, id)?;
        let case = CaseId(row.case_id.0);
        let found = self.whole(|conn, vault| {
            let (_, salt) = whole::gate_and_salt(conn, case)?.ok_or(Refusal::NotFound)?;
            let case = whole::case(conn, vault, case)?.ok_or(Refusal::NotFound)?;
            Ok((salt, case))
        });
        let (salt, from) = found?;
        let (kind, root) = (ReadKind::Delegations, Root::Money(case));
        let read = SecretRead { kind, root, case: Some(case), salt: &salt };
        self.put_on_record(actor, &Purpose::of_delegations(), &read, &["delegation", "parties"])?;
        let dues = dues(self.conn, std::slice::from_ref(&row))?;
        let head = head(row, self.vault, &dues)?;
        let waits = head.delegation.state == DelegationState::Offered;
        let content = from.content;
        let about = waits.then_some(DelegatedCase {
            judgment: content.judgment,
            category: content.category,
            parties: content.parties,
        });
        Ok(DelegationView { head, about })
    }

    /// The case that one of them came from, for who decides on it.
    pub fn delegated_in(&mut self, actor: &Actor, id: DelegationId) -> Found<CaseId> {
        Ok(CaseId(self.open_delegation(actor, id)?.case_id.0))
    }

    fn open_delegation(&mut self, actor: &Actor, id: DelegationId) -> Found<DelegationRow> {
        let row: Option<DelegationRow> = d::table
            .filter(d::id.eq(Id(id.0)))
            .select(DelegationRow::as_select())
            .first(self.conn)
            .optional()?;
        let row = row.ok_or(Refusal::NotFound)?;
        let root = Belongs { agency: Some(AgencyId(row.to_id.0)), ..Belongs::default() };
        let grants = read_grants(ReadKind::Delegations);
        match permission_on_delegation(actor, grants, &root, &self.rules.directory) {
            Permission::Granted => Ok(row),
            Permission::Forbidden => Err(Refusal::Forbidden.into()),
            Permission::Unseen => Err(Refusal::NotFound.into()),
        }
    }
}

/// Until when each is to be answered, by its case and when it was offered.
type Dues = HashMap<(Id, At), At>;

fn dues(conn: &mut Conn, rows: &[DelegationRow]) -> Result<Dues, StoreError> {
    let offered = rows.iter().filter(|row| row.state == DelegationState::Offered.code());
    let cases: Vec<Id> = offered.map(|row| row.case_id).collect();
    if cases.is_empty() {
        return Ok(Dues::new());
    }
    let found: Vec<(Id, At, Option<At>)> = duty::table
        .filter(duty::case_id.eq_any(cases))
        .filter(duty::kind.eq(DutyKind::AcceptDelegation.code()))
        .select((duty::case_id, duty::start_at, duty::due_at))
        .load(conn)?;
    let dues = found.into_iter();
    Ok(dues.filter_map(|(case, start, due)| Some(((case, start), due?))).collect())
}

fn head(
    row: DelegationRow,
    vault: &crate::seal::Vault,
    dues: &Dues,
) -> Result<DelegationHead, crate::error::Corrupt> {
    Ok(DelegationHead {
        case: CaseId(row.case_id.0),
        from: AgencyId(row.agency_id.0),
        due: dues.get(&(row.case_id, row.at)).map(|due| due.0),
        delegation: row.entity(vault)?,
    })
}
