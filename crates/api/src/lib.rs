//! HTTP: the JSON API and the pages, sign-in, tokens, problems, OpenAPI.
//!
//! A request becomes a typed [`engine::command::Command`] by a typed
//! [`engine::actor::Actor`] here and nowhere else; what comes back is turned
//! into a status here and nowhere else. No rule lives in this crate, and no
//! SQL.

pub mod app;
pub mod auth;
mod dto;
pub mod http;
pub mod openapi;
mod order_check;
mod pages;
pub mod problem;
mod routes;
mod scan;
mod state;
mod telemetry;

pub use app::{Application, StartError};
pub use scan::{ScannerAddress, ScannerSettings};
pub use state::{Keys, Settings, State};
