//! The money of a case: books, duties, payments, receiving accounts.

pub(crate) mod answered;
pub(crate) mod books;
mod concession;
mod debtor_notice;
mod duty;
pub(crate) mod holder;
pub(crate) mod income;
mod law;
pub(crate) mod objection;
pub(crate) mod obligation;
mod payee;
mod prosecution;
mod remittance;
mod returned;
pub(crate) mod shared;
mod statement;

use self::books::Books;
use super::{Decision, done, expect_version, permit};
use crate::case::{CaseState, Gate};
use crate::command::{Command, Entry, Envelope};
use crate::context::Context;
use crate::event::{Event, Root};
use crate::facts::Facts;
use crate::policy::Belongs;
use crate::refusal::Refusal;
use crate::time::{Day, Zone};

pub(super) fn decide(
    facts: &Facts,
    envelope: &Envelope,
    cx: &mut Context<'_>,
) -> Result<Decision, Refusal> {
    use Command as C;
    if let C::ProposePayee { .. } | C::ApprovePayee { .. } | C::RetirePayee { .. } =
        &envelope.command
    {
        return payee::decide(facts, envelope, cx);
    }
    if envelope.command.statement().is_some() {
        return statement::decide(facts, envelope, cx);
    }
    let case = envelope.command.money().ok_or(Refusal::NotFound)?;
    let gate = facts.gates.get(&case).ok_or(Refusal::NotFound)?;
    if concession::is_one(&envelope.command) {
        return concession::decide(facts, envelope, gate, cx);
    }
    permit(envelope, &Belongs::to_case(gate), cx)?;
    let mut books = Books::of(facts, envelope.actor.who, cx, gate)?;
    expect_version(envelope, books.ledger.version)?;
    let moved = match &envelope.command {
        C::MeetDuty { duty, proof, at, .. } => {
            duty::meet(&mut books, cx, *duty, (proof.as_str(), *at))
        }
        C::AcknowledgeCopies { instrument, .. } => {
            duty::acknowledge(facts, envelope, gate, &mut books, cx, *instrument)
        }
        C::StrikeDuty { duty, about, .. } => duty::strike(facts, &mut books, cx, *duty, *about),
        C::ConfirmRemittance { .. } | C::ReportShortfall { .. } | C::ConfirmShortfall { .. } => {
            remitted(facts, envelope, gate, &mut books, cx)
        }
        C::PayBack { duty, amount, day, note, .. } => {
            let paid = returned::PaidBack { amount: *amount, day: *day, note };
            returned::decide(facts, &mut books, cx, *duty, &paid)
        }
        // What is objected, served and paid happened, whatever became of the case.
        C::RecordObjection { .. }
        | C::AcceptObjection { .. }
        | C::RefuseObjection { .. }
        | C::DecideObjection { .. }
        | C::WithdrawObjection { .. } => objection::decide(envelope, gate, &mut books, cx),
        C::RecordProsecutorAct { .. }
        | C::AnswerProsecutorAct { .. }
        | C::CarryOutProsecutorAct { .. }
        | C::WithdrawProsecutorAct { .. } => {
            prosecution::decide(facts, envelope, gate, &mut books, cx)
        }
        C::ServeDebtorNotice { instrument, at, channel, proof, .. } => {
            let served = debtor_notice::Served { at: *at, channel: *channel, proof };
            debtor_notice::serve(envelope, &mut books, cx, *instrument, &served)
        }
        C::PostEntry { entry: Entry::Payment, amount, day, note, .. } => {
            obligation::paid(&mut books, cx, *amount, *day, note)
        }
        _ if gate.state == CaseState::Closed => Err(Refusal::CaseClosed),
        C::RecordDecisionNotice { notice, .. } => law::notified(&mut books, cx, notice),
        C::ChooseLaw { instrument, law, reason, .. } => {
            law::choose(facts, envelope, &mut books, cx, *instrument, (law, reason))
        }
        C::CompleteGrounds { .. } | C::RecordLiftGround { .. } => {
            duty::ground(envelope, &mut books, cx)
        }
        _ => obligation::decide(facts, envelope, &mut books, cx),
    }?;
    Ok(moved_all(envelope, gate, books, moved))
}

/// Money that a bank sent arrived, or not.
fn remitted(
    facts: &Facts,
    envelope: &Envelope,
    gate: &Gate,
    books: &mut Books,
    cx: &mut Context<'_>,
) -> Result<Moved, Refusal> {
    use Command as C;
    match &envelope.command {
        C::ConfirmRemittance { transfer, amount, day, reference, other_money, .. } => {
            let said = remittance::Said::ByHand { other_money: *other_money };
            let arrived = remittance::Arrived { amount: *amount, day: *day, reference, said };
            remittance::confirm(facts, envelope, gate, books, cx, *transfer, &arrived)
        }
        C::ReportShortfall { transfer, reason, .. } => {
            let said = (*transfer, reason.as_str());
            remittance::report_short(facts, envelope, gate, books, cx, said)
        }
        C::ConfirmShortfall { transfer, .. } => {
            remittance::confirm_short(facts, envelope, gate, books, *transfer)
        }
        _ => Err(Refusal::NotFound),
    }
}

/// What the money's decision moves beside the books, and a second id for the
/// caller.
#[derive(Default)]
pub(super) struct Moved {
    others: Vec<(Root, Event)>,
    pub(super) id: Option<uuid::Uuid>,
}

fn moved_all(envelope: &Envelope, gate: &Gate, books: Books, moved: Moved) -> Decision {
    let mut reply = done(envelope, gate.case.0, books.version());
    if let super::Reply::Done(done) = &mut reply {
        done.other = moved.id;
    }
    let mut events: Vec<(Root, Event)> = books.into_events().collect();
    events.extend(moved.others);
    Decision { events, reply }
}

/// A day that is not still to come.
pub(super) fn past_day(day: Day, cx: &Context<'_>, pointer: &str) -> Result<(), Refusal> {
    if day > Zone::HANOI.day_of(cx.now) {
        return Err(Refusal::DayInvalid { pointer: pointer.to_owned() });
    }
    Ok(())
}

/// Đồng above nothing, within what a case can be about.
pub(super) fn dong(amount: crate::money::Money, pointer: &str) -> Result<i64, Refusal> {
    if amount.currency() != crate::money::Currency::VND {
        return Err(Refusal::CurrencyMismatch { pointer: pointer.to_owned() });
    }
    sized(amount.minor(), pointer)
}

/// The most that one amount may be: a hundred million times a milliard, far
/// from where sums of a case could leave 64 bits.
const MOST: i64 = 100_000_000_000_000_000;

/// An amount above nothing and within bounds.
pub(super) fn sized(minor: i64, pointer: &str) -> Result<i64, Refusal> {
    if minor <= 0 || minor > MOST {
        return Err(Refusal::AmountInvalid { pointer: pointer.to_owned() });
    }
    Ok(minor)
}
