//! Routes that can be listed, so that a test knows every one of them.

use crate::state::AppState;
use axum::Router;
use axum::handler::Handler;
use axum::http::Method;
use axum::routing::{MethodFilter, on};

/// A router together with the list of what it answers.
pub(super) struct Routes {
    router: Router<AppState>,
    list: Vec<Route>,
}

/// Something that is answered.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Route {
    /// The path with its parameters in braces.
    pub path: String,
    /// The method.
    pub method: String,
}

// === impl Routes ===

impl Routes {
    /// No route.
    pub(super) fn new() -> Self {
        Self {
            router: Router::new(),
            list: Vec::new(),
        }
    }

    /// Answers `GET` (and `HEAD`) of this path.
    pub(super) fn get<T: 'static>(self, path: &str, handler: impl Handler<T, AppState>) -> Self {
        self.on(path, (Method::GET, MethodFilter::GET), handler)
    }

    /// Answers `POST` of this path.
    pub(super) fn post<T: 'static>(self, path: &str, handler: impl Handler<T, AppState>) -> Self {
        self.on(path, (Method::POST, MethodFilter::POST), handler)
    }

    fn on<T: 'static>(
        mut self,
        path: &str,
        (method, filter): (Method, MethodFilter),
        handler: impl Handler<T, AppState>,
    ) -> Self {
        self.list.push(Route {
            path: path.to_owned(),
            method: method.to_string(),
        });
        self.router = self.router.route(path, on(filter, handler));
        self
    }

    /// These routes too.
    pub(super) fn merge(mut self, other: Self) -> Self {
        self.list.extend(other.list);
        self.router = self.router.merge(other.router);
        self
    }

    /// These routes too, below `prefix`.
    pub(super) fn nest(mut self, prefix: &str, other: Self) -> Self {
        let below = other.list.into_iter().map(|route| Route {
            path: format!("{prefix}{}", route.path),
            ..route
        });
        self.list.extend(below);
        self.router = self.router.nest(prefix, other.router);
        self
    }

    /// The router with something laid over or under it.
    pub(super) fn map(self, change: impl FnOnce(Router<AppState>) -> Router<AppState>) -> Self {
        Self {
            router: change(self.router),
            list: self.list,
        }
    }

    /// The router and the list.
    pub(super) fn split(self) -> (Router<AppState>, Vec<Route>) {
        (self.router, self.list)
    }
}
