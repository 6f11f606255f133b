//! The only crate that knows SQL.
//!
//! Writes go through [`Store::execute`]: one road, one transaction a batch
//! ([`lane`]). Reads go through finders that take an actor ([`read`]). Rows and
//! engine types meet in `rows` and nowhere else.

mod conn;
mod directory;
mod employer;
mod error;
pub mod files;
#[cfg(any(test, feature = "bench"))]
pub mod floor;
pub mod identity;
mod ids;
mod lane;
pub mod outbox;
mod pool;
pub mod read;
pub mod reference;
mod rows;
mod schema;
mod seal;
mod store;
mod switch_on;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
#[cfg(test)]
mod tests;
mod transaction;
mod turn;
mod types;
mod url;
mod value;
pub mod verify;

pub use conn::ConnectError;
pub use error::{Corrupt, StoreError};
pub use lane::LaneOptions;
pub use lane::batch::Outcome;
pub use seal::Vault;
pub use store::{Options, Store};
pub use url::{DatabaseUrl, UrlError};
