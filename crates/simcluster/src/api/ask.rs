//! What a request asks for: its path and query, taken apart.

use http::{Method, Uri};

use crate::{
    api::answer::Failure, api::logs::LogOptions, api::selector::Selector, faults::Target,
    kind::Kind,
};

/// A request to the API server, understood.
#[derive(Clone, Debug)]
pub(crate) enum Ask {
    /// `/version`, `/api`, `/apis/apps/v1` and the like.
    Meta(String),
    /// One object.
    Get {
        kind: Kind,
        namespace: Option<String>,
        name: String,
    },
    /// All objects of a kind, or of a kind in a namespace.
    List {
        kind: Kind,
        namespace: Option<String>,
        options: ListOptions,
    },
    /// A stream of changes.
    Watch {
        kind: Kind,
        namespace: Option<String>,
        options: ListOptions,
    },
    /// What a container wrote.
    Log {
        namespace: String,
        name: String,
        options: LogOptions,
    },
    /// Another method than GET on a resource.
    Write {
        kind: Kind,
        namespace: Option<String>,
    },
    /// A path within a group that is served, to a resource or version that is not.
    UnknownResource,
    /// No handler has this path.
    Unknown,
}

/// The query of a list or watch; names as in the Kubernetes API.
#[derive(Clone, Debug, Default)]
pub(crate) struct ListOptions {
    pub(crate) label_selector: String,
    pub(crate) field_selector: String,
    pub(crate) limit: usize,
    pub(crate) resume: Option<String>,
    /// Empty when absent.
    pub(crate) resource_version: String,
    pub(crate) resource_version_match: String,
    pub(crate) timeout_seconds: Option<u64>,
    pub(crate) allow_bookmarks: bool,
    pub(crate) send_initial_events: Option<bool>,
}

// === impl Ask ===

impl Ask {
    pub(crate) fn read(method: &Method, uri: &Uri) -> Self {
        let path = uri.path().trim_end_matches('/');
        let parts: Vec<&str> = path.split('/').skip(1).collect();
        let (group, version, rest) = match parts.as_slice() {
            ["version"] | ["api"] | ["apis"] | ["api", _] | ["apis", _] | ["apis", _, _] => {
                return Ask::Meta(path.to_owned());
            }
            ["livez" | "readyz" | "healthz", ..] => return Ask::Meta(path.to_owned()),
            ["api", version, rest @ ..] => ("", *version, rest),
            ["apis", group, version, rest @ ..] => (*group, *version, rest),
            _ => return Ask::Unknown,
        };
        if let ("", "v1", ["namespaces", namespace, "pods", name, "log"]) = (group, version, rest)
            && method == Method::GET
        {
            return Ask::Log {
                namespace: (*namespace).to_owned(),
                name: (*name).to_owned(),
                options: log_options(uri.query().unwrap_or_default()),
            };
        }
        let (namespace, plural, name) = match rest {
            [plural] => (None, plural, None),
            ["namespaces", name] => (None, &"namespaces", Some(*name)),
            ["namespaces", namespace, plural] => (Some(*namespace), plural, None),
            ["namespaces", namespace, plural, name] => (Some(*namespace), plural, Some(*name)),
            _ => return Ask::Unknown,
        };
        let Some(kind) = Kind::served(group, version, plural) else {
            let known = Kind::ALL.iter().any(|kind| kind.group() == group);
            return if known {
                Ask::UnknownResource
            } else {
                Ask::Unknown
            };
        };
        if namespace.is_some() && !kind.namespaced() {
            return Ask::UnknownResource;
        }
        let namespace = namespace.map(str::to_owned);
        if method != Method::GET {
            return Ask::Write { kind, namespace };
        }
        if let Some(name) = name {
            return Ask::Get {
                kind,
                namespace,
                name: name.to_owned(),
            };
        }
        let (options, watch) = ListOptions::read(uri.query().unwrap_or_default());
        if watch {
            Ask::Watch {
                kind,
                namespace,
                options,
            }
        } else {
            Ask::List {
                kind,
                namespace,
                options,
            }
        }
    }

    pub(crate) fn target(&self) -> Target {
        let (kind, namespace) = match self {
            Ask::Meta(_) | Ask::UnknownResource | Ask::Unknown => return Target::default(),
            // For RBAC a namespace lies within itself.
            Ask::Get {
                kind: kind @ Kind::Namespace,
                name,
                ..
            } => (kind, Some(name.clone())),
            Ask::Get {
                kind, namespace, ..
            }
            | Ask::List {
                kind, namespace, ..
            }
            | Ask::Watch {
                kind, namespace, ..
            }
            | Ask::Write { kind, namespace } => (kind, namespace.clone()),
            Ask::Log { namespace, .. } => (&Kind::Pod, Some(namespace.clone())),
        };
        Target {
            kind: Some(*kind),
            namespace,
        }
    }

    /// RBAC's refusal of this request.
    pub(crate) fn forbidden(&self) -> Option<Failure> {
        let Target { kind, namespace } = self.target();
        let (verb, name) = match self {
            Ask::Meta(_) | Ask::UnknownResource | Ask::Unknown => return None,
            Ask::Get { name, .. } => ("get", Some(name.as_str())),
            Ask::List { .. } => ("list", None),
            Ask::Watch { .. } => ("watch", None),
            Ask::Write { .. } => ("create", None),
            Ask::Log {
                namespace, name, ..
            } => return Some(Failure::forbidden_log(namespace, name)),
        };
        Some(Failure::forbidden(kind?, verb, namespace.as_deref(), name))
    }
}

// === impl ListOptions ===

impl ListOptions {
    /// The options and whether `watch` was asked for.
    fn read(query: &str) -> (Self, bool) {
        let (mut options, mut watch) = (Self::default(), false);
        for pair in query.split('&') {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let value = percent_decoded(value);
            match name {
                "labelSelector" => options.label_selector = value,
                "fieldSelector" => options.field_selector = value,
                "limit" => options.limit = value.parse().unwrap_or(0),
                "continue" => options.resume = Some(value).filter(|token| !token.is_empty()),
                "resourceVersion" => options.resource_version = value,
                "resourceVersionMatch" => options.resource_version_match = value,
                "timeoutSeconds" => options.timeout_seconds = value.parse().ok(),
                "allowWatchBookmarks" => options.allow_bookmarks = truthy(&value),
                "sendInitialEvents" => options.send_initial_events = Some(truthy(&value)),
                "watch" => watch = truthy(&value),
                _ => {}
            }
        }
        (options, watch)
    }

    pub(crate) fn selector(&self, kind: Kind) -> Result<Selector, Failure> {
        Selector::parse(kind, &self.label_selector, &self.field_selector)
    }

    /// The resource version asked for; `None` when absent.
    pub(crate) fn revision(&self) -> Result<Option<u64>, Failure> {
        if self.resource_version.is_empty() {
            return Ok(None);
        }
        let revision = self.resource_version.parse();
        revision.map(Some).map_err(|_| {
            let asked = &self.resource_version;
            Failure::bad_request(format!(
                "invalid resource version: resourceVersion: Invalid value: \"{asked}\": \
                 strconv.ParseUint: parsing \"{asked}\": invalid syntax"
            ))
        })
    }
}

fn log_options(query: &str) -> LogOptions {
    let mut options = LogOptions::default();
    for pair in query.split('&') {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let value = percent_decoded(value);
        match name {
            "container" => options.container = Some(value),
            "follow" => options.follow = truthy(&value),
            "previous" => options.previous = truthy(&value),
            "timestamps" => options.timestamps = truthy(&value),
            "tailLines" => options.tail_lines = value.parse().ok(),
            "sinceSeconds" => options.since_seconds = value.parse().ok(),
            "sinceTime" => options.since_time = value.parse().ok(),
            _ => {}
        }
    }
    options
}

fn truthy(value: &str) -> bool {
    matches!(value, "" | "1" | "t" | "T" | "true" | "TRUE" | "True")
}

/// Undoes `application/x-www-form-urlencoded`, which is how kube writes a query.
fn percent_decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'+' => b' ',
            b'%' => {
                let digits: Vec<u8> = rest.by_ref().take(2).collect();
                let digits = String::from_utf8_lossy(&digits).into_owned();
                u8::from_str_radix(&digits, 16).unwrap_or(b'?')
            }
            other => other,
        });
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(uri: &str) -> Ask {
        Ask::read(&Method::GET, &uri.parse().unwrap())
    }

    #[test]
    fn paths_are_told_apart() {
        assert!(matches!(
            read("/api/v1/namespaces"),
            Ask::List {
                kind: Kind::Namespace,
                ..
            }
        ));
        assert!(matches!(
            read("/api/v1/namespaces/a"),
            Ask::Get {
                kind: Kind::Namespace,
                ..
            }
        ));
        assert!(matches!(
            read("/api/v1/namespaces/a/pods?watch=true"),
            Ask::Watch {
                kind: Kind::Pod,
                namespace: Some(_),
                ..
            }
        ));
        assert!(matches!(
            read("/apis/metrics.k8s.io/v1beta1/pods"),
            Ask::List {
                kind: Kind::PodMetrics,
                namespace: None,
                ..
            }
        ));
        for unknown in ["/apis/x/v1/pods", "/nothing"] {
            assert!(matches!(read(unknown), Ask::Unknown), "{unknown}");
        }
        for unknown in ["/api/v1/shoes", "/api/v2/pods", "/apis/apps/v9/deployments"] {
            assert!(matches!(read(unknown), Ask::UnknownResource), "{unknown}");
        }
    }

    #[test]
    fn queries_are_decoded() {
        let ask = read("/api/v1/pods?&limit=5&labelSelector=app+in+%28a%2Cb%29");
        let Ask::List { options, .. } = ask else {
            panic!("{ask:?}")
        };
        assert_eq!(
            (options.limit, options.label_selector.as_str()),
            (5, "app in (a,b)")
        );
    }
}
