//! Amounts in digits, exactly: never through a floating point.

use engine::money::{Currency, grouped};

/// `1234567.00`, as ISO 20022 writes it: digits, and a point before a fraction
/// that the currency has, or that is nothing.
pub(crate) fn iso(text: &str, currency: Currency) -> Option<i64> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    minor(whole, fraction, currency)
}

/// `1.234.567`, `1,234,567`, `1 234 567`, `1234567`; `1.234,50` where the
/// currency has parts. A sign in front is read too.
pub(crate) fn typed(text: &str, currency: Currency) -> Option<i64> {
    let text = text.trim();
    let (negative, text) = match text.strip_prefix(['-', '−']) {
        Some(rest) => (true, rest.trim_start()),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let amount = unsigned(text, currency)?;
    Some(if negative { amount.checked_neg()? } else { amount })
}

fn unsigned(text: &str, currency: Currency) -> Option<i64> {
    let is_mark = |c: char| matches!(c, '.' | ',' | ' ' | '\u{a0}' | '\u{202f}');
    let Some(last) = text.rfind(is_mark) else {
        return minor(text, "", currency);
    };
    let mark = text.get(last..)?.chars().next()?;
    let (head, tail) = (text.get(..last)?, text.get(last + mark.len_utf8()..)?);
    // Three digits after the last mark are a group, unless another mark groups
    // before it; anything else is a fraction.
    let other = head.chars().find(|c| is_mark(*c) && *c != mark);
    if tail.len() == 3 && other.is_none() {
        // A thousand, or one and a fraction of three digits?
        if currency.minor_digits() >= 3 && !head.contains(mark) && !mark.is_whitespace() {
            return None;
        }
        return minor(&grouped(text, mark)?, "", currency);
    }
    let whole = match other {
        Some(group) => grouped(head, group)?,
        None => head.to_owned(),
    };
    minor(&whole, tail, currency)
}

fn minor(whole: &str, fraction: &str, currency: Currency) -> Option<i64> {
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !digits(whole) || !digits(fraction) {
        return None;
    }
    let parts = usize::from(currency.minor_digits());
    let (kept, beyond) = fraction.split_at_checked(parts).unwrap_or((fraction, ""));
    if beyond.bytes().any(|byte| byte != b'0') {
        return None;
    }
    format!("{whole}{kept:0<parts$}").parse().ok()
}

/// As ISO 20022 writes it.
pub(crate) fn to_iso(minor: i64, currency: Currency) -> String {
    let parts = usize::from(currency.minor_digits());
    let digits = format!("{:0>width$}", minor.unsigned_abs(), width = parts + 1);
    match digits.split_at_checked(digits.len() - parts) {
        Some((whole, fraction)) if !fraction.is_empty() => format!("{whole}.{fraction}"),
        _ => digits,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_read_as_people_write_them_or_not_at_all() {
        let dong = |text| typed(text, Currency::VND);
        for text in ["1234567", "1.234.567", "1,234,567", "1 234 567", "+1.234.567,00"] {
            assert_eq!(dong(text), Some(1_234_567), "{text}");
        }
        assert_eq!(dong("-1.000"), Some(-1_000));
        for text in ["", "-", "1.23", "12.34.567", "1.2345", "1,5", "1e6", "0x10", "١", "1..000"] {
            assert_eq!(dong(text), None, "{text}");
        }
        assert_eq!(dong("99999999999999999999"), None);
        let dollars = |text| typed(text, Currency::USD);
        assert_eq!(dollars("1.234,5"), Some(123_450));
        assert_eq!(dollars("1,234.56"), Some(123_456));
        assert_eq!(dollars("12.34"), Some(1_234));
        assert_eq!(dollars("1.234.567"), Some(123_456_700));
        assert_eq!(dollars("12.345,678"), None);
        let dinars = |text| typed(text, Currency::parse("KWD").unwrap());
        assert_eq!(dinars("1.234"), None, "a thousand, or one and a bit");
        assert_eq!(dinars("1 234"), Some(1_234_000));
        assert_eq!(dinars("1.234,500"), Some(1_234_500));
    }

    #[test]
    fn iso_amounts_go_there_and_back() {
        for (text, minor) in [("1234567", 1_234_567), ("0", 0), ("1234567.00", 1_234_567)] {
            assert_eq!(iso(text, Currency::VND), Some(minor));
        }
        assert_eq!(iso("12.3", Currency::USD), Some(1_230));
        for text in ["", ".5", "1,000", "-1", "1.001", "+1", " 1"] {
            assert_eq!(iso(text, Currency::USD), None, "{text}");
        }
        assert_eq!(to_iso(5, Currency::USD), "0.05");
        assert_eq!(to_iso(1_234_567, Currency::VND), "1234567");
    }
}
