//! What a file is, by its content.

#![allow(clippy::unwrap_used, reason = "a test stops at its first surprise")]

use engine::file::{Media, SignatureFound as S};
use exchange::sniff::{NotTaken, Sniffed, sniff};
use proptest::prelude::*;

fn is(bytes: &[u8]) -> Result<(Media, Option<S>), NotTaken> {
    sniff(bytes).map(|Sniffed { media, signature }| (media, signature))
}

fn pdf(inside: &str) -> Vec<u8> {
    format!("%PDF-1.7\n{inside}\ntrailer\n<<>>\nstartxref\n9\n%%EOF\n").into_bytes()
}

/// A zip of empty parts, stored.
fn zip(names: &[&str], flags: u16, remark: &str) -> Vec<u8> {
    let u16s = |n: usize| u16::try_from(n).unwrap().to_le_bytes();
    let (mut file, mut list) = (Vec::new(), Vec::new());
    for name in names {
        let at = u32::try_from(file.len()).unwrap().to_le_bytes();
        file.extend(b"PK\x03\x04\x14\0");
        file.extend([0; 20]);
        file.extend(u16s(name.len()));
        file.extend([0; 2]);
        file.extend(name.as_bytes());
        list.extend(b"PK\x01\x02\x14\0\x14\0");
        list.extend(flags.to_le_bytes());
        list.extend([0; 18]);
        list.extend(u16s(name.len()));
        list.extend([0; 12]);
        list.extend(at);
        list.extend(name.as_bytes());
    }
    let start = u32::try_from(file.len()).unwrap().to_le_bytes();
    let length = u32::try_from(list.len()).unwrap().to_le_bytes();
    file.extend(list);
    file.extend(b"PK\x05\x06\0\0\0\0");
    file.extend([u16s(names.len()), u16s(names.len())].concat());
    file.extend([length, start].concat());
    file.extend(u16s(remark.len()));
    file.extend(remark.as_bytes());
    file
}

const DOCX: [&str; 2] = ["[Content_Types].xml", "word/document.xml"];

#[test]
fn a_pdf_has_two_ends_and_says_which_signature_is_in_it() {
    let found = |inside: &str| is(&pdf(inside)).map(|(_, signature)| signature);
    let signed = |kind: &str| format!("<</Type/Sig/SubFilter /{kind}\n/ByteRange [0 1 2 3]>>");
    assert_eq!(found(""), Ok(None));
    assert_eq!(found(&signed("adbe.pkcs7.detached")), Ok(Some(S::PdfPkcs7)));
    assert_eq!(found(&signed("ETSI.CAdES.detached")), Ok(Some(S::PdfCades)));
    assert_eq!(found(&signed("ETSI.RFC3161")), Ok(Some(S::PdfTimestamp)));
    let both = signed("ETSI.RFC3161") + &signed("ETSI.CAdES.detached");
    assert_eq!(found(&both), Ok(Some(S::PdfCades)));
    assert_eq!(found(&signed("of.somebody")), Ok(Some(S::PdfOther)));
    // A field that waits to be signed covers nothing.
    assert_eq!(found("<</SubFilter/adbe.pkcs7.detached>>"), Ok(None));
    for runs in [
        "/S/JavaScript/JS(app)",
        "/S/J#61vaScript/JS(app)",
        "<</S /L#61unch>>",
        "<</S /Launch>>",
        "/Type /EmbeddedFile",
        "/Names<</EmbeddedFiles 5 0 R>>",
    ] {
        assert_eq!(found(runs), Err(NotTaken::Active), "{runs}");
    }
    assert_eq!(found("/LaunchedBy"), Ok(None));
    let whole = pdf("");
    assert_eq!(is(&whole[..whole.len() - 6]), Err(NotTaken::Unknown));
    assert_eq!(is(&[b"x", &whole[..]].concat()), Err(NotTaken::Unknown));
}

#[test]
fn scans_are_known_by_their_ends() {
    let png = [&b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"[..], &[0; 20], b"\0\0\0\0IEND\xaeB`\x82"].concat();
    assert_eq!(is(&png), Ok((Media::Png, None)));
    assert_eq!(is(&png[..30]), Err(NotTaken::Unknown));
    let jpeg = [&b"\xff\xd8\xff\xe0"[..], &[7; 20], b"\xff\xd9\0\0"].concat();
    assert_eq!(is(&jpeg), Ok((Media::Jpeg, None)));
    assert_eq!(is(&jpeg[..20]), Err(NotTaken::Unknown));
    assert_eq!(is(b"II*\0\x08\0\0\0\0\0"), Ok((Media::Tiff, None)));
    assert_eq!(is(b"MM\0*\0\0\0\x08\0\0"), Ok((Media::Tiff, None)));
}

#[test]
fn an_office_document_is_what_its_list_of_parts_says() {
    assert_eq!(is(&zip(&DOCX, 0, "")), Ok((Media::Docx, None)));
    assert_eq!(is(&zip(&DOCX, 0, "a remark")), Ok((Media::Docx, None)));
    let xlsx = ["[Content_Types].xml", "xl/workbook.xml"];
    assert_eq!(is(&zip(&xlsx, 0, "")), Ok((Media::Xlsx, None)));
    let with = |more: &[&str]| is(&zip(&[&DOCX[..], more].concat(), 0, ""));
    assert_eq!(with(&["_xmlsignatures/sig1.xml"]), Ok((Media::Docx, Some(S::Office))));
    for runs in ["word/vbaProject.bin", "word\\activeX\\a.bin", "word/embeddings/a.bin"] {
        assert_eq!(with(&[runs]), Err(NotTaken::Active), "{runs}");
    }
    // Two things at once, a plain archive, a locked one, one with a tail.
    assert_eq!(with(&["xl/workbook.xml"]), Err(NotTaken::Unknown));
    assert_eq!(is(&zip(&["a.txt"], 0, "")), Err(NotTaken::Unknown));
    assert_eq!(is(&zip(&DOCX, 1, "")), Err(NotTaken::Unknown));
    let tailed = [zip(&DOCX, 0, ""), b"MZ".to_vec()].concat();
    assert_eq!(is(&tailed), Err(NotTaken::Unknown));
}

#[test]
fn xml_is_whole_and_runs_nothing() {
    let of = |body: &str| is(format!("<?xml version=\"1.0\"?>{body}").as_bytes());
    assert_eq!(of("<a><b/></a>"), Ok((Media::Xml, None)));
    assert_eq!(is("\u{feff}<?xml version=\"1.0\"?><a/>".as_bytes()), Ok((Media::Xml, None)));
    let dsig = "<a><ds:Signature xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\"/></a>";
    assert_eq!(of(dsig), Ok((Media::Xml, Some(S::Xml))));
    for runs in [
        "<svg xmlns=\"http://www.w3.org/2000/svg\"/>",
        "<a><x:script xmlns:x=\"http://www.w3.org/1999/xhtml\"/></a>",
        "<a xmlns:x=\"http://www.w3.org/1999/xhtml\"><x:img onerror=\"a()\"/></a>",
        "<a xmlns:x=\"http://www.w3.org/1999/xhtm&#108;\"><x:img onerror=\"a()\"/></a>",
        "<!DOCTYPE a [<!ENTITY b \"c\">]><a/>",
        "<?xml-stylesheet href=\"a.xsl\"?><a/>",
    ] {
        assert_eq!(of(runs), Err(NotTaken::Active), "{runs}");
    }
    for broken in ["<a>", "<a/><b/>", "", "<a></b>"] {
        assert_eq!(of(broken), Err(NotTaken::Unknown), "{broken}");
    }
    for page in ["<!DOCTYPE html><p>", "<html></html>", " <SVG/>", "#!/bin/sh\n", "<script>1"] {
        assert_eq!(is(page.as_bytes()), Err(NotTaken::Active), "{page}");
    }
    assert_eq!(is(b"<a/>"), Err(NotTaken::Unknown));
}

#[test]
fn a_mail_says_from_whom_and_when() {
    let of = |head: &str| is(format!("{head}\r\n\r\nbody").as_bytes());
    let head = "From: a@b.example\r\nDate: Mon, 16 Nov 2026 09:00:00 +0700\r\nX: y\r\n z";
    assert_eq!(of(head), Ok((Media::Eml, None)));
    let signed = format!("{head}\r\nContent-Type: multipart/signed; micalg=sha-256");
    assert_eq!(of(&signed), Ok((Media::Eml, Some(S::Mail))));
    for no in ["From: a@b.example", "hello", "", "Date: x\r\nFrom x: y"] {
        assert_eq!(of(no), Err(NotTaken::Unknown), "{no}");
    }
}

#[test]
fn a_signature_of_its_own_fills_its_file() {
    let oid = b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02";
    let content = [&oid[..], &[5; 300]].concat();
    let der = [&[0x30, 0x82, 1, 0x37][..], &content].concat();
    assert_eq!(is(&der), Ok((Media::P7s, Some(S::Cms))));
    assert_eq!(is(&der[..der.len() - 1]), Err(NotTaken::Unknown));
    let ber = [&[0x30, 0x80][..], &content, &[0, 0]].concat();
    assert_eq!(is(&ber), Ok((Media::P7s, Some(S::Cms))));
}

#[test]
fn what_is_nothing_of_these_is_not_taken() {
    for other in [&b""[..], b"MZ\x90\0", b"\x7fELF", b"GIF89a", b"hello", b"\0\0\0", b"{\\rtf1"] {
        assert_eq!(is(other), Err(NotTaken::Unknown), "{other:?}");
    }
}

proptest! {
    #[test]
    fn whatever_comes_is_looked_at_without_a_fault(
        start in prop::sample::select(vec!["", "%PDF-", "PK\u{3}\u{4}", "<?xml", "0\u{1}", "A: b\n"]),
        bytes in prop::collection::vec(any::<u8>(), 0..400),
    ) {
        let _ = sniff(&[start.as_bytes(), &bytes].concat());
        let mut file = zip(&DOCX, 0, "");
        for (at, byte) in bytes.iter().enumerate() {
            let place = at * 7 % file.len();
            if byte % 5 == 0 { file[place] = *byte; }
        }
        let _ = sniff(&file);
    }
}
