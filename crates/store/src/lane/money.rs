//! The money of a batch: books of cases, receiving accounts, numbers of
//! decisions. Read after the demands, since which books are needed follows from
//! them; written with them.

use super::changes::{Rows, compare, push, rows};
use super::holders::case_contents;
use super::load::{LaneConn, Lock, dedup, select};
use super::raw::{Column, Raw};
use crate::error::Corrupt;
use crate::rows::act::{ACT_CHANGES, ActRow};
use crate::rows::concession::{CONCESSION_CHANGES, ConcessionRow};
use crate::rows::delegation::{DELEGATION_CHANGES, DelegationRow};
use crate::rows::freeze::{
    FREEZE_CHANGES, FreezeRow, HOLD_CHANGES, HoldRow, LIFT_CHANGES, LiftRow, TRANSFER_CHANGES,
    TransferRow,
};
use crate::rows::income::{INCOME_CHANGES, IncomeRow};
use crate::rows::money::{DUTY_CHANGES, DutyRow, MONEY_CHANGES, MoneyRow, PostingRow};

use crate::rows::objection::{DebtorNoticeRow, NOTICE_CHANGES, OBJECTION_CHANGES, ObjectionRow};
use crate::rows::payee::{OrderNumberRow, PAYEE_CHANGES, PayeeRow};
use crate::rows::word;
use crate::schema;
use crate::seal::Vault;
use crate::types::{DbUuid, Id, can_stand};
use crate::value::{Value, Verb, Write};
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::result::Error;
use diesel::sql_types::{BigInt, Nullable, Text};
use diesel::sqlite::Sqlite;
use engine::context::Directory;
use engine::facts::{Change, Facts, Needs, OrderNumber};
use engine::id::{CaseId, DemandId, InstrumentId, PostingId, TransferId};
use engine::instrument::InstrumentKind;
use engine::ledger::{Book, Ledger};
use engine::payee::Payee;
use std::collections::HashMap;
use uuid::Uuid;

/// Everything a batch needs of money.
pub(super) fn load(
    conn: &mut LaneConn,
    needs: &Needs,
    vault: &Vault,
    directory: &Directory,
    facts: &mut Facts,
) -> QueryResult<()> {
    let cases = cases(needs, facts);
    ledgers(conn, &cases, vault, facts)?;
    // Who orders something holds the books of its case. So all that was ordered
    // up to now is seen here; if it was not seen before, its demand is not
    // locked, and the batch starts again.
    for (case, demand) in ordered(conn, &opened(needs, facts))? {
        let seen = facts.open_orders.get(&case).is_some_and(|list| list.contains(&demand));
        if !seen {
            return Err(Error::RollbackTransaction);
        }
    }
    postings(conn, needs, vault, facts)?;
    payments(conn, needs, facts)?;
    numbers(conn, needs, directory, facts)?;
    payees(conn, needs, vault, facts)
}

/// The cases whose books are needed: those named, those of orders, those of
/// demands of orders.
fn cases(needs: &Needs, facts: &Facts) -> Vec<Uuid> {
    let instruments = needs.ledgers_of.iter().filter_map(|id| facts.instruments.get(*id));
    let orders = instruments.filter(|one| one.kind.is_order()).map(|one| one.case);
    let demands = facts.demands.iter().filter(|one| one.kind.is_order()).map(|one| one.case);
    let related = facts.related.iter().map(|one| one.other);
    let named = needs.ledgers.iter().copied().chain(related);
    dedup(named.chain(orders).chain(demands).map(|case| case.0))
}

/// The cases whose open orders are all needed.
fn opened(needs: &Needs, facts: &Facts) -> Vec<Uuid> {
    let instruments = needs.open_orders_of.iter().filter_map(|id| facts.instruments.get(*id));
    let releases = instruments.filter(|one| one.kind == InstrumentKind::Release);
    let named = needs.open_orders.iter().copied();
    dedup(named.chain(releases.map(|one| one.case)).map(|case| case.0))
}

/// Open demands of orders, before anything of them is locked.
pub(super) fn open_orders(
    conn: &mut LaneConn,
    needs: &Needs,
    facts: &mut Facts,
) -> QueryResult<Vec<Uuid>> {
    let cases = opened(needs, facts);
    for case in &cases {
        facts.open_orders.insert(CaseId(*case), Vec::new());
    }
    let found = ordered(conn, &cases)?;
    for (case, demand) in &found {
        facts.open_orders.entry(*case).or_default().push(*demand);
    }
    for list in facts.open_orders.values_mut() {
        list.sort_unstable();
    }
    Ok(found.into_iter().map(|(_, demand)| demand.0).collect())
}

fn ordered(conn: &mut LaneConn, cases: &[Uuid]) -> QueryResult<Vec<(CaseId, DemandId)>> {
    let found = select!(
        conn, (DbUuid, DbUuid) => (Id, Id),
        "x.case_id, x.id".to_owned(), "demand x",
        "x.open and x.kind <> 'inquiry' and x.case_id", Lock::None, cases
    );
    Ok(found.into_iter().map(|(case, demand)| (CaseId(case.0), DemandId(demand.0))).collect())
}

fn ledgers(
    conn: &mut LaneConn,
    cases: &[Uuid],
    vault: &Vault,
    facts: &mut Facts,
) -> QueryResult<()> {
    let list = MoneyRow::TABLE.select_list("x.");
    let found = select!(
        conn, schema::money::SqlType => MoneyRow,
        list, "money x", "x.case_id", Lock::Change, cases
    );
    let mut ledgers: HashMap<Uuid, Ledger> = HashMap::with_capacity(found.len());
    for row in found {
        ledgers.insert(row.case_id.0, row.entity()?);
    }
    let without: Vec<Uuid> =
        cases.iter().copied().filter(|case| !ledgers.contains_key(case)).collect();
    statements(conn, &without, vault, facts)?;
    let with: Vec<Uuid> = dedup(ledgers.keys().copied());
    hang(conn, &mut ledgers, &with, vault)?;
    for ledger in ledgers.into_values() {
        facts.ledgers.load(ledger.case, ledger);
    }
    Ok(())
}

/// What cases without books say is owed.
fn statements(
    conn: &mut LaneConn,
    cases: &[Uuid],
    vault: &Vault,
    facts: &mut Facts,
) -> QueryResult<()> {
    for (case, content) in case_contents(conn, cases, vault)? {
        facts.statements.insert(case, content.obligations);
    }
    Ok(())
}

/// Adds what hangs on books, except postings: a lane only appends those.
fn hang(
    conn: &mut LaneConn,
    ledgers: &mut HashMap<Uuid, Ledger>,
    cases: &[Uuid],
    vault: &Vault,
) -> QueryResult<()> {
    macro_rules! children {
        ($row:ident, $table:ident, $from:literal, $with:expr) => {
            let list = $row::TABLE.select_list("x.");
            let mut found = select!(
                conn, schema::$table::SqlType => $row,
                list, $from, "x.case_id", Lock::None, cases
            );
            found.sort_unstable_by_key(|row| row.place);
            for row in found {
                if let Some(ledger) = ledgers.get_mut(&row.case_id.0) {
                    let with: fn(&mut Ledger, $row, &Vault) -> Result<(), Corrupt> = $with;
                    with(ledger, row, vault)?;
                }
            }
        };
    }
    children!(FreezeRow, freeze_order, "freeze_order x", |ledger, row, vault| {
        ledger.freezes.push(row.entity(vault)?);
        Ok(())
    });
    children!(HoldRow, hold, "hold x", |ledger, row, vault| {
        ledger.holds.push(row.entity(vault)?);
        Ok(())
    });
    children!(TransferRow, transfer, "transfer x", |ledger, row, _| {
        ledger.transfers.push(row.entity()?);
        Ok(())
    });
    children!(LiftRow, lift, "lift x", |ledger, row, _| {
        ledger.lifts.push(row.entity()?);
        Ok(())
    });
    children!(IncomeRow, income, "income x", |ledger, row, _| {
        ledger.incomes.push(row.entity()?);
        Ok(())
    });
    children!(DutyRow, duty, "duty x", |ledger, row, _| {
        ledger.duties.push(row.entity()?);
        Ok(())
    });
    children!(ObjectionRow, objection, "objection x", |ledger, row, vault| {
        ledger.objections.push(row.entity(vault)?);
        Ok(())
    });
    children!(DebtorNoticeRow, debtor_notice, "debtor_notice x", |ledger, row, vault| {
        ledger.notices.push(row.entity(vault)?);
        Ok(())
    });
    children!(ActRow, prosecutor_act, "prosecutor_act x", |ledger, row, vault| {
        ledger.acts.push(row.entity(vault)?);
        Ok(())
    });
    children!(ConcessionRow, concession, "concession x", |ledger, row, vault| {
        ledger.concessions.push(row.entity(vault)?);
        Ok(())
    });
    children!(DelegationRow, delegation, "delegation x", |ledger, row, vault| {
        ledger.delegations.push(row.entity(vault)?);
        Ok(())
    });
    Ok(())
}

/// Postings named by commands and all of cases of which payments are told, and whether
/// they were taken back.
fn postings(
    conn: &mut LaneConn,
    needs: &Needs,
    vault: &Vault,
    facts: &mut Facts,
) -> QueryResult<()> {
    let ids: Vec<Uuid> = dedup(needs.postings.iter().map(|(_, id)| id.0));
    let list = PostingRow::TABLE.select_list("x.");
    let mut found = select!(
        conn, schema::posting::SqlType => PostingRow,
        list, "posting x", "x.id", Lock::None, &ids
    );
    let cases: Vec<Uuid> = needs.paid_cases.iter().map(|id| id.0).collect();
    let list = PostingRow::TABLE.select_list("x.");
    found.extend(select!(
        conn, schema::posting::SqlType => PostingRow,
        list, "posting x", "x.case_id", Lock::None, &cases
    ));
    for row in found {
        let case = CaseId(row.case_id.0);
        let posting = row.entity(vault)?;
        facts.reversed.extend(posting.reverses.map(|id| (case, id)));
        facts.postings.insert((case, posting.id), posting);
    }
    let reversed = select!(
        conn, (DbUuid, DbUuid) => (Id, Id),
        "x.case_id, x.reverses".to_owned(), "posting x",
        "x.reverses is not null and x.reverses", Lock::None, &ids
    );
    let reversed = reversed.into_iter();
    facts.reversed.extend(reversed.map(|(case, id)| (CaseId(case.0), PostingId(id.0))));
    Ok(())
}

/// What payments did in the books of cases in which money goes back.
fn payments(conn: &mut LaneConn, needs: &Needs, facts: &mut Facts) -> QueryResult<()> {
    let cases = dedup(needs.payments.iter().map(|case| case.0));
    let found = select!(
        conn, (Nullable<DbUuid>, Text, Text, BigInt) => (Option<Id>, String, String, i64),
        "x.transfer_id, x.debit, x.credit, x.amount".to_owned(), "posting x",
        "x.transfer_id is not null and x.case_id", Lock::None, &cases
    );
    for (transfer, debit, credit, amount) in found {
        let Some(transfer) = transfer else { continue };
        let sides = (
            word!(Book, "posting", "debit", &debit),
            word!(Book, "posting", "credit", &credit),
            amount,
        );
        facts.payments.entry(TransferId(transfer.0)).or_default().take(sides);
    }
    Ok(())
}

fn numbers(
    conn: &mut LaneConn,
    needs: &Needs,
    directory: &Directory,
    facts: &mut Facts,
) -> QueryResult<()> {
    // A case of an agency of the past numbers its decisions as before.
    for number in &needs.numbers {
        for agency in directory.agency_family(number.agency) {
            let number = OrderNumber { agency, ..number.clone() };
            if let Some(instrument) = instrument_by_number(conn, &number)? {
                facts.numbers.insert(number, instrument);
            }
        }
    }
    Ok(())
}

fn instrument_by_number(
    conn: &mut LaneConn,
    number: &OrderNumber,
) -> QueryResult<Option<InstrumentId>> {
    use schema::order_number as n;
    if !can_stand(&number.number) {
        return Ok(None);
    }
    let query = n::table
        .filter(n::agency_id.eq(Id(number.agency.0)))
        .filter(n::kind.eq(number.kind))
        .filter(n::year.eq(number.year))
        .filter(n::number.eq(&number.number))
        .select(n::instrument_id);
    let found: Option<Id> = match conn {
        LaneConn::Pg(conn) => query.first(conn).optional()?,
        LaneConn::Sqlite(conn) => query.first(conn).optional()?,
    };
    Ok(found.map(|id| InstrumentId(id.0)))
}

/// Receiving accounts named, and those that loaded deductions name.
fn payees(conn: &mut LaneConn, needs: &Needs, vault: &Vault, facts: &mut Facts) -> QueryResult<()> {
    let orders = facts.instruments.iter().filter_map(|one| one.content.order());
    let named = orders.filter_map(|content| Some(content.payee()?.0));
    let ids = dedup(named.chain(needs.payees.iter().map(|id| id.0)));
    let list = PayeeRow::TABLE.select_list("x.");
    let found = select!(
        conn, schema::payee::SqlType => PayeeRow,
        list, "payee x", "x.id", Lock::Change, &ids
    );
    for row in found {
        let payee = row.entity(vault)?;
        facts.payees.load(payee.id, payee);
    }
    Ok(())
}

/// What a batch changed of money.
#[derive(Default)]
pub(super) struct MoneyChanges {
    books: Rows<MoneyRow>,
    postings: Vec<PostingRow>,
    freezes: Rows<FreezeRow>,
    holds: Rows<HoldRow>,
    transfers: Rows<TransferRow>,
    lifts: Rows<LiftRow>,
    incomes: Rows<IncomeRow>,
    duties: Rows<DutyRow>,
    objections: Rows<ObjectionRow>,
    notices: Rows<DebtorNoticeRow>,
    delegations: Rows<DelegationRow>,
    acts: Rows<ActRow>,
    concessions: Rows<ConcessionRow>,
    payees: Rows<PayeeRow>,
    numbers: Vec<OrderNumberRow>,
}

impl MoneyChanges {
    pub(super) fn ledger(&mut self, change: &Change<Ledger>, vault: &Vault) {
        let Change { before, now } = change;
        macro_rules! children {
            ($rows:ident, $row:expr) => {
                let old = before.as_ref().map_or(&[][..], |ledger| &ledger.$rows);
                self.$rows.placed(old, &now.$rows, $row)
            };
        }
        children!(freezes, |place, one| FreezeRow::of(now, place, one, vault));
        children!(holds, |place, one| HoldRow::of(now, place, one, vault));
        children!(transfers, |place, one| TransferRow::of(now, place, one));
        children!(lifts, |place, one| LiftRow::of(now, place, one));
        children!(incomes, |place, one| IncomeRow::of(now, place, one));
        children!(duties, |place, one| DutyRow::of(now, place, one));
        children!(objections, |place, one| ObjectionRow::of(now, place, one, vault));
        children!(notices, |place, one| DebtorNoticeRow::of(now, place, one, vault));
        children!(delegations, |place, one| DelegationRow::of(now, place, one, vault));
        children!(acts, |place, one| ActRow::of(now, place, one, vault));
        children!(concessions, |place, one| ConcessionRow::of(now, place, one, vault));
        // A lane loads no postings, so all there are is new.
        self.postings.extend(now.postings.iter().map(|one| PostingRow::of(now, one, vault)));
        self.books.root(MoneyRow::of(now), before.as_ref().map(|ledger| ledger.version));
    }

    pub(super) fn payee(&mut self, Change { before, now }: &Change<Payee>, vault: &Vault) {
        self.payees.root(PayeeRow::of(now, vault), before.as_ref().map(|payee| payee.version));
    }

    pub(super) fn number(&mut self, number: &OrderNumber, instrument: InstrumentId) {
        self.numbers.push(OrderNumberRow::of(number, instrument));
    }

    /// The rows, parents before children.
    pub(super) fn add_to<'a>(&'a self, writes: &mut Vec<Write<'a>>) {
        macro_rules! roots {
            ($row:ident, $all:expr, $set:ident) => {
                push(writes, $row::TABLE, Verb::Insert, rows(&$all.new, $row::row));
                compare(writes, $row::TABLE, $set, &$all, $row::row)
            };
        }
        macro_rules! hanging {
            ($row:ident, $all:expr, $set:ident) => {
                push(writes, $row::TABLE, Verb::Insert, rows(&$all.new, $row::row));
                push(writes, $row::TABLE, Verb::Update($set), rows(&$all.changed, $row::row))
            };
        }
        push(writes, OrderNumberRow::TABLE, Verb::Insert, rows(&self.numbers, OrderNumberRow::row));
        roots!(PayeeRow, self.payees, PAYEE_CHANGES);
        roots!(MoneyRow, self.books, MONEY_CHANGES);
        push(writes, PostingRow::TABLE, Verb::Insert, rows(&self.postings, PostingRow::row));
        hanging!(FreezeRow, self.freezes, FREEZE_CHANGES);
        hanging!(HoldRow, self.holds, HOLD_CHANGES);
        hanging!(TransferRow, self.transfers, TRANSFER_CHANGES);
        hanging!(LiftRow, self.lifts, LIFT_CHANGES);
        hanging!(IncomeRow, self.incomes, INCOME_CHANGES);
        hanging!(DutyRow, self.duties, DUTY_CHANGES);
        hanging!(ObjectionRow, self.objections, OBJECTION_CHANGES);
        hanging!(DebtorNoticeRow, self.notices, NOTICE_CHANGES);
        hanging!(DelegationRow, self.delegations, DELEGATION_CHANGES);
        hanging!(ActRow, self.acts, ACT_CHANGES);
        hanging!(ConcessionRow, self.concessions, CONCESSION_CHANGES);
    }
}
