//! What an institution returns: drafts, answers, corrections.

use super::attached;
use super::check::{self, TEXT};
use super::execution::Report;
use super::{Heard, OnDemand, changes, repeats};
use crate::answer::{Answer, AnswerState, Findings, Outcome};
use crate::command::{Command, Envelope};
use crate::context::Context;
use crate::demand::{Demand, Draft, Item, ItemAnswer, ItemState};
use crate::entry::Entry;
use crate::event::Event;
use crate::facts::Facts;
use crate::file::FileRef;
use crate::id::{AnswerId, ItemId, UserId};
use crate::instrument::{ContentHash, InfoType, Request};
use crate::order::OrderRequest;
use crate::refusal::Refusal;
use crate::time::Instant;
use std::collections::HashSet;

pub(super) fn decide(
    facts: &Facts,
    demand: &Demand,
    envelope: &Envelope,
    cx: &mut Context<'_>,
) -> Result<OnDemand, Refusal> {
    match &envelope.command {
        Command::SaveDraft { answers, .. } => save_draft(facts, demand, envelope, cx, answers),
        Command::ReturnDraft { reason, .. } => {
            demand.draft.as_ref().ok_or(Refusal::DraftMissing)?;
            check::text(reason, "/reason", TEXT)?;
            changes(Event::DraftReturned { reason: reason.clone() }, None)
        }
        Command::SubmitDraft { hash, .. } => submit_draft(facts, demand, envelope, cx, *hash),
        Command::SubmitAnswer { answers, .. } => {
            // A person alone may answer only where the institution is so small
            // that one signatory is its policy.
            if envelope.actor.person().is_some() && !single_signatory(demand, cx) {
                return Err(Refusal::DraftRequired);
            }
            not_too_many(demand, answers)?;
            let files = attached::to_answers(facts, envelope, cx, answers)?;
            let said = Submission { answers, files: &files, drafted_by: None, entered: None };
            submit(facts, demand, envelope, cx, &said)
        }
        Command::CorrectAnswer { item, replaces, body, files, .. } => {
            not_his_own(demand, envelope, cx, (*item, *replaces))?;
            let files = attached::to_answer(facts, envelope, cx, files, "")?;
            let (item, replaces, on_paper) = (*item, *replaces, false);
            let said = Correction { item, replaces, body, files, on_paper };
            correct(facts, demand, envelope, cx, said)
        }
        _ => Err(Refusal::NotFound),
    }
}

/// What an institution returns at once, and the files named with it.
pub(super) struct Submission<'a> {
    pub(super) answers: &'a [ItemAnswer],
    pub(super) files: &'a [FileRef],
    pub(super) drafted_by: Option<UserId>,
    /// What was entered from a paper, where it came on one.
    pub(super) entered: Option<&'a Entry>,
}

impl Submission<'_> {
    /// The hash of one of its answers.
    fn hash_of(&self, given: &ItemAnswer) -> ContentHash {
        hash_of(&given.body, &given.files_of(self.files), self.entered.is_some())
    }
}

/// The hash of an answer: what its institution said and sent. The scan of a paper is of
/// the office that read it, and the same said through the service is the same answer.
fn hash_of(body: &Outcome, files: &[FileRef], on_paper: bool) -> ContentHash {
    Answer::hash_of(body, if on_paper { &[] } else { files })
}

/// What takes the place of an accepted answer, whole: its files too.
pub(super) struct Correction<'a> {
    pub(super) item: ItemId,
    pub(super) replaces: AnswerId,
    pub(super) body: &'a Outcome,
    pub(super) files: Vec<FileRef>,
    /// Its files are scans of the paper it came on.
    pub(super) on_paper: bool,
}

fn single_signatory(demand: &Demand, cx: &Context<'_>) -> bool {
    let today = cx.rules.directory.heir(demand.institution);
    cx.rules.directory.institution(today).is_some_and(|one| one.single_signatory)
}

fn save_draft(
    facts: &Facts,
    demand: &Demand,
    envelope: &Envelope,
    cx: &Context<'_>,
    answers: &[ItemAnswer],
) -> Result<OnDemand, Refusal> {
    let by = envelope.actor.person().ok_or(Refusal::Forbidden)?;
    if !demand.is_open() {
        return Err(Refusal::DemandEnded);
    }
    not_too_many(demand, answers)?;
    let files = attached::to_answers(facts, envelope, cx, answers)?;
    let said = Submission { answers, files: &files, drafted_by: None, entered: None };
    answers_are_sound(facts, demand, envelope, cx, &said)?;
    // What stands already cannot be submitted, so it would stay a draft.
    if answers.iter().all(|given| says_what_stands(demand, given, &said)) {
        return Err(Refusal::NothingCorrected);
    }
    let hash = Draft::hash_of(answers, &files);
    let draft = Draft { by, at: cx.now, answers: answers.to_vec(), files, hash, returned: None };
    changes(Event::DraftSaved { draft }, None)
}

/// Whether an answer is the one that stands, with the same files.
pub(super) fn says_what_stands(demand: &Demand, given: &ItemAnswer, said: &Submission<'_>) -> bool {
    let last = demand.item(given.item).and_then(|item| item.last);
    last.is_some_and(|last| last.hash == said.hash_of(given))
}

/// Whether what is said is what an answer that is replaced says: only its files are
/// others, and nothing follows from them.
fn restates(facts: &Facts, demand: &Demand, replaced: AnswerId, body: &Outcome) -> bool {
    let decided = demand.answers.iter().find(|one| one.id == replaced).map(|one| &one.body);
    decided.or_else(|| facts.said.get(&replaced)) == Some(body)
}

/// Whether an event is a correction of files alone.
pub(super) fn is_of_files(facts: &Facts, demand: &Demand, event: &Event) -> bool {
    let Event::Corrected { answer } = event else { return false };
    let replaced = demand.item(answer.item).and_then(|item| item.last);
    replaced.is_some_and(|last| restates(facts, demand, last.id, &answer.body))
}

fn submit_draft(
    facts: &Facts,
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
    let (answers, files) = (&draft.answers[..], &draft.files[..]);
    let said = Submission { answers, files, drafted_by: Some(draft.by), entered: None };
    submit(facts, demand, envelope, cx, &said)
}

/// What an arriving answer is to what stands already (I-5).
enum Standing {
    New,
    Repeats(AnswerId),
    Contradicts(AnswerId),
}

pub(super) fn submit(
    facts: &Facts,
    demand: &Demand,
    envelope: &Envelope,
    cx: &mut Context<'_>,
    said: &Submission<'_>,
) -> Result<OnDemand, Refusal> {
    let Submission { answers, files, drafted_by, .. } = *said;
    answers_are_sound(facts, demand, envelope, cx, said)?;
    let mut sorted = Sorted::default();
    for (index, given) in answers.iter().enumerate() {
        let item = demand.item(given.item).ok_or_else(|| unknown(index))?;
        let hash = said.hash_of(given);
        let state = match standing(item, &given.body, hash, index)? {
            Standing::Repeats(answer) => {
                sorted.repeated.get_or_insert(answer);
                continue;
            }
            Standing::Contradicts(answer) => {
                sorted.contradicted.get_or_insert(answer);
                AnswerState::Conflicting
            }
            Standing::New => AnswerState::Accepted,
        };
        sorted.take(Answer {
            id: AnswerId(cx.ids.next_id()),
            item: item.id,
            round: item.round,
            part: item.parts + 1,
            version: 1,
            state,
            body: given.body.clone(),
            files: given.files_of(files),
            hash,
            by: envelope.actor,
            drafted_by,
            arrived_at: envelope.arrived,
            paper: None,
        });
    }
    sorted.decided(envelope.arrived)
}

/// The answers of one submission, each by itself: one that contradicts costs
/// the others neither their effect nor their time.
#[derive(Default)]
struct Sorted {
    fresh: Vec<Answer>,
    evidence: Vec<Answer>,
    /// The first accepted answer that was repeated.
    repeated: Option<AnswerId>,
    /// The first accepted answer that was contradicted.
    contradicted: Option<AnswerId>,
}

impl Sorted {
    fn take(&mut self, answer: Answer) {
        match answer.state {
            AnswerState::Accepted => self.fresh.push(answer),
            AnswerState::Conflicting => self.evidence.push(answer),
        }
    }

    /// Refused only if nothing of it counts anew; what contradicts is kept
    /// either way, and named (I-5).
    fn decided(self, arrived_at: Instant) -> Result<OnDemand, Refusal> {
        let Self { fresh, evidence, repeated, contradicted } = self;
        let first = fresh.first().map(|answer| answer.id.0);
        let items: Vec<ItemId> = evidence.iter().map(|answer| answer.item).collect();
        let heard = match (first, contradicted, repeated) {
            (Some(first), ..) => Ok(Heard { other: Some(first), evidence: items }),
            (None, Some(answer), _) => Err(Refusal::AnswerConflicts { answer }),
            (None, None, Some(answer)) => return repeats(Some(answer.0)),
            (None, None, None) => return Err(Refusal::DemandEnded),
        };
        let mut events = Vec::with_capacity(2);
        if !fresh.is_empty() {
            events.push(Event::Answered { arrived_at, answers: fresh });
        }
        if !evidence.is_empty() {
            events.push(Event::Contradicted { answers: evidence });
        }
        Ok((events, heard))
    }
}

fn standing(
    item: &Item,
    body: &Outcome,
    hash: ContentHash,
    index: usize,
) -> Result<Standing, Refusal> {
    match (&item.last, item.state) {
        // Reality is never refused: what was done though the order had been taken
        // back is a fact.
        (None, ItemState::Withdrawn) if acted(&item.request, body) => Ok(Standing::New),
        (None, ItemState::Withdrawn) => {
            Err(Refusal::ItemState { pointer: format!("/answers/{index}/item") })
        }
        (Some(last), _) if last.hash == hash => Ok(Standing::Repeats(last.id)),
        (Some(last), ItemState::Answered | ItemState::Refused | ItemState::Withdrawn) => {
            Ok(Standing::Contradicts(last.id))
        }
        _ => Ok(Standing::New),
    }
}

/// Whether an answer says that something was done with money.
const fn acted(request: &Request, body: &Outcome) -> bool {
    request.order().is_some() && !matches!(body, Outcome::None { .. } | Outcome::Refused { .. })
}

/// What a first payment of an income says without words.
pub(super) fn accepted(envelope: &Envelope, cx: &mut Context<'_>, item: &Item) -> Event {
    let body = Outcome::IncomeAccepted { monthly_income: None };
    let hash = Answer::hash_of(&body, &[]);
    let answer = Answer {
        id: AnswerId(cx.ids.next_id()),
        item: item.id,
        round: item.round,
        part: item.parts + 1,
        version: 1,
        state: AnswerState::Accepted,
        body,
        files: Vec::new(),
        hash,
        by: envelope.actor,
        drafted_by: None,
        arrived_at: envelope.arrived,
        paper: None,
    };
    Event::Answered { arrived_at: envelope.arrived, answers: vec![answer] }
}

/// Four eyes saw what stands; one of the two alone does not undo it.
fn not_his_own(
    demand: &Demand,
    envelope: &Envelope,
    cx: &Context<'_>,
    (item, replaces): (ItemId, AnswerId),
) -> Result<(), Refusal> {
    let last = demand.item(item).and_then(|item| item.last).filter(|last| last.id == replaces);
    let person = envelope.actor.person();
    let his = last.is_some_and(|last| person.is_some_and(|person| last.is_of(person)));
    if his && !single_signatory(demand, cx) { Err(Refusal::OwnAnswer) } else { Ok(()) }
}

pub(super) fn correct(
    facts: &Facts,
    demand: &Demand,
    envelope: &Envelope,
    cx: &mut Context<'_>,
    said: Correction<'_>,
) -> Result<OnDemand, Refusal> {
    let Correction { item, replaces, body, files, on_paper } = said;
    let item =
        demand.item(item).ok_or_else(|| Refusal::ItemUnknown { pointer: "/item".to_owned() })?;
    let last = item.last.filter(|last| last.id == replaces).ok_or(Refusal::AnswerUnknown)?;
    if !matches!(item.state, ItemState::Answered | ItemState::Refused) {
        return Err(Refusal::ItemState { pointer: "/item".to_owned() });
    }
    // What stands was sound when it came; the money may have moved since.
    if !restates(facts, demand, replaces, body) {
        body_is_sound(&Said { facts, demand, item, arrived: envelope.arrived }, body, cx, "")?;
        correctable(facts, demand, item, body)?;
    }
    if !body.is_final() {
        return Err(Refusal::FindingsMismatch { pointer: "/outcome".to_owned() });
    }
    let hash = hash_of(body, &files, on_paper);
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
        files,
        hash,
        by: envelope.actor,
        drafted_by: None,
        arrived_at: envelope.arrived,
        paper: None,
    };
    let id = answer.id.0;
    changes(Event::Corrected { answer }, Some(id))
}

pub(super) fn answers_are_sound(
    facts: &Facts,
    demand: &Demand,
    envelope: &Envelope,
    cx: &Context<'_>,
    said: &Submission<'_>,
) -> Result<(), Refusal> {
    let Submission { answers, entered, .. } = *said;
    let replaced = entered.and_then(|entry| entry.replaces);
    not_too_many(demand, answers)?;
    let mut seen = HashSet::new();
    for (index, given) in answers.iter().enumerate() {
        let item = demand.item(given.item).ok_or_else(|| unknown(index))?;
        if !seen.insert(given.item) {
            return Err(Refusal::ItemTwice { pointer: format!("/answers/{index}/item") });
        }
        // What stands was sound when it came; the money may have moved since.
        let stands = || {
            says_what_stands(demand, given, said)
                || replaced.is_some_and(|id| restates(facts, demand, id, &given.body))
        };
        if item.request.order().is_some() && stands() {
            continue;
        }
        let said = Said { facts, demand, item, arrived: envelope.arrived };
        body_is_sound(&said, &given.body, cx, &format!("/answers/{index}"))?;
    }
    Ok(())
}

/// No more answers than items; before anything that they name is looked up.
pub(super) fn not_too_many(demand: &Demand, answers: &[ItemAnswer]) -> Result<(), Refusal> {
    let most = u32::try_from(demand.items.len()).unwrap_or(u32::MAX);
    check::count(answers.len(), "/answers", most)
}

fn unknown(index: usize) -> Refusal {
    Refusal::ItemUnknown { pointer: format!("/answers/{index}/item") }
}

/// What a freeze holds is restated, and what was paid: more, less, or not at all.
/// What was freed or not found is reported anew by another order: the money has
/// moved since.
fn correctable(facts: &Facts, demand: &Demand, item: &Item, body: &Outcome) -> Result<(), Refusal> {
    let Some(order) = item.request.order() else {
        return Ok(());
    };
    if matches!(order, OrderRequest::Deduct { .. }) {
        return Ok(());
    }
    let frozen = matches!(order, OrderRequest::Freeze { .. })
        && (matches!(body, Outcome::Frozen { .. }) || item.state == ItemState::Refused);
    let ended = facts
        .ledgers
        .get(demand.case)
        .and_then(|ledger| ledger.freeze(item.id))
        .is_some_and(|freeze| freeze.standing_since.is_some() && freeze.ended.is_some());
    if frozen && !ended { Ok(()) } else { Err(Refusal::NotCorrectable) }
}

/// What an institution says, and of what.
struct Said<'a> {
    facts: &'a Facts,
    demand: &'a Demand,
    item: &'a Item,
    arrived: Instant,
}

/// Hostile until checked: what a bank sends is input like any other (API10).
fn body_is_sound(
    said: &Said<'_>,
    body: &Outcome,
    cx: &Context<'_>,
    pointer: &str,
) -> Result<(), Refusal> {
    let Said { item, arrived, .. } = *said;
    if let Some(order) = item.request.order() {
        let ledger = said.facts.ledgers.get(said.demand.case).ok_or(Refusal::NotFound)?;
        let report = Report { item: item.id, order, ledger, arrived, pointer };
        return report.is_sound(body, cx);
    }
    match body {
        Outcome::Found { findings, .. } => {
            let pointer = format!("{pointer}/findings");
            if !item.request.info().is_some_and(|asked| findings.answer(asked)) {
                return Err(Refusal::FindingsMismatch { pointer });
            }
            findings_are_asked(findings, item, &pointer)?;
            findings_are_sound(findings, arrived, cx, &pointer)
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
        Outcome::Frozen { .. }
        | Outcome::Paid { .. }
        | Outcome::Released { .. }
        | Outcome::Amended
        | Outcome::IncomeAccepted { .. } => {
            Err(Refusal::FindingsMismatch { pointer: format!("{pointer}/outcome") })
        }
    }
}

/// Where it was asked only where accounts are, what is on them stays with the bank
/// (circular 02/2014 art. 3: only what the request is about).
fn findings_are_asked(findings: &Findings, item: &Item, pointer: &str) -> Result<(), Refusal> {
    let (Findings::Account(rows), Some(InfoType::Whereabouts)) = (findings, item.request.info())
    else {
        return Ok(());
    };
    match rows.iter().position(|row| row.balance.is_some()) {
        Some(index) => {
            Err(Refusal::BalanceNotAsked { pointer: format!("{pointer}/rows/{index}/balance") })
        }
        None => Ok(()),
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

pub(super) fn not_future(at: Instant, arrived: Instant, pointer: &str) -> Result<(), Refusal> {
    if at > arrived.plus_seconds(TOLERANCE_SECONDS) {
        return Err(Refusal::FutureInstant { pointer: pointer.to_owned() });
    }
    Ok(())
}
