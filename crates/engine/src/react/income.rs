//! Deductions from income, as they stand: which month is owed next, which has
//! collected enough, and who must be told to stop.

use crate::context::Context;
use crate::decide::money::books::{Books, Owed};
use crate::id::{InstitutionId, ItemId, PartyId};
use crate::law;
use crate::ledger::{DutyKind, DutyState, Income, IncomeEnd, Ledger, MoneyEvent};
use crate::month::Month;

/// Limits that follow from how each income stands.
pub(super) fn limits(cx: &mut Context<'_>, books: &mut Books) {
    for income in books.ledger.incomes.clone() {
        let about = Some(income.instrument);
        if !income.is_live() {
            for kind in [DutyKind::Instalment, DutyKind::EndIncome] {
                books.owe_no_more(kind, about);
            }
        } else if books.ledger.is_covered(&income) {
            covered(cx, books, &income);
        } else {
            if !books.ledger.is_found_wrong(income.item) {
                books.owe_no_more(DutyKind::EndIncome, about);
            }
            months(cx, books, &income);
        }
    }
}

/// Stated at once: nothing more is to be taken, no month is owed, and the
/// officer owes the end within three working days (Law 106/2025 art. 95(3)).
fn covered(cx: &mut Context<'_>, books: &mut Books, income: &Income) {
    let about = Some(income.instrument);
    let (kind, event, start) = (DutyKind::EndIncome, law::Event::GroundArisen, cx.now);
    let amount = books.ledger.collected(income.item);
    let mut lifts = books.ledger.lifts.iter().filter(|lift| lift.freeze == income.item);
    // Its end is on its way.
    if lifts.all(|lift| lift.done) {
        books.owe(cx, &Owed { kind, about, event, start, amount });
    }
    books.owe_no_more(DutyKind::Instalment, about);
}

/// Months are owed from the executor's receipt, one after the other: the next
/// when the day of the one before has come, or it was reported.
fn months(cx: &mut Context<'_>, books: &mut Books, income: &Income) {
    if income.running_since.is_none() {
        return;
    }
    let mut month = income.first;
    while income.last.is_none_or(|last| month <= last) {
        let Some(start) = income.planned(month) else {
            return;
        };
        let still_to_come = start > cx.now;
        if is_settled(&books.ledger, income, month) {
            month = month.plus(1);
            continue;
        }
        let limit = books.ledger.month_limit(income, month);
        if limit.is_none_or(|duty| duty.state == DutyState::Void) {
            let (kind, event) = (DutyKind::Instalment, law::Event::Planned);
            books.owe(cx, &Owed { kind, about: Some(income.instrument), event, start, amount: 0 });
        }
        if still_to_come {
            return;
        }
        month = month.plus(1);
    }
    let open = books.ledger.open_duties(DutyKind::Instalment);
    let waits = open.filter(|duty| duty.about == Some(income.instrument)).count() > 0;
    let over = income.last.and_then(|last| income.planned(last)).is_some_and(|at| at <= cx.now);
    if over && !waits {
        let (items, why) = (vec![income.item], IncomeEnd::Expired);
        books.note(MoneyEvent::IncomesEnded { items, why });
    }
}

/// Whether a month was reported, or somebody said what became of it.
fn is_settled(ledger: &Ledger, income: &Income, month: Month) -> bool {
    let met = |state| matches!(state, DutyState::Met | DutyState::Late);
    ledger.instalments(income.item).any(|one| one.month == Some(month))
        || ledger.month_limit(income, month).is_some_and(|duty| met(duty.state))
}

/// Whose income, why it ended, and which items at whom are to hear it.
pub(super) type Untold = (PartyId, IncomeEnd, Vec<(ItemId, InstitutionId)>);

/// Who still deducts what is no longer ordered: one debtor's at a time.
pub(super) fn untold(cx: &Context<'_>, ledger: &Ledger) -> Option<Untold> {
    let must_hear = |income: &&Income| {
        income.accepted_at.is_some()
            && income.ended.is_some_and(|ended| ended.why.is_told_by_service())
            && ledger.lifts.iter().all(|lift| lift.freeze != income.item || lift.failed)
            && !super::is_told_enough(ledger, income.item)
            && cx.rules.directory.addressable_today(income.institution).is_some()
    };
    let first = ledger.incomes.iter().find(must_hear)?;
    let why = first.ended?.why;
    let same = |one: &&Income| {
        one.debtor == first.debtor && one.ended.is_some_and(|ended| ended.why == why)
    };
    let all = ledger.incomes.iter().filter(must_hear).filter(same);
    Some((
        first.debtor,
        why,
        all.map(|one| (one.item, cx.rules.directory.heir(one.institution))).collect(),
    ))
}

/// The ground of an end by the service: the closed list.
pub(super) const fn ground(why: IncomeEnd) -> &'static str {
    match why {
        IncomeEnd::Terminated => "terminated",
        IncomeEnd::NotPossible
        | IncomeEnd::Withdrawn
        | IncomeEnd::Overtaken
        | IncomeEnd::Released
        | IncomeEnd::Expired => "overtaken",
    }
}
