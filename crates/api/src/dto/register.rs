//! Number and seal, as the clerk enters them.

use super::leaf::DayField;
use super::reader::Reader;
use engine::command::Command;
use engine::id::InstrumentId;
use serde::Deserialize;
use utoipa::ToSchema;

/// What the clerk enters in the register: the document is signed, bears this number
/// and day, and is sealed.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = RegisterEntryGiven)]
pub(crate) struct NumberingBody {
    /// The number, from 1; absent: the next one, or the one the decision states.
    #[schema(minimum = 1, maximum = 999_999)]
    serial: Option<u32>,
    /// The symbol after it, e.g. `QĐ-CCTHADS`.
    symbol: String,
    /// The day the document bears.
    day: DayField,
    /// Why it is not the next number.
    note: Option<String>,
}

impl NumberingBody {
    pub(crate) fn parse(self, instrument: InstrumentId, reader: &mut Reader) -> Option<Command> {
        let day = reader.field("day", &self.day)?;
        let (serial, symbol, reason) = (self.serial, self.symbol, self.note);
        Some(Command::NumberInstrument { instrument, serial, symbol, day, reason })
    }
}
