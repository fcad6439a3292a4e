//! Our cookies: only this host, only over https, never for scripts.

use axum::http::{HeaderMap, HeaderValue, header};

/// The value of the cookie of this name.
pub fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find_map(|(key, value)| (key == name).then_some(value))
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

    proptest! {
        #[test]
        fn any_header_may_come(line in any::<String>(), name in "[a-z]{1,3}") {
            let _ = cookie(&headers(&[&line]), &name);
        }
    }
}
