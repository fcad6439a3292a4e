//! What becomes of the order of cards while somebody works with them.

use std::collections::HashSet;

/// What to do about a new order of cards.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Order {
    /// Take it.
    New,
    /// Leave every card where it is: somebody is working there. Those that are no longer picked or
    /// no longer there stay too, and new ones stand last.
    Kept,
}

/// The old list with what is new behind it.
pub(super) fn kept<T: Clone + Eq + std::hash::Hash>(
    old: &[T],
    new: Vec<T>,
    is_behind: &mut bool,
) -> Vec<T> {
    if old == new {
        return new;
    }
    let known: HashSet<&T> = old.iter().collect();
    let come = new.iter().filter(|one| !known.contains(one));
    let kept: Vec<T> = old.iter().chain(come).cloned().collect();
    *is_behind |= kept != new;
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kept_order_moves_nothing_and_hides_nothing() {
        let kept_of = |new: &[u8]| {
            let mut is_behind = false;
            (kept(&[1, 2, 3], new.to_vec(), &mut is_behind), is_behind)
        };
        assert_eq!(kept_of(&[3, 4, 1]), (vec![1, 2, 3, 4], true));
        assert_eq!(kept_of(&[1, 3]), (vec![1, 2, 3], true));
        assert_eq!(kept_of(&[1, 2, 3]), (vec![1, 2, 3], false));
    }
}
