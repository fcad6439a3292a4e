//! The names on a card.

mod build;

use build::mk_container;
use model::NamingRules;

fn rules(deployment: &[&str], container: &[&str], sidecars: &[&str]) -> NamingRules {
    let strings = |all: &[&str]| all.iter().map(|&one| one.to_owned()).collect();
    NamingRules {
        deployment_suffixes: strings(deployment),
        container_suffixes: strings(container),
        sidecars: strings(sidecars),
    }
}

#[test]
fn a_deployment_loses_the_first_suffix_that_matches_and_no_more() {
    let rules = rules(&["-deploy", "-app-deploy", "", "-x"], &[], &[]);
    for (name, title) in [
        ("web-deploy", "web"),
        ("web", "web"),
        ("web-app-deploy", "web-app"),
        ("web-x", "web"),
        ("web-x-deploy", "web-x"),
        ("web-deploy-2", "web-deploy-2"),
        ("-deploy", "-deploy"),
        ("deploy", "deploy"),
        ("", ""),
    ] {
        assert_eq!(rules.deployment_title(name), title, "{name}");
    }
}

#[test]
fn the_defaults_trim_deploy_and_pod() {
    let rules = NamingRules::default();
    assert_eq!(rules.deployment_title("backend-deploy"), "backend");
    let container = rules.container_name(&"backend-pod".into());
    assert_eq!(
        (&*container.name, &*container.title),
        ("backend-pod", "backend")
    );
    assert_eq!(rules.deployment_title("backend-pod"), "backend-pod");
    assert_eq!(&*rules.container_name(&"-pod".into()).title, "-pod");
}

#[test]
fn without_suffixes_names_stay_whole() {
    assert_eq!(
        rules(&[], &[], &[]).deployment_title("a-deploy"),
        "a-deploy"
    );
}

fn main_of(deployment: &str, annotated: Option<&str>, names: &[&str]) -> Option<String> {
    let containers: Vec<_> = names.iter().map(|name| mk_container(name)).collect();
    NamingRules::default()
        .main_container(deployment, annotated, &containers)
        .map(|found| found.name.to_string())
}

#[test]
fn the_container_that_counts_is_found() {
    for (why, deployment, annotated, names, main) in [
        (
            "the annotated one",
            "web-deploy",
            Some("envoy"),
            &["web-pod", "envoy"][..],
            "envoy",
        ),
        (
            "an annotation naming none is passed over",
            "web-deploy",
            Some("x"),
            &["a", "web"],
            "web",
        ),
        (
            "the same trimmed name",
            "web-deploy",
            None,
            &["a", "my-web", "web-pod"],
            "web-pod",
        ),
        (
            "a name containing it",
            "web-deploy",
            None,
            &["a", "my-web-2"],
            "my-web-2",
        ),
        (
            "a sidecar only contains it by chance",
            "proxy",
            None,
            &["istio-proxy", "main"],
            "main",
        ),
        (
            "but a sidecar may be the application",
            "envoy-deploy",
            None,
            &["a", "envoy"],
            "envoy",
        ),
        (
            "the first that is no sidecar",
            "web",
            None,
            &["fluent-bit", "core", "b"],
            "core",
        ),
        (
            "the first when all are sidecars",
            "web",
            None,
            &["fluent-bit", "envoy"],
            "fluent-bit",
        ),
    ] {
        assert_eq!(
            main_of(deployment, annotated, names).as_deref(),
            Some(main),
            "{why}"
        );
    }
}

#[test]
fn no_container_is_none() {
    assert_eq!(main_of("web", None, &[]), None);
}

#[test]
fn every_known_sidecar_is_passed_over() {
    for sidecar in NamingRules::default().sidecars {
        assert_eq!(
            main_of("web", None, &[&sidecar, "core"]).as_deref(),
            Some("core")
        );
    }
}
