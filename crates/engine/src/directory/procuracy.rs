//! Which procuracy (Viện kiểm sát) supervises an agency: what a row says of it.

use super::read::{Table, official_name};
use super::table::Cells;
use super::{Agency, AgencyCode, Rule};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// The columns that say so. A file without them leaves what is stored.
pub(super) const COLUMNS: [&str; 2] = ["procuracy_vi", "procuracy_en"];

/// The procuracy that supervises an agency. Several agencies may name the same one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Procuracy {
    /// Official name.
    pub name_vi: String,
    /// English name.
    pub name_en: String,
}

/// Reads the two cells: both, or neither.
#[expect(clippy::option_option, reason = "outer: was it right; inner: was it there")]
pub(super) fn procuracy(cells: &mut Cells<'_>) -> Option<Option<Procuracy>> {
    let [vi, en] = COLUMNS.map(|column| cells.take_if_filled(column, official_name));
    match (vi?, en?) {
        (Some(name_vi), Some(name_en)) => Some(Some(Procuracy { name_vi, name_en })),
        (None, None) => Some(None),
        (Some(_), None) => {
            cells.wrong("procuracy_en", Rule::Empty);
            None
        }
        (None, Some(_)) => {
            cells.wrong("procuracy_vi", Rule::Empty);
            None
        }
    }
}

/// What is stored stays where a file says nothing of it.
pub(super) fn keep_known(
    table: &mut Table<'_, AgencyCode, Agency>,
    known: &BTreeMap<AgencyCode, Agency>,
    silent: &BTreeSet<&str>,
) {
    for placed in table.values_mut().filter(|placed| silent.contains(placed.file)) {
        let stored = known.get(&placed.entry.code);
        placed.entry.procuracy = stored.and_then(|one| one.procuracy.clone());
    }
}
