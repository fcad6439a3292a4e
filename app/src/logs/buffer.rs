//! The lines at hand, and which rows they make.
//!
//! Every row is of one height, so that only those in sight need to be drawn: a line that is folded
//! makes several rows. No part of it knows the browser.

use model::NoteKind;
use std::collections::VecDeque;

/// How many lines are kept.
pub(super) const KEPT: usize = 20_000;

/// A line, or a note between lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    /// The number of the container; none: of all.
    pub(super) source: Option<usize>,
    /// RFC 3339; empty: not known.
    pub(super) at: String,
    pub(super) text: String,
    pub(super) note: Option<NoteKind>,
}

/// How entries are shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Look {
    /// After how many columns lines are folded; none: they are not.
    pub(super) columns: Option<usize>,
    /// What is searched for, in lower case.
    pub(super) words: String,
    /// Whether lines without it are left out.
    pub(super) only_matches: bool,
}

/// The lines at hand.
#[derive(Debug, Default)]
pub(super) struct Buffer {
    entries: VecDeque<Entry>,
    /// How many were dropped before the first.
    dropped: u64,
    look: Look,
    /// Those that are shown: their number since the beginning, and how many rows end with them.
    shown: VecDeque<(u64, u64)>,
    /// How many rows went before the first one shown.
    gone: u64,
    matches: usize,
}

/// A row to be drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Row<'a> {
    pub(super) entry: &'a Entry,
    /// The number of the entry and the part of it: what identifies the row.
    pub(super) id: (u64, u64),
    pub(super) text: &'a str,
}

// === impl Buffer ===

impl Buffer {
    pub(super) fn len(&self) -> usize {
        self.entries.len()
    }

    pub(super) fn dropped(&self) -> u64 {
        self.dropped
    }

    /// How many entries have what is searched for.
    pub(super) fn matches(&self) -> usize {
        self.matches
    }

    pub(super) fn look(&self) -> &Look {
        &self.look
    }

    pub(super) fn rows(&self) -> u64 {
        self.shown.back().map_or(0, |(_, end)| end - self.gone)
    }

    pub(super) fn push(&mut self, entry: Entry) {
        if self.entries.len() >= KEPT {
            self.drop_first();
        }
        let number = self.dropped + self.entries.len() as u64;
        self.show(number, &entry);
        self.entries.push_back(entry);
    }

    pub(super) fn clear(&mut self) {
        *self = Self {
            look: std::mem::take(&mut self.look),
            ..Self::default()
        };
    }

    /// Shows the entries in another way.
    pub(super) fn set_look(&mut self, look: Look) {
        if self.look == look {
            return;
        }
        self.look = look;
        self.shown.clear();
        (self.gone, self.matches) = (0, 0);
        let entries = std::mem::take(&mut self.entries);
        for (number, entry) in (self.dropped..).zip(&entries) {
            self.show(number, entry);
        }
        self.entries = entries;
    }

    /// Row number `row`, counted from the first one shown.
    pub(super) fn row(&self, row: u64) -> Option<Row<'_>> {
        let row = self.gone + row;
        let place = self.shown.partition_point(|(_, end)| *end <= row);
        let (number, _) = *self.shown.get(place)?;
        let begin = match place.checked_sub(1) {
            Some(before) => self.shown[before].1,
            None => self.gone,
        };
        let entry = self
            .entries
            .get(usize::try_from(number - self.dropped).ok()?)?;
        let part = row - begin;
        Some(Row {
            entry,
            id: (number, part),
            text: match self.look.columns {
                Some(columns) => fold(&entry.text, columns, part),
                None => &entry.text,
            },
        })
    }

    fn show(&mut self, number: u64, entry: &Entry) {
        if !self.look.words.is_empty() {
            let is_match = find(&entry.text, &self.look.words).is_some();
            self.matches += usize::from(is_match);
            // Notes are no lines: what happened is told in every case.
            if self.look.only_matches && !is_match && entry.note.is_none() {
                return;
            }
        }
        let rows = match self.look.columns {
            Some(columns) => (width(&entry.text).div_ceil(columns.max(1))).max(1) as u64,
            None => 1,
        };
        let before = self.shown.back().map_or(self.gone, |(_, end)| *end);
        self.shown.push_back((number, before + rows));
    }

    fn drop_first(&mut self) {
        let Some(entry) = self.entries.pop_front() else {
            return;
        };
        if !self.look.words.is_empty() && find(&entry.text, &self.look.words).is_some() {
            self.matches -= 1;
        }
        if let Some((_, end)) = self
            .shown
            .pop_front_if(|(number, _)| *number == self.dropped)
        {
            self.gone = end;
        }
        self.dropped += 1;
    }
}

/// Where `words`, in lower case, begins in the text, whatever its case.
pub(super) fn find(text: &str, words: &str) -> Option<usize> {
    let (text, words) = (text.as_bytes(), words.as_bytes());
    text.windows(words.len().max(1))
        .position(|part| part.eq_ignore_ascii_case(words))
}

/// Part number `part` of a text that is folded after so many columns.
fn fold(text: &str, columns: usize, part: u64) -> &str {
    if text.is_ascii() {
        let from = usize::try_from(part)
            .unwrap_or(usize::MAX)
            .saturating_mul(columns);
        let to = from.saturating_add(columns).min(text.len());
        return text.get(from..to).unwrap_or_default();
    }
    let (mut from, mut passed) = (text.len(), 0);
    let begin = part * columns as u64;
    for (place, char) in text.char_indices() {
        if passed >= begin + columns as u64 {
            return text.get(from..place).unwrap_or_default();
        }
        if passed >= begin {
            from = from.min(place);
        }
        passed += char_width(char);
    }
    &text[from..]
}

/// How many columns a text takes.
fn width(text: &str) -> usize {
    match text.is_ascii() {
        true => text.len(),
        false => text.chars().map(char_width).sum::<u64>() as usize,
    }
}

/// One column, or two for the wide letters of East Asia and for pictures.
fn char_width(char: char) -> u64 {
    let is_wide = matches!(u32::from(char), 0x1100..=0x115f | 0x2e80..=0xa4cf | 0xac00..=0xd7a3
        | 0xf900..=0xfaff | 0xfe30..=0xfe6f | 0xff00..=0xff60 | 0x1f300..=0x1faff | 0x20000..);
    1 + u64::from(is_wide)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(text: &str) -> Entry {
        Entry {
            source: Some(0),
            at: String::new(),
            text: text.to_owned(),
            note: None,
        }
    }

    fn filled(texts: &[&str], look: Look) -> Buffer {
        let mut buffer = Buffer::default();
        buffer.set_look(look);
        for text in texts {
            buffer.push(entry(text));
        }
        buffer
    }

    fn texts(buffer: &Buffer) -> Vec<String> {
        let rows = (0..buffer.rows()).filter_map(|row| Some(buffer.row(row)?.text.to_owned()));
        rows.collect()
    }

    fn folded(columns: usize) -> Look {
        Look {
            columns: Some(columns),
            ..Look::default()
        }
    }

    #[test]
    fn lines_fold_into_rows() {
        let buffer = filled(&["abcdefgh", "", "xy"], folded(3));
        assert_eq!(texts(&buffer), ["abc", "def", "gh", "", "xy"]);
        assert_eq!(buffer.row(2).unwrap().id, (0, 2));
        assert_eq!(buffer.row(5), None);
        let wide = filled(&["äöüß", "日本語ab"], folded(2));
        assert_eq!(texts(&wide), ["äö", "üß", "日", "本", "語", "ab"]);
    }

    #[test]
    fn what_is_searched_for_is_counted_and_may_stand_alone() {
        let look = Look {
            words: "err".to_owned(),
            only_matches: true,
            ..Look::default()
        };
        let mut buffer = filled(&["ERROR one", "fine", "no error"], look);
        buffer.push(Entry {
            note: Some(NoteKind::Ended),
            ..entry("it ended")
        });
        assert_eq!(texts(&buffer), ["ERROR one", "no error", "it ended"]);
        assert_eq!(buffer.matches(), 2);
        buffer.set_look(Look::default());
        assert_eq!(buffer.rows(), 4);
    }

    #[test]
    fn the_oldest_go_when_there_are_too_many() {
        let look = Look {
            words: "7".to_owned(),
            only_matches: true,
            columns: Some(4),
        };
        let mut one = filled(&[], look.clone());
        let mut other = filled(&[], Look::default());
        for number in 0..KEPT + 5000 {
            one.push(entry(&format!("line {number}")));
            other.push(entry(&format!("line {number}")));
        }
        assert_eq!((one.len(), one.dropped()), (KEPT, 5000));
        assert_eq!(other.row(0).unwrap().text, "line 5000");
        assert_eq!(other.rows(), KEPT as u64);
        // As if it had been looked at in this way all the time.
        other.set_look(look);
        assert_eq!(texts(&one), texts(&other));
        assert_eq!(one.matches(), other.matches());
        assert_eq!(one.row(0).unwrap().id, other.row(0).unwrap().id);
    }
}
