//! Files that came in.

use super::{from_json, hash, json_text, word};
use crate::error::Corrupt;
use crate::files::{KeptFile, Place};
use crate::types::{At, Id};
use crate::value::stored;
use engine::file::{FileRef, Media, SignatureFound};
use engine::id::FileId;
use engine::instrument::ContentHash;
use engine::paper::{KnownFile, Paper};

/// A row of `file`.
#[derive(Clone, Debug, PartialEq, diesel::Queryable, diesel::Selectable)]
#[diesel(table_name = crate::schema::file)]
pub(crate) struct FileRow {
    pub(crate) id: Id,
    pub(crate) seat_id: Id,
    pub(crate) sha256: Vec<u8>,
    pub(crate) media: String,
    pub(crate) size: i64,
    pub(crate) signature: Option<String>,
    pub(crate) uploaded_by: Id,
    pub(crate) uploaded_at: At,
    pub(crate) attached: bool,
}

stored! {
    /// That something names a file for good: what a lane changes of it.
    AttachedRow: file {
        id: Id,
        attached: bool,
    }
}

impl FileRow {
    /// As commands find it.
    pub(crate) fn known(&self) -> Result<KnownFile, Corrupt> {
        Ok(KnownFile { seat: self.seat_id.0, file: self.kept()?.file })
    }

    /// What it is known by, and where its bytes lie.
    pub(crate) fn kept(&self) -> Result<KeptFile, Corrupt> {
        let signature = match &self.signature {
            Some(code) => Some(word!(SignatureFound, "file", "signature", code)),
            None => None,
        };
        let sha256 = ContentHash(hash(&self.sha256, "file", "sha256")?);
        let file = FileRef {
            id: FileId(self.id.0),
            sha256,
            media: word!(Media, "file", "media", &self.media),
            size: u64::try_from(self.size).map_err(|_| Corrupt::new("file", "size"))?,
            signature,
        };
        Ok(KeptFile { place: Place { seat: self.seat_id.0, sha256 }, file })
    }
}

/// Papers as JSON; nothing where there are none.
pub(crate) fn papers_text(papers: &[Paper]) -> Option<String> {
    (!papers.is_empty()).then(|| json_text(&papers))
}

/// Papers as they are stored.
pub(crate) fn papers(text: Option<&str>, table: &'static str) -> Result<Vec<Paper>, Corrupt> {
    text.map_or(Ok(Vec::new()), |text| from_json(text.as_bytes(), table, "papers"))
}
