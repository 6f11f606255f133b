//! Files and papers, by what they are known by.

use super::shown::{HashShown, MediaWord, PaperRoleWord, Shown, SignatureWord};
use engine::file::FileRef;
use engine::paper::Paper;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// A file that was kept.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = File)]
pub(crate) struct FileView {
    /// Its id, to be named in the papers of an instrument.
    id: Uuid,
    /// SHA-256 of its bytes.
    sha256: HashShown,
    /// What it is, by its content.
    media: MediaWord,
    /// How many bytes it has.
    size: u64,
    /// The kind of signature envelope seen in it; null: none. Nobody verified it.
    signature: Option<SignatureWord>,
}

/// A paper of an inquiry, an order or a demand.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Paper)]
pub(crate) struct PaperView {
    /// What it is to the instrument.
    role: PaperRoleWord,
    file: FileView,
}

impl From<FileRef> for FileView {
    fn from(file: FileRef) -> Self {
        let FileRef { id, sha256, media, size, signature } = file;
        Self {
            id: id.0,
            sha256: Shown(sha256),
            media: Shown(media),
            size,
            signature: signature.map(Shown),
        }
    }
}

impl PaperView {
    pub(crate) fn all(papers: &[Paper]) -> Vec<Self> {
        let view = |paper: &Paper| Self { role: Shown(paper.role), file: paper.file.into() };
        papers.iter().map(view).collect()
    }
}
