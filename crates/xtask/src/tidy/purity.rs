//! The pure rooms read no clock, draw no random number and touch nothing
//! outside: a decision must be replayable from its arguments alone.

use super::{
    Finding,
    rust::{Source, Sources, is_test},
};
use syn::{
    ImplItemFn, ItemFn, ItemImpl, ItemMod, ItemUse, Macro, Path, UseTree,
    spanned::Spanned,
    visit::{self, Visit},
};

const PURE: &[&str] = &["engine", "exchange"];

/// A path that starts so leads outside.
const OUTSIDE: &[&str] = &[
    "std::time::SystemTime",
    "std::time::Instant",
    "std::fs",
    "std::net",
    "std::env",
    "std::process",
    "std::thread",
    "std::os",
    "tokio",
    "rand",
    "getrandom",
];

/// A call that ends so reads a clock or draws a number, whatever is before it.
const CALLS: &[&str] = &[
    "SystemTime::now",
    "Instant::now",
    "Timestamp::now",
    "Zoned::now",
    "Uuid::now_v7",
    "Uuid::new_v4",
    "RandomState::new",
];

pub(crate) fn check(sources: &Sources) -> Vec<Finding> {
    let pure = sources.iter().filter(|source| PURE.contains(&source.room));
    pure.flat_map(check_one).collect()
}

fn check_one(source: &Source) -> Vec<Finding> {
    let mut eyes = Eyes { path: source.path, findings: Vec::new() };
    eyes.visit_file(&source.file);
    eyes.findings
}

struct Eyes<'a> {
    path: &'a str,
    findings: Vec<Finding>,
}

impl Eyes<'_> {
    fn see(&mut self, path: &str, line: usize) {
        if leads_outside(path) {
            let why = format!("`{path}`: take it as an argument");
            self.findings.push(Finding::new(self.path, line, "purity", why));
        }
    }

    fn see_use(&mut self, before: &str, tree: &UseTree) {
        let line = tree.span().start().line;
        match tree {
            UseTree::Path(path) => {
                self.see_use(&joined(before, &path.ident.to_string()), &path.tree);
            }
            UseTree::Name(name) => self.see_import(&joined(before, &name.ident.to_string()), line),
            UseTree::Rename(name) => {
                self.see_import(&joined(before, &name.ident.to_string()), line);
            }
            UseTree::Glob(_) => self.see_import(before, line),
            UseTree::Group(group) => {
                for tree in &group.items {
                    self.see_use(before, tree);
                }
            }
        }
    }

    fn see_import(&mut self, path: &str, line: usize) {
        let path = path.strip_suffix("::self").unwrap_or(path);
        // Behind such a name the rest of a path would go unseen.
        if ["std", "std::time", "core::time"].contains(&path) {
            let why = format!("`use {path}`: name the item, so that this check can see it");
            self.findings.push(Finding::new(self.path, line, "purity", why));
        }
        self.see(path, line);
    }
}

impl<'ast> Visit<'ast> for Eyes<'_> {
    fn visit_item_mod(&mut self, item: &'ast ItemMod) {
        if !is_test(&item.attrs) {
            visit::visit_item_mod(self, item);
        }
    }

    fn visit_item_fn(&mut self, item: &'ast ItemFn) {
        if !is_test(&item.attrs) {
            visit::visit_item_fn(self, item);
        }
    }

    fn visit_item_impl(&mut self, item: &'ast ItemImpl) {
        if !is_test(&item.attrs) {
            visit::visit_item_impl(self, item);
        }
    }

    fn visit_impl_item_fn(&mut self, item: &'ast ImplItemFn) {
        if !is_test(&item.attrs) {
            visit::visit_impl_item_fn(self, item);
        }
    }

    fn visit_item_use(&mut self, item: &'ast ItemUse) {
        if !is_test(&item.attrs) {
            self.see_use("", &item.tree);
        }
    }

    fn visit_path(&mut self, path: &'ast Path) {
        let names = path.segments.iter().map(|segment| segment.ident.to_string());
        let written = names.collect::<Vec<_>>().join("::");
        self.see(&written, path.span().start().line);
        visit::visit_path(self, path);
    }

    /// A macro's arguments are no syntax yet: their text must do.
    fn visit_macro(&mut self, call: &'ast Macro) {
        let text = call.tokens.to_string().replace(' ', "");
        let line = call.span().start().line;
        let words = text.split(|c: char| !c.is_alphanumeric() && c != '_' && c != ':');
        for word in words.filter(|word| word.contains("::")) {
            self.see(word.trim_matches(':'), line);
        }
        visit::visit_macro(self, call);
    }
}

fn leads_outside(path: &str) -> bool {
    let path = path.trim_start_matches("::");
    let starts = |start: &str| {
        path.strip_prefix(start).is_some_and(|rest| rest.is_empty() || rest.starts_with("::"))
    };
    let ends = |end: &str| {
        path.strip_suffix(end).is_some_and(|rest| rest.is_empty() || rest.ends_with("::"))
    };
    OUTSIDE.iter().any(|start| starts(start)) || CALLS.iter().any(|end| ends(end))
}

fn joined(before: &str, name: &str) -> String {
    if before.is_empty() { name.to_owned() } else { format!("{before}::{name}") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::tree::Tree;

    fn lines(path: &str, text: &str) -> Vec<usize> {
        let tree = Tree::from([(path, text)]);
        let (sources, broken) = Sources::parse(&tree);
        assert_eq!(broken, []);
        check(&sources).iter().map(|finding| finding.line).collect()
    }

    fn engine(text: &str) -> Vec<usize> {
        lines("crates/engine/src/lib.rs", text)
    }

    #[test]
    fn every_way_outside_is_found() {
        for text in [
            "use std::time::SystemTime;",
            "use std::{fmt, time::{Duration, Instant}};",
            "use std::fs::File as F;",
            "use std::net::*;",
            "use std::time;",
            "use std::time::{self, Duration};",
            "use tokio::sync::Mutex;",
            "fn f() { let x = std::env::var(\"HOME\"); }",
            "fn f() -> ::rand::Rng { g() }",
            "fn f() { let id = Uuid::now_v7(); }",
            "fn f() { let id = uuid::Uuid::new_v4(); }",
            "fn f() { print(format!(\"{}\", std::fs::read(\"x\"))); }",
            "mod inner { impl S { fn f() { Timestamp::now(); } } }",
        ] {
            assert_eq!(engine(text), [1], "{text}");
        }
    }

    #[test]
    fn what_is_pure_passes() {
        let text = "use std::time::Duration; use crate::time::Instant; mod tokio_like {} \
                    fn f(now: Instant) -> Instant { Instant::from_micros(randomise(now)) } \
                    // std::fs in a comment\n";
        assert_eq!(engine(text), [0usize; 0]);
    }

    #[test]
    fn tests_and_other_rooms_are_free() {
        let text = "#[cfg(test)] mod tests { use std::fs; }";
        assert_eq!(engine(text), [0usize; 0]);
        assert_eq!(lines("crates/store/src/lib.rs", "use std::fs;"), [0usize; 0]);
    }
}
