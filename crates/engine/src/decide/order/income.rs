//! Deductions from income: what may be wrong with one, what the executor is
//! asked, and how one is ended.

use super::content::Order as Checked;
use super::holder;
use super::issue::Issue;
use crate::context::Context;
use crate::decide::money::books::Books;
use crate::decide::money::{dong, income::end};
use crate::event::Served;
use crate::id::{DemandId, ItemId};
use crate::ledger::{Income, IncomeEnd};
use crate::money::{Currency, Money};
use crate::month::Month;
use crate::order::{Monthly, Order, OrderContent, OrderRequest, ReleaseLine};
use crate::refusal::Refusal;
use crate::time::Zone;

/// How many months ahead the first may lie, and how many an order may last.
const AHEAD: i32 = 12;
const MOST_MONTHS: i32 = 600;

impl Checked<'_> {
    /// Everything wrong with a deduction from income but its receiving account.
    pub(super) fn income(&self, cx: &Context<'_>, problems: &mut Vec<Refusal>) {
        let order = &self.content.order;
        let Order::IncomeDeduction { executor, identity, total, monthly, keep, .. } = order else {
            return;
        };
        let directory = &cx.rules.directory;
        let pointer = || "/order/executor".to_owned();
        problems.extend(directory.to_address(*executor, pointer).err());
        // Another amount is another order, after this one has ended.
        let here = |one: &&Income| {
            directory.are_one(one.institution, *executor)
                && one.debtor == self.content.debtor
                && one.is_live()
        };
        if self.ledger.incomes.iter().any(|one| here(&one)) {
            problems.push(Refusal::IncomeStands { pointer: "/order/executor".to_owned() });
        }
        if self.ledger.is_suspended_at(&directory.family(*executor), self.content.debtor) {
            problems.push(Refusal::DeductionSuspended { pointer: "/order/executor".to_owned() });
        }
        problems.extend(self.total(*total).err());
        problems.extend(share(cx, *monthly).err());
        problems.extend(kept(*keep).err());
        problems.extend(months(cx, order));
        match identity {
            None => problems
                .push(Refusal::IdentityUnconfirmed { pointer: "/order/identity".to_owned() }),
            Some(identity) => {
                problems.extend(holder::is_sound(identity, cx).err());
                if self.may_know && cx.rules.law.has_identity(&identity.code) {
                    self.payer(identity, *executor, problems);
                }
            }
        }
    }

    fn total(&self, total: Money) -> Result<(), Refusal> {
        let pointer = "/order/total".to_owned();
        let outstanding = self.ledger.balances.outstanding();
        match dong(total, &pointer)? {
            _ if outstanding <= 0 => Err(Refusal::NothingOwed),
            total if total > outstanding => Err(Refusal::OwedExceeded { pointer, outstanding }),
            _ => Ok(()),
        }
    }
}

/// A part of the income is bounded by the law of the day: 30 of a hundred until
/// 30 June 2026 (Law 26/2008 art. 78), no number after it.
fn share(cx: &Context<'_>, monthly: Monthly) -> Result<(), Refusal> {
    let percent = match monthly {
        Monthly::Amount { amount } => return dong(amount, "/order/monthly/amount").map(drop),
        Monthly::Share { percent } => percent,
    };
    let pointer = "/order/monthly/percent".to_owned();
    if percent == 0 || percent > 100 {
        return Err(Refusal::AmountInvalid { pointer });
    }
    match cx.rules.law.income_share(Zone::HANOI.day_of(cx.now)) {
        Some(most) if percent > most => Err(Refusal::ShareExceeded { pointer, most }),
        _ => Ok(()),
    }
}

/// What stays the debtor's may be nothing, but it is said.
fn kept(keep: Money) -> Result<(), Refusal> {
    if keep.currency() == Currency::VND && keep.minor() == 0 {
        return Ok(());
    }
    dong(keep, "/order/keep").map(drop)
}

fn months(cx: &Context<'_>, order: &Order) -> Option<Refusal> {
    let Order::IncomeDeduction { first, day, last, .. } = *order else {
        return None;
    };
    let invalid = |field: &str| Some(Refusal::MonthInvalid { pointer: format!("/order/{field}") });
    let now = Month::at(cx.now);
    if first < now || first > now.plus(AHEAD) {
        return invalid("first");
    }
    if day == 0 || day > 31 {
        return invalid("day_of_month");
    }
    match last {
        Some(last) if last < first || last > first.plus(MOST_MONTHS) => invalid("last"),
        _ => None,
    }
}

/// What the executor is asked.
pub(super) fn request(
    issue: &Issue<'_>,
    cx: &Context<'_>,
    content: &OrderContent,
) -> Result<OrderRequest, Refusal> {
    let Order::IncomeDeduction { payee, total, monthly, keep, first, day, last, .. } =
        &content.order
    else {
        return Err(Refusal::NotFound);
    };
    let payee = issue.facts.payees.get(*payee).ok_or(Refusal::PayeeUnusable)?;
    let today = Zone::HANOI.day_of(issue.envelope.arrived);
    Ok(OrderRequest::IncomeDeduction {
        total: *total,
        monthly: *monthly,
        keep: *keep,
        at_most_percent: cx.rules.law.income_share(today),
        first: *first,
        day: *day,
        last: *last,
        pay_to: payee.pay_to(),
    })
}

/// The deduction as the books keep it: nothing is reserved, what is reported
/// counts.
pub(super) fn asked(
    issue: &Issue<'_>,
    content: &OrderContent,
    served: &Served,
    demand: DemandId,
    item: ItemId,
) -> Option<Income> {
    let Order::IncomeDeduction { payee, total, monthly, keep, first, day, last, .. } =
        &content.order
    else {
        return None;
    };
    Some(Income {
        item,
        demand,
        instrument: issue.id,
        institution: served.institution,
        debtor: content.debtor,
        payee: *payee,
        total: total.minor(),
        monthly: *monthly,
        keep: keep.minor(),
        first: *first,
        day: *day,
        last: *last,
        asked_at: issue.envelope.arrived,
        running_since: served.received_at,
        accepted_at: None,
        ended: None,
        proposer: issue.proposer(),
    })
}

/// Ends the deductions that a release names and that nobody has answered yet: they
/// are taken back, and whatever comes of them later is a fact (I-11). One that is
/// deducted from goes on until the executor says that it has ended it: a release
/// may be refused, or taken back.
pub(super) fn released(books: &mut Books, lines: &[ReleaseLine]) -> Vec<ItemId> {
    let named = |one: &Income| lines.iter().any(|line| line.freeze == one.item);
    let incomes = books.ledger.incomes.iter();
    let unanswered: Vec<ItemId> = incomes
        .filter(|one| named(one) && one.is_live() && one.accepted_at.is_none())
        .map(|one| one.item)
        .collect();
    end(books, IncomeEnd::Overtaken, |one| unanswered.contains(&one.item));
    unanswered
}
