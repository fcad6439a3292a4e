//! What a provider says of itself (OpenID Connect Discovery 1.0).

use super::error::{ProviderError, quotable};
use serde_json::{Map, Value};
use url::Url;

/// The discovery document, as far as we need it.
#[derive(Debug)]
pub(super) struct Metadata {
    /// The provider's name for itself, as ID tokens carry it.
    pub(super) issuer: String,
    pub(super) authorization_endpoint: Url,
    pub(super) token_endpoint: Url,
    pub(super) userinfo_endpoint: Url,
    pub(super) jwks_uri: Url,
    pub(super) end_session_endpoint: Option<Url>,
    /// Whether our secret must be in the body, because it is not taken from a header.
    pub(super) wants_secret_in_body: bool,
}

/// How errors name it.
pub(super) const DISCOVERY_DOCUMENT: &str = "discovery document";

/// Where the document of this issuer is.
pub(super) fn address(issuer: &Url) -> Url {
    let mut address = issuer.clone();
    address.set_query(None);
    address.set_fragment(None);
    if let Ok(mut path) = address.path_segments_mut() {
        path.pop_if_empty()
            .extend([".well-known", "openid-configuration"]);
    }
    address
}

// === impl Metadata ===

impl Metadata {
    /// Reads the document of the provider that is configured as `issuer`.
    pub(super) fn read(document: &Map<String, Value>, issuer: &Url) -> Result<Self, ProviderError> {
        let its_issuer = text(document, "issuer")?.ok_or_else(|| missing("issuer"))?;
        if !is_same(its_issuer, issuer) {
            return Err(unusable(format!(
                "the provider calls itself {}, and {issuer} is configured",
                quotable(its_issuer, &[])
            )));
        }
        let optional = |name| endpoint(document, name, issuer);
        let required = |name| optional(name)?.ok_or_else(|| missing(name));
        Ok(Self {
            issuer: its_issuer.to_owned(),
            authorization_endpoint: required("authorization_endpoint")?,
            token_endpoint: required("token_endpoint")?,
            userinfo_endpoint: required("userinfo_endpoint")?,
            jwks_uri: required("jwks_uri")?,
            end_session_endpoint: optional("end_session_endpoint")?,
            wants_secret_in_body: wants_secret_in_body(document),
        })
    }
}

/// Whether both name the same provider; a slash at the end makes no difference.
fn is_same(its_issuer: &str, issuer: &Url) -> bool {
    fn trimmed(url: &Url) -> &str {
        url.as_str().trim_end_matches('/')
    }
    Url::parse(its_issuer).is_ok_and(|its_issuer| trimmed(&its_issuer) == trimmed(issuer))
}

fn endpoint(
    document: &Map<String, Value>,
    name: &str,
    issuer: &Url,
) -> Result<Option<Url>, ProviderError> {
    let Some(address) = text(document, name)? else {
        return Ok(None);
    };
    let url = Url::parse(address).map_err(|error| unusable(format!("{name}: {error}")))?;
    match url.scheme() {
        "https" => Ok(Some(url)),
        // Secrets would leave the encrypted path.
        "http" if issuer.scheme() == "http" => Ok(Some(url)),
        scheme => Err(unusable(format!(
            "{name} is an {} address, and the issuer an {} one",
            quotable(scheme, &[]),
            issuer.scheme()
        ))),
    }
}

/// `client_secret_basic` is what a provider that says nothing takes.
fn wants_secret_in_body(document: &Map<String, Value>) -> bool {
    let methods = document
        .get("token_endpoint_auth_methods_supported")
        .and_then(Value::as_array);
    methods.is_some_and(|methods| {
        let has = |method: &str| methods.iter().any(|it| it == method);
        has("client_secret_post") && !has("client_secret_basic")
    })
}

fn text<'a>(
    document: &'a Map<String, Value>,
    name: &str,
) -> Result<Option<&'a str>, ProviderError> {
    match document.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(_) => Err(unusable(format!("{name} is no text"))),
    }
}

fn missing(name: &str) -> ProviderError {
    unusable(format!("it has no {name}"))
}

fn unusable(reason: String) -> ProviderError {
    ProviderError::bad_answer(DISCOVERY_DOCUMENT, reason)
}
