//! What no section can judge alone, and the reading of secrets.

use std::collections::BTreeMap;
use std::io;
use std::net::SocketAddr;
use std::path::Path;

use crate::clusters::{Clusters, ClustersSection};
use crate::diagnostics::{Findings, did_you_mean, listed, nearest};
use crate::load::ConfigFile;
use crate::{Config, MenuItem, NamedView, RoleName, Server, VersionsSettings, roles};

/// Where secrets are read from.
pub(crate) struct Secrets<'a> {
    /// Names and values of variables.
    pub(crate) environment: &'a BTreeMap<String, String>,
    /// Reads a whole file.
    pub(crate) read_file: &'a dyn Fn(&Path) -> io::Result<String>,
}

/// The configuration, or `None` when it can't be made; all reasons are then among the findings.
pub(crate) fn resolve(
    written: ConfigFile,
    secrets: &Secrets<'_>,
    findings: &mut Findings<'_>,
) -> Option<Config> {
    let role_names = match &written.auth {
        Some(auth) => auth.roles.keys().cloned().collect(),
        None => Vec::new(),
    };
    check_server(&written.server, written.auth.is_none(), findings);
    let clusters = check_clusters(written.clusters, findings);
    check_menu(&written.menu, written.auth.is_some(), &role_names, findings);
    check_views(&written.ui.views, findings);
    check_versions(&written.ui.versions, findings);
    if let Some(auth) = &written.auth {
        roles::check(auth, &written.menu, &clusters, findings);
    }
    let auth = written
        .auth
        .map(|auth| roles::resolve(auth, secrets, findings));
    Some(Config {
        server: written.server,
        clusters,
        metrics: written.metrics,
        auth: match auth {
            None => None,
            Some(auth) => Some(auth?),
        },
        audit: written.audit,
        ui: written.ui,
        menu: written.menu,
        log: written.log,
    })
}

fn check_server(server: &Server, open: bool, findings: &mut Findings<'_>) {
    let loopback = |address: &SocketAddr| address.ip().to_canonical().is_loopback();
    // A broken `auth` section is not an absent one.
    if open && !loopback(&server.listen) && !findings.is_wrong("auth") {
        findings.error_at(
            "server.listen",
            format!(
                "{} can be reached by others, and without an auth section they would see \
                 everything; allowed are a loopback address such as 127.0.0.1:{}, or \
                 auth.allow_anonymous_access: true",
                server.listen,
                server.listen.port()
            ),
        );
    }
    if server.listen == server.admin_listen && server.listen.port() != 0 {
        findings.error_at(
            "server.admin_listen",
            format!(
                "{} is already server.listen; it must differ",
                server.admin_listen
            ),
        );
    }
}

fn check_clusters(section: ClustersSection, findings: &mut Findings<'_>) -> Clusters {
    let ClustersSection::List(entries) = section else {
        return Clusters::Auto;
    };
    if entries.is_empty() && !findings.is_wrong("clusters") {
        findings.error_at(
            "clusters",
            "no cluster; allowed are auto and a list of at least one",
        );
    }
    let names = entries
        .iter()
        .map(|entry| entry.name.clone())
        .collect::<Vec<_>>();
    let mut clusters = Vec::new();
    for (index, entry) in entries.into_iter().enumerate() {
        let path = format!("clusters[{index}]");
        match entry.resolve() {
            Ok(cluster) => clusters.push(cluster),
            // Whatever is wrong inside may be the reason, and is reported already.
            Err(_) if findings.has_error_at(&path) => {}
            Err(message) => findings.error_at(&path, message),
        }
        check_unique(&names, index, "clusters", "name", findings);
    }
    Clusters::List(clusters)
}

/// Reports the element when one before it has the same name.
fn check_unique(
    names: &[String],
    index: usize,
    list: &str,
    key: &str,
    findings: &mut Findings<'_>,
) {
    let name = &names[index];
    let first = names
        .iter()
        .position(|other| other == name)
        .unwrap_or(index);
    if first < index && !name.is_empty() {
        findings.error_at(
            &format!("{list}[{index}].{key}"),
            format!("duplicate: \"{name}\" is already the {key} of {list}[{first}]"),
        );
    }
}

fn check_menu(
    menu: &[MenuItem],
    with_auth: bool,
    role_names: &[RoleName],
    findings: &mut Findings<'_>,
) {
    let ids = menu.iter().map(|item| item.id.clone()).collect::<Vec<_>>();
    for (index, item) in menu.iter().enumerate() {
        check_unique(&ids, index, "menu", "id", findings);
        for (key, value) in [("id", &item.id), ("title", &item.title)] {
            let path = format!("menu[{index}].{key}");
            if value.is_empty() && !findings.has_error_at(&path) {
                findings.error_at(&path, "is empty; it must be a text");
            }
        }
        let Some(required) = &item.required_role else {
            continue;
        };
        let path = format!("menu[{index}].required_role");
        if with_auth {
            check_role(required, role_names, &path, findings);
        } else {
            findings.warning_at(&path, "has no effect: there is no auth section with roles");
        }
    }
}

fn check_views(views: &[NamedView], findings: &mut Findings<'_>) {
    let names: Vec<String> = views.iter().map(|view| view.name.clone()).collect();
    for (index, view) in views.iter().enumerate() {
        check_unique(&names, index, "ui.views", "name", findings);
        let path = format!("ui.views[{index}].name");
        if view.name.trim().is_empty() && !findings.has_error_at(&path) {
            findings.error_at(&path, "is empty; it must be a text");
        }
        if let Err(mistake) = model::check_query(&view.query) {
            findings.error_at(&format!("ui.views[{index}].query"), mistake);
        }
    }
}

fn check_versions(versions: &VersionsSettings, findings: &mut Findings<'_>) {
    let path = "ui.versions.environments";
    let names = &versions.environments;
    for (index, name) in names.iter().enumerate() {
        if names[..index].contains(name) {
            let place = format!("{path}[{index}]");
            findings.error_at(
                &place,
                format!("duplicate: \"{name}\" stands there already"),
            );
        }
    }
    let is_absent = versions.namespace_pattern.is_none()
        && !findings.has_error_at("ui.versions.namespace_pattern");
    if is_absent && !names.is_empty() {
        findings.warning_at(
            path,
            "has no effect: there is no ui.versions.namespace_pattern that tells environments",
        );
    }
}

/// Reports a role that `auth.roles` does not define.
pub(crate) fn check_role(
    role: &RoleName,
    defined: &[RoleName],
    path: &str,
    findings: &mut Findings<'_>,
) {
    if defined.contains(role) || findings.is_wrong("auth.roles") {
        return;
    }
    let names = defined.iter().map(RoleName::as_str);
    let hint = did_you_mean(role.as_str(), names.clone());
    let allowed = match defined.len() {
        0 => "there are none".to_owned(),
        _ => format!("allowed are {}", listed(names)),
    };
    findings.error_at(
        path,
        format!("role \"{role}\" is not defined in auth.roles{hint} ({allowed})"),
    );
}

/// Warns of a menu item in a role's permissions that is written almost like one there is.
pub(crate) fn check_menu_item(
    id: &str,
    menu: &[MenuItem],
    path: &str,
    findings: &mut Findings<'_>,
) {
    if menu.iter().any(|item| item.id == id) {
        return;
    }
    if let Some(near) = nearest(id, menu.iter().map(|item| item.id.as_str())) {
        findings.warning_at(
            path,
            format!("\"{id}\" is not the id of a menu item; did you mean \"{near}\"?"),
        );
    }
}
