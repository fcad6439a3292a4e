//! Listening with TLS.

use super::{CountingListener, Listener, Peer};
use rustls::ServerConfig;
use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpStream;
use tokio::task::{AbortHandle, JoinSet};
use tokio::time::timeout;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

/// So many handshakes are under way at most. One more ends the oldest: who is slow on purpose must
/// not keep others out, and an honest client is done long before.
const MOST_HANDSHAKES: usize = 1024;
/// A handshake that takes longer is given up.
const HANDSHAKE_LIMIT: Duration = Duration::from_secs(10);

/// Accepts TCP connections and hands them on once their TLS handshake is done. Handshakes run on
/// their own, so that a slow one keeps nobody else waiting.
#[derive(Debug)]
pub struct TlsListener {
    tcp: CountingListener,
    config: Arc<ServerConfig>,
    handshakes: JoinSet<Option<(TlsStream<TcpStream>, Peer)>>,
    /// The same handshakes, and some that are done.
    oldest_first: VecDeque<AbortHandle>,
    most_handshakes: usize,
}

// === impl TlsListener ===

impl TlsListener {
    /// Speaks TLS on what `tcp` accepts.
    pub fn new(tcp: CountingListener, config: Arc<ServerConfig>) -> Self {
        Self {
            tcp,
            config,
            handshakes: JoinSet::new(),
            oldest_first: VecDeque::new(),
            most_handshakes: MOST_HANDSHAKES,
        }
    }

    fn begin(&mut self, stream: TcpStream, peer: Peer) {
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

    async fn accept(&mut self) -> (Self::Io, Peer) {
        loop {
            tokio::select! {
                Some(done) = self.handshakes.join_next() => {
                    if let Ok(Some(connection)) = done {
                        return connection;
                    }
                }
                (stream, peer) = self.tcp.accept() => self.begin(stream, peer),
            }
        }
    }
}

async fn shake_hands(
    acceptor: TlsAcceptor,
    stream: TcpStream,
    peer: Peer,
) -> Option<(TlsStream<TcpStream>, Peer)> {
    match timeout(HANDSHAKE_LIMIT, acceptor.accept(stream)).await {
        Ok(Ok(stream)) => Some((stream, peer)),
        // Port scanners and probes do this all day.
        Ok(Err(error)) => {
            tracing::debug!(peer = %peer.address.0, %error, "a TLS handshake failed");
            None
        }
        Err(_) => {
            tracing::debug!(peer = %peer.address.0, "a TLS handshake took too long");
            None
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests fail by panicking")]

    use super::*;
    use crate::listener::{Connections, STALL_LIMIT};
    use crate::tls::Certificate;
    use std::net::Ipv4Addr;
    use tokio::io::AsyncReadExt;
    use tokio::net::TcpListener;
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
        let address = tcp.local_addr().unwrap();
        let tcp = CountingListener::new(tcp, Connections::new("test", 0), STALL_LIMIT);
        let mut listener = TlsListener::new(tcp, config);
        listener.most_handshakes = 2;
        let (mut clients, mut accepted) = (Vec::new(), Vec::new());
        for _ in 0..3 {
            clients.push(TcpStream::connect(address).await.unwrap());
            accepted.push(listener.tcp.accept().await);
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
