//! Money on an account that several orders stand on. A report by account is
//! split over them by recorded rank, whatever cases and offices they are of; a
//! report by one order counts as it is told, and says so where it broke the
//! queue. Each case is told its own share and nothing of the others.

use super::answered::gave;
use super::books::Books;
use super::dong;
use crate::command::{Command, Envelope};
use crate::context::Context;
use crate::decide::answer::not_future;
use crate::decide::check::{self, LINE};
use crate::decide::{Decision, Reply, carried_out, permit};
use crate::event::{Event, Root};
use crate::execution::CapturedAccount;
use crate::facts::Facts;
use crate::id::{CaseId, DemandId, InstitutionId, ItemId};
use crate::identity::AccountNumber;
use crate::instrument::ContentHash;
use crate::ledger::{Capture, Claim, Freeze, Ledger, MoneyEvent, Place, queue, split, total};
use crate::money::{Currency, Money};
use crate::policy::Belongs;
use crate::refusal::Refusal;
use crate::time::Instant;
use std::sync::Arc;

/// How a report by account was split: what its institution hears.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shared {
    /// What each order is due, in the order of rank.
    pub shares: Vec<Share>,
    /// What no order is due, in đồng: it is not frozen.
    pub left: i64,
}

/// What one order is due of a report by account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Share {
    /// The institution's demand.
    pub demand: DemandId,
    /// Its reference.
    pub reference: String,
    /// The item that ordered the freeze.
    pub item: ItemId,
    /// How many đồng.
    pub amount: i64,
}

struct Report<'a> {
    institution: InstitutionId,
    account: &'a AccountNumber,
    amount: Money,
    reference: &'a str,
    at: Instant,
}

impl<'a> Report<'a> {
    /// The report that a command is, if it is one.
    fn of(command: &'a Command) -> Option<Self> {
        let Command::ReportAccountCapture { institution, account, amount, reference, at } = command
        else {
            return None;
        };
        Some(Self { institution: *institution, account, amount: *amount, reference, at: *at })
    }

    /// What it says, as one of its institution's family would have said it.
    fn digest(&self, said_by: InstitutionId) -> ContentHash {
        ContentHash::of(&(said_by, self.account, self.amount, self.reference, self.at))
    }

    fn queue(&self, facts: &Facts, cx: &Context<'_>) -> Vec<Place> {
        let by = cx.rules.policy.ranking.by;
        queue(facts.ledgers.iter(), &cx.rules.directory.family(self.institution), self.account, by)
    }

    /// What orders on the account caught under the report's name.
    fn under_its_name<'f>(
        &'f self,
        facts: &'f Facts,
        queue: &'f [Place],
    ) -> impl Iterator<Item = (&'f Freeze, &'f Capture)> {
        let freezes = queue.iter().filter_map(|place| {
            facts.ledgers.get(place.case).and_then(|ledger| ledger.freeze(place.freeze))
        });
        freezes.flat_map(|freeze| {
            let named = freeze.captures.iter().filter(|one| one.reference == self.reference);
            named.map(move |one| (freeze, one))
        })
    }

    /// How it was split when it came first.
    fn shared(&self, facts: &Facts, queue: &[Place]) -> Shared {
        let mut shared = Shared { shares: Vec::new(), left: self.amount.minor() };
        for (freeze, capture) in self.under_its_name(facts, queue) {
            let amount = total(capture.caught.iter().map(|(_, amount)| *amount));
            if amount > 0 {
                let reference = facts.demands.get(freeze.demand);
                let reference = reference.map(|one| one.reference.clone()).unwrap_or_default();
                let (demand, item) = (freeze.demand, freeze.item);
                shared.shares.push(Share { demand, reference, item, amount });
                shared.left = shared.left.saturating_sub(amount);
            }
        }
        shared
    }
}

/// What the reporter of a command that was carried out hears: as the books say.
pub(crate) fn heard(facts: &Facts, command: &Command, cx: &Context<'_>) -> Option<Arc<Shared>> {
    let report = Report::of(command)?;
    let queue = report.queue(facts, cx);
    Some(Arc::new(report.shared(facts, &queue)))
}

pub(crate) fn decide(
    facts: &Facts,
    envelope: &Envelope,
    cx: &mut Context<'_>,
) -> Result<Decision, Refusal> {
    let report = Report::of(&envelope.command).ok_or(Refusal::NotFound)?;
    permit(envelope, &Belongs::default().addressed(report.institution), cx)?;
    let queue = sound(&report, facts, envelope, cx)?;
    let mut known = report.under_its_name(facts, &queue).peekable();
    let done = carried_out(envelope, report.institution.0, 0);
    if known.peek().is_some() {
        // Recognised before it is judged: the money may have moved since (I-6).
        // Its institution may have been another one then.
        let family = cx.rules.directory.family(report.institution).into_iter();
        let said: Vec<_> = family.map(|member| Some(report.digest(member))).collect();
        let same = known.all(|(_, one)| said.contains(&one.report));
        let reply = same.then_some(Reply::Done(done)).ok_or(Refusal::CaptureConflicts)?;
        return Ok(Decision { events: Vec::new(), reply });
    }
    let claims: Vec<Claim> = queue.iter().map(Place::claim).collect();
    let mut due = split(report.amount.minor(), &claims).shares;
    if due.is_empty() {
        // Nobody is due anything: kept with the first, so that the same report
        // finds the same answer though there may be room by then.
        due.extend(queue.first().map(|place| (place.freeze, 0)));
    }
    let events = captured(facts, cx, &report, &queue, &due);
    Ok(Decision { events, reply: Reply::Done(done) })
}

/// The report is in order; the queue it meets.
fn sound(
    report: &Report<'_>,
    facts: &Facts,
    envelope: &Envelope,
    cx: &Context<'_>,
) -> Result<Vec<Place>, Refusal> {
    let queue = report.queue(facts, cx);
    if queue.is_empty() {
        return Err(Refusal::AccountUnknown { pointer: "/account".to_owned() });
    }
    // A rate is each case's own record: foreign money is reported by order.
    if queue.iter().any(|place| place.currency != Currency::VND) {
        return Err(Refusal::CurrencyMismatch { pointer: "/amount".to_owned() });
    }
    dong(report.amount, "/amount")?;
    check::text(report.reference, "/reference", LINE)?;
    if let Command::ReportAccountCapture { at, .. } = &envelope.command {
        not_future(*at, envelope.arrived, "/at")?;
    }
    Ok(queue)
}

/// What each order caught, in the books of its case.
fn captured(
    facts: &Facts,
    cx: &Context<'_>,
    report: &Report<'_>,
    queue: &[Place],
    due: &[(ItemId, i64)],
) -> Vec<(Root, Event)> {
    let mut events = Vec::new();
    for (item, amount) in due {
        let place = queue.iter().find(|place| place.freeze == *item);
        let books = place.and_then(|place| Some((place, Books::standing(facts, cx, place.case)?)));
        let Some((place, mut books)) = books else { continue };
        let grown = books.ledger.hold(place.hold).filter(|_| *amount > 0).cloned();
        let holds: Vec<_> = grown
            .map(|mut hold| {
                hold.catch(*amount);
                hold
            })
            .into_iter()
            .collect();
        let caught = holds.iter().map(|hold| (hold.id, *amount)).collect();
        books.note(MoneyEvent::Captured {
            item: *item,
            reference: report.reference.to_owned(),
            holds,
            caught,
            report: Some(report.digest(report.institution)),
            out_of_turn: false,
        });
        gave(&mut books, *item);
        events.extend(books.into_events());
    }
    events
}

/// The orders that rank before one and had room for what it caught.
pub(crate) fn passed_over(
    facts: &Facts,
    cx: &Context<'_>,
    ledger: &Ledger,
    item: ItemId,
    accounts: &[CapturedAccount],
) -> Vec<(CaseId, ItemId)> {
    let by = cx.rules.policy.ranking.by;
    let Some(freeze) = ledger.freeze(item) else {
        return Vec::new();
    };
    let before = |place: &Place| place.rank < freeze.rank(by) && place.room > 0;
    let family = cx.rules.directory.family(freeze.institution);
    let mut passed: Vec<(CaseId, ItemId)> = accounts
        .iter()
        .flat_map(|one| queue(facts.ledgers.iter(), &family, &one.number, by))
        .filter(before)
        .map(|place| (place.case, place.freeze))
        .collect();
    passed.sort_unstable();
    passed.dedup();
    passed
}

/// Whether an order is sealed to named readers: others are told nothing of it.
pub(crate) fn is_sealed(facts: &Facts, freeze: &Freeze) -> bool {
    let demand = facts.demands.get(freeze.demand);
    demand.is_some_and(|demand| !demand.sealed_to.is_empty()) || facts.sealed.contains(&freeze.item)
}

/// Whether one who was told so would learn of no sealed order.
pub(crate) fn may_be_told(facts: &Facts, passed: &[(CaseId, ItemId)]) -> bool {
    let freeze = |(case, item): &(CaseId, ItemId)| facts.ledgers.get(*case)?.freeze(*item);
    passed.iter().filter_map(freeze).any(|freeze| !is_sealed(facts, freeze))
}

/// Says so in the books of each: of this case in `books`, of others in their own.
pub(crate) fn say_passed(
    facts: &Facts,
    cx: &Context<'_>,
    books: &mut Books,
    passed: &[(CaseId, ItemId)],
) -> Vec<(Root, Event)> {
    let mut events = Vec::new();
    for of_case in passed.chunk_by(|a, b| a.0 == b.0) {
        let say = |books: &mut Books| {
            for (_, item) in of_case {
                books.note(MoneyEvent::PassedOver { item: *item });
            }
        };
        match of_case.first().map(|(case, _)| *case) {
            Some(case) if case == books.ledger.case => say(books),
            Some(case) => {
                if let Some(mut others) = Books::standing(facts, cx, case) {
                    say(&mut others);
                    events.extend(others.into_events());
                }
            }
            None => {}
        }
    }
    events
}
