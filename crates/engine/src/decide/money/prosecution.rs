//! Acts of a procuracy: filed or written down, answered, carried out, withdrawn. They
//! happened, whatever became of the case, so a closed one takes them too.

use super::Moved;
use super::books::{Books, Done, Owed};
use crate::case::{CaseState, Gate};
use crate::command::{Command, Envelope};
use crate::context::{Context, Directory};
use crate::decide::check::{self, TEXT};
use crate::demand::Channel;
use crate::directory::AgencyLevel;
use crate::facts::Facts;
use crate::id::{AgencyId, DutyId, InstrumentId, ProsecutorActId};
use crate::law;
use crate::ledger::{DutyKind, Filing, Ledger, MoneyEvent};
use crate::order::Numbered;
use crate::prosecution::{
    ActAnswer, ActContent, ActEnd, ActKind, ActOnPaper, ActOutcome, ActState, AnswerContent,
    ProcuracyLevel, ProsecutorAct, WithdrawnOnPaper,
};
use crate::refusal::Refusal;
use crate::role::Role;
use crate::time::{Instant, Zone};

pub(super) fn decide(
    facts: &Facts,
    envelope: &Envelope,
    gate: &Gate,
    books: &mut Books,
    cx: &mut Context<'_>,
) -> Result<Moved, Refusal> {
    let id = match &envelope.command {
        Command::RecordProsecutorAct { content, .. } => {
            record(facts, envelope, gate, books, cx, content)?
        }
        Command::AnswerProsecutorAct { act, content, .. } => {
            answer(envelope, books, cx, *act, content)?
        }
        Command::CarryOutProsecutorAct { act, text, at, .. } => {
            carry_out(books, cx, *act, (text, *at))?
        }
        Command::WithdrawProsecutorAct { act, reason, paper, .. } => {
            withdraw(envelope, books, cx, *act, (reason, paper.as_deref()))?
        }
        _ => return Err(Refusal::NotFound),
    };
    Ok(Moved { id: Some(id.0), ..Moved::default() })
}

fn known(ledger: &Ledger, id: ProsecutorActId) -> Result<ProsecutorAct, Refusal> {
    ledger.act(id).cloned().ok_or(Refusal::ProsecutorActState)
}

fn document(document: &Numbered, cx: &Context<'_>) -> Result<(), Refusal> {
    check::text(&document.number, "/document/number", 60)?;
    super::past_day(document.day, cx, "/document/day")
}

/// Whose act it is, and when and how it came.
struct Came<'a> {
    area: AgencyId,
    channel: Channel,
    at: Instant,
    proof: Option<&'a str>,
}

fn came<'a>(
    envelope: &Envelope,
    gate: &Gate,
    cx: &Context<'_>,
    content: &'a ActContent,
) -> Result<Came<'a>, Refusal> {
    let directory = &cx.rules.directory;
    let wrong = || Refusal::ActOnPaper { pointer: "/paper".to_owned() };
    let by_prosecutor = envelope.actor.role == Role::Prosecutor;
    let Some(paper) = &content.paper else {
        // He acts for the procuracy of the area where he sits.
        let seat = envelope.actor.agency().filter(|_| by_prosecutor).ok_or_else(wrong)?;
        let (channel, at) = (Channel::Electronic, envelope.arrived);
        return Ok(Came { area: seat, channel, at, proof: None });
    };
    if by_prosecutor {
        return Err(wrong());
    }
    let ActOnPaper { level, channel, received_at: at, proof } = paper;
    check::text(proof, "/paper/proof", TEXT)?;
    let pointer = || "/paper/received_at".to_owned();
    if *at > cx.now {
        return Err(Refusal::FutureInstant { pointer: pointer() });
    }
    if Zone::HANOI.day_of(*at) < content.document.day {
        return Err(Refusal::DayInvalid { pointer: pointer() });
    }
    let area = area_of(directory, directory.agency_heir(gate.agency), *level);
    Ok(Came { area, channel: *channel, at: *at, proof: Some(proof) })
}

/// The area of a procuracy of a level: above a province is the whole country.
fn area_of(directory: &Directory, agency: AgencyId, level: ProcuracyLevel) -> AgencyId {
    match level {
        ProcuracyLevel::Same => agency,
        ProcuracyLevel::Superior => directory.parent(agency).unwrap_or(agency),
        ProcuracyLevel::Supreme => {
            std::iter::successors(Some(agency), |one| directory.parent(*one))
                .last()
                .unwrap_or(agency)
        }
    }
}

fn level_of(directory: &Directory, agency: AgencyId, area: AgencyId) -> ProcuracyLevel {
    let level = directory.agency(area).map(|one| one.level);
    match level {
        _ if directory.agency_heir(agency) == directory.agency_heir(area) => ProcuracyLevel::Same,
        Some(AgencyLevel::Ministry) => ProcuracyLevel::Supreme,
        _ => ProcuracyLevel::Superior,
    }
}

fn record(
    facts: &Facts,
    envelope: &Envelope,
    gate: &Gate,
    books: &mut Books,
    cx: &mut Context<'_>,
    content: &ActContent,
) -> Result<ProsecutorActId, Refusal> {
    document(&content.document, cx)?;
    let came = came(envelope, gate, cx, content)?;
    if let Some(about) = content.about {
        names(facts, gate, about)?;
    }
    if content.discovered.is_some_and(|day| day > content.document.day) {
        return Err(Refusal::DayInvalid { pointer: "/discovered".to_owned() });
    }
    let followed = |id| books.ledger.act(id).is_some_and(ProsecutorAct::may_be_followed);
    if content.follows.is_some_and(|id| !followed(id)) {
        return Err(Refusal::ProsecutorActUnknown { pointer: "/follows".to_owned() });
    }
    check::text(&content.text, "/text", TEXT)?;
    let heir = |area| cx.rules.directory.agency_heir(area);
    let mut acts = books.ledger.acts.iter();
    let same = |one: &&ProsecutorAct| {
        heir(one.area) == heir(came.area) && one.document == content.document
    };
    if let Some(known) = acts.find(same) {
        let repeats = repeats(known, content, &came);
        return if repeats { Ok(known.id) } else { Err(Refusal::ProsecutorActTwice) };
    }
    let level = level_of(&cx.rules.directory, gate.agency, came.area);
    let protests = content.kind == ActKind::Protest;
    let bars = cx.rules.policy.protest.bars.iter().copied().filter(|_| protests).collect();
    let act = ProsecutorAct {
        id: ProsecutorActId(cx.ids.next_id()),
        kind: content.kind,
        document: content.document.clone(),
        level,
        area: came.area,
        about: content.about,
        discovered: content.discovered,
        follows: content.follows,
        text: content.text.clone(),
        channel: came.channel,
        received_at: came.at,
        recorded_at: cx.now,
        recorded_by: envelope.actor.who,
        proof: came.proof.map(str::to_owned),
        limits: limits(facts, gate, &books.ledger, cx, (content, level)),
        bars,
        state: ActState::Received,
        answer: None,
        end: None,
    };
    let (id, kind, start) = (act.id, act.kind.answer_duty(), act.received_at);
    books.note(MoneyEvent::ActRecorded { act: Box::new(act) });
    let event = law::Event::Received;
    books.owe_act(cx, &Owed { kind, about: None, event, start, amount: 0 }, id);
    Ok(id)
}

/// Whether it says of a known act all that was said before; when it was filed here is
/// the service's word.
fn repeats(known: &ProsecutorAct, content: &ActContent, came: &Came<'_>) -> bool {
    let ActContent { kind, document, about, discovered, follows, text, paper: _ } = content;
    known.kind == *kind
        && known.document == *document
        && known.about == *about
        && known.discovered == *discovered
        && known.follows == *follows
        && known.text == *text
        && known.channel == came.channel
        && known.proof.as_deref() == came.proof
        && (known.is_filed_here() || known.received_at == came.at)
}

/// What is sealed is named to nobody.
fn names(facts: &Facts, gate: &Gate, about: InstrumentId) -> Result<(), Refusal> {
    let open = facts.instruments.get(about).is_some_and(|one| {
        one.case == gate.case && one.sealed_to().is_empty() && one.issued_at.is_some()
    });
    let unknown = || Refusal::ProsecutorActAbout { pointer: "/about".to_owned() };
    if open { Ok(()) } else { Err(unknown()) }
}

/// Until when the protest could be made: from the discovery, and from the end of the
/// case where that has ended (art. 112(2)).
fn limits(
    facts: &Facts,
    gate: &Gate,
    ledger: &Ledger,
    cx: &Context<'_>,
    (content, level): (&ActContent, ProcuracyLevel),
) -> Vec<Filing> {
    if content.kind != ActKind::Protest {
        return Vec::new();
    }
    let supreme = level == ProcuracyLevel::Supreme;
    let until = |event, start| {
        let (rule, until) = cx.rules.law.protest_until(supreme, event, start)?;
        Some(Filing { rule, start, until })
    };
    let closing = facts.cases.get(gate.case).filter(|case| case.state == CaseState::Closed);
    let closing = closing.and_then(|case| case.closed.as_ref()).map(|closing| closing.at);
    let ended = closing.or_else(|| ledger.closed.as_ref().map(|closed| closed.at));
    let discovered = content.discovered.map(|day| Zone::HANOI.start_of(day));
    let discovered = discovered.and_then(|start| until(law::Event::Discovered, start));
    let ended = ended.and_then(|start| until(law::Event::CaseEnded, start));
    discovered.into_iter().chain(ended).collect()
}

/// An act is answered once: what it came to is not undone by another letter.
fn answer(
    envelope: &Envelope,
    books: &mut Books,
    cx: &mut Context<'_>,
    id: ProsecutorActId,
    content: &AnswerContent,
) -> Result<ProsecutorActId, Refusal> {
    let act = known(&books.ledger, id)?;
    if act.answer.as_ref().is_some_and(|given| given.content == *content) {
        return Ok(id);
    }
    if act.state != ActState::Received {
        return Err(Refusal::ProsecutorActState);
    }
    document(&content.document, cx)?;
    if content.document.day < Zone::HANOI.day_of(act.received_at) {
        return Err(Refusal::DayInvalid { pointer: "/document/day".to_owned() });
    }
    check::text(&content.reasons, "/reasons", TEXT)?;
    let at = match &content.sent {
        None => envelope.arrived,
        Some(sent) => {
            check::text(&sent.proof, "/sent/proof", TEXT)?;
            let at = done_at(sent.at, act.received_at, cx, "/sent/at")?;
            bears(&content.document, at, "/sent/at")?;
            at
        }
    };
    let answer = ActAnswer { content: content.clone(), at, recorded_at: cx.now };
    books.note(MoneyEvent::ActAnswered { act: id, answer });
    met(books, id, at);
    if act.kind == ActKind::Protest && content.outcome != ActOutcome::NotAccepted {
        let (kind, event) = (DutyKind::CarryOutProtest, law::Event::Replied);
        books.owe_act(cx, &Owed { kind, about: None, event, start: at, amount: 0 }, id);
    }
    Ok(id)
}

fn carry_out(
    books: &mut Books,
    cx: &Context<'_>,
    id: ProsecutorActId,
    (text, at): (&str, Option<Instant>),
) -> Result<ProsecutorActId, Refusal> {
    let act = known(&books.ledger, id)?;
    if act.state == ActState::CarriedOut && act.end.as_ref().is_some_and(|end| end.text == text) {
        return Ok(id);
    }
    let answered = act.answer.as_ref().filter(|_| act.state == ActState::Accepted);
    let answered = answered.ok_or(Refusal::ProsecutorActState)?.at;
    check::text(text, "/text", TEXT)?;
    let at = done_at(at.unwrap_or(cx.now), answered, cx, "/at")?;
    let end = ActEnd { at, recorded_at: cx.now, text: text.to_owned(), paper: None };
    books.note(MoneyEvent::ActEnded { act: id, state: ActState::CarriedOut, end });
    met(books, id, at);
    Ok(id)
}

/// What was filed here, its procuracy takes back here, or one above it; what came on
/// paper is taken back by a paper, which the head writes down.
fn withdraw(
    envelope: &Envelope,
    books: &mut Books,
    cx: &Context<'_>,
    id: ProsecutorActId,
    (reason, paper): (&str, Option<&WithdrawnOnPaper>),
) -> Result<ProsecutorActId, Refusal> {
    let act = known(&books.ledger, id)?;
    let directory = &cx.rules.directory;
    let area = directory.agency_heir(act.area);
    let may = if envelope.actor.role == Role::Prosecutor {
        let seat = envelope.actor.agency();
        seat.is_some_and(|seat| seat == area || directory.is_below(area, seat))
    } else {
        !act.is_filed_here()
    };
    if !may {
        return Err(Refusal::Forbidden);
    }
    let by_office = envelope.actor.role != Role::Prosecutor;
    if paper.is_some() == act.is_filed_here() || by_office == act.is_filed_here() {
        return Err(Refusal::ActOnPaper { pointer: "/paper".to_owned() });
    }
    let ended_so =
        act.end.as_ref().is_some_and(|end| end.text == reason && end.paper.as_ref() == paper);
    if act.state == ActState::Withdrawn && ended_so {
        return Ok(id);
    }
    if !act.state.is_open() {
        return Err(Refusal::ProsecutorActState);
    }
    check::text(reason, "/reason", TEXT)?;
    let at = paper.map_or(Ok(envelope.arrived), |paper| withdrawn_at(paper, &act, cx))?;
    let (text, paper) = (reason.to_owned(), paper.cloned());
    let end = ActEnd { at, recorded_at: cx.now, text, paper };
    books.note(MoneyEvent::ActEnded { act: id, state: ActState::Withdrawn, end });
    let open = books.ledger.duties_of_act(id).filter(|duty| duty.is_open());
    let void: Vec<DutyId> = open.map(|duty| duty.id).collect();
    for duty in void {
        books.owed_until(duty, at);
    }
    Ok(id)
}

/// When a paper took an act back, by its evidence: not before the act came.
fn withdrawn_at(
    paper: &WithdrawnOnPaper,
    act: &ProsecutorAct,
    cx: &Context<'_>,
) -> Result<Instant, Refusal> {
    let WithdrawnOnPaper { document, channel: _, at, proof } = paper;
    check::text(&document.number, "/paper/document/number", 60)?;
    super::past_day(document.day, cx, "/paper/document/day")?;
    if document.day < act.document.day {
        return Err(Refusal::DayInvalid { pointer: "/paper/document/day".to_owned() });
    }
    check::text(proof, "/paper/proof", TEXT)?;
    let at = done_at(*at, act.received_at, cx, "/paper/at")?;
    bears(document, at, "/paper/at")?;
    Ok(at)
}

/// No document goes out before its day.
fn bears(document: &Numbered, at: Instant, pointer: &str) -> Result<(), Refusal> {
    if Zone::HANOI.day_of(at) < document.day {
        return Err(Refusal::DayInvalid { pointer: pointer.to_owned() });
    }
    Ok(())
}

/// Nothing is done before it is owed, nor later than now.
fn done_at(
    at: Instant,
    owed: Instant,
    cx: &Context<'_>,
    pointer: &str,
) -> Result<Instant, Refusal> {
    if at > cx.now {
        return Err(Refusal::FutureInstant { pointer: pointer.to_owned() });
    }
    if at < owed {
        return Err(Refusal::DayInvalid { pointer: pointer.to_owned() });
    }
    Ok(at)
}

fn met(books: &mut Books, id: ProsecutorActId, at: Instant) {
    books.done(|duty| duty.act == Some(id), &Done { at, proof: None, said: true });
}
