//! The notifier on both engines, with the shipped rules and directory.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::as_conversions,
    reason = "a test stops at its first surprise"
)]

mod bundle;
mod delivery;
mod digest;
mod fan_out;
mod mails;
mod readers;
mod server;
mod smtp;
mod sweep;
mod texts;
mod watch;
mod world;
