//! Checks a tree against the JSON schema of the types it is to become, and keeps what is right.
//!
//! The schema is the only description of what is allowed; it is made from the types. What is
//! wrong is left out (or, where a value must be, replaced by an empty one), so that the rest can
//! still be read and judged, and all mistakes are reported at once.

use serde_json::{Map, Value};

use crate::diagnostics::{Findings, did_you_mean, listed, may_hold_secret};
use crate::format::Formats;
use crate::plain::Plain;
use crate::tree::{Entry, Kind, Node};

/// What is allowed, as a JSON schema.
pub(crate) struct Shape {
    root: Value,
}

/// Checks one tree.
struct Check<'a, 'f, 't> {
    shape: &'a Shape,
    formats: &'a Formats<'a>,
    findings: &'f mut Findings<'t>,
}

// === impl Shape ===

impl Shape {
    pub(crate) fn new(root: Value) -> Self {
        Self { root }
    }

    /// The schema of the whole.
    pub(crate) fn root(&self) -> &Value {
        &self.root
    }

    /// Checks the tree; returns what of it is right.
    pub(crate) fn check(
        &self,
        tree: &Node,
        formats: &Formats<'_>,
        findings: &mut Findings<'_>,
    ) -> Plain {
        findings.located("", &tree.place);
        if matches!(tree.kind, Kind::Null) {
            return Plain::Map(Vec::new());
        }
        let mut check = Check {
            shape: self,
            formats,
            findings,
        };
        check
            .value(tree, &self.root, "")
            .unwrap_or(Plain::Map(Vec::new()))
    }

    /// Follows references and leaves `null` alternatives away; of several other alternatives
    /// takes the one for a value of this JSON type.
    pub(crate) fn resolve<'a>(&'a self, schema: &'a Value, wanted: Wanted) -> &'a Value {
        if let Some(reference) = schema.get("$ref").and_then(Value::as_str) {
            let target = reference
                .strip_prefix('#')
                .and_then(|path| self.root.pointer(path));
            return target.map_or(schema, |target| self.resolve(target, wanted));
        }
        let Some(alternatives) = schema.get("anyOf").and_then(Value::as_array) else {
            return schema;
        };
        let mut alternatives = alternatives
            .iter()
            .map(|alternative| self.resolve(alternative, wanted))
            .filter(|alternative| type_of(alternative) != "null")
            .collect::<Vec<_>>();
        alternatives.sort_by_key(|alternative| !wanted.fits(type_of(alternative)));
        alternatives.first().copied().unwrap_or(schema)
    }
}

/// Which of several alternatives a value is meant for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wanted {
    Scalar,
    List,
    Map,
}

impl Wanted {
    fn of(node: &Node) -> Self {
        match node.kind {
            Kind::Null | Kind::Scalar { .. } => Wanted::Scalar,
            Kind::List(_) => Wanted::List,
            Kind::Map(_) => Wanted::Map,
        }
    }

    fn fits(self, json_type: &str) -> bool {
        match self {
            Wanted::Scalar => !matches!(json_type, "array" | "object"),
            Wanted::List => json_type == "array",
            Wanted::Map => json_type == "object",
        }
    }
}

/// The JSON type a schema asks for, `null` left away where there is another.
pub(crate) fn type_of(schema: &Value) -> &str {
    match schema.get("type") {
        Some(Value::String(name)) => name,
        Some(Value::Array(names)) => names
            .iter()
            .filter_map(Value::as_str)
            .find(|name| *name != "null")
            .unwrap_or("null"),
        // Choices between words have their type inside.
        _ => "string",
    }
}

/// The words a schema allows, when it allows only certain ones.
pub(crate) fn choices(schema: &Value) -> Option<Vec<&str>> {
    if let Some(word) = schema.get("const") {
        return word.as_str().map(|word| vec![word]);
    }
    if let Some(words) = schema.get("enum").and_then(Value::as_array) {
        return Some(words.iter().filter_map(Value::as_str).collect());
    }
    let alternatives = schema.get("oneOf").and_then(Value::as_array)?;
    Some(alternatives.iter().filter_map(choices).flatten().collect())
}

/// The keys a schema knows.
pub(crate) fn properties(schema: &Value) -> Option<&Map<String, Value>> {
    schema.get("properties").and_then(Value::as_object)
}

// === impl Check ===

impl Check<'_, '_, '_> {
    fn value(&mut self, node: &Node, schema: &Value, path: &str) -> Option<Plain> {
        let shape = self.shape;
        let format = schema.get("format").and_then(Value::as_str);
        let schema = shape.resolve(schema, Wanted::of(node));
        match (type_of(schema), &node.kind) {
            ("object", Kind::Map(entries)) => Some(self.map(node, entries, schema, path)),
            ("array", Kind::List(items)) => {
                let element = schema.get("items").unwrap_or(&Value::Null);
                let checked = items.iter().enumerate();
                let checked = checked.filter_map(|(index, item)| {
                    let path = format!("{path}[{index}]");
                    self.findings.located(&path, &item.place);
                    self.value(item, element, &path)
                        .or_else(|| self.instead(element))
                });
                Some(Plain::List(checked.collect()))
            }
            ("boolean", Kind::Scalar { text, plain: true }) => match text.as_str() {
                "true" | "True" | "TRUE" => Some(Plain::Bool(true)),
                "false" | "False" | "FALSE" => Some(Plain::Bool(false)),
                _ => self.wrong_type(node, schema, path),
            },
            ("integer", Kind::Scalar { text, plain: true }) => match text.parse() {
                Ok(number) => self.integer(node, number, schema, path),
                Err(_) => self.wrong_type(node, schema, path),
            },
            ("string", Kind::Scalar { text, .. }) => {
                let format = format.or_else(|| schema.get("format").and_then(Value::as_str));
                self.text(node, text, schema, format, path)
            }
            _ => self.wrong_type(node, schema, path),
        }
    }

    fn map(&mut self, node: &Node, entries: &[Entry], schema: &Value, path: &str) -> Plain {
        let known = properties(schema);
        let others = schema
            .get("additionalProperties")
            .filter(|schema| schema.is_object());
        let mut checked = Vec::new();
        for Entry {
            key,
            key_place,
            value,
        } in entries
        {
            let inner = join(path, key);
            let property = known.and_then(|known| known.get(key));
            let Some(schema) = property.or(others) else {
                let keys = known.into_iter().flat_map(Map::keys).map(String::as_str);
                let keys = keys.collect::<Vec<_>>();
                let hint = did_you_mean(key, keys.iter().copied());
                let message = format!("unknown key{hint} (allowed are {})", listed(keys));
                self.findings.error(key_place, &inner, message);
                continue;
            };
            // A scalar is pointed at itself, a section or a list at its key.
            let scalar = matches!(value.kind, Kind::Scalar { .. });
            self.findings
                .located(&inner, if scalar { &value.place } else { key_place });
            // A key without a value is a key that is not there; a role is, though.
            let plain = match value.kind {
                Kind::Null => None,
                _ => self.value(value, schema, &inner),
            };
            let plain = plain.or_else(|| others.and_then(|others| self.instead(others)));
            checked.extend(plain.map(|plain| (key.clone(), plain)));
        }
        self.required(node, schema, path, &mut checked);
        Plain::Map(checked)
    }

    /// Reports required keys that are missing, and puts an empty text where they should be.
    fn required(
        &mut self,
        node: &Node,
        schema: &Value,
        path: &str,
        checked: &mut Vec<(String, Plain)>,
    ) {
        let required = schema.get("required").and_then(Value::as_array);
        for key in required.into_iter().flatten().filter_map(Value::as_str) {
            if checked.iter().any(|(known, _)| known == key) {
                continue;
            }
            let inner = join(path, key);
            if !self.findings.has_error_at(&inner) {
                self.findings
                    .error(&node.place, &inner, "missing; it must be set");
            }
            checked.push((key.to_owned(), Plain::Text(String::new())));
        }
    }

    /// What stands in for a wrong value so that those beside it keep their places: an empty
    /// section. Wrong scalars are left away.
    fn instead(&self, schema: &Value) -> Option<Plain> {
        let schema = self.shape.resolve(schema, Wanted::Map);
        let required = schema
            .get("required")
            .and_then(Value::as_array)
            .into_iter()
            .flatten();
        let empty = |key: &Value| Some((key.as_str()?.to_owned(), Plain::Text(String::new())));
        (type_of(schema) == "object").then(|| Plain::Map(required.filter_map(empty).collect()))
    }

    fn integer(&mut self, node: &Node, number: i64, schema: &Value, path: &str) -> Option<Plain> {
        let bound = |name: &str| schema.get(name).and_then(Value::as_i64);
        let least = bound("minimum").unwrap_or(i64::MIN);
        let most = bound("maximum").unwrap_or(u32::MAX.into());
        if (least..=most).contains(&number) {
            return Some(Plain::Integer(number));
        }
        let message = format!("{number} is out of range; allowed are {least} to {most}");
        self.findings.error(&node.place, path, message);
        None
    }

    fn text(
        &mut self,
        node: &Node,
        text: &str,
        schema: &Value,
        format: Option<&str>,
        path: &str,
    ) -> Option<Plain> {
        if let Some(words) = choices(schema) {
            if words.contains(&text) {
                return Some(Plain::Text(text.to_owned()));
            }
            let hint = did_you_mean(text, words.iter().copied());
            let message = format!(
                "{} is not allowed{hint} (allowed are {})",
                quoted(text, path),
                listed(words)
            );
            self.findings.error(&node.place, path, message);
            return None;
        }
        match self
            .formats
            .check(format.unwrap_or_default(), text, &node.place)
        {
            Ok(checked) => {
                if let Some(doubt) = checked.doubt {
                    self.findings
                        .warning(&node.place, path, format!("\"{text}\" {doubt}"));
                }
                Some(Plain::Text(checked.text))
            }
            Err(message) => {
                self.findings.error(&node.place, path, message);
                None
            }
        }
    }

    fn wrong_type(&mut self, node: &Node, schema: &Value, path: &str) -> Option<Plain> {
        let expected = match (type_of(schema), choices(schema)) {
            (_, Some(words)) => format!("one of {}", listed(words)),
            ("object", _) => "a section (key: value)".to_owned(),
            ("array", _) => "a list".to_owned(),
            ("boolean", _) => "true or false".to_owned(),
            ("integer", _) => "a whole number".to_owned(),
            _ => "a text".to_owned(),
        };
        let found = match &node.kind {
            Kind::Null => "nothing".to_owned(),
            Kind::List(_) => "a list".to_owned(),
            Kind::Map(_) => "a section (key: value)".to_owned(),
            Kind::Scalar { text, plain: true } => quoted(text, path),
            Kind::Scalar { text, plain: false } => format!("the text {}", quoted(text, path)),
        };
        let message = format!("wrong type: expected {expected}, found {found}");
        self.findings.error(&node.place, path, message);
        None
    }
}

/// `auth` and `roles` → `auth.roles`.
pub(crate) fn join(path: &str, key: &str) -> String {
    if path.is_empty() {
        key.to_owned()
    } else {
        format!("{path}.{key}")
    }
}

/// The value as it may be repeated in a message.
fn quoted(text: &str, path: &str) -> String {
    if may_hold_secret(path) || may_hold_secret(text) {
        return "a value (not shown)".to_owned();
    }
    let short = text.chars().take(60).collect::<String>();
    format!(
        "\"{short}{}\"",
        if short.len() < text.len() { "…" } else { "" }
    )
}
