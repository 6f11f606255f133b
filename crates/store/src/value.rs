//! Rows on their way to a table: one description of a table's columns serves
//! both engines, PostgreSQL as arrays, SQLite row by row.

use crate::types::{At, Id};
use engine::time::Instant;
use uuid::Uuid;

/// The type of a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ty {
    Uuid,
    Text,
    Int2,
    Int4,
    Int8,
    Bool,
    At,
    Bytes,
}

impl Ty {
    /// The type's name in PostgreSQL.
    pub(crate) const fn pg(self) -> &'static str {
        match self {
            Self::Uuid => "uuid",
            Self::Text => "text",
            Self::Int2 => "int2",
            Self::Int4 => "int4",
            Self::Int8 => "int8",
            Self::Bool => "bool",
            Self::At => "timestamptz",
            Self::Bytes => "bytea",
        }
    }
}

/// A value on its way to a column; `None` is null.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Value<'a> {
    Uuid(Option<Uuid>),
    Text(Option<&'a str>),
    Int2(Option<i16>),
    Int4(Option<i32>),
    Int8(Option<i64>),
    Bool(Option<bool>),
    At(Option<Instant>),
    Bytes(Option<&'a [u8]>),
}

/// A Rust type that a column holds.
pub(crate) trait Stored {
    /// The column's type.
    const TY: Ty;

    /// The value as it goes out.
    fn value(&self) -> Value<'_>;
}

macro_rules! stored_types {
    ($($ty:ty => $variant:ident, |$it:ident| $value:expr;)+) => {$(
        impl Stored for $ty {
            const TY: Ty = Ty::$variant;

            fn value(&self) -> Value<'_> {
                let $it = self;
                Value::$variant(Some($value))
            }
        }

        impl Stored for Option<$ty> {
            const TY: Ty = Ty::$variant;

            fn value(&self) -> Value<'_> {
                Value::$variant(self.as_ref().map(|$it| $value))
            }
        }
    )+};
}

stored_types! {
    Id => Uuid, |it| it.0;
    At => At, |it| it.0;
    String => Text, |it| it.as_str();
    i16 => Int2, |it| *it;
    i32 => Int4, |it| *it;
    i64 => Int8, |it| *it;
    bool => Bool, |it| *it;
    Vec<u8> => Bytes, |it| it.as_slice();
}

/// One row, in the order of its table's columns.
pub(crate) type Row<'a> = Vec<Value<'a>>;

/// A table and its columns.
#[derive(Debug)]
pub(crate) struct Table {
    pub(crate) name: &'static str,
    pub(crate) columns: &'static [(&'static str, Ty)],
}

impl Table {
    /// Where a column stands.
    pub(crate) fn position(&self, column: &str) -> Option<usize> {
        self.columns.iter().position(|(name, _)| *name == column)
    }

    /// The column rows are found by: the first.
    pub(crate) fn key(&self) -> &'static str {
        self.columns.first().map_or("id", |(name, _)| *name)
    }

    /// The columns as a select list, each with a prefix.
    pub(crate) fn select_list(&self, prefix: &str) -> String {
        let names: Vec<String> =
            self.columns.iter().map(|(name, _)| format!("{prefix}\"{name}\"")).collect();
        names.join(", ")
    }
}

/// A struct for the rows of a table: what is read is what is written.
macro_rules! stored {
    ($(#[$doc:meta])* $name:ident : $table:ident { $($field:ident : $ty:ty),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, diesel::Queryable, diesel::Selectable)]
        #[diesel(table_name = crate::schema::$table)]
        pub(crate) struct $name {
            $(pub(crate) $field: $ty,)*
        }

        impl $name {
            /// The table of these rows.
            pub(crate) const TABLE: &'static crate::value::Table = &crate::value::Table {
                name: stringify!($table),
                columns: &[$((stringify!($field), <$ty as crate::value::Stored>::TY)),*],
            };

            /// The row as it goes out.
            pub(crate) fn row(&self) -> crate::value::Row<'_> {
                vec![$(crate::value::Stored::value(&self.$field)),*]
            }
        }
    };
}
pub(crate) use stored;

/// What is done with rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verb {
    /// New rows.
    Insert,
    /// Changed rows of a root: these columns are set where the key matches and
    /// `version` is still the one found; a version that moved is a conflict.
    CompareAndSet(&'static [&'static str]),
    /// Changed rows of what hangs on a root and is guarded by it: these columns
    /// are set where the key matches.
    Update(&'static [&'static str]),
    /// A row that is there at most once by its first column.
    Replace,
    /// Rows that go: all of a root, by this column.
    DeleteBy(&'static str),
}

/// Rows of one table and what is done with them.
#[derive(Debug)]
pub(crate) struct Write<'a> {
    pub(crate) table: &'static Table,
    pub(crate) verb: Verb,
    pub(crate) rows: Vec<Row<'a>>,
    /// For [`Verb::CompareAndSet`]: the version found, row by row.
    pub(crate) found: Vec<i32>,
}
