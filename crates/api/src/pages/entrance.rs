//! Forms of somebody who has no session yet.

use super::form::Typed;
use super::post::FORM;
use super::visitor::language;
use crate::auth::caller::state_of;
use crate::http::body;
use crate::problem::{Fault, Problem};
use crate::state::State;
use actix_web::dev::Payload;
use actix_web::http::header::{self, HeaderMap};
use actix_web::web::Data;
use actix_web::{FromRequest, HttpRequest, HttpResponse};
use futures_util::future::LocalBoxFuture;
use locale::Lang;

/// What somebody sent who is not known yet.
pub(super) struct Entrance {
    pub(super) request: HttpRequest,
    pub(super) state: Data<State>,
    pub(super) lang: Lang,
    pub(super) typed: Typed,
}

impl FromRequest for Entrance {
    type Error = Problem;
    type Future = LocalBoxFuture<'static, Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (request, mut payload) = (request.clone(), payload.take());
        Box::pin(async move {
            let state = state_of(&request)?;
            if is_foreign(request.headers()) {
                return Err(Fault::CsrfMissing.into());
            }
            let bytes = body::read(&state, &request, &mut payload).await?;
            if !body::is_of_type(request.headers(), FORM) {
                return Err(Fault::ContentType.into());
            }
            let (lang, typed) = (language(&request), Typed::read(&bytes)?);
            Ok(Self { request, state, lang, typed })
        })
    }
}

/// Whether a browser says that another site sends the form: nobody is signed
/// in behind his back. (There is no session yet whose token could tell.)
fn is_foreign(headers: &HeaderMap) -> bool {
    let site = headers.get("sec-fetch-site").and_then(|value| value.to_str().ok());
    site.is_some_and(|site| site != "same-origin" && site != "none")
}

/// Says when the next try is heard.
pub(super) fn delayed(mut response: HttpResponse, problem: &Problem) -> HttpResponse {
    if let Some(seconds) = problem.retry_after {
        response.headers_mut().insert(header::RETRY_AFTER, seconds.into());
    }
    response
}
