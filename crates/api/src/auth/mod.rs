//! Who asks: people by password and opaque session cookie, systems by signed
//! assertion and short access token.

pub(crate) mod address;
pub(crate) mod aside;
pub mod assertion;
mod cache;
pub mod caller;
pub mod cookie;
pub(crate) mod entry;
pub(crate) mod jwt;
pub mod key;
pub mod password;
pub(crate) mod revocation;
pub mod secret;
pub(crate) mod sessions;
pub(crate) mod throttle;
pub mod token;

pub use assertion::OAUTH_CODES;
pub use caller::{Caller, Via};
