//! What had better not be shown: values that look like secrets though they are written in the open.

use std::borrow::Cow;

/// What stands in place of a value that is not shown.
pub const HIDDEN: &str = "(hidden)";

/// Parts of names whose values are secrets.
const SECRET_NAMES: [&str; 16] = [
    "password",
    "passwd",
    "passphrase",
    "pwd",
    "secret",
    "token",
    "apikey",
    "api_key",
    "api-key",
    "accesskey",
    "access_key",
    "access-key",
    "private",
    "credential",
    "auth_key",
    "signing",
];

/// How values begin that are secrets whatever they are called.
const SECRET_STARTS: [&str; 12] = [
    "-----BEGIN",
    "eyJ",
    "AKIA",
    "ASIA",
    "ghp_",
    "gho_",
    "github_pat_",
    "glpat-",
    "xoxb-",
    "xoxp-",
    "sk_live_",
    "sk-",
];

/// The fewest characters of a secret that is known by how it looks.
const SHORTEST: usize = 20;

/// Whether `value`, which stands under `name`, is better not shown.
pub fn looks_secret(name: &str, value: &str) -> bool {
    if value.is_empty() {
        return false;
    }
    let lower = name.to_lowercase();
    let is_named = SECRET_NAMES.iter().any(|part| lower.contains(part));
    let begins = SECRET_STARTS.iter().any(|start| value.starts_with(start));
    is_named || begins && value.len() >= SHORTEST || looks_random(value)
}

/// A value as it may be shown: secrets hidden, of addresses only the password, and of options
/// such as `--token=x` only the value.
pub fn shown_value<'v>(name: &str, value: &'v str) -> Cow<'v, str> {
    if looks_secret(name, value) {
        return HIDDEN.into();
    }
    if let Some((option, inner)) = value.split_once('=')
        && option.starts_with('-')
        && looks_secret(option, inner)
    {
        return format!("{option}={HIDDEN}").into();
    }
    without_password(value)
}

/// `postgres://user:pass@host` without the password.
fn without_password(value: &str) -> Cow<'_, str> {
    let hide = || {
        let (before, rest) = value.split_once("://")?;
        let authority = rest.split(['/', '?', '#']).next()?;
        let (user, _) = authority.rsplit_once('@')?;
        let (user, _) = user.split_once(':')?;
        let after = &rest[authority.rfind('@')?..];
        Some(format!("{before}://{user}:{HIDDEN}{after}"))
    };
    hide().map_or(Cow::Borrowed(value), Cow::Owned)
}

/// A long word of mixed letters and digits without a vowel's rhythm: a key. Hashes of commits and
/// images, which are hexadecimal, are none.
fn looks_random(value: &str) -> bool {
    const LONG: usize = 32;
    let is_word = |c: char| c.is_ascii_alphanumeric() || "+/=_-".contains(c);
    let has = |test: fn(char) -> bool| value.chars().any(test);
    let is_hex = value.chars().all(|c| c.is_ascii_hexdigit());
    let changes = value
        .as_bytes()
        .windows(2)
        .filter(|pair| kind(pair[0]) != kind(pair[1]))
        .count();
    value.len() >= LONG
        && value.chars().all(is_word)
        && !is_hex
        && has(|c| c.is_ascii_digit())
        && has(|c| c.is_ascii_uppercase())
        && has(|c| c.is_ascii_lowercase())
        && changes * 3 >= value.len()
}

const fn kind(byte: u8) -> u8 {
    match byte {
        b'0'..=b'9' => 0,
        b'A'..=b'Z' => 1,
        b'a'..=b'z' => 2,
        _ => 3,
    }
}
