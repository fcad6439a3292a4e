//! How many connections may be open: `server.limits`.

use super::network;
use crate::open_files;
use crate::tally::{Counted, Tally};
use ipnet::IpNet;
use metrics::{counter, gauge};
use parking_lot::Mutex;
use std::fmt::{self, Display};
use std::net::IpAddr;
use std::time::Duration;
use tokio::time::Instant;

/// A refusal is said in the log again after this time.
const SAY_AGAIN: Duration = Duration::from_secs(60);
const OPEN: &str = "dashboard_light_connections";
const REFUSED: &str = "dashboard_light_connections_refused_total";

/// The open connections of one port. 0 is no limit.
#[derive(Debug)]
pub struct Connections {
    /// Which port's they are, in the metrics.
    port: &'static str,
    most: u32,
    most_per_address: u32,
    /// Networks whose connections are for many clients.
    trusted: Vec<IpNet>,
    all: Tally<()>,
    by_address: Tally<IpAddr>,
    said: Mutex<Option<Instant>>,
}

/// An open connection, until it is dropped.
#[derive(Debug)]
pub struct Place {
    port: &'static str,
    _one_of_all: Counted<()>,
    _one_of_its_address: Option<Counted<IpAddr>>,
}

/// Why a connection was closed at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Refusal {
    /// So many are open.
    All(u32),
    /// So many are open from this address.
    Address(u32, IpAddr),
}

// === impl Connections ===

impl Connections {
    /// The page's, as far as files can be open.
    pub fn of_page(server: &config::Server) -> Self {
        let limits = &server.limits;
        let most = open_files::room_for(limits.connections);
        Self {
            most_per_address: limits.connections_per_address,
            trusted: server.trusted_proxies.clone(),
            ..Self::new("page", most)
        }
    }

    /// So many of the port of this name.
    pub fn new(port: &'static str, most: u32) -> Self {
        for reason in ["all", "address"] {
            counter!(REFUSED, "port" => port, "reason" => reason).increment(0);
        }
        Self {
            port,
            most,
            most_per_address: 0,
            trusted: Vec::new(),
            all: Tally::default(),
            by_address: Tally::default(),
            said: Mutex::default(),
        }
    }

    /// Whether connections from this address are those of many clients.
    pub(super) fn is_proxy(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        self.trusted.iter().any(|it| it.contains(&address))
    }

    /// Counts a connection from this address.
    pub(super) fn open(&self, address: IpAddr) -> Result<Place, Refusal> {
        let opened = self.count(address);
        if let Err(refusal) = &opened {
            counter!(REFUSED, "port" => self.port, "reason" => refusal.reason()).increment(1);
            self.say(refusal);
        }
        opened
    }

    fn count(&self, address: IpAddr) -> Result<Place, Refusal> {
        let of_its_address = if self.is_proxy(address) {
            None
        } else {
            let most = self.most_per_address;
            let counted = self.by_address.open(network(address), most);
            Some(counted.ok_or(Refusal::Address(most, address))?)
        };
        let of_all = self.all.open((), self.most);
        let of_all = of_all.ok_or(Refusal::All(self.most))?;
        gauge!(OPEN, "port" => self.port).increment(1.0);
        Ok(Place {
            port: self.port,
            _one_of_all: of_all,
            _one_of_its_address: of_its_address,
        })
    }

    fn say(&self, refusal: &Refusal) {
        let now = Instant::now();
        let mut said = self.said.lock();
        if said.is_none_or(|said| now.duration_since(said) >= SAY_AGAIN) {
            *said = Some(now);
            tracing::warn!(port = self.port, "a connection is refused: {refusal}");
        }
    }
}

// === impl Place ===

impl Drop for Place {
    fn drop(&mut self) {
        gauge!(OPEN, "port" => self.port).decrement(1.0);
    }
}

// === impl Refusal ===

impl Refusal {
    fn reason(&self) -> &'static str {
        match self {
            Self::All(_) => "all",
            Self::Address(..) => "address",
        }
    }
}

impl Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::All(most) => write!(f, "{most} are open (server.limits.connections)"),
            Self::Address(most, address) => write!(
                f,
                "{most} are open from {address} (server.limits.connections_per_address); if that \
                 is a proxy, name it in server.trusted_proxies"
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests fail by panicking")]

    use super::*;

    fn ip(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    fn connections(most: u32, most_per_address: u32) -> Connections {
        Connections {
            most_per_address,
            trusted: vec!["10.0.0.0/8".parse().unwrap()],
            ..Connections::new("test", most)
        }
    }

    #[test]
    fn an_address_has_so_many_and_a_trusted_proxy_any() {
        let connections = connections(100, 2);
        let mut open = Vec::new();
        for from in [
            "192.0.2.1",
            "::ffff:192.0.2.1",
            "2001:db8::1",
            "2001:db8::2",
        ] {
            open.push(connections.open(ip(from)).unwrap());
        }
        for from in ["192.0.2.1", "2001:db8::3"] {
            let refusal = connections.open(ip(from)).unwrap_err();
            assert_eq!(refusal, Refusal::Address(2, ip(from)));
        }
        for _ in 0..10 {
            open.push(connections.open(ip("10.0.0.1")).unwrap());
            open.push(connections.open(ip("::ffff:10.0.0.1")).unwrap());
        }
        open.push(connections.open(ip("2001:db8:0:1::1")).unwrap());
        open.remove(0);
        connections.open(ip("192.0.2.1")).unwrap();
    }

    #[test]
    fn all_together_have_so_many() {
        let connections = connections(2, 0);
        let open = [(); 2].map(|()| connections.open(ip("10.0.0.1")).unwrap());
        let refusal = connections.open(ip("192.0.2.1")).unwrap_err();
        assert_eq!(refusal, Refusal::All(2));
        let of_its_address = connections.by_address.open(ip("192.0.2.1"), 1);
        assert!(of_its_address.is_some(), "what was refused is not counted");
        drop(open);
        connections.open(ip("192.0.2.1")).unwrap();
    }
}
