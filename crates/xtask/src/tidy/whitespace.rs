//! Lines end where their text ends, files with one line feed: a diff shows
//! changes and nothing else.

use super::{Finding, tree::Tree};
use std::path::Path;

/// Files whose bytes are what a test expects.
const VERBATIM: &[&str] = &["snap", "golden"];

pub(crate) fn check(tree: &Tree) -> Vec<Finding> {
    let texts = tree.texts();
    texts
        .filter(|(path, _)| !is_verbatim(path))
        .flat_map(|(path, text)| check_one(path, text))
        .collect()
}

fn check_one(path: &str, text: &str) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (index, line) in text.split('\n').enumerate() {
        if line.ends_with([' ', '\t', '\r']) {
            findings.push(Finding::new(
                path,
                index + 1,
                "whitespace",
                "blank at the end of the line",
            ));
        }
    }
    let last = text.lines().count();
    if !text.is_empty() && !text.ends_with('\n') {
        findings.push(Finding::new(
            path,
            last,
            "whitespace",
            "no line feed at the end of the file",
        ));
    }
    if text.ends_with("\n\n") {
        findings.push(Finding::new(path, last, "whitespace", "empty line at the end of the file"));
    }
    findings
}

fn is_verbatim(path: &str) -> bool {
    let extension = Path::new(path).extension().and_then(|e| e.to_str());
    extension.is_some_and(|extension| VERBATIM.contains(&extension))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(path: &str, text: &str) -> Vec<usize> {
        check(&Tree::from([(path, text)])).iter().map(|f| f.line).collect()
    }

    #[test]
    fn each_fault_is_found_on_its_line() {
        assert_eq!(lines("a.md", "one\ntwo \n"), [2]);
        assert_eq!(lines("a.md", "one\r\ntwo\n"), [1]);
        assert_eq!(lines("a.md", "one\ntwo"), [2]);
        assert_eq!(lines("a.md", "one\n\n"), [2]);
    }

    #[test]
    fn clean_empty_binary_and_verbatim_files_pass() {
        assert_eq!(lines("a.md", "one\n\ntwo\n"), [0usize; 0]);
        assert_eq!(lines("a.md", ""), [0usize; 0]);
        assert_eq!(lines("a.png", "\0 \n\n"), [0usize; 0]);
        assert_eq!(lines("a.snap", "x \n"), [0usize; 0]);
    }
}
