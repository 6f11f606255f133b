//! What an operator configures: settings, key files, and the files of law,
//! calendar and policy.

pub(crate) mod files;
pub(crate) mod keys;
pub(crate) mod settings;

pub(crate) use files::{ConfigError, Files, Jurisdiction};
