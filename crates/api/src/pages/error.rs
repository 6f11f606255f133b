//! What went wrong, as a page.

use super::frame::{Frame, encoded};
use super::post::{TooLong, Waiting};
use super::visitor::look;
use super::{local, page, see_other, sign_in};
use crate::problem::{Fault, Problem};
use actix_web::http::{Method, header};
use actix_web::{HttpMessage, HttpRequest, HttpResponse};
use askama::Template;

#[derive(Template)]
#[template(path = "error.html")]
struct ErrorPage {
    frame: Frame,
    status: u16,
    code: &'static str,
    request: String,
    /// What to do, if anything helps.
    advice: String,
}

/// Whether a request is for a page: what is no page of ours and not asked for
/// as one is answered as the API answers.
pub(crate) fn speak_at(request: &HttpRequest) -> bool {
    let path = request.path();
    let technical = ["/api/", "/health/", "/metrics", "/.well-known/"];
    let technical = technical.iter().any(|start| path.starts_with(start));
    let wants_html = || {
        let accept = request.headers().get(header::ACCEPT).and_then(|value| value.to_str().ok());
        accept.is_some_and(|accept| accept.contains("text/html"))
    };
    !technical && (request.match_pattern().is_some() || wants_html())
}

/// A problem as a page in the reader's language. Whoever is not signed in is
/// shown the way, and back again after it.
pub(crate) fn failure(problem: &Problem, request: &HttpRequest, id: &str) -> HttpResponse {
    if problem.code == Fault::Unauthenticated.code() {
        let aside = request.extensions_mut().remove::<Waiting>();
        if let Some(aside) = aside {
            let look = look(request);
            let shown = sign_in::waiting(look, &aside);
            return shown.unwrap_or_else(|problem| problem.render(look.lang, Some(id)));
        }
        if request.extensions_mut().remove::<TooLong>().is_some() {
            return see_other("/sign-in?done=too-long");
        }
        let here = request.uri().path_and_query().map_or("/", |path| path.as_str());
        let back = local(here).filter(|path| *request.method() == Method::GET && *path != "/");
        return match back {
            Some(path) => see_other(&format!("/sign-in?next={}", encoded(path))),
            None => see_other("/sign-in"),
        };
    }
    let look = look(request);
    let lang = look.lang;
    let mut frame = Frame::anonymous(look, "error-title", "/");
    frame.title = problem.title(lang);
    let advice = match problem.status.as_u16() {
        403 => "error-forbidden",
        404 => "error-not-found",
        409 | 412 => "error-stale",
        429 | 503 => "error-busy",
        400..=499 => "error-invalid",
        _ => "error-internal",
    };
    let advice = frame.t(advice);
    let status = problem.status.as_u16();
    let shown = ErrorPage { frame, status, code: problem.code, request: id.to_owned(), advice };
    let response = page(problem.status, &shown);
    let mut response = response.unwrap_or_else(|problem| problem.render(lang, Some(id)));
    if let Some(seconds) = problem.retry_after {
        response.headers_mut().insert(header::RETRY_AFTER, seconds.into());
    }
    response
}
