//! One page of a list.

use crate::dto::query::KeyPage;
use serde::Serialize;
use store::read::Listing;
use utoipa::ToSchema;

/// One page of a list.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct List<T> {
    /// In the list's order.
    items: Vec<T>,
    /// Where the next page starts, to be sent as `after`; null: this was the
    /// last.
    next: Option<String>,
}

impl<T> List<T> {
    /// A page a finder found.
    pub(crate) fn of<R>(listing: Listing<R>, line: impl FnMut(R) -> T) -> Self {
        Self {
            items: listing.rows.into_iter().map(line).collect(),
            next: listing.next.map(|cursor| cursor.to_string()),
        }
    }

    /// A page of what is kept in memory: by key, which is the cursor too.
    pub(crate) fn by_key(mut rows: Vec<(String, T)>, page: &KeyPage) -> Self {
        rows.sort_by(|(a, _), (b, _)| a.cmp(b));
        let after = |(key, _): &(String, T)| page.after.as_ref().is_none_or(|after| key > after);
        let mut rest = rows.into_iter().filter(after);
        let mut last = None;
        let items = rest.by_ref().take(usize::from(page.limit)).map(|(key, row)| {
            last = Some(key);
            row
        });
        let items = items.collect();
        Self { items, next: last.filter(|_| rest.next().is_some()) }
    }
}
