//! The life of a Deployment, second by second, as the API would report it: a kubelet that starts,
//! probes, backs off and restarts, and a Deployment controller that rolls out one Pod at a time.
#![allow(dead_code, reason = "each test file uses its own part")]

use crate::build::{
    at, ended, mk_condition, mk_deployment, mk_old, mk_pod, mk_replica_set, mk_starting_pod,
    running, set, unready, waiting,
};
use model::{
    ContainerState, DeploymentFacts, Judgement, ObservedPod, Phase, PodFacts, PodHistory,
    ReplicaSetFacts, Timestamp, Verdict, judge,
};

/// How a Pod's container behaves.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Behaviour {
    /// Seconds from the Pod's creation to the container's first start.
    pub(crate) pull: i64,
    /// Whether the image cannot be pulled at all.
    pub(crate) bad_image: bool,
    /// Seconds from a start to being ready; `None` without a readiness probe.
    pub(crate) probe: Option<i64>,
    /// Seconds from a start to a crash, in the order of the runs; the last one repeats.
    pub(crate) runs: &'static [i64],
    /// The exit code of a crash.
    pub(crate) exit_code: i32,
}

/// Longer than any life that is played.
pub(crate) const FOREVER: i64 = 1_000_000;

pub(crate) const WELL: Behaviour = Behaviour {
    pull: 2,
    bad_image: false,
    probe: Some(3),
    runs: &[FOREVER],
    exit_code: 0,
};

pub(crate) const CRASHING: Behaviour = Behaviour {
    probe: None,
    runs: &[2],
    exit_code: 1,
    ..WELL
};

/// One Pod under its kubelet.
struct Container {
    pod: PodFacts,
    behaviour: Behaviour,
    run: usize,
    next: i64,
    gone_at: Option<i64>,
}

impl Container {
    fn new(name: &str, behaviour: Behaviour, created: i64, is_new: bool) -> Self {
        let mut pod = mk_starting_pod(name, at(created));
        if !is_new {
            pod = mk_old(pod);
        }
        pod.containers[0].has_readiness_probe = behaviour.probe.is_some();
        Self {
            pod,
            behaviour,
            run: 0,
            next: created + behaviour.pull,
            gone_at: None,
        }
    }

    /// A Pod that has been well for a day and behaves as given from now on.
    fn settled(name: &str, behaviour: Behaviour, is_new: bool) -> Self {
        let mut container = Self::new(name, behaviour, -86_400, is_new);
        container.pod = mk_pod(name);
        if !is_new {
            container.pod = mk_old(container.pod);
        }
        container.pod.created = at(-86_400);
        container.pod.containers[0].has_readiness_probe = behaviour.probe.is_some();
        for condition in &mut container.pod.conditions {
            condition.changed = Some(at(-86_390));
        }
        container.pod.statuses[0].state = running(at(-86_398));
        container.next = behaviour.runs[0];
        container
    }

    fn counts(&self) -> bool {
        self.pod.deleted.is_none()
    }

    fn is_ready(&self) -> bool {
        self.counts() && self.pod.is_ready()
    }

    fn become_ready(&mut self, second: i64) {
        for kind in ["ContainersReady", "Ready"] {
            let ready = mk_condition(kind, true, "", at(second));
            set(&mut self.pod.conditions, ready);
        }
        self.pod.statuses[0].ready = true;
    }

    fn tick(&mut self, second: i64) {
        let behaviour = self.behaviour;
        let started = match self.pod.statuses[0].state {
            ContainerState::Running {
                started_at: Some(started),
            } => started.seconds_until(at(second)),
            _ => 0,
        };
        if self.next > second {
            let is_due = behaviour.probe.is_some_and(|delay| started >= delay);
            if is_due && !self.pod.is_ready() {
                self.become_ready(second);
            }
            return;
        }
        if behaviour.bad_image {
            self.fail_pull(second);
            return;
        }
        match self.pod.statuses[0].state {
            ContainerState::Running { .. } => self.crash(second),
            ContainerState::Terminated(_) if self.run > 1 => self.back_off(second),
            _ => self.start(second),
        }
    }

    fn start(&mut self, second: i64) {
        let behaviour = self.behaviour;
        let status = &mut self.pod.statuses[0];
        if let Some(last) = &status.last {
            debug_assert!(last.finished_at <= Some(at(second)));
            status.restarts += 1;
        }
        status.state = running(at(second));
        self.pod.phase = Phase::Running;
        let last = behaviour.runs.len() - 1;
        self.next = second + behaviour.runs[self.run.min(last)];
        if behaviour.probe.is_none() {
            self.become_ready(second);
        }
    }

    fn crash(&mut self, second: i64) {
        self.run += 1;
        let reason = match self.behaviour.exit_code {
            0 => "Completed",
            _ => "Error",
        };
        let end = ended(self.behaviour.exit_code, reason, at(second));
        if self.pod.is_ready() {
            unready(&mut self.pod, at(second));
        }
        self.pod.statuses[0].state = ContainerState::Terminated(end.clone());
        self.pod.statuses[0].last = Some(end);
        self.next = second + 1;
    }

    fn back_off(&mut self, second: i64) {
        let exponent = u32::try_from(self.run - 2).unwrap_or(u32::MAX).min(5);
        self.next = second + (10i64 << exponent).min(300);
        self.pod.statuses[0].state = waiting("CrashLoopBackOff", "back-off restarting");
    }

    fn fail_pull(&mut self, second: i64) {
        self.run += 1;
        let (reason, pause) = match self.run % 2 {
            1 => ("ErrImagePull", 3),
            _ => ("ImagePullBackOff", 20),
        };
        self.pod.statuses[0].state = waiting(reason, "not found");
        self.next = second + pause;
    }
}

/// One Deployment with its Pods, in a cluster of its own.
pub(crate) struct World {
    desired: u32,
    deployment: DeploymentFacts,
    newest: ReplicaSetFacts,
    containers: Vec<Container>,
    histories: Vec<PodHistory>,
    to_create: Vec<Behaviour>,
    to_replace: Vec<(i64, usize, Behaviour)>,
}

impl World {
    /// Pods that have been well for a day and behave as given from now on.
    pub(crate) fn settled(behaviours: &[Behaviour]) -> Self {
        let containers: Vec<_> = behaviours
            .iter()
            .enumerate()
            .map(|(index, &behaviour)| Container::settled(&format!("p{index}"), behaviour, true))
            .collect();
        Self::of(containers, u32::try_from(behaviours.len()).unwrap_or(0))
    }

    /// Old Pods that are well, and a rollout of new ones that behaves as given.
    pub(crate) fn rolling(behaviours: &[Behaviour]) -> Self {
        let containers = (0..behaviours.len())
            .map(|index| Container::settled(&format!("old{index}"), WELL, false))
            .collect();
        let mut world = Self::of(containers, u32::try_from(behaviours.len()).unwrap_or(0));
        world.start_rollout(behaviours);
        world
    }

    /// A Deployment that was created this second.
    pub(crate) fn created(behaviours: &[Behaviour]) -> Self {
        let mut world = Self::of(Vec::new(), u32::try_from(behaviours.len()).unwrap_or(0));
        world.deployment.created = at(0);
        let unavailable = mk_condition("Available", false, "MinimumReplicasUnavailable", at(0));
        set(&mut world.deployment.conditions, unavailable);
        world.start_rollout(behaviours);
        world
    }

    fn of(containers: Vec<Container>, desired: u32) -> Self {
        Self {
            desired,
            deployment: mk_deployment(desired),
            newest: mk_replica_set(),
            histories: vec![PodHistory::default(); containers.len()],
            containers,
            to_create: Vec::new(),
            to_replace: Vec::new(),
        }
    }

    fn start_rollout(&mut self, behaviours: &[Behaviour]) {
        self.newest.created = at(0);
        let began = mk_condition("Progressing", true, "NewReplicaSetCreated", at(0));
        set(&mut self.deployment.conditions, began);
        self.to_create = behaviours.iter().rev().copied().collect();
    }

    /// Somebody deletes this Pod; its replacement behaves as given.
    pub(crate) fn replace(mut self, second: i64, index: usize, behaviour: Behaviour) -> Self {
        self.to_replace.push((second, index, behaviour));
        self
    }

    /// Plays the seconds one by one and gives what the page would say in each of them, judged
    /// only on a report and at `recheck`.
    pub(crate) fn play(mut self, seconds: i64) -> Vec<Judgement> {
        let mut said: Vec<Judgement> = Vec::new();
        let mut seen = None;
        for second in 0..seconds {
            self.tick(second);
            let now = at(second);
            let pods: Vec<_> = self.containers.iter().map(|c| c.pod.clone()).collect();
            let report = (self.deployment.clone(), pods);
            let is_report = seen.as_ref() != Some(&report);
            if is_report {
                for (container, history) in self.containers.iter().zip(&mut self.histories) {
                    history.observe(&container.pod, now);
                }
                seen = Some(report);
            }
            let judged = self.judge(now);
            let kept = match said.last() {
                Some(last) if !is_report && last.recheck.is_none_or(|at| now < at) => last.clone(),
                _ => judged.clone(),
            };
            assert_eq!(words(&kept), words(&judged), "unseen at second {second}");
            said.push(judged);
        }
        said
    }

    fn judge(&self, now: Timestamp) -> Judgement {
        let pods: Vec<_> = self
            .containers
            .iter()
            .zip(&self.histories)
            .map(|(container, history)| ObservedPod {
                facts: &container.pod,
                history,
            })
            .collect();
        judge(&self.deployment, Some(&self.newest), &pods, now)
    }

    fn tick(&mut self, second: i64) {
        // The controller is a second behind the kubelets.
        self.report_status(second);
        self.roll(second);
        for (when, index, behaviour) in self.to_replace.clone() {
            if when == second {
                self.delete(index, second);
                self.to_create.push(behaviour);
            }
        }
        let mut kept = self
            .containers
            .iter()
            .map(|c| c.gone_at > Some(second) || c.gone_at.is_none());
        self.histories.retain(|_| kept.next().unwrap_or(true));
        self.containers
            .retain(|c| c.gone_at.is_none_or(|gone| gone > second));
        for container in &mut self.containers {
            container.tick(second);
        }
    }

    fn delete(&mut self, index: usize, second: i64) {
        self.containers[index].pod.deleted = Some(at(second + 30));
        self.containers[index].gone_at = Some(second + 2);
    }

    /// `RollingUpdate` with `maxSurge: 1` and `maxUnavailable: 0`.
    fn roll(&mut self, second: i64) {
        let live = self.containers.iter().filter(|c| c.counts()).count();
        if live <= self.desired as usize
            && let Some(behaviour) = self.to_create.pop()
        {
            let name = format!("new{second}");
            self.containers
                .push(Container::new(&name, behaviour, second, true));
            self.histories.push(PodHistory::default());
        }
        if self.deployment.available > self.desired
            && let Some(old) = self
                .containers
                .iter()
                .position(|c| c.counts() && self.is_old(c))
        {
            self.delete(old, second);
        }
    }

    fn is_old(&self, container: &Container) -> bool {
        let owner = container.pod.owner.as_ref();
        owner.is_none_or(|owner| owner.uid != self.newest.uid)
    }

    fn report_status(&mut self, second: i64) {
        let count = |which: &dyn Fn(&&Container) -> bool| {
            u32::try_from(self.containers.iter().filter(which).count()).unwrap_or(u32::MAX)
        };
        let replicas = count(&|c| c.counts());
        let updated = count(&|c| c.counts() && !self.is_old(c));
        let available = count(&|c| c.is_ready());
        let is_more = available > self.deployment.available || updated > self.deployment.updated;
        self.deployment.replicas = replicas;
        self.deployment.updated = updated;
        self.deployment.ready = available;
        self.deployment.available = available;
        let is_available = available >= self.desired;
        let known = self.deployment.condition("Available");
        if known.is_none_or(|known| known.is_true != is_available) {
            let changed = mk_condition("Available", is_available, "", at(second));
            set(&mut self.deployment.conditions, changed);
        }
        let progressing = self.deployment.condition("Progressing").cloned();
        let Some(mut progressing) = progressing else {
            return;
        };
        if progressing.reason.as_deref() == Some("NewReplicaSetAvailable") && replicas == updated {
            return;
        }
        let all = [replicas, updated, available]
            .iter()
            .all(|&n| n == self.desired);
        let updated_at = progressing.updated.unwrap_or_default();
        if all {
            progressing.reason = Some("NewReplicaSetAvailable".into());
            progressing.is_true = true;
        } else if is_more {
            progressing.reason = Some("ReplicaSetUpdated".into());
            progressing.is_true = true;
            progressing.updated = Some(at(second));
        } else if updated_at.seconds_until(at(second)) > 600 {
            progressing.reason = Some("ProgressDeadlineExceeded".into());
            progressing.is_true = false;
        }
        set(&mut self.deployment.conditions, progressing);
    }
}

/// What a viewer sees of a judgement.
pub(crate) fn words(judgement: &Judgement) -> impl PartialEq + std::fmt::Debug + use<> {
    (judgement.verdict, judgement.why.clone(), judgement.since)
}

/// The verdicts with how many seconds each held.
pub(crate) fn stretches(said: &[Judgement]) -> Vec<(Verdict, usize)> {
    let mut stretches: Vec<(Verdict, usize)> = Vec::new();
    for judgement in said {
        match stretches.last_mut() {
            Some((verdict, length)) if *verdict == judgement.verdict => *length += 1,
            _ => stretches.push((judgement.verdict, 1)),
        }
    }
    stretches
}
