//! An identity provider in the test's process that says what it is told to and remembers what it
//! was asked.

use super::*;
use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, Method, Uri};
use axum::response::{IntoResponse, Response};
use parking_lot::Mutex;
use std::collections::HashMap;
use std::net::Ipv4Addr;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;

pub(in crate::auth) const DISCOVERY: &str = "/.well-known/openid-configuration";
pub(in crate::auth) const KEYS: &str = "/keys";
pub(in crate::auth) const TOKEN: &str = "/token";
pub(in crate::auth) const USERINFO: &str = "/userinfo";

pub(in crate::auth) const ACCESS_TOKEN: &str = "access-token-canary";
pub(in crate::auth) const REFRESH_TOKEN: &str = "refresh-token-canary";

#[derive(Clone)]
pub(in crate::auth) struct FakeProvider {
    pub(in crate::auth) issuer: Url,
    said: Arc<Said>,
}

#[derive(Default)]
struct Said {
    answers: Mutex<HashMap<String, Canned>>,
    questions: Mutex<Vec<Question>>,
    held: Mutex<HashMap<String, Arc<Semaphore>>>,
}

#[derive(Clone)]
struct Canned {
    status: u16,
    media_type: String,
    body: Bytes,
}

/// What it was asked.
#[derive(Clone)]
pub(in crate::auth) struct Question {
    pub(in crate::auth) method: Method,
    pub(in crate::auth) path: String,
    pub(in crate::auth) headers: HeaderMap,
    pub(in crate::auth) form: HashMap<String, String>,
}

impl FakeProvider {
    /// One that publishes the public half of this key.
    pub(in crate::auth) async fn start(signer: &Signer) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let address = listener.local_addr().unwrap();
        let (fake, router) = Self::new(&format!("http://{address}"), signer);
        tokio::spawn(async move { axum::serve(listener, router).await });
        fake
    }

    /// One that believes to be at `issuer`, and what answers for it there.
    pub(in crate::auth) fn new(issuer: &str, signer: &Signer) -> (Self, Router) {
        let said = Arc::new(Said::default());
        let router = Router::new().fallback(answer).with_state(Arc::clone(&said));
        let issuer = Url::parse(issuer).unwrap();
        let fake = Self { issuer, said };
        fake.says(DISCOVERY, fake.document());
        fake.publishes([signer]);
        (fake, router)
    }

    /// The issuer as it is in the document: without the slash at the end.
    pub(in crate::auth) fn name(&self) -> String {
        self.issuer.as_str().trim_end_matches('/').to_owned()
    }

    pub(in crate::auth) fn document(&self) -> Value {
        let name = self.name();
        json!({
            "issuer": name,
            "authorization_endpoint": format!("{name}/authorize"),
            "token_endpoint": format!("{name}{TOKEN}"),
            "userinfo_endpoint": format!("{name}{USERINFO}"),
            "jwks_uri": format!("{name}{KEYS}"),
            "end_session_endpoint": format!("{name}/end?tenant=1"),
        })
    }

    pub(in crate::auth) fn publishes<'a>(&self, signers: impl IntoIterator<Item = &'a Signer>) {
        let keys: Vec<Value> = signers.into_iter().map(Signer::jwk).collect();
        self.says(KEYS, json!({ "keys": keys }));
    }

    /// Lets Ada sign in with this attempt: her ID token is signed by `signer`.
    pub(in crate::auth) fn knows_ada(&self, signer: &Signer, attempt: &Attempt) {
        let mut claims = claims(&self.name());
        claims["nonce"] = attempt.nonce().into();
        self.says(
            TOKEN,
            json!({
                "access_token": ACCESS_TOKEN,
                "token_type": "Bearer",
                "expires_in": "7200",
                "refresh_token": REFRESH_TOKEN,
                "id_token": signer.token(&claims),
            }),
        );
        self.says(
            USERINFO,
            json!({ "sub": "ada-1", "nickname": "ada", "groups": ["team", "team/platform"] }),
        );
    }

    /// Answers at `path` with this JSON from now on.
    pub(in crate::auth) fn says(&self, path: &str, answer: Value) {
        self.answers(
            path,
            200,
            "application/json; charset=utf-8",
            answer.to_string(),
        );
    }

    /// Answers at `path` with this from now on.
    pub(in crate::auth) fn answers(
        &self,
        path: &str,
        status: u16,
        media_type: &str,
        body: impl Into<Bytes>,
    ) {
        let canned = Canned {
            status,
            media_type: media_type.to_owned(),
            body: body.into(),
        };
        self.said.answers.lock().insert(path.to_owned(), canned);
    }

    /// Answers nothing at `path` until what is returned is closed.
    pub(in crate::auth) fn holds(&self, path: &str) -> Arc<Semaphore> {
        let held = Arc::new(Semaphore::new(0));
        let mut all = self.said.held.lock();
        all.insert(path.to_owned(), Arc::clone(&held));
        held
    }

    /// Waits until it is asked at `path`.
    pub(in crate::auth) async fn is_asked(&self, path: &str) {
        let is_asked = || self.said.questions.lock().iter().any(|it| it.path == path);
        let poll = async {
            while !is_asked() {
                tokio::task::yield_now().await;
            }
        };
        let limit = std::time::Duration::from_secs(20);
        tokio::time::timeout(limit, poll).await.unwrap();
    }

    /// What it was asked since the last time.
    pub(in crate::auth) fn questions(&self) -> Vec<Question> {
        std::mem::take(&mut *self.said.questions.lock())
    }

    /// The paths it was asked for since the last time.
    pub(in crate::auth) fn paths(&self) -> Vec<String> {
        let questions = self.questions();
        questions.into_iter().map(|it| it.path).collect()
    }
}

async fn answer(
    State(said): State<Arc<Said>>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let path = uri.path().to_owned();
    let form = url::form_urlencoded::parse(&body).into_owned().collect();
    let answer = said.answers.lock().get(&path).cloned();
    let held = said.held.lock().get(&path).cloned();
    said.questions.lock().push(Question {
        method,
        path,
        headers,
        form,
    });
    if let Some(held) = held {
        // It is never granted, only closed.
        let _ = held.acquire().await;
    }
    let Some(answer) = answer else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let response = Response::builder()
        .status(answer.status)
        .header("content-type", answer.media_type)
        .header("location", "https://elsewhere.example/?token=canary");
    response.body(Body::from(answer.body)).unwrap()
}
