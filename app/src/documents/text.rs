//! The English of the documents without script.

pub(super) const CONTINUE_WITHOUT: &str = "Continue without signing in";
pub(super) const REQUEST: &str = "Request ";

pub(super) const NO_ROLE: &str = "No role";
pub(super) const NO_ROLE_YET: &str = "You have no role here yet";
pub(super) const ASK_FOR_ACCESS: &str = "Ask whoever looks after this console for access.";
pub(super) const SIGNED_IN_AS: &str = "You are signed in as ";
pub(super) const NO_ROLE_OF_GROUPS: &str = ", but no role here belongs to your groups.";
pub(super) const CHECK_AGAIN: &str = "Check again";
pub(super) const SIGN_OUT: &str = "Sign out";

pub(super) const SIGN_IN_AGAIN: &str = "Sign in again";

pub(super) const SIGN_IN: &str = "Sign in";
pub(super) const EVERY_DEPLOYMENT: &str = "Every deployment, every cluster, one page.";
pub(super) const SIGN_IN_TO_SEE: &str = "Sign in to see the namespaces your groups may see.";
pub(super) const SIGN_IN_TO_SEE_GITLAB: &str =
    "Sign in to see the namespaces your GitLab groups may see.";
pub(super) const WITHOUT_YOU_SEE: &str = "Without signing in you see what the role ";
pub(super) const ROLE_MAY_SEE: &str = " may see.";

pub(super) fn checking_asks(provider: &str) -> String {
    format!("Checking again asks {provider} for your groups anew.")
}

pub(super) fn no_group(provider: &str) -> String {
    format!("{provider} named no group of yours.")
}

pub(super) fn and_more(more: usize) -> String {
    format!("and {more} more")
}

pub(super) fn your_groups(provider: &str) -> String {
    format!("Your groups at {provider}")
}

pub(super) fn sign_in_with(provider: &str) -> String {
    format!("{SIGN_IN} with {provider}")
}
