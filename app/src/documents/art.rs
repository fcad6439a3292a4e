//! The wall of tiles beside the words: a healthy fleet with one Deployment that is down.

use crate::ui::erase::Erase;
use leptos::prelude::*;
use std::fmt::Write;

/// Tiles in a row.
const COLUMNS: u32 = 30;
/// Rows of tiles.
const ROWS: u32 = 28;
/// From one tile to the next.
const STEP: u32 = 34;
/// The column and row of the tile that has a name; it is as long as four.
const NAMED: (u32, u32) = (11, 12);
/// Where the random numbers begin: these look good.
const SEED: u64 = 31;

/// The picture. It means nothing, so it is hidden from screen readers.
pub(super) fn view() -> AnyView {
    let (width, height) = (COLUMNS * STEP + 4, ROWS * STEP + 4);
    view! {
        <svg
            viewBox=format!("0 0 {width} {height}")
            preserveAspectRatio="xMidYMid slice"
            aria-hidden="true"
            focusable="false"
            inner_html=tiles()
        ></svg>
    }
    .erase()
}

/// The tiles: the healthy ones as a pattern, the others over it.
fn tiles() -> String {
    let mut seed = SEED;
    let mut tiles = format!(
        r#"<pattern id="tile" width="{STEP}" height="{STEP}" patternUnits="userSpaceOnUse"><rect x="5" y="5" width="28" height="28" rx="4" data-verdict="healthy"/></pattern><path fill="url(#tile)" d="M0 0h{}v{}H0z"/>"#,
        COLUMNS * STEP + 4,
        ROWS * STEP + 4,
    );
    let (named_x, named_y) = NAMED;
    for (y, x) in (0..ROWS).flat_map(|y| (0..COLUMNS).map(move |x| (y, x))) {
        if y == named_y && (named_x + 1..=named_x + 3).contains(&x) {
            continue;
        }
        let chance = next(&mut seed);
        let (left, top) = (x * STEP + 5, y * STEP + 5);
        // Writing into a String can't fail.
        let _ = match chance {
            _ if (x, y) == NAMED => write!(
                tiles,
                r#"<rect x="{left}" y="{top}" width="{}" height="28" rx="4" data-verdict="down" data-on=""/><text data-verdict="down" x="{}" y="{}" text-anchor="middle" font-size="13">checkout 0/3</text>"#,
                STEP * 4 - 6,
                left + STEP * 2 - 3,
                f64::from(top) + 18.5,
            ),
            0..900 => Ok(()),
            900..912 => tile(&mut tiles, left, top, r#" data-verdict="progressing""#),
            _ => tile(&mut tiles, left, top, ""),
        };
    }
    tiles
}

fn tile(tiles: &mut String, left: u32, top: u32, verdict: &str) -> std::fmt::Result {
    write!(
        tiles,
        r#"<rect x="{left}" y="{top}" width="28" height="28" rx="4"{verdict}/>"#
    )
}

/// The next random number below 1000 (Numerical Recipes' generator: the same wall everywhere).
fn next(seed: &mut u64) -> u64 {
    *seed = (*seed * 1_664_525 + 1_013_904_223) % (1 << 32);
    (*seed * 1000) >> 32
}
