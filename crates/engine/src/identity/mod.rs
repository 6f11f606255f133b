//! Who somebody is, as written: identifiers and names. Each value can only be
//! built by its `parse`, so holding one is proof of its form. Whether it
//! belongs to the person meant is for the institution to say.

mod bank;
mod cccd;
mod country;
mod documents;
mod holder;
pub mod name;
mod tax;
pub(crate) mod text;

pub use bank::{AccountNumber, Bic, Bin};
pub use cccd::{Birthplace, Cccd, Sex};
pub use country::Country;
pub use documents::{Cmnd, Passport, SocialInsuranceNumber};
pub use holder::Holder;
pub use name::{NameError, PersonName};
pub use tax::{TaxCode, TaxCodeForm};

use serde::{Deserialize, Serialize};
use std::fmt;
use thiserror::Error;

/// Why a text is not the identifier it should be. No message carries the
/// text (I-32).
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum IdentityError {
    /// Nothing, or separators only.
    #[error("is empty")]
    Empty,
    /// Too much to look at.
    #[error("is longer than {max} bytes")]
    TooLong {
        /// Bytes allowed.
        max: usize,
    },
    /// A character that does not belong.
    #[error("has a character that does not belong at position {position}")]
    Character {
        /// Counted from 1, as typed.
        position: usize,
    },
    /// Too few or too many characters once separators are gone.
    #[error("has {found} characters instead of {min} to {max}")]
    Length {
        /// Fewest allowed.
        min: usize,
        /// Most allowed.
        max: usize,
        /// Counted.
        found: usize,
    },
    /// The first three digits name no province of the old list.
    #[error("does not begin with the code of a province")]
    UnknownProvince,
    /// The century digit is that of people not yet born.
    #[error("names a century to come")]
    CenturyToCome,
    /// The check digit does not fit the others.
    #[error("has a wrong check digit")]
    CheckDigit,
    /// Not an ISO 3166-1 alpha-2 code.
    #[error("names no country")]
    UnknownCountry,
    /// A passport that is not Vietnamese, without its country.
    #[error("needs the issuing country")]
    CountryMissing,
    /// Not one letter and 7 or 8 digits.
    #[error("is not a Vietnamese passport number")]
    PassportForm,
}

impl IdentityError {
    /// A stable code for problem documents.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::TooLong { .. } => "too_long",
            Self::Character { .. } => "character",
            Self::Length { .. } => "length",
            Self::UnknownProvince => "unknown_province",
            Self::CenturyToCome => "century_to_come",
            Self::CheckDigit => "check_digit",
            Self::UnknownCountry => "unknown_country",
            Self::CountryMissing => "country_missing",
            Self::PassportForm => "passport_form",
        }
    }
}

macro_rules! identifiers {
    ($($(#[$doc:meta])* $name:ident($parsed:ty) = $code:literal),+ $(,)?) => {
        /// A strong identifier of a person or an organisation. On the wire
        /// `{ "kind": "cccd", "value": "…" }`, checked when read.
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(tag = "kind", content = "value", rename_all = "snake_case", deny_unknown_fields)]
        pub enum Identifier {
            $($(#[$doc])* $name($parsed)),+
        }

        /// The kind of an [`Identifier`].
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum IdentifierKind {
            $($(#[$doc])* $name),+
        }

        impl IdentifierKind {
            /// Every kind.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// The stable code: wire form, files, database.
            pub const fn code(self) -> &'static str {
                match self { $(Self::$name => $code),+ }
            }
        }

        impl Identifier {
            /// Reads a value of a known kind as typed.
            pub fn parse(kind: IdentifierKind, text: &str) -> Result<Self, IdentityError> {
                Ok(match kind {
                    $(IdentifierKind::$name => Self::$name(<$parsed>::parse(text)?)),+
                })
            }

            /// Its kind.
            pub const fn kind(&self) -> IdentifierKind {
                match self { $(Self::$name(_) => IdentifierKind::$name),+ }
            }

            /// The one text that stands for the value. Equal texts of two
            /// kinds are two identifiers: index kind and text together.
            pub fn normalised(&self) -> &str {
                match self { $(Self::$name(value) => value.normalised()),+ }
            }

            /// As official papers write it.
            pub fn display(&self) -> String {
                match self { $(Self::$name(value) => value.display()),+ }
            }
        }
    };
}

identifiers! {
    /// Personal number on the citizen identity card: 12 digits.
    Cccd(Cccd) = "cccd",
    /// Old people's identity card: 9 digits.
    Cmnd(Cmnd) = "cmnd",
    /// Passport, with its issuing country.
    Passport(Passport) = "passport",
    /// Tax code, also the enterprise code.
    TaxCode(TaxCode) = "tax_code",
    /// Social insurance number: 10 digits.
    SocialInsurance(SocialInsuranceNumber) = "social_insurance",
}

impl IdentifierKind {
    /// The kind with this code.
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.code() == code)
    }
}

impl fmt::Debug for Identifier {
    /// Kind and last characters only (I-32).
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let masked = text::masked(self.normalised());
        write!(f, "{}({masked})", self.kind().code())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const EXAMPLES: [(IdentifierKind, &str); 6] = [
        (IdentifierKind::Cccd, "079085001234"),
        (IdentifierKind::Cmnd, "012345678"),
        (IdentifierKind::Passport, "VN:C1234567"),
        (IdentifierKind::Passport, "US:123456789"),
        (IdentifierKind::TaxCode, "0100112437001"),
        (IdentifierKind::SocialInsurance, "0123456789"),
    ];

    #[test]
    fn the_wire_form_names_the_kind() {
        for (kind, value) in EXAMPLES {
            let json = serde_json::json!({ "kind": kind.code(), "value": value });
            let identifier: Identifier = serde_json::from_value(json.clone()).unwrap();
            assert_eq!(identifier, Identifier::parse(kind, value).unwrap());
            assert_eq!(identifier.kind(), kind);
            assert_eq!(serde_json::to_value(&identifier).unwrap(), json);
            assert_eq!(IdentifierKind::parse(kind.code()), Some(kind));
            assert_eq!(serde_json::to_value(kind).unwrap(), kind.code());
        }
    }

    #[test]
    fn the_wire_is_checked_and_its_errors_keep_the_secret() {
        for (kind, value) in
            [("cccd", "079485001234"), ("tax_code", "0100112438"), ("cmnd", "0123456789")]
        {
            let json = serde_json::json!({ "kind": kind, "value": value });
            let error = serde_json::from_value::<Identifier>(json).unwrap_err();
            assert!(!error.to_string().contains(value), "{error}");
        }
        // Either order of members: the second makes serde keep the value aside.
        for json in [r#"{"kind":"cmnd","value":987654321}"#, r#"{"value":987654321,"kind":"cmnd"}"#]
        {
            let error = serde_json::from_str::<Identifier>(json).unwrap_err();
            assert!(!error.to_string().contains("987654321"), "{error}");
        }
        let extra = r#"{"kind":"cmnd","value":"012345678","note":"x"}"#;
        assert!(serde_json::from_str::<Identifier>(extra).is_err());
    }

    #[test]
    fn debug_text_shows_three_characters_at_most() {
        for (kind, value) in EXAMPLES {
            let identifier = Identifier::parse(kind, value).unwrap();
            let text = format!("{identifier:?}");
            assert!(text.ends_with(&format!("***{})", &value[value.len() - 3..])));
            assert!(!text.contains(&value[value.len() - 4..]), "{text}");
        }
        let wrapped = Identifier::parse(IdentifierKind::Cccd, "079085001234").unwrap();
        let Identifier::Cccd(cccd) = &wrapped else { panic!("not a cccd") };
        assert!(format!("{cccd:?}").ends_with("(***234)"));
    }

    #[test]
    fn the_same_digits_of_two_kinds_are_two_identifiers() {
        let cccd = Identifier::parse(IdentifierKind::Cccd, "079085001234").unwrap();
        let tax = Identifier::parse(IdentifierKind::TaxCode, "079085001234").unwrap();
        assert_eq!(cccd.normalised(), tax.normalised());
        assert_ne!(cccd, tax);
    }

    proptest! {
        #[test]
        fn parsing_anything_never_panics_and_is_stable(text in any::<String>()) {
            stable(&text)?;
        }

        #[test]
        fn parsing_likely_text_is_stable(text in "[A-Za-z]{0,2}:?[ .-]?[0-9]{0,5}[ .\u{a0}-]?[0-9]{0,8}") {
            stable(&text)?;
        }
    }

    /// What was accepted once is accepted again in its own words.
    fn stable(text: &str) -> Result<(), TestCaseError> {
        for kind in IdentifierKind::ALL {
            if let Ok(identifier) = Identifier::parse(*kind, text) {
                let again = Identifier::parse(*kind, identifier.normalised());
                prop_assert_eq!(again.as_ref(), Ok(&identifier));
            }
        }
        if let Ok(account) = AccountNumber::parse(text) {
            prop_assert_eq!(AccountNumber::parse(account.normalised()), Ok(account));
        }
        if let Ok(bic) = Bic::parse(text) {
            prop_assert_eq!(Bic::parse(bic.as_str()), Ok(bic));
        }
        prop_assert!(Bin::parse(text).is_err() || text.len() == 6);
        Ok(())
    }
}
