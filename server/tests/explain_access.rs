//! `dashboard-light explain-access` as people run it.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests fail by panicking"
)]

use std::fs;
use std::process::{Command, Output};

const CONFIG: &str = r#"
auth:
  provider: gitlab
  gitlab_url: https://gitlab.example.com
  client_id: console
  client_secret_env: CLIENT_SECRET
  redirect_uri: https://dashboard.example.com/auth/callback
  roles:
    viewer: { gitlab_groups: ["team/qa"] }
    admin: { gitlab_groups: ["team/ops/**"] }
  permissions:
    viewer:
      menu_items: [status]
      allowed_namespace_patterns: ["^project-.*-staging$"]
      allowed_clusters: ["staging-*"]
    admin:
      menu_items: [status, admin]
      allowed_namespace_patterns: [".*"]
      allowed_clusters: ["*"]
"#;

fn run(config: &str, arguments: &[&str]) -> Output {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("config.yaml");
    fs::write(&file, config).unwrap();
    Command::new(env!("CARGO_BIN_EXE_dashboard-light"))
        .args(["explain-access", "--config"])
        .arg(file)
        .args(arguments)
        .env("CLIENT_SECRET", "canary-client-secret")
        .env("GITLAB_CLIENT_SECRET", "canary-client-secret")
        .env("SESSION_KEYS", "canary-session-key-of-32-characters")
        .output()
        .unwrap()
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}

/// The blocks of this language in the documentation.
fn blocks(language: &str) -> Vec<&'static str> {
    let page = include_str!("../../docs/access.md");
    let begin = format!("```{language}\n");
    let blocks = page.split(&begin).skip(1);
    blocks
        .map(|block| block.split("```").next().unwrap())
        .collect()
}

#[test]
fn the_documentation_shows_what_is_printed() {
    let config = blocks("yaml")[0];
    let examples = blocks("console");
    assert_eq!(examples.len(), 2);
    for example in examples {
        let (command, printed) = example.split_once('\n').unwrap();
        let arguments = command
            .strip_prefix("$ dashboard-light explain-access ")
            .unwrap();
        let arguments: Vec<&str> = arguments.split(' ').collect();
        let output = run(config, &arguments);
        assert_eq!(text(&output.stdout), printed, "{}", text(&output.stderr));
    }
}

#[test]
fn what_is_hidden_is_explained_and_told_by_the_exit_code() {
    let asked = [
        "--groups",
        "team/qa, else",
        "--cluster",
        "staging-eu",
        "--namespace",
        "project-a-prod",
    ];
    let output = run(CONFIG, &asked);
    assert_eq!(output.status.code(), Some(3));
    assert_eq!(
        text(&output.stdout),
        "\
A member of team/qa, else sees what these roles allow together.
  No role names the group else.

Role viewer
  because     group team/qa
  menu items  status
  clusters    staging-*
  namespaces  ^project-.*-staging$

Menu
  status    open by viewer
  versions  closed: none of their roles names it
  admin     closed: none of their roles names it

Hidden: namespace project-a-prod of cluster staging-eu
  viewer    cluster: allowed by staging-*
            namespace: no pattern matches; the nearest is ^project-.*-staging$: ^project-.*- fits, staging$ does not
  shown to  admin, for members of team/ops/**
"
    );
}

#[test]
fn what_is_shown_and_what_is_not_asked_are_a_success() {
    let shown = [
        "--groups",
        "team/ops/core",
        "--cluster",
        "a",
        "--namespace",
        "b",
    ];
    for asked in [&shown[..], &["--groups", "team/qa"], &[]] {
        let output = run(CONFIG, asked);
        assert_eq!(
            output.status.code(),
            Some(0),
            "{asked:?}: {}",
            text(&output.stderr)
        );
        assert!(!text(&output.stdout).contains("canary"));
    }
    let output = run(CONFIG, &[]);
    assert!(text(&output.stdout).starts_with("Somebody who is not signed in sees nothing"));
}

#[test]
fn programs_read_json() {
    let asked = ["--groups", "team/qa", "--cluster", "staging-eu", "--json"];
    let output = run(CONFIG, &asked);
    let json: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(json["standing"], "roles");
    assert_eq!(json["roles"][0]["name"], "viewer");
    assert_eq!(json["answer"]["is_allowed"], true);
    assert_eq!(json["answer"]["roles"][0]["clusters"][0], "staging-*");
}

#[test]
fn mistakes_are_told_in_words() {
    let output = run("auth: { roles: 5 }", &[]);
    assert_eq!(output.status.code(), Some(1));
    assert!(
        text(&output.stderr).contains("config.yaml:1:16: auth.roles:"),
        "{}",
        text(&output.stderr)
    );
    let output = run(CONFIG, &["--namespace", "x"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("--cluster"));
}
