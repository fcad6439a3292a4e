//! What becomes of the order of cards while somebody works with them.

use std::collections::HashSet;

/// What to do about a new order of cards.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Order {
    /// Take it.
    New,
    /// Leave every card where it is: somebody is working there. Cards of what is gone go all the
    /// same, and new ones stand last.
    Kept,
}

/// The new list in the order of the old one; what was not in the old one stands last.
pub(super) fn kept<T: Clone + Eq + std::hash::Hash>(
    old: &[T],
    new: Vec<T>,
    is_behind: &mut bool,
) -> Vec<T> {
    if old == new {
        return new;
    }
    let known: HashSet<&T> = old.iter().collect();
    let wanted: HashSet<&T> = new.iter().collect();
    let stay = old.iter().filter(|one| wanted.contains(one));
    let come = new.iter().filter(|one| !known.contains(one));
    let kept: Vec<T> = stay.chain(come).cloned().collect();
    *is_behind |= kept != new;
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kept_order_moves_nothing_and_hides_nothing() {
        let mut is_behind = false;
        assert_eq!(kept(&[1, 2, 3], vec![3, 4, 1], &mut is_behind), [1, 3, 4]);
        assert!(is_behind);
        let mut is_behind = false;
        assert_eq!(kept(&[1, 2, 3], vec![1, 3], &mut is_behind), [1, 3]);
        assert!(!is_behind);
    }
}
