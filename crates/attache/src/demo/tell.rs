//! What is printed as a demonstration goes on.

use super::DemoError;
use locale::{Arg, Lang, text};
use std::io::Write;

/// Tells what happens, step by step, in one language.
pub(super) struct Teller<'a, W> {
    out: &'a mut W,
    lang: Lang,
    quiet: bool,
    steps: u32,
}

impl<'a, W: Write> Teller<'a, W> {
    /// A teller; a quiet one keeps it all for himself.
    pub(super) fn new(out: &'a mut W, lang: Lang, quiet: bool) -> Self {
        Self { out, lang, quiet, steps: 0 }
    }

    /// In which language.
    pub(super) const fn lang(&self) -> Lang {
        self.lang
    }

    /// One numbered line.
    pub(super) fn step(&mut self, key: &str, args: &[(&str, Arg<'_>)]) -> Result<(), DemoError> {
        self.steps += 1;
        let line = format!("{:>2}. {}", self.steps, text(self.lang, key, args));
        self.raw(&line)
    }

    /// One line below the last.
    pub(super) fn line(&mut self, key: &str, args: &[(&str, Arg<'_>)]) -> Result<(), DemoError> {
        let line = format!("    {}", text(self.lang, key, args));
        self.raw(&line)
    }

    /// One line as it stands; seen at once, however long the next one takes.
    pub(super) fn raw(&mut self, line: &str) -> Result<(), DemoError> {
        if !self.quiet {
            writeln!(self.out, "{line}")?;
            self.out.flush()?;
        }
        Ok(())
    }
}

/// A count, as texts take it.
pub(super) fn count(n: usize) -> Arg<'static> {
    Arg::Count(i64::try_from(n).unwrap_or(i64::MAX))
}
