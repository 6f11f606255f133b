//! XML and mail: text, so looked at from end to end.

use super::{NotTaken, Sniffed};
use engine::file::{Media, SignatureFound};
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

/// How deep a document may be, and how many elements it may have.
const DEPTH: usize = 256;
const ELEMENTS: usize = 2_000_000;
/// The namespace of signatures in XML.
const DSIG: &str = "http://www.w3.org/2000/09/xmldsig#";
/// Namespaces whose elements a browser shows and runs.
const SHOWN: [&str; 2] = ["http://www.w3.org/1999/xhtml", "http://www.w3.org/2000/svg"];
/// Elements that draw, run or show something, in whatever namespace.
const RUNS: [&str; 6] = ["svg", "html", "script", "iframe", "object", "embed"];

pub(super) fn look(bytes: &[u8]) -> Result<Sniffed, NotTaken> {
    let text = std::str::from_utf8(bytes).map_err(|_| NotTaken::Unknown)?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if text.contains('\0') {
        return Err(NotTaken::Unknown);
    }
    if text.starts_with("#!") || begins_as_html(text) {
        return Err(NotTaken::Active);
    }
    if text.trim_start().starts_with('<') { xml(text) } else { mail(text) }
}

fn begins_as_html(text: &str) -> bool {
    let start: String = text.trim_start().chars().take(16).collect();
    let start = start.to_ascii_lowercase();
    ["<!doctype html", "<html", "<svg", "<script", "<body", "<head"]
        .iter()
        .any(|mark| start.starts_with(mark))
}

/// Well-formed, without a document type: that is where entities are declared
/// and programs of others begin to load things.
fn xml(text: &str) -> Result<Sniffed, NotTaken> {
    let mut reader = Reader::from_str(text);
    reader.config_mut().expand_empty_elements = true;
    let (mut depth, mut elements, mut signed) = (0_usize, 0_usize, false);
    let mut declared = false;
    loop {
        match reader.read_event().map_err(|_| NotTaken::Unknown)? {
            Event::Start(start) => {
                if depth == 0 && elements > 0 {
                    return Err(NotTaken::Unknown);
                }
                depth += 1;
                elements += 1;
                if depth > DEPTH || elements > ELEMENTS {
                    return Err(NotTaken::Unknown);
                }
                signed |= element(&start)?;
            }
            Event::End(_) => depth = depth.checked_sub(1).ok_or(NotTaken::Unknown)?,
            Event::Decl(said) => {
                let named = said.encoding().transpose().map_err(|_| NotTaken::Unknown)?;
                if named.is_some_and(|name| !name.eq_ignore_ascii_case("utf-8")) {
                    return Err(NotTaken::Unknown);
                }
                declared = true;
            }
            // A style sheet is a program, too.
            Event::DocType(_) | Event::PI(_) => return Err(NotTaken::Active),
            Event::Eof => break,
            _ => {}
        }
    }
    // Without its declaration a fragment of a page would pass for a document.
    if depth > 0 || elements == 0 || !declared {
        return Err(NotTaken::Unknown);
    }
    Ok(Sniffed { media: Media::Xml, signature: signed.then_some(SignatureFound::Xml) })
}

/// Whether an element is a signature; one that runs is refused.
fn element(start: &BytesStart<'_>) -> Result<bool, NotTaken> {
    let name = start.local_name();
    let name: &str = name.as_ref();
    if RUNS.iter().any(|run| name.eq_ignore_ascii_case(run)) {
        return Err(NotTaken::Active);
    }
    let mut signature = false;
    for attribute in start.attributes() {
        let attribute = attribute.map_err(|_| NotTaken::Unknown)?;
        signature |= name == "Signature" && attribute.value.as_ref() == DSIG;
        // Whatever the elements are called: a browser runs those of these.
        let spelled = attribute.value.contains('&');
        let shown = SHOWN.iter().any(|space| attribute.value.as_ref() == *space);
        let declares = attribute.key.as_ref().starts_with("xmlns");
        if declares && (shown || spelled) {
            return Err(NotTaken::Active);
        }
    }
    Ok(signature)
}

/// A mail has no mark of its own: it begins with fields, and says from whom and
/// when.
fn mail(text: &str) -> Result<Sniffed, NotTaken> {
    let end = ["\r\n\r\n", "\n\n"].iter().filter_map(|blank| text.find(blank)).min();
    let head = text.get(..end.ok_or(NotTaken::Unknown)?).unwrap_or_default();
    let (mut from, mut date, mut signed) = (false, false, false);
    for (n, line) in head.lines().enumerate() {
        if n > 0 && line.starts_with([' ', '\t']) {
            continue;
        }
        let (name, value) = line.split_once(':').ok_or(NotTaken::Unknown)?;
        let is_sign = |byte: u8| byte.is_ascii_graphic();
        if name.is_empty() || !name.bytes().all(is_sign) {
            return Err(NotTaken::Unknown);
        }
        from |= name.eq_ignore_ascii_case("from");
        date |= name.eq_ignore_ascii_case("date");
        signed |= name.eq_ignore_ascii_case("content-type")
            && value.trim_start().to_ascii_lowercase().starts_with("multipart/signed");
    }
    if !(from && date) {
        return Err(NotTaken::Unknown);
    }
    Ok(Sniffed { media: Media::Eml, signature: signed.then_some(SignatureFound::Mail) })
}
