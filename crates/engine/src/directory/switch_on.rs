//! From which day an institution's channel is here and an agency works here: what a row
//! says of it, entered beforehand. Nothing happens on that day: whether it has come is
//! asked where it matters.

use super::read::{Import, Table};
use super::table::Cells;
use super::{Agency, AgencyCode, Institution, InstitutionCode, Rule};
use crate::time::{Day, Instant, Zone};

/// Whether a day has come: from its beginning in Hanoi. Who has none began long ago.
pub(super) fn has_come(on: Option<Day>, at: Instant) -> bool {
    on.is_none_or(|on| Zone::HANOI.start_of(on) <= at)
}

/// Reads such a cell.
#[expect(clippy::option_option, reason = "outer: was it right; inner: was it there")]
pub(super) fn day(cells: &mut Cells<'_>, column: &'static str) -> Option<Option<Day>> {
    cells.take_if_filled(column, |text| text.parse::<Day>().map_err(|_| Rule::NotADay))
}

/// A day that is stored stays, and with it that the institution joins, unless a file
/// names another: most files were written before somebody entered it. It is taken back
/// by an act of its own.
pub(super) fn keep_known(
    agencies: &mut Table<'_, AgencyCode, Agency>,
    institutions: &mut Table<'_, InstitutionCode, Institution>,
    known: &super::Directory,
) {
    for placed in agencies.values_mut() {
        let stored = known.agencies.get(&placed.entry.code).and_then(|one| one.begins_on);
        placed.entry.begins_on = placed.entry.begins_on.or(stored);
    }
    for placed in institutions.values_mut() {
        let Some(stored) = known.institutions.get(&placed.entry.code) else { continue };
        let names = placed.entry.joins_on.filter(|on| stored.joins_on != Some(*on));
        if stored.joins_on.is_some() && names.is_none() {
            placed.entry.joined = stored.joined;
            placed.entry.joins_on = stored.joins_on;
        }
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
            // Who has no day goes back on paper by a change of `joined`, at once.
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
