//! The English of following.

pub(super) const NOTIFY_ME: &str = "Notify me when this becomes healthy or unhealthy";

pub(super) const UNABLE: &str = "This browser shows no notifications of a web page. The number of \
    problems still stands in the tab's title and icon.";
pub(super) const DENIED: &str = "The browser refuses notifications of this page. Allow them in its \
    settings for this site, mostly behind the icon beside the address. What you follow is kept.";
pub(super) const UNANSWERED: &str = "The browser asked whether this page may notify you, and got \
    no answer. Switch following off and on to be asked again.";

pub(super) const FOLLOWED: &str = "Followed in this browser";
pub(super) const FOLLOW_THIS_VIEW: &str = "Follow this view";
pub(super) const FOLLOWING: &str = "Following";
pub(super) const ABOUT: &str = "While this page is open, the browser notifies you when its first \
    problem comes and when its last one is gone.";
pub(super) const DISMISS: &str = "Dismiss";

pub(super) fn follow(title: &str) -> String {
    format!("Follow {title}")
}

pub(super) fn deployment(title: &str, cluster: &str, namespace: &str) -> String {
    format!("{title} in {cluster} / {namespace}")
}

pub(super) fn no_longer_follow(name: &str) -> String {
    format!("No longer follow {name}")
}
