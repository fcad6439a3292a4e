//! What the Pods and Deployments of one cluster used over the last day.

use super::track::{FINE, FIVE_MINUTES, Grid, MINUTES, SLOT_SECONDS, Slot, Track};
use crate::place::Place;
use model::{TREND_MINUTES, Text, Timestamp, Usage, UsageHistory, UsageTrend};
use std::collections::HashMap;
use std::time::Duration;

/// What the Pods and Deployments of one cluster used over the last day. A Pod's track goes with
/// the Pod, a Deployment's with the Deployment: its sum goes on through rollouts.
#[derive(Debug)]
pub(crate) struct UsageBook {
    pods: HashMap<Text, Track>,
    deployments: HashMap<Place, Track>,
    /// For how many slots a figure counts.
    hold: i64,
    /// When figures last came.
    latest: Slot,
}

/// One Deployment's part of what was measured at a moment.
pub(crate) struct Measured<'a> {
    pub(crate) place: &'a Place,
    /// The uids of its Pods, all of them, with what they use.
    pub(crate) pods: Vec<(&'a Text, Option<Usage>)>,
}

// === impl UsageBook ===

impl UsageBook {
    /// `interval` is the time between two measurements.
    pub(crate) fn new(interval: Duration) -> Self {
        // As long as it is shown; see `LatestUsage::at`.
        let hold = i64::try_from(interval.as_secs().saturating_mul(5) / 2).unwrap_or(i64::MAX);
        Self {
            pods: HashMap::new(),
            deployments: HashMap::new(),
            hold: hold / SLOT_SECONDS,
            latest: 0,
        }
    }

    /// Takes in what was measured of everything there is, and forgets what is gone.
    pub(crate) fn record<'a>(
        &mut self,
        now: Timestamp,
        measured: impl Iterator<Item = Measured<'a>>,
    ) {
        let slot = slot(now);
        self.latest = self.latest.max(slot);
        let mut pods = HashMap::with_capacity(self.pods.len());
        let mut deployments = HashMap::with_capacity(self.deployments.len());
        for one in measured {
            let sum = Usage::sum(one.pods.iter().map(|(_, used)| *used));
            let track = self.deployments.remove(one.place);
            if let Some(track) = fed(track, slot, sum, self.hold) {
                deployments.insert(one.place.clone(), track);
            }
            for (uid, used) in one.pods {
                if let Some(track) = fed(self.pods.remove(uid), slot, used, self.hold) {
                    pods.insert(uid.clone(), track);
                }
            }
        }
        self.pods = pods;
        self.deployments = deployments;
    }

    /// What a Deployment's Pods used together since then, as finely as it is kept.
    pub(crate) fn deployment(&self, place: &Place, since: Timestamp) -> UsageHistory {
        self.read(self.deployments.get(place), since)
    }

    /// What the Pod of this uid used since then, as finely as it is kept.
    pub(crate) fn pod(&self, uid: &Text, since: Timestamp) -> UsageHistory {
        self.read(self.pods.get(uid), since)
    }

    fn read(&self, track: Option<&Track>, since: Timestamp) -> UsageHistory {
        let since = slot(since).min(self.latest);
        let grid = grid(self.latest, since);
        let last = self.latest.div_euclid(grid.step);
        let kept = i64::try_from(grid.kept).unwrap_or(i64::MAX);
        let first = since.div_euclid(grid.step).max(last - kept + 1);
        let steps = track.map(|track| track.read(grid, first..=last));
        UsageHistory {
            from: Timestamp::from_seconds(first * grid.step * SLOT_SECONDS),
            step_seconds: u32::try_from(grid.step * SLOT_SECONDS).unwrap_or(u32::MAX),
            steps: steps.unwrap_or_default(),
        }
    }

    /// What a Deployment's Pods used together in the last half hour, for a small line.
    pub(crate) fn deployment_trend(&self, place: &Place) -> Option<UsageTrend> {
        self.trend(self.deployments.get(place)?)
    }

    /// What the Pod of this uid used in the last half hour, for a small line.
    pub(crate) fn pod_trend(&self, uid: &Text) -> Option<UsageTrend> {
        self.trend(self.pods.get(uid)?)
    }

    fn trend(&self, track: &Track) -> Option<UsageTrend> {
        let last = self.latest.div_euclid(MINUTES.step);
        UsageTrend::of(&track.read(MINUTES, last - TREND_MINUTES + 1..=last))
    }

    /// How many Pods and Deployments it knows.
    pub(crate) fn tracks(&self) -> usize {
        self.pods.len() + self.deployments.len()
    }

    /// The memory the tracks take, in bytes.
    pub(crate) fn bytes(&self) -> usize {
        let tracks = self.pods.values().chain(self.deployments.values());
        tracks.map(Track::bytes).sum()
    }
}

/// The finest grid that reaches back from `latest` to `since`.
fn grid(latest: Slot, since: Slot) -> Grid {
    let reaches = |grid: &Grid| {
        let kept = i64::try_from(grid.kept).unwrap_or(i64::MAX);
        latest - since <= kept * grid.step
    };
    let finer = [FINE, MINUTES].into_iter().find(reaches);
    finer.unwrap_or(FIVE_MINUTES)
}

fn slot(at: Timestamp) -> Slot {
    at.0.div_euclid(1000 * SLOT_SECONDS)
}

/// The track with what was measured now. One that nothing was ever measured of is none.
fn fed(track: Option<Track>, slot: Slot, used: Option<Usage>, hold: i64) -> Option<Track> {
    match (track, used) {
        (Some(mut track), Some(used)) => {
            track.put(slot, used, hold);
            Some(track)
        }
        (None, Some(used)) => Some(Track::new(slot, used)),
        (track, None) => track,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn used(cpu_millicores: u64) -> Usage {
        Usage {
            cpu_millicores,
            memory_bytes: 1 << 20,
        }
    }

    fn place(name: &str) -> Place {
        Place {
            namespace: "shop".into(),
            name: name.into(),
            kind: model::WorkloadKind::Deployment,
        }
    }

    const START: Timestamp = Timestamp::from_seconds(1_893_456_000);

    fn cpu(history: &UsageHistory) -> Vec<Option<u64>> {
        let steps = history.steps.iter();
        steps
            .map(|step| step.map(|step| step.max.cpu_millicores))
            .collect()
    }

    #[test]
    fn a_rollout_ends_the_pods_tracks_and_not_the_deployments() {
        let mut book = UsageBook::new(Duration::from_secs(15));
        let web = place("web");
        let (old, new): (Text, Text) = ("old".into(), "new".into());
        for (round, uid, figure) in [(0, &old, 100), (1, &old, 120), (2, &new, 40)] {
            let pods = vec![(uid, Some(used(figure)))];
            let measured = Measured { place: &web, pods };
            book.record(START.plus_seconds(15 * round), [measured].into_iter());
        }
        let since = START;
        assert_eq!(
            cpu(&book.deployment(&web, since)),
            [Some(100), Some(120), Some(40)]
        );
        assert_eq!(cpu(&book.pod(&new, since)), [None, None, Some(40)]);
        assert_eq!(cpu(&book.pod(&old, since)), []);
        assert_eq!(book.tracks(), 2);
        book.record(START.plus_seconds(45), std::iter::empty());
        assert_eq!(book.tracks(), 0);
        assert_eq!(cpu(&book.deployment(&web, since)), []);
    }

    #[test]
    fn the_range_picks_the_resolution() {
        let mut book = UsageBook::new(Duration::from_secs(15));
        let web = place("web");
        let mut now = START;
        for _ in 0..6000 {
            let pods = Vec::from([(&web.name, Some(used(7)))]);
            let measured = Measured { place: &web, pods };
            now = now.plus_seconds(15);
            book.record(now, [measured].into_iter());
        }
        for (minutes, step, steps) in [
            (5, 15, 21),
            (30, 15, 120),
            (31, 60, 32),
            (360, 60, 360),
            (361, 300, 74),
            (1440, 300, 288),
            (100_000, 300, 288),
        ] {
            let since = now.plus_seconds(-60 * minutes);
            let history = book.deployment(&web, since);
            assert_eq!((history.step_seconds, history.steps.len()), (step, steps));
            assert!(history.steps.iter().all(Option::is_some), "{minutes}");
            let end = history.from.0 / 1000 + i64::from(step) * i64::try_from(steps).unwrap();
            assert!((end - now.0 / 1000) <= i64::from(step));
        }
        // A moment to come is now.
        let history = book.deployment(&web, now.plus_seconds(99));
        assert_eq!(cpu(&history), [Some(7)]);
    }

    #[test]
    fn a_slow_interval_leaves_no_gaps() {
        let mut book = UsageBook::new(Duration::from_secs(60));
        let web = place("web");
        for minute in 0..3 {
            let pods = Vec::from([(&web.name, Some(used(minute)))]);
            let measured = Measured { place: &web, pods };
            book.record(
                START.plus_seconds(60 * minute.cast_signed()),
                [measured].into_iter(),
            );
        }
        let history = book.deployment(&web, START);
        assert_eq!(cpu(&history).len(), 9);
        assert!(history.steps.iter().all(Option::is_some));
    }
}
