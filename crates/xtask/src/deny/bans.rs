//! Packages nobody may use, or only those who wrap them; no `*` versions.

use super::{
    graph::{Graph, Package},
    policy::{Ban, Bans, Level},
};

pub(super) fn check(policy: &Bans, graph: &Graph) -> Vec<String> {
    let mut findings = Vec::new();
    for package in &graph.packages {
        let bans = policy.deny.iter().filter(|ban| ban.package == package.name);
        findings.extend(bans.flat_map(|ban| breaches(ban, package, graph)));
        if policy.wildcards == Level::Deny && package.source.is_none() {
            findings.extend(wildcards(package, policy.allow_wildcard_paths));
        }
    }
    findings
}

fn breaches(ban: &Ban, package: &Package, graph: &Graph) -> Vec<String> {
    let Package { name, version, .. } = package;
    if ban.wrappers.is_empty() {
        return vec![format!("{name} {version}: banned: {}", ban.reason)];
    }
    let dependents = graph.dependents(package).iter();
    dependents
        .filter(|dependent| !ban.wrappers.contains(dependent))
        .map(|dependent| format!("{name} {version}: banned for {dependent}: {}", ban.reason))
        .collect()
}

/// Of our own manifests; those of others are fixed by the lock file.
fn wildcards(package: &Package, allow_paths: bool) -> Vec<String> {
    let stars = package.dependencies.iter().filter(|dependency| dependency.req == "*");
    stars
        .filter(|dependency| !(allow_paths && dependency.path.is_some() && package.is_private()))
        .map(|dependency| format!("{}: `{}` at any version", package.name, dependency.name))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::graph::{Dependency, drawn};
    use super::*;

    fn policy() -> Bans {
        let text = "wildcards = \"deny\"\nallow-wildcard-paths = true\n\
                    [[deny]]\ncrate = \"diesel\"\nwrappers = [\"store\"]\nreason = \"SQL\"\n\
                    [[deny]]\ncrate = \"bad\"\nreason = \"bad\"\n";
        toml::from_str(text).unwrap()
    }

    #[test]
    fn only_a_wrapper_may_use_what_is_wrapped() {
        let fine = drawn("diesel@MIT\nstore@MIT -> diesel\napi@MIT -> store");
        assert_eq!(check(&policy(), &fine), [""; 0]);
        let breach = drawn("diesel@MIT\nstore@MIT -> diesel\napi@MIT -> diesel");
        assert_eq!(check(&policy(), &breach), ["diesel 1.0.0: banned for api: SQL"]);
    }

    #[test]
    fn what_has_no_wrapper_is_banned_altogether() {
        let breach = drawn("bad@MIT\nstore@MIT -> bad");
        assert_eq!(check(&policy(), &breach), ["bad 1.0.0: banned: bad"]);
    }

    #[test]
    fn a_star_is_no_version() {
        let mut graph = drawn("ours@MIT");
        for package in &mut graph.packages {
            package.source = None;
            package.dependencies =
                vec![Dependency { name: "serde".to_owned(), req: "*".to_owned(), path: None }];
        }
        assert_eq!(check(&policy(), &graph), ["ours: `serde` at any version"]);
    }
}
