//! CronJobs and their runs.

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::job::JobSketch;
use super::{CronFate, Other, Plot, owner};
use crate::kind::Kind;
use crate::play::pod_json::time;

/// How many ended runs are kept.
const KEPT: i64 = 3;

/// When the run before or at this moment began.
fn run_before(moment: Timestamp, every: i64, at: i64) -> Timestamp {
    let second = (moment.as_second() - at).div_euclid(every) * every + at;
    Timestamp::from_second(second).unwrap_or(moment)
}

/// When something changes next after `now`: a run begins or ends.
pub(super) fn next(of: &Other, now: Timestamp) -> Option<Timestamp> {
    let Plot::CronJob {
        every,
        at,
        takes,
        fate,
        ..
    } = of.plot
    else {
        return None;
    };
    if matches!(fate, CronFate::Suspended | CronFate::Missing) {
        return None;
    }
    let began = run_before(now, every, at);
    let ends = began + SignedDuration::from_secs(takes);
    let begins = began + SignedDuration::from_secs(every);
    Some(if now < ends { ends } else { begins })
}

pub(super) fn cron_job(of: &Other, now: Timestamp) -> Vec<(Kind, Value)> {
    let Plot::CronJob {
        schedule,
        every,
        at,
        takes,
        fate,
    } = of.plot
    else {
        return Vec::new();
    };
    let last = match fate {
        CronFate::Well | CronFate::Failing => run_before(now, every, at),
        CronFate::Suspended => run_before(of.before(12 * 86_400), every, at),
        CronFate::Missing => run_before(of.before(4 * 3600), every, at),
    };
    let uid = of.uid("");
    let mut objects = Vec::new();
    let mut active = Vec::new();
    let mut successful = None;
    for ago in (0..=KEPT).rev() {
        let began = last - SignedDuration::from_secs(ago * every);
        let ends = began + SignedDuration::from_secs(takes);
        let is_over = ends <= now;
        // The last one that goes on takes the place of the oldest that is kept.
        if ago == KEPT && last + SignedDuration::from_secs(takes) <= now {
            continue;
        }
        let mut run = JobSketch::new(format!("{}-{}", of.name, began.as_second() / 60), began);
        run.owner = Some(owner("batch/v1", "CronJob", of.name, &uid));
        match (is_over, fate, ago) {
            (false, ..) => {
                run.active = 1;
                active.push(json!({
                    "apiVersion": "batch/v1", "kind": "Job", "namespace": of.namespace,
                    "name": run.name,
                }));
            }
            (true, CronFate::Failing, 0 | 1) => {
                run.backoff_limit = 0;
                run.failed = vec![ends];
            }
            (true, ..) => {
                run.succeeded = vec![ends];
                successful = Some(ends);
            }
        }
        objects.extend(run.objects(of));
    }
    let mut status = json!({"lastScheduleTime": time(last)});
    if let Some(ended) = successful {
        status["lastSuccessfulTime"] = time(ended).into();
    }
    if !active.is_empty() {
        status["active"] = active.into();
    }
    let mut spec = json!({
        "schedule": schedule, "timeZone": "Etc/UTC",
        "concurrencyPolicy": "Forbid", "suspend": fate == CronFate::Suspended,
        "successfulJobsHistoryLimit": KEPT, "failedJobsHistoryLimit": 2,
        "jobTemplate": {"spec": {"template": of.template("Never")}},
    });
    if fate == CronFate::Missing {
        spec["startingDeadlineSeconds"] = 120.into();
    }
    let metadata = of.metadata(of.before(100 * 86_400));
    objects.push((
        Kind::CronJob,
        json!({"metadata": metadata, "spec": spec, "status": status}),
    ));
    objects
}
