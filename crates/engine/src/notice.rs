//! What is owed to whom because something happened (I-25). Recipients are
//! mailboxes, resolved to persons when the notice is sent, so that a person
//! who left or a case that moved is no reason to lose one.

use crate::context::{Directory, Rules};
use crate::demand::Demand;
use crate::event::{Event, Recorded, Root};
use crate::facts::Facts;
use crate::id::{
    AgencyId, CaseId, DemandId, EventId, IdSource, InstitutionId, InstrumentId, NoticeId,
};
use crate::inforce::{LadderStep, Law};
use crate::role::Role;
use crate::time::Instant;
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
    /// Observers of the State Bank.
    StateBank,
}

/// The codes of notices that events owe; those of ladders stand in
/// `config/law/ladders.toml`. Each has a text in every language.
pub const CODES: &[&str] = &[
    "inquiry_submitted",
    "inquiry_approved",
    "inquiry_returned",
    "demand_served",
    "question_asked",
    "question_replied",
    "demand_urged",
    "draft_waiting",
    "draft_returned",
    "answer_arrived",
    "answer_corrected",
    "answer_contradicted",
    "answer_disputed",
    "demand_withdrawn",
    "extension_requested",
    "extension_granted",
    "extension_denied",
    "delay_unreasonable",
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
}

/// What ladders have told already while one command is carried out. Limits of
/// one demand that strike at one instant are struck by one command, and nobody
/// hears of them as often as there are limits.
#[derive(Debug, Default)]
pub struct Told(HashSet<(DemandId, String, Mailbox, bool, Instant)>);

impl Told {
    /// Whether this has not been told; notes it.
    fn is_news(&mut self, demand: Option<DemandId>, owed: &Owed) -> bool {
        let (Some(demand), Some(at)) = (demand, owed.struck_at) else {
            return true;
        };
        self.0.insert((demand, owed.code.clone(), owed.to, owed.urgent, at))
    }
}

impl Owed {
    fn new(code: &str, to: Mailbox) -> Self {
        Self { code: code.to_owned(), to, urgent: false, struck_at: None }
    }

    fn urgent(self, urgent: bool) -> Self {
        Self { urgent, ..self }
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
            (Subject::of_demand(demand), by_demand(demand, rules, &recorded.event))
        }
        Root::Instrument(id) => {
            let Some(instrument) = facts.instruments.get(id) else {
                return Vec::new();
            };
            let subject = Subject {
                case: instrument.case,
                instrument: id,
                demand: None,
                reference: &instrument.reference,
            };
            (subject, by_instrument(instrument.agency, instrument.case, &recorded.event))
        }
        Root::Case(_) | Root::Outage(_) => return Vec::new(),
    };
    owed.into_iter()
        .filter(|owed| told.is_news(subject.demand, owed))
        .map(|owed| Notice {
            id: NoticeId(ids.next_id()),
            event: recorded.id,
            code: owed.code,
            to: owed.to,
            case: Some(subject.case),
            instrument: Some(subject.instrument),
            demand: subject.demand,
            reference: subject.reference.to_owned(),
            urgent: owed.urgent,
            at: recorded.at,
        })
        .collect()
}

struct Subject<'a> {
    case: CaseId,
    instrument: InstrumentId,
    demand: Option<DemandId>,
    reference: &'a str,
}

impl<'a> Subject<'a> {
    fn of_demand(demand: &'a Demand) -> Self {
        Self {
            case: demand.case,
            instrument: demand.instrument,
            demand: Some(demand.id),
            reference: &demand.reference,
        }
    }
}

fn by_instrument(agency: AgencyId, case: CaseId, event: &Event) -> Vec<Owed> {
    let officer = Mailbox::CaseOfficer(case);
    match event {
        Event::InstrumentSubmitted { .. } => {
            vec![Owed::new("inquiry_submitted", Mailbox::Agency(agency, Role::Head))]
        }
        Event::InstrumentApproved { .. } => vec![Owed::new("inquiry_approved", officer)],
        Event::InstrumentReturned { .. } => vec![Owed::new("inquiry_returned", officer)],
        _ => Vec::new(),
    }
}

fn by_demand(demand: &Demand, rules: &Rules, event: &Event) -> Vec<Owed> {
    let mut owed = to_whom(demand, &rules.law, event);
    // An institution on paper has no desk here: the letter is its notice.
    if !joined(demand, &rules.directory) {
        owed.retain(|owed| !matches!(owed.to, Mailbox::Institution(..)));
    }
    owed
}

fn to_whom(demand: &Demand, law: &Law, event: &Event) -> Vec<Owed> {
    let officer = Mailbox::CaseOfficer(demand.case);
    let desk = |role| Mailbox::Institution(demand.institution, role);
    match event {
        Event::DemandServed(_) => {
            vec![Owed::new("demand_served", desk(Role::BankMaker)).urgent(demand.interim)]
        }
        Event::Asked { .. } => vec![Owed::new("question_asked", officer)],
        Event::Replied { .. } => vec![Owed::new("question_replied", desk(Role::BankMaker))],
        Event::Urged { .. } => vec![
            Owed::new("demand_urged", desk(Role::BankChecker)).urgent(true),
            Owed::new("demand_urged", desk(Role::BankHead)).urgent(true),
        ],
        Event::DraftSaved { .. } => vec![Owed::new("draft_waiting", desk(Role::BankChecker))],
        Event::DraftReturned { .. } => vec![Owed::new("draft_returned", desk(Role::BankMaker))],
        Event::Answered { .. } => vec![Owed::new("answer_arrived", officer)],
        Event::Corrected { .. } => vec![Owed::new("answer_corrected", officer)],
        Event::Contradicted { .. } => vec![Owed::new("answer_contradicted", officer)],
        Event::Disputed { .. } => vec![Owed::new("answer_disputed", desk(Role::BankChecker))],
        Event::ItemsWithdrawn { .. } => vec![Owed::new("demand_withdrawn", desk(Role::BankMaker))],
        Event::ExtensionRequested { .. } => vec![Owed::new("extension_requested", officer)],
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
    let timeline = clock
        .due
        .map(|due| law.timeline(&clock.rule, clock.layer, clock.start, due))
        .unwrap_or_default();
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

fn joined(demand: &Demand, directory: &Directory) -> bool {
    directory.institution(demand.institution).is_some_and(|institution| institution.joined)
}

#[cfg(test)]
mod tests {
    use super::CODES;
    use std::collections::BTreeSet;

    /// Every code written in this file is listed, and nothing else is.
    #[test]
    fn the_list_of_codes_is_what_events_owe() {
        let (code, _) = include_str!("notice.rs").split_once("#[cfg(test)]").unwrap();
        let (_, deciding) = code.split_once("fn by_instrument").unwrap();
        let written: BTreeSet<&str> =
            deciding.split('"').skip(1).step_by(2).filter(|word| word.contains('_')).collect();
        assert_eq!(written, CODES.iter().copied().collect());
    }
}
