//! The page: rendered here, brought to life in the browser, with its server functions and files.

use super::{security_headers, site_file};
use crate::auth::Caller;
use crate::state::AppState;
use app::{AssetNames, Identity, MenuItem, Page, PageSettings, Preferences, Viewer, shell};
use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use leptos::config::LeptosOptions;
use leptos::prelude::{expect_context, provide_context};
use leptos_axum::ResponseOptions;
use std::sync::Arc;

/// The pages, their server functions, and the files they load.
pub(super) fn router(state: AppState) -> Router<AppState> {
    // Rendering spawns on tokio; a second router in one process finds that said already.
    let _ = any_spawner::Executor::init_tokio();
    let names = AssetNames {
        style: package_file(&state, ".css"),
        script: package_file(&state, ".js"),
        wasm: package_file(&state, ".wasm"),
    };
    let router = Router::new().route("/api/app/{*function}", post(server_function));
    let page = get(move |state, caller, request| render(state, caller, names.clone(), request));
    Page::PATHS
        .into_iter()
        .fold(router, |router, path| router.route(path, page.clone()))
        .fallback(page)
}

fn package_file(state: &AppState, ending: &str) -> String {
    state
        .site
        .package_file(ending)
        .map_or_else(String::new, |path| format!("/{path}"))
}

/// One person's request.
fn viewer(state: &AppState, caller: Caller, uri: &Uri, headers: &HeaderMap) -> Viewer {
    let menu = caller.menu.into_iter().map(|item| MenuItem {
        href: if item.id == "status" {
            "/".to_owned()
        } else {
            format!("/{}", item.id)
        },
        id: item.id,
        title: item.title,
        icon: item.icon,
    });
    let roles: Vec<&str> = caller.roles.iter().map(|role| role.as_str()).collect();
    let identity = (!roles.is_empty()).then(|| Identity {
        name: "Anonymous".to_owned(),
        roles: format!("Role {}", roles.join(", ")),
    });
    let cookies: Vec<&str> = headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .collect();
    Viewer {
        fleet: state.fleet.clone(),
        scope: caller.scope,
        settings: Arc::new(PageSettings {
            menu: menu.collect(),
            identity,
            ..(*state.settings).clone()
        }),
        preferences: Preferences::from_cookies(&cookies.join("; ")),
        path: uri.path().to_owned(),
        query: uri.query().unwrap_or_default().to_owned(),
        now: state.clock.now(),
    }
}

/// A page, or a file of the site.
async fn render(
    State(state): State<AppState>,
    caller: Caller,
    names: AssetNames,
    request: Request,
) -> Response {
    if let Some(file) = site_file(&state, request.uri(), request.headers()) {
        return file;
    }
    let viewer = viewer(&state, caller, request.uri(), request.headers());
    if let Some(address) = app::resume(&viewer.path, &viewer.query, &viewer.preferences) {
        return Redirect::temporary(&address).into_response();
    }
    let status = StatusCode::from_u16(Page::at(&viewer.path).http_status()).unwrap_or_default();
    let context = move || {
        provide_context(viewer.clone());
        provide_context(names.clone());
        leptos::nonce::provide_nonce();
        let options = expect_context::<ResponseOptions>();
        options.set_status(status);
        let nonce = leptos::nonce::use_nonce()
            .map(|nonce| nonce.to_string())
            .unwrap_or_default();
        if let Ok(policy) = HeaderValue::from_str(&security_headers::page_policy(&nonce)) {
            options.insert_header(header::CONTENT_SECURITY_POLICY, policy);
        }
    };
    let document = || {
        shell(
            LeptosOptions::builder()
                .output_name("dashboard-light")
                .build(),
        )
    };
    leptos_axum::render_app_async_with_context(context, document)(request).await
}

/// A server function of the page.
async fn server_function(
    State(state): State<AppState>,
    caller: Caller,
    request: Request<Body>,
) -> impl IntoResponse {
    let viewer = viewer(&state, caller, request.uri(), request.headers());
    let context = move || provide_context(viewer.clone());
    leptos_axum::handle_server_fns_with_context(context, request).await
}
