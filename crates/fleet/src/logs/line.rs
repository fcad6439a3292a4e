//! From the bytes of a log to lines that can be shown.

use std::borrow::Cow;
use std::str::FromStr;

/// The longest line that is kept, in bytes.
pub(super) const LONGEST: usize = 16 * 1024;
/// How a moment is written: RFC 3339 in UTC with nine digits.
const MOMENT: &str = "0000-00-00T00:00:00.000000000Z";

/// A line of a log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Line {
    /// When it was written; empty where that is not said.
    pub(super) at: String,
    pub(super) text: String,
}

/// Cuts a stream of bytes into lines.
#[derive(Debug, Default)]
pub(super) struct Lines {
    /// The beginning of a line whose end has not come.
    begun: Vec<u8>,
    /// How many bytes of it were dropped.
    dropped: usize,
}

// === impl Lines ===

impl Lines {
    /// Takes in bytes and gives the lines that are complete with them.
    pub(super) fn feed(&mut self, mut bytes: &[u8], mut take: impl FnMut(Line)) {
        while let Some(end) = bytes.iter().position(|byte| *byte == b'\n') {
            let (line, rest) = bytes.split_at(end);
            bytes = rest.get(1..).unwrap_or_default();
            if self.begun.is_empty() && line.len() <= LONGEST {
                take(Line::read(line, 0));
            } else {
                self.begin(line);
                take(self.end());
            }
        }
        if !bytes.is_empty() {
            self.begin(bytes);
        }
    }

    /// The line that had no end when the stream had.
    pub(super) fn rest(&mut self) -> Option<Line> {
        (!self.begun.is_empty()).then(|| self.end())
    }

    fn begin(&mut self, bytes: &[u8]) {
        let room = LONGEST.saturating_sub(self.begun.len()).min(bytes.len());
        self.begun.extend_from_slice(&bytes[..room]);
        self.dropped += bytes.len() - room;
    }

    fn end(&mut self) -> Line {
        let line = Line::read(&self.begun, self.dropped);
        self.begun.clear();
        self.dropped = 0;
        line
    }
}

// === impl Line ===

impl Line {
    /// A line as the kubelet writes it: when it was written, a space, the text.
    fn read(bytes: &[u8], dropped: usize) -> Self {
        let text = String::from_utf8_lossy(bytes);
        let stamped = text
            .split_once(' ')
            .or(Some((text.trim_end_matches('\r'), "")))
            .and_then(|(at, text)| Some((moment(at)?, text)));
        let (at, text) = stamped.unwrap_or_else(|| (String::new(), text.as_ref()));
        let mut text = plain(text).into_owned();
        if dropped > 0 {
            text.push_str(&format!(" … [{dropped} bytes more]"));
        }
        Self { at, text }
    }

    pub(super) fn size(&self) -> usize {
        self.at.len() + self.text.len() + 64
    }
}

/// A moment in the one form in which moments compare as texts do.
pub(super) fn moment(text: &str) -> Option<String> {
    let is_alike = |(a, b): (u8, u8)| match b {
        b'0' => a.is_ascii_digit(),
        _ => a == b,
    };
    if text.len() == MOMENT.len() && text.bytes().zip(MOMENT.bytes()).all(is_alike) {
        return Some(text.to_owned());
    }
    let is_dated = text.as_bytes().get(10) == Some(&b'T');
    let time = is_dated.then(|| jiff::Timestamp::from_str(text).ok())??;
    Some(format!("{time:.9}"))
}

/// The text without what is meant for a terminal: colours and other escape sequences go, what else
/// cannot be seen gets a sign that can.
fn plain(text: &str) -> Cow<'_, str> {
    let text = text.strip_suffix('\r').unwrap_or(text);
    let is_odd = |char: char| char != '\t' && (char.is_control() || is_direction(char));
    if !text.contains(is_odd) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len());
    let mut rest = text.chars().peekable();
    while let Some(char) = rest.next() {
        match char {
            '\u{1b}' => skip_escape(&mut rest),
            '\u{9b}' => skip_to_final(&mut rest),
            '\0'..'\u{20}' if char != '\t' => {
                shown.extend(char::from_u32(0x2400 + u32::from(char)));
            }
            '\u{7f}' => shown.push('␡'),
            char if is_odd(char) => shown.push('\u{fffd}'),
            char => shown.push(char),
        }
    }
    Cow::Owned(shown)
}

/// What turns the direction of text: it could make a line read as another.
fn is_direction(char: char) -> bool {
    matches!(char, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{2028}' | '\u{2029}')
}

type Chars<'a> = std::iter::Peekable<std::str::Chars<'a>>;

/// Goes behind an escape sequence (ECMA-48) whose ESC was read.
fn skip_escape(rest: &mut Chars<'_>) {
    match rest.next() {
        Some('[') => skip_to_final(rest),
        // Titles, links and the like: to BEL, or to ESC and a backslash.
        Some(']' | 'P' | 'X' | '^' | '_') => {
            while let Some(char) = rest.next() {
                if char == '\u{7}' || (char == '\u{1b}' && rest.next_if_eq(&'\\').is_some()) {
                    break;
                }
            }
        }
        Some(' '..='/') => while rest.next().is_some_and(|char| (' '..='/').contains(&char)) {},
        _ => {}
    }
}

/// Goes behind a control sequence: parameters, then one final letter.
fn skip_to_final(rest: &mut Chars<'_>) {
    while rest.next_if(|char| (' '..='?').contains(char)).is_some() {}
    rest.next_if(|char| ('@'..='~').contains(char));
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const AT: &str = "2026-01-02T03:04:05.123456789Z";

    fn all(chunks: &[&[u8]]) -> Vec<Line> {
        let (mut lines, mut found) = (Lines::default(), Vec::new());
        for chunk in chunks {
            lines.feed(chunk, |line| found.push(line));
        }
        found.extend(lines.rest());
        found
    }

    fn text(bytes: &[u8]) -> String {
        let mut line = format!("{AT} ").into_bytes();
        line.extend_from_slice(bytes);
        line.push(b'\n');
        all(&[&line]).remove(0).text
    }

    #[test]
    fn moments_have_one_form() {
        assert_eq!(moment(AT).unwrap(), AT);
        let other = "2026-01-02T05:04:05.123456789+02:00";
        assert_eq!(moment(other).unwrap(), AT);
        let short = moment("2026-01-02T03:04:05Z").unwrap();
        assert_eq!(short, "2026-01-02T03:04:05.000000000Z");
        for bad in ["", "2026-01-02", "yesterday", "unable"] {
            assert_eq!(moment(bad), None, "{bad}");
        }
    }

    #[test]
    fn what_is_for_terminals_is_taken_out() {
        assert_eq!(
            text(b"\x1b[1;31mred\x1b[0m and \x1b[38;5;9mso\x1b[K"),
            "red and so"
        );
        assert_eq!(text(b"\x1b]0;title\x07a\x1b]8;;http://x\x1b\\b"), "ab");
        assert_eq!(
            text(b"tab\there, bell \x07, back\x08"),
            "tab\there, bell ␇, back␈"
        );
        assert_eq!(text(b"10 %\r20 %\r"), "10 %␍20 %");
        assert_eq!(text(b"end\r"), "end");
        assert_eq!(text("a\u{202e}b".as_bytes()), "a\u{fffd}b");
        assert_eq!(text(b"\xff\xfeok"), "\u{fffd}\u{fffd}ok");
        assert_eq!(text(b"\x1b[31"), "");
        assert_eq!(text(b""), "");
    }

    #[test]
    fn long_lines_are_cut_with_a_mark() {
        let long = vec![b'x'; LONGEST + 1000];
        let cut = text(&long);
        assert!(cut.len() < LONGEST + 40);
        assert!(
            cut.ends_with("x … [1031 bytes more]"),
            "{}",
            &cut[cut.len() - 40..]
        );
        assert_eq!(all(&[b"2026 unable to read\n"])[0].at, "");
    }

    proptest! {
        #[test]
        fn chunks_do_not_matter(
            bytes in prop::collection::vec(prop_oneof![Just(b'\n'), any::<u8>()], 0..400),
            cuts in prop::collection::vec(0usize..400, 0..8),
        ) {
            let mut cuts: Vec<usize> = cuts.into_iter().map(|cut| cut.min(bytes.len())).collect();
            cuts.sort_unstable();
            let mut chunks = Vec::new();
            let mut from = 0;
            for cut in cuts.into_iter().chain([bytes.len()]) {
                chunks.push(&bytes[from..cut]);
                from = cut;
            }
            prop_assert_eq!(all(&chunks), all(&[&bytes]));
        }

        #[test]
        fn no_line_has_what_cannot_be_seen(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
            for line in all(&[&bytes]) {
                prop_assert!(!line.text.contains(|c: char| c != '\t' && c.is_control()));
            }
        }
    }
}
