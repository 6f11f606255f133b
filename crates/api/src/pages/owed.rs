//! What is owed by its parts, in words.

use super::parts::Row;
use super::visitor::Visitor;
use super::words::{money, word};
use engine::order::OwedParts;
use locale::{date, text};

/// A rate in percent: `9,5` for 95 000 parts per million.
pub(super) fn percent(ppm: u32) -> String {
    let (whole, part) = (ppm / 10_000, ppm % 10_000);
    if part == 0 {
        return whole.to_string();
    }
    let part = format!("{part:04}");
    format!("{whole},{}", part.trim_end_matches('0'))
}

/// Its parts, one a row; those that are nothing are left out, the principal never.
pub(super) fn rows(visitor: &Visitor, parts: &OwedParts) -> Vec<Row> {
    let book = |code: &str| word(visitor.lang, "book", code);
    let mut rows = vec![Row::new(book("principal"), money(parts.principal))];
    if !parts.interest.is_zero() || parts.interest_to.is_some() {
        rows.push(Row::new(book("interest"), interest(visitor, parts)));
    }
    let paid = visitor.t("obligation-paid");
    let others = [(book("fee"), parts.fees), (book("cost"), parts.costs), (paid, parts.paid)];
    let others = others.into_iter().filter(|(_, amount)| !amount.is_zero());
    rows.extend(others.map(|(key, amount)| Row::new(key, money(amount))));
    rows
}

/// The same in one line.
pub(super) fn line(visitor: &Visitor, parts: &OwedParts) -> String {
    let rows = rows(visitor, parts).into_iter().map(|row| format!("{}: {}", row.key, row.value));
    format!("{} – {}", visitor.t("owed-parts"), rows.collect::<Vec<_>>().join("; "))
}

/// Interest to which day, at which rate.
fn interest(visitor: &Visitor, parts: &OwedParts) -> String {
    let amount = money(parts.interest);
    let Some(day) = parts.interest_to.map(date) else { return amount };
    let mut args = vec![("amount", amount.into()), ("day", day.into())];
    let Some(ppm) = parts.ppm else {
        return text(visitor.lang, "owed-interest-to", &args);
    };
    args.push(("rate", percent(ppm).into()));
    text(visitor.lang, "owed-interest-rate", &args)
}
