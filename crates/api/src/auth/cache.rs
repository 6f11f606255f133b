//! Tokens whose signature was checked: EdDSA is the dearest step of a request
//! (58 µs), and a caller shows the same token for minutes.

use super::token::Bearer;
use engine::time::Instant;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// How many are remembered.
const MOST: usize = 10_000;

/// Verified tokens by SHA-256. Bounded: when full, what has expired goes, and
/// if that is nothing, everything.
#[derive(Debug, Default)]
pub(crate) struct Cache(Mutex<HashMap<[u8; 32], Known>>);

/// A token that was checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Known {
    /// What it stands for.
    pub(crate) bearer: Bearer,
    /// When it ends.
    pub(crate) expires: Instant,
}

impl Cache {
    /// What a token stands for, if it is remembered and has not expired.
    pub(crate) fn get(&self, fingerprint: &[u8; 32], now: Instant) -> Option<Bearer> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let token = known.get(fingerprint)?;
        (token.expires > now).then(|| token.bearer.clone())
    }

    /// Remembers a token.
    pub(crate) fn put(&self, fingerprint: [u8; 32], token: Known, now: Instant) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= MOST {
            known.retain(|_, token| token.expires > now);
        }
        if known.len() >= MOST {
            known.clear();
        }
        known.insert(fingerprint, token);
    }

    #[cfg(test)]
    fn len(&self) -> usize {
        self.0.lock().unwrap().len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn token(expires: i64) -> Known {
        Known { bearer: Bearer::Session([7; 32]), expires: Instant::from_seconds(expires) }
    }

    fn print(n: u16) -> [u8; 32] {
        let mut bytes = [0; 32];
        bytes[..2].copy_from_slice(&n.to_be_bytes());
        bytes
    }

    #[test]
    fn it_forgets_what_expired_and_never_grows_beyond_its_bound() {
        let cache = Cache::default();
        let early = Instant::from_seconds(0);
        for n in 0..9_999 {
            cache.put(print(n), token(10), early);
        }
        cache.put(print(9_999), token(100), early);
        let later = Instant::from_seconds(50);
        assert_eq!(cache.get(&print(0), early), Some(token(10).bearer));
        assert_eq!(cache.get(&print(0), later), None);
        cache.put(print(10_000), token(100), later);
        assert_eq!(cache.len(), 2);
        for n in 10_001..21_000 {
            cache.put(print(n), token(100), later);
            assert!(cache.len() <= MOST);
        }
    }
}
