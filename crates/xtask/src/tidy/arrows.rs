//! Arrows between the rooms point down, and some libraries live in one room only.

use super::{
    Finding,
    tree::{Tree, line_where},
};
use toml::{Table, Value};

/// What a room may use of the others.
enum Use {
    Only(&'static [&'static str]),
    AllBut(&'static [&'static str]),
}

/// Room, what it may use, why. Any room may use `testkit` in its tests.
const ROOMS: &[(&str, Use, &str)] = &[
    ("engine", Use::Only(&[]), "the rules know nothing of who asks"),
    ("locale", Use::Only(&["engine"]), "it words what the engine decides"),
    (
        "evidence",
        Use::Only(&["engine"]),
        "whoever checks a receipt needs neither our SQL nor our service",
    ),
    ("store", Use::Only(&["engine"]), "it keeps facts and does not judge them"),
    ("exchange", Use::Only(&["engine"]), "bytes to engine types and back, nothing else"),
    ("documents", Use::Only(&["engine", "locale"]), "it prints what was decided, in words"),
    ("ui", Use::Only(&[]), "assets only"),
    (
        "api",
        Use::Only(&["engine", "evidence", "locale", "store", "exchange", "documents", "ui"]),
        "it answers requests; what goes out by itself is the notifier's",
    ),
    (
        "notifier",
        Use::Only(&["engine", "locale", "store"]),
        "it sends what the store owes; it serves nobody",
    ),
    (
        "connector",
        Use::Only(&["engine", "evidence", "exchange"]),
        "a bank's program speaks HTTP; it never links our SQL",
    ),
    ("attache", Use::AllBut(&["testkit", "xtask"]), "it wires everything but the tests"),
    ("testkit", Use::AllBut(&["attache", "xtask"]), "tests may stand on anything"),
    ("xtask", Use::Only(&["testkit"]), "tools must build when the service does not"),
    (
        "tests",
        Use::AllBut(&["attache", "xtask"]),
        "they run the programs from outside and look into the store afterwards",
    ),
];

/// Library (`*` at the end: every name that starts so), its only room, why.
const ONE_ROOM: &[(&str, &str, &str)] = &[
    ("diesel*", "store", "only the store knows SQL"),
    ("libsqlite3-sys", "store", "only the store knows SQL"),
    ("pq-sys", "store", "only the store knows SQL"),
    ("actix*", "api", "only the api speaks HTTP to callers"),
    ("lettre", "notifier", "only the notifier sends mail"),
    ("quick-xml", "exchange", "only files of others are read as XML, with its bounds"),
];

pub(crate) fn check(tree: &Tree) -> Vec<Finding> {
    let rooms: Vec<&str> = tree.manifests().map(|(_, folder, _)| folder).collect();
    tree.manifests().flat_map(|(path, room, text)| check_room(&rooms, path, room, text)).collect()
}

fn check_room(rooms: &[&str], path: &str, room: &str, text: &str) -> Vec<Finding> {
    let Some((_, may_use, why)) = ROOMS.iter().find(|(name, ..)| *name == room) else {
        let why = "a room without a row in tidy/arrows.rs: say what it may use, and why";
        return vec![Finding::new(path, 1, "arrows", why)];
    };
    let Ok(manifest) = text.parse::<Table>() else {
        return vec![Finding::new(path, 1, "arrows", "not TOML")];
    };
    let mut findings = Vec::new();
    for (name, in_tests) in dependencies(&manifest) {
        let line = line_where(text, |line| line.trim_start().starts_with(&name));
        let mut find = |why: String| findings.push(Finding::new(path, line, "arrows", why));
        let internal = rooms.contains(&name.as_str());
        if internal && !(in_tests && name == "testkit") && !allows(may_use, &name) {
            find(format!("{room} must not use {name}: {why}"));
        }
        let owner = ONE_ROOM.iter().find(|(library, ..)| matches(library, &name));
        if let Some((_, owner, why)) = owner
            && *owner != room
        {
            find(format!("{name} belongs to {owner}: {why}"));
        }
    }
    findings
}

fn allows(may_use: &Use, name: &str) -> bool {
    match may_use {
        Use::Only(names) => names.contains(&name),
        Use::AllBut(names) => !names.contains(&name),
    }
}

fn matches(pattern: &str, name: &str) -> bool {
    match pattern.strip_suffix('*') {
        Some(start) => name.starts_with(start),
        None => name == pattern,
    }
}

/// Names of all dependencies, those of every target too; `true`: tests only.
fn dependencies(manifest: &Table) -> Vec<(String, bool)> {
    let targets = manifest.get("target").and_then(Value::as_table);
    let targets = targets.into_iter().flat_map(Table::values);
    let mut found = Vec::new();
    for table in targets.filter_map(Value::as_table).chain([manifest]) {
        for (kind, in_tests) in
            [("dependencies", false), ("build-dependencies", false), ("dev-dependencies", true)]
        {
            let names = table.get(kind).and_then(Value::as_table).into_iter().flatten();
            found.extend(names.map(|(name, spec)| (real_name(name, spec), in_tests)));
        }
    }
    found
}

/// The package behind a renamed dependency.
fn real_name(name: &str, spec: &Value) -> String {
    let package = spec.get("package").and_then(Value::as_str);
    package.unwrap_or(name).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(room: &str, manifest: &str) -> Vec<String> {
        let path = format!("crates/{room}/Cargo.toml");
        let mut files: Vec<(&str, &str)> = vec![(&path, manifest)];
        let others = ["engine", "store", "api", "testkit", "attache"];
        let others: Vec<String> = others
            .iter()
            .filter(|other| **other != room)
            .map(|other| format!("crates/{other}/Cargo.toml"))
            .collect();
        files.extend(others.iter().map(|path| (path.as_str(), "")));
        let mut padded = [("", ""); 6];
        for (slot, file) in padded.iter_mut().zip(files) {
            *slot = file;
        }
        let findings = check(&Tree::from(padded));
        findings.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn down_is_allowed_and_up_is_found() {
        assert_eq!(found("store", "[dependencies]\nengine.workspace = true\n"), [""; 0]);
        assert_eq!(
            found("engine", "[dependencies]\nserde = \"1\"\nstore.workspace = true\n"),
            [
                "crates/engine/Cargo.toml:3: arrows: engine must not use store: the rules know nothing of who asks"
            ]
        );
        assert_eq!(found("connector", "[dependencies]\nstore = {}\n").len(), 1);
        assert_eq!(found("attache", "[dependencies]\ntestkit = {}\n").len(), 1);
    }

    #[test]
    fn build_target_and_renamed_dependencies_count() {
        assert_eq!(found("engine", "[build-dependencies]\napi = {}\n").len(), 1);
        assert_eq!(found("engine", "[target.'cfg(unix)'.dependencies]\napi = {}\n").len(), 1);
        assert_eq!(found("engine", "[dependencies]\nx = { package = \"api\" }\n").len(), 1);
    }

    #[test]
    fn tests_may_use_the_testkit_and_nothing_else_from_above() {
        assert_eq!(found("engine", "[dev-dependencies]\ntestkit = {}\n"), [""; 0]);
        assert_eq!(found("engine", "[dev-dependencies]\nstore = {}\n").len(), 1);
    }

    #[test]
    fn libraries_stay_in_their_room() {
        assert_eq!(found("store", "[dependencies]\ndiesel = \"2\"\n"), [""; 0]);
        assert_eq!(found("api", "[dependencies]\ndiesel_migrations = \"2\"\n").len(), 1);
        assert_eq!(found("attache", "[dependencies]\nactix-web = \"4\"\n").len(), 1);
        assert_eq!(found("api", "[dev-dependencies]\nlettre = \"0.11\"\n").len(), 1);
    }

    #[test]
    fn a_new_room_needs_a_row() {
        assert_eq!(found("cellar", "").len(), 1);
    }
}
