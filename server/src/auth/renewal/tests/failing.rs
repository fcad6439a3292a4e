//! Renewals that do not succeed, or not at once.

use super::*;
use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode, header};
use tower::ServiceExt;

/// An answer of the console.
struct Answer {
    status: StatusCode,
    headers: HeaderMap,
}

impl Answer {
    /// The session's cookie that it sets.
    fn session_cookie(&self) -> Option<&str> {
        let lines = self.headers.get_all(header::SET_COOKIE).iter();
        let prefix = format!("{SESSION_COOKIE}=");
        let mut values = lines.filter_map(|line| line.to_str().unwrap().strip_prefix(&prefix));
        values.next()?.split(';').next()
    }
}

impl Console {
    /// The value of the session's cookie.
    fn cookie(&self, session: &Session) -> String {
        let live = self.state.live();
        live.sign_in
            .as_ref()
            .unwrap()
            .sessions
            .sign(session)
            .unwrap()
    }

    /// The session of a cookie's value.
    fn session_of(&self, cookie: &str) -> Session {
        let (live, now) = (self.state.live(), self.state.clock.now());
        let sessions = &live.sign_in.as_ref().unwrap().sessions;
        sessions.verify(cookie, now).unwrap()
    }

    /// Posts to `path` with this session's cookie, as a page of ours does.
    async fn post(&self, path: &str, cookie: &str) -> Answer {
        let request = Request::post(path)
            .header("sec-fetch-site", "same-origin")
            .header(header::COOKIE, format!("{SESSION_COOKIE}={cookie}"));
        let request = request.body(Body::empty()).unwrap();
        let router = crate::http::router(self.state.clone());
        let response = router.oneshot(request).await.unwrap();
        Answer {
            status: response.status(),
            headers: response.headers().clone(),
        }
    }

    fn is_away(&self, path: &str) {
        self.provider.answers(path, 503, "text/plain", "away");
    }

    /// The refresh tokens that the provider was asked with since the last time.
    fn tokens(&self) -> Vec<String> {
        let questions = self.provider.questions().into_iter();
        let forms = questions.filter_map(|mut it| it.form.remove("refresh_token"));
        forms.collect()
    }
}

#[tokio::test]
async fn who_waits_for_the_same_renewal_shares_its_failure() {
    let console = console(VIEWER).await;
    let session = console.session();
    let held = console.provider.holds(TOKEN);
    console.is_away(TOKEN);
    let all = join_all((0..10).map(|_| console.renew(&session)));
    let (all, ()) = tokio::join!(all, async {
        console.provider.is_asked(TOKEN).await;
        // It hangs for longer than a failure is remembered.
        console.pass(10);
        held.close();
    });
    assert!(all.iter().all(Result::is_err));
    assert_eq!(console.asked(), 1);
    // Who comes right after does too; a little later it is tried again.
    console.says_tokens("second");
    console.pass(FAILURE_SECONDS - 1);
    console.renew(&session).await.unwrap_err();
    assert_eq!(console.asked(), 0);
    console.pass(1);
    console.renew(&session).await.unwrap();
    assert_eq!(console.asked(), 1);
}

#[tokio::test]
async fn a_refresh_token_given_before_a_failure_is_kept_and_nothing_else_of_it() {
    let console = console(VIEWER).await;
    let old = console.session();
    console.is_away(USERINFO);
    console.pass(1800);
    let failed = console.post("/auth/renew", &console.cookie(&old)).await;
    assert_eq!(failed.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(console.tokens(), ["first"]);
    let cookie = failed.session_cookie().unwrap();
    let kept = console.session_of(cookie);
    assert_eq!(
        kept.refresh_token.as_ref().unwrap().expose_secret(),
        "second"
    );
    assert_eq!(
        (
            &kept.id,
            &kept.groups,
            kept.issued_at,
            kept.expires_at,
            kept.signed_in_at
        ),
        (
            &old.id,
            &old.groups,
            old.issued_at,
            old.expires_at,
            old.signed_in_at
        )
    );
    // The page asks again, with the cookie that it has now.
    console.says_tokens("third");
    console.is_member_of(&["team/qa"]);
    console.pass(FAILURE_SECONDS);
    let renewed = console.post("/auth/renew", cookie).await;
    assert_eq!(renewed.status, StatusCode::OK);
    assert_eq!(console.tokens(), ["second"]);
    let renewed = console.session_of(renewed.session_cookie().unwrap());
    assert_eq!(renewed.refresh_token.unwrap().expose_secret(), "third");
    assert_eq!(
        renewed.expires_at,
        console.state.clock.now().plus_seconds(3600)
    );
}

#[tokio::test]
async fn a_refresh_token_is_kept_even_if_the_answer_with_it_was_lost() {
    let console = console(VIEWER).await;
    let session = console.session();
    console.is_away(USERINFO);
    console.renew(&session).await.unwrap_err();
    console.pass(FAILURE_SECONDS);
    console.is_away(TOKEN);
    let kept = console.renew(&session).await.unwrap_err().kept.unwrap();
    assert_eq!(
        kept.session.refresh_token.unwrap().expose_secret(),
        "second"
    );
    console.pass(FAILURE_SECONDS);
    console.says_tokens("third");
    console.is_member_of(&["team/qa"]);
    console.renew(&session).await.unwrap();
    assert_eq!(console.tokens(), ["first", "second", "second"]);
    // Whoever has the newer token is taken at their word.
    console.is_away(USERINFO);
    let other = Arc::new(Session {
        id: "other".to_owned(),
        ..(*session).clone()
    });
    console.renew(&other).await.unwrap_err();
    console.pass(FAILURE_SECONDS);
    let newer = Arc::new(Session {
        refresh_token: Some(SecretString::from("of another replica")),
        ..(*other).clone()
    });
    console.renew(&newer).await.unwrap_err();
    assert_eq!(console.tokens(), ["first", "of another replica"]);
}

#[tokio::test]
async fn a_failure_without_a_new_refresh_token_leaves_the_cookie_alone() {
    let console = console(VIEWER).await;
    let cookie = console.cookie(&console.session());
    console.pass(1800);
    console.is_away(TOKEN);
    let failed = console.post("/auth/renew", &cookie).await;
    assert_eq!(failed.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(failed.session_cookie(), None);
}

#[tokio::test]
async fn who_signs_out_during_a_renewal_stays_signed_out() {
    for is_userinfo_away in [false, true] {
        let console = console(VIEWER).await;
        let cookie = console.cookie(&console.session());
        console.pass(1800);
        if is_userinfo_away {
            console.is_away(USERINFO);
        }
        let held = console.provider.holds(USERINFO);
        let (renewal, ()) = tokio::join!(console.post("/auth/renew", &cookie), async {
            console.provider.is_asked(USERINFO).await;
            let out = console.post("/auth/sign-out", &cookie).await;
            assert_eq!(out.session_cookie(), Some(""));
            held.close();
        });
        assert_eq!(renewal.status, StatusCode::UNAUTHORIZED);
        assert_eq!(renewal.session_cookie(), None);
    }
}
