//! From what the watches and the keeper tell to one [`Freshness`].

use crate::kind::{Kind, Reach};
use crate::trouble::{Cause, Trouble};
use model::{Freshness, FreshnessState, Text, Timestamp};
use std::collections::BTreeMap;
use std::time::Duration;

/// Refusals in a row after which a kind that could be read counts as forbidden: an API server that
/// has just started refuses for a moment what it will allow.
const PATIENCE: u32 = 3;

/// How one cluster's data are kept up.
#[derive(Debug, Default)]
pub(crate) struct Health {
    link: LinkHealth,
    watches: BTreeMap<(Kind, Reach), WatchHealth>,
    freshness: Freshness,
    /// When the data were last known to be true.
    last_true: Option<Timestamp>,
}

#[derive(Debug, Default)]
enum LinkHealth {
    #[default]
    Untried,
    Up,
    Down {
        trouble: Trouble,
        next_attempt: Timestamp,
    },
}

#[derive(Debug, Default)]
struct WatchHealth {
    is_listed: bool,
    is_open: bool,
    trouble: Option<Trouble>,
    /// Refusals in a row.
    refusals: u32,
}

// === impl Health ===

impl Health {
    /// A list or watch of this kind is going to be tried.
    pub(crate) fn expect(&mut self, kind: Kind, reach: Reach) {
        self.watches.entry((kind, reach)).or_default();
    }

    /// The lists of this kind in single namespaces are given up for that of the whole cluster.
    pub(crate) fn forget_namespaced(&mut self, kind: Kind) {
        self.watches
            .retain(|(known, reach), _| *known != kind || reach.is_none());
    }

    pub(crate) fn listed(&mut self, kind: Kind, reach: Reach) {
        let watch = self.watches.entry((kind, reach)).or_default();
        watch.is_listed = true;
        watch.refusals = 0;
    }

    pub(crate) fn opened(&mut self, kind: Kind, reach: Reach) {
        let watch = self.watches.entry((kind, reach)).or_default();
        watch.is_open = true;
        watch.trouble = None;
        watch.refusals = 0;
    }

    pub(crate) fn broke(&mut self, kind: Kind, reach: Reach, trouble: Trouble) {
        let watch = self.watches.entry((kind, reach)).or_default();
        watch.is_open = false;
        match trouble.cause {
            Cause::Forbidden | Cause::Credentials => watch.refusals += 1,
            _ => watch.refusals = 0,
        }
        watch.trouble = Some(trouble);
    }

    pub(crate) fn link_is_up(&mut self) {
        self.link = LinkHealth::Up;
    }

    pub(crate) fn link_failed(&mut self, trouble: Trouble, wait: Duration, now: Timestamp) {
        for watch in self.watches.values_mut() {
            // Until it is open again we do not know what it missed.
            watch.is_open = false;
            watch.trouble.get_or_insert_with(|| trouble.clone());
        }
        let wait = i64::try_from(wait.as_millis()).unwrap_or(i64::MAX);
        self.link = LinkHealth::Down {
            trouble,
            next_attempt: Timestamp(now.0.saturating_add(wait)),
        };
    }

    /// Whether rows can be told: every kind was listed, or is known to be refused. What is no core
    /// kind keeps nobody waiting once it failed.
    pub(crate) fn is_settled(&self) -> bool {
        Kind::ALL
            .into_iter()
            .filter(|kind| *kind != Kind::Namespace)
            .all(|kind| {
                self.is_listed(kind)
                    || self.is_refused(kind)
                    || kind.is_extra() && self.is_in_trouble(kind)
            })
    }

    /// Whether a list or watch of this kind failed, for whatever reason.
    fn is_in_trouble(&self, kind: Kind) -> bool {
        let mut of_kind = self.watches.iter().filter(|((known, _), _)| *known == kind);
        of_kind.any(|(_, watch)| watch.trouble.is_some())
    }

    /// Whether every core kind was listed.
    pub(crate) fn is_fully_listed(&self) -> bool {
        Kind::ALL
            .into_iter()
            .filter(|kind| kind.is_core())
            .all(|kind| self.is_listed(kind))
    }

    /// Whether this kind may not be listed in the whole cluster.
    pub(crate) fn is_refused_cluster_wide(&self, kind: Kind) -> bool {
        self.watches
            .get(&(kind, None))
            .is_some_and(WatchHealth::is_refused)
    }

    pub(crate) fn watches_open(&self) -> usize {
        self.watches.values().filter(|watch| watch.is_open).count()
    }

    /// The freshness as of `now`; and whether its state or reason changed, which is worth a line
    /// in the log.
    pub(crate) fn freshness(&mut self, now: Timestamp) -> (Freshness, bool) {
        let (state, detail) = self.judge();
        if state == FreshnessState::Live {
            self.last_true = Some(now);
        }
        let is_new_state = state != self.freshness.state;
        let is_news = is_new_state || detail != self.freshness.detail;
        let next_attempt = match &self.link {
            LinkHealth::Down { next_attempt, .. } => Some(*next_attempt),
            _ => None,
        };
        self.freshness = Freshness {
            state,
            since: if is_new_state || self.freshness.since.is_none() {
                Some(now)
            } else {
                self.freshness.since
            },
            detail,
            last_seen: self.last_true.filter(|_| state != FreshnessState::Live),
            next_attempt,
        };
        (self.freshness.clone(), is_news)
    }

    /// What is missing though the cluster is live. Names no namespace: not everybody may know it.
    pub(crate) fn notes(&self) -> Vec<Text> {
        let mut notes = Vec::new();
        if self.is_refused_cluster_wide(Kind::Namespace) {
            let words = "Namespaces cannot be listed (403): the configured ones and those with \
                         Deployments are shown";
            notes.push(words.into());
        }
        let core = || Kind::ALL.into_iter().filter(|kind| kind.is_core());
        let left_out: Vec<&str> = Kind::ALL
            .into_iter()
            .filter(|kind| kind.is_extra() && self.is_refused(*kind))
            .map(Kind::plural)
            .collect();
        if !left_out.is_empty() {
            let words = left_out.join(", ");
            notes.push(format!("{words} cannot be listed (403) and are not shown").into());
        }
        let narrowed =
            core().any(|kind| self.is_refused_cluster_wide(kind) && !self.is_refused(kind));
        if narrowed {
            let words = "Only the configured namespaces can be read";
            notes.push(words.into());
        }
        let partly = core().any(|kind| {
            !self.is_refused(kind) && self.namespaced(kind).any(WatchHealth::is_refused)
        });
        if partly {
            notes.push("Some of the configured namespaces cannot be read (403)".into());
        }
        notes
    }

    fn judge(&self) -> (FreshnessState, Option<Text>) {
        match &self.link {
            LinkHealth::Untried => return (FreshnessState::Connecting, None),
            LinkHealth::Down { trouble, .. } => {
                let state = match trouble.cause {
                    Cause::Credentials | Cause::Forbidden => FreshnessState::Forbidden,
                    _ => FreshnessState::Unreachable,
                };
                return (state, Some(trouble.words.clone()));
            }
            LinkHealth::Up => {}
        }
        let mut core = Kind::ALL.into_iter().filter(|kind| kind.is_core());
        let refused: Vec<&str> = core
            .by_ref()
            .filter(|&kind| self.is_refused(kind))
            .map(Kind::plural)
            .collect();
        if !refused.is_empty() {
            let words = format!("We may not list {} (403)", refused.join(", "));
            return (FreshnessState::Forbidden, Some(words.into()));
        }
        let counted = || {
            let each = self.watches.iter();
            each.filter(|(_, watch)| !watch.is_refused())
                .map(|(_, watch)| watch)
        };
        let trouble = counted().find_map(|watch| watch.trouble.as_ref());
        let detail = trouble.map(|trouble| trouble.words.clone());
        if counted().any(|watch| !watch.is_listed) {
            (FreshnessState::Syncing, detail)
        } else if trouble.is_some() {
            (FreshnessState::Stale, detail)
        } else if counted().any(|watch| !watch.is_open) {
            (FreshnessState::Syncing, None)
        } else {
            (FreshnessState::Live, None)
        }
    }

    /// Whether the kind was listed: in the whole cluster, or where it may be.
    fn is_listed(&self, kind: Kind) -> bool {
        let wide = self.watches.get(&(kind, None));
        if wide.is_some_and(|watch| watch.is_listed && !watch.is_refused()) {
            return true;
        }
        let mut readable = self
            .namespaced(kind)
            .filter(|watch| !watch.is_refused())
            .peekable();
        readable.peek().is_some() && readable.all(|watch| watch.is_listed)
    }

    /// Whether the kind may be listed nowhere.
    fn is_refused(&self, kind: Kind) -> bool {
        self.is_refused_cluster_wide(kind) && self.namespaced(kind).all(WatchHealth::is_refused)
    }

    fn namespaced(&self, kind: Kind) -> impl Iterator<Item = &WatchHealth> {
        let of_kind = move |((known, reach), _): &(&(Kind, Reach), &WatchHealth)| {
            *known == kind && reach.is_some()
        };
        self.watches.iter().filter(of_kind).map(|(_, watch)| watch)
    }
}

// === impl WatchHealth ===

impl WatchHealth {
    fn is_refused(&self) -> bool {
        self.refusals >= if self.is_listed { PATIENCE } else { 1 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use FreshnessState::{Connecting, Forbidden, Live, Stale, Syncing, Unreachable};

    fn forbidden() -> Trouble {
        Trouble::of_status(403, "Forbidden")
    }

    fn refused() -> Trouble {
        Trouble::new(Cause::Refused, "Connection refused")
    }

    fn live() -> Health {
        let mut health = Health::default();
        for kind in Kind::ALL {
            health.expect(kind, None);
        }
        health.link_is_up();
        for kind in Kind::ALL {
            health.listed(kind, None);
            health.opened(kind, None);
        }
        assert_eq!(state(&mut health, 0), Live);
        health
    }

    fn state(health: &mut Health, seconds: i64) -> FreshnessState {
        health.freshness(Timestamp::from_seconds(seconds)).0.state
    }

    #[test]
    fn a_cluster_connects_syncs_and_is_live() {
        let mut health = Health::default();
        for kind in Kind::ALL {
            health.expect(kind, None);
        }
        assert_eq!(state(&mut health, 0), Connecting);
        health.link_is_up();
        assert_eq!(state(&mut health, 1), Syncing);
        for kind in Kind::ALL {
            health.listed(kind, None);
        }
        assert!(health.is_settled());
        assert_eq!(state(&mut health, 2), Syncing);
        for kind in Kind::ALL {
            health.opened(kind, None);
        }
        assert_eq!(state(&mut health, 3), Live);
    }

    #[test]
    fn a_broken_watch_is_stale_and_a_dead_link_unreachable_until_all_is_open_again() {
        let mut health = live();
        state(&mut health, 5);
        health.broke(Kind::Pod, None, refused());
        let (freshness, is_news) = health.freshness(Timestamp::from_seconds(7));
        assert!(is_news);
        assert_eq!(freshness.state, Stale);
        assert_eq!(freshness.last_seen, Some(Timestamp::from_seconds(5)));
        health.link_failed(
            refused(),
            Duration::from_secs(2),
            Timestamp::from_seconds(8),
        );
        let (freshness, _) = health.freshness(Timestamp::from_seconds(8));
        assert_eq!(freshness.state, Unreachable);
        assert_eq!(freshness.since, Some(Timestamp::from_seconds(8)));
        assert_eq!(freshness.detail.as_deref(), Some("Connection refused"));
        assert_eq!(freshness.next_attempt, Some(Timestamp::from_seconds(10)));
        assert_eq!(freshness.last_seen, Some(Timestamp::from_seconds(5)));
        // The same again is no news.
        health.link_failed(
            refused(),
            Duration::from_secs(2),
            Timestamp::from_seconds(10),
        );
        let (freshness, is_news) = health.freshness(Timestamp::from_seconds(10));
        assert!(!is_news);
        assert_eq!(freshness.since, Some(Timestamp::from_seconds(8)));
        health.link_is_up();
        assert_eq!(state(&mut health, 12), Stale);
        for kind in Kind::ALL {
            assert_eq!(state(&mut health, 12), Stale);
            health.opened(kind, None);
        }
        assert_eq!(state(&mut health, 13), Live);
    }

    #[test]
    fn a_core_kind_that_may_not_be_listed_forbids_the_cluster() {
        let mut health = Health::default();
        for kind in Kind::ALL {
            health.expect(kind, None);
        }
        health.link_is_up();
        health.broke(Kind::Pod, None, forbidden());
        let (freshness, _) = health.freshness(Timestamp(0));
        assert_eq!(freshness.state, Forbidden);
        assert_eq!(
            freshness.detail.as_deref(),
            Some("We may not list Pods (403)")
        );
    }

    #[test]
    fn a_refusal_or_two_after_a_restart_is_not_believed() {
        let mut health = live();
        health.broke(Kind::Pod, None, forbidden());
        health.broke(Kind::Pod, None, forbidden());
        assert_eq!(state(&mut health, 1), Stale);
        health.broke(Kind::Pod, None, forbidden());
        assert_eq!(state(&mut health, 2), Forbidden);
        health.opened(Kind::Pod, None);
        assert_eq!(state(&mut health, 3), Live);
    }

    #[test]
    fn configured_namespaces_stand_in_for_the_cluster() {
        let mut health = live();
        let mut health_of = |allowed: bool| {
            let kind = Kind::Deployment;
            for _ in 0..PATIENCE {
                health.broke(kind, None, forbidden());
            }
            health.expect(kind, Some("a".into()));
            health.expect(kind, Some("b".into()));
            health.broke(kind, Some("a".into()), forbidden());
            if allowed {
                health.listed(kind, Some("b".into()));
                health.opened(kind, Some("b".into()));
            } else {
                health.broke(kind, Some("b".into()), forbidden());
            }
            (state(&mut health, 1), health.notes())
        };
        assert_eq!(health_of(false).0, Forbidden);
        let (state, notes) = health_of(true);
        assert_eq!(state, Live);
        assert_eq!(notes.len(), 2, "{notes:?}");
    }

    #[test]
    fn namespaces_that_may_not_be_listed_are_a_note() {
        let mut health = live();
        for _ in 0..PATIENCE {
            health.broke(Kind::Namespace, None, forbidden());
        }
        assert_eq!(state(&mut health, 1), Live);
        assert_eq!(health.notes().len(), 1);
    }
}
