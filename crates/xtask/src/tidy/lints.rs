//! Every crate takes the workspace's lints: the table is the memory of the house.

use super::{Finding, tree::Tree};
use toml::Table;

/// Crates with a table of their own, and why.
const OWN: &[(&str, &str)] = &[("xtask", "a tool at a terminal: it prints and runs programs")];

pub(crate) fn check(tree: &Tree) -> Vec<Finding> {
    let crates = tree.manifests();
    crates
        .filter(|(_, folder, text)| !inherits(text) && !OWN.iter().any(|(own, _)| own == folder))
        .map(|(path, ..)| Finding::new(path, 1, "lints", "add `[lints]\\nworkspace = true`"))
        .collect()
}

fn inherits(manifest: &str) -> bool {
    let table: Option<Table> = manifest.parse().ok();
    let flag = table.as_ref().and_then(|table| table.get("lints")?.get("workspace")?.as_bool());
    flag == Some(true)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count(path: &str, text: &str) -> usize {
        check(&Tree::from([(path, text)])).len()
    }

    #[test]
    fn a_crate_without_the_table_is_found() {
        let path = "crates/a/Cargo.toml";
        assert_eq!(count(path, "[lints]\nworkspace = true\n"), 0);
        assert_eq!(count(path, "lints.workspace = true\n"), 0);
        assert_eq!(count(path, "[package]\nname = \"a\"\n"), 1);
        assert_eq!(count(path, "[lints]\nworkspace = false\n"), 1);
        assert_eq!(count("crates/xtask/Cargo.toml", ""), 0);
    }
}
