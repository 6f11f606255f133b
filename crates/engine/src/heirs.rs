//! Who stands in whose place today, by id: the one place where chains of
//! successors are followed.

use std::collections::HashMap;
use std::hash::Hash;

/// The heirs of those of the past.
#[derive(Clone, Debug)]
pub struct Heirs<I> {
    /// By one of the past: the last of its chain.
    last: HashMap<I, I>,
    /// By heir: itself, then all of the past that it stands for, in order of id.
    families: HashMap<I, Vec<I>>,
}

impl<I> Default for Heirs<I> {
    fn default() -> Self {
        Self { last: HashMap::new(), families: HashMap::new() }
    }
}

impl<I: Copy + Ord + Hash> Heirs<I> {
    /// By who follows whom. What leads in a circle has no heir: an import lets none
    /// in.
    pub fn of(next: &HashMap<I, I>) -> Self {
        let end = |start: I| {
            let chain = std::iter::successors(Some(start), |id| next.get(id).copied());
            let last = chain.take(next.len() + 1).last()?;
            (!next.contains_key(&last)).then_some((start, last))
        };
        let last: HashMap<I, I> = next.keys().filter_map(|id| end(*id)).collect();
        let mut families: HashMap<I, Vec<I>> = HashMap::new();
        for (id, heir) in &last {
            families.entry(*heir).or_insert_with(|| vec![*heir]).push(*id);
        }
        for family in families.values_mut() {
            if let Some((_, past)) = family.split_first_mut() {
                past.sort_unstable();
            }
        }
        Self { last, families }
    }

    /// Who stands in its place today: itself, if it is not of the past.
    pub fn heir(&self, id: I) -> I {
        self.last.get(&id).copied().unwrap_or(id)
    }

    /// The heir and all that it stands for: what one of them was sent is its own.
    pub fn family(&self, id: I) -> Vec<I> {
        let heir = self.heir(id);
        self.families.get(&heir).cloned().unwrap_or_else(|| vec![heir])
    }

    /// How many are of the past with an heir.
    pub fn len(&self) -> usize {
        self.last.len()
    }

    /// Whether nobody has one.
    pub fn is_empty(&self) -> bool {
        self.last.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn heirs(pairs: &[(u8, u8)]) -> Heirs<u8> {
        Heirs::of(&pairs.iter().copied().collect())
    }

    #[test]
    fn the_heir_is_the_last_of_the_chain_and_stands_for_all_of_it() {
        let heirs = heirs(&[(1, 2), (2, 3), (9, 3), (5, 6)]);
        assert_eq!([1, 2, 3, 9].map(|id| heirs.heir(id)), [3; 4]);
        assert_eq!(heirs.family(1), [3, 1, 2, 9]);
        assert_eq!(heirs.family(3), [3, 1, 2, 9]);
        assert_eq!(heirs.family(5), [6, 5]);
        assert_eq!((heirs.heir(7), heirs.family(7)), (7, vec![7]));
        assert_eq!(heirs.len(), 4);
    }

    #[test]
    fn a_circle_in_bad_data_ends_and_gives_nobody_an_heir() {
        let heirs = heirs(&[(1, 2), (2, 1), (3, 1), (4, 4), (5, 6)]);
        assert_eq!([1, 2, 3, 4].map(|id| heirs.heir(id)), [1, 2, 3, 4]);
        assert_eq!(heirs.family(1), [1]);
        assert_eq!(heirs.heir(5), 6);
    }
}
