//! `decide`: facts, a command and its circumstances in; events or a refusal
//! out. Nothing is changed here, so a refused command leaves no trace but its
//! audit event (I-31).
//!
//! Each submodule decides the commands of one subject. The order of checks in
//! each is the order of precedence in [`Refusal`].

mod announcement;
mod answer;
mod asking;
mod attached;
mod case;
mod check;
pub(crate) mod clock;
mod contest;
mod delegation;
mod demand;
mod entry;
mod execution;
mod handover;
mod held;
mod inquiry;
pub(crate) mod instrument;
pub(crate) mod money;
mod order;
mod outage;
mod paper;
mod pause;
mod register;
mod request;
mod sync;

pub(crate) use money::shared::heard;
pub use money::shared::{Share, Shared};
pub(crate) use order::lifting;
pub use order::{OrderCheck, check_order};

use crate::actor::Actor;
use crate::case::{CaseState, Gate};
use crate::command::{Command, CommandKind, Envelope};
use crate::context::{Context, Directory};
use crate::demand::{Channel, Demand};
use crate::event::{Event, Root};
use crate::execution::CapturedAccount;
use crate::facts::Facts;
use crate::id::{DemandId, InstitutionId, ItemId};
use crate::instrument::InstrumentKind;
use crate::order::OrderRequest;
use crate::policy::{self, Belongs, Grant, Permission};
use crate::receipt::AnswerReceipt;
use crate::refusal::Refusal;
use crate::time::Instant;
use std::sync::Arc;
use uuid::Uuid;

/// What a command does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// What happens, in order.
    pub events: Vec<(Root, Event)>,
    /// What the caller hears.
    pub reply: Reply,
}

/// What the caller hears.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reply {
    /// It is done, now or by an earlier identical command.
    Done(Done),
    /// It is not done, and why.
    Refused(Refusal),
}

/// A command that was carried out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Done {
    /// What was done.
    pub kind: CommandKind,
    /// To which root.
    pub subject: Uuid,
    /// A second id of the result: the first answer, the extension, the message.
    pub other: Option<Uuid>,
    /// The root's version after it.
    pub version: i32,
    /// Whether an earlier identical command had done it.
    pub replayed: bool,
    /// Demands served, where known without asking the store again.
    pub served: Option<Arc<[(DemandId, InstitutionId)]>>,
    /// Items of a submission whose answers contradicted accepted ones: kept as
    /// evidence, never applied (I-5). The others count.
    pub evidence: Vec<ItemId>,
    /// What the receipt of accepted answers says, where known without asking the
    /// store again.
    pub receipt: Option<Arc<AnswerReceipt>>,
    /// How a report by account was split.
    pub shared: Option<Arc<Shared>>,
}

/// Decides a command.
pub fn decide(
    facts: &Facts,
    envelope: &Envelope,
    cx: &mut Context<'_>,
) -> Result<Decision, Refusal> {
    use Command as C;
    match &envelope.command {
        C::OpenCase { .. } | C::AmendCase { .. } | C::CloseCase { .. } => {
            case::decide(facts, envelope, cx)
        }
        C::HandOver { .. } => handover::decide(facts, envelope, cx),
        C::DelegateCase { .. }
        | C::WithdrawDelegation { .. }
        | C::AcceptDelegation { .. }
        | C::DeclineDelegation { .. }
        | C::ReturnDelegation { .. } => delegation::decide(facts, envelope, cx),
        C::PauseCase { .. } | C::ResumeCase { .. } => pause::decide(facts, envelope, cx),
        C::SyncCase { .. } | C::SyncPayment { .. } | C::DecideSync { .. } => {
            sync::decide(facts, envelope, cx)
        }
        C::HoldRow { .. } | C::DismissRow { .. } => held::decide(facts, envelope, cx),
        C::DraftInquiry { .. }
        | C::EditInquiry { .. }
        | C::SubmitInquiry { .. }
        | C::ApproveInquiry { .. }
        | C::ReturnInquiry { .. }
        | C::IssueInquiry { .. }
        | C::FileInquiry { .. }
        | C::WithdrawInquiry { .. } => inquiry::decide(facts, envelope, cx),
        C::AttachPapers { .. } => paper::decide(facts, envelope, cx),
        C::NumberInstrument { .. } => register::decide(facts, envelope, cx),
        C::ReportAccountCapture { .. } => money::shared::decide(facts, envelope, cx),
        C::RecordOutage { .. } | C::ConfirmOutage { .. } => outage::decide(facts, envelope, cx),
        C::Announce { .. } | C::EndAnnouncement { .. } => announcement::decide(facts, envelope, cx),
        C::RecordRequest { .. } => request::decide(facts, envelope, cx),
        other if other.request().is_some() => request::decide(facts, envelope, cx),
        order if order.order().is_some() => order::decide(facts, envelope, cx),
        C::DraftOrder { .. } | C::FileOrder { .. } => order::decide(facts, envelope, cx),
        money if money.is_about_money() => money::decide(facts, envelope, cx),
        other => match other.demand() {
            Some(id) => on_demand(facts, envelope, cx, id),
            None => Err(Refusal::NotFound),
        },
    }
}

/// Commands on a demand share one road: permission, version, whether the case
/// is open, the demand's own late clocks first ("before anything else, time"),
/// then the command.
fn on_demand(
    facts: &Facts,
    envelope: &Envelope,
    cx: &mut Context<'_>,
    id: DemandId,
) -> Result<Decision, Refusal> {
    use Command as C;
    let demand = facts.demands.get(id).ok_or(Refusal::NotFound)?;
    let gate = facts.gates.get(&demand.case).ok_or(Refusal::NotFound)?;
    let belongs = Belongs::to_case(gate).addressed(demand.institution).sealed(&demand.sealed_to);
    permit(envelope, &belongs, cx)?;
    expect_version(envelope, demand.version)?;
    if gate.state == CaseState::Closed && needs_open_case(envelope.command.kind()) {
        return Err(Refusal::CaseClosed);
    }

    let mut events = clock::settle(demand, judged_at(demand, envelope, cx), cx);
    let (happened, heard) = match &envelope.command {
        C::SaveDraft { .. }
        | C::ReturnDraft { .. }
        | C::SubmitDraft { .. }
        | C::SubmitAnswer { .. }
        | C::CorrectAnswer { .. } => answer::decide(facts, demand, envelope, cx)?,
        C::EnterPaper { .. } | C::ReturnPaper { .. } | C::ConfirmPaper { .. } => {
            entry::decide(facts, demand, envelope, cx)?
        }
        C::ReportCapture { item, reference, accounts, .. } => {
            return capture(facts, envelope, cx, demand, events, (*item, reference, accounts));
        }
        C::ReportInstalment { .. } => return instalment(facts, envelope, cx, demand, events),
        C::RaiseFlag { item, ground, text, .. } => {
            return flag(facts, envelope, cx, demand, events, (*item, ground, text));
        }
        C::OpenDelay { .. }
        | C::ExplainEpisode { .. }
        | C::ExcuseClock { .. }
        | C::ReviseClock { .. } => clock::decide(facts, demand, envelope, cx)?,
        C::ContestInstant { .. } | C::DecideContest { .. } => {
            contest::decide(demand, envelope, cx)?
        }
        // Striking is settling, and the ladder's reminders on top.
        C::StrikeClock { clock, .. } => {
            events.clear();
            (clock::strike(demand, *clock, cx)?, Ok(Heard::default()))
        }
        _ => demand::decide(demand, facts.ledgers.get(demand.case), envelope, cx)?,
    };
    let money = moved(facts, cx, demand, &happened)?;
    events.extend(happened);
    let version = demand.version + i32::try_from(events.len()).unwrap_or(i32::MAX);
    let reply = match heard {
        Ok(Heard { other, evidence }) => {
            Reply::Done(Done { other, evidence, ..carried_out(envelope, id.0, version) })
        }
        Err(refusal) => Reply::Refused(refusal),
    };
    let events = events.into_iter().map(|event| (Root::Demand(id), event));
    Ok(Decision { events: events.chain(money).collect(), reply })
}

/// What events of a demand of an order come to in the case's books.
fn moved(
    facts: &Facts,
    cx: &mut Context<'_>,
    demand: &Demand,
    events: &[Event],
) -> Result<Vec<(Root, Event)>, Refusal> {
    if !demand.kind.is_order() {
        return Ok(Vec::new());
    }
    // What was paid and frozen is what it was.
    if events.iter().any(|event| answer::is_of_files(facts, demand, event)) {
        return Ok(Vec::new());
    }
    let mut books =
        money::books::Books::standing(facts, cx, demand.case).ok_or(Refusal::NotFound)?;
    money::answered::effects(&mut books, cx, demand, events);
    money::holder::told(facts, &mut books, demand, events);
    Ok(books.into_events().collect())
}

/// Money that a standing freeze caught later.
fn capture(
    facts: &Facts,
    envelope: &Envelope,
    cx: &mut Context<'_>,
    demand: &Demand,
    settled: Vec<Event>,
    (id, reference, accounts): (ItemId, &str, &[CapturedAccount]),
) -> Result<Decision, Refusal> {
    let unknown = || Refusal::ItemUnknown { pointer: "/item".to_owned() };
    let item = demand.item(id).ok_or_else(unknown)?;
    let Some(OrderRequest::Freeze { .. }) = item.request.order() else {
        return Err(Refusal::ItemState { pointer: "/item".to_owned() });
    };
    execution::captures_are_sound(reference, accounts)?;
    let mut books =
        money::books::Books::standing(facts, cx, demand.case).ok_or(Refusal::NotFound)?;
    let stands = money::answered::Stands::by(demand, id, envelope.arrived);
    let passed = money::shared::passed_over(facts, cx, &books.ledger, id, accounts);
    let (books_of, out_of_turn) = (&mut books, money::shared::may_be_told(facts, &passed));
    let news = money::answered::captured(books_of, cx, stands, reference, accounts, out_of_turn)?;
    let told = if news { &*passed } else { &[] };
    let others = money::shared::say_passed(facts, cx, &mut books, told);
    let version = demand.version + i32::try_from(settled.len()).unwrap_or(i32::MAX);
    let root = Root::Demand(demand.id);
    let settled = settled.into_iter().map(|event| (root, event));
    let done = Done { other: Some(id.0), ..carried_out(envelope, demand.id.0, version) };
    let events = settled.chain(books.into_events()).chain(others).collect();
    Ok(Decision { events, reply: Reply::Done(done) })
}

/// The wrong person, or money that should not be frozen. The bank hears that its
/// flag is recorded and nothing of the case.
fn flag(
    facts: &Facts,
    envelope: &Envelope,
    cx: &mut Context<'_>,
    demand: &Demand,
    settled: Vec<Event>,
    (id, ground, text): (ItemId, &str, &str),
) -> Result<Decision, Refusal> {
    let unknown = || Refusal::ItemUnknown { pointer: "/item".to_owned() };
    let item = demand.item(id).ok_or_else(unknown)?;
    let not_money = || Refusal::ItemState { pointer: "/item".to_owned() };
    let order = item.request.order().ok_or_else(not_money)?;
    let mut books =
        money::books::Books::standing(facts, cx, demand.case).ok_or(Refusal::NotFound)?;
    let raised = money::objection::Raised { institution: demand.institution, ground, text };
    let flag = money::objection::raise(envelope, &mut books, cx, (id, order), &raised)?;
    let version = demand.version + i32::try_from(settled.len()).unwrap_or(i32::MAX);
    let root = Root::Demand(demand.id);
    let settled = settled.into_iter().map(|event| (root, event));
    let done = Done { other: Some(flag.0), ..carried_out(envelope, demand.id.0, version) };
    Ok(Decision { events: settled.chain(books.into_events()).collect(), reply: Reply::Done(done) })
}

/// A month of an income that was paid. The first is an acceptance in itself: who
/// pays carries the order out.
fn instalment(
    facts: &Facts,
    envelope: &Envelope,
    cx: &mut Context<'_>,
    demand: &Demand,
    settled: Vec<Event>,
) -> Result<Decision, Refusal> {
    let Command::ReportInstalment { paid, .. } = &envelope.command else {
        return Err(Refusal::NotFound);
    };
    // Who was served on paper is on paper with this order to its end, joined or not.
    let here = demand.channel == Channel::Electronic
        && cx.rules.directory.has_joined(demand.institution, cx.now);
    // One side reports at a time: a month told by both would be booked twice.
    match (envelope.actor.agency().is_some(), here) {
        (true, true) => return Err(Refusal::InstitutionJoined),
        (false, false) => return Err(Refusal::OrderOnPaper),
        _ => {}
    }
    let unknown = || Refusal::ItemUnknown { pointer: "/item".to_owned() };
    let asked = demand.item(paid.item).ok_or_else(unknown)?;
    if !matches!(asked.request.order(), Some(OrderRequest::IncomeDeduction { .. })) {
        return Err(Refusal::ItemState { pointer: "/item".to_owned() });
    }
    let mut books =
        money::books::Books::standing(facts, cx, demand.case).ok_or(Refusal::NotFound)?;
    let news = money::income::reported(&mut books, cx, paid, envelope.arrived)?;
    let mut events = settled;
    if news && asked.last.is_none() {
        events.push(answer::accepted(envelope, cx, asked));
    }
    let version = demand.version + i32::try_from(events.len()).unwrap_or(i32::MAX);
    let root = Root::Demand(demand.id);
    let events = events.into_iter().map(|event| (root, event));
    let done = Done { other: Some(paid.item.0), ..carried_out(envelope, demand.id.0, version) };
    Ok(Decision { events: events.chain(books.into_events()).collect(), reply: Reply::Done(done) })
}

/// By which instant a command finds what is late. An answer is judged by its
/// arrival (I-22), one on paper by its evidence; what ends clocks from here ends them
/// when it is decided.
fn judged_at(demand: &Demand, envelope: &Envelope, cx: &Context<'_>) -> Instant {
    match envelope.command {
        Command::WithdrawItems { .. } | Command::DecideExtension { .. } => cx.now,
        _ => entry::given_at(demand, &envelope.command).unwrap_or(envelope.arrived),
    }
}

/// What the asking side does no more in a closed case: the right to ask hangs
/// on an open one, and nothing may start a clock in a closed one. What happened
/// is recorded all the same: receipt of paper, a bank's correction or evidence,
/// the reason of a lateness, clocks excused and revised. A bank hears that its
/// demand has ended and nothing of the case.
const fn needs_open_case(kind: CommandKind) -> bool {
    use CommandKind as C;
    matches!(
        kind,
        C::Reply | C::Urge | C::DisputeItem | C::WithdrawItems | C::DecideExtension | C::OpenDelay
    )
}

/// What a command on a demand comes to: events, if anything changes, and what
/// the caller hears, which may be a refusal that kept evidence.
type OnDemand = (Vec<Event>, Result<Heard, Refusal>);

/// What the caller hears beside the demand's new version.
#[derive(Default)]
struct Heard {
    other: Option<Uuid>,
    evidence: Vec<ItemId>,
}

impl Heard {
    fn of(other: Option<Uuid>) -> Self {
        Self { other, ..Self::default() }
    }
}

#[expect(clippy::unnecessary_wraps, reason = "every decision ends in it")]
fn changes(event: Event, other: Option<Uuid>) -> Result<OnDemand, Refusal> {
    Ok((vec![event], Ok(Heard::of(other))))
}

/// Recognised: it was done before, and nothing changes.
#[expect(clippy::unnecessary_wraps, reason = "every decision ends in it")]
fn repeats(other: Option<Uuid>) -> Result<OnDemand, Refusal> {
    Ok((Vec::new(), Ok(Heard::of(other))))
}

fn permit(envelope: &Envelope, root: &Belongs<'_>, cx: &Context<'_>) -> Result<(), Refusal> {
    permit_by(policy::permission, envelope, root, cx)
}

/// How a root is seen: by who reads cases, requests or delegations.
type Sight = fn(&Actor, &[Grant], &Belongs<'_>, &Directory) -> Permission;

fn permit_by(
    sight: Sight,
    envelope: &Envelope,
    root: &Belongs<'_>,
    cx: &Context<'_>,
) -> Result<(), Refusal> {
    let grants = policy::command_grants(envelope.command.kind());
    match sight(&envelope.actor, grants, root, &cx.rules.directory) {
        Permission::Granted => Ok(()),
        Permission::Forbidden => Err(Refusal::Forbidden),
        Permission::Unseen => Err(Refusal::NotFound),
    }
}

/// Whether an instrument of a kind may still go out in a case: an open one that
/// does not rest so that this is barred.
fn may_go_out(gate: &Gate, kind: InstrumentKind) -> Result<(), Refusal> {
    if gate.state == CaseState::Closed {
        return Err(Refusal::CaseClosed);
    }
    if gate.bars.has(kind) { Err(Refusal::CasePaused) } else { Ok(()) }
}

fn expect_version(envelope: &Envelope, current: i32) -> Result<(), Refusal> {
    match envelope.expected {
        Some(expected) if expected != current => Err(Refusal::Stale { current }),
        _ => Ok(()),
    }
}

fn done(envelope: &Envelope, subject: Uuid, version: i32) -> Reply {
    Reply::Done(carried_out(envelope, subject, version))
}

const fn carried_out(envelope: &Envelope, subject: Uuid, version: i32) -> Done {
    Done {
        kind: envelope.command.kind(),
        subject,
        other: None,
        version,
        replayed: false,
        served: None,
        evidence: Vec::new(),
        receipt: None,
        shared: None,
    }
}
