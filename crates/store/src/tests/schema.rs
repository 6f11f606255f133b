//! Both engines and `schema.rs` have the same tables.

use super::support::{Database, on_both};
use crate::conn::{Conn, Use};
use crate::{DatabaseUrl, Store};
use diesel::prelude::*;
use diesel::sql_types::{Bool, Text};
use std::collections::BTreeSet;
use std::path::Path;

/// Table, column, type, nullable.
type Column = (String, String, String, bool);

#[derive(QueryableByName)]
struct Found {
    #[diesel(sql_type = Text)]
    at: String,
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    ty: String,
    #[diesel(sql_type = Bool)]
    nullable: bool,
}

const SCHEMA: [&str; 4] = [
    include_str!("../schema/people.rs"),
    include_str!("../schema/casework.rs"),
    include_str!("../schema/orders.rs"),
    include_str!("../schema/record.rs"),
];

/// The columns `schema.rs` names, with the types this engine keeps them in.
fn written(of: impl Fn(&str) -> &'static str) -> BTreeSet<Column> {
    let mut table = "";
    let mut columns = BTreeSet::new();
    for line in SCHEMA.iter().flat_map(|part| part.lines()).map(str::trim) {
        if let Some((name, _)) = line.split_once(" (")
            && line.ends_with(") {")
        {
            table = name;
        }
        if let Some((name, ty)) = line.trim_end_matches(',').split_once(" -> ")
            && !line.starts_with("joinable")
        {
            let inner = ty.strip_prefix("Nullable<").map(|ty| ty.trim_end_matches('>'));
            let ty = of(inner.unwrap_or(ty)).to_owned();
            columns.insert((table.to_owned(), name.to_owned(), ty, inner.is_some()));
        }
    }
    assert!(columns.len() > 100);
    columns
}

fn postgres_type(ty: &str) -> &'static str {
    match ty {
        "DbUuid" => "uuid",
        "DbInstant" => "timestamp with time zone",
        "Text" => "text",
        "Binary" => "bytea",
        "Bool" => "boolean",
        "SmallInt" => "smallint",
        "Integer" => "integer",
        "BigInt" => "bigint",
        other => panic!("{other} has no type in PostgreSQL"),
    }
}

fn sqlite_type(ty: &str) -> &'static str {
    match ty {
        "DbUuid" | "Binary" => "BLOB",
        "Text" => "TEXT",
        _ => "INTEGER",
    }
}

const POSTGRES_COLUMNS: &str = "select table_name::text as at, column_name::text as name, \
     data_type::text as ty, is_nullable = 'YES' as nullable \
     from information_schema.columns where table_schema = 'public'";

const SQLITE_COLUMNS: &str = "select m.name as at, c.name as name, upper(c.type) as ty, \
     c.\"notnull\" = 0 and c.pk = 0 as nullable \
     from sqlite_schema m join pragma_table_info(m.name) c where m.type = 'table'";

#[test]
fn both_engines_have_the_columns_that_are_written_down() {
    on_both(|database| {
        Store::migrate(&database.url).unwrap();
        let mut conn = Conn::open(&database.url, Use::Read).unwrap();
        let (found, wanted): (Vec<Found>, _) = match &mut conn {
            Conn::Pg(conn) => {
                (diesel::sql_query(POSTGRES_COLUMNS).load(conn).unwrap(), written(postgres_type))
            }
            Conn::Sqlite(conn) => {
                (diesel::sql_query(SQLITE_COLUMNS).load(conn).unwrap(), written(sqlite_type))
            }
        };
        let found: BTreeSet<Column> = found
            .into_iter()
            .filter(|one| !one.at.starts_with("__diesel") && !one.at.starts_with("sqlite_"))
            .map(|one| (one.at, one.name, one.ty, one.nullable))
            .collect();
        let extra: Vec<_> = found.difference(&wanted).collect();
        let missing: Vec<_> = wanted.difference(&found).collect();
        assert!(extra.is_empty() && missing.is_empty(), "{extra:?} {missing:?}");
    });
}

#[derive(QueryableByName)]
struct Index {
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    sql: String,
}

/// An index as both engines would write it.
fn plain(sql: &str) -> String {
    let sql = sql.to_lowercase().replace("::text", "");
    let sql = sql.replace(" using btree", "").replace(" on public.", " on ");
    sql.chars().filter(|c| !c.is_whitespace() && !matches!(c, '(' | ')' | '"' | '\'')).collect()
}

fn indexes(database: &Database) -> BTreeSet<(String, String)> {
    Store::migrate(&database.url).unwrap();
    let mut conn = Conn::open(&database.url, Use::Read).unwrap();
    let found: Vec<Index> = match &mut conn {
        Conn::Pg(conn) => diesel::sql_query(
            "select indexname::text as name, indexdef as sql from pg_indexes \
             where schemaname = 'public' and indexname !~ '(_pkey|_key)$' \
             or indexname = 'answer_key'",
        )
        .load(conn)
        .unwrap(),
        Conn::Sqlite(conn) => diesel::sql_query(
            "select name, sql from sqlite_schema where type = 'index' and sql is not null",
        )
        .load(conn)
        .unwrap(),
    };
    found.into_iter().map(|index| (index.name, plain(&index.sql))).collect()
}

#[test]
fn both_engines_have_the_same_indexes() {
    let seen = std::cell::RefCell::new(Vec::new());
    on_both(|database| seen.borrow_mut().push(indexes(database)));
    let seen = seen.into_inner();
    assert!(seen[0].len() > 20);
    assert_eq!(seen[0], seen[1]);
}

#[derive(QueryableByName)]
struct Step {
    #[diesel(sql_type = Text)]
    opcode: String,
}

/// A check of three or more words as a list makes SQLite build a table of them
/// for every row that is written.
#[test]
fn no_row_builds_a_table_of_words() {
    let folder = tempfile::tempdir().unwrap();
    let url = DatabaseUrl::Sqlite(folder.path().join("a.db"));
    Store::migrate(&url).unwrap();
    let mut conn = Conn::open(&url, Use::Lane).unwrap();
    let tables = "instrument demand item clock answer notice event order_number money posting \
                  freeze_order hold transfer lift income duty payee held_row";
    for table in tables.split_whitespace() {
        let explain = format!("explain insert into {table} default values");
        let steps: Vec<Step> = diesel::sql_query(explain).load(&mut conn).unwrap();
        assert!(steps.iter().any(|step| step.opcode == "Halt"));
        assert!(steps.iter().all(|step| step.opcode != "OpenEphemeral"), "{table}");
    }
}

/// Checks, keys and references cannot be compared in catalogues that word them
/// differently; but the twin files are the same text but for types, and for
/// what they mark as different.
#[test]
fn twin_migrations_say_the_same() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../migrations");
    let mut twins = 0;
    for entry in std::fs::read_dir(folder.join("postgres")).unwrap() {
        let name = entry.unwrap().file_name();
        for file in ["up.sql", "down.sql"] {
            let text = |engine: &str| {
                let path = folder.join(engine).join(&name).join(file);
                std::fs::read_to_string(path).unwrap_or_default()
            };
            let postgres = common(&text("postgres"));
            assert_eq!(postgres, common(&text("sqlite")), "{}/{file}", name.display());
            twins += 1;
        }
    }
    assert!(twins >= 8);
}

/// The text with both engines' types under one name each, and their ways to
/// write an id as text.
fn common(sql: &str) -> String {
    let sql = sql.replace("id::text", "lower(hex(id))");
    let sql = without_differences(&sql);
    let word = |word: &str| {
        let kept = match word {
            "uuid" | "bytea" => "blob",
            "timestamptz" | "bigint" | "smallint" | "boolean" => "integer",
            kept => kept,
        };
        kept.to_owned()
    };
    let sql = sql.replace(") strict, without rowid;", ");");
    let lines = sql.lines().map(|line| line.replace(") strict;", ");"));
    let is_sign = |c: char| !c.is_ascii_alphanumeric() && c != '_';
    let words = lines.map(|line| {
        let mut common = String::new();
        for part in line.split_inclusive(is_sign) {
            let name = part.trim_end_matches(is_sign);
            common.push_str(&word(name));
            common.push_str(&part[name.len()..]);
        }
        common
    });
    words.collect::<Vec<_>>().join("\n")
}

/// The text but for what is marked as the engine's own way.
fn without_differences(sql: &str) -> String {
    let Some((before, rest)) = sql.split_once("-- Here the engines differ") else {
        return sql.to_owned();
    };
    let (_, after) = rest.split_once("-- Here they agree again.").unwrap();
    format!("{before}{}", without_differences(after))
}
