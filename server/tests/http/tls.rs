//! Serving over real sockets: TLS by the server itself, and the addresses of clients.

use crate::support::configuration;
use axum::Router;
use axum::extract::ConnectInfo;
use axum::routing::get;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::version::{TLS12, TLS13};
use rustls::{ClientConfig, RootCertStore, SupportedProtocolVersion};
use server::ClusterSources;
use server::listener::{PeerAddress, TlsListener};
use server::tls::Certificate;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use tempfile::TempDir;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tokio_util::sync::CancellationToken;

/// A certificate and its key in files.
struct Files {
    folder: TempDir,
    files: config::Tls,
}

impl Files {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let files = config::Tls {
            certificate: folder.path().join("tls.crt"),
            key: folder.path().join("tls.key"),
        };
        let made = Self { folder, files };
        made.renew();
        made
    }

    /// Writes another certificate for `localhost`, which is its own authority.
    fn renew(&self) {
        let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
        std::fs::write(&self.files.certificate, made.cert.pem()).unwrap();
        std::fs::write(&self.files.key, made.signing_key.serialize_pem()).unwrap();
    }

    fn certificate(&self) -> CertificateDer<'static> {
        CertificateDer::from_pem_file(&self.files.certificate).unwrap()
    }
}

async fn bind() -> (TcpListener, SocketAddr) {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let address = listener.local_addr().unwrap();
    (listener, address)
}

/// A server that says who called.
async fn who_called(certificate: &Certificate) -> SocketAddr {
    let (listener, address) = bind().await;
    let listener = TlsListener::new(listener, certificate.server_config());
    let say = async |ConnectInfo(PeerAddress(peer)): ConnectInfo<PeerAddress>| peer.to_string();
    let service = Router::new()
        .route("/", get(say))
        .into_make_service_with_connect_info::<PeerAddress>();
    tokio::spawn(async move { axum::serve(listener, service).await });
    address
}

/// Connects as a client that trusts this certificate and these protocols.
async fn connect(
    to: SocketAddr,
    trusted: &CertificateDer<'static>,
    version: &'static SupportedProtocolVersion,
    protocol: &[u8],
) -> std::io::Result<TlsStream<TcpStream>> {
    let mut roots = RootCertStore::empty();
    roots.add(trusted.clone()).unwrap();
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let mut config = ClientConfig::builder_with_provider(provider)
        .with_protocol_versions(&[version])
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    config.alpn_protocols = vec![protocol.to_vec()];
    let stream = TcpStream::connect(to).await?;
    let name = ServerName::try_from("localhost").unwrap();
    TlsConnector::from(Arc::new(config))
        .connect(name, stream)
        .await
}

/// What this path is answered with, headers and all.
async fn request(mut stream: impl AsyncRead + AsyncWrite + Unpin, path: &str) -> String {
    let request = format!("GET {path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    answer
}

#[tokio::test]
async fn both_versions_speak_http_1_and_know_the_caller() {
    let files = Files::new();
    let certificate = Certificate::load(&files.files).await.unwrap();
    let address = who_called(&certificate).await;
    for version in [&TLS12, &TLS13] {
        let stream = connect(address, &files.certificate(), version, b"http/1.1")
            .await
            .unwrap();
        let (tcp, session) = stream.get_ref();
        assert_eq!(session.alpn_protocol(), Some(b"http/1.1".as_slice()));
        assert_eq!(session.protocol_version(), Some(version.version));
        let me = tcp.local_addr().unwrap().to_string();
        let answer = request(stream, "/").await;
        assert!(
            answer.starts_with("HTTP/1.1 200 ") && answer.ends_with(&me),
            "{answer}"
        );
    }
    let error = connect(address, &files.certificate(), &TLS13, b"h2")
        .await
        .unwrap_err();
    assert!(
        error.to_string().contains("NoApplicationProtocol"),
        "{error}"
    );
}

#[tokio::test]
async fn a_new_certificate_is_used_and_a_bad_one_is_not() {
    let files = Files::new();
    let first = files.certificate();
    let mut certificate = Certificate::load(&files.files).await.unwrap();
    let address = who_called(&certificate).await;
    let open = connect(address, &first, &TLS13, b"http/1.1").await.unwrap();

    files.renew();
    let second = files.certificate();
    assert!(certificate.check().await.unwrap());
    connect(address, &first, &TLS13, b"http/1.1")
        .await
        .unwrap_err();
    connect(address, &second, &TLS13, b"http/1.1")
        .await
        .unwrap();
    assert!(
        request(open, "/").await.starts_with("HTTP/1.1 200 "),
        "open connections stay"
    );

    std::fs::write(&files.files.key, "nonsense").unwrap();
    certificate.check().await.unwrap_err();
    connect(address, &second, &TLS13, b"http/1.1")
        .await
        .unwrap();
    drop(files.folder);
    certificate.check().await.unwrap_err();
    connect(address, &second, &TLS13, b"http/1.1")
        .await
        .unwrap();
}

#[tokio::test]
async fn who_never_finishes_the_handshake_keeps_nobody_waiting() {
    let files = Files::new();
    let certificate = Certificate::load(&files.files).await.unwrap();
    let address = who_called(&certificate).await;
    let mut silent = Vec::new();
    for _ in 0..50 {
        silent.push(TcpStream::connect(address).await.unwrap());
    }
    let mut rubbish = TcpStream::connect(address).await.unwrap();
    rubbish.write_all(b"GET / HTTP/1.1\r\n\r\n").await.unwrap();
    let stream = connect(address, &files.certificate(), &TLS13, b"http/1.1")
        .await
        .unwrap();
    assert!(request(stream, "/").await.starts_with("HTTP/1.1 200 "));
    // Time jumps ahead as soon as there is nothing to do but wait.
    tokio::time::pause();
    for mut stream in silent {
        assert_eq!(stream.read(&mut [0; 16]).await.unwrap(), 0, "it is hung up");
    }
}

#[tokio::test]
async fn the_server_speaks_https_and_limits_addresses() {
    let files = Files::new();
    let (certificate, key) = (files.files.certificate.display(), files.files.key.display());
    let config = configuration(&format!(
        "server:\n  tls: {{ certificate: {certificate}, key: {key} }}\n  \
         limits: {{ requests_per_minute: 1 }}\n"
    ));
    let ((listener, address), (admin, admin_address)) = (bind().await, bind().await);
    let sources = ClusterSources {
        clusters: Vec::new(),
        simulated: Vec::new(),
    };
    let shutdown = CancellationToken::new();
    let running = tokio::spawn(server::run(
        config,
        None,
        sources,
        server::telemetry::silent(),
        (listener, admin),
        shutdown.clone(),
    ));
    let mut answers = Vec::new();
    for _ in 0..2 {
        let stream = connect(address, &files.certificate(), &TLS13, b"http/1.1")
            .await
            .unwrap();
        answers.push(request(stream, "/api/v1/session").await);
    }
    assert!(answers[0].starts_with("HTTP/1.1 200 "), "{}", answers[0]);
    assert!(
        answers[0].contains("strict-transport-security: max-age="),
        "{}",
        answers[0]
    );
    assert!(answers[1].starts_with("HTTP/1.1 429 "), "{}", answers[1]);
    let plain = request(TcpStream::connect(admin_address).await.unwrap(), "/livez").await;
    assert!(plain.starts_with("HTTP/1.1 200 "), "{plain}");
    shutdown.cancel();
    running.await.unwrap().unwrap();
}

#[tokio::test]
async fn a_certificate_that_is_not_there_is_said_at_the_start() {
    let config = configuration("server: { tls: { certificate: /no/such.crt, key: /no/such.key } }");
    let ((listener, _), (admin, _)) = (bind().await, bind().await);
    let sources = ClusterSources {
        clusters: Vec::new(),
        simulated: Vec::new(),
    };
    let telemetry = server::telemetry::silent();
    let stop = CancellationToken::new();
    let ended = server::run(config, None, sources, telemetry, (listener, admin), stop).await;
    let error = ended.unwrap_err().to_string();
    assert!(
        error.starts_with("server.tls.certificate: cannot read /no/such.crt: "),
        "{error}"
    );
}
