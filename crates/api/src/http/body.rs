//! Bodies: bounded, typed, and JSON or nothing.

use crate::problem::{Fault, FieldError, Problem, json_error};
use crate::state::State;
use actix_web::HttpRequest;
use actix_web::dev::Payload;
use actix_web::http::header::{self, HeaderMap};
use actix_web::web::BytesMut;
use futures_util::StreamExt;
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::time::Duration;

/// Reads a whole body, at most as long and as slowly as allowed.
pub(crate) async fn read(
    state: &State,
    request: &HttpRequest,
    payload: &mut Payload,
) -> Result<BytesMut, Problem> {
    let settings = &state.settings;
    read_up_to(request, payload, settings.body_limit, settings.body_timeout).await
}

/// The same within other bounds.
pub(crate) async fn read_up_to(
    request: &HttpRequest,
    payload: &mut Payload,
    limit: usize,
    within: Duration,
) -> Result<BytesMut, Problem> {
    let announced = request.headers().get(header::CONTENT_LENGTH);
    let announced = announced.and_then(|value| value.to_str().ok()?.parse::<usize>().ok());
    if announced.is_some_and(|length| length > limit) {
        return Err(Fault::BodyTooLarge.into());
    }
    let whole = async {
        let mut body = BytesMut::new();
        while let Some(chunk) = payload.next().await {
            let chunk = chunk.map_err(|_| Fault::BodyMalformed)?;
            if body.len() + chunk.len() > limit {
                return Err(Fault::BodyTooLarge);
            }
            body.extend_from_slice(&chunk);
        }
        Ok(body)
    };
    match tokio::time::timeout(within, whole).await {
        Ok(body) => Ok(body?),
        Err(_) => Err(Fault::BodySlow.into()),
    }
}

/// Whether a body is of a media type, parameters aside.
pub(crate) fn is_of_type(headers: &HeaderMap, wanted: &str) -> bool {
    let found = headers.get(header::CONTENT_TYPE);
    let found = found.and_then(|value| value.to_str().ok());
    found.is_some_and(|found| {
        let essence = found.split(';').next().unwrap_or_default();
        essence.trim().eq_ignore_ascii_case(wanted)
    })
}

/// A JSON body. An empty one stands for an object without members.
pub(crate) fn json<T: DeserializeOwned>(headers: &HeaderMap, body: &[u8]) -> Result<T, Problem> {
    if !body.is_empty() && !is_of_type(headers, "application/json") {
        return Err(Fault::ContentType.into());
    }
    typed(body)
}

/// The same of a body whose type is known to be right.
pub(super) fn typed<T: DeserializeOwned>(body: &[u8]) -> Result<T, Problem> {
    let body = if body.is_empty() { b"{}" } else { body };
    // Serde would take a list for a struct, member by member in our order.
    if body.trim_ascii_start().starts_with(b"[") {
        let pointer = String::new();
        let code = "type";
        return Err(Problem::of_fields(vec![FieldError { pointer, code }]));
    }
    let mut source = serde_json::Deserializer::from_slice(body);
    let read = serde_path_to_error::deserialize(&mut source).map_err(|e| json_error(&e))?;
    source.end().map_err(|_| Fault::BodyMalformed)?;
    // Last: by now the names of members are ours, and a pointer may hold them.
    refuse_nul(body)?;
    Ok(read)
}

/// NUL as JSON writes it; raw it is no JSON.
const NUL: &[u8] = b"\\u0000";

/// No text of a body has NUL in it: PostgreSQL holds none that does, and would
/// fail where the caller is at fault.
fn refuse_nul(body: &[u8]) -> Result<(), Problem> {
    // Rare enough that a body may be read twice for it.
    if !body.windows(NUL.len()).any(|bytes| bytes == NUL) {
        return Ok(());
    }
    let read = serde_json::from_slice(body).map_err(|_| Fault::BodyMalformed)?;
    match pointer_to_nul(&read) {
        Some(pointer) => Err(Problem::of_fields(vec![FieldError { pointer, code: "character" }])),
        // A backslash before it: the six characters, not NUL.
        None => Ok(()),
    }
}

/// Where the first text with NUL in it stands; for a name, the object it is in.
fn pointer_to_nul(value: &Value) -> Option<String> {
    let within = |name: &str, value| Some(format!("/{name}{}", pointer_to_nul(value)?));
    match value {
        Value::String(text) => text.contains('\0').then(String::new),
        Value::Array(entries) => {
            entries.iter().enumerate().find_map(|(index, entry)| within(&index.to_string(), entry))
        }
        Value::Object(members) => members.iter().find_map(|(name, member)| {
            if name.contains('\0') {
                return Some(String::new());
            }
            within(&name.replace('~', "~0").replace('/', "~1"), member)
        }),
        Value::Null | Value::Bool(_) | Value::Number(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn nul_is_found_where_it_stands() {
        let found = |body: &str| refuse_nul(body.as_bytes()).err().map(|problem| problem.errors);
        for (body, expected) in [
            (r#"{"a":"x\u0000"}"#, Some("/a")),
            (r#"{"a":[1,{"b/c":"\u0000"}]}"#, Some("/a/1/b~1c")),
            (r#"{"a":{"\u0000":1}}"#, Some("/a")),
            (r#"{"a":"\\u0000"}"#, None),
            (r#"{"a":"0000"}"#, None),
        ] {
            let errors = expected
                .map(|pointer| vec![FieldError { pointer: pointer.to_owned(), code: "character" }]);
            assert_eq!(found(body), errors, "{body}");
        }
        assert!(refuse_nul(json!({ "a": "một hai" }).to_string().as_bytes()).is_ok());
    }
}
