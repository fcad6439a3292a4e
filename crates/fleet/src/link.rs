//! Keeping up the link to one API server: a client, a light probe now and then, and the one
//! place where waiting for a dead API server happens.

use crate::Clock;
use crate::backoff::Backoff;
use crate::connect::{Connection, connect};
use crate::message::{LinkNews, Message};
use crate::options::Connect;
use crate::trouble::{Cause, Trouble};
use kube::Client;
use model::{Text, Timestamp};
use serde::Deserialize;
use std::time::Duration;
use tokio::sync::{mpsc, watch};
use tokio::time::{sleep, timeout};

/// How often a healthy API server is asked for its version.
const PROBE_INTERVAL: Duration = Duration::from_secs(10);
/// How long it may take to answer.
const PROBE_TIMEOUT_SECONDS: u64 = 5;
/// How soon a first unanswered probe is repeated before the link counts as down.
const SECOND_PROBE: Duration = Duration::from_secs(1);
/// The longest wait while nobody listens: a restarted API server is to be found soon.
const REFUSED_CAP: Duration = Duration::from_secs(3);
/// The longest wait otherwise.
const CAP: Duration = Duration::from_secs(30);
/// How long before their end credentials are renewed.
const RENEW_SECONDS: u64 = 60;

/// The client while the link is up, `None` while it is down.
pub(crate) type Link = Option<Client>;

/// What the cluster's task asks the keeper for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Request {
    /// Look whether the API server still answers.
    Probe,
    /// Get new credentials.
    Reconnect,
}

/// Keeps up one cluster's link.
pub(crate) struct Keeper {
    pub(crate) connect: Connect,
    pub(crate) clock: Clock,
    pub(crate) link: watch::Sender<Link>,
    pub(crate) requests: mpsc::Receiver<Request>,
    pub(crate) out: mpsc::Sender<Message>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Version {
    git_version: Text,
}

/// Why a connection is given up.
enum End {
    /// Nobody listens for news any more.
    Stopped,
    /// Its credentials are old or not accepted.
    Credentials(Option<Trouble>),
}

// === impl Keeper ===

impl Keeper {
    pub(crate) async fn run(mut self) {
        let mut backoff = Backoff::from(Duration::from_millis(500));
        loop {
            let failure = match connect(&self.connect).await {
                Err(trouble) => trouble,
                Ok(connection) => match self.keep(&connection, &mut backoff).await {
                    End::Stopped => return,
                    End::Credentials(None) => continue,
                    End::Credentials(Some(trouble)) => trouble,
                },
            };
            if self.is_down_for(failure, &mut backoff).await.is_none() {
                return;
            }
        }
    }

    /// Probes until the credentials are of no use any more.
    async fn keep(&mut self, connection: &Connection, backoff: &mut Backoff) -> End {
        let client = &connection.client;
        let mut unanswered = 0;
        loop {
            let trouble = match probe(client).await {
                Ok(version) => {
                    unanswered = 0;
                    backoff.reset();
                    // A client with newer credentials serves the next requests; open watches,
                    // which look only at whether there is a link, go on.
                    self.link.send_replace(Some(client.clone()));
                    if self.tell(LinkNews::Answered(version)).await.is_none() {
                        return End::Stopped;
                    }
                    let renew = connection.expires.map(|at| renew_in(at, self.clock.now()));
                    let wait = renew.map_or(PROBE_INTERVAL, |renew| renew.min(PROBE_INTERVAL));
                    match self.wait(wait).await {
                        None => return End::Stopped,
                        Some(Some(Request::Reconnect)) => return End::Credentials(None),
                        Some(_) if renew.is_some_and(|renew| renew <= wait) => {
                            return End::Credentials(None);
                        }
                        Some(_) => continue,
                    }
                }
                Err(trouble) => trouble,
            };
            if trouble.cause == Cause::Credentials {
                return End::Credentials(Some(trouble));
            }
            unanswered += 1;
            let is_up = self.link.borrow().is_some();
            let again = if is_up && trouble.cause == Cause::Server {
                // It answers, if badly; whether that matters the watches find out.
                self.wait(PROBE_INTERVAL).await
            } else if is_up && trouble.cause == Cause::NoAnswer && unanswered == 1 {
                self.wait(SECOND_PROBE).await
            } else {
                self.is_down_for(trouble, backoff).await
            };
            match again {
                None => return End::Stopped,
                Some(Some(Request::Reconnect)) => return End::Credentials(None),
                Some(_) => {}
            }
        }
    }

    /// Takes the link down, says so and waits for the next attempt.
    async fn is_down_for(
        &mut self,
        trouble: Trouble,
        backoff: &mut Backoff,
    ) -> Option<Option<Request>> {
        self.link.send_if_modified(|link| link.take().is_some());
        let cap = match trouble.cause {
            Cause::Refused | Cause::Server => REFUSED_CAP,
            _ => CAP,
        };
        let wait = backoff.next(cap);
        self.tell(LinkNews::Failed(trouble, wait)).await?;
        // Requests are of no use now: what they ask for is what comes next.
        let slept = sleep(wait);
        tokio::pin!(slept);
        loop {
            tokio::select! {
                () = &mut slept => return Some(None),
                request = self.requests.recv() => { request?; }
            }
        }
    }

    async fn tell(&self, news: LinkNews) -> Option<()> {
        self.out.send(Message::Link(news)).await.ok()
    }

    /// Waits this long or for a request; `None` when there will be none any more.
    async fn wait(&mut self, wait: Duration) -> Option<Option<Request>> {
        tokio::select! {
            () = sleep(wait) => Some(None),
            request = self.requests.recv() => Some(Some(request?)),
        }
    }
}

/// How long credentials that end at `at` are good for use: a minute less than they last, or half
/// of that where they last shorter; and never so short that we do nothing but renew.
fn renew_in(at: Timestamp, now: Timestamp) -> Duration {
    let left = u64::try_from(now.seconds_until(at)).unwrap_or(0);
    Duration::from_secs(left.saturating_sub(RENEW_SECONDS).max(left / 2).max(5))
}

/// The API server's version, if it answers; refusing to tell it is an answer too.
async fn probe(client: &Client) -> Result<Option<Text>, Trouble> {
    let request = http::Request::get("/version").body(Vec::new());
    let request = request.map_err(|error| Trouble::of(&kube::Error::HttpError(error)))?;
    let answer = client.request_text(request);
    let answer = timeout(Duration::from_secs(PROBE_TIMEOUT_SECONDS), answer).await;
    match answer.map_err(|_| Trouble::timeout(PROBE_TIMEOUT_SECONDS))? {
        Ok(text) => {
            let version = serde_json::from_str::<Version>(&text).ok();
            Ok(version.map(|version| version.git_version))
        }
        Err(error) => match Trouble::of(&error) {
            trouble if matches!(trouble.cause, Cause::Forbidden | Cause::Absent) => Ok(None),
            trouble => Err(trouble),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credentials_are_renewed_before_their_end_but_not_all_the_time() {
        let renew = |left: i64| {
            renew_in(
                Timestamp::from_seconds(1000 + left),
                Timestamp::from_seconds(1000),
            )
        };
        assert_eq!(renew(900), Duration::from_secs(840));
        assert_eq!(renew(40), Duration::from_secs(20));
        assert_eq!(renew(-5), Duration::from_secs(5));
    }
}
