//! Amounts as people type them. What could be read in two ways is no amount.

use super::Currency;

/// Minor units of what a person typed, in digits as they go over the wire:
/// `1234567`, `1.234.567`, `1 234 567`, and `1.234,50` where the currency has
/// parts. A point never stands before a fraction here, so `12.50` is nothing.
///
/// Digits of any number: whether they fit is for whoever reads them as
/// [`super::Money`] to say.
pub fn typed(text: &str, currency: Currency) -> Option<String> {
    let text = text.trim().trim_end_matches('₫').trim_end();
    let (sign, text) = text.strip_prefix('-').map_or(("", text), |rest| ("-", rest));
    let (whole, fraction) = match text.split_once(',') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (text, None),
    };
    let parts = usize::from(currency.minor_digits());
    if fraction.is_some_and(|fraction| !(1..=parts).contains(&fraction.len())) {
        return None;
    }
    let whole = match whole.chars().find(|c| is_mark(*c)) {
        // A thousand, or one and a fraction of three digits?
        Some('.') if fraction.is_none() && parts >= 3 => return None,
        Some(mark) => grouped(whole, mark)?,
        None => whole.to_owned(),
    };
    let fraction = fraction.unwrap_or_default();
    let numeric = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !numeric(&whole) || !numeric(fraction) {
        return None;
    }
    let minor = format!("{whole}{fraction:0<parts$}");
    let minor = minor.trim_start_matches('0');
    Some(if minor.is_empty() { "0".to_owned() } else { format!("{sign}{minor}") })
}

const fn is_mark(c: char) -> bool {
    matches!(c, '.' | ' ' | '\u{a0}' | '\u{202f}')
}

/// Groups of three between marks of one kind, the first of one to three: put
/// together.
pub fn grouped(text: &str, mark: char) -> Option<String> {
    let mut groups = text.split(mark);
    let first = groups.next().filter(|group| matches!(group.len(), 1..=3))?;
    let mut digits = first.to_owned();
    for group in groups {
        if group.len() != 3 {
            return None;
        }
        digits.push_str(group);
    }
    Some(digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_read_as_they_are_written_here_or_not_at_all() {
        let dong = |text| typed(text, Currency::VND);
        for text in ["1234567", "1.234.567", "1 234 567", "1\u{a0}234\u{a0}567 ₫", " 01.234.567₫"]
        {
            assert_eq!(dong(text).as_deref(), Some("1234567"), "{text}");
        }
        assert_eq!(dong("-1.000").as_deref(), Some("-1000"));
        assert_eq!(dong("-0").as_deref(), Some("0"));
        for text in [
            "",
            "-",
            ".",
            "1.",
            ".123",
            "1.5",
            "1.23",
            "1.23.4",
            "12.34.567",
            "1234.567",
            "1..000",
            "1.234 567",
            "1234567.00",
            "1,5",
            "1,000",
            "1,",
            "1e6",
            "0x10",
            "١",
            "1.000-",
            "--1",
        ] {
            assert_eq!(dong(text), None, "{text}");
        }
        assert_eq!(dong("99999999999999999999").as_deref(), Some("99999999999999999999"));
    }

    #[test]
    fn a_fraction_stands_behind_a_comma_and_is_no_longer_than_its_currency() {
        let dollars = |text| typed(text, Currency::USD);
        for (text, cents) in [("1.234,5", "123450"), ("1.234", "123400"), ("0,05", "5")] {
            assert_eq!(dollars(text).as_deref(), Some(cents), "{text}");
        }
        for text in ["1234.56", "12.50", "1,234.56", "12,345", ",5", "1,2,3", "1, 5"] {
            assert_eq!(dollars(text), None, "{text}");
        }
        let dinars = |text| typed(text, Currency::parse("KWD").unwrap());
        assert_eq!(dinars("1.234,500").as_deref(), Some("1234500"));
        assert_eq!(dinars("1.234"), None, "a thousand, or one and a bit");
        assert_eq!(dinars("1234").as_deref(), Some("1234000"));
    }
}
