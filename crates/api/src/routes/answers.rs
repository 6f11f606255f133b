//! What an institution said: read with a purpose, on record, or not at all.

use crate::auth::Caller;
use crate::dto::query::PurposeParams;
use crate::dto::reply;
use crate::dto::view::secret::SecretView;
use crate::http::{Asked, hand_out_answered, root};
use crate::problem::Problem;
use crate::state::State;
use actix_web::web::{Data, Path};
use actix_web::{HttpResponse, get};
use store::read::Purpose;
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

/// Registers the resource.
pub(super) fn configure(config: &mut ServiceConfig) {
    config.service(read_answers).service(read_file);
}

/// Answers, thread and, inside the institution, the draft. Each reading is put
/// on record with its purpose before anything is told; without a purpose nothing
/// is read.
#[utoipa::path(
    tag = "demands",
    params(("id" = Uuid, Path, description = "The demand"), PurposeParams),
    responses(
        (status = 200, body = SecretView, headers(("ETag" = String, description = "The demand's version"))),
        reply::Refusable,
    ),
)]
#[get("/demands/{id}/answers")]
async fn read_answers(
    path: Path<Uuid>,
    state: Data<State>,
    caller: Caller,
    asked: Asked,
) -> Result<HttpResponse, Problem> {
    let id = path.into_inner().into();
    let purpose: Purpose = asked.read()?;
    let found = state.store.find(move |find| find.demand_secret(&caller.actor, &purpose, id));
    let view = SecretView::from(found.await?);
    Ok(root(view.version(), &view))
}

/// A file of an answer, as a file to be saved, for whoever may read the answer; of a
/// draft for its institution, of what was entered from a paper for the asking side.
/// Each reading is put on record with its purpose first.
#[utoipa::path(
    tag = "demands",
    params(
        ("id" = Uuid, Path, description = "The demand"),
        ("file" = Uuid, Path, description = "The file"),
        PurposeParams,
    ),
    responses(
        (status = 200, description = "The file", body = inline(Vec<u8>), content_type = "application/octet-stream"),
        reply::Refusable,
    ),
)]
#[get("/demands/{id}/answer-files/{file}")]
async fn read_file(
    path: Path<(Uuid, Uuid)>,
    state: Data<State>,
    caller: Caller,
    asked: Asked,
) -> Result<HttpResponse, Problem> {
    let (id, file) = path.into_inner();
    let purpose: Purpose = asked.read()?;
    hand_out_answered(&state, &caller, (id.into(), file.into()), purpose).await
}
