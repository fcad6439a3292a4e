//! Whatever is answered is what the patterns allow, no more and no less, for any configuration and
//! anybody. What they allow is worked out here by other means than the server's.

use crate::people::{company, member};
use crate::stream::Events;
use crate::support::{TestApp, apply_deployment, configuration, only};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use regex::Regex;
use serde_json::{Value, json};
use std::collections::BTreeSet;

const CLUSTERS: [&str; 2] = ["a", "b"];
const NAMESPACES: [&str; 5] = [
    "project-one-staging",
    "project-one-prod",
    "project-two-staging",
    "common-tools",
    "kube-system",
];
const PATTERNS: [&str; 10] = [
    "^project-.*-staging$",
    "^project-.*-(staging|prod)$",
    "^common-.*",
    "staging",
    "^project-one",
    ".*",
    "^$",
    "^kube-system$",
    "(?i)^COMMON",
    "^(project|kube)-[^o]",
];
const GLOBS: [&str; 4] = ["a", "b", "*", "a*"];
const GROUPS: [&str; 4] = ["team/one", "team/two", "team/two/sub", "other"];
const GROUP_PATTERNS: [&str; 4] = ["team/one", "team/two", "team/**", "team/two/**"];

/// Tells what a Pod wrote.
const LOGS: &str = "/api/v1/deployments/b/common-tools/telling-b-common-tools/logs";

/// A role as a case has it: group patterns, clusters, namespace patterns, whether Status is open.
/// Versions is open with all of them.
type Role = (
    Vec<&'static str>,
    Vec<&'static str>,
    Vec<&'static str>,
    bool,
);

#[derive(Clone, Debug)]
struct Case {
    roles: Vec<Role>,
    /// The role of who has not signed in.
    anonymous: Option<usize>,
    /// The groups of who asks; none for who has not signed in.
    groups: Option<Vec<&'static str>>,
}

fn some<T: Clone + std::fmt::Debug + 'static>(of: &'static [T]) -> impl Strategy<Value = Vec<T>> {
    prop::sample::subsequence(of, 0..=of.len().min(3))
}

fn cases() -> impl Strategy<Value = Case> {
    let status = prop::bool::weighted(0.9);
    let role = (some(&GROUP_PATTERNS), some(&GLOBS), some(&PATTERNS), status);
    (
        prop::collection::vec(role, 1..4),
        prop::option::of(0usize..3),
        prop::option::weighted(0.8, some(&GROUPS)),
    )
        .prop_map(|(roles, anonymous, groups)| Case {
            anonymous: anonymous.filter(|role| *role < roles.len()),
            roles,
            groups,
        })
}

impl Case {
    fn yaml(&self) -> String {
        let mut roles = serde_json::Map::new();
        let mut permissions = serde_json::Map::new();
        for (index, (groups, clusters, patterns, status)) in self.roles.iter().enumerate() {
            roles.insert(format!("role{index}"), json!({ "gitlab_groups": groups }));
            let menu = match status {
                true => vec!["status", "versions"],
                false => vec!["versions"],
            };
            permissions.insert(
                format!("role{index}"),
                json!({"menu_items": menu, "allowed_namespace_patterns": patterns, "allowed_clusters": clusters}),
            );
        }
        let yaml = company("");
        let head = yaml.split("  roles:").next().unwrap();
        let anonymous = self.anonymous.map_or(String::new(), |role| {
            format!("  allow_anonymous_access: true\n  anonymous_role: role{role}\n")
        });
        // Named views name what not everybody may see.
        let ui = json!({"views": [
            {"name": "One", "query": "namespace=project-one-staging,project-one-prod"},
            {"name": "System", "query": "cluster=a&namespace=kube-system"},
            {"name": "Everything", "query": "group=none"},
        ], "versions": {
            "namespace_pattern": "^(?<app>.*)-(?<env>staging|prod|system)$",
            "environments": ["prod", "system"],
        }});
        format!(
            "ui: {ui}\n{head}{anonymous}  roles: {}\n  permissions: {}\n",
            Value::Object(roles),
            Value::Object(permissions)
        )
    }

    /// The roles of who asks; `None` when they are not let in.
    fn own_roles(&self) -> Option<Vec<&Role>> {
        let is_own = |index: usize, role: &Role| {
            let by_group = self.groups.iter().flatten().any(|group| {
                role.0
                    .iter()
                    .any(|pattern| match pattern.strip_suffix("/**") {
                        Some(parent) => group.starts_with(&format!("{parent}/")),
                        None => group == pattern,
                    })
            });
            by_group || self.anonymous == Some(index)
        };
        let roles: Vec<&Role> = self
            .roles
            .iter()
            .enumerate()
            .filter(|(index, role)| is_own(*index, role))
            .map(|(_, role)| role)
            .collect();
        (!roles.is_empty()).then_some(roles)
    }

    /// Whether who asks may see this namespace.
    fn allows(&self, cluster: &str, namespace: &str) -> bool {
        let Some(roles) = self.own_roles() else {
            return false;
        };
        let opens = roles.iter().any(|role| role.3);
        let shows = |role: &&Role| {
            let in_cluster = role.1.iter().any(|glob| {
                let regex = format!("^{}$", glob.replace('*', ".*"));
                Regex::new(&regex).unwrap().is_match(cluster)
            });
            in_cluster
                && role
                    .2
                    .iter()
                    .any(|pattern| Regex::new(pattern).unwrap().is_match(namespace))
        };
        opens && roles.iter().any(shows)
    }
}

fn deployment(cluster: &str, namespace: &str) -> String {
    format!("telling-{cluster}-{namespace}")
}

#[tokio::test]
async fn everything_answered_is_what_the_patterns_allow() {
    let app = TestApp::configured(&company("")).await;
    for cluster in &app.clusters {
        for namespace in NAMESPACES {
            let object =
                json!({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": namespace}});
            cluster.apply(&object).unwrap();
            apply_deployment(
                cluster,
                namespace,
                &deployment(cluster.name(), namespace),
                1,
            );
            let name = deployment(cluster.name(), namespace);
            let line = format!("{name} writes of {namespace}");
            cluster.write_log(namespace, &format!("{name}-5d9c-0"), "apf-main-pod", line);
        }
    }
    let expected = CLUSTERS.len() * NAMESPACES.len();
    app.until(|app| {
        let stats = app.fleet.stats();
        stats
            .clusters
            .iter()
            .map(|cluster| cluster.rows)
            .sum::<usize>()
            == expected + 4
    })
    .await;
    let mut runner = TestRunner::deterministic();
    let mut seen = 0;
    for _ in 0..100 {
        let case = cases().new_tree(&mut runner).unwrap().current();
        app.state.apply(configuration(&case.yaml())).unwrap();
        seen += check(&app, &case).await;
    }
    assert!(
        seen > 100,
        "only {seen} namespaces were ever shown: the test tells little"
    );
}

/// Asks everything; returns how many namespaces are visible.
async fn check(app: &TestApp, case: &Case) -> usize {
    let cookie = case.groups.as_ref().map(|groups| member(app, groups));
    let cookie = cookie.as_deref();
    let allowed: BTreeSet<String> = CLUSTERS
        .iter()
        .flat_map(|cluster| NAMESPACES.map(|namespace| (*cluster, namespace)))
        .filter(|(cluster, namespace)| case.allows(cluster, namespace))
        .map(|(cluster, namespace)| deployment(cluster, namespace))
        .collect();
    let is_admitted = case.own_roles().is_some();
    let mut bodies = Vec::new();
    let repeats_the_question = "/api/v1/deployments/a/kube-system/telling-a-kube-system";
    for path in [
        "/?cluster=*",
        "/?cluster=a&namespace=kube-system",
        "/?view=table&sort=cpu&group=application",
        "/?view=tiles&group=none",
        "/?view=wall",
        "/?page=2",
        "/versions",
        "/versions?by=cluster&compare=b&differences=1",
        "/versions?q=telling&compare=system",
        "/versions?cluster=a&namespace=kube-system",
        "/api/v1/versions",
        "/api/v1/versions?by=cluster&q=telling",
        "/api/v1/versions?compare=system",
        "/api/v1/versions.csv",
        "/api/v1/versions.md",
        "/admin",
        "/login",
        "/api/v1/session",
        "/api/v1/clusters",
        "/api/v1/namespaces",
        "/api/v1/deployments",
        "/api/v1/deployments?q=telling",
        "/api/v1/deployments?kind=all&q=pod:telling",
        "/api/v1/deployments?verdict=healthy&limit=3",
        "/api/v1/deployments?sort=memory&limit=3",
        "/api/v1/pods",
        "/api/v1/deployments/a/kube-system/telling-a-kube-system",
        "/api/v1/deployments/a/kube-system/telling-a-kube-system/usage",
        "/api/v1/deployments/a/kube-system/telling-a-kube-system/verdicts",
        LOGS,
        "/api/v1/deployments/a/kube-system/telling-a-kube-system/events",
        "/api/v1/deployments/a/kube-system/telling-a-kube-system/history",
        "/api/v1/deployments/a/kube-system/telling-a-kube-system/manifest",
    ] {
        let answer = app.get_as(cookie, path).await;
        if path.starts_with(repeats_the_question) {
            let may = case.allows("a", "kube-system");
            assert_eq!(answer.status.is_success(), may, "{path}: {case:?}");
        }
        let headers = format!("{:?}", answer.headers);
        bodies.push((path, format!("{headers}\n{}", answer.body)));
    }
    let keys: Vec<Value> = CLUSTERS
        .iter()
        .flat_map(|cluster| NAMESPACES.map(|namespace| (*cluster, namespace)))
        .map(|(cluster, namespace)| {
            json!({"cluster": cluster, "namespace": namespace, "name": deployment(cluster, namespace)})
        })
        .collect();
    for (path, body) in [
        ("/api/app/pods", json!({ "keys": keys })),
        ("/api/app/snapshot", json!({})),
        ("/api/app/usage", json!({})),
        (
            "/api/app/find-pods",
            json!({"query": "kind=all&q=pod:0+pod:1+pod:2+pod:3+pod:4+pod:5+pod:6+pod:7+pod:8+pod:9"}),
        ),
        ("/api/app/versions", json!({"query": ""})),
        (
            "/api/app/versions",
            json!({"query": "by=cluster&compare=b"}),
        ),
    ] {
        let answer = app.post_json_as(cookie, path, &body).await;
        bodies.push((path, answer.body));
    }
    // What may not be seen reads as what is not there.
    let drawn = |key: &str| json!({ "query": format!("cluster=*&open={key}") });
    let none = app
        .post_json_as(cookie, "/api/app/drawer", &drawn("a/none/none"))
        .await;
    for (cluster, namespace) in CLUSTERS
        .iter()
        .flat_map(|cluster| NAMESPACES.map(|namespace| (*cluster, namespace)))
    {
        let name = deployment(cluster, namespace);
        let key = format!("{cluster}/{namespace}/{name}");
        let answer = app
            .post_json_as(cookie, "/api/app/drawer", &drawn(&key))
            .await;
        let may = is_admitted && allowed.contains(&name);
        assert_eq!(answer.body != none.body, may, "{key}: {}", answer.body);
        assert_eq!(answer.status, none.status, "{key}");
    }
    if is_admitted {
        let mut events = Events::open_as(app, cookie, "/api/v1/stream").await;
        let first = events.next().await.unwrap();
        bodies.push(("/api/v1/stream", first.data.to_string()));
    }
    let complete = [
        "/?cluster=*",
        "/?view=table&sort=cpu&group=application",
        "/?view=tiles&group=none",
        "/api/v1/deployments",
        "/api/v1/stream",
        "/api/app/snapshot",
        "/versions",
        "/api/v1/versions",
        "/api/v1/versions.csv",
        "/api/v1/versions.md",
        LOGS,
    ];

    for (path, body) in &bodies {
        for cluster in CLUSTERS {
            for namespace in NAMESPACES {
                let name = deployment(cluster, namespace);
                let may = allowed.contains(&name);

                let is_said = body.contains(&name) && !path.starts_with(repeats_the_question);
                assert!(may || !is_said, "{path} tells of {name}: {case:?}\n{body}");
                let is_asked_for = *path != LOGS || name == "telling-b-common-tools";
                if may && is_admitted && is_asked_for && complete.contains(path) {
                    assert!(is_said, "{path} hides {name}: {case:?}\n{body}");
                }
            }
        }
        // Names of namespaces are said only where one of that name is visible somewhere.
        for namespace in NAMESPACES {
            let may = CLUSTERS
                .iter()
                .any(|cluster| case.allows(cluster, namespace));
            let asks = path.contains(namespace);
            assert!(
                may || asks || !body.contains(namespace),
                "{path} names {namespace}: {case:?}\n{body}"
            );
        }
    }
    allowed.len()
}

/// What a viewer of `shop` in `a` gets, without the times that pass.
async fn answers(app: &TestApp) -> Vec<String> {
    let mut answers = Vec::new();
    for path in [
        "/api/v1/clusters",
        "/api/v1/namespaces",
        "/api/v1/deployments",
        "/api/v1/pods",
    ] {
        let answer = app.get(path).await;
        answers.push(format!("{} {}", answer.header("etag"), answer.body));
    }
    let snapshot = app
        .post_json_as(None, "/api/app/snapshot", &json!({}))
        .await;
    answers.push(snapshot.json()["sequence"].to_string());
    let mut events = Events::open_as(app, None, "/api/v1/stream").await;
    answers.push(events.next().await.unwrap().id);
    answers
}

#[tokio::test]
async fn what_is_hidden_moves_no_entity_tag_and_no_number() {
    let app = TestApp::configured(&only("^shop$")).await;
    let before = answers(&app).await;
    let seen = app.fleet.stats().changes;
    apply_deployment(&app.clusters[0], "secret", "hidden-deploy", 1);
    apply_deployment(&app.clusters[1], "shop", "hidden-deploy", 1);
    app.clusters[0].delete(simcluster::Kind::Namespace, "", "empty");
    app.until(|app| app.fleet.stats().changes >= seen + 3).await;
    assert_eq!(answers(&app).await, before);
    // The same questions do tell of what is not hidden.
    apply_deployment(&app.clusters[0], "shop", "shown-deploy", 1);
    app.until(|app| {
        let rows = app.fleet.stats().clusters.into_iter().map(|one| one.rows);
        rows.sum::<usize>() == 4 + 3
    })
    .await;
    let after = answers(&app).await;
    let moved = before.iter().zip(&after).filter(|(a, b)| a != b).count();
    assert!(moved >= 4, "{before:#?} {after:#?}");
}
