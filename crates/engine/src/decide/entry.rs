//! What comes back on paper: entered by one person, confirmed by another. From then
//! on it is an answer like any other; it counts from the instant its evidence shows,
//! and what was found late in the meantime and was not is taken back.

use super::answer::{
    Correction, Submission, answers_are_sound, correct, not_too_many, says_what_stands, submit,
};
use super::attached;
use super::check::{self, TEXT};
use super::{OnDemand, changes};
use crate::answer::Answer;
use crate::command::{Command, Envelope};
use crate::context::Context;
use crate::demand::{Channel, Demand, ItemAnswer};
use crate::entry::{Entry, OnPaper, Paper};
use crate::event::Event;
use crate::facts::Facts;
use crate::id::AnswerId;
use crate::instrument::ContentHash;
use crate::refusal::Refusal;
use crate::time::Instant;

pub(super) fn decide(
    facts: &Facts,
    demand: &Demand,
    envelope: &Envelope,
    cx: &mut Context<'_>,
) -> Result<OnDemand, Refusal> {
    match &envelope.command {
        Command::EnterPaper { paper, answers, replaces, .. } => {
            enter(facts, demand, envelope, cx, (paper, answers, *replaces))
        }
        Command::ReturnPaper { reason, .. } => {
            let entry = demand.entry.as_ref().ok_or(Refusal::EntryMissing)?;
            not_his_own(entry, envelope)?;
            check::text(reason, "/reason", TEXT)?;
            changes(Event::PaperReturned { reason: reason.clone() }, None)
        }
        Command::ConfirmPaper { hash, .. } => confirm(facts, demand, envelope, cx, *hash),
        _ => Err(Refusal::NotFound),
    }
}

/// When what an entry says was given, where a command confirms one.
pub(super) fn given_at(demand: &Demand, command: &Command) -> Option<Instant> {
    let confirms = matches!(command, Command::ConfirmPaper { .. });
    demand.entry.as_ref().filter(|_| confirms).map(|entry| entry.paper.at)
}

fn enter(
    facts: &Facts,
    demand: &Demand,
    envelope: &Envelope,
    cx: &Context<'_>,
    (paper, answers, replaces): (&Paper, &[ItemAnswer], Option<AnswerId>),
) -> Result<OnDemand, Refusal> {
    let by = envelope.actor.person().ok_or(Refusal::Forbidden)?;
    // What another person entered is read before something else stands there.
    let waits = |one: &Entry| one.returned.is_none() && one.by != by;
    if demand.entry.as_ref().is_some_and(waits) {
        return Err(Refusal::EntryWaits);
    }
    not_too_many(demand, answers)?;
    let files = attached::to_answers(facts, envelope, cx, answers)?;
    let entry = Entry {
        by,
        role: envelope.actor.role,
        at: cx.now,
        hash: Entry::hash_of(paper, (answers, &files), replaces),
        paper: paper.clone(),
        answers: answers.to_vec(),
        files,
        replaces,
        returned: None,
    };
    is_sound(facts, demand, envelope, cx, &entry)?;
    // What stands already could not be confirmed, so it would stay entered.
    if answers.iter().all(|given| says_what_stands(demand, given, &said(&entry))) {
        return Err(Refusal::NothingCorrected);
    }
    changes(Event::PaperEntered { entry: Box::new(entry) }, None)
}

fn is_sound(
    facts: &Facts,
    demand: &Demand,
    envelope: &Envelope,
    cx: &Context<'_>,
    entry: &Entry,
) -> Result<(), Refusal> {
    let Entry { paper, answers, .. } = entry;
    // Who was asked here answers here; a paper beside it could say otherwise. Unless
    // another stood in its place when the paper was given, who had no desk here, or what
    // it answers was asked by letter: neither changes on the day on which it joins.
    let directory = &cx.rules.directory;
    let moved = directory.heir(demand.institution) != demand.institution;
    let on_paper = moved && !directory.has_joined(demand.institution, paper.at);
    let by_letter =
        |given: &ItemAnswer| demand.item(given.item).is_some_and(|item| item.letter.is_some());
    let by_letter = !answers.is_empty() && answers.iter().all(by_letter);
    let electronic = demand.channel == Channel::Electronic && !on_paper && !by_letter;
    if electronic || paper.channel == Channel::Electronic {
        return Err(Refusal::InstitutionJoined);
    }
    // A limit runs from the receipt: recorded after the answer it would run from
    // nothing, and what was late would not have been. Who answered had the letter.
    let named = answers.iter().filter_map(|given| demand.item(given.item));
    let mut earliest = demand.issued_at;
    for item in named {
        let own = item.letter.as_ref().map(|letter| letter.receipt.as_ref());
        let receipt = own.unwrap_or(demand.receipt.as_ref()).ok_or(Refusal::ReceiptMissing)?;
        earliest = earliest.max(receipt.evidenced_at);
    }
    if paper.at < earliest || paper.at > envelope.arrived {
        return Err(Refusal::PaperInstant);
    }
    check::text(&paper.source, "/source", TEXT)?;
    if paper.proof.trim().is_empty() {
        return Err(Refusal::ProofMissing);
    }
    check::text(&paper.proof, "/proof", TEXT)?;
    answers_are_sound(facts, demand, &given(envelope, paper.at), cx, &said(entry))?;
    if entry.replaces.is_some() && answers.len() > 1 {
        return Err(Refusal::ItemTwice { pointer: "/answers/1/item".to_owned() });
    }
    Ok(())
}

fn said(entry: &Entry) -> Submission<'_> {
    let Entry { answers, files, by, .. } = entry;
    Submission { answers, files, drafted_by: Some(*by), entered: Some(entry) }
}

/// As if it had come through the service when it was given.
fn given(envelope: &Envelope, at: Instant) -> Envelope {
    Envelope { arrived: at, ..envelope.clone() }
}

fn not_his_own(entry: &Entry, envelope: &Envelope) -> Result<(), Refusal> {
    let his = envelope.actor.person() == Some(entry.by);
    if his { Err(Refusal::OwnEntry) } else { Ok(()) }
}

fn confirm(
    facts: &Facts,
    demand: &Demand,
    envelope: &Envelope,
    cx: &mut Context<'_>,
    hash: ContentHash,
) -> Result<OnDemand, Refusal> {
    let entry = demand.entry.as_ref().ok_or(Refusal::EntryMissing)?;
    not_his_own(entry, envelope)?;
    if entry.hash != hash {
        return Err(Refusal::ContentChanged);
    }
    // The demand and the money may have moved since it was entered.
    is_sound(facts, demand, envelope, cx, entry)?;
    let given = given(envelope, entry.paper.at);
    let (mut events, heard) = match (entry.replaces, entry.answers.first()) {
        (Some(replaces), Some(one)) => {
            let (item, files) = (one.item, one.files_of(&entry.files));
            let said = Correction { item, replaces, body: &one.body, files, on_paper: true };
            correct(facts, demand, &given, cx, said)?
        }
        _ => submit(facts, demand, &given, cx, &said(entry))?,
    };
    let paper = OnPaper {
        channel: entry.paper.channel,
        source: entry.paper.source.clone(),
        proof: entry.paper.proof.clone(),
        entered_by: entry.by,
        recorded_at: cx.now,
    };
    for answer in events.iter_mut().flat_map(answers_of) {
        answer.drafted_by = Some(entry.by);
        answer.paper = Some(paper.clone());
    }
    // It came otherwise in the meantime; who entered it hears so.
    if events.is_empty() { Err(Refusal::NothingCorrected) } else { Ok((events, heard)) }
}

fn answers_of(event: &mut Event) -> &mut [Answer] {
    match event {
        Event::Answered { answers, .. } | Event::Contradicted { answers } => answers,
        Event::Corrected { answer } => std::slice::from_mut(answer),
        _ => &mut [],
    }
}
