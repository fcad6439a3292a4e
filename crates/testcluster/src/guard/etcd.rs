//! etcd, by its JSON gateway.

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::error::{Doing, Error, Result};

/// Forgets all history up to the newest revision, which it returns.
pub(super) async fn compact(port: u16) -> Result<i64> {
    // The key does not matter: the answer's header has the revision.
    let answer = post(port, "/v3/kv/range", r#"{"key":"AA=="}"#).await?;
    let number = |text: &serde_json::Value| text.as_str()?.parse::<i64>().ok();
    let revision = number(&answer["header"]["revision"]).ok_or_else(|| Error::Command {
        command: "etcd range".to_owned(),
        message: format!("its answer has no revision: {answer}"),
    })?;
    let body = format!(r#"{{"revision":"{revision}","physical":true}}"#);
    post(port, "/v3/kv/compaction", &body).await?;
    Ok(revision)
}

/// One request of HTTP/1.0, whose answer ends where the connection does.
async fn post(port: u16, path: &str, body: &str) -> Result<serde_json::Value> {
    let doing = || format!("asking etcd for {path}");
    let mut stream = TcpStream::connect(("127.0.0.1", port)).await.doing(doing)?;
    let request = format!(
        "POST {path} HTTP/1.0\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
    stream.write_all(request.as_bytes()).await.doing(doing)?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.doing(doing)?;
    let failed = || Error::Command {
        command: format!("etcd {path}"),
        message: answer.clone(),
    };
    let (head, body) = answer.split_once("\r\n\r\n").ok_or_else(failed)?;
    if head.split(' ').nth(1) != Some("200") {
        return Err(failed());
    }
    serde_json::from_str(body).map_err(|_| failed())
}
