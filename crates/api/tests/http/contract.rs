//! The description, and what those who run the service see.

use crate::support::Service;
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn document() -> String {
    let mut text = api::openapi::document().to_pretty_json().unwrap();
    text.push('\n');
    text
}

#[test]
#[expect(clippy::disallowed_methods, reason = "UPDATE=1 rewrites the committed copy")]
fn the_committed_description_is_the_one_served() {
    let path = root().join("docs/openapi.json");
    if std::env::var("UPDATE").is_ok() {
        std::fs::write(&path, document()).unwrap();
    }
    let committed = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(committed == document(), "docs/openapi.json is old: run this test with UPDATE=1");
    let served = Service::start().request("GET", "/api/openapi.json").send();
    let committed: Value = serde_json::from_str(&committed).unwrap();
    assert_eq!(served.json(), committed);
    assert_eq!(committed["openapi"], "3.1.0");
}

/// Every `#[get("…")]` in the routes' sources, as the description names it.
fn registered() -> BTreeSet<(String, String)> {
    let folder = root().join("crates/api/src/routes");
    let mut found = BTreeSet::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(!text.contains(".route("), "{} registers past the description", path.display());
        let prefix = if path.ends_with("operations.rs") { "" } else { "/api/v1" };
        for line in text.lines() {
            for method in ["get", "post", "put", "delete", "patch"] {
                let attribute = line.trim().strip_prefix(&format!("#[{method}(\""));
                if let Some(rest) = attribute.and_then(|rest| rest.strip_suffix("\")]")) {
                    found.insert((method.to_owned(), format!("{prefix}{rest}")));
                }
            }
        }
    }
    found
}

#[test]
fn every_route_is_described_and_every_description_is_served() {
    let document: Value = serde_json::from_str(&document()).unwrap();
    let (mut described, mut names) = (BTreeSet::new(), BTreeSet::new());
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            described.insert((method.clone(), path.clone()));
            let responses = operation["responses"].as_object().unwrap();
            assert!(!responses.is_empty());
            assert!(responses.values().all(|response| response["description"].is_string()));
            assert!(names.insert(operation["operationId"].to_string()), "{method} {path}");
        }
    }
    assert_eq!(described, registered());
    let service = Service::start();
    for (method, path) in described {
        let parts = path.split('/').map(|part| if part.starts_with('{') { "x" } else { part });
        let path = parts.collect::<Vec<_>>().join("/");
        let response = service.request(&method.to_uppercase(), &path).send();
        for unknown in ["route_unknown", "method_unknown"] {
            assert!(!response.body.contains(unknown), "{method} {path}");
        }
    }
}

#[test]
fn every_command_of_people_and_systems_has_a_route() {
    let folder = root().join("crates/api/src");
    let mut text = String::new();
    for folder in ["routes", "dto"] {
        for entry in std::fs::read_dir(root().join("crates/api/src").join(folder)).unwrap() {
            let path = entry.unwrap().path();
            if path.is_file() {
                text.push_str(&std::fs::read_to_string(path).unwrap());
            }
        }
    }
    assert!(folder.exists());
    for kind in engine::command::CommandKind::ALL {
        let name = format!("Command::{kind:?} {{");
        assert_eq!(text.contains(&name), !kind.is_system(), "{name}");
    }
}

#[test]
fn references_of_the_description_lead_somewhere() {
    let text = document();
    let document: Value = serde_json::from_str(&text).unwrap();
    for part in text.split("\"#/components/schemas/").skip(1) {
        let name = part.split('"').next().unwrap();
        assert!(document["components"]["schemas"].get(name).is_some(), "{name}");
    }
}

#[test]
fn those_who_run_it_see_health_and_numbers_and_no_names() {
    let service = Service::start();
    assert_eq!(service.request("GET", "/health/live").send().status, 204);
    assert_eq!(service.request("GET", "/health/ready").send().status, 204);
    let officer = service.sign_in("saomai");
    service.by(&officer, "GET", "/api/v1/session").send();
    service.request("BREW", "/api/v1/session").send();
    service.request("get", "/api/v1/session").send();
    let metrics = service.request("GET", "/metrics").send();
    assert_eq!(metrics.status, 200);
    assert!(metrics.body.contains("http_requests_total{"), "{}", metrics.body);
    assert!(metrics.body.contains("route=\"/api/v1/session\""), "{}", metrics.body);
    assert!(metrics.body.contains("store_commands_waiting 0"));
    assert!(!metrics.body.contains("saomai"));
    // A caller makes no labels.
    assert!(metrics.body.contains("method=\"GET\"") && metrics.body.contains("method=\"other\""));
    assert!(!metrics.body.contains("BREW") && !metrics.body.contains("\"get\""));
    let docs = service.request("GET", "/api/docs/").send();
    assert_eq!(docs.status, 200);
    assert!(docs.body.contains("swagger"));
    // Nothing is loaded from elsewhere, and nobody elsewhere is told.
    let policy = docs.header("content-security-policy").unwrap();
    assert!(policy.starts_with("default-src 'none'; script-src 'self';"), "{policy}");
    let start = service.request("GET", "/api/docs/swagger-initializer.js").send();
    assert!(start.body.contains("\"validatorUrl\": \"none\""), "{}", start.body);
}

/// Two of one name are one in the description, and whoever reads the other by it is
/// told wrong.
#[test]
fn no_two_bodies_bear_one_name() {
    let mut names = BTreeSet::new();
    let mut folders = vec![root().join("crates/api/src")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let text = std::fs::read_to_string(&path).unwrap_or_default();
            for rest in text.split("#[schema(as = ").skip(1) {
                let name = rest.split([')', ',']).next().unwrap().to_owned();
                assert!(names.insert(name.clone()), "{name} in {}", path.display());
            }
        }
    }
    assert!(names.len() > 100, "{}", names.len());
}
