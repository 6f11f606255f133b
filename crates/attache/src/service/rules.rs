//! Reference data in force: what the database says is in force, understood.

use crate::config::files::borrowed;
use crate::config::{ConfigError, Files, Jurisdiction};
use engine::actor::Actor;
use engine::context::Rules;
use engine::inforce::Law;
use store::StoreError;
use store::reference::{Reference, Registry};

/// Why nothing is in force.
#[derive(Debug, thiserror::Error)]
pub(crate) enum RulesError {
    #[error("no law is in force in this database: run `attache import law` first")]
    NoLaw,
    #[error("no calendar is in force in this database: run `attache import law` first")]
    NoCalendar,
    #[error(transparent)]
    Config(#[from] ConfigError),
}

/// Rules from reference data and the operator's files.
pub(crate) fn in_force(reference: Reference, files: &Files) -> Result<Rules, RulesError> {
    let law = reference.law.ok_or(RulesError::NoLaw)?;
    let calendar = reference.calendar.ok_or(RulesError::NoCalendar)?;
    let read = Jurisdiction::parse(&calendar.borrowed(), &law.borrowed())?;
    Ok(Rules {
        law: Law::new(read.law, read.calendars, files.grounds()?, calendar.number),
        policy: files.policy()?,
        directory: reference.directory,
    })
}

/// Puts the files' law and calendars in force; returns their numbers. Files
/// that are in force already change nothing.
pub(crate) fn activate(
    registry: &mut Registry,
    files: &Files,
) -> Result<(i32, i32), ActivateError> {
    files.jurisdiction()?;
    let law = registry.activate_law(&Actor::SYSTEM, &borrowed(&files.law))?;
    let calendar = registry.activate_calendar(&Actor::SYSTEM, &borrowed(&files.calendar))?;
    Ok((law, calendar))
}

/// Why files were not put in force.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ActivateError {
    #[error(transparent)]
    Config(#[from] ConfigError),
    #[error(transparent)]
    Store(#[from] StoreError),
}
