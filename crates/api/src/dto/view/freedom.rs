//! What is waited for until everything that was frozen is free again.

use super::directory::{NamedView, Names};
use super::shown::{At, Shown, at};
use engine::ledger::{Freedom, NotFree};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// A freeze that holds something though the obligation or the case has ended, or
/// whose institution was not heard to have let go.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = NotFree)]
pub(crate) struct NotFreeView {
    /// The item that ordered it.
    freeze: Uuid,
    /// The order.
    instrument: Uuid,
    institution: NamedView,
    /// Whose money.
    debtor: Uuid,
    /// The release that was asked for last; null: nobody asked.
    release: Option<AskedView>,
}

/// A release that did not free everything, or not yet.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ReleaseAsked)]
struct AskedView {
    /// The item that ordered it.
    item: Uuid,
    /// When it was issued.
    asked_at: At,
    /// When it was refused or taken back.
    refused_at: Option<At>,
    /// Whether its answer is still waited for.
    waits: bool,
}

impl NotFreeView {
    /// Everything that is waited for; nothing where nothing has ended.
    pub(crate) fn all(freedom: Option<&Freedom>, names: &Names) -> Vec<Self> {
        let waits = freedom.into_iter().flat_map(|one| &one.waits);
        waits.map(|one| Self::new(one, names)).collect()
    }

    fn new(one: &NotFree, names: &Names) -> Self {
        Self {
            freeze: one.freeze.0,
            instrument: one.instrument.0,
            institution: names.institution(one.institution),
            debtor: one.debtor.0,
            release: one.asked.map(|asked| AskedView {
                item: asked.item.0,
                asked_at: Shown(asked.at),
                refused_at: at(asked.refused_at),
                waits: asked.waits,
            }),
        }
    }
}
