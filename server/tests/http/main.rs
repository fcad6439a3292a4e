//! The server through its routers, over simulated clusters.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests fail by panicking"
)]

mod access;
mod admin;
mod admin_page;
mod connections;
mod history;
mod limits;
mod logs;
mod matrix;
mod page;
mod people;
mod rest;
mod stream;
mod subset;
mod support;
mod tls;
mod versions;
