//! Guessing costs time. Per name: after five tries without success each
//! further one waits twice as long as the one before, up to a quarter of an
//! hour; then one is let through, so that nobody is ever locked out for good.
//! Per address: a bucket of tries that fills up again slowly, one for people
//! and one for systems, so that a bank's misconfigured system does not shut its
//! people out.
//!
//! A try counts when it begins and is forgiven when it succeeds: a thousand at
//! once are not let through because none has failed yet. Unknown names are
//! treated as known ones, so that nothing is learnt (ASVS 6.3.8). Who has come
//! in from an address before is counted apart from there: another's guesses do
//! not make him wait.
//!
//! In memory and bounded; a restart forgets, which costs an attacker little
//! and gains him less.

use super::secret;
use engine::time::Instant;
use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Tries without success before waiting begins.
const FREE: u32 = 5;
/// Tries older than this are forgotten, waiting apart.
const WINDOW_SECONDS: i64 = 15 * 60;
/// The first wait; each further one is twice as long.
const FIRST_WAIT_SECONDS: i64 = 5;
/// The longest wait.
const LONGEST_WAIT_SECONDS: i64 = 15 * 60;
/// Tries without success an address may have at once.
const BUCKET: i64 = 50;
/// How long one of them takes to come back.
const DRIP_SECONDS: i64 = 6;
/// How many names, addresses and acquaintances are remembered of each.
const MOST: usize = 10_000;

/// A name or address, hashed: no list of who tried to come in is kept.
type Key = [u8; 32];

/// Tries under a name.
#[derive(Clone, Copy)]
struct Tries {
    count: u32,
    last: Instant,
    /// The next one is let through then.
    next: Instant,
}

/// Tries from an address, as a bucket that would be empty again at `empty`.
#[derive(Clone, Copy)]
struct Level {
    empty: Instant,
}

#[derive(Default)]
struct Known {
    names: HashMap<Key, Tries>,
    /// Buckets of people.
    addresses: HashMap<Key, Level>,
    /// Buckets of systems.
    systems: HashMap<Key, Level>,
    /// Who came in from where, last when.
    acquaintances: HashMap<Key, Instant>,
}

/// Remembers tries to come in.
#[derive(Default)]
pub(crate) struct Throttle(Mutex<Known>);

/// Wait so many seconds, at least one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Wait(pub(crate) u32);

impl Throttle {
    /// Counts a try. Systems have no name here: their signatures cannot be
    /// guessed, and whoever named another's would make it wait.
    pub(crate) fn begin(
        &self,
        name: Option<&str>,
        address: IpAddr,
        now: Instant,
    ) -> Result<(), Wait> {
        let mut known = self.known();
        let place = place(address);
        let own = name.map(|name| known.key(name, &place));
        may_pour(known.buckets(name), &place, now)?;
        if let Some(own) = own {
            known.may_try(own, now)?;
        }
        pour(known.buckets(name), place, now);
        Ok(())
    }

    /// Forgives the try: it succeeded.
    pub(crate) fn succeeded(&self, name: Option<&str>, address: IpAddr, now: Instant) {
        let mut known = self.known();
        let place = place(address);
        if let Some(name) = name {
            let own = known.key(name, &place);
            known.names.remove(&own);
            make_room(&mut known.acquaintances, |seen| *seen);
            known.acquaintances.insert(pair(name, &place), now);
        }
        if let Some(level) = known.buckets(name).get_mut(&place) {
            level.empty = level.empty.plus_seconds(-DRIP_SECONDS);
        }
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Known {
    /// Under what a name's tries are counted from a place.
    fn key(&self, name: &str, place: &Key) -> Key {
        let pair = pair(name, place);
        if self.acquaintances.contains_key(&pair) { pair } else { secret::digest(name.as_bytes()) }
    }

    fn may_try(&mut self, own: Key, now: Instant) -> Result<(), Wait> {
        let tries = self.names.get(&own).copied().filter(|tries| now < tries.forgotten());
        if let Some(tries) = tries
            && now < tries.next
        {
            return Err(wait(tries.next, now));
        }
        let count = tries.map_or(0, |tries| tries.count).saturating_add(1);
        let next = now.plus_seconds(wait_after(count));
        make_room(&mut self.names, |tries| tries.last);
        self.names.insert(own, Tries { count, last: now, next });
        Ok(())
    }

    /// The buckets of those who have a name, people, or of those who have none.
    const fn buckets(&mut self, name: Option<&str>) -> &mut HashMap<Key, Level> {
        if name.is_some() { &mut self.addresses } else { &mut self.systems }
    }
}

fn may_pour(levels: &HashMap<Key, Level>, place: &Key, now: Instant) -> Result<(), Wait> {
    let full = now.plus_seconds((BUCKET - 1) * DRIP_SECONDS);
    match levels.get(place) {
        Some(level) if level.empty > full => Err(wait(level.empty, full)),
        _ => Ok(()),
    }
}

fn pour(levels: &mut HashMap<Key, Level>, place: Key, now: Instant) {
    make_room(levels, |level| level.empty);
    let level = levels.entry(place).or_insert(Level { empty: now });
    level.empty = level.empty.max(now).plus_seconds(DRIP_SECONDS);
}

impl Tries {
    /// When they no longer count.
    fn forgotten(self) -> Instant {
        self.next.max(self.last).plus_seconds(WINDOW_SECONDS)
    }
}

/// How long the next try waits after so many.
fn wait_after(count: u32) -> i64 {
    match count.checked_sub(FREE) {
        None => 0,
        Some(doublings) => {
            let factor = 1_i64.checked_shl(doublings).unwrap_or(i64::MAX).max(1);
            FIRST_WAIT_SECONDS.saturating_mul(factor).min(LONGEST_WAIT_SECONDS)
        }
    }
}

fn wait(until: Instant, now: Instant) -> Wait {
    Wait(u32::try_from(until.seconds_since(now)).unwrap_or(1).max(1))
}

/// Makes room for one more: the oldest goes.
fn make_room<T>(known: &mut HashMap<Key, T>, age: impl Fn(&T) -> Instant) {
    if known.len() < MOST {
        return;
    }
    let oldest = known.iter().min_by_key(|(_, value)| age(value)).map(|(key, _)| *key);
    if let Some(oldest) = oldest {
        known.remove(&oldest);
    }
}

/// An address; of IPv6 the network of one subscriber (RFC 6177).
fn place(address: IpAddr) -> Key {
    match address {
        IpAddr::V4(address) => secret::digest(&address.octets()),
        IpAddr::V6(address) => match address.to_ipv4_mapped() {
            Some(address) => secret::digest(&address.octets()),
            None => secret::digest(&(address.to_bits() >> 64).to_be_bytes()),
        },
    }
}

fn pair(name: &str, place: &Key) -> Key {
    let mut both = Vec::with_capacity(place.len() + name.len());
    both.extend_from_slice(place);
    both.extend_from_slice(name.as_bytes());
    secret::digest(&both)
}

#[cfg(test)]
#[path = "throttle/tests.rs"]
mod tests;
