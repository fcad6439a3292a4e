//! The words for what is wrong with the Pods of a workload.

use super::case::Case;
use super::seen::Seen;
use crate::level::{Assessment, awaited_probe};
use crate::{PodFacts, PodLevel, Text, Timestamp, Why};

// === impl Case ===

impl<'a> Case<'a> {
    /// Why not everything is available.
    pub(super) fn why_unavailable(&self) -> Why {
        if let Some((what, worst)) = self.worst() {
            return Why::new(what)
                .since(worst.since)
                .detail(worst.detail.unwrap_or_default());
        }
        let desired = self.counts.desired;
        let there = u32::try_from(self.live().count())
            .unwrap_or(u32::MAX)
            .max(self.counts.replicas);
        let what = match desired.saturating_sub(there) {
            0 => {
                let unready = desired.saturating_sub(self.available());
                format!("{unready} of {desired} pods are not ready")
            }
            missing => format!("{missing} of {desired} pods are missing"),
        };
        Why::new(what).since(self.unavailable_since)
    }

    /// What holds up Pods that are to become ready, in words: what fails, or else which probe is
    /// waited for. Empty where nothing is to be said.
    pub(super) fn held_up(&self) -> String {
        match self.worst_new() {
            Some((what, worst)) if worst.level == PodLevel::Failing => match worst.detail {
                Some(detail) => format!("{what}, {detail}"),
                None => what,
            },
            _ => self.awaited_probes(),
        }
    }

    fn awaited_probes(&self) -> String {
        let pods = || {
            self.counting()
                .filter(|pod| pod.found.level == PodLevel::Pending)
        };
        let told = ["startup probe", "readiness probe"]
            .into_iter()
            .filter_map(|probe| {
                let waits = |pod: &&Seen<'_>| awaited_probe(pod.facts) == Some(probe);
                match pods().filter(waits).count() {
                    0 => None,
                    1 => Some(format!("1 pod waits for its {probe}")),
                    more => Some(format!("{more} pods wait for their {probe}")),
                }
            });
        told.collect::<Vec<_>>().join(", ")
    }

    /// The commonest reason among the worst Pods, as `Reason on 1 of 3 pods`, and one example.
    pub(super) fn worst(&self) -> Option<(String, Assessment)> {
        let candidates: Vec<_> = self.counting().collect();
        commonest(&candidates, "pod")
    }

    /// The same among the Pods of the newest revision.
    pub(super) fn worst_new(&self) -> Option<(String, Assessment)> {
        let candidates: Vec<_> = self.counting().filter(|pod| self.is_new(pod)).collect();
        match candidates.len() == self.counting().count() {
            true => commonest(&candidates, "pod"),
            false => commonest(&candidates, "new pod"),
        }
    }
}

/// The commonest reason among the worst of these, and one example.
pub(super) fn commonest(candidates: &[&Seen<'_>], noun: &str) -> Option<(String, Assessment)> {
    let troubled: Vec<&Assessment> = candidates
        .iter()
        .map(|pod| &pod.found)
        .filter(|found| found.reason.is_some() && found.level != PodLevel::Ok)
        .collect();
    let worst_level = troubled.iter().map(|found| found.level).min()?;
    let worst = || troubled.iter().filter(|found| found.level == worst_level);
    let count = |example: &Assessment| worst().filter(|f| f.reason == example.reason).count();
    // The last two only so that the order of the Pods does not matter.
    let example = worst().max_by_key(|found| {
        (
            count(found),
            found.detail.is_some(),
            std::cmp::Reverse(found.since),
            &found.reason,
            &found.detail,
        )
    })?;
    let reason = example.reason.as_deref().unwrap_or_default();
    let what = match (count(example), candidates.len()) {
        (_, 1) => format!("{reason} on the only {noun}"),
        (some, all) => format!("{reason} on {some} of {all} {noun}s"),
    };
    Some((what, (*example).clone()))
}

/// How the Pod's latest crash ended, and at which memory limit if that was it.
pub(super) fn last_exit(pod: &PodFacts) -> String {
    let last = pod
        .all_statuses()
        .filter_map(|(status, _)| Some((status, status.last.as_ref()?)))
        .max_by_key(|(_, ended)| ended.finished_at);
    let Some((status, ended)) = last else {
        return "exit unknown".to_owned();
    };
    if ended.reason.as_deref() != Some("OOMKilled") {
        return crate::explain_exit(ended);
    }
    let init = pod.init_containers.iter().map(|init| &init.spec);
    let limit = init
        .chain(&pod.containers)
        .find(|spec| spec.name == status.name);
    match limit.and_then(|spec| spec.limits.memory_bytes) {
        Some(bytes) => format!("OOMKilled at the {} limit", crate::show_bytes(bytes)),
        None => "OOMKilled".to_owned(),
    }
}

/// How the Pod that ended badly last did so, and when.
pub(super) fn worst_end(pods: &[Seen<'_>]) -> Option<(Option<Timestamp>, String)> {
    let ended = pods.iter().filter(|pod| pod.facts.phase.is_finished());
    let failed = ended.filter(|pod| pod.found.level == PodLevel::Failing);
    let last = failed.map(|pod| &pod.found).max_by_key(|found| {
        let words = found.detail.as_ref().or(found.reason.as_ref());
        (found.since, words)
    })?;
    let words: Option<&Text> = last.detail.as_ref().or(last.reason.as_ref());
    Some((last.since, words.map(|words| words.to_string())?))
}
