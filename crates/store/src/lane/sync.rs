//! Cases that another system keeps too, in a batch: found before anything is locked,
//! read under the lock of their case, written with it.

use super::changes::{Rows, push, rows};
use super::load::{LaneConn, Lock, case_by_number, dedup, select};
use super::raw::{Column, Raw};
use crate::rows::sync::{LINK_CHANGES, LinkRow, SyncedPaymentRow};
use crate::schema;
use crate::seal::Vault;
use crate::types::{DbUuid, Id};
use crate::value::{Value, Verb, Write};
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::result::Error;
use diesel::sqlite::Sqlite;
use engine::facts::{Change, Facts, Needs};
use engine::id::{AgencyId, CaseId};
use engine::sync::{Synced, SyncedPayment};
use std::borrow::Cow;
use uuid::Uuid;

/// The needs of a batch with the cases that its links and numbers stand for: whole,
/// with their money. To which case a link belongs never changes, so it is asked
/// before anything is locked.
pub(super) fn widened<'a>(conn: &mut LaneConn, needs: &'a Needs) -> QueryResult<Cow<'a, Needs>> {
    if needs.links.is_empty() {
        return Ok(Cow::Borrowed(needs));
    }
    let links: Vec<Uuid> = needs.links.iter().map(|id| id.0).collect();
    let found = select!(
        conn, DbUuid => Id, "x.case_id".to_owned(), "case_link x", "x.id", Lock::None, &links
    );
    let mut cases: Vec<CaseId> = found.into_iter().map(|id| CaseId(id.0)).collect();
    for (agency, number) in &needs.link_numbers {
        cases.extend(case_by_number(conn, *agency, number)?);
    }
    let mut wide = needs.clone();
    // A case that this batch links may have a payment in it too, so all of them count.
    if needs.tells_payment {
        wide.paid_cases.extend(cases.iter().copied());
    }
    wide.cases.extend(cases.iter().copied());
    wide.ledgers.extend(cases.iter().copied());
    wide.linked.extend(cases);
    Ok(Cow::Owned(wide))
}

/// What other systems said of the cases that were found: not of one that another
/// lane opened meanwhile, which is not locked. Its insertion meets the unique key,
/// and the batch starts again.
pub(super) fn load(
    conn: &mut LaneConn,
    needs: &Needs,
    vault: &Vault,
    facts: &mut Facts,
) -> QueryResult<()> {
    // A number that came to be taken since: the case is not locked, so the batch
    // starts again and finds it.
    let unseen = |key: &(AgencyId, String)| {
        facts.case_numbers.get(key).is_some_and(|case| !needs.linked.contains(case))
    };
    if needs.link_numbers.iter().any(unseen) {
        return Err(Error::RollbackTransaction);
    }
    let cases = dedup(needs.linked.iter().map(|id| id.0));
    let list = LinkRow::TABLE.select_list("x.");
    let found = select!(
        conn, schema::case_link::SqlType => LinkRow,
        list, "case_link x", "x.case_id", Lock::None, &cases
    );
    for row in found {
        let synced = row.entity(vault)?;
        facts.synced.load(synced.id, synced);
    }
    let cases: Vec<Uuid> = needs.paid_cases.iter().map(|id| id.0).collect();
    let list = SyncedPaymentRow::TABLE.select_list("x.");
    let found = select!(
        conn, schema::synced_payment::SqlType => SyncedPaymentRow,
        list, "synced_payment x", "x.case_id", Lock::None, &cases
    );
    for row in found {
        let paid = row.entity(vault)?;
        facts.synced_payments.load(paid.id, paid);
    }
    Ok(())
}

/// What a batch changed of them.
#[derive(Default)]
pub(super) struct SyncChanges {
    links: Rows<LinkRow>,
    payments: Vec<SyncedPaymentRow>,
}

impl SyncChanges {
    pub(super) fn link(&mut self, Change { before, now }: &Change<Synced>, vault: &Vault) {
        let row = LinkRow::of(now, vault);
        let list = if before.is_some() { &mut self.links.changed } else { &mut self.links.new };
        list.push(row);
    }

    pub(super) fn payment(&mut self, change: &Change<SyncedPayment>, vault: &Vault) {
        self.payments.push(SyncedPaymentRow::of(&change.now, vault));
    }

    /// The rows, after their cases.
    pub(super) fn add_to<'a>(&'a self, writes: &mut Vec<Write<'a>>) {
        let Self { links, payments } = self;
        push(writes, LinkRow::TABLE, Verb::Insert, rows(&links.new, LinkRow::row));
        let verb = Verb::Update(LINK_CHANGES);
        push(writes, LinkRow::TABLE, verb, rows(&links.changed, LinkRow::row));
        let table = SyncedPaymentRow::TABLE;
        push(writes, table, Verb::Insert, rows(payments, SyncedPaymentRow::row));
    }
}
