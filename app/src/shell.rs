//! The HTML document around the page.

use crate::drawer::Opened;
use crate::ui::icon::Sprite;
use crate::{App, Page, Viewer};
use leptos::nonce::use_nonce;
use leptos::prelude::*;

const STOPPED: &str = "This page stopped working. What you see may no longer be true.";
const RELOAD: &str = "Reload";

/// The paths of the built files. Their names carry a hash, so that they may be cached for ever;
/// the server, which holds the files, knows them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AssetNames {
    /// The stylesheet, such as `/pkg/dashboard-light.3f2a.css`.
    pub style: String,
    /// The script that loads the WASM.
    pub script: String,
    /// The WASM.
    pub wasm: String,
}

// === impl AssetNames ===

impl AssetNames {
    /// The names of files without hashes.
    fn plain(options: &LeptosOptions) -> Self {
        let stem = format!("/{}/{}", options.site_pkg_dir, options.output_name);
        Self {
            style: format!("{stem}.css"),
            script: format!("{stem}.js"),
            wasm: format!("{stem}.wasm"),
        }
    }
}

/// The whole document, for the [`Viewer`] in context.
///
/// Takes the names of the built files from an [`AssetNames`] in context; without one the files
/// are taken to have no hash.
pub fn shell(options: LeptosOptions) -> impl IntoView {
    let assets = use_context::<AssetNames>().unwrap_or_else(|| AssetNames::plain(&options));
    let viewer = expect_context::<Viewer>();
    let opened = Opened::from_query(&viewer.query).filter(|_| viewer.page == Page::Status);
    let part = opened.map_or_else(|| viewer.page.title().to_owned(), |opened| opened.title());
    let title = format!("{part} · {}", viewer.settings.title);
    view! {
        <!DOCTYPE html>
        <html
            lang="en"
            data-theme=viewer.preferences.theme.attribute()
            data-nav=viewer.preferences.nav.attribute()
        >
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                <meta name="color-scheme" content="light dark"/>
                <title>{title}</title>
                <link rel="icon" href="/favicon.svg" type="image/svg+xml"/>
                <link
                    rel="preload"
                    href="/fonts/geist-latin.woff2"
                    r#as="font"
                    r#type="font/woff2"
                    crossorigin="anonymous"
                />
                <link rel="stylesheet" href=assets.style.clone()/>
                <link rel="stylesheet" href="/assets/colors.css"/>
                <HydrationScript assets=assets/>
                <AutoReload options=options/>
            </head>
            <body>
                <App/>
                <div class="stopped" role="alert">
                    <p>{STOPPED}</p>
                    <a class="btn btn-sm" href="">{RELOAD}</a>
                </div>
                <Sprite/>
            </body>
        </html>
    }
}

/// Loads the WASM and brings the page to life as soon as both are there.
///
/// Ours instead of the stock component, which puts the nonce into `crossorigin` of its preloads and
/// says nothing when loading fails. There are no preloads here: the script, which waits for nothing,
/// starts both requests as early, and a browser without script makes none.
#[component]
fn HydrationScript(assets: AssetNames) -> impl IntoView {
    let script = format!(
        "const wasm=fetch({wasm:?}),\
         drawn=new Promise(r=>document.readyState==\"loading\"?\
         addEventListener(\"DOMContentLoaded\",r):r());\
         import({script:?})\
         .then(m=>m.default({{module_or_path:wasm}}).then(()=>drawn).then(()=>m.hydrate()))\
         .catch(e=>{{document.documentElement.dataset.stopped=\"\";throw e}})",
        script = assets.script,
        wasm = assets.wasm,
    );
    view! {
        <script type="module" async="" nonce=use_nonce()>
            {script}
        </script>
    }
}
