//! Rows of another system that could not be taken in.

use super::directory::{NamedView, Names};
use super::shown::{At, HeldStateWord, Shown};
use engine::held::{HeldRow, KeptRow, RowError};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// What came in wrong under one external id: what is wrong, never what stands there.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = QuarantinedRow)]
pub(crate) struct HeldView {
    id: Uuid,
    version: i32,
    /// Whose.
    agency: NamedView,
    /// The other system's code.
    source: String,
    /// What the case is called there; null: no row says so.
    external: Option<String>,
    /// What the payment is called there, if it is one.
    payment: Option<String>,
    state: HeldStateWord,
    /// How often it came in wrong since it was last well.
    attempts: i32,
    /// When it came last.
    received_at: At,
    /// SHA-256 of the file it came in, in hexadecimal; null: it came by the API.
    file: Option<String>,
    /// What is wrong.
    errors: Vec<RowErrorView>,
    /// When it ended; null: it waits.
    ended_at: Option<At>,
    /// Who ended it; null: nobody, or a good row did.
    ended_by: Option<Uuid>,
}

/// A rule that a row breaks, and where.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = RowError)]
struct RowErrorView {
    /// Which file or sheet; null: it came by the API.
    file: Option<String>,
    /// Which line of it, counted from 1.
    line: Option<u32>,
    /// Which column, or the JSON pointer of the field; empty: the row as a whole.
    pointer: String,
    /// The stable code of the rule.
    code: String,
}

/// The same with what stands there.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = QuarantinedRowWhole)]
pub(crate) struct HeldWholeView {
    held: HeldView,
    /// The rows as they came.
    rows: Vec<KeptRowView>,
    /// Why a person dismissed it.
    reason: Option<String>,
}

/// A row as it came.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = KeptRow)]
struct KeptRowView {
    /// Which file or sheet; null: it came by the API.
    file: Option<String>,
    /// Which line of it, counted from 1.
    line: Option<u32>,
    /// What its columns or fields say; empty ones are left out.
    cells: Vec<KeptCellView>,
}

/// A cell of a row.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = KeptCell)]
struct KeptCellView {
    /// Which column, or the JSON pointer of the field.
    name: String,
    /// What stands there.
    text: String,
}

impl HeldView {
    pub(crate) fn new(row: &HeldRow, names: &Names) -> Self {
        let content = &row.content;
        Self {
            id: row.id.0,
            version: row.version,
            agency: names.agency(row.agency),
            source: row.source.as_str().to_owned(),
            external: content.case.as_ref().map(ToString::to_string),
            payment: content.payment.as_ref().map(ToString::to_string),
            state: Shown(row.state),
            attempts: row.attempts,
            received_at: Shown(row.received),
            file: content.file.map(|file| hex(&file.0)),
            errors: content.errors.iter().map(RowErrorView::from).collect(),
            ended_at: row.end.as_ref().map(|end| Shown(end.at)),
            ended_by: row.end.as_ref().and_then(|end| end.by).map(|id| id.0),
        }
    }
}

fn hex(bytes: &[u8]) -> String {
    let digits = bytes.iter().flat_map(|byte| [byte >> 4, byte & 0xf]);
    digits.filter_map(|digit| char::from_digit(digit.into(), 16)).collect()
}

impl From<&RowError> for RowErrorView {
    fn from(error: &RowError) -> Self {
        let RowError { file, line, pointer, code } = error.clone();
        Self { file, line, pointer, code }
    }
}

impl HeldWholeView {
    pub(crate) fn new(row: HeldRow, names: &Names) -> Self {
        let held = HeldView::new(&row, names);
        let cell = |(name, text)| KeptCellView { name, text };
        let kept = |KeptRow { file, line, cells }| KeptRowView {
            file,
            line,
            cells: cells.into_iter().map(cell).collect(),
        };
        let reason = row.end.and_then(|end| end.reason);
        Self { held, rows: row.content.rows.into_iter().map(kept).collect(), reason }
    }
}
