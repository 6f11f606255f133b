//! Requests for a measure, out of words and told: `request.record bailiff to=T01-01
//! liquidated=2026-11-19T09:00 case=A received=2026-11-20T08:00 as=R`,
//! `request.hand_over R by=post at= proof=`, `request.complete R at=`,
//! `request.decide R granted case=B`, `request.withdraw R`.

use super::Story;
use super::args::Args;
use super::body::{self, NOBODY};
use super::command::{channel, missing, when};
use super::figures::{amount, word};
use super::order::{account, day};
use super::tell::local;
use crate::support::{content, people};
use engine::actor::Actor;
use engine::case::PartyRole;
use engine::command::{Command as C, CommandKind as K, HandingOver, Received};
use engine::demand::Channel;
use engine::event::Root;
use engine::facts::Facts;
use engine::id::{CaseId, DutyId, RequestId};
use engine::order::Numbered;
use engine::request::{
    AskerKind, Attachment, KnownAt, MeasureContent, MeasureRequest, RequestEvent, Ruling, Term,
};
use engine::role::Role;
use engine::time::{Instant, Zone};

/// Reads a command on a request.
pub(super) fn read(
    story: &Story,
    actor: &Actor,
    at: Instant,
    kind: K,
    args: &Args,
) -> Result<C, String> {
    let instant = |name: &str| args.get(name).map(|text| when(&text)).transpose();
    if kind == K::RecordRequest {
        let content = Box::new(content(story, actor, args)?);
        let proof = args.or("proof", "Sổ công văn đến số 12");
        let received = instant("received")?.map(|at| Received { at, proof });
        return Ok(C::RecordRequest { content, received });
    }
    let request = story.request(args.subject()?).or_else(|why| missing(args, why))?;
    Ok(match kind {
        K::HandOverRequest => {
            let (channel, at) = (channel(&args.or("by", "electronic"))?, instant("at")?);
            C::HandOverRequest {
                request,
                how: HandingOver { channel, at, proof: args.get("proof") },
            }
        }
        K::CompleteRequest => C::CompleteRequest { request, at: instant("at")?.unwrap_or(at) },
        K::DecideRequest => {
            let case = args.get("case").map(|label| story.case_or_none(&label)).transpose()?;
            C::DecideRequest { request, ruling: Box::new(ruling(at, args)?), case }
        }
        K::LinkRequest => {
            C::LinkRequest { request, case: story.case_or_none(&args.need("case")?)? }
        }
        K::WithdrawRequest => C::WithdrawRequest {
            request,
            reason: args.or("reason", "Các bên đã thỏa thuận"),
        },
        _ => {
            let known = story.facts.requests.get(request);
            let terms = known.into_iter().flat_map(|one| &one.terms);
            let rule = args.or("term", "N27.a");
            let mut found = terms.filter(|term| term.rule.as_str() == rule);
            let term = found.next().map_or(DutyId(NOBODY), |term| term.id);
            C::StrikeRequest { request, term }
        }
    })
}

/// `bailiff`, `creditor`; what a request leaves out is that of
/// [`content::measure`].
fn content(story: &Story, actor: &Actor, args: &Args) -> Result<MeasureContent, String> {
    let kind = AskerKind::from_code(args.subject()?).ok_or("bailiff or creditor?")?;
    let own = actor.agency().unwrap_or_else(|| NOBODY.into());
    let agency = match args.get("to") {
        Some(code) => people::agency(&code).unwrap_or_else(|| NOBODY.into()),
        None => own,
    };
    let mut content = content::measure(kind, agency);
    let set = |field: &mut String, name: &str| {
        if let Some(text) = args.get(name) {
            *field = text;
        }
    };
    set(&mut content.asker.name, "name");
    set(&mut content.asker.address, "address");
    set(&mut content.asker.identifier, "card");
    set(&mut content.liability.evidence, "liability");
    set(&mut content.judgment.number, "judgment");
    set(&mut content.reason, "reason");
    if let Some(text) = args.get("contact") {
        content.asker.contact = Some(text);
    }
    if let Some(text) = args.get("signed") {
        content.liability.signed_on = day(&text)?;
    }
    if let Some(text) = args.get("judged") {
        content.judgment.day = day(&text)?;
    }
    if let Some(text) = args.get("amount") {
        content.amount = amount(&text)?;
    }
    if args.get("debtor").is_some() {
        content.debtor.role = PartyRole::Creditor;
    }
    if args.get("twice").is_some() {
        let again = content.debtor.identifiers.clone();
        content.debtor.identifiers.extend(again);
    }
    match args.get("liquidated").as_deref() {
        Some("none") => content.liquidated_at = None,
        Some(text) => content.liquidated_at = Some(when(text)?),
        None => {}
    }
    for place in args.list("at") {
        let (code, accounts) = place.split_once('/').unwrap_or((&place, ""));
        let accounts = accounts.split('+').filter(|text| !text.is_empty()).map(account);
        let institution = body::institution(code);
        content
            .known_at
            .push(KnownAt { institution, accounts: accounts.collect::<Result<_, _>>()? });
    }
    for name in args.list("papers") {
        content.attachments.push(Attachment { name, sha256: None });
    }
    if actor.role == Role::CreditorDesk {
        content.channel = Channel::Electronic;
    }
    if let Some(word) = args.get("channel") {
        content.channel = channel(&word)?;
    }
    content.own_case = args.get("case").map(|label| story.case_or_none(&label)).transpose()?;
    Ok(content)
}

fn ruling(at: Instant, args: &Args) -> Result<Ruling, String> {
    let granted = match args.word() {
        "granted" => true,
        "declined" => false,
        other => return Err(format!("granted or declined, not {other}")),
    };
    let made = content::ruling(granted);
    let day = args.get("day").map(|text| day(&text)).transpose()?;
    Ok(Ruling {
        decision: Numbered {
            number: args.or("number", &made.decision.number),
            day: day.unwrap_or_else(|| Zone::HANOI.day_of(at)),
        },
        ground: args.or("ground", &made.ground),
        reason: args.or("reason", &made.reason),
        ..made
    })
}

impl Story {
    fn request(&self, label: &str) -> Result<RequestId, String> {
        match self.root(label)? {
            Root::Request(id) => Ok(id),
            _ => Err(format!("{label} is no request")),
        }
    }

    fn case_or_none(&self, label: &str) -> Result<CaseId, String> {
        if label == "nothing" { Ok(NOBODY.into()) } else { self.case(label) }
    }
}

/// The first limit of a request that has come.
pub(super) fn next_strike(facts: &Facts, now: Instant) -> Option<C> {
    let terms = facts.requests.iter().flat_map(|one| one.terms.iter().map(|term| (one.id, term)));
    let due = terms.filter_map(|(request, term)| Some((term.next_at?, request, term.id)));
    let first = due.filter(|(at, ..)| *at <= now).min();
    first.map(|(_, request, term)| C::StrikeRequest { request, term })
}

fn limits(terms: &[Term]) -> String {
    let told = |term: &Term| {
        let due = term.due.map_or_else(|| "immediately".to_owned(), local);
        format!("; {} {} from {}, due {due}", word(term.kind), term.rule, local(term.start))
    };
    terms.iter().map(told).collect()
}

/// How the limits of a kind stand after an event.
fn ended(request: &MeasureRequest, kind: engine::ledger::DutyKind) -> String {
    let of_kind = request.terms.iter().filter(|term| term.kind == kind);
    let said: Vec<String> =
        of_kind.map(|term| format!("; {} {}", term.rule, word(term.state))).collect();
    said.concat()
}

/// What an event says, after its code.
pub(super) fn event(story: &Story, id: RequestId, event: &RequestEvent) -> String {
    use engine::ledger::DutyKind;
    let Some(request) = story.facts.requests.get(id) else {
        return String::new();
    };
    match event {
        RequestEvent::Recorded { office, institution, content, terms, .. } => {
            let by = match (office, institution) {
                (Some(_), _) => "by the office",
                (None, Some(_)) => "by its desk",
                (None, None) => "by the agency",
            };
            format!("{} {by}{}", word(content.asker.kind), limits(terms))
        }
        RequestEvent::HandedOver { how } => {
            let ended = ended(request, DutyKind::HandOver);
            format!("{} {}{ended}", word(how.channel), local(how.at))
        }
        RequestEvent::Completed { at, terms } => format!("{}{}", local(*at), limits(terms)),
        RequestEvent::Decided { ruling, case, .. } => {
            let word = if ruling.granted { "granted" } else { "declined" };
            let case = case.map(|case| format!(" in {}", story.case_label(case)));
            let (case, ended) = (case.unwrap_or_default(), ended(request, DutyKind::DecideRequest));
            format!("{word} ({}) by {}{case}{ended}", ruling.ground, ruling.decision.number)
        }
        RequestEvent::Linked { case } => format!("to {}", story.case_label(*case)),
        RequestEvent::Withdrawn { .. } => {
            let void = request.terms.iter().filter(|term| word(term.state) == "void");
            void.map(|term| format!("{} void", term.rule)).collect::<Vec<_>>().join("; ")
        }
        RequestEvent::Struck { term, late_since } => {
            let rule = request.term(*term).map(|term| term.rule.to_string()).unwrap_or_default();
            format!("{rule} since {}", local(*late_since))
        }
    }
}

/// A request as it stands.
pub(super) fn lines(story: &Story, id: RequestId) -> Result<Vec<String>, String> {
    let request = story.facts.requests.get(id).ok_or("the request is gone")?;
    let now = story.now.ok_or("time stands still")?;
    let case = request.case.map(|case| format!(", in {}", story.case_label(case)));
    let case = case.unwrap_or_default();
    let mut lines = vec![format!("{}, version {}{case}", word(request.state), request.version)];
    lines.extend(request.terms.iter().map(|term| {
        let due = term.due.map_or_else(|| "immediately".to_owned(), local);
        let late = if term.is_late_at(now) { ", late" } else { "" };
        let flag = if term.late_since.is_some() { ", on record" } else { "" };
        format!("{} {}: due {due}, {}{late}{flag}", word(term.kind), term.rule, word(term.state))
    }));
    Ok(lines)
}
