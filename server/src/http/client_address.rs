//! The address a request comes from.

use crate::listener::PeerAddress;
use axum::extract::{ConnectInfo, Request, State};
use axum::http::{Extensions, HeaderMap};
use axum::middleware::Next;
use axum::response::Response;
use ipnet::IpNet;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

/// What proxies add the address to that they were called from.
const FORWARDED_FOR: &str = "x-forwarded-for";

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

/// Finds out where a request comes from, for everything further in.
pub(super) async fn find(
    State(trusted): State<Arc<[IpNet]>>,
    mut request: Request,
    next: Next,
) -> Response {
    let peer = request.extensions().get::<ConnectInfo<PeerAddress>>();
    if let Some(ConnectInfo(PeerAddress(peer))) = peer {
        let address = client(peer.ip(), request.headers(), &trusted);
        request.extensions_mut().insert(ClientAddress(address));
    }
    next.run(request).await
}

/// The address of the client of a connection from `peer`. What stands in `X-Forwarded-For` was
/// written from left to right by one proxy after the other, the beginning by anybody. So it is read
/// from its end, and only as long as a trusted proxy wrote it.
fn client(peer: IpAddr, headers: &HeaderMap, trusted: &[IpNet]) -> IpAddr {
    let lines = headers.get_all(FORWARDED_FOR).iter();
    let lines: Vec<&[u8]> = lines.map(|line| line.as_bytes()).collect();
    let entries = lines
        .iter()
        .rev()
        .flat_map(|line| line.rsplit(|&byte| byte == b','));
    // An empty entry of a list means nothing (RFC 9110, section 5.6.1).
    let entries = entries
        .map(<[u8]>::trim_ascii)
        .filter(|entry| !entry.is_empty());
    let mut client = peer.to_canonical();
    for entry in entries {
        let is_trusted = trusted.iter().any(|network| network.contains(&client));
        match address(entry) {
            Some(previous) if is_trusted => client = previous,
            _ => break,
        }
    }
    client
}

/// An address as proxies write it: with a port or without.
fn address(entry: &[u8]) -> Option<IpAddr> {
    let text = std::str::from_utf8(entry).ok()?;
    let bare = text
        .strip_prefix('[')
        .and_then(|text| text.strip_suffix(']'));
    let address = match bare {
        Some(bare) => IpAddr::V6(bare.parse().ok()?),
        None => text
            .parse()
            .or_else(|_| text.parse::<SocketAddr>().map(|address| address.ip()))
            .ok()?,
    };
    Some(address.to_canonical())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests fail by panicking")]

    use super::*;
    use axum::http::HeaderValue;
    use proptest::prelude::*;

    fn headers(lines: &[&str]) -> HeaderMap {
        let value = |line: &&str| HeaderValue::from_bytes(line.as_bytes()).unwrap();
        let name = || FORWARDED_FOR.parse().unwrap();
        lines.iter().map(|line| (name(), value(line))).collect()
    }

    fn networks(networks: &[&str]) -> Vec<IpNet> {
        networks.iter().map(|one| one.parse().unwrap()).collect()
    }

    fn ip(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[track_caller]
    fn check(peer: &str, lines: &[&str], expected: &str) {
        let trusted = networks(&["10.0.0.0/8", "fd00::/8"]);
        assert_eq!(
            client(ip(peer), &headers(lines), &trusted),
            ip(expected),
            "{lines:?}"
        );
    }

    #[test]
    fn a_stranger_is_believed_nothing() {
        check("192.0.2.1", &[], "192.0.2.1");
        check("192.0.2.1", &["198.51.100.7"], "192.0.2.1");
        check("::ffff:192.0.2.1", &["10.0.0.1"], "192.0.2.1");
        let all = networks(&[]);
        assert_eq!(
            client(ip("10.0.0.1"), &headers(&["192.0.2.1"]), &all),
            ip("10.0.0.1")
        );
    }

    #[test]
    fn the_rightmost_that_is_not_a_proxy_counts() {
        check("10.0.0.1", &["192.0.2.1"], "192.0.2.1");
        check("10.0.0.1", &["203.0.113.9, 192.0.2.1"], "192.0.2.1");
        check(
            "10.0.0.1",
            &["203.0.113.9,192.0.2.1 , 10.1.1.1,10.2.2.2"],
            "192.0.2.1",
        );
        check("fd00::1", &["203.0.113.9, 2001:db8::1"], "2001:db8::1");
        check("::ffff:10.0.0.1", &["192.0.2.1"], "192.0.2.1");
    }

    #[test]
    fn lines_are_one_list() {
        check(
            "10.0.0.1",
            &["192.0.2.1, 10.1.1.1", "10.2.2.2"],
            "192.0.2.1",
        );
        check("10.0.0.1", &["203.0.113.9", "192.0.2.1"], "192.0.2.1");
        check("10.0.0.1", &["192.0.2.1", "", " , "], "192.0.2.1");
    }

    #[test]
    fn with_only_proxies_the_first_of_them_counts() {
        check("10.0.0.1", &[], "10.0.0.1");
        check("10.0.0.1", &["10.1.1.1, 10.2.2.2"], "10.1.1.1");
    }

    #[test]
    fn rubbish_ends_the_list() {
        for rubbish in [
            "unknown",
            "_hidden",
            "192.0.2.1.5",
            "1",
            "fe80::1%eth0",
            "\u{fc}",
            "[192.0.2.1]",
        ] {
            check(
                "10.0.0.1",
                &[&format!("203.0.113.9, {rubbish}")],
                "10.0.0.1",
            );
            check(
                "10.0.0.1",
                &[&format!("203.0.113.9, {rubbish}, 10.1.1.1")],
                "10.1.1.1",
            );
            check("10.0.0.1", &[&format!("{rubbish}, 192.0.2.1")], "192.0.2.1");
        }
    }

    #[test]
    fn addresses_may_have_ports_and_brackets() {
        check("10.0.0.1", &["192.0.2.1:4711"], "192.0.2.1");
        check("10.0.0.1", &["[2001:db8::1]"], "2001:db8::1");
        check("10.0.0.1", &["[2001:db8::1]:4711"], "2001:db8::1");
        check("10.0.0.1", &["[::ffff:192.0.2.1]:4711"], "192.0.2.1");
        check("10.0.0.1", &["192.0.2.1, ::ffff:10.1.1.1"], "192.0.2.1");
    }

    proptest! {
        #[test]
        fn nobody_but_a_proxy_can_pretend(
            peer in any::<std::net::Ipv4Addr>(),
            lines in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..60), 0..4),
        ) {
            let trusted = networks(&["10.0.0.0/8"]);
            let values = lines.iter().filter_map(|line| HeaderValue::from_bytes(line).ok());
            let headers = values.map(|value| (FORWARDED_FOR.parse().unwrap(), value)).collect();
            let found = client(peer.into(), &headers, &trusted);
            if peer.octets()[0] != 10 {
                prop_assert_eq!(found, IpAddr::V4(peer));
            }
        }

        #[test]
        fn whatever_the_client_writes_changes_nothing(
            pretended in "[ -~]{0,80}",
            client_address in any::<IpAddr>(),
            proxies in prop::collection::vec(any::<[u8; 3]>(), 0..4),
        ) {
            let trusted = networks(&["10.0.0.0/8"]);
            let real = client_address.to_canonical();
            prop_assume!(!trusted[0].contains(&real));
            let proxies = proxies.iter().map(|[a, b, c]| format!(", 10.{a}.{b}.{c}"));
            let line = format!("{pretended}, {client_address}{}", proxies.collect::<String>());
            let found = client(ip("10.0.0.1"), &headers(&[&line]), &trusted);
            prop_assert_eq!(found, real);
        }
    }
}
