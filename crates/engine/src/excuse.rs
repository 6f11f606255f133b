//! When a clock is due once outages of this service are taken out of it
//! (I-20). One computation from the rule, its start, the calendar and the set
//! of outages: neither their order nor how they overlap makes a difference.
//!
//! - A limit in hours or working minutes does not run while the service is
//!   down: what was left when an outage began is left when it ends, and what
//!   two outages cover is given back once.
//! - A limit in days that ends inside an outage ends with the first working day
//!   after it. So it does again if the service is down at an end of day between
//!   the first end and that one.
//!
//! Each outage more can only move a due instant on, which is why they may be
//! recorded in any order (docs/adr/0010).

use crate::calendar::Calendar;
use crate::clock::{Clock, Excused, Promised, Span};
use crate::facts::Outage;
use crate::inforce::Law;
use crate::law::Limit;
use crate::time::Instant;

/// Where a clock goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Move {
    /// Exclusive end.
    pub due: Instant,
    /// What stands whatever the rule gives.
    pub promised: Option<Promised>,
}

impl Law {
    /// A clock's due instant computed from scratch, by the calendar in force:
    /// what its rule gives and what was promised, each with the outages that are
    /// not in it yet; the later one. `None`: no number in law.
    pub fn recomputed(&self, clock: &Clock) -> Option<Instant> {
        let computed = self.due_of(&clock.rule, clock.start);
        let computed = computed.map(|due| self.extended(clock, due, &spans(&clock.excused)));
        computed.max(self.kept(clock, clock.promised))
    }

    /// Where an outage moves a clock; `None`: nowhere.
    pub fn excused(&self, clock: &Clock, outage: Excused) -> Option<Move> {
        let due = clock.due?;
        let same = clock.calendar == self.calendar_number() && self.recomputed(clock) == clock.due;
        let mut after = clock.clone();
        after.excused.push(outage);
        let moved = if same {
            self.recomputed(&after)
        } else {
            // By another calendar, or before outages were kept with their times:
            // what cannot be computed here stands as it is.
            after.promised = Some(Promised::standing(clock, due));
            self.kept(&after, after.promised)
        };
        let moved = moved.filter(|moved| *moved > due)?;
        Some(Move { due: moved, promised: after.promised })
    }

    /// Where the calendar in force moves a clock: never to an earlier instant,
    /// which an institution could not have known of.
    pub fn revised(&self, clock: &Clock, due: Instant) -> Move {
        match self.recomputed(clock) {
            Some(later) if later >= due => Move { due: later, promised: clock.promised },
            _ => Move { due, promised: Some(Promised::standing(clock, due)) },
        }
    }

    /// Which outages move a clock that they have not moved yet, in the order in
    /// which they do: one may bring it into the reach of another.
    pub fn owed<'a>(&self, clock: &Clock, outages: &'a [Outage]) -> Vec<&'a Outage> {
        let mut clock = clock.clone();
        let mut owed = Vec::new();
        while let Some((outage, moved)) = self.next_owed(&clock, outages) {
            clock.excused.push(outage.into());
            clock.due = Some(moved.due);
            clock.promised = moved.promised;
            owed.push(outage);
        }
        owed
    }

    fn next_owed<'a>(&self, clock: &Clock, outages: &'a [Outage]) -> Option<(&'a Outage, Move)> {
        let due = clock.due?;
        let touches = |one: &&Outage| one.to > clock.start && one.from < due;
        let fresh = |one: &&Outage| !clock.is_excused_for(one.id);
        let mut outages = outages.iter().filter(touches).filter(fresh);
        outages.find_map(|outage| Some((outage, self.excused(clock, outage.into())?)))
    }

    /// A promised instant with the outages that came after it.
    fn kept(&self, clock: &Clock, promised: Option<Promised>) -> Option<Instant> {
        let promised = promised?;
        let (before, after) = clock.excused.split_at_checked(usize::from(promised.excused))?;
        let left = without(&spans(after), &spans(before));
        Some(self.extended(clock, promised.due, &left))
    }

    /// A due instant with disjoint outages, in order, taken out.
    fn extended(&self, clock: &Clock, due: Instant, down: &[Span]) -> Instant {
        let Some(calendar) = self.calendar_for(&clock.rule, clock.start) else {
            return due;
        };
        let down = down.iter().filter(|one| one.to > clock.start);
        match self.rule(&clock.rule, clock.start).map(|rule| rule.limit) {
            Some(Limit::Hours(_)) => down.fold(due, |due, one| hours(clock.start, due, *one)),
            Some(Limit::WorkingMinutes(_)) => {
                down.fold(due, |due, one| office_time(clock.start, due, *one, calendar))
            }
            _ => days(due, &down.copied().collect::<Vec<_>>(), calendar),
        }
    }
}

fn hours(start: Instant, due: Instant, down: Span) -> Instant {
    if down.from >= due {
        return due;
    }
    let lost = down.to.micros().saturating_sub(down.from.max(start).micros());
    due.plus_micros(lost)
}

fn office_time(start: Instant, due: Instant, down: Span, calendar: &Calendar) -> Instant {
    if down.from >= due {
        return due;
    }
    let left = calendar.office_time_between(down.from.max(start), due);
    calendar.add_office_time(down.to, left).max(due)
}

fn days(first: Instant, down: &[Span], calendar: &Calendar) -> Instant {
    let mut due = first;
    // One round for each outage at most: a later one may reach an earlier one
    // only through the days between.
    while let Some(later) = down.iter().filter_map(|one| days_on(first, due, *one, calendar)).max()
    {
        due = later;
    }
    due
}

/// The end of the first working day after an outage over an end of day from
/// `first` to `due`, if that is later.
fn days_on(first: Instant, due: Instant, down: Span, calendar: &Calendar) -> Option<Instant> {
    let zone = calendar.zone();
    let midnight = zone.start_of(zone.day_of(down.to.min(due)));
    let over = |end: Instant| down.from < end && end <= down.to;
    let touched = over(first) || (midnight > first && over(midnight));
    let later = zone.end_of(calendar.add_working_days(zone.day_of(down.to), 1));
    (touched && later > due).then_some(later)
}

/// When the service was down, in order and without overlaps. An outage whose
/// times were not kept with the clock is in what was promised.
fn spans(excused: &[Excused]) -> Vec<Span> {
    let mut spans: Vec<Span> = excused.iter().filter_map(|one| one.during).collect();
    spans.sort_unstable_by_key(|one| one.from);
    let mut union: Vec<Span> = Vec::with_capacity(spans.len());
    for span in spans {
        match union.last_mut() {
            Some(last) if span.from <= last.to => last.to = last.to.max(span.to),
            _ => union.push(span),
        }
    }
    union
}

/// What of some spans is not in others; both in order and without overlaps.
fn without(spans: &[Span], taken: &[Span]) -> Vec<Span> {
    let mut left = Vec::with_capacity(spans.len());
    for span in spans {
        let mut from = span.from;
        for gone in taken.iter().filter(|gone| gone.from < span.to && gone.to > span.from) {
            if from < gone.from {
                left.push(Span { from, to: gone.from });
            }
            from = from.max(gone.to);
        }
        if from < span.to {
            left.push(Span { from, to: span.to });
        }
    }
    left
}

#[cfg(test)]
mod tests;
