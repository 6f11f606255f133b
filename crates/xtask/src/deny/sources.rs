//! Where packages come from.

use super::{
    graph::Graph,
    policy::{Level, Sources},
};

pub(super) fn check(policy: &Sources, graph: &Graph) -> Vec<String> {
    let packages = graph.packages.iter();
    packages
        .filter_map(|package| {
            let source = package.source.as_deref()?;
            let refused = !is_allowed(policy, source);
            refused.then(|| format!("{} {}: from {source}", package.name, package.version))
        })
        .collect()
}

fn is_allowed(policy: &Sources, source: &str) -> bool {
    let registry = source.strip_prefix("registry+").or_else(|| source.strip_prefix("sparse+"));
    if let Some(registry) = registry {
        return policy.unknown_registry == Level::Allow
            || policy.allow_registry.iter().any(|url| url == registry);
    }
    // git+URL?branch=…#commit
    let git = source.strip_prefix("git+").unwrap_or(source);
    let url = git.split(['?', '#']).next().unwrap_or_default();
    policy.unknown_git == Level::Allow || policy.allow_git.iter().any(|known| known == url)
}

#[cfg(test)]
mod tests {
    use super::super::graph::drawn;
    use super::*;

    fn verdict(source: &str) -> usize {
        let policy = "unknown-registry = \"deny\"\nunknown-git = \"deny\"\n\
                      allow-registry = [\"https://github.com/rust-lang/crates.io-index\"]\n\
                      allow-git = [\"https://example.org/known\"]\n";
        let policy: Sources = toml::from_str(policy).unwrap();
        let mut graph = drawn("a@MIT");
        for package in &mut graph.packages {
            package.source = Some(source.to_owned());
        }
        check(&policy, &graph).len()
    }

    #[test]
    fn only_known_sources_pass() {
        assert_eq!(verdict("registry+https://github.com/rust-lang/crates.io-index"), 0);
        assert_eq!(verdict("registry+https://example.org/index"), 1);
        assert_eq!(verdict("git+https://example.org/known?branch=x#abc"), 0);
        assert_eq!(verdict("git+https://example.org/other#abc"), 1);
    }
}
