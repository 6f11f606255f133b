//! Signed receipts: made by the service, checked by anybody offline with
//! nothing but public keys.
//!
//! A receipt is a compact JWS (RFC 7515) with Ed25519 over the JSON of an
//! [`engine::receipt`]. The header's `typ` says which kind, `kid` which key; an
//! algorithm other than `EdDSA` is refused whatever the header says (RFC 8725).

mod keys;
mod receipt;

pub use keys::{KeyError, PublicKeys, SigningKey};
pub use receipt::{Kind, Opened, VerifyError, sign, verify};
