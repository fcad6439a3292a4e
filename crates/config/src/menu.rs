//! The `menu` section.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::auth::RoleName;

/// One section of the console in the left menu.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MenuItem {
    /// The section's id, named by `auth.permissions.<role>.menu_items`.
    pub id: String,
    /// What people read.
    pub title: String,
    /// The icon's name. Absent: a neutral one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub icon: Option<String>,
    /// The least privileged role that sees the item; later ones in `auth.roles` see it too.
    /// Absent: every role whose `menu_items` names it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub required_role: Option<RoleName>,
}

/// The menu when none is configured. The admin section is seen by roles that name it.
pub(crate) fn default_menu() -> Vec<MenuItem> {
    let item = |id: &str, title: &str, icon: &str| MenuItem {
        id: id.to_owned(),
        title: title.to_owned(),
        icon: Some(icon.to_owned()),
        required_role: None,
    };
    vec![
        item("status", "Status", "icon-status"),
        item("versions", "Versions", "icon-versions"),
        item("admin", "Admin", "icon-settings"),
    ]
}
