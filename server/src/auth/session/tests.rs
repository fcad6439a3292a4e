//! What is a session, and what only looks like one.

use super::*;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use proptest::prelude::*;
use serde_json::json;

const NOW: Timestamp = Timestamp(1_800_000_000_000);

fn keys(secret: &str) -> Keys {
    Keys::new(&[secret.repeat(4).into()]).unwrap()
}

fn settings() -> config::Session {
    config::Session {
        minutes: 60,
        max_hours: 12,
        keys: Vec::new(),
        valid_after: None,
    }
}

fn sessions(secret: &str) -> Sessions {
    Sessions::new(
        keys(secret),
        "https://gitlab.example.com app".into(),
        &settings(),
    )
}

fn session() -> Session {
    Session {
        id: "sid".into(),
        subject: "42".into(),
        name: "dana.kim".into(),
        groups: vec!["team/platform".into()],
        seen: Vec::new(),
        more_groups: 0,
        signed_in_at: NOW,
        issued_at: NOW,
        expires_at: NOW.plus_seconds(3600),
        refresh_token: Some("canary-refresh-token".into()),
    }
}

#[test]
fn a_session_survives_its_cookie() {
    let sessions = sessions("one secret");
    let token = sessions.sign(&session()).unwrap();
    let read = sessions.verify(&token, NOW.plus_seconds(3599)).unwrap();
    assert_eq!(
        (read.name.as_str(), read.groups.as_slice()),
        ("dana.kim", &["team/platform".to_owned()][..])
    );
    assert_eq!(
        read.refresh_token.unwrap().expose_secret(),
        "canary-refresh-token"
    );
    let payload = URL_SAFE_NO_PAD
        .decode(token.split('.').nth(1).unwrap())
        .unwrap();
    assert!(!String::from_utf8(payload).unwrap().contains("canary"));
}

#[test]
fn time_ends_it() {
    let sessions = sessions("one secret");
    let token = sessions.sign(&session()).unwrap();
    let at = |seconds| {
        sessions
            .verify(&token, NOW.plus_seconds(seconds))
            .map(|_| ())
    };
    assert_eq!(at(3600), Err(BadSession::Expired));
    assert_eq!(at(-61), Err(BadSession::NotYet));
    assert_eq!(at(-60), Ok(()));
    let renewed = Session {
        signed_in_at: NOW.plus_seconds(-12 * 3600),
        ..session()
    };
    let token = sessions.sign(&renewed).unwrap();
    assert_eq!(
        sessions.verify(&token, NOW).map(|_| ()),
        Err(BadSession::Expired)
    );
    assert_eq!(
        sessions.end(NOW.plus_seconds(-12 * 3600 + 600), NOW),
        NOW.plus_seconds(600)
    );
}

#[test]
fn a_shorter_lifetime_holds_at_once_and_all_can_be_ended() {
    let token = sessions("one secret").sign(&session()).unwrap();
    let short = config::Session {
        minutes: 5,
        ..settings()
    };
    let audience = "https://gitlab.example.com app".to_owned();
    let short = Sessions::new(keys("one secret"), audience.clone(), &short);
    assert_eq!(
        short.verify(&token, NOW.plus_seconds(301)).map(|_| ()),
        Err(BadSession::Expired)
    );
    let ended = config::Session {
        valid_after: Some("2027-01-15T08:00:01Z".parse().unwrap()),
        ..settings()
    };
    let ended = Sessions::new(keys("one secret"), audience, &ended);
    assert_eq!(
        ended.verify(&token, NOW).map(|_| ()),
        Err(BadSession::Revoked)
    );
}

#[test]
fn only_our_keys_and_our_algorithm_count() {
    let ours = sessions("one secret");
    let token = ours.sign(&session()).unwrap();
    let verify = |token: &str| ours.verify(token, NOW).map(|_| ());
    assert_eq!(
        sessions("another!!!").verify(&token, NOW).map(|_| ()),
        Err(BadSession::NotOurs)
    );
    let elsewhere = Sessions::new(
        keys("one secret"),
        "https://other.example.com app".into(),
        &settings(),
    );
    assert_eq!(
        elsewhere.verify(&token, NOW).map(|_| ()),
        Err(BadSession::NotOurs)
    );

    let parts: Vec<&str> = token.split('.').collect();
    let encode = |value: serde_json::Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let none = encode(json!({"alg": "none", "typ": "JWT"}));
    for forged in [
        format!("{none}.{}.", parts[1]),
        format!("{none}.{}.{}", parts[1], parts[2]),
        format!("{}.{}.", parts[0], parts[1]),
        format!("{}.{}", parts[0], parts[1]),
        format!(
            "{}.{}.{}",
            encode(json!({"alg": "HS512"})),
            parts[1],
            parts[2]
        ),
        format!(
            "{}.{}.{}",
            encode(json!({"alg": "RS256"})),
            parts[1],
            parts[2]
        ),
    ] {
        assert_eq!(verify(&forged), Err(BadSession::NotOurs), "{forged}");
    }
}

#[test]
fn both_keys_are_good_while_they_are_changed() {
    let token = sessions("one secret").sign(&session()).unwrap();
    let secrets = [
        "a newer secret".repeat(4).into(),
        "one secret".repeat(4).into(),
    ];
    let both = Keys::new(&secrets).unwrap();
    let sessions = Sessions::new(both, "https://gitlab.example.com app".into(), &settings());
    let read = sessions.verify(&token, NOW).unwrap();
    assert_eq!(
        read.refresh_token.unwrap().expose_secret(),
        "canary-refresh-token"
    );
}

#[test]
fn a_session_that_does_not_fit_is_not_made() {
    let groups = (0..500)
        .map(|n| format!("company/division-{n}/team"))
        .collect();
    let large = Session {
        groups,
        ..session()
    };
    assert!(sessions("one secret").sign(&large).unwrap_err().0 > COOKIE_LIMIT);
}

proptest! {
    #[test]
    fn whatever_is_changed_is_refused(at in 0usize..4000, to in "[A-Za-z0-9_.-]") {
        let sessions = sessions("one secret");
        let token = sessions.sign(&session()).unwrap();
        let at = at % token.len();
        let mut changed = token.clone();
        changed.replace_range(at..=at, &to);
        if let Ok(read) = sessions.verify(&changed, NOW) {
            // The last character of a part may carry bits that mean nothing.
            prop_assert_eq!(read.groups, session().groups);
            prop_assert_eq!(read.subject, session().subject);
        }
    }

    #[test]
    fn any_text_may_come(token in any::<String>()) {
        prop_assert!(sessions("one secret").verify(&token, NOW).is_err());
    }

    #[test]
    fn any_claims_may_come(claims in "\\{\"[a-z]{1,5}\": ?(\\[\\]|-?[0-9]{1,30}|null|\"x\")\\}") {
        let ours = sessions("one secret");
        let header = URL_SAFE_NO_PAD.encode("{\"alg\":\"HS256\"}");
        let token = format!("{header}.{}.AAAA", URL_SAFE_NO_PAD.encode(claims));
        prop_assert!(ours.verify(&token, NOW).is_err());
    }
}
