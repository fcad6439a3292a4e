//! Containers of a Pod, put together of what is declared and what is reported.

mod build;

use build::at;
use model::{
    ContainerKind, ContainerSpec, ContainerState, ContainerStatus, DeploymentKey, InitContainer,
    PodFacts, Terminated, container_details, explain_exit,
};

fn spec(name: &str) -> ContainerSpec {
    ContainerSpec {
        name: name.into(),
        image: format!("{name}:v1").into(),
        ..ContainerSpec::default()
    }
}

fn pod() -> PodFacts {
    let init = |name: &str, is_sidecar| InitContainer {
        spec: spec(name),
        is_sidecar,
    };
    let killed = Terminated {
        exit_code: 137,
        reason: Some("Error".into()),
        message: Some("giving\nup\n".into()),
        finished_at: Some(at(60)),
        ..Terminated::default()
    };
    PodFacts {
        init_containers: vec![init("migrate", false), init("proxy", true)],
        containers: vec![spec("web"), spec("late")],
        init_statuses: vec![ContainerStatus {
            name: "migrate".into(),
            state: ContainerState::Terminated(Terminated {
                reason: Some("Completed".into()),
                finished_at: Some(at(5)),
                ..Terminated::default()
            }),
            ..ContainerStatus::default()
        }],
        statuses: vec![ContainerStatus {
            name: "web".into(),
            restarts: 2,
            state: ContainerState::Waiting {
                reason: Some("CrashLoopBackOff".into()),
                message: Some("back-off 20s".into()),
            },
            last: Some(killed),
            ..ContainerStatus::default()
        }],
        ..PodFacts::default()
    }
}

#[test]
fn init_containers_and_sidecars_come_first_and_each_has_its_status() {
    let found = container_details(&pod());
    let told: Vec<_> = found
        .iter()
        .map(|one| (&*one.name, one.kind, one.state_word(), one.colour()))
        .collect();
    assert_eq!(
        told,
        [
            ("migrate", ContainerKind::Init, "Completed", "succeeded"),
            ("proxy", ContainerKind::Sidecar, "Not reported", "unknown"),
            ("web", ContainerKind::Main, "CrashLoopBackOff", "failed"),
            ("late", ContainerKind::Main, "Not reported", "unknown"),
        ]
    );
    assert_eq!(found[0].since(), Some(at(5)));
    assert_eq!(found[2].state_detail().as_deref(), Some("back-off 20s"));
    assert_eq!(
        found[2].last_words().as_deref(),
        Some("exit code 137, killed, “up”")
    );
}

#[test]
fn exit_codes_of_signals_are_told_in_words() {
    for (code, words) in [
        (0, "exit code 0"),
        (1, "exit code 1"),
        (128, "exit code 128"),
        (130, "exit code 130, interrupted"),
        (134, "exit code 134, aborted"),
        (137, "exit code 137, killed"),
        (139, "exit code 139, segmentation fault"),
        (143, "exit code 143, terminated"),
        (159, "exit code 159, ended by signal 31"),
        (255, "exit code 255"),
    ] {
        let ended = Terminated {
            exit_code: code,
            ..Terminated::default()
        };
        assert_eq!(explain_exit(&ended), words);
    }
}

#[test]
fn keys_are_read_back() {
    let key = DeploymentKey::new("arn:aws:eks:eu:1:cluster/prod", "shop", "cart-deploy");
    assert_eq!(key.to_string().parse(), Ok(key));
    for text in ["", "shop/cart", "//", "a//b", "a/b/"] {
        assert!(text.parse::<DeploymentKey>().is_err(), "{text}");
    }
}
