//! The program `testcluster`.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "helpers of tests are tests"
)]

use std::process::{Command, Output};

/// Runs it without what the environment says about clusters.
fn run(arguments: &[&str], environment: &[(&str, &str)]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_testcluster"))
        .args(arguments)
        .env_remove("TEST_KUBECONFIG")
        .envs(environment.iter().copied())
        .output()
        .unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[test]
fn a_cluster_goes_on_after_up_until_down() {
    let name = format!("up-{}", std::process::id());
    let up = run(
        &[
            "up",
            "--name",
            &name,
            "--nodes",
            "kwok:2",
            "--no-metrics-server",
        ],
        &[],
    );
    assert!(up.status.success(), "{}", text(&up.stderr));
    let kubeconfig = text(&up.stdout).trim().to_owned();
    assert!(std::path::Path::new(&kubeconfig).is_file(), "{kubeconfig}");

    let status = text(&run(&["status"], &[]).stdout);
    assert!(
        status.contains(&kubeconfig) && status.contains("kubelet:0 kwok:2"),
        "{status}"
    );
    let twice = run(&["up", "--name", &name, "--nodes", "kwok:2"], &[]);
    assert!(
        text(&twice.stderr).contains("is running; stop it"),
        "{}",
        text(&twice.stderr)
    );
    let fault = run(&["fault", "--name", &name, "compact-etcd"], &[]);
    assert!(text(&fault.stdout).starts_with("compacted up to revision "));

    assert!(run(&["down", "--name", &name], &[]).status.success());
    assert!(!std::path::Path::new(&kubeconfig).exists());
    let again = run(&["down", "--name", &name], &[]);
    assert!(
        text(&again.stderr).contains("no test cluster named"),
        "{}",
        text(&again.stderr)
    );
}

#[test]
fn somebodys_own_cluster_is_used_and_nothing_is_started() {
    let up = run(
        &["up", "--name", "mine"],
        &[("TEST_KUBECONFIG", "/somebodys/config")],
    );
    assert_eq!(text(&up.stdout), "/somebodys/config\n");
}

#[test]
fn programs_are_taken_from_the_given_folder() {
    let name = format!("given-{}", std::process::id());
    let arguments = ["up", "--name", &name, "--nodes", "kwok:1"];
    let up = run(&arguments, &[("KUBEBUILDER_ASSETS", "/nowhere")]);
    assert!(!up.status.success());
    assert!(
        text(&up.stderr).contains("kubectl is missing in /nowhere"),
        "{}",
        text(&up.stderr)
    );
    let status = text(&run(&["status"], &[]).stdout);
    assert!(!status.contains(&name), "{status}");
}

#[test]
fn mistakes_are_answered_with_what_is_allowed() {
    for (arguments, answer) in [
        (&["up", "--name", "A b"][..], "1 to 24 of the characters"),
        (
            &["up", "--nodes", "kubelet"][..],
            "not like kubelet:1 or kwok:50",
        ),
        (
            &["up", "--nodes", "minikube:1"][..],
            "not like kubelet:1 or kwok:50",
        ),
    ] {
        let up = run(arguments, &[]);
        assert!(!up.status.success());
        assert!(text(&up.stderr).contains(answer), "{}", text(&up.stderr));
    }
}
