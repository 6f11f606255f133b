//! What a file is, by its content: never by its name, and never by what its
//! sender says. What a program could run is refused: scripts, HTML, SVG, Office
//! documents with macros. Nothing is unpacked and no file is trusted to be whole.

mod pdf;
mod text;
mod zip;

use engine::file::{Media, SignatureFound};

/// What was found out about a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sniffed {
    /// What it is.
    pub media: Media,
    /// The signature envelope seen in it; nothing was verified.
    pub signature: Option<SignatureFound>,
}

/// Why a file is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotTaken {
    /// It is none of the kinds that are taken, or it is not whole.
    Unknown,
    /// It holds what a program would run.
    Active,
}

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR";
const PNG_END: &[u8] = b"IEND\xaeB`\x82";
const JPEG: &[u8] = b"\xff\xd8\xff";
const JPEG_END: &[u8] = b"\xff\xd9";
const TIFFS: [&[u8]; 2] = [b"II*\0", b"MM\0*"];
/// `signedData`, 1.2.840.113549.1.7.2, as it stands in a CMS envelope.
const SIGNED_DATA: &[u8] = b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02";

/// What a file is, or why it is not taken.
pub fn sniff(bytes: &[u8]) -> Result<Sniffed, NotTaken> {
    let plain = |media| Ok(Sniffed { media, signature: None });
    if bytes.starts_with(b"%PDF-") {
        return pdf::look(bytes);
    }
    if bytes.starts_with(b"PK\x03\x04") {
        return zip::look(bytes);
    }
    if bytes.starts_with(PNG) && bytes.ends_with(PNG_END) {
        return plain(Media::Png);
    }
    // Cameras pad with zeros.
    if bytes.starts_with(JPEG) && without_zeros(bytes).ends_with(JPEG_END) {
        return plain(Media::Jpeg);
    }
    if TIFFS.iter().any(|magic| bytes.starts_with(magic)) && bytes.len() > 8 {
        return plain(Media::Tiff);
    }
    if is_cms(bytes) {
        return Ok(Sniffed { media: Media::P7s, signature: Some(SignatureFound::Cms) });
    }
    text::look(bytes)
}

fn without_zeros(bytes: &[u8]) -> &[u8] {
    let zeros = bytes.iter().rev().take_while(|byte| **byte == 0).count();
    bytes.get(..bytes.len().saturating_sub(zeros)).unwrap_or_default()
}

/// A DER sequence that fills the file and begins with `signedData`; or the same
/// in BER, which signs as it goes and so does not know its length.
fn is_cms(bytes: &[u8]) -> bool {
    let Some((0x30, rest)) = bytes.split_first().map(|(tag, rest)| (*tag, rest)) else {
        return false;
    };
    let Some((first, rest)) = rest.split_first() else {
        return false;
    };
    if *first == 0x80 {
        return rest.starts_with(SIGNED_DATA) && rest.ends_with(&[0, 0]);
    }
    let digits = usize::from(first & 0x7f);
    let Some((length, content)) =
        (*first > 0x80 && digits <= 4).then(|| rest.split_at_checked(digits)).flatten()
    else {
        // Fewer than 128 bytes hold no signature.
        return false;
    };
    let length = length.iter().fold(0_usize, |sum, byte| sum << 8 | usize::from(*byte));
    length == content.len() && content.starts_with(SIGNED_DATA)
}

/// Where something begins.
fn position(bytes: &[u8], mark: &[u8]) -> Option<usize> {
    bytes.windows(mark.len()).position(|window| window == mark)
}

/// The last bytes of a file.
fn tail(bytes: &[u8], most: usize) -> &[u8] {
    bytes.get(bytes.len().saturating_sub(most)..).unwrap_or_default()
}
