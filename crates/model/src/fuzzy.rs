//! Finding by a few letters: `chk eu` finds *checkout* in *prod-eu*.

use crate::sort_places;

/// What somebody typed to find something, read once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fuzzy {
    /// Words in lower case, none empty.
    words: Vec<Vec<char>>,
}

/// Where a word was found in a text.
struct Found {
    score: i32,
    /// Positions in characters, in order.
    places: Vec<usize>,
}

/// A word that stands together is worth this …
const TOGETHER: i32 = 100;
/// … this more where it is the beginning of the text …
const AT_START: i32 = 40;
/// … or of a part of it, behind a hyphen or the like.
const AT_PART: i32 = 20;
/// A word whose letters stand apart is worth this at first …
const APART: i32 = 60;
/// … this less for each gap …
const GAP: i32 = 12;
/// … and nothing below this: so many letters stand in any long name by chance.
const LEAST: i32 = 10;
/// What a word loses for each text that stands before the one it was found in.
const LATER: i32 = 8;

// === impl Fuzzy ===

impl Fuzzy {
    /// Reads what was typed; the case of letters does not matter.
    pub fn new(typed: &str) -> Self {
        let words = typed.split_whitespace();
        Self {
            words: words
                .map(|word| word.chars().flat_map(char::to_lowercase).collect())
                .collect(),
        }
    }

    /// Whether nothing was typed: that finds everything.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// How well these texts, the most important first, fit what was typed: more is better. `None`
    /// where a word is in none of them.
    pub fn score(&self, texts: &[&str]) -> Option<i32> {
        let mut sum = 0;
        for word in &self.words {
            sum += best(word, texts)?.1.score;
        }
        // Of two names that fit equally well, the shorter one is meant.
        let length = texts.first().map_or(0, |text| text.len());
        Some(sum.saturating_sub(i32::try_from(length / 4).unwrap_or(i32::MAX)))
    }

    /// Which characters of each text were found, as positions in order.
    pub fn marks(&self, texts: &[&str]) -> Vec<Vec<usize>> {
        let mut marks = vec![Vec::new(); texts.len()];
        for (index, found) in self.words.iter().filter_map(|word| best(word, texts)) {
            marks[index].extend(found.places);
        }
        for places in &mut marks {
            sort_places(places, &mut |a, b| a.cmp(&b));
            places.dedup();
        }
        marks
    }
}

/// The text in which the word is found best, by its index.
fn best(word: &[char], texts: &[&str]) -> Option<(usize, Found)> {
    let mut best: Option<(usize, Found)> = None;
    let mut loss = 0;
    for (index, text) in texts.iter().enumerate() {
        if let Some(mut found) = find(word, text) {
            found.score -= loss;
            if best.as_ref().is_none_or(|(_, it)| it.score < found.score) {
                best = Some((index, found));
            }
        }
        loss += LATER;
    }
    best
}

/// One lower-case character for each character, so that positions stay.
fn lower(character: char) -> char {
    character.to_lowercase().next().unwrap_or(character)
}

fn find(word: &[char], text: &str) -> Option<Found> {
    // Most texts lack one of the letters, and are left at once.
    let mut letters = text.chars().map(lower);
    if !word.iter().all(|wanted| letters.any(|one| one == *wanted)) {
        return None;
    }
    let text: Vec<char> = text.chars().map(lower).collect();
    together(word, &text).or_else(|| apart(word, &text))
}

/// Whether a part of the text begins here.
fn begins_part(text: &[char], place: usize) -> bool {
    place > 0 && !text[place - 1].is_alphanumeric()
}

/// The word as it stands, where it stands best.
fn together(word: &[char], text: &[char]) -> Option<Found> {
    let places = text.windows(word.len()).enumerate();
    let scored = places
        .filter(|(_, part)| *part == word)
        .map(|(place, _)| match place {
            0 => (AT_START, place),
            _ if begins_part(text, place) => (AT_PART, place),
            _ => (0, place),
        });
    // Of equals the first one.
    let (bonus, place) = scored.max_by_key(|(bonus, place)| (*bonus, std::cmp::Reverse(*place)))?;
    Some(Found {
        score: TOGETHER + bonus,
        places: (place..place + word.len()).collect(),
    })
}

/// The word's letters in order, as near to each other as the last one allows.
fn apart(word: &[char], text: &[char]) -> Option<Found> {
    let mut end = 0;
    for wanted in word {
        end += text.get(end..)?.iter().position(|one| one == wanted)? + 1;
    }
    let mut places = Vec::with_capacity(word.len());
    for wanted in word.iter().rev() {
        end = text[..end].iter().rposition(|one| one == wanted)?;
        places.push(end);
    }
    places.reverse();
    // The beginning of a part is a good place to go on at.
    let gaps = places
        .windows(2)
        .filter(|pair| pair[1] != pair[0] + 1 && !begins_part(text, pair[1]))
        .count();
    let gaps = i32::try_from(gaps).unwrap_or(i32::MAX);
    let bonus = match places.first() {
        Some(0) => AT_START,
        Some(place) if begins_part(text, *place) => AT_PART,
        _ => 0,
    };
    // What stands apart begins somewhere by chance more often.
    let score = APART.saturating_sub(GAP.saturating_mul(gaps)) + bonus / 4;
    (score >= LEAST).then_some(Found { score, places })
}
