//! Counting what is open, for each that opened it.

use parking_lot::Mutex;
use std::collections::HashMap;
use std::hash::Hash;
use std::sync::Arc;

/// How many of something each has open. Clones count together.
#[derive(Clone, Debug)]
pub(crate) struct Tally<K>(Arc<Mutex<HashMap<K, u32>>>);

/// One that is open, until it is dropped.
#[derive(Debug)]
pub(crate) struct Counted<K: Eq + Hash> {
    key: K,
    tally: Tally<K>,
}

// === impl Tally ===

impl<K> Default for Tally<K> {
    fn default() -> Self {
        Self(Arc::default())
    }
}

impl<K: Clone + Eq + Hash> Tally<K> {
    /// Counts one more for `key`; `None` where `most` are open already. With a `most` of 0 there
    /// is no limit.
    pub(crate) fn open(&self, key: K, most: u32) -> Option<Counted<K>> {
        let mut counts = self.0.lock();
        let count = counts.get(&key).copied().unwrap_or_default();
        if most > 0 && count >= most {
            return None;
        }
        counts.insert(key.clone(), count.saturating_add(1));
        Some(Counted {
            key,
            tally: self.clone(),
        })
    }
}

// === impl Counted ===

impl<K: Eq + Hash> Drop for Counted<K> {
    fn drop(&mut self) {
        let mut counts = self.tally.0.lock();
        if let Some(count) = counts.get_mut(&self.key) {
            *count -= 1;
            if *count == 0 {
                counts.remove(&self.key);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_has_so_many_and_who_has_none_is_forgotten() {
        let tally = Tally::default();
        let first = tally.open("a", 2);
        let second = tally.open("a", 2);
        assert!(first.is_some() && second.is_some());
        assert!(tally.open("a", 2).is_none());
        assert!(tally.open("b", 2).is_some(), "others are not held up");
        drop(first);
        assert!(tally.open("a", 2).is_some());
        drop(second);
        assert!(tally.0.lock().is_empty());
    }

    #[test]
    fn zero_is_no_limit() {
        let tally = Tally::default();
        let open: Vec<_> = (0..100).map(|_| tally.open("a", 0)).collect();
        assert!(open.iter().all(Option::is_some));
    }
}
