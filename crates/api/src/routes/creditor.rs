//! What an institution follows as a judgment creditor: its cases, and its own list
//! beside ours.

use crate::auth::Caller;
use crate::dto::creditor::CreditorListBody;
use crate::dto::query::PageParams;
use crate::dto::reader::read as parsed;
use crate::dto::reply;
use crate::dto::view::creditor::{ClaimView, ClaimWholeView, ReconciledView};
use crate::dto::view::directory::Names;
use crate::dto::view::list::List;
use crate::http::reconcile::{reconciled, unreadable};
use crate::http::{Act, Asked, lang, shown, upload};
use crate::problem::{Fault, Problem};
use crate::state::State;
use actix_web::http::header;
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse, get, post};
use engine::creditor::reconcile::Compared;
use engine::id::CaseId;
use engine::policy::{ReadKind, read_grants};
use engine::time::Day;
use store::read::Page;
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

/// Registers the resource.
pub(super) fn configure(config: &mut ServiceConfig) {
    config.service(claims).service(claim).service(reconcile).service(reconcile_csv);
}

/// The cases in which the caller's institution is the judgment creditor, the latest
/// first.
#[utoipa::path(
    tag = "creditor",
    params(PageParams),
    responses((status = 200, body = List<ClaimView>), reply::Refusable),
)]
#[get("/creditor/cases")]
async fn claims(state: Data<State>, caller: Caller, asked: Asked) -> Result<HttpResponse, Problem> {
    let page: Page = asked.read()?;
    let found = state.store.find(move |find| find.claims(&caller.actor, page)).await?;
    let names = Names::of(&state);
    Ok(shown(&List::of(found, |one| ClaimView::new(one, &names))))
}

/// One of them: what was asked, what was recovered. Which institutions were asked, and
/// what they said, is not told. The reading is on record.
#[utoipa::path(
    tag = "creditor",
    params(("id" = Uuid, Path, description = "The case")),
    responses((status = 200, body = ClaimWholeView), reply::Refusable),
)]
#[get("/creditor/cases/{id}")]
async fn claim(
    state: Data<State>,
    caller: Caller,
    path: Path<Uuid>,
) -> Result<HttpResponse, Problem> {
    let id: CaseId = path.into_inner().into();
    let found = state.store.find(move |find| find.claim(&caller.actor, id)).await?;
    Ok(shown(&ClaimWholeView::new(found, &Names::of(&state))))
}

/// Compares the institution's own list with its cases here as they count at the end of a
/// day: what agrees, what differs, what is unknown here, what the list does not have.
/// Nothing of the list is kept; the cases whose figures are told are on record as read.
#[utoipa::path(
    tag = "creditor",
    request_body = CreditorListBody,
    responses((status = 200, body = ReconciledView), reply::Refusable),
)]
#[post("/creditor/reconciliations")]
async fn reconcile(act: Act<CreditorListBody>) -> Result<HttpResponse, Problem> {
    let (day, rows) = compared(act).await?;
    Ok(shown(&ReconciledView::new(day, rows)))
}

/// The same as a CSV file.
#[utoipa::path(
    tag = "creditor",
    request_body = CreditorListBody,
    responses((status = 200, body = String, content_type = "text/csv"), reply::Refusable),
)]
#[post("/creditor/reconciliations/csv")]
async fn reconcile_csv(
    request: HttpRequest,
    act: Act<CreditorListBody>,
) -> Result<HttpResponse, Problem> {
    let (day, rows) = compared(act).await?;
    csv_file(lang::of(request.headers()), day, &rows)
}

async fn compared(act: Act<CreditorListBody>) -> Result<(Day, Vec<Compared>), Problem> {
    let Act { state, caller, body, .. } = act;
    let day = parsed(|reader| body.day(reader))?;
    upload::granted(&caller.actor, read_grants(ReadKind::CreditorCases))?;
    upload::scan(&state, caller.actor, body.list()).await?;
    let listed = exchange::creditor::read(body.list()).map_err(|wrong| unreadable(&wrong))?;
    Ok((day, reconciled(&state, caller.actor, day, listed).await?))
}

/// What was found, as a file to be saved.
pub(crate) fn csv_file(
    lang: locale::Lang,
    day: Day,
    rows: &[Compared],
) -> Result<HttpResponse, Problem> {
    let words = |found: &str, field: &str| {
        let found = locale::text(lang, &format!("reconciled-{found}"), &[]);
        if field.is_empty() {
            return found;
        }
        format!("{found}: {}", locale::text(lang, &format!("claim-field-{field}"), &[]))
    };
    let head = |column: &str| locale::text(lang, &format!("list-column-{column}"), &[]);
    let text =
        exchange::creditor::differences_csv(rows, head, words).map_err(|_| Fault::Internal)?;
    let name = format!("attachment; filename=\"differences-{day}.csv\"");
    Ok(HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, "text/csv; charset=utf-8"))
        .insert_header((header::CONTENT_DISPOSITION, name))
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .body(format!("\u{feff}{text}")))
}
