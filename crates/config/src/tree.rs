//! The YAML as a tree whose nodes know where they stand.

use std::collections::HashMap;
use std::sync::Arc;

use serde_saphyr::granit_parser::{Event, Parser, ScalarStyle, Span};

use crate::diagnostics::{Findings, Place};

/// One value and where it was written.
#[derive(Debug, Clone)]
pub(crate) struct Node {
    pub(crate) place: Place,
    pub(crate) kind: Kind,
}

/// What a value is, before anything is known of what it should be.
#[derive(Debug, Clone, Default)]
pub(crate) enum Kind {
    /// Nothing, `~` or `null`.
    #[default]
    Null,
    Scalar {
        text: String,
        /// Written without quotes, so that it may be a number or a boolean.
        plain: bool,
    },
    List(Vec<Node>),
    Map(Vec<Entry>),
}

/// A key with its value.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    pub(crate) key: String,
    pub(crate) key_place: Place,
    pub(crate) value: Node,
}

/// More nodes than any configuration has, and few enough that aliases of aliases are harmless.
const NODE_LIMIT: usize = 100_000;

/// More values than anybody repeats by an alias, and few enough that what is nested by aliases
/// inside aliases stays within any stack.
const ALIAS_LIMIT: usize = 1_000;

/// Reads one YAML document. `None` when its syntax is broken, which is then among the findings.
pub(crate) fn read(file: &Arc<str>, text: &str, findings: &mut Findings<'_>) -> Option<Node> {
    let parser = Parser::new_from_str(text);
    let mut reader = Reader {
        file,
        parser,
        anchors: HashMap::new(),
        nodes: 0,
        findings,
    };
    match reader.document() {
        Ok(node) => Some(node),
        Err(Broken { place, message }) => {
            findings.error(&place, "", message);
            None
        }
    }
}

struct Reader<'a, 'f, 't, P> {
    file: &'a Arc<str>,
    parser: P,
    anchors: HashMap<usize, Node>,
    nodes: usize,
    findings: &'f mut Findings<'t>,
}

/// Why the document can't be read any further.
struct Broken {
    place: Place,
    message: String,
}

// === impl Reader ===

type Step<'i> = Result<(Event<'i>, Span), serde_saphyr::granit_parser::ScanError>;

impl<'i, P: Iterator<Item = Step<'i>>> Reader<'_, '_, '_, P> {
    fn place(&self, span: &Span) -> Place {
        let start = span.start;
        Place::File {
            file: self.file.clone(),
            line: start.line(),
            column: start.col() + 1,
        }
    }

    fn next(&mut self) -> Result<(Event<'i>, Place), Broken> {
        loop {
            match self.parser.next() {
                Some(Ok((Event::Comment(..), _))) => {}
                Some(Ok((event, span))) => {
                    let place = self.place(&span);
                    return Ok((event, place));
                }
                Some(Err(error)) => {
                    let at = error.marker();
                    let (file, line, column) = (self.file.clone(), at.line(), at.col() + 1);
                    return Err(Broken {
                        place: Place::File { file, line, column },
                        message: format!("not valid YAML: {}", error.info()),
                    });
                }
                None => {
                    return Err(Broken {
                        place: Place::WholeFile(self.file.clone()),
                        message: "not valid YAML: it ends too early".to_owned(),
                    });
                }
            }
        }
    }

    fn document(&mut self) -> Result<Node, Broken> {
        let place = Place::WholeFile(self.file.clone());
        let mut root = Node {
            place,
            kind: Kind::Null,
        };
        let mut documents = 0;
        loop {
            let (event, place) = self.next()?;
            match event {
                Event::StreamEnd => return Ok(root),
                Event::StreamStart | Event::DocumentEnd => {}
                Event::DocumentStart(..) if documents > 0 => {
                    let message = "a second YAML document; allowed is one".to_owned();
                    return Err(Broken { place, message });
                }
                Event::DocumentStart(..) => documents += 1,
                event => root = self.node(event, place)?,
            }
        }
    }

    fn node(&mut self, event: Event<'i>, place: Place) -> Result<Node, Broken> {
        self.count(1, &place)?;
        let (kind, anchor, tagged) = match event {
            Event::Scalar(text, style, anchor, tag) => {
                let plain = style == ScalarStyle::Plain;
                let null = plain && matches!(&*text, "" | "~" | "null" | "Null" | "NULL");
                let text = text.into_owned();
                let kind = if null {
                    Kind::Null
                } else {
                    Kind::Scalar { text, plain }
                };
                (kind, anchor, tag.is_some())
            }
            Event::SequenceStart(_, anchor, tag) => (self.list()?, anchor, tag.is_some()),
            Event::MappingStart(_, anchor, tag) => (self.map()?, anchor, tag.is_some()),
            Event::Alias(anchor) => {
                // An alias to the node it stands in finds no anchor: that node is not read yet.
                let Some(node) = self.anchors.get(&anchor).cloned() else {
                    let message = "not valid YAML: an alias inside its own anchor".to_owned();
                    return Err(Broken { place, message });
                };
                let size = size(&node);
                self.count(size, &place)?;
                if size > ALIAS_LIMIT {
                    let message = format!("too large an alias; allowed are {ALIAS_LIMIT} values");
                    return Err(Broken { place, message });
                }
                return Ok(node);
            }
            _ => {
                let message = "not valid YAML: expected a value".to_owned();
                return Err(Broken { place, message });
            }
        };
        if tagged {
            self.findings
                .error(&place, "", "YAML tags (\"!…\") are not supported");
        }
        let node = Node { place, kind };
        if anchor > 0 {
            self.anchors.insert(anchor, node.clone());
        }
        Ok(node)
    }

    fn count(&mut self, nodes: usize, place: &Place) -> Result<(), Broken> {
        self.nodes += nodes;
        if self.nodes > NODE_LIMIT {
            let message = format!("too large; allowed are {NODE_LIMIT} values");
            return Err(Broken {
                place: place.clone(),
                message,
            });
        }
        Ok(())
    }

    fn list(&mut self) -> Result<Kind, Broken> {
        let mut items = Vec::new();
        loop {
            match self.next()? {
                (Event::SequenceEnd, _) => return Ok(Kind::List(items)),
                (event, place) => items.push(self.node(event, place)?),
            }
        }
    }

    fn map(&mut self) -> Result<Kind, Broken> {
        let mut entries: Vec<Entry> = Vec::new();
        loop {
            let (event, key_place) = self.next()?;
            if event == Event::MappingEnd {
                return Ok(Kind::Map(entries));
            }
            let key = self.node(event, key_place.clone())?;
            let (event, place) = self.next()?;
            let value = self.node(event, place)?;
            let Kind::Scalar { text: key, .. } = key.kind else {
                self.findings.error(&key_place, "", "a key must be a word");
                continue;
            };
            match entries.iter().find(|entry| entry.key == key) {
                Some(first) => {
                    let message =
                        format!("duplicate key; it is already set at {}", first.key_place);
                    self.findings.error(&key_place, &key, message);
                }
                None => entries.push(Entry {
                    key,
                    key_place,
                    value,
                }),
            }
        }
    }
}

/// How many values a node holds, itself included.
fn size(node: &Node) -> usize {
    1 + match &node.kind {
        Kind::Null | Kind::Scalar { .. } => 0,
        Kind::List(items) => items.iter().map(size).sum(),
        Kind::Map(entries) => entries.iter().map(|entry| 1 + size(&entry.value)).sum(),
    }
}
