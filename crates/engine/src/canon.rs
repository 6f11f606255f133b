//! Canonical bytes of audit events and their salted leaf hashes. Fixed from
//! the first migration: replay, receipts and erasure rest on them.

use crate::event::Recorded;
use crate::id::EventId;
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};

/// RFC 6962 prefix of a leaf.
const LEAF: u8 = 0;

/// The canonical bytes of an event: JSON with fields in declaration order and
/// no maps, so that equal events have equal bytes.
pub fn bytes(recorded: &Recorded) -> Vec<u8> {
    // Into memory this fails only for maps with non-string keys; there are none.
    serde_json::to_vec(recorded).unwrap_or_default()
}

/// Reads canonical bytes back.
pub fn parse(bytes: &[u8]) -> Result<Recorded, serde_json::Error> {
    serde_json::from_slice(bytes)
}

/// The leaf hash of an event: `SHA-256(0x00 ‖ salt ‖ bytes)` with
/// `salt = HMAC-SHA-256(case salt, event id)`. Destroying a case's salt makes
/// its leaves unguessable, so personal data can be erased and every proof over
/// the tree still stands.
pub fn leaf_hash(case_salt: &[u8; 32], event: EventId, bytes: &[u8]) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update([LEAF]);
    if let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(case_salt) {
        mac.update(event.0.as_bytes());
        hash.update(mac.finalize().into_bytes());
    }
    hash.update(bytes);
    hash.finalize().into()
}
