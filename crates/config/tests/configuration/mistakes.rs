use crate::{accepted, messages, only_message, read_with, refused};

#[test]
fn ten_mistakes_are_ten_messages_each_with_its_place() {
    let report = refused(include_str!("../files/ten-mistakes.yaml"));
    assert_eq!(report.diagnostics.len(), 10);
    insta::assert_snapshot!(report);
}

/// A text with one mistake, where it is, and words of the message.
const ONE_MISTAKE: [(&str, &str, &[&str]); 41] = [
    (
        "uii: {}",
        "1:1 uii: ",
        &["unknown key", "did you mean \"ui\"?", "server"],
    ),
    (
        "ui:\n  titel: x",
        "2:3 ui.titel: ",
        &["did you mean \"title\"?"],
    ),
    (
        "ui: { title: a, title: b }",
        "1:17 title: ",
        &["duplicate key", "1:7"],
    ),
    ("ui: [", "1:5 : ", &["not valid YAML"]),
    ("ui:\n\t- x", "2:2 : ", &["not valid YAML"]),
    ("a: *b", "1:4 : ", &["not valid YAML"]),
    ("ui: {}\n---\nui: {}", "2:1 : ", &["second YAML document"]),
    ("ui: !env {}", "1:10 : ", &["tags"]),
    (
        "ui: 5",
        "1:5 ui: ",
        &["expected a section (key: value), found \"5\""],
    ),
    (
        "ui: { title: [a] }",
        "1:14 ui.title: ",
        &["expected a text, found a list"],
    ),
    (
        "ui: { refresh_interval_seconds: '5' }",
        "1:33 ui.refresh_interval_seconds: ",
        &["expected a whole number, found the text \"5\""],
    ),
    (
        "ui:\n  views:\n    - { name: Shop, query: 'sort=fast' }",
        "3:28 ui.views[0].query: ",
        &["\"fast\" is not known", "worst, name"],
    ),
    (
        "ui: { views: [{ name: A, query: q=x }, { name: A, query: problems=1 }] }",
        "1:48 ui.views[1].name: ",
        &["duplicate"],
    ),
    (
        "ui: { views: [{ name: '', query: q=x }] }",
        "1:23 ui.views[0].name: ",
        &["is empty"],
    ),
    (
        "metrics:\n  interval_seconds: 3601",
        "2:21 metrics.interval_seconds: ",
        &["3601 is out of range; allowed are 1 to 3600"],
    ),
    (
        "ui: { status_colors: { pod: { failed: '#12345' } } }",
        "1:39 ui.status_colors.pod.failed: ",
        &["\"#12345\" is not a colour; allowed are #rgb and #rrggbb"],
    ),
    (
        "log: { format: jsn }",
        "1:16 log.format: ",
        &["did you mean \"json\"?", "auto, text, json"],
    ),
    (
        "log: { level: 'info,fleet=loud' }",
        "1:15 log.level: ",
        &["\"loud\" is not a level"],
    ),
    (
        "server: { listen: ':3000' }",
        "1:19 server.listen: ",
        &["did you mean \"0.0.0.0:3000\"?"],
    ),
    (
        "server: { listen: '127.0.0.1:9090' }",
        "1:1 server.admin_listen: ",
        &["must differ"],
    ),
    (
        "server: { listen: '0.0.0.0:3000' }",
        "1:19 server.listen: ",
        &[
            "without an auth section",
            "127.0.0.1:3000",
            "auth.allow_anonymous_access: true",
        ],
    ),
    (
        "server: { trusted_proxies: [10.0.0.1] }",
        "1:29 server.trusted_proxies[0]: ",
        &["did you mean \"10.0.0.1/32\"?"],
    ),
    (
        "server: { tls: { key: k } }",
        "1:16 server.tls.certificate: ",
        &["missing"],
    ),
    (
        "server: { public_url: 'ftp://x' }",
        "1:23 server.public_url: ",
        &["not a web address"],
    ),
    (
        "ui:\n  links:\n    - { name: Commit, url: 'https://x/{shaa}' }",
        "3:28 ui.links[0].url: ",
        &[
            "{shaa} can't be filled in; did you mean \"sha\"?",
            "cluster, namespace",
        ],
    ),
    (
        "ui: { links: [{ name: a, url: 'javascript:alert({name})' }] }",
        "1:31 ui.links[0].url: ",
        &["not a web address"],
    ),
    (
        "ui: { links: [{ name: a, url: 'https://x/{name' }] }",
        "1:31 ui.links[0].url: ",
        &["brace without its other half"],
    ),
    (
        "ui: { links: [{ name: a, url: 'https://{tag}.example.com/' }] }",
        "1:31 ui.links[0].url: ",
        &["{tag} can't stand in the host", "only {cluster} can"],
    ),
    (
        "ui: { links: [{ url: 'https://x/' }] }",
        "1:15 ui.links[0].name: ",
        &["missing"],
    ),
    (
        "clusters: atuo",
        "1:11 clusters: ",
        &["did you mean \"auto\"?"],
    ),
    (
        "clusters: []",
        "1:1 clusters: ",
        &["allowed are auto and a list of at least one"],
    ),
    (
        "clusters: [{ name: a }]",
        "1:12 clusters[0]: ",
        &["does not say how", "exactly one of"],
    ),
    (
        "clusters: [{ name: a, in_cluster: true, context: b }]",
        "1:12 clusters[0]: ",
        &["has several forms (kubeconfig/context, in_cluster)"],
    ),
    (
        "clusters: [{ context: b }]",
        "1:12 clusters[0].name: ",
        &["missing"],
    ),
    (
        "clusters: [{ name: a, server: 'https://a' }]",
        "1:12 clusters[0]: ",
        &["server needs token_file"],
    ),
    (
        "menu: [{ id: a, title: A }, { id: a, title: B }]",
        "1:35 menu[1].id: ",
        &["duplicate: \"a\" is already the id of menu[0]"],
    ),
    (
        "auth: {}",
        "1:1 auth: ",
        &["nobody could see anything", "auth.provider"],
    ),
    (
        "auth: { allow_anonymous_access: yes }",
        "1:33 auth.allow_anonymous_access: ",
        &["expected true or false, found \"yes\""],
    ),
    (
        "auth: { allow_anonymous_access: true, anonymous_role: veiwer, roles: { viewer: } }",
        "1:55 auth.anonymous_role: ",
        &["role \"veiwer\" is not defined", "did you mean \"viewer\"?"],
    ),
    (
        "auth: { allow_anonymous_access: true, roles: { viewer: {}, viewer: {} }, anonymous_role: viewer }",
        "1:60 viewer: ",
        &["duplicate key"],
    ),
    (
        "auth: { allow_anonymous_access: true, sessions_valid_after: yesterday }",
        "1:61 auth.sessions_valid_after: ",
        &["is not a moment"],
    ),
];

#[test]
fn each_mistake_is_told_once_with_its_place_and_what_is_allowed() {
    for (text, place, words) in ONE_MISTAKE {
        let report = refused(text);
        let errors = messages(&report)
            .into_iter()
            .zip(&report.diagnostics)
            .filter(|(_, diagnostic)| diagnostic.severity == config::Severity::Error)
            .map(|(message, _)| message)
            .collect::<Vec<_>>();
        assert_eq!(errors.len(), 1, "{text}: {errors:#?}");
        let message = errors[0].replace("/etc/dashboard/config.yaml:", "");
        assert!(
            message.starts_with(place),
            "{text}: {message} does not start with {place}"
        );
        for word in words {
            assert!(message.contains(word), "{text}: {message} lacks {word}");
        }
    }
}

#[test]
fn addresses_that_secrets_travel_to_are_https() {
    let provider = |issuer: &str, back: &str| {
        format!(
            "auth:
  provider: oidc
  issuer: {issuer}
  client_id: x
  client_secret_env: HOME
  redirect_uri: {back}
  roles: {{ a: }}
  permissions: {{ a: }}
"
        )
    };
    let read = |issuer, back| read_with(&provider(issuer, back), &[("HOME", "/")]);
    let good = "https://d.example.com/auth/callback";
    for issuer in [
        "https://id.example.com",
        "http://localhost:8080",
        "http://127.0.0.1:8080/realm",
        "http://[::1]",
    ] {
        assert!(read(issuer, good).is_ok(), "{issuer}");
    }
    for (issuer, back, place, words) in [
        (
            "http://id.example.com",
            good,
            "3:11 auth.issuer",
            "allowed is https",
        ),
        (
            "https://id.example.com",
            "http://d.example.com/auth/callback",
            "6:17 auth.redirect_uri",
            "allowed is https",
        ),
        (
            "https://id.example.com",
            "https://d.example.com/",
            "6:17 auth.redirect_uri",
            "write https://d.example.com/auth/callback",
        ),
        (
            "https://id.example.com",
            "https://d.example.com/auth/callback?a=b#c",
            "6:17 auth.redirect_uri",
            "write https://d.example.com/auth/callback",
        ),
    ] {
        let messages = messages(&read(issuer, back).unwrap_err().report);
        assert_eq!(messages.len(), 1, "{messages:#?}");
        assert!(
            messages[0].starts_with(place) && messages[0].contains(words),
            "{messages:?}"
        );
    }
}

#[test]
fn an_undefined_role_is_found_wherever_it_is_named() {
    let report = refused(
        "auth:
  allow_anonymous_access: true
  anonymous_role: a
  roles: { viewer: {} }
  permissions:
    b: {}
menu:
  - { id: status, title: Status, required_role: c }
",
    );
    let found = messages(&report).join("\n");
    for place in [
        "3:19 auth.anonymous_role",
        "6:5 auth.permissions.b",
        "8:49 menu[0].required_role",
    ] {
        assert!(found.contains(place), "{found}");
    }
}

#[test]
fn what_looks_like_a_glob_is_told_what_it_would_be_as_a_regular_expression() {
    let with = |pattern: &str| {
        format!(
            "auth:
  allow_anonymous_access: true
  anonymous_role: a
  roles: {{ a: {{}} }}
  permissions: {{ a: {{ allowed_namespace_patterns: ['{pattern}'] }} }}
"
        )
    };
    let message = only_message(&with("*staging"));
    assert!(
        message.contains("did you mean \"^.*staging$\"?"),
        "{message}"
    );
    assert!(only_message(&with("project-(")).contains("unclosed group"));
    for (pattern, words) in [
        ("project-*", Some("did you mean \"^project-.*$\"?")),
        ("staging", Some("has no anchor")),
        (".*", None),
        ("^a$", None),
        ("^common-.*", None),
    ] {
        let loaded = read_with(&with(pattern), &[]).unwrap();
        let warnings = loaded.warnings.to_string();
        match words {
            Some(words) => assert!(warnings.contains(words), "{pattern}: {warnings}"),
            None => assert_eq!(warnings, "", "{pattern}"),
        }
    }
}

#[test]
fn what_is_probably_not_meant_is_a_warning() {
    let loaded = read_with(
        "clusters: [{ name: east, context: east }]
auth:
  allow_anonymous_access: true
  anonymous_role: viewer
  roles: { viewer: {}, idle: {} }
  permissions:
    viewer: { menu_items: [statsu], allowed_namespace_patterns: ['^a'], allowed_clusters: [west] }
",
        &[],
    );
    insta::assert_snapshot!(loaded.unwrap().warnings);
}

#[test]
fn a_provider_without_roles_is_a_warning() {
    let text = "auth:
  provider: gitlab
  gitlab_url: https://gitlab.example.com
  client_id: x
  client_secret_env: HOME
  redirect_uri: https://d.example.com/auth/callback
";
    let loaded = read_with(text, &[("HOME", "/")]).unwrap();
    assert_eq!(
        messages(&loaded.warnings),
        ["2:13 auth.provider: has no auth.roles, so nobody who signs in has a role"]
    );
}

#[test]
fn a_file_that_is_not_utf_8_is_refused_at_its_place() {
    let file = std::path::Path::new("c.yaml");
    let refused = config::parse(Some(file), b"ui:\n  title: \xff", &crate::environment(&[]));
    assert_eq!(
        refused.unwrap_err().report.to_string(),
        "c.yaml:2:10: not UTF-8 text\n"
    );
}

#[test]
fn aliases_of_aliases_do_not_explode() {
    let mut text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
    for level in 1..12 {
        let alias = format!("*a{}", level - 1);
        text.push_str(&format!(
            "a{level}: &a{level} [{}]\n",
            [alias.as_str(); 10].join(", ")
        ));
    }
    assert!(only_message(&text).contains("too large"));
}

#[test]
fn nesting_by_aliases_stays_within_the_stack() {
    let deep = |inner: &str| format!("{}{inner}{}", "[".repeat(200), "]".repeat(200));
    let mut text = format!("a0: &a0 {}\n", deep("x"));
    for level in 1..200 {
        let alias = format!("*a{} ", level - 1);
        text.push_str(&format!("a{level}: &a{level} {}\n", deep(&alias)));
    }
    assert!(only_message(&text).contains("too large an alias"));
    assert!(only_message(&"[".repeat(100_000)).contains("not valid YAML"));
}

#[test]
fn a_loopback_address_is_accepted_without_auth() {
    for address in [
        "127.0.0.1:0",
        "127.8.8.8:3000",
        "[::1]:3000",
        "[::ffff:127.0.0.1]:3000",
    ] {
        accepted(&format!("server: {{ listen: '{address}' }}"));
    }
    accepted("server: { listen: '0.0.0.0:3000' }\nauth: { allow_anonymous_access: true }");
}
