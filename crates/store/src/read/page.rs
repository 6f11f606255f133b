//! Pages by key: a page starts after a row, never at an offset.

use engine::time::Instant;
use std::fmt;
use std::str::FromStr;
use uuid::Uuid;

/// Rows a page may hold.
pub const MAX_ROWS: u16 = 200;

/// Where a page starts: after the row with this sort key and id. Opaque to
/// callers, who hand back the text they were given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cursor {
    pub(crate) key: Option<Instant>,
    pub(crate) id: Uuid,
}

/// Not a cursor this service gave.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a cursor given by this service")]
pub struct CursorError;

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(key) = self.key {
            write!(f, "{:x}", key.micros())?;
        }
        write!(f, ".{}", self.id.simple())
    }
}

impl FromStr for Cursor {
    type Err = CursorError;

    fn from_str(text: &str) -> Result<Self, CursorError> {
        let (key, id) = text.split_once('.').ok_or(CursorError)?;
        let id = Uuid::try_parse(id).map_err(|_| CursorError)?;
        let key = match key {
            "" => None,
            // As it was written: two's complement.
            key => Some(u64::from_str_radix(key, 16).map_err(|_| CursorError)?.cast_signed()),
        };
        if key.is_some_and(|micros| !KEYS.contains(&micros)) {
            return Err(CursorError);
        }
        Ok(Self { key: key.map(Instant::from_micros), id })
    }
}

/// From the year 1 to the year 9999: instants that every database can compare.
const KEYS: std::ops::RangeInclusive<i64> = -62_135_596_800_000_000..=253_402_300_799_999_999;

/// Which page, and how long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Page {
    after: Option<Cursor>,
    limit: u16,
}

impl Page {
    /// At most `limit` rows, never more than [`MAX_ROWS`] nor fewer than one,
    /// after `after` or from the start.
    pub fn new(after: Option<Cursor>, limit: u16) -> Self {
        Self { after, limit: limit.clamp(1, MAX_ROWS) }
    }

    pub(crate) const fn after(self) -> Option<Cursor> {
        self.after
    }

    /// One row more than asked: whether there is another page.
    pub(crate) fn fetch(self) -> i64 {
        i64::from(self.limit) + 1
    }

    /// Cuts what was fetched to the page and finds where the next one starts.
    pub(crate) fn listing<T>(self, mut rows: Vec<T>, key: impl Fn(&T) -> Cursor) -> Listing<T> {
        let limit = usize::from(self.limit);
        let more = rows.len() > limit;
        rows.truncate(limit);
        let next = rows.last().filter(|_| more).map(key);
        Listing { rows, next }
    }
}

impl Default for Page {
    fn default() -> Self {
        Self::new(None, 50)
    }
}

/// One page of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listing<T> {
    /// The rows, in the list's order.
    pub rows: Vec<T>,
    /// Where the next page starts; `None`: this was the last.
    pub next: Option<Cursor>,
}

impl<T> Listing<T> {
    pub(crate) fn map<U>(self, row: impl FnMut(T) -> U) -> Listing<U> {
        Listing { rows: self.rows.into_iter().map(row).collect(), next: self.next }
    }

    pub(crate) fn try_map<U, E>(self, row: impl FnMut(T) -> Result<U, E>) -> Result<Listing<U>, E> {
        Ok(Listing {
            rows: self.rows.into_iter().map(row).collect::<Result<_, E>>()?,
            next: self.next,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_comes_back_as_it_went() {
        for key in [None, Some(0), Some(1_795_000_000_123_456), Some(-5)] {
            let cursor = Cursor { key: key.map(Instant::from_micros), id: Uuid::from_u128(0x1234) };
            assert_eq!(cursor.to_string().parse(), Ok(cursor));
        }
        let id = Uuid::nil().simple();
        let far = ["7fffffffffffffff", "8000000000000000"].map(|key| format!("{key}.{id}"));
        for wrong in ["", "x", "zz.00", "1.2.3", "12", &far[0], &far[1]] {
            assert_eq!(wrong.parse::<Cursor>(), Err(CursorError), "{wrong}");
        }
    }

    #[test]
    fn a_page_says_where_the_next_begins_only_if_there_is_one() {
        let key = |n: &u128| Cursor { key: None, id: Uuid::from_u128(*n) };
        let page = Page::new(None, 2);
        assert_eq!(page.listing(vec![1, 2], key).next, None);
        let cut = page.listing(vec![1, 2, 3], key);
        assert_eq!((cut.rows, cut.next), (vec![1, 2], Some(key(&2))));
        assert_eq!(Page::new(None, 9_999).fetch(), 201);
        assert_eq!(Page::new(None, 0).fetch(), 2);
    }
}
