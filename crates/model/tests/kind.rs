//! The words for kinds.

use model::{DeploymentKey, WorkloadKind};

#[test]
fn every_kind_is_read_back_from_its_word_in_any_case() {
    for kind in WorkloadKind::ALL {
        assert_eq!(kind.to_string().parse().ok(), Some(kind));
        assert_eq!(kind.title().parse().ok(), Some(kind));
        let json = serde_json::to_string(&kind).unwrap();
        assert_eq!(json, format!("\"{kind}\""));
    }
    assert!("service".parse::<WorkloadKind>().is_err());
    assert_eq!(WorkloadKind::default(), WorkloadKind::Deployment);
}

#[test]
fn a_key_names_its_kind_where_it_is_no_deployment() {
    let web = DeploymentKey::new("arn:a/b", "shop", "web");
    assert_eq!(web.to_string(), "arn:a/b/shop/web");
    let json = serde_json::to_string(&web).unwrap();
    assert!(!json.contains("kind"), "{json}");
    let db = web.clone().of_kind(WorkloadKind::StatefulSet);
    assert_eq!(db.to_string(), "arn:a/b/shop/statefulset:web");
    assert_ne!(db, web);
    for key in [web, db] {
        assert_eq!(key.to_string().parse().ok(), Some(key.clone()));
        let json = serde_json::to_string(&key).unwrap();
        assert_eq!(serde_json::from_str::<DeploymentKey>(&json).unwrap(), key);
        let named = DeploymentKey::named("arn:a/b", "shop", &key.named_as());
        assert_eq!(named, Ok(key));
    }
    for text in ["a/b/service:c", "a/b/:c", "a/b/", "b/job:c"] {
        assert!(text.parse::<DeploymentKey>().is_err(), "{text}");
    }
}
