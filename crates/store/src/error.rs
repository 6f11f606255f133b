//! What can go wrong between us and a database.

use diesel::result::{DatabaseErrorKind, Error as DieselError};

/// A stored value that no version of this program wrote.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{table}.{column} holds a value that is not understood")]
pub struct Corrupt {
    /// The table.
    pub table: &'static str,
    /// The column.
    pub column: &'static str,
}

impl Corrupt {
    pub(crate) const fn new(table: &'static str, column: &'static str) -> Self {
        Self { table, column }
    }
}

/// Why the store could not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Too many commands wait; try again shortly.
    #[error("the write queue is full")]
    Busy,
    /// A command with this idempotency key is being carried out right now (I-2).
    #[error("the same idempotency key is in flight")]
    InFlight,
    /// The database cannot be reached, or is shutting down.
    #[error("the database is unavailable")]
    Unavailable,
    /// A constraint refused what the engine allowed: a bug, or rows from
    /// elsewhere. Nothing was written.
    #[error("a constraint refused the change: {0}")]
    Constraint(String),
    /// Files that were in force before and are not any more.
    #[error(
        "these files are version {0}, which a later one has replaced: \
         change them (a comment will do) to make a new version of them"
    )]
    Superseded(i32),
    /// A stored value is not understood.
    #[error(transparent)]
    Corrupt(#[from] Corrupt),
    /// Anything else the database said.
    #[error("the database failed: {0}")]
    Database(String),
}

impl From<DieselError> for StoreError {
    fn from(error: DieselError) -> Self {
        match error {
            DieselError::DatabaseError(
                DatabaseErrorKind::UniqueViolation
                | DatabaseErrorKind::CheckViolation
                | DatabaseErrorKind::ForeignKeyViolation
                | DatabaseErrorKind::NotNullViolation,
                info,
            ) => Self::Constraint(
                info.constraint_name().unwrap_or_else(|| info.message()).to_owned(),
            ),
            DieselError::DatabaseError(DatabaseErrorKind::ClosedConnection, _)
            | DieselError::BrokenTransactionManager => Self::Unavailable,
            DieselError::DeserializationError(inner) => match inner.downcast::<Corrupt>() {
                Ok(corrupt) => Self::Corrupt(*corrupt),
                Err(inner) => Self::Database(inner.to_string()),
            },
            other => Self::Database(other.to_string()),
        }
    }
}

/// Lets a corrupt row travel through diesel's results.
impl From<Corrupt> for DieselError {
    fn from(corrupt: Corrupt) -> Self {
        Self::DeserializationError(Box::new(corrupt))
    }
}
