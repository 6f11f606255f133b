//! Human reference numbers: short enough for an ISO 20022 id (35 characters),
//! safe to read out on the telephone.
//!
//! `PT26-7ZK4-M2Q9-XW3F-K`: two letters for the kind, two digits of the year,
//! twelve characters of Crockford's base 32 (60 bits of SHA-256 over the
//! UUID), one check character. Uniqueness is the database's to enforce: 60
//! bits make a clash unlikely, not impossible.

use crate::directory::InstitutionCode;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use sha2::{Digest, Sha256};
use std::{borrow::Cow, fmt, str::FromStr};
use thiserror::Error;
use uuid::Uuid;

/// Longest id of ISO 20022 (`Max35Text`).
pub const MAX_CHARS: usize = 35;

/// Crockford's base 32: no I, L, O, U.
const ALPHABET: [char; 32] = [
    '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'A', 'B', 'C', 'D', 'E', 'F', 'G', 'H', 'J',
    'K', 'M', 'N', 'P', 'Q', 'R', 'S', 'T', 'V', 'W', 'X', 'Y', 'Z',
];

/// Characters before the check character: kind, year, payload.
const BODY: usize = 16;

/// What a reference number names. The letters are those of the Vietnamese
/// word, chosen inside the alphabet so that the check character covers them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ReferenceKind {
    /// A case: `HS`, hồ sơ.
    Case,
    /// An inquiry: `YC`, yêu cầu cung cấp thông tin.
    Inquiry,
    /// A freeze: `PT`, phong tỏa.
    Freeze,
    /// A deduction: `KT`, khấu trừ.
    Deduct,
    /// A release: `GT`, giải tỏa.
    Release,
    /// An amendment: `SD`, sửa đổi.
    Amend,
    /// A deduction from income: `TN`, thu nhập.
    IncomeDeduction,
    /// A request for a measure: `BD`, biện pháp bảo đảm.
    Request,
}

impl ReferenceKind {
    /// Every kind.
    pub const ALL: [Self; 8] = [
        Self::Case,
        Self::Inquiry,
        Self::Freeze,
        Self::Deduct,
        Self::Release,
        Self::Amend,
        Self::IncomeDeduction,
        Self::Request,
    ];

    /// The two letters a reference number begins with.
    pub const fn letters(self) -> &'static str {
        match self {
            Self::Case => "HS",
            Self::Inquiry => "YC",
            Self::Freeze => "PT",
            Self::Deduct => "KT",
            Self::Release => "GT",
            Self::Amend => "SD",
            Self::IncomeDeduction => "TN",
            Self::Request => "BD",
        }
    }
}

/// A reference number with a right check character.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ReferenceNumber {
    kind: ReferenceKind,
    /// 0–99: the year less 2000.
    year: u8,
    /// 60 bits.
    payload: u64,
}

impl ReferenceNumber {
    /// The reference number of the thing with this id, made in that year.
    pub fn new(kind: ReferenceKind, year: i16, id: Uuid) -> Result<Self, ReferenceError> {
        let year = year
            .checked_sub(2000)
            .and_then(|year| u8::try_from(year).ok())
            .filter(|year| *year < 100)
            .ok_or(ReferenceError::Year)?;
        // Hashed, so that any source of ids spreads evenly and the number
        // does not tell when, or how many before it, something was made.
        let payload = Sha256::digest(id.as_bytes())
            .iter()
            .take(8)
            .fold(0u64, |bits, byte| (bits << 8) | u64::from(*byte))
            >> 4;
        Ok(Self { kind, year, payload })
    }

    /// Reads a number as typed: either case, with or without hyphens and
    /// spaces, O for 0, I or L for 1.
    pub fn parse(text: &str) -> Result<Self, ReferenceError> {
        let values = values(text)?;
        let Some((check, body)) = values.split_last() else {
            return Err(ReferenceError::Length);
        };
        if body.len() != BODY {
            return Err(ReferenceError::Length);
        }
        if check_value(body) != *check {
            return Err(ReferenceError::Check);
        }
        let (head, payload) = body.split_at_checked(4).ok_or(ReferenceError::Length)?;
        let &[first, second, tens, ones] = head else {
            return Err(ReferenceError::Length);
        };
        let kind = ReferenceKind::ALL
            .into_iter()
            .find(|kind| kind.letters().chars().eq([symbol(first.into()), symbol(second.into())]))
            .ok_or(ReferenceError::Kind)?;
        if tens > 9 || ones > 9 {
            return Err(ReferenceError::Year);
        }
        Ok(Self {
            kind,
            year: tens * 10 + ones,
            payload: payload.iter().fold(0, |bits, value| (bits << 5) | u64::from(*value)),
        })
    }

    /// What it names.
    pub const fn kind(self) -> ReferenceKind {
        self.kind
    }

    /// The year it was made in.
    pub fn year(self) -> i16 {
        2000 + i16::from(self.year)
    }

    /// Kind, year and payload, without the check character.
    fn body(self) -> String {
        let payload = (0..12).rev().map(|group| symbol((self.payload >> (group * 5)) & 31));
        format!("{}{:02}", self.kind.letters(), self.year).chars().chain(payload).collect()
    }
}

impl fmt::Display for ReferenceNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let body = self.body();
        let values: Vec<u8> = body.chars().filter_map(value).collect();
        for (index, c) in body.chars().enumerate() {
            if index > 0 && index % 4 == 0 {
                f.write_str("-")?;
            }
            write!(f, "{c}")?;
        }
        write!(f, "-{}", symbol(check_value(&values).into()))
    }
}

/// One institution's share of an instrument: the instrument's reference
/// number, a hyphen, the institution's code.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DemandReference {
    /// The instrument.
    pub instrument: ReferenceNumber,
    /// Who was asked.
    pub institution: InstitutionCode,
}

impl DemandReference {
    /// Reads a reference as typed. The institution's code follows the last
    /// hyphen.
    pub fn parse(text: &str) -> Result<Self, ReferenceError> {
        let (instrument, institution) =
            text.trim().rsplit_once('-').ok_or(ReferenceError::Institution)?;
        Ok(Self {
            instrument: ReferenceNumber::parse(instrument)?,
            institution: InstitutionCode::parse(&institution.to_ascii_uppercase())
                .map_err(|_| ReferenceError::Institution)?,
        })
    }
}

impl fmt::Display for DemandReference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.instrument, self.institution)
    }
}

macro_rules! as_text {
    ($($name:ident),+) => {$(
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(self, f)
            }
        }

        impl FromStr for $name {
            type Err = ReferenceError;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Self::parse(text)
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
                s.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
                Self::parse(&Cow::<'de, str>::deserialize(d)?).map_err(de::Error::custom)
            }
        }
    )+};
}

as_text!(ReferenceNumber, DemandReference);

/// Why a text is no reference number. Checked in the order of the variants,
/// the check character before what it protects.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum ReferenceError {
    /// A demand's reference without a well-formed institution code at its end.
    #[error("does not end with the code of an institution")]
    Institution,
    /// A character outside the alphabet.
    #[error("has a character that does not belong at position {position}")]
    Character {
        /// Counted from 1, as typed.
        position: usize,
    },
    /// Too few or too many characters.
    #[error("does not have 17 characters")]
    Length,
    /// Mistyped: the check character does not fit.
    #[error("has a wrong check character")]
    Check,
    /// The letters name no kind.
    #[error("does not begin with the letters of a kind")]
    Kind,
    /// Not a year from 2000 to 2099.
    #[error("is not of a year from 2000 to 2099")]
    Year,
}

impl ReferenceError {
    /// A stable code for problem documents.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Institution => "institution",
            Self::Character { .. } => "character",
            Self::Length => "length",
            Self::Check => "check_character",
            Self::Kind => "kind",
            Self::Year => "year",
        }
    }
}

/// The values of all characters but hyphens and spaces.
fn values(text: &str) -> Result<Vec<u8>, ReferenceError> {
    let mut values = Vec::with_capacity(BODY + 1);
    for (index, c) in text.chars().enumerate() {
        if c == '-' || c.is_whitespace() {
            continue;
        }
        values.push(value(c).ok_or(ReferenceError::Character { position: index + 1 })?);
        if values.len() > BODY + 1 {
            return Err(ReferenceError::Length);
        }
    }
    Ok(values)
}

fn value(c: char) -> Option<u8> {
    let read = match c.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        other => other,
    };
    let index = ALPHABET.iter().position(|known| *known == read)?;
    u8::try_from(index).ok()
}

/// `value` is below 32 at every call.
fn symbol(value: u64) -> char {
    usize::try_from(value).ok().and_then(|index| ALPHABET.get(index)).copied().unwrap_or('0')
}

/// The body as a polynomial over GF(32), times x, at the primitive element.
/// Each position has a weight of its own, so every single wrong character and
/// every swap of two characters changes the result.
fn check_value(body: &[u8]) -> u8 {
    body.iter().fold(0, |sum, value| times_alpha(sum ^ value))
}

/// Multiplication by x modulo x⁵ + x² + 1.
const fn times_alpha(value: u8) -> u8 {
    let shifted = value << 1;
    if shifted & 0b10_0000 == 0 { shifted } else { shifted ^ 0b10_0101 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn number(kind: ReferenceKind, id: u128) -> ReferenceNumber {
        ReferenceNumber::new(kind, 2026, Uuid::from_u128(id)).unwrap()
    }

    fn any_number() -> impl Strategy<Value = ReferenceNumber> {
        (0..7usize, 2000..2100i16, any::<u128>()).prop_map(|(kind, year, id)| {
            ReferenceNumber::new(ReferenceKind::ALL[kind], year, Uuid::from_u128(id)).unwrap()
        })
    }

    #[test]
    fn a_number_has_the_promised_form() {
        for kind in ReferenceKind::ALL {
            let text = number(kind, 7).to_string();
            assert!(text.starts_with(&format!("{}26-", kind.letters())), "{text}");
            let groups: Vec<_> = text.split('-').map(str::len).collect();
            assert_eq!(groups, [4, 4, 4, 4, 1]);
            assert!(kind.letters().chars().all(|c| ALPHABET.contains(&c)));
        }
    }

    #[test]
    fn the_same_id_has_the_same_number_for_ever() {
        // Printed on paper: a change here is a change to every letter sent.
        let text = number(ReferenceKind::Freeze, 0x0199_0000_0000_7000_8000_0000_0000_0001);
        assert_eq!(text.to_string(), "PT26-AS37-3840-H3PC-7");
    }

    #[test]
    fn people_type_as_they_like() {
        let wanted = (0..500)
            .map(|id| number(ReferenceKind::Inquiry, id))
            .find(|n| n.to_string().contains('0') && n.to_string().contains('1'))
            .unwrap();
        let text = wanted.to_string();
        for typed in [
            text.to_lowercase(),
            text.replace('-', ""),
            text.replace('-', " "),
            format!("  {text} "),
            text.replace('0', "O").replace('1', "I"),
            text.replace('0', "o").replace('1', "l"),
        ] {
            assert_eq!(ReferenceNumber::parse(&typed), Ok(wanted), "{typed}");
        }
    }

    #[test]
    fn what_is_no_number_is_refused_for_its_reason() {
        let refused = |text: &str| ReferenceNumber::parse(text).unwrap_err();
        assert_eq!(refused(""), ReferenceError::Length);
        assert_eq!(refused("PT26-7ZK4"), ReferenceError::Length);
        assert_eq!(refused(&"0".repeat(99)), ReferenceError::Length);
        assert_eq!(refused("PT26-U"), ReferenceError::Character { position: 6 });
        assert_eq!(refused("PT26-Ơ"), ReferenceError::Character { position: 6 });
        let with_check = |body: &str| {
            let values = values(body).unwrap();
            format!("{body}{}", symbol(check_value(&values).into()))
        };
        assert_eq!(refused(&with_check("ZZ26AAAABBBBCCCC")), ReferenceError::Kind);
        assert_eq!(refused(&with_check("PT2XAAAABBBBCCCC")), ReferenceError::Year);
        for year in [1999, 2100, 0, i16::MIN, i16::MAX] {
            let made = ReferenceNumber::new(ReferenceKind::Case, year, Uuid::nil());
            assert_eq!(made, Err(ReferenceError::Year));
        }
    }

    #[test]
    fn a_demand_adds_the_institution() {
        let instrument = number(ReferenceKind::Freeze, 1);
        let demand =
            DemandReference { instrument, institution: InstitutionCode::parse("VCB").unwrap() };
        let text = demand.to_string();
        assert_eq!(text, format!("{instrument}-VCB"));
        assert_eq!(DemandReference::parse(&text.to_lowercase()), Ok(demand));
        assert_eq!(DemandReference::parse("VCB"), Err(ReferenceError::Institution));
        assert!(DemandReference::parse(&instrument.to_string()).is_err());
    }

    #[test]
    fn the_longest_demand_reference_fits_iso_20022() {
        let demand = DemandReference {
            instrument: number(ReferenceKind::Freeze, 1),
            institution: InstitutionCode::parse(&"A".repeat(InstitutionCode::MAX)).unwrap(),
        };
        assert_eq!(demand.to_string().len(), MAX_CHARS);
        assert!(demand.to_string().is_ascii());
    }

    proptest! {
        #[test]
        fn every_number_survives_its_text(wanted in any_number()) {
            prop_assert_eq!(ReferenceNumber::parse(&wanted.to_string()), Ok(wanted));
        }

        #[test]
        fn one_wrong_character_is_caught(wanted in any_number(), at in 0..17usize, with in 0..32usize) {
            let mut typed: Vec<char> = wanted.to_string().replace('-', "").chars().collect();
            prop_assume!(typed[at] != ALPHABET[with]);
            typed[at] = ALPHABET[with];
            let typed: String = typed.into_iter().collect();
            prop_assert_eq!(ReferenceNumber::parse(&typed), Err(ReferenceError::Check));
        }

        #[test]
        fn two_swapped_characters_are_caught(wanted in any_number(), a in 0..17usize, b in 0..17usize) {
            let mut typed: Vec<char> = wanted.to_string().replace('-', "").chars().collect();
            prop_assume!(typed[a] != typed[b]);
            typed.swap(a, b);
            let typed: String = typed.into_iter().collect();
            prop_assert_eq!(ReferenceNumber::parse(&typed), Err(ReferenceError::Check));
        }

        #[test]
        fn any_text_parses_or_is_refused(text in any::<String>(), likely in "[A-Za-z0-9 -]{0,30}") {
            for text in [text, likely] {
                if let Ok(read) = ReferenceNumber::parse(&text) {
                    prop_assert_eq!(ReferenceNumber::parse(&read.to_string()), Ok(read));
                }
                if let Ok(read) = DemandReference::parse(&text) {
                    prop_assert_eq!(DemandReference::parse(&read.to_string()), Ok(read));
                }
            }
        }
    }
}
