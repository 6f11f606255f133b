//! Tokens whose signature was checked: EdDSA is the dearest step of a request
//! (58 µs), and a system shows the same token for ten minutes.

use super::token::System;
use engine::time::Instant;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// How many are remembered.
const MOST: usize = 10_000;

/// Verified tokens by SHA-256. Bounded: when full, what has expired goes, and
/// if that is nothing, everything.
#[derive(Debug, Default)]
pub(crate) struct Cache(Mutex<HashMap<[u8; 32], System>>);

impl Cache {
    /// What a token stands for, if it is remembered and has not expired.
    pub(crate) fn get(&self, fingerprint: &[u8; 32], now: Instant) -> Option<System> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let system = known.get(fingerprint)?;
        (system.expires > now).then(|| system.clone())
    }

    /// Remembers a token.
    pub(crate) fn put(&self, fingerprint: [u8; 32], system: System, now: Instant) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= MOST {
            known.retain(|_, system| system.expires > now);
        }
        if known.len() >= MOST {
            known.clear();
        }
        known.insert(fingerprint, system);
    }

    #[cfg(test)]
    fn len(&self) -> usize {
        self.0.lock().unwrap().len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn system(expires: i64) -> System {
        System {
            client: Uuid::nil().into(),
            institution: Uuid::nil().into(),
            epoch: 0,
            key: "k".to_owned(),
            expires: Instant::from_seconds(expires),
        }
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
            cache.put(print(n), system(10), early);
        }
        cache.put(print(9_999), system(100), early);
        let later = Instant::from_seconds(50);
        assert_eq!(cache.get(&print(0), early), Some(system(10)));
        assert_eq!(cache.get(&print(0), later), None);
        cache.put(print(10_000), system(100), later);
        assert_eq!(cache.len(), 2);
        for n in 10_001..21_000 {
            cache.put(print(n), system(100), later);
            assert!(cache.len() <= MOST);
        }
    }
}
