//! The address a request comes from.

use axum::http::Extensions;
use std::net::IpAddr;

/// The address of the client, as far as proxies can be believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClientAddress(pub IpAddr);

// === impl ClientAddress ===

impl ClientAddress {
    /// The address of the request with these extensions, where it is known.
    pub fn of(extensions: &Extensions) -> Option<IpAddr> {
        extensions.get::<Self>().map(|address| address.0)
    }
}
