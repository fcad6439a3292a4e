//! The Dashboard-Light server: configuration in, one HTTP port out.
//!
//! `main` parses the command line; [`serve`] loads the configuration, starts the data layer and
//! hands both to [`run`], which tests call with listeners of their own.

pub mod auth;
pub mod cli;
mod clusters;
mod colors;
mod error;
pub mod http;
pub mod listener;
mod reload;
pub mod site;
pub mod state;
pub mod telemetry;
pub mod tls;

pub use clusters::{ClusterSources, cluster_sources};
pub use error::StartError;
pub use reload::Watched;

use axum::Router;
use axum::extract::connect_info::Connected;
use axum::serve::{IncomingStream, Listener};
use cli::ConfigSource;
use config::Config;
use fleet::{Clock, Fleet, FleetOptions};
use listener::{PeerAddress, TlsListener};
use state::AppState;
use std::fmt::Debug;
use std::time::Duration;
use tls::Certificate;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

/// How long open requests may take to end after a stop is asked for.
const GRACE: Duration = Duration::from_secs(10);

/// Loads the configuration and serves until the process is asked to stop.
pub async fn serve(source: ConfigSource) -> Result<(), StartError> {
    let watched = Watched::new(source.clone()).await;
    let config = source.load()?;
    let telemetry = telemetry::start(&config.log)?;
    let sources = cluster_sources(&config, source.kubeconfig.as_deref())?;
    let bind = async |address| {
        TcpListener::bind(address)
            .await
            .map_err(|source| StartError::Listen { address, source })
    };
    let listener = bind(config.server.listen).await?;
    let admin = bind(config.server.admin_listen).await?;
    let shutdown = CancellationToken::new();
    tokio::spawn(cancel_on_signal(shutdown.clone()));
    run(
        config,
        Some(watched),
        sources,
        telemetry,
        (listener, admin),
        shutdown,
    )
    .await
}

/// Serves on these listeners, the users' and the operators', until `shutdown` is cancelled. The
/// configuration is read again when `watched` changes, where there is such a file.
pub async fn run(
    config: Config,
    watched: Option<Watched>,
    sources: ClusterSources,
    telemetry: telemetry::Telemetry,
    (listener, admin): (TcpListener, TcpListener),
    shutdown: CancellationToken,
) -> Result<(), StartError> {
    let certificate = match &config.server.tls {
        Some(files) => Some(Certificate::load(files).await?),
        None => None,
    };
    let address = listener.local_addr().map_err(StartError::Serve)?;
    let scheme = certificate.as_ref().map_or("http", |_| "https");
    tracing::info!(
        clusters = sources.clusters.len(),
        "serving {scheme}://{address}"
    );
    let clock = Clock::system();
    let fleet = Fleet::start(
        FleetOptions {
            clusters: sources.clusters,
            naming: clusters::naming_rules(&config.ui),
            metrics_interval: Duration::from_secs(config.metrics.interval_seconds.into()),
            epoch: epoch().into(),
        },
        clock.clone(),
    );
    let state = AppState::new(config, fleet.clone(), clock.clone(), shutdown.clone())?;
    state.warm_up();
    if let Some(watched) = watched {
        tokio::spawn(watched.follow(state.clone()));
    }
    let router = http::router(state.clone());
    let admin_router = http::admin_router(state, telemetry);
    let serve = async {
        let Some(certificate) = certificate else {
            return serve_on(listener, router, &shutdown).await;
        };
        let listener = TlsListener::new(listener, certificate.server_config());
        tokio::select! {
            result = serve_on(listener, router, &shutdown) => result,
            never = certificate.follow(clock) => match never {},
        }
    };
    let serve_admin = serve_on(admin, admin_router, &shutdown);
    let both = async { tokio::try_join!(serve, serve_admin).map(|_| ()) };
    let forced = async {
        shutdown.cancelled().await;
        tokio::time::sleep(GRACE).await;
    };
    let result = tokio::select! {
        result = both => result.map_err(StartError::Serve),
        () = forced => {
            tracing::warn!("some requests did not end within {} s", GRACE.as_secs());
            Ok(())
        }
    };
    fleet.shutdown().await;
    result
}

/// Serves on this listener until `shutdown` is cancelled and every answer has ended.
async fn serve_on<L>(
    listener: L,
    router: Router,
    shutdown: &CancellationToken,
) -> std::io::Result<()>
where
    L: Listener<Addr: Debug>,
    PeerAddress: for<'a> Connected<IncomingStream<'a, L>>,
{
    axum::serve(
        listener,
        router.into_make_service_with_connect_info::<PeerAddress>(),
    )
    .with_graceful_shutdown(shutdown.clone().cancelled_owned())
    .await
}

/// A word that tells this process's sequence numbers from another's.
fn epoch() -> String {
    let mut bytes = [0u8; 8];
    match aws_lc_rs::rand::fill(&mut bytes) {
        Ok(()) => bytes.iter().map(|byte| format!("{byte:02x}")).collect(),
        // Without randomness the process id still differs between neighbours.
        Err(_) => format!("p{}", std::process::id()),
    }
}

async fn cancel_on_signal(shutdown: CancellationToken) {
    use tokio::signal::unix::{SignalKind, signal};
    let Ok(mut terminate) = signal(SignalKind::terminate()) else {
        return;
    };
    tokio::select! {
        _ = terminate.recv() => {}
        _ = tokio::signal::ctrl_c() => {}
    }
    tracing::info!("stopping");
    shutdown.cancel();
}
