use config::{ClusterSource, Clusters};

use crate::{group, messages, read_with};

#[test]
fn a_variable_overrides_a_single_value_in_any_case() {
    for name in [
        "DASHBOARD_LIGHT__UI__REFRESH_INTERVAL_SECONDS",
        "dashboard_light__ui__refresh_interval_seconds",
        "DASHBOARD_LIGHT__Ui__Refresh_Interval_Seconds",
    ] {
        for text in ["", "ui: { refresh_interval_seconds: 30 }", "ui:"] {
            let config = read_with(text, &[(name, "5")]).unwrap().config;
            assert_eq!(config.ui.refresh_interval_seconds, 5, "{name} over {text}");
        }
    }
}

#[test]
fn lists_roles_and_optional_sections_are_reached_too() {
    let text = "auth:
  allow_anonymous_access: true
  anonymous_role: team-lead
  roles: { team-lead: { gitlab_groups: [a] } }
  permissions: { team-lead: {} }
";
    let variables = [
        (
            "DASHBOARD_LIGHT__AUTH__ROLES__TEAM_LEAD__GITLAB_GROUPS__0",
            "b",
        ),
        (
            "DASHBOARD_LIGHT__AUTH__ROLES__TEAM_LEAD__GITLAB_GROUPS__1",
            "c",
        ),
        ("DASHBOARD_LIGHT__AUTH__SCOPES__3", "groups"),
        ("DASHBOARD_LIGHT__CLUSTERS__0__NAME", "demo"),
        ("DASHBOARD_LIGHT__CLUSTERS__0__SIMULATED", "lively"),
        ("DASHBOARD_LIGHT__SERVER__TLS__CERTIFICATE", "tls/crt"),
        ("DASHBOARD_LIGHT__SERVER__TLS__KEY", "/tls/key"),
    ];
    let config = read_with(text, &variables).unwrap().config;
    let auth = config.auth.unwrap();
    assert_eq!(auth.roles[0].gitlab_groups, ["b", "c"].map(group));
    let Clusters::List(clusters) = config.clusters else {
        panic!("not a list")
    };
    assert_eq!(
        clusters[0].source,
        ClusterSource::Simulated {
            scenario: "lively".to_owned()
        }
    );
    // A variable's path is relative to the working directory, not to the file.
    assert_eq!(
        config.server.tls.unwrap().certificate.to_str(),
        Some("tls/crt")
    );
}

#[test]
fn elements_are_added_in_the_order_of_their_numbers() {
    let names = (0..12)
        .map(|n| format!("DASHBOARD_LIGHT__UI__SIDECARS__{n}"))
        .collect::<Vec<_>>();
    let variables = names
        .iter()
        .map(|name| (name.as_str(), "x"))
        .collect::<Vec<_>>();
    let config = read_with("ui: { sidecars: [] }", &variables)
        .unwrap()
        .config;
    assert_eq!(config.ui.sidecars.len(), 12);
}

#[test]
fn a_default_list_is_changed_element_by_element() {
    let variables = [("DASHBOARD_LIGHT__UI__STRIP_SUFFIXES__CONTAINER__1", "-main")];
    let config = read_with("", &variables).unwrap().config;
    assert_eq!(config.ui.strip_suffixes.container, ["-pod", "-main"]);
}

#[test]
fn mistakes_name_the_variable() {
    let variables = [
        ("DASHBOARD_LIGHT__UI__TITEL", "x"),
        ("DASHBOARD_LIGHT__UI__REFRESH_INTERVAL_SECONDS", "soon"),
        ("DASHBOARD_LIGHT__UI", "x"),
        ("DASHBOARD_LIGHT__UI__TITLE__X", "x"),
        ("DASHBOARD_LIGHT__UI__SIDECARS", "x"),
        ("DASHBOARD_LIGHT__UI__SIDECARS__X", "x"),
        ("DASHBOARD_LIGHT__UI__SIDECARS__20", "x"),
        ("DASHBOARD_LIGHT__", "x"),
        ("DASHBOARD_LIGHT__UI__STATUS_COLORS__POD__FAILED", "red"),
        // Kubernetes sets such ones for a Service of this name; they are none of ours.
        ("DASHBOARD_LIGHT_PORT", "tcp://10.0.0.1:80"),
    ];
    let report = read_with("", &variables).unwrap_err().report;
    insta::assert_snapshot!(messages(&report).join("\n"));
}
