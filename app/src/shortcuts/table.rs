//! Every shortcut there is. What is pressed and what the sheet says both come from here.

/// What a shortcut does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Act {
    /// Closes what is open under a button.
    Close,
    /// Goes to the search field.
    Search,
    /// Opens the command palette.
    Palette,
    /// Opens the sheet with the shortcuts.
    Sheet,
    /// Goes this many Deployments on.
    Step(i32),
    /// Opens the Deployment that has the focus.
    Open,
    /// Goes to the section with this id, if it is in the menu.
    Page(&'static str),
    /// Takes the next theme.
    Theme,
}

/// A shortcut.
#[derive(Clone, Copy, Debug)]
pub(super) struct Shortcut {
    /// Its keys, pressed one after another; with [`Shortcut::is_chord`] together.
    pub keys: &'static [&'static str],
    /// What it is for.
    pub what: &'static str,
    /// What it does; `None` where the browser does it.
    pub act: Option<Act>,
    /// Whether its keys are pressed together.
    pub is_chord: bool,
}

/// Shortcuts that belong together.
#[derive(Clone, Copy, Debug)]
pub(super) struct Part {
    pub title: &'static str,
    pub shortcuts: &'static [Shortcut],
}

const fn key(keys: &'static [&'static str], what: &'static str, act: Act) -> Shortcut {
    Shortcut {
        keys,
        what,
        act: Some(act),
        is_chord: false,
    }
}

/// All of them.
pub(super) const ALL: [Part; 3] = [
    Part {
        title: "Everywhere",
        shortcuts: &[
            Shortcut {
                is_chord: true,
                ..key(
                    &["Ctrl", "K"],
                    "Go to anything (⌘ K on a Mac)",
                    Act::Palette,
                )
            },
            key(&["/"], "Search", Act::Search),
            key(&["t"], "Next theme: light, dark, as the system", Act::Theme),
            key(&["?"], "This sheet", Act::Sheet),
            key(&["Escape"], "Close what is open", Act::Close),
        ],
    },
    Part {
        title: "Deployments",
        shortcuts: &[
            key(&["j"], "Next one", Act::Step(1)),
            key(&["k"], "Previous one", Act::Step(-1)),
            key(&["o"], "Open it", Act::Open),
            Shortcut {
                keys: &["Enter"],
                what: "Open it, or follow the link that has the focus",
                act: None,
                is_chord: false,
            },
        ],
    },
    Part {
        title: "Pages",
        shortcuts: &[
            key(&["g", "s"], "Status", Act::Page("status")),
            key(&["g", "v"], "Versions", Act::Page("versions")),
            key(&["g", "a"], "Admin", Act::Page("admin")),
        ],
    },
];

/// How long the second key may take, in milliseconds.
const PATIENCE_MS: i64 = 1500;

/// The keys pressed so far.
#[derive(Clone, Debug, Default)]
pub(super) struct Keys {
    /// The first key of two, and when it was pressed.
    first: Option<(&'static str, i64)>,
}

// === impl Keys ===

impl Keys {
    /// What to do for this key, pressed at this moment in milliseconds.
    pub(super) fn press(&mut self, key: &str, now: i64) -> Option<Act> {
        let all = || ALL.iter().flat_map(|part| part.shortcuts);
        let acts = |keys: &[&str]| {
            let found = all().find(|it| !it.is_chord && it.keys == keys);
            found.and_then(|it| it.act)
        };
        let first = self.first.take();
        if let Some((first, _)) = first.filter(|(_, at)| now - at <= PATIENCE_MS)
            && let Some(act) = acts(&[first, key])
        {
            return Some(act);
        }
        let begun = all().find(|it| !it.is_chord && it.keys.len() == 2 && it.keys[0] == key);
        self.first = begun.map(|it| (it.keys[0], now));
        acts(&[key])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_keys_are_one_shortcut_while_they_are_near() {
        let mut keys = Keys::default();
        assert_eq!(keys.press("g", 0), None);
        assert_eq!(keys.press("s", 1000), Some(Act::Page("status")));
        assert_eq!(keys.press("s", 1100), None);
        assert_eq!(keys.press("g", 2000), None);
        assert_eq!(keys.press("s", 9000), None);
        // Another key is one of its own, and the first one counts no more.
        assert_eq!(keys.press("g", 10_000), None);
        assert_eq!(keys.press("t", 10_100), Some(Act::Theme));
        assert_eq!(keys.press("a", 10_200), None);
        assert_eq!(keys.press("g", 11_000), None);
        assert_eq!(keys.press("g", 11_100), None);
        assert_eq!(keys.press("a", 11_200), Some(Act::Page("admin")));
    }

    #[test]
    fn the_keys_of_a_chord_do_nothing_alone() {
        let mut keys = Keys::default();
        assert_eq!(keys.press("K", 0), None);
        assert_eq!(keys.press("Ctrl", 0), None);
        assert_eq!(keys.press("k", 0), Some(Act::Step(-1)));
    }

    #[test]
    fn no_two_shortcuts_have_the_same_keys_and_none_hides_another() {
        let all: Vec<&Shortcut> = ALL.iter().flat_map(|part| part.shortcuts).collect();
        for (index, one) in all.iter().enumerate() {
            for other in &all[index + 1..] {
                assert_ne!(one.keys, other.keys);
                assert!(one.keys.len() == other.keys.len() || one.keys[0] != other.keys[0]);
            }
        }
    }
}
