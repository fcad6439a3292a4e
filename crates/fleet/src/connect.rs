//! From a configured source to a client.

use crate::exec::Credentials;
use crate::options::Connect;
use crate::trouble::{Cause, Trouble, gist};
use kube::config::{AuthInfo, Context, KubeConfigOptions, Kubeconfig, NamedAuthInfo, NamedContext};
use kube::config::{Cluster, NamedCluster};
use kube::{Client, Config};
use model::Timestamp;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// How long a connection may take to open.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
/// How long reading files and keys may take.
const PREPARE_TIMEOUT: Duration = Duration::from_secs(30);

/// A client with the end of its credentials.
pub(crate) struct Connection {
    pub(crate) client: Client,
    pub(crate) expires: Option<Timestamp>,
}

/// Makes a client; sends nothing to the API server yet.
pub(crate) async fn connect(how: &Connect) -> Result<Connection, Trouble> {
    let (mut config, exec_timeout) = match how {
        Connect::Client(client) => {
            return Ok(Connection {
                client: client.clone(),
                expires: None,
            });
        }
        Connect::InCluster => {
            let config = Config::incluster().map_err(|error| no_config(&error))?;
            (config, PREPARE_TIMEOUT)
        }
        Connect::Server {
            url,
            certificate_authority,
            token_file,
        } => {
            let kubeconfig = kubeconfig_of(url, certificate_authority.as_deref(), token_file);
            (read_config(kubeconfig, None).await?, PREPARE_TIMEOUT)
        }
        Connect::Kubeconfig {
            path,
            context,
            exec_timeout,
        } => {
            let kubeconfig = read_kubeconfig(path.clone()).await?;
            (
                read_config(kubeconfig, context.clone()).await?,
                *exec_timeout,
            )
        }
    };
    config.connect_timeout = Some(CONNECT_TIMEOUT);
    // We have our own, which knows when to give up.
    config.default_retry = false;
    let mut expires = None;
    if let Some(exec) = config.auth_info.exec.clone() {
        let credentials = Credentials::from_plugin(&exec, exec_timeout).await?;
        credentials.install(&mut config.auth_info);
        expires = credentials.expires;
    }
    // Building a client reads files and may run a legacy auth-provider's command.
    let client = blocking(move || Client::try_from(config)).await?;
    let client = client.map_err(|error| match error {
        kube::Error::Auth(_) => Trouble::of(&error),
        error => no_config(&error),
    })?;
    Ok(Connection { client, expires })
}

async fn read_kubeconfig(path: Option<PathBuf>) -> Result<Kubeconfig, Trouble> {
    let read = move || match path {
        Some(path) => Kubeconfig::read_from(path),
        None => Kubeconfig::from_env()?.map_or_else(Kubeconfig::read, Ok),
    };
    blocking(read).await?.map_err(|error| no_config(&error))
}

async fn read_config(kubeconfig: Kubeconfig, context: Option<String>) -> Result<Config, Trouble> {
    let options = KubeConfigOptions {
        context,
        ..KubeConfigOptions::default()
    };
    let config = Config::from_custom_kubeconfig(kubeconfig, &options).await;
    config.map_err(|error| no_config(&error))
}

/// The kubeconfig that says the same as an address, an authority and a token.
fn kubeconfig_of(url: &str, authority: Option<&Path>, token_file: &Path) -> Kubeconfig {
    let name = "cluster".to_owned();
    let text = |path: &Path| path.to_string_lossy().into_owned();
    let cluster = Cluster {
        server: Some(url.to_owned()),
        certificate_authority: authority.map(text),
        ..Cluster::default()
    };
    let auth_info = AuthInfo {
        token_file: Some(text(token_file)),
        ..AuthInfo::default()
    };
    let context = Context {
        cluster: name.clone(),
        user: Some(name.clone()),
        ..Context::default()
    };
    Kubeconfig {
        current_context: Some(name.clone()),
        clusters: vec![NamedCluster {
            name: name.clone(),
            cluster: Some(cluster),
            ..NamedCluster::default()
        }],
        auth_infos: vec![NamedAuthInfo {
            name: name.clone(),
            auth_info: Some(auth_info),
            ..NamedAuthInfo::default()
        }],
        contexts: vec![NamedContext {
            name,
            context: Some(context),
            ..NamedContext::default()
        }],
        ..Kubeconfig::default()
    }
}

fn no_config(error: &dyn std::fmt::Display) -> Trouble {
    let words = format!(
        "The configuration of this cluster: {}",
        gist(&error.to_string())
    );
    Trouble::new(Cause::Credentials, words)
}

/// Does blocking work elsewhere, within a time limit.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Trouble> {
    let limit = PREPARE_TIMEOUT;
    let words = "The configuration of this cluster could not be read";
    match tokio::time::timeout(limit, tokio::task::spawn_blocking(work)).await {
        Ok(Ok(done)) => Ok(done),
        _ => Err(Trouble::new(Cause::Credentials, words)),
    }
}
