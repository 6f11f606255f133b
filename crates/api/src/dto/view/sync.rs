//! What another system says of a case, and what waits for a person.

use super::shown::{At, Shown};
use engine::sync::{Difference, differences};
use serde::Serialize;
use store::read::Known;
use utoipa::ToSchema;
use uuid::Uuid;

/// Other systems that keep a case too.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = SyncLinks)]
pub(crate) struct SyncLinksView {
    /// One for each system.
    pub(crate) items: Vec<SyncLinkView>,
}

/// Another system that keeps the case too.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = SyncLink)]
pub(crate) struct SyncLinkView {
    /// The link.
    id: Uuid,
    /// The other system's code.
    source: String,
    /// What the case is called there.
    external: String,
    /// When it told of the case last.
    at: At,
    /// What waits for a person.
    open: Vec<DifferenceView>,
}

/// A field in which the two differ.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = SyncDifference)]
pub(crate) struct DifferenceView {
    /// Which field; after a colon what its party is called there.
    field: String,
    /// Why it waits: `open`, `in_books`, `closed_there`, `ordered`, `hand_over`.
    how: &'static str,
    /// What stands here; null: nothing.
    ours: Option<String>,
    /// What stands there; null: nothing.
    theirs: Option<String>,
}

impl SyncLinkView {
    pub(crate) fn of(known: Known) -> Option<Self> {
        let synced = known.synced?;
        let open = differences(&known.case, &synced, &known.standing);
        Some(Self {
            id: synced.id.0,
            source: synced.source.as_str().to_owned(),
            external: synced.theirs.external.as_str().to_owned(),
            at: Shown(synced.at),
            open: open.into_iter().map(DifferenceView::from).collect(),
        })
    }
}

impl From<Difference> for DifferenceView {
    fn from(one: Difference) -> Self {
        let Difference { field, how, ours, theirs } = one;
        Self { field: field.0, how: how.code(), ours, theirs }
    }
}
