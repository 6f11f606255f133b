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

/// A cell of a table, and where it leads, if anywhere.
#[derive(Default)]
pub(super) struct Cell {
    pub(super) text: String,
    pub(super) href: Option<String>,
}

impl Cell {
    pub(super) fn to(text: impl Into<String>, href: String) -> Self {
        Self { text: text.into(), href: Some(href) }
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Self { text, href: None }
    }
}

/// A table under its title; one without rows is not shown.
pub(super) struct Table {
    pub(super) title: String,
    pub(super) heads: Vec<String>,
    pub(super) rows: Vec<Vec<Cell>>,
}

/// Rows to be shown in a page of a list; never more than the store allows.
pub(super) const ROWS: u16 = 50;
