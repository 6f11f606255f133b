//! Sessions of people: sign in, choose a seat, mint a token, sign out.

use crate::auth::{Caller, address, cookie, entry, secret};
use crate::dto::reply;
use crate::dto::session::{SeatChoice, SeatView, SessionLine, SessionView, SignIn, TokenView};
use crate::http::body;
use crate::problem::{Fault, Problem};
use crate::state::State;
use actix_web::cookie::Cookie;
use actix_web::dev::Payload;
use actix_web::web::{Data, Path};
use actix_web::{FromRequest, HttpRequest, HttpResponse, delete, get, post, put};
use engine::id::UserId;
use engine::refusal::Refusal;
use engine::time::Instant;
use futures_util::future::LocalBoxFuture;
use serde::de::DeserializeOwned;
use store::identity::{HeldSeat, LiveSession, NewSession, SessionId};
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

/// Registers the resource.
pub(super) fn configure(config: &mut ServiceConfig) {
    config
        .service(sign_in)
        .service(current)
        .service(choose_seat)
        .service(sign_out)
        .service(list)
        .service(end)
        .service(mint);
}

/// A body of a request that is no command.
pub(super) struct Json<T>(pub(super) T);

impl<T: DeserializeOwned + 'static> FromRequest for Json<T> {
    type Error = Problem;
    type Future = LocalBoxFuture<'static, Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (request, mut payload) = (request.clone(), payload.take());
        Box::pin(async move {
            let state = crate::auth::caller::state_of(&request)?;
            let bytes = body::read(&state, &request, &mut payload).await?;
            Ok(Self(body::json(request.headers(), &bytes)?))
        })
    }
}

/// Signs in. A person with several seats who names none is told which there
/// are (`seat_required`, member `seats`).
#[utoipa::path(
    tag = "session",
    security(()),
    request_body = SignIn,
    responses((status = 201, body = SessionView), reply::Refusable),
)]
#[post("/session")]
async fn sign_in(
    state: Data<State>,
    request: HttpRequest,
    body: Json<SignIn>,
) -> Result<HttpResponse, Problem> {
    let (started, seats) = admit(&state, &request, body.0).await?;
    started.respond(&state, &seats).await
}

/// Checks name and password and prepares a session, for the API and for the
/// sign-in form; with the seats the person may choose from.
pub(crate) async fn admit(
    state: &State,
    request: &HttpRequest,
    given: SignIn,
) -> Result<(Started, Vec<HeldSeat>), Problem> {
    let SignIn { username, password, seat } = given;
    let address = address::of(&state.settings, request);
    let person = entry::by_password(state, address, &username, password).await?;

    let id = person.id;
    let seats = state.blocking(move |store| store.seats_of(id)).await?;
    let seat = match (seat, seats.as_slice()) {
        (None, [only]) => *only,
        (None, []) => return Err(Fault::SeatUnknown.into()),
        (None, _) => return Err(seat_required(&seats)),
        (Some(wanted), seats) => chosen(seats, wanted)?,
    };
    let new = Started::new(person.id, person.auth_epoch, seat, state.now());
    Ok((new, seats))
}

fn chosen(seats: &[HeldSeat], wanted: Uuid) -> Result<HeldSeat, Problem> {
    let found = seats.iter().find(|seat| seat.id.0 == wanted).copied();
    found.ok_or_else(|| Problem::from(Fault::SeatUnknown).with("pointer", "/seat"))
}

fn seat_required(seats: &[HeldSeat]) -> Problem {
    let seats: Vec<SeatView> = seats.iter().map(SeatView::of).collect();
    let seats = serde_json::to_value(seats).unwrap_or_default();
    Problem::from(Fault::SeatRequired).with("seats", seats)
}

/// A session about to start, with the secret that only its cookie will hold.
pub(crate) struct Started {
    token: [u8; 32],
    seat: HeldSeat,
    new: NewSession,
    /// The session that ends when this one starts.
    old: Option<SessionId>,
}

impl Started {
    fn new(person: UserId, auth_epoch: i32, seat: HeldSeat, at: Instant) -> Self {
        let token = secret::random();
        let new = NewSession {
            id: secret::digest(&token),
            person,
            seat: seat.id,
            auth_epoch,
            csrf: secret::random(),
            at,
        };
        Self { token, seat, new, old: None }
    }

    /// Starts it, if that which it follows still holds: its cookie, and when
    /// it ends at the latest.
    pub(crate) async fn begin(&self, state: &State) -> Result<(Cookie<'static>, Instant), Problem> {
        let (new, old) = (self.new, self.old);
        let started = state.revoking(move |store| match old {
            None => store.start_session(&new).map(Some),
            Some(old) => store.switch_seat(&old, &new),
        });
        let expires = started.await?.ok_or(Fault::Unauthenticated)?;
        Ok((cookie::of_token(&state.settings, &self.token), expires))
    }

    /// Whose it will be.
    pub(crate) const fn person(&self) -> UserId {
        self.new.person
    }

    async fn respond(self, state: &State, seats: &[HeldSeat]) -> Result<HttpResponse, Problem> {
        let (cookie, expires) = self.begin(state).await?;
        let new = self.new;
        Ok(HttpResponse::Created().cookie(cookie).json(SessionView {
            person: new.person.0,
            seat: SeatView::of(&self.seat),
            seats: seats.iter().map(SeatView::of).collect(),
            csrf: secret::encode(&new.csrf),
            expires_at: expires.to_string(),
        }))
    }
}

/// The session that asks.
#[utoipa::path(
    tag = "session",
    responses((status = 200, body = SessionView), reply::Refusable),
)]
#[get("/session")]
async fn current(state: Data<State>, caller: Caller) -> Result<HttpResponse, Problem> {
    let LiveSession { session, seat, .. } = caller.session()?;
    let person = session.person;
    let seats = state.blocking(move |store| store.seats_of(person)).await?;
    Ok(HttpResponse::Ok().json(SessionView {
        person: person.0,
        seat: SeatView::of(seat),
        seats: seats.iter().map(SeatView::of).collect(),
        csrf: secret::encode(&session.csrf),
        expires_at: session.expires_at.to_string(),
    }))
}

/// Acts from another seat: a new session, and the old one ends.
#[utoipa::path(
    tag = "session",
    params(("X-CSRF-Token" = String, Header, description = "The session's token")),
    request_body = SeatChoice,
    responses((status = 201, body = SessionView), reply::Refusable),
)]
#[put("/session/seat")]
async fn choose_seat(
    state: Data<State>,
    caller: Caller,
    body: Json<SeatChoice>,
) -> Result<HttpResponse, Problem> {
    let (started, seats) = reseat(&state, caller.session()?, body.0.seat).await?;
    started.respond(&state, &seats).await
}

/// Prepares the session that follows one from another seat.
pub(crate) async fn reseat(
    state: &State,
    live: &LiveSession,
    wanted: Uuid,
) -> Result<(Started, Vec<HeldSeat>), Problem> {
    let old = &live.session;
    let person = old.person;
    let seats = state.blocking(move |store| store.seats_of(person)).await?;
    let seat = chosen(&seats, wanted)?;
    let new = Started::new(person, old.auth_epoch, seat, state.now());
    Ok((Started { old: Some(old.id), ..new }, seats))
}

/// Signs out.
#[utoipa::path(
    tag = "session",
    params(("X-CSRF-Token" = String, Header, description = "The session's token")),
    responses((status = 204, description = "Signed out"), reply::Refusable),
)]
#[delete("/session")]
async fn sign_out(state: Data<State>, caller: Caller) -> Result<HttpResponse, Problem> {
    let session = caller.session()?.session.clone();
    let now = state.now();
    state.revoking(move |store| store.end_session(session.person, &session.id, now)).await?;
    Ok(HttpResponse::NoContent().cookie(cookie::removal(&state.settings)).finish())
}

/// The sessions of the person who asks.
#[utoipa::path(
    tag = "session",
    responses((status = 200, body = [SessionLine]), reply::Refusable),
)]
#[get("/sessions")]
async fn list(state: Data<State>, caller: Caller) -> Result<HttpResponse, Problem> {
    let own = caller.session()?.session.clone();
    let now = state.now();
    let sessions = state.blocking(move |store| store.sessions_of(own.person, now)).await?;
    let lines = sessions.iter().map(|session| SessionLine {
        id: secret::encode(&session.id),
        current: session.id == own.id,
        created_at: session.created_at.to_string(),
        seen_at: session.seen_at.to_string(),
        expires_at: session.expires_at.to_string(),
    });
    Ok(HttpResponse::Ok().json(lines.collect::<Vec<_>>()))
}

/// Ends a session of the person who asks.
#[utoipa::path(
    tag = "session",
    params(
        ("id" = String, Path, description = "The session's name"),
        ("X-CSRF-Token" = String, Header, description = "The session's token"),
    ),
    responses((status = 204, description = "Ended"), reply::Refusable),
)]
#[delete("/sessions/{id}")]
async fn end(
    state: Data<State>,
    caller: Caller,
    path: Path<String>,
) -> Result<HttpResponse, Problem> {
    let person = caller.session()?.session.person;
    let id = secret::decode(&path).ok_or(Refusal::NotFound)?;
    let now = state.now();
    let ended = state.revoking(move |store| store.end_session(person, &id, now)).await?;
    if ended { Ok(HttpResponse::NoContent().finish()) } else { Err(Refusal::NotFound.into()) }
}

/// Mints a token for use of the API by the session's person. It ends with the
/// session, and after five minutes in any case.
#[utoipa::path(
    tag = "session",
    params(("X-CSRF-Token" = String, Header, description = "The session's token")),
    responses((status = 201, body = TokenView), reply::Refusable),
)]
#[post("/token")]
async fn mint(state: Data<State>, caller: Caller) -> Result<HttpResponse, Problem> {
    let session = &caller.session()?.session;
    let jti = state.store.fresh_id();
    let token = state
        .tokens
        .for_session(session.person, &session.id, state.now(), jti)
        .map_err(|_| Fault::Internal)?;
    Ok(HttpResponse::Created().json(TokenView {
        access_token: token,
        token_type: "Bearer",
        expires_in: crate::auth::token::SESSION_SECONDS,
    }))
}
