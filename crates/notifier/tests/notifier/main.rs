//! The notifier on both engines, with the shipped rules and directory.

mod delivery;
mod digest;
mod mails;
mod server;
mod smtp;
mod sweep;
mod world;
