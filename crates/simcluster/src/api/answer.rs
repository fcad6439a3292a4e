//! HTTP answers: bodies, Status objects and the few plain-text ones a real API server gives.

use std::io;

use bytes::Bytes;
use http::{Response, StatusCode, header};
use http_body_util::{BodyExt, Full, combinators::UnsyncBoxBody};
use serde_json::{Map, Value, json};

use crate::kind::Kind;

/// The body of any answer; watch bodies fail with an IO error where a connection would.
pub(crate) type AnswerBody = UnsyncBoxBody<Bytes, io::Error>;

/// An answer of the simulated API server.
pub(crate) type Answer = Response<AnswerBody>;

/// A body that is there at once.
pub(crate) fn whole(bytes: impl Into<Bytes>) -> AnswerBody {
    Full::new(bytes.into())
        .map_err(|never| match never {})
        .boxed_unsync()
}

/// `200 OK` with JSON.
pub(crate) fn json_ok(bytes: impl Into<Bytes>) -> Answer {
    answer(StatusCode::OK, "application/json", whole(bytes))
}

/// An answer as the API server's plain handlers give it: text, no Status object.
pub(crate) fn plain(code: StatusCode, text: &str) -> Answer {
    answer(
        code,
        "text/plain; charset=utf-8",
        whole(format!("{text}\n")),
    )
}

pub(crate) fn answer(code: StatusCode, content_type: &'static str, body: AnswerBody) -> Answer {
    let mut response = Response::new(body);
    *response.status_mut() = code;
    let content_type = header::HeaderValue::from_static(content_type);
    response
        .headers_mut()
        .insert(header::CONTENT_TYPE, content_type);
    response
}

/// A failure with the fields of a `v1.Status`.
#[derive(Clone, Debug)]
pub(crate) struct Failure {
    pub(crate) code: u16,
    /// Empty where the API server leaves it out.
    pub(crate) reason: &'static str,
    pub(crate) message: String,
    pub(crate) details: Option<Value>,
    /// `metadata.continue`: an expired list offers one to go on inconsistently.
    pub(crate) resume: Option<String>,
}

// === impl Failure ===

impl Failure {
    fn new(code: u16, reason: &'static str, message: impl Into<String>) -> Self {
        Self {
            code,
            reason,
            message: message.into(),
            details: None,
            resume: None,
        }
    }

    pub(crate) fn unauthorized() -> Self {
        Self::new(401, "Unauthorized", "Unauthorized")
    }

    pub(crate) fn bad_request(message: impl Into<String>) -> Self {
        Self::new(400, "BadRequest", message)
    }

    pub(crate) fn expired(message: impl Into<String>) -> Self {
        Self::new(410, "Expired", message)
    }

    pub(crate) fn internal() -> Self {
        Self::new(500, "", "etcdserver: request timed out")
    }

    pub(crate) fn method_not_allowed() -> Self {
        let message = "the server does not allow this method on the requested resource";
        Self {
            details: Some(json!({})),
            ..Self::new(405, "MethodNotAllowed", message)
        }
    }

    pub(crate) fn no_such_resource() -> Self {
        let message = "the server could not find the requested resource";
        Self {
            details: Some(json!({})),
            ..Self::new(404, "NotFound", message)
        }
    }

    pub(crate) fn not_found(kind: Kind, namespace: Option<&str>, name: &str) -> Self {
        // metrics-server names the resource and the object in its own way.
        let (resource, plural, name) = match (kind, namespace) {
            (Kind::PodMetrics, Some(namespace)) => (
                "podmetrics.metrics.k8s.io".to_owned(),
                "podmetrics",
                format!("{namespace}/{name}"),
            ),
            _ => (kind.qualified(), kind.plural(), name.to_owned()),
        };
        let message = format!("{resource} \"{name}\" not found");
        let details = details(Some(&name), kind.group(), plural);
        Self {
            details: Some(details),
            ..Self::new(404, "NotFound", message)
        }
    }

    /// RBAC's refusal of `verb` to the simulated `user`.
    pub(crate) fn forbidden(
        kind: Kind,
        verb: &str,
        namespace: Option<&str>,
        name: Option<&str>,
    ) -> Self {
        let (group, plural) = (kind.group(), kind.plural());
        let subject = match name {
            Some(name) => format!("{} \"{name}\"", kind.qualified()),
            None => kind.qualified(),
        };
        let place = match namespace {
            Some(namespace) => format!("in the namespace \"{namespace}\""),
            None => "at the cluster scope".to_owned(),
        };
        let message = format!(
            "{subject} is forbidden: User \"{USER}\" cannot {verb} resource \"{plural}\" \
             in API group \"{group}\" {place}"
        );
        Self {
            details: Some(details(name, group, plural)),
            ..Self::new(403, "Forbidden", message)
        }
    }

    /// RBAC's refusal of a log.
    pub(crate) fn forbidden_log(namespace: &str, pod: &str) -> Self {
        let mut failure = Self::forbidden(Kind::Pod, "get", Some(namespace), Some(pod));
        failure.message = failure.message.replace("\"pods\"", "\"pods/log\"");
        failure
    }

    /// A resource version the server has not reached yet.
    pub(crate) fn too_large(asked: u64, current: u64) -> Self {
        let message = format!("Timeout: Too large resource version: {asked}, current: {current}");
        let details = json!({
            "causes": [{"reason": "ResourceVersionTooLarge", "message": "Too large resource version"}],
            "retryAfterSeconds": 1,
        });
        Self {
            details: Some(details),
            ..Self::new(504, "Timeout", message)
        }
    }

    /// A query that breaks the rules of `ListOptions`.
    pub(crate) fn invalid_list_options(field: &str, reason: &str, message: &str) -> Self {
        let text = format!("ListOptions.meta.k8s.io \"\" is invalid: {field}: {reason}: {message}");
        let details = json!({
            "group": "meta.k8s.io",
            "kind": "ListOptions",
            "causes": [{
                "reason": format!("FieldValue{reason}"),
                "message": format!("{reason}: {message}"),
                "field": field,
            }],
        });
        Self {
            details: Some(details),
            ..Self::new(422, "Invalid", text)
        }
    }

    /// The `v1.Status` object, in the API server's own order of fields.
    pub(crate) fn status(&self) -> String {
        let mut metadata = Map::new();
        if let Some(resume) = &self.resume {
            metadata.insert("continue".into(), resume.as_str().into());
        }
        let mut text = format!(
            r#"{{"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure","message":{}"#,
            Value::Object(metadata),
            Value::String(self.message.clone()),
        );
        if !self.reason.is_empty() {
            text.push_str(&format!(r#","reason":"{}""#, self.reason));
        }
        if let Some(details) = &self.details {
            text.push_str(&format!(r#","details":{details}"#));
        }
        text.push_str(&format!(r#","code":{}}}"#, self.code));
        text
    }

    pub(crate) fn answer(&self) -> Answer {
        let code = StatusCode::from_u16(self.code).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        answer(code, "application/json", whole(self.status() + "\n"))
    }
}

/// Whom the API server takes the caller for.
const USER: &str = "dashboard-light";

fn details(name: Option<&str>, group: &str, plural: &str) -> Value {
    let mut details = Map::new();
    if let Some(name) = name {
        details.insert("name".into(), name.into());
    }
    if !group.is_empty() {
        details.insert("group".into(), group.into());
    }
    details.insert("kind".into(), plural.into());
    Value::Object(details)
}
