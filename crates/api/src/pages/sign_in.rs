//! In and out, from which seat, in which language.

use super::entrance::{Entrance, delayed};
use super::form::{Body, Button, Choice, Control, Errors, Fields, Form, Group, Typed};
use super::frame::{Banner, Frame, Link, Look};
use super::post::{ASIDE, FormPage, Posted, Waiting};
use super::running::banners;
use super::visitor::{Visitor, done, language_cookie, look, seat_label};
use super::words::Names;
use super::{local, page, see_other};
use crate::auth::aside::Owner;
use crate::auth::cookie;
use crate::dto::session::SeatChoice;
use crate::problem::{Fault, Problem, json_error};
use crate::routes::session::{Started, admit, reseat};
use crate::state::State;
use actix_web::http::StatusCode;
use actix_web::web::{Data, Path, Query, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse, get, post};
use engine::refusal::Refusal;
use locale::Lang;
use serde::Deserialize;
use store::identity::HeldSeat;

/// The field that says for which form something waits.
const FOR: &str = "_for";

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
async fn show(
    request: HttpRequest,
    state: Data<State>,
    query: Query<Onward>,
) -> Result<HttpResponse, Problem> {
    let mut typed = Typed::default();
    if let Some(next) = query.next.as_deref().and_then(local) {
        typed.set("_next", next);
    }
    let look = look(&request);
    let done = done(look.lang, request.query_string());
    let banners = public(&state, look.lang).await?;
    SignInPage { done, banners, ..SignInPage::new(look, &typed) }.respond(StatusCode::OK)
}

/// What is announced to everybody.
async fn public(state: &State, lang: Lang) -> Result<Vec<Banner>, Problem> {
    let now = state.now();
    let found = state.blocking(move |store| store.announced(now)).await?;
    Ok(banners(lang, (None, &state.store.rules().directory), &found, now))
}

/// Signs in.
#[post("/sign-in")]
async fn enter(entrance: Entrance) -> Result<HttpResponse, Problem> {
    let Entrance { request, state, lang, typed } = entrance;
    let look = look(&request);
    let body = Body::of(&typed);
    let given = serde_path_to_error::deserialize(&body.value).map_err(|e| json_error(&e));
    let admitted = match given {
        Ok(sign_in) => admit(&state, &request, sign_in).await,
        Err(problem) => Err(problem),
    };
    let problem = match admitted {
        Ok((started, _)) => return entered(&state, look, &typed, started).await,
        Err(problem) => problem,
    };
    let banners = public(&state, lang).await?;
    let mut shown = SignInPage { banners, ..SignInPage::new(look, &typed) };
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
        shown.seats = seat_choices(&names, &found.await?);
    }
    shown.errors = Errors::of(lang, &problem, &body);
    Ok(delayed(shown.respond(problem.status)?, &problem))
}

/// Leads on: to where somebody wanted to go, or to what he had typed before.
async fn entered(
    state: &State,
    look: Look,
    typed: &Typed,
    started: Started,
) -> Result<HttpResponse, Problem> {
    let owner = Owner::of(started.person());
    let (sealed, path) = (typed.get(ASIDE), local(typed.get(FOR)).unwrap_or_default());
    let (cookie, _) = started.begin(state).await?;
    let mut response = if sealed.is_empty() {
        see_other(local(typed.get("_next")).unwrap_or("/"))
    } else if state.aside.open(sealed, owner, path, state.now()).is_some() {
        back_to_form(look, sealed, path)?
    } else {
        // It is somebody else's, or too old.
        see_other("/?done=not-kept")
    };
    response.add_cookie(&cookie).map_err(|_| Fault::Internal)?;
    Ok(response)
}

/// The way back to a form: it shows what was typed and does nothing.
fn back_to_form(look: Look, sealed: &str, path: &str) -> Result<HttpResponse, Problem> {
    let (typed, errors) = (Typed::default(), Errors::default());
    let fields = Fields { lang: look.lang, typed: &typed, errors: &errors, scope: "kept" };
    let frame = Frame::anonymous(look, "kept-title", "");
    let form = Form {
        action: path.to_owned(),
        groups: vec![Group::plain(vec![fields.hidden(ASIDE, sealed)])],
        buttons: vec![Button::plain(frame.t("kept-submit"))],
        ..Form::default()
    };
    let mut shown = FormPage::anonymous(frame, form, &errors);
    shown.lead = shown.frame.t("kept-lead");
    page(StatusCode::OK, &shown)
}

/// The way in for somebody whose form came when his session was over: what he
/// typed waits in it.
pub(super) fn waiting(look: Look, waiting: &Waiting) -> Result<HttpResponse, Problem> {
    let mut typed = Typed::default();
    typed.set(ASIDE, waiting.sealed.as_str());
    typed.set(FOR, waiting.path.as_str());
    SignInPage::new(look, &typed).respond(StatusCode::UNAUTHORIZED)
}

/// The way in, as it is shown.
struct SignInPage<'a> {
    look: Look,
    typed: &'a Typed,
    seats: Vec<Choice>,
    errors: Errors,
    done: Option<String>,
    banners: Vec<Banner>,
}

impl<'a> SignInPage<'a> {
    fn new(look: Look, typed: &'a Typed) -> Self {
        let (seats, errors, banners) = (Vec::new(), Errors::default(), Vec::new());
        Self { look, typed, seats, errors, done: None, banners }
    }

    fn respond(self, status: StatusCode) -> Result<HttpResponse, Problem> {
        // What waits is lost by going elsewhere.
        let waits = !self.typed.get(ASIDE).is_empty();
        let here = if waits { "" } else { "/sign-in" };
        let mut frame = Frame::anonymous(self.look, "sign-in-title", here);
        frame.done.clone_from(&self.done);
        frame.banners.clone_from(&self.banners);
        let form = Form {
            action: "/sign-in".to_owned(),
            next: local(self.typed.get("_next")).map(ToOwned::to_owned),
            groups: vec![Group::plain(self.controls(waits))],
            buttons: vec![Button::plain(frame.t("sign-in-submit"))],
            ..Form::default()
        };
        let mut shown = FormPage::anonymous(frame, form, &self.errors);
        let lead = if waits { "sign-in-waits" } else { "sign-in-lead" };
        shown.lead = shown.frame.t(lead);
        let label = shown.frame.t("sign-in-setup");
        let link = Link { label, href: "/setup".to_owned(), current: false };
        shown.below = (!waits).then_some(link);
        page(status, &shown)
    }

    fn controls(&self, waits: bool) -> Vec<Control> {
        let (lang, typed, errors) = (self.look.lang, self.typed, &self.errors);
        let fields = Fields { lang, typed, errors, scope: "sign-in" };
        let password =
            Control { value: String::new(), ..fields.line("/password", "sign-in-password") };
        let mut controls = vec![
            Control { kind: "username", ..fields.line("/username", "sign-in-username") },
            Control { kind: "password", ..password },
        ];
        if !self.seats.is_empty() {
            controls.push(fields.radios("/seat", "sign-in-seat", self.seats.clone()));
        }
        if waits {
            controls.push(fields.hidden(ASIDE, typed.get(ASIDE)));
            controls.push(fields.hidden(FOR, typed.get(FOR)));
        }
        controls
    }
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
