//! Rows and what they stand for. Each submodule holds the structs of its
//! tables and turns them into engine types and back; nothing else knows both.

pub(crate) mod act;
pub(crate) mod announcement;
pub(crate) mod answer;
pub(crate) mod case;
pub(crate) mod concession;
pub(crate) mod delegation;
pub(crate) mod demand;
pub(crate) mod directory;
pub(crate) mod file;
pub(crate) mod freeze;
pub(crate) mod held;
pub(crate) mod identity;
pub(crate) mod income;
pub(crate) mod instrument;
pub(crate) mod money;
pub(crate) mod objection;
pub(crate) mod outbox;
pub(crate) mod payee;
pub(crate) mod record;
pub(crate) mod request;
pub(crate) mod statement;
pub(crate) mod sync;

use crate::error::Corrupt;
use engine::month::Month;
use engine::time::Day;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// A stored word as an enum.
macro_rules! word {
    ($ty:ty, $table:literal, $column:literal, $value:expr) => {
        <$ty>::from_code($value).ok_or(crate::error::Corrupt::new($table, $column))?
    };
}
pub(crate) use word;

/// JSON of something that has a JSON form.
pub(crate) fn json<T: Serialize>(value: &T) -> Vec<u8> {
    // Into memory this fails only for maps with non-string keys; there are none.
    serde_json::to_vec(value).unwrap_or_default()
}

/// The same, as text.
pub(crate) fn json_text<T: Serialize>(value: &T) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

/// Reads JSON that we wrote.
pub(crate) fn from_json<T: DeserializeOwned>(
    bytes: &[u8],
    table: &'static str,
    column: &'static str,
) -> Result<T, Corrupt> {
    serde_json::from_slice(bytes).map_err(|_| Corrupt::new(table, column))
}

/// Exactly 32 bytes.
pub(crate) fn hash(
    bytes: &[u8],
    table: &'static str,
    column: &'static str,
) -> Result<[u8; 32], Corrupt> {
    bytes.try_into().map_err(|_| Corrupt::new(table, column))
}

/// A month as `2026-11`.
pub(crate) fn month(
    text: &str,
    table: &'static str,
    column: &'static str,
) -> Result<Month, Corrupt> {
    text.parse().map_err(|_| Corrupt::new(table, column))
}

/// A day as `2026-11-16`.
pub(crate) fn day(text: &str, table: &'static str, column: &'static str) -> Result<Day, Corrupt> {
    text.parse().map_err(|_| Corrupt::new(table, column))
}
