//! Requests for a measure, beside what events rebuild.

use super::compare::{Against, understood};
use super::{Fault, Report};
use crate::conn::Conn;
use crate::error::StoreError;
use crate::read::whole;
use crate::rows::request::{RequestRow, TermRow};
use crate::schema::{measure_request, request_term};
use crate::seal::Vault;
use crate::types::Id;
use diesel::prelude::*;
use engine::facts::Facts;
use engine::id::RequestId;
use std::collections::BTreeSet;

/// Every request; which there are.
pub(super) fn requests(
    conn: &mut Conn,
    vault: &Vault,
    report: &mut Report,
    facts: &Facts,
) -> Result<BTreeSet<RequestId>, StoreError> {
    let rows: Vec<RequestRow> =
        measure_request::table.select(RequestRow::as_select()).load(conn)?;
    let mut seen = BTreeSet::new();
    for row in rows {
        report.requests += 1;
        let id = RequestId(row.id.0);
        seen.insert(id);
        let compared = one_request(conn, vault, report, row, facts);
        understood(compared, report, "request", id.0)?;
    }
    Ok(seen)
}

fn one_request(
    conn: &mut Conn,
    vault: &Vault,
    report: &mut Report,
    row: RequestRow,
    facts: &Facts,
) -> Result<(), StoreError> {
    let id = RequestId(row.id.0);
    let Some(rebuilt) = facts.requests.get(id) else {
        report.differ(Fault::NoEvent, "request", id.0, None);
        return Ok(());
    };
    let mut against = Against { report, what: "request", id: id.0 };
    against.version(row.version, rebuilt.version);
    let columns = |mut row: RequestRow| {
        row.version = 0;
        row.key_id = 0;
        row.sealed.clear();
        row
    };
    against.same("columns", &columns(row.clone()), &columns(RequestRow::of(rebuilt, vault)));
    let stored: Vec<(Id, i32)> = request_term::table
        .filter(request_term::request_id.eq(Id(id.0)))
        .order(request_term::place)
        .select((request_term::id, request_term::place))
        .load(conn)?;
    let terms = (0..).zip(&rebuilt.terms).map(|(place, term)| TermRow::of(id, place, term));
    against.same("terms.place", &stored, &terms.map(|row| (row.id, row.place)).collect());
    let stored = whole::request_of(conn, vault, row)?;
    against.same("content", &stored.content, &rebuilt.content);
    against.same("handed_over", &stored.handed_over, &rebuilt.handed_over);
    against.same("decided", &stored.decided, &rebuilt.decided);
    against.same("withdrawn", &stored.withdrawn, &rebuilt.withdrawn);
    against.same("terms", &stored.terms, &rebuilt.terms);
    Ok(())
}
