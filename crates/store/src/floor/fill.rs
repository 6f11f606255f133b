//! Many demands by set-based SQL, for lists and sweeps to be measured on: each
//! row is a copy of a real one with ids, places and times of its own. They look
//! like what commands leave behind, but nobody decided them and no event tells
//! of them: only for databases that are thrown away.

use crate::conn::{Conn, ConnectError, Use};
use crate::error::StoreError;
use crate::rows::case::{CaseRow, PartyRow};
use crate::rows::demand::{ClockRow, DemandRow, EpisodeRow, ItemRow};
use crate::rows::instrument::InstrumentRow;
use crate::types::{DbUuid, Id};
use crate::url::DatabaseUrl;
use crate::value::Table;
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use engine::id::{AgencyId, DemandId, InstitutionId, UserId};
use engine::time::Instant;
use std::ops::Range;

/// Demands of one instrument: so many institutions are asked at once.
const ASKED: u64 = 10;
/// Demands of one case: five instruments.
const OF_CASE: u64 = 50;
/// One demand in so many is open.
const OPEN: u64 = 10;
/// One demand in so many is open and late.
const LATE: u64 = 200;
/// One demand in so many was answered late.
const WAS_LATE: u64 = 50;
/// Rows of one statement: small enough to tell how far it is.
const CHUNK: u64 = 100_000;

/// Over whom the demands are spread.
pub struct Seats {
    /// Agencies that ask.
    pub agencies: Vec<AgencyId>,
    /// Institutions that are asked; at least ten.
    pub institutions: Vec<InstitutionId>,
    /// An officer of the first agency, who has every third of its cases.
    pub officer: UserId,
}

/// What to fill in.
pub struct Fill {
    /// How many demands.
    pub demands: u64,
    /// A real demand: what the others are copies of.
    pub pattern: DemandId,
    /// Over whom they are spread.
    pub seats: Seats,
    /// When it is now: open demands are due around it.
    pub now: Instant,
}

/// Fills a database; tells after each chunk how many demands there are.
pub fn fill(url: &DatabaseUrl, fill: &Fill, mut told: impl FnMut(u64)) -> Result<(), FillError> {
    let mut conn = Conn::open(url, Use::Read)?;
    prepare(&mut conn, &fill.seats)?;
    let words = Words { sqlite: matches!(conn, Conn::Sqlite(_)), now: fill.now.micros() };
    let mut from = 0;
    while from < fill.demands {
        let to = fill.demands.min(from + CHUNK);
        let mut sql = String::from("begin;\n");
        for (table, statement) in statements(&words, fill.pattern, from..to) {
            sql.push_str(&insert(table, &statement));
        }
        sql.push_str("commit;");
        conn.batch_execute(&sql)?;
        from = to;
        told(from);
    }
    Ok(())
}

/// After a fill: statistics, and nothing left to be written back while others
/// measure.
pub fn settle(url: &DatabaseUrl) -> Result<(), FillError> {
    let mut conn = Conn::open(url, Use::Read)?;
    let sql = match &conn {
        Conn::Pg(_) => ["vacuum (analyze)", "checkpoint"],
        Conn::Sqlite(_) => ["analyze", "pragma wal_checkpoint(truncate)"],
    };
    sql.iter().try_for_each(|sql| conn.batch_execute(sql))?;
    Ok(())
}

/// Makes a database of a server, empty or as a copy of another that nobody is
/// connected to. `server` names any database of the server.
pub fn copy_database(server: &str, name: &str, template: Option<&str>) -> Result<(), FillError> {
    let mut conn = PgConnection::establish(server).map_err(ConnectError::of_server)?;
    let template = match template {
        None => String::new(),
        // Files are copied as they are, not written through the log once more;
        // before PostgreSQL 15 there was no other way.
        Some(one) => {
            let sql = "select current_setting('server_version_num')::int8 as n";
            let version = diesel::sql_query(sql).get_result::<Count>(&mut conn)?.n;
            let how = if version >= 150_000 { " strategy file_copy" } else { "" };
            format!(" template \"{one}\"{how}")
        }
    };
    Ok(conn.batch_execute(&format!("create database \"{name}\"{template}"))?)
}

/// Gives a database of a server another name; nobody may be connected to it.
pub fn rename_database(server: &str, from: &str, to: &str) -> Result<(), FillError> {
    let mut conn = PgConnection::establish(server).map_err(ConnectError::of_server)?;
    Ok(conn.batch_execute(&format!("alter database \"{from}\" rename to \"{to}\""))?)
}

/// Drops a database of a server, whoever is connected to it; says nothing if it
/// is not there.
pub fn drop_database(server: &str, name: &str) -> Result<(), FillError> {
    let mut conn = PgConnection::establish(server).map_err(ConnectError::of_server)?;
    Ok(conn.batch_execute(&format!("drop database if exists \"{name}\" with (force)"))?)
}

/// Whether a server has a database of that name.
pub fn has_database(server: &str, name: &str) -> Result<bool, FillError> {
    let mut conn = PgConnection::establish(server).map_err(ConnectError::of_server)?;
    let sql = "select count(*) as n from pg_database where datname = $1";
    let query = diesel::sql_query(sql).bind::<diesel::sql_types::Text, _>(name);
    Ok(query.get_result::<Count>(&mut conn)?.n > 0)
}

/// Makes that many clocks of filled demands due now; returns how many are.
pub fn make_due(url: &DatabaseUrl, demands: Range<u64>, now: Instant) -> Result<i64, FillError> {
    let mut conn = Conn::open(url, Use::Read)?;
    let words = Words { sqlite: matches!(conn, Conn::Sqlite(_)), now: now.micros() };
    let past = words.at("-60000000");
    let (first, last) = (words.id(DEMAND, &demands.start.to_string()), demands.end.to_string());
    let last = words.id(DEMAND, &last);
    conn.batch_execute(&format!(
        "update clock set due_at = {past}, next_at = {past} \
         where demand_id >= {first} and demand_id < {last} and next_at is not null"
    ))?;
    let count = format!("select count(*) as n from clock where next_at <= {past}");
    Ok(diesel::sql_query(count).get_result::<Count>(&mut conn)?.n)
}

/// Why a database was not filled.
#[derive(Debug, thiserror::Error)]
pub enum FillError {
    /// No connection.
    #[error(transparent)]
    Connect(#[from] ConnectError),
    /// A statement failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<diesel::result::Error> for FillError {
    fn from(error: diesel::result::Error) -> Self {
        Self::Store(error.into())
    }
}

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    n: i64,
}

/// Lists that statements join; no checks of what is right by construction.
fn prepare(conn: &mut Conn, seats: &Seats) -> Result<(), FillError> {
    match conn {
        Conn::Pg(conn) => {
            conn.batch_execute("set synchronous_commit = off")?;
            // Needs a superuser; without, foreign keys are checked row by row.
            let _ = conn.batch_execute("set session_replication_role = replica");
        }
        Conn::Sqlite(conn) => {
            conn.batch_execute("pragma foreign_keys = off; pragma synchronous = off;")?;
        }
    }
    let id = if matches!(conn, Conn::Pg(_)) { "uuid" } else { "blob" };
    for name in ["fill_agency", "fill_institution", "fill_officer"] {
        conn.batch_execute(&format!(
            "create temporary table {name} (k integer primary key, id {id} not null)"
        ))?;
    }
    let agencies: Vec<_> = seats.agencies.iter().map(|id| id.0).collect();
    let institutions: Vec<_> = seats.institutions.iter().map(|id| id.0).collect();
    for (name, ids) in [
        ("fill_agency", agencies),
        ("fill_institution", institutions),
        ("fill_officer", vec![seats.officer.0]),
    ] {
        for (k, one) in ids.into_iter().enumerate() {
            let sql = format!("insert into {name} (k, id) values ({k}, $1)");
            diesel::sql_query(sql).bind::<DbUuid, _>(Id(one)).execute(conn)?;
        }
    }
    Ok(())
}

const CASE: char = '1';
const INSTRUMENT: char = '2';
const DEMAND: char = '3';
const ITEM: char = '4';
const ANSWER: char = '5';
const EPISODE: char = '6';
/// The clocks of an item, one letter each.
const CLOCKS: [char; 4] = ['a', 'b', 'c', 'd'];

/// What the engines say differently.
struct Words {
    sqlite: bool,
    now: i64,
}

/// Columns that are not copied, and where the rows come from.
struct Copy {
    own: Vec<(&'static str, String)>,
    from: String,
}

impl Words {
    /// The id of the n-th row of a kind; ids grow with n.
    fn id(&self, kind: char, n: &str) -> String {
        if self.sqlite {
            format!("unhex(printf('01900000000070{kind}08000%012x', {n}))")
        } else {
            let tail = format!("lpad(to_hex(({n})::int8), 12, '0')");
            format!("('01900000-0000-70{kind}0-8000-' || {tail})::uuid")
        }
    }

    /// So many microseconds from now.
    fn at(&self, micros: &str) -> String {
        if self.sqlite {
            format!("({} + ({micros}))", self.now)
        } else {
            let micros = format!("({}::int8 + ({micros}))", self.now);
            format!("(timestamptz 'epoch' + {micros} * interval '1 microsecond')")
        }
    }

    fn hash(&self) -> &'static str {
        if self.sqlite { "zeroblob(32)" } else { "decode(repeat('00', 32), 'hex')" }
    }

    fn series(&self, range: &Range<u64>) -> String {
        let (from, last) = (range.start, range.end.saturating_sub(1));
        if self.sqlite {
            format!(
                "(with recursive s(n) as (select {from} union all \
                 select n + 1 from s where n < {last}) select n from s) s"
            )
        } else {
            format!("generate_series({from}::int8, {last}::int8) as s(n)")
        }
    }
}

fn insert(table: &Table, copy: &Copy) -> String {
    let own = |name: &str| copy.own.iter().find(|(column, _)| *column == name);
    let values: Vec<String> = table
        .columns
        .iter()
        .map(|(name, _)| own(name).map_or(format!("t.\"{name}\""), |(_, own)| own.clone()))
        .collect();
    // No order by: the series comes in order, and so do the ids.
    let (name, list) = (table.name, table.select_list(""));
    format!("insert into \"{name}\" ({list}) select {} from {};\n", values.join(", "), copy.from)
}

/// Issued up to a year ago; the open ones within three days.
fn issued(words: &Words) -> String {
    words.at(&format!(
        "-(case when s.n % {OPEN} = 0 then (s.n * 7919) % 259200 \
         else 432000 + (s.n * 7919) % 31104000 end) * 1000000 - s.n % 1000000"
    ))
}

/// Due: open ones from in an hour to in five days, late ones some days ago,
/// done ones two days after they were issued.
fn due(words: &Words) -> String {
    words.at(&format!(
        "(case when s.n % {LATE} = 0 then -3600 - (s.n * 7919) % 432000 \
         when s.n % {OPEN} = 0 then 3600 + (s.n * 7919) % 432000 \
         else -259200 - (s.n * 7919) % 31104000 end) * 1000000 - s.n % 1000000"
    ))
}

fn open(then: &str, otherwise: &str) -> String {
    format!("(case when s.n % {OPEN} = 0 then {then} else {otherwise} end)")
}

fn statements(words: &Words, pattern: DemandId, range: Range<u64>) -> Vec<(&'static Table, Copy)> {
    let of = |per: u64| range.start / per..range.end.div_ceil(per);
    let pattern = if words.sqlite {
        format!("unhex('{}')", pattern.0.simple())
    } else {
        format!("'{}'::uuid", pattern.0)
    };
    vec![
        (CaseRow::TABLE, case(words, &pattern, &of(OF_CASE))),
        (PartyRow::TABLE, party(words, &pattern, &of(OF_CASE))),
        (InstrumentRow::TABLE, instrument(words, &pattern, &of(ASKED))),
        (DemandRow::TABLE, demand(words, &pattern, &range)),
        (ItemRow::TABLE, item(words, &pattern, &range)),
        (ClockRow::TABLE, clock(words, &pattern, &range)),
        (EpisodeRow::TABLE, episode(words, &pattern, &range)),
    ]
}

/// Cases go round the agencies.
fn agency_of(case: &str) -> String {
    format!("join fill_agency g on g.k = ({case}) % (select count(*) from fill_agency)")
}

fn case(words: &Words, pattern: &str, range: &Range<u64>) -> Copy {
    let rounds = "(s.n / (select count(*) from fill_agency))";
    let other = words.id('f', "s.n % 5000");
    let officer = format!("case when g.k = 0 and {rounds} % 3 = 0 then o.id else {other} end");
    Copy {
        own: vec![
            ("id", words.id(CASE, "s.n")),
            ("agency_id", "g.id".to_owned()),
            ("number", "'B' || s.n".to_owned()),
            ("officer_id", officer),
        ],
        from: format!(
            "{} {} cross join fill_officer o cross join enforcement_case t \
             where t.id = (select case_id from demand where id = {pattern})",
            words.series(range),
            agency_of("s.n")
        ),
    }
}

fn party(words: &Words, pattern: &str, range: &Range<u64>) -> Copy {
    Copy {
        own: vec![("case_id", words.id(CASE, "s.n"))],
        from: format!(
            "{} cross join party t \
             where t.case_id = (select case_id from demand where id = {pattern})",
            words.series(range)
        ),
    }
}

fn instrument(words: &Words, pattern: &str, range: &Range<u64>) -> Copy {
    let case = format!("s.n / {}", OF_CASE / ASKED);
    Copy {
        own: vec![
            ("id", words.id(INSTRUMENT, "s.n")),
            ("case_id", words.id(CASE, &case)),
            ("agency_id", "g.id".to_owned()),
            ("reference", "'YC26-B' || s.n".to_owned()),
        ],
        from: format!(
            "{} {} cross join instrument t \
             where t.id = (select instrument_id from demand where id = {pattern})",
            words.series(range),
            agency_of(&case)
        ),
    }
}

/// The institutions of an instrument stand side by side in their list.
fn seats_of() -> String {
    format!(
        "{} join fill_institution b on b.k = \
         (s.n / {ASKED} * 7 + s.n % {ASKED}) % (select count(*) from fill_institution)",
        agency_of(&format!("s.n / {OF_CASE}"))
    )
}

fn demand(words: &Words, pattern: &str, range: &Range<u64>) -> Copy {
    let issued = issued(words);
    Copy {
        own: vec![
            ("id", words.id(DEMAND, "s.n")),
            ("version", open("1", "2")),
            ("instrument_id", words.id(INSTRUMENT, &format!("s.n / {ASKED}"))),
            ("case_id", words.id(CASE, &format!("s.n / {OF_CASE}"))),
            ("agency_id", "g.id".to_owned()),
            ("institution_id", "b.id".to_owned()),
            ("reference", format!("'YC26-B' || (s.n / {ASKED}) || '-' || (s.n % {ASKED})")),
            ("issued_at", issued.clone()),
            ("evidenced_at", issued.clone()),
            ("recorded_at", issued),
            ("state", open("'served'", "'answered'")),
            ("open", open("true", "false")),
            ("sort_due", open(&due(words), "null")),
        ],
        from: format!(
            "{} {} cross join demand t where t.id = {pattern}",
            words.series(range),
            seats_of()
        ),
    }
}

fn item(words: &Words, pattern: &str, range: &Range<u64>) -> Copy {
    Copy {
        own: vec![
            ("id", words.id(ITEM, "s.n")),
            ("demand_id", words.id(DEMAND, "s.n")),
            ("state", open("'served'", "'answered'")),
            ("parts", open("0", "1")),
            ("last_answer", open("null", &words.id(ANSWER, "s.n"))),
            ("last_hash", open("null", words.hash())),
            ("last_part", open("null", "1")),
            ("last_version", open("null", "1")),
        ],
        from: format!(
            "{} cross join item t where t.id = \
             (select id from item where demand_id = {pattern} order by id limit 1)",
            words.series(range)
        ),
    }
}

fn clock(words: &Words, pattern: &str, range: &Range<u64>) -> Copy {
    let ids: Vec<String> = CLOCKS
        .iter()
        .enumerate()
        .map(|(k, kind)| format!("when {k} then {}", words.id(*kind, "s.n")))
        .collect();
    let (issued, due) = (issued(words), due(words));
    let next = format!("case when s.n % {LATE} = 0 then null else {due} end");
    let has_due = |then: &str| format!("(case when t.due_at is null then null else {then} end)");
    Copy {
        own: vec![
            ("id", format!("(case t.k {} end)", ids.join(" "))),
            ("demand_id", words.id(DEMAND, "s.n")),
            ("item_id", words.id(ITEM, "s.n")),
            ("start_at", issued.clone()),
            ("due_at", has_due(&due)),
            ("state", open("'running'", "'met'")),
            ("next_at", has_due(&open(&format!("({next})"), "null"))),
            ("ended_at", open("null", &issued)),
        ],
        from: format!(
            "{} cross join (select c.*, row_number() over (order by c.id) - 1 as k \
             from clock c where c.demand_id = {pattern} limit {}) t",
            words.series(range),
            CLOCKS.len()
        ),
    }
}

/// Of the clock that has a due instant.
fn episode(words: &Words, pattern: &str, range: &Range<u64>) -> Copy {
    let due = due(words);
    let clock: Vec<String> = CLOCKS
        .iter()
        .enumerate()
        .map(|(k, kind)| format!("when {k} then {}", words.id(*kind, "s.n")))
        .collect();
    let own = vec![
        ("id", words.id(EPISODE, "s.n")),
        ("demand_id", words.id(DEMAND, "s.n")),
        ("institution_id", "b.id".to_owned()),
        ("agency_id", "g.id".to_owned()),
        ("clock_id", format!("(case t.k {} end)", clock.join(" "))),
        ("item_id", words.id(ITEM, "s.n")),
        ("kind", "'due'".to_owned()),
        ("flagged_at", due.clone()),
        ("detected_at", due.clone()),
        ("reason", "null".to_owned()),
        ("note", "null".to_owned()),
        ("closed_at", open("null", &due)),
        ("closed_by", open("null", "'answered'")),
        ("info", "(select i.info from item i where i.id = t.item_id)".to_owned()),
    ];
    let from = format!(
        "{} {} cross join (select * from (select c.*, \
         row_number() over (order by c.id) - 1 as k from clock c where c.demand_id = {pattern}) x \
         where x.due_at is not null order by x.k limit 1) t \
         where s.n % {LATE} = 0 or s.n % {WAS_LATE} = 1",
        words.series(range),
        seats_of()
    );
    Copy { own, from }
}
