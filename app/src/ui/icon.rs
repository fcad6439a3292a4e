//! Icons: Lucide (ISC, <https://lucide.dev>), only those used.
//!
//! The paths stand once in every document, in a sprite that the server writes after the page; the
//! WASM knows only their names.

use crate::ui::erase::{Erase, live};
use leptos::prelude::*;

macro_rules! icons {
    ($($(#[$doc:meta])* $icon:ident $id:literal $body:literal)*) => {
        /// An icon of the sprite.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[allow(missing_docs)] // The names are Lucide's.
        #[cfg_attr(not(feature = "ssr"), allow(dead_code))] // Some are drawn by the server alone.
        pub enum Icon { $($icon),* }

        // === impl Icon ===

        impl Icon {
            /// The reference to its symbol.
            const fn href(self) -> &'static str {
                match self { $(Self::$icon => concat!("#i-", $id)),* }
            }

            /// What it is drawn of.
            #[cfg(feature = "ssr")]
            const fn body(self) -> &'static str {
                match self { $(Self::$icon => $body),* }
            }
        }

        /// The symbols as SVG.
        #[cfg(feature = "ssr")]
        const SYMBOLS: &str = concat!(
            $("<symbol id=\"i-", $id, "\" viewBox=\"0 0 24 24\">", $body, "</symbol>",)*
        );
    };
}

#[rustfmt::skip]
icons! {
    ArrowRight "arrow-right" r#"<path d="M5 12h14"/><path d="m12 5 7 7-7 7"/>"#
    ArrowUpDown "arrow-up-down" r#"<path d="m21 16-4 4-4-4"/><path d="M17 20V4"/><path d="m3 8 4-4 4 4"/><path d="M7 4v16"/>"#
    BadgeCheck "badge-check" r#"<path d="M3.85 8.62a4 4 0 0 1 4.78-4.77 4 4 0 0 1 6.74 0 4 4 0 0 1 4.78 4.78 4 4 0 0 1 0 6.74 4 4 0 0 1-4.77 4.78 4 4 0 0 1-6.75 0 4 4 0 0 1-4.78-4.77 4 4 0 0 1 0-6.76Z"/><path d="m16 9-5.5 5.5L8 12"/>"#
    Bell "bell" r#"<path d="M10.268 21a2 2 0 0 0 3.464 0"/><path d="M3.262 15.326A1 1 0 0 0 4 17h16a1 1 0 0 0 .74-1.673C19.41 13.956 18 12.499 18 8A6 6 0 0 0 6 8c0 4.499-1.411 5.956-2.738 7.326"/>"#
    BellRing "bell-ring" r#"<path d="M10.268 21a2 2 0 0 0 3.464 0"/><path d="M22 8c0-2.3-.8-4.3-2-6"/><path d="M3.262 15.326A1 1 0 0 0 4 17h16a1 1 0 0 0 .74-1.673C19.41 13.956 18 12.499 18 8A6 6 0 0 0 6 8c0 4.499-1.411 5.956-2.738 7.326"/><path d="M4 2C2.8 3.7 2 5.7 2 8"/>"#
    Boxes "boxes" r#"<path d="M2.97 12.92A2 2 0 0 0 2 14.63v3.24a2 2 0 0 0 .97 1.71l3 1.8a2 2 0 0 0 2.06 0L12 19v-5.5l-5-3-4.03 2.42Z"/><path d="m7 16.5-4.74-2.85"/><path d="m7 16.5 5-3"/><path d="M7 16.5v5.17"/><path d="M12 13.5V19l3.97 2.38a2 2 0 0 0 2.06 0l3-1.8a2 2 0 0 0 .97-1.71v-3.24a2 2 0 0 0-.97-1.71L17 10.5l-5 3Z"/><path d="m17 16.5-5-3"/><path d="m17 16.5 4.74-2.85"/><path d="M17 16.5v5.17"/><path d="M7.97 4.42A2 2 0 0 0 7 6.13v4.37l5 3 5-3V6.13a2 2 0 0 0-.97-1.71l-3-1.8a2 2 0 0 0-2.06 0l-3 1.8Z"/><path d="M12 8 7.26 5.15"/><path d="m12 8 4.74-2.85"/><path d="M12 13.5V8"/>"#
    Check "check" r#"<path d="M20 6 9 17l-5-5"/>"#
    ChevronDown "chevron-down" r#"<path d="m6 9 6 6 6-6"/>"#
    ChevronRight "chevron-right" r#"<path d="m9 18 6-6-6-6"/>"#
    CircleAlert "circle-alert" r#"<circle cx="12" cy="12" r="10"/><line x1="12" x2="12" y1="8" y2="12"/><line x1="12" x2="12.01" y1="16" y2="16"/>"#
    CircleCheck "circle-check" r#"<circle cx="12" cy="12" r="10"/><path d="m16 9-5.5 5.5L8 12"/>"#
    CircleMinus "circle-minus" r#"<circle cx="12" cy="12" r="10"/><path d="M8 12h8"/>"#
    CirclePause "circle-pause" r#"<circle cx="12" cy="12" r="10"/><line x1="10" x2="10" y1="15" y2="9"/><line x1="14" x2="14" y1="15" y2="9"/>"#
    Clock "clock" r#"<circle cx="12" cy="12" r="10"/><path d="M12 6v6l4 2"/>"#
    Columns3 "columns-3" r#"<rect width="18" height="18" x="3" y="3" rx="2"/><path d="M9 3v18"/><path d="M15 3v18"/>"#
    Download "download" r#"<path d="M12 15V3"/><path d="M21 15v4a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2v-4"/><path d="m7 10 5 5 5-5"/>"#
    FileQuestionMark "file-question-mark" r#"<path d="M6 22a2 2 0 0 1-2-2V4a2 2 0 0 1 2-2h8a2.4 2.4 0 0 1 1.704.706l3.588 3.588A2.4 2.4 0 0 1 20 8v12a2 2 0 0 1-2 2z"/><path d="M12 17h.01"/><path d="M9.1 9a3 3 0 0 1 5.82 1c0 2-3 3-3 3"/>"#
    FlaskConical "flask-conical" r#"<path d="M14 2v6a2 2 0 0 0 .245.96l5.51 10.08A2 2 0 0 1 18 22H6a2 2 0 0 1-1.755-2.96l5.51-10.08A2 2 0 0 0 10 8V2"/><path d="M6.453 15h11.094"/><path d="M8.5 2h7"/>"#
    Folder "folder" r#"<path d="M20 20a2 2 0 0 0 2-2V8a2 2 0 0 0-2-2h-7.9a2 2 0 0 1-1.69-.9L9.6 3.9A2 2 0 0 0 7.93 3H4a2 2 0 0 0-2 2v13a2 2 0 0 0 2 2Z"/>"#
    Gauge "gauge" r#"<path d="m12 14 4-4"/><path d="M3.34 19a10 10 0 1 1 17.32 0"/>"#
    Grid3x3 "grid-3x3" r#"<rect width="18" height="18" x="3" y="3" rx="2"/><path d="M3 9h18"/><path d="M3 15h18"/><path d="M9 3v18"/><path d="M15 3v18"/>"#
    Copy "copy" r#"<rect width="14" height="14" x="8" y="8" rx="2" ry="2"/><path d="M4 16c-1.1 0-2-.9-2-2V4c0-1.1.9-2 2-2h10c1.1 0 2 .9 2 2"/>"#
    Eye "eye" r#"<path d="M2.062 12.348a1 1 0 0 1 0-.696 10.75 10.75 0 0 1 19.876 0 1 1 0 0 1 0 .696 10.75 10.75 0 0 1-19.876 0"/><circle cx="12" cy="12" r="3"/>"#
    Gitlab "gitlab" r#"<path d="m21.94 13.11-1.05-3.22-2.07-6.37a.35.35 0 0 0-.67 0l-2.07 6.37H7.93L5.86 3.52a.35.35 0 0 0-.68 0L3.12 9.89l-1.06 3.22a.71.71 0 0 0 .26.8L12 20.93l9.68-7.02a.72.72 0 0 0 .26-.8"/>"#
    GitCompareArrows "git-compare-arrows" r#"<circle cx="5" cy="6" r="3"/><path d="M12 6h5a2 2 0 0 1 2 2v7"/><path d="m15 9-3-3 3-3"/><circle cx="19" cy="18" r="3"/><path d="M12 18H7a2 2 0 0 1-2-2V9"/><path d="m9 15 3 3-3 3"/>"#
    History "history" r#"<path d="M3 12a9 9 0 1 0 9-9 9.75 9.75 0 0 0-6.74 2.74L3 8"/><path d="M3 3v5h5"/><path d="M12 7v5l4 2"/>"#
    Keyboard "keyboard" r#"<path d="M10 8h.01"/><path d="M12 12h.01"/><path d="M14 8h.01"/><path d="M16 12h.01"/><path d="M18 8h.01"/><path d="M6 8h.01"/><path d="M7 16h10"/><path d="M8 12h.01"/><rect width="20" height="16" x="2" y="4" rx="2"/>"#
    LayoutGrid "layout-grid" r#"<rect width="7" height="7" x="3" y="3" rx="1"/><rect width="7" height="7" x="14" y="3" rx="1"/><rect width="7" height="7" x="14" y="14" rx="1"/><rect width="7" height="7" x="3" y="14" rx="1"/>"#
    Link "link" r#"<path d="M10 13a5 5 0 0 0 7.54.54l3-3a5 5 0 0 0-7.07-7.07l-1.72 1.71"/><path d="M14 11a5 5 0 0 0-7.54-.54l-3 3a5 5 0 0 0 7.07 7.07l1.71-1.71"/>"#
    ListFilter "list-filter" r#"<path d="M2 5h20"/><path d="M6 12h12"/><path d="M9 19h6"/>"#
    LoaderCircle "loader-circle" r#"<path d="M21 12a9 9 0 1 1-6.219-8.56"/>"#
    Lock "lock" r#"<rect width="18" height="11" x="3" y="11" rx="2" ry="2"/><path d="M7 11V7a5 5 0 0 1 10 0v4"/>"#
    LogOut "log-out" r#"<path d="m16 17 5-5-5-5"/><path d="M21 12H9"/><path d="M9 21H5a2 2 0 0 1-2-2V5a2 2 0 0 1 2-2h4"/>"#
    Menu "menu" r#"<path d="M4 5h16"/><path d="M4 12h16"/><path d="M4 19h16"/>"#
    Monitor "monitor" r#"<rect width="20" height="14" x="2" y="3" rx="2"/><line x1="8" x2="16" y1="21" y2="21"/><line x1="12" x2="12" y1="17" y2="21"/>"#
    Moon "moon" r#"<path d="M20.985 12.486a9 9 0 1 1-9.473-9.472c.405-.022.617.46.402.803a6 6 0 0 0 8.268 8.268c.344-.215.825-.004.803.401"/>"#
    OctagonX "octagon-x" r#"<path d="m15 9-6 6"/><path d="M2.586 16.726A2 2 0 0 1 2 15.312V8.688a2 2 0 0 1 .586-1.414l4.688-4.688A2 2 0 0 1 8.688 2h6.624a2 2 0 0 1 1.414.586l4.688 4.688A2 2 0 0 1 22 8.688v6.624a2 2 0 0 1-.586 1.414l-4.688 4.688a2 2 0 0 1-1.414.586H8.688a2 2 0 0 1-1.414-.586z"/><path d="m9 9 6 6"/>"#
    PackageCheck "package-check" r#"<path d="M12 22V12"/><path d="m16 17 2 2 4-4"/><path d="M21 11.127V8a2 2 0 0 0-1-1.73l-7-4a2 2 0 0 0-2 0l-7 4A2 2 0 0 0 3 8v8a2 2 0 0 0 1 1.729l7 4a2 2 0 0 0 2 .001l1.32-.753"/><path d="M3.29 7 12 12l8.71-5"/><path d="m7.5 4.27 8.997 5.148"/>"#
    PanelLeftClose "panel-left-close" r#"<rect width="18" height="18" x="3" y="3" rx="2"/><path d="M9 3v18"/><path d="m16 15-3-3 3-3"/>"#
    RefreshCw "refresh-cw" r#"<path d="M3 12a9 9 0 0 1 9-9 9.75 9.75 0 0 1 6.74 2.74L21 8"/><path d="M21 3v5h-5"/><path d="M21 12a9 9 0 0 1-9 9 9.75 9.75 0 0 1-6.74-2.74L3 16"/><path d="M8 16H3v5"/>"#
    Rows3 "rows-3" r#"<rect width="18" height="18" x="3" y="3" rx="2"/><path d="M21 9H3"/><path d="M21 15H3"/>"#
    Search "search" r#"<path d="m21 21-4.34-4.34"/><circle cx="11" cy="11" r="8"/>"#
    Server "server" r#"<rect width="20" height="8" x="2" y="2" rx="2" ry="2"/><rect width="20" height="8" x="2" y="14" rx="2" ry="2"/><line x1="6" x2="6.01" y1="6" y2="6"/><line x1="6" x2="6.01" y1="18" y2="18"/>"#
    Settings2 "settings-2" r#"<path d="M14 17H5"/><path d="M19 7h-9"/><circle cx="17" cy="17" r="3"/><circle cx="7" cy="7" r="3"/>"#
    Square "square" r#"<rect width="18" height="18" x="3" y="3" rx="2"/>"#
    Sun "sun" r#"<circle cx="12" cy="12" r="4"/><path d="M12 2v2"/><path d="M12 20v2"/><path d="m4.93 4.93 1.41 1.41"/><path d="m17.66 17.66 1.41 1.41"/><path d="M2 12h2"/><path d="M20 12h2"/><path d="m6.34 17.66-1.41 1.41"/><path d="m19.07 4.93-1.41 1.41"/>"#
    TimerOff "timer-off" r#"<path d="M10 2h4"/><path d="M4.6 11a8 8 0 0 0 1.7 8.7 8 8 0 0 0 8.7 1.7"/><path d="M7.4 7.4a8 8 0 0 1 10.3 1 8 8 0 0 1 .9 10.2"/><path d="m2 2 20 20"/><path d="M12 12v-2"/>"#
    TriangleAlert "triangle-alert" r#"<path d="m21.73 18-8-14a2 2 0 0 0-3.48 0l-8 14A2 2 0 0 0 4 21h16a2 2 0 0 0 1.73-3"/><path d="M12 9v4"/><path d="M12 17h.01"/>"#
    Unplug "unplug" r#"<path d="m19 5 3-3"/><path d="m2 22 3-3"/><path d="M6.3 20.3a2.4 2.4 0 0 0 3.4 0L12 18l-6-6-2.3 2.3a2.4 2.4 0 0 0 0 3.4Z"/><path d="M7.5 13.5 10 11"/><path d="M10.5 16.5 13 14"/><path d="m12 6 6 6 2.3-2.3a2.4 2.4 0 0 0 0-3.4l-2.6-2.6a2.4 2.4 0 0 0-3.4 0Z"/>"#
    User "user" r#"<path d="M19 21v-2a4 4 0 0 0-4-4H9a4 4 0 0 0-4 4v2"/><circle cx="12" cy="7" r="4"/>"#
    X "x" r#"<path d="M18 6 6 18"/><path d="m6 6 12 12"/>"#
}

/// Ours: the states of a pod and of a replica.
#[cfg(feature = "ssr")]
#[rustfmt::skip]
const MARKS: &str = concat!(
    r#"<symbol id="g-running" viewBox="0 0 10 10"><circle fill="currentColor" stroke="none" cx="5" cy="5" r="4.25"/></symbol>"#,
    r#"<symbol id="g-succeeded" viewBox="0 0 10 10"><path d="M1 5.4 3.8 8 9 2.2"/></symbol>"#,
    r#"<symbol id="g-pending" viewBox="0 0 10 10"><circle cx="5" cy="5" r="4"/><path fill="currentColor" stroke="none" d="M5 5V1a4 4 0 0 1 0 8Z"/></symbol>"#,
    r#"<symbol id="g-failed" viewBox="0 0 10 10"><path d="M1.5 1.5 8.5 8.5M8.5 1.5 1.5 8.5" stroke-width="2"/></symbol>"#,
    r#"<symbol id="g-terminating" viewBox="0 0 10 10"><path d="M1 5h8"/></symbol>"#,
    r#"<symbol id="g-unknown" viewBox="0 0 10 10"><circle cx="5" cy="5" r="4" stroke-dasharray="1.6 1.6"/></symbol>"#,
    r#"<symbol id="p-ready" viewBox="0 0 6 12"><rect fill="currentColor" stroke="none" width="6" height="12" rx="1"/></symbol>"#,
    r#"<symbol id="p-starting" viewBox="0 0 6 12"><rect x=".5" y=".5" width="5" height="11" rx="1"/><rect fill="currentColor" stroke="none" x="0" y="6" width="6" height="6" rx="1"/></symbol>"#,
    r#"<symbol id="p-failing" viewBox="0 0 6 12"><rect x=".5" y=".5" width="5" height="11" rx="1"/><path d="M1 10.5 5 1.5"/></symbol>"#,
    r#"<symbol id="p-missing" viewBox="0 0 6 12"><rect x=".5" y=".5" width="5" height="11" rx="1"/></symbol>"#,
);

// === impl Icon ===

impl Icon {
    /// The icon of a configured name: ours (`icon-status`) or Lucide's, else a neutral one.
    pub fn named(name: &str) -> Self {
        match name.strip_prefix("icon-").unwrap_or(name) {
            "status" | "layout-grid" => Self::LayoutGrid,
            "versions" | "git-compare-arrows" => Self::GitCompareArrows,
            "standards" | "badge-check" => Self::BadgeCheck,
            "delivery" | "package-check" => Self::PackageCheck,
            "files" | "folder" => Self::Folder,
            "latency" | "gauge" => Self::Gauge,
            "activity" | "history" => Self::History,
            "admin" | "settings" | "settings-2" => Self::Settings2,
            "clusters" | "server" => Self::Server,
            "namespaces" | "boxes" => Self::Boxes,
            _ => Self::Square,
        }
    }

    /// The icon at its usual size.
    pub fn view(self) -> AnyView {
        self.sized("i")
    }

    /// The icon with these classes.
    pub fn sized(self, class: &'static str) -> AnyView {
        view! {
            <svg class=class aria-hidden="true">
                <use href=self.href()></use>
            </svg>
        }
        .erase()
    }

    /// The icon itself, for a document without the sprite.
    #[cfg(feature = "ssr")]
    pub fn drawn(self, class: &'static str) -> AnyView {
        view! {
            <svg class=class viewBox="0 0 24 24" aria-hidden="true" inner_html=self.body()></svg>
        }
        .erase()
    }

    /// The icon that `icon` names at every moment.
    pub fn changing(icon: impl Fn() -> Self + Send + 'static, class: &'static str) -> AnyView {
        view! {
            <svg class=class aria-hidden="true">
                <use href=live(move || icon().href())></use>
            </svg>
        }
        .erase()
    }
}

/// The symbols of all icons and marks; once in a document.
#[cfg(feature = "ssr")]
#[component]
pub fn Sprite() -> impl IntoView {
    view! {
        <svg
            class="sprite"
            aria-hidden="true"
            focusable="false"
            inner_html=format!("{SYMBOLS}{MARKS}")
        ></svg>
    }
}
