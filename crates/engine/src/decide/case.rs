//! Opening, amending and closing cases.

use super::check::{self, LINE, TEXT};
use super::{Decision, done, expect_version, permit};
use crate::case::{Case, CaseContent, CaseState, Document, PartyRole};
use crate::command::{Command, Envelope};
use crate::context::Context;
use crate::event::{Event, Root};
use crate::facts::Facts;
use crate::id::{AgencyId, CaseId};
use crate::ledger::Ledger;
use crate::policy::Belongs;
use crate::refusal::Refusal;
use std::collections::HashSet;

/// How many parties and obligation lines a case may hold.
const ROWS: u32 = 200;

pub(super) fn decide(
    facts: &Facts,
    envelope: &Envelope,
    cx: &mut Context<'_>,
) -> Result<Decision, Refusal> {
    match &envelope.command {
        Command::OpenCase { content } => open(facts, envelope, cx, content),
        Command::AmendCase { case, content } => amend(facts, envelope, cx, *case, content),
        Command::CloseCase { case, reason } => close(facts, envelope, cx, *case, reason),
        _ => Err(Refusal::NotFound),
    }
}

fn open(
    facts: &Facts,
    envelope: &Envelope,
    cx: &mut Context<'_>,
    content: &CaseContent,
) -> Result<Decision, Refusal> {
    let agency = envelope.actor.agency().ok_or(Refusal::Forbidden)?;
    let belongs =
        Belongs { agency: Some(agency), officer: Some(content.officer), ..Belongs::default() };
    permit(envelope, &belongs, cx)?;
    has_begun(cx, agency)?;
    if facts.case_numbers.contains_key(&(agency, content.number.clone())) {
        return Err(Refusal::CaseNumberTaken);
    }
    content_is_sound(content, agency, cx)?;
    creditors_are_sound(content, cx)?;
    let id = CaseId(cx.ids.next_id());
    let event = Event::CaseOpened { agency, content: Box::new(content.clone()), origin: None };
    Ok(Decision { events: vec![(Root::Case(id), event)], reply: done(envelope, id.0, 1) })
}

/// Before its day an agency opens no case by hand, unless policy lets it: what it has is
/// brought by an import.
pub(super) fn has_begun(cx: &Context<'_>, agency: AgencyId) -> Result<(), Refusal> {
    let directory = &cx.rules.directory;
    if cx.rules.policy.switch_on.early_cases || directory.has_begun(agency, cx.now) {
        return Ok(());
    }
    let begins_on = directory.agency(directory.agency_heir(agency)).and_then(|one| one.begins_on);
    begins_on.map_or(Ok(()), |begins_on| Err(Refusal::AgencyNotBegun { begins_on }))
}

fn amend(
    facts: &Facts,
    envelope: &Envelope,
    cx: &mut Context<'_>,
    id: CaseId,
    content: &CaseContent,
) -> Result<Decision, Refusal> {
    let case = facts.cases.get(id).ok_or(Refusal::NotFound)?;
    permit(envelope, &Belongs::to_case(&case.gate()), cx)?;
    expect_version(envelope, case.version)?;
    if case.state == CaseState::Closed {
        return Err(Refusal::CaseClosed);
    }
    if content.officer != case.content.officer {
        return Err(Refusal::OfficerByHandOver);
    }
    let holder = facts.case_numbers.get(&(case.agency, content.number.clone()));
    if holder.is_some_and(|holder| *holder != id) {
        return Err(Refusal::CaseNumberTaken);
    }
    content_is_sound(content, case.agency, cx)?;
    creditors_are_sound(content, cx)?;
    // Once money was ordered, what is owed is what the books say.
    let restated = content.obligations != case.content.obligations;
    if restated && facts.ledgers.get(id).is_some() {
        return Err(Refusal::ObligationInBooks);
    }
    if let Some(problem) = facts.ledgers.get(id).and_then(|ledger| dropped(ledger, content)) {
        return Err(problem);
    }
    let event = Event::CaseAmended { content: Box::new(content.clone()) };
    let reply = done(envelope, id.0, case.version + 1);
    Ok(Decision { events: vec![(Root::Case(id), event)], reply })
}

fn close(
    facts: &Facts,
    envelope: &Envelope,
    cx: &mut Context<'_>,
    id: CaseId,
    reason: &str,
) -> Result<Decision, Refusal> {
    let case = facts.cases.get(id).ok_or(Refusal::NotFound)?;
    permit(envelope, &Belongs::to_case(&case.gate()), cx)?;
    expect_version(envelope, case.version)?;
    may_close(facts, case)?;
    if case.origin.is_some() {
        return Err(Refusal::CaseIsDelegated);
    }
    check::text(reason, "/reason", TEXT)?;
    let event = Event::CaseClosed { reason: reason.to_owned() };
    let reply = done(envelope, id.0, case.version + 1);
    Ok(Decision { events: vec![(Root::Case(id), event)], reply })
}

/// Whether nothing of a case is open any more.
pub(super) fn may_close(facts: &Facts, case: &Case) -> Result<(), Refusal> {
    if case.state == CaseState::Closed {
        return Err(Refusal::CaseClosed);
    }
    let open = facts.open_demands.get(&case.id).copied().unwrap_or(0);
    if open > 0 {
        return Err(Refusal::CaseHasOpenDemands { open });
    }
    if facts.ledgers.get(case.id).is_some_and(holds_money) {
        return Err(Refusal::CaseHoldsMoney);
    }
    let objections =
        facts.ledgers.get(case.id).map_or(0, |ledger| ledger.open_objections().count());
    if objections > 0 {
        let open = u32::try_from(objections).unwrap_or(u32::MAX);
        return Err(Refusal::CaseHasObjections { open });
    }
    if facts.ledgers.get(case.id).is_some_and(Ledger::has_delegated) {
        return Err(Refusal::CaseHasDelegations);
    }
    if facts.ledgers.get(case.id).is_some_and(Ledger::has_protest) {
        return Err(Refusal::ProtestStands);
    }
    let waiting = facts.ledgers.get(case.id).map_or(0, |one| one.waiting_concessions().count());
    if waiting > 0 {
        let open = u32::try_from(waiting).unwrap_or(u32::MAX);
        return Err(Refusal::CaseHasConcessions { open });
    }
    Ok(())
}

/// A debtor of whom something was ordered, and who would not be one any more:
/// nothing could be asked about him then. A creditor whose concession was not taken back:
/// under another id its paper would count once more.
fn dropped(ledger: &Ledger, content: &CaseContent) -> Option<Refusal> {
    let stays = |id, role| {
        let mut parties = content.parties.iter();
        parties.any(|party| party.id == id && party.role == role)
    };
    let freezes = ledger.freezes.iter().map(|freeze| freeze.debtor);
    let mut ordered = freezes.chain(ledger.incomes.iter().map(|income| income.debtor));
    let pointer = || "/parties".to_owned();
    if ordered.any(|debtor| !stays(debtor, PartyRole::Debtor)) {
        return Some(Refusal::PartyOrdered { pointer: pointer() });
    }
    let gone = ledger.conceding().any(|creditor| !stays(creditor, PartyRole::Creditor));
    gone.then(|| Refusal::PartyConceded { pointer: pointer() })
}

/// Something is frozen, would be, or is on its way.
pub(super) fn holds_money(ledger: &Ledger) -> bool {
    let money = ledger.cap();
    let frozen = ledger.freezes.iter().any(|freeze| ledger.may_hold(freeze));
    let income = ledger.incomes.iter().any(crate::ledger::Income::is_live);
    frozen || income || money.in_transit > 0 || money.reserved > 0
}

pub(super) fn content_is_sound(
    content: &CaseContent,
    agency: AgencyId,
    cx: &Context<'_>,
) -> Result<(), Refusal> {
    check::text(&content.number, "/number", 60)?;
    if !cx.rules.directory.may_lead_cases(content.officer, agency) {
        return Err(Refusal::OfficerUnknown);
    }
    document_is_sound(&content.decision, "/decision")?;
    document_is_sound(&content.judgment, "/judgment")?;
    obligations_are_sound(content)?;
    parties_are_sound(content)
}

pub(super) fn document_is_sound(document: &Document, pointer: &str) -> Result<(), Refusal> {
    check::text(&document.number, &format!("{pointer}/number"), 60)?;
    check::text(&document.issuer, &format!("{pointer}/issuer"), LINE)
}

fn obligations_are_sound(content: &CaseContent) -> Result<(), Refusal> {
    check::count(content.obligations.len(), "/obligations", ROWS)?;
    for (index, line) in content.obligations.iter().enumerate() {
        if line.amount.minor() < 0 {
            return Err(Refusal::AmountInvalid { pointer: format!("/obligations/{index}/amount") });
        }
        check::optional(line.note.as_deref(), &format!("/obligations/{index}/note"), LINE)?;
    }
    Ok(())
}

/// An institution follows a case as its creditor and as nothing else, and once. One
/// of the past stays named: its heir follows. Asked of who writes the case alone: what
/// another system says, or another agency takes over, binds nobody, and two that were
/// bound before they merged hinder neither.
fn creditors_are_sound(content: &CaseContent, cx: &Context<'_>) -> Result<(), Refusal> {
    let mut seen = HashSet::new();
    for (index, party) in content.parties.iter().enumerate() {
        let Some(institution) = party.institution else { continue };
        let pointer = || format!("/parties/{index}/institution");
        if party.role != PartyRole::Creditor {
            return Err(Refusal::NotACreditor { pointer: pointer() });
        }
        if cx.rules.directory.institution(institution).is_none() {
            return Err(Refusal::InstitutionUnknown { pointer: pointer() });
        }
        if !seen.insert(cx.rules.directory.heir(institution)) {
            return Err(Refusal::InstitutionTwice { pointer: pointer() });
        }
    }
    Ok(())
}

fn parties_are_sound(content: &CaseContent) -> Result<(), Refusal> {
    check::count(content.parties.len(), "/parties", ROWS)?;
    if !content.parties.iter().any(|party| party.role == PartyRole::Debtor) {
        return Err(Refusal::DebtorMissing);
    }
    let mut seen = HashSet::new();
    for (index, party) in content.parties.iter().enumerate() {
        check::optional(party.address.as_deref(), &format!("/parties/{index}/address"), 400)?;
        for (row, identifier) in party.identifiers.iter().enumerate() {
            if !seen.insert((identifier.kind(), identifier.normalised())) {
                let pointer = format!("/parties/{index}/identifiers/{row}");
                return Err(Refusal::IdentifierTwice { pointer });
            }
        }
    }
    Ok(())
}
