//! The verdict on a CronJob.

use super::job::judge_job;
use super::rules::being_deleted;
use super::{Judgement, ObservedPod, verdict};
use crate::{Concurrency, CronJobFacts, JobFacts, Timestamp, Verdict, Why, kubectl_duration};

/// How late a run may be before it counts as missed, in seconds: a controller that was just
/// elected needs its time.
const LATE_SECONDS: i64 = 60;

/// A Job with its Pods.
#[derive(Clone, Copy, Debug)]
pub struct ObservedJob<'a> {
    /// The Job.
    pub facts: &'a JobFacts,
    /// Its Pods.
    pub pods: &'a [ObservedPod<'a>],
}

/// What a CronJob's schedule says, and since when it has said that.
#[derive(Clone, Copy, Default)]
pub struct Settings<'a> {
    /// The first moment of the schedule after this one; `None` where it has none, or cannot be
    /// read.
    pub next_after: Option<&'a dyn Fn(Timestamp) -> Option<Timestamp>>,
    /// When the schedule, or whether it is suspended, was last seen to change.
    pub changed: Option<Timestamp>,
}

/// A CronJob with its runs.
struct Timetable<'a> {
    cron: &'a CronJobFacts,
    /// When the next run after the latest one was due, or will be.
    due: Option<Timestamp>,
    /// The newest run that goes on.
    running: Option<Judgement>,
    /// The newest run that ended, if it failed.
    failed: Option<Judgement>,
    has_runs: bool,
    now: Timestamp,
}

/// Judges a CronJob by its own status, its schedule and its Jobs at `now`.
pub fn judge_cron_job(
    cron: &CronJobFacts,
    settings: Settings<'_>,
    runs: &[ObservedJob<'_>],
    now: Timestamp,
) -> Judgement {
    let table = Timetable::new(cron, settings, runs, now);
    let mut judgement = being_deleted(cron.deleted)
        .or_else(|| table.suspended())
        .or_else(|| table.missed())
        .or_else(|| table.troubled_run())
        .or_else(|| table.last_run_failed())
        .or_else(|| table.last_run_lost())
        .or_else(|| table.held_up())
        .unwrap_or_else(|| verdict(Verdict::Healthy, None, cron.last_successful));
    judgement.recheck = table.recheck();
    judgement
}

// === impl Timetable ===

impl<'a> Timetable<'a> {
    fn new(
        cron: &'a CronJobFacts,
        settings: Settings<'_>,
        runs: &[ObservedJob<'_>],
        now: Timestamp,
    ) -> Self {
        let last = cron.last_scheduled.unwrap_or(cron.created);
        let from = settings.changed.map_or(last, |changed| last.max(changed));
        let due = settings.next_after.and_then(|next_after| next_after(from));
        let newest = |is_finished: bool| {
            let runs = runs.iter().filter(|run| run.facts.deleted.is_none());
            runs.filter(|run| run.facts.is_finished() == is_finished)
                .max_by_key(|run| (run.facts.created, &run.facts.name))
        };
        let failed = newest(true).filter(|run| !run.facts.is_complete());
        Self {
            cron,
            due,
            running: newest(false).map(|run| judge_job(run.facts, run.pods, now)),
            failed: failed.map(|run| judge_job(run.facts, run.pods, now)),
            has_runs: !runs.is_empty(),
            now,
        }
    }

    fn suspended(&self) -> Option<Judgement> {
        self.cron
            .is_suspended()
            .then(|| verdict(Verdict::Paused, Some(Why::new("Suspended")), None))
    }

    /// Since when a run should have begun that did not.
    fn overdue(&self) -> Option<Timestamp> {
        self.due
            .filter(|due| due.plus_seconds(LATE_SECONDS) <= self.now)
    }

    /// Whether a run that goes on keeps the next one from beginning.
    fn is_held_up(&self) -> bool {
        self.cron.concurrency == Concurrency::Forbid && self.cron.active > 0
    }

    fn missed(&self) -> Option<Judgement> {
        let due = self.overdue().filter(|_| !self.is_held_up())?;
        let deadline = self.cron.starting_deadline_seconds;
        let is_over = |seconds: &i64| due.plus_seconds(*seconds) < self.now;
        let detail = match deadline.filter(is_over) {
            Some(seconds) => {
                let limit = kubectl_duration(seconds);
                format!("not started within {limit} of its time, so left out")
            }
            None => String::new(),
        };
        let why = Why::new("Missed its schedule")
            .since(Some(due))
            .detail(detail);
        Some(verdict(Verdict::Degraded, Some(why), Some(due)))
    }

    /// The run that goes on does not go well.
    fn troubled_run(&self) -> Option<Judgement> {
        let running = self.running.clone()?;
        running.verdict.is_alert().then_some(running)
    }

    /// The latest run that ended did not end well; a newer one that goes on does not change that.
    fn last_run_failed(&self) -> Option<Judgement> {
        let failed = self.failed.as_ref()?;
        let is_past = self
            .cron
            .last_successful
            .is_some_and(|well| failed.since.is_some_and(|ended| ended < well));
        if is_past {
            return None;
        }
        let why = failed.why.as_ref();
        let reason = why.map(|why| match &why.detail {
            Some(detail) => format!("{}, {detail}", why.what),
            None => why.what.to_string(),
        });
        let why = Why::new("Last run failed").detail(reason.unwrap_or_default());
        Some(verdict(Verdict::Failed, Some(why), failed.since))
    }

    /// No Job is left to tell how the latest run ended, and it was not well: its failed Jobs may
    /// not be kept.
    fn last_run_lost(&self) -> Option<Judgement> {
        let last = self.cron.last_scheduled?;
        let is_success = self.cron.last_successful.is_some_and(|well| well >= last);
        let is_over = last.plus_seconds(LATE_SECONDS) <= self.now;
        if self.has_runs || self.cron.active > 0 || is_success || !is_over {
            return None;
        }
        let why = Why::new("Last run did not succeed").detail("its Job is not kept");
        Some(verdict(Verdict::Warning, Some(why), Some(last)))
    }

    /// A run is due and waits for the one before.
    fn held_up(&self) -> Option<Judgement> {
        let due = self.overdue().filter(|_| self.is_held_up())?;
        let why = Why::new("The last run still goes on and keeps the next one waiting");
        Some(verdict(
            Verdict::Warning,
            Some(why.since(Some(due))),
            Some(due),
        ))
    }

    fn recheck(&self) -> Option<Timestamp> {
        let late = |at: Timestamp| at.plus_seconds(LATE_SECONDS);
        let over = |due: Timestamp| {
            let seconds = self.cron.starting_deadline_seconds?;
            // It is over a moment after its end.
            Some(Timestamp(due.plus_seconds(seconds).0.saturating_add(1)))
        };
        let of_runs = [&self.running, &self.failed].map(|run| run.as_ref()?.recheck);
        [
            self.due.map(late),
            self.due.and_then(over),
            self.cron.last_scheduled.map(late),
        ]
        .into_iter()
        .chain(of_runs)
        .flatten()
        .filter(|&at| at > self.now)
        .min()
    }
}
