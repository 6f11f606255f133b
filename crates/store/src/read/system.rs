//! Finders of the service itself. They return ids and clocks, and nothing a
//! tenant said.

use crate::conn::Conn;
use crate::error::StoreError;
use crate::reference::{self, Reference};
use crate::rows::demand::ClockRow;
use crate::schema::{clock as c, outage, party_identifier as p};
use crate::seal::Vault;
use crate::transaction;
use crate::types::{At, Id};
use diesel::prelude::*;
use engine::clock::{Clock, ClockState};
use engine::id::{CaseId, ClockId, DemandId, OutageId, PartyId};
use engine::identity::Identifier;
use engine::time::Instant;

/// Finds things for the service itself, on one connection.
pub struct SystemReader<'a> {
    conn: &'a mut Conn,
    vault: &'a Vault,
}

impl<'a> SystemReader<'a> {
    pub(super) const fn new(conn: &'a mut Conn, vault: &'a Vault) -> Self {
        Self { conn, vault }
    }

    /// Several reads of what is sealed, for the service itself.
    pub(super) fn known<T>(
        &mut self,
        find: impl FnOnce(&mut Conn, &Vault) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let vault = self.vault;
        transaction::snapshot(self.conn, |conn| find(conn, vault))
    }

    /// Several reads that see one state of the database.
    pub(super) fn snapshot<T>(
        &mut self,
        find: impl FnOnce(&mut Conn) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        transaction::snapshot(self.conn, find)
    }

    /// Clocks whose next strike has come, what is longest due first.
    pub fn due_clocks(
        &mut self,
        now: Instant,
        limit: u16,
    ) -> Result<Vec<(DemandId, ClockId)>, StoreError> {
        let rows: Vec<(Id, Id)> = c::table
            .filter(c::next_at.le(At(now)))
            .order((c::next_at.asc(), c::id.asc()))
            .limit(i64::from(limit))
            .select((c::demand_id, c::id))
            .load(self.conn)?;
        Ok(pairs(rows))
    }

    /// Clocks that ran into an outage and may move for it: running ones and
    /// late ones, with what tells whether they do. By id, after `after`.
    pub fn clocks_touched_by(
        &mut self,
        outage: OutageId,
        after: Option<ClockId>,
        limit: u16,
    ) -> Result<Vec<(DemandId, Clock)>, StoreError> {
        let found: Option<(At, At)> = outage::table
            .filter(outage::id.eq(Id(outage.0)))
            .select((outage::from_at, outage::to_at))
            .first(self.conn)
            .optional()?;
        let Some((from, to)) = found else {
            return Ok(Vec::new());
        };
        let rows: Vec<ClockRow> = c::table
            .filter(c::id.gt(start(after)))
            .filter(c::state.eq_any([ClockState::Running.code(), ClockState::Late.code()]))
            .filter(c::start_at.lt(to))
            .filter(c::due_at.gt(from))
            .order(c::id)
            .limit(i64::from(limit))
            .select(ClockRow::as_select())
            .load(self.conn)?;
        let clock = |row: ClockRow| Ok((DemandId(row.demand_id.0), row.entity()?));
        rows.into_iter().map(clock).collect()
    }

    /// Running clocks computed by an older calendar version. By id, after
    /// `after`.
    pub fn clocks_of_calendar_before(
        &mut self,
        number: i32,
        after: Option<ClockId>,
        limit: u16,
    ) -> Result<Vec<(DemandId, ClockId)>, StoreError> {
        let rows: Vec<(Id, Id)> = c::table
            .filter(c::id.gt(start(after)))
            .filter(c::state.eq(ClockState::Running.code()))
            .filter(c::due_at.is_not_null())
            .filter(c::calendar.lt(number))
            .order(c::id)
            .limit(i64::from(limit))
            .select((c::demand_id, c::id))
            .load(self.conn)?;
        Ok(pairs(rows))
    }

    /// Where a person or organisation is a party: cases meet here, by the blind
    /// index of a strong identifier, and nowhere else.
    pub fn cases_by_identifier(
        &mut self,
        identifier: &Identifier,
    ) -> Result<Vec<(CaseId, PartyId)>, StoreError> {
        let blind = self.vault.blind(identifier).to_vec();
        let rows: Vec<(Id, Id)> = p::table
            .filter(p::blind.eq(blind))
            .order((p::case_id, p::party_id))
            .select((p::case_id, p::party_id))
            .load(self.conn)?;
        let found = rows.into_iter();
        Ok(found.map(|(case, party)| (CaseId(case.0), PartyId(party.0))).collect())
    }

    /// Counts the changes of reference data and people: when it differs, read it anew.
    pub fn reference_version(&mut self) -> Result<i64, StoreError> {
        reference::noticed(self.conn)
    }

    /// Reference data as it stands.
    pub fn reference(&mut self) -> Result<Reference, StoreError> {
        reference::snapshot(self.conn)
    }
}

fn start(after: Option<ClockId>) -> Id {
    Id(after.map(|id| id.0).unwrap_or_default())
}

fn pairs(rows: Vec<(Id, Id)>) -> Vec<(DemandId, ClockId)> {
    let found = rows.into_iter();
    found.map(|(demand, clock)| (DemandId(demand.0), ClockId(clock.0))).collect()
}
