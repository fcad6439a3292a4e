//! Nothing of a cluster outlives it, however it ends.
//!
//! Other clusters may come and go meanwhile, so what carries another cluster's
//! name is left out of the comparison.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "helpers of tests are tests"
)]

use std::collections::BTreeSet;
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use testcluster::{ClusterName, Folder, TestCluster, skipped_without_kubelet, wait_until};

const SOON: Duration = Duration::from_secs(60);

/// Tells the test below which cluster to hold.
const HELD: &str = "TESTCLUSTER_HELD";

/// A process and when it started.
type Process = (u32, u64);

/// What the machine has, without what other clusters have.
#[derive(Debug, PartialEq, Eq)]
struct Machine {
    mounts: BTreeSet<String>,
    interfaces: BTreeSet<String>,
    cgroups: BTreeSet<PathBuf>,
    filter_rules: String,
    folders: BTreeSet<String>,
}

#[tokio::test]
async fn nothing_is_left_after_stop() {
    let Some(before) = machine_with_kubelet("stop") else {
        return;
    };
    let cluster = start("stop").await;
    let members = members(&cluster);
    cluster.stop().await.unwrap();
    assert_eq!(machine("stop"), before);
    assert_eq!(processes("stop", &members), Vec::<String>::new());
}

#[tokio::test]
async fn nothing_is_left_after_a_panic() {
    let Some(before) = machine_with_kubelet("panic") else {
        return;
    };
    let cluster = start("panic").await;
    let members = members(&cluster);
    let panicked = tokio::spawn(async move {
        let _cluster = cluster;
        panic!("as a failing test does");
    });
    assert!(panicked.await.unwrap_err().is_panic());
    assert_eq!(machine("panic"), before);
    assert_eq!(processes("panic", &members), Vec::<String>::new());
}

#[tokio::test]
async fn nothing_is_left_after_the_test_is_killed() {
    let Some(before) = machine_with_kubelet("killed") else {
        return;
    };
    let mut test = Command::new(std::env::current_exe().unwrap())
        .args([
            "--exact",
            "holds_a_cluster_until_it_is_killed",
            "--ignored",
            "--nocapture",
        ])
        .env(HELD, name("killed"))
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    wait_for_line(&mut test, "ready");
    let members = members(&TestCluster::attach(&name("killed")).unwrap());
    test.kill().unwrap();
    test.wait().unwrap();
    wait_for(&before, "killed", &members).await;
}

#[tokio::test]
#[ignore = "is run, and killed, by another test"]
async fn holds_a_cluster_until_it_is_killed() {
    let name = std::env::var(HELD).unwrap();
    let _cluster = start_named(&name).await;
    println!("ready");
    std::future::pending::<()>().await;
}

#[tokio::test]
async fn nothing_is_left_after_an_interrupt_of_up() {
    let Some(before) = machine_with_kubelet("interrupt") else {
        return;
    };
    let mut up = Command::new(env!("CARGO_BIN_EXE_testcluster"))
        .args(["up", "--name", &name("interrupt")])
        .stderr(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(up.stderr.take().unwrap()).lines();
    assert!(lines.any(|line| line.unwrap().contains("containerd runs")));
    kill(Pid::from_raw(up.id().try_into().unwrap()), Signal::SIGINT).unwrap();
    up.wait().unwrap();
    wait_for(&before, "interrupt", &BTreeSet::new()).await;
}

#[tokio::test]
async fn a_killed_guard_takes_its_processes_along_and_down_sweeps_the_rest() {
    let Some(before) = machine_with_kubelet("guard") else {
        return;
    };
    let cluster = start("guard").await;
    let members = members(&cluster);
    let folder = cluster.folder().unwrap().clone();
    let guard = folder.record().unwrap().guard;
    kill(Pid::from_raw(guard.try_into().unwrap()), Signal::SIGKILL).unwrap();
    wait_until("the end of all processes", SOON, async || {
        let left = processes("guard", &members);
        if left.is_empty() {
            Ok(())
        } else {
            Err(left.join("\n"))
        }
    })
    .await
    .unwrap();
    drop(cluster);
    testcluster::stop(&folder).await.unwrap();
    wait_for(&before, "guard", &members).await;
}

fn name(test: &str) -> String {
    format!("left-{test}-{}", std::process::id())
}

/// The state before a test; nothing when the test is skipped.
fn machine_with_kubelet(test: &str) -> Option<Machine> {
    (!skipped_without_kubelet()).then(|| machine(test))
}

async fn start(test: &str) -> TestCluster {
    start_named(&name(test)).await
}

/// A cluster with a pod that has a published port and a volume, so that there
/// are interfaces, filter rules and mounts to leave behind.
async fn start_named(name: &str) -> TestCluster {
    let cluster = TestCluster::builder()
        .name(name)
        .kubelets(1)
        .start()
        .await
        .unwrap();
    let pod = r#"{"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "pod"}, "spec": {
        "containers": [{"name": "main", "image": "registry.local/testimage:1.0",
            "args": ["--serve=8080", "--ignore-term"],
            "ports": [{"containerPort": 8080, "hostPort": 8080}],
            "volumeMounts": [{"name": "memory", "mountPath": "/memory"}]}],
        "volumes": [{"name": "memory", "emptyDir": {"medium": "Memory"}}]}}"#;
    cluster.apply(pod).await.unwrap();
    cluster
        .kubectl(&["wait", "pod/pod", "--for=condition=Ready", "--timeout=60s"])
        .await
        .unwrap();
    cluster
}

async fn wait_for(before: &Machine, test: &str, members: &BTreeSet<Process>) {
    wait_until("the machine being as before", SOON, async || {
        let (now, left) = (machine(test), processes(test, members));
        if now == *before && left.is_empty() {
            Ok(())
        } else {
            Err(format!("{now:?} {left:?}"))
        }
    })
    .await
    .unwrap();
}

fn wait_for_line(child: &mut Child, wanted: &str) {
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    assert!(
        lines.any(|line| line.unwrap().ends_with(wanted)),
        "it ended before {wanted}"
    );
}

fn machine(test: &str) -> Machine {
    let ours = name(test);
    let folder = Folder::of(&ClusterName::parse(&ours).unwrap()).unwrap();
    let record = folder.record();
    let links: Vec<String> = record
        .iter()
        .flat_map(|record| &record.kubelets)
        .map(testcluster::NodeRecord::interface)
        .collect();
    let interfaces = fs::read_dir("/sys/class/net").unwrap().flatten();
    let filter_rules = Command::new("iptables-save").output().unwrap().stdout;
    let folders = Folder::all().unwrap();
    Machine {
        mounts: fs::read_to_string("/proc/self/mountinfo")
            .unwrap()
            .lines()
            .map(str::to_owned)
            .collect(),
        interfaces: interfaces
            .map(|entry| entry.file_name().to_string_lossy().into_owned())
            .filter(|interface| !interface.starts_with("dl-node-") || links.contains(interface))
            .collect(),
        cgroups: cgroups(Path::new("/sys/fs/cgroup"), &ours),
        filter_rules: String::from_utf8_lossy(&filter_rules)
            .lines()
            .filter(|line| !line.starts_with('#'))
            .collect::<Vec<_>>()
            .join("\n"),
        folders: folders
            .iter()
            .map(|folder| folder.name().as_str().to_owned())
            .filter(|folder| *folder == ours)
            .collect(),
    }
}

/// The cgroups of this cluster in all hierarchies.
fn cgroups(root: &Path, cluster: &str) -> BTreeSet<PathBuf> {
    let folders = |path: &Path| -> Vec<PathBuf> {
        fs::read_dir(path)
            .into_iter()
            .flatten()
            .flatten()
            .map(|entry| entry.path())
            .collect()
    };
    let hierarchies = [vec![root.to_owned()], folders(root)].concat();
    hierarchies
        .iter()
        .flat_map(|hierarchy| folders(hierarchy))
        .filter(|path| {
            path.to_string_lossy()
                .contains(&format!("dashboard-light-{cluster}-"))
        })
        .collect()
}

/// The processes in the namespaces of the cluster's pods. They stay known by
/// when they started, because numbers of processes and namespaces are used again.
fn members(cluster: &TestCluster) -> BTreeSet<Process> {
    let cgroup = format!(
        "dashboard-light-{}-",
        cluster.folder().unwrap().name().as_str()
    );
    let namespace = |process: u32| fs::read_link(format!("/proc/{process}/ns/pid")).ok();
    let namespaces: BTreeSet<PathBuf> = numbers()
        .filter(|process| {
            fs::read_to_string(format!("/proc/{process}/cgroup"))
                .is_ok_and(|groups| groups.contains(&cgroup))
        })
        .filter_map(namespace)
        .collect();
    let members: BTreeSet<Process> = numbers()
        .filter(|&process| namespace(process).is_some_and(|its| namespaces.contains(&its)))
        .filter_map(|process| Some((process, started(process)?)))
        .collect();
    assert!(
        members.len() >= 2,
        "a pod and its sandbox have some: {members:?}"
    );
    members
}

/// The processes that name the cluster's folder, are in one of its cgroups, or
/// were seen among its members.
fn processes(test: &str, members: &BTreeSet<Process>) -> Vec<String> {
    let ours = name(test);
    let named = [
        format!("/clusters/{ours}/"),
        format!("dashboard-light-{ours}-"),
    ];
    numbers()
        .filter_map(|process| {
            let read = |file: &str| fs::read(format!("/proc/{process}/{file}")).unwrap_or_default();
            let line = String::from_utf8_lossy(&read("cmdline")).replace('\0', " ");
            let text = line.clone() + &String::from_utf8_lossy(&read("cgroup"));
            let member = started(process).is_some_and(|at| members.contains(&(process, at)));
            let is_ours = member || named.iter().any(|name| text.contains(name));
            // An ended process that nobody has collected yet has no command line.
            (is_ours && !line.is_empty()).then(|| format!("{process} {line}"))
        })
        .collect()
}

/// When a process started, in ticks since the machine did: field 22 of its
/// stat, counted from behind the name, which may hold anything.
fn started(process: u32) -> Option<u64> {
    let stat = fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    stat.rsplit_once(')')?
        .1
        .split_whitespace()
        .nth(19)?
        .parse()
        .ok()
}

fn numbers() -> impl Iterator<Item = u32> {
    let entries = fs::read_dir("/proc").unwrap().flatten();
    entries.filter_map(|entry| entry.file_name().to_str()?.parse().ok())
}
