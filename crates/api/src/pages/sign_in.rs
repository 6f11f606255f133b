//! In and out, from which seat, in which language.

use super::form::{Body, Choice, Control, Errors, Fields, Form, Group, Typed};
use super::frame::Frame;
use super::post::{FORM, FormPage, Posted};
use super::visitor::{Visitor, language, language_cookie, seat_label};
use super::words::Names;
use super::{local, page, see_other};
use crate::auth::caller::state_of;
use crate::auth::cookie;
use crate::dto::session::{SeatChoice, SignIn};
use crate::http::body;
use crate::problem::{Fault, Problem, json_error};
use crate::routes::session::{admit, reseat};
use crate::state::State;
use actix_web::dev::Payload;
use actix_web::http::StatusCode;
use actix_web::http::header::HeaderMap;
use actix_web::web::{Data, Path, Query, ServiceConfig};
use actix_web::{FromRequest, HttpRequest, HttpResponse, get, post};
use engine::refusal::Refusal;
use futures_util::future::LocalBoxFuture;
use locale::Lang;
use serde::Deserialize;
use store::identity::HeldSeat;

/// Registers the pages.
pub(super) fn configure(config: &mut ServiceConfig) {
    config
        .service(show)
        .service(enter)
        .service(leave)
        .service(show_seats)
        .service(choose_seat)
        .service(switch_language);
}

#[derive(Deserialize)]
struct Onward {
    next: Option<String>,
}

/// The way in.
#[get("/sign-in")]
async fn show(request: HttpRequest, query: Query<Onward>) -> Result<HttpResponse, Problem> {
    let mut typed = Typed::default();
    if let Some(next) = query.next.as_deref().and_then(local) {
        typed.set("_next", next);
    }
    sign_in_page(language(&request), &typed, &[], &Errors::default(), StatusCode::OK)
}

/// A form of somebody who has no session yet.
struct Entrance {
    request: HttpRequest,
    state: Data<State>,
    lang: Lang,
    typed: Typed,
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

/// Signs in.
#[post("/sign-in")]
async fn enter(entrance: Entrance) -> Result<HttpResponse, Problem> {
    let Entrance { request, state, lang, typed } = entrance;
    let body = Body::of(&typed);
    let sign_in: SignIn =
        serde_path_to_error::deserialize(&body.value).map_err(|e| json_error(&e))?;
    let problem = match admit(&state, &request, sign_in).await {
        Ok((started, _)) => {
            let (cookie, _) = started.begin(&state).await?;
            let mut response = see_other(local(typed.get("_next")).unwrap_or("/"));
            response.add_cookie(&cookie).map_err(|_| Fault::Internal)?;
            return Ok(response);
        }
        Err(problem) => problem,
    };
    let mut seats = Vec::new();
    if problem.code == Fault::SeatRequired.code() {
        // The password was right: it is asked for once more with the seat, so
        // that no page holds it.
        let username = typed.get("/username").to_owned();
        let found = state.blocking(move |store| match store.person_by_username(&username)? {
            Some(person) => store.seats_of(person.id),
            None => Ok(Vec::new()),
        });
        let rules = state.store.rules();
        let names = Names { lang, directory: &rules.directory };
        seats = seat_choices(&names, &found.await?);
    }
    if problem.status.is_server_error() || problem.retry_after.is_some() {
        return Err(problem);
    }
    let errors = Errors::of(lang, &problem, &body);
    sign_in_page(lang, &typed, &seats, &errors, problem.status)
}

fn sign_in_page(
    lang: Lang,
    typed: &Typed,
    seats: &[Choice],
    errors: &Errors,
    status: StatusCode,
) -> Result<HttpResponse, Problem> {
    let fields = Fields { lang, typed, errors, scope: "sign-in" };
    let password = Control { value: String::new(), ..fields.line("/password", "sign-in-password") };
    let mut controls = vec![
        Control { kind: "username", ..fields.line("/username", "sign-in-username") },
        Control { kind: "password", ..password },
    ];
    if !seats.is_empty() {
        controls.push(fields.radios("/seat", "sign-in-seat", seats.to_vec()));
    }
    let mut frame = Frame::anonymous(lang, "sign-in-title", "/sign-in");
    let heading = frame.title.clone();
    let form = Form {
        action: "/sign-in".to_owned(),
        csrf: String::new(),
        key: String::new(),
        version: None,
        next: local(typed.get("_next")).map(ToOwned::to_owned),
        groups: vec![Group::plain(controls)],
        buttons: vec![super::form::Button {
            label: frame.t("sign-in-submit"),
            adds: None,
            secondary: false,
        }],
    };
    let faults = form.faults(errors);
    if !faults.is_empty() {
        frame.title = format!("{} {heading}", frame.t("error-prefix"));
    }
    let shown = FormPage {
        heading,
        lead: frame.t("sign-in-lead"),
        frame,
        faults,
        back: String::new(),
        form,
    };
    page(status, &shown)
}

fn seat_choices(names: &Names<'_>, seats: &[HeldSeat]) -> Vec<Choice> {
    let choice = |seat: &HeldSeat| Choice::new(seat.id.0.to_string(), seat_label(names, seat));
    seats.iter().map(choice).collect()
}

/// Signs out.
#[post("/sign-out")]
async fn leave(posted: Posted) -> Result<HttpResponse, Problem> {
    let state = &posted.visitor.state;
    let (session, now) = (posted.visitor.live.session.clone(), state.now());
    state.revoking(move |store| store.end_session(session.person, &session.id, now)).await?;
    let mut response = see_other("/sign-in");
    response.add_cookie(&cookie::removal(&state.settings)).map_err(|_| Fault::Internal)?;
    Ok(response)
}

/// The seats to choose from.
#[get("/seat")]
async fn show_seats(visitor: Visitor) -> Result<HttpResponse, Problem> {
    let mut typed = Typed::default();
    typed.set("/seat", visitor.live.seat.id.0.to_string());
    seat_page(&visitor, &typed, &Errors::default(), StatusCode::OK)
}

fn seat_page(
    visitor: &Visitor,
    typed: &Typed,
    errors: &Errors,
    status: StatusCode,
) -> Result<HttpResponse, Problem> {
    let choices = seat_choices(&visitor.names(), visitor.seats());
    let fields = Fields { lang: visitor.lang, typed, errors, scope: "seat" };
    let groups = vec![Group::plain(vec![fields.radios("/seat", "sign-in-seat", choices)])];
    let form = super::post::form(visitor, "/seat".to_owned(), groups, "seat-submit");
    FormPage::new(visitor, "seat-title", "/".to_owned(), form, errors).respond(status)
}

/// Acts from another seat.
#[post("/seat")]
async fn choose_seat(posted: Posted) -> Result<HttpResponse, Problem> {
    let Posted { visitor, typed, .. } = &posted;
    let body = Body::of(typed);
    let chosen = serde_path_to_error::deserialize::<_, SeatChoice>(&body.value);
    let chosen = match chosen.map_err(|error| json_error(&error)) {
        Ok(chosen) => chosen,
        Err(problem) => {
            let errors = Errors::of(visitor.lang, &problem, &body);
            return seat_page(visitor, typed, &errors, problem.status);
        }
    };
    let (started, _) = reseat(&visitor.state, &visitor.live, chosen.seat).await?;
    let (cookie, _) = started.begin(&visitor.state).await?;
    let mut response = see_other("/");
    response.add_cookie(&cookie).map_err(|_| Fault::Internal)?;
    Ok(response)
}

#[derive(Deserialize)]
struct Back {
    back: Option<String>,
}

/// Reads on in another language.
#[get("/language/{lang}")]
async fn switch_language(
    state: Data<State>,
    lang: Path<String>,
    query: Query<Back>,
) -> Result<HttpResponse, Problem> {
    let lang: Lang = lang.parse().map_err(|_| Refusal::NotFound)?;
    let mut response = see_other(query.back.as_deref().and_then(local).unwrap_or("/"));
    response.add_cookie(&language_cookie(&state, lang)).map_err(|_| Fault::Internal)?;
    Ok(response)
}
