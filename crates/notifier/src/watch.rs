//! Reference data in force: who exists, which law and which calendar. Every
//! change of it bumps one number in the database, by which every node notices.

use crate::blocking::blocking;
use engine::context::Rules;
use std::fmt::Display;
use std::sync::Arc;
use store::read::SystemReader;
use store::{Store, StoreError};
use tokio::sync::Mutex;

type Rebuild = dyn Fn() -> Result<Rules, String> + Send + Sync;

/// Keeps one node's rules those in force.
#[derive(Clone)]
pub struct Watch {
    store: Store,
    rebuild: Arc<Rebuild>,
    /// The number whose data is in force here; none: not known yet.
    seen: Arc<Mutex<Option<i64>>>,
}

impl Watch {
    /// A watch that makes rules out of the database with `rebuild`, on a thread
    /// that may wait. Its first look loads them in any case: they may have
    /// changed since the node was started.
    pub fn new<E: Display>(
        store: Store,
        rebuild: impl Fn() -> Result<Rules, E> + Send + Sync + 'static,
    ) -> Self {
        let rebuild = move || rebuild().map_err(|error| error.to_string());
        Self { store, rebuild: Arc::new(rebuild), seen: Arc::default() }
    }

    /// Loads the rules anew if their number differs from the one seen last;
    /// says whether it did. Rules that cannot be made leave the old ones in
    /// force, and the next look tries again.
    pub async fn check(&self) -> Result<bool, StoreError> {
        let Ok(mut seen) = self.seen.try_lock() else {
            return Ok(false);
        };
        // Before the rules: what changes meanwhile is loaded once more.
        let version = self.store.find_as_system(version_of).await?;
        if *seen == Some(version) {
            return Ok(false);
        }
        let rebuild = Arc::clone(&self.rebuild);
        match blocking(move || Ok(rebuild())).await? {
            Ok(rules) => {
                let calendar = rules.law.calendar_number();
                self.store.set_rules(rules);
                *seen = Some(version);
                tracing::info!(version, calendar, "reference data was loaded");
                Ok(true)
            }
            Err(error) => {
                tracing::error!(version, %error, "reference data in force cannot be used");
                Ok(false)
            }
        }
    }
}

fn version_of(system: &mut SystemReader<'_>) -> Result<i64, StoreError> {
    system.reference_version()
}
