//! The link between the machine and a node: a pair of virtual interfaces, one
//! of them in the node's network namespace. It goes when the namespace goes.

use tokio::process::Command;

use crate::error::Result;
use crate::folder::NodeRecord;
use crate::kubectl::output;

/// The interface's name inside the node.
pub(super) const INSIDE: &str = "eth0";

/// Links the machine with the network namespace of a process.
pub(super) async fn create(node: &NodeRecord, process: u32) -> Result<()> {
    let interface = node.interface();
    let address = format!("{}/30", node.machine_address());
    let process = process.to_string();
    ip(&[
        "link", "add", &interface, "type", "veth", "peer", "name", INSIDE, "netns", &process,
    ])
    .await?;
    ip(&["address", "add", &address, "dev", &interface]).await?;
    ip(&["link", "set", &interface, "up"]).await
}

async fn ip(arguments: &[&str]) -> Result<()> {
    let mut command = Command::new("ip");
    command.args(arguments);
    output(command, None).await.map(drop)
}
