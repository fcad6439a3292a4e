//! The `server` section.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;

use ipnet::IpNet;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};
use url::Url;

/// Where the web console listens and how it is reached.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Server {
    /// Address and port of the page and its API. Without `auth` only a loopback address is
    /// accepted, unless `auth.allow_anonymous_access: true` says otherwise.
    #[schemars(with = "String", extend("format" = "socket-address"))]
    pub listen: SocketAddr,
    /// Address and port of `/metrics`, `/livez` and `/readyz`, kept apart from the page.
    #[schemars(with = "String", extend("format" = "socket-address"))]
    pub admin_listen: SocketAddr,
    /// The address people open in the browser, when it differs from `listen` (an ingress).
    #[schemars(with = "Option<String>", extend("format" = "uri"))]
    pub public_url: Option<Url>,
    /// A certificate, when the server itself speaks HTTPS. Absent: plain HTTP behind an ingress.
    pub tls: Option<Tls>,
    /// Networks (CIDR) whose `X-Forwarded-For` is believed. Empty: nobody's, so all who come through
    /// a proxy count as one address.
    #[schemars(schema_with = "networks_schema")]
    pub trusted_proxies: Vec<IpNet>,
    /// How much one may ask.
    pub limits: Limits,
    /// A folder with the site's assets, used instead of those inside the binary.
    #[schemars(extend("format" = "path"))]
    pub site_folder: Option<PathBuf>,
}

/// How much one may ask before the answer is 429. 0: no limit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Limits {
    /// Requests a minute from one address to the pages of signing in. A company behind one
    /// address shares it.
    #[schemars(range(max = 1_000_000))]
    pub auth_per_minute: u32,
    /// Other requests a minute of one session, or from one address without a session.
    #[schemars(range(max = 1_000_000))]
    pub requests_per_minute: u32,
}

/// Files of a certificate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Tls {
    /// PEM file with the certificate and its chain.
    #[schemars(extend("format" = "path"))]
    pub certificate: PathBuf,
    /// PEM file with the private key.
    #[schemars(extend("format" = "path"))]
    pub key: PathBuf,
}

// === impl Limits ===

impl Default for Limits {
    fn default() -> Self {
        Self {
            auth_per_minute: 300,
            requests_per_minute: 6000,
        }
    }
}

// === impl Server ===

impl Default for Server {
    fn default() -> Self {
        Self {
            listen: (Ipv4Addr::LOCALHOST, 3000).into(),
            admin_listen: (Ipv4Addr::LOCALHOST, 9090).into(),
            public_url: None,
            tls: None,
            trusted_proxies: Vec::new(),
            limits: Limits::default(),
            site_folder: None,
        }
    }
}

fn networks_schema(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": "array", "items": { "type": "string", "format": "cidr" } })
}
