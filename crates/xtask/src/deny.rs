//! `cargo xtask deny`: licences, bans and sources, read from the `deny.toml` of
//! cargo-deny. What it knows of that file it decides alike; what it does not
//! know it refuses to read.

mod bans;
mod graph;
mod licenses;
mod policy;
mod sources;

use crate::shell::{self, Fault};
use graph::Graph;
use policy::Policy;
use std::fs;

const POLICY: &str = "deny.toml";

pub(crate) fn run() -> Result<(), Fault> {
    let root = shell::root()?;
    let text = fs::read_to_string(root.join(POLICY))?;
    let policy: Policy = toml::from_str(&text).map_err(|error| format!("{POLICY}: {error}"))?;

    let mut metadata = shell::cargo(&root);
    metadata.args(["metadata", "--format-version", "1", "--locked"]);
    if policy.graph.all_features {
        metadata.arg("--all-features");
    }
    let graph = Graph::parse(&shell::output(metadata)?)?;

    let mut findings = licenses::check(&policy.licenses, &graph);
    findings.extend(bans::check(&policy.bans, &graph));
    findings.extend(sources::check(&policy.sources, &graph));
    findings.sort();
    for finding in &findings {
        println!("{finding}");
    }
    match findings.len() {
        0 => {
            println!("deny: {} packages, nothing found", graph.packages.len());
            Ok(())
        }
        n => Err(format!("deny: {n} found").into()),
    }
}
