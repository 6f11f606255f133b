//! The part of `deny.toml` that is understood here. Unknown keys are errors: a
//! rule must not be dropped in silence.

use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Policy {
    #[serde(default)]
    pub(super) graph: Features,
    pub(super) licenses: Licenses,
    pub(super) bans: Bans,
    pub(super) sources: Sources,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) struct Features {
    #[serde(default)]
    pub(super) all_features: bool,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) struct Licenses {
    pub(super) allow: Vec<String>,
    #[serde(default)]
    pub(super) exceptions: Vec<Exception>,
    #[serde(default)]
    pub(super) private: Private,
    #[serde(rename = "unused-allowed-license")]
    _unused_allowed_license: Option<Silent>,
}

/// Licences that only this package may have.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Exception {
    #[serde(rename = "crate", alias = "name")]
    pub(super) package: String,
    pub(super) allow: Vec<String>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Private {
    /// Our own unpublished packages are not judged.
    pub(super) ignore: bool,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) struct Bans {
    #[serde(default)]
    pub(super) deny: Vec<Ban>,
    pub(super) wildcards: Level,
    #[serde(default)]
    pub(super) allow_wildcard_paths: bool,
    #[serde(rename = "multiple-versions")]
    _multiple_versions: Option<Silent>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Ban {
    #[serde(rename = "crate", alias = "name")]
    pub(super) package: String,
    /// The only packages that may depend on it directly.
    #[serde(default)]
    pub(super) wrappers: Vec<String>,
    pub(super) reason: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) struct Sources {
    pub(super) unknown_registry: Level,
    pub(super) unknown_git: Level,
    #[serde(default)]
    pub(super) allow_registry: Vec<String>,
    #[serde(default)]
    pub(super) allow_git: Vec<String>,
}

/// How a rule answers a breach. `warn` is not here: nobody reads it.
#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Level {
    Allow,
    Deny,
}

/// A rule that only cargo-deny knows may be set to `allow`, nothing else.
#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Silent {
    Allow,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_projects_own_policy_is_understood() {
        let text = include_str!("../../../../deny.toml");
        let policy: Policy = toml::from_str(text).unwrap();
        assert!(policy.bans.deny.iter().any(|ban| ban.package == "diesel"));
        let copyleft = |name: &String| name.contains("GPL");
        assert!(!policy.licenses.allow.iter().any(copyleft));
    }

    #[test]
    fn a_rule_that_is_not_understood_is_refused() {
        let text = include_str!("../../../../deny.toml");
        let more = format!("{text}\nunknown-rule = \"deny\"\n");
        assert!(toml::from_str::<Policy>(&more).is_err());
        let louder = text.replace("multiple-versions = \"allow\"", "multiple-versions = \"deny\"");
        assert!(toml::from_str::<Policy>(&louder).is_err());
    }
}
