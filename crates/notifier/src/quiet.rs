//! Quiet hours: mail that is not urgent waits until offices open.

use crate::settings::QuietSettings;
use engine::calendar::{Calendar, Window};
use engine::inforce::Law;
use engine::time::Instant;

/// When mail that is not urgent waits.
#[derive(Clone, Debug)]
pub struct Quiet {
    calendar: String,
    window: Window,
}

impl Quiet {
    /// Quiet hours as configured.
    pub fn new(settings: &QuietSettings) -> Self {
        Self {
            calendar: settings.calendar.clone(),
            window: Window {
                from: settings.from.minutes,
                to: settings.to.minutes,
                days_off: settings.days_off,
            },
        }
    }

    /// The calendar they go by, if it is in force.
    pub fn calendar<'a>(&self, law: &'a Law) -> Option<&'a Calendar> {
        law.calendars().get(&self.calendar)
    }

    /// Until when a mail of this instant waits: the next opening. `None`: it
    /// goes out now. Without its calendar nothing is held back.
    pub fn until(&self, law: &Law, at: Instant) -> Option<Instant> {
        let calendar = self.calendar(law)?;
        if !calendar.in_window(&self.window, at) {
            return None;
        }
        let today = calendar.zone().day_of(at);
        let first = calendar.working_day_from(today);
        let opening = calendar.opening(first);
        Some(if opening > at {
            opening
        } else {
            calendar.opening(calendar.add_working_days(first, 1))
        })
    }
}
