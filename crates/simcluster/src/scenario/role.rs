//! What happens to one Deployment of a scenario before the curtain rises, and so how it stands then.

use jiff::{SignedDuration, Timestamp};

use crate::play::{
    app::{App, Exit, Fate, PullError, Template},
    release,
    workload::{Act, Workload},
};

/// A Deployment of a scenario.
#[derive(Clone, Debug)]
pub(crate) struct Character {
    pub(crate) app: App,
    pub(crate) replicas: u32,
    /// The branch part of image tags: `prod`, `staging`, `qa`.
    pub(crate) branch: String,
    pub(crate) role: Role,
}

/// How a Deployment stands when the scenario begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    /// Healthy: rolled out some time ago.
    Steady,
    /// All pods crash since eleven minutes, exit code 1.
    Down,
    /// Never came up: the registry refuses the image.
    Refused,
    /// A rollout whose tag does not exist, four minutes ago.
    TagNotFound,
    /// A rollout past its deadline: its pods find no node.
    DeadlineExceeded,
    /// A rollout whose pods miss a secret.
    SecretMissing,
    /// Scaled up into the namespace's quota.
    OverQuota,
    /// One pod runs out of memory every other minute and is back in seconds.
    Flapping,
    /// A rollout half a minute ago.
    Rolling,
    /// Paused two hours ago.
    Paused,
    /// Scaled to zero days ago.
    Idle,
    /// Deleted a moment ago.
    Leaving,
}

// === impl Character ===

impl Character {
    /// The workload with its history written into its agenda, played up to `now`.
    pub(crate) fn into_workload(
        self,
        now: Timestamp,
        nodes: usize,
        mut random: fastrand::Rng,
    ) -> Workload {
        let agenda = self.history(now, &mut random);
        let Self { app, .. } = self;
        let mut workload = Workload {
            app,
            nodes,
            random,
            agenda,
            live: None,
        };
        while let Some(due) = workload.next().filter(|due| *due <= now) {
            workload.step(due);
        }
        workload
    }

    /// The release before anything happens: the newest one, that before in a cluster that is
    /// behind, or the one after that in an environment for trying things.
    fn last_release(&self, now: Timestamp, random: &mut fastrand::Rng) -> i64 {
        let newest = release::newest(&self.app, now);
        let is_tried = self.branch != "prod";
        match (self.role, random.u8(..12)) {
            // It is being rolled out.
            (Role::Rolling, _) => newest - 1,
            (_, 0) => newest - 1,
            (_, 1 | 2) if is_tried => newest + 1,
            _ => newest,
        }
    }

    fn history(&self, now: Timestamp, random: &mut fastrand::Rng) -> Vec<(Timestamp, Act)> {
        let replicas = self.replicas;
        let ago = |span: SignedDuration| now - span;
        let minutes = SignedDuration::from_mins;
        let seconds = SignedDuration::from_secs;
        let last = self.last_release(now, random);
        let tag = |number| release::tag(&self.app, &self.branch, number);
        let well = |tag: String| Template {
            tag,
            restarted_at: None,
            fate: Fate::Well,
        };
        let broken = |fate| {
            Act::SetTemplate(Template {
                tag: tag(last + 1),
                restarted_at: None,
                fate,
            })
        };
        if self.role == Role::Refused {
            let fate = Fate::PullFails(PullError::Unauthorized);
            let template = Template {
                fate,
                ..well(tag(last))
            };
            return vec![(ago(minutes(26)), Act::Create { template, replicas })];
        }
        let mut agenda = vec![(
            ago(minutes(random.i64(60 * 24 * 25..60 * 24 * 160))),
            Act::Create {
                template: well(tag(last - 3)),
                replicas,
            },
        )];
        // Releases of the last weeks, the latest some hours ago.
        let hours = [random.i64(200..600), random.i64(60..200), random.i64(5..60)];
        for (number, hours) in (last - 2..).zip(hours) {
            let span = minutes(hours * 60 + random.i64(0..60));
            agenda.push((ago(span), Act::SetTag(tag(number))));
        }
        match self.role {
            Role::Steady | Role::Refused => {}
            Role::Down => {
                let fate = Fate::Crashes {
                    after: 2,
                    exit: Exit::Code(1),
                };
                agenda.push((ago(minutes(11)), Act::Afflict(fate)));
            }
            Role::TagNotFound => {
                let act = broken(Fate::PullFails(PullError::NotFound));
                agenda.push((ago(minutes(4)), act));
            }
            Role::DeadlineExceeded => {
                agenda.push((ago(minutes(14)), broken(Fate::Unschedulable(NO_MEMORY))));
            }
            Role::SecretMissing => {
                agenda.push((ago(minutes(18)), broken(Fate::ConfigMissing("report-s3"))));
            }
            Role::OverQuota => {
                agenda.push((ago(minutes(37)), Act::Quota(Some(replicas))));
                agenda.push((ago(minutes(37)), Act::Scale(replicas + 2)));
            }
            Role::Flapping => {
                let fate = Fate::Flaps {
                    every: 95,
                    exit: Exit::OutOfMemory,
                };
                agenda.push((ago(minutes(58) + seconds(random.i64(0..30))), broken(fate)));
            }
            Role::Rolling => {
                let act = Act::SetTag(tag(last + 1));
                agenda.push((ago(seconds(random.i64(4..9))), act));
            }
            Role::Paused => agenda.push((ago(minutes(122)), Act::Pause)),
            Role::Idle => {
                agenda.push((ago(minutes(random.i64(60..300))), Act::Scale(0)));
            }
            Role::Leaving => agenda.push((ago(seconds(1)), Act::Delete)),
        }
        agenda
    }
}

const NO_MEMORY: &str = "0/9 nodes are available: 9 Insufficient memory. preemption: 0/9 nodes are \
                         available: 9 No preemption victims found for incoming pod.";
