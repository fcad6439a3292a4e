//! What is read out of a line, and how its parts are written.

use super::buffer::find;

/// How bad a line says it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Level {
    Error,
    Warning,
}

/// The level that the beginning of a line names.
pub(super) fn level(text: &str) -> Option<Level> {
    let mut end = text.len().min(80);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let is_word = |char: char| char.is_ascii_alphabetic();
    let mut words = text[..end].split(|char| !is_word(char));
    let is_one = |word: &str, of: &[&str]| of.iter().any(|one| word.eq_ignore_ascii_case(one));
    words.find_map(|word| {
        // "error" within a sentence is no level; capitals and the value of a field are.
        let is_level = word.chars().all(|char| char.is_ascii_uppercase()) || text.starts_with('{');
        if !is_level {
            None
        } else if is_one(word, &["error", "fatal", "panic", "critical", "severe"]) {
            Some(Level::Error)
        } else if is_one(word, &["warn", "warning"]) {
            Some(Level::Warning)
        } else {
            None
        }
    })
}

/// The time of day of a moment (RFC 3339 in UTC) in a zone so many minutes ahead.
pub(super) fn time_of_day(at: &str, zone_minutes: i64) -> String {
    let number = |from: usize| at.get(from..from + 2)?.parse::<i64>().ok();
    let (Some(hours), Some(minutes), Some(rest)) = (number(11), number(14), at.get(17..23)) else {
        return String::new();
    };
    let minutes = (hours * 60 + minutes + zone_minutes).rem_euclid(24 * 60);
    format!("{:02}:{:02}:{rest}", minutes / 60, minutes % 60)
}

/// A Pod's own part of its name: what tells it from its siblings.
pub(super) fn short(pod: &str) -> &str {
    pod.rsplit_once('-').map_or(pod, |(_, own)| own)
}

/// The text in turns of what was not searched for and what was.
pub(super) fn split<'a>(text: &'a str, words: &str) -> Vec<&'a str> {
    let (mut parts, mut rest) = (Vec::new(), text);
    while !words.is_empty()
        && let Some(place) = find(rest, words)
        && let (Some(before), Some(found), Some(after)) = (
            rest.get(..place),
            rest.get(place..place + words.len()),
            rest.get(place + words.len()..),
        )
    {
        parts.extend([before, found]);
        rest = after;
    }
    parts.push(rest);
    parts
}

/// A number with its thousands apart.
pub(super) fn count(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push('\u{202f}');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_are_words_of_their_own() {
        assert_eq!(level("ERROR it broke"), Some(Level::Error));
        assert_eq!(level("2026-01-01 [WARN] slow"), Some(Level::Warning));
        assert_eq!(
            level(r#"{"level":"error","message":"x"}"#),
            Some(Level::Error)
        );
        assert_eq!(level("INFO no error at all"), None);
        assert_eq!(level("ERRORS are counted"), None);
        assert_eq!(level(&"ä".repeat(100)), None);
    }

    #[test]
    fn times_are_those_of_the_zone() {
        let at = "2026-01-01T23:30:58.204123456Z";
        assert_eq!(time_of_day(at, 0), "23:30:58.204");
        assert_eq!(time_of_day(at, 90), "01:00:58.204");
        assert_eq!(time_of_day(at, -600), "13:30:58.204");
        assert_eq!(time_of_day("", 0), "");
    }

    #[test]
    fn texts_are_split_at_what_was_found() {
        assert_eq!(
            split("an Error, an error", "error"),
            ["an ", "Error", ", an ", "error", ""]
        );
        assert_eq!(split("none", "error"), ["none"]);
        assert_eq!(split("none", ""), ["none"]);
        assert_eq!(short("checkout-deploy-6c9d7f5b84-t8p5n"), "t8p5n");
        assert_eq!(
            (count(7), count(20_000)),
            ("7".into(), "20\u{202f}000".into())
        );
    }
}
