//! Label and field selectors, as `labelSelector=` and `fieldSelector=` spell them.

use std::collections::BTreeMap;

use crate::{api::answer::Failure, kind::Kind, store::Entry};

/// What a list or watch is narrowed to.
#[derive(Clone, Debug, Default)]
pub(crate) struct Selector {
    labels: Vec<LabelRule>,
    fields: Vec<FieldRule>,
}

#[derive(Clone, Debug, PartialEq)]
struct LabelRule {
    key: String,
    test: LabelTest,
}

#[derive(Clone, Debug, PartialEq)]
enum LabelTest {
    In(Vec<String>),
    NotIn(Vec<String>),
    Exists,
    Absent,
}

#[derive(Clone, Debug)]
struct FieldRule {
    field: Field,
    value: String,
    equal: bool,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Field {
    Name,
    Namespace,
    NodeName,
    Phase,
    InvolvedKind,
    InvolvedName,
}

// === impl Selector ===

impl Selector {
    /// Parses both selectors of a request for `kind`; fails as the API server would.
    pub(crate) fn parse(kind: Kind, labels: &str, fields: &str) -> Result<Self, Failure> {
        let label_rules = parse_labels(labels)
            .map_err(|why| Failure::bad_request(format!("unable to parse requirement: {why}")))?;
        let field_rules = parse_fields(kind, fields)?;
        Ok(Self {
            labels: label_rules,
            fields: field_rules,
        })
    }

    /// Whether nothing is narrowed.
    pub(crate) fn is_everything(&self) -> bool {
        self.labels.is_empty() && self.fields.is_empty()
    }

    pub(crate) fn matches(&self, entry: &Entry) -> bool {
        self.labels.iter().all(|rule| rule.matches(&entry.labels))
            && self
                .fields
                .iter()
                .all(|rule| (rule.of(entry) == rule.value) == rule.equal)
    }
}

// === impl LabelRule ===

impl LabelRule {
    fn matches(&self, labels: &BTreeMap<String, String>) -> bool {
        let value = labels.get(&self.key);
        match &self.test {
            LabelTest::In(values) => value.is_some_and(|value| values.contains(value)),
            LabelTest::NotIn(values) => !value.is_some_and(|value| values.contains(value)),
            LabelTest::Exists => value.is_some(),
            LabelTest::Absent => value.is_none(),
        }
    }
}

// === impl FieldRule ===

impl FieldRule {
    fn of<'e>(&self, entry: &'e Entry) -> &'e str {
        match self.field {
            Field::Name => &entry.name,
            Field::Namespace => &entry.namespace,
            Field::NodeName => &entry.node,
            Field::Phase => &entry.phase,
            Field::InvolvedKind => &entry.involved.0,
            Field::InvolvedName => &entry.involved.1,
        }
    }
}

fn parse_fields(kind: Kind, fields: &str) -> Result<Vec<FieldRule>, Failure> {
    let mut rules = Vec::new();
    for term in fields.split(',').filter(|term| !term.is_empty()) {
        let (name, value, equal) = if let Some((name, value)) = term.split_once("!=") {
            (name, value, false)
        } else if let Some((name, value)) = term.split_once("==").or_else(|| term.split_once('=')) {
            (name, value, true)
        } else {
            let why = format!("invalid selector: '{fields}'; can't understand '{term}'");
            return Err(Failure::bad_request(why));
        };
        let field = match (kind, name) {
            (_, "metadata.name") => Field::Name,
            (_, "metadata.namespace") if kind.namespaced() => Field::Namespace,
            (Kind::Pod, "spec.nodeName") => Field::NodeName,
            (Kind::Pod | Kind::Namespace, "status.phase") => Field::Phase,
            (Kind::Event, "involvedObject.kind") => Field::InvolvedKind,
            (Kind::Event, "involvedObject.name") => Field::InvolvedName,
            (Kind::Pod | Kind::Event, other) => {
                let why = format!("field label not supported: {other}");
                return Err(Failure::bad_request(why));
            }
            (_, other) => {
                return Err(Failure::bad_request(format!(
                    "\"{other}\" is not a known field selector: \
                     only \"metadata.name\", \"metadata.namespace\""
                )));
            }
        };
        rules.push(FieldRule {
            field,
            value: value.to_owned(),
            equal,
        });
    }
    Ok(rules)
}

fn parse_labels(text: &str) -> Result<Vec<LabelRule>, String> {
    split_outside_brackets(text)
        .into_iter()
        .map(parse_label_rule)
        .collect()
}

/// Splits at commas, but not at those within `in (a,b)`.
fn split_outside_brackets(text: &str) -> Vec<&str> {
    let (mut terms, mut depth, mut from) = (Vec::new(), 0_usize, 0);
    for (at, letter) in text.char_indices() {
        match letter {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            ',' if depth == 0 => {
                terms.push(&text[from..at]);
                from = at + 1;
            }
            _ => {}
        }
    }
    terms.push(&text[from..]);
    terms
        .into_iter()
        .map(str::trim)
        .filter(|term| !term.is_empty())
        .collect()
}

fn parse_label_rule(term: &str) -> Result<LabelRule, String> {
    let rule = |key: &str, test| {
        Ok(LabelRule {
            key: key.trim().to_owned(),
            test,
        })
    };
    if let Some(key) = term.strip_prefix('!') {
        return rule(key, LabelTest::Absent);
    }
    if let Some((head, values)) = term.split_once('(') {
        let values = values
            .strip_suffix(')')
            .ok_or_else(|| format!("no ')' in {term:?}"))?;
        let values = values
            .split(',')
            .map(|value| value.trim().to_owned())
            .collect();
        return match head.trim().rsplit_once(char::is_whitespace) {
            Some((key, "in")) => rule(key, LabelTest::In(values)),
            Some((key, "notin")) => rule(key, LabelTest::NotIn(values)),
            Some((_, word)) => Err(expected_operator(word)),
            None => Err(expected_operator("(")),
        };
    }
    if let Some((key, value)) = term.split_once("!=") {
        return rule(key, LabelTest::NotIn(vec![value.trim().to_owned()]));
    }
    if let Some((key, value)) = term.split_once("==").or_else(|| term.split_once('=')) {
        return rule(key, LabelTest::In(vec![value.trim().to_owned()]));
    }
    if term.contains(char::is_whitespace) {
        let word = term.split_whitespace().nth(1).unwrap_or_default();
        return Err(expected_operator(word));
    }
    rule(term, LabelTest::Exists)
}

fn expected_operator(found: &str) -> String {
    format!("found '{found}', expected: in, notin, =, ==, !=, gt, lt")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels_match(selector: &str, labels: &[(&str, &str)]) -> bool {
        let labels = labels
            .iter()
            .map(|(k, v)| ((*k).to_owned(), (*v).to_owned()))
            .collect();
        parse_labels(selector)
            .unwrap()
            .iter()
            .all(|rule| rule.matches(&labels))
    }

    #[test]
    fn label_selectors_follow_the_grammar() {
        let cart = [("app", "cart"), ("tier", "web")];
        for (selector, expected) in [
            ("", true),
            ("app=cart", true),
            ("app==cart,tier=web", true),
            ("app!=cart", false),
            ("color!=red", true),
            ("app in (basket, cart),tier notin (db)", true),
            ("app notin (cart)", false),
            ("color notin (red)", true),
            ("app", true),
            ("color", false),
            ("!color", true),
            ("!app", false),
        ] {
            assert_eq!(labels_match(selector, &cart), expected, "{selector}");
        }
    }

    #[test]
    fn malformed_selectors_are_refused() {
        for selector in ["app in (a", "app within (a)", "two words"] {
            assert!(parse_labels(selector).is_err(), "{selector}");
        }
        assert!(Selector::parse(Kind::Deployment, "", "spec.nodeName=a").is_err());
        assert!(Selector::parse(Kind::Pod, "", "spec.colour=a").is_err());
    }
}
