//! HTTP/1.1 on what a listener accepts, with an end to everybody's patience.

use crate::listener::{Listener, Peer};
use axum::Router;
use axum::extract::{ConnectInfo, Request};
use hyper::server::conn::http1::Builder;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use std::time::Duration;
use tokio_util::sync::CancellationToken;
use tower::ServiceExt;

/// A connection is closed when the headers of its next request are not complete after this time,
/// whether they come slowly or not at all.
const HEADER_LIMIT: Duration = Duration::from_secs(30);
/// The same for trusted proxies. They keep connections for later, up to ten minutes, and a request
/// that meets the end of its connection is lost.
const PROXY_HEADER_LIMIT: Duration = Duration::from_secs(660);
/// The longest headers of a request, in bytes; longer ones are answered with 431.
const HEADERS: usize = 64 * 1024;
/// About so much of a connection is kept here, in bytes: received, and waiting to be sent.
const BUFFER: usize = 64 * 1024;

/// Ends the connection a request came by, whatever is still to be sent.
#[derive(Clone, Debug, Default)]
pub struct HangUp(CancellationToken);

/// Serves on this listener until `shutdown` is cancelled and every answer has ended.
pub async fn serve_on(mut listener: impl Listener, router: Router, shutdown: &CancellationToken) {
    let graceful = GracefulShutdown::new();
    loop {
        let (io, peer) = tokio::select! {
            () = shutdown.cancelled() => break,
            connection = listener.accept() => connection,
        };
        let Peer {
            address,
            is_proxy,
            place,
        } = peer;
        let hang_up = HangUp::default();
        let extensions = (ConnectInfo(address), hang_up.clone());
        let service = router.clone().map_request(move |mut request: Request<_>| {
            let (address, hang_up) = extensions.clone();
            request.extensions_mut().insert(address);
            request.extensions_mut().insert(hang_up);
            request
        });
        let connection =
            builder(is_proxy).serve_connection(TokioIo::new(io), TowerToHyperService::new(service));
        let connection = graceful.watch(connection);
        tokio::spawn(async move {
            let _place = place;
            tokio::select! {
                result = connection => if let Err(error) = result {
                    tracing::trace!(%error, "a connection broke off");
                },
                () = hang_up.0.cancelled() => {}
            }
        });
    }
    drop(listener);
    graceful.shutdown().await;
}

fn builder(is_proxy: bool) -> Builder {
    let mut builder = Builder::new();
    builder
        .timer(TokioTimer::new())
        .header_read_timeout(match is_proxy {
            true => PROXY_HEADER_LIMIT,
            false => HEADER_LIMIT,
        })
        .max_header_size(HEADERS)
        .max_buf_size(BUFFER);
    builder
}

// === impl HangUp ===

impl HangUp {
    /// Ends the connection.
    pub(crate) fn now(&self) {
        self.0.cancel();
    }
}
