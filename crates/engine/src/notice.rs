//! What is owed to whom because something happened (I-25). Recipients are
//! mailboxes, resolved to persons when the notice is sent, so that a person
//! who left or a case that moved is no reason to lose one.

mod money;
pub mod place;

use crate::context::Rules;
use crate::demand::Demand;
use crate::event::{Event, Recorded, Root};
use crate::facts::Facts;
use crate::id::{
    AgencyId, CaseId, DemandId, EventId, IdSource, InstitutionId, InstrumentId, NoticeId,
};
use crate::inforce::{LadderStep, Law};
use crate::instrument::{Instrument, InstrumentState};
use crate::ledger::{DutyKind, Ledger, MoneyEvent};
use crate::order::OrderContent;
use crate::reference_number::{ReferenceKind, ReferenceNumber};
use crate::request::{MeasureRequest, RequestEvent};
use crate::role::Role;
use crate::time::{Instant, Zone};
use std::borrow::Cow;
use std::collections::HashSet;

/// To whom.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Mailbox {
    /// Everybody with a role in an institution.
    Institution(InstitutionId, Role),
    /// The officer of a case, whoever that is when the notice goes out.
    CaseOfficer(CaseId),
    /// Everybody with a role in an agency.
    Agency(AgencyId, Role),
    /// Supervisors of an agency, in it or above it.
    Overseers(AgencyId),
    /// Accountants of an agency, in it or above it: the account sits with the
    /// province.
    Accountants(AgencyId),
    /// Prosecutors of an agency, in it or above it.
    Procuracy(AgencyId),
    /// Observers of the State Bank.
    StateBank,
}

/// The codes of notices that events owe; those of ladders stand in
/// `config/law/ladders.toml`. Each has a text in every language.
pub const CODES: &[&str] = &[
    "case_handed_over",
    "case_paused",
    "case_resumed",
    "delegation_offered",
    "delegation_late",
    "delegation_accepted",
    "delegation_ended",
    "delegation_withdrawn",
    "delegated_debt_ended",
    "inquiry_submitted",
    "inquiry_approved",
    "inquiry_returned",
    "demand_served",
    "question_asked",
    "question_replied",
    "demand_urged",
    "draft_waiting",
    "draft_returned",
    "paper_entered",
    "paper_returned",
    "answer_arrived",
    "answer_corrected",
    "answer_contradicted",
    "answer_disputed",
    "demand_withdrawn",
    "extension_requested",
    "extension_granted",
    "extension_denied",
    "instant_contested",
    "contest_decided",
    "delay_unreasonable",
    "order_submitted",
    "order_approved",
    "order_returned",
    "number_wanted",
    "number_given",
    "freeze_confirmed",
    "freeze_lapsed",
    "capture_reported",
    "capture_out_of_turn",
    "capture_passed_over",
    "neighbour_found",
    "holder_differs",
    "money_paid",
    "remittance_confirmed",
    "excess_stated",
    "service_released",
    "refund_owed",
    "duty_opened",
    "duty_late",
    "duty_omitted",
    "copy_served",
    "payee_proposed",
    "payee_approved",
    "income_covered",
    "instalment_late",
    "month_beyond",
    "arrival_contradicts",
    "shortfall_reported",
    "shortfall_confirmed",
    "objection_recorded",
    "objection_accepted",
    "objection_ended",
    "flag_raised",
    "deduction_objected",
    "request_handed_over",
    "request_complete",
    "request_decided",
    "request_withdrawn",
    "request_late",
    "prosecutor_act_filed",
    "prosecutor_act_answered",
    "prosecutor_act_carried_out",
    "prosecutor_act_withdrawn",
    "concession_recorded",
    "concession_withdrawn",
    "concession_decided",
    "deduction_protested",
    "protest_over",
];

/// A message owed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// Its id, stable over retries; the mail's Message-ID derives from it.
    pub id: NoticeId,
    /// The event that owes it.
    pub event: EventId,
    /// What it is about: a code with a text in every language.
    pub code: String,
    /// To whom.
    pub to: Mailbox,
    /// The case, which groups and orders notices of one recipient.
    pub case: Option<CaseId>,
    /// The instrument it is about.
    pub instrument: Option<InstrumentId>,
    /// The demand it is about.
    pub demand: Option<DemandId>,
    /// The reference shown; a notice says no more (I-32).
    pub reference: String,
    /// Not held back by quiet hours.
    pub urgent: bool,
    /// When it was owed.
    pub at: Instant,
}

/// What one event owes, before ids are given.
struct Owed {
    code: String,
    to: Mailbox,
    urgent: bool,
    /// When the step of a ladder was to strike, where one owes it.
    struck_at: Option<Instant>,
    /// One act may owe it several times, by several rules: told once.
    once: bool,
    /// About which case it is for whom it is sent to, if not the subject's own.
    of: Whose,
}

/// About which case a notice is.
#[derive(Clone, Copy, Debug, Default)]
enum Whose {
    /// The subject's.
    #[default]
    Subject,
    /// Another agency's case, for its officer.
    Other(CaseId),
    /// None that the reader may know of.
    Nobody,
}

/// What has been told already while one command is carried out. Limits of one
/// demand that strike at one instant are struck by one command, and limits by
/// several rules start with one act: nobody hears of them as often as there are
/// limits.
#[derive(Debug, Default)]
pub struct Told {
    ladders: HashSet<(DemandId, String, Mailbox, bool, Instant)>,
    duties: HashSet<(Option<CaseId>, Option<InstrumentId>, String, Mailbox)>,
}

impl Told {
    /// Whether this has not been told; notes it.
    fn is_news(&mut self, subject: &Subject<'_>, owed: &Owed) -> bool {
        let code = || owed.code.clone();
        if owed.once {
            return self.duties.insert((subject.case, subject.instrument, code(), owed.to));
        }
        let (Some(demand), Some(at)) = (subject.demand, owed.struck_at) else {
            return true;
        };
        self.ladders.insert((demand, code(), owed.to, owed.urgent, at))
    }
}

impl Owed {
    fn new(code: &str, to: Mailbox) -> Self {
        let code = code.to_owned();
        Self { code, to, urgent: false, struck_at: None, once: false, of: Whose::Subject }
    }

    fn once(self) -> Self {
        Self { once: true, ..self }
    }

    fn urgent(self, urgent: bool) -> Self {
        Self { urgent, ..self }
    }

    fn of(self, of: Whose) -> Self {
        Self { of, ..self }
    }
}

/// The notices an applied event owes.
pub fn owed(
    facts: &Facts,
    rules: &Rules,
    recorded: &Recorded,
    told: &mut Told,
    ids: &mut dyn IdSource,
) -> Vec<Notice> {
    let (subject, owed) = match recorded.root {
        Root::Demand(id) => {
            let Some(demand) = facts.demands.get(id) else {
                return Vec::new();
            };
            (Subject::of_demand(demand), by_demand(demand, rules, recorded))
        }
        Root::Instrument(id) => {
            let Some(instrument) = facts.instruments.get(id) else {
                return Vec::new();
            };
            let subject = Subject {
                case: Some(instrument.case),
                instrument: Some(id),
                demand: None,
                reference: Cow::Borrowed(&instrument.reference),
            };
            (subject, by_instrument(instrument, rules, &recorded.event))
        }
        Root::Money(case) => {
            let (Some(ledger), Event::Money(event)) = (facts.ledgers.get(case), &recorded.event)
            else {
                return Vec::new();
            };
            let subject = Subject::of_money(facts, ledger, event, recorded.at);
            let mut owed = money::by_money(ledger, event);
            owed.extend(money::copy(facts, ledger, event));
            owed.extend(money::conceded(ledger, event));
            owed.extend(money::omitted(facts, ledger, event));
            owed.extend(money::protest_over(facts, ledger, event));
            (subject, owed)
        }
        Root::Payee(id) => {
            let Some(payee) = facts.payees.get(id) else {
                return Vec::new();
            };
            (Subject::default(), by_payee(payee.agency, &recorded.event))
        }
        Root::Request(id) => {
            let (Some(request), Event::Request(event)) = (facts.requests.get(id), &recorded.event)
            else {
                return Vec::new();
            };
            let reference = Cow::Borrowed(request.reference.as_str());
            (Subject { reference, ..Subject::default() }, by_request(request, event))
        }
        Root::Case(case) => (Subject::of_case(case, recorded.at), by_case(case, &recorded.event)),
        Root::Outage(_) | Root::Announcement(_) | Root::Statement(_) | Root::Held(_) => {
            return Vec::new();
        }
    };
    owed.into_iter()
        .filter(|owed| told.is_news(&subject, owed))
        .map(|owed| noted(&subject, owed, recorded, NoticeId(ids.next_id())))
        .collect()
}

fn noted(subject: &Subject<'_>, owed: Owed, recorded: &Recorded, id: NoticeId) -> Notice {
    let reference = || subject.reference.clone().into_owned();
    let (case, reference) = match owed.of {
        Whose::Subject => (subject.case, reference()),
        Whose::Other(case) => (Some(case), case_reference(case, recorded.at).into_owned()),
        Whose::Nobody => (None, reference()),
    };
    Notice {
        id,
        event: recorded.id,
        code: owed.code,
        to: owed.to,
        case,
        instrument: subject.instrument,
        demand: subject.demand,
        reference,
        urgent: owed.urgent,
        at: recorded.at,
    }
}

#[derive(Default)]
struct Subject<'a> {
    case: Option<CaseId>,
    instrument: Option<InstrumentId>,
    demand: Option<DemandId>,
    reference: Cow<'a, str>,
}

impl<'a> Subject<'a> {
    fn of_case(case: CaseId, at: Instant) -> Self {
        Self { case: Some(case), reference: case_reference(case, at), ..Self::default() }
    }

    fn of_demand(demand: &'a Demand) -> Self {
        Self {
            case: Some(demand.case),
            instrument: Some(demand.instrument),
            demand: Some(demand.id),
            reference: Cow::Borrowed(&demand.reference),
        }
    }

    /// The demand the money moved by, where it is at hand; else the instrument,
    /// by its reference or that of the case.
    fn of_money(facts: &'a Facts, ledger: &Ledger, event: &MoneyEvent, at: Instant) -> Self {
        let transfer = |id| ledger.transfer(id).map(|transfer| transfer.demand);
        let demand = match event {
            MoneyEvent::Captured { item, .. }
            | MoneyEvent::PassedOver { item }
            | MoneyEvent::HolderDiffers { item, .. } => {
                ledger.freeze(*item).map(|freeze| freeze.demand)
            }
            MoneyEvent::InstalmentPaid { transfer } => Some(transfer.demand),
            MoneyEvent::Paid { transfer: id, .. }
            | MoneyEvent::NotPaid { transfer: id }
            | MoneyEvent::MonthBounded { transfer: id, .. }
            | MoneyEvent::Remitted { transfer: id, .. } => transfer(*id),
            _ => None,
        };
        if let Some(demand) = demand.and_then(|id| facts.demands.get(id)) {
            return Self::of_demand(demand);
        }
        let instrument = match event {
            MoneyEvent::DutyOpened { duty } => duty.about,
            MoneyEvent::DutyStruck { duty, .. } => ledger.duty(*duty).and_then(|duty| duty.about),
            _ => None,
        };
        let known = instrument.and_then(|id| facts.instruments.get(id));
        let reference = known.map(|known| Cow::Borrowed(known.reference.as_str()));
        let reference = reference.unwrap_or_else(|| case_reference(ledger.case, at));
        Self { case: Some(ledger.case), instrument, demand, reference }
    }
}

/// A case by a reference of this service: its number names the year and office.
fn case_reference(case: CaseId, at: Instant) -> Cow<'static, str> {
    let (year, _, _) = Zone::HANOI.day_of(at).ymd();
    ReferenceNumber::new(ReferenceKind::Case, year, case.0)
        .map(|reference| Cow::Owned(reference.to_string()))
        .unwrap_or_default()
}

/// Who leads a case hears that it came to him, and what the head decided of it.
fn by_case(case: CaseId, event: &Event) -> Vec<Owed> {
    let code = match event {
        Event::CaseHandedOver { leads: true, .. } => "case_handed_over",
        Event::CasePaused { .. } => "case_paused",
        Event::CaseResumed { .. } => "case_resumed",
        _ => return Vec::new(),
    };
    vec![Owed::new(code, Mailbox::CaseOfficer(case))]
}

fn by_instrument(instrument: &Instrument, rules: &Rules, event: &Event) -> Vec<Owed> {
    let mut owed = in_its_life(instrument, event);
    match event {
        // Who numbers knows nothing of what is sealed but that it waits, in a list.
        Event::InstrumentApproved { .. }
            if instrument.content.order().is_some_and(|order| !order.is_urgent())
                && rules.policy.register.required
                && instrument.sealed_to().is_empty() =>
        {
            let clerk = Mailbox::Agency(instrument.agency, Role::Clerk);
            owed.push(Owed::new("number_wanted", clerk));
        }
        // The decision must follow within the day, and bears a number.
        Event::InstrumentIssued { .. }
            if instrument.content.order().is_some_and(OrderContent::is_urgent)
                && instrument.registered.is_none()
                && rules.policy.register.required
                && instrument.sealed_to().is_empty() =>
        {
            let clerk = Mailbox::Agency(instrument.agency, Role::Clerk);
            owed.push(Owed::new("number_wanted", clerk).urgent(true));
        }
        Event::InstrumentNumbered { .. } if instrument.state != InstrumentState::Issued => {
            owed.push(Owed::new("number_given", Mailbox::CaseOfficer(instrument.case)));
        }
        _ => {}
    }
    owed
}

fn in_its_life(instrument: &Instrument, event: &Event) -> Vec<Owed> {
    let officer = Mailbox::CaseOfficer(instrument.case);
    let head = Mailbox::Agency(instrument.agency, Role::Head);
    if !instrument.kind.is_order() {
        return by_inquiry(officer, head, event);
    }
    match event {
        Event::InstrumentSubmitted { .. } => vec![Owed::new("order_submitted", head).urgent(true)],
        Event::InstrumentApproved { .. } => vec![Owed::new("order_approved", officer)],
        Event::InstrumentReturned { .. } => vec![Owed::new("order_returned", officer)],
        Event::InstrumentConfirmed { .. } => vec![Owed::new("freeze_confirmed", officer)],
        Event::InstrumentLapsed => {
            let lapsed = |to| Owed::new("freeze_lapsed", to);
            let open = instrument.sealed_to().is_empty();
            let procuracy = open.then(|| lapsed(Mailbox::Procuracy(instrument.agency)));
            let office = [
                lapsed(officer).urgent(true),
                lapsed(head).urgent(true),
                lapsed(Mailbox::Overseers(instrument.agency)),
            ];
            office.into_iter().chain(procuracy).collect()
        }
        // Only the service drafts and issues without a person.
        Event::InstrumentIssued { .. } if instrument.proposer.0.is_nil() => {
            vec![Owed::new("service_released", officer).urgent(true)]
        }
        _ => Vec::new(),
    }
}

fn by_payee(agency: AgencyId, event: &Event) -> Vec<Owed> {
    match event {
        Event::PayeeProposed { .. } => {
            vec![Owed::new("payee_proposed", Mailbox::Agency(agency, Role::Head))]
        }
        Event::PayeeApproved { .. } => {
            vec![Owed::new("payee_approved", Mailbox::Agency(agency, Role::Accountant))]
        }
        _ => Vec::new(),
    }
}

/// Both sides hear of what the other did. A limit that passed is told to who had
/// to keep it: a bailiff's office has no head among the roles of the state side,
/// so all its bailiffs are told.
fn by_request(request: &MeasureRequest, event: &RequestEvent) -> Vec<Owed> {
    let state = |role| Mailbox::Agency(request.agency(), role);
    let office = request.office.map(|office| Mailbox::Agency(office, Role::Bailiff));
    let desk = |institution| Mailbox::Institution(institution, Role::CreditorDesk);
    let office = office.or(request.institution.map(desk));
    let to_office = |code| office.map(|to| Owed::new(code, to)).into_iter().collect();
    match event {
        RequestEvent::HandedOver { .. } if office.is_some() => [Role::Clerk, Role::Head]
            .map(|role| Owed::new("request_handed_over", state(role)))
            .into(),
        RequestEvent::Completed { .. } => vec![Owed::new("request_complete", state(Role::Head))],
        RequestEvent::Decided { .. } => to_office("request_decided"),
        RequestEvent::Withdrawn { .. } if office.is_some() && request.handed_over.is_some() => {
            vec![Owed::new("request_withdrawn", state(Role::Head))]
        }
        RequestEvent::Struck { term, .. } => {
            let kind = request.term(*term).map(|term| term.kind);
            let to =
                if kind == Some(DutyKind::HandOver) { office } else { Some(state(Role::Head)) };
            to.map(|to| Owed::new("request_late", to).urgent(true)).into_iter().collect()
        }
        _ => Vec::new(),
    }
}

fn by_inquiry(officer: Mailbox, head: Mailbox, event: &Event) -> Vec<Owed> {
    match event {
        Event::InstrumentSubmitted { .. } => {
            vec![Owed::new("inquiry_submitted", head)]
        }
        Event::InstrumentApproved { .. } => vec![Owed::new("inquiry_approved", officer)],
        Event::InstrumentReturned { .. } => vec![Owed::new("inquiry_returned", officer)],
        _ => Vec::new(),
    }
}

fn by_demand(demand: &Demand, rules: &Rules, recorded: &Recorded) -> Vec<Owed> {
    let mut owed = to_whom(demand, &rules.law, &recorded.event);
    // An institution on paper has no desk here: the letter is its notice.
    if !rules.directory.has_joined(demand.institution, recorded.at) {
        owed.retain(|owed| !matches!(owed.to, Mailbox::Institution(..)));
    }
    owed
}

fn to_whom(demand: &Demand, law: &Law, event: &Event) -> Vec<Owed> {
    let officer = Mailbox::CaseOfficer(demand.case);
    let desk = |role| Mailbox::Institution(demand.institution, role);
    match event {
        Event::DemandServed(_) => {
            let urgent = demand.interim || demand.kind.is_order();
            vec![Owed::new("demand_served", desk(Role::BankMaker)).urgent(urgent)]
        }
        Event::Asked { .. } => vec![Owed::new("question_asked", officer)],
        Event::Replied { .. } => vec![Owed::new("question_replied", desk(Role::BankMaker))],
        Event::Urged { .. } => vec![
            Owed::new("demand_urged", desk(Role::BankChecker)).urgent(true),
            Owed::new("demand_urged", desk(Role::BankHead)).urgent(true),
        ],
        Event::DraftSaved { .. } => vec![Owed::new("draft_waiting", desk(Role::BankChecker))],
        Event::DraftReturned { .. } => vec![Owed::new("draft_returned", desk(Role::BankMaker))],
        // Who reads it again is another than who entered it.
        Event::PaperEntered { entry } => {
            let office = |role| Mailbox::Agency(demand.agency, role);
            let to = match entry.role {
                Role::Officer => office(Role::Head),
                Role::Bailiff => office(Role::Bailiff),
                _ => officer,
            };
            vec![Owed::new("paper_entered", to)]
        }
        Event::PaperReturned { .. } => {
            let office = |role| Mailbox::Agency(demand.agency, role);
            let to = match demand.entry.as_ref().map(|entry| entry.role) {
                Some(role @ (Role::Clerk | Role::Head)) => office(role),
                _ => officer,
            };
            vec![Owed::new("paper_returned", to)]
        }
        Event::Answered { .. } => vec![Owed::new("answer_arrived", officer)],
        Event::Corrected { .. } => vec![Owed::new("answer_corrected", officer)],
        Event::Contradicted { .. } => vec![Owed::new("answer_contradicted", officer)],
        Event::Disputed { .. } => vec![Owed::new("answer_disputed", desk(Role::BankChecker))],
        Event::ItemsWithdrawn { .. } => vec![Owed::new("demand_withdrawn", desk(Role::BankMaker))],
        Event::ExtensionRequested { .. } => vec![Owed::new("extension_requested", officer)],
        Event::InstantContested { .. } => {
            let head = Mailbox::Agency(demand.agency, Role::Head);
            vec![Owed::new("instant_contested", head), Owed::new("instant_contested", officer)]
        }
        Event::ContestDecided { .. } => [Role::BankChecker, Role::BankHead]
            .map(|role| Owed::new("contest_decided", desk(role)))
            .into(),
        Event::ExtensionDecided { granted, .. } => {
            let code = if *granted { "extension_granted" } else { "extension_denied" };
            vec![Owed::new(code, desk(Role::BankMaker))]
        }
        Event::DelayOpened { .. } => vec![
            Owed::new("delay_unreasonable", desk(Role::BankHead)).urgent(true),
            Owed::new("delay_unreasonable", Mailbox::Overseers(demand.agency)),
        ],
        Event::ClockStruck { clock, fired, .. } => by_ladder(demand, law, *clock, fired),
        _ => Vec::new(),
    }
}

fn by_ladder(demand: &Demand, law: &Law, clock: crate::id::ClockId, fired: &[i16]) -> Vec<Owed> {
    let Some(clock) = demand.clocks.iter().find(|candidate| candidate.id == clock) else {
        return Vec::new();
    };
    let until = |due| law.timeline(&clock.rule, clock.layer, clock.start, due);
    let timeline = clock.due.map(until).unwrap_or_default();
    let struck_at = |step: i16| {
        let strike = timeline.iter().find(|(_, of)| *of == Some(step));
        strike.map(|(at, _)| *at)
    };
    fired
        .iter()
        .filter_map(|index| Some((struck_at(*index), law.ladder_step(clock.layer, *index)?)))
        .flat_map(|(struck_at, LadderStep { who, notice, urgent })| {
            who.into_iter().map(move |role| Owed {
                code: notice.clone(),
                to: ladder_mailbox(demand, role),
                urgent,
                struck_at,
                once: false,
                of: Whose::Subject,
            })
        })
        .collect()
}

fn ladder_mailbox(demand: &Demand, role: Role) -> Mailbox {
    match role {
        Role::Officer => Mailbox::CaseOfficer(demand.case),
        Role::Supervisor => Mailbox::Overseers(demand.agency),
        Role::StateBankObserver => Mailbox::StateBank,
        Role::BankMaker | Role::BankChecker | Role::BankHead | Role::InstitutionAdmin => {
            Mailbox::Institution(demand.institution, role)
        }
        other => Mailbox::Agency(demand.agency, other),
    }
}

#[cfg(test)]
mod tests {
    use super::CODES;
    use std::collections::BTreeSet;

    /// Every code written in this file is listed, and nothing else is.
    #[test]
    fn the_list_of_codes_is_what_events_owe() {
        let (code, _) = include_str!("notice.rs").split_once("#[cfg(test)]").unwrap();
        let (_, deciding) = code.split_once("fn by_case").unwrap();
        let quoted = |code: &'static str| code.split('"').skip(1).step_by(2);
        let words = quoted(deciding).chain(quoted(include_str!("notice/money.rs")));
        let written: BTreeSet<&str> = words.filter(|word| word.contains('_')).collect();
        assert_eq!(written, CODES.iter().copied().collect());
    }
}
