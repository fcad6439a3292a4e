//! The words for kinds.

use model::WorkloadKind;

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
