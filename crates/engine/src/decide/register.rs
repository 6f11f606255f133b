//! Number and seal: the clerk's step (văn thư). What is entered in the register was
//! signed; it is rewritten no more, and what is taken back before it went out leaves
//! its number void, never free.

use super::check::{self, TEXT};
use super::instrument::{is_approved, on_root};
use super::{Decision, expect_version, permit};
use crate::command::{Command, Envelope};
use crate::context::Context;
use crate::event::Event;
use crate::facts::{Facts, OrderNumber};
use crate::id::AgencyId;
use crate::instrument::{Instrument, InstrumentKind, InstrumentState as S};
use crate::order::{Numbered, OrderContent};
use crate::policy::Belongs;
use crate::refusal::Refusal;
use crate::register::{Given, MOST_SERIAL, Register, RegisterBook, parts, printed};
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
        let same = known.void.is_none()
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
    let agency = envelope.actor.agency().ok_or(Refusal::NotFound)?;
    let (year, _, _) = entry.day.ymd();
    let register = Register { agency, book: RegisterBook::of(instrument.kind), year };
    let serial = serial_of(facts, instrument, register, &entry)?;
    is_unused(facts, gate.agency, instrument, serial, &entry)?;
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
    let order = instrument.content.order();
    let stated = order.and_then(|order| order.decision.as_ref());
    let serial = match stated {
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

/// No order that states its own number bears this one already (I-3).
fn is_unused(
    facts: &Facts,
    agency: AgencyId,
    instrument: &Instrument,
    serial: u32,
    entry: &Entry<'_>,
) -> Result<(), Refusal> {
    if instrument.kind == InstrumentKind::Inquiry {
        return Ok(());
    }
    for number in [printed(serial, entry.symbol), format!("{serial}/{}", entry.symbol)] {
        let number = Numbered { number, day: entry.day };
        let holder = facts.numbers.get(&OrderNumber::of(agency, instrument.kind, &number));
        if holder.is_some_and(|holder| *holder != instrument.id) {
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

/// By policy the decision that follows minutes bears the number the clerk gave it.
pub(super) fn confirms_by_register(
    cx: &Context<'_>,
    instrument: &Instrument,
    decision: &Numbered,
) -> Result<(), Refusal> {
    if !cx.rules.policy.register.required {
        return Ok(());
    }
    let registered = instrument.registered.as_ref().ok_or(Refusal::NumberMissing)?;
    if registered.numbered() == *decision {
        return Ok(());
    }
    Err(Refusal::NumberDiffers { pointer: "/decision/number".to_owned() })
}
