//! What is asked every second must cost what is due, not what is kept: no
//! statement of the loop scans a table, not even an empty one.

use super::world::{World, on_both};
use crate::conn::Conn;
use crate::outbox::{expand, mail, ticks};
use diesel::prelude::*;
use diesel::sql_types::Text;

#[derive(QueryableByName)]
struct PgLine {
    #[diesel(sql_type = Text, column_name = "QUERY PLAN")]
    line: String,
}

#[derive(QueryableByName)]
struct SqliteLine {
    #[diesel(sql_type = Text)]
    detail: String,
}

/// The plan of a statement, its places filled with nulls of the right kind.
fn plan(world: &World, sql: &str) -> Vec<String> {
    world
        .outbox
        .store
        .read(|conn| match conn {
            Conn::Pg(conn) => {
                diesel::sql_query("set enable_seqscan = off").execute(conn)?;
                let sql = filled(sql, "now()", "gen_random_uuid()");
                let lines: Vec<PgLine> = diesel::sql_query(format!("explain {sql}")).load(conn)?;
                diesel::sql_query("reset enable_seqscan").execute(conn)?;
                Ok(lines.into_iter().map(|row| row.line).collect())
            }
            Conn::Sqlite(conn) => {
                let sql = filled(sql, "1", "x'00'");
                let lines: Vec<SqliteLine> =
                    diesel::sql_query(format!("explain query plan {sql}")).load(conn)?;
                Ok(lines.into_iter().map(|row| row.detail).collect())
            }
        })
        .unwrap()
}

fn filled(sql: &str, instant: &str, id: &str) -> String {
    sql.replace("($1, $2)", &format!("({instant}, {id})"))
        .replace("limit $2", "limit 10")
        .replace("limit $4", "limit 10")
        .replace("$1", instant)
        .replace("$3", instant)
}

#[test]
fn the_loop_scans_no_table() {
    on_both(|world| {
        let asked = [
            (ticks::DUE_CLOCKS, "clock_next"),
            (ticks::DUE_DUTIES, "duty_next"),
            (ticks::DUE_REQUESTS, "request_term_next"),
            (ticks::FIRST[0].0, "clock_next"),
            (ticks::FIRST[1].0, "duty_next"),
            (ticks::FIRST[2].0, "request_term_next"),
            (expand::PENDING, "notice_pending"),
            (mail::DUE, "delivery_pending"),
            (mail::DUE, "delivery_waiting|delivery_order"),
            (mail::DUE, "notice_pending_case"),
        ];
        for (sql, index) in asked {
            let plan = plan(world, sql);
            assert!(
                plan.iter().any(|line| index.split('|').any(|one| line.contains(one))),
                "{index}: {plan:#?}"
            );
            let scans = |line: &String| {
                line.contains("Seq Scan") || line.starts_with("SCAN") && !line.contains("INDEX")
            };
            assert!(!plan.iter().any(scans), "{plan:#?}");
        }
    });
}
