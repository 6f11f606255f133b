//! What the tests of the rules share.

pub(crate) mod content;
pub(crate) mod ids;
pub(crate) mod people;
pub(crate) mod rules;
pub(crate) mod story;
