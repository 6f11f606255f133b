//! Files that came in: what they are known by. Their bytes are no facts and
//! stand elsewhere; their names are not kept at all, since people write names
//! of debtors into them.

use crate::id::FileId;
use crate::instrument::ContentHash;
use serde::{Deserialize, Serialize};

/// What a file is, found by its content and never by its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Media {
    /// A document or a scan.
    Pdf,
    /// A scan.
    Png,
    /// A scan.
    Jpeg,
    /// A scan.
    Tiff,
    /// A text of Word, without macros.
    Docx,
    /// A table of Excel, without macros.
    Xlsx,
    /// A signed or structured document.
    Xml,
    /// A signature envelope of its own (CMS).
    P7s,
    /// A mail.
    Eml,
}

impl Media {
    /// What a name of such a file ends with.
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Jpeg => "jpg",
            other => other.code(),
        }
    }

    /// Whether an answer may carry it. A mail is another letter with files and
    /// addressees of its own.
    pub const fn goes_with_answers(self) -> bool {
        !matches!(self, Self::Eml)
    }
}

/// A signature envelope that was seen in a file. Nobody verified it: it says
/// which kind is there, not that it is good.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SignatureFound {
    /// In a PDF, `adbe.pkcs7.detached` and its elders.
    PdfPkcs7,
    /// In a PDF, `ETSI.CAdES.detached` (PAdES).
    PdfCades,
    /// In a PDF, a time stamp alone.
    PdfTimestamp,
    /// In a PDF, of another kind.
    PdfOther,
    /// CMS.
    Cms,
    /// XML-DSig or XAdES.
    Xml,
    /// S/MIME.
    Mail,
    /// Of an Office document.
    Office,
}

/// What a file is known by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileRef {
    /// Which file.
    pub id: FileId,
    /// SHA-256 of its bytes.
    pub sha256: ContentHash,
    /// What it is.
    pub media: Media,
    /// How many bytes it has.
    pub size: u64,
    /// The signature envelope seen in it, unverified.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signature: Option<SignatureFound>,
}
