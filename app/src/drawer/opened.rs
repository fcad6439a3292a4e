//! Which Deployment is open, and which part of it: as the address says it.

use super::text;
use model::{DeploymentKey, Selection};
use serde::{Deserialize, Serialize};

/// The parts of the drawer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Tab {
    /// Its Pods with their containers, what they used, its conditions.
    #[default]
    Pods,
    /// What happened to it.
    Events,
    /// What its Pods write.
    Logs,
    /// Its revisions.
    History,
    /// Its description in the cluster.
    Manifest,
}

/// A Deployment that is open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Opened {
    /// Which.
    pub key: DeploymentKey,
    /// The part that is shown.
    pub tab: Tab,
    /// Whether the manifest is shown with its status.
    pub with_status: bool,
}

// === impl Tab ===

impl Tab {
    /// Every part with its title, in order.
    pub(crate) const ALL: [(Self, &'static str); 5] = [
        (Self::Pods, text::PODS),
        (Self::Events, text::EVENTS),
        (Self::Logs, text::LOGS),
        (Self::History, text::HISTORY),
        (Self::Manifest, text::MANIFEST),
    ];

    /// The word in the address.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Pods => "pods",
            Self::Events => "events",
            Self::Logs => "logs",
            Self::History => "history",
            Self::Manifest => "manifest",
        }
    }

    /// Whether it is read from the cluster itself, which takes its time.
    pub(crate) const fn is_read(self) -> bool {
        match self {
            Self::Pods | Self::Logs => false,
            Self::Events | Self::History | Self::Manifest => true,
        }
    }
}

// === impl Opened ===

impl Opened {
    /// The first part of this Deployment.
    pub(crate) fn new(key: DeploymentKey) -> Self {
        Self {
            key,
            tab: Tab::default(),
            with_status: false,
        }
    }

    /// What a query (without `?`) opens: `open=cluster/namespace/name&tab=manifest&status=1`. A part that is
    /// not known is the first one.
    pub(crate) fn from_query(query: &str) -> Option<Self> {
        let pairs = || form_urlencoded::parse(query.as_bytes());
        let value = |wanted: &str| pairs().find(|(name, _)| name == wanted);
        let (_, key) = value("open")?;
        let mut opened = Self::new(key.parse().ok()?);
        if let Some((_, word)) = value("tab") {
            let mut known = Tab::ALL.iter().map(|(tab, _)| *tab);
            opened.tab = known.find(|tab| tab.as_str() == word).unwrap_or_default();
        }
        opened.with_status = opened.tab == Tab::Manifest && value("status").is_some();
        Some(opened)
    }

    /// The link that opens it over the page with this selection.
    pub(crate) fn link(&self, selection: &Selection) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.append_pair("open", &self.key.to_string());
        if self.tab != Tab::default() {
            query.append_pair("tab", self.tab.as_str());
        }
        if self.with_status {
            query.append_pair("status", "1");
        }
        // A slash may stand in a query, and people read it.
        let query = query.finish().replace("%2F", "/");
        format!("{}&{query}", crate::address::link(selection))
    }

    /// The document's own part of the browser's title.
    pub(crate) fn title(&self) -> String {
        let DeploymentKey {
            cluster,
            namespace,
            name,
            kind: _,
        } = &self.key;
        text::title(name, cluster, namespace)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_lead_where_they_say() {
        let key = DeploymentKey::new("arn:aws:eks:eu:1:cluster/prod", "shop", "cart-deploy");
        for (tab, _) in Tab::ALL {
            let opened = Opened {
                tab,
                with_status: tab == Tab::Manifest,
                ..Opened::new(key.clone())
            };
            for selection in ["", "cluster=a%26b&verdict=down&q=%25+x", "group=namespace"] {
                let selection = Selection::from_query(selection);
                let link = opened.link(&selection);
                let (path, query) = link.split_once('?').unwrap();
                assert_eq!(path, "/");
                assert_eq!(Opened::from_query(query).as_ref(), Some(&opened), "{link}");
                assert_eq!(Selection::from_query(query), selection, "{link}");
            }
        }
        let link = Opened::new(key).link(&Selection::default());
        let wanted = "/?cluster=*&open=arn%3Aaws%3Aeks%3Aeu%3A1%3Acluster/prod/shop/cart-deploy";
        assert_eq!(link, wanted);
    }

    #[test]
    fn what_names_no_deployment_opens_nothing() {
        for query in ["", "open=", "open=a/b", "open=//", "tab=pods", "open=a//b"] {
            assert_eq!(Opened::from_query(query), None, "{query}");
        }
        let unknown = Opened::from_query("open=a/b/c&tab=else").unwrap();
        assert_eq!(unknown.tab, Tab::Pods);
    }
}
