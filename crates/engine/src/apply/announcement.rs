//! Announcements.

use crate::announcement::{Announcement, AnnouncementEnd, AnnouncementEvent};
use crate::event::{Event, Recorded};
use crate::facts::Facts;
use crate::id::AnnouncementId;

pub(super) fn apply(facts: &mut Facts, id: AnnouncementId, recorded: &Recorded) {
    let Event::Announcement(event) = &recorded.event else { return };
    let by = recorded.actor.person();
    match event {
        AnnouncementEvent::Made { content } => {
            let made = Announcement {
                id,
                version: recorded.version,
                by,
                at: recorded.at,
                content: content.as_ref().clone(),
                end: None,
            };
            facts.announcements.insert(id, made);
        }
        AnnouncementEvent::Ended { reason } => facts.announcements.change(id, |one| {
            one.version = recorded.version;
            one.end = Some(AnnouncementEnd { at: recorded.at, by, reason: reason.clone() });
        }),
    }
}
