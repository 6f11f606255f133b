//! Rows that could not be taken in: kept back, and let go by a good row or a person.

use super::check::{self, TEXT};
use super::{Decision, Reply, done, expect_version, permit, permit_by};
use crate::command::{Command, Envelope};
use crate::context::Context;
use crate::event::{Event, Root};
use crate::facts::Facts;
use crate::held::{HeldContent, HeldEvent, HeldState, MOST_ROWS};
use crate::id::{AgencyId, HeldId};
use crate::policy::{Belongs, permission_on_held};
use crate::refusal::Refusal;
use crate::sync::SourceCode;

pub(super) fn decide(
    facts: &Facts,
    envelope: &Envelope,
    cx: &Context<'_>,
) -> Result<Decision, Refusal> {
    match &envelope.command {
        Command::HoldRow { agency, source, content } => {
            keep(facts, envelope, cx, (*agency, source), content)
        }
        Command::DismissRow { row, reason } => dismiss(facts, envelope, cx, *row, reason),
        _ => Err(Refusal::NotFound),
    }
}

fn keep(
    facts: &Facts,
    envelope: &Envelope,
    cx: &Context<'_>,
    (agency, source): (AgencyId, &SourceCode),
    content: &HeldContent,
) -> Result<Decision, Refusal> {
    permit(envelope, &Belongs { agency: Some(agency), ..Belongs::default() }, cx)?;
    if cx.rules.directory.agency(agency).is_none() {
        return Err(Refusal::AgencyUnknown { pointer: "/agency".to_owned() });
    }
    check::count(content.errors.len(), "/errors", MOST_ROWS)?;
    if !content.is_sound() {
        let max = u32::try_from(crate::held::LONGEST_CELL).unwrap_or(u32::MAX);
        return Err(Refusal::TextInvalid { pointer: "/rows".to_owned(), max });
    }
    let id = content.id(agency, source);
    let known = facts.held.get(id);
    if let Some(known) = known.filter(|one| one.says(content, envelope.arrived)) {
        let reply = done(envelope, id.0, known.version);
        return Ok(Decision { events: Vec::new(), reply });
    }
    let kept = HeldEvent::Kept {
        agency,
        source: source.clone(),
        received: envelope.arrived,
        content: Box::new(content.clone()),
    };
    let version = known.map_or(0, |one| one.version).saturating_add(1);
    let events = vec![(Root::Held(id), Event::Held(kept))];
    Ok(Decision { events, reply: done(envelope, id.0, version) })
}

fn dismiss(
    facts: &Facts,
    envelope: &Envelope,
    cx: &Context<'_>,
    id: HeldId,
    reason: &str,
) -> Result<Decision, Refusal> {
    let row = facts.held.get(id).ok_or(Refusal::NotFound)?;
    let belongs = Belongs { agency: Some(row.agency), ..Belongs::default() };
    permit_by(permission_on_held, envelope, &belongs, cx)?;
    expect_version(envelope, row.version)?;
    if row.state != HeldState::Open {
        return Err(Refusal::HeldEnded);
    }
    check::text(reason, "/reason", TEXT)?;
    let dismissed = Event::Held(HeldEvent::Dismissed { reason: reason.to_owned() });
    let reply = done(envelope, id.0, row.version.saturating_add(1));
    Ok(Decision { events: vec![(Root::Held(id), dismissed)], reply })
}

/// What came in well lets go what was kept back under its name.
pub(super) fn resolved(facts: &Facts, id: HeldId, mut decision: Decision) -> Decision {
    let waits = facts.held.get(id).is_some_and(|one| one.state == HeldState::Open);
    if waits && matches!(decision.reply, Reply::Done(_)) {
        decision.events.push((Root::Held(id), Event::Held(HeldEvent::Resolved)));
    }
    decision
}
