//! `GET /api/v1/session`

use crate::auth::{Caller, Standing};
use crate::http::page::menu_path;
use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use model::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

/// Who the caller is and what is open to them.
#[derive(Default, Serialize, ToSchema)]
pub(crate) struct Session {
    /// The name of who is signed in; null for somebody who is not.
    name: Option<String>,
    /// Their roles, least privileged first; empty when nothing is restricted, and when there is
    /// no role for them.
    roles: Vec<String>,
    /// The sections open to them, in order.
    menu: Vec<MenuItem>,
    /// How to sign in; null where nobody can.
    sign_in: Option<SignIn>,
    /// When the session was begun or last renewed, in milliseconds since 1970.
    #[schema(value_type = Option<i64>)]
    issued_at: Option<Timestamp>,
    /// When the session ends unless it is renewed, in milliseconds since 1970.
    #[schema(value_type = Option<i64>)]
    expires_at: Option<Timestamp>,
    /// The groups whose view an administrator has taken on; else empty.
    view_as: Vec<String>,
}

/// A section.
#[derive(Serialize, ToSchema)]
pub(crate) struct MenuItem {
    id: String,
    title: String,
    icon: Option<String>,
    href: String,
}

/// How to sign in.
#[derive(Serialize, ToSchema)]
pub(crate) struct SignIn {
    /// What people call the provider.
    provider: String,
    /// The page to open.
    href: String,
}

/// Who the caller is and what is open to them. Answers whoever asks, signed in or not.
#[utoipa::path(get, path = "/session", responses((status = 200, body = Session)))]
pub(crate) async fn get(State(state): State<AppState>, standing: Standing) -> Json<Session> {
    let sign_in = state.live().sign_in.as_ref().map(|sign_in| SignIn {
        provider: sign_in.words.name.clone(),
        href: "/login".to_owned(),
    });
    let nobody = Session {
        sign_in,
        ..Session::default()
    };
    Json(match standing {
        Standing::Admitted(caller) => nobody.of(&caller),
        Standing::NoRole(session) => Session {
            name: Some(session.name.clone()),
            issued_at: Some(session.issued_at),
            expires_at: Some(session.expires_at),
            ..nobody
        },
        Standing::SignedOut => nobody,
    })
}

// === impl Session ===

impl Session {
    fn of(self, caller: &Caller) -> Self {
        let session = caller.session.as_ref();
        let menu = caller.menu().iter().map(|item| MenuItem {
            id: item.id.clone(),
            title: item.title.clone(),
            icon: item.icon.clone(),
            href: menu_path(&item.id),
        });
        Self {
            name: session.map(|session| session.name.clone()),
            roles: caller.roles().iter().map(ToString::to_string).collect(),
            menu: menu.collect(),
            issued_at: session.map(|session| session.issued_at),
            expires_at: session.map(|session| session.expires_at),
            view_as: caller.view_as.clone(),
            ..self
        }
    }
}
