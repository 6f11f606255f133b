//! The language of an answer on the command line.

use clap::ValueEnum;
use locale::Lang;

#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum Language {
    Vi,
    En,
}

impl From<Language> for Lang {
    fn from(language: Language) -> Self {
        match language {
            Language::Vi => Self::Vi,
            Language::En => Self::En,
        }
    }
}
