//! Reading the facts of a batch: set by set, locked in one order.
//!
//! PostgreSQL locks what the batch will change (`for no key update`) and what
//! it only relies on (`for key share`): each table once, in order of id, tables
//! in the order case → instrument → demand → money → payee → statement → request →
//! file → held row → outage → announcement, so that lanes cannot deadlock. Two statements on
//! one table would be two orders.
//! SQLite's `begin immediate` lets one writer in at a time and needs no locks.

use super::accounts::{self, Met};
use super::changes::Salts;
use super::raw::{Column, Raw};
use super::{
    asked, ended, file, held, holders, money, register, request, running, statement, sync,
};
use crate::conn::{Conn, ConnectError, Use};
use crate::error::Corrupt;
use crate::rows::answer::{DraftRow, EntryRow};
use crate::rows::case::{CaseRow, GateColumns, gate, party_role};
use crate::rows::demand::{ClockRow, DemandRow, EpisodeRow, ExtensionRow, ItemRow};
use crate::rows::instrument::InstrumentRow;
use crate::rows::record::IdempotencyRow;
use crate::schema;
use crate::seal::Vault;
use crate::types::{DbUuid, Id, can_stand};
use crate::url::DatabaseUrl;
use crate::value::Value;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sql_types::{Binary, Bool, SmallInt, Text};
use diesel::sqlite::Sqlite;
use engine::case::Named;
use engine::context::{Directory, Rules};
use engine::demand::Demand;
use engine::facts::{Facts, Needs};
use engine::id::{AgencyId, CaseId, DemandId, InstrumentId, PartyId};
use engine::instrument::InstrumentKind;
use std::collections::HashMap;
use uuid::Uuid;

/// A lane's connection.
pub(crate) enum LaneConn {
    Pg(PgConnection),
    Sqlite(SqliteConnection),
}

impl LaneConn {
    /// Opens a connection with a lane's settings.
    pub(crate) fn open(url: &DatabaseUrl) -> Result<Self, ConnectError> {
        Ok(match Conn::open(url, Use::Lane)? {
            Conn::Pg(conn) => Self::Pg(conn),
            Conn::Sqlite(conn) => Self::Sqlite(conn),
        })
    }
}

/// How rows are locked on PostgreSQL.
#[derive(Clone, Copy)]
pub(super) enum Lock {
    None,
    Share,
    Change,
    /// The strongest: keeps out those who rely on the row as well.
    Exclusive,
}

impl Lock {
    /// The end of a statement that finds rows by `key`.
    pub(super) fn tail(self, key: &str) -> String {
        let strength = match self {
            Self::None => return String::new(),
            Self::Share => "key share",
            Self::Change => "no key update",
            Self::Exclusive => "update",
        };
        format!(" order by {key} for {strength} of x")
    }
}

/// Rows of `$from` whose `$key` is one of `$ids`, as `$row` made of `$types`.
macro_rules! select {
    ($conn:expr, $types:ty => $row:ty, $list:expr, $from:literal, $key:literal, $lock:expr, $ids:expr) => {{
        let list: String = $list;
        let ids: &[Uuid] = $ids;
        match $conn {
            _ if ids.is_empty() => Vec::<$row>::new(),
            LaneConn::Pg(conn) => {
                let sql = format!(
                    concat!("select {} from ", $from, " where ", $key, " = any($1){}"),
                    list,
                    $lock.tail($key)
                );
                let binds = [Column::ids(ids.iter().copied())];
                Raw::<Pg, Column<'_>, $types>::new(&sql, &binds).load::<$row>(conn)?
            }
            LaneConn::Sqlite(conn) => {
                let sql = format!(concat!("select {} from ", $from, " where ", $key, " = ?"), list);
                let mut rows = Vec::with_capacity(ids.len());
                for id in ids {
                    let binds = [Value::Uuid(Some(*id))];
                    let raw = Raw::<Sqlite, Value<'_>, $types>::new(&sql, &binds);
                    rows.extend(raw.load::<$row>(conn)?);
                }
                rows
            }
        }
    }};
}

pub(super) use select;

type GateTypes = (DbUuid, DbUuid, DbUuid, Text, SmallInt, Binary);

/// Everything a batch needs.
pub(crate) fn load(
    conn: &mut LaneConn,
    needs: &Needs,
    vault: &Vault,
    rules: &Rules,
) -> QueryResult<(Facts, Salts)> {
    let directory = &rules.directory;
    let mut facts = Facts::default();
    let mut salts = Salts::new();
    let needs = sync::widened(conn, needs)?;
    let needs = &*ended::widened(conn, needs)?;
    let met = accounts::find(conn, needs, vault, directory)?;
    cases(conn, (needs, &met), vault, &mut facts, &mut salts)?;
    case_lookups(conn, needs, directory, &mut facts)?;
    let paid = statement::paid(conn, needs)?;
    instruments(conn, needs, &paid, vault, &mut facts)?;
    let mut demands = demand_ids(conn, needs, &mut facts)?;
    demands.extend(paid.iter().map(|(demand, _)| *demand));
    let demands = dedup(demands.into_iter().chain(met.demands()));
    load_demands(conn, &demands, vault, &mut facts, &mut salts)?;
    facts.said = holders::said(conn, needs, vault)?;
    facts.related.clone_from(&met.related);
    facts.sealed.extend(&met.sealed);
    money::load(conn, needs, vault, directory, &mut facts)?;
    register::load(conn, needs, directory, &mut facts)?;
    ended::settled(needs, &facts)?;
    holders::load(conn, needs, vault, directory, &mut facts)?;
    asked::load(conn, needs, vault, rules, &mut facts)?;
    statement::load(conn, needs, vault, &mut facts)?;
    request::load(conn, needs, vault, &mut facts)?;
    file::load(conn, needs, &mut facts)?;
    sync::load(conn, needs, vault, &mut facts)?;
    held::load(conn, needs, vault, &mut facts)?;
    running::load(conn, needs, &mut facts)?;
    accounts::settled(conn, needs, vault, directory, &met)?;
    // Last, after every lock: while this lane waited for a row, another may have
    // committed the same key. Whoever sees the effect must see the key (I-2).
    keys(conn, needs, &mut facts)?;
    Ok((facts, salts))
}

fn keys(conn: &mut LaneConn, needs: &Needs, facts: &mut Facts) -> QueryResult<()> {
    let ids: Vec<Uuid> = needs.keys.iter().copied().collect();
    let list = IdempotencyRow::TABLE.select_list("x.");
    let rows = select!(
        conn, schema::idempotency::SqlType => IdempotencyRow,
        list, "idempotency x", "x.id", Lock::None, &ids
    );
    for row in rows {
        let remembered = row.entity()?;
        facts.remembered.insert(remembered.id, remembered);
    }
    Ok(())
}

/// Every case a batch changes or relies on, locked in one go: two locks taken
/// one after the other could meet another lane's crosswise. If any is changed,
/// all are locked as if they were.
fn cases(
    conn: &mut LaneConn,
    (needs, met): (&Needs, &Met),
    vault: &Vault,
    facts: &mut Facts,
    salts: &mut Salts,
) -> QueryResult<()> {
    let ids = dedup(case_ids(conn, needs)?.into_iter().chain(met.cases()));
    if needs.cases.is_empty() {
        return gates(conn, Lock::Share, &ids, facts, salts);
    }
    let list = CaseRow::TABLE.select_list("x.");
    let rows = select!(
        conn, schema::enforcement_case::SqlType => CaseRow,
        list, "enforcement_case x", "x.id", Lock::Exclusive, &ids
    );
    for row in rows {
        salts.insert(CaseId(row.id.0), salt(&row.salt)?);
        let case = row.entity(vault)?;
        facts.gates.insert(case.id, case.gate());
        facts.cases.load(case.id, case);
    }
    Ok(())
}

/// The cases named, those of instruments, those of orders, and those whose
/// demands may be opened anew: none of these is closed while the batch is at
/// work, and an instrument of the service may be added to them. To which case
/// something belongs never changes, so it is asked before anything is locked.
fn case_ids(conn: &mut LaneConn, needs: &Needs) -> QueryResult<Vec<Uuid>> {
    let instruments: Vec<Uuid> = needs.instruments.iter().map(|id| id.0).collect();
    let of_instruments = select!(
        conn, DbUuid => Id,
        "x.case_id".to_owned(), "instrument x", "x.id", Lock::None, &instruments
    );
    let demands: Vec<Uuid> = needs.demands.union(&needs.reopened).map(|id| id.0).collect();
    let of_demands = select!(
        conn, (DbUuid, DbUuid, Text) => (Id, Id, String),
        "x.case_id, x.id, x.kind".to_owned(), "demand x", "x.id", Lock::None, &demands
    );
    let guarded = |(case, demand, kind): (Id, Id, String)| {
        let order = kind != InstrumentKind::Inquiry.code();
        (order || needs.reopened.contains(&DemandId(demand.0))).then_some(case)
    };
    let asked = needs.gates.union(&needs.ledgers).chain(&needs.open_orders);
    let named = needs.cases.iter().chain(asked).map(|id| id.0);
    let found = of_instruments.into_iter().chain(of_demands.into_iter().filter_map(guarded));
    Ok(dedup(named.chain(found.map(|id| id.0))))
}

fn salt(bytes: &[u8]) -> Result<[u8; 32], Corrupt> {
    crate::rows::hash(bytes, "enforcement_case", "salt")
}

/// What other roots know of cases.
fn gates(
    conn: &mut LaneConn,
    lock: Lock,
    ids: &[Uuid],
    facts: &mut Facts,
    salts: &mut Salts,
) -> QueryResult<()> {
    let list = "x.id, x.agency_id, x.officer_id, x.state, x.bars, x.salt".to_owned();
    let rows = select!(
        conn, GateTypes => GateColumns,
        list, "enforcement_case x", "x.id", lock, ids
    );
    for row in &rows {
        let gate = gate(row)?;
        salts.insert(gate.case, salt(&row.5)?);
        facts.gates.insert(gate.case, gate);
    }
    Ok(())
}

type NamedTypes = (DbUuid, DbUuid, Text, Bool);
type NamedRow = (Id, Id, String, bool);

/// A party as other roots know it.
const NAMED: &str = "x.case_id, x.id, x.role, exists (select 1 from party_identifier i \
                     where i.case_id = x.case_id and i.party_id = x.id)";

fn remember(facts: &mut Facts, rows: Vec<NamedRow>) -> Result<(), Corrupt> {
    for (case, party, role, identified) in rows {
        let named = Named { role: party_role(&role)?, identified };
        facts.parties.insert((CaseId(case.0), PartyId(party.0)), named);
    }
    Ok(())
}

/// Parties, open demands and numbers: what only some commands ask for.
fn case_lookups(
    conn: &mut LaneConn,
    needs: &Needs,
    directory: &Directory,
    facts: &mut Facts,
) -> QueryResult<()> {
    let cases: Vec<Uuid> = dedup(needs.parties.iter().map(|(case, _)| case.0));
    let rows = select!(
        conn, NamedTypes => NamedRow, NAMED.to_owned(), "party x", "x.case_id", Lock::None, &cases
    );
    remember(facts, rows)?;

    let counted: Vec<Uuid> = needs.open_demands.iter().map(|id| id.0).collect();
    for id in &counted {
        facts.open_demands.insert(CaseId(*id), 0);
    }
    let rows = select!(
        conn, DbUuid => Id,
        "x.case_id".to_owned(), "demand x", "x.open and x.case_id", Lock::None, &counted
    );
    for case in rows {
        *facts.open_demands.entry(CaseId(case.0)).or_default() += 1;
    }

    // A case of an agency of the past keeps its number among that agency's.
    for (own, number) in &needs.case_numbers {
        for agency in directory.agency_family(*own) {
            if let Some(case) = case_by_number(conn, agency, number)? {
                facts.case_numbers.insert((agency, number.clone()), case);
            }
        }
    }
    Ok(())
}

pub(super) fn case_by_number(
    conn: &mut LaneConn,
    agency: AgencyId,
    number: &str,
) -> QueryResult<Option<CaseId>> {
    use schema::enforcement_case as c;
    if !can_stand(number) {
        return Ok(None);
    }
    let query =
        c::table.filter(c::agency_id.eq(Id(agency.0))).filter(c::number.eq(number)).select(c::id);
    let found: Option<Id> = match conn {
        LaneConn::Pg(conn) => query.first(conn).optional()?,
        LaneConn::Sqlite(conn) => query.first(conn).optional()?,
    };
    Ok(found.map(|id| CaseId(id.0)))
}

pub(super) fn dedup(ids: impl Iterator<Item = Uuid>) -> Vec<Uuid> {
    let mut ids: Vec<Uuid> = ids.collect();
    ids.sort_unstable();
    ids.dedup();
    ids
}

fn instruments(
    conn: &mut LaneConn,
    needs: &Needs,
    paid: &[(Uuid, Uuid)],
    vault: &Vault,
    facts: &mut Facts,
) -> QueryResult<()> {
    let cases: Vec<Uuid> = needs.seals.iter().map(|id| id.0).collect();
    let of_cases = select!(
        conn, DbUuid => Id,
        "x.id".to_owned(), "instrument x", "x.case_id", Lock::None, &cases
    );
    let named = needs.instruments.iter().map(|id| id.0).chain(of_cases.into_iter().map(|id| id.0));
    let ids = dedup(named.chain(paid.iter().map(|(_, instrument)| *instrument)));
    let list = InstrumentRow::TABLE.select_list("x.");
    let rows = select!(
        conn, schema::instrument::SqlType => InstrumentRow,
        list, "instrument x", "x.id", Lock::Change, &ids
    );
    for row in rows {
        let instrument = row.entity(vault)?;
        // An edit may name other parties, so all of the case are loaded.
        let case = [instrument.case.0];
        let parties = select!(
            conn, NamedTypes => NamedRow, NAMED.to_owned(), "party x", "x.case_id", Lock::None,
            &case
        );
        remember(facts, parties)?;
        facts.instruments.load(instrument.id, instrument);
    }
    Ok(())
}

fn demand_ids(conn: &mut LaneConn, needs: &Needs, facts: &mut Facts) -> QueryResult<Vec<Uuid>> {
    let instruments: Vec<Uuid> = needs.demands_of.iter().map(|id| id.0).collect();
    let rows = select!(
        conn, (DbUuid, DbUuid) => (Id, Id),
        "x.instrument_id, x.id".to_owned(), "demand x", "x.instrument_id", Lock::None, &instruments
    );
    for (instrument, demand) in &rows {
        let list = facts.demands_of.entry(InstrumentId(instrument.0)).or_default();
        list.push(DemandId(demand.0));
    }
    for list in facts.demands_of.values_mut() {
        list.sort_unstable();
    }
    let cases: Vec<Uuid> = needs.seals.iter().map(|id| id.0).collect();
    let sealed = select!(
        conn, DbUuid => Id,
        "x.id".to_owned(), "demand x", "x.sealed_to is not null and x.case_id", Lock::None, &cases
    );
    let orders = money::open_orders(conn, needs, facts)?;
    let orders = orders.into_iter().chain(sealed.into_iter().map(|id| id.0));
    let named = needs.demands.iter().map(|id| id.0).chain(orders);
    Ok(dedup(named.chain(rows.iter().map(|(_, demand)| demand.0))))
}

fn load_demands(
    conn: &mut LaneConn,
    ids: &[Uuid],
    vault: &Vault,
    facts: &mut Facts,
    salts: &mut Salts,
) -> QueryResult<()> {
    if ids.is_empty() {
        return Ok(());
    }
    let list = DemandRow::TABLE.select_list("x.");
    let rows = select!(
        conn, schema::demand::SqlType => DemandRow,
        list, "demand x", "x.id", Lock::Change, ids
    );
    let mut demands: HashMap<Uuid, Demand> = HashMap::with_capacity(rows.len());
    for row in rows {
        demands.insert(row.id.0, row.entity(vault)?);
    }
    let known = |case: &Uuid| facts.gates.contains_key(&CaseId(*case));
    let cases = demands.values().map(|demand| demand.case.0).filter(|case| !known(case));
    gates(conn, Lock::None, &dedup(cases), facts, salts)?;
    hang(conn, &mut demands, ids, vault)?;
    for (_, mut demand) in demands {
        in_order(&mut demand);
        facts.demands.load(demand.id, demand);
    }
    Ok(())
}

/// Adds what hangs on the demands, except answers and messages: a lane only
/// appends those.
fn hang(
    conn: &mut LaneConn,
    demands: &mut HashMap<Uuid, Demand>,
    ids: &[Uuid],
    vault: &Vault,
) -> QueryResult<()> {
    macro_rules! children {
        ($row:ident, $module:ident, $from:literal, $with:expr) => {
            let list = $row::TABLE.select_list("x.");
            let rows = select!(
                conn, schema::$module::SqlType => $row,
                list, $from, "x.demand_id", Lock::None, ids
            );
            for row in rows {
                if let Some(demand) = demands.get_mut(&row.demand_id.0) {
                    let with: fn(&mut Demand, $row, &Vault) -> Result<(), Corrupt> = $with;
                    with(demand, row, vault)?;
                }
            }
        };
    }
    children!(ItemRow, item, "item x", |d, row, vault| {
        d.items.push(row.entity(vault)?);
        Ok(())
    });
    children!(ClockRow, clock, "clock x", |d, row, _| {
        d.clocks.push(row.entity()?);
        Ok(())
    });
    children!(EpisodeRow, episode, "episode x", |d, row, _| {
        d.episodes.push(row.entity()?);
        Ok(())
    });
    children!(ExtensionRow, extension, "extension x", |d, row, _| {
        d.extensions.push(row.entity()?);
        Ok(())
    });
    children!(DraftRow, draft, "draft x", |d, row, vault| {
        d.draft = Some(row.entity(vault)?);
        Ok(())
    });
    children!(EntryRow, paper_entry, "paper_entry x", |d, row, vault| {
        d.entry = Some(row.entity(vault)?);
        Ok(())
    });
    Ok(())
}

/// Ids grow with time, so order of id is order of making.
pub(crate) fn in_order(demand: &mut Demand) {
    demand.items.sort_unstable_by_key(|one| one.id);
    demand.clocks.sort_unstable_by_key(|one| one.id);
    demand.episodes.sort_unstable_by_key(|one| one.id);
    demand.extensions.sort_unstable_by_key(|one| one.id);
    demand.answers.sort_unstable_by_key(|one| one.id);
    demand.messages.sort_unstable_by_key(|one| one.id);
}
