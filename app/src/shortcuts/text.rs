//! The English of the sheet; that of each shortcut is in the table.

pub(super) const SHORTCUTS: &str = "Keyboard shortcuts";
pub(super) const CLOSE: &str = "Close";
pub(super) const SINGLE_KEYS: &str = "Shortcuts of single keys";
pub(super) const ABOUT: &str =
    "Nothing is heard while you type. Switched off, Ctrl K and Escape still work.";
pub(super) const PAGES: &str = "Pages";
pub(super) const ESC: &str = "Esc";
