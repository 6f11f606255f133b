//! No notes to self, no tests switched off: an open point is an issue, and what
//! must panic is better a value.

use super::{Finding, tree::Tree};

/// Written in two halves, so that this file is not its own first finding.
const MARKERS: &[(&str, &str)] = &[
    (concat!("TO", "DO"), "do it, or open an issue"),
    (concat!("FIX", "ME"), "fix it, or open an issue"),
    (concat!("X", "XX"), "say what is meant"),
    (concat!("todo", "!("), "a stub compiles and then fails"),
    (concat!("#[ign", "ore"), "a test that does not run is no test"),
    (concat!("should_", "panic"), "assert the error value instead"),
];

pub(crate) fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (path, text) in tree.texts() {
        for (index, line) in text.lines().enumerate() {
            let hits = MARKERS.iter().filter(|(marker, _)| has_word(line, marker));
            findings.extend(hits.map(|(marker, why)| {
                Finding::new(path, index + 1, "marker", format!("`{marker}`: {why}"))
            }));
        }
    }
    findings
}

/// Whether the marker stands in the line, not as a part of a longer word.
fn has_word(line: &str, marker: &str) -> bool {
    line.match_indices(marker).any(|(start, _)| {
        let before = line.get(..start).and_then(|text| text.chars().next_back());
        let after = line.get(start + marker.len()..).and_then(|text| text.chars().next());
        let ends_in_word = marker.ends_with(char::is_alphanumeric);
        !(before.is_some_and(is_word) || ends_in_word && after.is_some_and(is_word))
    })
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_marker_is_found() {
        for (marker, _) in MARKERS {
            let text = format!("fine\n// {marker}\n");
            let findings = check(&Tree::from([("docs/a.md", text.as_str())]));
            let found: Vec<_> = findings.iter().map(|f| (f.line, f.rule)).collect();
            assert_eq!(found, [(2, "marker")], "{marker}");
        }
    }

    #[test]
    fn parts_of_words_are_not() {
        let text = concat!("MASTO", "DONT XX", "XX todo = \"deny\" to", "do list");
        assert_eq!(check(&Tree::from([("a.toml", text)])), []);
    }
}
