//! Whether a certificate is good at a moment.

use model::Timestamp;
use rustls::client::verify_server_cert_signed_by_trust_anchor;
use rustls::crypto::CryptoProvider;
use rustls::pki_types::UnixTime;
use rustls::server::ParsedCertificate;
use rustls::sign::CertifiedKey;
use rustls::{CertificateError, Error, RootCertStore};
use std::time::Duration;

/// Where a moment lies in the time for which a certificate was issued.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Validity {
    /// Before it.
    NotYet,
    /// In it.
    Good,
    /// After it.
    Over,
}

// === impl Validity ===

impl Validity {
    /// Of the server's own certificate, without its chain.
    pub(super) fn of(key: &CertifiedKey, at: Timestamp, provider: &CryptoProvider) -> Self {
        let Ok(certificate) = key.end_entity_cert().and_then(ParsedCertificate::try_from) else {
            return Self::Good;
        };
        let since_epoch = Duration::from_millis(at.0.try_into().unwrap_or_default());
        // Nobody is trusted here, so it fails in any case; but time is judged before the issuer.
        let judged = verify_server_cert_signed_by_trust_anchor(
            &certificate,
            &RootCertStore::empty(),
            &[],
            UnixTime::since_unix_epoch(since_epoch),
            provider.signature_verification_algorithms.all,
        );
        match judged {
            Err(Error::InvalidCertificate(
                CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. },
            )) => Self::NotYet,
            Err(Error::InvalidCertificate(
                CertificateError::Expired | CertificateError::ExpiredContext { .. },
            )) => Self::Over,
            _ => Self::Good,
        }
    }

    /// What follows for those who connect; `None` where all is well.
    pub(super) fn trouble(self) -> Option<&'static str> {
        match self {
            Self::NotYet => Some("is not valid yet; browsers refuse it until then"),
            Self::Good => None,
            Self::Over => Some("has expired; browsers refuse it until it is renewed"),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests fail by panicking")]

    use super::*;
    use rcgen::{BasicConstraints, CertificateParams, IsCa, KeyPair, date_time_ymd};

    #[test]
    fn a_certificate_is_good_from_its_first_to_its_last_second() {
        let provider = rustls::crypto::aws_lc_rs::default_provider();
        let ca = IsCa::Ca(BasicConstraints::Unconstrained);
        for is_ca in [IsCa::NoCa, IsCa::ExplicitNoCa, ca] {
            let mut params = CertificateParams::new(["localhost".to_owned()]).unwrap();
            let (first, last) = (date_time_ymd(2026, 1, 1), date_time_ymd(2026, 4, 1));
            (params.not_before, params.not_after) = (first, last);
            params.is_ca = is_ca;
            let key = KeyPair::generate().unwrap();
            let certificate = params.self_signed(&key).unwrap();
            let pair = CertifiedKey::from_der(
                vec![certificate.der().clone()],
                key.serialize_der().try_into().unwrap(),
                &provider,
            );
            let pair = pair.unwrap();
            let at = |seconds| Validity::of(&pair, Timestamp::from_seconds(seconds), &provider);
            let (first, last) = (first.unix_timestamp(), last.unix_timestamp());
            assert_eq!(at(first - 1), Validity::NotYet);
            assert_eq!(at(first), Validity::Good);
            assert_eq!(at(last), Validity::Good);
            assert_eq!(at(last + 1), Validity::Over);
        }
    }
}
