//! What the configuration accepts, refuses and says about it.

#![allow(
    clippy::expect_used,
    clippy::panic,
    reason = "helpers of tests fail by panic"
)]

mod access;
mod documentation;
mod environment;
mod loading;
mod mistakes;
mod secrets;
mod versions;

use std::collections::BTreeMap;
use std::path::Path;

use config::{Config, Invalid, Loaded, Report};

/// Variables from pairs of name and value.
fn environment(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    pairs
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect()
}

/// Reads a text as `config.yaml` in the folder `/etc/dashboard`.
fn read_with(text: &str, variables: &[(&str, &str)]) -> Result<Loaded, Invalid> {
    let file = Path::new("/etc/dashboard/config.yaml");
    config::parse(Some(file), text.as_bytes(), &environment(variables))
}

fn group(path: &str) -> config::GroupPattern {
    path.parse().expect("the path of a group")
}

fn accepted(text: &str) -> Config {
    read_with(text, &[])
        .unwrap_or_else(|invalid| panic!("{invalid}"))
        .config
}

fn refused(text: &str) -> Report {
    read_with(text, &[])
        .expect_err("the configuration is refused")
        .report
}

/// The messages with their places, without the name of the folder and without snippets.
fn messages(report: &Report) -> Vec<String> {
    let short = |text: String| text.replace("/etc/dashboard/config.yaml:", "");
    report
        .diagnostics
        .iter()
        .map(|diagnostic| {
            let place = short(diagnostic.place.to_string());
            format!("{place} {}: {}", diagnostic.path, diagnostic.message)
        })
        .collect()
}

/// The one message of a configuration with one mistake.
fn only_message(text: &str) -> String {
    let messages = messages(&refused(text));
    assert_eq!(messages.len(), 1, "{messages:#?}");
    messages.into_iter().next().unwrap_or_default()
}
