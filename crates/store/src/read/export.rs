//! What is here of an office's cases, for another system: for the service itself,
//! which the exporter's command line runs as.

use super::system::SystemReader;
use super::whole;
use crate::conn::Conn;
use crate::error::StoreError;
use crate::rows::sync::{LinkRow, SyncedPaymentRow};
use crate::schema::{case_link as l, enforcement_case as c, person, posting, synced_payment as p};
use crate::seal::Vault;
use crate::types::Id;
use diesel::dsl::{exists, not};
use diesel::prelude::*;
use engine::id::{AgencyId, CaseId, LinkId, PostingId};
use engine::ledger::Book;
use engine::sync::{HandedOut, SourceCode, hand_out};
use std::collections::BTreeSet;
use uuid::Uuid;

/// A case as it is handed out, and who leads it.
#[derive(Clone, Debug)]
pub struct Exported {
    /// Its id here: the next page begins after it.
    pub id: CaseId,
    /// The case and its payments.
    pub told: HandedOut,
    /// What its officer signs in with.
    pub officer: String,
    /// Whether a part of it is delegated to another agency.
    pub delegated: bool,
}

impl SystemReader<'_> {
    /// Cases that an agency's files of a system named, wherever they are led now, and
    /// cases of the agency that no file of that system named; by id, after `after`.
    pub fn export_cases(
        &mut self,
        agency: AgencyId,
        source: &SourceCode,
        after: Option<CaseId>,
        limit: u16,
    ) -> Result<Vec<Exported>, StoreError> {
        self.known(|conn, vault| {
            let after = Id(after.map_or(Uuid::nil(), |id| id.0));
            let ids = page(conn, (agency, source), after, i64::from(limit))?;
            let mut cases = Vec::with_capacity(ids.len());
            for id in ids {
                cases.extend(exported(conn, vault, (agency, source), id)?);
            }
            Ok(cases)
        })
    }

    /// Which of these are payments in the books of here: each of the case that a link
    /// stands for.
    pub fn own_payments(
        &mut self,
        told: &[(LinkId, PostingId)],
    ) -> Result<BTreeSet<(LinkId, PostingId)>, StoreError> {
        if told.is_empty() {
            return Ok(BTreeSet::new());
        }
        let links: Vec<Id> = told.iter().map(|(link, _)| Id(link.0)).collect();
        let ids: Vec<Id> = told.iter().map(|(_, id)| Id(id.0)).collect();
        self.snapshot(|conn| {
            let rows: Vec<(Id, Id)> = l::table
                .inner_join(posting::table.on(posting::case_id.eq(l::case_id)))
                .filter(l::id.eq_any(links))
                .filter(posting::id.eq_any(ids))
                .filter(posting::debit.eq(Book::Received.code()))
                // What was taken in kind is no payment.
                .filter(posting::concession_id.is_null())
                .select((l::id, posting::id))
                .load(conn)?;
            let found = rows.into_iter().map(|(link, id)| (LinkId(link.0), PostingId(id.0)));
            Ok(found.filter(|pair| told.contains(pair)).collect())
        })
    }
}

/// The cases of a page: each of the two lists is sought by itself, for a condition over
/// both would be read through for every page.
fn page(
    conn: &mut Conn,
    (agency, source): (AgencyId, &SourceCode),
    after: Id,
    limit: i64,
) -> Result<Vec<Id>, StoreError> {
    let of_agency = Id(agency.0);
    let linked: Vec<Id> = l::table
        .filter(l::agency_id.eq(of_agency))
        .filter(l::source.eq(source.as_str()))
        .filter(l::case_id.gt(after))
        .order(l::case_id)
        .limit(limit)
        .select(l::case_id)
        .load(conn)?;
    // Beyond the last of a full page nothing is of this page, so that what is linked is
    // passed over once in all.
    let full = i64::try_from(linked.len()).is_ok_and(|found| found >= limit);
    let end = linked.last().filter(|_| full).copied().unwrap_or(Id(Uuid::max()));
    let named = l::table.filter(l::case_id.eq(c::id)).filter(l::source.eq(source.as_str()));
    let own: Vec<Id> = c::table
        .filter(c::agency_id.eq(of_agency))
        .filter(c::id.gt(after))
        .filter(c::id.le(end))
        .filter(not(exists(named)))
        .order(c::id)
        .limit(limit)
        .select(c::id)
        .load(conn)?;
    let mut ids: Vec<Id> = linked.into_iter().chain(own).collect();
    ids.sort_unstable();
    ids.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    Ok(ids)
}

fn exported(
    conn: &mut Conn,
    vault: &Vault,
    (agency, source): (AgencyId, &SourceCode),
    id: Id,
) -> Result<Option<Exported>, StoreError> {
    let Some(case) = whole::case(conn, vault, CaseId(id.0))? else {
        return Ok(None);
    };
    let link: Option<LinkRow> = l::table
        .filter(l::case_id.eq(id))
        .filter(l::agency_id.eq(Id(agency.0)))
        .filter(l::source.eq(source.as_str()))
        .select(LinkRow::as_select())
        .first(conn)
        .optional()?;
    let synced = link.map(|row| row.entity(vault)).transpose()?;
    let rows: Vec<SyncedPaymentRow> = p::table
        .filter(p::case_id.eq(id))
        .order(p::at)
        .select(SyncedPaymentRow::as_select())
        .load(conn)?;
    let told = rows.iter().map(|row| row.entity(vault)).collect::<Result<Vec<_>, _>>()?;
    let ledger = whole::ledger(conn, vault, case.id)?;
    let officer = person::table
        .filter(person::id.eq(Id(case.content.officer.0)))
        .select(person::username)
        .first(conn)
        .optional()?;
    let told = hand_out(&case, synced.as_ref(), &told, ledger.as_ref());
    let delegated = ledger.is_some_and(|one| one.has_delegated());
    Ok(Some(Exported { id: case.id, told, officer: officer.unwrap_or_default(), delegated }))
}
