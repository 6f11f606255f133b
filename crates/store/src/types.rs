//! SQL types that both engines understand: `MultiConnection` itself knows no
//! uuid and no instant with a zone.
//!
//! | type | PostgreSQL | SQLite |
//! |---|---|---|
//! | [`DbUuid`] as [`Id`] | `uuid` | 16-byte blob |
//! | [`DbInstant`] as [`At`] | `timestamptz` | integer, microseconds since 1970 |

use crate::conn::Multi;
use diesel::backend::Backend;
use diesel::deserialize::{self, FromSql, FromSqlRow};
use diesel::expression::AsExpression;
use diesel::pg::Pg;
use diesel::query_builder::QueryId;
use diesel::serialize::{self, IsNull, Output, ToSql};
use diesel::sql_types::{BigInt, Binary, HasSqlType, SqlType};
use diesel::sqlite::Sqlite;
use engine::time::Instant;
use std::io::Write;
use uuid::Uuid;

/// SQL type of ids.
#[derive(Clone, Copy, Debug, Default, SqlType, QueryId)]
#[diesel(postgres_type(oid = 2950, array_oid = 2951))]
#[diesel(sqlite_type(name = "Binary"))]
pub struct DbUuid;

/// Whether a text can stand in a row at all: PostgreSQL knows no NUL, and fails
/// where it is to look for one.
pub(crate) fn can_stand(text: &str) -> bool {
    !text.contains('\0')
}

/// An id as the databases keep it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, AsExpression, FromSqlRow)]
#[diesel(sql_type = DbUuid)]
pub struct Id(pub Uuid);

/// SQL type of instants.
#[derive(Clone, Copy, Debug, Default, SqlType, QueryId)]
#[diesel(postgres_type(oid = 1184, array_oid = 1185))]
#[diesel(sqlite_type(name = "Long"))]
pub struct DbInstant;

/// An instant as the databases keep it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, AsExpression, FromSqlRow)]
#[diesel(sql_type = DbInstant)]
pub struct At(pub Instant);

/// Microseconds from 1970-01-01 to 2000-01-01, where PostgreSQL counts from.
const PG_EPOCH_MICROS: i64 = 946_684_800_000_000;

macro_rules! both_engines {
    ($sql:ident, $rust:ty) => {
        impl HasSqlType<$sql> for Multi {
            fn metadata(lookup: &mut Self::MetadataLookup) -> Self::TypeMetadata {
                Multi::lookup_sql_type::<$sql>(lookup)
            }
        }

        impl FromSql<$sql, Multi> for $rust {
            fn from_sql(raw: <Multi as Backend>::RawValue<'_>) -> deserialize::Result<Self> {
                raw.from_sql::<$rust, $sql>()
            }
        }

        impl ToSql<$sql, Multi> for $rust {
            fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Multi>) -> serialize::Result {
                out.set_value(($sql, self));
                Ok(IsNull::No)
            }
        }
    };
}

both_engines!(DbUuid, Id);
both_engines!(DbInstant, At);

impl ToSql<DbUuid, Pg> for Id {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
        out.write_all(self.0.as_bytes())?;
        Ok(IsNull::No)
    }
}

impl FromSql<DbUuid, Pg> for Id {
    fn from_sql(raw: <Pg as Backend>::RawValue<'_>) -> deserialize::Result<Self> {
        Ok(Self(Uuid::from_slice(raw.as_bytes())?))
    }
}

impl ToSql<DbUuid, Sqlite> for Id {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Sqlite>) -> serialize::Result {
        out.set_value(self.0.as_bytes().as_slice());
        Ok(IsNull::No)
    }
}

impl FromSql<DbUuid, Sqlite> for Id {
    fn from_sql(raw: <Sqlite as Backend>::RawValue<'_>) -> deserialize::Result<Self> {
        let bytes = <Vec<u8> as FromSql<Binary, Sqlite>>::from_sql(raw)?;
        Ok(Self(Uuid::from_slice(&bytes)?))
    }
}

impl ToSql<DbInstant, Pg> for At {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
        out.write_all(&(self.0.micros() - PG_EPOCH_MICROS).to_be_bytes())?;
        Ok(IsNull::No)
    }
}

impl FromSql<DbInstant, Pg> for At {
    fn from_sql(raw: <Pg as Backend>::RawValue<'_>) -> deserialize::Result<Self> {
        let micros = <i64 as FromSql<BigInt, Pg>>::from_sql(raw)?;
        Ok(Self(Instant::from_micros(micros + PG_EPOCH_MICROS)))
    }
}

impl ToSql<DbInstant, Sqlite> for At {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Sqlite>) -> serialize::Result {
        out.set_value(self.0.micros());
        Ok(IsNull::No)
    }
}

impl FromSql<DbInstant, Sqlite> for At {
    fn from_sql(raw: <Sqlite as Backend>::RawValue<'_>) -> deserialize::Result<Self> {
        Ok(Self(Instant::from_micros(<i64 as FromSql<BigInt, Sqlite>>::from_sql(raw)?)))
    }
}
