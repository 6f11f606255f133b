//! Documents of Office: what a zip's own list of contents names. Nothing is
//! unpacked.

use super::{NotTaken, Sniffed, tail};
use engine::file::{Media, SignatureFound};

const END: &[u8] = b"PK\x05\x06";
const ENTRY: &[u8] = b"PK\x01\x02";
/// How long the end of the list is, and how long a remark behind it may be.
const END_BYTES: usize = 22;
const MOST_REMARK: usize = 65_535;
/// How many parts a document may have.
const MOST_PARTS: usize = 20_000;

pub(super) fn look(bytes: &[u8]) -> Result<Sniffed, NotTaken> {
    let names = names(bytes).ok_or(NotTaken::Unknown)?;
    let has = |name: &str| names.iter().any(|one| one == name);
    let (text, table) = (has("word/document.xml"), has("xl/workbook.xml"));
    if !has("[content_types].xml") || text == table {
        return Err(NotTaken::Unknown);
    }
    // A part with macros may bear any name; but what is handed out is named
    // .docx or .xlsx, and no Office runs macros of those.
    let runs = |name: &String| {
        name.ends_with("vbaproject.bin")
            || ["/activex/", "/macrosheets/", "/embeddings/"]
                .iter()
                .any(|folder| name.contains(folder))
    };
    if names.iter().any(runs) {
        return Err(NotTaken::Active);
    }
    let media = if text { Media::Docx } else { Media::Xlsx };
    let signed = names.iter().any(|name| name.starts_with("_xmlsignatures/"));
    Ok(Sniffed { media, signature: signed.then_some(SignatureFound::Office) })
}

/// The names of all parts in small letters, by the list at the end of the file;
/// nothing stands behind that list.
fn names(bytes: &[u8]) -> Option<Vec<String>> {
    let last = tail(bytes, END_BYTES + MOST_REMARK);
    let end = (0..=last.len().checked_sub(END_BYTES)?).rev().find_map(|at| {
        let end = last.get(at..)?;
        let whole = end.starts_with(END) && usize::from(u16_at(end, 20)?) + END_BYTES == end.len();
        whole.then_some(end)
    })?;
    let count = usize::from(u16_at(end, 10)?);
    let start = usize::try_from(u32_at(end, 16)?).ok()?;
    if count > MOST_PARTS {
        return None;
    }
    let mut rest = bytes.get(start..)?;
    let mut names = Vec::with_capacity(count);
    for _ in 0..count {
        let entry = rest.strip_prefix(ENTRY)?;
        let encrypted = u16_at(entry, 4)? & 1 == 1;
        let lengths = [u16_at(entry, 24)?, u16_at(entry, 26)?, u16_at(entry, 28)?];
        let [name, extra, remark] = lengths.map(usize::from);
        let text = std::str::from_utf8(entry.get(42..42 + name)?).ok()?;
        if encrypted || text.contains('\0') {
            return None;
        }
        names.push(text.replace('\\', "/").to_lowercase());
        rest = entry.get(42 + name + extra + remark..)?;
    }
    Some(names)
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    bytes.get(at..)?.first_chunk().map(|bytes| u16::from_le_bytes(*bytes))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..)?.first_chunk().map(|bytes| u32::from_le_bytes(*bytes))
}
