//! PDF: its two ends, and whether somebody signed it.

use super::{NotTaken, Sniffed, position, tail};
use engine::file::{Media, SignatureFound};

/// How far from the end the last mark may stand: readers look no further.
const END_WITHIN: usize = 1024;

pub(super) fn look(bytes: &[u8]) -> Result<Sniffed, NotTaken> {
    // A document that was cut off opens nowhere and proves nothing.
    if position(tail(bytes, END_WITHIN), b"%%EOF").is_none() {
        return Err(NotTaken::Unknown);
    }
    // Parts of a PDF that are packed are not looked into, so this is a fence and
    // no wall: what is handed out is never shown inline.
    let runs: [&[u8]; 3] = [b"/JavaScript", b"/Launch", b"/EmbeddedFile"];
    if runs.iter().any(|name| has_name(bytes, name)) {
        return Err(NotTaken::Active);
    }
    Ok(Sniffed { media: Media::Pdf, signature: signature(bytes) })
}

/// Whether a name stands there whole: `/Launch`, not `/LaunchedBy`.
fn has_name(bytes: &[u8], name: &[u8]) -> bool {
    let mut rest = bytes;
    while let Some(at) = position(rest, name) {
        rest = rest.get(at + name.len()..).unwrap_or_default();
        if rest.first().is_none_or(|next| !next.is_ascii_alphanumeric()) {
            return true;
        }
    }
    false
}

/// A signature covers a range of bytes of the file, so its dictionary stands in
/// it unpacked.
fn signature(bytes: &[u8]) -> Option<SignatureFound> {
    position(bytes, b"/ByteRange")?;
    let mut found = None;
    let mut rest = bytes;
    while let Some(at) = position(rest, b"/SubFilter") {
        rest = rest.get(at + b"/SubFilter".len()..).unwrap_or_default();
        let kind = kind_of(name(rest));
        // A time stamp beside a signature is about the signature.
        if found.is_none() || found == Some(SignatureFound::PdfTimestamp) {
            found = Some(kind);
        }
    }
    Some(found.unwrap_or(SignatureFound::PdfOther))
}

/// The name that stands next, without its slash.
fn name(bytes: &[u8]) -> &[u8] {
    let bytes = bytes.trim_ascii_start();
    let bytes = bytes.strip_prefix(b"/").unwrap_or_default();
    let is_sign = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-');
    let end = bytes.iter().position(|byte| !is_sign(byte)).unwrap_or(bytes.len());
    bytes.get(..end).unwrap_or_default()
}

const fn kind_of(name: &[u8]) -> SignatureFound {
    match name {
        b"adbe.pkcs7.detached" | b"adbe.pkcs7.sha1" => SignatureFound::PdfPkcs7,
        b"ETSI.CAdES.detached" => SignatureFound::PdfCades,
        b"ETSI.RFC3161" => SignatureFound::PdfTimestamp,
        _ => SignatureFound::PdfOther,
    }
}
