//! A log as plain text.

use fleet::LogEvent;
use model::LogSource;

/// Writes events as lines of text.
#[derive(Debug, Default)]
pub(super) struct Writer {
    sources: Vec<LogSource>,
}

// === impl Writer ===

impl Writer {
    /// The lines of one event; empty where there is nothing to say.
    pub(super) fn write(&mut self, event: &LogEvent) -> String {
        let mut text = String::new();
        match event {
            LogEvent::Source(source) => self.sources.push(source.clone()),
            LogEvent::Lines(batch) => {
                // One source needs no name before each line.
                let is_alone = self.sources.len() == 1;
                for line in &batch.lines {
                    let mut parts = vec![line.1.clone()];
                    parts.extend(self.name(Some(line.0)).filter(|_| !is_alone));
                    parts.push(line.2.clone());
                    parts.retain(|part| !part.is_empty());
                    text.push_str(&parts.join(" "));
                    text.push('\n');
                }
            }
            LogEvent::Note(note) => {
                let name = self.name(note.source).map(|name| format!("{name}: "));
                text = format!("# {}{}\n", name.unwrap_or_default(), note.text);
            }
            LogEvent::Choice(_) | LogEvent::Heartbeat => {}
        }
        text
    }

    fn name(&self, source: Option<u32>) -> Option<String> {
        let source = self.sources.get(usize::try_from(source?).ok()?)?;
        Some(format!("{}/{}", source.pod, source.container))
    }
}

/// What of a name may stand in a file's.
pub(super) fn file_name(name: &str) -> String {
    let is_plain = |char: &char| char.is_ascii_alphanumeric() || matches!(char, '-' | '.' | '_');
    name.chars().filter(is_plain).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::{LogBatch, LogLine, LogNote, NoteKind, Timestamp};

    #[test]
    fn sources_are_named_where_there_are_several() {
        let source = |source, pod: &str| {
            LogEvent::Source(LogSource {
                source,
                pod: pod.into(),
                container: "main".into(),
            })
        };
        let lines = |lines: &[(u32, &str)]| {
            let lines = lines
                .iter()
                .map(|(n, text)| LogLine(*n, "T".into(), (*text).into()));
            LogEvent::Lines(LogBatch {
                lines: lines.collect(),
                ..LogBatch::default()
            })
        };
        let mut writer = Writer::default();
        assert_eq!(writer.write(&source(0, "a")), "");
        assert_eq!(writer.write(&lines(&[(0, "x"), (0, "")])), "T x\nT\n");
        writer.write(&source(1, "b"));
        assert_eq!(writer.write(&lines(&[(1, "y")])), "T b/main y\n");
        let note = LogNote {
            source: Some(0),
            kind: NoteKind::Ended,
            text: "over".into(),
            at: Timestamp(0),
        };
        assert_eq!(writer.write(&LogEvent::Note(note)), "# a/main: over\n");
        assert_eq!(file_name("web-1\"\r\n"), "web-1");
    }
}
