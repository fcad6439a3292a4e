//! Choosing ports and links that no other cluster has.

use std::collections::BTreeSet;
use std::net::{Ipv4Addr, TcpListener};
use std::path::Path;

use crate::error::{Error, Result};
use crate::folder::{self, Folder, NodeRecord, Record};
use crate::guard::Plan;

/// Below the range Linux takes the ports of outgoing connections from, so that
/// a program finds its port free again when it is restarted.
const PORTS: std::ops::Range<u16> = 20_000..30_000;

/// Chooses the ports and links of a new cluster and writes them into its
/// record, so that the next cluster chooses others.
pub(super) fn choose(plan: &Plan, folder: &Folder) -> Result<Record> {
    let _lock = folder::lock_choices()?;
    let others: Vec<Record> = Folder::all()?.iter().filter_map(Folder::record).collect();
    let mut ports = free_ports(&others);
    let mut port = || ports.next().ok_or_else(|| exhausted("port"));
    let record = Record {
        guard: std::process::id(),
        api_server: port()?,
        etcd: [port()?, port()?],
        metrics_server: if plan.metrics_server {
            Some(port()?)
        } else {
            None
        },
        kubelets: free_links(&others)
            .take(usize::from(plan.kubelets))
            .zip(1..)
            .map(|(link, number)| NodeRecord {
                name: format!("node{number}"),
                link,
            })
            .collect(),
        kwok_nodes: plan.kwok_nodes,
    };
    if record.kubelets.len() < usize::from(plan.kubelets) {
        return Err(exhausted("link"));
    }
    folder.write_record(&record)?;
    Ok(record)
}

fn free_ports(others: &[Record]) -> impl Iterator<Item = u16> {
    let taken: BTreeSet<u16> = others
        .iter()
        .flat_map(|other| {
            other
                .etcd
                .into_iter()
                .chain([other.api_server])
                .chain(other.metrics_server)
        })
        .collect();
    PORTS.filter(move |port| {
        !taken.contains(port) && TcpListener::bind((Ipv4Addr::LOCALHOST, *port)).is_ok()
    })
}

fn free_links(others: &[Record]) -> impl Iterator<Item = u8> {
    let taken: BTreeSet<u8> = others
        .iter()
        .flat_map(|other| &other.kubelets)
        .map(|node| node.link)
        .collect();
    (0..=u8::MAX).filter(move |&link| {
        let interface = NodeRecord {
            name: String::new(),
            link,
        }
        .interface();
        !taken.contains(&link) && !Path::new("/sys/class/net").join(interface).exists()
    })
}

fn exhausted(what: &str) -> Error {
    Error::Io {
        doing: format!("choosing a free {what} for the cluster"),
        source: std::io::ErrorKind::AddrInUse.into(),
    }
}
