//! What an officer is told of the accounts an order names, compared with what their
//! institutions said. An account may be known from elsewhere: nothing is refused.

use super::content::Order as Checked;
use crate::answer::Marker;
use crate::context::Context;
use crate::execution::Care;
use crate::id::InstitutionId;
use crate::identity::{AccountNumber, Holder};
use crate::ledger::Hold;
use crate::money::Currency;
use crate::order::{DeductLine, Order};
use crate::shown::ShownAccount;
use crate::warning::{Caution, Warning};

/// An account that an order names.
struct NamedAccount<'a> {
    institution: InstitutionId,
    number: &'a AccountNumber,
    pointer: String,
    /// Money is taken from it, and not only frozen.
    takes: bool,
}

impl Checked<'_> {
    /// Account by account, in the order they are named.
    pub(super) fn warnings(&self, cx: &Context<'_>) -> Vec<Warning> {
        match &self.content.order {
            Order::Freeze { at, .. } => {
                let named = at.iter().enumerate().flat_map(|(place, one)| {
                    one.accounts.iter().enumerate().map(move |(index, number)| NamedAccount {
                        institution: one.institution,
                        number,
                        pointer: format!("/order/at/{place}/accounts/{index}"),
                        takes: false,
                    })
                });
                named.flat_map(|one| self.of_named(&one)).collect()
            }
            Order::Deduct { lines, .. } => {
                let lines = lines.iter().enumerate();
                lines.flat_map(|(index, line)| self.of_line(index, line)).collect()
            }
            Order::Amend { lines } => {
                let named = lines.iter().enumerate().flat_map(|(place, line)| {
                    let freeze = self.ledger.freeze(line.freeze);
                    let accounts = line.accounts.iter().flatten().enumerate();
                    accounts.filter_map(move |(index, number)| {
                        let freeze = freeze.filter(|one| !one.accounts.contains(number))?;
                        let pointer = format!("/order/lines/{place}/accounts/{index}");
                        let institution = freeze.institution;
                        Some(NamedAccount { institution, number, pointer, takes: false })
                    })
                });
                named.flat_map(|one| self.of_named(&one)).collect()
            }
            Order::IncomeDeduction { executor, keep, first, .. } => {
                let floors = first.day(1).map(|day| cx.rules.law.income_floors(day));
                let least = floors.and_then(|floors| Some(floors.first()?.amount));
                let below = least.is_some_and(|least| keep.minor() < least);
                let (code, pointer) = (Caution::KeepBelowFloor, "/order/keep".to_owned());
                let warning = Warning { code, pointer, institution: *executor, account: None };
                below.then_some(warning).into_iter().collect()
            }
            Order::Release { .. } => Vec::new(),
        }
    }

    fn of_line(&self, index: usize, line: &DeductLine) -> Vec<Warning> {
        match line {
            DeductLine::Direct { institution, account, .. } => self.of_named(&NamedAccount {
                institution: *institution,
                number: account,
                pointer: format!("/order/lines/{index}/account"),
                takes: true,
            }),
            DeductLine::Held { hold, .. } => {
                let Some(hold) = self.ledger.hold(*hold) else {
                    return Vec::new();
                };
                // Its institution reported it: whether an inquiry did is no matter.
                let known = NamedAccount {
                    institution: hold.institution,
                    number: &hold.account,
                    pointer: format!("/order/lines/{index}/hold"),
                    takes: true,
                };
                let differs = self.holder_of(line).is_some_and(|(one, _)| one == Holder::Other);
                let cautions = differs.then_some(Caution::HolderDiffers).into_iter();
                known.told(cautions.chain(of_care(&hold.care)).collect())
            }
        }
    }

    fn of_named(&self, named: &NamedAccount<'_>) -> Vec<Warning> {
        let on = |one: &&ShownAccount| one.account.number == *named.number;
        let shown: Vec<&ShownAccount> = self.shown_at(named.institution).filter(on).collect();
        let reported = |hold: &Hold| {
            self.directory.are_one(hold.institution, named.institution)
                && hold.account == *named.number
        };
        if shown.is_empty() {
            let known = self.ledger.holds.iter().any(reported);
            return named.told(if known { Vec::new() } else { vec![Caution::AccountNotShown] });
        }
        let mut cautions = Vec::new();
        if self.holder(named.institution, Some(named.number), None) == Holder::Other {
            cautions.push(Caution::HolderDiffers);
        }
        let foreign = |one: &&ShownAccount| {
            one.account.balance.is_some_and(|balance| balance.currency() != Currency::VND)
        };
        if named.takes && shown.iter().any(foreign) {
            cautions.push(Caution::AccountCurrency);
        }
        for one in shown {
            cautions.extend(of_care(&one.account.care()));
        }
        named.told(cautions)
    }
}

impl NamedAccount<'_> {
    /// Each caution once.
    fn told(&self, mut cautions: Vec<Caution>) -> Vec<Warning> {
        cautions.sort_unstable();
        cautions.dedup();
        let warning = |code| Warning {
            code,
            pointer: self.pointer.clone(),
            institution: self.institution,
            account: Some(self.number.clone()),
        };
        cautions.into_iter().map(warning).collect()
    }
}

fn of_care(care: &Care) -> impl Iterator<Item = Caution> {
    let lives = |marker: &Marker| matches!(marker, Marker::Salary | Marker::Pension);
    let living = care.markers.iter().any(lives).then_some(Caution::AccountLiving);
    care.is_bound().then_some(Caution::AccountBound).into_iter().chain(living)
}
