//! Connections over real sockets: how many, how slow, and how they end.

use crate::people::{company, member, with_session};
use crate::support::{TestApp, apply_deployment, configuration};
use axum::Router;
use axum::http::Request;
use axum::routing::get;
use server::listener::{Connections, CountingListener, STALL_LIMIT};
use server::serving::serve_on;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};
use tokio::sync::Notify;
use tokio::task::JoinHandle;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

const PROXY: &str = "server: { trusted_proxies: [\"127.0.0.0/8\"] }";
/// Smaller than what is sent, whatever the system makes of it.
const SMALL_BUFFER: u32 = 4096;

/// A server at a port of its own.
struct Server {
    address: SocketAddr,
    stop: CancellationToken,
    running: JoinHandle<()>,
}

impl Server {
    /// Serves this router as `server` of the configuration says.
    fn start(router: Router, configured: &str) -> Self {
        Self::stalling(router, configured, STALL_LIMIT, &CancellationToken::new())
    }

    /// The same with another patience for those who do not read, and this way to stop it.
    fn stalling(
        router: Router,
        configured: &str,
        stall_limit: Duration,
        stop: &CancellationToken,
    ) -> Self {
        let socket = TcpSocket::new_v4().unwrap();
        socket.set_send_buffer_size(SMALL_BUFFER).unwrap();
        socket.bind((Ipv4Addr::LOCALHOST, 0).into()).unwrap();
        let listener = socket.listen(128).unwrap();
        let address = listener.local_addr().unwrap();
        let connections = Connections::of_page(&configuration(configured).server);
        let listener = CountingListener::new(listener, connections, stall_limit);
        let token = stop.clone();
        let running = tokio::spawn(async move { serve_on(listener, router, &token).await });
        Self {
            address,
            stop: stop.clone(),
            running,
        }
    }

    async fn connect(&self) -> TcpStream {
        TcpStream::connect(self.address).await.unwrap()
    }

    /// Asks for a stream of everything and does not read it.
    async fn never_read(&self, cookie: Option<&str>) -> TcpStream {
        let socket = TcpSocket::new_v4().unwrap();
        socket.set_recv_buffer_size(SMALL_BUFFER).unwrap();
        let mut stream = socket.connect(self.address).await.unwrap();
        ask(&mut stream, "/api/v1/stream", cookie).await;
        stream
    }
}

async fn ask(stream: &mut TcpStream, path: &str, cookie: Option<&str>) {
    let request = with_session(Request::get(path), cookie).body(()).unwrap();
    let cookie = request.headers().get("cookie");
    let cookie = cookie.map_or("", |cookie| cookie.to_str().unwrap());
    let request = format!("GET {path} HTTP/1.1\r\nhost: localhost\r\ncookie: {cookie}\r\n\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
}

/// Reads until this was said.
async fn read_until(stream: &mut TcpStream, words: &str) -> String {
    let mut text = Vec::new();
    let read = async {
        while !String::from_utf8_lossy(&text).contains(words) {
            let count = stream.read_buf(&mut text).await.unwrap();
            assert!(count > 0, "it ended: {}", String::from_utf8_lossy(&text));
        }
    };
    let found = tokio::time::timeout(Duration::from_secs(20), read).await;
    found.unwrap_or_else(|_| panic!("{words} was not said"));
    String::from_utf8(text).unwrap()
}

/// Whether the other end closed this; what it had said is thrown away.
async fn is_closed(stream: &mut TcpStream) -> bool {
    let mut rest = Vec::new();
    let read = tokio::time::timeout(Duration::from_secs(3600), stream.read_to_end(&mut rest));
    read.await.is_ok()
}

fn hello() -> Router {
    Router::new().route("/", get(async || "hello"))
}

/// A server that has more to say than buffers hold.
async fn talkative(configured: &str) -> TestApp {
    let app = TestApp::configured(configured).await;
    for number in 0..400 {
        apply_deployment(&app.clusters[0], "shop", &format!("d{number}-deploy"), 0);
    }
    app.until(|app| app.fleet.stats().clusters[0].rows >= 402)
        .await;
    app
}

#[tokio::test]
async fn who_sends_headers_slowly_is_cut() {
    let server = Server::start(hello(), "server: {}");
    let mut silent = server.connect().await;
    let mut slow = server.connect().await;
    let mut patient = server.connect().await;
    tokio::time::pause();
    let began = Instant::now();
    slow.write_all(b"GET / HTTP/1.1\r\nx: ").await.unwrap();
    for _ in 0..29 {
        tokio::time::sleep(Duration::from_secs(1)).await;
        slow.write_all(b"x").await.unwrap();
    }
    ask(&mut patient, "/", None).await;
    read_until(&mut patient, "hello").await;
    assert!(began.elapsed() < Duration::from_secs(30));
    for stream in [&mut silent, &mut slow] {
        assert!(is_closed(stream).await);
        assert!(
            began.elapsed() < Duration::from_secs(31),
            "{:?}",
            began.elapsed()
        );
    }
    // From the last answer on there is as much time for the next request.
    ask(&mut patient, "/", None).await;
    read_until(&mut patient, "hello").await;
    let last = Instant::now();
    assert!(is_closed(&mut patient).await);
    let rest = last.elapsed().as_secs();
    assert!((29..=31).contains(&rest), "{rest} s");
}

#[tokio::test]
async fn a_trusted_proxy_may_keep_its_connections() {
    let server = Server::start(hello(), PROXY);
    let mut proxy = server.connect().await;
    tokio::time::pause();
    tokio::time::sleep(Duration::from_secs(600)).await;
    ask(&mut proxy, "/", None).await;
    read_until(&mut proxy, "hello").await;
}

#[tokio::test]
async fn headers_that_are_too_long_are_refused() {
    let server = Server::start(hello(), "server: {}");
    let mut client = server.connect().await;
    let headers = format!("GET / HTTP/1.1\r\nx: {}\r\n\r\n", "x".repeat(70_000));
    // It may be refused before all of it is sent.
    let _ = client.write_all(headers.as_bytes()).await;
    read_until(&mut client, "HTTP/1.1 431 ").await;
}

#[tokio::test]
async fn one_address_has_so_many_connections_and_a_trusted_proxy_any() {
    let limits = "limits: { connections_per_address: 2 }";
    let server = Server::start(hello(), &format!("server: {{ {limits} }}"));
    let mut open = Vec::new();
    for _ in 0..2 {
        let mut one = server.connect().await;
        ask(&mut one, "/", None).await;
        read_until(&mut one, "hello").await;
        open.push(one);
    }
    let mut refused = server.connect().await;
    assert!(is_closed(&mut refused).await);
    open.pop();
    // The place is free as soon as the server noticed.
    let mut next = loop {
        let mut next = server.connect().await;
        if next
            .write_all(b"GET / HTTP/1.1\r\nhost: x\r\n\r\n")
            .await
            .is_ok()
            && matches!(next.peek(&mut [0]).await, Ok(1))
        {
            break next;
        }
    };
    read_until(&mut next, "hello").await;

    let proxied = format!("server: {{ {limits}, trusted_proxies: [\"127.0.0.0/8\"] }}");
    let server = Server::start(hello(), &proxied);
    for _ in 0..10 {
        let mut one = server.connect().await;
        ask(&mut one, "/", None).await;
        read_until(&mut one, "hello").await;
        open.push(one);
    }
    let app = TestApp::start().await;
    let metrics = app.admin_get("/metrics").await.body;
    let line = "dashboard_light_connections_refused_total{port=\"page\",reason=\"address\"} ";
    let count = metrics.lines().find_map(|it| it.strip_prefix(line));
    assert!(count.is_some_and(|count| count != "0"), "{metrics}");
    assert!(
        metrics.contains("dashboard_light_connections{port=\"page\"} "),
        "{metrics}"
    );
}

#[tokio::test]
async fn all_together_have_so_many_connections() {
    let limits = "{ limits: { connections: 1 }, trusted_proxies: [\"127.0.0.0/8\"] }";
    let server = Server::start(hello(), &format!("server: {limits}"));
    let mut first = server.connect().await;
    ask(&mut first, "/", None).await;
    read_until(&mut first, "hello").await;
    assert!(is_closed(&mut server.connect().await).await);
}

#[tokio::test]
async fn who_does_not_read_loses_the_stream() {
    let app = talkative("").await;
    let stall_limit = Duration::from_millis(500);
    let stop = CancellationToken::new();
    let server = Server::stalling(app.router.clone(), "server: {}", stall_limit, &stop);
    let mut reads = server.connect().await;
    ask(&mut reads, "/api/v1/stream", None).await;
    read_until(&mut reads, "event: snapshot").await;
    let reader = tokio::spawn(async move { read_until(&mut reads, "new-deploy").await });
    let _never_reads = server.never_read(None).await;
    app.until(|app| app.fleet.stats().streams == 2).await;
    app.until(|app| app.fleet.stats().streams == 1).await;
    apply_deployment(&app.clusters[0], "shop", "new-deploy", 0);
    reader.await.unwrap();
}

#[tokio::test]
async fn who_does_not_read_loses_the_stream_soon_after_the_session() {
    let app = talkative(&company("")).await;
    let server = Server::start(app.router.clone(), "server: {}");
    let cookie = member(&app, &["team/qa"]);
    let _never_reads = server.never_read(Some(&cookie)).await;
    app.until(|app| app.fleet.stats().snapshots_sent == 1).await;
    tokio::time::pause();
    app.post_as(Some(&cookie), "/auth/sign-out", "").await;
    let began = Instant::now();
    while app.fleet.stats().streams > 0 {
        tokio::time::sleep(Duration::from_millis(100)).await;
        assert!(began.elapsed() < Duration::from_secs(6), "it was not cut");
    }
    assert!(began.elapsed() >= Duration::from_secs(5));
}

#[tokio::test]
async fn a_stop_ends_streams_and_idle_connections_and_waits_for_answers() {
    let app = TestApp::start().await;
    let (asked, go_on) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let slow = {
        let (asked, go_on) = (Arc::clone(&asked), Arc::clone(&go_on));
        get(async move || {
            asked.notify_one();
            go_on.notified().await;
            "done"
        })
    };
    let router = app.router.clone().route("/slow", slow);
    let server = Server::stalling(router, "server: {}", STALL_LIMIT, &app.shutdown);
    let (mut idle, mut fresh) = (server.connect().await, server.connect().await);
    ask(&mut idle, "/livez", None).await;
    read_until(&mut idle, "ok\n").await;
    let mut streams = server.connect().await;
    ask(&mut streams, "/api/v1/stream", None).await;
    read_until(&mut streams, "event: snapshot").await;
    let mut waits = server.connect().await;
    ask(&mut waits, "/slow", None).await;
    asked.notified().await;

    server.stop.cancel();
    for stream in [&mut idle, &mut fresh, &mut streams] {
        assert!(is_closed(stream).await);
    }
    TcpStream::connect(server.address).await.unwrap_err();
    assert!(!server.running.is_finished(), "an answer is awaited");
    go_on.notify_one();
    read_until(&mut waits, "done").await;
    server.running.await.unwrap();
}

#[tokio::test]
async fn a_stop_waits_a_moment_for_who_does_not_read() {
    let app = talkative("").await;
    let server = Server::stalling(app.router.clone(), "", STALL_LIMIT, &app.shutdown);
    let _never_reads = server.never_read(None).await;
    app.until(|app| app.fleet.stats().snapshots_sent == 1).await;
    tokio::time::pause();
    let began = Instant::now();
    server.stop.cancel();
    server.running.await.unwrap();
    assert_eq!(began.elapsed().as_secs(), 5);
}
