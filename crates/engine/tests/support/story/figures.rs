//! Amounts in words, as a lawyer writes them: 100.000.000 đồng, 5.000 USD.

use engine::ledger::Ledger;
use engine::money::{Currency, Money};
use engine::order::OwedParts;
use serde::Serialize;

/// `100.000.000`, `5.000USD` in whole dollars, `157481cUSD` in cents.
pub(super) fn amount(text: &str) -> Result<Money, String> {
    let wrong = || format!("{text} is no amount");
    let (digits, code) = text.split_at(text.find(char::is_uppercase).unwrap_or(text.len()));
    let code = if code.is_empty() { "VND" } else { code };
    let currency = Currency::parse(code).map_err(|_| wrong())?;
    let whole = digits.strip_suffix('c');
    let number: i64 = whole.unwrap_or(digits).replace('.', "").parse().map_err(|_| wrong())?;
    let parts = if whole.is_some() { 1 } else { 10i64.pow(u32::from(currency.minor_digits())) };
    Ok(Money::new(number.checked_mul(parts).ok_or_else(wrong)?, currency))
}

/// The word an enum is stored by.
pub(super) fn word(value: impl Serialize) -> String {
    let word = serde_json::to_value(value).unwrap();
    word.as_str().unwrap_or_default().to_owned()
}

/// Groups of three: `100.000.000`.
pub(super) fn dong(amount: i64) -> String {
    let sign = if amount < 0 { "-" } else { "" };
    format!("{sign}{}", grouped(amount.unsigned_abs()))
}

fn grouped(amount: u64) -> String {
    let digits = amount.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push('.');
        }
        text.push(digit);
    }
    text
}

/// Minor units of a currency; đồng bear no name.
pub(super) fn minor(minor: i64, currency: Currency) -> String {
    if currency == Currency::VND {
        return dong(minor);
    }
    let parts = 10u64.pow(u32::from(currency.minor_digits()));
    let (whole, rest) = (minor.unsigned_abs() / parts, minor.unsigned_abs() % parts);
    let sign = if minor < 0 { "-" } else { "" };
    let rest = if rest == 0 {
        String::new()
    } else {
        format!(",{rest:0width$}", width = usize::from(currency.minor_digits()))
    };
    format!("{sign}{}{rest} {currency}", grouped(whole))
}

/// What is owed by its parts; those that are nothing are left out.
pub(super) fn parts(parts: &OwedParts) -> String {
    let to = parts.interest_to.map_or_else(String::new, |day| format!(" to {day}"));
    let at = parts.ppm.map_or_else(String::new, |ppm| format!(" at {ppm} ppm"));
    let amounts = [
        ("principal", parts.principal, String::new()),
        ("interest", parts.interest, format!("{to}{at}")),
        ("fees", parts.fees, String::new()),
        ("costs", parts.costs, String::new()),
        ("less paid", parts.paid, String::new()),
    ];
    let said = amounts.iter().filter(|(_, amount, how)| !amount.is_zero() || !how.is_empty());
    let said = said.map(|(name, amount, how)| format!("{name} {}{how}", money(*amount)));
    let sum = parts.total().map_or_else(|wrong| wrong.to_string(), money);
    format!("{} = {sum}", said.collect::<Vec<_>>().join(", "))
}

/// The same of an amount.
pub(super) fn money(amount: Money) -> String {
    minor(amount.minor(), amount.currency())
}

/// The money columns of a case: what is owed and may still be taken, what is
/// frozen and became of it, and the excess.
pub(super) fn sums(ledger: &Ledger) -> String {
    let cap = ledger.cap();
    let unvalued = match cap.unvalued {
        0 => String::new(),
        count => format!(", {count} not valued"),
    };
    format!(
        "money owed {}, open {}, ordered {}, on its way {}; \
         frozen {}, taken {}, freed {}, still held {}, being freed {}{unvalued}; excess {}",
        dong(cap.outstanding),
        dong(cap.open),
        dong(cap.reserved),
        dong(cap.in_transit),
        dong(cap.frozen),
        dong(cap.deducted),
        dong(cap.released),
        dong(cap.remaining),
        dong(cap.lifting),
        dong(cap.excess),
    )
}
