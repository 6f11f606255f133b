//! The files that answers carry: sent before, from the place that answers. A file of
//! anybody else is one that nobody here knows, so that naming it opens nothing.

use crate::actor::Seat;
use crate::command::Envelope;
use crate::context::Context;
use crate::demand::ItemAnswer;
use crate::facts::Facts;
use crate::file::FileRef;
use crate::id::{AgencyId, FileId, InstitutionId};
use crate::refusal::Refusal;
use std::collections::HashSet;
use uuid::Uuid;

/// The files that answers name, each once, as they came in.
pub(super) fn to_answers(
    facts: &Facts,
    envelope: &Envelope,
    cx: &Context<'_>,
    answers: &[ItemAnswer],
) -> Result<Vec<FileRef>, Refusal> {
    let mut all: Vec<FileRef> = Vec::new();
    for (index, given) in answers.iter().enumerate() {
        let found = to_answer(facts, envelope, cx, &given.files, &format!("/answers/{index}"))?;
        let fresh = |file: &FileRef| all.iter().all(|known| known.id != file.id);
        let fresh: Vec<FileRef> = found.into_iter().filter(fresh).collect();
        all.extend(fresh);
    }
    Ok(all)
}

/// The files that one answer names, as they came in.
pub(super) fn to_answer(
    facts: &Facts,
    envelope: &Envelope,
    cx: &Context<'_>,
    named: &[FileId],
    pointer: &str,
) -> Result<Vec<FileRef>, Refusal> {
    let most = cx.rules.policy.papers.most_in_answer;
    if u32::try_from(named.len()).map_or(true, |count| count > most) {
        return Err(Refusal::CountInvalid { pointer: format!("{pointer}/files"), max: most });
    }
    let mut seen = HashSet::new();
    let file = |(index, id): (usize, &FileId)| {
        let pointer = format!("{pointer}/files/{index}");
        let known = facts.files.get(id).filter(|known| is_of(known.seat, envelope, cx));
        let Some(known) = known else {
            return Err(Refusal::FileUnknown { pointer });
        };
        if !seen.insert(*id) {
            return Err(Refusal::FileTwice { pointer });
        }
        if !known.file.media.goes_with_answers() {
            return Err(Refusal::FileMedia { pointer });
        }
        Ok(known.file)
    };
    named.iter().enumerate().map(file).collect()
}

/// Whether a file came from where this actor sits, or from an office or institution in
/// whose place his stands today: a correction names again what stands.
fn is_of(seat: Uuid, envelope: &Envelope, cx: &Context<'_>) -> bool {
    let directory = &cx.rules.directory;
    match envelope.actor.seat {
        Seat::Agency(id) => id.0 == seat || directory.agency_heir(AgencyId(seat)) == id,
        Seat::Institution(id) => id.0 == seat || directory.heir(InstitutionId(seat)) == id,
        Seat::Country => false,
    }
}
