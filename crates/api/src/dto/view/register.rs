//! The register of what an office sends out.

use super::directory::{NamedView, Names};
use super::shown::{
    At, DayShown, InstrumentKindWord, InstrumentStateWord, NumberedWritten, RegisterBookWord, Shown,
};
use engine::register::Registered;
use serde::Serialize;
use store::read::{RegisterKnown, RegisterLine};
use utoipa::ToSchema;
use uuid::Uuid;

/// What the clerk wrote into the register.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = RegisterEntry)]
pub(crate) struct RegisteredView {
    /// Number and symbol as printed.
    number: String,
    /// The number alone.
    serial: u32,
    /// The day the document bears.
    day: DayShown,
    /// Who numbered and sealed it.
    by: Uuid,
    /// When.
    at: At,
    /// Why it is not the next number.
    note: Option<String>,
    /// The document was taken back before it went out, or the decision was never made.
    voided: bool,
}

/// A document in the register, or one that waits for its number: nothing of what it
/// says. Of one that is sealed to others only the number.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = RegisterLine)]
pub(crate) struct RegisterLineView {
    /// The inquiry or order.
    instrument: Uuid,
    /// Its version: for `If-Match`.
    version: i32,
    /// Which book.
    book: RegisterBookWord,
    /// Null: it waits.
    entry: Option<RegisteredView>,
    /// Sealed to others: what follows is null.
    sealed: bool,
    kind: Option<InstrumentKindWord>,
    /// Human reference.
    reference: Option<String>,
    state: Option<InstrumentStateWord>,
    /// Number and day that it states itself.
    stated: Option<NumberedWritten>,
    /// To whom it went.
    recipients: Option<Vec<NamedView>>,
}

impl From<Registered> for RegisteredView {
    fn from(entry: Registered) -> Self {
        Self {
            number: entry.numbered().number,
            serial: entry.serial,
            day: Shown(entry.day),
            by: entry.by.0,
            at: Shown(entry.at),
            note: entry.reason,
            voided: entry.void,
        }
    }
}

impl RegisterLineView {
    pub(crate) fn new(line: RegisterLine, names: &Names) -> Self {
        let known = line.known.as_ref();
        let recipients = |known: &RegisterKnown| {
            known.recipients.iter().map(|id| names.institution(*id)).collect()
        };
        Self {
            instrument: line.id.0,
            version: line.version,
            book: Shown(line.book),
            entry: line.entry.map(Into::into),
            sealed: known.is_none(),
            kind: known.map(|one| Shown(one.kind)),
            reference: known.map(|one| one.reference.clone()),
            state: known.map(|one| Shown(one.state)),
            stated: known.and_then(|one| one.stated.clone()).map(Shown),
            recipients: known.map(recipients),
        }
    }
}
