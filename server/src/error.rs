//! Why the server could not start.

use crate::auth::audit::AuditFolderError;
use crate::auth::keys::NoRandomness;
use crate::auth::provider::SetUpError;
use crate::tls::TlsError;
use std::net::SocketAddr;
use std::path::PathBuf;

/// Why the server could not start, in words for whoever started it.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The configuration has mistakes; the report lists them all.
    #[error("{0}")]
    Config(String),
    /// A kubeconfig cannot be used.
    #[error("cannot use the kubeconfig {file}: {reason}")]
    Kubeconfig {
        /// The file.
        file: String,
        /// What is wrong with it.
        reason: String,
    },
    /// A cluster names a scenario that does not exist.
    #[error("cluster {cluster}: {reason}")]
    Scenario {
        /// The cluster.
        cluster: String,
        /// What is allowed.
        reason: String,
    },
    /// The address cannot be listened on.
    #[error(
        "cannot listen on {address}: {source}; is another program using the port? (server.listen, server.admin_listen)"
    )]
    Listen {
        /// The address.
        address: SocketAddr,
        /// What the system said.
        source: std::io::Error,
    },
    /// The folder with the page's files cannot be read.
    #[error("cannot read the site folder {folder}: {reason} (server.site_folder)", folder = folder.display())]
    Site {
        /// The folder.
        folder: PathBuf,
        /// What is wrong.
        reason: String,
    },
    /// The log filter is not understood.
    #[error(
        "log.level `{level}` is not understood: {reason}; use error, warn, info, debug, trace or target=level pairs"
    )]
    LogLevel {
        /// As configured.
        level: String,
        /// What is wrong with it.
        reason: String,
    },
    /// The system gives no random numbers.
    #[error(transparent)]
    Randomness(#[from] NoRandomness),
    /// The identity provider can't be talked to with this configuration.
    #[error(transparent)]
    Provider(#[from] SetUpError),
    /// Audit events can't be kept where the configuration wants them.
    #[error(transparent)]
    Audit(#[from] AuditFolderError),
    /// The certificate can't be used.
    #[error(transparent)]
    Tls(#[from] TlsError),
    /// An answer can't be printed.
    #[error("cannot write to the standard output: {0}")]
    Output(std::io::Error),
    /// Serving ended with an error.
    #[error("serving failed: {0}")]
    Serve(std::io::Error),
}
