//! Providers behind a company's own certificate authority.

use super::*;
use axum::serve::Listener;
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use rustls::ServerConfig;
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

struct TlsListener {
    tcp: TcpListener,
    acceptor: TlsAcceptor,
}

impl Listener for TlsListener {
    type Io = TlsStream<TcpStream>;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Self::Io, SocketAddr) {
        loop {
            let (stream, address) = self.tcp.accept().await.unwrap();
            if let Ok(stream) = self.acceptor.accept(stream).await {
                return (stream, address);
            }
        }
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.tcp.local_addr()
    }
}

/// A provider behind https, and the certificate of the authority that signed its own.
async fn provider_of_a_company(signer: &Signer) -> (FakeProvider, String) {
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let authority = CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap();
    let key = KeyPair::generate().unwrap();
    let params = CertificateParams::new(vec!["127.0.0.1".to_owned()]).unwrap();
    let certificate = params.signed_by(&key, &authority).unwrap();
    let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(key.serialize_der()));
    let config = ServerConfig::builder()
        .with_no_client_auth()
        .with_single_cert(vec![certificate.der().clone()], key)
        .unwrap();
    let listener = TlsListener {
        tcp: TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap(),
        acceptor: TlsAcceptor::from(Arc::new(config)),
    };
    let issuer = format!("https://{}", listener.local_addr().unwrap());
    let (fake, router) = FakeProvider::new(&issuer, signer);
    tokio::spawn(async move { axum::serve(listener, router).await });
    (fake, authority.pem())
}

#[tokio::test]
async fn a_companys_own_authority_is_trusted_where_it_is_named() {
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    let signer = Signer::p256("a");
    let (fake, authority) = provider_of_a_company(&signer).await;
    let attempt = Attempt::new().unwrap();
    fake.knows_ada(&signer, &attempt);
    let mut settings = settings(&fake.issuer);
    let stranger = Provider::new(&settings, Hands::new().clock()).unwrap();
    let error = stranger.authorize_url(&attempt).await.unwrap_err();
    let text = error.to_string();
    assert!(matches!(error, ProviderError::Unreachable(_)), "{text}");
    assert!(
        text.contains("UnknownIssuer") && text.contains("auth.ca_file"),
        "{text}"
    );

    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("ca.pem");
    std::fs::write(&file, authority).unwrap();
    settings.ca_file = Some(file);
    let provider = Provider::new(&settings, Hands::new().clock()).unwrap();
    provider.exchange("the code", &attempt).await.unwrap();
}

#[test]
fn a_file_without_certificates_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("ca.pem");
    let mut settings = settings(&Url::parse("https://gitlab.example").unwrap());
    settings.ca_file = Some(file.clone());
    let broken = "-----BEGIN CERTIFICATE-----\n!\n-----END CERTIFICATE-----\n";
    let no_certificate = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
    for content in [
        None,
        Some(""),
        Some("text"),
        Some(broken),
        Some(no_certificate),
    ] {
        if let Some(content) = content {
            std::fs::write(&file, content).unwrap();
        }
        let error = Provider::new(&settings, Hands::new().clock()).unwrap_err();
        let text = error.to_string();
        assert!(
            text.contains("ca.pem") && text.contains("auth.ca_file"),
            "{content:?}: {text}"
        );
    }
}
