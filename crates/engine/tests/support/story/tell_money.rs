//! Events of the money of a case, in words.

use super::figures::{dong, minor, word};
use super::money::book_word;
use super::tell::local;
use super::{Story, objection};
use engine::id::{HoldId, ItemId};
use engine::identity::AccountNumber;
use engine::ledger::{Book, Duty, Hold, Interest, Ledger, Lift, MoneyEvent, Posting};

/// What an event says, after its code.
pub(super) fn event(story: &Story, ledger: &Ledger, event: &MoneyEvent) -> String {
    let hold = |id: HoldId, amount: i64| held(story, ledger, id, amount);
    match event {
        MoneyEvent::Opened { postings, .. }
        | MoneyEvent::Posted { postings }
        | MoneyEvent::ShareHandedBack { postings } => all(postings),
        MoneyEvent::Accrued { postings, to, .. } => format!("to {to}: {}", all(postings)),
        MoneyEvent::InterestSet { interest } => rate(interest.as_ref()),
        MoneyEvent::InterestSuspended { from, .. } => format!("from {from}"),
        MoneyEvent::InterestResumed { to } => format!("after {to}"),
        MoneyEvent::RateRecorded { rate } => {
            format!("{} on {}", rate.currency, rate.day)
        }
        MoneyEvent::ObligationEnded { how, .. } => word(how),
        MoneyEvent::DecisionNotified { notice } => {
            let law = &story.rules.law;
            let until = law.voluntary_until(notice.at).map_or_else(String::new, local);
            format!("{} {}, voluntary until {until}", word(notice.channel), local(notice.at))
        }
        MoneyEvent::LawChosen { choice } => {
            format!("{} by {}", story.label(choice.instrument), choice.law)
        }
        MoneyEvent::Protected { hold: id, amount, ground, .. } => {
            format!("{} by {ground}", hold(*id, *amount))
        }
        MoneyEvent::Reserved { transfers } => {
            list(transfers.iter().map(|one| story.paid_from(ledger, one, one.ordered)))
        }
        MoneyEvent::Paid { .. }
        | MoneyEvent::NotPaid { .. }
        | MoneyEvent::Remitted { .. }
        | MoneyEvent::HoldGave { .. }
        | MoneyEvent::RemittanceStated { .. }
        | MoneyEvent::RemittanceShort { .. }
        | MoneyEvent::Returned { .. } => of_payments(story, ledger, event),
        MoneyEvent::Lifting { lifts } => lifting(story, ledger, lifts),
        MoneyEvent::Lifted { item, freed, target, .. } => {
            let freeze = ledger.lift(*item).map(|lift| lift.freeze);
            let freeze = freeze.map_or("?".to_owned(), |id| story.freeze_name_of(ledger, id));
            let freed = list(freed.iter().map(|(id, amount)| hold(*id, *amount)));
            let freed = if freed.is_empty() { "nothing".to_owned() } else { freed };
            let of_income =
                ledger.lift(*item).is_some_and(|one| ledger.income(one.freeze).is_some());
            if of_income {
                return format!("{freeze} is told");
            }
            format!("{freed}; {freeze} catches up to {}", dong(*target))
        }
        MoneyEvent::NotLifted { item } => {
            let freeze = ledger.lift(*item).map(|lift| lift.freeze);
            freeze.map_or("?".to_owned(), |id| story.freeze_name_of(ledger, id))
        }
        MoneyEvent::ExcessStated { excess } => dong(*excess),
        MoneyEvent::IncomesAsked { .. }
        | MoneyEvent::IncomeRuns { .. }
        | MoneyEvent::InstalmentPaid { .. }
        | MoneyEvent::MonthBounded { .. }
        | MoneyEvent::IncomesEnded { .. } => of_incomes(story, ledger, event),
        MoneyEvent::ShareDelegated { .. }
        | MoneyEvent::ShareAccepted { .. }
        | MoneyEvent::ShareEnded { .. } => super::delegation::event(story, event),
        MoneyEvent::ActRecorded { .. }
        | MoneyEvent::ActAnswered { .. }
        | MoneyEvent::ActEnded { .. } => super::prosecution::event(story, ledger, event),
        MoneyEvent::ConcessionRecorded { .. } | MoneyEvent::ConcessionEnded { .. } => {
            super::concession::event(ledger, event)
        }
        event => of_freezes(story, ledger, event),
    }
}

fn lifting(story: &Story, ledger: &Ledger, lifts: &[Lift]) -> String {
    let hold = |id: HoldId, amount: i64| held(story, ledger, id, amount);
    let parts = lifts.iter().map(|lift| {
        let freeze = story.freeze_name_of(ledger, lift.freeze);
        let held = lift.lifting.iter().map(|(id, amount)| hold(*id, *amount));
        let held: Vec<String> = held.collect();
        let held = if held.is_empty() { "nothing counted".to_owned() } else { held.join(", ") };
        let whole = if lift.hold.is_none() { format!("whole {freeze}: ") } else { String::new() };
        format!("{whole}{held} ({})", lift.ground)
    });
    list(parts)
}

fn rate(interest: Option<&Interest>) -> String {
    let said = |one: &Interest| format!("{} % a year after {}", one.ppm / 10_000, one.posted_to);
    interest.map_or_else(|| "none".to_owned(), said)
}

fn of_payments(story: &Story, ledger: &Ledger, event: &MoneyEvent) -> String {
    let hold = |id: HoldId, amount: i64| held(story, ledger, id, amount);
    match event {
        MoneyEvent::Paid { transfer, paid, from_hold, reference, .. } => {
            let of = ledger.transfer(*transfer);
            let told = of.map_or("?".to_owned(), |one| story.paid_from(ledger, one, *paid));
            let held = of.is_some_and(|one| one.hold.is_some());
            let never = if from_hold == paid || !held {
                String::new()
            } else {
                format!(", {} of it from the hold", dong(*from_hold))
            };
            format!("{told} by {reference}{never}")
        }
        MoneyEvent::NotPaid { transfer } => {
            let known = ledger.transfer(*transfer);
            known.map_or_else(|| "?".to_owned(), |one| story.paid_from(ledger, one, one.ordered))
        }
        MoneyEvent::HoldGave { transfer, from_hold } => {
            let known = ledger.transfer(*transfer);
            known.map_or_else(|| "?".to_owned(), |one| story.paid_from(ledger, one, *from_hold))
        }
        MoneyEvent::Returned { duty, shares, postings } => {
            let of = ledger.duty(*duty).map_or("?".to_owned(), |one| story.duty_name(one));
            let shares = list(shares.iter().map(|(id, amount)| {
                let known = ledger.transfer(*id);
                known.map_or_else(|| "?".to_owned(), |one| story.paid_from(ledger, one, *amount))
            }));
            format!("{of} of {shares}: {}", all(postings))
        }
        MoneyEvent::RemittanceStated { reference, day, .. } => format!("{reference} of {day}"),
        MoneyEvent::RemittanceShort { transfer, shortfall } => {
            let known = ledger.transfer(*transfer);
            let of = known.map_or_else(
                || "?".to_owned(),
                |one| story.paid_from(ledger, one, shortfall.missing),
            );
            let sure = if shortfall.confirmed_by.is_some() { "confirmed" } else { "says one" };
            format!("{of}, {sure}")
        }
        MoneyEvent::Remitted {
            transfer,
            amount,
            reference,
            postings,
            from_hold,
            contradicts,
            ..
        } => {
            let of = ledger.transfer(*transfer).and_then(|one| one.hold);
            let of = of.map(|id| hold(id, *from_hold));
            let early = match of.filter(|_| *from_hold > 0) {
                Some(of) => format!(" ({of} not reported)"),
                None => String::new(),
            };
            let against = if *contradicts { " against the report" } else { "" };
            format!("{} by {reference}{early}{against}: {}", dong(*amount), all(postings))
        }
        _ => String::new(),
    }
}

fn of_incomes(story: &Story, ledger: &Ledger, event: &MoneyEvent) -> String {
    match event {
        MoneyEvent::IncomesAsked { incomes } => list(incomes.iter().map(|one| {
            format!("{} up to {} from {}", story.income_name(one), dong(one.total), one.first)
        })),
        MoneyEvent::IncomeRuns { item, accepted, .. } => {
            let how = if *accepted { "accepted" } else { "received" };
            format!("{} {how}", story.freeze_name_of(ledger, *item))
        }
        MoneyEvent::InstalmentPaid { transfer } => {
            let month = transfer.month.map(|month| month.to_string()).unwrap_or_default();
            let reference = transfer.reference.clone().unwrap_or_default();
            let name = story.freeze_name_of(ledger, transfer.item);
            format!("{name} {month} {} by {reference}", dong(transfer.paid))
        }
        MoneyEvent::MonthBounded { transfer, bound, beyond } => {
            let of = ledger.transfer(*transfer);
            let reference = of.and_then(|one| one.reference.clone()).unwrap_or_default();
            format!("{reference} to {}, {} above it", dong(*bound), dong(*beyond))
        }
        MoneyEvent::IncomesEnded { items, why } => {
            let names = list(items.iter().map(|item| story.freeze_name_of(ledger, *item)));
            format!("{names} ({})", word(why))
        }
        _ => String::new(),
    }
}

fn of_freezes(story: &Story, ledger: &Ledger, event: &MoneyEvent) -> String {
    let freeze = |item: &ItemId| story.freeze_name_of(ledger, *item);
    match event {
        MoneyEvent::FreezesAsked { freezes } => list(
            freezes
                .iter()
                .map(|one| format!("{} up to {}", story.freeze_name(one), dong(one.target))),
        ),
        MoneyEvent::FreezeStands { item, holds, .. } => {
            let holds = holds.iter().map(|one| {
                let unknown = if one.all_unknown { " (value not known)" } else { "" };
                format!("{} {}{unknown}", one.account.display(), minor(one.frozen, one.currency))
            });
            format!("{}: {}", freeze(item), list(holds))
        }
        MoneyEvent::Captured { item, reference, holds, caught, out_of_turn, .. } => {
            let caught = caught.iter().zip(holds).map(|((_, amount), one)| {
                format!("{} +{}", one.account.display(), minor(*amount, one.currency))
            });
            let caught = list(caught);
            let caught = if caught.is_empty() { "nothing".to_owned() } else { caught };
            let turn = if *out_of_turn { ", out of turn" } else { "" };
            format!("{} {reference}: {caught}{turn}", freeze(item))
        }
        MoneyEvent::PassedOver { item } => freeze(item),
        MoneyEvent::HolderDiffers { item, holds } => {
            let holds = holds.iter().filter_map(|id| ledger.hold(*id));
            format!("{} on {}", freeze(item), list(holds.map(|one| one.account.display())))
        }
        MoneyEvent::NeighbourFound { neighbour } => {
            let case = story.case_label(ledger.case);
            format!("{case}: call {}", story.office(neighbour.agency, neighbour.officer))
        }
        MoneyEvent::FreezesEnded { items, why } => {
            let why = word(why);
            format!("{} ({why})", list(items.iter().map(freeze)))
        }
        MoneyEvent::FreezeConfirmed { instrument } => story.label(*instrument).to_owned(),
        MoneyEvent::Retargeting { freezes } => {
            let each = freezes.iter();
            list(each.map(|(item, to)| format!("{} to {}", freeze(item), dong(to.target))))
        }
        MoneyEvent::Retargeted { freeze: item, target, accounts } => {
            let on = match accounts.as_deref() {
                None => String::new(),
                Some([]) => " on every account".to_owned(),
                Some(named) => {
                    let named: Vec<String> = named.iter().map(AccountNumber::display).collect();
                    format!(" on {}", named.join(", "))
                }
            };
            format!("{} catches up to {}{on}", freeze(item), dong(*target))
        }
        event => of_duties(story, ledger, event),
    }
}

fn of_duties(story: &Story, ledger: &Ledger, event: &MoneyEvent) -> String {
    match event {
        MoneyEvent::DutyOpened { duty } => {
            let amount =
                if duty.amount == 0 { String::new() } else { format!(" {}", dong(duty.amount)) };
            format!("{}{amount}, due {}", story.duty_name(duty), due(duty))
        }
        MoneyEvent::DutyEnded { duty, state, .. } => {
            let name = ledger.duty(*duty).map_or("?".to_owned(), |one| story.duty_name(one));
            format!("{name} {state:?}")
                .replace("Void", "owed no more")
                .replace("Met", "met")
                .replace("Late", "late")
        }
        MoneyEvent::CopyAcknowledged { duties, .. } => {
            let named = duties.iter().filter_map(|id| ledger.duty(*id));
            let named: Vec<String> = named.map(|duty| story.duty_name(duty)).collect();
            named.join(", ")
        }
        MoneyEvent::DutyStruck { duty, late_since } => {
            let name = ledger.duty(*duty).map_or("?".to_owned(), |one| story.duty_name(one));
            format!("{name} late since {}", local(*late_since))
        }
        event => objection::event(story, ledger, event),
    }
}

/// When a duty is due.
pub(super) fn due(duty: &Duty) -> String {
    duty.due.map_or_else(|| "immediately".to_owned(), local)
}

fn held(story: &Story, ledger: &Ledger, id: HoldId, amount: i64) -> String {
    let name =
        |hold: &Hold| format!("{} {}", story.hold_name(ledger, hold), minor(amount, hold.currency));
    ledger.hold(id).map_or_else(|| "?".to_owned(), name)
}

fn list(words: impl Iterator<Item = String>) -> String {
    words.collect::<Vec<_>>().join(", ")
}

fn all(postings: &[Posting]) -> String {
    if postings.is_empty() { "nothing".to_owned() } else { list(postings.iter().map(posted)) }
}

/// `5.000.000 on cost`, `60.000.000 off principal`, `1.000.000 into suspense`.
fn posted(posting: &Posting) -> String {
    let Posting { debit, credit, amount, .. } = posting;
    let amount = dong(*amount);
    match (debit, credit) {
        (Book::Suspense, Book::Received) => format!("{amount} out of suspense"),
        (Book::Received, Book::Suspense) => format!("{amount} into suspense"),
        (debit, Book::Title) if debit.is_debt() => format!("{amount} on {}", book_word(*debit)),
        (Book::Received, credit) if credit.is_debt() => {
            format!("{amount} off {}", book_word(*credit))
        }
        (Book::Waived, credit) if credit.is_debt() => {
            format!("{amount} of {} waived", book_word(*credit))
        }
        _ => format!("{amount} back from {} to {}", book_word(*credit), book_word(*debit)),
    }
}
