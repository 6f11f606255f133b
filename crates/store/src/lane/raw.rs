//! A statement as text with values, kept prepared by its text. Diesel marks
//! `sql_query` and batch inserts as not worth preparing; a lane runs the same
//! few texts all day, so here that choice is made the other way.

use crate::types::{At, DbInstant, DbUuid, Id};
use crate::value::{Ty, Value};
use diesel::backend::Backend;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::sql_types::{
    Array, BigInt, Binary, Bool, HasSqlType, Integer, Nullable, SmallInt, Text,
};
use diesel::sqlite::Sqlite;
use std::marker::PhantomData;

/// What can stand for a `$1` or a `?`.
pub(crate) trait Bind<DB: Backend> {
    fn push<'b>(&'b self, out: &mut AstPass<'_, 'b, DB>) -> QueryResult<()>;
}

/// A statement text with its values; `ST` is what comes back.
pub(crate) struct Raw<'a, DB, B, ST> {
    sql: &'a str,
    binds: &'a [B],
    types: PhantomData<(DB, ST)>,
}

impl<'a, DB, B, ST> Raw<'a, DB, B, ST> {
    pub(crate) const fn new(sql: &'a str, binds: &'a [B]) -> Self {
        Self { sql, binds, types: PhantomData }
    }
}

impl<DB: Backend, B: Bind<DB>, ST> QueryFragment<DB> for Raw<'_, DB, B, ST> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        out.push_sql(self.sql);
        self.binds.iter().try_for_each(|bind| bind.push(&mut out))
    }
}

/// No static id: diesel then keeps the statement by its text.
impl<DB, B, ST> QueryId for Raw<'_, DB, B, ST> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<DB, B, ST> Query for Raw<'_, DB, B, ST> {
    type SqlType = ST;
}

impl<DB, B, ST, C> RunQueryDsl<C> for Raw<'_, DB, B, ST> {}

impl Bind<Sqlite> for Value<'_> {
    fn push<'b>(&'b self, out: &mut AstPass<'_, 'b, Sqlite>) -> QueryResult<()> {
        match self {
            // Bytes of the id itself: an `Id` made here would not live long enough.
            Value::Uuid(Some(id)) => out.push_bind_param_value_only::<Binary, [u8]>(id.as_bytes()),
            Value::Text(Some(text)) => out.push_bind_param_value_only::<Text, str>(text),
            Value::Int2(Some(n)) => out.push_bind_param_value_only::<SmallInt, i16>(n),
            Value::Int4(Some(n)) => out.push_bind_param_value_only::<Integer, i32>(n),
            Value::Int8(Some(n)) => out.push_bind_param_value_only::<BigInt, i64>(n),
            Value::Bool(Some(yes)) => out.push_bind_param_value_only::<Bool, bool>(yes),
            Value::At(Some(at)) => out.push_bind_param_value_only::<BigInt, i64>(at.as_micros()),
            Value::Bytes(Some(bytes)) => out.push_bind_param_value_only::<Binary, [u8]>(bytes),
            Value::Uuid(None)
            | Value::Text(None)
            | Value::Int2(None)
            | Value::Int4(None)
            | Value::Int8(None)
            | Value::Bool(None)
            | Value::At(None)
            | Value::Bytes(None) => {
                out.push_bind_param_value_only::<Nullable<Integer>, Option<i32>>(&None)
            }
        }
    }
}

/// A column of many rows, on its way to an array of PostgreSQL.
pub(crate) enum Column<'a> {
    Uuid(Vec<Option<Id>>),
    Text(Vec<Option<&'a str>>),
    Int2(Vec<Option<i16>>),
    Int4(Vec<Option<i32>>),
    Int8(Vec<Option<i64>>),
    Bool(Vec<Option<bool>>),
    At(Vec<Option<At>>),
    Bytes(Vec<Option<&'a [u8]>>),
}

impl<'a> Column<'a> {
    /// An empty column for that many rows.
    pub(crate) fn of(ty: Ty, rows: usize) -> Self {
        match ty {
            Ty::Uuid => Self::Uuid(Vec::with_capacity(rows)),
            Ty::Text => Self::Text(Vec::with_capacity(rows)),
            Ty::Int2 => Self::Int2(Vec::with_capacity(rows)),
            Ty::Int4 => Self::Int4(Vec::with_capacity(rows)),
            Ty::Int8 => Self::Int8(Vec::with_capacity(rows)),
            Ty::Bool => Self::Bool(Vec::with_capacity(rows)),
            Ty::At => Self::At(Vec::with_capacity(rows)),
            Ty::Bytes => Self::Bytes(Vec::with_capacity(rows)),
        }
    }

    /// Adds a value. The types agree because both come from one struct; a value
    /// of another type would show as columns of unequal length, which `unnest`
    /// pads with nulls that NOT NULL refuses.
    pub(crate) fn push(&mut self, value: Value<'a>) {
        match (self, value) {
            (Self::Uuid(column), Value::Uuid(id)) => column.push(id.map(Id)),
            (Self::Text(column), Value::Text(text)) => column.push(text),
            (Self::Int2(column), Value::Int2(n)) => column.push(n),
            (Self::Int4(column), Value::Int4(n)) => column.push(n),
            (Self::Int8(column), Value::Int8(n)) => column.push(n),
            (Self::Bool(column), Value::Bool(yes)) => column.push(yes),
            (Self::At(column), Value::At(at)) => column.push(at.map(At)),
            (Self::Bytes(column), Value::Bytes(bytes)) => column.push(bytes),
            _ => debug_assert!(false, "a value of another type than its column"),
        }
    }

    /// A column of ids.
    pub(crate) fn ids(ids: impl IntoIterator<Item = uuid::Uuid>) -> Self {
        Self::Uuid(ids.into_iter().map(|id| Some(Id(id))).collect())
    }
}

impl Bind<Pg> for Column<'_> {
    fn push<'b>(&'b self, out: &mut AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        fn bind<'b, ST, T>(out: &mut AstPass<'_, 'b, Pg>, column: &'b T) -> QueryResult<()>
        where
            Pg: HasSqlType<Array<Nullable<ST>>>,
            T: diesel::serialize::ToSql<Array<Nullable<ST>>, Pg>,
            ST: diesel::sql_types::SqlType<IsNull = diesel::sql_types::is_nullable::NotNull>,
        {
            out.push_bind_param_value_only::<Array<Nullable<ST>>, T>(column)
        }
        match self {
            Self::Uuid(column) => bind::<DbUuid, _>(out, column),
            Self::Text(column) => bind::<Text, _>(out, column),
            Self::Int2(column) => bind::<SmallInt, _>(out, column),
            Self::Int4(column) => bind::<Integer, _>(out, column),
            Self::Int8(column) => bind::<BigInt, _>(out, column),
            Self::Bool(column) => bind::<Bool, _>(out, column),
            Self::At(column) => bind::<DbInstant, _>(out, column),
            Self::Bytes(column) => bind::<Binary, _>(out, column),
        }
    }
}
