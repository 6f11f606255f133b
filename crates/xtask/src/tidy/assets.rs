//! No third-party assets in the repository: they are fetched at build, with
//! their versions and licences where one looks for them.

use super::{Finding, tree::Tree};

const ENDINGS: &[&str] =
    &[".woff", ".woff2", ".ttf", ".otf", ".eot", ".min.js", ".min.css", ".xsd"];

pub(crate) fn check(tree: &Tree) -> Vec<Finding> {
    tree.files()
        .filter(|path| is_asset(&path.to_ascii_lowercase()))
        .map(|path| Finding::new(path, 1, "assets", "third-party file: fetch it at build"))
        .collect()
}

fn is_asset(path: &str) -> bool {
    ENDINGS.iter().any(|ending| path.ends_with(ending))
        || path.split('/').any(|part| part == "node_modules")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_is_found_and_own_files_pass() {
        for path in ["a/b.woff2", "B.TTF", "x.min.js", "schema.xsd", "node_modules/a/b.js"] {
            assert_eq!(check(&Tree::from([(path, "")])).len(), 1, "{path}");
        }
        assert_eq!(check(&Tree::from([("crates/ui/app.js", ""), ("min.css.md", "")])), []);
    }
}
