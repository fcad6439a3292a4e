//! The English of a component is in one place: no view says a word of its own.

use std::fs;
use std::path::{Path, PathBuf};

/// The attributes that people read or hear.
const SAID: [&str; 4] = ["title=\"", "aria-label=\"", "placeholder=\"", "alt=\""];

fn sources(folder: &Path, all: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            sources(&path, all);
        } else if path.extension().is_some_and(|it| it == "rs") && !path.ends_with("tests.rs") {
            all.push(path);
        }
    }
}

/// The words that this line of a view says, if it does.
fn said(line: &str) -> Option<&str> {
    let attribute = || SAID.iter().find_map(|name| line.split_once(name));
    let text = || {
        // What is typed as it stands is the same in every language; escaped quotes end no tag.
        let is_tag = |before: &str| !before.ends_with("<code") && !before.ends_with("\\\"");
        line.split_once(">\"").filter(|(before, _)| is_tag(before))
    };
    let (_, rest) = attribute().or_else(text)?;
    let (words, _) = rest.split_once('"')?;
    words.contains(char::is_alphabetic).then_some(words)
}

#[test]
fn no_view_says_a_word_of_its_own() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    sources(&folder, &mut files);
    assert!(files.len() > 50, "the sources are elsewhere");
    let mut found = Vec::new();
    for file in files {
        let name = file.strip_prefix(&folder).expect("inside").display();
        let text = fs::read_to_string(&file).expect("a text");
        let code = text.split("#[cfg(test)]").next().unwrap_or_default();
        let each = code.lines().enumerate().filter_map(|(place, line)| {
            let words = said(line)?;
            Some(format!("{name}:{}: {words}", place + 1))
        });
        found.extend(each);
    }
    assert!(found.is_empty(), "to be put into text.rs: {found:#?}");
}

#[test]
fn words_in_views_are_found() {
    assert_eq!(said("<b title=\"Close\">"), Some("Close"));
    assert_eq!(said("<b>\"Close\"</b>"), Some("Close"));
    assert_eq!(said("<b title=text::CLOSE>{text::CLOSE}</b>"), None);
    assert_eq!(said("<b>\"·\"</b>"), None);
    assert_eq!(said("<code>\"kubectl\"</code>"), None);
}
