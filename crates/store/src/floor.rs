//! The floor that the benchmark measures against: what a careful program would
//! do by hand, one transaction a command, with plain prepared statements.
//!
//! It decides nothing. What it writes was decided once, by the engine; each
//! command writes it again with new ids: the same tables, the same number of
//! rows and of bytes, under the same settings. What it costs is therefore the
//! database's cost alone, which makes it a hard floor.

mod fill;
mod freeze;
mod plan;
mod sql;
#[cfg(test)]
mod tests;
mod told;

pub use fill::{
    Fill, FillError, Seats, copy_database, drop_database, fill, has_database, make_due,
    rename_database, settle,
};
pub use freeze::{Asked, FreezePlan};
pub use plan::{Plan, PlanError};
pub use told::ToldPlan;

use crate::conn::ConnectError;
use crate::error::StoreError;
use crate::ids::Ids;
use crate::lane::batch::in_transaction;
use crate::lane::load::LaneConn;
use crate::rows::case::{CaseRow, PartyRow};
use crate::rows::demand::{ClockRow, DemandRow, ItemRow};
use crate::rows::record::IdempotencyRow;
use crate::url::DatabaseUrl;
use engine::id::{CaseId, DemandId, IdSource, ItemId};
use engine::time::Clock;
use plan::Stamp;
use std::collections::HashMap;
use std::sync::Arc;
use uuid::Uuid;

/// A filing that the floor wrote.
pub struct Filed {
    stamp: Stamp,
}

/// A connection that carries out commands by hand.
pub struct Floor {
    conn: LaneConn,
    ids: Ids,
    plan: Arc<Plan>,
}

impl Floor {
    /// Opens a connection with the settings of a write lane, durability
    /// included: they are asserted there.
    pub fn open(
        url: &DatabaseUrl,
        clock: Arc<dyn Clock>,
        plan: Arc<Plan>,
    ) -> Result<Self, ConnectError> {
        Ok(Self { conn: LaneConn::open(url)?, ids: Ids::new(clock), plan })
    }

    /// Files the plan's inquiry in this case.
    pub fn file(&mut self, case: CaseId) -> Result<Filed, StoreError> {
        let plan = Arc::clone(&self.plan);
        let mut stamp = Stamp::of_case(&plan, case);
        plan.filing.prepare(&mut stamp, || self.ids.next_id());
        let stamped = plan.filing.stamped(&stamp);
        in_transaction(&mut self.conn, |conn| {
            sql::look_up(conn, IdempotencyRow::TABLE, "id", stamped.key, "")?;
            sql::look_up(conn, CaseRow::TABLE, "id", case.0, " for key share")?;
            sql::look_up(conn, PartyRow::TABLE, "case_id", case.0, "")?;
            sql::write(conn, &stamped)
        })?;
        Ok(Filed { stamp })
    }

    /// Answers the first demand of a filing.
    pub fn answer(&mut self, filed: &Filed) -> Result<(), StoreError> {
        let plan = Arc::clone(&self.plan);
        let mut stamp = filed.stamp.clone();
        plan.answer.prepare(&mut stamp, || self.ids.next_id());
        let stamped = plan.answer.stamped(&stamp);
        let demand = stamp.new_id(plan.demand.0);
        let case = stamp.new_id(plan.case.0);
        in_transaction(&mut self.conn, |conn| {
            sql::look_up(conn, IdempotencyRow::TABLE, "id", stamped.key, "")?;
            sql::look_up(conn, DemandRow::TABLE, "id", demand, " for no key update")?;
            sql::look_up(conn, CaseRow::TABLE, "id", case, "")?;
            sql::look_up(conn, ItemRow::TABLE, "demand_id", demand, "")?;
            sql::look_up(conn, ClockRow::TABLE, "demand_id", demand, "")?;
            sql::write(conn, &stamped)
        })?;
        Ok(())
    }

    /// The first demand of a filing, with its item.
    pub fn first_demand(&self, filed: &Filed) -> (DemandId, ItemId) {
        let new = |id: Uuid| filed.stamp.new_id(id);
        (DemandId(new(self.plan.demand.0)), ItemId(new(self.plan.item.0)))
    }
}

/// Looks up the items of demands: what an institution learns from its inbox,
/// for many demands in one statement.
pub struct Items {
    conn: LaneConn,
}

impl Items {
    /// Opens a connection.
    pub fn open(url: &DatabaseUrl) -> Result<Self, ConnectError> {
        Ok(Self { conn: LaneConn::open(url)? })
    }

    /// The first item of each demand that is known.
    pub fn of(&mut self, demands: &[DemandId]) -> Result<HashMap<DemandId, ItemId>, StoreError> {
        let ids: Vec<Uuid> = demands.iter().map(|id| id.0).collect();
        let pairs = sql::items(&mut self.conn, &ids)?.into_iter();
        Ok(pairs.map(|(demand, item)| (DemandId(demand.0), ItemId(item.0))).collect())
    }

    /// The clocks of a demand, in the order of their rules.
    pub fn clocks(&mut self, demand: DemandId) -> Result<Vec<Uuid>, StoreError> {
        Ok(sql::clocks(&mut self.conn, demand.0)?.into_iter().map(|id| id.0).collect())
    }
}
