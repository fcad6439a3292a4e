use std::path::{Path, PathBuf};

use config::{
    Anonymous, ClusterSource, Clusters, Colour, LogFormat, Provider, RoleName, Source, load,
};
use proptest::prelude::*;
use secrecy::ExposeSecret;

use crate::{accepted, environment, group, read_with};

const SPECIFICATION: &str = include_str!("../files/specification.yaml");
const DEFAULT: &str = include_str!("../../../../config.yaml");

#[test]
fn the_specifications_yaml_loads_as_it_is() {
    let loaded = read_with(SPECIFICATION, &[("GITLAB_CLIENT_SECRET", "s3cr3t")]).unwrap();
    assert!(
        loaded.warnings.diagnostics.is_empty(),
        "{}",
        loaded.warnings
    );
    let config = loaded.config;
    assert_eq!(config.ui.refresh_interval_seconds, 15);
    assert_eq!(
        config.ui.status_colors.deployment.healthy,
        Colour([0x28, 0xa7, 0x45])
    );
    assert_eq!(config.menu[0].required_role, Some(RoleName::from("viewer")));
    let auth = config.auth.unwrap();
    assert_eq!(auth.anonymous, Anonymous::Role("viewer".into()));
    let names = auth
        .roles
        .iter()
        .map(|role| role.name.as_str())
        .collect::<Vec<_>>();
    assert_eq!(names, ["viewer", "admin"], "roles keep their order");
    assert_eq!(auth.roles[0].gitlab_groups, ["developers", "qa"].map(group));
    let viewer = &auth.roles[0].permissions;
    assert!(viewer.allows_namespace("project-app1-staging"));
    assert!(viewer.allows_namespace("common-tools"));
    assert!(!viewer.allows_namespace("project-app1-prod"));
    assert!(!viewer.allows_namespace("kube-system"));
    assert!(viewer.allows_cluster("staging-cluster"));
    assert!(!viewer.allows_cluster("staging-cluster-2"));
    let sign_in = auth.sign_in.unwrap();
    assert_eq!(sign_in.provider, Provider::Gitlab);
    assert_eq!(sign_in.issuer.as_str(), "https://gitlab.yourcompany.com/");
    assert_eq!(sign_in.client_secret.unwrap().expose_secret(), "s3cr3t");
}

#[test]
fn the_specifications_yaml_loads_without_its_secret_and_says_so() {
    let loaded = read_with(SPECIFICATION, &[]).unwrap();
    assert_eq!(loaded.warnings.warnings(), 1);
    assert!(
        loaded
            .warnings
            .to_string()
            .contains("GITLAB_CLIENT_SECRET is not set")
    );
}

#[test]
fn the_default_file_says_what_holds_without_a_file() {
    let loaded = read_with(DEFAULT, &[]).unwrap();
    assert!(
        loaded.warnings.diagnostics.is_empty(),
        "{}",
        loaded.warnings
    );
    let default = load(&Source::Defaults, &environment(&[])).unwrap().config;
    assert_eq!(format!("{:#?}", loaded.config), format!("{default:#?}"));
    assert_eq!(
        format!("{:#?}", config::Config::default()),
        format!("{default:#?}")
    );
}

#[test]
fn the_examples_in_the_default_file_load_too() {
    // Prose has one blank after the #, examples none, or the two of their indentation.
    let uncommented = |line: &str| match line.trim_start().strip_prefix('#') {
        Some(text) if !text.starts_with(' ') || text.starts_with("  ") => line.replacen('#', "", 1),
        _ => line.to_owned(),
    };
    let lines = DEFAULT
        .lines()
        .filter(|line| !line.starts_with("clusters: auto"));
    let config = accepted(&lines.map(uncommented).collect::<Vec<_>>().join("\n"));
    let Clusters::List(clusters) = config.clusters else {
        panic!("not a list")
    };
    assert_eq!(clusters.len(), 5);
    assert_eq!(config.ui.views.len(), 2);
    assert_eq!(config.ui.links.len(), 2);
    assert!(config.ui.versions.namespace_pattern.is_some());
    assert!(config.auth.is_some() && config.server.tls.is_some());
    assert!(config.server.public_url.is_some() && config.server.site_folder.is_some());
}

#[test]
fn an_absent_file_is_all_defaults_unless_it_was_asked_for() {
    let absent = PathBuf::from("/no/such/config.yaml");
    assert!(load(&Source::IfPresent(absent.clone()), &environment(&[])).is_ok());
    let refused = load(&Source::File(absent), &environment(&[])).unwrap_err();
    assert!(
        refused
            .to_string()
            .contains("/no/such/config.yaml: can't be read: No such file")
    );
}

#[test]
fn empty_files_and_sections_are_all_defaults() {
    for text in [
        "",
        "# nothing\n",
        "---\n",
        "ui:\nserver:\nclusters:\nmenu:\nauth:\n",
        "{}",
    ] {
        let config = accepted(text);
        assert_eq!(
            format!("{config:?}"),
            format!("{:?}", config::Config::default()),
            "{text}"
        );
    }
}

#[test]
fn every_form_of_a_cluster_is_understood() {
    let config = accepted(
        "clusters:
  - { name: a, title: The A, kubeconfig: kube/config, context: a, namespaces: [x, y] }
  - { name: b, in_cluster: true, exec_timeout_seconds: 5 }
  - { name: c, server: 'https://10.0.0.1:6443', certificate_authority: ca.crt, token_file: /t }
  - { name: d, simulated: lively }
  - { name: e, context: e }
",
    );
    let Clusters::List(clusters) = config.clusters else {
        panic!("not a list")
    };
    let path = |text: &str| Some(PathBuf::from(text));
    let sources = [
        ClusterSource::Kubeconfig {
            file: path("/etc/dashboard/kube/config"),
            context: Some("a".to_owned()),
        },
        ClusterSource::InCluster,
        ClusterSource::Server {
            url: "https://10.0.0.1:6443".parse().unwrap(),
            certificate_authority: path("/etc/dashboard/ca.crt"),
            token_file: PathBuf::from("/t"),
        },
        ClusterSource::Simulated {
            scenario: "lively".to_owned(),
        },
        ClusterSource::Kubeconfig {
            file: None,
            context: Some("e".to_owned()),
        },
    ];
    assert!(
        clusters.iter().map(|cluster| &cluster.source).eq(&sources),
        "{clusters:#?}"
    );
    assert_eq!(
        (clusters[0].title.as_str(), clusters[1].title.as_str()),
        ("The A", "b")
    );
    assert_eq!(clusters[0].namespaces, ["x", "y"]);
    assert_eq!(
        (
            clusters[0].exec_timeout_seconds,
            clusters[1].exec_timeout_seconds
        ),
        (30, 5)
    );
}

#[test]
fn a_tilde_is_the_home_folder() {
    let text = "server: { site_folder: ~/site }";
    let config = read_with(text, &[("HOME", "/home/ada")]).unwrap().config;
    assert_eq!(
        config.server.site_folder.as_deref(),
        Some(Path::new("/home/ada/site"))
    );
}

#[test]
fn aliases_repeat_what_their_anchor_holds() {
    let config = accepted(
        "ui:\n  title: &t Fleet\nlog: { level: debug, format: text }\nmenu:\n  - { id: status, title: *t }\n",
    );
    assert_eq!(config.menu[0].title, "Fleet");
    assert_eq!(config.log.format, LogFormat::Text);
}

proptest! {
    #[test]
    fn any_bytes_are_accepted_or_refused_without_a_panic(bytes: Vec<u8>) {
        let _ = config::parse(Some(Path::new("x")), &bytes, &environment(&[]));
    }

    #[test]
    fn a_default_file_with_a_piece_replaced_never_panics(
        start in 0..DEFAULT.len(),
        length in 0..40_usize,
        piece in "[-\\[\\]{}:#&*!|>'\"%@, \n\ta-z0-9]{0,12}",
    ) {
        let (mut text, length) = (SPECIFICATION.as_bytes().to_vec(), length);
        let start = start % text.len();
        let end = (start + length).min(text.len());
        text.splice(start..end, piece.bytes());
        let read = config::parse(Some(Path::new("x")), &text, &environment(&[]));
        // Whatever is refused says why, and never that the checks missed something.
        if let Err(invalid) = read {
            let report = invalid.report;
            prop_assert!(report.errors() > 0);
            prop_assert!(!report.to_string().contains("can't be understood"), "{}", report);
        }
    }

    #[test]
    fn any_variable_is_accepted_or_refused_without_a_panic(
        name in "(?i)(DASHBOARD_LIGHT__)(UI|AUTH|MENU|CLUSTERS|SERVER)?(__|_)?(ROLES|TITLE|0|1|TLS|LISTEN)?(__)?[A-Z0-9_]{0,6}",
        value in ".{0,8}",
    ) {
        if let Err(invalid) = read_with(SPECIFICATION, &[(&name, &value)]) {
            prop_assert!(!invalid.to_string().contains("can't be understood"), "{}", invalid);
        }
    }
}
