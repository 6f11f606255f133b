//! Both databases take the same steps: twin folders, equal names.

use super::{Finding, tree::Tree};
use std::collections::BTreeSet;

const SQLITE: &str = "migrations/sqlite/";
const POSTGRES: &str = "migrations/postgres/";

pub(crate) fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = lonely(tree, SQLITE, POSTGRES);
    findings.extend(lonely(tree, POSTGRES, SQLITE));
    findings
}

fn lonely(tree: &Tree, here: &str, there: &str) -> Vec<Finding> {
    let twins: BTreeSet<&str> = tree.files().filter_map(|path| path.strip_prefix(there)).collect();
    tree.files()
        .filter_map(|path| Some((path, path.strip_prefix(here)?)))
        .filter(|(_, step)| !twins.contains(step))
        .map(|(path, step)| {
            Finding::new(path, 1, "migration-twins", format!("no twin {there}{step}"))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn twins_pass_and_a_single_is_found() {
        let twins =
            [("migrations/sqlite/0001_a/up.sql", ""), ("migrations/postgres/0001_a/up.sql", "")];
        assert_eq!(check(&Tree::from(twins)), []);
        let [one, two] = twins;
        let single = Tree::from([one, two, ("migrations/postgres/0002_b/up.sql", "")]);
        let found: Vec<String> = check(&single).iter().map(ToString::to_string).collect();
        assert_eq!(
            found,
            [
                "migrations/postgres/0002_b/up.sql:1: migration-twins: no twin migrations/sqlite/0002_b/up.sql"
            ]
        );
    }
}
