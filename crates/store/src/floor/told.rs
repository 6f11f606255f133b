//! A case that another system tells of and that is not here yet, by hand.

use super::Floor;
use super::plan::{PlanError, Stamp, Template, done};
use super::sql;
use crate::error::StoreError;
use crate::ids::Ids;
use crate::lane::batch::in_transaction;
use crate::lane::changes::Changes;
use crate::lane::load::{LaneConn, load};
use crate::rows::sync::LinkRow;
use crate::seal::Vault;
use crate::url::DatabaseUrl;
use engine::command::{Command, Envelope};
use engine::context::{Context, Rules};
use engine::facts::Needs;
use engine::id::{IdSource, LinkId};
use engine::run::run;
use engine::time::Clock;
use std::sync::Arc;

/// The rows of one case, as the engine decided them. What the case is called, here
/// and there, must be nineteen bytes or more: they are written over.
pub struct ToldPlan {
    told: Template,
    link: LinkId,
}

impl ToldPlan {
    /// Has the engine decide it, and writes nothing.
    pub fn of(
        url: &DatabaseUrl,
        clock: &Arc<dyn Clock>,
        vault: &Vault,
        rules: &Rules,
        told: &Envelope,
    ) -> Result<Self, PlanError> {
        let Command::SyncCase { agency, source, theirs } = &told.command else {
            return Err(PlanError::Nobody);
        };
        let link = source.link(*agency, &theirs.external);
        let mut conn = LaneConn::open(url)?;
        let mut ids = Ids::new(Arc::clone(clock));
        let mut cx = Context { now: clock.now(), ids: &mut ids, rules };
        let (mut facts, salts) = load(&mut conn, &Needs::of([told]), vault, rules)?;
        done(run(&mut facts, told, &mut cx))?;
        Ok(Self { told: Template::of(Changes::take(facts, &salts, vault)), link })
    }
}

impl Floor {
    /// Opens the plan's case once more, as another one.
    pub fn tell(&mut self, plan: &ToldPlan) -> Result<(), StoreError> {
        let mut stamp = Stamp::of(std::iter::empty());
        plan.told.prepare(&mut stamp, || self.ids.next_id());
        let stamped = plan.told.stamped(&stamp);
        let link = stamp.new_id(plan.link.0);
        in_transaction(&mut self.conn, |conn| {
            sql::look_up(conn, LinkRow::TABLE, "id", link, "")?;
            sql::write(conn, &stamped)
        })?;
        Ok(())
    }
}
