//! What is wrong with a file, and where.

use std::fmt;

/// What is wrong. Codes are stable; words for people are elsewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Problem {
    /// More than [`crate::MOST_BYTES`].
    TooLarge,
    /// Not UTF-8, or it says that it is not.
    Encoding,
    /// No line in it.
    Empty,
    /// More lines than one statement may have.
    TooManyLines,
    /// A row with another number of fields than the head, a quote not closed.
    RowShape,
    /// A heading that says nothing here.
    HeadingUnknown,
    /// The same heading twice.
    HeadingTwice,
    /// A column that must be there.
    ColumnMissing,
    /// A field or element that must be there and say something.
    Missing,
    /// A field longer than it may be.
    TooLong,
    /// No amount of this currency, nothing, or one that could be read in two ways.
    Amount,
    /// No day.
    Day,
    /// No currency of ISO 4217, or another than before.
    Currency,
    /// No number of an account, or another than before.
    Account,
    /// Not well-formed XML.
    NotWellFormed,
    /// A document type: refused unread.
    DocType,
    /// An entity that XML itself does not define.
    Entity,
    /// Deeper or with more elements than a statement has.
    TooDeep,
    /// Another message than camt.053 or camt.054.
    MessageUnknown,
    /// Another number of statements than one.
    NotOneStatement,
    /// Neither credit nor debit.
    Side,
    /// The parts of an entry do not come to its amount.
    PartsDiffer,
    /// Opening balance and lines do not come to the closing balance.
    BalanceDiffers,
}

impl Problem {
    /// Every problem.
    pub const ALL: [Self; 23] = [
        Self::TooLarge,
        Self::Encoding,
        Self::Empty,
        Self::TooManyLines,
        Self::RowShape,
        Self::HeadingUnknown,
        Self::HeadingTwice,
        Self::ColumnMissing,
        Self::Missing,
        Self::TooLong,
        Self::Amount,
        Self::Day,
        Self::Currency,
        Self::Account,
        Self::NotWellFormed,
        Self::DocType,
        Self::Entity,
        Self::TooDeep,
        Self::MessageUnknown,
        Self::NotOneStatement,
        Self::Side,
        Self::PartsDiffer,
        Self::BalanceDiffers,
    ];

    /// The stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::TooLarge => "too_large",
            Self::Encoding => "encoding",
            Self::Empty => "empty",
            Self::TooManyLines => "too_many_lines",
            Self::RowShape => "row_shape",
            Self::HeadingUnknown => "heading_unknown",
            Self::HeadingTwice => "heading_twice",
            Self::ColumnMissing => "column_missing",
            Self::Missing => "missing",
            Self::TooLong => "too_long",
            Self::Amount => "amount",
            Self::Day => "day",
            Self::Currency => "currency",
            Self::Account => "account",
            Self::NotWellFormed => "not_well_formed",
            Self::DocType => "doctype",
            Self::Entity => "entity",
            Self::TooDeep => "too_deep",
            Self::MessageUnknown => "message_unknown",
            Self::NotOneStatement => "not_one_statement",
            Self::Side => "side",
            Self::PartsDiffer => "parts_differ",
            Self::BalanceDiffers => "balance_differs",
        }
    }

    pub(crate) const fn of_the_file(self) -> ReadError {
        ReadError { problem: self, at: Where { line: None, field: String::new() } }
    }

    pub(crate) fn at(self, line: u64, field: &str) -> ReadError {
        ReadError { problem: self, at: Where { line: Some(line), field: field.to_owned() } }
    }
}

/// Where in a file: never what stands there (I-32).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Where {
    /// The line of a CSV file, or the entry of a message, counted from 1.
    pub line: Option<u64>,
    /// The column, by our name for it, or the element by its path.
    pub field: String,
}

impl fmt::Display for Where {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.line, self.field.as_str()) {
            (Some(line), "") => write!(f, "{line}"),
            (Some(line), field) => write!(f, "{line} {field}"),
            (None, field) => f.write_str(field),
        }
    }
}

/// A file that is no statement.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{} at {at}", problem.code())]
pub struct ReadError {
    /// What is wrong.
    pub problem: Problem,
    /// Where.
    pub at: Where,
}
