//! What an import of another system's cases compares with: for the service itself,
//! which the importer's command line runs as.

use super::system::SystemReader;
use super::{Found, Reader, whole};
use crate::conn::Conn;
use crate::error::StoreError;
use crate::rows::sync::LinkRow;
use crate::schema::{case_link as l, enforcement_case as c, person, seat, synced_payment};
use crate::seal::Vault;
use crate::types::Id;
use diesel::prelude::*;
use engine::actor::Actor;
use engine::case::Case;
use engine::id::{AgencyId, CaseId, LinkId, SyncedPaymentId, UserId};
use engine::sync::{Standing, Synced};
use engine::time::Day;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// A case here that a row of a file is about.
#[derive(Clone, Debug)]
pub struct Known {
    /// The case.
    pub case: Case,
    /// What the other system said of it; none: written here, by its number.
    pub synced: Option<Synced>,
    /// How its money stands.
    pub standing: Standing,
}

impl SystemReader<'_> {
    /// People in charge of an agency's cases, by what they sign in with.
    pub fn usernames(&mut self, agency: AgencyId) -> Result<BTreeMap<String, UserId>, StoreError> {
        self.snapshot(|conn| {
            let rows: Vec<(String, Id)> = seat::table
                .inner_join(person::table.on(person::id.eq(seat::person_id)))
                .filter(seat::agency_id.eq(Id(agency.0)))
                .filter(seat::active.eq(true))
                .filter(person::active.eq(true))
                .select((person::username, person::id))
                .load(conn)?;
            Ok(rows.into_iter().map(|(name, id)| (name, UserId(id.0))).collect())
        })
    }

    /// Digests of what was said last, of the links that there are.
    pub fn link_digests(
        &mut self,
        links: &[LinkId],
    ) -> Result<HashMap<LinkId, Vec<u8>>, StoreError> {
        let ids: Vec<Id> = links.iter().map(|id| Id(id.0)).collect();
        self.snapshot(|conn| {
            let rows: Vec<(Id, Vec<u8>)> =
                l::table.filter(l::id.eq_any(ids)).select((l::id, l::digest)).load(conn)?;
            Ok(rows.into_iter().map(|(id, digest)| (LinkId(id.0), digest)).collect())
        })
    }

    /// Which of these numbers a case of an agency bears.
    pub fn numbers_here(
        &mut self,
        agency: AgencyId,
        numbers: &[String],
    ) -> Result<BTreeSet<String>, StoreError> {
        self.snapshot(|conn| {
            let rows: Vec<String> = c::table
                .filter(c::agency_id.eq(Id(agency.0)))
                .filter(c::number.eq_any(numbers))
                .select(c::number)
                .load(conn)?;
            Ok(rows.into_iter().collect())
        })
    }

    /// Which of these payments were told before, each with what was said: how many đồng
    /// of which day, if the day can be read.
    pub fn told_payments(
        &mut self,
        ids: &[SyncedPaymentId],
    ) -> Result<BTreeMap<SyncedPaymentId, (i64, Option<Day>)>, StoreError> {
        let ids: Vec<Id> = ids.iter().map(|id| Id(id.0)).collect();
        self.snapshot(|conn| {
            let rows: Vec<(Id, i64, String)> = synced_payment::table
                .filter(synced_payment::id.eq_any(ids))
                .select((synced_payment::id, synced_payment::amount, synced_payment::day))
                .load(conn)?;
            let said = |(id, amount, day): (Id, i64, String)| {
                (SyncedPaymentId(id.0), (amount, day.parse().ok()))
            };
            Ok(rows.into_iter().map(said).collect())
        })
    }

    /// The case that a row is about, if there is one.
    pub fn known_case(
        &mut self,
        link: LinkId,
        (agency, number): (AgencyId, &str),
    ) -> Result<Option<Known>, StoreError> {
        self.known(|conn, vault| {
            let row: Option<LinkRow> = l::table
                .filter(l::id.eq(Id(link.0)))
                .select(LinkRow::as_select())
                .first(conn)
                .optional()?;
            if let Some(row) = row {
                return known(conn, vault, CaseId(row.case_id.0), Some(row.entity(vault)?));
            }
            let id: Option<Id> = c::table
                .filter(c::agency_id.eq(Id(agency.0)))
                .filter(c::number.eq(number))
                .select(c::id)
                .first(conn)
                .optional()?;
            id.map_or(Ok(None), |id| known(conn, vault, CaseId(id.0), None))
        })
    }

    /// How many cases of an agency's files wait for a person.
    pub fn count_waiting(&mut self, agency: AgencyId) -> Result<i64, StoreError> {
        self.snapshot(|conn| {
            let waiting = l::table.filter(l::agency_id.eq(Id(agency.0))).filter(l::waiting.gt(0));
            Ok(waiting.count().get_result(conn)?)
        })
    }

    /// Cases of an agency's files of which something waits for a person.
    pub fn waiting_links(
        &mut self,
        agency: AgencyId,
        limit: u16,
    ) -> Result<Vec<Known>, StoreError> {
        self.known(|conn, vault| {
            let rows: Vec<LinkRow> = l::table
                .filter(l::agency_id.eq(Id(agency.0)))
                .filter(l::waiting.gt(0))
                .order(l::id)
                .limit(i64::from(limit))
                .select(LinkRow::as_select())
                .load(conn)?;
            let mut waiting = Vec::with_capacity(rows.len());
            for row in rows {
                let synced = row.entity(vault)?;
                waiting.extend(known(conn, vault, synced.case, Some(synced))?);
            }
            Ok(waiting)
        })
    }
}

impl Reader<'_> {
    /// What other systems said of a case: one for each of them.
    pub fn sync_links(&mut self, actor: &Actor, id: CaseId) -> Found<Vec<Known>> {
        let case = self.case(actor, id)?;
        let ledger = whole::ledger(self.conn, self.vault, id)?;
        let standing = Standing::of(ledger.as_ref());
        let rows: Vec<LinkRow> = l::table
            .filter(l::case_id.eq(Id(id.0)))
            .order(l::id)
            .select(LinkRow::as_select())
            .load(self.conn)?;
        let mut links = Vec::with_capacity(rows.len());
        for row in rows {
            let synced = Some(row.entity(self.vault)?);
            links.push(Known { case: case.clone(), synced, standing: standing.clone() });
        }
        Ok(links)
    }
}

fn known(
    conn: &mut Conn,
    vault: &Vault,
    case: CaseId,
    synced: Option<Synced>,
) -> Result<Option<Known>, StoreError> {
    let Some(case) = whole::case(conn, vault, case)? else {
        return Ok(None);
    };
    let ledger = whole::ledger(conn, vault, case.id)?;
    Ok(Some(Known { standing: Standing::of(ledger.as_ref()), case, synced }))
}
