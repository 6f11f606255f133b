//! The Rust sources, parsed, and which part of them is production code.

use super::{Finding, tree::Tree};
use std::collections::BTreeSet;
use syn::{Attribute, Item, Meta};

/// One file under `crates/*/src` that is not a test.
pub(crate) struct Source<'a> {
    pub(crate) path: &'a str,
    /// The folder under `crates/`.
    pub(crate) room: &'a str,
    pub(crate) text: &'a str,
    pub(crate) file: syn::File,
}

/// All production sources.
pub(crate) struct Sources<'a>(Vec<Source<'a>>);

impl<'a> Sources<'a> {
    /// Parses them; what does not parse is a finding.
    pub(crate) fn parse(tree: &'a Tree) -> (Self, Vec<Finding>) {
        let mut sources = Vec::new();
        let mut findings = Vec::new();
        for (path, text) in tree.texts() {
            let Some(room) = room_of(path) else { continue };
            match syn::parse_file(text) {
                Ok(file) => sources.push(Source { path, room, text, file }),
                Err(error) => {
                    let line = error.span().start().line;
                    findings.push(Finding::new(path, line, "parse", error.to_string()));
                }
            }
        }
        let tests: BTreeSet<String> = sources.iter().flat_map(test_files).collect();
        sources.retain(|source| !is_within(source.path, &tests));
        (Self(sources), findings)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &Source<'a>> {
        self.0.iter()
    }
}

/// Whether the item exists in tests only.
pub(crate) fn is_test(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        let path = attribute.path();
        path.is_ident("test") || (path.is_ident("cfg") && asks_for_test(&attribute.meta))
    })
}

fn asks_for_test(cfg: &Meta) -> bool {
    let Meta::List(list) = cfg else { return false };
    let condition = list.tokens.to_string().replace(' ', "");
    let words = |text: &str| {
        text.split(|c: char| !c.is_alphanumeric() && c != '_').any(|word| word == "test")
    };
    // `any(test, …)` also exists outside tests.
    words(&condition) && !condition.contains("not(test") && !condition.contains("any(")
}

fn room_of(path: &str) -> Option<&str> {
    let (room, rest) = path.strip_prefix("crates/")?.split_once('/')?;
    let is_rust = std::path::Path::new(rest).extension()? == "rs";
    (rest.starts_with("src/") && is_rust).then_some(room)
}

/// `#[cfg(test)] mod name;` in this file: path of the module without extension.
fn test_files(source: &Source) -> Vec<String> {
    let folder = module_folder(source.path);
    let items = source.file.items.iter();
    items
        .filter_map(|item| match item {
            Item::Mod(module) if module.content.is_none() && is_test(&module.attrs) => {
                Some(format!("{folder}/{}", module.ident))
            }
            _ => None,
        })
        .collect()
}

/// Where the files of a module's children are.
fn module_folder(path: &str) -> &str {
    let stem = path.strip_suffix(".rs").unwrap_or(path);
    ["/lib", "/main", "/mod"].iter().find_map(|name| stem.strip_suffix(name)).unwrap_or(stem)
}

fn is_within(path: &str, modules: &BTreeSet<String>) -> bool {
    let stem = path.strip_suffix(".rs").unwrap_or(path);
    modules.iter().any(|module| stem == module || stem.starts_with(&format!("{module}/")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paths<const N: usize>(files: [(&str, &str); N]) -> Vec<String> {
        let tree = Tree::from(files);
        let (sources, findings) = Sources::parse(&tree);
        assert_eq!(findings, []);
        sources.iter().map(|source| source.path.to_owned()).collect()
    }

    #[test]
    fn test_modules_in_files_of_their_own_are_no_production_code() {
        let found = paths([
            ("crates/a/src/lib.rs", "#[cfg(test)] mod helpers; mod b;"),
            ("crates/a/src/helpers.rs", ""),
            ("crates/a/src/helpers/deep.rs", ""),
            ("crates/a/src/b.rs", "#[cfg(all(test, unix))] mod tests;"),
            ("crates/a/src/b/tests.rs", ""),
            ("crates/a/tests/all.rs", ""),
            ("crates/a/build.rs", ""),
        ]);
        assert_eq!(found, ["crates/a/src/b.rs", "crates/a/src/lib.rs"]);
    }

    #[test]
    fn what_does_not_parse_is_a_finding() {
        let tree = Tree::from([("crates/a/src/lib.rs", "\nfn {")]);
        let (_, findings) = Sources::parse(&tree);
        assert_eq!(findings.len(), 1);
        assert_eq!(findings.first().map(|f| (f.rule, f.line)), Some(("parse", 2)));
    }

    #[test]
    fn conditions_are_told_apart() {
        let asks = |text: &str| {
            let file = syn::parse_file(&format!("{text} fn f() {{}}")).unwrap();
            match file.items.first() {
                Some(Item::Fn(item)) => is_test(&item.attrs),
                _ => false,
            }
        };
        assert!(asks("#[cfg(test)]") && asks("#[test]") && asks("#[cfg(all(unix, test))]"));
        assert!(!asks("#[cfg(not(test))]") && !asks("#[cfg(feature = \"latest\")]"));
        assert!(!asks("#[cfg(any(test, unix))]") && !asks("#[inline]"));
    }
}
