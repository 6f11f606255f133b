//! `Idempotency-Key`, `If-Match`, `ETag`.

use crate::problem::Fault;
use actix_web::http::header::{self, HeaderMap};
use engine::actor::{Actor, Who};
use engine::command::IdempotencyKey;
use serde::Deserialize;
use sha2::{Digest, Sha256};
use utoipa::IntoParams;
use uuid::Uuid;

const KEY_HEADER: &str = "idempotency-key";
const LONGEST_KEY: usize = 255;

/// Headers of every write.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Header)]
#[expect(dead_code, reason = "read by name; this describes them")]
pub(crate) struct WriteHeaders {
    /// Chosen by the caller, 1 to 255 visible ASCII characters; a repeated
    /// request with the same key has the first one's effect and no other.
    #[serde(rename = "Idempotency-Key")]
    #[param(min_length = 1, max_length = 255)]
    idempotency_key: String,
    /// The version the caller decided on, as given by `ETag`.
    #[serde(rename = "If-Match")]
    #[param(required = false, pattern = r#"^(\*|(W/)?"[0-9]{1,9}")$"#)]
    if_match: Option<String>,
}

/// What a caller's key is to the store: bound to its actor, so that nobody can
/// find out about another's, and to its request (I-2).
pub(crate) fn idempotency_key(
    headers: &HeaderMap,
    actor: &Actor,
    method: &str,
    path: &str,
    body: &[u8],
) -> Result<IdempotencyKey, Fault> {
    let key = headers.get(KEY_HEADER).ok_or(Fault::KeyMissing)?.as_bytes();
    bound_key(key, actor, method, path, body)
}

/// The same for a key that came in another place, such as a form's hidden
/// field.
pub(crate) fn bound_key(
    key: &[u8],
    actor: &Actor,
    method: &str,
    path: &str,
    body: &[u8],
) -> Result<IdempotencyKey, Fault> {
    let sound = (1..=LONGEST_KEY).contains(&key.len()) && key.iter().all(u8::is_ascii_graphic);
    if !sound {
        return Err(Fault::KeyInvalid);
    }
    let kind: &[u8] = match actor.who {
        Who::Person(_) => b"person",
        Who::Client(_) => b"client",
        Who::System => b"system",
    };
    let bound = digest(&[kind, actor.id().as_bytes(), key]);
    let (id, _) = bound.split_first_chunk::<16>().ok_or(Fault::Internal)?;
    Ok(IdempotencyKey {
        id: Uuid::from_bytes(*id),
        request: digest(&[method.as_bytes(), path.as_bytes(), body]),
    })
}

/// SHA-256 of parts, each with its length, so that none can run into the next.
fn digest(parts: &[&[u8]]) -> [u8; 32] {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
        hash.update(part);
    }
    hash.finalize().into()
}

/// The version in `If-Match`: `"3"` or `W/"3"`; `*` and nothing ask for none.
pub(crate) fn expected_version(headers: &HeaderMap) -> Result<Option<i32>, Fault> {
    let Some(value) = headers.get(header::IF_MATCH) else {
        return Ok(None);
    };
    let text = value.to_str().map_err(|_| Fault::IfMatchInvalid)?.trim();
    if text == "*" {
        return Ok(None);
    }
    let tag = text.strip_prefix("W/").unwrap_or(text);
    let version = tag.strip_prefix('"').and_then(|tag| tag.strip_suffix('"'));
    let version = version.filter(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()));
    let version = version.and_then(|digits| digits.parse().ok());
    version.map(Some).ok_or(Fault::IfMatchInvalid)
}

/// A version as an entity tag.
pub(crate) fn etag(version: i32) -> String {
    format!("\"{version}\"")
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::http::header::{HeaderName, HeaderValue};

    fn headers(name: &'static str, value: &[u8]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        let value = HeaderValue::from_bytes(value).unwrap();
        headers.insert(HeaderName::from_static(name), value);
        headers
    }

    #[test]
    fn a_version_is_read_from_strong_and_weak_tags() {
        for (text, expected) in [
            ("\"3\"", Ok(Some(3))),
            ("W/\"3\"", Ok(Some(3))),
            ("*", Ok(None)),
            ("3", Err(Fault::IfMatchInvalid)),
            ("\"\"", Err(Fault::IfMatchInvalid)),
            ("\"-3\"", Err(Fault::IfMatchInvalid)),
            ("\"+3\"", Err(Fault::IfMatchInvalid)),
            ("\"99999999999\"", Err(Fault::IfMatchInvalid)),
            ("\"1\", \"2\"", Err(Fault::IfMatchInvalid)),
        ] {
            let headers = headers("if-match", text.as_bytes());
            assert_eq!(expected_version(&headers), expected, "{text}");
        }
        assert_eq!(expected_version(&HeaderMap::new()), Ok(None));
    }

    #[test]
    fn a_key_is_bound_to_its_actor_and_its_request() {
        let key = |actor: &Actor, key: &str, path: &str, body: &[u8]| {
            let headers = headers("idempotency-key", key.as_bytes());
            idempotency_key(&headers, actor, "POST", path, body)
        };
        let one = Actor::SYSTEM;
        let other = Actor { who: Who::Person(Uuid::nil().into()), ..one };
        let first = key(&one, "k1", "/a", b"x").unwrap();
        assert_eq!(key(&one, "k1", "/a", b"x").unwrap(), first);
        assert_ne!(key(&other, "k1", "/a", b"x").unwrap().id, first.id);
        assert_ne!(key(&one, "k2", "/a", b"x").unwrap().id, first.id);
        for changed in [key(&one, "k1", "/ax", b""), key(&one, "k1", "/a", b"y")] {
            let changed = changed.unwrap();
            assert_eq!(changed.id, first.id);
            assert_ne!(changed.request, first.request);
        }
    }

    #[test]
    fn a_key_is_visible_ascii_of_bounded_length() {
        let read = |value: &[u8]| {
            let headers = headers("idempotency-key", value);
            idempotency_key(&headers, &Actor::SYSTEM, "POST", "/", b"")
        };
        assert!(read(&[b'k'; 255]).is_ok());
        for wrong in [&b""[..], &[b'k'; 256], b"a b", "khoá".as_bytes()] {
            assert_eq!(read(wrong), Err(Fault::KeyInvalid));
        }
        let none = idempotency_key(&HeaderMap::new(), &Actor::SYSTEM, "POST", "/", b"");
        assert_eq!(none, Err(Fault::KeyMissing));
    }
}
