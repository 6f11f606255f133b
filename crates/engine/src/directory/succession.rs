//! Who stands in the place of an agency or institution of the past: what a row
//! says of it, and what may be wrong with that.

use super::read::{Import, Placed, Table, find};
use super::table::Cells;
use super::{Agency, AgencyCode, Institution, InstitutionCode, InstitutionKind, Rule};
use crate::time::Day;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// The columns that say so. A file without them leaves what is stored.
pub(super) const COLUMNS: [&str; 2] = ["successor", "succeeded_on"];

/// Who took the place of one of the past, and since when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Succession<C> {
    /// The code of the successor, which may be of the past by now as well.
    pub to: C,
    /// The day of the succession.
    pub on: Day,
}

/// An entry that may have a successor.
pub(super) trait Heritable {
    type Code: Ord + Clone + std::fmt::Display;

    fn code(&self) -> &Self::Code;
    fn is_active(&self) -> bool;
    fn succession(&self) -> Option<&Succession<Self::Code>>;
    fn keep(&mut self, succession: Option<Succession<Self::Code>>);
    /// Whether `heir` can stand in its place at all.
    fn fits(&self, heir: &Self) -> bool;
}

macro_rules! heritable {
    ($name:ident, $code:ident, |$one:ident, $heir:ident| $fits:expr) => {
        impl Heritable for $name {
            type Code = $code;

            fn code(&self) -> &$code {
                &self.code
            }

            fn is_active(&self) -> bool {
                self.active
            }

            fn succession(&self) -> Option<&Succession<$code>> {
                self.succession.as_ref()
            }

            fn keep(&mut self, succession: Option<Succession<$code>>) {
                self.succession = succession;
            }

            fn fits(&self, $heir: &Self) -> bool {
                let $one = self;
                $fits
            }
        }
    };
}

heritable!(Agency, AgencyCode, |one, heir| one.level == heir.level);
// Banks of all kinds merge; an employer is served on paper and never answers a
// bank's demands.
heritable!(Institution, InstitutionCode, |one, heir| {
    let is_employer = |kind| kind == InstitutionKind::Employer;
    is_employer(one.kind) == is_employer(heir.kind)
});

/// Reads the two cells: both, or neither.
#[expect(clippy::option_option, reason = "outer: was it right; inner: was it there")]
pub(super) fn succession<C>(
    cells: &mut Cells<'_>,
    code: impl FnOnce(&str) -> Result<C, Rule>,
) -> Option<Option<Succession<C>>> {
    let to = cells.take_if_filled("successor", code);
    let day = |text: &str| text.parse::<Day>().map_err(|_| Rule::NotADay);
    let on = cells.take_if_filled("succeeded_on", day);
    match (to?, on?) {
        (Some(to), Some(on)) => Some(Some(Succession { to, on })),
        (None, None) => Some(None),
        (Some(_), None) => {
            cells.wrong("succeeded_on", Rule::Empty);
            None
        }
        (None, Some(_)) => {
            cells.wrong("succeeded_on", Rule::MustBeEmpty);
            None
        }
    }
}

/// What files without the columns leave as it is stored.
pub(super) fn keep_known<T: Heritable>(
    table: &mut Table<'_, T::Code, T>,
    known: &BTreeMap<T::Code, T>,
    silent: &BTreeSet<&str>,
) {
    for placed in table.values_mut().filter(|placed| silent.contains(placed.file)) {
        let stored = known.get(placed.entry.code());
        placed.entry.keep(stored.and_then(Heritable::succession).cloned());
    }
}

impl Import<'_> {
    /// Whoever has a successor takes part no more, the successor exists and fits,
    /// and nobody is his own heir.
    pub(super) fn check_successions<T: Heritable>(
        &mut self,
        table: &Table<'_, T::Code, T>,
        known: &BTreeMap<T::Code, T>,
    ) {
        for placed in table.values() {
            let Some(succession) = placed.entry.succession() else {
                continue;
            };
            if placed.entry.is_active() {
                self.wrong(placed, Some("active"), Rule::Succeeded);
            }
            match find(table, known, &succession.to) {
                None => self.unknown(placed, "successor", &succession.to.to_string()),
                Some(heir) if !placed.entry.fits(heir) => {
                    self.wrong(placed, Some("successor"), Rule::SuccessorKind);
                }
                Some(_) if is_own_heir(placed, table, known) => {
                    self.wrong(placed, Some("successor"), Rule::SuccessorCycle);
                }
                Some(_) => {}
            }
        }
    }
}

/// Whether its successors lead back to an entry.
fn is_own_heir<T: Heritable>(
    placed: &Placed<'_, T>,
    table: &Table<'_, T::Code, T>,
    known: &BTreeMap<T::Code, T>,
) -> bool {
    let mut passed = BTreeSet::new();
    let mut next = placed.entry.succession();
    while let Some(step) = next {
        if step.to == *placed.entry.code() {
            return true;
        }
        // A circle of others is told where it stands.
        if !passed.insert(step.to.clone()) {
            return false;
        }
        next = find(table, known, &step.to).and_then(Heritable::succession);
    }
    false
}
