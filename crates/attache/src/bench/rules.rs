//! The shipped directory, law and policy: what ships is what is measured.

use super::BenchError;
use crate::config;
use engine::context::{Directory as Snapshot, Rules};
use engine::directory::{Directory, Home, Source, Sources, read};
use engine::inforce::{Grounds, Law};
use engine::policy::Policy;

/// The shipped agencies, institutions, branches and people of the demonstration.
pub(super) fn directory() -> Result<Directory, BenchError> {
    let file = |name: &str| {
        let found = config::DIRECTORY.iter().find(|(file, _)| *file == name);
        found.map(|(name, text)| Source { name, text })
    };
    let files = |names: &[&str]| names.iter().filter_map(|name| file(name)).collect::<Vec<_>>();
    let (agencies, institutions) = (files(&["agencies.csv", "regions.csv"]), "institutions.csv");
    let sources = Sources {
        agencies: &agencies,
        institutions: &files(&[institutions]),
        branches: &files(&["branches.csv"]),
        users: &files(&["demo-users.csv"]),
    };
    read(sources, &Directory::default()).map_err(|errors| {
        let lines: Vec<String> = errors.iter().map(ToString::to_string).collect();
        BenchError::Shipped(lines.join("\n"))
    })
}

/// The rules in force over that directory.
pub(super) fn rules(directory: &Directory) -> Result<Rules, BenchError> {
    let wrong = |error: &dyn std::fmt::Display| BenchError::Shipped(error.to_string());
    let shipped = config::load(None).map_err(|error| wrong(&error))?;
    let grounds = Grounds::parse(config::GROUNDS).map_err(|error| wrong(&error))?;
    let policy = Policy::parse(config::POLICY).map_err(|error| wrong(&error))?;
    let staff = directory.users.values().flat_map(|user| {
        let agency = match &user.home {
            Home::Agency(code) => directory.agencies.get(code).map(|agency| agency.id),
            Home::Institution(_) | Home::Nation => None,
        };
        user.roles.iter().filter_map(move |role| Some((user.id, *role, agency?)))
    });
    let snapshot = Snapshot::new(
        directory.agencies.values().cloned(),
        directory.institutions.values().cloned(),
        staff.collect::<Vec<_>>(),
    );
    let law = Law::new(shipped.law, shipped.calendars, grounds, 1);
    Ok(Rules { law, policy, directory: snapshot })
}
