//! Who somebody is: name and groups out of what the provider states.

use super::error::ProviderError;
use super::id_token::Claims;
use serde_json::Value;

/// The most groups that are looked at.
const MOST_GROUPS: usize = 10_000;

/// The longest name of a group, in bytes.
const LONGEST_GROUP: usize = 1024;

/// The longest name of a person, in characters.
const LONGEST_NAME: usize = 200;

/// The claims that may carry a name, best first.
const NAMES: [&str; 4] = ["preferred_username", "nickname", "name", "email"];

/// The groups in the claim of this name; `None` where the claim is missing. Empty names and
/// those over the limits are left out.
pub(super) fn groups(
    claims: &Claims,
    claim: &str,
    what: &'static str,
) -> Result<Option<Vec<String>>, ProviderError> {
    let wrong = |found: &str| {
        let reason = format!("its claim `{claim}` is {found} and no list of group names");
        ProviderError::bad_answer(what, reason)
    };
    let groups = match claims.get(claim) {
        None | Some(Value::Null) => return Ok(None),
        Some(Value::String(group)) => vec![group.clone()],
        Some(Value::Array(groups)) => groups
            .iter()
            .map(|group| match group {
                Value::String(group) => Ok(group.clone()),
                _ => Err(wrong("a list with something else than text")),
            })
            .collect::<Result<_, _>>()?,
        Some(Value::Object(_)) => return Err(wrong("an object")),
        Some(Value::Number(_)) => return Err(wrong("a number")),
        Some(Value::Bool(_)) => return Err(wrong("true or false")),
    };
    Ok(Some(within_limits(groups)))
}

fn within_limits(mut groups: Vec<String>) -> Vec<String> {
    groups.retain(|group| !group.is_empty());
    let sent = groups.len();
    groups.retain(|group| group.len() <= LONGEST_GROUP);
    groups.truncate(MOST_GROUPS);
    if groups.len() < sent {
        tracing::warn!(
            sent,
            used = groups.len(),
            "the identity provider sent more than {MOST_GROUPS} groups of somebody, or names longer \
             than {LONGEST_GROUP} bytes; the rest is ignored"
        );
    }
    groups
}

/// What people call this person; the first source that has a name decides.
pub(super) fn name<'a>(sources: impl IntoIterator<Item = &'a Claims>, subject: &str) -> String {
    sources
        .into_iter()
        .flat_map(|claims| NAMES.iter().filter_map(|name| claims.get(*name)))
        .filter_map(Value::as_str)
        .map(showable)
        .find(|name| !name.is_empty())
        .unwrap_or_else(|| showable(subject))
}

/// Without what can't be seen or turns the direction of writing; not too long.
fn showable(name: &str) -> String {
    let is_invisible = |c: char| {
        c.is_control()
            || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    let shown: String = name.chars().filter(|c| !is_invisible(*c)).collect();
    shown.trim().chars().take(LONGEST_NAME).collect()
}
