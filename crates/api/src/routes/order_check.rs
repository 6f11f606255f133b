//! What is wrong with an order, all of it, before anything is filed.

use crate::auth::Caller;
use crate::dto::order::NewOrderBody;
use crate::dto::reader::read as parsed;
use crate::dto::reply;
use crate::dto::view::check::CheckView;
use crate::http::{Act, lang, shown};
use crate::order_check;
use crate::problem::Problem;
use actix_web::web::Path;
use actix_web::{HttpRequest, HttpResponse, post};
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

/// Registers the resource.
pub(super) fn configure(config: &mut ServiceConfig) {
    config.service(check);
}

/// Everything that is wrong with an order, before it is filed; nothing is
/// written. For who may file it. Whether the decision's number was used in
/// another case shows when it is filed. Warnings compare the accounts it names with
/// what institutions said; they never keep it from being filed. The money of the
/// case is read for it, on record, and what inquiries showed where it takes money or
/// names accounts.
#[utoipa::path(
    tag = "orders",
    params(("id" = Uuid, Path, description = "The case")),
    request_body = NewOrderBody,
    responses((status = 200, body = CheckView), reply::Refusable),
)]
#[post("/cases/{id}/orders/check")]
async fn check(
    path: Path<Uuid>,
    request: HttpRequest,
    act: Act<NewOrderBody>,
) -> Result<HttpResponse, Problem> {
    let Act { state, caller: Caller { actor, .. }, body, .. } = act;
    let id = path.into_inner().into();
    let content = parsed(|reader| body.content(reader))?;
    let found = order_check::check(&state, actor, id, &content, None).await?;
    Ok(shown(&CheckView::new(found, lang::of(request.headers()))))
}
