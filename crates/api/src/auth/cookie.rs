//! The session cookie.

use super::secret;
use crate::state::Settings;
use actix_web::HttpRequest;
use actix_web::cookie::{Cookie, SameSite};
use store::identity::SessionId;

/// The prefix makes browsers refuse the cookie unless it is `Secure`, of this
/// host alone and for every path (RFC 6265bis §4.1.3).
const NAME: &str = "__Host-attache";
/// For plain HTTP on this machine, where the prefix cannot be had.
const PLAIN_NAME: &str = "attache";

const fn name(settings: &Settings) -> &'static str {
    if settings.plain_http { PLAIN_NAME } else { NAME }
}

/// A cookie for a token; it lives as long as the browser.
pub fn of_token(settings: &Settings, token: &[u8; 32]) -> Cookie<'static> {
    Cookie::build(name(settings), secret::encode(token))
        .path("/")
        .http_only(true)
        .secure(!settings.plain_http)
        .same_site(SameSite::Lax)
        .finish()
}

/// A cookie that takes itself away.
pub fn removal(settings: &Settings) -> Cookie<'static> {
    let mut cookie = of_token(settings, &[0; 32]);
    cookie.make_removal();
    cookie
}

/// The session a request's cookie stands for, if it has one.
pub fn session_id(settings: &Settings, request: &HttpRequest) -> Option<SessionId> {
    let cookie = request.cookie(name(settings))?;
    Some(secret::digest(&secret::decode(cookie.value())?))
}
