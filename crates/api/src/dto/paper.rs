//! Papers of instruments, as somebody names them.

use super::leaf::{FileIdField, PaperRoleField};
use super::reader::Reader;
use engine::command::Command;
use engine::id::InstrumentId;
use engine::paper::PaperGiven;
use serde::Deserialize;
use utoipa::ToSchema;

/// The papers of an instrument, all of them: what is not named is taken off.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Papers)]
pub(crate) struct PapersBody {
    papers: Vec<PaperBody>,
}

/// A paper.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = PaperGiven)]
struct PaperBody {
    /// What it is to the instrument.
    role: PaperRoleField,
    /// A file that was sent from the same office.
    file: FileIdField,
}

impl PapersBody {
    pub(crate) fn parse(self, instrument: InstrumentId, reader: &mut Reader) -> Option<Command> {
        let papers = reader.each("papers", self.papers, |reader, one| {
            let (role, file) = (reader.field("role", &one.role), reader.field("file", &one.file));
            Some(PaperGiven { role: role?, file: file? })
        })?;
        Some(Command::AttachPapers { instrument, papers })
    }
}
