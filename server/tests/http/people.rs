//! People who ask: those with a session, and those who only pretend.

use crate::support::{Answer, SESSION_KEY, TestApp, answer};
use axum::body::Body;
use axum::http::request::Builder;
use axum::http::{Request, header};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use secrecy::SecretString;
use serde_json::{Value, json};
use server::auth::keys::Keys;
use server::auth::session::SESSION_COOKIE;
use server::auth::{Session, Sessions};
use std::sync::atomic::{AtomicU32, Ordering};

/// A company with two roles. Nobody answers at the provider's address.
pub(crate) fn company(anonymous: &str) -> String {
    format!(
        r#"
auth:
  provider: gitlab
  gitlab_url: "http://127.0.0.1:9"
  client_id: console
  client_secret_env: CLIENT_SECRET
  session_keys_env: SESSION_KEYS
  redirect_uri: "http://127.0.0.1:3000/auth/callback"
  {anonymous}
  help_text: "Ask the platform team."
  roles:
    guest: {{ gitlab_groups: [] }}
    viewer: {{ gitlab_groups: ["team/qa"] }}
    keeper: {{ gitlab_groups: ["team/vault"] }}
    admin: {{ gitlab_groups: ["team/ops/**"] }}
  permissions:
    guest:
      menu_items: [status, versions]
      allowed_namespace_patterns: ["^empty$"]
      allowed_clusters: ["a"]
    viewer:
      menu_items: [status, versions]
      allowed_namespace_patterns: ["^shop$"]
      allowed_clusters: ["a"]
    keeper:
      menu_items: [status, versions]
      allowed_namespace_patterns: ["^secret$"]
      allowed_clusters: ["b"]
    admin:
      menu_items: [status, versions, admin]
      allowed_namespace_patterns: [".*"]
      allowed_clusters: ["*"]
menu:
  - {{ id: status, title: Status }}
  - {{ id: versions, title: Versions }}
  - {{ id: admin, title: Admin, required_role: admin }}
"#
    )
}

/// A session of somebody with these groups, begun this many seconds ago.
pub(crate) fn session(app: &TestApp, groups: &[&str], seconds_ago: i64) -> Session {
    let now = app.state.clock.now().plus_seconds(-seconds_ago);
    static SIGN_INS: AtomicU32 = AtomicU32::new(0);
    Session {
        id: SIGN_INS.fetch_add(1, Ordering::Relaxed).to_string(),
        subject: "42".to_owned(),
        name: "dana.kim".to_owned(),
        groups: groups.iter().map(|&group| group.to_owned()).collect(),
        seen: Vec::new(),
        more_groups: 0,
        signed_in_at: now,
        issued_at: now,
        expires_at: now.plus_seconds(3600),
        refresh_token: Some(SecretString::from("canary-refresh-token")),
    }
}

/// The cookie of this session, signed by the application's own keys.
pub(crate) fn signed(app: &TestApp, session: &Session) -> String {
    let live = app.state.live();
    live.sign_in
        .as_ref()
        .unwrap()
        .sessions
        .sign(session)
        .unwrap()
}

/// The cookie of somebody with these groups.
pub(crate) fn member(app: &TestApp, groups: &[&str]) -> String {
    signed(app, &session(app, groups, 0))
}

/// The cookie of an administrator, signed by somebody else's key.
pub(crate) fn of_another_key(app: &TestApp) -> String {
    let keys = Keys::new(&[SecretString::from("x".repeat(40))]).unwrap();
    let settings = config::Session {
        minutes: 60,
        max_hours: 12,
        keys: Vec::new(),
        valid_after: None,
    };
    let audience = "http://127.0.0.1:9/ console".to_owned();
    let sessions = Sessions::new(keys, audience, &settings);
    sessions.sign(&session(app, &["team/ops/core"], 0)).unwrap()
}

/// The cookie with other groups, and the old signature.
pub(crate) fn tampered(app: &TestApp) -> String {
    let token = member(app, &["team/qa"]);
    let parts: Vec<&str> = token.split('.').collect();
    let payload = with_groups(parts[1], &["team/ops/core"]);
    format!("{}.{payload}.{}", parts[0], parts[2])
}

/// The cookie with other groups, saying that it needs no signature.
pub(crate) fn unsigned(app: &TestApp) -> String {
    let token = member(app, &["team/qa"]);
    let payload = with_groups(token.split('.').nth(1).unwrap(), &["team/ops/core"]);
    let header = URL_SAFE_NO_PAD.encode(json!({"alg": "none", "typ": "JWT"}).to_string());
    format!("{header}.{payload}.")
}

fn with_groups(payload: &str, groups: &[&str]) -> String {
    let bytes = URL_SAFE_NO_PAD.decode(payload).unwrap();
    let mut claims: Value = serde_json::from_slice(&bytes).unwrap();
    claims["groups"] = json!(groups);
    URL_SAFE_NO_PAD.encode(claims.to_string())
}

/// The request with this session's cookie.
pub(crate) fn with_session(request: Builder, cookie: Option<&str>) -> Builder {
    match cookie {
        Some(cookie) => request.header(header::COOKIE, format!("{SESSION_COOKIE}={cookie}")),
        None => request,
    }
}

impl TestApp {
    /// Asks with this session's cookie.
    pub(crate) async fn get_as(&self, cookie: Option<&str>, path: &str) -> Answer {
        let request = with_session(Request::get(path), cookie);
        answer(self.router.clone(), request.body(Body::empty()).unwrap()).await
    }

    /// Posts a form with this session's cookie, from a page of ours.
    pub(crate) async fn post_as(&self, cookie: Option<&str>, path: &str, form: &str) -> Answer {
        let request = with_session(Request::post(path), cookie)
            .header("sec-fetch-site", "same-origin")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        answer(
            self.router.clone(),
            request.body(Body::from(form.to_owned())).unwrap(),
        )
        .await
    }

    /// Posts JSON with this session's cookie, from a page of ours.
    pub(crate) async fn post_json_as(
        &self,
        cookie: Option<&str>,
        path: &str,
        body: &Value,
    ) -> Answer {
        let request = with_session(Request::post(path), cookie)
            .header("sec-fetch-site", "same-origin")
            .header(header::CONTENT_TYPE, "application/json");
        answer(
            self.router.clone(),
            request.body(Body::from(body.to_string())).unwrap(),
        )
        .await
    }
}

/// The secrets none of which may ever be found in an answer or in the log.
pub(crate) const CANARIES: [&str; 3] =
    ["canary-client-secret", SESSION_KEY, "canary-refresh-token"];
