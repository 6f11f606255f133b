//! Statements of receiving accounts in a batch: read after the accounts, which
//! guard them, and written with the money their lines move.

use super::changes::{Rows, compare, push, rows};
use super::load::{LaneConn, Lock, select};
use super::raw::{Column, Raw};
use crate::rows::statement::{LINE_CHANGES, LineRow, STATEMENT_CHANGES, StatementRow};
use crate::schema;
use crate::seal::Vault;
use crate::types::{DbUuid, Id};
use crate::value::{Value, Verb, Write};
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sqlite::Sqlite;
use engine::facts::{Change, Facts, Needs};
use engine::id::{CaseId, LineKey, StatementId, TransferId};
use engine::statement::Statement;
use std::collections::HashMap;
use uuid::Uuid;

/// The demand and the instrument of each payment named, in the case named.
/// Neither ever changes, so it is asked before anything is locked.
pub(super) fn paid(conn: &mut LaneConn, needs: &Needs) -> QueryResult<Vec<(Uuid, Uuid)>> {
    let transfers: Vec<Uuid> = needs.paid.iter().map(|(_, transfer)| transfer.0).collect();
    let found = select!(
        conn, (DbUuid, DbUuid, DbUuid, DbUuid) => (Id, Id, Id, Id),
        "t.case_id, t.id, x.id, x.instrument_id".to_owned(),
        "demand x join transfer t on t.demand_id = x.id", "t.id", Lock::None, &transfers
    );
    let named =
        |case: Id, transfer: Id| needs.paid.contains(&(CaseId(case.0), TransferId(transfer.0)));
    let found = found.into_iter().filter(|(case, transfer, ..)| named(*case, *transfer));
    Ok(found.map(|(.., demand, instrument)| (demand.0, instrument.0)).collect())
}

/// Statements named, each with the lines named, and which lines are known. Who
/// brings a file holds its account, so no two bring the same at once.
pub(super) fn load(
    conn: &mut LaneConn,
    needs: &Needs,
    vault: &Vault,
    facts: &mut Facts,
) -> QueryResult<()> {
    let ids: Vec<Uuid> = needs.bank_statements.keys().map(|id| id.0).collect();
    let list = StatementRow::TABLE.select_list("x.");
    let found = select!(
        conn, schema::statement::SqlType => StatementRow,
        list, "statement x", "x.id", Lock::Change, &ids
    );
    let mut statements: HashMap<StatementId, Statement> = HashMap::with_capacity(found.len());
    for row in found {
        let statement = row.entity()?;
        statements.insert(statement.id, statement);
    }
    let named = needs.bank_statements.iter();
    let lines: Vec<Uuid> =
        named.flat_map(|(id, lines)| lines.iter().map(|number| id.line(*number))).collect();
    let list = LineRow::TABLE.select_list("x.");
    let found = select!(
        conn, schema::statement_line::SqlType => LineRow,
        list, "statement_line x", "x.id", Lock::None, &lines
    );
    for row in found {
        if let Some(statement) = statements.get_mut(&StatementId(row.statement_id.0)) {
            let (number, line) = row.entity(vault)?;
            statement.lines.insert(number, line);
        }
    }
    for statement in statements.into_values() {
        facts.bank_statements.load(statement.id, statement);
    }
    let keys: Vec<Uuid> = needs.lines.iter().map(|key| key.0).collect();
    let known = select!(
        conn, DbUuid => Id,
        "x.known_by".to_owned(), "statement_line x", "x.known_by", Lock::None, &keys
    );
    facts.known_lines.extend(known.into_iter().map(|key| LineKey(key.0)));
    Ok(())
}

/// What a batch changed of statements.
#[derive(Default)]
pub(super) struct StatementChanges {
    statements: Rows<StatementRow>,
    lines: Rows<LineRow>,
}

impl StatementChanges {
    pub(super) fn take(&mut self, Change { before, now }: &Change<Statement>, vault: &Vault) {
        for (number, line) in &now.lines {
            let was = before.as_ref().and_then(|before| before.lines.get(number));
            if was == Some(line) {
                continue;
            }
            let row = LineRow::of(now, *number, line, vault);
            if was.is_some() { self.lines.changed.push(row) } else { self.lines.new.push(row) }
        }
        self.statements.root(StatementRow::of(now), before.as_ref().map(|one| one.version));
    }

    /// The rows, parents before children.
    pub(super) fn add_to<'a>(&'a self, writes: &mut Vec<Write<'a>>) {
        let Self { statements, lines } = self;
        let table = StatementRow::TABLE;
        push(writes, table, Verb::Insert, rows(&statements.new, StatementRow::row));
        compare(writes, table, STATEMENT_CHANGES, statements, StatementRow::row);
        let table = LineRow::TABLE;
        push(writes, table, Verb::Insert, rows(&lines.new, LineRow::row));
        push(writes, table, Verb::Update(LINE_CHANGES), rows(&lines.changed, LineRow::row));
    }
}
