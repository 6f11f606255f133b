//! What an institution returns: drafts, answers, corrections.

use super::check::{self, TEXT};
use super::{OnDemand, changes, repeats};
use crate::answer::{Answer, AnswerState, Findings, Outcome};
use crate::command::{Command, Envelope};
use crate::context::Context;
use crate::demand::{Demand, Draft, Item, ItemAnswer, ItemState};
use crate::event::Event;
use crate::id::{AnswerId, ItemId, UserId};
use crate::instrument::ContentHash;
use crate::refusal::Refusal;
use crate::time::Instant;
use std::collections::HashSet;

pub(super) fn decide(
    demand: &Demand,
    envelope: &Envelope,
    cx: &mut Context<'_>,
) -> Result<OnDemand, Refusal> {
    match &envelope.command {
        Command::SaveDraft { answers, .. } => save_draft(demand, envelope, cx, answers),
        Command::ReturnDraft { reason, .. } => {
            demand.draft.as_ref().ok_or(Refusal::DraftMissing)?;
            check::text(reason, "/reason", TEXT)?;
            changes(Event::DraftReturned { reason: reason.clone() }, None)
        }
        Command::SubmitDraft { hash, .. } => submit_draft(demand, envelope, cx, *hash),
        Command::SubmitAnswer { answers, .. } => {
            // A person alone may answer only where the institution is so small
            // that one signatory is its policy.
            if envelope.actor.person().is_some() && !single_signatory(demand, cx) {
                return Err(Refusal::DraftRequired);
            }
            submit(demand, envelope, cx, answers, None)
        }
        Command::CorrectAnswer { item, replaces, body, .. } => {
            correct(demand, envelope, cx, *item, *replaces, body)
        }
        _ => Err(Refusal::NotFound),
    }
}

fn single_signatory(demand: &Demand, cx: &Context<'_>) -> bool {
    cx.rules.directory.institution(demand.institution).is_some_and(|one| one.single_signatory)
}

fn save_draft(
    demand: &Demand,
    envelope: &Envelope,
    cx: &Context<'_>,
    answers: &[ItemAnswer],
) -> Result<OnDemand, Refusal> {
    let by = envelope.actor.person().ok_or(Refusal::Forbidden)?;
    if !demand.is_open() {
        return Err(Refusal::DemandEnded);
    }
    answers_are_sound(demand, envelope, cx, answers)?;
    let draft = Draft {
        by,
        at: cx.now,
        hash: ContentHash::of(&answers),
        answers: answers.to_vec(),
        returned: None,
    };
    changes(Event::DraftSaved { draft }, None)
}

fn submit_draft(
    demand: &Demand,
    envelope: &Envelope,
    cx: &mut Context<'_>,
    hash: ContentHash,
) -> Result<OnDemand, Refusal> {
    let draft = demand.draft.as_ref().ok_or(Refusal::DraftMissing)?;
    if envelope.actor.person() == Some(draft.by) && !single_signatory(demand, cx) {
        return Err(Refusal::OwnDraft);
    }
    if draft.hash != hash {
        return Err(Refusal::ContentChanged);
    }
    submit(demand, envelope, cx, &draft.answers, Some(draft.by))
}

/// What an arriving answer is to what stands already (I-5).
enum Standing {
    New,
    Repeats(AnswerId),
    Contradicts(AnswerId),
}

fn submit(
    demand: &Demand,
    envelope: &Envelope,
    cx: &mut Context<'_>,
    answers: &[ItemAnswer],
    drafted_by: Option<UserId>,
) -> Result<OnDemand, Refusal> {
    answers_are_sound(demand, envelope, cx, answers)?;
    let mut fresh = Vec::with_capacity(answers.len());
    let mut first_repeated = None;
    let mut contradicted = None;
    let mut evidence = Vec::new();
    for (index, given) in answers.iter().enumerate() {
        let item = demand.item(given.item).ok_or_else(|| unknown(index))?;
        let hash = ContentHash::of(&given.body);
        let standing = standing(item, hash, index)?;
        let state = match standing {
            Standing::Repeats(answer) => {
                first_repeated.get_or_insert(answer);
                continue;
            }
            Standing::Contradicts(answer) => {
                contradicted.get_or_insert(answer);
                AnswerState::Conflicting
            }
            Standing::New => AnswerState::Accepted,
        };
        let answer = Answer {
            id: AnswerId(cx.ids.next_id()),
            item: item.id,
            round: item.round,
            part: item.parts + 1,
            version: 1,
            state,
            body: given.body.clone(),
            hash,
            by: envelope.actor,
            drafted_by,
            arrived_at: envelope.arrived,
        };
        match state {
            AnswerState::Accepted => fresh.push(answer),
            AnswerState::Conflicting => evidence.push(answer),
        }
    }
    if let Some(answer) = contradicted {
        let event = Event::Contradicted { answers: evidence };
        return Ok((Some(event), Err(Refusal::AnswerConflicts { answer })));
    }
    match (fresh.first().map(|answer| answer.id.0), first_repeated) {
        (Some(first), _) => {
            changes(Event::Answered { arrived_at: envelope.arrived, answers: fresh }, Some(first))
        }
        (None, Some(repeated)) => repeats(repeated),
        (None, None) => Err(Refusal::DemandEnded),
    }
}

fn standing(item: &Item, hash: ContentHash, index: usize) -> Result<Standing, Refusal> {
    match (&item.last, item.state) {
        (_, ItemState::Withdrawn) => {
            Err(Refusal::ItemState { pointer: format!("/answers/{index}/item") })
        }
        (Some(last), _) if last.hash == hash => Ok(Standing::Repeats(last.id)),
        (Some(last), ItemState::Answered | ItemState::Refused) => {
            Ok(Standing::Contradicts(last.id))
        }
        _ => Ok(Standing::New),
    }
}

fn correct(
    demand: &Demand,
    envelope: &Envelope,
    cx: &mut Context<'_>,
    item: ItemId,
    replaces: AnswerId,
    body: &Outcome,
) -> Result<OnDemand, Refusal> {
    let item =
        demand.item(item).ok_or_else(|| Refusal::ItemUnknown { pointer: "/item".to_owned() })?;
    let last = item.last.filter(|last| last.id == replaces).ok_or(Refusal::AnswerUnknown)?;
    if !matches!(item.state, ItemState::Answered | ItemState::Refused) {
        return Err(Refusal::ItemState { pointer: "/item".to_owned() });
    }
    body_is_sound(item, body, envelope.arrived, cx, "")?;
    if !body.is_final() {
        return Err(Refusal::FindingsMismatch { pointer: "/outcome".to_owned() });
    }
    let hash = ContentHash::of(body);
    if hash == last.hash {
        return Err(Refusal::NothingCorrected);
    }
    let answer = Answer {
        id: AnswerId(cx.ids.next_id()),
        item: item.id,
        round: item.round,
        part: last.part,
        version: last.version + 1,
        state: AnswerState::Accepted,
        body: body.clone(),
        hash,
        by: envelope.actor,
        drafted_by: None,
        arrived_at: envelope.arrived,
    };
    let id = answer.id.0;
    changes(Event::Corrected { answer }, Some(id))
}

fn answers_are_sound(
    demand: &Demand,
    envelope: &Envelope,
    cx: &Context<'_>,
    answers: &[ItemAnswer],
) -> Result<(), Refusal> {
    let most = u32::try_from(demand.items.len()).unwrap_or(u32::MAX);
    check::count(answers.len(), "/answers", most)?;
    let mut seen = HashSet::new();
    for (index, given) in answers.iter().enumerate() {
        let item = demand.item(given.item).ok_or_else(|| unknown(index))?;
        if !seen.insert(given.item) {
            return Err(Refusal::ItemTwice { pointer: format!("/answers/{index}/item") });
        }
        body_is_sound(item, &given.body, envelope.arrived, cx, &format!("/answers/{index}"))?;
    }
    Ok(())
}

fn unknown(index: usize) -> Refusal {
    Refusal::ItemUnknown { pointer: format!("/answers/{index}/item") }
}

/// Hostile until checked: what a bank sends is input like any other (API10).
fn body_is_sound(
    item: &Item,
    body: &Outcome,
    arrived: Instant,
    cx: &Context<'_>,
    pointer: &str,
) -> Result<(), Refusal> {
    match body {
        Outcome::Found { findings, .. } => {
            if findings.info() != item.request.info {
                return Err(Refusal::FindingsMismatch { pointer: format!("{pointer}/findings") });
            }
            findings_are_sound(findings, arrived, cx, &format!("{pointer}/findings"))
        }
        Outcome::None { tried, as_of, scope } => {
            check::count(tried.len(), &format!("{pointer}/tried"), 20)?;
            if let crate::answer::Scope::Branch { branch } = scope {
                check::text(branch, &format!("{pointer}/scope/branch"), check::LINE)?;
            }
            not_future(*as_of, arrived, &format!("{pointer}/as_of"))
        }
        Outcome::Ambiguous { needed, .. } => {
            check::text(needed, &format!("{pointer}/needed"), TEXT)
        }
        Outcome::Refused { ground, reasons } => {
            if !cx.rules.law.has_ground(ground) {
                return Err(Refusal::GroundUnknown { pointer: format!("{pointer}/ground") });
            }
            check::text(reasons, &format!("{pointer}/reasons"), TEXT)
        }
    }
}

fn findings_are_sound(
    findings: &Findings,
    arrived: Instant,
    cx: &Context<'_>,
    pointer: &str,
) -> Result<(), Refusal> {
    check::count(findings.len(), pointer, cx.rules.policy.bounds.findings)?;
    match findings {
        Findings::Account(rows) => rows.iter().enumerate().try_for_each(|(index, row)| {
            not_future(row.as_of, arrived, &format!("{pointer}/rows/{index}/as_of"))
        }),
        Findings::Transactions(rows) => rows.iter().enumerate().try_for_each(|(index, row)| {
            not_future(row.at, arrived, &format!("{pointer}/rows/{index}/at"))
        }),
        Findings::Other(text) => check::text(text, &format!("{pointer}/rows"), 20_000),
        Findings::Income(_) | Findings::Securities(_) | Findings::SafeBox(_) => Ok(()),
    }
}

/// Clocks of banks differ from ours by seconds, not by minutes.
const TOLERANCE_SECONDS: i64 = 120;

fn not_future(at: Instant, arrived: Instant, pointer: &str) -> Result<(), Refusal> {
    if at > arrived.plus_seconds(TOLERANCE_SECONDS) {
        return Err(Refusal::FutureInstant { pointer: pointer.to_owned() });
    }
    Ok(())
}
