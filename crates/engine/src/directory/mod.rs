//! The directory: who asks, who answers, who works where.
//!
//! It is kept in CSV files. [`read`] turns files into entries or into the
//! list of everything that is wrong with them; [`plan`] says what an import
//! would change. Entries missing in a file are left alone: a directory
//! shrinks by setting `active`, never by forgetting.

mod code;
mod entry;
mod leavers;
mod plan;
mod procuracy;
mod read;
mod succession;
mod switch_on;
mod table;

pub use code::{AgencyCode, BranchCode, InstitutionCode, ProvinceCode, Username};
pub use entry::{Agency, AgencyLevel, Branch, Email, Home, Institution, InstitutionKind, User};
pub use leavers::{Leaver, Leavers, read_leavers, wrong_leaver};
pub use plan::{Change, Entry, FieldChange, Plan, plan};
pub use procuracy::Procuracy;
pub use read::{read, read_on};
pub use succession::Succession;
pub use table::separator;

use std::collections::BTreeMap;
use thiserror::Error;

/// All entries, by code.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Directory {
    /// Asking offices.
    pub agencies: BTreeMap<AgencyCode, Agency>,
    /// Answering institutions.
    pub institutions: BTreeMap<InstitutionCode, Institution>,
    /// Their branches.
    pub branches: BTreeMap<BranchCode, Branch>,
    /// People with accounts.
    pub users: BTreeMap<Username, User>,
}

/// A file's name, for errors, and its whole text.
#[derive(Clone, Copy, Debug)]
pub struct Source<'a> {
    /// As the person who imports knows it.
    pub name: &'a str,
    /// UTF-8.
    pub text: &'a str,
}

/// The files of one import. Any of them may be missing.
#[derive(Clone, Copy, Debug, Default)]
pub struct Sources<'a> {
    /// Agencies of all levels.
    pub agencies: &'a [Source<'a>],
    /// Institutions.
    pub institutions: &'a [Source<'a>],
    /// Branches.
    pub branches: &'a [Source<'a>],
    /// Users.
    pub users: &'a [Source<'a>],
}

/// One thing wrong with an import. It names the place, never the content of
/// a cell, which may be personal (I-32).
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{file}, line {line}{}: {rule}", field.as_ref().map(|f| format!(", {f}")).unwrap_or_default())]
pub struct ImportError {
    /// The file.
    pub file: String,
    /// The line the row begins on, counted from 1.
    pub line: u64,
    /// The column, if one is to blame.
    pub field: Option<String>,
    /// What was broken.
    pub rule: Rule,
}

/// A rule of the import files.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Rule {
    /// Not readable as CSV.
    #[error("is not CSV")]
    NotCsv,
    /// More rows than one file may have.
    #[error("has more than {max} rows")]
    TooManyRows {
        /// Rows allowed.
        max: usize,
    },
    /// The header lacks a column.
    #[error("column is missing")]
    MissingColumn,
    /// The header names a column nobody knows.
    #[error("column is unknown")]
    UnknownColumn,
    /// The header names a column twice.
    #[error("column stands twice")]
    ColumnTwice,
    /// A row with too few or too many cells.
    #[error("row has {found} cells instead of {expected}")]
    CellCount {
        /// Columns of the file.
        expected: usize,
        /// Cells of the row.
        found: usize,
    },
    /// A cell that must be filled is empty.
    #[error("is empty")]
    Empty,
    /// Must be empty here.
    #[error("must be empty here")]
    MustBeEmpty,
    /// Too many characters.
    #[error("is longer than {max} characters")]
    TooLong {
        /// Characters allowed.
        max: usize,
    },
    /// Not a line of text that can be shown.
    #[error("is not plain text")]
    NotText,
    /// Not a code of the form asked.
    #[error("is not a code of the form asked")]
    NotACode,
    /// Not one of the values known.
    #[error("is not one of the known values")]
    NotOneOf,
    /// Neither `true` nor `false`.
    #[error("is neither true nor false")]
    NotYesNo,
    /// Not an ISO 9362 code.
    #[error("is not a BIC")]
    NotABic,
    /// Not six digits.
    #[error("is not a six-digit BIN")]
    NotABin,
    /// Not a mail address.
    #[error("is not a mail address")]
    NotAnEmail,
    /// The same value stands in an earlier row.
    #[error("stands already in {file}, line {line}")]
    Duplicate {
        /// File of the earlier row.
        file: String,
        /// Line of the earlier row.
        line: u64,
    },
    /// Another entry of the stored directory has this value.
    #[error("belongs to another entry")]
    Taken,
    /// Names an entry that exists neither in the files nor in the directory.
    #[error("names nothing that exists")]
    UnknownReference,
    /// The agency above is not of the level above.
    #[error("is not of the level above")]
    ParentLevel,
    /// A regional office lies in its provincial agency's province.
    #[error("is not the province of the agency above")]
    ProvinceOfParent,
    /// May not be changed by an import.
    #[error("cannot be changed by an import")]
    Fixed,
    /// A role that cannot be held there.
    #[error("cannot be held there")]
    RoleNotHere,
    /// Who answers for an institution does not follow what it is owed.
    #[error("may not be held together by one person")]
    CreditorAnswers,
    /// Not a day of the form `2025-07-01`.
    #[error("is not a day")]
    NotADay,
    /// The day has come already: it stays as it is.
    #[error("cannot be changed: the day has passed")]
    DayPassed,
    /// Entered beforehand, or not at all.
    #[error("is not a day after today")]
    NotAhead,
    /// Whoever has a successor takes part no more.
    #[error("must be false: a successor is named")]
    Succeeded,
    /// The successor cannot stand in its place.
    #[error("is not of the same level or kind")]
    SuccessorKind,
    /// The successors lead back to where they began.
    #[error("leads back to this entry")]
    SuccessorCycle,
}

impl Rule {
    /// A stable code for problem documents and messages.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NotCsv => "not_csv",
            Self::TooManyRows { .. } => "too_many_rows",
            Self::MissingColumn => "missing_column",
            Self::UnknownColumn => "unknown_column",
            Self::ColumnTwice => "column_twice",
            Self::CellCount { .. } => "cell_count",
            Self::Empty => "empty",
            Self::MustBeEmpty => "must_be_empty",
            Self::TooLong { .. } => "too_long",
            Self::NotText => "not_text",
            Self::NotACode => "not_a_code",
            Self::NotOneOf => "not_one_of",
            Self::NotYesNo => "not_yes_no",
            Self::NotABic => "not_a_bic",
            Self::NotABin => "not_a_bin",
            Self::NotAnEmail => "not_an_email",
            Self::Duplicate { .. } => "duplicate",
            Self::Taken => "taken",
            Self::UnknownReference => "unknown_reference",
            Self::ParentLevel => "parent_level",
            Self::ProvinceOfParent => "province_of_parent",
            Self::Fixed => "fixed",
            Self::RoleNotHere => "role_not_here",
            Self::CreditorAnswers => "creditor_answers",
            Self::NotADay => "not_a_day",
            Self::DayPassed => "day_passed",
            Self::NotAhead => "not_ahead",
            Self::Succeeded => "succeeded",
            Self::SuccessorKind => "successor_kind",
            Self::SuccessorCycle => "successor_cycle",
        }
    }
}
