//! Who is looking.

use crate::PageSettings;
use crate::ui::erase::Erase;
use leptos::prelude::*;

/// The button with the person's name and rights; nothing where there is no sign-in at all.
pub(super) fn view() -> AnyView {
    let settings = expect_context::<StoredValue<PageSettings>>();
    let Some(identity) = settings.with_value(|settings| settings.identity.clone()) else {
        return ().erase();
    };
    let label = format!("Account: {}", identity.name);
    view! {
        <details class="dropdown dropdown-end">
            <summary class="icon-btn" title="Account">
                <span class="avatar-btn" aria-hidden="true">{initials(&identity.name)}</span>
                <span class="sr-only">{label}</span>
            </summary>
            <div class="pop dropdown-content w-56">
                <p class="px-2 pt-1.5 font-semibold">{identity.name}</p>
                <p class="px-2 pb-1.5 m text-xs">{identity.roles}</p>
            </div>
        </details>
    }
    .erase()
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
