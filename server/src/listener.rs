//! Listening with TLS, and knowing who called.

use axum::extract::connect_info::Connected;
use axum::serve::{IncomingStream, Listener};
use rustls::ServerConfig;
use std::collections::VecDeque;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::{AbortHandle, JoinSet};
use tokio::time::timeout;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

/// So many handshakes are under way at most. One more ends the oldest: who is slow on purpose must
/// not keep others out, and an honest client is done long before.
const MOST_HANDSHAKES: usize = 1024;
/// A handshake that takes longer is given up.
const HANDSHAKE_LIMIT: Duration = Duration::from_secs(10);

/// The address at the other end of a connection: the client's, or that of a proxy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PeerAddress(pub SocketAddr);

/// Accepts TCP connections and hands them on once their TLS handshake is done. Handshakes run on
/// their own, so that a slow one keeps nobody else waiting.
#[derive(Debug)]
pub struct TlsListener {
    tcp: TcpListener,
    config: Arc<ServerConfig>,
    handshakes: JoinSet<Option<(TlsStream<TcpStream>, SocketAddr)>>,
    /// The same handshakes, and some that are done.
    oldest_first: VecDeque<AbortHandle>,
    most_handshakes: usize,
}

// === impl PeerAddress ===

impl Connected<IncomingStream<'_, TcpListener>> for PeerAddress {
    fn connect_info(stream: IncomingStream<'_, TcpListener>) -> Self {
        Self(*stream.remote_addr())
    }
}

impl Connected<IncomingStream<'_, TlsListener>> for PeerAddress {
    fn connect_info(stream: IncomingStream<'_, TlsListener>) -> Self {
        Self(*stream.remote_addr())
    }
}

// === impl TlsListener ===

impl TlsListener {
    /// Speaks TLS on what `tcp` accepts.
    pub fn new(tcp: TcpListener, config: Arc<ServerConfig>) -> Self {
        Self {
            tcp,
            config,
            handshakes: JoinSet::new(),
            oldest_first: VecDeque::new(),
            most_handshakes: MOST_HANDSHAKES,
        }
    }

    fn begin(&mut self, stream: TcpStream, peer: SocketAddr) {
        if self.oldest_first.len() >= self.most_handshakes {
            self.oldest_first.retain(|one| !one.is_finished());
        }
        if self.oldest_first.len() >= self.most_handshakes
            && let Some(oldest) = self.oldest_first.pop_front()
        {
            oldest.abort();
        }
        let acceptor = TlsAcceptor::from(Arc::clone(&self.config));
        let handshake = self.handshakes.spawn(shake_hands(acceptor, stream, peer));
        self.oldest_first.push_back(handshake);
    }
}

impl Listener for TlsListener {
    type Io = TlsStream<TcpStream>;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Self::Io, Self::Addr) {
        loop {
            tokio::select! {
                Some(done) = self.handshakes.join_next() => {
                    if let Ok(Some(connection)) = done {
                        return connection;
                    }
                }
                // axum's own: it waits a moment when no more files can be open.
                (stream, peer) = Listener::accept(&mut self.tcp) => self.begin(stream, peer),
            }
        }
    }

    fn local_addr(&self) -> io::Result<Self::Addr> {
        self.tcp.local_addr()
    }
}

async fn shake_hands(
    acceptor: TlsAcceptor,
    stream: TcpStream,
    peer: SocketAddr,
) -> Option<(TlsStream<TcpStream>, SocketAddr)> {
    match timeout(HANDSHAKE_LIMIT, acceptor.accept(stream)).await {
        Ok(Ok(stream)) => Some((stream, peer)),
        // Port scanners and probes do this all day.
        Ok(Err(error)) => {
            tracing::debug!(%peer, %error, "a TLS handshake failed");
            None
        }
        Err(_) => {
            tracing::debug!(%peer, "a TLS handshake took too long");
            None
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests fail by panicking")]

    use super::*;
    use crate::tls::Certificate;
    use std::net::Ipv4Addr;
    use tokio::io::AsyncReadExt;
    use tokio::time::Instant;

    #[tokio::test(start_paused = true)]
    async fn one_handshake_too_many_ends_the_oldest() {
        let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
        let folder = tempfile::tempdir().unwrap();
        let files = config::Tls {
            certificate: folder.path().join("tls.crt"),
            key: folder.path().join("tls.key"),
        };
        std::fs::write(&files.certificate, made.cert.pem()).unwrap();
        std::fs::write(&files.key, made.signing_key.serialize_pem()).unwrap();
        let config = Certificate::load(&files).await.unwrap().server_config();
        let tcp = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let mut listener = TlsListener::new(tcp, config);
        listener.most_handshakes = 2;
        let (mut clients, mut accepted) = (Vec::new(), Vec::new());
        for _ in 0..3 {
            let address = listener.tcp.local_addr().unwrap();
            clients.push(TcpStream::connect(address).await.unwrap());
            accepted.push(listener.tcp.accept().await.unwrap());
        }

        let began = Instant::now();
        for (stream, peer) in accepted {
            listener.begin(stream, peer);
        }
        let ended = listener.handshakes.join_next().await.unwrap();
        assert!(ended.unwrap_err().is_cancelled());
        assert_eq!(clients[0].read(&mut [0; 16]).await.unwrap(), 0);
        assert_eq!(began.elapsed(), Duration::ZERO);

        // The others have all the time there is.
        for client in &mut clients[1..] {
            assert!(
                listener
                    .handshakes
                    .join_next()
                    .await
                    .unwrap()
                    .unwrap()
                    .is_none()
            );
            assert_eq!(client.read(&mut [0; 16]).await.unwrap(), 0);
        }
        assert_eq!(began.elapsed(), HANDSHAKE_LIMIT);
    }
}
