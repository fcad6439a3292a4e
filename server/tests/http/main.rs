//! The server through its routers, over simulated clusters.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests fail by panicking"
)]

mod admin;
mod page;
mod rest;
mod stream;
mod support;
