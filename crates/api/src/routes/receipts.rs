//! Receipts: signed, verified by anybody offline.

use crate::auth::Caller;
use crate::dto::query::PurposeParams;
use crate::dto::reply;
use crate::dto::view::receipt::{SignedAnswer, SignedDeadline};
use crate::dto::view::shown::Shown;
use crate::http::{Asked, shown};
use crate::problem::{Fault, Problem};
use crate::state::State;
use actix_web::http::header;
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse, get};
use evidence::{Kind, sign};
use serde::Serialize;
use store::read::Purpose;
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

/// Registers the resource.
pub(super) fn configure(config: &mut ServiceConfig) {
    config.service(deadline).service(answer);
}

/// Media type of a bare compact JWS (RFC 7515).
const JOSE: &str = "application/jose";

/// Until when each thing asked is to be answered, and why: every day, counted or
/// not, with the versions of law and calendar. With `Accept: application/jose`
/// the bare JWS.
#[utoipa::path(
    tag = "receipts",
    params(("id" = Uuid, Path, description = "The demand")),
    responses(
        (status = 200, description = "The receipt", content(
            (SignedDeadline = "application/json"),
            (String = "application/jose"),
        )),
        reply::Refusable,
    ),
)]
#[get("/demands/{id}/receipt")]
async fn deadline(
    path: Path<Uuid>,
    request: HttpRequest,
    state: Data<State>,
    caller: Caller,
) -> Result<HttpResponse, Problem> {
    let id = path.into_inner().into();
    let found = state.store.find(move |find| find.deadline_receipt(&caller.actor, id));
    let content = found.await?;
    let jws = sign(&state.receipts, Kind::Deadline, &content).ok_or(Fault::Internal)?;
    Ok(respond(&request, jws, |jws| SignedDeadline { jws, content: Shown(content) }))
}

/// That an answer arrived, when, and all that arrived in the same request:
/// hashes, never contents. A short answer could be guessed from its hash, so
/// each reading is put on record with its purpose. With `Accept: application/jose` the bare JWS.
#[utoipa::path(
    tag = "receipts",
    params(
        ("id" = Uuid, Path, description = "The demand"),
        ("answer" = Uuid, Path, description = "The answer"),
        PurposeParams,
    ),
    responses(
        (status = 200, description = "The receipt", content(
            (SignedAnswer = "application/json"),
            (String = "application/jose"),
        )),
        reply::Refusable,
    ),
)]
#[get("/demands/{id}/answer-receipts/{answer}")]
async fn answer(
    path: Path<(Uuid, Uuid)>,
    request: HttpRequest,
    state: Data<State>,
    caller: Caller,
    asked: Asked,
) -> Result<HttpResponse, Problem> {
    let (id, answer) = path.into_inner();
    let (id, answer) = (id.into(), answer.into());
    let purpose: Purpose = asked.read()?;
    let found =
        state.store.find(move |find| find.answer_receipt(&caller.actor, &purpose, id, answer));
    let content = found.await?;
    let jws = sign(&state.receipts, Kind::Answer, &content).ok_or(Fault::Internal)?;
    Ok(respond(&request, jws, |jws| SignedAnswer { jws, content: Shown(content) }))
}

fn respond<T: Serialize>(
    request: &HttpRequest,
    jws: String,
    both: impl FnOnce(String) -> T,
) -> HttpResponse {
    let mut response = if wants_bare(request) {
        HttpResponse::Ok().insert_header((header::CONTENT_TYPE, JOSE)).body(jws)
    } else {
        shown(&both(jws))
    };
    let vary = header::HeaderValue::from_static("Accept");
    response.headers_mut().insert(header::VARY, vary);
    response
}

/// Whether the caller names the bare form. Who accepts anything gets JSON.
fn wants_bare(request: &HttpRequest) -> bool {
    let accepted = request.headers().get(header::ACCEPT);
    let accepted = accepted.and_then(|value| value.to_str().ok()).unwrap_or_default();
    let mut ranges = accepted.split(',').filter_map(|range| range.split(';').next());
    ranges.any(|range| range.trim().eq_ignore_ascii_case(JOSE))
}
