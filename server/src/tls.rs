//! The certificate of `server.tls`, read again when its files change.

mod validity;

use aws_lc_rs::digest::{Context, SHA256};
use fleet::Clock;
use parking_lot::RwLock;
use rustls::crypto::{CryptoProvider, aws_lc_rs as crypto};
use rustls::pki_types::pem::{self, PemObject};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;
use rustls::{InconsistentKeys, ServerConfig};
use std::convert::Infallible;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use validity::Validity;

/// How often the files are looked at. Their content is compared, not their time, so that the
/// swapped symbolic links of a mounted Secret and every file system are alike.
const INTERVAL: Duration = Duration::from_secs(10);

/// A certificate with its key, and the files they come from.
#[derive(Debug)]
pub struct Certificate {
    files: config::Tls,
    provider: Arc<CryptoProvider>,
    /// What was in the files when last looked at; `None`: they could not be read.
    seen: Option<Fingerprint>,
    served: Arc<Served>,
    config: Arc<ServerConfig>,
}

type Fingerprint = Vec<u8>;

/// What handshakes are answered with.
#[derive(Debug)]
struct Served(RwLock<Arc<CertifiedKey>>);

/// The content of the two files.
struct Files {
    certificate: Vec<u8>,
    key: Vec<u8>,
}

/// Why a certificate can't be used.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    /// A file can't be read.
    #[error("{setting}: cannot read {file}: {source}", file = file.display())]
    Read {
        /// The setting that names it.
        setting: &'static str,
        /// The file.
        file: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A file is no PEM.
    #[error("{setting}: {file} is not well-formed PEM: {source}", file = file.display())]
    Pem {
        /// The setting that names it.
        setting: &'static str,
        /// The file.
        file: PathBuf,
        /// What is wrong with it.
        source: pem::Error,
    },
    /// There is no certificate in its file.
    #[error(
        "server.tls.certificate: there is no certificate in {file}; it must hold \
         `-----BEGIN CERTIFICATE-----` and so on, the server's own first, then its chain",
        file = .0.display()
    )]
    NoCertificate(PathBuf),
    /// There is no key in its file.
    #[error(
        "server.tls.key: there is no private key in {file}; it must hold \
         `-----BEGIN PRIVATE KEY-----` and so on, without a password",
        file = .0.display()
    )]
    NoKey(PathBuf),
    /// The key belongs to another certificate.
    #[error(
        "server.tls: the key in {key} does not fit the first certificate in {certificate}; \
         use the key that the certificate was issued for",
        key = .0.key.display(), certificate = .0.certificate.display()
    )]
    DoesNotFit(config::Tls),
    /// The cryptography does not accept it.
    #[error(
        "server.tls: {certificate} and {key} cannot be used: {source}",
        key = files.key.display(), certificate = files.certificate.display()
    )]
    Unusable {
        /// The files.
        files: config::Tls,
        /// Why.
        source: rustls::Error,
    },
}

// === impl Certificate ===

impl Certificate {
    /// The certificate in these files.
    ///
    /// # Errors
    /// When there is none that can be used.
    pub async fn load(files: &config::Tls) -> Result<Self, TlsError> {
        let provider = Arc::new(crypto::default_provider());
        let content = Files::read(files).await?;
        let key = content.certified_key(files, &provider)?;
        let served = Arc::new(Served(RwLock::new(Arc::new(key))));
        let mut config = ServerConfig::builder_with_provider(Arc::clone(&provider))
            .with_safe_default_protocol_versions()
            .map_err(|source| TlsError::Unusable {
                files: files.clone(),
                source,
            })?
            .with_no_client_auth()
            .with_cert_resolver(Arc::clone(&served) as Arc<dyn ResolvesServerCert>);
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(Self {
            files: files.clone(),
            provider,
            seen: Some(content.fingerprint()),
            served,
            config: Arc::new(config),
        })
    }

    /// TLS 1.2 and 1.3 with whatever the certificate is at the time of a handshake.
    pub fn server_config(&self) -> Arc<ServerConfig> {
        Arc::clone(&self.config)
    }

    /// Looks at the files for ever, and warns when the certificate is not good at this time.
    pub async fn follow(mut self, clock: Clock) -> Infallible {
        let mut known = Validity::Good;
        loop {
            let validity = Validity::of(&self.served.now(), clock.now(), &self.provider);
            if validity != known
                && let Some(trouble) = validity.trouble()
            {
                let file = self.files.certificate.display();
                tracing::warn!("server.tls.certificate: {file} {trouble}");
            }
            known = validity;
            tokio::time::sleep(INTERVAL).await;
            match self.check().await {
                Ok(false) => {}
                Ok(true) => tracing::info!("the certificate changed and is in use"),
                Err(error) => {
                    tracing::error!(%error, "the changed certificate is refused; the old one stays");
                }
            }
        }
    }

    /// Looks at the files; what is new and good is in use from the next handshake on. Returns
    /// whether it is new.
    ///
    /// # Errors
    /// When it is new and can't be used. The same content is complained about once.
    pub async fn check(&mut self) -> Result<bool, TlsError> {
        let content = Files::read(&self.files).await;
        let now = content.as_ref().ok().map(Files::fingerprint);
        if now == self.seen {
            return Ok(false);
        }
        self.seen = now;
        let key = content?.certified_key(&self.files, &self.provider)?;
        *self.served.0.write() = Arc::new(key);
        Ok(true)
    }
}

// === impl Served ===

impl ResolvesServerCert for Served {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(self.now())
    }
}

impl Served {
    fn now(&self) -> Arc<CertifiedKey> {
        Arc::clone(&self.0.read())
    }
}

// === impl Files ===

impl Files {
    async fn read(files: &config::Tls) -> Result<Self, TlsError> {
        let mut certificate = read("server.tls.certificate", &files.certificate).await?;
        loop {
            let key = read("server.tls.key", &files.key).await?;
            // Where both were replaced at once in between, they are of two pairs.
            let again = read("server.tls.certificate", &files.certificate).await?;
            if again == certificate {
                return Ok(Self { certificate, key });
            }
            certificate = again;
        }
    }

    /// Tells contents apart without keeping a copy of the key.
    fn fingerprint(&self) -> Fingerprint {
        let mut context = Context::new(&SHA256);
        context.update(&self.certificate.len().to_be_bytes());
        context.update(&self.certificate);
        context.update(&self.key);
        context.finish().as_ref().to_vec()
    }

    fn certified_key(
        &self,
        files: &config::Tls,
        provider: &CryptoProvider,
    ) -> Result<CertifiedKey, TlsError> {
        let chain: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(&self.certificate).collect();
        let chain = chain.map_err(|source| TlsError::Pem {
            setting: "server.tls.certificate",
            file: files.certificate.clone(),
            source,
        })?;
        if chain.is_empty() {
            return Err(TlsError::NoCertificate(files.certificate.clone()));
        }
        let key = PrivateKeyDer::from_pem_slice(&self.key).map_err(|source| match source {
            pem::Error::NoItemsFound => TlsError::NoKey(files.key.clone()),
            source => TlsError::Pem {
                setting: "server.tls.key",
                file: files.key.clone(),
                source,
            },
        })?;
        CertifiedKey::from_der(chain, key, provider).map_err(|source| match source {
            rustls::Error::InconsistentKeys(InconsistentKeys::KeyMismatch) => {
                TlsError::DoesNotFit(files.clone())
            }
            source => TlsError::Unusable {
                files: files.clone(),
                source,
            },
        })
    }
}

async fn read(setting: &'static str, file: &Path) -> Result<Vec<u8>, TlsError> {
    let content = tokio::fs::read(file).await;
    content.map_err(|source| TlsError::Read {
        setting,
        file: file.to_owned(),
        source,
    })
}

#[cfg(test)]
mod tests;
