//! What somebody had typed when his session turned out to be over. It waits in
//! the sign-in page itself, sealed for its owner and its form: nobody else who
//! signs in there can read it, and the service keeps none of it.

use super::secret;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{Key, XChaCha20Poly1305, XNonce};
use engine::id::UserId;
use engine::time::Instant;

/// How long it is good for: as long as a session at the longest.
const GOOD_FOR_SECONDS: i64 = 12 * 60 * 60;
/// Sets this key apart from whatever else is made of the same secret.
const PURPOSE: &[u8] = b"attache: what was typed";
/// Random each time: with 192 bits two are never the same.
const NONCE_BYTES: usize = 24;

/// Seals and opens what was typed.
pub(crate) struct Aside(XChaCha20Poly1305);

/// Whose a form is: told by the form itself, since its session may be unknown
/// by the time it comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Owner([u8; 32]);

impl Owner {
    /// This person.
    pub(crate) fn of(person: UserId) -> Self {
        Self(secret::digest(person.0.as_bytes()))
    }

    /// As a form says it.
    pub(crate) fn read(text: &str) -> Option<Self> {
        secret::decode(text).map(Self)
    }

    /// As a form says it.
    pub(crate) fn written(self) -> String {
        secret::encode(&self.0)
    }
}

impl Aside {
    /// With a key made of the service's own secret, the same on every node.
    pub(crate) fn new(of: &[u8; 32]) -> Self {
        let key = secret::digest(&[PURPOSE, of.as_slice()].concat());
        Self(XChaCha20Poly1305::new(&Key::from(key)))
    }

    /// Seals what was typed into the form of this path.
    pub(crate) fn seal(
        &self,
        typed: &[u8],
        owner: Owner,
        path: &str,
        now: Instant,
    ) -> Option<String> {
        let random = secret::random();
        let (nonce, _) = random.split_first_chunk::<NONCE_BYTES>()?;
        let text = [now.seconds().to_be_bytes().as_slice(), typed].concat();
        let payload = Payload { msg: &text, aad: &bound(owner, path) };
        let sealed = self.0.encrypt(&XNonce::from(*nonce), payload).ok()?;
        Some(URL_SAFE_NO_PAD.encode([nonce.as_slice(), &sealed].concat()))
    }

    /// Opens it, for its owner and its form alone.
    pub(crate) fn open(
        &self,
        sealed: &str,
        owner: Owner,
        path: &str,
        now: Instant,
    ) -> Option<Vec<u8>> {
        let bytes = URL_SAFE_NO_PAD.decode(sealed).ok()?;
        let (nonce, sealed) = bytes.split_first_chunk::<NONCE_BYTES>()?;
        let payload = Payload { msg: sealed, aad: &bound(owner, path) };
        let text = self.0.decrypt(&XNonce::from(*nonce), payload).ok()?;
        let (at, typed) = text.split_first_chunk::<8>()?;
        let age = now.seconds().checked_sub(i64::from_be_bytes(*at))?;
        (age <= GOOD_FOR_SECONDS).then(|| typed.to_vec())
    }
}

fn bound(owner: Owner, path: &str) -> Vec<u8> {
    [owner.0.as_slice(), path.as_bytes()].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_its_owner_and_its_form_open_it_and_not_for_ever() {
        let aside = Aside::new(&[7; 32]);
        let owner = |n| Owner::of(UserId(uuid::Uuid::from_u128(n)));
        let (mine, now) = (owner(1), Instant::from_seconds(1_000_000));
        let sealed = aside.seal(b"typed", mine, "/cases/new", now).unwrap();
        assert_eq!(aside.open(&sealed, mine, "/cases/new", now).as_deref(), Some(&b"typed"[..]));
        assert_eq!(aside.open(&sealed, owner(2), "/cases/new", now), None);
        assert_eq!(aside.open(&sealed, mine, "/cases/x/edit", now), None);
        assert_eq!(Aside::new(&[8; 32]).open(&sealed, mine, "/cases/new", now), None);
        let late = now.plus_seconds(GOOD_FOR_SECONDS + 1);
        assert_eq!(aside.open(&sealed, mine, "/cases/new", late), None);
        let mut torn = sealed.into_bytes();
        torn[40] = if torn[40] == b'A' { b'B' } else { b'A' };
        let torn = String::from_utf8(torn).unwrap();
        assert_eq!(aside.open(&torn, mine, "/cases/new", now), None);
        assert_eq!(aside.open("", mine, "/cases/new", now), None);
        assert_eq!(Owner::read(&mine.written()), Some(mine));
    }
}
