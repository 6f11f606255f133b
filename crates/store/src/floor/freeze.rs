//! A bank's answer to a freeze, by hand. Whoever answers in a case must lock
//! the one row of its books, so here the floor waits as everybody does.

use super::Floor;
use super::plan::{PlanError, Stamp, Stamped, Template, done};
use super::sql;
use crate::error::StoreError;
use crate::ids::Ids;
use crate::lane::batch::in_transaction;
use crate::lane::changes::Changes;
use crate::lane::load::{LaneConn, load};
use crate::rows::case::CaseRow;
use crate::rows::demand::{ClockRow, DemandRow, ItemRow};
use crate::rows::freeze::{FreezeRow, HoldRow, LiftRow, TransferRow};
use crate::rows::money::{DutyRow, MoneyRow};
use crate::rows::record::IdempotencyRow;
use crate::seal::Vault;
use crate::url::DatabaseUrl;
use crate::value::Value;
use engine::command::Envelope;
use engine::context::{Context, Rules};
use engine::facts::Needs;
use engine::id::{CaseId, DemandId, IdSource, ItemId};
use engine::run::run;
use engine::time::Clock;
use std::sync::Arc;
use uuid::Uuid;

/// A demand to freeze, as its institution knows it.
#[derive(Clone, Debug)]
pub struct Asked {
    /// The case.
    pub case: CaseId,
    /// The demand.
    pub demand: DemandId,
    /// Its only item.
    pub item: ItemId,
    /// The clocks of the item, in the order of their rules.
    pub clocks: Vec<Uuid>,
}

impl Asked {
    /// Every id with that of another demand in its place.
    fn pairs(&self, other: &Self) -> impl Iterator<Item = (Uuid, Uuid)> {
        let roots = [
            (self.case.0, other.case.0),
            (self.demand.0, other.demand.0),
            (self.item.0, other.item.0),
        ];
        let clocks = self.clocks.iter().copied().zip(other.clocks.iter().copied());
        roots.into_iter().chain(clocks)
    }
}

/// The rows of one answer to a freeze, as the engine decided it.
pub struct FreezePlan {
    answer: Template,
    asked: Asked,
    /// The version of the books before it.
    version: i32,
}

impl FreezePlan {
    /// Has the engine decide an answer to a demand that is in the database, and
    /// writes nothing.
    pub fn of(
        url: &DatabaseUrl,
        clock: &Arc<dyn Clock>,
        vault: &Vault,
        rules: &Rules,
        answer: &Envelope,
        asked: Asked,
    ) -> Result<Self, PlanError> {
        let mut conn = LaneConn::open(url)?;
        let mut ids = Ids::new(Arc::clone(clock));
        let mut cx = Context { now: clock.now(), ids: &mut ids, rules };
        let (mut facts, salts) = load(&mut conn, &Needs::of([answer]), vault, rules)?;
        let version = facts.ledgers.get(asked.case).map_or(0, |ledger| ledger.version);
        done(run(&mut facts, answer, &mut cx))?;
        Ok(Self { answer: Template::of(Changes::take(facts, &salts, vault)), asked, version })
    }

    /// Puts the rows where the books stand now.
    fn place(&self, stamped: &mut Stamped<'_>, version: i32, holds: i32) {
        let moved = version - self.version;
        for write in &mut stamped.writes {
            let (Some(at), kind) = (
                write.table.position(if write.table.name == "hold" { "place" } else { "version" }),
                write.table.position("root_kind"),
            ) else {
                continue;
            };
            for row in &mut write.rows {
                let of_books = kind.and_then(|n| row.get(n)) == Some(&Value::Text(Some("money")));
                match (write.table.name, row.get_mut(at)) {
                    ("hold", Some(place)) => *place = Value::Int4(Some(holds)),
                    ("money", Some(Value::Int4(Some(n)))) => *n += moved,
                    ("event", Some(Value::Int4(Some(n)))) if of_books => *n += moved,
                    _ => {}
                }
            }
            if write.table.name == "money" {
                write.found = vec![version];
            }
        }
    }
}

impl Floor {
    /// Answers a demand to freeze.
    pub fn answer_freeze(&mut self, plan: &FreezePlan, to: &Asked) -> Result<(), StoreError> {
        let mut stamp = Stamp::of(plan.asked.pairs(to));
        plan.answer.prepare(&mut stamp, || self.ids.next_id());
        let mut stamped = plan.answer.stamped(&stamp);
        let (case, demand) = (to.case.0, to.demand.0);
        in_transaction(&mut self.conn, |conn| {
            sql::look_up(conn, IdempotencyRow::TABLE, "id", stamped.key, "")?;
            sql::look_up(conn, DemandRow::TABLE, "id", demand, " for no key update")?;
            sql::look_up(conn, CaseRow::TABLE, "id", case, "")?;
            sql::look_up(conn, ItemRow::TABLE, "demand_id", demand, "")?;
            sql::look_up(conn, ClockRow::TABLE, "demand_id", demand, "")?;
            sql::look_up(conn, MoneyRow::TABLE, "case_id", case, " for no key update")?;
            for table in [FreezeRow::TABLE, HoldRow::TABLE, TransferRow::TABLE] {
                sql::look_up(conn, table, "case_id", case, "")?;
            }
            for table in [LiftRow::TABLE, DutyRow::TABLE] {
                sql::look_up(conn, table, "case_id", case, "")?;
            }
            let (version, holds) = sql::books(conn, case)?;
            plan.place(&mut stamped, version, holds);
            sql::write(conn, &stamped)
        })?;
        Ok(())
    }
}
