//! The server through its routers, over simulated clusters.

mod admin;
mod page;
mod rest;
mod stream;
mod support;
