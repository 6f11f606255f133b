//! Cases that end with another: what was delegated of a debt ends with it, in the same
//! transaction (I-12). Which cases these are is asked before anything is locked, and
//! again of what is locked.

use super::load::{LaneConn, Lock, select};
use super::raw::{Column, Raw};
use crate::types::{DbUuid, Id};
use crate::value::Value;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::result::Error;
use diesel::sqlite::Sqlite;
use engine::delegation::Delegation;
use engine::facts::{Facts, Needs};
use engine::id::CaseId;
use std::borrow::Cow;
use uuid::Uuid;

/// The needs of a batch with the cases that end by it: their money, and their open
/// demands of orders. What was delegated may have been delegated on.
pub(super) fn widened<'a>(
    conn: &mut LaneConn,
    needs: Cow<'a, Needs>,
) -> QueryResult<Cow<'a, Needs>> {
    let mut found: Vec<CaseId> = Vec::new();
    let mut next: Vec<Uuid> = needs.ended.iter().map(|id| id.0).collect();
    while !next.is_empty() {
        let there = select!(
            conn, DbUuid => Id, "x.theirs_id".to_owned(), "delegation x",
            "x.state = 'accepted' and x.case_id", Lock::None, &next
        );
        next = there.into_iter().map(|id| id.0).collect();
        next.retain(|id| !found.contains(&CaseId(*id)));
        found.extend(next.iter().map(|id| CaseId(*id)));
    }
    if found.is_empty() {
        return Ok(needs);
    }
    let mut wide = needs.into_owned();
    wide.ledgers.extend(found.iter().copied());
    wide.open_orders.extend(found.iter().copied());
    wide.ended.extend(found);
    Ok(Cow::Owned(wide))
}

/// Whether one was accepted meanwhile and is not locked: the batch starts again.
pub(super) fn settled(needs: &Needs, facts: &Facts) -> QueryResult<()> {
    let unseen = |one: &Delegation| {
        one.state.is_open() && one.case.is_some_and(|case| !needs.ended.contains(&case))
    };
    let ended = needs.ended.iter().filter_map(|case| facts.ledgers.get(*case));
    let mut open = ended.flat_map(|ledger| &ledger.delegations);
    if open.any(unseen) { Err(Error::RollbackTransaction) } else { Ok(()) }
}
