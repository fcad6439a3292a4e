//! The browser's tab: its title and icon carry the number of problems.

use crate::browser;
use crate::live::Store;
use crate::ui::effect::effect;
use leptos::prelude::*;
use model::Totals;

/// How many Deployments a person should look at.
pub(crate) fn problems(store: Store) -> Memo<u32> {
    Memo::new(move |_| store.everything.with(Totals::alerts))
}

/// The title: `(3) Status · Dashboard-Light`.
pub(crate) fn title(problems: u32, part: &str, console: &str) -> String {
    match problems {
        0 => format!("{part} · {console}"),
        _ => format!("({problems}) {part} · {console}"),
    }
}

/// Keeps the icon up to date. Call once, in an effect.
pub(crate) fn follow(problems: Memo<u32>) {
    effect(move |_| browser::set_icon(&icon(problems.get())));
}

/// The path of the icon with this number.
fn icon(problems: u32) -> String {
    match problems {
        0 => "/favicon.svg".to_owned(),
        1..=9 => format!("/favicon-{problems}.svg"),
        _ => "/favicon-many.svg".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_number_stands_first_where_there_is_one() {
        assert_eq!(title(0, "Status", "Board"), "Status · Board");
        assert_eq!(title(12, "Status", "Board"), "(12) Status · Board");
    }

    #[test]
    fn every_icon_is_there() {
        let public = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../public");
        for problems in [0, 1, 5, 9, 10, 4000] {
            let icon = icon(problems);
            assert!(
                public.join(icon.trim_start_matches('/')).is_file(),
                "{icon}"
            );
        }
    }
}
