//! A database that an older program left keeps what is in it.

use super::support::{Database, number, on_both};
use crate::DatabaseUrl;
use crate::conn::{Conn, Use};
use diesel::connection::SimpleConnection;

/// A case with one answered inquiry, as the last program without orders wrote
/// it. `#n` is an id, `@` an instant, `~` sealed bytes, `^` true.
const BEFORE_ORDERS: &str = "
    insert into enforcement_case (id, version, agency_id, number, officer_id, state, category,
        conditions, opened_at, salt, key_id, sealed)
      values (#1, 1, #9, '1/THA', #8, 'open', 'civil', '[]', @, ~, 0, ~);
    insert into instrument (id, version, kind, case_id, agency_id, reference, state, requester,
        interim, proposer_id, issued_at, key_id, sealed)
      values (#2, 2, 'inquiry', #1, #9, 'A-1', 'issued', 'officer', ^, #8, @, 0, ~);
    insert into demand (id, version, instrument_id, case_id, agency_id, institution_id, reference,
        requester, interim, channel, issued_at, urged, state, open)
      values (#3, 2, #2, #1, #9, #7, 'A-1-1', 'officer', ^, 'electronic', @, 0, 'served', ^);
    insert into item (id, demand_id, info, state, round, parts, request, last_answer, last_hash)
      values (#4, #3, 'account', 'answered', 1, 1, '{\"asked\":1}', #5, ~);
    insert into answer (id, demand_id, item_id, round, part, version, state, outcome, hash,
        answered_by, arrived_at, key_id, sealed)
      values (#5, #3, #4, 1, 1, 1, 'accepted', 'none', ~, '{}', @, 0, ~);
    insert into event (id, kind, code, at, actor, root_kind, root_id, version, format, key_id,
        body, leaf)
      values (#6, 'change', 'demand_served', @, '{}', 'demand', #3, 1, 1, 0, ~, ~),
        (#0, 'change', 'instrument_issued', @,
          '{\"who\":{\"kind\":\"person\",\"id\":\"00000000-0000-0000-0000-000000000008\"}}',
          'instrument', #2, 2, 1, 0, ~, ~);
";

fn worded(url: &DatabaseUrl, text: &str) -> String {
    let postgres = matches!(url, DatabaseUrl::Postgres(_));
    let (id, instant, bytes, yes) = if postgres {
        ("'00000000-0000-0000-0000-00000000000", "timestamptz 'epoch'", "'\\x07'::bytea", "true")
    } else {
        ("x'0000000000000000000000000000000", "0", "x'07'", "1")
    };
    let mut sql = String::new();
    let mut signs = text.chars().peekable();
    while let Some(sign) = signs.next() {
        match (sign, signs.peek()) {
            ('#', Some(digit)) if digit.is_ascii_digit() => {
                sql.push_str(id);
                sql.extend(signs.next());
                sql.push('\'');
            }
            ('@', _) => sql.push_str(instant),
            ('~', _) => sql.push_str(bytes),
            ('^', _) => sql.push_str(yes),
            (other, _) => sql.push(other),
        }
    }
    sql
}

fn at_0011(database: &Database) -> Conn {
    let mut conn = Conn::open(&database.url, Use::Read).unwrap();
    conn.migrate_up_to("0011_again");
    conn
}

#[test]
fn orders_came_without_losing_an_inquiry() {
    on_both(|database| {
        let mut conn = at_0011(database);
        conn.batch_execute(&worded(&database.url, BEFORE_ORDERS)).unwrap();
        conn.migrate().unwrap();
        let count = |sql: &str| number(database, &worded(&database.url, sql));
        let kept = "select count(*) from instrument i join demand d on d.instrument_id = i.id
            join item t on t.demand_id = d.id join answer a on a.item_id = t.id
            where i.kind = 'inquiry' and d.kind = 'inquiry' and i.confirmed_by is null
            and i.reference = 'A-1' and i.interim = ^ and a.outcome = 'none' and a.hash = ~
            and t.request = '{\"asked\":1}' and t.sealed is null
            and i.sent_by = #8 and i.sent_to = 1 and d.has_none";
        assert_eq!(count(kept), 1);
        // A reference to the table that was made anew still holds and is watched.
        let orphan = "insert into order_number (agency_id, kind, year, number, instrument_id)
            values (#9, 'freeze', 2026, '1', #6);";
        assert!(conn.batch_execute(&worded(&database.url, orphan)).is_err());
        // One answer for each item, round, part and version, as before (I-5).
        let twice = "insert into answer (id, demand_id, item_id, round, part, version, state,
                outcome, hash, answered_by, arrived_at, key_id, sealed)
              values (#8, #3, #4, 1, 1, 1, 'accepted', 'none', ~, '{}', @, 0, ~);";
        assert!(conn.batch_execute(&worded(&database.url, twice)).is_err());
        // A case and its books are two roots with one id (I-14).
        let books = "insert into event (id, kind, code, at, actor, root_kind, root_id, version,
                format, key_id, body, leaf)
              values (#7, 'change', 'books_opened', @, '{}', 'money', #3, 1, 1, 0, ~, ~);";
        conn.batch_execute(&worded(&database.url, books)).unwrap();
    });
}
