use std::io;
use std::path::PathBuf;
use std::time::Duration;

/// The outcome of a test cluster's verb.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why a test cluster did not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The name cannot be one of a cluster.
    #[error(
        "{0:?} cannot be a test cluster's name; it is 1 to 24 of the characters a-z, 0-9 and \"-\""
    )]
    Name(String),
    /// A cluster of this name is running.
    #[error("a test cluster named {0} is running; stop it with `testcluster down --name {0}`")]
    Running(String),
    /// No cluster of this name is running.
    #[error("no test cluster named {0} is running")]
    NotRunning(String),
    /// A program is not where it should be.
    #[error(
        "{program} is missing in {folder}; scripts/build-kubernetes or `make setup` puts it there"
    )]
    MissingProgram {
        /// The program's file name.
        program: String,
        /// The folder it was looked for in.
        folder: PathBuf,
    },
    /// A kubelet cannot run here, and why.
    #[error("kubelet nodes cannot run here: {0}")]
    NoKubelet(String),
    /// The cluster belongs to somebody else, so it is not broken on purpose.
    #[error("the cluster of TEST_KUBECONFIG is not ours: {0} is left out")]
    Foreign(&'static str),
    /// A condition did not come true in time.
    #[error("{what} did not happen within {} s; last seen: {seen}", within.as_secs())]
    Timeout {
        /// The condition, as a sentence's subject and verb.
        what: String,
        /// How long it was waited for.
        within: Duration,
        /// What was there instead.
        seen: String,
    },
    /// A command ended with an error.
    #[error("`{command}` failed: {message}")]
    Command {
        /// The program with its arguments.
        command: String,
        /// What it wrote to its standard error.
        message: String,
    },
    /// The process that keeps the cluster reported an error.
    #[error("test cluster {name}: {message}")]
    Guard {
        /// The cluster's name.
        name: String,
        /// What it reported.
        message: String,
    },
    /// A certificate could not be made.
    #[error("making the certificates: {0}")]
    Certificate(#[from] rcgen::Error),
    /// The operating system said no.
    #[error("{doing}: {source}")]
    Io {
        /// What was being done.
        doing: String,
        /// What the system answered.
        source: io::Error,
    },
}

/// Says what was being done when the operating system said no.
pub(crate) trait Doing<T> {
    /// Turns an I/O error into [`Error::Io`].
    fn doing(self, doing: impl FnOnce() -> String) -> Result<T>;
}

// === impl Doing ===

impl<T> Doing<T> for io::Result<T> {
    fn doing(self, doing: impl FnOnce() -> String) -> Result<T> {
        self.map_err(|source| Error::Io {
            doing: doing(),
            source,
        })
    }
}
