//! Sổ đăng ký văn bản đi: number and seal, and the register of an office.

use crate::auth::Caller;
use crate::dto::query::{PageParams, RegisterParams, Wanted};
use crate::dto::register::NumberingBody;
use crate::dto::reply;
use crate::dto::view::directory::Names;
use crate::dto::view::list::List;
use crate::dto::view::register::RegisterLineView;
use crate::http::{Asked, Status, Write, WriteHeaders, lang, shown};
use crate::problem::{Fault, Problem};
use crate::state::State;
use actix_web::http::header;
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse, get, post};
use engine::id::InstitutionId;
use engine::register::RegisterBook;
use engine::time::Zone;
use exchange::register::{HEADS, csv};
use locale::{Lang, date};
use store::read::{Page, RegisterLine};
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

/// Registers the resources.
pub(super) fn configure(config: &mut ServiceConfig) {
    config
        .service(waiting_for_number)
        .service(register_csv)
        .service(register_page)
        .service(number_inquiry)
        .service(number_order);
}

/// One book of a year of the caller's office, the greatest number first: number, day,
/// kind and to whom, never what stands in a document. Of one that is sealed to others
/// only the number.
#[utoipa::path(
    tag = "register",
    params(RegisterParams, PageParams),
    responses((status = 200, body = List<RegisterLineView>), reply::Refusable),
)]
#[get("/register")]
async fn register_page(
    state: Data<State>,
    caller: Caller,
    asked: Asked,
) -> Result<HttpResponse, Problem> {
    let (wanted, page): (Wanted, Page) = asked.read()?;
    let which = which(&state, &wanted);
    let found = state.store.find(move |find| find.register(&caller.actor, which, page)).await?;
    let names = Names::of(&state);
    Ok(shown(&List::of(found, |line| RegisterLineView::new(line, &names))))
}

/// What waits for its number, the oldest first.
#[utoipa::path(
    tag = "register",
    params(PageParams),
    responses((status = 200, body = List<RegisterLineView>), reply::Refusable),
)]
#[get("/register/waiting")]
async fn waiting_for_number(
    state: Data<State>,
    caller: Caller,
    asked: Asked,
) -> Result<HttpResponse, Problem> {
    let page: Page = asked.read()?;
    let found = state.store.find(move |find| find.unnumbered(&caller.actor, page)).await?;
    let names = Names::of(&state);
    Ok(shown(&List::of(found, |line| RegisterLineView::new(line, &names))))
}

/// One book of a year whole, as a CSV file to be saved: the smallest number first, 50 000
/// numbers at most.
#[utoipa::path(
    tag = "register",
    params(RegisterParams),
    responses((status = 200, body = String, content_type = "text/csv"), reply::Refusable),
)]
#[get("/register/csv")]
async fn register_csv(
    state: Data<State>,
    caller: Caller,
    asked: Asked,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    let wanted: Wanted = asked.read()?;
    let which = which(&state, &wanted);
    let lines = state.store.find(move |find| find.register_whole(&caller.actor, which)).await?;
    let lang = lang::of(request.headers());
    let rows: Vec<_> = lines.iter().map(|line| cells(&state, lang, line)).collect();
    let heads = HEADS.map(|head| locale::text(lang, &format!("register-{head}"), &[]));
    let text = csv(&heads, &rows).map_err(|_| Fault::Internal)?;
    let (book, year) = which;
    let name = format!("attachment; filename=\"register-{}-{year}.csv\"", book.code());
    Ok(HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, "text/csv; charset=utf-8"))
        .insert_header((header::CONTENT_DISPOSITION, name))
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .body(format!("\u{feff}{text}")))
}

/// Which book of which year: decisions of this year where nothing is said.
fn which(state: &State, wanted: &Wanted) -> (RegisterBook, i16) {
    let (this_year, _, _) = Zone::HANOI.day_of(state.now()).ymd();
    (wanted.book, wanted.year.unwrap_or(this_year))
}

fn cells(state: &State, lang: Lang, line: &RegisterLine) -> [String; HEADS.len()] {
    let word = |kind: &str, code: &str| {
        locale::text(lang, &format!("{kind}-{}", code.replace('_', "-")), &[])
    };
    let entry = line.entry.as_ref();
    let known = line.known.as_ref();
    let recipients = known.into_iter().flat_map(|one| &one.recipients);
    let directory = &state.store.rules().directory;
    let name = |id: &InstitutionId| {
        let one = directory.institution(*id)?;
        Some(if lang == Lang::Vi { one.name_vi.clone() } else { one.name_en.clone() })
    };
    let recipients: Vec<String> = recipients.filter_map(name).collect();
    let voided = entry.filter(|entry| entry.void).map(|_| word("register", "void"));
    [
        entry.map(|entry| entry.numbered().number).unwrap_or_default(),
        entry.map(|entry| date(entry.day)).unwrap_or_default(),
        known.map_or_else(|| word("register", "sealed"), |one| word("instrument", one.kind.code())),
        known.map(|one| one.reference.clone()).unwrap_or_default(),
        recipients.join("; "),
        voided.unwrap_or_default(),
        entry.and_then(|entry| entry.reason.clone()).unwrap_or_default(),
    ]
}

/// Enters an inquiry in the register: it is signed, bears this number and is sealed.
#[utoipa::path(
    tag = "register",
    params(("id" = Uuid, Path, description = "The inquiry"), WriteHeaders),
    request_body = NumberingBody,
    responses(reply::Changed),
)]
#[post("/inquiries/{id}/number")]
async fn number_inquiry(
    path: Path<Uuid>,
    write: Write<NumberingBody>,
) -> Result<HttpResponse, Problem> {
    let id = path.into_inner().into();
    write.run(Status::Changed, |reader, body| body.parse(id, reader)).await
}

/// Enters an order in the register: it is signed, bears this number and is sealed.
#[utoipa::path(
    tag = "register",
    params(("id" = Uuid, Path, description = "The order"), WriteHeaders),
    request_body = NumberingBody,
    responses(reply::Changed),
)]
#[post("/orders/{id}/number")]
async fn number_order(
    path: Path<Uuid>,
    write: Write<NumberingBody>,
) -> Result<HttpResponse, Problem> {
    let id = path.into_inner().into();
    write.run(Status::Changed, |reader, body| body.parse(id, reader)).await
}
