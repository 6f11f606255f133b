//! What reads are answered with.

use super::headers::etag;
use actix_web::HttpResponse;
use actix_web::http::header;
use serde::Serialize;

/// A body.
pub(crate) fn shown<T: Serialize>(body: &T) -> HttpResponse {
    HttpResponse::Ok().json(body)
}

/// A root with the version that a write may name in `If-Match`.
pub(crate) fn root<T: Serialize>(version: i32, body: &T) -> HttpResponse {
    HttpResponse::Ok().insert_header((header::ETAG, etag(version))).json(body)
}
