//! Every route × everybody who may ask. The routes come from the router itself, so that a new one
//! without a row here fails.

use crate::people::{
    CANARIES, company, member, of_another_key, session, signed, tampered, unsigned, with_session,
};
use crate::support::TestApp;
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use futures::StreamExt;
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;
use tower::ServiceExt;

/// What somebody is to the console.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Standing {
    /// Nobody, and one must sign in.
    Nobody,
    /// Signed in without a role.
    NoRole,
    /// They see these of the namespaces, as `cluster/namespace`; the last says whether they
    /// administer, and the one before whether they signed in.
    Sees(&'static [&'static str], bool, bool),
}

use Standing::{NoRole, Nobody, Sees};

/// What a route is to everybody.
#[derive(Clone, Copy, Debug)]
enum Kind {
    /// The same for everybody.
    Public(u16),
    /// Data: 401, 403, or what one sees.
    Data,
    /// One Deployment of `a/shop`: 404 for who may not see it.
    Shop,
    /// A page: to the sign-in page, 403, or drawn.
    Page,
    /// A page for administrators: 404 for others.
    AdminPage,
    /// For who has a session, with a role or without; this status for others and for them.
    Session { none: u16, some: u16 },
    /// For administrators: 404 for others, this status for them.
    Admin(u16),
}

struct Row {
    kind: Kind,
    /// The path asked for, and the body sent.
    path: &'static str,
    body: &'static str,
}

const fn row(kind: Kind, path: &'static str) -> Row {
    Row {
        kind,
        path,
        body: "",
    }
}

/// What is expected of each route, by method and path.
fn rows() -> BTreeMap<(&'static str, &'static str), Row> {
    let shop = r#"{"keys":[{"cluster":"a","namespace":"shop","name":"basket-deploy"},{"cluster":"a","namespace":"secret","name":"vault-deploy"},{"cluster":"b","namespace":"secret","name":"vault-deploy"}]}"#;
    let json = |kind, path, body| Row { kind, path, body };
    BTreeMap::from([
        (("GET", "/livez"), row(Kind::Public(200), "/livez")),
        (("GET", "/readyz"), row(Kind::Public(200), "/readyz")),
        (
            ("GET", "/assets/colors.css"),
            row(Kind::Public(200), "/assets/colors.css"),
        ),
        (
            ("GET", "/favicon.ico"),
            row(Kind::Public(404), "/favicon.ico"),
        ),
        (
            ("GET", "/api/v1/openapi.json"),
            row(Kind::Public(200), "/api/v1/openapi.json"),
        ),
        // Says who one is, to everybody.
        (
            ("GET", "/api/v1/session"),
            row(Kind::Public(200), "/api/v1/session"),
        ),
        (
            ("GET", "/api/v1/clusters"),
            row(Kind::Data, "/api/v1/clusters"),
        ),
        (
            ("GET", "/api/v1/namespaces"),
            row(Kind::Data, "/api/v1/namespaces"),
        ),
        (
            ("GET", "/api/v1/deployments"),
            row(Kind::Data, "/api/v1/deployments"),
        ),
        (
            ("GET", "/api/v1/deployments/{cluster}/{namespace}/{name}"),
            row(Kind::Shop, "/api/v1/deployments/a/shop/basket-deploy"),
        ),
        (
            (
                "GET",
                "/api/v1/deployments/{cluster}/{namespace}/{name}/usage",
            ),
            row(
                Kind::Shop,
                "/api/v1/deployments/a/shop/basket-deploy/usage?since=1d",
            ),
        ),
        (
            (
                "GET",
                "/api/v1/deployments/{cluster}/{namespace}/{name}/events",
            ),
            row(
                Kind::Shop,
                "/api/v1/deployments/a/shop/basket-deploy/events",
            ),
        ),
        (
            (
                "GET",
                "/api/v1/deployments/{cluster}/{namespace}/{name}/verdicts",
            ),
            row(
                Kind::Shop,
                "/api/v1/deployments/a/shop/basket-deploy/verdicts",
            ),
        ),
        (
            (
                "GET",
                "/api/v1/deployments/{cluster}/{namespace}/{name}/logs",
            ),
            row(Kind::Shop, "/api/v1/deployments/a/shop/basket-deploy/logs"),
        ),
        (
            (
                "GET",
                "/api/v1/deployments/{cluster}/{namespace}/{name}/history",
            ),
            row(
                Kind::Shop,
                "/api/v1/deployments/a/shop/basket-deploy/history",
            ),
        ),
        (
            (
                "GET",
                "/api/v1/deployments/{cluster}/{namespace}/{name}/manifest",
            ),
            row(
                Kind::Shop,
                "/api/v1/deployments/a/shop/basket-deploy/manifest",
            ),
        ),
        (("GET", "/api/v1/pods"), row(Kind::Data, "/api/v1/pods")),
        (("GET", "/api/v1/stream"), row(Kind::Data, "/api/v1/stream")),
        (
            ("POST", "/api/app/pods"),
            json(Kind::Data, "/api/app/pods", shop),
        ),
        (
            ("POST", "/api/app/drawer"),
            json(
                Kind::Data,
                "/api/app/drawer",
                r#"{"query":"open=a/shop/basket-deploy"}"#,
            ),
        ),
        (
            ("POST", "/api/app/snapshot"),
            json(Kind::Data, "/api/app/snapshot", "{}"),
        ),
        (
            ("POST", "/api/app/find-pods"),
            json(Kind::Data, "/api/app/find-pods", r#"{"query":"q=deploy-"}"#),
        ),
        (
            ("POST", "/api/app/usage"),
            json(Kind::Data, "/api/app/usage", "{}"),
        ),
        (
            ("GET", "/api/v1/versions"),
            row(Kind::Data, "/api/v1/versions"),
        ),
        (
            ("GET", "/api/v1/versions.csv"),
            row(Kind::Data, "/api/v1/versions.csv"),
        ),
        (
            ("GET", "/api/v1/versions.md"),
            row(Kind::Data, "/api/v1/versions.md"),
        ),
        (
            ("POST", "/api/app/versions"),
            json(Kind::Data, "/api/app/versions", r#"{"query":"by=cluster"}"#),
        ),
        (("GET", "/versions"), row(Kind::Page, "/versions")),
        (("GET", "/"), row(Kind::Page, "/?cluster=*")),
        (("GET", "/admin"), row(Kind::AdminPage, "/admin")),
        (
            ("GET", "/login"),
            row(
                Kind::Session {
                    none: 200,
                    some: 303,
                },
                "/login",
            ),
        ),
        // The provider does not answer.
        (
            ("GET", "/auth/sign-in"),
            row(Kind::Public(503), "/auth/sign-in"),
        ),
        (
            ("GET", "/auth/callback"),
            row(
                Kind::Session {
                    none: 400,
                    some: 303,
                },
                "/auth/callback?code=x&state=y",
            ),
        ),
        (
            ("POST", "/auth/renew"),
            row(
                Kind::Session {
                    none: 401,
                    some: 200,
                },
                "/auth/renew",
            ),
        ),
        (
            ("POST", "/auth/sign-out"),
            row(Kind::Public(303), "/auth/sign-out"),
        ),
        (
            ("POST", "/auth/view-as/stop"),
            row(Kind::Public(303), "/auth/view-as/stop"),
        ),
        (
            ("POST", "/auth/view-as"),
            json(Kind::Admin(303), "/auth/view-as", "groups=team/qa"),
        ),
    ])
}

const EVERYTHING: &[&str] = &[
    "a/shop", "a/secret", "a/empty", "b/shop", "b/secret", "b/empty",
];

struct Person {
    name: &'static str,
    cookie: Option<String>,
    /// Where they stand when nothing is open to everybody, and when `a/empty` is.
    closed: Standing,
    open: Standing,
}

fn people(app: &TestApp) -> Vec<Person> {
    let person = |name, cookie, closed, open| Person {
        name,
        cookie,
        closed,
        open,
    };
    let guest = Sees(&["a/empty"], false, false);
    let nobody = |name, cookie| person(name, Some(cookie), Nobody, guest);
    let future = session(app, &["team/ops/core"], -3600);
    let earlier = model::Timestamp(0).plus_seconds(1);
    let long_ago = server::auth::Session {
        signed_in_at: earlier,
        ..session(app, &["team/ops/core"], 0)
    };
    vec![
        person("nobody", None, Nobody, guest),
        person(
            "viewer",
            Some(member(app, &["team/qa"])),
            Sees(&["a/shop"], true, false),
            Sees(&["a/shop", "a/empty"], true, false),
        ),
        person(
            "viewer and keeper",
            Some(member(app, &["team/qa", "team/vault"])),
            Sees(&["a/shop", "b/secret"], true, false),
            Sees(&["a/shop", "b/secret", "a/empty"], true, false),
        ),
        person(
            "administrator",
            Some(member(app, &["team/ops/core"])),
            Sees(EVERYTHING, true, true),
            Sees(EVERYTHING, true, true),
        ),
        person(
            "no role",
            Some(member(app, &["team/ops", "elsewhere"])),
            NoRole,
            Sees(&["a/empty"], true, false),
        ),
        nobody(
            "expired",
            signed(app, &session(app, &["team/ops/core"], 3600)),
        ),
        nobody("begun in the future", signed(app, &future)),
        nobody("signed in too long ago", signed(app, &long_ago)),
        nobody("tampered", tampered(app)),
        nobody("another key", of_another_key(app)),
        nobody("alg none", unsigned(app)),
        nobody("garbage", "garbage".to_owned()),
    ]
}

/// The status somebody gets.
fn expected(kind: Kind, standing: Standing) -> u16 {
    let has_session = !matches!(standing, Nobody | Sees(_, false, _));
    match (kind, standing) {
        (Kind::Public(status), _) => status,
        (Kind::Session { some, .. }, _) if has_session => some,
        (Kind::Session { none, .. }, _) => none,
        (Kind::Admin(status), Sees(_, _, true)) => status,
        (Kind::Admin(_), _) => 404,
        (Kind::Data | Kind::Shop, Nobody) => 401,
        (Kind::Page | Kind::AdminPage, Nobody) => 303,
        (Kind::Data | Kind::Shop | Kind::Page | Kind::AdminPage, NoRole) => 403,
        (Kind::Data | Kind::Page, Sees(..)) => 200,
        (Kind::Shop, Sees(namespaces, ..)) => match namespaces.contains(&"a/shop") {
            true => 200,
            false => 404,
        },
        (Kind::AdminPage, Sees(_, _, true)) => 200,
        (Kind::AdminPage, Sees(..)) => 404,
    }
}

/// Words that give away what lies in a namespace, by namespace.
const TELLING: [(&str, &[&str]); 3] = [
    ("shop", &["shop", "basket"]),
    ("secret", &["secret", "vault"]),
    ("empty", &["empty"]),
];

#[tokio::test]
async fn every_route_answers_everybody_as_it_should() {
    let open = company("allow_anonymous_access: true\n  anonymous_role: guest");
    let mut asked = 0;
    for (yaml, is_open) in [(company(""), false), (open, true)] {
        let app = TestApp::configured(&yaml).await;
        let rows = rows();
        let routes: BTreeSet<(String, String)> = server::http::route_list()
            .into_iter()
            .map(|route| (route.method, route.path))
            .collect();
        let known: BTreeSet<(String, String)> = rows
            .keys()
            .map(|&(method, path)| (method.to_owned(), path.to_owned()))
            .collect();
        assert_eq!(routes, known, "each route needs a row");
        for ((method, path), row) in &rows {
            // With sessions of their own, because signing out ends one.
            for person in people(&app) {
                let standing = if is_open { person.open } else { person.closed };
                let what = format!("{method} {path} as {} (open: {is_open})", person.name);
                let (status, body) = ask(&app, method, row, person.cookie.as_deref()).await;
                assert_eq!(status, expected(row.kind, standing), "{what}: {body}");
                check_words(&what, row, standing, &body);
                asked += 1;
            }
        }
    }
    println!("{asked} answers");
}

/// The status and the body, of a stream only its first event.
async fn ask(app: &TestApp, method: &str, row: &Row, cookie: Option<&str>) -> (u16, String) {
    let kind = match row.body.starts_with('{') {
        true => "application/json",
        false => "application/x-www-form-urlencoded",
    };
    let request = with_session(Request::builder().method(method).uri(row.path), cookie)
        .header("sec-fetch-site", "same-origin")
        .header(header::CONTENT_TYPE, kind)
        .body(Body::from(row.body))
        .unwrap();
    let response = app.router.clone().oneshot(request).await.unwrap();
    let status = response.status();
    let mut stream = response.into_body().into_data_stream();
    let mut body = Vec::new();
    let is_stream = row.path.ends_with("/stream") && status == StatusCode::OK;
    let read = async {
        while let Some(chunk) = stream.next().await {
            body.extend_from_slice(&chunk.unwrap());
            if is_stream {
                break;
            }
        }
    };
    tokio::time::timeout(Duration::from_secs(20), read)
        .await
        .expect("no end");
    (status.as_u16(), String::from_utf8(body).unwrap())
}

/// Nothing of what one may not see is said, and none of our secrets ever.
fn check_words(what: &str, row: &Row, standing: Standing, body: &str) {
    for canary in CANARIES {
        assert!(!body.contains(canary), "{what} shows a secret");
    }
    let seen: &[&str] = match standing {
        Sees(namespaces, ..) => namespaces,
        Nobody | NoRole => &[],
    };
    // The question is repeated in the answer that there is no such thing.
    let asks = |word: &str| row.path.contains(word);
    for (namespace, words) in TELLING {
        let may = seen
            .iter()
            .any(|place| place.ends_with(&format!("/{namespace}")));
        for word in words.iter().filter(|word| !may && !asks(word)) {
            // Pages have words of their own.
            let is_said = body.contains(&format!("\"{word}"))
                || body.contains(&format!(">{word}<"))
                || body.contains(&format!("{word}-deploy"));
            assert!(!is_said, "{what} says {word}: {body}");
        }
    }
    if let (Kind::Data, Sees(namespaces, ..)) = (row.kind, standing) {
        let is_deep = namespaces.contains(&"a/shop");
        // Of clusters names are told; and nothing was measured of which usage could be told.
        let names_all = !row.path.ends_with("/clusters") && !row.path.ends_with("/usage");
        if is_deep && names_all {
            // A table of applications names no namespace.
            let told = match row.path.ends_with(".md") {
                true => "basket",
                false => "shop",
            };
            assert!(body.contains(told), "{what} says too little: {body}");
        }
        let sees_b = namespaces.iter().any(|place| place.starts_with("b/"));
        if !sees_b && row.path.starts_with("/api/v1") {
            assert!(!body.contains("\"b\""), "{what} knows of cluster b: {body}");
        }
    }
}
