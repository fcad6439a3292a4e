mod kinds;

use super::*;
use crate::history::UsageBook;
use crate::mk::{
    Deployed, T0, deployment, mk_deployment, mk_namespace, mk_pod, mk_replica_set, patch, pod,
};
use model::{PodLevel, Usage, Verdict, WorkloadKind};
use serde_json::json;

fn index() -> Index {
    Index::new("prod".into(), Arc::new(NamingRules::default()))
}

fn at(seconds: i64) -> Timestamp {
    T0.plus_seconds(seconds)
}

fn place(namespace: &str, name: &str) -> Place {
    of_kind(WorkloadKind::Deployment, namespace, name)
}

fn of_kind(kind: WorkloadKind, namespace: &str, name: &str) -> Place {
    Place {
        namespace: namespace.into(),
        name: name.into(),
        kind,
    }
}

fn book() -> UsageBook {
    UsageBook::new(std::time::Duration::from_secs(15))
}

fn pods(index: &Index, name: &str) -> Vec<String> {
    let found = index.pods(&place("shop", name), |_, _| None, &book(), T0);
    let (_, pods) = found.unwrap_or_default();
    pods.iter().map(|pod| pod.name.to_string()).collect()
}

/// An index with one healthy Deployment `web` of two pods.
fn with_web() -> Index {
    let mut index = index();
    for object in Deployed::new("shop", "web", 2).objects() {
        index.apply(object, T0);
    }
    let settled = index.settle(T0);
    assert_eq!(settled.rows.len(), 1);
    assert_eq!(settled.rows[0].verdict, Verdict::Healthy);
    index
}

#[test]
fn objects_find_each_other_in_any_order() {
    let objects = Deployed::new("shop", "web", 1).objects();
    let orders = [
        [0, 1, 2],
        [0, 2, 1],
        [1, 0, 2],
        [1, 2, 0],
        [2, 0, 1],
        [2, 1, 0],
    ];
    for order in orders {
        let mut index = index();
        let mut row = None;
        for place in order {
            index.apply(objects[place].clone(), T0);
            row = index.settle(T0).rows.pop().or(row);
        }
        let row = row.unwrap();
        assert_eq!((row.pods, row.verdict), (1, Verdict::Healthy), "{order:?}");
        assert_eq!(pods(&index, "web"), ["web-1-0"], "{order:?}");
    }
}

#[test]
fn a_row_says_what_a_card_shows() {
    let mut index = index();
    let mut web = deployment("shop", "sneakers-remote-deploy", 1);
    web["spec"]["template"]["spec"]["containers"] = json!([
        { "name": "istio-proxy", "image": "istio/proxyv2:1.20" },
        { "name": "apf-sneakers-remote-pod",
          "image": "registry-minor:5000/wl/backend:staging-a1dcf6ff" },
    ]);
    index.apply(mk_deployment(&web), T0);
    let row = index.settle(T0).rows.pop().unwrap();
    assert_eq!(&*row.title, "sneakers-remote");
    assert_eq!(&*row.container.unwrap().title, "apf-sneakers-remote");
    assert_eq!(&*row.image.unwrap().tag, "staging-a1dcf6ff");
    assert_eq!((row.ready, row.desired, row.other_containers), (1, 1, 1));
}

#[test]
fn what_says_nothing_new_is_no_change() {
    let mut index = with_web();
    for object in Deployed::new("shop", "web", 2).objects() {
        index.apply(object, at(5));
    }
    assert!(index.settle(at(5)).rows.is_empty());
}

#[test]
fn a_change_of_a_pod_raises_the_pods_revision() {
    let mut index = with_web();
    let revision = index
        .pods(&place("shop", "web"), |_, _| None, &book(), T0)
        .unwrap()
        .0;
    let mut changed = pod("shop", "web-1", 0);
    patch(
        &mut changed,
        json!({ "status": { "containerStatuses": [
        { "name": "web", "ready": false, "restartCount": 1, "state": { "waiting": { "reason": "CrashLoopBackOff" } } },
    ] } }),
    );
    index.apply(mk_pod(&changed), at(1));
    let row = index.settle(at(1)).rows.pop().unwrap();
    assert!(row.pods_revision > revision);
    assert_eq!(row.restarts, 1);
    let (_, pods) = index
        .pods(&place("shop", "web"), |_, _| None, &book(), at(1))
        .unwrap();
    assert_eq!(pods[0].level, PodLevel::Failing, "worst first");
    assert_eq!(&*pods[0].status, "CrashLoopBackOff");
}

#[test]
fn a_list_sweeps_what_it_does_not_name_only_at_its_end() {
    let mut index = with_web();
    for object in Deployed::new("shop", "api", 1).objects() {
        index.apply(object, T0);
    }
    index.settle(T0);
    index.begin(Kind::Deployment, None);
    index.apply(mk_deployment(&deployment("shop", "api", 1)), at(1));
    let settled = index.settle(at(1));
    assert!(settled.removed.is_empty() && settled.rows.is_empty());
    index.finish(Kind::Deployment, None);
    let settled = index.settle(at(1));
    assert_eq!(settled.removed, [place("shop", "web")]);
    assert!(settled.rows.is_empty(), "nothing blinks");
}

#[test]
fn a_list_that_broke_off_sweeps_nothing() {
    let mut index = with_web();
    index.begin(Kind::Deployment, None);
    index.begin(Kind::Deployment, None);
    index.apply(mk_deployment(&deployment("shop", "web", 2)), at(1));
    index.finish(Kind::Deployment, None);
    assert!(index.settle(at(1)).removed.is_empty());
}

#[test]
fn a_list_of_one_namespace_sweeps_only_there() {
    let mut index = with_web();
    for object in Deployed::new("bank", "web", 1).objects() {
        index.apply(object, T0);
    }
    index.settle(T0);
    index.begin(Kind::Pod, Some("bank".into()));
    index.finish(Kind::Pod, Some("bank".into()));
    let rows = index.settle(at(1)).rows;
    assert_eq!(rows.len(), 1);
    assert_eq!((&*rows[0].key.namespace, rows[0].pods), ("bank", 0));
    assert_eq!(pods(&index, "web").len(), 2);
}

#[test]
fn a_deployment_made_anew_under_its_name_is_no_removal() {
    let mut index = with_web();
    index.delete(&mk_deployment(&deployment("shop", "web", 2)));
    let mut anew = deployment("shop", "web", 3);
    anew["metadata"]["uid"] = json!("other");
    index.apply(mk_deployment(&anew), at(1));
    // The old one's deletion told once more changes nothing.
    index.delete(&mk_deployment(&deployment("shop", "web", 2)));
    let settled = index.settle(at(1));
    assert!(settled.removed.is_empty());
    assert_eq!(settled.rows[0].desired, 3);
    assert!(settled.rows[0].pods_revision >= 2, "it never goes back");
}

#[test]
fn a_rollout_names_the_tag_it_replaces() {
    let mut index = with_web();
    let mut changed = deployment("shop", "web", 2);
    changed["spec"]["template"]["spec"]["containers"][0]["image"] = json!("web:v2");
    index.apply(mk_deployment(&changed), at(1));
    let mut newer = Deployed::new("shop", "web", 2).replica_set;
    patch(
        &mut newer,
        json!({
            "metadata": { "name": "web-2", "uid": "web-2", "annotations": { "deployment.kubernetes.io/revision": "2" } },
            "status": { "replicas": 0 },
        }),
    );
    index.apply(mk_replica_set(&newer), at(1));
    let row = index.settle(at(1)).rows.pop().unwrap();
    assert_eq!(&*row.image.unwrap().tag, "v2");
    assert_eq!(row.previous_tag.as_deref(), Some("v1"));
}

/// The ReplicaSet of this revision of `web`, made so many seconds after 2030, with this image.
fn mk_revision(uid: &str, revision: u32, second: u32, image: &str) -> Object {
    let mut set = Deployed::new("shop", "web", 2).replica_set;
    patch(
        &mut set,
        json!({
            "metadata": {
                "name": uid, "uid": uid, "creationTimestamp": format!("2030-01-01T00:00:{second:02}Z"),
                "annotations": { "deployment.kubernetes.io/revision": revision.to_string() },
            },
            "spec": { "template": { "spec": { "containers": [{ "name": "web", "image": image }] } } },
        }),
    );
    mk_replica_set(&set)
}

#[test]
fn an_image_is_as_old_as_the_first_of_the_last_revisions_that_have_it() {
    let mut index = index();
    let with_image = |image: &str| {
        let mut web = deployment("shop", "web", 2);
        web["spec"]["template"]["spec"]["containers"][0]["image"] = json!(image);
        mk_deployment(&web)
    };
    let second = |number| Some(Timestamp::from_seconds(1_893_456_000).plus_seconds(number));
    let mut since = |objects: Vec<Object>| {
        for object in objects {
            index.apply(object, T0);
        }
        index.settle(T0).rows.pop().unwrap().image_since
    };
    assert_eq!(since(vec![with_image("web:v1")]), None, "no revision yet");
    assert_eq!(since(vec![mk_revision("a", 1, 10, "web:v1")]), second(10));
    assert_eq!(since(vec![with_image("web:v2")]), None);
    assert_eq!(since(vec![mk_revision("b", 2, 20, "web:v2")]), second(20));
    // A restart, or another variable, is a revision too.
    assert_eq!(since(vec![mk_revision("c", 3, 30, "web:v2")]), second(20));
    // A rollback takes up the first ReplicaSet.
    let back = vec![with_image("web:v1"), mk_revision("a", 4, 10, "web:v1")];
    assert_eq!(since(back), second(30));
}

#[test]
fn time_alone_can_change_a_verdict() {
    let mut index = with_web();
    let mut changed = pod("shop", "web-1", 0);
    let finished = "2030-01-01T00:00:00Z".parse::<jiff::Timestamp>().unwrap();
    let finished = Timestamp(finished.as_millisecond());
    patch(
        &mut changed,
        json!({ "status": { "containerStatuses": [{
        "name": "web", "ready": true, "restartCount": 1,
        "state": { "running": { "startedAt": "2030-01-01T00:00:01Z" } },
        "lastState": { "terminated": { "exitCode": 137, "reason": "OOMKilled", "finishedAt": "2030-01-01T00:00:00Z" } },
    }] } }),
    );
    let now = finished.plus_seconds(2);
    index.apply(mk_pod(&changed), now);
    let row = index.settle(now).rows.pop().unwrap();
    assert_eq!(row.verdict, Verdict::Warning);
    let mut now = now;
    let mut last = row;
    for _ in 0..20 {
        let Some(next) = index.next_recheck() else {
            break;
        };
        assert!(next > now);
        now = next;
        index.wake(now);
        last = index.settle(now).rows.pop().unwrap();
    }
    assert_eq!(last.verdict, Verdict::Healthy);
    assert!(now.seconds_until(finished.plus_seconds(660)) > 0);
}

#[test]
fn since_falls_back_to_when_we_saw_the_change() {
    let mut index = index();
    let mut idle = deployment("shop", "web", 0);
    index.apply(mk_deployment(&idle), T0);
    let row = index.settle(T0).rows.pop().unwrap();
    assert_eq!((row.verdict, row.since), (Verdict::Idle, None));
    idle["metadata"]["generation"] = json!(9);
    index.apply(mk_deployment(&idle), at(10));
    let row = index.settle(at(10)).rows.pop().unwrap();
    assert_eq!(
        (row.verdict, row.since),
        (Verdict::Progressing, Some(at(10)))
    );
}

#[test]
fn only_running_pods_have_usage() {
    let mut index = with_web();
    let mut done = pod("shop", "web-1", 1);
    done["status"]["phase"] = json!("Succeeded");
    index.apply(mk_pod(&done), at(1));
    let one = Usage {
        cpu_millicores: 3,
        memory_bytes: 4,
    };
    let (_, pods) = index
        .pods(&place("shop", "web"), |_, _| Some(one), &book(), at(1))
        .unwrap();
    let known: Vec<bool> = pods.iter().map(|pod| pod.usage.is_some()).collect();
    assert_eq!(known, [true, false]);
    assert_eq!(
        index.usage(&place("shop", "web"), |_, _| Some(one)),
        Some(one)
    );
    assert_eq!(index.usage(&place("shop", "web"), |_, _| None), None);
}

#[test]
fn namespaces_come_and_go() {
    let mut index = index();
    index.apply(mk_namespace("shop"), T0);
    index.apply(mk_namespace("bank"), T0);
    let names = |names: &[&str]| Some(names.iter().map(|&name| name.into()).collect());
    assert_eq!(index.settle(T0).namespaces, names(&["bank", "shop"]));
    assert_eq!(index.settle(T0).namespaces, None);
    index.delete(&mk_namespace("bank"));
    assert_eq!(index.settle(T0).namespaces, names(&["shop"]));
    index.begin(Kind::Namespace, None);
    index.finish(Kind::Namespace, None);
    assert_eq!(index.settle(T0).namespaces, names(&[]));
}

#[test]
fn where_namespaces_cannot_be_listed_those_with_deployments_are_known() {
    let mut index = index();
    index.assume_namespaces(Some(BTreeSet::from(["given".into()])));
    assert_eq!(index.settle(T0).namespaces.unwrap().len(), 1);
    index.apply(mk_deployment(&deployment("shop", "web", 1)), T0);
    let names = index.settle(T0).namespaces.unwrap();
    assert_eq!(names, BTreeSet::from(["given".into(), "shop".into()]));
}
