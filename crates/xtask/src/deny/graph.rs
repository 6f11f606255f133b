//! Packages and who depends on whom, from `cargo metadata`.

use crate::shell::Fault;
use serde::Deserialize;
use std::collections::BTreeMap;

#[derive(Deserialize)]
pub(super) struct Package {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) version: String,
    pub(super) license: Option<String>,
    /// `None`: a folder of this repository.
    pub(super) source: Option<String>,
    /// `Some([])`: never published.
    publish: Option<Vec<String>>,
    pub(super) dependencies: Vec<Dependency>,
}

impl Package {
    pub(super) fn is_private(&self) -> bool {
        self.publish.as_ref().is_some_and(Vec::is_empty)
    }
}

/// A dependency as its manifest states it.
#[derive(Deserialize)]
pub(super) struct Dependency {
    pub(super) name: String,
    pub(super) req: String,
    pub(super) path: Option<String>,
}

pub(super) struct Graph {
    pub(super) packages: Vec<Package>,
    /// Names of the direct dependents, by package id.
    dependents: BTreeMap<String, Vec<String>>,
}

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Package>,
    resolve: Resolve,
}

#[derive(Deserialize)]
struct Resolve {
    nodes: Vec<Node>,
}

#[derive(Deserialize)]
struct Node {
    id: String,
    dependencies: Vec<String>,
}

impl Graph {
    pub(super) fn parse(metadata: &str) -> Result<Self, Fault> {
        let Metadata { packages, resolve } = serde_json::from_str(metadata)?;
        let names: BTreeMap<&str, &str> =
            packages.iter().map(|package| (package.id.as_str(), package.name.as_str())).collect();
        let mut dependents: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for node in &resolve.nodes {
            let name = names.get(node.id.as_str()).ok_or("a node without a package")?;
            for dependency in &node.dependencies {
                let entry = dependents.entry(dependency.clone()).or_default();
                entry.push((*name).to_owned());
            }
        }
        Ok(Self { packages, dependents })
    }

    /// Names of the packages that depend on it directly.
    pub(super) fn dependents(&self, package: &Package) -> &[String] {
        self.dependents.get(&package.id).map_or(&[], Vec::as_slice)
    }
}

/// A graph for tests: `name@licence -> dependency, dependency`, one a line.
#[cfg(test)]
pub(super) fn drawn(text: &str) -> Graph {
    let mut graph = Graph { packages: Vec::new(), dependents: BTreeMap::new() };
    for line in text.lines() {
        let (head, tail) = line.split_once(" -> ").unwrap_or((line, ""));
        let (name, license) = head.split_once('@').unwrap();
        for dependency in tail.split(", ").filter(|name| !name.is_empty()) {
            let entry = graph.dependents.entry(dependency.to_owned()).or_default();
            entry.push(name.to_owned());
        }
        graph.packages.push(Package {
            id: name.to_owned(),
            name: name.to_owned(),
            version: "1.0.0".to_owned(),
            license: (!license.is_empty()).then(|| license.to_owned()),
            source: Some("registry+https://github.com/rust-lang/crates.io-index".to_owned()),
            publish: None,
            dependencies: Vec::new(),
        });
    }
    graph
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dependents_are_read_from_cargos_own_words() {
        let graph = Graph::parse(
            r#"{"packages": [
                {"id": "a#1", "name": "a", "version": "1.0.0", "license": null, "source": null,
                 "publish": [], "dependencies": [{"name": "b", "req": "*", "path": null}]},
                {"id": "b#1", "name": "b", "version": "1.0.0", "license": "MIT", "source": "registry+x",
                 "publish": null, "dependencies": []}],
               "resolve": {"nodes": [{"id": "a#1", "dependencies": ["b#1"]},
                                     {"id": "b#1", "dependencies": []}]}}"#,
        )
        .unwrap();
        let [a, b] = graph.packages.as_slice() else { panic!("two packages") };
        assert!(a.is_private() && !b.is_private());
        assert_eq!(graph.dependents(b), ["a"]);
        assert_eq!(graph.dependents(a), [""; 0]);
    }
}
