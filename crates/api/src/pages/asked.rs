//! What an item asks for, in words.

use super::articles;
use super::visitor::Visitor;
use super::words::{filled, money, word};
use engine::identity::AccountNumber;
use engine::instrument::{InfoRequest, Request};
use engine::money::Money;
use engine::month::Month;
use engine::order::{Monthly, OrderRequest, PayTo};
use locale::{date, text};

/// One thing asked or ordered.
pub(super) fn asked_for(visitor: &Visitor, request: &Request) -> String {
    match request {
        Request::Info(info) => information(visitor, info),
        Request::Order(order) => ordered(visitor, order),
    }
}

/// One thing asked.
pub(super) fn information(visitor: &Visitor, item: &InfoRequest) -> String {
    let mut line = word(visitor.lang, "info", item.info.code());
    if let (Some(from), Some(to)) = (item.from, item.to) {
        line = format!("{line}, {}–{}", date(from), date(to));
    }
    match &item.detail {
        Some(detail) => format!("{line}: {detail}"),
        None => line,
    }
}

/// One thing ordered: the act, how much, of what.
fn ordered(visitor: &Visitor, order: &OrderRequest) -> String {
    match order {
        OrderRequest::Freeze { target, accounts, urgent, .. } => {
            frozen(visitor, *target, accounts, *urgent)
        }
        OrderRequest::Deduct { account, amount, pay_to, .. } => {
            deducted(visitor, *amount, account, pay_to)
        }
        OrderRequest::Release { ground, income: true, .. } => {
            format!("{} – {}", visitor.t("order-end-income"), lift_ground(visitor, ground))
        }
        OrderRequest::Release { account, amount, ground, .. } => {
            released(visitor, *amount, account.as_ref(), ground)
        }
        OrderRequest::Amend { target, accounts, .. } => {
            amended(visitor, *target, accounts.as_deref())
        }
        OrderRequest::IncomeDeduction {
            total,
            monthly,
            keep,
            first,
            day,
            last,
            pay_to,
            at_most_percent,
        } => {
            let months = Months { first: *first, day: *day, last: *last };
            let mut line = income(visitor, *total, *monthly, *keep, months);
            if let Some(most) = at_most_percent {
                let most = filled(visitor.lang, "order-income-most", "percent", &most.to_string());
                line = format!("{line}; {most}");
            }
            let to = format!("{}, {}, {}", pay_to.name, pay_to.account.display(), pay_to.bank);
            format!("{line} → {to}")
        }
    }
}

/// The months of a deduction from income.
#[derive(Clone, Copy)]
pub(super) struct Months {
    pub(super) first: Month,
    pub(super) day: u8,
    pub(super) last: Option<Month>,
}

/// A deduction from income: how much in all and each month, what stays the
/// debtor's, from when.
pub(super) fn income(
    visitor: &Visitor,
    total: Money,
    monthly: Monthly,
    keep: Money,
    months: Months,
) -> String {
    let lang = visitor.lang;
    let each = match monthly {
        Monthly::Amount { amount } => money(amount),
        Monthly::Share { percent } => {
            filled(lang, "order-income-share", "percent", &percent.to_string())
        }
    };
    let args = [
        ("total", money(total).into()),
        ("monthly", each.into()),
        ("keep", money(keep).into()),
        ("first", month(months.first).into()),
        ("day", months.day.to_string().into()),
    ];
    let line = text(lang, "order-income", &args);
    match months.last {
        Some(last) => {
            let until = filled(lang, "order-income-last", "month", &month(last));
            format!("{line}, {until}")
        }
        None => line,
    }
}

/// `12/2026`.
pub(super) fn month(month: Month) -> String {
    let text = month.to_string();
    text.split_once('-').map_or(text.clone(), |(year, month)| format!("{month}/{year}"))
}

/// A freeze: up to how much, of which accounts.
pub(super) fn frozen(
    visitor: &Visitor,
    target: Money,
    accounts: &[AccountNumber],
    urgent: bool,
) -> String {
    let (lang, amount) = (visitor.lang, money(target));
    let line = if accounts.is_empty() {
        filled(lang, "order-freeze-all", "amount", &amount)
    } else {
        let accounts: Vec<String> = accounts.iter().map(AccountNumber::display).collect();
        let args = [("amount", amount.into()), ("accounts", accounts.join(", ").into())];
        text(lang, "order-freeze-accounts", &args)
    };
    if urgent { format!("{line} ({})", visitor.t("order-by-minutes")) } else { line }
}

/// A deduction: how much, from where, to whom.
pub(super) fn deducted(
    visitor: &Visitor,
    amount: Money,
    account: &AccountNumber,
    pay_to: &PayTo,
) -> String {
    let args = [
        ("amount", money(amount).into()),
        ("account", account.display().into()),
        ("payee", (&pay_to.name).into()),
        ("bank", (&pay_to.bank).into()),
        ("to", pay_to.account.display().into()),
    ];
    text(visitor.lang, "order-deduct", &args)
}

/// A release: of what, how much, on which ground.
pub(super) fn released(
    visitor: &Visitor,
    amount: Option<Money>,
    account: Option<&AccountNumber>,
    ground: &str,
) -> String {
    let lang = visitor.lang;
    let line = match (amount, account) {
        (Some(amount), Some(account)) => {
            let args = [("amount", money(amount).into()), ("account", account.display().into())];
            text(lang, "order-release-part", &args)
        }
        (None, Some(account)) => {
            filled(lang, "order-release-account", "account", &account.display())
        }
        (_, None) => visitor.t("order-release-all"),
    };
    format!("{line} – {}", lift_ground(visitor, ground))
}

/// An amendment: up to how much from now on, and on which accounts if on others.
pub(super) fn amended(
    visitor: &Visitor,
    target: Money,
    accounts: Option<&[AccountNumber]>,
) -> String {
    let said = filled(visitor.lang, "order-amend", "amount", &money(target));
    match accounts {
        None => said,
        Some([]) => format!("{said}; {}", visitor.t("order-amend-everything")),
        Some(named) => {
            let named: Vec<String> = named.iter().map(AccountNumber::display).collect();
            let on = filled(visitor.lang, "order-amend-accounts", "accounts", &named.join(", "));
            format!("{said}; {on}")
        }
    }
}

/// A ground for lifting in words, with its article.
pub(super) fn lift_ground(visitor: &Visitor, code: &str) -> String {
    articles::ground(visitor, articles::List::Lift, code)
}
