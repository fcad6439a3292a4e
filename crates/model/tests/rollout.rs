//! Revisions and what each changed.

mod build;

use build::at;
use model::{
    Change, Condition, ContainerKind, ContainerTemplate, HIDDEN, Manager, RolloutFacts, SetFacts,
    Stage, TemplateFacts, changes, revisions,
};
use proptest::prelude::*;

fn mk_container(name: &str, image: &str, settings: &[(&str, &str)]) -> ContainerTemplate {
    ContainerTemplate {
        kind: ContainerKind::Main,
        name: name.into(),
        image: image.into(),
        settings: settings
            .iter()
            .map(|(what, value)| ((*what).to_owned(), (*value).to_owned()))
            .collect(),
    }
}

fn mk_set(revision: u64, containers: Vec<ContainerTemplate>) -> SetFacts {
    SetFacts {
        name: format!("web-{revision}").into(),
        revision,
        created: at(revision.cast_signed() * 1000),
        desired: Some(3),
        template: TemplateFacts {
            restarted: None,
            containers,
        },
        ..SetFacts::default()
    }
}

fn mk_rollout(revision: u64, reason: &str, set: &str, updated: i64) -> RolloutFacts {
    RolloutFacts {
        revision,
        desired: 3,
        progressing: Some(Condition {
            kind: "Progressing".into(),
            reason: Some(reason.into()),
            message: Some(format!("ReplicaSet \"{set}\" has successfully progressed.").into()),
            updated: Some(at(updated)),
            ..Condition::default()
        }),
        is_complete: false,
        managers: Vec::new(),
    }
}

fn told(changes: &[Change]) -> Vec<(&str, &str, Option<&str>, Option<&str>)> {
    changes
        .iter()
        .map(|c| {
            (
                &*c.container,
                &*c.what,
                c.before.as_deref(),
                c.after.as_deref(),
            )
        })
        .collect()
}

#[test]
fn images_variables_resources_and_replicas_are_compared() {
    let old = mk_set(
        1,
        vec![mk_container(
            "web",
            "web:v1",
            &[
                ("env LOG", "info"),
                ("requests.cpu", "100m"),
                ("command", "serve"),
            ],
        )],
    );
    let mut new = mk_set(
        2,
        vec![mk_container(
            "web",
            "web:v2",
            &[
                ("env LOG", "debug"),
                ("env NEW", "secret db, key url"),
                ("requests.cpu", "100m"),
            ],
        )],
    );
    new.desired = Some(5);
    assert_eq!(
        told(&changes(&old, &new)),
        [
            ("", "replicas", Some("3"), Some("5")),
            ("web", "image", Some("web:v1"), Some("web:v2")),
            ("web", "env LOG", Some("info"), Some("debug")),
            ("web", "env NEW", None, Some("secret db, key url")),
            ("web", "command", Some("serve"), None),
        ]
    );
}

#[test]
fn that_a_secret_changed_is_told_and_not_into_what() {
    let set = |revision, value| {
        mk_set(
            revision,
            vec![mk_container("web", "web:v1", &[("env DB_PASSWORD", value)])],
        )
    };
    let found = changes(&set(1, "canary-1"), &set(2, "canary-2"));
    let before = format!("{HIDDEN} before");
    let after = format!("{HIDDEN} another");
    assert_eq!(
        told(&found),
        [("web", "env DB_PASSWORD", Some(&*before), Some(&*after))]
    );
    let gone = changes(
        &set(1, "canary-1"),
        &mk_set(2, vec![mk_container("web", "web:v1", &[])]),
    );
    assert_eq!(
        told(&gone),
        [("web", "env DB_PASSWORD", Some(HIDDEN), None)]
    );
}

#[test]
fn the_newest_comes_first_and_the_oldest_is_compared_with_nothing() {
    let sets = [2, 9, 5].map(|number| {
        mk_set(
            number,
            vec![mk_container("web", &format!("web:v{number}"), &[])],
        )
    });
    let found = revisions(
        &mk_rollout(9, "NewReplicaSetAvailable", "web-9", 9112),
        sets.into(),
    );
    let numbers: Vec<_> = found.iter().map(|one| (one.number, one.stage)).collect();
    assert_eq!(
        numbers,
        [(9, Stage::Complete), (5, Stage::Past), (2, Stage::Past)]
    );
    assert_eq!(found[0].ready_after, Some(112));
    assert_eq!(
        found[1].ready_after, None,
        "only the present one's is known"
    );
    assert_eq!(
        told(found[0].changes.as_ref().unwrap()),
        [("web", "image", Some("web:v5"), Some("web:v9"))]
    );
    assert_eq!(found[2].changes, None);
}

#[test]
fn how_long_it_took_is_told_only_where_it_is_known() {
    let ready = |reason, set, earlier: &[u64]| {
        let mut one = mk_set(4, Vec::new());
        one.earlier = earlier.to_vec();
        revisions(&mk_rollout(4, reason, set, 4050), vec![one])[0].ready_after
    };
    assert_eq!(ready("NewReplicaSetAvailable", "web-4", &[]), Some(50));
    assert_eq!(
        ready("NewReplicaSetAvailable", "web-3", &[]),
        None,
        "of another set"
    );
    assert_eq!(ready("ReplicaSetUpdated", "web-4", &[]), None, "under way");
    assert_eq!(
        ready("NewReplicaSetAvailable", "web-4", &[2]),
        None,
        "rolled back to"
    );
}

#[test]
fn who_wrote_it_is_the_one_that_wrote_just_before() {
    let who = |seconds: i64, earlier: &[u64]| {
        let mut deployment = mk_rollout(4, "ReplicaSetUpdated", "web-4", 0);
        deployment.managers = vec![
            Manager {
                name: "kubectl".into(),
                at: Some(at(1000)),
            },
            Manager {
                name: "helm".into(),
                at: Some(at(seconds)),
            },
            Manager {
                name: "undated".into(),
                at: None,
            },
        ];
        let mut one = mk_set(4, Vec::new());
        one.earlier = earlier.to_vec();
        revisions(&deployment, vec![one])[0]
            .who
            .as_deref()
            .map(str::to_owned)
    };
    assert_eq!(who(3999, &[]).as_deref(), Some("helm"));
    assert_eq!(who(4000, &[]).as_deref(), Some("helm"));
    assert_eq!(who(3900, &[]), None, "too long before");
    assert_eq!(who(4001, &[]), None, "it wrote again since");
    assert_eq!(who(3999, &[2]), None, "the set is older than its number");
}

/// Sets with a few settings that may or may not be there.
fn sets() -> impl Strategy<Value = SetFacts> {
    let setting = (
        prop::sample::select(vec!["env A", "env B", "args", "limits.cpu"]),
        "[a-c]{1,2}",
    );
    let settings = prop::collection::btree_map(setting.0, setting.1, 0..4);
    let containers = prop::collection::btree_map(
        prop::sample::select(vec!["web", "proxy"]),
        ("[a-b]:v[12]", settings),
        0..3,
    );
    (containers, prop::option::of(1u32..4)).prop_map(|(containers, desired)| {
        let containers = containers.into_iter().map(|(name, (image, settings))| {
            let settings: Vec<(&str, &str)> =
                settings.iter().map(|(a, b)| (*a, b.as_str())).collect();
            mk_container(name, &image, &settings)
        });
        SetFacts {
            desired,
            ..mk_set(1, containers.collect())
        }
    })
}

proptest! {
    #[test]
    fn nothing_differs_from_itself(set in sets()) {
        prop_assert_eq!(changes(&set, &set), []);
    }

    #[test]
    fn the_way_back_is_the_same_way(a in sets(), b in sets()) {
        let turned = |all: Vec<Change>| {
            let turn = |c: Change| (c.container, c.what, c.after, c.before);
            let mut all: Vec<_> = all.into_iter().map(turn).collect();
            all.sort();
            all
        };
        let mut there: Vec<_> = changes(&a, &b).into_iter().map(|c| (c.container, c.what, c.before, c.after)).collect();
        there.sort();
        prop_assert_eq!(turned(changes(&b, &a)), there);
    }

    #[test]
    fn every_difference_is_one(a in sets(), b in sets()) {
        for change in changes(&a, &b) {
            prop_assert_ne!(&change.before, &change.after);
        }
    }
}
