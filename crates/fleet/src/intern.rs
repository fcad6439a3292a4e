//! Each string once.

use model::Text;
use std::collections::HashSet;

/// Keeps one copy of each string that is in use. Names, images and reasons repeat thousands of
/// times in a cluster.
#[derive(Debug, Default)]
pub(crate) struct Interner {
    strings: HashSet<Text>,
    /// The number of strings at which unused ones are looked for.
    sweep_at: usize,
}

/// Below this many strings it is not worth to look for unused ones.
const LEAST_SWEEP: usize = 4096;

// === impl Interner ===

impl Interner {
    /// The one copy of this string.
    pub(crate) fn intern(&mut self, text: Text) -> Text {
        if let Some(known) = self.strings.get(&text) {
            return known.clone();
        }
        if self.strings.len() >= self.sweep_at.max(LEAST_SWEEP) {
            self.sweep();
        }
        self.strings.insert(text.clone());
        text
    }

    /// The one copy of this string; an empty one is none.
    pub(crate) fn intern_some(&mut self, text: Option<Text>) -> Option<Text> {
        text.filter(|text| !text.is_empty())
            .map(|text| self.intern(text))
    }

    /// How many different strings are kept.
    pub(crate) fn len(&self) -> usize {
        self.strings.len()
    }

    /// Drops strings nobody else holds. Done whenever their number doubled, so that it costs
    /// little and what is dead never outweighs what lives.
    fn sweep(&mut self) {
        self.strings.retain(|text| Text::strong_count(text) > 1);
        self.sweep_at = self.strings.len() * 2;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_strings_are_stored_once() {
        let mut strings = Interner::default();
        let a = strings.intern("Running".into());
        let b = strings.intern("Running".into());
        assert!(Text::ptr_eq(&a, &b));
        assert_eq!(strings.len(), 1);
        assert_eq!(strings.intern_some(Some("".into())), None);
    }

    #[test]
    fn strings_out_of_use_are_dropped() {
        let mut strings = Interner::default();
        let kept = strings.intern("kept".into());
        for n in 0..LEAST_SWEEP * 3 {
            strings.intern(n.to_string().into());
        }
        assert!(strings.len() <= LEAST_SWEEP + 1, "{}", strings.len());
        assert!(Text::ptr_eq(&strings.intern("kept".into()), &kept));
    }
}
