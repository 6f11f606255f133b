//! Signed tokens, read by RFC 8725: one algorithm, the key chosen by us, the
//! kind named in `typ`, every claim checked, time from the injected clock.

use ed25519_dalek::{SigningKey, VerifyingKey};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// The longest token looked at, in bytes.
const LONGEST: usize = 4_096;

/// A token that is not taken. Why is told to nobody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Refused;

/// The header of a token, once it is one we may read.
pub(crate) fn header(token: &str) -> Result<Header, Refused> {
    if token.len() > LONGEST {
        return Err(Refused);
    }
    let header = jsonwebtoken::decode_header(token).map_err(|_| Refused)?;
    // A key or an address of one inside the token would let its maker choose
    // what it is checked with (§3.5); what `crit` demands we do not know.
    let brings_key = header.jku.is_some()
        || header.jwk.is_some()
        || header.x5u.is_some()
        || header.x5c.is_some()
        || header.crit.is_some();
    if header.alg != Algorithm::EdDSA || brings_key {
        return Err(Refused);
    }
    Ok(header)
}

/// The claims of a token signed with this key.
pub(crate) fn claims<T: DeserializeOwned>(token: &str, key: &DecodingKey) -> Result<T, Refused> {
    let mut validation = Validation::new(Algorithm::EdDSA);
    // By the system's clock, so not here: the caller checks every claim.
    validation.validate_exp = false;
    validation.validate_nbf = false;
    validation.validate_aud = false;
    validation.required_spec_claims.clear();
    let read = jsonwebtoken::decode::<T>(token, key, &validation);
    Ok(read.map_err(|_| Refused)?.claims)
}

/// Signs claims.
pub(crate) fn sign<T: Serialize>(
    typ: &str,
    kid: &str,
    key: &EncodingKey,
    claims: &T,
) -> Result<String, Refused> {
    let mut header = Header::new(Algorithm::EdDSA);
    header.typ = Some(typ.to_owned());
    header.kid = Some(kid.to_owned());
    jsonwebtoken::encode(&header, claims, key).map_err(|_| Refused)
}

/// A public Ed25519 key to check signatures with.
pub(crate) fn public(key: &[u8; 32]) -> DecodingKey {
    DecodingKey::from_ed_der(key)
}

/// Whether bytes are a public key that signatures can be trusted under: a
/// point of the curve, and not one of the few under which anything verifies.
pub(crate) fn is_public_key(key: &[u8; 32]) -> bool {
    VerifyingKey::from_bytes(key).is_ok_and(|key| !key.is_weak())
}

/// PKCS #8 (RFC 8410 §7) of an Ed25519 seed, up to the seed.
const PKCS8_PREFIX: [u8; 16] = [
    0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20,
];

/// The pair of keys of an Ed25519 seed: to sign with, and the public bytes.
pub(crate) fn pair(seed: &[u8; 32]) -> (EncodingKey, [u8; 32]) {
    let der = [PKCS8_PREFIX.as_slice(), seed.as_slice()].concat();
    let public = SigningKey::from_bytes(seed).verifying_key().to_bytes();
    (EncodingKey::from_ed_der(&der), public)
}
