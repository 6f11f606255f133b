//! Writing a batch to SQLite: row by row through prepared statements, inside
//! the one `BEGIN IMMEDIATE` that a lane holds.

use super::raw::Raw;
use crate::value::{Row, Table, Value, Verb, Write};
use diesel::prelude::*;
use diesel::result::Error;
use diesel::sqlite::Sqlite;

/// Writes everything, or fails and leaves the transaction to be rolled back.
pub(crate) fn flush(conn: &mut SqliteConnection, writes: &[Write<'_>]) -> QueryResult<()> {
    for write in writes {
        let sql = text(write.table, write.verb);
        for (index, row) in write.rows.iter().enumerate() {
            let values = values(write, row, index);
            let changed = Raw::<Sqlite, Value<'_>, ()>::new(&sql, &values).execute(conn)?;
            let counted = matches!(write.verb, Verb::CompareAndSet(_) | Verb::Update(_));
            // A row whose version moved, or that is gone.
            if counted && changed != 1 {
                return Err(Error::RollbackTransaction);
            }
        }
    }
    Ok(())
}

fn text(table: &Table, verb: Verb) -> String {
    let name = table.name;
    let marks = |n: usize| vec!["?"; n].join(", ");
    let assign = |set: &[&str]| {
        let parts: Vec<String> = set.iter().map(|column| format!("\"{column}\" = ?")).collect();
        parts.join(", ")
    };
    let columns = table.columns.len();
    let key = table.key();
    match verb {
        Verb::Insert => {
            format!(
                "insert into \"{name}\" ({}) values ({})",
                table.select_list(""),
                marks(columns)
            )
        }
        // The only rows that are replaced have no children, so taking the old
        // one away first breaks no foreign key.
        Verb::Replace => format!(
            "insert or replace into \"{name}\" ({}) values ({})",
            table.select_list(""),
            marks(columns)
        ),
        Verb::CompareAndSet(set) => {
            format!("update \"{name}\" set {} where \"{key}\" = ? and version = ?", assign(set))
        }
        Verb::Update(set) => format!("update \"{name}\" set {} where \"{key}\" = ?", assign(set)),
        Verb::DeleteBy(column) => format!("delete from \"{name}\" where \"{column}\" = ?"),
    }
}

/// The values in the order of the text's question marks.
fn values<'a>(write: &Write<'a>, row: &Row<'a>, index: usize) -> Vec<Value<'a>> {
    let key = row.first().copied();
    let set = |set: &[&str]| -> Vec<Value<'a>> {
        set.iter()
            .filter_map(|column| row.get(write.table.position(column)?).copied())
            .chain(key)
            .collect()
    };
    match write.verb {
        Verb::Insert | Verb::Replace | Verb::DeleteBy(_) => row.clone(),
        Verb::Update(columns) => set(columns),
        Verb::CompareAndSet(columns) => {
            let mut values = set(columns);
            values.push(Value::Int4(write.found.get(index).copied()));
            values
        }
    }
}
