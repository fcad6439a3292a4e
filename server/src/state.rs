//! What every request needs.

use crate::StartError;
use crate::auth::Access;
use crate::site::Site;
use app::PageSettings;
use axum::extract::FromRef;
use config::Config;
use fleet::{Clock, Fleet};
use std::sync::Arc;
use tokio_util::sync::CancellationToken;

/// What every request needs; cheap to clone.
#[derive(Clone, Debug)]
pub struct AppState {
    /// The data layer.
    pub fleet: Fleet,
    /// The time of day.
    pub clock: Clock,
    /// Who may see what.
    pub access: Access,
    /// What the page shows whatever the fleet.
    pub settings: Arc<PageSettings>,
    /// The page's files.
    pub site: Arc<Site>,
    /// `/assets/colors.css`: the configured status colours.
    pub colors: Arc<str>,
    /// Whether browsers reach us by https.
    pub is_https: bool,
    /// Ends streams when the server stops.
    pub shutdown: CancellationToken,
}

// === impl AppState ===

impl AppState {
    /// The state for this configuration and fleet.
    pub fn new(
        config: &Config,
        fleet: Fleet,
        clock: Clock,
        shutdown: CancellationToken,
    ) -> Result<Self, StartError> {
        let is_https = config.server.tls.is_some()
            || config
                .server
                .public_url
                .as_ref()
                .is_some_and(|url| url.scheme() == "https");
        Ok(Self {
            fleet,
            clock,
            access: Access::new(config),
            settings: Arc::new(page_settings(config)),
            site: Arc::new(Site::load(config.server.site_folder.as_deref())?),
            colors: crate::colors::colors_css(&config.ui.status_colors).into(),
            is_https,
            shutdown,
        })
    }
}

impl FromRef<AppState> for Access {
    fn from_ref(state: &AppState) -> Self {
        state.access.clone()
    }
}

/// What the page shows whatever the fleet; the menu is each caller's own.
fn page_settings(config: &Config) -> PageSettings {
    PageSettings {
        title: config.ui.title.clone(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        refresh_interval_seconds: config.ui.refresh_interval_seconds,
        menu: Vec::new(),
        identity: None,
    }
}
