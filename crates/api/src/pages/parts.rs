//! Parts that several pages show.

/// A state as a coloured word.
pub(super) struct Tag {
    pub(super) text: String,
    pub(super) colour: &'static str,
}

/// A limit with a due instant.
pub(super) struct Due {
    pub(super) until: String,
    pub(super) left: String,
    pub(super) late: bool,
    /// Against what: law, agreement and target are three different things.
    pub(super) layer: String,
}

/// A line of a summary list.
pub(super) struct Row {
    pub(super) key: String,
    pub(super) value: String,
}

impl Row {
    pub(super) fn new(key: String, value: impl Into<String>) -> Self {
        Self { key, value: value.into() }
    }
}

/// Rows to be shown in a page of a list; never more than the store allows.
pub(super) const ROWS: u16 = 50;
