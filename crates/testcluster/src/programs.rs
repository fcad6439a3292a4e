//! The programs a cluster is made of, and whether they can run here.

use std::env;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::error::{Error, Result};
use crate::folder;

/// What every cluster needs besides etcd.
const CONTROL_PLANE: [&str; 4] = [
    "kube-apiserver",
    "kube-controller-manager",
    "kube-scheduler",
    "kubectl",
];

/// What a node with a kubelet needs of our own.
const NODE: [&str; 9] = [
    "kubelet",
    "containerd",
    "containerd-shim-runc-v2",
    "ctr",
    "bridge",
    "host-local",
    "loopback",
    "portmap",
    "testimage",
];

/// What a node with a kubelet needs of the system.
const NODE_OF_THE_SYSTEM: [&str; 6] = ["runc", "iptables", "ip", "mount", "unshare", "setpriv"];

/// The folders programs are looked for in.
#[derive(Clone, Debug)]
pub(crate) struct Programs {
    folder: PathBuf,
}

/// Says whether a node with a real kubelet can run here, so that a test can
/// skip itself by name where it cannot.
///
/// # Errors
/// The reason, as a clause: "this needs root; …".
pub fn kubelet_available() -> std::result::Result<(), String> {
    let programs = Programs::find().map_err(|error| error.to_string())?;
    if !nix::unistd::geteuid().is_root() {
        return Err(
            "this needs root, because a kubelet makes namespaces, mounts and cgroups; \
             nodes of kwok need none"
                .to_owned(),
        );
    }
    for program in NODE {
        programs.ours(program).map_err(|error| error.to_string())?;
    }
    for program in NODE_OF_THE_SYSTEM {
        if programs.path_of(program).is_none() {
            return Err(format!(
                "{program} is not installed; `make setup` installs it"
            ));
        }
    }
    let namespaces = Command::new("unshare")
        .args([
            "--mount",
            "--pid",
            "--net",
            "--fork",
            "--mount-proc",
            "true",
        ])
        .stdin(Stdio::null())
        .output();
    match namespaces {
        Ok(output) if output.status.success() => Ok(()),
        Ok(output) => Err(format!(
            "the system gives this user no new namespaces ({})",
            String::from_utf8_lossy(&output.stderr).trim()
        )),
        Err(error) => Err(format!("unshare cannot be run ({error})")),
    }
}

/// Whether the test that asks cannot run for lack of a kubelet. It then says so
/// as `skipped: NAME: REASON` past the capture of a test's output, so that the
/// skipped tests can be counted.
#[must_use]
pub fn skipped_without_kubelet() -> bool {
    let Err(reason) = kubelet_available() else {
        return false;
    };
    let thread = std::thread::current();
    let test = thread.name().unwrap_or("a test");
    // The print macros would be captured.
    let _ = writeln!(std::io::stderr(), "skipped: {test}: {reason}");
    true
}

/// The programs scripts/build-kubernetes would have to build first.
///
/// # Errors
/// When the user has no cache folder.
pub fn missing_programs() -> Result<Vec<String>> {
    let programs = Programs::find()?;
    let needed = CONTROL_PLANE
        .iter()
        .chain(&NODE)
        .chain(&["etcd", "kwok", "metrics-server"]);
    Ok(needed
        .filter(|name| programs.ours(name).is_err())
        .map(|&name| name.to_owned())
        .collect())
}

// === impl Programs ===

impl Programs {
    /// Those of `KUBEBUILDER_ASSETS`, or else those scripts/build-kubernetes built.
    pub(crate) fn find() -> Result<Self> {
        let given = env::var_os("KUBEBUILDER_ASSETS").filter(|folder| !folder.is_empty());
        Ok(Self {
            folder: given.map_or_else(folder::built_programs, |folder| Ok(folder.into()))?,
        })
    }

    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// A program of Kubernetes; the system's is never used instead.
    pub(crate) fn ours(&self, program: &str) -> Result<PathBuf> {
        let path = self.folder.join(program);
        if path.is_file() {
            Ok(path)
        } else {
            Err(self.missing(program))
        }
    }

    /// A program of ours or of the system, e.g. etcd.
    pub(crate) fn ours_or_the_systems(&self, program: &str) -> Result<PathBuf> {
        self.path_of(program).ok_or_else(|| self.missing(program))
    }

    /// The search path for the programs: ours first, and the folders of the
    /// system's administration programs, which a user's PATH often lacks.
    pub(crate) fn search_path(&self) -> String {
        let systems = env::var("PATH").unwrap_or_default();
        format!(
            "{}:{systems}:/usr/sbin:/usr/bin:/sbin:/bin",
            self.folder.display()
        )
    }

    fn path_of(&self, program: &str) -> Option<PathBuf> {
        env::split_paths(&self.search_path())
            .map(|folder| folder.join(program))
            .find(|path| path.is_file())
    }

    fn missing(&self, program: &str) -> Error {
        Error::MissingProgram {
            program: program.to_owned(),
            folder: self.folder.clone(),
        }
    }
}
