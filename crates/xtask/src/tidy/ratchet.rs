//! Exceptions from the length rules. Their numbers may only fall: an exception
//! is a debt, and paying it back must not be undone.

use super::{
    Finding,
    length::{FILE, FUNCTION, Lengths},
};
use crate::shell::{self, Fault};
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, fs, path::Path};

pub(crate) const PATH: &str = "crates/xtask/tidy.toml";
const HEAD: &str = "\
# Exceptions of `cargo xtask tidy`: a file longer than 600 lines (1,000 at most), a
# function longer than 70. Numbers may only fall; `cargo xtask tidy --lower` writes
# those that have.

";

type Numbers = BTreeMap<String, usize>;

#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub(crate) struct Ratchet {
    /// Lines by path.
    pub(crate) file_lines: Numbers,
    /// Lines by `path::function`.
    pub(crate) function_lines: Numbers,
}

impl Ratchet {
    pub(crate) fn parse(text: &str) -> Result<Self, Fault> {
        toml::from_str(text).map_err(|error| format!("{PATH}: {error}").into())
    }

    pub(crate) fn write(&self, root: &Path) -> Result<(), Fault> {
        let text = format!("{HEAD}{}", toml::to_string(self)?);
        Ok(fs::write(root.join(PATH), text)?)
    }

    /// The same exceptions, no higher than needed; those within the rule go.
    pub(crate) fn lowered(&self, lengths: &Lengths) -> Self {
        Self {
            file_lines: lowered(&self.file_lines, &lengths.files, FILE),
            function_lines: lowered(&self.function_lines, &lengths.functions, FUNCTION),
        }
    }

    /// Exceptions that allow more than is there.
    pub(crate) fn slack(&self, lengths: &Lengths) -> Vec<Finding> {
        let low = self.lowered(lengths);
        let files = falls(&self.file_lines, &low.file_lines);
        files.chain(falls(&self.function_lines, &low.function_lines)).collect()
    }

    /// Exceptions that allow more than they did in an earlier commit.
    pub(crate) fn rises(&self, history: &[Self]) -> Vec<Finding> {
        let mut findings = Vec::new();
        for earlier in history {
            let files = rises(&self.file_lines, &earlier.file_lines);
            let functions = rises(&self.function_lines, &earlier.function_lines);
            findings.extend(files.chain(functions));
        }
        findings.sort();
        findings.dedup_by(|a, b| a.why == b.why);
        findings
    }
}

/// The ratchet in every commit that changed it; not asked for when there is
/// nothing to compare.
pub(crate) fn history(root: &Path, now: &Ratchet) -> Result<Vec<Ratchet>, Fault> {
    if *now == Ratchet::default() {
        return Ok(Vec::new());
    }
    let log = ["log", "--format=%H", "--diff-filter=AM", "--", PATH];
    let commits = shell::output(shell::command(root, "git", &log))?;
    let at = |commit: &str| {
        let text =
            shell::output(shell::command(root, "git", &["show", &format!("{commit}:{PATH}")]))?;
        Ratchet::parse(&text)
    };
    commits.lines().map(at).collect()
}

fn lowered(numbers: &Numbers, real: &BTreeMap<String, (usize, usize)>, limit: usize) -> Numbers {
    let needed = numbers.iter().filter_map(|(key, &allowed)| {
        let &(lines, _) = real.get(key)?;
        (lines > limit).then(|| (key.clone(), allowed.min(lines)))
    });
    needed.collect()
}

fn falls(now: &Numbers, low: &Numbers) -> impl Iterator<Item = Finding> {
    let differing = now.iter().filter(|(key, number)| low.get(*key) != Some(number));
    differing.map(|(key, number)| {
        let need = low.get(key).map_or("none".to_owned(), usize::to_string);
        let why = format!("{key} = {number}, needed is {need}: run `cargo xtask tidy --lower`");
        Finding::new(PATH, 1, "ratchet", why)
    })
}

fn rises(now: &Numbers, earlier: &Numbers) -> impl Iterator<Item = Finding> {
    now.iter().filter_map(|(key, number)| {
        let before = earlier.get(key)?;
        let why = format!("{key} = {number} was {before} before: numbers only fall");
        (number > before).then(|| Finding::new(PATH, 1, "ratchet", why))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(lines: usize) -> Ratchet {
        Ratchet::parse(&format!("[file-lines]\n\"a.rs\" = {lines}\n")).unwrap()
    }

    #[test]
    fn a_number_that_rose_is_a_finding() {
        assert_eq!(files(700).rises(&[files(800), files(900)]), []);
        assert_eq!(files(700).rises(&[files(650), files(650), files(900)]).len(), 1);
    }

    #[test]
    fn lowering_keeps_what_is_needed() {
        let mut lengths = Lengths::default();
        lengths.files.insert("a.rs".to_owned(), (650, 1));
        assert_eq!(files(700).lowered(&lengths), files(650));
        assert_eq!(files(640).lowered(&lengths), files(640));
        lengths.files.insert("a.rs".to_owned(), (600, 1));
        assert_eq!(files(700).lowered(&lengths), Ratchet::default());
    }

    #[test]
    fn what_is_written_is_read_again() {
        let text = format!("{HEAD}{}", toml::to_string(&files(700)).unwrap());
        assert_eq!(Ratchet::parse(&text).unwrap(), files(700));
        assert!(Ratchet::parse("[lines]\n").is_err());
    }
}
