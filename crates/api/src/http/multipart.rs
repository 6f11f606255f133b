//! Forms with a file (RFC 7578), as browsers send them without a script: turned
//! into the plain form they would have been, so that they take its road.

use super::body::is_of_type;
use crate::problem::Fault;
use actix_web::http::header::{self, HeaderMap};

/// Media type of such a form.
pub(crate) const MULTIPART: &str = "multipart/form-data";

/// How many fields such a form has at most.
const MOST: usize = 100;

/// The field that names a file which is no text.
pub(crate) const NOT_TEXT: &str = "_not_text";

/// The fields as a plain form, one file among them at most; the text of a file is the value of its field. Of a
/// file that is not UTF-8, or has a NUL as UTF-16 does, the form says so in
/// [`NOT_TEXT`], and its field is empty.
pub(crate) fn to_form(headers: &HeaderMap, body: &[u8]) -> Result<Vec<u8>, Fault> {
    let boundary = boundary(headers).ok_or(Fault::BodyMalformed)?;
    let parts = parts(body, &boundary).ok_or(Fault::BodyMalformed)?;
    // No form of ours has two.
    if parts.iter().filter(|part| is_file(part.head)).count() > 1 {
        return Err(Fault::BodyMalformed);
    }
    let pairs = fields(parts).ok_or(Fault::BodyMalformed)?;
    plain(pairs)
}

/// The fields that are no file as a plain form, and the bytes of the one that is:
/// whatever they are.
pub(crate) fn with_file(headers: &HeaderMap, body: &[u8]) -> Result<(Vec<u8>, Vec<u8>), Fault> {
    let boundary = boundary(headers).ok_or(Fault::BodyMalformed)?;
    let parts = parts(body, &boundary).ok_or(Fault::BodyMalformed)?;
    let (files, others): (Vec<_>, Vec<_>) = parts.into_iter().partition(|part| is_file(part.head));
    let [file] = files.as_slice() else { return Err(Fault::BodyMalformed) };
    let content = file.content.to_vec();
    Ok((plain(fields(others).ok_or(Fault::BodyMalformed)?)?, content))
}

fn plain(pairs: Vec<(String, String)>) -> Result<Vec<u8>, Fault> {
    let form = serde_urlencoded::to_string(pairs).map_err(|_| Fault::BodyMalformed)?;
    Ok(form.into_bytes())
}

fn boundary(headers: &HeaderMap) -> Option<String> {
    if !is_of_type(headers, MULTIPART) {
        return None;
    }
    let text = headers.get(header::CONTENT_TYPE)?.to_str().ok()?;
    let value = text.split(';').skip(1).find_map(|part| {
        let (name, value) = part.trim().split_once('=')?;
        name.eq_ignore_ascii_case("boundary").then_some(value)
    })?;
    let value = value.trim_matches('"');
    (1..=70).contains(&value.len()).then(|| value.to_owned())
}

/// A part of such a form.
struct Part<'a> {
    head: &'a [u8],
    content: &'a [u8],
}

fn parts<'a>(body: &'a [u8], boundary: &str) -> Option<Vec<Part<'a>>> {
    let (first, between) = (format!("--{boundary}"), format!("\r\n--{boundary}"));
    let mut rest = after(body, first.as_bytes())?.1;
    let mut parts = Vec::new();
    while let Some(part) = rest.strip_prefix(b"\r\n") {
        let (part, left) = after(part, between.as_bytes())?;
        let (head, content) = after(part, b"\r\n\r\n")?;
        parts.push(Part { head, content });
        if parts.len() > MOST {
            return None;
        }
        rest = left;
    }
    rest.starts_with(b"--").then_some(parts)
}

fn fields(parts: Vec<Part<'_>>) -> Option<Vec<(String, String)>> {
    let mut fields = Vec::new();
    for Part { head, content } in parts {
        let name = name(head)?;
        match std::str::from_utf8(content) {
            Ok(text) if !(is_file(head) && text.contains('\0')) => {
                fields.push((name, text.to_owned()));
            }
            _ if is_file(head) => {
                fields.extend([(NOT_TEXT.to_owned(), name.clone()), (name, String::new())]);
            }
            _ => return None,
        }
    }
    Some(fields)
}

/// What comes before the first occurrence, and what after it.
fn after<'a>(bytes: &'a [u8], mark: &[u8]) -> Option<(&'a [u8], &'a [u8])> {
    let at = bytes.windows(mark.len()).position(|window| window == mark)?;
    let (before, rest) = bytes.split_at_checked(at)?;
    Some((before, rest.get(mark.len()..)?))
}

/// The line of a part's head that says what it is.
fn disposition(head: &[u8]) -> Option<&str> {
    let head = std::str::from_utf8(head).ok()?;
    head.split("\r\n").find(|line| {
        let field = line.split(':').next().unwrap_or_default();
        field.eq_ignore_ascii_case("content-disposition")
    })
}

fn is_file(head: &[u8]) -> bool {
    disposition(head).is_some_and(|line| line.contains("; filename"))
}

/// The name of a field in the head of its part.
fn name(head: &[u8]) -> Option<String> {
    let line = disposition(head)?;
    let (_, rest) = line.split_once("; name=\"")?;
    Some(rest.split('"').next()?.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::http::header::HeaderValue;

    fn form(kind: &str, body: &str) -> Result<String, Fault> {
        of_bytes(kind, body.replace('\n', "\r\n").as_bytes())
    }

    fn of_bytes(kind: &str, body: &[u8]) -> Result<String, Fault> {
        let mut headers = HeaderMap::new();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_str(kind).unwrap());
        let form = to_form(&headers, body)?;
        Ok(String::from_utf8(form).unwrap())
    }

    const KIND: &str = "multipart/form-data; boundary=x-1";

    #[test]
    fn a_form_with_a_file_is_the_plain_form_it_stands_for() {
        let body = "--x-1\nContent-Disposition: form-data; name=\"_csrf\"\n\nabc\n\
                    --x-1\nContent-Disposition: form-data; name=\"/file\"; filename=\"s.csv\"\n\
                    Content-Type: text/csv\n\na;b\n--x\n\n--x-1--\n";
        let form = form(KIND, body).unwrap();
        assert_eq!(form, "_csrf=abc&%2Ffile=a%3Bb%0D%0A--x%0D%0A");
    }

    #[test]
    fn a_form_has_one_file() {
        let part = |name: &str| {
            let head = "Content-Disposition: form-data; name=";
            format!("--x-1\n{head}\"{name}\"; filename=\"s.csv\"\n\na\n")
        };
        assert!(form(KIND, &format!("{}--x-1--", part("/file"))).is_ok());
        for other in ["/file", "/list"] {
            let two = format!("{}{}--x-1--", part("/file"), part(other));
            assert_eq!(form(KIND, &two).err(), Some(Fault::BodyMalformed));
        }
    }

    /// As Excel saves it: in the code page of Windows, or as UTF-16.
    #[test]
    fn a_file_that_is_no_text_is_named_and_a_field_that_is_none_is_refused() {
        let part = |head: &str, content: &[u8]| {
            let head = format!("--x-1\r\nContent-Disposition: form-data; name=\"/file\"{head}");
            [head.as_bytes(), b"\r\n\r\n", content, b"\r\n--x-1--\r\n"].concat()
        };
        for content in [&b"S\xf4 tham chi\xea\xfa"[..], b"\xff\xfeS\0t\0", b"S\0t\0"] {
            let form = of_bytes(KIND, &part("; filename=\"s.csv\"", content)).unwrap();
            assert_eq!(form, "_not_text=%2Ffile&%2Ffile=");
        }
        assert_eq!(of_bytes(KIND, &part("", b"\xf4")).err(), Some(Fault::BodyMalformed));
    }

    /// A paper is no text: its bytes stay what they are.
    #[test]
    fn the_bytes_of_one_file_are_kept_as_they_are() {
        let mut headers = HeaderMap::new();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(KIND));
        let part = |name: &str, content: &[u8]| {
            let head = format!("--x-1\r\nContent-Disposition: form-data; name={name}\r\n\r\n");
            [head.as_bytes(), content, b"\r\n"].concat()
        };
        let file = part("\"/file\"; filename=\"a.pdf\"", b"%PDF\0\xff\r\n--x-2");
        let field = part("\"/role\"", b"decision");
        let whole =
            |parts: &[&[u8]]| with_file(&headers, &[&parts.concat()[..], b"--x-1--"].concat());
        let (form, bytes) = whole(&[&field, &file]).unwrap();
        assert_eq!(
            (form.as_slice(), bytes.as_slice()),
            (&b"%2Frole=decision"[..], &b"%PDF\0\xff\r\n--x-2"[..])
        );
        assert_eq!(whole(&[&field]).err(), Some(Fault::BodyMalformed));
        assert_eq!(whole(&[&file, &file]).err(), Some(Fault::BodyMalformed));
    }

    #[test]
    fn what_is_no_such_form_is_refused() {
        let one = "--x-1\nContent-Disposition: form-data; name=\"a\"\n\nb\n--x-1--";
        assert!(form(KIND, one).is_ok());
        for (kind, body) in [
            ("multipart/form-data", one),
            ("multipart/form-data; boundary=", one),
            ("text/plain; boundary=x-1", one),
            (KIND, ""),
            (KIND, "--x-1\nContent-Disposition: form-data; name=\"a\"\n\nb"),
            (KIND, "--x-1\nContent-Disposition: form-data\n\nb\n--x-1--"),
            (KIND, "--x-1\nb\n--x-1--"),
            (KIND, "--x-1"),
        ] {
            assert_eq!(form(kind, body).err(), Some(Fault::BodyMalformed), "{kind}: {body}");
        }
        let many = "--x-1\nContent-Disposition: form-data; name=\"a\"\n\nb\n".repeat(101);
        assert_eq!(form(KIND, &format!("{many}--x-1--")).err(), Some(Fault::BodyMalformed));
    }
}
