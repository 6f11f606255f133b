//! Vietnamese names: kept as written, found without regard to how they were
//! written.

use crate::wire;
use serde::{Deserialize, Deserializer, Serialize, de};
use std::fmt;
use thiserror::Error;
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// Characters of a person's name. The longest civil names are far shorter.
const NAME_MAX_CHARS: usize = 150;

/// UTF-8 takes up to four bytes a character, and input may be decomposed.
const BYTES_PER_CHAR: usize = 12;

/// A person's name as written, in Unicode NFC, with single spaces. There is
/// no `Display`, and `Debug` shows nothing of it (I-32).
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct PersonName(String);

impl PersonName {
    /// Reads a name as typed.
    pub fn parse(text: &str) -> Result<Self, NameError> {
        let name = tidy(text, NAME_MAX_CHARS)?;
        if name.chars().any(char::is_alphabetic) {
            Ok(Self(name))
        } else {
            Err(NameError::NoLetter)
        }
    }

    /// The name as it is shown.
    pub fn as_written(&self) -> &str {
        &self.0
    }

    /// The name for searching; see [`fold`].
    pub fn fold(&self) -> String {
        fold(&self.0)
    }
}

impl fmt::Debug for PersonName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PersonName(***)")
    }
}

impl<'de> Deserialize<'de> for PersonName {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        Self::parse(&wire::text(d)?).map_err(de::Error::custom)
    }
}

/// Why a text is not a name. No message carries the text (I-32).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum NameError {
    /// Nothing, or spaces only.
    #[error("is empty")]
    Empty,
    /// Too many characters.
    #[error("is longer than {max} characters")]
    TooLong {
        /// Characters allowed.
        max: usize,
    },
    /// A control character, or one that is invisible or turns the direction
    /// of writing: two names that look alike must be alike.
    #[error("has a control or invisible character at position {position}")]
    Invisible {
        /// Counted from 1, as typed.
        position: usize,
    },
    /// Digits or signs only.
    #[error("has no letter")]
    NoLetter,
}

impl NameError {
    /// A stable code for problem documents.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::TooLong { .. } => "too_long",
            Self::Invisible { .. } => "invisible",
            Self::NoLetter => "no_letter",
        }
    }
}

/// One line of text in NFC with single spaces and nothing invisible.
pub(crate) fn tidy(text: &str, max: usize) -> Result<String, NameError> {
    if text.len() > max * BYTES_PER_CHAR {
        return Err(NameError::TooLong { max });
    }
    if let Some(index) = text.chars().position(is_invisible) {
        return Err(NameError::Invisible { position: index + 1 });
    }
    let composed: String = text.nfc().collect();
    let mut line = String::with_capacity(composed.len());
    for word in composed.split_whitespace() {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    if line.is_empty() {
        return Err(NameError::Empty);
    }
    if line.chars().count() > max {
        return Err(NameError::TooLong { max });
    }
    Ok(line)
}

fn is_invisible(c: char) -> bool {
    // A tab pasted between two cells is spacing; other controls are not.
    (c.is_control() && c != '\t')
        || matches!(
            c,
            '\u{AD}'
                | '\u{61C}'
                | '\u{180E}'
                | '\u{200B}'..='\u{200F}'
                | '\u{2028}'..='\u{202E}'
                | '\u{2060}'..='\u{206F}'
                | '\u{FEFF}'
                | '\u{FFF9}'..='\u{FFFD}'
                | '\u{E0000}'..='\u{E007F}'
        )
}

/// `text` for comparing in a search: without regard to case, spacing, tone
/// and vowel marks, or đ and d. Folding twice changes nothing more.
pub fn fold(text: &str) -> String {
    text.nfkd()
        .flat_map(char::to_lowercase)
        .nfkd()
        .filter(|c| !is_combining_mark(*c) && !c.is_whitespace())
        .map(plain_d)
        .collect()
}

/// Đ has no decomposition in Unicode. Eth and African d look the same in
/// print and come from old keyboards and fonts.
const fn plain_d(c: char) -> char {
    match c {
        'đ' | 'ð' | 'ɖ' => 'd',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn written(text: &str) -> String {
        PersonName::parse(text).unwrap().as_written().to_owned()
    }

    fn same_in_search(a: &str, b: &str) {
        let folded = |text: &str| PersonName::parse(text).unwrap().fold();
        assert_eq!(folded(a), folded(b), "{a:?} and {b:?}");
    }

    #[test]
    fn a_name_is_kept_as_written() {
        assert_eq!(written("Nguyễn Thị Thu Hoà"), "Nguyễn Thị Thu Hoà");
        assert_eq!(written("TRẦN văn Hòa"), "TRẦN văn Hòa");
        assert_eq!(written("Y'Moan Ê-ban"), "Y'Moan Ê-ban");
    }

    #[test]
    fn decomposed_input_is_composed() {
        // Typed on a Mac: every mark is a character of its own.
        let decomposed = "Nguye\u{302}\u{303}n Thi\u{323} U\u{31B}\u{301}ng";
        assert_eq!(written(decomposed), "Nguyễn Thị Ứng");
        // Marks in the other order are the same letter.
        assert_eq!(written("Le\u{323}\u{302}"), written("Le\u{302}\u{323}"));
    }

    #[test]
    fn spacing_is_collapsed() {
        assert_eq!(written("  Lê\u{A0}\u{A0}Văn \t An "), "Lê Văn An");
        assert_eq!(written("Lê\u{3000}Văn\u{2009}An"), "Lê Văn An");
    }

    #[test]
    fn names_meet_in_search_however_they_were_typed() {
        same_in_search("Nguyễn Thị Hòa", "Nguyễn Thị Hoà");
        same_in_search("Thuý", "Thúy");
        same_in_search("ĐỖ ĐỨC ĐẠT", "do duc dat");
        // U+0110 (Vietnamese), U+00D0 (Icelandic eth), U+0189 (African).
        same_in_search("\u{110}ặng", "\u{D0}ặng");
        same_in_search("\u{110}ặng", "\u{189}ặng");
        same_in_search("Trương Mỹ Hưởng", "truong my huong");
        same_in_search("Ưng Ơn", "U\u{31B}ng O\u{31B}n");
        same_in_search("Lê Văn An", "LÊ\u{A0}VĂN  AN");
        same_in_search("Nguyễn Văn An", "NguyễnVăn An");
        same_in_search("NGUYÊ\u{303}N", "nguyễn");
    }

    #[test]
    fn different_names_stay_apart() {
        let folded = |text: &str| PersonName::parse(text).unwrap().fold();
        assert_ne!(folded("Nguyễn Văn An"), folded("Nguyễn Văn Ân Đức"));
        assert_ne!(folded("Lan"), folded("Lam"));
    }

    #[test]
    fn what_is_no_name_is_refused_for_its_reason() {
        let refused = |text: &str| PersonName::parse(text).unwrap_err();
        assert_eq!(refused(""), NameError::Empty);
        assert_eq!(refused(" \u{A0} "), NameError::Empty);
        assert_eq!(refused("123 456"), NameError::NoLetter);
        assert_eq!(refused("---"), NameError::NoLetter);
        assert_eq!(refused("\u{301}"), NameError::NoLetter);
        assert_eq!(refused("Lê\0An"), NameError::Invisible { position: 3 });
        assert_eq!(refused("Lê\nAn"), NameError::Invisible { position: 3 });
        assert_eq!(refused("\u{202E}nA"), NameError::Invisible { position: 1 });
        assert_eq!(refused("An\u{200B}"), NameError::Invisible { position: 3 });
        assert_eq!(refused(&"a".repeat(151)), NameError::TooLong { max: 150 });
        assert_eq!(refused(&"a".repeat(9999)), NameError::TooLong { max: 150 });
        assert!(PersonName::parse(&"ễ".repeat(150)).is_ok());
    }

    #[test]
    fn debug_text_and_errors_hold_nothing_of_the_name() {
        let name = PersonName::parse("Nguyễn Văn An").unwrap();
        assert_eq!(format!("{name:?}"), "PersonName(***)");
        let error = serde_json::from_str::<PersonName>(r#""Bí\u0000Mật""#).unwrap_err();
        assert!(!error.to_string().contains("Bí"));
    }

    #[test]
    fn folding_every_character_twice_changes_nothing_more() {
        for c in '\0'..='\u{2FFFF}' {
            let once = fold(&c.to_string());
            assert_eq!(fold(&once), once, "U+{:04X}", u32::from(c));
        }
    }

    proptest! {
        #[test]
        fn any_text_parses_or_is_refused_and_is_stable(text in any::<String>()) {
            if let Ok(name) = PersonName::parse(&text) {
                prop_assert_eq!(PersonName::parse(name.as_written()), Ok(name));
            }
        }

        #[test]
        fn folding_is_idempotent(text in any::<String>()) {
            let once = fold(&text);
            prop_assert_eq!(fold(&once), once);
        }

        #[test]
        fn a_vietnamese_name_folds_to_plain_letters(
            text in "[A-ZĐÂÊÔƠƯa-zăâđêôơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]{1,12}( [A-ZĐa-zđ]{1,8}){0,4}",
        ) {
            let folded = PersonName::parse(&text).unwrap().fold();
            prop_assert!(folded.chars().all(|c| c.is_ascii_lowercase()), "{}", folded);
        }
    }
}
