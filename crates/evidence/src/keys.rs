//! Keys that sign receipts and keys that check them.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// `PrivateKeyInfo` of an Ed25519 seed up to the seed itself (RFC 8410).
const PKCS8_HEAD: [u8; 16] = [
    0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20,
];

/// A private key with its id.
pub struct SigningKey {
    id: String,
    seed: [u8; 32],
}

impl std::fmt::Debug for SigningKey {
    /// The id only.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "SigningKey({})", self.id)
    }
}

impl SigningKey {
    /// A key from its seed. The id is derived from the public key (the start of
    /// its RFC 7638 thumbprint would do as well; this is shorter to read), so
    /// that two keys never share one.
    pub fn from_seed(seed: [u8; 32]) -> Self {
        let public = ed25519_dalek::SigningKey::from_bytes(&seed).verifying_key();
        let id = URL_SAFE_NO_PAD.encode(public.as_bytes()).chars().take(16).collect();
        Self { id, seed }
    }

    /// The key's id.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The public half, 32 bytes.
    pub fn public(&self) -> [u8; 32] {
        ed25519_dalek::SigningKey::from_bytes(&self.seed).verifying_key().to_bytes()
    }

    pub(crate) fn encoding(&self) -> jsonwebtoken::EncodingKey {
        let mut der = PKCS8_HEAD.to_vec();
        der.extend_from_slice(&self.seed);
        jsonwebtoken::EncodingKey::from_ed_der(&der)
    }
}

/// Public keys by id: what a verifier needs, and all it needs. Old keys stay in
/// it, so that old receipts verify after a rotation (I-17).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PublicKeys {
    keys: BTreeMap<String, [u8; 32]>,
}

/// Why a set of keys could not be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// Not a JSON Web Key Set.
    #[error("not a JSON Web Key Set (RFC 7517)")]
    Format,
    /// A key of another kind than Ed25519.
    #[error("key {0} is not an Ed25519 key")]
    Kind(String),
}

#[derive(Serialize, Deserialize)]
struct Jwks {
    keys: Vec<Jwk>,
}

#[derive(Serialize, Deserialize)]
struct Jwk {
    kty: String,
    crv: String,
    kid: String,
    x: String,
}

impl PublicKeys {
    /// Adds a key.
    pub fn add(&mut self, id: &str, public: [u8; 32]) {
        self.keys.insert(id.to_owned(), public);
    }

    /// The key with this id.
    pub fn get(&self, id: &str) -> Option<&[u8; 32]> {
        self.keys.get(id)
    }

    /// Reads a JSON Web Key Set.
    pub fn parse(text: &str) -> Result<Self, KeyError> {
        let set: Jwks = serde_json::from_str(text).map_err(|_| KeyError::Format)?;
        let mut keys = Self::default();
        for key in set.keys {
            let bytes = URL_SAFE_NO_PAD.decode(&key.x).ok().and_then(|x| x.try_into().ok());
            match bytes {
                Some(public) if key.kty == "OKP" && key.crv == "Ed25519" => {
                    keys.add(&key.kid, public);
                }
                _ => return Err(KeyError::Kind(key.kid)),
            }
        }
        Ok(keys)
    }

    /// The JSON Web Key Set of these keys.
    pub fn to_jwks(&self) -> String {
        let jwk = |(id, public): (&String, &[u8; 32])| Jwk {
            kty: "OKP".to_owned(),
            crv: "Ed25519".to_owned(),
            kid: id.clone(),
            x: URL_SAFE_NO_PAD.encode(public),
        };
        let set = Jwks { keys: self.keys.iter().map(jwk).collect() };
        // Strings only: cannot fail.
        serde_json::to_string_pretty(&set).unwrap_or_default()
    }
}

impl From<&SigningKey> for PublicKeys {
    fn from(key: &SigningKey) -> Self {
        let mut keys = Self::default();
        keys.add(key.id(), key.public());
        keys
    }
}
