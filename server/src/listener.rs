//! Where connections come from: counted, and known by who called.

mod connections;
mod tls;

pub use connections::{Connections, Place};
pub use tls::TlsListener;

use nix::sys::socket::setsockopt;
use nix::sys::socket::sockopt::TcpUserTimeout;
use std::net::{IpAddr, Ipv6Addr, SocketAddr};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};

/// A client that takes nothing of what is sent to it for so long is given up, whether it is gone or
/// does not read. Streams send something every 5 s.
pub const STALL_LIMIT: Duration = Duration::from_secs(30);

/// The address at the other end of a connection: the client's, or that of a proxy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PeerAddress(pub SocketAddr);

/// Who called.
#[derive(Debug)]
pub struct Peer {
    /// From where.
    pub address: PeerAddress,
    /// Whether it is a proxy that is trusted.
    pub is_proxy: bool,
    /// Its place among the open connections.
    pub place: Place,
}

/// What connections come from.
pub trait Listener: Send + 'static {
    /// A connection.
    type Io: AsyncRead + AsyncWrite + Unpin + Send + 'static;

    /// Waits for the next one.
    fn accept(&mut self) -> impl Future<Output = (Self::Io, Peer)> + Send;
}

/// Accepts TCP connections while there is a place for them; others are closed at once.
#[derive(Debug)]
pub struct CountingListener {
    tcp: TcpListener,
    connections: Connections,
    stall_limit: Duration,
}

/// The part of an address that is one customer's: who has one IPv6 address has its whole network.
pub(crate) fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => {
            Ipv6Addr::from_bits(address.to_bits() & !u128::from(u64::MAX)).into()
        }
        address => address,
    }
}

// === impl CountingListener ===

impl CountingListener {
    /// Takes so many `connections` from `tcp`, and gives up clients that take nothing for
    /// `stall_limit`.
    pub fn new(tcp: TcpListener, connections: Connections, stall_limit: Duration) -> Self {
        Self {
            tcp,
            connections,
            stall_limit,
        }
    }
}

impl Listener for CountingListener {
    type Io = TcpStream;

    async fn accept(&mut self) -> (TcpStream, Peer) {
        loop {
            // axum's own: it waits a moment when no more files can be open.
            let (stream, address) = axum::serve::Listener::accept(&mut self.tcp).await;
            if let Ok(place) = self.connections.open(address.ip()) {
                limit_stalls(&stream, self.stall_limit);
                let is_proxy = self.connections.is_proxy(address.ip());
                let address = PeerAddress(address);
                return (
                    stream,
                    Peer {
                        address,
                        is_proxy,
                        place,
                    },
                );
            }
        }
    }
}

/// Has the system end the connection when nothing of what was sent is taken for so long.
fn limit_stalls(stream: &TcpStream, limit: Duration) {
    let limit = u32::try_from(limit.as_millis()).unwrap_or(u32::MAX);
    if let Err(error) = setsockopt(stream, TcpUserTimeout, &limit) {
        tracing::debug!(%error, "a connection has no limit for stalling");
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests fail by panicking")]

    use super::network;

    #[test]
    fn a_network_of_ipv6_is_one_customers() {
        let network = |text: &str| network(text.parse().unwrap());
        assert_eq!(network("2001:db8:0:1::1"), network("2001:db8:0:1:ffff::2"));
        assert_ne!(network("2001:db8:0:1::1"), network("2001:db8:0:2::1"));
        assert_ne!(network("192.0.2.1"), network("192.0.2.2"));
        assert_eq!(network("::ffff:192.0.2.1"), network("192.0.2.1"));
    }
}
