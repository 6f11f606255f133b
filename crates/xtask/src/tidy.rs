//! Rules of the house that no compiler checks. Each check is a pure function
//! from the tree to findings; a finding says where, which rule and why.

mod arrows;
mod assets;
mod length;
mod links;
mod lints;
mod locales;
mod markers;
mod migrations;
mod purity;
mod ratchet;
mod rust;
mod tree;
mod whitespace;

use crate::shell::{self, Fault};
use ratchet::Ratchet;
use rust::Sources;
use std::fmt;
use tree::Tree;

/// One breach of one rule.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Finding {
    path: String,
    line: usize,
    rule: &'static str,
    why: String,
}

impl Finding {
    fn new(path: &str, line: usize, rule: &'static str, why: impl Into<String>) -> Self {
        Self { path: path.to_owned(), line, rule, why: why.into() }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { path, line, rule, why } = self;
        write!(f, "{path}:{line}: {rule}: {why}")
    }
}

type Check = fn(&Tree) -> Vec<Finding>;

/// The checks that need nothing but the files.
const CHECKS: &[Check] = &[
    markers::check,
    lints::check,
    arrows::check,
    locales::check,
    migrations::check,
    assets::check,
    whitespace::check,
    links::check,
];

/// Checks the working copy. With `lower`, first writes ratchet numbers that
/// have fallen.
pub(crate) fn run(lower: bool) -> Result<(), Fault> {
    let root = shell::root()?;
    let tree = Tree::of_working_copy(&root)?;
    let (sources, mut findings) = Sources::parse(&tree);
    let lengths = length::measure(&sources);

    let mut ratchet = Ratchet::parse(tree.text(ratchet::PATH).unwrap_or_default())?;
    if lower {
        ratchet = ratchet.lowered(&lengths);
        ratchet.write(&root)?;
    }
    findings.extend(length::check(&lengths, &ratchet));
    findings.extend(ratchet.rises(&ratchet::history(&root, &ratchet)?));
    findings.extend(purity::check(&sources));
    findings.extend(CHECKS.iter().flat_map(|check| check(&tree)));

    findings.sort();
    for finding in &findings {
        println!("{finding}");
    }
    match findings.len() {
        0 => {
            println!("tidy: {} files, nothing found", tree.files().count());
            Ok(())
        }
        n => Err(format!("tidy: {n} found").into()),
    }
}
