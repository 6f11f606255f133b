//! What all written identifiers share: cleaning, masking, wire form.

use super::IdentityError;

/// Longer input is refused before it is looked at.
const RAW_MAX_BYTES: usize = 256;

/// Characters an identifier is made of.
#[derive(Clone, Copy)]
pub(super) enum Alphabet {
    Digits,
    Alphanumeric,
}

impl Alphabet {
    fn allows(self, c: char) -> bool {
        match self {
            Self::Digits => c.is_ascii_digit(),
            Self::Alphanumeric => c.is_ascii_alphanumeric(),
        }
    }
}

/// `text` in upper case, without what people and word processors put between
/// groups of digits. Positions in errors count the characters as typed.
pub(super) fn compact(text: &str, alphabet: Alphabet) -> Result<String, IdentityError> {
    if text.len() > RAW_MAX_BYTES {
        return Err(IdentityError::TooLong { max: RAW_MAX_BYTES });
    }
    let mut compacted = String::new();
    for (index, c) in text.chars().enumerate() {
        if is_separator(c) {
            continue;
        }
        if !alphabet.allows(c) {
            return Err(IdentityError::Character { position: index + 1 });
        }
        compacted.push(c.to_ascii_uppercase());
    }
    if compacted.is_empty() {
        return Err(IdentityError::Empty);
    }
    Ok(compacted)
}

/// Spaces of every kind, dots, hyphens, and the invisible characters that
/// come along when text is pasted from a PDF.
fn is_separator(c: char) -> bool {
    c.is_whitespace()
        || matches!(
            c,
            '.' | '-' | '\u{AD}' | '\u{200B}' | '\u{2010}'..='\u{2015}' | '\u{2060}' | '\u{FEFF}'
        )
}

/// Checks a length, in characters.
pub(super) fn length_within(value: &str, min: usize, max: usize) -> Result<(), IdentityError> {
    let found = value.chars().count();
    if (min..=max).contains(&found) {
        Ok(())
    } else {
        Err(IdentityError::Length { min, max, found })
    }
}

/// The digits of a text of ASCII digits.
pub(super) fn digits(value: &str) -> Vec<u16> {
    value
        .chars()
        .filter_map(|c| c.to_digit(10))
        .filter_map(|digit| u16::try_from(digit).ok())
        .collect()
}

/// What of a personal value may stand in a log (I-32): the last three
/// characters, fewer of a short one, never the length.
pub(crate) fn masked(value: &str) -> String {
    let length = value.chars().count();
    let shown = (length / 3).min(3);
    let tail: String = value.chars().skip(length - shown).collect();
    format!("***{tail}")
}

/// For a struct with a field `value` that only `parse` fills: reading,
/// comparing and the wire form. There is no `Display`, so that a personal
/// value cannot slip into a log line; `Debug` is masked (I-32).
macro_rules! parsed_text {
    ($name:ident) => {
        impl $name {
            /// The one text that stands for this value: compared, indexed and
            /// sent over the wire.
            pub fn normalised(&self) -> &str {
                &self.value
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                let masked = $crate::identity::text::masked(&self.value);
                write!(f, concat!(stringify!($name), "({})"), masked)
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::identity::IdentityError;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Self::parse(text)
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
                s.serialize_str(&self.value)
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
                let text = $crate::wire::text(d)?;
                Self::parse(&text).map_err(serde::de::Error::custom)
            }
        }
    };
}
pub(crate) use parsed_text;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn separators_vanish_and_errors_point_at_what_was_typed() {
        let clean = compact(" 079\u{A0}085.001-234\u{200B} ", Alphabet::Digits);
        assert_eq!(clean.unwrap(), "079085001234");
        assert_eq!(
            compact("07 9x", Alphabet::Digits),
            Err(IdentityError::Character { position: 5 })
        );
        assert_eq!(
            compact("１２", Alphabet::Digits),
            Err(IdentityError::Character { position: 1 })
        );
        assert_eq!(compact(" - ", Alphabet::Digits), Err(IdentityError::Empty));
        assert_eq!(
            compact(&"1".repeat(257), Alphabet::Digits),
            Err(IdentityError::TooLong { max: 256 })
        );
    }

    #[test]
    fn a_mask_shows_at_most_three_characters_and_no_length() {
        assert_eq!(masked("079085001234"), "***234");
        assert_eq!(masked("123456789"), "***789");
        assert_eq!(masked("1234"), "***4");
        assert_eq!(masked("12"), "***");
        assert_eq!(masked(""), "***");
    }
}
