//! Requests for a measure in a batch: those named, and the open ones that say what
//! a new one says.

use super::changes::{Rows, compare, push, rows};
use super::load::{LaneConn, Lock, dedup, select};
use super::raw::{Column, Raw};
use crate::rows::request::{REQUEST_CHANGES, RequestRow, TERM_CHANGES, TermRow};
use crate::schema;
use crate::seal::Vault;
use crate::types::{DbUuid, Id};
use crate::value::{Value, Verb, Write};
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sqlite::Sqlite;
use engine::facts::{Change, Facts, Needs};
use engine::id::RequestId;
use engine::request::MeasureRequest;
use std::collections::HashMap;
use uuid::Uuid;

/// Requests with their limits. Two lanes that record the same paper at once meet
/// at the unique index; the later one starts again and finds it.
pub(super) fn load(
    conn: &mut LaneConn,
    needs: &Needs,
    vault: &Vault,
    facts: &mut Facts,
) -> QueryResult<()> {
    let keys: Vec<Uuid> = needs.request_keys.iter().copied().collect();
    // In the text, not in a parameter: the index is partial.
    let known = select!(
        conn, (DbUuid, DbUuid) => (Id, Id),
        "x.known_by, x.id".to_owned(), "measure_request x",
        "(x.state = 'recorded' or x.state = 'handed_over' or x.state = 'complete') and x.known_by",
        Lock::None, &keys
    );
    let named = needs.requests.iter().map(|id| id.0);
    let ids = dedup(named.chain(known.iter().map(|(_, id)| id.0)));
    let list = RequestRow::TABLE.select_list("x.");
    let found = select!(
        conn, schema::measure_request::SqlType => RequestRow,
        list, "measure_request x", "x.id", Lock::Change, &ids
    );
    let mut requests: HashMap<Uuid, MeasureRequest> = HashMap::with_capacity(found.len());
    for row in found {
        let request = row.entity(vault)?;
        requests.insert(request.id.0, request);
    }
    let list = TermRow::TABLE.select_list("x.");
    let terms = select!(
        conn, schema::request_term::SqlType => TermRow,
        list, "request_term x", "x.request_id", Lock::None, &ids
    );
    let mut terms = terms;
    terms.sort_unstable_by_key(|row| row.place);
    for row in terms {
        if let Some(request) = requests.get_mut(&row.request_id.0) {
            request.terms.push(row.entity()?);
        }
    }
    for (key, id) in known {
        // It may have ended while this lane waited for it.
        if requests.get(&id.0).is_some_and(|request| request.state.is_open()) {
            facts.known_requests.insert(key.0, RequestId(id.0));
        }
    }
    for request in requests.into_values() {
        facts.requests.load(request.id, request);
    }
    Ok(())
}

/// What a batch changed of requests.
#[derive(Default)]
pub(super) struct RequestChanges {
    requests: Rows<RequestRow>,
    terms: Rows<TermRow>,
}

impl RequestChanges {
    pub(super) fn take(&mut self, Change { before, now }: &Change<MeasureRequest>, vault: &Vault) {
        let terms = before.as_ref().map_or(&[][..], |before| &before.terms);
        self.terms.placed(terms, &now.terms, |place, term| TermRow::of(now.id, place, term));
        self.requests.root(RequestRow::of(now, vault), before.as_ref().map(|one| one.version));
    }

    /// The rows, parents before children.
    pub(super) fn add_to<'a>(&'a self, writes: &mut Vec<Write<'a>>) {
        let Self { requests, terms } = self;
        let table = RequestRow::TABLE;
        push(writes, table, Verb::Insert, rows(&requests.new, RequestRow::row));
        compare(writes, table, REQUEST_CHANGES, requests, RequestRow::row);
        let table = TermRow::TABLE;
        push(writes, table, Verb::Insert, rows(&terms.new, TermRow::row));
        push(writes, table, Verb::Update(TERM_CHANGES), rows(&terms.changed, TermRow::row));
    }
}
