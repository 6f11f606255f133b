//! What the floor writes: the rows of one filing and of one answer, as the
//! engine decided them, to be written again and again with other ids.

use crate::conn::ConnectError;
use crate::error::StoreError;
use crate::ids::Ids;
use crate::lane::changes::Changes;
use crate::lane::load::{LaneConn, load};
use crate::seal::Vault;
use crate::url::DatabaseUrl;
use crate::value::{Table, Value, Verb, Write};
use engine::command::Envelope;
use engine::context::{Context, Rules};
use engine::decide::{Done, Reply};
use engine::facts::{Facts, Needs};
use engine::id::{CaseId, DemandId, ItemId};
use engine::refusal::Refusal;
use engine::run::run;
use engine::time::Clock;
use std::collections::HashMap;
use std::sync::Arc;
use uuid::Uuid;

/// Why there is no plan.
#[derive(Debug, thiserror::Error)]
pub enum PlanError {
    /// No connection.
    #[error(transparent)]
    Connect(#[from] ConnectError),
    /// The facts could not be read.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The engine refused a command of the plan.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The filing served nobody.
    #[error("the filing of the plan served nobody")]
    Nobody,
}

impl From<diesel::result::Error> for PlanError {
    fn from(error: diesel::result::Error) -> Self {
        Self::Store(error.into())
    }
}

/// One filing and one answer to its first demand.
pub struct Plan {
    pub(super) filing: Template,
    pub(super) answer: Template,
    pub(super) case: CaseId,
    pub(super) demand: DemandId,
    pub(super) item: ItemId,
}

impl Plan {
    /// Has the engine decide a filing and an answer, and writes nothing.
    pub fn of(
        url: &DatabaseUrl,
        clock: &Arc<dyn Clock>,
        vault: &Vault,
        rules: &Rules,
        file: &Envelope,
        answer: impl FnOnce(DemandId, ItemId) -> Envelope,
    ) -> Result<Self, PlanError> {
        let mut conn = LaneConn::open(url)?;
        let mut ids = Ids::new(Arc::clone(clock));
        let mut cx = Context { now: clock.now(), ids: &mut ids, rules };

        let (mut facts, salts) = load(&mut conn, &Needs::of([file]), vault, rules)?;
        let served = done(run(&mut facts, file, &mut cx))?.served.ok_or(PlanError::Nobody)?;
        let (demand, _) = *served.first().ok_or(PlanError::Nobody)?;
        let demand = facts.demands.get(demand).cloned().ok_or(PlanError::Nobody)?;
        let item = demand.items.first().ok_or(PlanError::Nobody)?.id;
        let gates = facts.gates.clone();
        let filing = Template(Changes::take(facts, &salts, vault));

        let (id, case) = (demand.id, demand.case);
        let mut facts = Facts { gates, ..Facts::default() };
        facts.demands.load(id, demand);
        done(run(&mut facts, &answer(id, item), &mut cx))?;
        let answer = Template(Changes::take(facts, &salts, vault));
        Ok(Self { filing, answer, case, demand: id, item })
    }
}

pub(super) fn done(reply: Reply) -> Result<Done, PlanError> {
    match reply {
        Reply::Done(done) => Ok(done),
        Reply::Refused(refusal) => Err(refusal.into()),
    }
}

/// The rows of one command.
pub(super) struct Template(Changes);

/// What stands for the ids and references of a plan in one filing.
#[derive(Clone)]
pub(super) struct Stamp {
    ids: HashMap<Uuid, Uuid>,
    references: HashMap<String, String>,
}

/// Bytes of a reference that differ from filing to filing: letters, year and
/// three groups, without the check character.
const REFERENCE: usize = 19;

impl Stamp {
    pub(super) fn of_case(plan: &Plan, case: CaseId) -> Self {
        Self::of([(plan.case.0, case.0)].into_iter())
    }

    /// Ids of a plan with those that stand for them.
    pub(super) fn of(pairs: impl Iterator<Item = (Uuid, Uuid)>) -> Self {
        Self { ids: pairs.collect(), references: HashMap::new() }
    }

    /// The new id of one of the plan.
    pub(super) fn new_id(&self, id: Uuid) -> Uuid {
        self.ids.get(&id).copied().unwrap_or(id)
    }
}

/// The column with what a row is called, where no two may be called the same.
fn name_of(table: &Table) -> Option<usize> {
    match table.name {
        "enforcement_case" => table.position("number"),
        "case_link" => table.position("external"),
        _ => table.position("reference"),
    }
}

/// The rows of one command with new ids.
pub(super) struct Stamped<'a> {
    /// The idempotency key.
    pub(super) key: Uuid,
    pub(super) writes: Vec<Write<'a>>,
}

impl Template {
    pub(super) const fn of(changes: Changes) -> Self {
        Self(changes)
    }

    /// Gives fresh ids to what is inserted, and references of the same length
    /// that no other filing has.
    pub(super) fn prepare(&self, stamp: &mut Stamp, mut fresh: impl FnMut() -> Uuid) {
        for Write { table, rows, .. } in self.inserts() {
            let reference = name_of(table);
            for row in rows {
                let Some(Value::Uuid(Some(id))) = row.first() else {
                    continue;
                };
                let id = *stamp.ids.entry(*id).or_insert_with(&mut fresh);
                let text = reference.and_then(|n| row.get(n));
                if let Some(Value::Text(Some(text))) = text
                    && !stamp.references.contains_key(*text)
                {
                    let rest = text.get(REFERENCE..).unwrap_or_default();
                    let number = id.as_u128() & 0x00FF_FFFF_FFFF_FFFF;
                    let new = format!("YC26-{number:014x}{rest}");
                    stamp.references.insert((*text).to_owned(), new);
                }
            }
        }
    }

    fn inserts(&self) -> impl Iterator<Item = Write<'_>> {
        self.0.writes().into_iter().filter(|write| write.verb == Verb::Insert)
    }

    /// The rows: what was inserted with fresh ids, what is named with the ids
    /// it has now.
    pub(super) fn stamped<'a>(&'a self, stamp: &'a Stamp) -> Stamped<'a> {
        let mut writes = self.0.writes();
        let mut key = Uuid::nil();
        for Write { table, rows, .. } in &mut writes {
            let reference = name_of(table);
            for row in rows.iter_mut() {
                for (n, value) in row.iter_mut().enumerate() {
                    match value {
                        Value::Uuid(Some(id)) => *id = stamp.new_id(*id),
                        Value::Text(Some(text)) if reference == Some(n) => {
                            *text = stamp.references.get(*text).map_or(*text, String::as_str);
                        }
                        _ => {}
                    }
                }
            }
            if table.name == "idempotency"
                && let Some(Value::Uuid(Some(id))) = rows.first().and_then(|row| row.first())
            {
                key = *id;
            }
        }
        Stamped { key, writes }
    }
}
