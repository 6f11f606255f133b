//! Money: whole minor units of one ISO 4217 currency. There is no floating
//! point and no conversion between currencies anywhere in the engine.

mod typed;

pub use typed::{grouped, typed};

use crate::wire;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use std::{cmp::Ordering, fmt, str::FromStr};
use thiserror::Error;

/// Alphabetic codes by number of minor-unit digits, after ISO 4217 list one.
/// Fund, metal and test codes (XAU, XDR, XTS…) are left out: no account is
/// kept in them.
const CURRENCIES: [(u8, &[&str]); 4] = [
    (
        0,
        &[
            "BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "VND",
            "VUV", "XAF", "XOF", "XPF",
        ],
    ),
    (
        2,
        &[
            "AED", "AFN", "ALL", "AMD", "AOA", "ARS", "AUD", "AWG", "AZN", "BAM", "BBD", "BDT",
            "BMD", "BND", "BOB", "BRL", "BSD", "BTN", "BWP", "BYN", "BZD", "CAD", "CDF", "CHF",
            "CNY", "COP", "CRC", "CUP", "CVE", "CZK", "DKK", "DOP", "DZD", "EGP", "ERN", "ETB",
            "EUR", "FJD", "FKP", "GBP", "GEL", "GHS", "GIP", "GMD", "GTQ", "GYD", "HKD", "HNL",
            "HTG", "HUF", "IDR", "ILS", "INR", "IRR", "JMD", "KES", "KGS", "KHR", "KPW", "KYD",
            "KZT", "LAK", "LBP", "LKR", "LRD", "LSL", "MAD", "MDL", "MGA", "MKD", "MMK", "MNT",
            "MOP", "MRU", "MUR", "MVR", "MWK", "MXN", "MYR", "MZN", "NAD", "NGN", "NIO", "NOK",
            "NPR", "NZD", "PAB", "PEN", "PGK", "PHP", "PKR", "PLN", "QAR", "RON", "RSD", "RUB",
            "SAR", "SBD", "SCR", "SDG", "SEK", "SGD", "SHP", "SLE", "SOS", "SRD", "SSP", "STN",
            "SVC", "SYP", "SZL", "THB", "TJS", "TMT", "TOP", "TRY", "TTD", "TWD", "TZS", "UAH",
            "USD", "UYU", "UZS", "VED", "VES", "WST", "XCD", "XCG", "YER", "ZAR", "ZMW", "ZWG",
        ],
    ),
    (3, &["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"]),
    (4, &["CLF", "UYW"]),
];

/// A currency of ISO 4217.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Currency {
    code: &'static str,
    minor_digits: u8,
}

impl Currency {
    /// Vietnamese đồng. It has no minor unit in use.
    pub const VND: Self = Self { code: "VND", minor_digits: 0 };
    /// United States dollar.
    pub const USD: Self = Self { code: "USD", minor_digits: 2 };
    /// Euro.
    pub const EUR: Self = Self { code: "EUR", minor_digits: 2 };

    /// The currency with this alphabetic code, written exactly (upper case).
    pub fn parse(code: &str) -> Result<Self, MoneyError> {
        CURRENCIES
            .iter()
            .find_map(|(minor_digits, codes)| {
                let code = codes.iter().find(|known| **known == code)?;
                Some(Self { code, minor_digits: *minor_digits })
            })
            .ok_or(MoneyError::UnknownCurrency)
    }

    /// Every currency this service keeps accounts in.
    pub fn all() -> impl Iterator<Item = Self> {
        CURRENCIES.iter().flat_map(|(minor_digits, codes)| {
            codes.iter().map(|code| Self { code, minor_digits: *minor_digits })
        })
    }

    /// The alphabetic code, e.g. `VND`.
    pub const fn code(self) -> &'static str {
        self.code
    }

    /// Digits after the decimal separator: 0 for đồng, 2 for dollar.
    pub const fn minor_digits(self) -> u8 {
        self.minor_digits
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code)
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code)
    }
}

impl FromStr for Currency {
    type Err = MoneyError;

    fn from_str(code: &str) -> Result<Self, Self::Err> {
        Self::parse(code)
    }
}

impl Serialize for Currency {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(self.code)
    }
}

impl<'de> Deserialize<'de> for Currency {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        Self::parse(&wire::text(d)?).map_err(de::Error::custom)
    }
}

/// An amount of one currency. Negative amounts exist (an overdraft, a
/// posting that takes away).
///
/// There is no `Ord`: amounts of two currencies have no order. Use
/// [`Money::compare`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Money {
    #[serde(rename = "amount", with = "amount_text")]
    minor: i64,
    currency: Currency,
}

impl Money {
    /// `minor` minor units (đồng; cents) of `currency`.
    pub const fn new(minor: i64, currency: Currency) -> Self {
        Self { minor, currency }
    }

    /// Nothing, in `currency`.
    pub const fn zero(currency: Currency) -> Self {
        Self::new(0, currency)
    }

    /// That many đồng.
    pub const fn vnd(minor: i64) -> Self {
        Self::new(minor, Currency::VND)
    }

    /// The amount in minor units.
    pub const fn minor(self) -> i64 {
        self.minor
    }

    /// The currency.
    pub const fn currency(self) -> Currency {
        self.currency
    }

    /// Whether the amount is exactly nothing.
    pub const fn is_zero(self) -> bool {
        self.minor == 0
    }

    /// Whether the amount is below nothing.
    pub const fn is_negative(self) -> bool {
        self.minor < 0
    }

    /// The sum of both.
    pub fn checked_add(self, other: Self) -> Result<Self, MoneyError> {
        self.combine(other, i64::checked_add)
    }

    /// What is left of `self` without `other`; may fall below nothing.
    pub fn checked_sub(self, other: Self) -> Result<Self, MoneyError> {
        self.combine(other, i64::checked_sub)
    }

    /// The sum of many amounts; nothing in `currency` for an empty list.
    pub fn checked_sum(
        currency: Currency,
        amounts: impl IntoIterator<Item = Self>,
    ) -> Result<Self, MoneyError> {
        amounts.into_iter().try_fold(Self::zero(currency), Self::checked_add)
    }

    /// Which is more.
    pub fn compare(self, other: Self) -> Result<Ordering, MoneyError> {
        self.same_currency(other)?;
        Ok(self.minor.cmp(&other.minor))
    }

    /// The lesser of both.
    pub fn lesser(self, other: Self) -> Result<Self, MoneyError> {
        Ok(match self.compare(other)? {
            Ordering::Greater => other,
            Ordering::Less | Ordering::Equal => self,
        })
    }

    fn combine(
        self,
        other: Self,
        with: impl FnOnce(i64, i64) -> Option<i64>,
    ) -> Result<Self, MoneyError> {
        self.same_currency(other)?;
        let minor = with(self.minor, other.minor).ok_or(MoneyError::Overflow)?;
        Ok(Self::new(minor, self.currency))
    }

    fn same_currency(self, other: Self) -> Result<(), MoneyError> {
        if self.currency == other.currency {
            Ok(())
        } else {
            Err(MoneyError::CurrencyMismatch { left: self.currency, right: other.currency })
        }
    }
}

/// Why an amount or a currency was refused. No message carries the amount
/// (I-32).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum MoneyError {
    /// Amounts of two currencies met.
    #[error("amounts in {left} and {right} cannot be combined")]
    CurrencyMismatch {
        /// Currency of the first amount.
        left: Currency,
        /// Currency of the second amount.
        right: Currency,
    },
    /// The amount does not fit in 64 bits.
    #[error("the amount is too large")]
    Overflow,
    /// Not an alphabetic code of ISO 4217 in use for accounts.
    #[error("not an ISO 4217 currency code")]
    UnknownCurrency,
    /// Not minor units in the one allowed way: an optional minus sign and
    /// digits, without leading zeros.
    #[error("an amount is digits of minor units, without sign, spaces or leading zeros")]
    AmountForm,
}

impl MoneyError {
    /// A stable code for problem documents.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::CurrencyMismatch { .. } => "currency_mismatch",
            Self::Overflow => "amount_overflow",
            Self::UnknownCurrency => "unknown_currency",
            Self::AmountForm => "amount_form",
        }
    }
}

/// Minor units as a string: JavaScript loses whole numbers beyond 2^53.
mod amount_text {
    use super::{Deserializer, MoneyError, Serializer, de, wire};

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde's `with` hands over a reference")]
    pub(super) fn serialize<S: Serializer>(minor: &i64, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(minor)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(d: D) -> Result<i64, D::Error> {
        parse(&wire::text(d)?).map_err(de::Error::custom)
    }

    /// One text per amount: whoever signs or compares the text signs and
    /// compares the amount.
    pub(super) fn parse(text: &str) -> Result<i64, MoneyError> {
        let digits = text.strip_prefix('-').unwrap_or(text);
        let canonical = match digits.as_bytes() {
            [b'0'] => digits.len() == text.len(),
            [b'1'..=b'9', rest @ ..] => rest.iter().all(u8::is_ascii_digit),
            _ => false,
        };
        if !canonical {
            return Err(MoneyError::AmountForm);
        }
        text.parse().map_err(|_| MoneyError::Overflow)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    fn refused(amount: &str) -> MoneyError {
        let json = serde_json::json!({ "amount": amount, "currency": "VND" });
        assert!(serde_json::from_value::<Money>(json).is_err(), "accepted {amount:?}");
        amount_text::parse(amount).unwrap_err()
    }

    #[test]
    fn currencies_know_their_minor_units() {
        for (code, digits) in [
            ("VND", 0),
            ("JPY", 0),
            ("KRW", 0),
            ("USD", 2),
            ("EUR", 2),
            ("THB", 2),
            ("KWD", 3),
            ("BHD", 3),
            ("CLF", 4),
        ] {
            assert_eq!(Currency::parse(code).unwrap().minor_digits(), digits);
        }
        for constant in [Currency::VND, Currency::USD, Currency::EUR] {
            assert_eq!(Currency::parse(constant.code()), Ok(constant));
        }
        for wrong in ["", "vnd", "VN", "VNDD", "XTS", "XAU", "BTC", "VNĐ"] {
            assert_eq!(Currency::parse(wrong), Err(MoneyError::UnknownCurrency));
        }
    }

    #[test]
    fn each_code_is_listed_once() {
        let codes: Vec<_> = Currency::all().map(Currency::code).collect();
        assert_eq!(codes.iter().collect::<BTreeSet<_>>().len(), codes.len());
        assert!(codes.iter().all(|code| code.len() == 3));
    }

    #[test]
    fn the_wire_form_is_a_string_of_minor_units() {
        let json = serde_json::json!({ "amount": "1234567890", "currency": "VND" });
        let money = Money::vnd(1_234_567_890);
        assert_eq!(serde_json::to_value(money).unwrap(), json);
        assert_eq!(serde_json::from_value::<Money>(json).unwrap(), money);
    }

    #[test]
    fn only_one_text_stands_for_an_amount() {
        for text in
            ["", "-", "+1", "01", "-01", "-0", "00", " 1", "1 ", "1.0", "1,000", "1e3", "0x1", "١"]
        {
            assert_eq!(refused(text), MoneyError::AmountForm, "{text:?}");
        }
        assert_eq!(refused("9223372036854775808"), MoneyError::Overflow);
        assert_eq!(refused("-9223372036854775809"), MoneyError::Overflow);
        assert_eq!(amount_text::parse("9223372036854775807"), Ok(i64::MAX));
        assert_eq!(amount_text::parse("-9223372036854775808"), Ok(i64::MIN));
    }

    #[test]
    fn numbers_and_unknown_members_are_refused() {
        for json in [
            r#"{"amount":1,"currency":"VND"}"#,
            r#"{"amount":"1","currency":"VND","scale":2}"#,
            r#"{"amount":"1"}"#,
            r#"{"amount":"1","currency":"vnd"}"#,
        ] {
            assert!(serde_json::from_str::<Money>(json).is_err(), "{json}");
        }
    }

    #[test]
    fn an_error_does_not_quote_the_amount() {
        for amount in [serde_json::json!(7_654_321), serde_json::json!("07654321")] {
            let json = serde_json::json!({ "amount": amount, "currency": "VND" });
            let error = serde_json::from_value::<Money>(json).unwrap_err();
            assert!(!error.to_string().contains("7654321"), "{error}");
        }
    }

    #[test]
    fn two_currencies_never_mix() {
        let (dong, dollar) = (Money::vnd(1), Money::new(1, Currency::USD));
        let mismatch = MoneyError::CurrencyMismatch { left: Currency::VND, right: Currency::USD };
        assert_eq!(dong.checked_add(dollar), Err(mismatch));
        assert_eq!(dong.checked_sub(dollar), Err(mismatch));
        assert_eq!(dong.compare(dollar), Err(mismatch));
        assert_eq!(dong.lesser(dollar), Err(mismatch));
        assert_eq!(Money::checked_sum(Currency::VND, [dong, dollar]), Err(mismatch));
    }

    #[test]
    fn nothing_wraps_round() {
        let most = Money::vnd(i64::MAX);
        assert_eq!(most.checked_add(Money::vnd(1)), Err(MoneyError::Overflow));
        let least = Money::vnd(i64::MIN);
        assert_eq!(least.checked_sub(Money::vnd(1)), Err(MoneyError::Overflow));
    }

    proptest! {
        #[test]
        fn addition_conserves_money(a in any::<i64>(), b in any::<i64>()) {
            let (left, right) = (Money::vnd(a), Money::vnd(b));
            match left.checked_add(right) {
                Ok(sum) => {
                    prop_assert_eq!(i128::from(sum.minor()), i128::from(a) + i128::from(b));
                    prop_assert_eq!(sum.checked_sub(right), Ok(left));
                    prop_assert_eq!(sum.checked_sub(left), Ok(right));
                }
                Err(error) => {
                    prop_assert_eq!(error, MoneyError::Overflow);
                    prop_assert!(a.checked_add(b).is_none());
                }
            }
        }

        #[test]
        fn a_sum_equals_the_sum_of_its_parts(
            amounts in prop::collection::vec(-1_000_000_000_000i64..1_000_000_000_000, 0..40),
        ) {
            let total = Money::checked_sum(Currency::VND, amounts.iter().map(|a| Money::vnd(*a)));
            prop_assert_eq!(total, Ok(Money::vnd(amounts.iter().sum())));
        }

        #[test]
        fn every_amount_survives_the_wire(minor in any::<i64>(), pick in any::<prop::sample::Index>()) {
            let currencies: Vec<_> = Currency::all().collect();
            let money = Money::new(minor, *pick.get(&currencies));
            let json = serde_json::to_string(&money).unwrap();
            prop_assert_eq!(serde_json::from_str::<Money>(&json).unwrap(), money);
        }

        #[test]
        fn an_accepted_text_is_the_canonical_one(text in "[-+0-9 .]{0,22}") {
            if let Ok(minor) = amount_text::parse(&text) {
                prop_assert_eq!(minor.to_string(), text);
            }
        }
    }
}
