//! Who is looking, and how long that holds: asked of the REST interface, because these answers
//! count for more than this page.

use super::ApiError;
use crate::{Account, MenuItem, SessionTimes, SignInLink, json};
use gloo_net::http::{Request, RequestBuilder};
use model::Timestamp;
use serde::Deserialize;
use serde::de::DeserializeOwned;

/// The answer to `GET /api/v1/session`.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct SessionAnswer {
    name: Option<String>,
    roles: Vec<String>,
    menu: Vec<MenuItem>,
    sign_in: Option<SignInLink>,
    issued_at: Option<Timestamp>,
    expires_at: Option<Timestamp>,
    view_as: Vec<String>,
}

/// The answer to `POST /auth/renew`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub(crate) struct Renewed {
    /// When the session ends now.
    pub expires_at: Timestamp,
    /// Whether the roles are others than before.
    pub changed: bool,
}

// === impl SessionAnswer ===

impl SessionAnswer {
    /// The account, as the page has it from the server at first, and the menu.
    pub(crate) fn split(self) -> (Option<Account>, Vec<MenuItem>) {
        let times = self.issued_at.zip(self.expires_at);
        let account = Account {
            name: self.name,
            roles: self.roles,
            sign_in: self.sign_in,
            session: times.map(|(issued_at, expires_at)| SessionTimes {
                issued_at,
                expires_at,
            }),
            view_as: self.view_as,
        };
        let is_open =
            account.name.is_none() && account.roles.is_empty() && account.sign_in.is_none();
        ((!is_open).then_some(account), self.menu)
    }
}

/// Who is looking now.
pub(crate) async fn session() -> Result<SessionAnswer, ApiError> {
    read(Request::get("/api/v1/session")).await
}

/// Renews the session; an answer that it is too early comes at once.
pub(crate) async fn renew() -> Result<Renewed, ApiError> {
    read(Request::post("/auth/renew")).await
}

async fn read<T: DeserializeOwned>(request: RequestBuilder) -> Result<T, ApiError> {
    let answer = request.send().await.map_err(|_| ApiError::Unreachable)?;
    if answer.status() != 200 {
        return Err(ApiError::of_status(answer.status()));
    }
    let text = answer.text().await.map_err(|_| ApiError::Unreachable)?;
    json::read(&text).map_err(|_| ApiError::Misunderstood)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn account(json: &str) -> Option<Account> {
        serde_json::from_str::<SessionAnswer>(json)
            .unwrap()
            .split()
            .0
    }

    #[test]
    fn an_answer_is_the_account_of_the_page() {
        let dana = r#"{"name":"dana.kim","roles":["viewer"],"menu":[{"id":"status","title":"Status","icon":null,"href":"/"}],
            "sign_in":{"provider":"GitLab","href":"/login"},"issued_at":1000,"expires_at":2000,"view_as":[]}"#;
        let dana = account(dana).unwrap();
        assert_eq!(dana.sign_in.unwrap().name, "GitLab");
        assert_eq!(dana.session.unwrap().expires_at, Timestamp(2000));
        let nobody = r#"{"name":null,"roles":[],"menu":[],"sign_in":null,"issued_at":null,"expires_at":null,"view_as":[]}"#;
        assert_eq!(account(nobody), None);
    }
}
