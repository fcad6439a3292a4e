//! From a file and an environment to a configuration.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::audit::Audit;
use crate::auth::AuthSection;
use crate::clusters::ClustersSection;
use crate::diagnostics::{Findings, Place, Report};
use crate::format::Formats;
use crate::menu::default_menu;
use crate::shape::Shape;
use crate::tree::{Kind, Node};
use crate::validate::{self, Secrets};
use crate::{Config, Log, MenuItem, Metrics, Server, Ui, environment, schema, tree};

/// Where the configuration file is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// There is none: defaults and environment only.
    Defaults,
    /// Here, if there is one; else defaults.
    IfPresent(PathBuf),
    /// Here; it is an error when it can't be read.
    File(PathBuf),
}

/// A configuration that was accepted.
#[derive(Debug, Clone)]
pub struct Loaded {
    /// The configuration.
    pub config: Config,
    /// What was probably not meant.
    pub warnings: Report,
    /// The file it was read from, if any.
    pub file: Option<PathBuf>,
}

/// A configuration that was refused: every mistake in it, each with its place.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the configuration is refused ({}):\n{report}", report.summary())]
pub struct Invalid {
    /// The mistakes; warnings are among them.
    pub report: Report,
}

/// The file as it is written, every key of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
#[schemars(title = "Dashboard-Light configuration")]
pub(crate) struct ConfigFile {
    pub(crate) server: Server,
    /// Which clusters are shown: `auto`, or a list.
    pub(crate) clusters: ClustersSection,
    pub(crate) metrics: Metrics,
    /// Who may see what. Absent: everybody everything, and then only a loopback address is
    /// listened on.
    pub(crate) auth: Option<AuthSection>,
    pub(crate) audit: Audit,
    pub(crate) ui: Ui,
    /// The left menu, in order.
    pub(crate) menu: Vec<MenuItem>,
    pub(crate) log: Log,
}

/// The longest file that is read, in bytes.
const FILE_LIMIT: u64 = 1 << 20;

/// Reads the file and the environment (names and values of variables). Relative paths in the file
/// are relative to its folder, `~` is the variable `HOME`.
///
/// # Errors
/// All mistakes at once, when there are any.
pub fn load(source: &Source, environment: &BTreeMap<String, String>) -> Result<Loaded, Invalid> {
    let (path, required) = match source {
        Source::Defaults => return parse(None, b"", environment),
        Source::IfPresent(path) => (path, false),
        Source::File(path) => (path, true),
    };
    match read(path) {
        Ok(bytes) => parse(Some(path), &bytes, environment),
        Err(error) if !required && error.kind() == io::ErrorKind::NotFound => {
            parse(None, b"", environment)
        }
        Err(error) => {
            let mut findings = Findings::new("");
            let place = Place::WholeFile(path.to_string_lossy().into());
            findings.error(&place, "", format!("can't be read: {error}"));
            Err(Invalid {
                report: findings.into_report(),
            })
        }
    }
}

/// Reads a configuration from the content of a file, which is named for messages and for the
/// folder that paths are relative to.
///
/// # Errors
/// All mistakes at once, when there are any.
pub fn parse(
    file: Option<&Path>,
    content: &[u8],
    environment: &BTreeMap<String, String>,
) -> Result<Loaded, Invalid> {
    let name: Arc<str> = file
        .map_or_else(Default::default, Path::to_string_lossy)
        .into();
    let text = match std::str::from_utf8(content) {
        Ok(text) => text.strip_prefix('\u{feff}').unwrap_or(text),
        Err(error) => return Err(not_utf8(&name, content, error.valid_up_to())),
    };
    let mut findings = Findings::new(text);
    let tree = match file {
        None => Some(Node {
            place: Place::Default,
            kind: Kind::Null,
        }),
        Some(_) => tree::read(&name, text, &mut findings),
    };
    // Without a tree nothing else can be judged.
    let Some(mut tree) = tree else {
        return Err(Invalid {
            report: findings.into_report(),
        });
    };
    let shape = Shape::new(schema::schema());
    environment::apply(&mut tree, environment, &shape, &mut findings);
    let home = environment.get("HOME").map(Path::new);
    let folder = file.and_then(Path::parent).unwrap_or(Path::new(""));
    let plain = shape.check(&tree, &Formats { folder, home }, &mut findings);
    let written = ConfigFile::deserialize(plain).unwrap_or_else(|error| {
        // What stands in for a wrong value may itself not be understood.
        if !findings.has_errors() {
            findings.error_at("", format!("can't be understood: {error}"));
        }
        ConfigFile::default()
    });
    let secrets = Secrets {
        environment,
        read_file: &|path| std::fs::read_to_string(path),
    };
    let config = validate::resolve(written, &secrets, &mut findings);
    let refused = findings.has_errors();
    let report = findings.into_report();
    match config {
        Some(config) if !refused => Ok(Loaded {
            config,
            warnings: report,
            file: file.map(Path::to_owned),
        }),
        _ => Err(Invalid { report }),
    }
}

/// What `check-config` prints: every mistake and warning on a line of its own, and how many
/// there are. The error is the same for a configuration that is refused.
///
/// # Errors
/// The text, when the configuration is refused.
pub fn check_config(
    source: &Source,
    environment: &BTreeMap<String, String>,
) -> Result<String, String> {
    let text = |report: &Report, verdict: &str| {
        format!(
            "{report}The configuration is {verdict}: {}.",
            report.summary()
        )
    };
    match load(source, environment) {
        Ok(loaded) => Ok(text(&loaded.warnings, "accepted")),
        Err(invalid) => Err(text(&invalid.report, "refused")),
    }
}

fn read(path: &Path) -> io::Result<Vec<u8>> {
    if std::fs::metadata(path)?.len() > FILE_LIMIT {
        let message = format!("it is too large; allowed are {FILE_LIMIT} bytes");
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, message));
    }
    std::fs::read(path)
}

fn not_utf8(name: &Arc<str>, content: &[u8], at: usize) -> Invalid {
    let before = content.get(..at).unwrap_or_default();
    let line_start = before
        .iter()
        .rposition(|byte| *byte == b'\n')
        .map_or(0, |at| at + 1);
    let line = 1 + before.iter().filter(|byte| **byte == b'\n').count();
    let column = 1 + String::from_utf8_lossy(&before[line_start..])
        .chars()
        .count();
    let mut findings = Findings::new("");
    findings.error(
        &Place::File {
            file: name.clone(),
            line,
            column,
        },
        "",
        "not UTF-8 text",
    );
    Invalid {
        report: findings.into_report(),
    }
}

// === impl ConfigFile ===

impl Default for ConfigFile {
    fn default() -> Self {
        Self {
            server: Server::default(),
            clusters: ClustersSection::default(),
            metrics: Metrics::default(),
            auth: None,
            audit: Audit::default(),
            ui: Ui::default(),
            menu: default_menu(),
            log: Log::default(),
        }
    }
}
