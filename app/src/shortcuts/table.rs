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
    /// Goes to the first section of the menu whose id begins with this letter.
    Section(char),
    /// Takes the next theme.
    Theme,
    /// Takes the next density.
    Density,
}

/// A shortcut.
#[derive(Clone, Copy, Debug)]
pub(super) struct Shortcut {
    /// Its keys: any of them, or with [`Shortcut::is_chord`] all together.
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

/// What the browser does, or the place where the focus is.
const fn told(keys: &'static [&'static str], what: &'static str) -> Shortcut {
    Shortcut {
        keys,
        what,
        act: None,
        is_chord: false,
    }
}

/// After it, a letter leads to a section.
pub(super) const GO: &str = "g";

/// All of them but those of the sections, which are as many as the menu has.
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
            key(&["d"], "Next density: cards, table, tiles", Act::Density),
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
            told(&["Enter"], "Open it, or follow the link that has the focus"),
            told(&["←", "↑", "→", "↓"], "From tile to tile"),
        ],
    },
    Part {
        title: "Wall",
        shortcuts: &[
            told(&["Space"], "Hold this view, or go on"),
            told(&["←", "→"], "Previous and next view"),
            told(&["Escape"], "Leave the wall"),
        ],
    },
];

/// How long the second key may take, in milliseconds.
const PATIENCE_MS: i64 = 1500;

/// The keys pressed so far.
#[derive(Clone, Debug, Default)]
pub(super) struct Keys {
    /// When [`GO`] was pressed.
    began: Option<i64>,
}

// === impl Keys ===

impl Keys {
    /// What to do for this key, pressed at this moment in milliseconds.
    pub(super) fn press(&mut self, key: &str, now: i64) -> Option<Act> {
        let began = self.began.take();
        if key == GO {
            self.began = Some(now);
            return None;
        }
        let letter = key.chars().next().filter(char::is_ascii_alphabetic);
        if let Some(letter) = letter.filter(|_| key.len() == 1)
            && began.is_some_and(|at| now - at <= PATIENCE_MS)
        {
            return Some(Act::Section(letter));
        }
        let mut all = ALL.iter().flat_map(|part| part.shortcuts);
        let found = all.find(|it| !it.is_chord && it.act.is_some() && it.keys.contains(&key));
        found.and_then(|it| it.act)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_keys_are_one_shortcut_while_they_are_near() {
        let mut keys = Keys::default();
        assert_eq!(keys.press("g", 0), None);
        assert_eq!(keys.press("s", 1000), Some(Act::Section('s')));
        assert_eq!(keys.press("s", 1100), None);
        assert_eq!(keys.press("g", 2000), None);
        assert_eq!(keys.press("s", 9000), None);
        assert_eq!(keys.press("g", 9000), None);
        assert_eq!(keys.press("t", 11_000), Some(Act::Theme));
        // What is no letter is a key of its own.
        assert_eq!(keys.press("g", 12_000), None);
        assert_eq!(keys.press("?", 12_100), Some(Act::Sheet));
        assert_eq!(keys.press("a", 12_200), None);
        assert_eq!(keys.press("g", 13_000), None);
        assert_eq!(keys.press("g", 13_100), None);
        assert_eq!(keys.press("a", 13_200), Some(Act::Section('a')));
    }

    #[test]
    fn the_keys_of_a_chord_do_nothing_alone() {
        let mut keys = Keys::default();
        assert_eq!(keys.press("K", 0), None);
        assert_eq!(keys.press("Ctrl", 0), None);
        assert_eq!(keys.press("k", 0), Some(Act::Step(-1)));
    }

    #[test]
    fn no_two_shortcuts_have_the_same_key() {
        let all = ALL.iter().flat_map(|part| part.shortcuts);
        let heard = all.filter(|it| it.act.is_some() && !it.is_chord);
        let mut keys: Vec<&str> = heard.flat_map(|it| it.keys).copied().chain([GO]).collect();
        let many = keys.len();
        keys.sort_unstable();
        keys.dedup();
        assert_eq!(keys.len(), many);
    }
}
