//! The shipped directory, law and policy: what ships is what is measured.

use super::BenchError;
use crate::config::{Files, files};
use engine::context::{Directory as Snapshot, Rules};
use engine::directory::{Directory, Home};
use engine::inforce::Law;

/// The shipped agencies, institutions, branches and people of the demonstration.
pub(super) fn directory() -> Result<Directory, BenchError> {
    Ok(files::directory(&Directory::default())?)
}

/// The rules in force over that directory.
pub(super) fn rules(directory: &Directory) -> Result<Rules, BenchError> {
    let files = Files::load(None)?;
    let shipped = files.jurisdiction()?;
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
    let mut policy = files.policy()?;
    // One officer asks all day, which no officer may.
    policy.asking.per_day = 0;
    let law = Law::new(shipped.law, shipped.calendars, files.grounds()?, 1);
    Ok(Rules { law, policy, directory: snapshot })
}
