//! What is stored beside what events rebuild, table by table.

use super::{Fault, Report, money, sync};
use crate::conn::Conn;
use crate::error::StoreError;
use crate::lane::load::in_order;
use crate::read::whole;
use crate::rows::answer::AnswerRow;
use crate::rows::case::{CaseParts, CaseRow, ObligationLineRow, PartyIdentifierRow, PartyRow};
use crate::rows::demand::{ClockRow, DemandRow, EpisodeRow, ItemRow};
use crate::rows::instrument::InstrumentRow;
use crate::schema::{
    answer, clock, demand, enforcement_case, episode, instrument, item, obligation_line, party,
    party_identifier,
};
use crate::seal::Vault;
use crate::types::Id;
use diesel::prelude::*;
use engine::case::Case;
use engine::demand::Demand;
use engine::event::Root;
use engine::facts::Facts;
use engine::id::{CaseId, DemandId, InstrumentId};
use std::collections::BTreeMap;
use uuid::Uuid;

/// Compares everything of a case.
pub(super) fn stored_equals_rebuilt(
    conn: &mut Conn,
    vault: &Vault,
    report: &mut Report,
    case: CaseId,
    facts: &Facts,
    versions: &BTreeMap<Root, i32>,
) -> Result<(), StoreError> {
    let mut met = Vec::new();
    let compared = one_case(conn, vault, report, case, facts);
    understood(compared, report, "case", case.0)?;
    met.push(Root::Case(case));
    report.cases += 1;

    let instruments: Vec<InstrumentRow> = instrument::table
        .filter(instrument::case_id.eq(Id(case.0)))
        .select(InstrumentRow::as_select())
        .load(conn)?;
    for row in instruments {
        report.instruments += 1;
        met.push(Root::Instrument(InstrumentId(row.id.0)));
        let id = row.id.0;
        understood(one_instrument(vault, report, row, facts), report, "instrument", id)?;
    }
    let demands: Vec<DemandRow> = demand::table
        .filter(demand::case_id.eq(Id(case.0)))
        .select(DemandRow::as_select())
        .load(conn)?;
    for row in demands {
        report.demands += 1;
        met.push(Root::Demand(DemandId(row.id.0)));
        let id = row.id.0;
        understood(one_demand(conn, vault, report, row, facts), report, "demand", id)?;
    }
    if money::has_books(conn, case)? {
        met.push(Root::Money(case));
        let compared = money::books(conn, vault, report, case, facts);
        understood(compared, report, "money", case.0)?;
    }
    money::numbers(conn, report, case, facts)?;
    let compared = sync::stored_equals_rebuilt(conn, vault, report, case, facts);
    understood(compared, report, "case_link", case.0)?;
    for root in versions.keys().filter(|root| !met.contains(root)) {
        report.differ(Fault::NoRow, root.code(), root.id(), None);
    }
    Ok(())
}

/// What is stored and not even understood differs too: it must neither hide
/// what is wrong elsewhere nor be told without saying where it stands.
pub(super) fn understood(
    compared: Result<(), StoreError>,
    report: &mut Report,
    what: &'static str,
    id: Uuid,
) -> Result<(), StoreError> {
    match compared {
        Err(StoreError::Corrupt(corrupt)) => {
            report.differ(Fault::State, what, id, Some(corrupt.column));
            Ok(())
        }
        other => other,
    }
}

/// Notes a difference of one part of a root.
pub(super) struct Against<'a> {
    pub(super) report: &'a mut Report,
    pub(super) what: &'static str,
    pub(super) id: Uuid,
}

impl Against<'_> {
    pub(super) fn same<T: PartialEq>(&mut self, part: &'static str, stored: &T, rebuilt: &T) {
        if stored != rebuilt {
            self.report.differ(Fault::State, self.what, self.id, Some(part));
        }
    }

    pub(super) fn version(&mut self, stored: i32, rebuilt: i32) {
        if stored != rebuilt {
            self.report.differ(Fault::Version, self.what, self.id, Some("row"));
        }
    }
}

fn one_case(
    conn: &mut Conn,
    vault: &Vault,
    report: &mut Report,
    id: CaseId,
    facts: &Facts,
) -> Result<(), StoreError> {
    let Some(rebuilt) = facts.cases.get(id) else {
        report.differ(Fault::NoEvent, "case", id.0, None);
        return Ok(());
    };
    let row: CaseRow = enforcement_case::table
        .filter(enforcement_case::id.eq(Id(id.0)))
        .select(CaseRow::as_select())
        .first(conn)?;
    let salt = crate::rows::hash(&row.salt, "enforcement_case", "salt")?;
    let mut against = Against { report, what: "case", id: id.0 };
    against.version(row.version, rebuilt.version);
    let columns = |mut row: CaseRow| {
        row.version = 0;
        row.key_id = 0;
        row.sealed.clear();
        row
    };
    let wanted = columns(CaseRow::of(rebuilt, &salt, vault));
    against.same("columns", &columns(row.clone()), &wanted);
    let stored = row.entity(vault)?;
    against.same("content", &stored.content, &rebuilt.content);
    parts(conn, vault, &mut against, rebuilt)
}

fn parts(
    conn: &mut Conn,
    vault: &Vault,
    against: &mut Against<'_>,
    case: &Case,
) -> Result<(), StoreError> {
    let id = Id(case.id.0);
    let mut rebuilt = CaseParts::of(case, vault);
    let mut stored = CaseParts {
        parties: party::table
            .filter(party::case_id.eq(id))
            .select(PartyRow::as_select())
            .load(conn)?,
        identifiers: party_identifier::table
            .filter(party_identifier::case_id.eq(id))
            .select(PartyIdentifierRow::as_select())
            .load(conn)?,
        obligations: obligation_line::table
            .filter(obligation_line::case_id.eq(id))
            .select(ObligationLineRow::as_select())
            .load(conn)?,
    };
    for parts in [&mut stored, &mut rebuilt] {
        parts.parties.sort_unstable_by_key(|row| row.id);
        parts.obligations.sort_unstable_by_key(|row| row.line);
        parts
            .identifiers
            .sort_unstable_by(|a, b| (a.party_id, &a.blind).cmp(&(b.party_id, &b.blind)));
    }
    against.same("parties", &stored.parties, &rebuilt.parties);
    against.same("identifiers", &stored.identifiers, &rebuilt.identifiers);
    against.same("obligations", &stored.obligations, &rebuilt.obligations);
    Ok(())
}

fn one_instrument(
    vault: &Vault,
    report: &mut Report,
    row: InstrumentRow,
    facts: &Facts,
) -> Result<(), StoreError> {
    let id = InstrumentId(row.id.0);
    let Some(rebuilt) = facts.instruments.get(id) else {
        report.differ(Fault::NoEvent, "instrument", id.0, None);
        return Ok(());
    };
    let mut against = Against { report, what: "instrument", id: id.0 };
    against.version(row.version, rebuilt.version);
    let columns = |mut row: InstrumentRow| {
        row.version = 0;
        row.key_id = 0;
        row.sealed.clear();
        row
    };
    let wanted = columns(InstrumentRow::of(rebuilt, vault));
    against.same("columns", &columns(row.clone()), &wanted);
    let stored = row.entity(vault)?;
    against.same("content", &stored.content, &rebuilt.content);
    Ok(())
}

fn one_demand(
    conn: &mut Conn,
    vault: &Vault,
    report: &mut Report,
    row: DemandRow,
    facts: &Facts,
) -> Result<(), StoreError> {
    let id = DemandId(row.id.0);
    let Some(mut rebuilt) = facts.demands.get(id).cloned() else {
        report.differ(Fault::NoEvent, "demand", id.0, None);
        return Ok(());
    };
    in_order(&mut rebuilt);
    let mut against = Against { report, what: "demand", id: id.0 };
    against.version(row.version, rebuilt.version);
    // State, openness and what work is sorted by are columns derived from
    // what hangs on the demand; here they are derived anew.
    let columns = |mut row: DemandRow| {
        row.version = 0;
        row.contests_key = row.contests_key.map(|_| 0);
        row.contests = row.contests.map(|_| Vec::new());
        row
    };
    let wanted = columns(DemandRow::of(&rebuilt, vault));
    against.same("columns", &columns(row.clone()), &wanted);
    let stored = whole::hang(conn, vault, row)?;
    against.same("contests", &stored.contests, &rebuilt.contests);
    against.same("items", &stored.items, &rebuilt.items);
    against.same("clocks", &stored.clocks, &rebuilt.clocks);
    against.same("episodes", &stored.episodes, &rebuilt.episodes);
    against.same("extensions", &stored.extensions, &rebuilt.extensions);
    against.same("draft", &stored.draft, &rebuilt.draft);
    against.same("entry", &stored.entry, &rebuilt.entry);
    against.same("answers", &stored.answers, &rebuilt.answers);
    against.same("messages", &stored.messages, &rebuilt.messages);
    derived(conn, &mut against, &rebuilt)
}

/// Columns that repeat what the sealed or parsed part of a row says.
fn derived(conn: &mut Conn, against: &mut Against<'_>, demand: &Demand) -> Result<(), StoreError> {
    macro_rules! repeated {
        ($part:literal, $table:ident, ($($column:ident),+), $rows:expr) => {{
            let stored = $table::table
                .filter($table::demand_id.eq(Id(demand.id.0)))
                .order($table::id)
                .select(($($table::$column,)+))
                .load(conn)?;
            let rebuilt: Vec<_> = $rows.map(|row| ($(row.$column,)+)).collect();
            against.same($part, &stored, &rebuilt);
        }};
    }
    let vault = Vault::new([0; 32]);
    let items = demand.items.iter().map(|one| ItemRow::of(demand, one, &vault));
    repeated!("items.info", item, (id, info), items);
    let clocks = demand.clocks.iter().map(|one| ClockRow::of(demand, one));
    repeated!("clocks.rule", clock, (id, rule), clocks);
    let episodes = demand.episodes.iter().map(|one| EpisodeRow::of(demand, one));
    repeated!("episodes.subject", episode, (id, institution_id, agency_id, rule, info), episodes);
    let answers = demand.answers.iter().map(|one| AnswerRow::of(demand, one, &vault));
    repeated!("answers.outcome", answer, (id, outcome), answers);
    Ok(())
}
