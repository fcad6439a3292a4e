//! The reference for people, made from the same schema as everything else.

use std::collections::HashMap;

use serde::de::value::Error;
use serde::de::{Deserialize, Deserializer, Visitor};
use serde::forward_to_deserialize_any;
use serde_json::{Map, Value};

use crate::auth::{AuthSection, RoleMembers};
use crate::clusters::ClusterEntry;
use crate::load::ConfigFile;
use crate::shape::{Shape, Wanted, choices, join, properties, type_of};
use crate::{
    DeploymentColors, Log, MenuItem, Metrics, Permissions, PodColors, Server, StatusColors,
    StripSuffixes, Tls, Ui, VersionsSettings, schema,
};

const INTRODUCTION: &str = "\
<!-- Made from the types by `cargo run -p config --example write-docs`; do not edit. -->
# Configuration

Dashboard-Light reads one YAML file, `config.yaml`. Every key has a default, and without a file
all defaults hold. `dashboard-light check-config` reports all mistakes at once, each with its
place. For editors there is a JSON schema: put
`# yaml-language-server: $schema=docs/config.schema.json` on the first line.

* **Environment.** Any single value is overridden by a variable: `DASHBOARD_LIGHT__` and the keys
  on the way to it, joined by `__`, in any case; elements of lists are numbered from 0. So
  `DASHBOARD_LIGHT__UI__REFRESH_INTERVAL_SECONDS=5` is `ui.refresh_interval_seconds: 5`, and
  `DASHBOARD_LIGHT__CLUSTERS__0__NAME=a` names the first cluster. The number after the last
  element adds one. A `-` in a role's name is written `_`.
* **Paths** are relative to the file's folder (in a variable: to the working directory); `~` is
  the home folder.
* **Secrets** are never written into the file: keys ending in `_env` name an environment variable,
  those ending in `_file` a file that holds the secret.
";

/// The reference of every key, in Markdown, with a newline at the end.
pub fn reference_markdown() -> String {
    let pages = Reference {
        shape: Shape::new(schema::sorted(schema::schema())),
        order: declared_order(),
    };
    let mut text = INTRODUCTION.to_owned();
    for (key, schema) in pages.keys(pages.shape.root(), "ConfigFile") {
        text.push_str(&pages.section(key, schema));
    }
    text
}

struct Reference {
    shape: Shape,
    /// The keys of each type in the order of its declaration.
    order: HashMap<&'static str, &'static [&'static str]>,
}

// === impl Reference ===

impl Reference {
    /// The keys of an object in the order in which its type declares them.
    fn keys<'a>(&self, object: &'a Value, type_name: &str) -> Vec<(&'a str, &'a Value)> {
        let order = self.order.get(type_name).copied().unwrap_or_default();
        let rank = |key: &str| order.iter().position(|known| *known == key);
        let properties = properties(object).into_iter().flat_map(Map::iter);
        let mut keys = properties
            .map(|(key, schema)| (key.as_str(), schema))
            .collect::<Vec<_>>();
        keys.sort_by_key(|(key, _)| (rank(key).unwrap_or(usize::MAX), *key));
        keys
    }

    fn section(&self, key: &str, schema: &Value) -> String {
        let mut rows = Vec::new();
        self.inside(key, schema, &mut rows);
        let mut text = format!("\n## `{key}`\n\n{}\n", self.description(schema));
        if let Some(default) = self.default(schema) {
            text.push_str(&format!("\nDefault: {default}\n"));
        }
        let item = self
            .shape
            .resolve(self.shape.resolve(schema, Wanted::List), Wanted::List);
        if let Some(item) = item.get("items") {
            text.push_str(&format!("\nEach element: {}\n", self.description(item)));
        }
        text.push_str("\n| key | value | default | meaning |\n|---|---|---|---|\n");
        rows.into_iter().for_each(|row| text.push_str(&row));
        text
    }

    /// The rows of everything inside a section, a list or a map.
    fn inside(&self, path: &str, schema: &Value, rows: &mut Vec<String>) {
        let list = self.shape.resolve(schema, Wanted::List);
        if type_of(list) == "array" {
            if let Some(item) = list.get("items") {
                self.inside(&format!("{path}[]"), item, rows);
            }
            return;
        }
        let object = self.shape.resolve(schema, Wanted::Map);
        for (key, schema) in self.keys(object, self.type_name(schema)) {
            self.row(&join(path, key), schema, rows);
        }
        if let Some(inner) = object
            .get("additionalProperties")
            .filter(|inner| inner.is_object())
        {
            self.inside(&join(path, "<role>"), inner, rows);
        }
    }

    fn row(&self, path: &str, schema: &Value, rows: &mut Vec<String>) {
        let value = self.value(schema);
        let default = self.default(schema).unwrap_or_default();
        let meaning = self
            .description(schema)
            .replace('\n', " ")
            .replace('|', "\\|");
        rows.push(format!("| `{path}` | {value} | {default} | {meaning} |\n"));
        self.inside(path, schema, rows);
    }

    /// The name of the type a schema refers to.
    fn type_name<'a>(&self, schema: &'a Value) -> &'a str {
        let alternatives = schema
            .get("anyOf")
            .and_then(Value::as_array)
            .into_iter()
            .flatten();
        std::iter::once(schema)
            .chain(alternatives)
            .find_map(|schema| schema.get("$ref")?.as_str()?.rsplit('/').next())
            .unwrap_or_default()
    }

    fn description(&self, schema: &Value) -> String {
        let own = |schema: &Value| schema.get("description")?.as_str().map(str::to_owned);
        own(schema)
            .or_else(|| own(self.shape.resolve(schema, Wanted::Map)))
            .unwrap_or_default()
    }

    /// What may be written.
    fn value(&self, schema: &Value) -> String {
        let format = schema.get("format").and_then(Value::as_str);
        let schema = self.shape.resolve(schema, Wanted::Scalar);
        if let Some(words) = choices(schema) {
            return words
                .iter()
                .map(|word| format!("`{word}`"))
                .collect::<Vec<_>>()
                .join(", ");
        }
        match type_of(schema) {
            "object" => "section".to_owned(),
            "array" => {
                format!(
                    "list of: {}",
                    self.value(schema.get("items").unwrap_or(&Value::Null))
                )
            }
            "boolean" => "`true`, `false`".to_owned(),
            "integer" => {
                let bound = |name: &str| schema.get(name).and_then(Value::as_u64);
                let bounds = bound("minimum").zip(bound("maximum"));
                bounds.map_or("number".to_owned(), |(least, most)| {
                    format!("{least} to {most}")
                })
            }
            _ => match format.or_else(|| schema.get("format").and_then(Value::as_str)) {
                Some("path") => "path",
                Some("regex" | "environment-regex") => "regular expression",
                Some("colour") => "`#rgb`, `#rrggbb`",
                Some("socket-address") => "address:port",
                Some("uri") => "URL",
                Some("link") => "URL with places to fill in",
                Some("cidr") => "network (CIDR)",
                Some("date-time") => "moment",
                Some("variable-name") => "name of a variable",
                _ => "text",
            }
            .to_owned(),
        }
    }

    /// The default as one would write it; none for sections, whose keys have their own.
    fn default(&self, schema: &Value) -> Option<String> {
        let default = schema.get("default").filter(|value| !value.is_null())?;
        match default {
            Value::Object(_) => None,
            Value::String(text) if text.is_empty() => None,
            Value::String(text) => Some(format!("`{text}`")),
            other => Some(format!("`{other}`")),
        }
    }
}

/// The keys of each type in the order of its declaration, which a JSON schema does not keep.
fn declared_order() -> HashMap<&'static str, &'static [&'static str]> {
    let mut order = HashMap::new();
    for declare in [
        declare::<ConfigFile>,
        declare::<Server>,
        declare::<Tls>,
        declare::<ClusterEntry>,
        declare::<Metrics>,
        declare::<AuthSection>,
        declare::<RoleMembers>,
        declare::<Permissions>,
        declare::<Ui>,
        declare::<StatusColors>,
        declare::<DeploymentColors>,
        declare::<PodColors>,
        declare::<StripSuffixes>,
        declare::<VersionsSettings>,
        declare::<MenuItem>,
        declare::<Log>,
    ] {
        declare(&mut order);
    }
    order
}

type Order = HashMap<&'static str, &'static [&'static str]>;

fn declare<T: for<'de> Deserialize<'de>>(order: &mut Order) {
    // It only listens to what the type asks for, and never gives it anything.
    let _ = T::deserialize(Declaration(order));
}

struct Declaration<'a>(&'a mut Order);

impl<'de> Deserializer<'de> for Declaration<'_> {
    type Error = Error;

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        fields: &'static [&'static str],
        _: V,
    ) -> Result<V::Value, Error> {
        self.0.insert(name, fields);
        Err(serde::de::Error::custom("only the declaration was wanted"))
    }

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Error> {
        Err(serde::de::Error::custom("not a struct"))
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option
        unit unit_struct newtype_struct seq tuple tuple_struct map enum identifier ignored_any
    }
}
