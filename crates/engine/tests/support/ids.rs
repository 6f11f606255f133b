//! Ids in order, so that a run can be repeated exactly.

use engine::id::IdSource;
use uuid::Uuid;

/// Counts from one.
#[derive(Clone, Debug, Default)]
pub(crate) struct Ids(u128);

impl IdSource for Ids {
    fn next_id(&mut self) -> Uuid {
        self.0 += 1;
        Uuid::from_u128(self.0)
    }
}
