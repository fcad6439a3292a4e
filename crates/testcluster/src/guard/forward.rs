//! The way from a node to the API server, which listens on loopback only.

use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

use crate::error::{Doing, Result};

/// A listener on a node's link that passes connections on. Dropping it ends it.
#[derive(Debug)]
pub(super) struct Forward(JoinHandle<()>);

// === impl Forward ===

impl Forward {
    /// Passes connections to this address and port on to the same port of loopback.
    pub(super) async fn start(address: &str, port: u16) -> Result<Self> {
        let listener = TcpListener::bind((address, port))
            .await
            .doing(|| format!("listening on {address}:{port}"))?;
        Ok(Self(tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(pass_on(stream, port));
            }
        })))
    }
}

impl Drop for Forward {
    fn drop(&mut self) {
        self.0.abort();
    }
}

async fn pass_on(mut from: TcpStream, port: u16) {
    // A refused connection is dropped, which the node sees as the API server's end.
    if let Ok(mut to) = TcpStream::connect(("127.0.0.1", port)).await {
        let _ = from.set_nodelay(true);
        let _ = to.set_nodelay(true);
        let _ = copy_bidirectional(&mut from, &mut to).await;
    }
}
