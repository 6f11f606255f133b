//! PDF: its two ends, and whether somebody signed it.

use super::{NotTaken, Sniffed, position, tail};
use engine::file::{Media, SignatureFound};

/// How far from the end the last mark may stand: readers look no further.
const END_WITHIN: usize = 1024;
/// No name looked for is longer, however it is written.
const LONGEST: usize = 64;

pub(super) fn look(bytes: &[u8]) -> Result<Sniffed, NotTaken> {
    // A document that was cut off opens nowhere and proves nothing.
    if position(tail(bytes, END_WITHIN), b"%%EOF").is_none() {
        return Err(NotTaken::Unknown);
    }
    // Parts of a PDF that are packed are not looked into, so this is a fence and
    // no wall: what is handed out is never shown inline.
    let runs: [&[u8]; 5] =
        [b"JavaScript", b"Launch", b"EmbeddedFile", b"EmbeddedFiles", b"RichMedia"];
    if names(bytes).any(|name| runs.contains(&name.as_slice())) {
        return Err(NotTaken::Active);
    }
    Ok(Sniffed { media: Media::Pdf, signature: signature(bytes) })
}

/// The names that stand in it, each whole and without its escapes: `/L#61unch` is
/// `Launch`.
fn names(bytes: &[u8]) -> impl Iterator<Item = Vec<u8>> {
    let after_slash = bytes.split(|byte| *byte == b'/').skip(1);
    after_slash.map(|rest| {
        let is_sign = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'#';
        let end = rest.iter().take(LONGEST).position(|byte| !is_sign(byte));
        let end = end.unwrap_or(LONGEST.min(rest.len()));
        unescaped(rest.get(..end).unwrap_or_default())
    })
}

fn unescaped(name: &[u8]) -> Vec<u8> {
    let mut plain = Vec::with_capacity(name.len());
    let mut rest = name;
    while let Some((first, after)) = rest.split_first() {
        let code = after.first_chunk::<2>().filter(|_| *first == b'#');
        let code = code.and_then(|code| std::str::from_utf8(code).ok());
        let byte = code.and_then(|code| u8::from_str_radix(code, 16).ok());
        plain.push(byte.unwrap_or(*first));
        rest = if byte.is_some() { after.get(2..).unwrap_or_default() } else { after };
    }
    plain
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
