//! Number and seal: the clerk's step (văn thư). What is entered in the register was
//! signed; it is rewritten no more, and what is taken back before it went out leaves
//! its number void, never free.

use super::check::{self, TEXT};
use super::instrument::{is_approved, on_root};
use super::{Decision, expect_version, permit};
use crate::command::{Command, Envelope};
use crate::context::Context;
use crate::context::Directory;
use crate::event::Event;
use crate::facts::{Facts, OrderNumber};
use crate::id::{AgencyId, InstrumentId};
use crate::instrument::{Instrument, InstrumentKind, InstrumentState as S};
use crate::order::{Numbered, OrderContent};
use crate::policy::Belongs;
use crate::refusal::Refusal;
use crate::register::{Given, MOST_SERIAL, Register, RegisterBook, is_same, parts, printed};
use crate::role::Role;
use crate::time::{Day, Zone};

/// The longest symbol.
const SYMBOL: usize = 50;

/// What the clerk says.
struct Entry<'a> {
    serial: Option<u32>,
    symbol: &'a str,
    day: Day,
    reason: Option<&'a str>,
}

pub(super) fn decide(
    facts: &Facts,
    envelope: &Envelope,
    cx: &Context<'_>,
) -> Result<Decision, Refusal> {
    let Command::NumberInstrument { instrument, serial, symbol, day, reason } = &envelope.command
    else {
        return Err(Refusal::NotFound);
    };
    let instrument = facts.instruments.get(*instrument).ok_or(Refusal::NotFound)?;
    let gate = facts.gates.get(&instrument.case).ok_or(Refusal::NotFound)?;
    // Whoever numbers reads nothing of it: a seal does not stand in the way.
    permit(envelope, &Belongs::to_case(gate), cx)?;
    if envelope.actor.role == Role::Head && !cx.rules.policy.register.head {
        return Err(Refusal::Forbidden);
    }
    let symbol = symbol.trim();
    let entry = Entry { serial: *serial, symbol, day: *day, reason: reason.as_deref() };
    if let Some(known) = &instrument.registered {
        let same = !known.void
            && entry.serial.is_none_or(|serial| serial == known.serial)
            && (entry.symbol, entry.day) == (&known.symbol, known.day);
        return if same {
            Ok(on_root(envelope, instrument, Vec::new()))
        } else {
            Err(Refusal::NumberGiven)
        };
    }
    expect_version(envelope, instrument.version)?;
    may_be_numbered(cx, instrument)?;
    entry_is_sound(cx, &entry)?;
    follows_the_signature(instrument, &entry)?;
    let agency = envelope.actor.agency().ok_or(Refusal::NotFound)?;
    let (year, _, _) = entry.day.ymd();
    let register = Register { agency, book: RegisterBook::of(instrument.kind), year };
    let serial = serial_of(facts, instrument, register, &entry)?;
    is_unused(facts, &cx.rules.directory, gate.agency, (instrument, serial, &entry))?;
    let event = Event::InstrumentNumbered {
        register,
        serial,
        symbol: entry.symbol.to_owned(),
        day: entry.day,
        reason: entry.reason.map(str::to_owned),
    };
    Ok(on_root(envelope, instrument, vec![event]))
}

/// Only what is signed is numbered and sealed (Decree 30/2020 art. 15): by policy a
/// second person's approval is the signature. What went out before may be entered
/// afterwards.
fn may_be_numbered(cx: &Context<'_>, instrument: &Instrument) -> Result<(), Refusal> {
    match instrument.state {
        S::Withdrawn | S::Lapsed => Err(Refusal::InstrumentState),
        S::Issued => Ok(()),
        S::Draft | S::Submitted | S::Returned | S::Approved => {
            let signed = !cx.rules.policy.approval.of(instrument.kind) || is_approved(instrument);
            if signed { Ok(()) } else { Err(Refusal::ApprovalRequired) }
        }
    }
}

fn entry_is_sound(cx: &Context<'_>, entry: &Entry<'_>) -> Result<(), Refusal> {
    if entry.serial.is_some_and(|serial| !(1..=MOST_SERIAL).contains(&serial)) {
        return Err(Refusal::AmountInvalid { pointer: "/serial".to_owned() });
    }
    check::text(entry.symbol, "/symbol", SYMBOL)?;
    if entry.day > Zone::HANOI.day_of(cx.now) {
        return Err(Refusal::DecisionDay);
    }
    check::optional(entry.reason, "/note", TEXT)
}

/// A document bears no day before it was signed, and the decision after minutes none
/// before those. What states its day is entered under that one.
fn follows_the_signature(instrument: &Instrument, entry: &Entry<'_>) -> Result<(), Refusal> {
    if instrument.stated().is_some() {
        return Ok(());
    }
    let is_urgent = instrument.content.order().is_some_and(OrderContent::is_urgent);
    let made = instrument.drafted_at.filter(|_| is_urgent);
    let first = made.max(instrument.approval.map(|approval| approval.at));
    let is_before = first.is_some_and(|first| entry.day < Zone::HANOI.day_of(first));
    if is_before { Err(Refusal::DecisionDay) } else { Ok(()) }
}

/// The number: the one named, the one the decision states, or the next. A register
/// begins where the one on paper ended; from then on a number out of turn has a
/// reason.
fn serial_of(
    facts: &Facts,
    instrument: &Instrument,
    register: Register,
    entry: &Entry<'_>,
) -> Result<u32, Refusal> {
    let empty = Given::default();
    let given = facts.registers.get(&register).unwrap_or(&empty);
    let serial = match instrument.stated() {
        Some(stated) => Some(as_stated(stated, entry)?),
        None => entry.serial,
    };
    let pointer = || "/serial".to_owned();
    let serial = serial.unwrap_or_else(|| given.next());
    if given.has(serial) {
        return Err(Refusal::NumberTaken { pointer: pointer() });
    }
    if given.last.is_some() && serial != given.next() && entry.reason.is_none() {
        return Err(Refusal::NumberOutOfTurn { pointer: pointer(), next: given.next() });
    }
    if serial > MOST_SERIAL {
        return Err(Refusal::AmountInvalid { pointer: pointer() });
    }
    Ok(serial)
}

/// A decision that states its number is entered under that one.
fn as_stated(stated: &Numbered, entry: &Entry<'_>) -> Result<u32, Refusal> {
    let differs = |field: &str| Err(Refusal::NumberDiffers { pointer: format!("/{field}") });
    let Some((serial, symbol)) = parts(&stated.number) else {
        return differs("serial");
    };
    if entry.serial.is_some_and(|one| one != serial) || !(1..=MOST_SERIAL).contains(&serial) {
        return differs("serial");
    }
    if entry.symbol != symbol {
        return differs("symbol");
    }
    if entry.day == stated.day { Ok(serial) } else { differs("day") }
}

/// No order that states its own number, of whatever kind, bears this one already (I-3):
/// the book is one for all.
fn is_unused(
    facts: &Facts,
    directory: &Directory,
    agency: AgencyId,
    (instrument, serial, entry): (&Instrument, u32, &Entry<'_>),
) -> Result<(), Refusal> {
    if !instrument.kind.is_order() {
        return Ok(());
    }
    let number = Numbered { number: printed(serial, entry.symbol), day: entry.day };
    let orders = || InstrumentKind::CODED.iter().filter(|kind| kind.is_order());
    let family = directory.agency_family(agency);
    let keys = family.into_iter().flat_map(|agency| {
        let number = &number;
        orders().map(move |kind| OrderNumber::of(agency, *kind, number))
    });
    let mut holders = keys.filter_map(|key| facts.numbers.get(&key));
    if holders.any(|holder| *holder != instrument.id) {
        return Err(Refusal::OrderNumberTaken);
    }
    Ok(())
}

/// The register gave no other document the number that a decision states (I-3).
pub(super) fn gave_to_none(
    facts: &Facts,
    directory: &Directory,
    agency: AgencyId,
    (decision, instrument): (&Numbered, Option<InstrumentId>),
) -> Result<(), Refusal> {
    let Some((serial, symbol)) = parts(&decision.number) else {
        return Ok(());
    };
    let (year, _, _) = decision.day.ymd();
    for agency in directory.agency_family(agency) {
        let register = Register { agency, book: RegisterBook::Decision, year };
        let holder = facts.registers.get(&register).and_then(|given| given.taken.get(&serial));
        let holder = holder.filter(|holder| holder.symbol == symbol);
        if holder.is_some_and(|holder| Some(holder.instrument) != instrument) {
            return Err(Refusal::OrderNumberTaken);
        }
    }
    Ok(())
}

/// By policy an order has the number that the clerk gives it, and states none itself.
pub(super) fn states_none(cx: &Context<'_>, content: &OrderContent) -> Result<(), Refusal> {
    if cx.rules.policy.register.required && content.decision.is_some() {
        return Err(Refusal::NumberByClerk { pointer: "/decision".to_owned() });
    }
    Ok(())
}

/// By policy an order goes out with its number and seal; minutes have none.
pub(super) fn is_numbered(
    cx: &Context<'_>,
    content: &OrderContent,
    instrument: Option<&Instrument>,
) -> Result<(), Refusal> {
    let wanted = cx.rules.policy.register.required && !content.is_urgent();
    let given = instrument.is_some_and(|one| one.registered.is_some());
    if wanted && !given { Err(Refusal::NumberMissing) } else { Ok(()) }
}

/// Signed, and numbered where policy wants that: an order may go out.
pub(super) fn may_leave(
    cx: &Context<'_>,
    content: &OrderContent,
    instrument: &Instrument,
) -> Result<(), Refusal> {
    if cx.rules.policy.approval.of(instrument.kind) && !is_approved(instrument) {
        return Err(Refusal::ApprovalRequired);
    }
    is_numbered(cx, content, Some(instrument))
}

/// What is numbered and sealed is not rewritten: it is taken back, and another
/// written.
pub(super) const fn may_be_rewritten(instrument: &Instrument) -> Result<(), Refusal> {
    if instrument.registered.is_some() { Err(Refusal::NumberGiven) } else { Ok(()) }
}

/// The decision that follows minutes bears the number the clerk gave it; by policy it
/// has one.
pub(super) fn confirms_by_register(
    cx: &Context<'_>,
    instrument: &Instrument,
    decision: &Numbered,
) -> Result<(), Refusal> {
    let Some(registered) = instrument.registered.as_ref() else {
        let required = cx.rules.policy.register.required;
        return if required { Err(Refusal::NumberMissing) } else { Ok(()) };
    };
    if is_same(&registered.numbered(), decision) {
        return Ok(());
    }
    Err(Refusal::NumberDiffers { pointer: "/decision/number".to_owned() })
}
