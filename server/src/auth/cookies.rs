//! Our cookies: only this host, only over https, never for scripts.

use axum::http::{HeaderMap, HeaderValue, header};

/// The value of the cookie of this name.
pub fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    pairs(headers)
        .filter_map(|pair| pair.split_once('='))
        .find_map(|(key, value)| (key == name).then_some(value))
}

/// Each cookie as `name=value`. Those that are no text are left out, so that a cookie of another
/// application on this domain does not take ours along.
pub fn pairs(headers: &HeaderMap) -> impl Iterator<Item = &str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .flat_map(|line| line.as_bytes().split(|byte| *byte == b';'))
        .filter_map(|pair| std::str::from_utf8(pair.trim_ascii()).ok())
}

/// A `Set-Cookie` line; the value must be of characters that cookies allow, such as base64url.
pub fn set_cookie(name: &str, value: &str, seconds: i64) -> Option<HeaderValue> {
    let attributes = "Path=/; Secure; HttpOnly; SameSite=Lax";
    HeaderValue::try_from(format!("{name}={value}; {attributes}; Max-Age={seconds}")).ok()
}

/// A `Set-Cookie` line that removes the cookie.
pub fn remove_cookie(name: &str) -> Option<HeaderValue> {
    set_cookie(name, "", 0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn headers(lines: &[&str]) -> HeaderMap {
        let lines = lines
            .iter()
            .filter_map(|line| HeaderValue::from_str(line).ok());
        lines.map(|line| (header::COOKIE, line)).collect()
    }

    #[test]
    fn a_cookie_is_found_among_others() {
        let headers = headers(&["a=1; __Host-x=two; b", "__Host-x=later; c=3=4"]);
        assert_eq!(cookie(&headers, "__Host-x"), Some("two"));
        assert_eq!(cookie(&headers, "c"), Some("3=4"));
        assert_eq!(cookie(&headers, "b"), None);
        assert_eq!(cookie(&headers, "x"), None);
    }

    #[test]
    fn a_cookie_of_another_application_takes_none_along() {
        let line = HeaderValue::from_bytes(b"a=J\xfcrgen; b=J\xc3\xbcrgen; __Host-x=two").unwrap();
        let headers = [(header::COOKIE, line)].into_iter().collect();
        assert_eq!(cookie(&headers, "__Host-x"), Some("two"));
        assert_eq!(cookie(&headers, "a"), None);
        // Other blanks than those of ASCII belong to the name.
        let line = HeaderValue::from_bytes("\u{a0}__Host-x=forged".as_bytes()).unwrap();
        let headers = [(header::COOKIE, line)].into_iter().collect();
        assert_eq!(cookie(&headers, "__Host-x"), None);
    }

    proptest! {
        #[test]
        fn any_header_may_come(line in any::<String>(), name in "[a-z]{1,3}") {
            let _ = cookie(&headers(&[&line]), &name);
        }
    }
}
