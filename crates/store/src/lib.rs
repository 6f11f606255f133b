//! The only crate that knows SQL.
//!
//! Writes go through [`Store::execute`]: one road, one transaction a batch
//! ([`lane`]). Reads go through finders that take an actor ([`read`]). Rows and
//! engine types meet in `rows` and nowhere else.

mod conn;
mod error;
pub mod identity;
mod ids;
mod lane;
mod pool;
mod rows;
mod schema;
mod seal;
mod store;
mod types;
mod url;
mod value;

pub use conn::ConnectError;
pub use error::{Corrupt, StoreError};
pub use lane::LaneOptions;
pub use lane::batch::Outcome;
pub use seal::Vault;
pub use store::{Options, Store};
pub use url::{DatabaseUrl, UrlError};
