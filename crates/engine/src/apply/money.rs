//! Events of the money of a case.

use crate::delegation::{Delegation, DelegationState};
use crate::event::{Event, Recorded};
use crate::facts::Facts;
use crate::id::{CaseId, HoldId, ItemId, TransferId};
use crate::identity::AccountNumber;
use crate::ledger::{
    Acknowledged, Arrival, Capture, DutyState, Ended, Freeze, FreezeEnd, Hold, Income, IncomeEnd,
    IncomeEnded, Interest, Ledger, Lift, MoneyEvent, Objection, ObjectionState, PROTECTED, Posting,
    Protection, Suspended, Transfer, TransferState,
};
use crate::prosecution::{ActKind, ActOutcome, ActState, ProsecutorAct};
use crate::time::{Day, Instant};

pub(super) fn apply(facts: &mut Facts, case: CaseId, recorded: &Recorded) {
    let Event::Money(event) = &recorded.event else {
        return;
    };
    if let MoneyEvent::Opened { agency, .. } = event {
        facts.ledgers.insert(case, Ledger::empty(case, *agency));
    }
    facts.ledgers.change(case, |ledger| {
        ledger.version = recorded.version;
        change(ledger, event, recorded.at);
    });
    if let MoneyEvent::Opened { postings, .. }
    | MoneyEvent::Posted { postings }
    | MoneyEvent::Accrued { postings, .. }
    | MoneyEvent::Remitted { postings, .. }
    | MoneyEvent::ShareDelegated { postings, .. }
    | MoneyEvent::ShareEnded { postings, .. }
    | MoneyEvent::ShareHandedBack { postings }
    | MoneyEvent::Returned { postings, .. } = event
    {
        for (transfer, one) in postings.iter().filter_map(|one| Some((one.transfer?, one))) {
            facts.payments.entry(transfer).or_default().post(one);
        }
        // A later command of the batch may take one back.
        facts.postings.extend(postings.iter().map(|one| ((case, one.id), one.clone())));
        facts.reversed.extend(postings.iter().filter_map(|one| Some((case, one.reverses?))));
    }
}

/// Takes an event into the books. Deciding uses it too, to see what comes next.
pub(crate) fn change(ledger: &mut Ledger, event: &MoneyEvent, at: Instant) {
    match event {
        MoneyEvent::Opened { postings, .. }
        | MoneyEvent::Posted { postings }
        | MoneyEvent::ShareHandedBack { postings } => post(ledger, postings),
        MoneyEvent::ShareDelegated { .. }
        | MoneyEvent::ShareAccepted { .. }
        | MoneyEvent::ShareEnded { .. } => delegation(ledger, event),
        MoneyEvent::Accrued { .. }
        | MoneyEvent::InterestSet { .. }
        | MoneyEvent::InterestSuspended { .. }
        | MoneyEvent::InterestResumed { .. } => interest(ledger, event),
        MoneyEvent::RateRecorded { rate } => ledger.rates.push(rate.clone()),
        MoneyEvent::ObligationEnded { how, reason } => {
            ledger.closed = Some(crate::ledger::Closed { at, how: *how, reason: reason.clone() });
        }
        MoneyEvent::Reserved { transfers } => {
            for transfer in transfers {
                on_held(ledger, transfer.hold, |hold| hold.reserved += transfer.ordered);
            }
            ledger.transfers.extend(transfers.iter().cloned());
        }
        MoneyEvent::Paid { .. }
        | MoneyEvent::NotPaid { .. }
        | MoneyEvent::Remitted { .. }
        | MoneyEvent::HoldGave { .. }
        | MoneyEvent::RemittanceStated { .. }
        | MoneyEvent::RemittanceShort { .. }
        | MoneyEvent::Returned { .. } => payment(ledger, event),
        MoneyEvent::Lifting { lifts } => {
            for (hold, amount) in lifts.iter().flat_map(|lift| &lift.lifting) {
                on_hold(ledger, *hold, |hold| hold.lifting += amount);
            }
            ledger.lifts.extend(lifts.iter().cloned());
        }
        MoneyEvent::Lifted { item, freed, ahead, target } => {
            lifted(ledger, *item, freed, *target, at);
            for (hold, amount) in ahead {
                on_hold(ledger, *hold, |hold| {
                    hold.freed_ahead += amount;
                    hold.settle();
                });
            }
        }
        MoneyEvent::NotLifted { item } => not_lifted(ledger, *item),
        MoneyEvent::IncomesAsked { .. }
        | MoneyEvent::IncomeRuns { .. }
        | MoneyEvent::InstalmentPaid { .. }
        | MoneyEvent::MonthBounded { .. }
        | MoneyEvent::IncomesEnded { .. } => income(ledger, event, at),
        MoneyEvent::ExcessStated { excess } => ledger.excess = *excess,
        MoneyEvent::NeighbourFound { neighbour } => ledger.neighbours.push(*neighbour),
        MoneyEvent::DutyOpened { .. }
        | MoneyEvent::DutyEnded { .. }
        | MoneyEvent::CopyAcknowledged { .. }
        | MoneyEvent::DutyStruck { .. } => duty(ledger, event, at),
        MoneyEvent::ObjectionRecorded { .. }
        | MoneyEvent::ObjectionAccepted { .. }
        | MoneyEvent::ObjectionEnded { .. } => objection(ledger, event),
        MoneyEvent::ActRecorded { .. }
        | MoneyEvent::ActAnswered { .. }
        | MoneyEvent::ActEnded { .. } => act(ledger, event),
        MoneyEvent::ConcessionRecorded { concession: one } => ledger.concessions.push(*one.clone()),
        MoneyEvent::ConcessionEnded { .. } => conceded(ledger, event),
        MoneyEvent::DecisionNotified { notice } => ledger.notified = Some(notice.clone()),
        MoneyEvent::LawChosen { choice } => ledger.choices.push(choice.clone()),
        MoneyEvent::DebtorNoticeServed { notice } => ledger.notices.push(notice.clone()),
        _ => freezing(ledger, event, at),
    }
}

fn not_lifted(ledger: &mut Ledger, item: ItemId) {
    let waits = end_lift(ledger, item, true).map(|lift| lift.lifting);
    not_lifting(ledger, &waits.unwrap_or_default());
}

fn post(ledger: &mut Ledger, postings: &[Posting]) {
    for posting in postings {
        ledger.balances.post(posting);
    }
    ledger.postings.extend(postings.iter().cloned());
}

fn delegation(ledger: &mut Ledger, event: &MoneyEvent) {
    let on = |ledger: &mut Ledger, id, with: &dyn Fn(&mut Delegation)| {
        ledger.delegations.iter_mut().filter(|one| one.id == id).for_each(with);
    };
    match event {
        MoneyEvent::ShareDelegated { delegation, postings } => {
            post(ledger, postings);
            ledger.delegations.push(delegation.as_ref().clone());
        }
        MoneyEvent::ShareAccepted { delegation, case } => on(ledger, *delegation, &|one| {
            (one.state, one.case) = (DelegationState::Accepted, Some(*case));
        }),
        MoneyEvent::ShareEnded { delegation, state, end, postings } => {
            post(ledger, postings);
            on(ledger, *delegation, &|one| (one.state, one.end) = (*state, Some(end.clone())));
        }
        _ => {}
    }
}

fn interest(ledger: &mut Ledger, event: &MoneyEvent) {
    if let MoneyEvent::Accrued { postings, .. } = event {
        post(ledger, postings);
    }
    if let MoneyEvent::InterestSet { interest } = event {
        ledger.interest.clone_from(interest);
        return;
    }
    let Some(interest) = &mut ledger.interest else {
        return;
    };
    match event {
        MoneyEvent::Accrued { to, carried, .. } => {
            (interest.posted_to, interest.carried) = (*to, *carried);
        }
        MoneyEvent::InterestSuspended { from, reason } => {
            let (from, reason) = (*from, reason.clone());
            interest.suspended.push(Suspended { from, to: None, reason });
        }
        MoneyEvent::InterestResumed { to } => resume(interest, *to),
        _ => {}
    }
}

fn resume(interest: &mut Interest, to: Day) {
    if let Some(open) = interest.suspended.iter_mut().find(|one| one.to.is_none()) {
        open.to = Some(to);
    }
}

fn freezing(ledger: &mut Ledger, event: &MoneyEvent, at: Instant) {
    match event {
        MoneyEvent::FreezesAsked { freezes } => ledger.freezes.extend(freezes.iter().cloned()),
        MoneyEvent::FreezeStands { item, at, holds, received } => {
            restate(ledger, holds);
            on_freeze(ledger, *item, |freeze| {
                freeze.standing_since.get_or_insert(*at);
                freeze.received_at = freeze.received_at.or(*received);
                // Not there, it said, and now it is; who may not stand any more has
                // ended by that.
                if freeze.found_nothing() {
                    freeze.ended = freeze.revoked.map(|why| Ended { at: *at, why });
                }
            });
        }
        MoneyEvent::Captured { item, reference, holds, caught, report, out_of_turn } => {
            restate(ledger, holds);
            let (reference, caught) = (reference.clone(), caught.clone());
            let (report, out_of_turn) = (*report, *out_of_turn);
            on_freeze(ledger, *item, |freeze| {
                freeze.captures.push(Capture { reference, at, caught, report, out_of_turn });
            });
        }
        MoneyEvent::FreezesEnded { items, why } => {
            for item in items {
                on_freeze(ledger, *item, |freeze| {
                    if freeze.found_nothing() {
                        freeze.revoked.get_or_insert(*why);
                    }
                    freeze.ended.get_or_insert(Ended { at, why: *why });
                    freeze.retarget = None;
                });
            }
        }
        MoneyEvent::FreezeConfirmed { instrument } => {
            let freezes = ledger.freezes.iter_mut();
            for freeze in freezes.filter(|freeze| freeze.instrument == *instrument) {
                freeze.by_minutes = false;
            }
        }
        MoneyEvent::Retargeting { freezes } => {
            for (item, retarget) in freezes {
                on_freeze(ledger, *item, |freeze| freeze.retarget = Some(*retarget));
            }
        }
        MoneyEvent::Retargeted { freeze, target, accounts } => {
            on_freeze(ledger, *freeze, |freeze| {
                freeze.target = *target;
                freeze.retarget = None;
            });
            if let Some(accounts) = accounts {
                renamed(ledger, *freeze, accounts);
            }
        }
        MoneyEvent::Protected { hold, amount, ground, .. } => on_hold(ledger, *hold, |hold| {
            let (ground, amount) = (ground.clone(), *amount);
            hold.protect(Protection { ground, by_institution: false, amount });
        }),
        _ => {}
    }
}

/// It is about other accounts from now on.
fn renamed(ledger: &mut Ledger, item: ItemId, accounts: &[AccountNumber]) {
    let everything = accounts.is_empty();
    on_freeze(ledger, item, |freeze| {
        freeze.everything = everything;
        freeze.accounts = accounts.to_vec();
    });
    for hold in ledger.holds.iter_mut().filter(|hold| hold.freeze == item) {
        hold.beyond_order = !everything && !accounts.contains(&hold.account);
    }
}

/// Holds as they are now: known ones by id, the rest new.
fn restate(ledger: &mut Ledger, holds: &[Hold]) {
    for hold in holds {
        match ledger.holds.iter_mut().find(|known| known.id == hold.id) {
            Some(known) => known.clone_from(hold),
            None => ledger.holds.push(hold.clone()),
        }
    }
}

fn payment(ledger: &mut Ledger, event: &MoneyEvent) {
    match event {
        MoneyEvent::Paid { transfer, paid, from_hold, reference, value_day } => {
            let moved = on_transfer(ledger, *transfer, |one| {
                let (reserved, taken) = (one.reserved(), one.taken);
                one.paid = *paid;
                one.state = if one.arrived >= *paid {
                    TransferState::Confirmed
                } else {
                    TransferState::InTransit
                };
                one.reference = Some(reference.clone());
                one.value_day = Some(*value_day);
                one.shortfall = None;
                // What arrived before, or was reported otherwise, is in it.
                one.taken = *from_hold;
                (one.hold, reserved, from_hold - taken)
            });
            give(ledger, moved);
        }
        MoneyEvent::NotPaid { transfer } => {
            let moved = on_transfer(ledger, *transfer, |one| {
                let (reserved, taken) = (one.reserved(), one.taken);
                // Money that is here was paid, whatever is said of it.
                one.paid = one.arrived;
                one.taken = taken.min(one.arrived);
                one.state =
                    if one.arrived > 0 { TransferState::Confirmed } else { TransferState::Void };
                (one.reference, one.value_day, one.shortfall) = (None, None, None);
                (one.hold, reserved, one.taken - taken)
            });
            give(ledger, moved);
        }
        MoneyEvent::Remitted { transfer, postings, from_hold, .. } => {
            post(ledger, postings);
            let moved = on_transfer(ledger, *transfer, |one| {
                let before = one.reserved();
                arrived(one, event);
                (one.hold, before - one.reserved(), *from_hold)
            });
            give(ledger, moved);
        }
        _ => after_payment(ledger, event),
    }
}

/// What is known of a payment later: where it came from, what a statement bears
/// out, what does not come.
fn after_payment(ledger: &mut Ledger, event: &MoneyEvent) {
    match event {
        MoneyEvent::HoldGave { transfer, from_hold } => {
            let moved = on_transfer(ledger, *transfer, |one| {
                let more = from_hold - std::mem::replace(&mut one.taken, *from_hold);
                (one.hold, 0, more)
            });
            give(ledger, moved);
        }
        MoneyEvent::RemittanceStated { transfer, reference, amount, day } => {
            on_transfer(ledger, *transfer, |one| {
                // The next line under the same reference is other money.
                if let Some(said) = one.said_by_hand(reference, *amount, *day) {
                    said.stated = true;
                }
            });
        }
        MoneyEvent::RemittanceShort { transfer, shortfall } => {
            on_transfer(ledger, *transfer, |one| {
                if shortfall.confirmed_by.is_some() {
                    one.state = TransferState::Confirmed;
                }
                one.shortfall = Some(shortfall.clone());
            });
        }
        MoneyEvent::Returned { duty, shares, postings } => {
            post(ledger, postings);
            for (transfer, amount) in shares {
                on_transfer(ledger, *transfer, |one| {
                    one.returned = one.returned.saturating_add(*amount);
                });
            }
            let back = crate::ledger::total(shares.iter().map(|(_, amount)| *amount));
            if let Some(owed) = ledger.duties.iter_mut().find(|one| one.id == *duty) {
                owed.returned = owed.returned.saturating_add(back);
            }
        }
        _ => {}
    }
}

/// What a hold gives to its payment: which, less what waited for it, how much is
/// gone.
fn give(ledger: &mut Ledger, moved: Option<(Option<HoldId>, i64, i64)>) {
    let Some((Some(hold), reserved, taken)) = moved else {
        return;
    };
    on_hold(ledger, hold, |hold| {
        hold.reserved -= reserved;
        hold.deducted += taken;
        hold.settle();
    });
}

fn on_transfer<T>(
    ledger: &mut Ledger,
    id: TransferId,
    with: impl FnOnce(&mut Transfer) -> T,
) -> Option<T> {
    ledger.transfers.iter_mut().find(|one| one.id == id).map(with)
}

fn income(ledger: &mut Ledger, event: &MoneyEvent, at: Instant) {
    match event {
        MoneyEvent::IncomesAsked { incomes } => ledger.incomes.extend(incomes.iter().cloned()),
        MoneyEvent::IncomeRuns { item, at, accepted } => on_income(ledger, *item, |income| {
            income.running_since.get_or_insert(*at);
            if *accepted {
                income.accepted_at.get_or_insert(*at);
                // It could not, it said, and now it does.
                let could_not = |ended: &IncomeEnded| ended.why == IncomeEnd::NotPossible;
                income.ended = income.ended.filter(|ended| !could_not(ended));
            }
        }),
        MoneyEvent::InstalmentPaid { transfer } => ledger.transfers.push(transfer.clone()),
        MoneyEvent::MonthBounded { transfer, bound, beyond } => {
            on_transfer(ledger, *transfer, |one| {
                one.bound = Some(*bound);
                one.beyond = one.beyond.saturating_add(*beyond);
            });
        }
        MoneyEvent::IncomesEnded { items, why } => {
            for item in items {
                on_income(ledger, *item, |income| {
                    income.ended.get_or_insert(IncomeEnded { at, why: *why });
                });
            }
        }
        _ => {}
    }
}

fn on_income(ledger: &mut Ledger, item: ItemId, with: impl FnOnce(&mut Income)) {
    if let Some(income) = ledger.incomes.iter_mut().find(|income| income.item == item) {
        with(income);
    }
}

fn arrived(transfer: &mut Transfer, event: &MoneyEvent) {
    let MoneyEvent::Remitted { amount, reference, postings, from_hold, stated, .. } = event else {
        return;
    };
    let (amount, reference, stated) = (*amount, reference.clone(), *stated);
    let day = postings.first().map(|posting| posting.day);
    transfer.arrived = transfer.arrived.saturating_add(amount);
    transfer.arrivals.push(Arrival { reference, amount, day, stated });
    // More came: what one person said, another cannot confirm any more.
    transfer.shortfall.take_if(|one| one.confirmed_by.is_none());
    let mut whole = transfer.paid;
    if !transfer.is_reported() {
        // Known as paid by its arrival; a part of what was ordered still waits for
        // the institution's answer.
        transfer.paid = transfer.arrived;
        transfer.taken = transfer.taken.saturating_add(*from_hold);
        whole = if transfer.state == TransferState::Reserved { transfer.ordered } else { 0 };
    }
    if transfer.arrived >= whole {
        transfer.state = TransferState::Confirmed;
    }
}

fn lifted(ledger: &mut Ledger, item: ItemId, freed: &[(HoldId, i64)], target: i64, at: Instant) {
    let Some(Lift { freeze, hold: part, lifting, ground, .. }) = end_lift(ledger, item, false)
    else {
        return;
    };
    not_lifting(ledger, &lifting);
    // Of what was released whole nothing is held, known or not.
    let gone = |hold: &&mut Hold| hold.freeze == freeze && part.is_none_or(|id| id == hold.id);
    for hold in ledger.holds.iter_mut().filter(gone) {
        hold.all_unknown = false;
    }
    for (hold, amount) in freed {
        on_hold(ledger, *hold, |hold| {
            hold.released += amount;
            if ground == PROTECTED {
                hold.unprotect(*amount);
            }
        });
    }
    on_freeze(ledger, freeze, |freeze| end_released(freeze, part.is_none(), target, at));
}

/// A release that nobody waits for any more, as it was. It may be carried out
/// though it was taken back, so it stays.
fn end_lift(ledger: &mut Ledger, item: ItemId, failed: bool) -> Option<Lift> {
    let lift = ledger.lifts.iter_mut().find(|lift| lift.item == item)?;
    let ended = lift.clone();
    lift.done = true;
    lift.failed = failed;
    lift.lifting.clear();
    Some(ended)
}

fn not_lifting(ledger: &mut Ledger, waits: &[(HoldId, i64)]) {
    for (hold, amount) in waits {
        on_hold(ledger, *hold, |hold| hold.lifting -= amount);
    }
}

/// A whole release ends the freeze; a part of it leaves no room for more.
fn end_released(freeze: &mut Freeze, whole: bool, target: i64, at: Instant) {
    freeze.target = target;
    if whole {
        freeze.ended.get_or_insert(Ended { at, why: FreezeEnd::Released });
    }
}

fn duty(ledger: &mut Ledger, event: &MoneyEvent, at: Instant) {
    match event {
        MoneyEvent::DutyOpened { duty } => ledger.duties.push(duty.clone()),
        MoneyEvent::DutyEnded { duty, state, proof, done_at } => {
            if let Some(known) = ledger.duties.iter_mut().find(|one| one.id == *duty) {
                known.state = *state;
                known.next_at = None;
                known.ended_at = Some(done_at.unwrap_or(at));
                known.proof.clone_from(proof);
                match state {
                    DutyState::Late => known.late_since = known.late_since.or(known.due),
                    // It was thought late until the evidence came.
                    DutyState::Met => known.late_since = None,
                    // What it was owed for ended, by its evidence, before it was late.
                    DutyState::Void
                        if known.due.zip(*done_at).is_some_and(|(due, at)| at < due) =>
                    {
                        known.late_since = None;
                    }
                    DutyState::Open | DutyState::Void => {}
                }
            }
        }
        MoneyEvent::CopyAcknowledged { duties, by } => {
            for known in ledger.duties.iter_mut().filter(|one| duties.contains(&one.id)) {
                known.acknowledged = Some(Acknowledged { at, by: *by });
            }
        }
        MoneyEvent::DutyStruck { duty, late_since } => {
            if let Some(known) = ledger.duties.iter_mut().find(|one| one.id == *duty) {
                known.late_since = Some(*late_since);
                known.next_at = None;
            }
        }
        _ => {}
    }
}

/// The same for a payment, which may be from no hold.
fn on_held(ledger: &mut Ledger, id: Option<HoldId>, with: impl FnOnce(&mut Hold)) {
    if let Some(id) = id {
        on_hold(ledger, id, with);
    }
}

fn objection(ledger: &mut Ledger, event: &MoneyEvent) {
    let mut on = |id, with: &dyn Fn(&mut Objection)| {
        if let Some(known) = ledger.objections.iter_mut().find(|one| one.id == id) {
            with(known);
        }
    };
    match event {
        MoneyEvent::ObjectionRecorded { objection } => {
            ledger.objections.push(objection.as_ref().clone());
        }
        MoneyEvent::ObjectionAccepted { objection, at } => on(*objection, &|known| {
            known.state = ObjectionState::Accepted;
            known.accepted_at = Some(*at);
        }),
        MoneyEvent::ObjectionEnded { objection, state, end } => on(*objection, &|known| {
            known.state = *state;
            known.end = Some(end.clone());
        }),
        _ => {}
    }
}

fn act(ledger: &mut Ledger, event: &MoneyEvent) {
    let mut on = |id, with: &dyn Fn(&mut ProsecutorAct)| {
        ledger.acts.iter_mut().filter(|one| one.id == id).for_each(with);
    };
    match event {
        MoneyEvent::ActRecorded { act } => ledger.acts.push(act.as_ref().clone()),
        MoneyEvent::ActAnswered { act, answer } => on(*act, &|one| {
            let accepts = answer.content.outcome != ActOutcome::NotAccepted;
            let waits = one.kind == ActKind::Protest && accepts;
            one.state = if waits { ActState::Accepted } else { ActState::Answered };
            one.answer = Some(answer.clone());
        }),
        MoneyEvent::ActEnded { act, state, end } => on(*act, &|one| {
            (one.state, one.end) = (*state, Some(end.clone()));
        }),
        _ => {}
    }
}

fn conceded(ledger: &mut Ledger, event: &MoneyEvent) {
    let MoneyEvent::ConcessionEnded { concession, state, end } = event else {
        return;
    };
    for one in ledger.concessions.iter_mut().filter(|one| one.id == *concession) {
        (one.state, one.end) = (*state, Some(end.clone()));
    }
}

fn on_hold(ledger: &mut Ledger, id: HoldId, with: impl FnOnce(&mut Hold)) {
    if let Some(hold) = ledger.holds.iter_mut().find(|hold| hold.id == id) {
        with(hold);
    }
}

fn on_freeze(ledger: &mut Ledger, item: ItemId, with: impl FnOnce(&mut Freeze)) {
    if let Some(freeze) = ledger.freezes.iter_mut().find(|freeze| freeze.item == item) {
        with(freeze);
    }
}
