//! Sorting without the types of what is sorted: the standard library's way is compiled anew for
//! each, which a browser has to load.

use std::cmp::Ordering;

/// Puts these places of a list in order; equals stay as they are.
pub fn sort_places(places: &mut [usize], by: &mut dyn FnMut(usize, usize) -> Ordering) {
    places.sort_by(|&a, &b| by(a, b));
}

/// All places of a list of so many, in order; equals stay as they are.
pub fn sorted_places(many: usize, by: &mut dyn FnMut(usize, usize) -> Ordering) -> Vec<usize> {
    let mut places: Vec<usize> = (0..many).collect();
    sort_places(&mut places, by);
    places
}
