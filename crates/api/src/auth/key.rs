//! What a system and its keys may be: for whoever registers them, by whatever
//! way.

use super::{jwt, secret};

/// The most characters of a label.
const LONGEST: usize = 100;

/// Whether a key may have this name, the `kid` of what it signs.
pub fn is_name(kid: &str) -> bool {
    let sound = |b: u8| b.is_ascii_alphanumeric() || b"._-".contains(&b);
    (1..=LONGEST).contains(&kid.len()) && kid.bytes().all(sound)
}

/// A public key from its 32 bytes in base64url, if it is one that signatures
/// can be trusted under.
pub fn read(text: &str) -> Option<[u8; 32]> {
    secret::decode(text).filter(jwt::is_public_key)
}

/// A text of one line that names something, or the code of what is wrong.
pub fn label(text: &str) -> Result<&str, &'static str> {
    let text = text.trim();
    match text.chars().count() {
        0 => Err("empty"),
        n if n > LONGEST => Err("too_long"),
        _ if text.chars().any(char::is_control) => Err("character"),
        _ => Ok(text),
    }
}
