//! New ids: UUID version 7 made from the injected clock, so that simulated
//! time is whole and order of id is order of making.

use engine::id::IdSource;
use engine::time::{Clock, Instant};
use rand::Rng;
use std::sync::Arc;
use uuid::Uuid;

/// Random bits below the version and variant bits.
const RANDOM_BITS: u32 = 62;

/// A source of ids for one lane.
pub(crate) struct Ids {
    clock: Arc<dyn Clock>,
    last: u128,
}

impl Ids {
    pub(crate) fn new(clock: Arc<dyn Clock>) -> Self {
        Self { clock, last: 0 }
    }
}

impl IdSource for Ids {
    fn next_id(&mut self) -> Uuid {
        let made = v7(self.clock.now(), rand::rng().next_u64());
        // Within one microsecond, or if the clock was set back, count on.
        self.last = if made > self.last { made } else { after(self.last) };
        Uuid::from_u128(self.last)
    }
}

/// 48 bits of milliseconds, 12 bits of the microsecond within it (RFC 9562
/// §6.2 method 3), 62 random bits.
fn v7(at: Instant, random: u64) -> u128 {
    let micros = u128::try_from(at.micros()).unwrap_or(0);
    let (millis, within) = (micros / 1_000, micros % 1_000);
    let random = u128::from(random) >> (64 - RANDOM_BITS);
    (millis & 0xFFFF_FFFF_FFFF) << 80 | 7 << 76 | (within * 4) << 64 | 2 << 62 | random
}

/// A greater id of the same form: the 12 bits and the random bits count as one
/// number around the variant bits.
fn after(last: u128) -> u128 {
    let low = (1_u128 << RANDOM_BITS) - 1;
    let step = (1_u128 << 32) | 1;
    let raised = (last & low) + step;
    if raised <= low {
        (last & !low) | raised
    } else {
        ((last & !low & !(3 << 62)) + (1 << 64)) | (2 << 62)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Stopped;

    impl Clock for Stopped {
        fn now(&self) -> Instant {
            Instant::from_micros(1_795_000_000_123_456)
        }
    }

    #[test]
    fn ids_grow_even_when_the_clock_stands_still() {
        let mut ids = Ids::new(Arc::new(Stopped));
        let made: Vec<Uuid> = (0..10_000).map(|_| ids.next_id()).collect();
        assert!(made.windows(2).all(|pair| pair[0] < pair[1]));
        assert!(made.iter().all(|id| id.get_version_num() == 7));
        assert!(made.iter().all(|id| id.get_variant() == uuid::Variant::RFC4122));
        let (seconds, nanos) = made[0].get_timestamp().unwrap().to_unix();
        assert_eq!((seconds, nanos / 1_000_000), (1_795_000_000, 123));
    }
}
