//! Deductions from income, with what came of them.

use super::directory::{NamedView, Names};
use super::money::dong;
use super::shown::{At, IncomeEndWord, MoneyShown, MonthShown, MonthlyShown, Shown, at};
use engine::ledger::{Income, IncomeEnded, Ledger};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// A deduction from somebody's income. Its payments are among the transfers, each
/// with its month; what is owed for a month is among the duties.
#[derive(Serialize, ToSchema)]
#[schema(as = Income)]
pub(crate) struct IncomeView {
    /// The item that ordered it: how a release names it.
    item: Uuid,
    demand: Uuid,
    /// The order.
    instrument: Uuid,
    /// Who pays the income.
    institution: NamedView,
    /// Whose income.
    debtor: Uuid,
    /// To which registered account.
    payee: Uuid,
    /// Up to how much in all.
    total: MoneyShown,
    monthly: MonthlyShown,
    /// What stays the debtor's each month.
    keep: MoneyShown,
    first: MonthShown,
    /// On which day of each month.
    day_of_month: u8,
    /// The last month; null: until the sum is there.
    last: Option<MonthShown>,
    asked_at: At,
    /// From when months are owed: the executor's receipt.
    running_since: Option<At>,
    /// When the executor said that it carries it out, or first paid.
    accepted_at: Option<At>,
    /// What came in or is on its way.
    collected: MoneyShown,
    /// Whether nothing is left to take.
    covered: bool,
    /// When and why it ended.
    ended: Option<EndedView>,
}

/// When and why a deduction from income ended.
#[derive(Serialize, ToSchema)]
#[schema(as = IncomeEnded)]
struct EndedView {
    at: At,
    why: IncomeEndWord,
}

impl IncomeView {
    /// A deduction among the payments of its case.
    pub(crate) fn new(one: &Income, ledger: &Ledger, names: &Names) -> Self {
        Self {
            item: one.item.0,
            demand: one.demand.0,
            instrument: one.instrument.0,
            institution: names.institution(one.institution),
            debtor: one.debtor.0,
            payee: one.payee.0,
            total: dong(one.total),
            monthly: Shown(one.monthly),
            keep: dong(one.keep),
            first: Shown(one.first),
            day_of_month: one.day,
            last: one.last.map(Shown),
            asked_at: Shown(one.asked_at),
            running_since: at(one.running_since),
            accepted_at: at(one.accepted_at),
            collected: dong(ledger.collected(one.item)),
            covered: one.is_live() && ledger.is_covered(one),
            ended: one
                .ended
                .map(|IncomeEnded { at, why }| EndedView { at: Shown(at), why: Shown(why) }),
        }
    }
}
