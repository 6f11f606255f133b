//! Rows that could not be taken in, in a batch: by what may be held under a name.

use super::changes::{Rows, compare, push, rows};
use super::load::{LaneConn, Lock, dedup, select};
use super::raw::{Column, Raw};
use crate::rows::held::{HELD_CHANGES, HeldLine};
use crate::schema;
use crate::seal::Vault;
use crate::value::{Value, Verb, Write};
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sqlite::Sqlite;
use engine::facts::{Change, Facts, Needs};
use engine::held::HeldRow;
use uuid::Uuid;

/// What is held. Two lanes that keep the same row at once meet at the key; the later
/// one starts again and finds it.
pub(super) fn load(
    conn: &mut LaneConn,
    needs: &Needs,
    vault: &Vault,
    facts: &mut Facts,
) -> QueryResult<()> {
    let ids = dedup(needs.held.iter().map(|id| id.0));
    let list = HeldLine::TABLE.select_list("x.");
    let found = select!(
        conn, schema::held_row::SqlType => HeldLine,
        list, "held_row x", "x.id", Lock::Change, &ids
    );
    for row in found {
        let held = row.entity(vault)?;
        facts.held.load(held.id, held);
    }
    Ok(())
}

/// What a batch changed of them.
#[derive(Default)]
pub(super) struct HeldChanges(Rows<HeldLine>);

impl HeldChanges {
    pub(super) fn take(&mut self, Change { before, now }: &Change<HeldRow>, vault: &Vault) {
        self.0.root(HeldLine::of(now, vault), before.as_ref().map(|one| one.version));
    }

    /// The rows.
    pub(super) fn add_to<'a>(&'a self, writes: &mut Vec<Write<'a>>) {
        push(writes, HeldLine::TABLE, Verb::Insert, rows(&self.0.new, HeldLine::row));
        compare(writes, HeldLine::TABLE, HELD_CHANGES, &self.0, HeldLine::row);
    }
}
