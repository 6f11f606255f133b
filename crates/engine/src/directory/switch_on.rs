//! From which day an institution's channel is here and an agency works here: what a row
//! says of it, entered beforehand. Nothing happens on that day: whether it has come is
//! asked where it matters.

use super::read::{Import, Table};
use super::table::Cells;
use super::{Agency, AgencyCode, Institution, InstitutionCode, Rule};
use crate::time::{Day, Instant, Zone};
use std::collections::BTreeSet;

/// The column of an institution that says so. A file without it leaves what is stored.
pub(super) const JOINS_ON: [&str; 1] = ["joins_on"];
/// The column of an agency that says so. A file without it leaves what is stored.
pub(super) const BEGINS_ON: [&str; 1] = ["begins_on"];

/// Whether a day has come: from its beginning in Hanoi. Who has none began long ago.
pub(super) fn has_come(on: Option<Day>, at: Instant) -> bool {
    on.is_none_or(|on| Zone::HANOI.start_of(on) <= at)
}

/// Reads such a cell.
#[expect(clippy::option_option, reason = "outer: was it right; inner: was it there")]
pub(super) fn day(cells: &mut Cells<'_>, column: &'static str) -> Option<Option<Day>> {
    cells.take_if_filled(column, |text| text.parse::<Day>().map_err(|_| Rule::NotADay))
}

/// What is stored stays where a file says nothing of it; who does not join at all has
/// no day for it.
pub(super) fn keep_known(
    agencies: &mut Table<'_, AgencyCode, Agency>,
    institutions: &mut Table<'_, InstitutionCode, Institution>,
    known: &super::Directory,
    silent: [&BTreeSet<&str>; 2],
) {
    let [of_agencies, of_institutions] = silent;
    for placed in agencies.values_mut().filter(|placed| of_agencies.contains(placed.file)) {
        let stored = known.agencies.get(&placed.entry.code);
        placed.entry.begins_on = stored.and_then(|one| one.begins_on);
    }
    for placed in institutions.values_mut().filter(|placed| of_institutions.contains(placed.file)) {
        let stored = known.institutions.get(&placed.entry.code);
        let kept = stored.and_then(|one| one.joins_on).filter(|_| placed.entry.joined);
        placed.entry.joins_on = kept;
    }
}

impl Institution {
    /// Whether another day of joining may be entered, today in Hanoi: who has joined has,
    /// and a day lies ahead. No day: it has joined from the moment it stands there.
    ///
    /// # Errors
    /// [`Rule::DayPassed`], [`Rule::NotAhead`].
    pub fn may_join(&self, on: Option<Day>, today: Day) -> Result<(), Rule> {
        let joined = self.joined && self.joins_on.is_none_or(|day| day <= today);
        ahead(joined, on, today)
    }
}

impl Agency {
    /// Whether another day of beginning may be entered, today in Hanoi: one that has come
    /// stays, and a new one lies ahead. Who never had one may be given one.
    ///
    /// # Errors
    /// [`Rule::DayPassed`], [`Rule::NotAhead`].
    pub fn may_begin(&self, on: Option<Day>, today: Day) -> Result<(), Rule> {
        ahead(self.begins_on.is_some_and(|day| day <= today), on, today)
    }
}

fn ahead(has_come: bool, on: Option<Day>, today: Day) -> Result<(), Rule> {
    match on {
        _ if has_come => Err(Rule::DayPassed),
        Some(day) if day <= today => Err(Rule::NotAhead),
        _ => Ok(()),
    }
}

impl Import<'_> {
    /// A day lies ahead when it is entered, and one that has come stays. `today`: in
    /// Hanoi; none: what is read was checked when it was entered.
    pub(super) fn check_days(
        &mut self,
        agencies: &Table<'_, AgencyCode, Agency>,
        institutions: &Table<'_, InstitutionCode, Institution>,
        today: Option<Day>,
    ) {
        for placed in institutions.values() {
            let one = &placed.entry;
            let known = self.known.institutions.get(&one.code);
            // Back on paper is a change of `joined`, at once and on any day.
            let found = match today {
                _ if !one.joined => one.joins_on.map(|_| Rule::MustBeEmpty),
                Some(today) if known.is_none_or(|known| known.joins_on != one.joins_on) => {
                    let before = known.map_or(Ok(()), |known| known.may_join(one.joins_on, today));
                    before.and_then(|()| ahead(false, one.joins_on, today)).err()
                }
                _ => None,
            };
            if let Some(rule) = found {
                self.wrong(placed, Some("joins_on"), rule);
            }
        }
        for placed in agencies.values() {
            let on = placed.entry.begins_on;
            let known = self.known.agencies.get(&placed.entry.code);
            let today = today.filter(|_| known.and_then(|known| known.begins_on) != on);
            let found = today.map(|today| {
                let before = known.map_or(Ok(()), |known| known.may_begin(on, today));
                before.and_then(|()| ahead(false, on, today))
            });
            if let Some(Err(rule)) = found {
                self.wrong(placed, Some("begins_on"), rule);
            }
        }
    }
}
