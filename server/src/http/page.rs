//! The page: rendered here, brought to life in the browser, with its server functions and files.

use super::routes::Routes;
use super::{admin_page, auth, named_views, security_headers, site_file};
use crate::auth::cookies;
use crate::auth::policy::{ADMIN, STATUS, VERSIONS};
use crate::auth::provider::Provider;
use crate::auth::{Caller, Standing};
use crate::state::{AppState, Live, SignIn};
use app::{Account, MenuItem, Page, PageSettings, Preferences, SessionTimes, Viewer, shell};
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use leptos::config::LeptosOptions;
use leptos::prelude::{expect_context, provide_context};
use leptos_axum::ResponseOptions;
use std::sync::Arc;

/// The pages, their server functions, and the files they load.
pub(super) fn routes() -> Routes {
    // Rendering spawns on tokio; a second router in one process finds that said already.
    let _ = any_spawner::Executor::init_tokio();
    let routes = app::server_function_paths()
        .into_iter()
        .fold(Routes::new(), |routes, path| {
            routes.post(path, server_function)
        });
    Page::PATHS
        .into_iter()
        .fold(routes, |routes, path| routes.get(path, render))
        .map(|router| router.fallback(get(render)))
}

/// The path of the section of this menu item.
pub(super) fn menu_path(id: &str) -> String {
    match id {
        STATUS => "/".to_owned(),
        id if ADMIN.contains(&id) => "/admin".to_owned(),
        id => format!("/{id}"),
    }
}

/// The preferences this browser keeps.
pub(super) fn preferences(headers: &HeaderMap) -> Preferences {
    let cookies: Vec<&str> = cookies::pairs(headers).collect();
    Preferences::from_cookies(&cookies.join("; "))
}

/// One person's request.
fn viewer(state: &AppState, caller: &Caller, uri: &Uri, headers: &HeaderMap) -> Viewer {
    let live = state.live();
    let menu = caller.menu().iter().map(|item| MenuItem {
        href: menu_path(&item.id),
        id: item.id.clone(),
        title: item.title.clone(),
        icon: item.icon.clone(),
    });
    Viewer {
        fleet: state.fleet.clone(),
        scope: caller.scope().clone(),
        settings: Arc::new(PageSettings {
            menu: menu.collect(),
            account: account(&live, caller),
            ..(*live.settings).clone()
        }),
        links: Arc::clone(&live.links),
        environments: live.environments.clone(),
        preferences: preferences(headers),
        page: open_page(uri.path(), caller),
        path: uri.path().to_owned(),
        query: uri.query().unwrap_or_default().to_owned(),
        now: state.clock.now(),
    }
}

/// The page at this path, if its section is open to the caller.
fn open_page(path: &str, caller: &Caller) -> Page {
    let page = Page::at(path);
    let ids: &[&str] = match page {
        Page::Status => &[STATUS],
        Page::Versions => &[VERSIONS],
        Page::Admin if caller.is_admin() => &ADMIN,
        Page::Admin | Page::NotFound => &[],
    };
    if caller.grant.opens(ids) {
        page
    } else {
        Page::NotFound
    }
}

/// Who is looking; `None` where nobody signs in and nothing is restricted.
fn account(live: &Live, caller: &Caller) -> Option<Account> {
    let sign_in = live.sign_in.as_ref();
    let is_open = sign_in.is_none() && caller.roles().is_empty();
    (!is_open).then(|| Account {
        name: caller.session.as_ref().map(|session| session.name.clone()),
        roles: caller.roles().iter().map(ToString::to_string).collect(),
        sign_in: sign_in.map(SignIn::offer),
        session: caller.session.as_ref().map(|session| SessionTimes {
            issued_at: session.issued_at,
            expires_at: session.expires_at,
        }),
        view_as: caller.view_as.clone(),
    })
}

/// A page, or a file of the site.
async fn render(State(state): State<AppState>, standing: Standing, request: Request) -> Response {
    if let Some(file) = site_file(&state, request.uri(), request.headers()) {
        return file;
    }
    match standing {
        Standing::Admitted(caller) => draw(&state, &caller, request).await,
        Standing::SignedOut => to_sign_in(request.uri()),
        Standing::NoRole(session) => auth::no_role(&state, request.headers(), &session),
    }
}

/// The page to sign in at, which leads back here.
fn to_sign_in(uri: &Uri) -> Response {
    let here = uri.path_and_query().map_or("/", |here| here.as_str());
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    let there = match here {
        "/" => "/login".to_owned(),
        here => format!("/login?{}", query.append_pair("next", here).finish()),
    };
    Redirect::to(&there).into_response()
}

/// The page as far as it is open to the caller.
async fn draw(state: &AppState, caller: &Caller, request: Request) -> Response {
    let mut viewer = viewer(state, caller, request.uri(), request.headers());
    let views = named_views::open_to(&viewer.settings.views, &viewer.fleet, &viewer.scope);
    Arc::make_mut(&mut viewer.settings).views = views;
    if viewer.page == Page::NotFound && viewer.path == "/" {
        // Who may not see the Status section begins at the first one that is theirs.
        if let Some(first) = viewer.settings.menu.first() {
            return Redirect::to(&first.href).into_response();
        }
    }
    if let Some(address) = app::resume(&viewer.path, &viewer.query, &viewer.preferences) {
        return Redirect::temporary(&address).into_response();
    }
    let status = StatusCode::from_u16(viewer.page.http_status()).unwrap_or_default();
    let form_targets = form_targets(state);
    let names = state.assets.clone();
    let admin = match viewer.page {
        Page::Admin => Some(admin_page::data(state, caller, request.uri()).await),
        Page::Status | Page::Versions | Page::NotFound => None,
    };
    let admin = admin.map(Arc::new);
    let drawer = match viewer.page {
        Page::Status => viewer.drawer(&viewer.query).await.map(Arc::new),
        Page::Versions | Page::Admin | Page::NotFound => None,
    };
    let versions = match viewer.page {
        Page::Versions => Some(Arc::new(viewer.versions(&viewer.query))),
        Page::Status | Page::Admin | Page::NotFound => None,
    };
    let context = move || {
        provide_context(viewer.clone());
        if let Some(admin) = &admin {
            provide_context(Arc::clone(admin));
        }
        if let Some(drawer) = &drawer {
            provide_context(Arc::clone(drawer));
        }
        if let Some(versions) = &versions {
            provide_context(Arc::clone(versions));
        }
        provide_context(names.clone());
        leptos::nonce::provide_nonce();
        let options = expect_context::<ResponseOptions>();
        options.set_status(status);
        let nonce = leptos::nonce::use_nonce()
            .map(|nonce| nonce.to_string())
            .unwrap_or_default();
        let policy = security_headers::page_policy(&nonce, &form_targets);
        if let Ok(policy) = HeaderValue::from_str(&policy) {
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

/// Where forms may lead besides here: signing out goes on to the provider.
pub(super) fn form_targets(state: &AppState) -> String {
    let live = state.live();
    let provider = live.sign_in.as_ref().map(|sign_in| &sign_in.provider);
    provider
        .and_then(Provider::end_session_origin)
        .unwrap_or_default()
}

/// A server function of the page.
async fn server_function(
    State(state): State<AppState>,
    caller: Caller,
    request: Request<Body>,
) -> impl IntoResponse {
    let viewer = viewer(&state, &caller, request.uri(), request.headers());
    let context = move || provide_context(viewer.clone());
    leptos_axum::handle_server_fns_with_context(context, request).await
}
