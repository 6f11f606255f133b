//! Announcements: made, and ended before their time.

use super::check::{self, TEXT};
use super::{Decision, done, expect_version, permit};
use crate::announcement::{
    AnnouncementContent, AnnouncementEvent, AnnouncementKind, Audience, LONGEST, MOST,
};
use crate::command::{Command, Envelope};
use crate::context::Context;
use crate::event::{Event, Root};
use crate::facts::Facts;
use crate::id::AnnouncementId;
use crate::policy::Belongs;
use crate::refusal::Refusal;
use crate::time::{Instant, Zone};

pub(super) fn decide(
    facts: &Facts,
    envelope: &Envelope,
    cx: &mut Context<'_>,
) -> Result<Decision, Refusal> {
    match &envelope.command {
        Command::Announce { content } => announce(facts, envelope, cx, content),
        Command::EndAnnouncement { announcement, reason } => {
            end(facts, envelope, cx, *announcement, reason)
        }
        _ => Err(Refusal::NotFound),
    }
}

fn announce(
    facts: &Facts,
    envelope: &Envelope,
    cx: &mut Context<'_>,
    content: &AnnouncementContent,
) -> Result<Decision, Refusal> {
    permit(envelope, &Belongs::default(), cx)?;
    if content.to <= content.from || content.to <= envelope.arrived {
        return Err(Refusal::AnnouncementRange);
    }
    check::text(&content.text_vi, "/text_vi", LONGEST)?;
    check::text(&content.text_en, "/text_en", LONGEST)?;
    check::optional(content.hurry.as_deref(), "/hurry", TEXT)?;
    let directory = &cx.rules.directory;
    let unknown = match content.audience {
        Audience::Agency(id) if !directory.agency(id).is_some_and(|one| one.active) => {
            Some(Refusal::AgencyUnknown { pointer: "/audience/agency".to_owned() })
        }
        Audience::Institution(id) if directory.addressable(id).is_none() => {
            Some(Refusal::InstitutionUnknown { pointer: "/audience/institution".to_owned() })
        }
        _ => None,
    };
    if let Some(refusal) = unknown {
        return Err(refusal);
    }
    in_time(envelope.arrived, cx, content)?;
    // They are read for every page: those that are over are not counted.
    let live = facts.announcements.iter().filter(|one| !one.is_over(envelope.arrived)).count();
    if live >= usize::from(MOST) {
        return Err(Refusal::AnnouncementsMany { most: MOST });
    }
    let id = AnnouncementId(cx.ids.next_id());
    let event = Event::Announcement(AnnouncementEvent::Made { content: Box::new(content.clone()) });
    Ok(Decision { events: vec![(Root::Announcement(id), event)], reply: done(envelope, id.0, 1) })
}

/// A maintenance window begins after so many whole working days as policy asks, counted
/// as a limit of law is, or it says why not.
fn in_time(
    arrived: Instant,
    cx: &Context<'_>,
    content: &AnnouncementContent,
) -> Result<(), Refusal> {
    let ahead = cx.rules.policy.maintenance.working_days;
    if content.kind != AnnouncementKind::Maintenance || ahead == 0 || content.hurry.is_some() {
        return Ok(());
    }
    let today = Zone::HANOI.day_of(arrived);
    let last =
        cx.rules.law.calendars().iter().next().map(|days| days.add_working_days(today, ahead));
    let last = last.unwrap_or_else(|| today.plus_days(i32::from(ahead)));
    if content.from < Zone::HANOI.end_of(last) {
        return Err(Refusal::AnnouncedLate { working_days: ahead });
    }
    Ok(())
}

fn end(
    facts: &Facts,
    envelope: &Envelope,
    cx: &Context<'_>,
    id: AnnouncementId,
    reason: &str,
) -> Result<Decision, Refusal> {
    let known = facts.announcements.get(id).ok_or(Refusal::NotFound)?;
    permit(envelope, &Belongs::default(), cx)?;
    expect_version(envelope, known.version)?;
    if known.is_over(envelope.arrived) {
        return Err(Refusal::AnnouncementOver);
    }
    check::text(reason, "/reason", TEXT)?;
    let event = Event::Announcement(AnnouncementEvent::Ended { reason: reason.to_owned() });
    let reply = done(envelope, id.0, known.version.saturating_add(1));
    Ok(Decision { events: vec![(Root::Announcement(id), event)], reply })
}
