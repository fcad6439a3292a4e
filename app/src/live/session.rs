//! Who is looking, and what of that changes while the page is open.

use crate::api::{self, ApiError, SessionAnswer};
use crate::{Account, MenuItem, PageSettings, SessionTimes, browser};
use leptos::prelude::*;
use model::Timestamp;

/// Where the person stands with the server.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Standing {
    /// As they came.
    #[default]
    Open,
    /// Signed in until this moment: nobody could be asked to renew the session.
    Fading(Timestamp),
    /// Not signed in any more, and looking on as everybody may.
    Lapsed,
    /// Nothing is open to them any more: they were signed in, or access was open before.
    Ended {
        /// Whether they were signed in.
        was_signed_in: bool,
    },
}

/// What an answer of the server means for the open page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum News {
    /// Go on with what is open now.
    GoOn,
    /// The session is gone, and something is open without one.
    Lapsed,
    /// Nothing is open without signing in.
    Ended,
    /// Signed in, and no role is theirs any more.
    NoRole,
}

/// Who is looking, in signals.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Session {
    /// Who it is; without the times of their session, which change often and are not shown.
    pub account: RwSignal<Option<Account>>,
    /// The sections open to them.
    pub menu: RwSignal<Vec<MenuItem>>,
    /// Where they stand.
    pub standing: RwSignal<Standing>,
    times: StoredValue<Option<SessionTimes>>,
    /// When the session was issued that is not renewed any more.
    refused: StoredValue<Option<Timestamp>>,
    /// Whether the server is to be asked who is looking.
    is_doubted: StoredValue<bool>,
}

// === impl Session ===

impl Session {
    /// As the server drew the page.
    pub(crate) fn new(settings: &PageSettings) -> Self {
        let (account, times) = split(settings.account.clone());
        Self {
            account: RwSignal::new(account),
            menu: RwSignal::new(settings.menu.clone()),
            standing: RwSignal::new(Standing::Open),
            times: StoredValue::new(times),
            refused: StoredValue::new(None),
            is_doubted: StoredValue::new(false),
        }
    }

    /// How long the session lasts; `None` while there is none.
    pub(super) fn times(self) -> Option<SessionTimes> {
        self.times.get_value().filter(|_| !self.has_ended())
    }

    /// Whether nothing is open any more.
    pub(super) fn has_ended(self) -> bool {
        matches!(self.standing.get_untracked(), Standing::Ended { .. })
    }

    /// Has the server asked, soon, who is looking.
    pub(crate) fn doubt(self) {
        self.is_doubted.set_value(true);
    }

    /// Nobody need ask: it will be found out otherwise.
    pub(super) fn trust(self) {
        self.is_doubted.set_value(false);
    }

    /// Whether the server is to be asked.
    pub(super) fn is_doubted(self) -> bool {
        self.is_doubted.get_value()
    }

    /// The present session is not renewed any more.
    pub(super) fn refuse(self) {
        let issued = self.times.get_value().map(|times| times.issued_at);
        self.refused.set_value(issued);
        self.doubt();
    }

    /// The session may end although somebody is there.
    pub(super) fn fade(self, expires_at: Timestamp) {
        self.stand(Standing::Fading(expires_at));
    }

    /// The session was renewed.
    pub(super) fn recover(self) {
        if matches!(self.standing.get_untracked(), Standing::Fading(_)) {
            self.stand(Standing::Open);
        }
    }

    /// Asks the server who is looking and takes its answer over. Returns whether anything is open
    /// to them.
    pub(super) async fn look(self) -> Result<bool, ApiError> {
        self.trust();
        Ok(self.take(api::session().await?))
    }

    fn take(self, answer: SessionAnswer) -> bool {
        let (account, menu) = answer.split();
        let before = self.account.get_untracked().unwrap_or_default();
        let (after, times) = split(account);
        let refused = self.refused.get_value();
        let is_refused = refused.is_some() && refused == times.map(|times| times.issued_at);
        let news = match news(&before, &after.clone().unwrap_or_default(), &menu) {
            News::GoOn if is_refused => News::Ended,
            news => news,
        };
        match news {
            News::NoRole => {
                // The server says it with a page of its own, and nothing of this one stays.
                browser::reload();
                return false;
            }
            News::Ended => {
                // The menu stays, and with it the page that is read.
                let was_signed_in = before.name.is_some();
                if !self.has_ended() {
                    self.stand(Standing::Ended { was_signed_in });
                }
                put(self.account, after);
                return false;
            }
            News::Lapsed => self.stand(Standing::Lapsed),
            News::GoOn if before.name.is_none() && self.is_lapsed() => {}
            News::GoOn => self.stand(Standing::Open),
        }
        self.times.set_value(times);
        put(self.account, after);
        put(self.menu, menu);
        true
    }

    fn is_lapsed(self) -> bool {
        self.standing.get_untracked() == Standing::Lapsed
    }

    fn stand(self, standing: Standing) {
        put(self.standing, standing);
    }
}

/// What the server's answer means for a page that was drawn for `before`.
fn news(before: &Account, after: &Account, menu: &[MenuItem]) -> News {
    let is_nothing_open = after.roles.is_empty() && menu.is_empty() && after.view_as.is_empty();
    match (&after.name, is_nothing_open) {
        (Some(_), true) if !before.roles.is_empty() => News::NoRole,
        (None, true) if after.sign_in.is_some() => News::Ended,
        (None, _) if before.name.is_some() => News::Lapsed,
        _ => News::GoOn,
    }
}

/// What is shown of an account, and what is not.
fn split(account: Option<Account>) -> (Option<Account>, Option<SessionTimes>) {
    let Some(mut account) = account else {
        return (None, None);
    };
    let times = account.session.take();
    (Some(account), times)
}

fn put<T: PartialEq + Send + Sync + 'static>(signal: RwSignal<T>, value: T) {
    if signal.with_untracked(|old| *old != value) {
        signal.set(value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::SignInLink;

    fn account(name: Option<&str>, roles: &[&str]) -> Account {
        Account {
            name: name.map(str::to_owned),
            roles: roles.iter().map(|&role| role.to_owned()).collect(),
            sign_in: Some(SignInLink::default()),
            ..Account::default()
        }
    }

    #[test]
    fn the_page_goes_on_with_what_is_open() {
        let open = [MenuItem::default()];
        let dana = account(Some("dana.kim"), &["viewer", "admin"]);
        let less = account(Some("dana.kim"), &["viewer"]);
        let none = account(Some("dana.kim"), &[]);
        let viewer = account(None, &["viewer"]);
        let nobody = account(None, &[]);
        let viewing_as = Account {
            view_as: vec!["team/a".to_owned()],
            ..none.clone()
        };
        let unasked = Account::default();
        for (before, after, menu, expected) in [
            (&dana, &dana, &open[..], News::GoOn),
            (&dana, &less, &open, News::GoOn),
            (&dana, &viewing_as, &[], News::GoOn),
            (&dana, &none, &[], News::NoRole),
            (&dana, &nobody, &[], News::Ended),
            (&dana, &viewer, &open, News::Lapsed),
            (&viewer, &viewer, &open, News::GoOn),
            (&viewer, &nobody, &[], News::Ended),
            (&nobody, &dana, &open, News::GoOn),
            (&unasked, &unasked, &open, News::GoOn),
            // Everything is open, and one can sign in all the same.
            (&nobody, &nobody, &open, News::GoOn),
        ] {
            assert_eq!(news(before, after, menu), expected, "{before:?} {after:?}");
        }
    }
}
