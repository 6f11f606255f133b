//! Books, receiving accounts and numbers of decisions, beside what events
//! rebuild.

use super::compare::{Against, understood};
use super::{Fault, Report};
use crate::conn::Conn;
use crate::error::StoreError;
use crate::read::whole;
use crate::rows::act::ActRow;
use crate::rows::concession::ConcessionRow;
use crate::rows::delegation::DelegationRow;
use crate::rows::freeze::{FreezeRow, HoldRow, LiftRow, TransferRow};
use crate::rows::income::IncomeRow;
use crate::rows::money::{DutyRow, MoneyRow};
use crate::rows::objection::{DebtorNoticeRow, ObjectionRow};
use crate::rows::payee::{OrderNumberRow, PayeeRow};
use crate::rows::statement::{LineRow, StatementRow};
use crate::schema::{
    concession, debtor_notice, delegation, duty, freeze_order, hold, income, instrument, lift,
    money, objection, order_number, payee, prosecutor_act, statement, statement_line, transfer,
};
use crate::seal::Vault;
use crate::types::Id;
use diesel::prelude::*;
use engine::facts::Facts;
use engine::id::{CaseId, PayeeId, StatementId};
use engine::ledger::{Balances, Ledger};
use engine::register::normalised;
use std::collections::BTreeSet;

/// Whether a case has books.
pub(super) fn has_books(conn: &mut Conn, case: CaseId) -> Result<bool, StoreError> {
    let found: i64 = money::table.filter(money::case_id.eq(Id(case.0))).count().get_result(conn)?;
    Ok(found > 0)
}

/// The books of a case.
pub(super) fn books(
    conn: &mut Conn,
    vault: &Vault,
    report: &mut Report,
    case: CaseId,
    facts: &Facts,
) -> Result<(), StoreError> {
    report.books += 1;
    let Some(mut rebuilt) = facts.ledgers.get(case).cloned() else {
        report.differ(Fault::NoEvent, "money", case.0, None);
        return Ok(());
    };
    rebuilt.postings.sort_unstable_by_key(|one| one.id);
    let row: MoneyRow = money::table
        .filter(money::case_id.eq(Id(case.0)))
        .select(MoneyRow::as_select())
        .first(conn)?;
    let mut against = Against { report, what: "money", id: case.0 };
    against.version(row.version, rebuilt.version);
    let columns = |row: &MoneyRow| MoneyRow { version: 0, ..row.clone() };
    against.same("columns", &columns(&row), &columns(&MoneyRow::of(&rebuilt)));
    places(conn, vault, &mut against, &rebuilt)?;
    let stored = whole::hang_money(conn, vault, row)?;
    against.same("freezes", &stored.freezes, &rebuilt.freezes);
    against.same("holds", &stored.holds, &rebuilt.holds);
    against.same("transfers", &stored.transfers, &rebuilt.transfers);
    against.same("lifts", &stored.lifts, &rebuilt.lifts);
    against.same("incomes", &stored.incomes, &rebuilt.incomes);
    against.same("duties", &stored.duties, &rebuilt.duties);
    against.same("objections", &stored.objections, &rebuilt.objections);
    against.same("notices", &stored.notices, &rebuilt.notices);
    against.same("delegations", &stored.delegations, &rebuilt.delegations);
    against.same("acts", &stored.acts, &rebuilt.acts);
    against.same("concessions", &stored.concessions, &rebuilt.concessions);
    against.same("postings", &stored.postings, &rebuilt.postings);
    // Double entry: what is posted is what stands.
    let mut posted = Balances::default();
    stored.postings.iter().for_each(|one| posted.post(one));
    against.same("balances", &posted, &stored.balances);
    Ok(())
}

/// Columns beside what a row stands for: its place, whose it is, and the blind
/// index.
fn places(
    conn: &mut Conn,
    vault: &Vault,
    against: &mut Against<'_>,
    ledger: &Ledger,
) -> Result<(), StoreError> {
    macro_rules! repeated {
        ($part:literal, $table:ident, ($($column:ident),+), $rows:expr) => {{
            let stored = $table::table
                .filter($table::case_id.eq(Id(ledger.case.0)))
                .order($table::place)
                .select(($($table::$column,)+))
                .load(conn)?;
            let rebuilt: Vec<_> = $rows.map(|row| ($(row.$column,)+)).collect();
            against.same($part, &stored, &rebuilt);
        }};
    }
    let freezes = (0..).zip(&ledger.freezes);
    let freezes = freezes.map(|(n, one)| FreezeRow::of(ledger, n, one, vault));
    repeated!("freezes.place", freeze_order, (item_id, place), freezes);
    let holds = (0..).zip(&ledger.holds).map(|(n, one)| HoldRow::of(ledger, n, one, vault));
    repeated!("holds.blind", hold, (id, place, blind), holds);
    let transfers = (0..).zip(&ledger.transfers).map(|(n, one)| TransferRow::of(ledger, n, one));
    repeated!("transfers.agency", transfer, (id, place, agency_id), transfers);
    let lifts = (0..).zip(&ledger.lifts).map(|(n, one)| LiftRow::of(ledger, n, one));
    repeated!("lifts.place", lift, (item_id, place), lifts);
    let incomes = (0..).zip(&ledger.incomes).map(|(n, one)| IncomeRow::of(ledger, n, one));
    repeated!("incomes.place", income, (item_id, place), incomes);
    let duties = (0..).zip(&ledger.duties).map(|(n, one)| DutyRow::of(ledger, n, one));
    repeated!("duties.agency", duty, (id, place, agency_id), duties);
    let objections = (0..).zip(&ledger.objections);
    let objections = objections.map(|(n, one)| ObjectionRow::of(ledger, n, one, vault));
    repeated!("objections.agency", objection, (id, place, agency_id), objections);
    let notices = (0..).zip(&ledger.notices);
    let notices = notices.map(|(n, one)| DebtorNoticeRow::of(ledger, n, one, vault));
    repeated!("notices.place", debtor_notice, (instrument_id, place), notices);
    let acts = (0..).zip(&ledger.acts);
    let acts = acts.map(|(n, one)| ActRow::of(ledger, n, one, vault));
    repeated!(
        "acts.agency",
        prosecutor_act,
        (id, place, agency_id, area_id, received_at, answered_at, ended_at),
        acts
    );
    let concessions = (0..).zip(&ledger.concessions);
    let concessions = concessions.map(|(n, one)| ConcessionRow::of(ledger, n, one, vault));
    repeated!(
        "concessions.agency",
        concession,
        (id, place, agency_id, creditor_id, recorded_at, ended_at),
        concessions
    );
    let delegations = (0..).zip(&ledger.delegations);
    let delegations = delegations.map(|(n, one)| DelegationRow::of(ledger, n, one, vault));
    repeated!(
        "delegations.to",
        delegation,
        (id, place, agency_id, to_id, theirs_id, state, at, ended_at),
        delegations
    );
    Ok(())
}

/// The numbers that decisions of a case's instruments used (I-3).
pub(super) fn numbers(
    conn: &mut Conn,
    report: &mut Report,
    case: CaseId,
    facts: &Facts,
) -> Result<(), StoreError> {
    let key = |row: &OrderNumberRow| {
        (row.agency_id, row.kind.clone(), row.year, normalised(&row.number), row.instrument_id)
    };
    let rows: Vec<OrderNumberRow> = order_number::table
        .inner_join(instrument::table.on(instrument::id.eq(order_number::instrument_id)))
        .filter(instrument::case_id.eq(Id(case.0)))
        .select(OrderNumberRow::as_select())
        .load(conn)?;
    let stored: BTreeSet<_> = rows.iter().map(key).collect();
    let rebuilt = facts.numbered.iter().map(|(number, id)| OrderNumberRow::of(number, *id));
    let rebuilt: BTreeSet<_> = rebuilt.map(|row| key(&row)).collect();
    for (.., instrument) in stored.symmetric_difference(&rebuilt) {
        report.differ(Fault::State, "instrument", instrument.0, Some("number"));
    }
    Ok(())
}

/// Every receiving account; which there are.
pub(super) fn payees(
    conn: &mut Conn,
    vault: &Vault,
    report: &mut Report,
    facts: &Facts,
) -> Result<BTreeSet<PayeeId>, StoreError> {
    let rows: Vec<PayeeRow> = payee::table.select(PayeeRow::as_select()).load(conn)?;
    let mut seen = BTreeSet::new();
    for row in rows {
        report.payees += 1;
        let id = PayeeId(row.id.0);
        seen.insert(id);
        understood(one_payee(vault, report, row, facts), report, "payee", id.0)?;
    }
    Ok(seen)
}

fn one_payee(
    vault: &Vault,
    report: &mut Report,
    row: PayeeRow,
    facts: &Facts,
) -> Result<(), StoreError> {
    let id = PayeeId(row.id.0);
    let Some(rebuilt) = facts.payees.get(id) else {
        report.differ(Fault::NoEvent, "payee", id.0, None);
        return Ok(());
    };
    let mut against = Against { report, what: "payee", id: id.0 };
    against.version(row.version, rebuilt.version);
    let columns = |mut row: PayeeRow| {
        row.version = 0;
        row.key_id = 0;
        row.sealed.clear();
        row
    };
    against.same("columns", &columns(row.clone()), &columns(PayeeRow::of(rebuilt, vault)));
    let stored = row.entity(vault)?;
    against.same("content", &stored.content, &rebuilt.content);
    Ok(())
}

/// Every statement of a receiving account; which there are.
pub(super) fn statements(
    conn: &mut Conn,
    vault: &Vault,
    report: &mut Report,
    facts: &Facts,
) -> Result<BTreeSet<StatementId>, StoreError> {
    let rows: Vec<StatementRow> = statement::table.select(StatementRow::as_select()).load(conn)?;
    let mut seen = BTreeSet::new();
    for row in rows {
        report.statements += 1;
        let id = StatementId(row.id.0);
        seen.insert(id);
        let compared = one_statement(conn, vault, report, row, facts);
        understood(compared, report, "statement", id.0)?;
    }
    Ok(seen)
}

fn one_statement(
    conn: &mut Conn,
    vault: &Vault,
    report: &mut Report,
    row: StatementRow,
    facts: &Facts,
) -> Result<(), StoreError> {
    let id = StatementId(row.id.0);
    let Some(rebuilt) = facts.bank_statements.get(id) else {
        report.differ(Fault::NoEvent, "statement", id.0, None);
        return Ok(());
    };
    let mut against = Against { report, what: "statement", id: id.0 };
    against.version(row.version, rebuilt.version);
    let columns = |row: StatementRow| StatementRow { version: 0, ..row };
    against.same("columns", &columns(row), &columns(StatementRow::of(rebuilt)));
    let stored: Vec<(i32, Option<Id>)> = statement_line::table
        .filter(statement_line::statement_id.eq(Id(id.0)))
        .order(statement_line::number)
        .select((statement_line::number, statement_line::known_by))
        .load(conn)?;
    let lines = rebuilt.lines.iter().map(|(number, line)| {
        let row = LineRow::of(rebuilt, *number, line, vault);
        (row.number, row.known_by)
    });
    against.same("lines.known_by", &stored, &lines.collect());
    if let Some(stored) = whole::statement(conn, vault, id)? {
        against.same("lines", &stored.lines, &rebuilt.lines);
    }
    Ok(())
}
