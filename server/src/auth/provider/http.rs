//! Requests to the provider, with limits on time and size.

use super::error::{ProviderError, SetUpError, quotable, with_causes};
use axum::http::StatusCode;
use axum::http::header::{ACCEPT, CONTENT_TYPE};
use reqwest::redirect::Policy;
use reqwest::{Certificate, Client, Request, Response};
use rustls::RootCertStore;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Map, Value};
use std::path::Path;
use std::time::Duration;
use url::{Host, Url};

const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
const TIMEOUT: Duration = Duration::from_secs(10);

/// Shorter than what servers and firewalls usually grant a quiet connection.
const IDLE_TIMEOUT: Duration = Duration::from_secs(30);

/// The most an answer may have, in bytes.
const LARGEST_ANSWER: usize = 1024 * 1024;

/// Asks the provider.
pub(super) struct Http {
    client: Client,
}

/// What the provider answered.
pub(super) struct Answer {
    /// Which answer this is.
    pub(super) what: &'static str,
    pub(super) status: StatusCode,
    /// The media type without its parameters; empty when there is none.
    pub(super) media_type: String,
    pub(super) body: Vec<u8>,
}

// === impl Http ===

impl Http {
    /// A client for this provider; trusts the system's certificate authorities and those in
    /// `ca_file`.
    pub(super) fn new(issuer: &Url, ca_file: Option<&Path>) -> Result<Self, SetUpError> {
        // reqwest panics without one; the program installs it first thing, tests may not.
        let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
        let mut builder = Client::builder()
            .user_agent(concat!("dashboard-light/", env!("CARGO_PKG_VERSION")))
            .connect_timeout(CONNECT_TIMEOUT)
            .timeout(TIMEOUT)
            .pool_idle_timeout(IDLE_TIMEOUT)
            .redirect(Policy::none())
            .referer(false);
        if is_loopback(issuer) {
            // No proxy leads to this machine.
            builder = builder.no_proxy();
        }
        if let Some(file) = ca_file {
            builder = builder.tls_certs_merge(certificates(file)?);
        }
        let client = builder
            .build()
            .map_err(|error| SetUpError::Http(with_causes(&error)))?;
        Ok(Self { client })
    }

    /// Reads what is at `url`, as somebody with this access token if there is one.
    pub(super) async fn get(
        &self,
        what: &'static str,
        url: &Url,
        access_token: Option<&SecretString>,
    ) -> Result<Answer, ProviderError> {
        let mut request = self
            .client
            .get(url.clone())
            .header(ACCEPT, "application/json");
        if let Some(token) = access_token {
            request = request.bearer_auth(token.expose_secret());
        }
        let request = request
            .build()
            .map_err(|error| unreachable_because(url, error))?;
        self.send(what, request).await
    }

    /// Sends a request. That the provider has trouble of its own counts as not reaching it.
    pub(super) async fn send(
        &self,
        what: &'static str,
        request: Request,
    ) -> Result<Answer, ProviderError> {
        let url = request.url().clone();
        let response = self
            .client
            .execute(request)
            .await
            .map_err(|error| unreachable_because(&url, error))?;
        let status = response.status();
        if status.is_server_error() || status == StatusCode::TOO_MANY_REQUESTS {
            let origin = url.origin().ascii_serialization();
            return Err(ProviderError::Unreachable(format!(
                "{origin} answers {status}"
            )));
        }
        let media_type = media_type(&response);
        let body = body(what, &url, response).await?;
        Ok(Answer {
            what,
            status,
            media_type,
            body,
        })
    }
}

// === impl Answer ===

impl Answer {
    /// The JSON object of a good answer.
    pub(super) fn object(&self) -> Result<Map<String, Value>, ProviderError> {
        if self.status != StatusCode::OK {
            return Err(self.unusable_status());
        }
        // What serde_json says may quote the answer, and so a token.
        serde_json::from_slice(&self.body).map_err(|error| {
            let reason = match self.media_type.as_str() {
                "application/json" => format!(
                    "it is no JSON object (line {}, column {})",
                    error.line(),
                    error.column()
                ),
                "" => "it is no JSON object".to_owned(),
                other => format!("it is {other} and no JSON object"),
            };
            ProviderError::bad_answer(self.what, reason)
        })
    }

    /// The OAuth error it carries, and the description.
    pub(super) fn oauth_error(&self) -> Option<(String, Option<String>)> {
        let answer: Map<String, Value> = serde_json::from_slice(&self.body).ok()?;
        let text = |name| answer.get(name).and_then(Value::as_str).map(str::to_owned);
        Some((text("error")?, text("error_description")))
    }

    fn unusable_status(&self) -> ProviderError {
        let hint = if self.status.is_redirection() {
            "; is the configured address the provider's own?"
        } else {
            ""
        };
        ProviderError::bad_answer(self.what, format!("the status is {}{hint}", self.status))
    }
}

fn certificates(file: &Path) -> Result<Vec<Certificate>, SetUpError> {
    let unusable = |reason: String| SetUpError::CaFile {
        file: file.to_owned(),
        reason,
    };
    let pem = std::fs::read(file).map_err(|error| unusable(error.to_string()))?;
    let mut roots = RootCertStore::empty();
    let mut certificates = Vec::new();
    for certificate in CertificateDer::pem_slice_iter(&pem) {
        let certificate = certificate.map_err(|error| unusable(error.to_string()))?;
        certificates.push(
            Certificate::from_der(&certificate).map_err(|error| unusable(with_causes(&error)))?,
        );
        // reqwest looks into them later, when it no longer knows the file.
        let added = roots.add(certificate);
        added.map_err(|error| unusable(error.to_string()))?;
    }
    if certificates.is_empty() {
        return Err(unusable("there is no certificate in it (PEM)".to_owned()));
    }
    Ok(certificates)
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

fn media_type(response: &Response) -> String {
    let value = response.headers().get(CONTENT_TYPE);
    let value = value.and_then(|value| value.to_str().ok()).unwrap_or("");
    let media_type = value.split(';').next().unwrap_or("").trim();
    quotable(&media_type.to_ascii_lowercase(), &[])
}

async fn body(
    what: &'static str,
    url: &Url,
    mut response: Response,
) -> Result<Vec<u8>, ProviderError> {
    let mut body = Vec::new();
    while let Some(chunk) = response
        .chunk()
        .await
        .map_err(|error| unreachable_because(url, error))?
    {
        if body.len().saturating_add(chunk.len()) > LARGEST_ANSWER {
            let reason = format!("it is larger than {LARGEST_ANSWER} bytes");
            return Err(ProviderError::bad_answer(what, reason));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

/// Names the origin alone: the rest of an address may carry what is nobody's business.
fn unreachable_because(url: &Url, error: reqwest::Error) -> ProviderError {
    let origin = url.origin().ascii_serialization();
    if error.is_timeout() {
        let limit = match error.is_connect() {
            true => CONNECT_TIMEOUT,
            false => TIMEOUT,
        };
        let limit = limit.as_secs();
        return ProviderError::Unreachable(format!("{origin} does not answer within {limit} s"));
    }
    let causes = with_causes(&error.without_url());
    let hint = if causes.contains("UnknownIssuer") {
        "; if a company's own certificate authority signed its certificate, name that in auth.ca_file"
    } else {
        ""
    };
    ProviderError::Unreachable(format!("{origin}: {causes}{hint}"))
}
