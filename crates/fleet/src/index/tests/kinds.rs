//! Workloads of other kinds than Deployments.

use super::*;
use crate::mk::mk_object;
use serde_json::Value;

const LONG_AGO: &str = "2029-06-01T00:00:00Z";

/// An object of this kind with what stands in `rest`.
fn object(kind: &str, name: &str, rest: Value) -> Value {
    let mut object = json!({
        "kind": kind,
        "metadata": {
            "namespace": "shop", "name": name, "uid": name, "generation": 1,
            "creationTimestamp": LONG_AGO,
        },
        "spec": { "template": { "spec": { "containers": [{ "name": "main", "image": "db:v7" }] } } },
        "status": { "observedGeneration": 1 },
    });
    patch(&mut object, rest);
    object
}

fn owned(kind: &str, name: &str) -> Value {
    let owner = json!([{ "kind": kind, "name": name, "uid": name, "controller": true }]);
    json!({ "metadata": { "ownerReferences": owner } })
}

/// A ready Pod of this owner.
fn pod_of(kind: &str, owner: &str, name: &str) -> Value {
    let mut pod = pod("shop", "web-1", 0);
    patch(
        &mut pod,
        json!({ "metadata": { "name": name, "uid": name } }),
    );
    patch(&mut pod, owned(kind, owner));
    pod
}

fn alone(name: &str) -> Value {
    let mut pod = pod_of("", "", name);
    pod["metadata"]["ownerReferences"] = json!(null);
    pod
}

fn stateful_set(ready: u32) -> Value {
    let status = json!({
        "replicas": 2, "readyReplicas": ready, "availableReplicas": ready, "updatedReplicas": 2,
        "currentRevision": "db-1", "updateRevision": "db-1",
    });
    object(
        "StatefulSet",
        "db",
        json!({ "spec": { "replicas": 2 }, "status": status }),
    )
}

fn job(name: &str, cron_job: Option<&str>, condition: &str) -> Value {
    let ended = json!([{ "type": condition, "status": "True", "reason": "BackoffLimitExceeded" }]);
    let status = json!({ "startTime": LONG_AGO, "failed": 1, "conditions": ended });
    let mut job = object("Job", name, json!({ "status": status }));
    if let Some(cron_job) = cron_job {
        patch(&mut job, owned("CronJob", cron_job));
    }
    job
}

fn cron_job(schedule: &str, last: &str) -> Value {
    object(
        "CronJob",
        "report",
        json!({
            "spec": { "schedule": schedule },
            "status": { "lastScheduleTime": last, "lastSuccessfulTime": LONG_AGO },
        }),
    )
}

/// `kind:name verdict` of each row, in order.
fn settle(index: &mut Index, now: Timestamp) -> Vec<String> {
    let rows = index.settle(now).rows.into_iter();
    let mut rows: Vec<String> = rows
        .map(|row| format!("{}:{} {}", row.key.kind, row.key.name, row.verdict))
        .collect();
    rows.sort_unstable();
    rows
}

fn apply(index: &mut Index, objects: &[Value], now: Timestamp) {
    for object in objects {
        index.apply(mk_object(object), now);
    }
}

#[test]
fn sets_own_their_pods_in_any_order() {
    let daemon_set = object(
        "DaemonSet",
        "proxy",
        json!({ "status": {
            "desiredNumberScheduled": 1, "currentNumberScheduled": 1, "numberReady": 1,
            "numberAvailable": 1, "updatedNumberScheduled": 1,
        } }),
    );
    let mut objects = vec![
        stateful_set(2),
        pod_of("StatefulSet", "db", "db-0"),
        pod_of("StatefulSet", "db", "db-1"),
        daemon_set,
        pod_of("DaemonSet", "proxy", "proxy-x"),
    ];
    for _ in 0..2 {
        let mut index = index();
        apply(&mut index, &objects, T0);
        let expected = ["daemonset:proxy healthy", "statefulset:db healthy"];
        assert_eq!(settle(&mut index, T0), expected);
        let place = of_kind(WorkloadKind::StatefulSet, "shop", "db");
        let (_, pods) = index.pods(&place, |_, _| None, &book(), T0).unwrap();
        assert_eq!(pods.len(), 2);
        objects.reverse();
    }
}

#[test]
fn a_row_of_another_kind_says_what_a_card_shows() {
    let mut index = index();
    apply(&mut index, &[stateful_set(2)], T0);
    let row = index.settle(T0).rows.pop().unwrap();
    assert_eq!(row.key.to_string(), "prod/shop/statefulset:db");
    assert_eq!((row.ready, row.desired), (2, 2));
    assert_eq!(row.image.unwrap().tag, "v7".into());
    assert_eq!(&*row.title, "db");
}

#[test]
fn a_shortage_is_as_old_as_we_saw_it() {
    let mut index = index();
    let pods = ["db-0", "db-1"].map(|name| pod_of("StatefulSet", "db", name));
    apply(&mut index, &pods, T0);
    apply(&mut index, &[stateful_set(2)], T0);
    settle(&mut index, T0);
    index.delete(&mk_object(&pods[1]));
    apply(&mut index, &[stateful_set(1)], at(50));
    assert_eq!(settle(&mut index, at(50)), ["statefulset:db progressing"]);
    assert_eq!(index.next_recheck(), Some(at(80)));
    index.wake(at(80));
    assert_eq!(settle(&mut index, at(80)), ["statefulset:db degraded"]);
}

#[test]
fn jobs_of_a_cron_job_are_no_rows_and_others_are() {
    let mut index = index();
    let objects = [
        job("report-1", Some("report"), "Failed"),
        job("migration", None, "Complete"),
        pod_of("Job", "report-1", "report-1-x"),
        cron_job("0 0 1 1 *", "2029-12-01T00:00:00Z"),
    ];
    apply(&mut index, &objects, T0);
    let expected = ["cronjob:report failed", "job:migration healthy"];
    assert_eq!(settle(&mut index, T0), expected);
    let report = of_kind(WorkloadKind::CronJob, "shop", "report");
    let (_, pods) = index.pods(&report, |_, _| None, &book(), T0).unwrap();
    assert_eq!(pods.len(), 1);
    assert_eq!(index.group_names(&report), ["report-1".into()]);
    index.delete(&mk_object(&objects[0]));
    assert_eq!(settle(&mut index, T0), ["cronjob:report warning"]);
}

#[test]
fn a_schedule_is_judged_by_until_it_is_changed() {
    let mut index = index();
    // Now is midnight before 2029-12-31.
    let hourly = cron_job("0 * * * *", "2029-12-30T20:00:00Z");
    apply(&mut index, std::slice::from_ref(&hourly), T0);
    assert_eq!(settle(&mut index, T0), ["cronjob:report degraded"]);
    let mut changed = hourly;
    changed["spec"]["schedule"] = json!("30 * * * *");
    apply(&mut index, &[changed], at(5));
    assert_eq!(settle(&mut index, at(5)), ["cronjob:report warning"]);
    assert_eq!(index.next_recheck(), Some(at(30 * 60 + 60)));
}

#[test]
fn pods_without_an_owner_that_is_a_row_are_rows() {
    let mut index = index();
    let objects = [
        alone("shell"),
        pod_of("Node", "node-1", "etcd-node-1"),
        pod_of("Workflow", "build", "build-1"),
        pod_of("StatefulSet", "db", "db-0"),
        pod_of("Job", "import", "import-x"),
    ];
    apply(&mut index, &objects, T0);
    let expected = [
        "pod:build-1 healthy",
        "pod:etcd-node-1 healthy",
        "pod:shell healthy",
    ];
    assert_eq!(settle(&mut index, T0), expected);
    let place = of_kind(WorkloadKind::Pod, "shop", "shell");
    let (_, pods) = index.pods(&place, |_, _| None, &book(), T0).unwrap();
    assert_eq!(pods.len(), 1, "it is its own");
    index.delete(&mk_object(&objects[0]));
    assert_eq!(index.settle(T0).removed, [place]);
}

#[test]
fn pods_of_a_replica_set_are_rows_once_it_is_known_to_be_no_deployments() {
    let mut index = index();
    let pod = pod_of("ReplicaSet", "rollout-1", "rollout-1-x");
    apply(&mut index, &[pod], T0);
    assert!(settle(&mut index, T0).is_empty());
    let mut set = object("ReplicaSet", "rollout-1", json!({}));
    apply(&mut index, std::slice::from_ref(&set), T0);
    assert_eq!(settle(&mut index, T0), ["pod:rollout-1-x healthy"]);
    patch(&mut set, owned("Deployment", "web"));
    apply(&mut index, &[set], T0);
    let settled = index.settle(T0);
    assert_eq!(settled.removed.len(), 1, "it was adopted");
}

#[test]
fn a_list_of_a_kind_sweeps_that_kind_alone() {
    let mut index = index();
    let all = [
        stateful_set(2),
        job("migration", None, "Complete"),
        job("report-1", Some("report"), "Complete"),
        cron_job("0 0 1 1 *", "2029-12-01T00:00:00Z"),
        alone("shell"),
    ];
    apply(&mut index, &all, T0);
    assert_eq!(settle(&mut index, T0).len(), 4);
    for (kind, gone) in [
        (Kind::StatefulSet, 1),
        (Kind::DaemonSet, 0),
        (Kind::Job, 1),
        (Kind::Pod, 1),
        (Kind::CronJob, 1),
    ] {
        index.begin(kind, None);
        index.finish(kind, None);
        assert_eq!(index.settle(T0).removed.len(), gone, "{kind}");
    }
}

#[test]
fn what_has_one_name_and_several_kinds_is_several_rows() {
    let mut index = with_web();
    let pod = alone("web");
    let job = job("web", None, "Complete");
    patch_uid(&mut index, &[pod, job]);
    assert_eq!(
        settle(&mut index, T0),
        ["job:web healthy", "pod:web healthy"]
    );
    assert_eq!(pods(&index, "web").len(), 2, "the Deployment keeps its own");
}

/// Applies these under uids of their own.
fn patch_uid(index: &mut Index, objects: &[Value]) {
    for object in objects {
        let mut object = object.clone();
        object["metadata"]["uid"] = json!(format!("{} of its own", object["kind"]));
        index.apply(mk_object(&object), T0);
    }
}
