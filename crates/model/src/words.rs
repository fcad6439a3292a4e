//! Kubernetes' codes in words.

use crate::Terminated;

/// What an exit code means to people, where it has a meaning of its own.
pub fn explain_exit(ended: &Terminated) -> String {
    let code = ended.exit_code;
    if ended.reason.as_deref() == Some("OOMKilled") {
        return "out of memory (OOMKilled)".to_owned();
    }
    match code {
        126 => "exit code 126, not executable".to_owned(),
        127 => "exit code 127, command not found".to_owned(),
        129..=192 => match signal(code - 128) {
            Some(words) => format!("exit code {code}, {words}"),
            None => format!("exit code {code}, ended by signal {}", code - 128),
        },
        _ => format!("exit code {code}"),
    }
}

/// What a signal means to people. A process that a signal ended has exit code 128 and the signal.
const fn signal(number: i32) -> Option<&'static str> {
    Some(match number {
        1 => "hung up",
        2 => "interrupted",
        4 => "illegal instruction",
        6 => "aborted",
        7 => "bus error",
        8 => "arithmetic error",
        9 => "killed",
        11 => "segmentation fault",
        13 => "broken pipe",
        15 => "terminated",
        _ => return None,
    })
}

/// The useful end of a container's or the kubelet's message: one line, short.
pub(crate) fn gist(message: &str) -> Option<String> {
    const LONGEST: usize = 140;
    let line = message
        .lines()
        .map(str::trim)
        .rfind(|line| !line.is_empty())?;
    if line.chars().count() <= LONGEST {
        return Some(line.to_owned());
    }
    Some(format!(
        "{}…",
        line.chars().take(LONGEST).collect::<String>().trim_end()
    ))
}

/// What an image pull failed of, said shortly; the kubelet's own sentence when it says nothing we
/// know, and the image when it says nothing.
pub(crate) fn explain_image_error(image: &str, message: &str) -> String {
    let tag = crate::image_tag(image);
    // A name may contain any word that is looked for: `shop/access-denied:1.429`.
    let lower = match image {
        "" => message.to_lowercase(),
        _ => message.replace(image, "").to_lowercase(),
    };
    let has = |all: &[&str]| all.iter().any(|one| lower.contains(one));
    if has(&["not found", "manifest unknown", "notfound"]) {
        return match tag.strip_prefix('@') {
            Some(digest) => format!("digest {digest} not found"),
            None => format!("tag {tag} not found"),
        };
    }
    if has(&["unauthorized", "denied", "authorization", "403 forbidden"]) {
        return format!("the registry refuses access to {image}");
    }
    if has(&[
        "no such host",
        "connection refused",
        "i/o timeout",
        "dial tcp",
        "deadline exceeded",
    ]) {
        return format!("the registry of {image} cannot be reached");
    }
    if has(&["too many requests", "toomanyrequests", "rate limit"]) {
        return "the registry limits the number of pulls".to_owned();
    }
    gist(message).unwrap_or_else(|| format!("image {image}"))
}
