//! Signing in and out, and what happens to a session in between.

mod attempt;
mod callback;
mod pages;
mod renew;
mod sign_in;
mod sign_out;
mod trouble;
mod view_as;

pub(super) use pages::no_role;

use super::routes::Routes;

/// The routes of signing in.
pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/login", sign_in::page)
        .get("/auth/sign-in", sign_in::begin)
        .get("/auth/callback", callback::callback)
        .post("/auth/renew", renew::renew)
        .post("/auth/sign-out", sign_out::sign_out)
        .post("/auth/view-as", view_as::begin)
        .post("/auth/view-as/stop", view_as::stop)
}
