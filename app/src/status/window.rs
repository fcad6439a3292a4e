//! Which lines of a long list are drawn: those near the screen, and the one with the focus. What
//! lies between is a gap as tall as they would be, so that the page scrolls as if all were there.

/// A part of a list.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Piece<T> {
    /// Something that is drawn.
    One(T),
    /// What is not: its place among the gaps, so that no two are alike, and its height in pixels.
    Gap(usize, i32),
}

/// Where on the page something is, in pixels.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Stretch {
    /// Its upper edge.
    pub top: f64,
    /// Its lower edge.
    pub bottom: f64,
}

/// The pieces of `lines`, which stand below each other from `top` on; each comes with its height,
/// `spacing` to the next one included. Those within `near` are drawn, and the line of `pinned`.
pub(super) fn window<'a, T: Clone + PartialEq + 'a>(
    lines: impl Iterator<Item = (&'a [T], f64)>,
    spacing: f64,
    mut top: f64,
    near: Stretch,
    pinned: Option<&T>,
) -> Vec<Piece<T>> {
    let mut pieces = Vec::new();
    let mut gaps = 0;
    let mut gap = 0.0;
    let mut close = |gap: &mut f64, pieces: &mut Vec<Piece<T>>| {
        if *gap > 0.0 {
            // No page is taller than a few million pixels.
            #[allow(clippy::cast_possible_truncation)]
            let height = (*gap - spacing).round() as i32;
            pieces.push(Piece::Gap(gaps, height));
            gaps += 1;
            *gap = 0.0;
        }
    };
    for (line, height) in lines {
        let bottom = top + height;
        let is_near = bottom > near.top && top < near.bottom;
        if is_near || pinned.is_some_and(|pinned| line.contains(pinned)) {
            close(&mut gap, &mut pieces);
            pieces.extend(line.iter().cloned().map(Piece::One));
        } else {
            gap += height;
        }
        top = bottom;
    }
    close(&mut gap, &mut pieces);
    pieces
}

#[cfg(test)]
mod tests {
    use super::Piece::{Gap, One};
    use super::*;

    const ALL: [u8; 10] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];

    fn near(top: f64, bottom: f64) -> Stretch {
        Stretch { top, bottom }
    }

    #[test]
    fn what_is_near_is_drawn_and_the_rest_keeps_its_height() {
        let lines = || ALL.chunks(1).map(|line| (line, 10.0));
        assert_eq!(
            window(lines(), 0.0, 0.0, near(25.0, 45.0), None),
            [Gap(0, 20), One(2), One(3), One(4), Gap(1, 50)]
        );
        assert_eq!(
            window(lines(), 0.0, 1000.0, near(0.0, 45.0), None),
            [Gap(0, 100)]
        );
        let all = window(lines(), 0.0, 0.0, near(-50.0, 500.0), None);
        assert_eq!(all, ALL.map(One));
    }

    #[test]
    fn what_has_the_focus_is_drawn_wherever_it_is() {
        let lines = ALL.chunks(1).map(|line| (line, 10.0));
        assert_eq!(
            window(lines, 0.0, 0.0, near(0.0, 15.0), Some(&8)),
            [One(0), One(1), Gap(0, 60), One(8), Gap(1, 10)]
        );
    }

    #[test]
    fn lines_of_several_come_and_go_together_and_a_gap_leaves_room_for_spacing() {
        let lines = ALL.chunks(4).map(|line| (line, 10.0));
        assert_eq!(
            window(lines, 3.0, 0.0, near(12.0, 18.0), None),
            [Gap(0, 7), One(4), One(5), One(6), One(7), Gap(1, 7)]
        );
    }
}
