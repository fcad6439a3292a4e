//! One Deployment with its ReplicaSets and pods, moved along as the controllers do.

use jiff::Timestamp;

use crate::play::{
    app::{App, Fate, Template, safe_letters},
    pod::{PodPlay, milliseconds, seconds},
    progress::{Counts, Progress},
    replica_set::SetPlay,
};

/// Old ReplicaSets kept (`revisionHistoryLimit`).
pub(crate) const HISTORY: usize = 3;

/// Something a person or pipeline does to a Deployment.
#[derive(Clone, Debug)]
pub(crate) enum Act {
    Create {
        template: Template,
        replicas: u32,
    },
    SetTemplate(Template),
    /// A new image, otherwise as before, whose pods fare well.
    SetTag(String),
    /// `kubectl rollout restart`.
    Restart,
    /// `kubectl rollout undo`.
    Undo,
    Scale(u32),
    Pause,
    Resume,
    /// Something outside changes how the pods fare, without a new template: a database is lost,
    /// or is back.
    Afflict(Fate),
    /// The namespace's quota lets this many pods of the workload be; `None` for any number.
    Quota(Option<u32>),
    Delete,
}

/// A Deployment of the play, present or not.
#[derive(Clone, Debug)]
pub(crate) struct Workload {
    pub(crate) app: App,
    pub(crate) nodes: usize,
    pub(crate) random: fastrand::Rng,
    /// What is to be done to it, in order of time.
    pub(crate) agenda: Vec<(Timestamp, Act)>,
    pub(crate) live: Option<Live>,
}

/// A Deployment that exists.
#[derive(Clone, Debug)]
pub(crate) struct Live {
    pub(crate) uid: String,
    pub(crate) created: Timestamp,
    pub(crate) template: Template,
    previous: Option<Template>,
    pub(crate) replicas: u32,
    pub(crate) paused: bool,
    pub(crate) generation: i64,
    pub(crate) observed: i64,
    /// When deletion in the foreground began.
    pub(crate) deleted: Option<Timestamp>,
    pub(crate) quota: Option<u32>,
    pub(crate) sets: Vec<SetPlay>,
    pub(crate) progress: Progress,
    /// When the controller will look at a changed spec.
    controller_wakes: Option<Timestamp>,
}

// === impl Workload ===

impl Workload {
    /// When something happens next by itself.
    pub(crate) fn next(&self) -> Option<Timestamp> {
        let agenda = self.agenda.first().map(|(time, _)| *time);
        agenda
            .into_iter()
            .chain(self.live.as_ref().and_then(Live::next))
            .min()
    }

    /// Whether all is done and all pods are well: free for something new.
    pub(crate) fn calm(&self) -> bool {
        let settled = |live: &Live| {
            live.progress.complete()
                && live.counts().available == live.replicas
                && live.replicas > 0
        };
        self.agenda.is_empty() && self.live.as_ref().is_some_and(settled)
    }

    /// Does what is due.
    pub(crate) fn step(&mut self, now: Timestamp) {
        while self.agenda.first().is_some_and(|(due, _)| *due <= now) {
            let (_, act) = self.agenda.remove(0);
            self.act(act, now);
        }
        let Some(live) = &mut self.live else { return };
        for set in &mut live.sets {
            for pod in &mut set.pods {
                pod.step(&self.app, now);
            }
            set.pods.retain(|pod| !pod.gone(now));
        }
        if live.controller_wakes.is_some_and(|due| due <= now) {
            live.controller_wakes = None;
            live.observed = live.generation;
        }
        if live.deleted.is_some() && live.sets.iter().all(|set| set.pods.is_empty()) {
            self.live = None;
            return;
        }
        // Until the controller has seen the newest spec it does nothing new.
        if live.observed == live.generation && live.deleted.is_none() {
            live.roll(&mut self.random, now);
        }
        live.replicate(&self.app, self.nodes, &mut self.random, now);
        if live.observed == live.generation {
            live.judge(now);
        }
    }

    fn act(&mut self, act: Act, now: Timestamp) {
        if let Act::Create { template, replicas } = act {
            let live = Live::created(template, replicas, now, &mut self.random);
            self.live.get_or_insert(live);
            return;
        }
        let Some(live) = &mut self.live else { return };
        match act {
            Act::Create { .. } => {}
            Act::SetTemplate(template) => live.set_template(template),
            Act::SetTag(tag) => {
                live.set_template(Template {
                    tag,
                    restarted_at: None,
                    fate: Fate::Well,
                });
            }
            Act::Restart => {
                let template = live.template.clone();
                live.set_template(Template {
                    restarted_at: Some(now),
                    ..template
                });
            }
            Act::Undo => {
                if let Some(previous) = live.previous.clone() {
                    live.set_template(previous);
                }
            }
            Act::Scale(replicas) => live.replicas = replicas,
            Act::Pause => live.paused = true,
            Act::Resume => live.paused = false,
            Act::Quota(quota) => {
                // Not the Deployment's spec: no generation of it.
                live.quota = quota;
                return;
            }
            Act::Afflict(fate) => return live.afflict(&fate, now),
            Act::Delete => {
                live.deleted = Some(now);
                live.sets.iter_mut().for_each(|set| set.desired = 0);
            }
        }
        live.generation += 1;
        let lag = milliseconds(self.random.i64(80..600));
        live.controller_wakes = Some(now + lag);
    }
}

// === impl Live ===

impl Live {
    fn created(
        template: Template,
        replicas: u32,
        now: Timestamp,
        random: &mut fastrand::Rng,
    ) -> Self {
        Self {
            uid: crate::cluster::uid(random),
            created: now,
            template,
            previous: None,
            replicas,
            paused: false,
            generation: 1,
            observed: 0,
            deleted: None,
            quota: None,
            sets: Vec::new(),
            progress: Progress::new(now),
            controller_wakes: Some(now + milliseconds(random.i64(20..90))),
        }
    }

    fn set_template(&mut self, template: Template) {
        self.previous = Some(std::mem::replace(&mut self.template, template));
    }

    fn afflict(&mut self, fate: &Fate, now: Timestamp) {
        let newest = self
            .sets
            .iter_mut()
            .find(|set| set.template == self.template);
        self.template.fate = fate.clone();
        if let Some(set) = newest {
            set.template.fate = fate.clone();
            set.pods.iter_mut().for_each(|pod| pod.afflict(fate, now));
        }
    }

    fn next(&self) -> Option<Timestamp> {
        let pods = self
            .sets
            .iter()
            .flat_map(|set| &set.pods)
            .filter_map(PodPlay::next)
            .min();
        let judged = (!self.paused && self.observed == self.generation)
            .then(|| self.progress.deadline())
            .flatten();
        [pods, self.controller_wakes, judged]
            .into_iter()
            .flatten()
            .min()
    }

    /// The ReplicaSet of the present template.
    pub(crate) fn newest(&self) -> Option<&SetPlay> {
        self.sets.iter().find(|set| set.template == self.template)
    }

    /// What the Deployment's status counts.
    pub(crate) fn counts(&self) -> Counts {
        let sum = |count: fn(&SetPlay) -> u32| self.sets.iter().map(count).sum();
        Counts {
            replicas: sum(SetPlay::active),
            updated: self.newest().map_or(0, SetPlay::active),
            available: sum(SetPlay::available),
            terminating: sum(|set| set.pods.len() as u32 - set.active()),
        }
    }

    /// How many pods may be above the wanted number (25 %, rounded up).
    pub(crate) fn surge(&self) -> u32 {
        self.replicas.div_ceil(4)
    }

    /// How many may be missing (25 %, rounded down).
    pub(crate) fn may_miss(&self) -> u32 {
        self.replicas / 4
    }

    /// The Deployment controller: decides how many pods each ReplicaSet should have.
    fn roll(&mut self, random: &mut fastrand::Rng, now: Timestamp) {
        self.progress.pause(self.paused, now);
        let newest = self
            .sets
            .iter()
            .position(|set| set.template == self.template);
        if newest.is_none() && self.paused {
            return self.scale_in_proportion(None);
        }
        let newest = newest.unwrap_or_else(|| {
            self.sets
                .push(SetPlay::created(&self.template, now, random));
            self.sets.len() - 1
        });
        if self.paused {
            return self.scale_in_proportion(Some(newest));
        }
        let latest = self.sets.iter().map(|set| set.revision).max().unwrap_or(0);
        if self.sets[newest].revision != latest || latest == 0 {
            self.sets[newest].revision = latest + 1;
            let fresh = self.sets[newest].created == now;
            self.progress.begin(now, &self.sets[newest].hash, fresh);
        }
        let total: u32 = self.sets.iter().map(|set| set.desired).sum();
        let room = (self.replicas + self.surge()).saturating_sub(total);
        let set = &mut self.sets[newest];
        set.scale((set.desired + room).min(self.replicas));
        self.shrink_old(newest);
        self.forget_old();
    }

    /// Takes as many old pods away as availability allows, the unready ones first.
    fn shrink_old(&mut self, newest: usize) {
        let total: u32 = self.sets.iter().map(|set| set.desired).sum();
        let least = self.replicas - self.may_miss();
        let unready = self.sets[newest]
            .desired
            .saturating_sub(self.sets[newest].available());
        let mut spare = total.saturating_sub(least + unready);
        let available: u32 = self.sets.iter().map(SetPlay::available).sum();
        let mut spare_available = available.saturating_sub(least);
        let old = |(number, set): (usize, _)| (number != newest).then_some(set);
        for set in self.sets.iter_mut().enumerate().filter_map(old) {
            let sick = set.desired.saturating_sub(set.available()).min(spare);
            spare -= sick;
            let well = (set.desired - sick).min(spare_available).min(spare);
            (spare, spare_available) = (spare - well, spare_available - well);
            set.scale(set.desired - sick - well);
        }
    }

    /// A paused Deployment only scales: here by the newest of its sets that has pods.
    fn scale_in_proportion(&mut self, newest: Option<usize>) {
        let total: u32 = self.sets.iter().map(|set| set.desired).sum();
        let with_pods = self.sets.iter().rposition(|set| set.desired > 0);
        let Some(number) = with_pods.or(newest) else {
            return;
        };
        let rolling = self.sets.iter().filter(|set| set.desired > 0).count() > 1;
        let most = self.replicas + if rolling { self.surge() } else { 0 };
        let set = &mut self.sets[number];
        if total < self.replicas {
            set.scale(set.desired + self.replicas - total);
        } else if total > most {
            set.scale(set.desired.saturating_sub(total - most));
        }
    }

    fn forget_old(&mut self) {
        let empty = |set: &SetPlay| set.desired == 0 && set.pods.is_empty();
        let old = self
            .sets
            .iter()
            .filter(|set| empty(set) && set.template != self.template);
        let mut revisions: Vec<u32> = old.map(|set| set.revision).collect();
        revisions.sort_unstable();
        let surplus = revisions.len().saturating_sub(HISTORY);
        let forgotten = &revisions[..surplus];
        self.sets
            .retain(|set| !(empty(set) && forgotten.contains(&set.revision)));
    }

    /// The ReplicaSet controller: makes and deletes pods.
    fn replicate(&mut self, app: &App, nodes: usize, random: &mut fastrand::Rng, now: Timestamp) {
        let mut allowed = self.quota.map_or(u32::MAX, |quota| {
            quota.saturating_sub(self.sets.iter().map(|set| set.pods.len() as u32).sum())
        });
        for set in &mut self.sets {
            let missing = set.desired.saturating_sub(set.active());
            for _ in 0..missing.min(allowed) {
                let name = format!("{}-{}-{}", app.name, set.hash, safe_letters(random, 5));
                let first = !set.pods.iter().any(|pod| !pod.deleted());
                // Only a set's first pod flaps; the others show what it should be like.
                let fate = match &set.template.fate {
                    Fate::Flaps { .. } if !first => Fate::Well,
                    fate => fate.clone(),
                };
                let template = set.template.clone();
                set.pods
                    .push(PodPlay::created(name, template, fate, now, random, nodes));
            }
            let refused = missing > allowed;
            allowed = allowed.saturating_sub(missing);
            set.refused = refused.then(|| set.refused.unwrap_or(now));
            set.delete_surplus(now);
        }
    }

    fn judge(&mut self, now: Timestamp) {
        let counts = self.counts();
        let least = self.replicas - self.may_miss();
        let hash = self
            .newest()
            .map(|set| set.hash.clone())
            .unwrap_or_default();
        self.progress
            .judge(counts, self.replicas, least, &hash, self.paused, now);
    }
}

/// `progressDeadlineSeconds` of all Deployments of the play.
pub(crate) fn progress_deadline() -> jiff::SignedDuration {
    seconds(600)
}
