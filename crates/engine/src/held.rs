//! Dữ liệu chưa nhận được: rows of another system that could not be taken in, kept until
//! a good one comes under the same external id or a person dismisses them.
//!
//! One root for what an external id names: however often it comes in wrong, it is one
//! line of the list, with how often that was. What a row says is never judged here; it
//! is kept as it came for whoever puts it right there.

use crate::id::{AgencyId, HeldId, UserId};
use crate::statement::{FileHash, digest};
use crate::sync::{ExternalId, SourceCode};
use crate::time::Instant;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// How many rows and errors of one external id are kept.
pub const MOST_ROWS: u32 = 200;

/// How many cells all rows of one external id have together.
pub const MOST_CELLS: usize = 5_000;

/// How long the name and the text of a cell may be, in characters.
pub const LONGEST_CELL: usize = 2_000;

/// The code of an error that says that not all that came is kept.
pub const CUT: &str = "cut";

/// A rule that a row breaks, and where; never what stands there (I-32).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct RowError {
    /// Which file or sheet; none: it came by the API.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// Which line of it, counted from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<u32>,
    /// Which column, or the JSON pointer of the field; empty: the row as a whole.
    pub pointer: String,
    /// The stable code of the rule.
    pub code: String,
}

/// A row as it came.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptRow {
    /// Which file or sheet; none: it came by the API.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// Which line of it, counted from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<u32>,
    /// What its columns or fields say; empty ones are left out.
    pub cells: Vec<(String, String)>,
}

/// What came in wrong under one external id.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeldContent {
    /// What the case is called there; none: no row says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub case: Option<ExternalId>,
    /// What the payment is called there, if it is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payment: Option<ExternalId>,
    /// The file it came in, by its bytes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<FileHash>,
    /// What is wrong.
    pub errors: Vec<RowError>,
    /// The rows themselves.
    pub rows: Vec<KeptRow>,
}

impl HeldContent {
    /// Cut to what is kept: a row that is beyond it is not a row of a case. If something
    /// went, an error says so.
    #[must_use]
    pub fn fitted(mut self) -> Self {
        let most = usize::try_from(MOST_ROWS).unwrap_or(usize::MAX);
        // A payment is named within its case.
        self.payment = self.payment.filter(|_| self.case.is_some());
        let mut cut = self.errors.len() > most || self.rows.len() > most;
        self.rows.truncate(most);
        let mut left = MOST_CELLS;
        for row in &mut self.rows {
            cut |= row.cells.len() > left;
            row.cells.truncate(left);
            left -= row.cells.len();
            for (name, text) in &mut row.cells {
                for one in [name, text] {
                    one.retain(|c| c != '\0');
                    if let Some((end, _)) = one.char_indices().nth(LONGEST_CELL) {
                        one.truncate(end);
                        cut = true;
                    }
                }
            }
        }
        if cut {
            self.errors.truncate(most.saturating_sub(1));
            let (pointer, code) = (String::new(), CUT.to_owned());
            self.errors.push(RowError { file: None, line: None, pointer, code });
        }
        self
    }

    /// Whether every part is within what is kept.
    pub(crate) fn is_sound(&self) -> bool {
        *self == self.clone().fitted() && !self.errors.is_empty()
    }

    /// What it is known by.
    pub fn id(&self, agency: AgencyId, source: &SourceCode) -> HeldId {
        match (&self.case, &self.payment) {
            (None, _) => {
                // Nothing names it but what it says.
                let cells = self.rows.iter().flat_map(|row| &row.cells);
                let parts = cells.flat_map(|(name, text)| [name, "\u{1}", text, "\u{2}"]);
                let said: String = parts.collect();
                source.held(agency, "row", &said)
            }
            (Some(case), None) => source.held_case(agency, case),
            (Some(case), Some(payment)) => source.held_payment(agency, case, payment),
        }
    }
}

/// What a JSON body says, cell by cell: names are JSON pointers, what is empty is left
/// out.
pub fn cells_of(body: &Value) -> Vec<(String, String)> {
    let mut cells = Vec::new();
    gather(body, &mut String::new(), &mut cells);
    cells
}

fn gather(value: &Value, at: &mut String, cells: &mut Vec<(String, String)>) {
    let mut within = |name: &str, one: &Value| {
        let outside = at.len();
        at.push('/');
        at.push_str(name);
        gather(one, at, cells);
        at.truncate(outside);
    };
    match value {
        Value::Null => {}
        Value::Array(entries) => {
            for (index, entry) in entries.iter().enumerate() {
                within(&index.to_string(), entry);
            }
        }
        Value::Object(members) => {
            for (name, member) in members {
                within(name, member);
            }
        }
        Value::String(text) if text.is_empty() => {}
        Value::String(text) => cells.push((at.clone(), text.clone())),
        plain @ (Value::Bool(_) | Value::Number(_)) => cells.push((at.clone(), plain.to_string())),
    }
}

impl SourceCode {
    /// What the rows of a case are held by when they come in wrong (I-3).
    pub fn held_case(&self, agency: AgencyId, case: &ExternalId) -> HeldId {
        self.held(agency, "case", case.as_str())
    }

    /// What a payment is held by.
    pub fn held_payment(
        &self,
        agency: AgencyId,
        case: &ExternalId,
        payment: &ExternalId,
    ) -> HeldId {
        // No external id has a line end in it, so that no two pairs meet.
        self.held(agency, "payment", &format!("{case}\n{payment}"))
    }

    fn held(&self, agency: AgencyId, what: &str, name: &str) -> HeldId {
        let parts: [&[u8]; 6] = [
            agency.0.as_bytes(),
            self.as_str().as_bytes(),
            b":held:",
            what.as_bytes(),
            b":",
            name.as_bytes(),
        ];
        HeldId(digest(&parts))
    }
}

/// Where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HeldState {
    /// It waits for a good row or for a person.
    Open,
    /// A good row came in under its external id.
    Resolved,
    /// A person said that it need not come in.
    Dismissed,
}

/// How it ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeldEnd {
    /// When.
    pub at: Instant,
    /// By whom; none: the service took the good row in.
    pub by: Option<UserId>,
    /// Why a person dismissed it.
    pub reason: Option<String>,
}

/// Rows that are kept back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeldRow {
    /// A digest of agency, system and external id.
    pub id: HeldId,
    /// Counts the changes of this root.
    pub version: i32,
    /// Whose.
    pub agency: AgencyId,
    /// Which system says so.
    pub source: SourceCode,
    /// Where it stands.
    pub state: HeldState,
    /// How often it came in wrong since it was last well.
    pub attempts: i32,
    /// When it came last.
    pub received: Instant,
    /// What came.
    pub content: HeldContent,
    /// How it ended; it may come in wrong once more.
    pub end: Option<HeldEnd>,
}

impl HeldRow {
    /// Whether what comes now says nothing new: the same rows of the same file, or
    /// of the same request; or what a person has dismissed as it is.
    pub(crate) fn says(&self, content: &HeldContent, received: Instant) -> bool {
        // Lines move whenever something is put in above them, and say nothing.
        let cells = |content: &HeldContent| -> Vec<_> {
            content.rows.iter().map(|row| (row.file.clone(), row.cells.clone())).collect()
        };
        let wrong = |content: &HeldContent| -> Vec<_> {
            let parts = |one: &RowError| (one.file.clone(), one.pointer.clone(), one.code.clone());
            content.errors.iter().map(parts).collect()
        };
        let rows = cells(&self.content) == cells(content);
        let same = rows && wrong(&self.content) == wrong(content);
        let again = match content.file {
            Some(_) => self.content.file == content.file,
            None => self.received == received,
        };
        match self.state {
            HeldState::Open => same && again,
            HeldState::Dismissed => rows,
            HeldState::Resolved => false,
        }
    }
}

/// What happens to rows that are kept back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "held")]
pub enum HeldEvent {
    /// They came in wrong.
    Kept {
        /// Whose.
        agency: AgencyId,
        /// Which system says so.
        source: SourceCode,
        /// When they came.
        received: Instant,
        /// What came.
        content: Box<HeldContent>,
    },
    /// A good row came in under their external id.
    Resolved,
    /// A person said that they need not come in.
    Dismissed {
        /// Why.
        reason: String,
    },
}

impl HeldEvent {
    /// Every code.
    pub const CODES: &'static [&'static str] = &["row_kept", "row_resolved", "row_dismissed"];

    /// The stable code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Kept { .. } => "row_kept",
            Self::Resolved => "row_resolved",
            Self::Dismissed { .. } => "row_dismissed",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_too_much_to_keep_is_said_to_be_cut() {
        let error = RowError { file: None, line: None, pointer: String::new(), code: "day".into() };
        let row = |cells: usize, long: usize| KeptRow {
            file: None,
            line: None,
            cells: vec![("note".to_owned(), "x".repeat(long)); cells],
        };
        let of = |rows| {
            let errors = vec![error.clone()];
            HeldContent { case: None, payment: None, file: None, errors, rows }.fitted()
        };
        let codes = |content: &HeldContent| -> Vec<String> {
            content.errors.iter().map(|one| one.code.clone()).collect()
        };
        let whole = of(vec![row(MOST_CELLS, LONGEST_CELL)]);
        assert_eq!(codes(&whole), ["day"]);
        for rows in [
            vec![row(MOST_CELLS, 1), row(1, 1)],
            vec![row(1, LONGEST_CELL + 1)],
            vec![row(1, 1); 201],
        ] {
            let cut = of(rows);
            assert_eq!(codes(&cut), ["day", CUT]);
            // Cut once more it is the same.
            assert!(cut.is_sound());
        }
    }
}
