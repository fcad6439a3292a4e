//! One list+watch, for as long as the cluster is looked at.
//!
//! kube's own `watcher` hides when a watch is open and when a bookmark came, which is what
//! freshness is made of, and logs each refusal; so this is ours, on kube's client.

use crate::backoff::Backoff;
use crate::kind::{Reach, Watched};
use crate::link::Link;
use crate::message::{Message, WatchNews};
use crate::trouble::{Cause, Trouble};
use crate::wire::List;
use futures::TryStreamExt;
use kube::Client;
use kube::api::{ListParams, WatchParams};
use kube::core::{Request, WatchEvent};
use std::marker::PhantomData;
use std::pin::pin;
use std::time::Duration;
use tokio::sync::{mpsc, watch};
use tokio::time::{Instant, sleep, timeout};

/// Objects in one page of a list.
const PAGE: u32 = 500;
/// How long a page may take.
const PAGE_TIMEOUT_SECONDS: u64 = 60;
/// How long opening a watch may take.
const OPEN_TIMEOUT_SECONDS: u64 = 10;
/// How long the API server may keep a watch open, at least; spread so that not all end at once.
const WATCH_SECONDS: u32 = 240;
/// A watch that says nothing for this long, not even a bookmark (about one a minute), is opened
/// anew.
const SILENCE: Duration = Duration::from_secs(150);
/// A watch that ended sooner than this was no success.
const SHORT: Duration = Duration::from_secs(1);
/// The longest wait between two attempts, and the same after a refusal.
const CAP: Duration = Duration::from_secs(5);
const REFUSED_CAP: Duration = Duration::from_secs(30);

/// One list+watch of `W`.
pub(crate) struct Watcher<W> {
    reach: Reach,
    link: watch::Receiver<Link>,
    out: mpsc::Sender<Message>,
    backoff: Backoff,
    /// Where the watch is to go on; `None` asks for a list.
    version: Option<String>,
    kind: PhantomData<fn() -> W>,
}

/// Nobody listens any more.
struct Stopped;

/// Why a round of listing or watching ended.
enum End {
    /// The API server closed the watch, as it does every few minutes.
    Closed,
    Failed(Trouble),
    Stopped,
}

impl From<Stopped> for End {
    fn from(_: Stopped) -> Self {
        Self::Stopped
    }
}

impl From<Trouble> for End {
    fn from(trouble: Trouble) -> Self {
        Self::Failed(trouble)
    }
}

// === impl Watcher ===

impl<W: Watched> Watcher<W> {
    pub(crate) fn new(
        reach: Reach,
        link: watch::Receiver<Link>,
        out: mpsc::Sender<Message>,
    ) -> Self {
        Self {
            reach,
            link,
            out,
            backoff: Backoff::from(Duration::from_millis(500)),
            version: None,
            kind: PhantomData,
        }
    }

    /// Lists and watches until nobody listens any more.
    pub(crate) async fn run(mut self) {
        loop {
            let client = match self.link.wait_for(Option::is_some).await {
                Ok(link) => link.clone(),
                Err(_) => return,
            };
            let Some(client) = client else { continue };
            let mut link = self.link.clone();
            let end = tokio::select! {
                end = self.round(&client) => end,
                // The link went down. What the watch would still say is not to be waited for.
                down = link.wait_for(Option::is_none) => match down {
                    Ok(_) => continue,
                    Err(_) => return,
                },
            };
            let wait = match end {
                End::Stopped => return,
                End::Closed => continue,
                End::Failed(trouble) => {
                    let cap = match trouble.cause {
                        Cause::Forbidden | Cause::Credentials => REFUSED_CAP,
                        _ => CAP,
                    };
                    if trouble.cause == Cause::Expired {
                        self.version = None;
                    }
                    let is_news = trouble.cause != Cause::Expired;
                    if is_news && self.tell(WatchNews::Broken(trouble)).await.is_err() {
                        return;
                    }
                    self.backoff.next(cap)
                }
            };
            tokio::select! {
                () = sleep(wait) => {}
                // No need to wait when the link went down: that is waited for anyway.
                _ = link.wait_for(Option::is_none) => {}
            }
        }
    }

    async fn round(&mut self, client: &Client) -> End {
        let done = async {
            if self.version.is_none() {
                self.list(client).await?;
            }
            self.watch(client).await
        };
        match done.await {
            Ok(()) => End::Closed,
            Err(end) => end,
        }
    }

    async fn list(&mut self, client: &Client) -> Result<(), End> {
        let began = Instant::now();
        let mut params = ListParams::default().limit(PAGE);
        let mut is_first = true;
        loop {
            let request = self.request().list(&params).map_err(invalid)?;
            let text = timeout(
                Duration::from_secs(PAGE_TIMEOUT_SECONDS),
                client.request_text(request),
            );
            let text = text
                .await
                .map_err(|_| Trouble::timeout(PAGE_TIMEOUT_SECONDS))?;
            let text = text.map_err(|error| Trouble::of(&error))?;
            let list: List<W> = serde_json::from_str(&text).map_err(|error| {
                tracing::warn!(kind = %W::KIND, %error, "a list could not be read");
                Trouble::new(Cause::Server, "The API server's answer could not be read")
            })?;
            drop(text);
            if std::mem::take(&mut is_first) {
                self.tell(WatchNews::Begin).await?;
            }
            let items = list.items.into_iter().map(Watched::into_object);
            self.tell(WatchNews::Page(items.collect())).await?;
            params.continue_token = list.metadata.continue_token.filter(|t| !t.is_empty());
            if params.continue_token.is_none() {
                self.version = list.metadata.resource_version;
                self.tell(WatchNews::Done(began.elapsed())).await?;
                return Ok(());
            }
        }
    }

    async fn watch(&mut self, client: &Client) -> Result<(), End> {
        let seconds = WATCH_SECONDS + fastrand::u32(0..60);
        let params = WatchParams::default().timeout(seconds);
        let version = self.version.clone().unwrap_or_default();
        let request = self.request().watch(&params, &version).map_err(invalid)?;
        let events = timeout(
            Duration::from_secs(OPEN_TIMEOUT_SECONDS),
            client.request_events::<W>(request),
        );
        let events = events
            .await
            .map_err(|_| Trouble::timeout(OPEN_TIMEOUT_SECONDS))?;
        let mut events = pin!(events.map_err(|error| Trouble::of(&error))?);
        let opened = Instant::now();
        self.tell(WatchNews::Open).await?;
        loop {
            let event = match timeout(SILENCE, events.try_next()).await {
                Ok(Ok(Some(event))) => event,
                Ok(Ok(None)) if opened.elapsed() < SHORT => {
                    let words = "The API server closes watches at once";
                    return Err(Trouble::new(Cause::Server, words).into());
                }
                Ok(Ok(None)) | Err(_) => return Ok(()),
                Ok(Err(error)) => return Err(Trouble::of(&error).into()),
            };
            self.backoff.reset();
            let news = match event {
                WatchEvent::Added(object) | WatchEvent::Modified(object) => {
                    self.version = Some(object.resource_version().to_owned());
                    WatchNews::Apply(object.into_object())
                }
                WatchEvent::Deleted(object) => {
                    self.version = Some(object.resource_version().to_owned());
                    WatchNews::Delete(object.into_object())
                }
                WatchEvent::Bookmark(bookmark) => {
                    self.version = Some(bookmark.metadata.resource_version);
                    WatchNews::Alive
                }
                WatchEvent::Error(status) => {
                    return Err(Trouble::of_status(status.code, &status.reason).into());
                }
            };
            self.tell(news).await?;
        }
    }

    fn request(&self) -> Request {
        Request::new(W::KIND.path(self.reach.as_deref()))
    }

    async fn tell(&self, news: WatchNews) -> Result<(), Stopped> {
        let message = Message::Watch(W::KIND, self.reach.clone(), news);
        self.out.send(message).await.map_err(|_| Stopped)
    }
}

fn invalid(error: impl std::fmt::Display) -> Trouble {
    Trouble::new(Cause::Server, format!("The request is not valid: {error}"))
}
