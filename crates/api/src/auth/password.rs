//! Passwords: Argon2id, a few at a time, and as long for an unknown name as
//! for a wrong password.

use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Argon2, Params};
use store::identity::PasswordHash;
use tokio::sync::Semaphore;
use unicode_normalization::UnicodeNormalization;

/// The fewest characters of a password that is the only factor
/// (NIST 800-63B-4 §3.1.1.2).
pub const SHORTEST: usize = 15;
/// The most bytes looked at.
const LONGEST_BYTES: usize = 1_024;
/// How many are checked at once: each takes 19 MiB.
const AT_ONCE: usize = 4;

/// Why a password cannot be taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PasswordError {
    /// Fewer than [`SHORTEST`] characters.
    #[error("a password has at least {SHORTEST} characters")]
    TooShort,
    /// Too much to look at.
    #[error("a password has at most {LONGEST_BYTES} bytes")]
    TooLong,
    /// It holds the name to sign in with.
    #[error("a password does not hold the name it belongs to")]
    HoldsName,
    /// It is one character again and again.
    #[error("a password has more than one character")]
    OneCharacter,
    /// The hash could not be computed: no memory, no randomness.
    #[error("the password could not be hashed")]
    Failed,
}

/// OWASP's parameters for Argon2id: 19 MiB, two passes.
fn argon() -> Argon2<'static> {
    Argon2::from(Params::default())
}

/// One password, one spelling: as typed on any keyboard (SP 800-63B-4).
fn normalised(password: &str) -> String {
    password.nfkc().collect()
}

/// The fewest characters of a name that a password may not hold: shorter ones
/// are in every other sentence.
const TELLING_NAME: usize = 4;

/// Whether somebody of this name may choose this password: what is long but
/// guessed first is no password (NIST 800-63B-4 §3.1.1.2).
pub fn check(password: &str, username: &str) -> Result<(), PasswordError> {
    if password.len() > LONGEST_BYTES {
        return Err(PasswordError::TooLong);
    }
    let password = normalised(password);
    if password.chars().count() < SHORTEST {
        return Err(PasswordError::TooShort);
    }
    let mut characters = password.chars();
    let first = characters.next();
    if characters.all(|character| Some(character) == first) {
        return Err(PasswordError::OneCharacter);
    }
    let telling = username.chars().count() >= TELLING_NAME;
    if telling && password.to_lowercase().contains(&username.to_lowercase()) {
        return Err(PasswordError::HoldsName);
    }
    Ok(())
}

/// Hashes a new password; blocks for tens of milliseconds.
pub fn hash(password: &str) -> Result<PasswordHash, PasswordError> {
    if password.len() > LONGEST_BYTES {
        return Err(PasswordError::TooLong);
    }
    let password = normalised(password);
    if password.chars().count() < SHORTEST {
        return Err(PasswordError::TooShort);
    }
    let hash = argon().hash_password(password.as_bytes());
    let hash = hash.map_err(|_| PasswordError::Failed)?;
    Ok(PasswordHash(hash.to_string()))
}

/// A hash that nothing fits: checked where there is none, so that an unknown
/// name costs what a wrong password costs (ASVS 6.3.8).
const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$\
                      AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// Whether a password fits; blocks as long without a hash as with one.
pub fn verify(password: &str, hash: Option<&PasswordHash>) -> bool {
    if password.len() > LONGEST_BYTES {
        return false;
    }
    let stored = hash.map_or(NOBODY, |hash| hash.0.as_str());
    let fits = argon().verify_password(normalised(password).as_bytes(), stored);
    fits.is_ok() && hash.is_some()
}

/// Checks passwords, a few at a time, so that a flood of them does not take
/// all memory and threads.
#[derive(Debug)]
pub(crate) struct Passwords(Semaphore);

impl Default for Passwords {
    fn default() -> Self {
        Self(Semaphore::new(AT_ONCE))
    }
}

impl Passwords {
    /// Hashes a new password.
    pub(crate) async fn hash(&self, password: String) -> Result<PasswordHash, PasswordError> {
        let permit = self.0.acquire().await;
        let _permit = permit.map_err(|_| PasswordError::Failed)?;
        let hashed = actix_web::web::block(move || hash(&password));
        hashed.await.unwrap_or(Err(PasswordError::Failed))
    }

    /// Whether a password fits.
    pub(crate) async fn verify(&self, password: String, hash: Option<PasswordHash>) -> bool {
        let Ok(_permit) = self.0.acquire().await else {
            return false;
        };
        let checked = actix_web::web::block(move || verify(&password, hash.as_ref()));
        checked.await.unwrap_or(false)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = "một mật khẩu đủ dài";

    #[test]
    fn a_password_fits_its_hash_and_no_other() {
        let hash = hash(GOOD).unwrap();
        assert!(hash.0.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
        assert!(verify(GOOD, Some(&hash)));
        // The same letters, typed with combining marks.
        let decomposed: String = GOOD.nfd().collect();
        assert_ne!(decomposed, GOOD);
        assert!(verify(&decomposed, Some(&hash)));
        assert!(!verify("một mật khẩu khác hẳn", Some(&hash)));
        assert!(!verify(GOOD, None));
        assert!(!verify("", None));
    }

    #[test]
    fn the_hash_of_nobody_is_computed_like_any_other() {
        // Were it malformed, an unknown name would be answered at once.
        let parsed = argon2::password_hash::phc::PasswordHash::new(NOBODY).unwrap();
        let verdict = argon().verify_password(b"x", &parsed);
        assert_eq!(verdict, Err(argon2::password_hash::Error::PasswordInvalid));
    }

    #[test]
    fn what_is_guessed_first_is_no_password() {
        assert_eq!(check(GOOD, "saomai"), Ok(()));
        assert_eq!(check("fourteen chars", "saomai"), Err(PasswordError::TooShort));
        assert_eq!(check(&"x".repeat(1_025), "saomai"), Err(PasswordError::TooLong));
        assert_eq!(check("aaaaaaaaaaaaaaaa", "saomai"), Err(PasswordError::OneCharacter));
        assert_eq!(check("ừừừừừừừừừừừừừừừừ", "saomai"), Err(PasswordError::OneCharacter));
        assert_eq!(check("tôi là SaoMai 2026", "saomai"), Err(PasswordError::HoldsName));
        assert_eq!(check("một căn nhà đẹp", "an"), Ok(()));
    }

    #[test]
    fn short_and_endless_passwords_are_not_taken() {
        assert_eq!(hash("fourteen chars"), Err(PasswordError::TooShort));
        assert_eq!(hash(&"x".repeat(1_025)), Err(PasswordError::TooLong));
        assert!(!verify(&"x".repeat(1_025), None));
    }
}
