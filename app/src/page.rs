//! Which page an address means.

use crate::MenuItem;
use serde::{Deserialize, Serialize};

/// The pages there are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Page {
    /// How the Deployments are.
    #[default]
    Status,
    /// Which version of what runs where.
    Versions,
    /// Who may see what, and what happened around it.
    Admin,
    /// There is no such page.
    NotFound,
}

// === impl Page ===

impl Page {
    /// The paths that are pages: register these (and render anything else as 404 by the same
    /// shell).
    pub const PATHS: [&'static str; 3] = ["/", "/versions", "/admin"];

    /// The page at this path.
    pub fn at(path: &str) -> Self {
        match path {
            "/" | "" => Self::Status,
            "/versions" => Self::Versions,
            "/admin" => Self::Admin,
            _ => Self::NotFound,
        }
    }

    /// The page somebody with this menu sees at this path: what is not open to them is not there.
    pub fn open_at(path: &str, menu: &[MenuItem]) -> Self {
        let page = Self::at(path);
        let is_open = menu
            .iter()
            .any(|item| page.menu_ids().contains(&item.id.as_str()));
        if is_open { page } else { Self::NotFound }
    }

    /// The HTTP status it is answered with.
    pub const fn http_status(self) -> u16 {
        match self {
            Self::Status | Self::Versions | Self::Admin => 200,
            Self::NotFound => 404,
        }
    }

    /// The page's own part of the browser's title.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Status => "Status",
            Self::Versions => "Versions",
            Self::Admin => "Admin",
            Self::NotFound => "Page not found",
        }
    }

    /// The ids of the menu entries that lead to it.
    pub const fn menu_ids(self) -> &'static [&'static str] {
        match self {
            Self::Status => &["status"],
            Self::Versions => &["versions"],
            Self::Admin => &["admin", "admin_settings"],
            Self::NotFound => &[],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_that_is_not_in_the_menu_is_not_there() {
        let item = |id: &str| MenuItem {
            id: id.to_owned(),
            ..MenuItem::default()
        };
        assert_eq!(Page::open_at("/", &[item("status")]), Page::Status);
        assert_eq!(Page::open_at("/", &[item("files")]), Page::NotFound);
        assert_eq!(Page::open_at("/", &[]), Page::NotFound);
        assert_eq!(Page::open_at("/else", &[item("status")]), Page::NotFound);
    }
}
