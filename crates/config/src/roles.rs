//! Checks the `auth` section and resolves it: secrets are read, permissions join their roles.

use secrecy::SecretString;

use crate::auth::AuthSection;
use crate::diagnostics::Findings;
use crate::validate::{Secrets, check_menu_item, check_role};
use crate::{
    Anonymous, Auth, Cluster, Clusters, MenuItem, Permissions, Provider, Role, RoleName, Session,
    SignIn, pattern,
};

/// Where the provider sends people back to.
const CALLBACK: &str = "/auth/callback";

/// The least length of a key that signs sessions, in characters.
const SESSION_KEY_LENGTH: usize = 32;

/// Reports what is wrong between the keys of the section, and with other sections.
pub(crate) fn check(
    auth: &AuthSection,
    menu: &[MenuItem],
    clusters: &Clusters,
    findings: &mut Findings<'_>,
) {
    check_access(auth, findings);
    check_provider(auth, findings);
    check_roles(auth, menu, clusters, findings);
    if auth.session_minutes > auth.session_max_hours.saturating_mul(60) {
        findings.error_at(
            "auth.session_minutes",
            format!(
                "{} minutes are more than session_max_hours ({} hours) allows",
                auth.session_minutes, auth.session_max_hours
            ),
        );
    }
}

fn check_access(auth: &AuthSection, findings: &mut Findings<'_>) {
    let switch = "auth.allow_anonymous_access";
    if !auth.allow_anonymous_access && !findings.has_error_at(switch) {
        match auth.provider {
            Some(_) => {}
            None if findings.has_error_at("auth.provider") => {}
            None => findings.error_at(
                "auth",
                "nobody could see anything; set auth.provider (gitlab, oidc) or \
                 auth.allow_anonymous_access: true",
            ),
        }
    }
    let path = "auth.anonymous_role";
    let names = auth.roles.keys().cloned().collect::<Vec<_>>();
    match &auth.anonymous_role {
        Some(role) => check_role(role, &names, path, findings),
        None if auth.allow_anonymous_access
            && is_restricted(auth)
            && !findings.has_error_at(path) =>
        {
            findings.error_at(
                path,
                "missing; with allow_anonymous_access it names the role of everybody who is \
                     not signed in",
            );
        }
        None => {}
    }
}

/// Whether anybody is meant to see less than another.
fn is_restricted(auth: &AuthSection) -> bool {
    auth.provider.is_some() || !auth.roles.is_empty() || !auth.permissions.is_empty()
}

fn check_provider(auth: &AuthSection, findings: &mut Findings<'_>) {
    let given = [
        ("gitlab_url", auth.gitlab_url.is_some()),
        ("issuer", auth.issuer.is_some()),
        ("client_id", auth.client_id.is_some()),
        ("redirect_uri", auth.redirect_uri.is_some()),
    ];
    let Some(provider) = auth.provider else {
        let first = given.iter().find(|(_, given)| *given);
        if let Some((key, _)) = first.filter(|_| !findings.has_error_at("auth.provider")) {
            findings.error_at(
                &format!("auth.{key}"),
                "needs auth.provider, which is missing (allowed are gitlab, oidc)",
            );
        }
        return;
    };
    let (name, unused) = match provider {
        Provider::Gitlab => ("gitlab", "issuer"),
        Provider::Oidc => ("oidc", "gitlab_url"),
    };
    for (key, given) in given {
        let path = format!("auth.{key}");
        match (given, key == unused) {
            (true, true) => {
                findings.warning_at(&path, format!("has no effect with provider {name}"));
            }
            (false, false) if !findings.has_error_at(&path) => {
                findings.error_at(&path, format!("missing; provider {name} needs it"));
            }
            _ => {}
        }
    }
    check_addresses(auth, findings);
    if auth.roles.is_empty() && !findings.is_wrong("auth.roles") {
        let message = "has no auth.roles, so nobody who signs in has a role";
        findings.warning_at("auth.provider", message);
    }
}

/// Secrets travel to these addresses, and browsers keep session cookies only where there is https.
fn check_addresses(auth: &AuthSection, findings: &mut Findings<'_>) {
    let addresses = [
        ("auth.gitlab_url", &auth.gitlab_url),
        ("auth.issuer", &auth.issuer),
        ("auth.redirect_uri", &auth.redirect_uri),
    ];
    for (path, url) in addresses {
        let Some(url) = url.as_ref().filter(|_| !findings.has_error_at(path)) else {
            continue;
        };
        if url.scheme() != "https" && !is_loopback(url) {
            findings.error_at(
                path,
                format!(
                    "{url} is not https; secrets and sessions travel there, so allowed is https, \
                     and http on this machine alone (localhost, 127.0.0.1)"
                ),
            );
        }
    }
    let path = "auth.redirect_uri";
    let Some(url) = &auth.redirect_uri else {
        return;
    };
    let mut expected = url.clone();
    expected.set_path(CALLBACK);
    expected.set_query(None);
    expected.set_fragment(None);
    if *url != expected && !findings.has_error_at(path) {
        findings.error_at(path, format!("must end in {CALLBACK}; write {expected}"));
    }
}

fn is_loopback(url: &url::Url) -> bool {
    match url.host() {
        Some(url::Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(url::Host::Ipv4(address)) => address.is_loopback(),
        Some(url::Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

fn check_roles(
    auth: &AuthSection,
    menu: &[MenuItem],
    clusters: &Clusters,
    findings: &mut Findings<'_>,
) {
    let names = auth.roles.keys().cloned().collect::<Vec<_>>();
    for role in &names {
        let path = format!("auth.roles.{role}");
        if !role.is_well_formed() {
            let allowed = "can't name a role; allowed are the characters a-z A-Z 0-9 _ -";
            findings.error_at(&path, allowed);
        } else if !auth.permissions.contains_key(role) && !findings.is_wrong("auth.permissions") {
            let message = format!("has no auth.permissions.{role}, so it sees nothing");
            findings.warning_at(&path, message);
        }
    }
    for (role, permissions) in &auth.permissions {
        let path = format!("auth.permissions.{role}");
        check_role(role, &names, &path, findings);
        for (index, id) in permissions.menu_items.iter().enumerate() {
            check_menu_item(id, menu, &format!("{path}.menu_items[{index}]"), findings);
        }
        check_versions(&permissions.menu_items, &path, findings);
        check_patterns(permissions, &path, findings);
        // With automatic clusters, or wrong ones, the names are not known.
        let Clusters::List(known) = clusters else {
            continue;
        };
        if findings.has_error_at("clusters") {
            continue;
        }
        for (index, pattern) in permissions.allowed_clusters.iter().enumerate() {
            let matches = |cluster: &Cluster| pattern.matches(&cluster.name);
            if !known.iter().any(matches) {
                findings.warning_at(
                    &format!("{path}.allowed_clusters[{index}]"),
                    format!("\"{}\" names none of the clusters", pattern.as_str()),
                );
            }
        }
    }
}

/// What is shown of clusters comes with the Status section.
fn check_versions(menu_items: &[String], path: &str, findings: &mut Findings<'_>) {
    let place = menu_items.iter().position(|id| id == "versions");
    if let Some(index) = place.filter(|_| !menu_items.iter().any(|id| id == "status")) {
        findings.warning_at(
            &format!("{path}.menu_items[{index}]"),
            "\"versions\" shows nothing to a role without \"status\"",
        );
    }
}

/// Each pattern is small enough; a role's are matched together, and then all of them count.
fn check_patterns(permissions: &Permissions, path: &str, findings: &mut Findings<'_>) {
    let patterns = &permissions.allowed_namespace_patterns;
    if !pattern::fit_together(patterns) {
        findings.error_at(
            &format!("{path}.allowed_namespace_patterns"),
            format!(
                "the {} patterns need more than {} MiB together when they are compiled, which is \
                 all one role may have; counted repetitions such as {{1,60}} take the most: write \
                 + or * instead, [a-z0-9-] instead of \\w, or fewer patterns",
                patterns.len(),
                pattern::PATTERNS_SIZE_LIMIT >> 20,
            ),
        );
    }
}

/// The section with its secrets read, or `None` when the findings say why not.
pub(crate) fn resolve(
    auth: AuthSection,
    secrets: &Secrets<'_>,
    findings: &mut Findings<'_>,
) -> Option<Auth> {
    let client_secret = client_secret(&auth, secrets, findings);
    let keys = session_keys(&auth, secrets, findings);
    let anonymous = match (auth.allow_anonymous_access, &auth.anonymous_role) {
        (false, _) => Anonymous::Nothing,
        (true, Some(role)) => Anonymous::Role(role.clone()),
        (true, None) if is_restricted(&auth) => Anonymous::Nothing,
        (true, None) => Anonymous::Everything,
    };
    let mut permissions = auth.permissions;
    let role = |(name, members): (RoleName, crate::auth::RoleMembers)| Role {
        permissions: permissions.swap_remove(&name).unwrap_or_default(),
        gitlab_groups: members.gitlab_groups,
        name,
    };
    let roles = auth.roles.into_iter().map(role).collect();
    let sign_in = match auth.provider {
        None => None,
        Some(provider) => Some(SignIn {
            provider,
            issuer: match provider {
                Provider::Gitlab => auth.gitlab_url?,
                Provider::Oidc => auth.issuer?,
            },
            client_id: auth.client_id?,
            client_secret,
            redirect_uri: auth.redirect_uri?,
            scopes: auth.scopes,
            groups_claim: auth.groups_claim,
            ca_file: auth.ca_file,
        }),
    };
    let session = Session {
        minutes: auth.session_minutes,
        max_hours: auth.session_max_hours,
        keys,
        valid_after: auth.sessions_valid_after,
    };
    Some(Auth {
        sign_in,
        anonymous,
        roles,
        session,
        help_text: auth.help_text,
    })
}

fn client_secret(
    auth: &AuthSection,
    secrets: &Secrets<'_>,
    findings: &mut Findings<'_>,
) -> Option<SecretString> {
    const BY_VARIABLE: &str = "auth.client_secret_env";
    const BY_FILE: &str = "auth.client_secret_file";
    let (path, secret) = match (&auth.client_secret_env, &auth.client_secret_file) {
        (Some(_), Some(_)) => {
            findings.error_at(
                BY_FILE,
                "client_secret_env is set too; allowed is one of the two",
            );
            return None;
        }
        (Some(name), None) => (BY_VARIABLE, variable(secrets, name)),
        (None, Some(file)) => {
            let read = (secrets.read_file)(file).map_err(|error| {
                format!(
                    "the secret is missing: {} can't be read: {error}",
                    file.display()
                )
            });
            let text = read.map(|text| text.trim().to_owned()).and_then(|text| {
                let empty = || format!("the secret is missing: {} is empty", file.display());
                if text.is_empty() {
                    Err(empty())
                } else {
                    Ok(text.into())
                }
            });
            (BY_FILE, text)
        }
        (None, None) => {
            let known = [BY_VARIABLE, BY_FILE]
                .iter()
                .any(|path| findings.has_error_at(path));
            if auth.provider.is_none() || known {
                return None;
            }
            let missing = "the secret is missing: name its environment variable here, or its file \
                           in client_secret_file";
            (BY_VARIABLE, Err(missing.to_owned()))
        }
    };
    match secret {
        Ok(secret) => Some(secret),
        // Those who don't sign in need no secret.
        Err(message) if auth.allow_anonymous_access => {
            let message = format!("{message}; until it is there nobody will be able to sign in");
            findings.warning_at(path, message);
            None
        }
        Err(message) => {
            findings.error_at(path, message);
            None
        }
    }
}

fn variable(secrets: &Secrets<'_>, name: &str) -> Result<SecretString, String> {
    match secrets.environment.get(name).map(|value| value.trim()) {
        None => Err(format!(
            "the secret is missing: environment variable {name} is not set"
        )),
        Some("") => Err(format!(
            "the secret is missing: environment variable {name} is empty"
        )),
        Some(value) => Ok(value.into()),
    }
}

fn session_keys(
    auth: &AuthSection,
    secrets: &Secrets<'_>,
    findings: &mut Findings<'_>,
) -> Vec<SecretString> {
    let path = "auth.session_keys_env";
    let Some(name) = &auth.session_keys_env else {
        return Vec::new();
    };
    let Some(value) = secrets
        .environment
        .get(name)
        .filter(|value| !value.trim().is_empty())
    else {
        findings.warning_at(
            path,
            format!(
                "environment variable {name} is not set, so a key is made at start: a restart \
                 signs everybody out, and several replicas do not know each other's sessions"
            ),
        );
        return Vec::new();
    };
    let keys = value
        .split(',')
        .map(str::trim)
        .filter(|key| !key.is_empty());
    for (index, key) in keys.clone().enumerate() {
        let length = key.chars().count();
        if length < SESSION_KEY_LENGTH {
            findings.error_at(
                path,
                format!(
                    "key {} in environment variable {name} has {length} characters; allowed are \
                     {SESSION_KEY_LENGTH} or more",
                    index + 1
                ),
            );
        }
    }
    keys.map(SecretString::from).collect()
}
