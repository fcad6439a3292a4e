//! Where to go after signing in.

use url::Url;

/// The longest address that is gone back to, in bytes. It must fit into a cookie with the rest of
/// the attempt, escaped and encoded.
const LIMIT: usize = 1024;

/// The address if it is one of ours to go to: a path of this origin, with its query. Everything
/// else, such as `//elsewhere`, `/\elsewhere` or the pages of signing in themselves, is `None`.
pub fn safe_next(next: &str) -> Option<&str> {
    let is_plain = |c: char| !c.is_control() && c != '\\';
    if next.len() > LIMIT || !next.starts_with('/') || !next.chars().all(is_plain) {
        return None;
    }
    // What a browser makes of it must stay here.
    let here = Url::parse("https://here.invalid").ok()?;
    let there = here.join(next).ok()?;
    let stays = there.origin() == here.origin() && there.username().is_empty();
    let path = there.path();
    let signs_in = path == "/login" || path == "/auth" || path.starts_with("/auth/");
    let is_page = !path.starts_with("/api/");
    (stays && !path.starts_with("//") && !signs_in && is_page).then_some(next)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn addresses_of_ours_are_gone_back_to() {
        for next in [
            "/",
            "/?cluster=a&q=x%20y",
            "/admin?tab=audit",
            "/a//b",
            "/?next=//x.example",
        ] {
            assert_eq!(safe_next(next), Some(next), "{next}");
        }
    }

    #[test]
    fn nothing_else_is() {
        let long = format!("/{}", "a".repeat(LIMIT));
        for next in [
            "",
            "a",
            "//x.example",
            "/\\x.example",
            "\\\\x.example",
            "https://x.example/",
            "/\t/x.example",
            "/\n",
            "javascript:alert(1)",
            "/./\\x",
            " /",
            "/a\u{0}",
            "///x.example",
            "/..//x.example",
            "/.//x.example",
            "/login",
            "/login?next=/login",
            "/auth/sign-in",
            "/auth",
            "/x/../auth/callback",
            "/api/v1/stream",
            "/%09/../auth/x",
            &long,
        ] {
            assert_eq!(safe_next(next), None, "{next:?}");
        }
    }

    proptest! {
        #[test]
        fn whatever_is_accepted_stays_at_this_origin(next in "[/\\\\a-z.:@?#%0-9\t\n ]{0,40}") {
            if let Some(next) = safe_next(&next) {
                let base = Url::parse("https://dashboard.example.com/x").unwrap();
                let there = base.join(next).unwrap();
                prop_assert_eq!(there.origin(), base.origin());
                // As browsers do: white space is dropped, back slashes are slashes.
                let browser: String = next.chars().filter(|c| !c.is_ascii_whitespace()).collect();
                prop_assert!(!browser.replace('\\', "/").starts_with("//"));
            }
        }

        #[test]
        fn anything_may_be_asked(next in any::<String>()) {
            let _ = safe_next(&next);
        }
    }
}
