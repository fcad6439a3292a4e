//! Who is looking, and where they sign in.

use model::Timestamp;
use serde::{Deserialize, Serialize};

/// Who is looking at the page.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// The name of who is signed in, such as `dana.kim`; `None` for somebody who is not.
    pub name: Option<String>,
    /// Their roles, least privileged first.
    pub roles: Vec<String>,
    /// Where to sign in; `None` where nobody can.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sign_in: Option<SignInLink>,
    /// How long the session lasts; `None` for somebody who is not signed in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session: Option<SessionTimes>,
    /// The groups whose view an administrator has taken on; else empty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub view_as: Vec<String>,
}

/// Where to sign in.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignInLink {
    /// What people call the provider: `GitLab`, or the host of another one.
    #[serde(alias = "provider")]
    pub name: String,
    /// The path to open, such as `/login`; the page adds where to come back to.
    pub href: String,
}

/// From when to when a session lasts, by the server's clock.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionTimes {
    /// When it was begun or last renewed.
    pub issued_at: Timestamp,
    /// When it ends unless it is renewed.
    pub expires_at: Timestamp,
}

/// Where people end a session: a form is posted there.
pub(crate) const SIGN_OUT: &str = "/auth/sign-out";
/// Where administrators go back to their own view: a form is posted there.
pub(crate) const STOP_VIEW_AS: &str = "/auth/view-as/stop";
/// The page with the button to sign in.
pub(crate) const SIGN_IN_PAGE: &str = "/login";

// === impl Account ===

impl Account {
    /// The roles in words: `role viewer`; empty without any.
    pub(crate) fn roles_in_words(&self) -> String {
        match self.roles.as_slice() {
            [] => String::new(),
            [one] => format!("role {one}"),
            many => format!("roles {}", many.join(", ")),
        }
    }
}

/// The link to `page` that leads back to this path and query afterwards.
pub(crate) fn sign_in_link(page: &str, path: &str, query: &str) -> String {
    let page = page.split('?').next().unwrap_or(page);
    let separator = if query.is_empty() { "" } else { "?" };
    let next = format!("{path}{separator}{query}");
    let next: String = form_urlencoded::byte_serialize(next.as_bytes()).collect();
    format!("{page}?next={next}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signing_in_leads_back() {
        for (path, query, link) in [
            ("/", "", "/login?next=%2F"),
            (
                "/",
                "cluster=a&q=x%26y",
                "/login?next=%2F%3Fcluster%3Da%26q%3Dx%2526y",
            ),
        ] {
            assert_eq!(sign_in_link("/login", path, query), link);
            assert_eq!(sign_in_link("/login?next=/else", path, query), link);
        }
    }

    #[test]
    fn roles_are_said_in_words() {
        let words = |roles: &[&str]| {
            let roles = roles.iter().map(|&role| role.to_owned()).collect();
            Account {
                roles,
                ..Account::default()
            }
            .roles_in_words()
        };
        assert_eq!(words(&[]), "");
        assert_eq!(words(&["viewer"]), "role viewer");
        assert_eq!(words(&["viewer", "admin"]), "roles viewer, admin");
    }
}
