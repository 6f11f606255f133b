//! Rows that could not be taken in, beside what events rebuild.

use super::compare::{Against, understood};
use super::{Fault, Report};
use crate::conn::Conn;
use crate::error::StoreError;
use crate::rows::held::HeldLine;
use crate::schema::held_row;
use crate::seal::Vault;
use diesel::prelude::*;
use engine::facts::Facts;
use engine::id::HeldId;
use std::collections::BTreeSet;

/// Every such row; which there are.
pub(super) fn held(
    conn: &mut Conn,
    vault: &Vault,
    report: &mut Report,
    facts: &Facts,
) -> Result<BTreeSet<HeldId>, StoreError> {
    let rows: Vec<HeldLine> = held_row::table.select(HeldLine::as_select()).load(conn)?;
    let mut seen = BTreeSet::new();
    for row in rows {
        report.held += 1;
        let id = HeldId(row.id.0);
        seen.insert(id);
        understood(one_row(vault, report, &row, facts), report, "held", id.0)?;
    }
    Ok(seen)
}

fn one_row(
    vault: &Vault,
    report: &mut Report,
    row: &HeldLine,
    facts: &Facts,
) -> Result<(), StoreError> {
    let id = HeldId(row.id.0);
    let Some(rebuilt) = facts.held.get(id) else {
        report.differ(Fault::NoEvent, "held", id.0, None);
        return Ok(());
    };
    let mut against = Against { report, what: "held", id: id.0 };
    against.version(row.version, rebuilt.version);
    let columns = |mut row: HeldLine| {
        row.version = 0;
        row.key_id = 0;
        row.sealed.clear();
        row
    };
    against.same("columns", &columns(row.clone()), &columns(HeldLine::of(rebuilt, vault)));
    let stored = row.entity(vault)?;
    against.same("content", &stored.content, &rebuilt.content);
    against.same("end", &stored.end, &rebuilt.end);
    Ok(())
}
