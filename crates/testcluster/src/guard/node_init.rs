//! The first process of a node with a real kubelet, inside its namespaces.
//!
//! It covers the folders of the machine that containerd and the kubelet write
//! to, starts both, and reaps what is left to it. All of it ends with it.

use std::fs::{self, File};
use std::io::{self, BufRead};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use nix::errno::Errno;
use nix::sys::wait::{WaitStatus, wait};

use super::link;
use super::node::PAUSE;
use crate::error::{Doing, Error, Result};

/// The settings of the kernel that a kubelet insists on changing.
const SETTINGS: [&str; 6] = [
    "kernel/keys/root_maxbytes",
    "kernel/keys/root_maxkeys",
    "kernel/panic",
    "kernel/panic_on_oops",
    "vm/overcommit_memory",
    "vm/panic_on_oom",
];

/// What a node needs to know.
#[derive(Clone, Debug, clap::Args)]
pub struct Arguments {
    /// The folder of everything the node keeps.
    #[arg(long)]
    folder: PathBuf,
    /// The folder of containerd, the kubelet and the network plugins.
    #[arg(long)]
    programs: PathBuf,
    /// The program runc.
    #[arg(long)]
    runc: PathBuf,
    /// The node's name.
    #[arg(long)]
    name: String,
    /// The node's address on its link.
    #[arg(long)]
    address: String,
    /// The cgroup of its pods.
    #[arg(long)]
    cgroup: String,
}

/// Runs the node until containerd or the kubelet ends, or it is killed.
///
/// # Errors
/// When the node could not be set up, or one of the two ended.
pub fn run(arguments: &Arguments) -> Result<()> {
    cover_the_machine(arguments)?;
    bring_up_network(arguments)?;
    write_configuration(arguments)?;
    let containerd = start(
        arguments,
        "containerd",
        &["--config".to_owned(), arguments.path("containerd.toml")],
    )?;
    // The guard writes a line when the API server is there, or is gone.
    let mut line = String::new();
    io::stdin()
        .lock()
        .read_line(&mut line)
        .doing(|| "waiting for the guard".to_owned())?;
    let kubelet = start(
        arguments,
        "kubelet",
        &[
            format!("--config={}", arguments.path("kubelet.json")),
            format!("--kubeconfig={}", arguments.path("kubeconfig")),
            format!("--root-dir={}", arguments.path("kubelet")),
            format!("--cert-dir={}", arguments.path("kubelet/pki")),
            format!("--hostname-override={}", arguments.name),
            format!("--node-ip={}", arguments.address),
        ],
    )?;
    let ended = reap_until_one_ends(&[&containerd, &kubelet])?;
    Err(Error::Command {
        command: if ended == containerd.id() {
            "containerd"
        } else {
            "kubelet"
        }
        .to_owned(),
        message: "it ended, and the node with it".to_owned(),
    })
}

/// Puts empty folders over those of the machine that are written to, and copies
/// over the settings that are the whole machine's.
fn cover_the_machine(arguments: &Arguments) -> Result<()> {
    for folder in ["/run", "/var/log", "/var/lib"] {
        if !arguments.folder.starts_with(folder) && !arguments.programs.starts_with(folder) {
            command("mount", &["-t", "tmpfs", "node", folder])?;
        }
    }
    for setting in SETTINGS {
        let path = Path::new("/proc/sys").join(setting);
        let Ok(value) = fs::read(&path) else { continue };
        let copy = arguments.folder.join(setting.replace('/', "."));
        fs::write(&copy, value).doing(|| format!("writing {}", copy.display()))?;
        command(
            "mount",
            &[
                "--bind",
                &copy.display().to_string(),
                &path.display().to_string(),
            ],
        )?;
    }
    Ok(())
}

/// The guard puts the link's other end into this namespace.
fn bring_up_network(arguments: &Arguments) -> Result<()> {
    let begun = Instant::now();
    while let Err(error) = command("ip", &["link", "show", link::INSIDE]) {
        if begun.elapsed() > Duration::from_secs(10) {
            return Err(error);
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    let address = format!("{}/30", arguments.address);
    command("ip", &["link", "set", "lo", "up"])?;
    command("ip", &["address", "add", &address, "dev", link::INSIDE])?;
    command("ip", &["link", "set", link::INSIDE, "up"])
}

fn write_configuration(arguments: &Arguments) -> Result<()> {
    let write = |file: &str, content: String| {
        let path = arguments.folder.join(file);
        fs::write(&path, content).doing(|| format!("writing {}", path.display()))
    };
    for folder in ["cni", "kubelet"] {
        let path = arguments.folder.join(folder);
        fs::create_dir_all(&path).doing(|| format!("creating {}", path.display()))?;
    }
    write("containerd.toml", containerd_configuration(arguments))?;
    write("cni/10-pods.conflist", network_configuration())?;
    write("kubelet.json", kubelet_configuration(arguments))?;
    // Pods that ask for the machine's name service get none: there is no way to it.
    write("resolv.conf", String::new())
}

fn containerd_configuration(arguments: &Arguments) -> String {
    format!(
        "version = 3
root = '{root}'
state = '/run/containerd'
# The plugin would create a folder in /opt.
disabled_plugins = ['io.containerd.internal.v1.opt']

[grpc]
address = '{socket}'

[plugins.'io.containerd.cri.v1.images'.pinned_images]
sandbox = '{PAUSE}'

[plugins.'io.containerd.cri.v1.runtime']
# The machine may lack the capability to lower a score.
restrict_oom_score_adj = true

[plugins.'io.containerd.cri.v1.runtime'.cni]
bin_dirs = ['{programs}']
conf_dir = '{network}'

[plugins.'io.containerd.cri.v1.runtime'.containerd.runtimes.runc]
runtime_type = 'io.containerd.runc.v2'

[plugins.'io.containerd.cri.v1.runtime'.containerd.runtimes.runc.options]
BinaryName = '{runc}'
SystemdCgroup = false
",
        root = arguments.path("containerd"),
        socket = arguments.path("c.sock"),
        programs = arguments.programs.display(),
        network = arguments.path("cni"),
        runc = arguments.runc.display(),
    )
}

/// The pods' network can be the same on every node: none reaches another.
fn network_configuration() -> String {
    serde_json::json!({
        "cniVersion": "1.0.0",
        "name": "pods",
        "plugins": [
            {
                "type": "bridge",
                "bridge": "pods0",
                "isGateway": true,
                "ipam": {
                    "type": "host-local",
                    "dataDir": "/run/cni",
                    "ranges": [[{"subnet": "10.244.0.0/24"}]],
                    "routes": [{"dst": "0.0.0.0/0"}],
                },
            },
            {"type": "portmap", "capabilities": {"portMappings": true}},
        ],
    })
    .to_string()
}

fn kubelet_configuration(arguments: &Arguments) -> String {
    let beside = |file: &str| arguments.folder.with_file_name(file).display().to_string();
    let ours = |kind: &str| beside(&format!("{}.{kind}", arguments.name));
    serde_json::json!({
        "apiVersion": "kubelet.config.k8s.io/v1beta1",
        "kind": "KubeletConfiguration",
        "authentication": {
            "x509": {"clientCAFile": beside("ca.crt")},
            "webhook": {"enabled": true},
            "anonymous": {"enabled": false},
        },
        "authorization": {"mode": "Webhook"},
        "tlsCertFile": ours("crt"),
        "tlsPrivateKeyFile": ours("key"),
        "containerRuntimeEndpoint": format!("unix://{}", arguments.path("c.sock")),
        "cgroupDriver": "cgroupfs",
        "cgroupRoot": format!("/{}", arguments.cgroup),
        "failCgroupV1": false,
        "enforceNodeAllocatable": [],
        "oomScoreAdj": 0,
        "failSwapOn": false,
        "localStorageCapacityIsolation": false,
        // Settings of the whole machine that cannot be changed are no error.
        "featureGates": {"KubeletInUserNamespace": true},
        // A container's back-off is told in its status by the next look at it;
        // the default of a minute leaves "Error" there for most of a test.
        "syncFrequency": "2s",
        "clusterDNS": ["10.96.0.10"],
        "clusterDomain": "cluster.local",
        "resolvConf": arguments.path("resolv.conf"),
        "podLogsDir": arguments.path("pods"),
        "volumePluginDir": arguments.path("kubelet/volume-plugins"),
        "imageGCHighThresholdPercent": 100,
        "evictionHard": {"memory.available": "0%", "nodefs.available": "0%", "imagefs.available": "0%"},
    })
    .to_string()
}

fn start(arguments: &Arguments, program: &str, flags: &[String]) -> Result<Child> {
    let doing = || format!("starting {program}");
    let log = arguments.folder.with_file_name("logs");
    let log = log.join(format!("{}-{program}.log", arguments.name));
    let log = File::options()
        .create(true)
        .append(true)
        .open(log)
        .doing(doing)?;
    let errors = log.try_clone().doing(doing)?;
    Command::new(arguments.programs.join(program))
        .args(flags)
        .current_dir(&arguments.folder)
        .stdin(Stdio::null())
        .stdout(log)
        .stderr(errors)
        .spawn()
        .doing(doing)
}

/// Collects ended processes, as the first process of a namespace has to, until
/// one of ours is among them.
fn reap_until_one_ends(ours: &[&Child]) -> Result<u32> {
    loop {
        match wait() {
            Ok(WaitStatus::Exited(process, _) | WaitStatus::Signaled(process, _, _)) => {
                let process = process.as_raw().unsigned_abs();
                if ours.iter().any(|child| child.id() == process) {
                    return Ok(process);
                }
            }
            Ok(_) | Err(Errno::EINTR) => {}
            Err(error) => {
                return Err(io::Error::from(error)).doing(|| "waiting for processes".to_owned());
            }
        }
    }
}

fn command(program: &str, arguments: &[&str]) -> Result<()> {
    let shown = || format!("{program} {}", arguments.join(" "));
    let output = Command::new(program)
        .args(arguments)
        .stdin(Stdio::null())
        .output();
    let output = output.doing(|| format!("running {}", shown()))?;
    if output.status.success() {
        Ok(())
    } else {
        let message = String::from_utf8_lossy(&output.stderr).trim().to_owned();
        Err(Error::Command {
            command: shown(),
            message,
        })
    }
}

// === impl Arguments ===

impl Arguments {
    fn path(&self, file: impl AsRef<Path>) -> String {
        self.folder.join(file).display().to_string()
    }
}
