//! Rows of one kind, with what they were when they were loaded.

use std::collections::HashMap;
use std::hash::Hash;

/// Rows of one kind, with what they were when loaded.
#[derive(Clone, Debug)]
pub struct Table<K, V> {
    slots: HashMap<K, Slot<V>>,
    touched: Vec<K>,
}

#[derive(Clone, Debug)]
struct Slot<V> {
    now: V,
    before: Before<V>,
}

#[derive(Clone, Debug)]
enum Before<V> {
    Unchanged,
    New,
    Changed(V),
}

/// A row that a batch changed.
#[derive(Debug)]
pub struct Change<V> {
    /// As it was loaded; `None` for a new row.
    pub before: Option<V>,
    /// As it is to be stored.
    pub now: V,
}

impl<K, V> Default for Table<K, V> {
    fn default() -> Self {
        Self { slots: HashMap::new(), touched: Vec::new() }
    }
}

impl<K: Copy + Eq + Hash, V: Clone> Table<K, V> {
    /// Takes in a stored row.
    pub fn load(&mut self, key: K, row: V) {
        self.slots.insert(key, Slot { now: row, before: Before::Unchanged });
    }

    /// The current row.
    pub fn get(&self, key: K) -> Option<&V> {
        self.slots.get(&key).map(|slot| &slot.now)
    }

    /// Every current row.
    pub fn iter(&self) -> impl Iterator<Item = &V> {
        self.slots.values().map(|slot| &slot.now)
    }

    /// Adds a new row.
    pub fn insert(&mut self, key: K, row: V) {
        self.slots.insert(key, Slot { now: row, before: Before::New });
        self.touched.push(key);
    }

    /// Changes a row, keeping what it was. A row that was never loaded cannot
    /// be changed: deciding on it would have been refused.
    pub fn change(&mut self, key: K, with: impl FnOnce(&mut V)) {
        let Some(slot) = self.slots.get_mut(&key) else {
            debug_assert!(false, "an event names a root that no decision saw");
            return;
        };
        if matches!(slot.before, Before::Unchanged) {
            slot.before = Before::Changed(slot.now.clone());
            self.touched.push(key);
        }
        with(&mut slot.now);
    }

    /// The changed rows, in the order they were first touched.
    pub fn into_changes(self) -> Vec<Change<V>> {
        let Self { mut slots, touched } = self;
        let change = |slot: Slot<V>| match slot.before {
            Before::Unchanged => None,
            Before::New => Some(Change { before: None, now: slot.now }),
            Before::Changed(before) => Some(Change { before: Some(before), now: slot.now }),
        };
        touched.iter().filter_map(|key| slots.remove(key).and_then(change)).collect()
    }
}
