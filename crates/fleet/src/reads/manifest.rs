//! The description of one workload, as it may be shown.

use super::{Manifest, ask_for};
use crate::kind::Kind;
use crate::place::Place;
use crate::trouble::Trouble;
use kube::Client;
use model::shown_value;
use serde_json::Value;

/// What the API server and kubectl keep for themselves; the latter repeats the whole object, with
/// everything that is hidden elsewhere.
const LAST_APPLIED: &str = "kubectl.kubernetes.io/last-applied-configuration";

/// Reads the object.
pub(super) async fn read(client: &Client, place: &Place) -> Result<Value, Trouble> {
    let list = Kind::of(place.kind).path(Some(&place.namespace));
    let path = format!("{list}/{}", place.name);
    ask_for(client, path).await
}

/// The object as it may be shown.
pub(super) fn shown(object: &Value, with_status: bool) -> Manifest {
    let mut object = object.clone();
    if let Some(fields) = object.as_object_mut() {
        if !with_status {
            fields.remove("status");
        }
        if let Some(metadata) = fields.get_mut("metadata").and_then(Value::as_object_mut) {
            metadata.remove("managedFields");
            if let Some(annotations) = metadata.get_mut("annotations")
                && let Some(annotations) = annotations.as_object_mut()
            {
                annotations.remove(LAST_APPLIED);
            }
        }
    }
    let mut is_redacted = false;
    redact("", &mut object, &mut is_redacted);
    let yaml = serde_saphyr::to_string(&object).unwrap_or_else(|error| {
        tracing::error!(%error, "a manifest cannot be written as YAML");
        String::new()
    });
    Manifest { yaml, is_redacted }
}

/// Hides what looks like a secret: values of environment variables by the variable's name,
/// annotations by theirs, and whatever looks like one by itself.
fn redact(name: &str, value: &mut Value, is_redacted: &mut bool) {
    match value {
        Value::String(text) => {
            let shown = shown_value(name, text);
            if *shown != **text {
                *text = shown.into_owned();
                *is_redacted = true;
            }
        }
        Value::Array(values) => {
            for one in values {
                redact("", one, is_redacted);
            }
        }
        Value::Object(fields) => {
            let own = fields.get("name").and_then(Value::as_str);
            let own = own.unwrap_or_default().to_owned();
            for (field, value) in fields.iter_mut() {
                let is_word = matches!(field.as_str(), "annotations" | "labels" | "data");
                match value {
                    // `{name: DB_PASSWORD, value: x}`
                    Value::String(_) if field == "value" => redact(&own, value, is_redacted),
                    Value::Object(words) if is_word => {
                        for (word, value) in words {
                            redact(word, value, is_redacted);
                        }
                    }
                    // References say where a secret is, not what.
                    value => redact("", value, is_redacted),
                }
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    #[test]
    fn bookkeeping_and_secrets_are_left_out() {
        let object = json!({
            "apiVersion": "apps/v1", "kind": "Deployment",
            "metadata": {
                "name": "web", "managedFields": [{"manager": "helm"}],
                "annotations": {LAST_APPLIED: "{\"canary\":1}", "note": "kept", "api-token": "canary"},
            },
            "spec": {"template": {"spec": {"containers": [{
                "name": "web",
                "args": ["--port=80", "--token=canary"],
                "env": [
                    {"name": "DB_PASSWORD", "value": "canary"},
                    {"name": "DB_URL", "value": "postgres://web:canary@db/web"},
                    {"name": "LOG_LEVEL", "value": "debug"},
                    {"name": "API_KEY", "valueFrom": {"secretKeyRef": {"name": "api-token", "key": "token"}}},
                ],
            }]}}},
            "status": {"replicas": 1},
        });
        let found = shown(&object, false);
        assert!(found.is_redacted);
        assert!(!found.yaml.contains("canary"), "{}", found.yaml);
        for kept in [
            "note: kept",
            "--port=80",
            "value: debug",
            "key: token",
            "postgres://web:",
        ] {
            assert!(found.yaml.contains(kept), "{kept}: {}", found.yaml);
        }
        assert!(!found.yaml.contains("helm") && !found.yaml.contains("status:"));
        assert!(shown(&object, true).yaml.contains("status:"));
        let plain = shown(&json!({"kind": "Deployment"}), true);
        assert!(!plain.is_redacted);
    }

    /// Any JSON without what would be hidden.
    fn values() -> impl Strategy<Value = Value> {
        let texts = prop_oneof![
            "[ -~\n]{0,12}",
            prop::sample::select(vec![
                "yes", "no", "null", "~", "0123", "1e3", "- a", "#", "", " x ", "a: b", "|", "true"
            ])
            .prop_map(str::to_owned),
        ];
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i32>().prop_map(Value::from),
            texts.prop_map(Value::from),
        ];
        leaf.prop_recursive(4, 24, 4, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
                prop::collection::btree_map("[a-z./-]{1,8}", inner, 0..4)
                    .prop_map(|map| Value::Object(map.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn yaml_reads_back_as_what_it_was(spec in values()) {
            let object = json!({ "spec": spec });
            let mut expected = object.clone();
            redact("", &mut expected, &mut false);
            let yaml = shown(&object, true).yaml;
            let back: Value = serde_saphyr::from_str(&yaml).map_err(|error| {
                TestCaseError::fail(format!("{error}: {yaml}"))
            })?;
            prop_assert_eq!(back, expected, "{}", yaml);
        }
    }
}
