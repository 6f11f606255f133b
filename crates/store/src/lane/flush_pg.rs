//! Writing a batch to PostgreSQL: all of it in one data-modifying statement,
//! columns as arrays. One round trip, one plan kept by its text.

use super::raw::{Column, Raw};
use crate::value::{Table, Verb, Write};
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::result::Error;
use diesel::sql_types::BigInt;
use std::fmt::Write as _;

/// Writes everything, or fails and leaves the transaction to be rolled back.
pub(crate) fn flush(conn: &mut PgConnection, writes: &[Write<'_>]) -> QueryResult<()> {
    if writes.is_empty() {
        return Ok(());
    }
    let mut text = Text::default();
    for write in writes {
        text.add(write);
    }
    let wanted: i64 = text.expected;
    let sql = text.finish();
    let changed: i64 =
        Raw::<Pg, Column<'_>, BigInt>::new(&sql, &text_binds(writes)).get_result(conn)?;
    // A row whose version moved, or that is gone: somebody else was faster.
    if changed == wanted { Ok(()) } else { Err(Error::RollbackTransaction) }
}

/// The statement as it grows: one `with` part per write.
#[derive(Default)]
struct Text {
    parts: String,
    /// Names of the parts whose rows are counted.
    counted: Vec<String>,
    expected: i64,
    binds: usize,
    parts_made: usize,
}

impl Text {
    fn add(&mut self, write: &Write<'_>) {
        let name = format!("w{}", self.parts_made);
        self.parts_made += 1;
        let comma = if self.parts.is_empty() { "with " } else { ", " };
        let body = match write.verb {
            Verb::Insert => self.insert(write.table, ""),
            Verb::Replace => self.insert(write.table, &replace(write.table)),
            Verb::CompareAndSet(set) => {
                self.count(&name, write);
                self.update(write.table, set, true)
            }
            Verb::Update(set) => {
                self.count(&name, write);
                self.update(write.table, set, false)
            }
            Verb::DeleteBy(column) => self.delete(write.table, column),
        };
        // Writing into a String cannot fail.
        let _ = write!(self.parts, "{comma}{name} as ({body})");
    }

    fn count(&mut self, name: &str, write: &Write<'_>) {
        self.counted.push(name.to_owned());
        self.expected += i64::try_from(write.rows.len()).unwrap_or(i64::MAX);
    }

    fn finish(&self) -> String {
        let sums: Vec<String> =
            self.counted.iter().map(|name| format!("(select count(*) from {name})")).collect();
        let sum = if sums.is_empty() { "0".to_owned() } else { sums.join(" + ") };
        format!("{} select ({sum})::int8", self.parts)
    }

    /// `unnest($1::uuid[], $2::text[]) as t(c0, c1)` over that many columns.
    fn unnest(&mut self, types: &[&str]) -> String {
        let arrays: Vec<String> = types
            .iter()
            .map(|ty| {
                self.binds += 1;
                format!("${}::{ty}[]", self.binds)
            })
            .collect();
        let names: Vec<String> = (0..types.len()).map(|n| format!("c{n}")).collect();
        format!("unnest({}) as t({})", arrays.join(", "), names.join(", "))
    }

    fn insert(&mut self, table: &Table, tail: &str) -> String {
        let types: Vec<&str> = table.columns.iter().map(|(_, ty)| ty.pg()).collect();
        let rows = self.unnest(&types);
        format!(
            "insert into \"{}\" ({}) select * from {rows}{tail}",
            table.name,
            table.select_list("")
        )
    }

    fn update(&mut self, table: &Table, set: &[&str], compared: bool) -> String {
        let mut types = vec!["uuid"];
        types.extend(set.iter().map(|column| pg_type(table, column)));
        if compared {
            types.push("int4");
        }
        let rows = self.unnest(&types);
        let assign: Vec<String> = set
            .iter()
            .enumerate()
            .map(|(n, column)| format!("\"{column}\" = c{}", n + 1))
            .collect();
        let guard =
            if compared { format!(" and x.version = c{}", set.len() + 1) } else { String::new() };
        format!(
            "update \"{}\" as x set {} from {rows} where x.\"{}\" = c0{guard} returning 1",
            table.name,
            assign.join(", "),
            table.key()
        )
    }

    fn delete(&mut self, table: &Table, column: &str) -> String {
        self.binds += 1;
        format!("delete from \"{}\" where \"{column}\" = any(${}::uuid[])", table.name, self.binds)
    }
}

fn replace(table: &Table) -> String {
    let key = table.key();
    let set: Vec<String> = table
        .columns
        .iter()
        .skip(1)
        .map(|(name, _)| format!("\"{name}\" = excluded.\"{name}\""))
        .collect();
    format!(" on conflict (\"{key}\") do update set {}", set.join(", "))
}

fn pg_type(table: &Table, column: &str) -> &'static str {
    table.columns.iter().find(|(name, _)| *name == column).map_or("text", |(_, ty)| ty.pg())
}

/// The arrays, in the order the text numbered them.
fn text_binds<'a>(writes: &'a [Write<'a>]) -> Vec<Column<'a>> {
    let mut columns = Vec::new();
    for write in writes {
        match write.verb {
            Verb::Insert | Verb::Replace => {
                let picks: Vec<usize> = (0..write.table.columns.len()).collect();
                columns.extend(transpose(write, &picks));
            }
            Verb::CompareAndSet(set) => {
                columns.extend(transpose(write, &picks(write.table, set)));
                columns.push(Column::Int4(write.found.iter().copied().map(Some).collect()));
            }
            Verb::Update(set) => columns.extend(transpose(write, &picks(write.table, set))),
            Verb::DeleteBy(_) => columns.extend(transpose(write, &[0])),
        }
    }
    columns
}

/// The key, then the columns that are set.
fn picks(table: &Table, set: &[&str]) -> Vec<usize> {
    std::iter::once(0).chain(set.iter().filter_map(|column| table.position(column))).collect()
}

fn transpose<'a>(write: &'a Write<'a>, picks: &[usize]) -> Vec<Column<'a>> {
    picks
        .iter()
        .filter_map(|pick| {
            // A delete's key is an id whatever the table's first column is.
            let ty = match write.verb {
                Verb::DeleteBy(_) => crate::value::Ty::Uuid,
                _ => write.table.columns.get(*pick)?.1,
            };
            let mut column = Column::of(ty, write.rows.len());
            for row in &write.rows {
                column.push(*row.get(*pick)?);
            }
            Some(column)
        })
        .collect()
}
