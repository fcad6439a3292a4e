//! Exec credential plugins (`aws eks get-token` and the like), run so that they cannot hang us.
//!
//! kube runs them itself, but without a time limit and, by default, with our terminal as their
//! standard input.

use crate::trouble::{Cause, Trouble, gist};
use kube::config::{AuthInfo, ExecConfig};
use model::Timestamp;
use secrecy::SecretString;
use serde::Deserialize;
use serde_json::json;
use std::process::Stdio;
use std::time::Duration;
use tokio::process::{Child, Command};

/// What a plugin gave.
pub(crate) struct Credentials {
    token: Option<String>,
    /// Certificate and key, PEM.
    certificate: Option<(String, String)>,
    /// When they end, if they do.
    pub(crate) expires: Option<Timestamp>,
}

#[derive(Deserialize)]
struct Answer {
    status: Option<Status>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Status {
    token: Option<String>,
    client_certificate_data: Option<String>,
    client_key_data: Option<String>,
    expiration_timestamp: Option<String>,
}

/// Kills the plugin and all it started, should it still run.
struct Guard(Option<i32>);

// === impl Credentials ===

impl Credentials {
    /// Has a plugin make credentials, in at most `limit`.
    pub(crate) async fn from_plugin(exec: &ExecConfig, limit: Duration) -> Result<Self, Trouble> {
        let name = exec.command.as_deref().unwrap_or_default();
        let short = name.rsplit('/').next().unwrap_or(name);
        let fail = |what: String| {
            let words = format!("The credential plugin “{short}” {what}");
            Trouble::new(Cause::Credentials, words)
        };
        let child = command(exec)
            .spawn()
            .map_err(|error| fail(format!("cannot be run: {error}")))?;
        let guard = Guard(child.id().and_then(|id| i32::try_from(id).ok()));
        let output = tokio::time::timeout(limit, Child::wait_with_output(child))
            .await
            .map_err(|_| fail(format!("did not finish within {} s", limit.as_secs())))?
            .map_err(|error| fail(format!("failed: {error}")))?;
        guard.disarm();
        if !output.status.success() {
            let said = String::from_utf8_lossy(&output.stderr);
            let said = match said.trim() {
                "" => output.status.to_string(),
                said => gist(said),
            };
            return Err(fail(format!("failed: {said}")));
        }
        Self::parse(&output.stdout).ok_or_else(|| fail("gave no credentials".to_owned()))
    }

    fn parse(output: &[u8]) -> Option<Self> {
        let status = serde_json::from_slice::<Answer>(output).ok()?.status?;
        let expires = status
            .expiration_timestamp
            .and_then(|text| text.parse::<jiff::Timestamp>().ok());
        let found = Self {
            token: status.token,
            certificate: status.client_certificate_data.zip(status.client_key_data),
            expires: expires.map(|at| Timestamp(at.as_millisecond())),
        };
        (found.token.is_some() || found.certificate.is_some()).then_some(found)
    }

    /// Puts them where kube looks for credentials, in place of the plugin.
    pub(crate) fn install(&self, auth: &mut AuthInfo) {
        auth.exec = None;
        auth.token = self.token.clone().map(SecretString::from);
        if let Some((certificate, key)) = &self.certificate {
            auth.client_certificate_data = Some(base64(certificate.as_bytes()));
            auth.client_key_data = Some(base64(key.as_bytes()).into());
        }
    }
}

fn command(exec: &ExecConfig) -> Command {
    let mut command = Command::new(exec.command.as_deref().unwrap_or_default());
    command.args(exec.args.iter().flatten());
    for variable in exec.env.iter().flatten() {
        if let (Some(name), Some(value)) = (variable.get("name"), variable.get("value")) {
            command.env(name, value);
        }
    }
    let info = json!({
        "apiVersion": exec.api_version.as_deref().unwrap_or("client.authentication.k8s.io/v1"),
        "kind": "ExecCredential",
        "spec": {
            "interactive": false,
            "cluster": exec.cluster.as_ref().filter(|_| exec.provide_cluster_info),
        },
    });
    command
        .env("KUBERNETES_EXEC_INFO", info.to_string())
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        // Its own group: it cannot read the terminal, and all of it can be killed.
        .process_group(0)
        .kill_on_drop(true);
    command
}

// === impl Guard ===

impl Guard {
    fn disarm(mut self) {
        self.0 = None;
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        if let Some(group) = self.0 {
            use nix::sys::signal::{Signal, killpg};
            // It may be gone already, which is what we want.
            let _ = killpg(nix::unistd::Pid::from_raw(group), Signal::SIGKILL);
        }
    }
}

/// Standard base64 with padding, as kubeconfig's `…-data` fields have it.
fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let byte = |index: usize| u32::from(chunk.get(index).copied().unwrap_or(0));
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for place in 0..4 {
            let digit = DIGITS[(bits >> (18 - 6 * place) & 63) as usize];
            text.push(if place <= chunk.len() {
                digit.into()
            } else {
                '='
            });
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plugin(script: &str) -> ExecConfig {
        serde_json::from_value(json!({
            "apiVersion": "client.authentication.k8s.io/v1",
            "command": "sh",
            "args": ["-c", script],
            "env": [{ "name": "WHO", "value": "me" }],
        }))
        .unwrap()
    }

    #[tokio::test]
    async fn a_plugin_gives_a_token_and_its_end() {
        let script = r#"echo '{"status":{"token":"for-'$WHO'","expirationTimestamp":"2030-01-01T00:00:00Z"}}'"#;
        let found = Credentials::from_plugin(&plugin(script), Duration::from_secs(10)).await;
        let found = found.unwrap_or_else(|trouble| panic!("{trouble}"));
        assert_eq!(found.token.as_deref(), Some("for-me"));
        assert_eq!(found.expires, Some(Timestamp::from_seconds(1_893_456_000)));
    }

    #[tokio::test]
    async fn a_plugin_cannot_read_our_terminal() {
        let script = r#"read line && echo asked >&2; echo "no input" >&2; exit 3"#;
        let found = Credentials::from_plugin(&plugin(script), Duration::from_secs(10)).await;
        let trouble = found.err().unwrap();
        assert_eq!(
            &*trouble.words,
            "The credential plugin “sh” failed: no input"
        );
    }

    #[tokio::test]
    async fn a_plugin_that_hangs_is_ended_with_all_it_started() {
        let limit = Duration::from_millis(200);
        let folder = std::env::temp_dir().join(format!("fleet-exec-{}", std::process::id()));
        let script = format!("sleep 600 & echo $! > {}; wait", folder.display());
        let found = Credentials::from_plugin(&plugin(&script), limit).await;
        assert!(found.err().unwrap().words.contains("did not finish"));
        let id = std::fs::read_to_string(&folder).unwrap();
        std::fs::remove_file(&folder).unwrap();
        // A killed process may stay a zombie until its new parent looks after it.
        let is_gone = || match std::fs::read_to_string(format!("/proc/{}/stat", id.trim())) {
            Ok(stat) => stat
                .rsplit(')')
                .next()
                .is_some_and(|rest| rest.trim().starts_with('Z')),
            Err(_) => true,
        };
        while !is_gone() {
            tokio::task::yield_now().await;
        }
    }

    #[test]
    fn base64_is_standard() {
        assert_eq!(base64(b""), "");
        assert_eq!(base64(b"f"), "Zg==");
        assert_eq!(base64(b"fo"), "Zm8=");
        assert_eq!(base64(b"foobar"), "Zm9vYmFy");
    }
}
