//! The Deployment's description in its cluster, as YAML.

use super::text;
use crate::ui::erase::Erase;
use crate::ui::icon::Icon;
use fleet::Manifest;
use leptos::prelude::*;

/// The element whose text is copied.
const YAML_ID: &str = "manifest-yaml";

/// `links` lead to it without and with its status.
pub(super) fn view(manifest: &Manifest, with_status: bool, links: [String; 2]) -> AnyView {
    let [plain, full] = links;
    let note = manifest.is_redacted.then(|| {
        view! {
            <p class="note">
                {Icon::Lock.sized("i i-xs")}
                {text::SECRETS_ARE_HIDDEN}
            </p>
        }
    });
    let current = |is_it: bool| is_it.then_some("true");
    view! {
        <div class="manifest-bar">
            <nav class="seg" aria-label=text::WHAT_OF_MANIFEST>
                <a href=plain aria-current=current(!with_status)>
                    {text::WITHOUT_STATUS}
                </a>
                <a href=full aria-current=current(with_status)>
                    {text::WITH_STATUS}
                </a>
            </nav>
            {note}
            <button
                type="button"
                class="btn btn-sm btn-line script-only"
                data-copy=format!("#{YAML_ID}")
            >
                {Icon::Copy.sized("i i-sm")}
                {text::COPY}
            </button>
        </div>
        <pre class="yaml" id=YAML_ID tabindex="0" role="region" aria-label=text::MANIFEST>
            {manifest.yaml.clone()}
        </pre>
    }
    .erase()
}
