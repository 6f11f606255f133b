//! Whether a report on an order is sound: hostile until checked (API10).

use super::check::{self, LINE, TEXT};
use crate::answer::{Outcome, Scope};
use crate::context::Context;
use crate::execution::{CapturedAccount, FrozenAccount, ReleasedAccount};
use crate::id::ItemId;
use crate::identity::AccountNumber;
use crate::ledger::{Hold, Ledger};
use crate::money::Money;
use crate::order::OrderRequest;
use crate::refusal::Refusal;
use crate::time::{Day, Instant, Zone};
use std::collections::HashSet;

/// How many days ahead an institution may date the value of a payment.
const VALUE_DAYS: i32 = 7;

/// What a report is judged by.
pub(super) struct Report<'a> {
    pub(super) item: ItemId,
    pub(super) order: &'a OrderRequest,
    pub(super) ledger: &'a Ledger,
    pub(super) arrived: Instant,
    /// Where the report stands in the request.
    pub(super) pointer: &'a str,
}

impl Report<'_> {
    pub(super) fn is_sound(&self, body: &Outcome, cx: &Context<'_>) -> Result<(), Refusal> {
        let pointer = self.pointer;
        match (self.order, body) {
            (_, Outcome::Refused { ground, reasons }) => {
                // Money that the law protects is not paid: a ground too.
                let protected = matches!(self.order, OrderRequest::Deduct { .. })
                    && cx.rules.law.has_exemption(ground);
                if !cx.rules.law.has_ground(ground) && !protected {
                    return Err(Refusal::GroundUnknown { pointer: format!("{pointer}/ground") });
                }
                check::text(reasons, &format!("{pointer}/reasons"), TEXT)
            }
            (OrderRequest::Freeze { .. }, Outcome::None { tried, as_of, scope }) => {
                check::count(tried.len(), &format!("{pointer}/tried"), 20)?;
                if let Scope::Branch { branch } = scope {
                    check::text(branch, &format!("{pointer}/scope/branch"), LINE)?;
                }
                super::answer::not_future(*as_of, self.arrived, &format!("{pointer}/as_of"))
            }
            (OrderRequest::Freeze { .. }, Outcome::Frozen { accounts }) => {
                self.frozen(accounts, cx)
            }
            (OrderRequest::Deduct { .. }, Outcome::Paid { paid, reference, value_day }) => {
                self.paid(*paid, reference, *value_day)
            }
            (OrderRequest::Release { freeze, .. }, Outcome::Released { accounts }) => {
                self.released(*freeze, accounts)
            }
            (OrderRequest::Amend { .. }, Outcome::Amended) => Ok(()),
            (OrderRequest::IncomeDeduction { .. }, Outcome::IncomeAccepted { monthly_income }) => {
                let pointer = format!("{pointer}/monthly_income");
                monthly_income.map_or(Ok(()), |one| super::money::dong(one, &pointer).map(drop))
            }
            _ => Err(Refusal::FindingsMismatch { pointer: format!("{pointer}/outcome") }),
        }
    }

    /// An account that the order does not name may have been frozen all the same:
    /// that is a fact, and somebody owes its release.
    fn frozen(&self, accounts: &[FrozenAccount], cx: &Context<'_>) -> Result<(), Refusal> {
        let pointer = format!("{}/accounts", self.pointer);
        check::count(accounts.len(), &pointer, cx.rules.policy.bounds.findings)?;
        each_once(accounts.iter().map(|account| &account.number), &pointer)?;
        for (index, account) in accounts.iter().enumerate() {
            let at = |field: &str| format!("{pointer}/{index}/{field}");
            amounts_are_sound(account, cx, &at)?;
            let mut known = self.ledger.holds_of(self.item);
            if let Some(hold) = known.find(|hold| hold.account == account.number) {
                let freeze = self.ledger.freeze(self.item);
                let later = freeze.map_or(0, |freeze| freeze.caught_on(hold.id));
                restated(hold, later, account.frozen, &at)?;
            }
        }
        Ok(())
    }

    fn paid(&self, paid: Money, reference: &str, value_day: Day) -> Result<(), Refusal> {
        let pointer = self.pointer;
        super::money::dong(paid, &format!("{pointer}/paid"))?;
        check::text(reference, &format!("{pointer}/reference"), LINE)?;
        let today = Zone::HANOI.day_of(self.arrived);
        if value_day > today.plus_days(VALUE_DAYS) {
            return Err(Refusal::DayInvalid { pointer: format!("{pointer}/value_day") });
        }
        Ok(())
    }

    fn released(&self, freeze: ItemId, accounts: &[ReleasedAccount]) -> Result<(), Refusal> {
        let pointer = format!("{}/accounts", self.pointer);
        if !accounts.is_empty() {
            check::count(accounts.len(), &pointer, 2_000)?;
        }
        each_once(accounts.iter().map(|account| &account.number), &pointer)?;
        for (index, account) in accounts.iter().enumerate() {
            let at = |field: &str| format!("{pointer}/{index}/{field}");
            let mut holds = self.ledger.holds_of(freeze);
            let hold = holds.find(|hold| hold.account == account.number);
            // An account not heard of may be freed before its freeze is reported.
            if hold.is_some_and(|hold| account.amount.currency() != hold.currency) {
                return Err(Refusal::CurrencyMismatch { pointer: at("amount") });
            }
            if account.amount.is_negative() {
                return Err(Refusal::AmountInvalid { pointer: at("amount") });
            }
        }
        Ok(())
    }
}

fn each_once<'a>(
    numbers: impl Iterator<Item = &'a AccountNumber>,
    pointer: &str,
) -> Result<(), Refusal> {
    let mut seen = HashSet::new();
    for (index, number) in numbers.enumerate() {
        if !seen.insert(number) {
            return Err(Refusal::AccountTwice { pointer: format!("{pointer}/{index}/number") });
        }
    }
    Ok(())
}

fn amounts_are_sound(
    account: &FrozenAccount,
    cx: &Context<'_>,
    at: &dyn Fn(&str) -> String,
) -> Result<(), Refusal> {
    let frozen = account.frozen;
    if frozen.is_negative() || (account.all_unknown && frozen.minor() != 0) {
        return Err(Refusal::AmountInvalid { pointer: at("frozen") });
    }
    if frozen.minor() > 0 {
        super::money::sized(frozen.minor(), &at("frozen"))?;
    }
    for (field, amount) in [
        ("at_receipt", account.at_receipt),
        ("at_freeze", account.at_freeze),
        ("left_between", account.left_between),
        ("protected", account.protected),
    ] {
        let Some(amount) = amount else { continue };
        if amount.currency() != frozen.currency() {
            return Err(Refusal::CurrencyMismatch { pointer: at(field) });
        }
        // A balance may be below nothing; what left or is protected may not.
        let balance = matches!(field, "at_receipt" | "at_freeze");
        if !balance && amount.is_negative() {
            return Err(Refusal::AmountInvalid { pointer: at(field) });
        }
    }
    if account.protected.is_some_and(|protected| protected.minor() > frozen.minor()) {
        return Err(Refusal::AmountInvalid { pointer: at("protected") });
    }
    match &account.protected_by {
        Some(ground) if !cx.rules.law.has_exemption(ground) => {
            Err(Refusal::GroundUnknown { pointer: at("protected_by") })
        }
        None if account.protected.is_some() => {
            Err(Refusal::GroundUnknown { pointer: at("protected_by") })
        }
        _ => Ok(()),
    }
}

/// What was taken, freed or is on its way was there, then or by what came later. An
/// institution that finds less than is ordered answers the order first.
fn restated(
    hold: &Hold,
    later: i64,
    frozen: Money,
    at: &dyn Fn(&str) -> String,
) -> Result<(), Refusal> {
    if frozen.currency() != hold.currency {
        return Err(Refusal::CurrencyMismatch { pointer: at("frozen") });
    }
    let done = hold.deducted.saturating_add(hold.released);
    // Two releases may wait for the same money.
    let bound = hold.reserved.saturating_add(hold.lifting).min(hold.remaining());
    let least = done.saturating_add(bound).saturating_sub(later);
    if frozen.minor() < least {
        return Err(Refusal::RestatedBelow { pointer: at("frozen"), least });
    }
    Ok(())
}

/// What a standing freeze caught later.
pub(super) fn captures_are_sound(
    reference: &str,
    accounts: &[CapturedAccount],
) -> Result<(), Refusal> {
    check::text(reference, "/reference", LINE)?;
    check::count(accounts.len(), "/accounts", 200)?;
    each_once(accounts.iter().map(|account| &account.number), "/accounts")?;
    for (index, account) in accounts.iter().enumerate() {
        super::money::sized(account.amount.minor(), &format!("/accounts/{index}/amount"))?;
    }
    Ok(())
}
