//! Environment variables that override single values of the file.

use std::collections::BTreeMap;
use std::mem;

use serde_json::Value;

use crate::diagnostics::{Findings, Place, did_you_mean, listed};
use crate::shape::{Shape, Wanted, join, properties, type_of};
use crate::tree::{Entry, Kind, Node};

/// What the names of variables that override settings begin with.
pub const PREFIX: &str = "DASHBOARD_LIGHT__";

/// The variables of this process that are valid UTF-8. The only place that reads them.
pub fn process_environment() -> BTreeMap<String, String> {
    let text = |(name, value): (std::ffi::OsString, std::ffi::OsString)| {
        Some((name.into_string().ok()?, value.into_string().ok()?))
    };
    std::env::vars_os().filter_map(text).collect()
}

/// Puts the values of variables such as `DASHBOARD_LIGHT__UI__TITLE` into the tree.
pub(crate) fn apply(
    tree: &mut Node,
    environment: &BTreeMap<String, String>,
    shape: &Shape,
    findings: &mut Findings<'_>,
) {
    let mut overrides = environment
        .iter()
        .filter_map(Override::new)
        .collect::<Vec<_>>();
    // Element 2 of a list before element 10.
    overrides.sort_by_key(|one| {
        let number = |segment: &&str| segment.parse::<usize>().unwrap_or_default();
        one.segments
            .iter()
            .map(|segment| (number(segment), *segment))
            .collect::<Vec<_>>()
    });
    for one in overrides {
        let mut changed = tree.clone();
        match one.set(&mut changed, shape.root(), shape, "", &one.segments) {
            Ok(()) => *tree = changed,
            Err(message) => findings.error(&one.place, "", message),
        }
    }
}

/// One variable.
struct Override<'a> {
    place: Place,
    segments: Vec<&'a str>,
    value: &'a str,
}

// === impl Override ===

impl<'a> Override<'a> {
    fn new((name, value): (&'a String, &'a String)) -> Option<Self> {
        let prefix = name.get(..PREFIX.len())?;
        prefix.eq_ignore_ascii_case(PREFIX).then(|| Self {
            place: Place::Variable(name.as_str().into()),
            segments: name[PREFIX.len()..].split("__").collect(),
            value,
        })
    }

    /// Walks down the schema and the tree together, making sections that are not there yet.
    fn set(
        &self,
        node: &mut Node,
        schema: &Value,
        shape: &Shape,
        path: &str,
        segments: &[&str],
    ) -> Result<(), String> {
        let default = schema.get("default");
        let Some((segment, rest)) = segments.split_first() else {
            let schema = shape.resolve(schema, Wanted::Scalar);
            if let json_type @ ("object" | "array") = type_of(schema) {
                return Err(format!(
                    "{path} is {}, not a single value",
                    described(json_type)
                ));
            }
            let text = self.value.to_owned();
            *node = Node {
                place: self.place.clone(),
                kind: Kind::Scalar { text, plain: true },
            };
            return Ok(());
        };
        let wanted = if segment.parse::<usize>().is_ok() {
            Wanted::List
        } else {
            Wanted::Map
        };
        let schema = shape.resolve(schema, wanted);
        match type_of(schema) {
            "object" => {
                let (key, inner) = self.key(node, schema, path, segment)?;
                let mut entries = match mem::take(&mut node.kind) {
                    Kind::Map(entries) => entries,
                    _ => Vec::new(),
                };
                let at = entries
                    .iter()
                    .position(|entry| entry.key == key)
                    .unwrap_or_else(|| {
                        let key_place = self.place.clone();
                        entries.push(Entry {
                            key: key.clone(),
                            key_place,
                            value: self.nothing(),
                        });
                        entries.len() - 1
                    });
                let next = &mut entries[at].value;
                let done = self.set(next, inner, shape, &join(path, &key), rest);
                node.kind = Kind::Map(entries);
                done
            }
            "array" => {
                let element = schema.get("items").unwrap_or(&Value::Null);
                let mut items = match (mem::take(&mut node.kind), default) {
                    (Kind::List(items), _) => items,
                    // A list that is not there begins as its default.
                    (_, Some(Value::Array(items))) => {
                        items.iter().map(|item| self.written(item)).collect()
                    }
                    _ => Vec::new(),
                };
                let done = self.index(path, segment, items.len()).and_then(|index| {
                    if index == items.len() {
                        items.push(self.nothing());
                    }
                    let path = format!("{path}[{index}]");
                    self.set(&mut items[index], element, shape, &path, rest)
                });
                node.kind = Kind::List(items);
                done
            }
            _ => Err(format!(
                "{path} is a single value and has no \"{segment}\" inside"
            )),
        }
    }

    /// The key a segment means, in whatever case it is written.
    fn key<'s>(
        &self,
        node: &Node,
        schema: &'s Value,
        path: &str,
        segment: &str,
    ) -> Result<(String, &'s Value), String> {
        if segment.is_empty() {
            return Err("the name of a setting is missing; they are joined by \"__\"".to_owned());
        }
        if let Some(known) = properties(schema) {
            let found = known
                .iter()
                .find(|(key, _)| key.eq_ignore_ascii_case(segment));
            return found
                .map(|(key, schema)| (key.clone(), schema))
                .ok_or_else(|| {
                    let hint = did_you_mean(segment, known.keys().map(String::as_str));
                    let of = if path.is_empty() {
                        "the configuration"
                    } else {
                        path
                    };
                    let keys = listed(known.keys().map(String::as_str));
                    let segment = segment.to_ascii_lowercase();
                    let hint = hint.replace('"', "");
                    format!("{of} has no setting {segment}{hint} (allowed are {keys})")
                });
        }
        let inner = schema.get("additionalProperties").unwrap_or(&Value::Null);
        // Shells allow no dash in a variable's name.
        let same = |key: &str| {
            key.replace('-', "_")
                .eq_ignore_ascii_case(&segment.replace('-', "_"))
        };
        let existing = match &node.kind {
            Kind::Map(entries) => entries.iter().find(|entry| same(&entry.key)),
            _ => None,
        };
        let key = existing.map_or_else(|| segment.to_ascii_lowercase(), |entry| entry.key.clone());
        Ok((key, inner))
    }

    /// The element of a list that a segment means, which may be the one after the last.
    fn index(&self, path: &str, segment: &str, length: usize) -> Result<usize, String> {
        match segment.parse::<usize>() {
            Ok(index) if index <= length => Ok(index),
            Ok(index) => Err(format!(
                "{path} has no element {index} to change; the next to add is {length}"
            )),
            Err(_) => Err(format!(
                "{path} is a list, its elements are numbered from 0; found \"{segment}\""
            )),
        }
    }

    fn nothing(&self) -> Node {
        Node {
            place: self.place.clone(),
            kind: Kind::Null,
        }
    }

    /// A default as if this variable had written it.
    fn written(&self, value: &Value) -> Node {
        let scalar = |text: String| Kind::Scalar { text, plain: true };
        let kind = match value {
            Value::Null => Kind::Null,
            Value::Bool(value) => scalar(value.to_string()),
            Value::Number(value) => scalar(value.to_string()),
            Value::String(value) => scalar(value.clone()),
            Value::Array(items) => {
                Kind::List(items.iter().map(|item| self.written(item)).collect())
            }
            Value::Object(entries) => {
                let entry = |(key, value): (&String, &Value)| Entry {
                    key: key.clone(),
                    key_place: self.place.clone(),
                    value: self.written(value),
                };
                Kind::Map(entries.iter().map(entry).collect())
            }
        };
        Node {
            place: self.place.clone(),
            kind,
        }
    }
}

fn described(json_type: &str) -> &'static str {
    match json_type {
        "array" => "a list (its elements are numbered from 0: …__0=)",
        _ => "a section (name a setting inside it: …__NAME=)",
    }
}
