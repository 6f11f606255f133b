//! Every package's licence expression must be satisfied by what is allowed.

use super::{
    graph::{Graph, Package},
    policy::Licenses,
};
use spdx::{Expression, LicenseReq, Licensee, ParseMode};

pub(super) fn check(policy: &Licenses, graph: &Graph) -> Vec<String> {
    let judged =
        graph.packages.iter().filter(|package| !(policy.private.ignore && package.is_private()));
    judged
        .filter_map(|package| {
            let why = fault(policy, package).err()?;
            Some(format!("{} {}: licence: {why}", package.name, package.version))
        })
        .collect()
}

fn fault(policy: &Licenses, package: &Package) -> Result<(), String> {
    let Some(text) = &package.license else {
        return Err("none stated".to_owned());
    };
    let expression = Expression::parse_mode(text, ParseMode::LAX)
        .map_err(|error| format!("`{text}` is no SPDX expression: {}", error.reason))?;
    let allowed = allowed(policy, &package.name)?;
    let fits = |wanted: &LicenseReq| allowed.iter().any(|one| one.satisfies(wanted));
    if expression.evaluate(fits) {
        Ok(())
    } else {
        Err(format!("`{text}` is not satisfied by what deny.toml allows"))
    }
}

fn allowed(policy: &Licenses, package: &str) -> Result<Vec<Licensee>, String> {
    let own = policy.exceptions.iter().filter(|exception| exception.package == package);
    let names = policy.allow.iter().chain(own.flat_map(|exception| &exception.allow));
    names
        .map(|name| {
            Licensee::parse_mode(name, ParseMode::LAX)
                .map_err(|_| format!("deny.toml allows `{name}`, which SPDX does not know"))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::graph::drawn;
    use super::*;

    fn verdict(license: &str) -> usize {
        let policy = "allow = [\"MIT\", \"Apache-2.0\", \"Unicode-3.0\"]\n\
                      [[exceptions]]\ncrate = \"odd\"\nallow = [\"Zlib\"]\n";
        let policy: Licenses = toml::from_str(policy).unwrap();
        check(&policy, &drawn(license)).len()
    }

    #[test]
    fn or_needs_one_side_and_and_needs_both() {
        assert_eq!(verdict("a@MIT"), 0);
        assert_eq!(verdict("a@MIT OR GPL-3.0-only"), 0);
        assert_eq!(verdict("a@MIT/Apache-2.0"), 0);
        assert_eq!(verdict("a@(MIT OR Apache-2.0) AND Unicode-3.0"), 0);
        assert_eq!(verdict("a@MIT AND GPL-3.0-only"), 1);
    }

    #[test]
    fn what_is_not_allowed_is_refused() {
        assert_eq!(verdict("a@GPL-3.0-or-later"), 1);
        assert_eq!(verdict("a@AGPL-3.0"), 1);
        assert_eq!(verdict("a@"), 1);
        assert_eq!(verdict("a@Our own terms"), 1);
    }

    #[test]
    fn an_exception_is_for_its_package_only() {
        assert_eq!(verdict("odd@Zlib"), 0);
        assert_eq!(verdict("a@Zlib"), 1);
    }
}
