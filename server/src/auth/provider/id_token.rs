//! ID tokens: who signed in, in the provider's signed words (OpenID Connect Core 1.0).

use super::error::{ProviderError, quotable};
use super::key_set::{KeySet, is_accepted};
use jsonwebtoken::errors::ErrorKind;
use jsonwebtoken::{Algorithm, Validation};
use model::Timestamp;
use serde_json::{Map, Value};
use std::collections::HashSet;

/// What a provider states of somebody.
pub(super) type Claims = Map<String, Value>;

/// How far clocks may differ, in seconds.
const LEEWAY_SECONDS: i64 = 60;

/// The longest name of a person (OpenID Connect Core, section 2), in bytes.
const LONGEST_SUBJECT: usize = 255;

/// What an ID token must say.
pub(super) struct Expected<'a> {
    /// The provider, in its own words.
    pub(super) issuer: &'a str,
    /// Our name there.
    pub(super) client_id: &'a str,
    /// The nonce of the attempt; none when a session is renewed.
    pub(super) nonce: Option<&'a str>,
    pub(super) now: Timestamp,
}

/// Why a token's signature is not accepted.
#[derive(Debug)]
pub(super) enum Unverified {
    /// None of the keys made it. The provider may have newer ones.
    ByNoKnownKey(String),
    /// It can't be accepted, whatever the keys.
    Unacceptable(String),
}

/// The claims of a token that one of these keys has signed.
pub(super) fn signed_claims(token: &str, keys: &KeySet) -> Result<Claims, Unverified> {
    use Unverified::{ByNoKnownKey, Unacceptable};
    let header = jsonwebtoken::decode_header(token).map_err(|_| {
        Unacceptable("it is no signed JWT, or its algorithm is none we accept".to_owned())
    })?;
    if !is_accepted(header.alg) {
        return Err(Unacceptable(format!(
            "its algorithm {:?} works with a shared secret; the provider must sign with a private key (RS256)",
            header.alg
        )));
    }
    if header.crit.is_some() {
        return Err(Unacceptable("it demands extensions (`crit`)".to_owned()));
    }
    let validation = signature_only(header.alg);
    let mut fits = false;
    for key in keys.matching(header.kid.as_deref(), header.alg) {
        fits = true;
        match jsonwebtoken::decode::<Claims>(token, key, &validation) {
            Ok(token) => return Ok(token.claims),
            Err(error) if is_about_claims(error.kind()) => {
                return Err(Unacceptable("its claims are malformed".to_owned()));
            }
            Err(_) => {}
        }
    }
    Err(ByNoKnownKey(match (fits, header.kid) {
        (true, _) => "its signature is wrong".to_owned(),
        (false, Some(id)) => format!(
            "the provider publishes no {:?} key `{}`",
            header.alg,
            quotable(&id, &[])
        ),
        (false, None) => format!("the provider publishes no {:?} key", header.alg),
    }))
}

/// Who the claims are about, if they are meant for us, now.
pub(super) fn subject<'a>(
    claims: &'a Claims,
    expected: &Expected<'_>,
) -> Result<&'a str, ProviderError> {
    let issuer = text(claims, "iss")?;
    if issuer != expected.issuer {
        return Err(ProviderError::bad_id_token(format!(
            "it is of {} and not of {}",
            quotable(issuer, &[]),
            expected.issuer
        )));
    }
    check_audience(claims, expected.client_id)?;
    if let Some(nonce) = expected.nonce
        && text(claims, "nonce")? != nonce
    {
        let reason = "it belongs to another attempt to sign in (`nonce`)";
        return Err(ProviderError::bad_id_token(reason));
    }
    check_time(claims, expected.now)?;
    let subject = text(claims, "sub")?;
    if subject.is_empty() || subject.len() > LONGEST_SUBJECT {
        let reason = format!("`sub` does not have 1 to {LONGEST_SUBJECT} bytes");
        return Err(ProviderError::bad_id_token(reason));
    }
    Ok(subject)
}

fn check_audience(claims: &Claims, client_id: &str) -> Result<(), ProviderError> {
    let wrong = |reason: &str| Err(ProviderError::bad_id_token(reason));
    let audiences = match claims.get("aud") {
        Some(Value::Array(audiences)) => audiences.as_slice(),
        Some(audience) => std::slice::from_ref(audience),
        None => &[],
    };
    if !audiences.iter().any(|audience| audience == client_id) {
        return wrong("it is not meant for this application (`aud`)");
    }
    match claims.get("azp") {
        Some(azp) if azp != client_id => wrong("it was issued to another application (`azp`)"),
        None if audiences.len() > 1 => wrong(
            "it is meant for several applications, and does not say to which it was issued (`azp`)",
        ),
        _ => Ok(()),
    }
}

/// A token that was just issued is neither old nor of the future: else the clocks differ.
fn check_time(claims: &Claims, now: Timestamp) -> Result<(), ProviderError> {
    let now = now.0.div_euclid(1000);
    let required = |name| {
        moment(claims, name)?
            .ok_or_else(|| ProviderError::bad_id_token(format!("it has no `{name}`")))
    };
    let issued_at = required("iat")?;
    let ends_at = required("exp")?;
    let begins_at = moment(claims, "nbf")?.map_or(issued_at, |moment| moment.max(issued_at));
    let is_early = now < begins_at.saturating_sub(LEEWAY_SECONDS);
    let is_late = now >= ends_at.saturating_add(LEEWAY_SECONDS);
    if is_early {
        let seconds = now.saturating_sub(begins_at);
        Err(ProviderError::ClockSkew { seconds })
    } else if is_late && issued_at < ends_at {
        let seconds = now.saturating_sub(issued_at);
        Err(ProviderError::ClockSkew { seconds })
    } else if is_late {
        let reason = "it had ended before it was issued (`exp`)";
        Err(ProviderError::bad_id_token(reason))
    } else {
        Ok(())
    }
}

/// Seconds since 1970. They may have decimals (RFC 7519, section 2); those too large for a number
/// become the largest, which is out of range all the same.
fn moment(claims: &Claims, name: &str) -> Result<Option<i64>, ProviderError> {
    match claims.get(name) {
        None => Ok(None),
        Some(value) => match value.as_f64() {
            Some(seconds) => Ok(Some(seconds as i64)),
            None => Err(ProviderError::bad_id_token(format!("`{name}` is no time"))),
        },
    }
}

fn text<'a>(claims: &'a Claims, name: &str) -> Result<&'a str, ProviderError> {
    let text = claims.get(name).and_then(Value::as_str);
    text.ok_or_else(|| ProviderError::bad_id_token(format!("it has no text `{name}`")))
}

/// Claims are judged by us: by the clock that is passed in, and with words for each.
fn signature_only(algorithm: Algorithm) -> Validation {
    let mut validation = Validation::new(algorithm);
    validation.required_spec_claims = HashSet::new();
    validation.validate_exp = false;
    validation.validate_nbf = false;
    validation.validate_aud = false;
    validation
}

fn is_about_claims(error: &ErrorKind) -> bool {
    matches!(error, ErrorKind::Json(_) | ErrorKind::Utf8(_))
}

// === impl Unverified ===

impl From<Unverified> for ProviderError {
    fn from(error: Unverified) -> Self {
        match error {
            Unverified::ByNoKnownKey(reason) | Unverified::Unacceptable(reason) => {
                Self::BadIdToken(reason)
            }
        }
    }
}
