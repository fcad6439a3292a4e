//! `GET /api/v1/session`

use crate::auth::Caller;
use axum::Json;
use serde::Serialize;
use utoipa::ToSchema;

/// Who the caller is and what is open to them.
#[derive(Serialize, ToSchema)]
pub(crate) struct Session {
    /// The name of who is signed in; null for somebody who is not.
    name: Option<String>,
    /// Their roles, least privileged first; empty when nothing is restricted.
    roles: Vec<String>,
    /// The sections open to them, in order.
    menu: Vec<MenuItem>,
}

/// A section.
#[derive(Serialize, ToSchema)]
pub(crate) struct MenuItem {
    id: String,
    title: String,
}

/// Who the caller is and what is open to them.
#[utoipa::path(get, path = "/session", responses((status = 200, body = Session)))]
pub(crate) async fn get(caller: Caller) -> Json<Session> {
    let menu = caller.menu.into_iter().map(|item| MenuItem {
        id: item.id,
        title: item.title,
    });
    Json(Session {
        name: None,
        roles: caller
            .roles
            .iter()
            .map(|role| role.as_str().to_owned())
            .collect(),
        menu: menu.collect(),
    })
}
