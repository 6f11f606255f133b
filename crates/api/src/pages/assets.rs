//! The one stylesheet, ours, part of the program.

use actix_web::http::header;
use actix_web::web::{Path, ServiceConfig};
use actix_web::{HttpResponse, get};
use sha2::{Digest, Sha256};
use std::sync::OnceLock;

const CSS: &str = include_str!("../../assets/attache.css");

/// Registers the asset.
pub(super) fn configure(config: &mut ServiceConfig) {
    config.service(css);
}

/// Where the stylesheet is: its name changes with its content, so that it may
/// be kept for ever.
pub(super) fn css_path() -> &'static str {
    static PATH: OnceLock<String> = OnceLock::new();
    PATH.get_or_init(|| {
        let hash = Sha256::digest(CSS.as_bytes());
        let (start, _) = hash.split_first_chunk::<8>().unwrap_or((&[0; 8], &[]));
        format!("/assets/attache.css?v={:016x}", u64::from_be_bytes(*start))
    })
}

/// The stylesheet.
#[get("/assets/{name}")]
async fn css(name: Path<String>) -> Result<HttpResponse, crate::problem::Problem> {
    if *name != "attache.css" {
        return Err(engine::refusal::Refusal::NotFound.into());
    }
    Ok(HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, "text/css; charset=utf-8"))
        .insert_header((header::CACHE_CONTROL, "public, max-age=31536000, immutable"))
        .body(CSS))
}
