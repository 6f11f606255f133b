//! Vietnamese and English say the same things: the same keys in files of the
//! same name, no key twice in a language.

use super::{Finding, tree::Tree};
use std::{collections::BTreeMap, path::Path};

const FOLDER: &str = "config/locales";
const LANGUAGES: [&str; 2] = ["vi", "en"];

/// Key → file and line, per language. A key is a message, a `-term`, or
/// `message.attribute`.
type Keys<'a> = BTreeMap<(&'a str, String), usize>;

pub(crate) fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    let [vietnamese, english] = LANGUAGES.map(|language| keys(tree, language, &mut findings));
    missing(&vietnamese, &english, LANGUAGES, &mut findings);
    let [vi, en] = LANGUAGES;
    missing(&english, &vietnamese, [en, vi], &mut findings);
    findings
}

fn missing(here: &Keys, there: &Keys, [mine, other]: [&str; 2], findings: &mut Vec<Finding>) {
    for ((file, key), &line) in here {
        if !there.contains_key(&(*file, key.clone())) {
            let why = format!("`{key}` is not in {FOLDER}/{other}/{file}");
            let path = format!("{FOLDER}/{mine}/{file}");
            findings.push(Finding::new(&path, line, "locale-parity", why));
        }
    }
}

/// The keys of one language; a key met twice is a finding.
fn keys<'a>(tree: &'a Tree, language: &str, findings: &mut Vec<Finding>) -> Keys<'a> {
    let folder = format!("{FOLDER}/{language}/");
    let mut keys = Keys::new();
    let mut first: BTreeMap<String, String> = BTreeMap::new();
    for (path, text) in tree.texts() {
        let Some(file) = path
            .strip_prefix(&folder)
            .filter(|file| Path::new(file).extension().is_some_and(|extension| extension == "ftl"))
        else {
            continue;
        };
        for (key, line) in keys_of(text) {
            let place = format!("{path}:{line}");
            if let Some(earlier) = first.insert(key.clone(), place) {
                let why = format!("`{key}` stands in {earlier} too");
                findings.push(Finding::new(path, line, "locale-duplicate", why));
            }
            keys.insert((file, key), line);
        }
    }
    keys
}

/// Fluent syntax 1.0: messages and terms start in the first column, attributes
/// are indented and start with a dot.
fn keys_of(text: &str) -> Vec<(String, usize)> {
    let mut found = Vec::new();
    let mut message = String::new();
    for (index, line) in text.lines().enumerate() {
        if let Some(key) = key_before_equals(line) {
            message.clone_from(&key);
            found.push((key, index + 1));
        } else if line.starts_with([' ', '\t'])
            && let Some(attribute) = line.trim_start().strip_prefix('.')
            && let Some(name) = key_before_equals(attribute)
        {
            found.push((format!("{message}.{name}"), index + 1));
        }
    }
    found
}

fn key_before_equals(line: &str) -> Option<String> {
    let (key, _) = line.split_once('=')?;
    let key = key.trim_end();
    let name = key.strip_prefix('-').unwrap_or(key);
    let legal = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    let starts = name.starts_with(|c: char| c.is_ascii_alphabetic());
    (starts && name.chars().all(legal)).then(|| key.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(vi: &str, en: &str) -> Vec<String> {
        let tree = Tree::from([
            ("config/locales/vi/pages.ftl", vi),
            ("config/locales/en/pages.ftl", en),
            ("config/locales/vi/terms.ftl", "-bank = Ngân hàng\n"),
            ("config/locales/en/terms.ftl", "-bank = Bank\n"),
        ]);
        check(&tree).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn equal_languages_pass() {
        let vi = "# Trang\ninbox = Hộp thư\n    .title = Đến\nlate = { $n ->\n    [one] a = b\n   *[other] muộn\n }\n";
        let en = "inbox =\n    Inbox = in\n    .title = In\nlate = { $n ->\n   *[other] late\n }\n";
        assert_eq!(found(vi, en), [""; 0]);
    }

    #[test]
    fn a_missing_key_is_found_on_either_side() {
        assert_eq!(
            found("a = 1\nb = 2\n", "a = 1\n"),
            [
                "config/locales/vi/pages.ftl:2: locale-parity: `b` is not in config/locales/en/pages.ftl"
            ]
        );
        assert_eq!(found("a = 1\n", "a = 1\n    .title = x\n").len(), 1);
    }

    #[test]
    fn a_key_twice_in_a_language_is_found_across_files() {
        assert_eq!(found("a = 1\na = 2\n", "a = 1\n").len(), 1);
        let twice = found("-bank = x\n", "-bank = x\n");
        assert_eq!(twice.len(), 2, "{twice:?}");
    }

    #[test]
    fn a_key_in_another_file_does_not_count() {
        let tree = Tree::from([
            ("config/locales/vi/a.ftl", "x = 1\n"),
            ("config/locales/en/b.ftl", "x = 1\n"),
        ]);
        assert_eq!(check(&tree).len(), 2);
    }
}
