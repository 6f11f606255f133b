//! The papers of an instrument: said before it goes out, never after. They are not
//! part of what the second person approves, since the signed decision comes with
//! or after that approval; rewriting the content takes away the papers that say it.

use super::instrument::{allow_states, on_root};
use super::{Decision, expect_version, permit};
use crate::case::{CaseState, Gate};
use crate::command::{Command, Envelope};
use crate::context::Context;
use crate::event::Event;
use crate::facts::Facts;
use crate::instrument::{Content, InstrumentKind, InstrumentState as S};
use crate::paper::{Paper, PaperGiven};
use crate::policy::Belongs;
use crate::refusal::Refusal;
use std::collections::HashSet;

pub(super) fn decide(
    facts: &Facts,
    envelope: &Envelope,
    cx: &Context<'_>,
) -> Result<Decision, Refusal> {
    let Command::AttachPapers { instrument, papers } = &envelope.command else {
        return Err(Refusal::NotFound);
    };
    let instrument = facts.instruments.get(*instrument).ok_or(Refusal::NotFound)?;
    let gate = facts.gates.get(&instrument.case).ok_or(Refusal::NotFound)?;
    permit(envelope, &Belongs::to_case(gate).sealed(instrument.sealed_to()), cx)?;
    expect_version(envelope, instrument.version)?;
    // A release goes out in a closed case too.
    if gate.state == CaseState::Closed && instrument.kind != InstrumentKind::Release {
        return Err(Refusal::CaseClosed);
    }
    allow_states(instrument.state, &[S::Draft, S::Submitted, S::Returned, S::Approved])?;
    let papers = found(facts, gate, papers, cx.rules.policy.papers.most)?;
    let same = papers == instrument.papers;
    let events = if same { Vec::new() } else { vec![Event::InstrumentPapers { papers }] };
    Ok(on_root(envelope, instrument, events))
}

/// The files named, as they came in. One from another place is one that nobody
/// here knows: else naming it would open it.
fn found(
    facts: &Facts,
    gate: &Gate,
    given: &[PaperGiven],
    most: u32,
) -> Result<Vec<Paper>, Refusal> {
    if u32::try_from(given.len()).map_or(true, |count| count > most) {
        return Err(Refusal::CountInvalid { pointer: "/papers".to_owned(), max: most });
    }
    let mut seen = HashSet::new();
    let paper = |(index, given): (usize, &PaperGiven)| {
        let pointer = format!("/papers/{index}/file");
        let known = facts.files.get(&given.file).filter(|known| known.seat == gate.agency.0);
        let Some(known) = known else {
            return Err(Refusal::FileUnknown { pointer });
        };
        if !seen.insert(given.file) {
            return Err(Refusal::FileTwice { pointer });
        }
        if !given.role.takes(known.file.media) {
            return Err(Refusal::PaperMedia { pointer });
        }
        Ok(Paper { role: given.role, file: known.file })
    };
    given.iter().enumerate().map(paper).collect()
}

/// What policy requires of an instrument that goes out is there.
pub(super) fn complete(
    cx: &Context<'_>,
    content: &Content,
    papers: &[Paper],
) -> Result<(), Refusal> {
    match cx.rules.policy.papers.missing(content, papers) {
        Some(role) => Err(Refusal::PaperMissing { role }),
        None => Ok(()),
    }
}
