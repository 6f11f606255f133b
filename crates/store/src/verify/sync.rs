//! What other systems said of a case, stored beside what events rebuild.

use super::Report;
use super::compare::Against;
use crate::conn::Conn;
use crate::error::StoreError;
use crate::rows::sync::{LinkRow, SyncedPaymentRow};
use crate::schema::{case_link, synced_payment};
use crate::seal::Vault;
use crate::types::Id;
use diesel::prelude::*;
use engine::facts::Facts;
use engine::id::CaseId;

/// Compares the links and the payments of a case, columns and content.
pub(super) fn stored_equals_rebuilt(
    conn: &mut Conn,
    vault: &Vault,
    report: &mut Report,
    case: CaseId,
    facts: &Facts,
) -> Result<(), StoreError> {
    let mut against = Against { report, what: "case_link", id: case.0 };
    let mut stored: Vec<LinkRow> = case_link::table
        .filter(case_link::case_id.eq(Id(case.0)))
        .select(LinkRow::as_select())
        .load(conn)?;
    stored.sort_unstable_by_key(|row| row.id);
    let mut rebuilt: Vec<_> = facts.synced.iter().filter(|one| one.case == case).collect();
    rebuilt.sort_unstable_by_key(|one| one.id);
    let columns = |mut row: LinkRow| {
        row.key_id = 0;
        row.sealed.clear();
        row
    };
    let kept: Vec<LinkRow> = stored.iter().cloned().map(columns).collect();
    let wanted: Vec<_> = rebuilt.iter().map(|one| columns(LinkRow::of(one, vault))).collect();
    against.same("columns", &kept, &wanted);
    let opened = stored.iter().map(|row| row.entity(vault));
    let opened = opened.collect::<Result<Vec<_>, _>>()?;
    against.same("content", &opened.iter().collect(), &rebuilt);

    against.what = "synced_payment";
    let stored: Vec<SyncedPaymentRow> = synced_payment::table
        .filter(synced_payment::case_id.eq(Id(case.0)))
        .order(synced_payment::id)
        .select(SyncedPaymentRow::as_select())
        .load(conn)?;
    let opened = stored.iter().map(|row| row.entity(vault));
    let mut opened = opened.collect::<Result<Vec<_>, _>>()?;
    opened.sort_unstable_by_key(|one| one.id);
    let mut rebuilt: Vec<_> = facts.synced_payments.iter().filter(|one| one.case == case).collect();
    rebuilt.sort_unstable_by_key(|one| one.id);
    against.same("content", &opened.iter().collect(), &rebuilt);
    let repeated = |row: &SyncedPaymentRow| (row.id, row.amount, row.day.clone(), row.posting_id);
    let mut kept: Vec<_> = stored.iter().map(repeated).collect();
    kept.sort_unstable_by_key(|one| one.0);
    let rows = rebuilt.iter().map(|one| repeated(&SyncedPaymentRow::of(one, vault)));
    against.same("columns", &kept, &rows.collect());
    Ok(())
}
