//! Every text a user sees, and how money, days and times are written.
//!
//! Texts live in `config/locales/{vi,en}/*.ftl` (Fluent) and are embedded at
//! compile time. Code names them by key and never spells them.

mod format;

pub use format::{date, date_time, dong, time_of_day};

use fluent_templates::{fluent_bundle::FluentValue, static_loader};
use serde::{Deserialize, Serialize};
use std::{borrow::Cow, collections::HashMap, fmt, str::FromStr};
use unic_langid::{LanguageIdentifier, langid};

static_loader! {
    static TEXTS = {
        locales: "../../config/locales",
        fallback_language: "vi",
        // The isolation marks U+2068 and U+2069 would end up in copied text.
        customise: |bundle| bundle.set_use_isolating(false),
    };
}

static VI: LanguageIdentifier = langid!("vi");
static EN: LanguageIdentifier = langid!("en");

/// A language people can choose.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Lang {
    /// Vietnamese.
    #[default]
    Vi,
    /// English.
    En,
}

impl Lang {
    /// Both, the default first.
    pub const ALL: [Self; 2] = [Self::Vi, Self::En];

    /// The language tag, for `lang` attributes and settings.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Vi => "vi",
            Self::En => "en",
        }
    }

    fn id(self) -> &'static LanguageIdentifier {
        match self {
            Self::Vi => &VI,
            Self::En => &EN,
        }
    }
}

impl fmt::Display for Lang {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl FromStr for Lang {
    type Err = UnknownLang;

    fn from_str(s: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|lang| lang.code() == s).ok_or_else(|| UnknownLang(s.to_owned()))
    }
}

/// No text exists in that language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownLang(pub String);

impl fmt::Display for UnknownLang {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` is not a language here (vi or en)", self.0)
    }
}

impl std::error::Error for UnknownLang {}

/// What fills a place in a text.
#[derive(Clone, Debug, PartialEq)]
pub enum Arg<'a> {
    /// Words, used as they are.
    Text(Cow<'a, str>),
    /// A count, which picks singular or plural.
    Count(i64),
}

impl<'a> From<&'a str> for Arg<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(Cow::Borrowed(text))
    }
}

impl From<String> for Arg<'_> {
    fn from(text: String) -> Self {
        Self::Text(Cow::Owned(text))
    }
}

impl<'a> From<&'a String> for Arg<'a> {
    fn from(text: &'a String) -> Self {
        Self::Text(Cow::Borrowed(text))
    }
}

impl From<i64> for Arg<'_> {
    fn from(count: i64) -> Self {
        Self::Count(count)
    }
}

/// The text with a key, its places filled. A key that does not exist comes back
/// in brackets, `[key]`: visible, never an empty line; tests look for it.
pub fn text(lang: Lang, key: &str, args: &[(&str, Arg<'_>)]) -> String {
    try_text(lang, key, args).unwrap_or_else(|| format!("[{key}]"))
}

/// The text with a key, or `None` if the language has no such key.
pub fn try_text(lang: Lang, key: &str, args: &[(&str, Arg<'_>)]) -> Option<String> {
    if args.is_empty() {
        return TEXTS.lookup_single_language::<&str>(lang.id(), key, None).ok();
    }
    let filled: HashMap<Cow<'static, str>, FluentValue<'_>> = args
        .iter()
        .map(|(name, value)| {
            let value = match value {
                Arg::Text(text) => FluentValue::String(Cow::Borrowed(text.as_ref())),
                Arg::Count(n) => FluentValue::from(*n),
            };
            (Cow::Owned((*name).to_owned()), value)
        })
        .collect();
    TEXTS.lookup_single_language(lang.id(), key, Some(&filled)).ok()
}

#[cfg(test)]
mod tests;
