//! The floor's statements: one for each table, prepared by its text. Several
//! rows of a table go to PostgreSQL as arrays, as anybody who cares would send
//! them; SQLite takes row by row.

use super::plan::Stamped;
use crate::lane::flush_lite;
use crate::lane::load::LaneConn;
use crate::lane::raw::{Bind, Column, Raw};
use crate::types::{At, DbInstant, DbUuid, Id};
use crate::value::{Row, Table, Value, Verb, Write};
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::query_builder::AstPass;
use diesel::result::Error;
use diesel::sql_types::{BigInt, Binary, Bool, Integer, Nullable, SmallInt, Text};
use diesel::sqlite::Sqlite;
use uuid::Uuid;

/// A value in the form that PostgreSQL's driver takes.
enum Param<'a> {
    Uuid(Option<Id>),
    Text(Option<&'a str>),
    Int2(Option<i16>),
    Int4(Option<i32>),
    Int8(Option<i64>),
    Bool(Option<bool>),
    At(Option<At>),
    Bytes(Option<&'a [u8]>),
}

impl<'a> From<Value<'a>> for Param<'a> {
    fn from(value: Value<'a>) -> Self {
        match value {
            Value::Uuid(id) => Self::Uuid(id.map(Id)),
            Value::Text(text) => Self::Text(text),
            Value::Int2(n) => Self::Int2(n),
            Value::Int4(n) => Self::Int4(n),
            Value::Int8(n) => Self::Int8(n),
            Value::Bool(yes) => Self::Bool(yes),
            Value::At(at) => Self::At(at.map(At)),
            Value::Bytes(bytes) => Self::Bytes(bytes),
        }
    }
}

impl Bind<Pg> for Param<'_> {
    fn push<'b>(&'b self, out: &mut AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        match self {
            Self::Uuid(v) => out.push_bind_param_value_only::<Nullable<DbUuid>, _>(v),
            Self::Text(v) => out.push_bind_param_value_only::<Nullable<Text>, _>(v),
            Self::Int2(v) => out.push_bind_param_value_only::<Nullable<SmallInt>, _>(v),
            Self::Int4(v) => out.push_bind_param_value_only::<Nullable<Integer>, _>(v),
            Self::Int8(v) => out.push_bind_param_value_only::<Nullable<BigInt>, _>(v),
            Self::Bool(v) => out.push_bind_param_value_only::<Nullable<Bool>, _>(v),
            Self::At(v) => out.push_bind_param_value_only::<Nullable<DbInstant>, _>(v),
            Self::Bytes(v) => out.push_bind_param_value_only::<Nullable<Binary>, _>(v),
        }
    }
}

/// Looks at the rows of a table by one column, as a program must before it
/// writes; `lock` is what PostgreSQL is told to lock them with.
pub(super) fn look_up(
    conn: &mut LaneConn,
    table: &Table,
    column: &str,
    id: Uuid,
    lock: &str,
) -> QueryResult<()> {
    let (name, list) = (table.name, table.select_list(""));
    match conn {
        LaneConn::Pg(conn) => {
            let sql = format!("select {list} from \"{name}\" where \"{column}\" = $1{lock}");
            let binds = [Param::Uuid(Some(Id(id)))];
            Raw::<Pg, Param<'_>, ()>::new(&sql, &binds).execute(conn)?;
        }
        LaneConn::Sqlite(conn) => {
            let sql = format!("select {list} from \"{name}\" where \"{column}\" = ?");
            let binds = [Value::Uuid(Some(id))];
            Raw::<Sqlite, Value<'_>, ()>::new(&sql, &binds).execute(conn)?;
        }
    }
    Ok(())
}

/// Writes one command's rows.
pub(super) fn write(conn: &mut LaneConn, stamped: &Stamped<'_>) -> QueryResult<()> {
    match conn {
        LaneConn::Pg(conn) => stamped.writes.iter().try_for_each(|write| write_pg(conn, write)),
        LaneConn::Sqlite(conn) => flush_lite::flush(conn, &stamped.writes),
    }
}

fn write_pg(conn: &mut PgConnection, write: &Write<'_>) -> QueryResult<()> {
    let table = write.table;
    match (write.verb, write.rows.as_slice()) {
        (Verb::Insert, [row]) => {
            let marks: Vec<String> = (1..=row.len()).map(|n| format!("${n}")).collect();
            let sql = format!(
                "insert into \"{}\" ({}) values ({})",
                table.name,
                table.select_list(""),
                marks.join(", ")
            );
            let binds: Vec<Param<'_>> = row.iter().map(|value| Param::from(*value)).collect();
            Raw::<Pg, Param<'_>, ()>::new(&sql, &binds).execute(conn)?;
            Ok(())
        }
        (Verb::Insert, rows) => insert_many(conn, table, rows),
        (Verb::CompareAndSet(set), rows) => {
            let rows = rows.iter().zip(&write.found);
            rows.into_iter()
                .try_for_each(|(row, found)| update(conn, table, set, row, Some(*found)))
        }
        (Verb::Update(set), rows) => {
            rows.iter().try_for_each(|row| update(conn, table, set, row, None))
        }
        (Verb::Replace | Verb::DeleteBy(_), _) => Ok(()), // Neither command needs them.
    }
}

fn insert_many(conn: &mut PgConnection, table: &Table, rows: &[Row<'_>]) -> QueryResult<()> {
    let arrays: Vec<String> = table
        .columns
        .iter()
        .enumerate()
        .map(|(n, (_, ty))| format!("${}::{}[]", n + 1, ty.pg()))
        .collect();
    let sql = format!(
        "insert into \"{}\" ({}) select * from unnest({})",
        table.name,
        table.select_list(""),
        arrays.join(", ")
    );
    let mut columns: Vec<Column<'_>> =
        table.columns.iter().map(|(_, ty)| Column::of(*ty, rows.len())).collect();
    for row in rows {
        for (column, value) in columns.iter_mut().zip(row) {
            column.push(*value);
        }
    }
    Raw::<Pg, Column<'_>, ()>::new(&sql, &columns).execute(conn)?;
    Ok(())
}

fn update(
    conn: &mut PgConnection,
    table: &Table,
    set: &[&str],
    row: &Row<'_>,
    found: Option<i32>,
) -> QueryResult<()> {
    let value = |n: usize| row.get(n).copied().map(Param::from);
    let mut binds: Vec<Param<'_>> =
        set.iter().filter_map(|column| value(table.position(column)?)).collect();
    let assign: Vec<String> =
        set.iter().enumerate().map(|(n, column)| format!("\"{column}\" = ${}", n + 1)).collect();
    binds.extend(value(0));
    let mut sql = format!(
        "update \"{}\" set {} where \"{}\" = ${}",
        table.name,
        assign.join(", "),
        table.key(),
        binds.len()
    );
    if let Some(version) = found {
        binds.push(Param::Int4(Some(version)));
        sql = format!("{sql} and version = ${}", binds.len());
    }
    let changed = Raw::<Pg, Param<'_>, ()>::new(&sql, &binds).execute(conn)?;
    if changed == 1 { Ok(()) } else { Err(Error::RollbackTransaction) }
}

/// The version of the books of a case, which are locked, and how many holds
/// there are for it.
pub(super) fn books(conn: &mut LaneConn, case: Uuid) -> QueryResult<(i32, i32)> {
    let text = |mark: &str| {
        format!(
            "select version, (select cast(count(*) as integer) from hold h \
             where h.case_id = m.case_id) from money m where m.case_id = {mark}"
        )
    };
    match conn {
        LaneConn::Pg(conn) => {
            let (sql, binds) = (text("$1"), [Param::Uuid(Some(Id(case)))]);
            Raw::<Pg, Param<'_>, (Integer, Integer)>::new(&sql, &binds).get_result(conn)
        }
        LaneConn::Sqlite(conn) => {
            let (sql, binds) = (text("?"), [Value::Uuid(Some(case))]);
            Raw::<Sqlite, Value<'_>, (Integer, Integer)>::new(&sql, &binds).get_result(conn)
        }
    }
}

/// The clocks of a demand, in the order of their rules.
pub(super) fn clocks(conn: &mut LaneConn, demand: Uuid) -> QueryResult<Vec<Id>> {
    let text = |mark: &str| {
        format!("select x.id from clock x where x.demand_id = {mark} order by x.rule, x.id")
    };
    match conn {
        LaneConn::Pg(conn) => {
            let (sql, binds) = (text("$1"), [Param::Uuid(Some(Id(demand)))]);
            Raw::<Pg, Param<'_>, DbUuid>::new(&sql, &binds).load(conn)
        }
        LaneConn::Sqlite(conn) => {
            let (sql, binds) = (text("?"), [Value::Uuid(Some(demand))]);
            Raw::<Sqlite, Value<'_>, DbUuid>::new(&sql, &binds).load(conn)
        }
    }
}

/// Demands with their items.
pub(super) fn items(conn: &mut LaneConn, demands: &[Uuid]) -> QueryResult<Vec<(Id, Id)>> {
    match conn {
        LaneConn::Pg(conn) => {
            let sql = "select demand_id, id from item where demand_id = any($1)";
            let binds = [Column::ids(demands.iter().copied())];
            Raw::<Pg, Column<'_>, (DbUuid, DbUuid)>::new(sql, &binds).load(conn)
        }
        LaneConn::Sqlite(conn) => {
            let sql = "select demand_id, id from item where demand_id = ?";
            let mut found = Vec::with_capacity(demands.len());
            for id in demands {
                let binds = [Value::Uuid(Some(*id))];
                let raw = Raw::<Sqlite, Value<'_>, (DbUuid, DbUuid)>::new(sql, &binds);
                found.extend(raw.load::<(Id, Id)>(conn)?);
            }
            Ok(found)
        }
    }
}
