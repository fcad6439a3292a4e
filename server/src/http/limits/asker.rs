//! Whose requests are counted together.

use crate::auth::Session;
use crate::http::ClientAddress;
use crate::listener::network;
use axum::http::Extensions;
use std::net::IpAddr;

/// Whose requests are counted together.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Asker {
    /// The session with this id.
    Session(String),
    /// This address, or the network of this IPv6 address.
    Network(IpAddr),
}

// === impl Asker ===

impl Asker {
    /// Who sent the request with this session or else these extensions, as far as that is known.
    pub(super) fn of(session: Option<&Session>, extensions: &Extensions) -> Option<Self> {
        match session {
            Some(session) => Some(Self::Session(session.id.clone())),
            None => ClientAddress::of(extensions).map(Self::at),
        }
    }

    pub(super) fn at(address: IpAddr) -> Self {
        Self::Network(network(address))
    }
}
