//! What becomes of the order of cards while somebody works with them.

use std::collections::HashSet;

/// What to do about a new order of cards.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Order {
    /// Take it.
    New,
    /// Leave every card where it is: somebody is working there. Those that are no longer picked
    /// stay too; cards of what is gone go all the same, and new ones stand last.
    Kept,
}

/// The new list in the order of the old one, with those of the old one that are still there; what was
/// not in the old one stands last.
pub(super) fn kept<T: Clone + Eq + std::hash::Hash>(
    old: &[T],
    new: Vec<T>,
    is_there: impl Fn(&T) -> bool,
    is_behind: &mut bool,
) -> Vec<T> {
    if old == new {
        return new;
    }
    let known: HashSet<&T> = old.iter().collect();
    let wanted: HashSet<&T> = new.iter().collect();
    let stay = old
        .iter()
        .filter(|one| wanted.contains(one) || is_there(one));
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
        let kept_of = |new: &[u8], there: &[u8]| {
            let mut is_behind = false;
            let is_there = |one: &u8| there.contains(one);
            let kept = kept(&[1, 2, 3], new.to_vec(), is_there, &mut is_behind);
            (kept, is_behind)
        };
        assert_eq!(kept_of(&[3, 4, 1], &[]), (vec![1, 3, 4], true));
        assert_eq!(kept_of(&[1, 3], &[]), (vec![1, 3], false));
        assert_eq!(kept_of(&[1, 3], &[2]), (vec![1, 2, 3], true));
    }
}
