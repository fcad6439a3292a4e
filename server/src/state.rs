//! What every request needs.

use crate::StartError;
use crate::auth::keys::Keys;
use crate::auth::provider::Provider;
use crate::auth::renewal::Renewals;
use crate::auth::{Audit, EndedSessions, Policy, Sessions};
use crate::http::Limits;
use crate::site::Site;
use app::{AssetNames, NamedView, PageSettings, SignInLink, SignInProvider};
use config::Config;
use fleet::{Clock, Fleet};
use model::{Environments, LinkTemplate, Place, Selection};
use std::sync::Arc;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;
use url::Url;

/// What every request needs; cheap to clone.
#[derive(Clone, Debug)]
pub struct AppState {
    /// The data layer.
    pub fleet: Fleet,
    /// The time of day.
    pub clock: Clock,
    /// The page's files.
    pub site: Arc<Site>,
    /// The names of those that every page loads.
    pub assets: AssetNames,
    /// Whether browsers reach us by https.
    pub is_https: bool,
    /// Ends streams when the server stops.
    pub shutdown: CancellationToken,
    /// Sessions that were ended before their time.
    pub ended: EndedSessions,
    /// Renewals under way or just done.
    pub renewals: Renewals,
    /// What happened around access.
    pub audit: Audit,
    /// How much one may ask.
    pub(crate) limits: Arc<Limits>,
    /// What signs sessions where the configuration names no key.
    generated: Keys,
    live: Arc<watch::Sender<Arc<Live>>>,
}

/// What a configuration decides that may change while the server runs.
#[derive(Clone, Debug)]
pub struct Live {
    /// Who may see what.
    pub policy: Policy,
    /// How people sign in; none where they can't.
    pub sign_in: Option<SignIn>,

    /// What the page shows whatever the fleet.
    pub settings: Arc<PageSettings>,
    /// The links in a Deployment's details.
    pub links: Arc<[LinkTemplate]>,
    /// How the names of namespaces tell environments.
    pub environments: Environments,
    /// `/assets/colors.css`: the configured status colours.
    pub colors: Arc<str>,
}

/// How people sign in.
#[derive(Clone, Debug)]
pub struct SignIn {
    /// Where.
    pub provider: Provider,
    /// What is kept of it.
    pub sessions: Sessions,
    /// The provider in words.
    pub words: SignInProvider,
    /// The page people come to after signing out at the provider.
    pub signed_out_page: Option<Url>,
}

// === impl AppState ===

impl AppState {
    /// The state for this configuration and fleet.
    ///
    /// # Errors
    /// When the site's files or a file that the configuration names can't be used.
    pub fn new(
        config: Config,
        fleet: Fleet,
        clock: Clock,
        shutdown: CancellationToken,
    ) -> Result<Self, StartError> {
        let is_https = is_reached_by_https(&config);
        let limits = Arc::new(Limits::new(&config.server.limits));
        let generated = Keys::generate()?;
        let site = Arc::new(Site::load(config.server.site_folder.as_deref())?);
        let audit = Audit::open(&config.audit, clock.clone())?;
        let live = Live::new(config, None, &generated, &clock)?;
        Ok(Self {
            fleet,
            assets: asset_names(&site),
            site,
            is_https,
            shutdown,
            ended: EndedSessions::default(),
            renewals: Renewals::new(clock.clone()),
            audit,
            limits,
            clock,
            generated,
            live: Arc::new(watch::Sender::new(Arc::new(live))),
        })
    }

    /// What the configuration decides now.
    pub fn live(&self) -> Arc<Live> {
        Arc::clone(&self.live.borrow())
    }

    /// Tells when the configuration changed.
    pub fn watch(&self) -> watch::Receiver<Arc<Live>> {
        self.live.subscribe()
    }

    /// Lets another configuration decide from now on.
    ///
    /// # Errors
    /// When a file it names can't be used; then the old one goes on deciding.
    pub fn apply(&self, config: Config) -> Result<(), StartError> {
        let before = self.live();
        let live = Live::new(config, Some(&before), &self.generated, &self.clock)?;
        self.live.send_replace(Arc::new(live));
        self.warm_up();
        Ok(())
    }

    /// Gets to know the provider before the first person signs in.
    pub fn warm_up(&self) {
        if let Some(sign_in) = &self.live().sign_in {
            let provider = sign_in.provider.clone();
            tokio::spawn(async move { provider.warm_up().await });
        }
    }
}

// === impl Live ===

impl Live {
    /// What this configuration decides, after what was decided `before`.
    fn new(
        config: Config,
        before: Option<&Self>,
        generated: &Keys,
        clock: &Clock,
    ) -> Result<Self, StartError> {
        let sign_in = SignIn::new(&config, before, generated, clock)?;
        let settings = Arc::new(page_settings(&config));
        let links = config.ui.links.iter().map(|link| LinkTemplate {
            name: link.name.clone(),
            url: link.url.to_string(),
        });
        let links = links.collect();
        let environments = environments(&config.ui.versions);
        let colors = crate::colors::colors_css(&config.ui.status_colors).into();
        Ok(Self {
            policy: Policy::new(Arc::new(config)),
            sign_in,
            settings,
            links,
            environments,
            colors,
        })
    }

    /// The provider that is known already, if these are its settings: it need not be asked again
    /// what it says of itself.
    fn provider_for(&self, settings: &config::SignIn) -> Option<Provider> {
        let auth = self.policy.config().auth.as_ref();
        let known = auth.and_then(|auth| auth.sign_in.as_ref())?;
        let sign_in = self.sign_in.as_ref()?;
        known.is_same(settings).then(|| sign_in.provider.clone())
    }
}

// === impl SignIn ===

impl SignIn {
    /// What the page offers to who is not signed in.
    pub fn offer(&self) -> SignInLink {
        SignInLink {
            name: self.words.name.clone(),
            href: "/login".to_owned(),
        }
    }

    /// How people sign in with this configuration. Without the application's secret they can't;
    /// the configuration has warned of that.
    fn new(
        config: &Config,
        before: Option<&Live>,
        generated: &Keys,
        clock: &Clock,
    ) -> Result<Option<Self>, StartError> {
        let Some(auth) = &config.auth else {
            return Ok(None);
        };
        let Some(provider) = auth
            .sign_in
            .as_ref()
            .filter(|it| it.client_secret.is_some())
        else {
            return Ok(None);
        };
        let keys = match auth.session.keys.as_slice() {
            [] => {
                tracing::warn!(
                    "auth.session_keys_env names no key, so one was made for this process: a \
                     restart signs everybody out, and other replicas do not know its sessions"
                );
                generated.clone()
            }
            secrets => Keys::new(secrets)?,
        };
        let audience = format!("{} {}", provider.issuer, provider.client_id);
        Ok(Some(Self {
            sessions: Sessions::new(keys, audience, &auth.session),
            words: words(provider),
            signed_out_page: provider.redirect_uri.join("/login").ok(),
            provider: match before.and_then(|before| before.provider_for(provider)) {
                Some(known) => known,
                None => Provider::new(provider, clock.clone())?,
            },
        }))
    }
}

/// Whether browsers reach us by https: at this port, or at an ingress in front of it.
fn is_reached_by_https(config: &Config) -> bool {
    let sign_in = config.auth.as_ref().and_then(|auth| auth.sign_in.as_ref());
    let addresses = [
        config.server.public_url.as_ref(),
        sign_in.map(|sign_in| &sign_in.redirect_uri),
    ];
    let mut addresses = addresses.into_iter().flatten();
    config.server.tls.is_some() || addresses.any(|url| url.scheme() == "https")
}

/// The provider as people know it.
fn words(provider: &config::SignIn) -> SignInProvider {
    let host = provider.issuer.host_str().unwrap_or_default().to_owned();
    let is_gitlab = provider.provider == config::Provider::Gitlab;
    SignInProvider {
        name: if is_gitlab {
            "GitLab".to_owned()
        } else {
            host.clone()
        },
        host,
        is_gitlab,
    }
}

fn asset_names(site: &Site) -> AssetNames {
    let path = |ending| {
        let file = site.package_file(ending);
        file.map_or_else(String::new, |path| format!("/{path}"))
    };
    AssetNames {
        style: path(".css"),
        script: path(".js"),
        wasm: path(".wasm"),
    }
}

/// The view with its query written as addresses are.
fn named_view(view: &config::NamedView) -> NamedView {
    NamedView {
        name: view.name.clone(),
        query: Selection::from_query(&view.query).to_query(),
    }
}

/// What the configured pattern tells of namespaces.
fn environments(settings: &config::VersionsSettings) -> Environments {
    let Some(pattern) = settings.namespace_pattern.clone() else {
        return Environments::default();
    };
    let place = move |namespace: &str| {
        let (environment, project) = pattern.place(namespace)?;
        Some(Place {
            environment: environment.into(),
            project: project.map(Into::into),
        })
    };
    let order = settings
        .environments
        .iter()
        .map(|name| name.as_str().into());
    Environments::new(place, order.collect::<Vec<_>>())
}

/// What the page shows whatever the fleet; the menu is each caller's own.
fn page_settings(config: &Config) -> PageSettings {
    PageSettings {
        title: config.ui.title.clone(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        refresh_interval_seconds: config.ui.refresh_interval_seconds,
        menu: Vec::new(),
        views: config.ui.views.iter().map(named_view).collect(),
        account: None,
    }
}
