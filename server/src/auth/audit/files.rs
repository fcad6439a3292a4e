//! Audit events as lines of files, one file a day (UTC).
//!
//! A thread of its own writes, so that no request waits for a disk. Our own instead of
//! `tracing-appender`, which says nothing when a line can't be written, takes the day from the
//! machine's clock, and removes today's file at a restart where one file is to be kept.

use jiff::civil::Date;
use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, Receiver, SyncSender, TrySendError};
use std::time::Duration;

/// So many lines may wait for the disk.
const WAITING_LINES: usize = 1000;
/// How long the end of the process waits for the last lines.
const LAST_WAIT: Duration = Duration::from_secs(2);
/// For the owner, and for a group that collects them.
const FILE_MODE: u32 = 0o640;

/// Writes lines into the files of a folder. When it is dropped, what waits is written first.
#[derive(Debug)]
pub(super) struct Files {
    lines: Option<SyncSender<Line>>,
    /// Closed when the last line is written.
    done: parking_lot::Mutex<Receiver<()>>,
}

/// The folder can't be written to.
#[derive(Debug, thiserror::Error)]
#[error("cannot write audit events to {folder}: {source} (audit.folder)", folder = folder.display())]
pub struct AuditFolderError {
    folder: PathBuf,
    source: io::Error,
}

#[derive(Debug)]
struct Line {
    day: Date,
    text: String,
}

struct Writer {
    folder: PathBuf,
    /// How many days are kept, today included.
    keep_days: u32,
    /// The day whose file was written last.
    day: Option<Date>,
    /// Whether a line may have been written in part.
    is_torn: bool,
}

// === impl Files ===

impl Files {
    /// Files in this folder, which is made if it is missing.
    ///
    /// # Errors
    /// When the folder can't be written to.
    pub(super) fn open(
        folder: &Path,
        keep_days: u32,
        today: Date,
    ) -> Result<Self, AuditFolderError> {
        let refused = |source| AuditFolderError {
            folder: folder.to_owned(),
            source,
        };
        let mut writer = Writer {
            folder: folder.to_owned(),
            keep_days,
            day: None,
            is_torn: false,
        };
        fs::create_dir_all(folder).map_err(refused)?;
        writer.write(today, "").map_err(refused)?;
        let (lines, waiting) = mpsc::sync_channel::<Line>(WAITING_LINES);
        let (still_writing, done) = mpsc::channel();
        let write_all = move || {
            let _still_writing = still_writing;
            for line in waiting {
                writer.write_or_say(line.day, &line.text);
            }
        };
        let thread = std::thread::Builder::new().name("audit".to_owned());
        thread.spawn(write_all).map_err(refused)?;
        Ok(Self {
            lines: Some(lines),
            done: parking_lot::Mutex::new(done),
        })
    }

    /// Writes a line into the day's file, soon.
    pub(super) fn write(&self, day: Date, text: String) {
        let Some(lines) = &self.lines else {
            return;
        };
        if let Err(error) = lines.try_send(Line { day, text }) {
            let reason = match error {
                TrySendError::Full(_) => "too many lines wait for the disk",
                TrySendError::Disconnected(_) => "the thread that writes is gone",
            };
            tracing::error!(reason, "an audit event is in the log, but not in its file");
        }
    }
}

impl Drop for Files {
    fn drop(&mut self) {
        self.lines = None;
        // It never receives anything: it ends when the thread does.
        let _ = self.done.lock().recv_timeout(LAST_WAIT);
    }
}

// === impl Writer ===

impl Writer {
    fn write_or_say(&mut self, day: Date, text: &str) {
        if let Err(error) = self.write(day, text) {
            self.is_torn = true;
            let file = path(&self.folder, day);
            tracing::error!(%error, file = %file.display(), "an audit event is in the log, but can't be written to its file");
        }
    }

    /// The file is opened for every line, so that one that was moved away or a folder that was
    /// mounted anew does no harm. Each line is written at once, so that those of several processes
    /// do not mix.
    fn write(&mut self, day: Date, text: &str) -> io::Result<()> {
        if self.day != Some(day) {
            self.remove_old(day);
            self.day = Some(day);
        }
        let mut file = OpenOptions::new()
            .append(true)
            .create(true)
            .mode(FILE_MODE)
            .open(path(&self.folder, day))?;
        if !text.is_empty() {
            let begin = if self.is_torn { "\n" } else { "" };
            file.write_all(format!("{begin}{text}\n").as_bytes())?;
            self.is_torn = false;
        }
        Ok(())
    }

    /// Removes the files of the days that are not kept any longer.
    fn remove_old(&self, today: Date) {
        let days = jiff::Span::new().days(self.keep_days.saturating_sub(1));
        let Ok(oldest) = today.checked_sub(days) else {
            return;
        };
        let entries = fs::read_dir(&self.folder).into_iter().flatten().flatten();
        for file in entries.map(|entry| entry.path()) {
            if day_of(&file).is_none_or(|day| day >= oldest) {
                continue;
            }
            if let Err(error) = fs::remove_file(&file) {
                tracing::error!(%error, file = %file.display(), "an old audit file can't be removed");
            }
        }
    }
}

/// The file of a day: `audit-2026-01-31.jsonl`.
fn path(folder: &Path, day: Date) -> PathBuf {
    folder.join(format!("audit-{day}.jsonl"))
}

/// The day of a file of ours.
fn day_of(file: &Path) -> Option<Date> {
    let name = file.file_name()?.to_str()?;
    let day = name.strip_prefix("audit-")?.strip_suffix(".jsonl")?;
    day.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).unwrap().flatten();
        let mut names: Vec<String> = entries
            .map(|entry| entry.file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn each_day_has_a_file_and_old_ones_go() {
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path();
        for other in [
            "audit-2026-01-01.jsonl",
            "audit-2026-01-29.jsonl",
            "audit-notes.jsonl",
            "x",
        ] {
            fs::write(place.join(other), "old\n").unwrap();
        }
        let files = Files::open(place, 3, day("2026-01-31")).unwrap();
        files.write(day("2026-01-31"), "one".to_owned());
        files.write(day("2026-01-31"), "two".to_owned());
        files.write(day("2026-02-01"), "three".to_owned());
        drop(files);
        assert_eq!(
            names(place),
            [
                "audit-2026-01-31.jsonl",
                "audit-2026-02-01.jsonl",
                "audit-notes.jsonl",
                "x"
            ]
        );
        let read = |name: &str| fs::read_to_string(place.join(name)).unwrap();
        assert_eq!(read("audit-2026-01-31.jsonl"), "one\ntwo\n");
        assert_eq!(read("audit-2026-02-01.jsonl"), "three\n");
    }

    #[test]
    fn a_restart_goes_on_with_the_same_file() {
        let folder = tempfile::tempdir().unwrap();
        for text in ["one", "two"] {
            let files = Files::open(folder.path(), 1, day("2026-01-31")).unwrap();
            files.write(day("2026-01-31"), text.to_owned());
        }
        let file = folder.path().join("audit-2026-01-31.jsonl");
        assert_eq!(fs::read_to_string(file).unwrap(), "one\ntwo\n");
    }

    #[test]
    fn what_cannot_be_written_is_left_out_and_the_next_line_is_whole() {
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path().join("logs");
        let mut writer = Writer {
            folder: place.clone(),
            keep_days: 3,
            day: None,
            is_torn: false,
        };
        writer.write_or_say(day("2026-01-31"), "lost");
        fs::create_dir(&place).unwrap();
        writer.write_or_say(day("2026-01-31"), "kept");
        writer.write_or_say(day("2026-01-31"), "kept too");
        let file = fs::read_to_string(path(&place, day("2026-01-31"))).unwrap();
        assert_eq!(file, "\nkept\nkept too\n");
    }

    #[test]
    fn a_folder_that_cannot_be_made_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file");
        fs::write(&file, "").unwrap();
        let error = Files::open(&file.join("logs"), 1, day("2026-01-31")).unwrap_err();
        assert!(error.to_string().contains("audit.folder"), "{error}");
    }
}
