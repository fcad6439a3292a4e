//! The OpenID Connect client: at an identity provider people prove who they are.
//!
//! It is the authorization code flow with PKCE (OpenID Connect Core 1.0, RFC 6749, RFC 7636).
//! [`Provider::authorize_url`] sends somebody there, [`Provider::exchange`] asks who came back,
//! and [`Provider::refresh`] asks again later. What the provider says of itself and its keys is
//! kept, so that each of the two asks it twice: for tokens and for userinfo.

mod attempt;
mod cache;
mod error;
mod http;
mod id_token;
mod identity;
mod key_set;
mod metadata;
mod tokens;

pub use attempt::Attempt;
pub use error::{ProviderError, SetUpError};

use axum::http::StatusCode;
use cache::Cache;
use error::quotable;
use fleet::Clock;
use http::Http;
use id_token::{Claims, Expected, Unverified};
use key_set::{KEY_SET, KeySet};
use metadata::{DISCOVERY_DOCUMENT, Metadata};
use oauth2::{AuthorizationCode, CsrfToken, PkceCodeChallenge, PkceCodeVerifier, RefreshToken};
use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;
use std::fmt;
use std::sync::Arc;
use tokens::{OAuthClient, TOKEN_ANSWER, Tokens};
use tracing::Instrument;
use url::Url;

/// The identity provider people sign in with; cheap to clone.
#[derive(Clone, Debug)]
pub struct Provider(Arc<Inner>);

/// Who signed in, as the provider states it.
#[derive(Clone, Debug)]
pub struct SignedIn {
    /// The provider's lasting name of the person.
    pub subject: String,
    /// What people call them: one line, at most 200 characters.
    pub name: String,
    /// Their groups.
    pub groups: Vec<String>,
    /// What asks for them again, where the provider gives that.
    pub refresh_token: Option<SecretString>,
}

/// Why it is not known who somebody is now.
#[derive(Clone, Debug)]
pub struct NotRefreshed {
    /// What went wrong.
    pub error: ProviderError,
    /// What asks the next time, where the provider gave it before that went wrong: the refresh
    /// token that was asked with may be worth nothing any more.
    pub refresh_token: Option<SecretString>,
}

struct Inner {
    settings: config::SignIn,
    clock: Clock,
    http: Http,
    metadata: Cache<Metadata>,
    keys: Cache<KeySet>,
}

/// How errors name what the userinfo endpoint answers.
const USERINFO: &str = "userinfo";

// === impl Provider ===

impl Provider {
    /// The configured provider. Nothing is asked yet.
    ///
    /// # Errors
    /// When the certificates in `ca_file` or of the system can't be used.
    pub fn new(sign_in: &config::SignIn, clock: Clock) -> Result<Self, SetUpError> {
        Ok(Self(Arc::new(Inner {
            settings: sign_in.clone(),
            http: Http::new(&sign_in.issuer, sign_in.ca_file.as_deref())?,
            metadata: Cache::new(DISCOVERY_DOCUMENT, clock.clone()),
            keys: Cache::new(KEY_SET, clock.clone()),
            clock,
        })))
    }

    /// Gets to know the provider, so that the first sign-in need not wait for it. A failure is
    /// logged; the next sign-in tries again.
    pub async fn warm_up(&self) {
        let issuer = self.issuer().as_str();
        match self.keys().await {
            Ok(_) => tracing::info!(issuer, "people can sign in at the identity provider"),
            Err(error) => {
                tracing::warn!(issuer, %error, "nobody can sign in at present");
            }
        }
    }

    /// The provider's address as configured.
    pub fn issuer(&self) -> &Url {
        &self.0.settings.issuer
    }

    /// Where to send somebody who wants to sign in.
    pub async fn authorize_url(&self, attempt: &Attempt) -> Result<Url, ProviderError> {
        let metadata = self.metadata().await?;
        let verifier = PkceCodeVerifier::new(attempt.verifier().to_owned());
        let state = attempt.state().to_owned();
        let client = self.client(&metadata);
        let (url, _) = client
            .authorize_url(|| CsrfToken::new(state))
            .add_scopes(tokens::scopes(&self.0.settings.scopes))
            .set_pkce_challenge(PkceCodeChallenge::from_code_verifier_sha256(&verifier))
            .add_extra_param("nonce", attempt.nonce())
            .url();
        Ok(url)
    }

    /// Who came back with this code.
    pub async fn exchange(&self, code: &str, attempt: &Attempt) -> Result<SignedIn, ProviderError> {
        // Before the code is spent, which works once.
        let keys = self.keys().await?;
        let metadata = self.metadata().await?;
        let verifier = PkceCodeVerifier::new(attempt.verifier().to_owned());
        let tokens = self
            .client(&metadata)
            .exchange_code(AuthorizationCode::new(code.to_owned()))
            .set_pkce_verifier(verifier)
            .request_async(&self.0.http)
            .await
            .map_err(|error| tokens::refusal(error, &[code, attempt.verifier(), self.secret()]))?;
        let Some(id_token) = &tokens.id_token else {
            let reason = "it has no ID token; is `openid` allowed to this application?";
            return Err(ProviderError::bad_answer(TOKEN_ANSWER, reason));
        };
        let claims = self.signed_claims(id_token, keys).await?;
        let expected = self.expected(&metadata, Some(attempt.nonce()));
        let subject = id_token::subject(&claims, &expected)?.to_owned();
        self.signed_in(&metadata, &tokens, subject, Some(&claims))
            .await
    }

    /// Who the person behind a refresh token, `subject`, is now.
    pub async fn refresh(
        &self,
        refresh_token: &SecretString,
        subject: &str,
    ) -> Result<SignedIn, NotRefreshed> {
        let keys = self.keys().await?;
        let metadata = self.metadata().await?;
        let token = RefreshToken::new(refresh_token.expose_secret().to_owned());
        let tokens = self
            .client(&metadata)
            .exchange_refresh_token(&token)
            .request_async(&self.0.http)
            .await
            .map_err(|error| tokens::refusal(error, &[token.secret(), self.secret()]))?;
        match self.still_is(subject, &metadata, &tokens, keys).await {
            Ok(signed_in) => Ok(SignedIn {
                refresh_token: signed_in
                    .refresh_token
                    .or_else(|| Some(refresh_token.clone())),
                ..signed_in
            }),
            Err(error) => Err(NotRefreshed {
                error,
                refresh_token: tokens.refresh_token(),
            }),
        }
    }

    /// Who the person of these tokens is, if it is `subject`.
    async fn still_is(
        &self,
        subject: &str,
        metadata: &Metadata,
        tokens: &Tokens,
        keys: Arc<KeySet>,
    ) -> Result<SignedIn, ProviderError> {
        let claims = match &tokens.id_token {
            Some(id_token) => Some(self.signed_claims(id_token, keys).await?),
            None => None,
        };
        if let Some(claims) = &claims {
            let expected = self.expected(metadata, None);
            if id_token::subject(claims, &expected)? != subject {
                return Err(ProviderError::bad_id_token("it is about somebody else"));
            }
        }
        self.signed_in(metadata, tokens, subject.to_owned(), claims.as_ref())
            .await
    }

    /// Where to send somebody who signs out, so that the provider signs them out too; `None`
    /// where it does not announce that, or was never reached.
    pub fn end_session_url(&self, post_logout_redirect_uri: &Url) -> Option<Url> {
        let mut url = self.0.metadata.kept()?.end_session_endpoint.clone()?;
        url.query_pairs_mut()
            .append_pair("client_id", &self.0.settings.client_id)
            .append_pair(
                "post_logout_redirect_uri",
                post_logout_redirect_uri.as_str(),
            );
        Some(url)
    }

    /// The origin of [`Self::end_session_url`], for the content security policy's `form-action`.
    pub fn end_session_origin(&self) -> Option<String> {
        let metadata = self.0.metadata.kept()?;
        let url = metadata.end_session_endpoint.as_ref()?;
        Some(url.origin().ascii_serialization())
    }

    /// What the provider says of itself.
    async fn metadata(&self) -> Result<Arc<Metadata>, ProviderError> {
        if let Some(metadata) = self.0.metadata.fresh() {
            return Ok(metadata);
        }
        let inner = Arc::clone(&self.0);
        to_its_end(async move { inner.metadata.get(inner.fetch_metadata()).await }).await
    }

    /// The provider's keys.
    async fn keys(&self) -> Result<Arc<KeySet>, ProviderError> {
        if let Some(keys) = self.0.keys.fresh() {
            return Ok(keys);
        }
        let metadata = self.metadata().await?;
        let inner = Arc::clone(&self.0);
        to_its_end(async move { inner.keys.get(inner.fetch_keys(&metadata)).await }).await
    }

    /// The provider's keys, fetched after these.
    async fn newer_keys(&self, used: Arc<KeySet>) -> Result<Arc<KeySet>, ProviderError> {
        let metadata = self.metadata().await?;
        let inner = Arc::clone(&self.0);
        to_its_end(async move {
            let fetch = inner.fetch_keys(&metadata);
            inner.keys.newer_than(&used, fetch).await
        })
        .await
    }

    /// The claims of an ID token. Where no known key made the signature, the provider may have
    /// changed its keys since they were fetched, so they are fetched once more.
    async fn signed_claims(&self, token: &str, keys: Arc<KeySet>) -> Result<Claims, ProviderError> {
        match id_token::signed_claims(token, &keys) {
            Err(Unverified::ByNoKnownKey(reason)) => {
                tracing::debug!(reason, "asking the identity provider for newer keys");
                let keys = self.newer_keys(keys).await?;
                Ok(id_token::signed_claims(token, &keys)?)
            }
            claims => Ok(claims?),
        }
    }

    /// Asks userinfo for name and groups of `subject`. `id_token` has the claims of the ID token,
    /// where there is one.
    async fn signed_in(
        &self,
        metadata: &Metadata,
        tokens: &Tokens,
        subject: String,
        id_token: Option<&Claims>,
    ) -> Result<SignedIn, ProviderError> {
        let userinfo = self.userinfo(metadata, &tokens.bearer()?).await?;
        if userinfo.get("sub").and_then(Value::as_str) != Some(&subject) {
            let reason = "it is about somebody else than the ID token (`sub`)";
            return Err(ProviderError::bad_answer(USERINFO, reason));
        }
        let settings = &self.0.settings;
        let claim = settings.groups_claim.as_str();
        let mut groups = identity::groups(&userinfo, claim, USERINFO)?;
        // GitLab's ID token knows direct memberships only, and those under another name.
        if groups.is_none()
            && settings.provider == config::Provider::Oidc
            && let Some(claims) = id_token
        {
            groups = identity::groups(claims, claim, "ID token")?;
        }
        if groups.is_none() {
            tracing::info!(claim, "the identity provider names no groups of somebody");
        }
        Ok(SignedIn {
            name: identity::name(std::iter::once(&userinfo).chain(id_token), &subject),
            groups: groups.unwrap_or_default(),
            refresh_token: tokens.refresh_token(),
            subject,
        })
    }

    async fn userinfo(
        &self,
        metadata: &Metadata,
        access_token: &SecretString,
    ) -> Result<Claims, ProviderError> {
        let url = &metadata.userinfo_endpoint;
        let answer = self.0.http.get(USERINFO, url, Some(access_token)).await?;
        if let StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN = answer.status {
            let secrets = [access_token.expose_secret()];
            let (error, description) = answer
                .oauth_error()
                .unwrap_or_else(|| (format!("userinfo answers {}", answer.status), None));
            return Err(ProviderError::Refused {
                error: quotable(&error, &secrets),
                description: description.map(|text| quotable(&text, &secrets)),
            });
        }
        if answer.media_type == "application/jwt" {
            let reason = "it is a signed JWT; let the provider answer this application in JSON \
                          (no userinfo_signed_response_alg)";
            return Err(ProviderError::bad_answer(USERINFO, reason));
        }
        answer.object()
    }

    fn client(&self, metadata: &Metadata) -> OAuthClient {
        let settings = &self.0.settings;
        tokens::client(
            metadata,
            &settings.client_id,
            settings.client_secret.as_ref(),
            &settings.redirect_uri,
        )
    }

    fn expected<'a>(&'a self, metadata: &'a Metadata, nonce: Option<&'a str>) -> Expected<'a> {
        Expected {
            issuer: &metadata.issuer,
            client_id: &self.0.settings.client_id,
            nonce,
            now: self.0.clock.now(),
        }
    }

    fn secret(&self) -> &str {
        let secret = self.0.settings.client_secret.as_ref();
        secret.map_or("", ExposeSecret::expose_secret)
    }
}

// === impl NotRefreshed ===

impl From<ProviderError> for NotRefreshed {
    fn from(error: ProviderError) -> Self {
        Self {
            error,
            refresh_token: None,
        }
    }
}

// === impl Inner ===

impl Inner {
    async fn fetch_metadata(&self) -> Result<Metadata, ProviderError> {
        let issuer = &self.settings.issuer;
        let address = metadata::address(issuer);
        let answer = self.http.get(DISCOVERY_DOCUMENT, &address, None).await?;
        Metadata::read(&answer.object()?, issuer)
    }

    async fn fetch_keys(&self, metadata: &Metadata) -> Result<KeySet, ProviderError> {
        let answer = self.http.get(KEY_SET, &metadata.jwks_uri, None).await?;
        KeySet::read(&answer.object()?)
    }
}

impl fmt::Debug for Inner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.settings.issuer)
    }
}

/// Waits for what others wait for too: it goes on when whoever asked first goes away.
async fn to_its_end<T: Send + 'static>(
    work: impl Future<Output = Result<T, ProviderError>> + Send + 'static,
) -> Result<T, ProviderError> {
    let done = tokio::spawn(work.in_current_span()).await;
    done.unwrap_or_else(|_| Err(ProviderError::Unreachable("the server stops".to_owned())))
}

#[cfg(test)]
pub(super) mod tests;
