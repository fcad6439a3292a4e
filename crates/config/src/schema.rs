//! The JSON schema of the file, made from the types.

use schemars::generate::SchemaSettings;
use serde_json::Value;

use crate::load::ConfigFile;

/// The schema.
pub(crate) fn schema() -> Value {
    SchemaSettings::draft2020_12()
        .into_generator()
        .into_root_schema_for::<ConfigFile>()
        .to_value()
}

/// The JSON schema of `config.yaml` (draft 2020-12), for editors, with a newline at the end.
pub fn schema_json() -> String {
    format!("{:#}\n", sorted(schema()))
}

/// Keys in alphabetical order, whatever features other crates ask of `serde_json`.
pub(crate) fn sorted(value: Value) -> Value {
    match value {
        Value::Array(items) => items.into_iter().map(sorted).collect(),
        Value::Object(entries) => {
            let mut entries = entries.into_iter().collect::<Vec<_>>();
            entries.sort_by(|(a, _), (b, _)| a.cmp(b));
            entries
                .into_iter()
                .map(|(key, value)| (key, sorted(value)))
                .collect()
        }
        scalar => scalar,
    }
}
