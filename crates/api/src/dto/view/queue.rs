//! The queue of an account, as its institution sees it.

use super::money::dong;
use super::shown::{AccountNumberShown, At, MoneyShown, Shown};
use serde::Serialize;
use store::read::{QueueView as Found, QueuedOrder};
use utoipa::ToSchema;
use uuid::Uuid;

/// The institution's own orders on one account, the first to be served first.
#[derive(Serialize, ToSchema)]
#[schema(as = AccountQueue)]
pub(crate) struct QueueView {
    account: AccountNumberShown,
    /// Those that stand, and the one asked for.
    orders: Vec<QueuedView>,
}

/// An order in the queue of an account.
#[derive(Serialize, ToSchema)]
#[schema(as = QueuedOrder)]
struct QueuedView {
    demand: Uuid,
    /// The demand's reference.
    reference: String,
    /// Whether it is the one asked for.
    own: bool,
    /// When it was received: its rank, as policy stands. Equal instants share.
    received: At,
    /// Up to how much.
    target: MoneyShown,
    /// What it keeps, on all accounts of the institution.
    kept: MoneyShown,
    /// What it may still catch.
    room: MoneyShown,
}

impl From<Found> for QueueView {
    fn from(found: Found) -> Self {
        let orders = found.orders.into_iter().map(Into::into).collect();
        Self { account: Shown(found.account), orders }
    }
}

impl From<QueuedOrder> for QueuedView {
    fn from(QueuedOrder { reference, own, place }: QueuedOrder) -> Self {
        Self {
            demand: place.demand.0,
            reference,
            own,
            received: Shown(place.received),
            target: dong(place.target),
            kept: dong(place.kept),
            room: dong(place.room),
        }
    }
}
