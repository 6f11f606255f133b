//! `attache keys`: the keys a service needs, made once.

use crate::config::keys::{self, KeyError};
use crate::lang::Language;
use locale::{Lang, text};
use std::io::{self, Write};
use std::path::PathBuf;

/// Arguments of `attache keys`.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// Folder for index.key, token.key, receipts.key and files.key; one that is there
    /// stays
    #[arg(long, value_name = "DIR")]
    folder: PathBuf,
    /// Language of the output
    #[arg(long, value_enum, default_value_t = Language::Vi)]
    lang: Language,
}

/// Why no keys were made.
#[derive(Debug, thiserror::Error)]
pub(crate) enum KeysError {
    #[error(transparent)]
    Key(#[from] KeyError),
    #[error("cannot write the answer: {0}")]
    Output(#[from] io::Error),
}

/// Makes the keys that are missing and says which.
pub(crate) fn run(args: &Args, out: &mut impl Write) -> Result<(), KeysError> {
    let lang = Lang::from(args.lang);
    let made = keys::make(&args.folder)?;
    if made.is_empty() {
        writeln!(out, "{}", text(lang, "keys-nothing", &[]))?;
    }
    for path in made {
        let path = path.display().to_string();
        writeln!(out, "{}", text(lang, "keys-made", &[("path", path.into())]))?;
    }
    Ok(())
}
