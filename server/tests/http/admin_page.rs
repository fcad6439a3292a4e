//! The Admin page: who gets it, and what it shows.

use crate::people::{CANARIES, company, member};
use crate::support::{Answer, TestApp, configuration};
use axum::http::StatusCode;
use server::auth::{Action, Outcome};

const TABS: [&str; 4] = [
    "/admin",
    "/admin?tab=access&groups=team/qa&in_cluster=a&in_namespace=shop",
    "/admin?tab=patterns",
    "/admin?tab=audit",
];

/// The administrator of `company` who may see namespace `shop` of cluster `a` alone.
fn narrow() -> String {
    let yaml = company("");
    let admin = yaml.rfind("    admin:\n").unwrap();
    let (others, admin) = yaml.split_at(admin);
    let admin = admin.replace("[\".*\"]", "[\"^shop$\"]");
    format!("{others}{}", admin.replace("[\"*\"]", "[\"a\"]"))
}

/// What the server drew into the page, without its frame.
fn content(answer: &Answer) -> &str {
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    let begin = answer
        .body
        .find("<div class=\"admin\"")
        .expect("no admin page");
    let end = answer.body[begin..].find("</main>").unwrap();
    &answer.body[begin..begin + end]
}

/// The text of some HTML, its parts separated by spaces.
fn text(html: &str) -> String {
    let mut text = String::new();
    for part in html.split('<').skip(1) {
        if let Some((_, words)) = part.split_once('>') {
            text.push_str(words);
            text.push(' ');
        }
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The lines of the page without what differs from request to request: nonces, times, and what was
/// asked for.
fn anonymised(answer: &Answer, path: &str) -> Vec<String> {
    let nonce = answer.header("content-security-policy");
    let nonce = nonce.split("'nonce-").nth(1).unwrap();
    let nonce = nonce.split('\'').next().unwrap();
    let body = answer.body.replace(nonce, "NONCE").replace(path, "PATH");
    let plain = body.replace(|c: char| c.is_ascii_digit(), "");
    plain.split('<').map(str::to_owned).collect()
}

#[tokio::test]
async fn only_administrators_have_the_page() {
    let app = TestApp::configured(&company("")).await;
    let (admin, viewer) = (member(&app, &["team/ops/core"]), member(&app, &["team/qa"]));
    for path in TABS {
        content(&app.get_as(Some(&admin), path).await);
        let refused = app.get_as(Some(&viewer), path).await;
        assert_eq!(refused.status, StatusCode::NOT_FOUND, "{path}");
    }
    // For others it is a page like any that is not there.
    let refused = app.get_as(Some(&viewer), "/admin").await;
    let missing = app.get_as(Some(&viewer), "/else").await;
    assert_eq!(missing.status, StatusCode::NOT_FOUND);
    let (refused_lines, missing_lines) = (
        anonymised(&refused, "/admin"),
        anonymised(&missing, "/else"),
    );
    for (refused, missing) in refused_lines.iter().zip(&missing_lines) {
        assert_eq!(refused, missing);
    }
    assert_eq!(refused_lines.len(), missing_lines.len());
    assert_eq!(refused.headers.len(), missing.headers.len());
    assert!(!refused.body.contains("/admin?tab="));
}

#[tokio::test]
async fn a_question_is_answered_with_the_role_and_the_pattern() {
    let app = TestApp::configured(&company("")).await;
    let admin = member(&app, &["team/ops/core"]);
    let ask = async |query: &str| {
        let path = format!("/admin?tab=access&{query}");
        text(content(&app.get_as(Some(&admin), &path).await))
    };
    let shown = ask("groups=team%2Fqa&in_cluster=a&in_namespace=shop").await;
    for words in [
        "A member of team/qa sees what these roles allow together.",
        "Shown: namespace shop of cluster a",
        "viewer yes allowed by a matched by ^shop$",
        "viewer group team/qa",
        "View as these groups",
    ] {
        assert!(shown.contains(words), "{words} is not in {shown}");
    }
    let hidden = ask("groups=team%2Fqa,+team%2Felse&in_cluster=b&in_namespace=secret").await;
    for words in [
        "No role names the group team/else.",
        "Hidden: namespace secret of cluster b",
        "not among its clusters",
        "keeper, for members of team/vault",
        "admin, for members of team/ops/**",
        "Admin Closed closed: none of their roles names it",
    ] {
        assert!(hidden.contains(words), "{words} is not in {hidden}");
    }
    let nobody = ask("groups=&in_cluster=a").await;
    assert!(nobody.contains("Somebody who is not signed in sees nothing and must sign in."));
    assert!(!nobody.contains("View as these groups"));
    // What is too long for a name is cut, and not searched for.
    let long = "x".repeat(5000);
    let cut = ask(&format!(
        "groups=team/qa&in_cluster={long}&in_namespace={long}"
    ))
    .await;
    let longest = cut.split(|c| c != 'x').map(str::len).max();
    assert_eq!(longest, Some(253));
    let incomplete = ask("groups=team/qa&in_namespace=shop").await;
    assert!(incomplete.contains("Name a cluster too"));
    // Every role is described, whoever is asked about.
    let roles = ask("").await;
    assert!(
        roles.contains("keeper team/vault status versions b ^secret$"),
        "{roles}"
    );
}

#[tokio::test]
async fn patterns_match_what_the_administrator_sees_now() {
    let app = TestApp::configured(&company("")).await;
    let admin = member(&app, &["team/ops/core"]);
    let page = app.get_as(Some(&admin), "/admin?tab=patterns").await;
    let words = text(content(&page));
    for found in [
        "^shop$ 1 namespace a / shop none",
        "^secret$ 1 namespace b / secret none",
    ] {
        assert!(words.contains(found), "{found} is not in {words}");
    }
    // A pattern with a mistake in it is found, and so is the one it was meant for.
    let yaml = company("").replace("\"^shop$\"", "\"^shpo$\", \"^hop$\"");
    app.state.apply(configuration(&yaml)).unwrap();
    let words = text(content(
        &app.get_as(Some(&admin), "/admin?tab=patterns").await,
    ));
    assert!(
        words.contains("^hop$ Matches nothing 1 namespace a / shop would match without ^"),
        "{words}"
    );
}

#[tokio::test]
async fn nothing_outside_the_administrators_own_view_is_told() {
    let app = TestApp::configured(&narrow()).await;
    let admin = member(&app, &["team/ops/core"]);
    for path in TABS {
        let page = app.get_as(Some(&admin), path).await;
        let content = content(&page);
        // What the configuration says is told; what there is in the clusters is not.
        let content = content.replace("^secret$", "").replace("^empty$", "");
        assert!(!content.contains("secret"), "{path}: {content}");
        assert!(!content.contains("empty"), "{path}: {content}");
    }
    let words = text(content(
        &app.get_as(Some(&admin), "/admin?tab=patterns").await,
    ));
    assert!(words.contains("^secret$ Matches nothing"), "{words}");
    assert!(
        words.contains("It allows none of the clusters that you may see."),
        "{words}"
    );
    // The answer comes from the rules alone, so it is the same for what is there and what is not.
    let ask = async |name: &str| {
        let path = format!("/admin?tab=access&groups=team/qa&in_cluster=b&in_namespace={name}");
        let answer = app.get_as(Some(&admin), &path).await;
        let words = text(content(&answer));
        let (words, _) = words.split_once("All roles").unwrap();
        words.replace(name, "NAME")
    };
    assert_eq!(ask("empty").await, ask("nowhere").await);
}

#[tokio::test]
async fn whoever_looks_as_others_do_has_no_admin_page() {
    let app = TestApp::configured(&company("")).await;
    let admin = member(&app, &["team/ops/core"]);
    let view = app
        .post_as(Some(&admin), "/auth/view-as", "groups=team/qa")
        .await;
    let pair = view.header("set-cookie").split(';').next().unwrap();
    let cookie = format!("{admin}; {pair}");
    for path in TABS {
        let answer = app.get_as(Some(&cookie), path).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
    }
}

#[tokio::test]
async fn events_are_shown_with_filters_and_pages() {
    let app = TestApp::configured(&company("")).await;
    let admin = member(&app, &["team/ops/core"]);
    app.get("/auth/callback?state=x&code=y").await;
    app.post_as(Some(&admin), "/auth/view-as", "groups=team/qa")
        .await;
    let see = async |query: &str| {
        let path = format!("/admin?tab=audit{query}");
        text(content(&app.get_as(Some(&admin), &path).await))
    };
    let all = see("").await;
    assert!(all.contains("Events 1 to 2 of 2, newest first"), "{all}");
    assert!(
        all.contains("of this replica since it started at "),
        "{all}"
    );
    let (view_as, sign_in) = (
        all.find("views as members of").unwrap(),
        all.find("state").unwrap(),
    );
    assert!(view_as < sign_in, "newest first: {all}");
    assert!(all.contains("dana.kim id 42 groups team/ops/core"), "{all}");
    assert!(see("&action=view_as").await.contains("1 to 1 of 1"));
    assert!(see("&outcome=failure").await.contains("1 to 1 of 1"));
    assert!(see("&text=DANA").await.contains("1 to 1 of 1"));
    assert!(
        see("&action=renewal&text=%00")
            .await
            .contains("No event fits.")
    );

    for number in 0..250 {
        let event = app.state.audit.event(
            Action::Configuration,
            Outcome::Success,
            format!("change {number}."),
        );
        event.record(&app.state.audit);
    }
    let second = app
        .get_as(Some(&admin), "/admin?tab=audit&action=configuration&page=2")
        .await;
    let second = content(&second);
    assert!(
        second.contains("href=\"/admin?tab=audit&amp;action=configuration&amp;page=3\""),
        "{second}"
    );
    assert!(second.contains("href=\"/admin?tab=audit&amp;action=configuration\""));
    assert!(text(second).contains("Events 101 to 200 of 250"));
    assert!(second.contains("change 149.") && !second.contains("change 150."));
    assert!(see("&page=999").await.contains("Events 201 to 252 of 252"));
}

#[tokio::test]
async fn words_from_outside_are_words_and_secrets_are_not_there() {
    let app = TestApp::configured(&company("")).await;
    let admin = member(&app, &["team/ops/core"]);
    let nasty = "%3Cscript%3Ealert(1)%3C%2Fscript%3E";
    app.get(&format!("/auth/callback?state=x&error={nasty}"))
        .await;
    app.post_as(
        Some(&admin),
        "/auth/view-as",
        &format!("groups={nasty}%0A%1B"),
    )
    .await;
    for path in [
        format!("/admin?groups={nasty}&in_cluster={nasty}&in_namespace={nasty}"),
        format!("/admin?tab=audit&text={nasty}&action={nasty}"),
        "/admin?tab=audit".to_owned(),
        format!("/admin?tab={nasty}&tab=audit"),
    ] {
        let answer = app.get_as(Some(&admin), &path).await;
        let content = content(&answer);
        assert!(!content.contains("<script"), "{content}");
        for canary in CANARIES {
            assert!(!answer.body.contains(canary));
        }
        assert!(!answer.body.contains(&admin), "the cookie is in the page");
    }
}
