//! The token endpoint (RFC 6749), through the crate `oauth2`.

use super::error::{ProviderError, quotable};
use super::http::Http;
use super::metadata::Metadata;
use futures::future::BoxFuture;
use oauth2::basic::{
    BasicErrorResponse, BasicErrorResponseType, BasicRevocationErrorResponse,
    BasicTokenIntrospectionResponse, BasicTokenType,
};
use oauth2::{
    AccessToken, AsyncHttpClient, AuthType, AuthUrl, Client, ClientId, ClientSecret,
    EndpointNotSet, EndpointSet, HttpRequest, HttpResponse, RedirectUrl, RefreshToken,
    RequestTokenError, Scope, StandardRevocableToken, TokenUrl,
};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::time::Duration;
use url::Url;

/// Our standing with the provider, ready to ask.
pub(super) type OAuthClient = Client<
    BasicErrorResponse,
    Tokens,
    BasicTokenIntrospectionResponse,
    StandardRevocableToken,
    BasicRevocationErrorResponse,
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointSet,
>;

/// How errors name the answer.
pub(super) const TOKEN_ANSWER: &str = "answer with tokens";

/// What the token endpoint gave.
#[derive(Serialize, Deserialize)]
pub(super) struct Tokens {
    access_token: AccessToken,
    token_type: BasicTokenType,
    #[serde(default)]
    refresh_token: Option<RefreshToken>,
    #[serde(default)]
    pub(super) id_token: Option<String>,
}

/// Who we are at the provider.
pub(super) fn client(
    metadata: &Metadata,
    client_id: &str,
    client_secret: Option<&SecretString>,
    redirect_uri: &Url,
) -> OAuthClient {
    let mut client = Client::new(ClientId::new(client_id.to_owned()));
    if let Some(secret) = client_secret {
        let secret = secret.expose_secret().to_owned();
        client = client.set_client_secret(ClientSecret::new(secret));
    }
    client
        .set_auth_type(match metadata.wants_secret_in_body {
            true => AuthType::RequestBody,
            false => AuthType::BasicAuth,
        })
        .set_redirect_uri(RedirectUrl::from_url(redirect_uri.clone()))
        .set_auth_uri(AuthUrl::from_url(metadata.authorization_endpoint.clone()))
        .set_token_uri(TokenUrl::from_url(metadata.token_endpoint.clone()))
}

/// What is asked for. Without `openid` it would not be OpenID Connect.
pub(super) fn scopes(configured: &[String]) -> impl Iterator<Item = Scope> {
    let openid = "openid".to_owned();
    let missing = (!configured.contains(&openid)).then_some(openid);
    missing
        .into_iter()
        .chain(configured.iter().cloned())
        .map(Scope::new)
}

/// Why there are no tokens; what the provider says is repeated without these secrets.
pub(super) fn refusal(
    error: RequestTokenError<ProviderError, BasicErrorResponse>,
    secrets: &[&str],
) -> ProviderError {
    match error {
        RequestTokenError::Request(error) => error,
        RequestTokenError::ServerResponse(answer) => {
            let description = answer
                .error_description()
                .map(|description| quotable(description, secrets));
            match answer.error() {
                BasicErrorResponseType::InvalidGrant => {
                    tracing::debug!(description, "the identity provider answers invalid_grant");
                    ProviderError::InvalidGrant
                }
                error => ProviderError::Refused {
                    error: quotable(error.as_ref(), secrets),
                    description,
                },
            }
        }
        RequestTokenError::Parse(error, _) => {
            let reason = match error.path().to_string().as_str() {
                "." => "something required is missing".to_owned(),
                path => format!("`{path}` is not understood"),
            };
            ProviderError::bad_answer(TOKEN_ANSWER, reason)
        }
        RequestTokenError::Other(_) => {
            ProviderError::bad_answer(TOKEN_ANSWER, "it is empty or can't be understood")
        }
    }
}

// === impl Http ===

impl<'c> AsyncHttpClient<'c> for Http {
    type Error = ProviderError;
    type Future = BoxFuture<'c, Result<HttpResponse, ProviderError>>;

    /// Asks the token endpoint. The answer is an OAuth error, or a JSON object with status 200.
    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(async move {
            let request = reqwest::Request::try_from(request).map_err(|_| {
                ProviderError::bad_answer("token endpoint", "its address cannot be used")
            })?;
            let answer = self.send(TOKEN_ANSWER, request).await?;
            if answer.oauth_error().is_none() {
                answer.object()?;
            }
            let mut response = HttpResponse::new(answer.body);
            *response.status_mut() = answer.status;
            Ok(response)
        })
    }
}

// === impl Tokens ===

impl Tokens {
    /// The token that opens userinfo.
    pub(super) fn bearer(&self) -> Result<SecretString, ProviderError> {
        if !self.token_type.as_ref().eq_ignore_ascii_case("bearer") {
            let reason = "its token is of a type other than Bearer";
            return Err(ProviderError::bad_answer(TOKEN_ANSWER, reason));
        }
        Ok(self.access_token.secret().as_str().into())
    }

    pub(super) fn refresh_token(&self) -> Option<SecretString> {
        let token = self.refresh_token.as_ref()?;
        Some(token.secret().as_str().into())
    }
}

impl oauth2::TokenResponse for Tokens {
    type TokenType = BasicTokenType;

    fn access_token(&self) -> &AccessToken {
        &self.access_token
    }

    fn token_type(&self) -> &BasicTokenType {
        &self.token_type
    }

    /// Not read: we use the token once, at once.
    fn expires_in(&self) -> Option<Duration> {
        None
    }

    fn refresh_token(&self) -> Option<&RefreshToken> {
        self.refresh_token.as_ref()
    }

    /// Not read.
    fn scopes(&self) -> Option<&Vec<Scope>> {
        None
    }
}

impl fmt::Debug for Tokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Tokens(..)")
    }
}
