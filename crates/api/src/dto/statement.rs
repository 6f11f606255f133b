//! Statements of receiving accounts as they are sent in, and what the accountant
//! says of their lines.

use super::leaf::{CaseIdField, PayeeIdField, TransferIdField};
use super::reader::Reader;
use crate::problem::{Fault, Problem};
use engine::command::Command;
use engine::id::StatementId;
use engine::statement::{FileHash, StatementContent};
use exchange::ReadError;
use serde::Deserialize;
use utoipa::ToSchema;

/// A statement of a receiving account: a file as the treasury or the bank gives
/// it out.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = StatementFile)]
pub(crate) struct StatementBody {
    /// Of which receiving account.
    payee: PayeeIdField,
    /// The file, as text: CSV with headings in Vietnamese or English, or ISO
    /// 20022 camt.053 or camt.054.
    #[schema(
        example = "reference;booking_date;amount;description\nBT01;23/11/2026;60.000.000;KT26-7ZK4-M2Q9-XW3F-K\n"
    )]
    file: String,
}

impl StatementBody {
    /// What the file says.
    pub(crate) fn content(&self) -> Result<StatementContent, ReadError> {
        exchange::read(self.file.as_bytes())
    }

    /// The file as it came.
    pub(crate) fn file(&self) -> &str {
        &self.file
    }

    pub(crate) fn parse(self, reader: &mut Reader, content: StatementContent) -> Option<Command> {
        let payee = reader.field("payee", &self.payee)?;
        let file = FileHash::of(self.file.as_bytes());
        Some(Command::ImportStatement { payee, file, content: Box::new(content) })
    }
}

/// A file that cannot be read: what is wrong and where, never what stands there
/// (I-32).
pub(crate) fn unreadable(error: &ReadError) -> Problem {
    let mut problem = Problem::from(Fault::StatementUnreadable)
        .with("pointer", "/file")
        .with("reason", error.problem.code());
    if let Some(line) = error.at.line {
        problem = problem.with("line", line);
    }
    if !error.at.field.is_empty() {
        problem = problem.with("field", error.at.field.as_str());
    }
    problem
}

/// Which payment a line is.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = LinePayment)]
pub(crate) struct AssignmentBody {
    /// In which case.
    case: CaseIdField,
    /// Which payment.
    transfer: TransferIdField,
}

impl AssignmentBody {
    pub(crate) fn confirm(
        self,
        (statement, line): (StatementId, u32),
        reader: &mut Reader,
    ) -> Option<Command> {
        let case = reader.field("case", &self.case);
        let transfer = reader.field("transfer", &self.transfer);
        Some(Command::ConfirmLine { statement, line, case: case?, transfer: transfer? })
    }

    pub(crate) fn assign(
        self,
        (statement, line): (StatementId, u32),
        reader: &mut Reader,
    ) -> Option<Command> {
        let case = reader.field("case", &self.case);
        let transfer = reader.field("transfer", &self.transfer);
        Some(Command::AssignLine { statement, line, case: case?, transfer: transfer? })
    }
}
