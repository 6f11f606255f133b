//! Secret fields on their way to disk, and blind indexes of identifiers.
//!
//! Every sealed column stands beside the id of the key that seals it. Key 0 is
//! "not sealed": the seam is here from the first migration, the keys come with
//! their own change. Blind indexes are keyed from the start, since an index
//! over guessable numbers is worth nothing without a key.

use engine::identity::{AccountNumber, Identifier};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// The id of "not sealed".
const PLAIN: i32 = 0;

/// Seals, opens and indexes secret fields.
#[derive(Clone)]
pub struct Vault {
    blind_key: [u8; 32],
}

impl std::fmt::Debug for Vault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Vault")
    }
}

/// Bytes with the id of the key that seals them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Sealed {
    pub(crate) key: i32,
    pub(crate) bytes: Vec<u8>,
}

impl Vault {
    /// A vault with this key for blind indexes.
    pub const fn new(blind_key: [u8; 32]) -> Self {
        Self { blind_key }
    }

    #[expect(clippy::unused_self, reason = "the seam: keys come with their own change")]
    pub(crate) fn seal(&self, bytes: Vec<u8>) -> Sealed {
        Sealed { key: PLAIN, bytes }
    }

    #[expect(clippy::unused_self, reason = "the seam: keys come with their own change")]
    pub(crate) fn open<'a>(&self, key: i32, bytes: &'a [u8]) -> Option<&'a [u8]> {
        (key == PLAIN).then_some(bytes)
    }

    /// The blind index of an identifier: kind and whole normalised value, since
    /// two kinds may share digits (a personal tax code is the CCCD's number).
    pub fn blind(&self, identifier: &Identifier) -> [u8; 32] {
        self.index(identifier.kind().code(), identifier.normalised())
    }

    /// The blind index of an account number. Which institution keeps it stands
    /// beside: two may give the same number.
    pub(crate) fn blind_account(&self, account: &AccountNumber) -> [u8; 32] {
        self.index("account", account.normalised())
    }

    fn index(&self, kind: &str, normalised: &str) -> [u8; 32] {
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(&self.blind_key) else {
            return [0; 32]; // HMAC takes a key of any length.
        };
        mac.update(kind.as_bytes());
        mac.update(&[0]);
        mac.update(normalised.as_bytes());
        mac.finalize().into_bytes().into()
    }

    /// Salt of audit events that belong to no case: derived, so that it need
    /// not be stored.
    pub(crate) fn common_salt(&self) -> [u8; 32] {
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(&self.blind_key) else {
            return [0; 32];
        };
        mac.update(b"events of no case");
        mac.finalize().into_bytes().into()
    }
}
