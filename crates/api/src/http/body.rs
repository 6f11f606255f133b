//! Bodies: bounded, typed, and JSON or nothing.

use crate::problem::{Fault, FieldError, Problem, json_error};
use crate::state::State;
use actix_web::HttpRequest;
use actix_web::dev::Payload;
use actix_web::http::header::{self, HeaderMap};
use actix_web::web::BytesMut;
use futures_util::StreamExt;
use serde::de::DeserializeOwned;

/// Reads a whole body, at most as long and as slowly as allowed.
pub(crate) async fn read(
    state: &State,
    request: &HttpRequest,
    payload: &mut Payload,
) -> Result<BytesMut, Problem> {
    let limit = state.settings.body_limit;
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
    match tokio::time::timeout(state.settings.body_timeout, whole).await {
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
    Ok(read)
}
