//! Requests for a measure: recorded, handed over, full, decided (Law 106/2025
//! art. 31(6), 66). Granting one orders nothing.

use super::check::{self, LINE, TEXT};
use super::clock::GRACE_SECONDS;
use super::money::{dong, past_day};
use super::{Decision, case, done, expect_version, permit_by};
use crate::actor::Actor;
use crate::case::{CaseState, Party, PartyRole};
use crate::command::{Command, Envelope, HandingOver, Received};
use crate::context::Context;
use crate::creditor::followed;
use crate::demand::Channel;
use crate::event::{Event, Root};
use crate::facts::Facts;
use crate::id::{AgencyId, CaseId, DutyId, InstitutionId, RequestId};
use crate::law;
use crate::ledger::{DutyKind, DutyState};
use crate::policy::{self, Belongs, Permission, ReadKind};
use crate::reference_number::{ReferenceKind, ReferenceNumber};
use crate::refusal::Refusal;
use crate::request::{
    Asker, AskerKind, HandOver, KnownAt, Liability, MeasureContent, MeasureRequest, RequestEvent,
    RequestState, Ruling, Term,
};
use crate::role::Role;
use crate::time::{Instant, Zone};
use std::collections::HashSet;

/// How many institutions, accounts of one and papers a request names.
const ROWS: u32 = 50;

pub(super) fn decide(
    facts: &Facts,
    envelope: &Envelope,
    cx: &mut Context<'_>,
) -> Result<Decision, Refusal> {
    if let Command::RecordRequest { content, received } = &envelope.command {
        return record(facts, envelope, cx, content, received.as_ref());
    }
    let id = envelope.command.request().ok_or(Refusal::NotFound)?;
    let request = facts.requests.get(id).ok_or(Refusal::NotFound)?;
    permit(envelope, &request.belongs_to(envelope.actor.role), cx)?;
    expect_version(envelope, request.version)?;
    let events = match &envelope.command {
        Command::HandOverRequest { how, .. } => hand_over(envelope, cx, request, how),
        Command::CompleteRequest { at, .. } => complete(cx, request, *at),
        Command::DecideRequest { ruling, case, .. } => {
            pass(facts, envelope, cx, request, (ruling, *case))
        }
        Command::LinkRequest { case, .. } => link(facts, envelope, cx, request, *case),
        Command::WithdrawRequest { reason, .. } => withdraw(envelope, cx, request, reason),
        Command::StrikeRequest { term, .. } => strike(cx, request, *term),
        _ => Err(Refusal::NotFound),
    }?;
    Ok(changed(envelope, id, request.version, events))
}

fn changed(
    envelope: &Envelope,
    id: RequestId,
    version: i32,
    events: Vec<RequestEvent>,
) -> Decision {
    let version = version.saturating_add(i32::try_from(events.len()).unwrap_or(i32::MAX));
    let events = events.into_iter().map(|event| (Root::Request(id), Event::Request(event)));
    Decision { events: events.collect(), reply: done(envelope, id.0, version) }
}

fn permit(envelope: &Envelope, root: &Belongs<'_>, cx: &Context<'_>) -> Result<(), Refusal> {
    permit_by(policy::permission_on_request, envelope, root, cx)
}

/// A bailiff records what his office asks, a creditor's desk what its institution asks;
/// the agency records what was brought to it on paper. The same paper recorded again is the same request.
fn record(
    facts: &Facts,
    envelope: &Envelope,
    cx: &mut Context<'_>,
    content: &MeasureContent,
    received: Option<&Received>,
) -> Result<Decision, Refusal> {
    let seat = envelope.actor.agency();
    let institution = creditor_seat(&envelope.actor);
    let keeper = institution.map(|id| id.0).or(seat.map(|id| id.0)).ok_or(Refusal::Forbidden)?;
    permit(envelope, &Belongs { agency: seat, institution, ..Belongs::default() }, cx)?;
    let known = facts.known_requests.get(&content.key(keeper));
    if let Some(known) = known.and_then(|id| facts.requests.get(*id)) {
        return again(envelope, known, received);
    }
    let office = seat.filter(|_| envelope.actor.role == Role::Bailiff);
    match seat {
        Some(seat) => agency_may_decide(cx, content.agency, seat, office)?,
        None => claim_is_there(facts, envelope, cx, content, received)?,
    }
    content_is_sound(cx, content, office)?;
    if institution.is_none() {
        own_case_is_there(facts, envelope, cx, content, office)?;
    }
    let id = RequestId(cx.ids.next_id());
    let (year, _, _) = Zone::HANOI.day_of(cx.now).ymd();
    let reference = ReferenceNumber::new(ReferenceKind::Request, year, id.0);
    let reference = reference.map_err(|_| Refusal::ClockWrong)?.to_string();
    let start = content.liquidated_at;
    let terms = start.map(|start| run(cx, DutyKind::HandOver, law::Event::Liquidated, start));
    let terms = terms.unwrap_or_default();
    let mut later = Vec::new();
    if let Some(received) = received {
        let how = came(cx, content, office, received)?;
        later.extend(settle(&terms, how.at));
        later.push(RequestEvent::HandedOver { how });
    }
    if institution.is_some() {
        let (at, channel) = (envelope.arrived, Channel::Electronic);
        later.push(RequestEvent::HandedOver { how: HandOver { at, channel, proof: None } });
    }
    let content = Box::new(content.clone());
    let mut events =
        vec![RequestEvent::Recorded { office, institution, reference, content, terms }];
    events.extend(later);
    Ok(changed(envelope, id, 0, events))
}

fn again(
    envelope: &Envelope,
    known: &MeasureRequest,
    received: Option<&Received>,
) -> Result<Decision, Refusal> {
    let told = known.handed_over.as_ref().map(|(how, _)| (how.at, how.proof.as_ref()));
    if received.is_some_and(|one| told != Some((one.at, Some(&one.proof)))) {
        return Err(Refusal::RequestConflicts);
    }
    Ok(changed(envelope, known.id, known.version, Vec::new()))
}

/// The institution of a creditor's desk.
fn creditor_seat(actor: &Actor) -> Option<InstitutionId> {
    actor.institution().filter(|_| actor.role == Role::CreditorDesk)
}

/// A creditor's desk files for its own institution, here, in an open case of the agency
/// that decides: one that it follows as its creditor.
fn claim_is_there(
    facts: &Facts,
    envelope: &Envelope,
    cx: &Context<'_>,
    content: &MeasureContent,
    received: Option<&Received>,
) -> Result<(), Refusal> {
    let mismatch = |pointer: &str| Err(Refusal::AskerMismatch { pointer: pointer.to_owned() });
    if received.is_some() {
        return mismatch("/received");
    }
    if content.asker.kind != AskerKind::Creditor {
        return mismatch("/asker/kind");
    }
    if content.channel != Channel::Electronic {
        return mismatch("/channel");
    }
    let unknown = || Refusal::CaseUnknown { pointer: "/own_case".to_owned() };
    let case = content.own_case.and_then(|id| facts.cases.get(id)).ok_or_else(unknown)?;
    let (actor, directory) = (&envelope.actor, &cx.rules.directory);
    if followed(&case.content.parties, actor, directory).next().is_none() {
        return Err(unknown());
    }
    let today = directory.agency_heir(case.agency);
    if today != content.agency || !directory.agency(today).is_some_and(|one| one.active) {
        return Err(Refusal::AgencyUnknown { pointer: "/agency".to_owned() });
    }
    is_open(case.state)
}

/// An office asks another agency; an agency records for itself.
fn agency_may_decide(
    cx: &Context<'_>,
    asked: AgencyId,
    seat: AgencyId,
    office: Option<AgencyId>,
) -> Result<(), Refusal> {
    let known = cx.rules.directory.agency(asked).is_some_and(|agency| agency.active);
    if known && (asked == seat) == office.is_none() {
        return Ok(());
    }
    Err(Refusal::AgencyUnknown { pointer: "/agency".to_owned() })
}

fn content_is_sound(
    cx: &Context<'_>,
    content: &MeasureContent,
    office: Option<AgencyId>,
) -> Result<(), Refusal> {
    asker_is_sound(&content.asker, office)?;
    liability_is_sound(cx, &content.liability)?;
    debtor_is_sound(&content.debtor)?;
    case::document_is_sound(&content.judgment, "/judgment")?;
    past_day(content.judgment.day, cx, "/judgment/day")?;
    if let Some(decision) = &content.decision {
        case::document_is_sound(decision, "/decision")?;
        past_day(decision.day, cx, "/decision/day")?;
    }
    places_are_sound(cx, &content.known_at)?;
    dong(content.amount, "/amount")?;
    check::text(&content.reason, "/reason", TEXT)?;
    let pointer = || "/liquidated_at".to_owned();
    if content.liquidated_at.is_some() != (content.asker.kind == AskerKind::Bailiff) {
        return Err(Refusal::LiquidationMismatch { pointer: pointer() });
    }
    if content.liquidated_at.is_some_and(|at| at > cx.now) {
        return Err(Refusal::FutureInstant { pointer: pointer() });
    }
    if !content.attachments.is_empty() {
        check::count(content.attachments.len(), "/attachments", ROWS)?;
    }
    for (index, paper) in content.attachments.iter().enumerate() {
        check::text(&paper.name, &format!("/attachments/{index}/name"), LINE)?;
    }
    Ok(())
}

fn asker_is_sound(asker: &Asker, office: Option<AgencyId>) -> Result<(), Refusal> {
    if office.is_some() && asker.kind != AskerKind::Bailiff {
        return Err(Refusal::AskerMismatch { pointer: "/asker/kind".to_owned() });
    }
    check::text(&asker.name, "/asker/name", LINE)?;
    check::text(&asker.address, "/asker/address", 400)?;
    check::text(&asker.identifier, "/asker/identifier", 60)?;
    check::optional(asker.contact.as_deref(), "/asker/contact", LINE)
}

/// Who asks compensates for a wrong request (old law art. 66): without the
/// evidence of that there is no request.
fn liability_is_sound(cx: &Context<'_>, liability: &Liability) -> Result<(), Refusal> {
    past_day(liability.signed_on, cx, "/liability/signed_on")?;
    if liability.evidence.trim().is_empty() {
        return Err(Refusal::LiabilityMissing { pointer: "/liability/evidence".to_owned() });
    }
    check::text(&liability.evidence, "/liability/evidence", TEXT)
}

fn debtor_is_sound(debtor: &Party) -> Result<(), Refusal> {
    if debtor.role != PartyRole::Debtor {
        return Err(Refusal::DebtorMissing);
    }
    if debtor.institution.is_some() {
        return Err(Refusal::NotACreditor { pointer: "/debtor/institution".to_owned() });
    }
    check::optional(debtor.address.as_deref(), "/debtor/address", 400)?;
    let mut seen = HashSet::new();
    for (row, identifier) in debtor.identifiers.iter().enumerate() {
        if !seen.insert((identifier.kind(), identifier.normalised())) {
            let pointer = format!("/debtor/identifiers/{row}");
            return Err(Refusal::IdentifierTwice { pointer });
        }
    }
    Ok(())
}

fn places_are_sound(cx: &Context<'_>, places: &[KnownAt]) -> Result<(), Refusal> {
    if places.is_empty() {
        return Ok(());
    }
    check::count(places.len(), "/known_at", ROWS)?;
    let mut seen = HashSet::new();
    for (index, place) in places.iter().enumerate() {
        let pointer = || format!("/known_at/{index}/institution");
        cx.rules.directory.to_address(place.institution, pointer)?;
        if !seen.insert(place.institution) {
            return Err(Refusal::InstitutionTwice { pointer: pointer() });
        }
        let accounts = format!("/known_at/{index}/accounts");
        if !place.accounts.is_empty() {
            check::count(place.accounts.len(), &accounts, ROWS)?;
        }
        let mut named = HashSet::new();
        for (row, account) in place.accounts.iter().enumerate() {
            if !named.insert(account.normalised()) {
                return Err(Refusal::AccountTwice { pointer: format!("{accounts}/{row}") });
            }
        }
    }
    Ok(())
}

/// The office's own case may be named by who may read it: its inquiries go with
/// the file.
fn own_case_is_there(
    facts: &Facts,
    envelope: &Envelope,
    cx: &Context<'_>,
    content: &MeasureContent,
    office: Option<AgencyId>,
) -> Result<(), Refusal> {
    let Some(case) = content.own_case else {
        return Ok(());
    };
    let unknown = || Refusal::CaseUnknown { pointer: "/own_case".to_owned() };
    let office = office.ok_or_else(unknown)?;
    readable_case(facts, envelope, cx, case, office).map(|_| ()).ok_or_else(unknown)
}

/// A case of an agency that the actor may read; whether it is open.
fn readable_case(
    facts: &Facts,
    envelope: &Envelope,
    cx: &Context<'_>,
    case: CaseId,
    agency: AgencyId,
) -> Option<CaseState> {
    let today = |id| cx.rules.directory.agency_heir(id);
    let same = |gate: &&crate::case::Gate| today(gate.agency) == today(agency);
    let gate = facts.gates.get(&case).filter(same)?;
    let grants = policy::read_grants(ReadKind::Case);
    let root = Belongs::to_case(gate);
    let seen = policy::permission(&envelope.actor, grants, &root, &cx.rules.directory);
    (seen == Permission::Granted).then_some(gate.state)
}

/// A paper file that the agency has when it records the request.
fn came(
    cx: &Context<'_>,
    content: &MeasureContent,
    office: Option<AgencyId>,
    received: &Received,
) -> Result<HandOver, Refusal> {
    if office.is_some() {
        return Err(Refusal::AskerMismatch { pointer: "/received".to_owned() });
    }
    is_between(content.liquidated_at, received.at, cx.now, "/received/at")?;
    if received.proof.trim().is_empty() {
        return Err(Refusal::ProofMissing);
    }
    check::text(&received.proof, "/received/proof", TEXT)?;
    let proof = Some(received.proof.clone());
    Ok(HandOver { at: received.at, channel: content.channel, proof })
}

/// Not before what it must follow, and not still to come.
fn is_between(
    after: Option<Instant>,
    at: Instant,
    now: Instant,
    pointer: &str,
) -> Result<(), Refusal> {
    if at > now {
        return Err(Refusal::FutureInstant { pointer: pointer.to_owned() });
    }
    if after.is_some_and(|after| at < after) {
        return Err(Refusal::InstantEarly { pointer: pointer.to_owned() });
    }
    Ok(())
}

/// Meets N27.a, in time or late. Through this service it is handed over when the
/// command arrived; on paper, when the evidence says.
fn hand_over(
    envelope: &Envelope,
    cx: &Context<'_>,
    request: &MeasureRequest,
    told: &HandingOver,
) -> Result<Vec<RequestEvent>, Refusal> {
    if let Some((how, _)) = &request.handed_over {
        let same = how.channel == told.channel
            && how.proof == told.proof
            && told.at.is_none_or(|at| at == how.at);
        return if same { Ok(Vec::new()) } else { Err(Refusal::RequestConflicts) };
    }
    if request.state != RequestState::Recorded {
        return Err(Refusal::RequestState);
    }
    let at = told.at.unwrap_or(envelope.arrived);
    is_between(request.content.liquidated_at, at, cx.now, "/at")?;
    let said = told.proof.as_deref().is_some_and(|proof| !proof.trim().is_empty());
    if !said && (told.channel != Channel::Electronic || told.at.is_some()) {
        return Err(Refusal::ProofMissing);
    }
    check::optional(told.proof.as_deref(), "/proof", TEXT)?;
    let how = HandOver { at, channel: told.channel, proof: told.proof.clone() };
    let mut events = settle(&request.terms, at);
    events.push(RequestEvent::HandedOver { how });
    Ok(events)
}

/// The agency says since when the file is full. N27.b runs from there, where a
/// contract had ended: for a creditor's own request no limit is known.
fn complete(
    cx: &mut Context<'_>,
    request: &MeasureRequest,
    at: Instant,
) -> Result<Vec<RequestEvent>, Refusal> {
    if let Some(known) = request.completed {
        let same = known.at == at;
        return if same { Ok(Vec::new()) } else { Err(Refusal::RequestConflicts) };
    }
    if request.state != RequestState::HandedOver {
        return Err(Refusal::RequestState);
    }
    let handed_over = request.handed_over.as_ref().map(|(how, _)| how.at);
    is_between(handed_over, at, cx.now, "/at")?;
    let terms = match request.content.asker.kind {
        AskerKind::Bailiff => run(cx, DutyKind::DecideRequest, law::Event::FileComplete, at),
        AskerKind::Creditor => Vec::new(),
    };
    Ok(vec![RequestEvent::Completed { at, terms }])
}

/// Granted or declined by who did not record it (I-29). Nothing is ordered: the
/// officer files the freeze as any other.
fn pass(
    facts: &Facts,
    envelope: &Envelope,
    cx: &Context<'_>,
    request: &MeasureRequest,
    (ruling, case): (&Ruling, Option<CaseId>),
) -> Result<Vec<RequestEvent>, Refusal> {
    if let Some((known, _)) = &request.decided {
        let same = known == ruling && (case.is_none() || case == request.case);
        return if same { Ok(Vec::new()) } else { Err(Refusal::RequestConflicts) };
    }
    if request.state != RequestState::Complete {
        return Err(Refusal::RequestState);
    }
    if envelope.actor.person() == Some(request.recorded.by) {
        return Err(Refusal::OwnRequest);
    }
    check::decision(&ruling.decision, cx)?;
    let day = ruling.decision.day;
    let handed_over = request.handed_over.as_ref().map(|(how, _)| Zone::HANOI.day_of(how.at));
    if handed_over.is_some_and(|since| day < since) {
        return Err(Refusal::InstantEarly { pointer: "/decision/day".to_owned() });
    }
    if !cx.rules.law.has_request_ground(ruling.granted, &ruling.ground) {
        return Err(Refusal::GroundUnknown { pointer: "/ground".to_owned() });
    }
    check::text(&ruling.reason, "/reason", TEXT)?;
    if let Some(case) = case {
        let unknown = || Refusal::CaseUnknown { pointer: "/case".to_owned() };
        let state = readable_case(facts, envelope, cx, case, request.agency());
        is_open(state.filter(|_| ruling.granted).ok_or_else(unknown)?)?;
    }
    let (at, ruling) = (envelope.arrived, Box::new(ruling.clone()));
    let mut events = settle(&request.terms, at);
    events.push(RequestEvent::Decided { at, ruling, case });
    Ok(events)
}

fn is_open(state: CaseState) -> Result<(), Refusal> {
    if state == CaseState::Closed { Err(Refusal::CaseClosed) } else { Ok(()) }
}

fn link(
    facts: &Facts,
    envelope: &Envelope,
    cx: &Context<'_>,
    request: &MeasureRequest,
    case: CaseId,
) -> Result<Vec<RequestEvent>, Refusal> {
    if let Some(known) = request.case {
        return if known == case { Ok(Vec::new()) } else { Err(Refusal::RequestConflicts) };
    }
    if request.state != RequestState::Granted {
        return Err(Refusal::RequestState);
    }
    let state = readable_case(facts, envelope, cx, case, request.agency());
    is_open(state.ok_or_else(|| Refusal::CaseUnknown { pointer: "/case".to_owned() })?)?;
    Ok(vec![RequestEvent::Linked { case }])
}

/// Who asked takes it back: the office itself; for who asked on paper, the agency
/// that recorded it.
fn withdraw(
    envelope: &Envelope,
    cx: &Context<'_>,
    request: &MeasureRequest,
    reason: &str,
) -> Result<Vec<RequestEvent>, Refusal> {
    let bailiffs = request.office.is_some() && envelope.actor.role != Role::Bailiff;
    let desks = request.institution.is_some() && envelope.actor.role != Role::CreditorDesk;
    if bailiffs || desks {
        return Err(Refusal::Forbidden);
    }
    if let Some((_, known)) = &request.withdrawn {
        return if known == reason { Ok(Vec::new()) } else { Err(Refusal::RequestConflicts) };
    }
    if !request.state.is_open() {
        return Err(Refusal::RequestState);
    }
    check::text(reason, "/reason", TEXT)?;
    let mut events = settle(&request.terms, cx.now);
    events.push(RequestEvent::Withdrawn { reason: reason.to_owned() });
    Ok(events)
}

/// A limit has come: late on record, once.
fn strike(
    cx: &Context<'_>,
    request: &MeasureRequest,
    id: DutyId,
) -> Result<Vec<RequestEvent>, Refusal> {
    let term = request.term(id).filter(|term| term.is_open()).ok_or(Refusal::DutyState)?;
    let due = term.due.ok_or(Refusal::DutyState)?;
    if term.next_at.is_none_or(|at| at > cx.now) {
        return Err(Refusal::DutyState);
    }
    Ok(vec![RequestEvent::Struck { term: id, late_since: due }])
}

/// Before anything else, time: limits that had passed by an instant are late on
/// record before they end, whether the sweep has come by or not.
fn settle(terms: &[Term], at: Instant) -> Vec<RequestEvent> {
    let late = |term: &&Term| term.is_open() && term.late_since.is_none() && term.is_late_at(at);
    let struck = |term: &Term| Some(RequestEvent::Struck { term: term.id, late_since: term.due? });
    terms.iter().filter(late).filter_map(struck).collect()
}

/// What runs from an event, by every rule that limits it: those of the law of that
/// day. The old law knows none.
fn run(cx: &mut Context<'_>, kind: DutyKind, event: law::Event, start: Instant) -> Vec<Term> {
    let limits = cx.rules.law.duty_limits(kind, event, start, None);
    let term = |(rule, layer, due): (law::RuleId, law::Layer, Option<Instant>)| Term {
        id: DutyId(cx.ids.next_id()),
        kind,
        rule,
        layer,
        start,
        due,
        state: DutyState::Open,
        next_at: due.map(|due| due.plus_seconds(GRACE_SECONDS)),
        late_since: None,
        ended_at: None,
    };
    limits.into_iter().map(term).collect()
}
