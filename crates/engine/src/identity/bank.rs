//! Numbers that name accounts and institutions.

use super::{
    Country, IdentityError,
    text::{Alphabet, compact, length_within, parsed_text},
};
use std::fmt;

/// A Vietnamese bank account number: 4 to 20 letters and digits. Banks also
/// give out chosen numbers with letters.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AccountNumber {
    value: String,
}

parsed_text!(AccountNumber);

impl AccountNumber {
    /// Reads a number as typed. Spaces, dots and hyphens are dropped, letters
    /// become upper case.
    pub fn parse(text: &str) -> Result<Self, IdentityError> {
        let value = compact(text, Alphabet::Alphanumeric)?;
        length_within(&value, 4, 20)?;
        Ok(Self { value })
    }

    /// The number without separators.
    pub fn display(&self) -> String {
        self.value.clone()
    }
}

/// A business identifier code (ISO 9362): 8 or 11 characters. Not personal,
/// so it may be shown anywhere.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Bic {
    value: String,
}

impl Bic {
    /// Reads a code in either case, without separators inside.
    pub fn parse(text: &str) -> Result<Self, IdentityError> {
        let value = text.to_ascii_uppercase();
        if let Some(index) = value.chars().position(|c| !c.is_ascii_alphanumeric()) {
            return Err(IdentityError::Character { position: index + 1 });
        }
        if !matches!(value.len(), 8 | 11) {
            return Err(IdentityError::Length { min: 8, max: 11, found: value.len() });
        }
        // XK: SWIFT's code for Kosovo, which ISO 3166 does not assign.
        let country = value.get(4..6).unwrap_or_default();
        if country != "XK" {
            Country::parse(country)?;
        }
        Ok(Self { value })
    }

    /// The code, upper case.
    pub fn as_str(&self) -> &str {
        &self.value
    }
}

/// A bank's number in the national switch (NAPAS): the 6-digit issuer number
/// of ISO/IEC 7812. Not personal.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Bin {
    value: String,
}

impl Bin {
    /// Reads exactly six digits.
    pub fn parse(text: &str) -> Result<Self, IdentityError> {
        if let Some(index) = text.chars().position(|c| !c.is_ascii_digit()) {
            return Err(IdentityError::Character { position: index + 1 });
        }
        length_within(text, 6, 6)?;
        Ok(Self { value: text.to_owned() })
    }

    /// The six digits.
    pub fn as_str(&self) -> &str {
        &self.value
    }
}

/// Public codes are shown as they are.
macro_rules! public_text {
    ($($name:ident),+) => {$(
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.value)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.value)
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
                s.serialize_str(&self.value)
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
                let text = std::borrow::Cow::<'de, str>::deserialize(d)?;
                Self::parse(&text).map_err(serde::de::Error::custom)
            }
        }
    )+};
}

public_text!(Bic, Bin);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn account_numbers_lose_their_separators() {
        for text in ["0071 0012 34567", "0071.0012.34567", "0071-0012-34567"] {
            assert_eq!(AccountNumber::parse(text).unwrap().normalised(), "0071001234567");
        }
        assert_eq!(AccountNumber::parse("vip8888").unwrap().display(), "VIP8888");
        for wrong in ["", "123", "123456789012345678901", "12/34", "SỐ1234"] {
            assert!(AccountNumber::parse(wrong).is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn an_account_number_is_not_in_its_debug_text() {
        let account = AccountNumber::parse("0071001234567").unwrap();
        assert_eq!(format!("{account:?}"), "AccountNumber(***567)");
    }

    #[test]
    fn a_bic_has_eight_or_eleven_characters_and_a_country() {
        assert_eq!(Bic::parse("bftvvnvx").unwrap().as_str(), "BFTVVNVX");
        assert!(Bic::parse("BFTVVNVX007").is_ok());
        assert_eq!(Bic::parse("BFTVXXVX"), Err(IdentityError::UnknownCountry));
        assert!(Bic::parse("BFTVVNV").is_err());
        assert!(Bic::parse("BFTVVNVX00").is_err());
        assert_eq!(Bic::parse("BFTV VNVX"), Err(IdentityError::Character { position: 5 }));
    }

    #[test]
    fn a_bin_has_six_digits() {
        assert_eq!(Bin::parse("970436").unwrap().to_string(), "970436");
        for wrong in ["", "97043", "9704366", "97043A", "970 436"] {
            assert!(Bin::parse(wrong).is_err(), "{wrong:?}");
        }
    }
}
