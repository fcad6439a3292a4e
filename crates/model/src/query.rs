//! A query that somebody wrote down, read strictly.
//!
//! An address is read leniently ([`crate::Selection::from_query`]), because an old link should
//! still show something. A configured query is checked here when it is written.

use crate::selection::ALL_KINDS;
use crate::{Density, GroupBy, SortBy, Verdict, WorkloadKind};

/// The names there are.
const NAMES: [&str; 9] = [
    "cluster",
    "namespace",
    "kind",
    "verdict",
    "problems",
    "q",
    "group",
    "sort",
    "view",
];

/// Whether every part of the query (without `?`) would be understood.
///
/// # Errors
/// What is not, and what is allowed in its place.
pub fn check_query(query: &str) -> Result<(), String> {
    if query.starts_with(['?', '/']) {
        return Err("begins with what stands before a query; leave out all up to ?".to_owned());
    }
    for (name, value) in form_urlencoded::parse(query.as_bytes()) {
        let one_of = |words: &[&str]| {
            if words.contains(&&*value) {
                return Ok(());
            }
            let allowed = words.join(", ");
            Err(format!(
                "{name}: \"{value}\" is not known; allowed are {allowed}"
            ))
        };
        match &*name {
            "verdict" => {
                for word in value.split(',').filter(|word| !matches!(*word, "" | "*")) {
                    let verdict = word.trim().parse::<Verdict>();
                    verdict.map_err(|error| format!("verdict: {error}"))?;
                }
            }
            "kind" => {
                let words = value
                    .split(',')
                    .filter(|word| !matches!(*word, "" | "*" | ALL_KINDS));
                for word in words {
                    let kind = word.trim().parse::<WorkloadKind>();
                    kind.map_err(|error| format!("kind: {error}"))?;
                }
            }
            "problems" => one_of(&["1", "0"])?,
            "group" => one_of(&GroupBy::ALL.map(|(group, _)| group.as_str()))?,
            "sort" => one_of(&SortBy::ALL.map(|(sort, _)| sort.as_str()))?,
            "view" => one_of(&Density::ALL.map(|(view, _)| view.as_str()))?,
            name if NAMES.contains(&name) => {}
            name => {
                let allowed = NAMES.join(", ");
                return Err(format!("\"{name}\" is not known; allowed are {allowed}"));
            }
        }
    }
    Ok(())
}
