//! Who is looking.

use super::icon::Icon;
use super::text;
use crate::account::{Account, SIGN_OUT, SignInLink, sign_in_link};
use crate::address::Address;
use crate::live::Session;
use crate::ui::erase::{Erase, live};
use leptos::prelude::*;

/// The button with the person's name and rights, or the one to sign in; nothing where nobody signs
/// in and everything is open.
pub(super) fn view() -> AnyView {
    let session = expect_context::<Session>();
    let account = live(move || {
        session
            .account
            .get()
            .map(|account| match account.name.clone() {
                Some(name) => signed_in(&account, name),
                None => not_signed_in(account),
            })
    });
    view! { {account} }.erase_frame()
}

fn signed_in(account: &Account, name: String) -> AnyView {
    let label = text::account(&name);
    let roles = account.roles_in_words();
    view! {
        <details class="dropdown dropdown-end">
            <summary class="icon-btn" title=text::ACCOUNT>
                <span class="avatar-btn" aria-hidden="true">{initials(&name)}</span>
                <span class="sr-only">{label}</span>
            </summary>
            <div class="pop dropdown-content pop-account">
                <p class="account-name">{name}</p>
                <p class="account-roles">{capitalised(&roles)}</p>
                <hr/>
                <form method="post" action=SIGN_OUT>
                    <button type="submit" class="opt">
                        {Icon::LogOut.sized("i i-sm m")}
                        {text::SIGN_OUT}
                    </button>
                </form>
            </div>
        </details>
    }
    .erase()
}

fn not_signed_in(account: Account) -> AnyView {
    let roles = account.roles_in_words();
    let words = if roles.is_empty() {
        text::NOT_SIGNED_IN.to_owned()
    } else {
        text::not_signed_in(&roles)
    };
    let class = if account.sign_in.is_some() {
        "dropdown dropdown-end max-md:hidden"
    } else {
        "dropdown dropdown-end"
    };
    view! {
        <details class=class>
            <summary class="icon-btn" title=text::ACCOUNT>
                {Icon::User.view()}
                <span class="sr-only">{text::ACCOUNT_NOT_SIGNED_IN}</span>
            </summary>
            <div class="pop dropdown-content pop-account">
                <p class="account-name">{words}</p>
            </div>
        </details>
        {account.sign_in.map(sign_in)}
    }
    .erase()
}

/// The button to sign in, which leads back to what is looked at.
fn sign_in(link: SignInLink) -> AnyView {
    let SignInLink { name, href } = link;
    let icon = (name == "GitLab").then(|| Icon::Gitlab.sized("i i-sm i-fill max-lg:hidden"));
    view! {
        <a class="btn btn-sm btn-primary" href=way_in(href)>
            {icon}
            <span>{text::SIGN_IN}<span class="max-lg:sr-only">{text::with(&name)}</span></span>
        </a>
    }
    .erase()
}

/// The link to this page that leads back to where we are at every moment.
pub(super) fn way_in(page: String) -> impl Fn() -> String + Send + Sync + 'static {
    let address = expect_context::<Address>();
    move || {
        address
            .path
            .with(|path| address.query.with(|query| sign_in_link(&page, path, query)))
    }
}

/// `role viewer` as the beginning of a line.
fn capitalised(words: &str) -> String {
    let mut letters = words.chars();
    let first = letters.next().map(|first| first.to_ascii_uppercase());
    first.into_iter().chain(letters).collect()
}

/// Two letters: `dana.kim` gives `DK`.
fn initials(name: &str) -> String {
    let mut words = name
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty());
    let first = words.next().and_then(|word| word.chars().next());
    let last = words.next_back().and_then(|word| word.chars().next());
    first
        .into_iter()
        .chain(last)
        .flat_map(char::to_uppercase)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn initials_are_of_the_first_and_last_word() {
        assert_eq!(initials("dana.kim"), "DK");
        assert_eq!(initials("Anonymous"), "A");
        assert_eq!(initials(""), "");
    }
}
