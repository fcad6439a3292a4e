//! When a guard is to end.

use std::io;

use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::oneshot;

use crate::control::DETACH;

/// Waits until the cluster is to end: by a signal, or because the parent closed
/// its end of the guard's standard input, which it also does by dying. A parent
/// that wrote `detach` before is not waited for.
pub(super) async fn over() {
    tokio::select! {
        () = parent_gone() => {}
        () = signalled(SignalKind::terminate()) => {}
        () = signalled(SignalKind::interrupt()) => {}
        () = signalled(SignalKind::hangup()) => {}
    }
}

/// Reads on a thread of its own: the runtime would wait for a read of its own
/// before it ends.
async fn parent_gone() {
    let (gone, heard) = oneshot::channel();
    std::thread::spawn(move || {
        let detached = io::stdin()
            .lines()
            .map_while(io::Result::ok)
            .any(|line| line == DETACH);
        if !detached {
            let _ = gone.send(());
        }
    });
    if heard.await.is_err() {
        std::future::pending::<()>().await;
    }
}

async fn signalled(kind: SignalKind) {
    match signal(kind) {
        Ok(mut signals) => {
            signals.recv().await;
        }
        Err(_) => std::future::pending().await,
    }
}
