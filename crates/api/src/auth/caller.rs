//! From a request to an [`Actor`]: by session cookie or by bearer token.

use super::token::{Bearer, System};
use super::{cookie, secret};
use crate::problem::{Fault, Problem};
use crate::state::State;
use actix_web::dev::Payload;
use actix_web::http::{Method, header};
use actix_web::web::Data;
use actix_web::{FromRequest, HttpRequest};
use engine::actor::{Actor, Seat, Who};
use engine::policy::{self, ReadKind, Relation};
use engine::refusal::Refusal;
use engine::role::Role;
use futures_util::future::LocalBoxFuture;
use store::identity::{LiveSession, SessionId};

/// The header that carries the CSRF token.
pub(crate) const CSRF_HEADER: &str = "x-csrf-token";

/// Who asks, and how that is known.
#[derive(Clone)]
pub struct Caller {
    /// Who asks.
    pub actor: Actor,
    /// How that is known.
    pub via: Via,
}

/// How a caller is known.
#[derive(Clone)]
pub enum Via {
    /// By the cookie of this session.
    Cookie(Box<LiveSession>),
    /// By a token that this session minted.
    SessionToken(Box<LiveSession>),
    /// By a system's access token.
    AccessToken,
}

impl Caller {
    /// The session of a caller who came with its cookie: what only a person at
    /// a browser may do.
    pub fn session(&self) -> Result<&LiveSession, Problem> {
        match &self.via {
            Via::Cookie(session) => Ok(session),
            Via::SessionToken(_) | Via::AccessToken => Err(Fault::SessionRequired.into()),
        }
    }

    /// Whether the caller's role may read what belongs to nobody: the directory,
    /// the law. The role table says so.
    pub(crate) fn may_read(&self, kind: ReadKind) -> Result<(), Refusal> {
        let grants = policy::read_grants(kind);
        if policy::allows(grants, self.actor.role, Relation::Anywhere) {
            Ok(())
        } else {
            Err(Refusal::Forbidden)
        }
    }
}

/// Whether a request brings anything to be known by: asked before its body is
/// read.
pub(crate) fn has_credentials(state: &State, request: &HttpRequest) -> bool {
    request.headers().contains_key(header::AUTHORIZATION)
        || cookie::session_id(&state.settings, request).is_some()
}

/// Who asks. A token goes before a cookie; a wrong token is not made good by a
/// right cookie.
pub(crate) async fn identify(state: &State, request: &HttpRequest) -> Result<Caller, Problem> {
    identify_showing(state, request, None).await
}

/// The same for a form, whose hidden field shows the CSRF token where its page
/// cannot set a header.
pub(crate) async fn identify_showing(
    state: &State,
    request: &HttpRequest,
    csrf: Option<&str>,
) -> Result<Caller, Problem> {
    if request.headers().contains_key(header::AUTHORIZATION) {
        return by_token(state, request).await;
    }
    let id = cookie::session_id(&state.settings, request).ok_or(Fault::Unauthenticated)?;
    let live = live_session(state, id).await?;
    if !is_safe(request.method()) {
        check_csrf(request, csrf, &live)?;
    }
    let (now, session) = (state.now(), live.session.clone());
    state.blocking(move |store| store.touch_session(&session, now)).await?;
    Ok(Caller { actor: live.seat.actor(), via: Via::Cookie(Box::new(live)) })
}

/// The person whose session it is, without a sign that the session's own page
/// asks: somebody to show something to, never to act for.
pub(crate) async fn identify_unproven(
    state: &State,
    request: &HttpRequest,
) -> Result<Caller, Problem> {
    let id = cookie::session_id(&state.settings, request).ok_or(Fault::Unauthenticated)?;
    let live = live_session(state, id).await?;
    Ok(Caller { actor: live.seat.actor(), via: Via::Cookie(Box::new(live)) })
}

async fn by_token(state: &State, request: &HttpRequest) -> Result<Caller, Problem> {
    let token = request
        .headers()
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.split_once(' '))
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
        .map(|(_, token)| token.trim());
    let token = token.ok_or(Fault::Unauthenticated)?;
    let checked = state.tokens.check(token, state.now());
    match checked.map_err(|_| Fault::Unauthenticated)? {
        Bearer::System(system) => by_system(state, &system).await,
        Bearer::Session(id) => {
            let live = live_session(state, id).await?;
            Ok(Caller { actor: live.seat.actor(), via: Via::SessionToken(Box::new(live)) })
        }
    }
}

async fn by_system(state: &State, system: &System) -> Result<Caller, Problem> {
    let standings = state.revocation.standings(state).await?;
    let stands = standings.clients.get(&system.client) == Some(&system.epoch)
        && standings.keys.contains(&system.key);
    if !stands {
        return Err(Fault::Unauthenticated.into());
    }
    Ok(Caller {
        actor: Actor {
            who: Who::Client(system.client),
            role: Role::BankSystem,
            seat: Seat::Institution(system.institution),
        },
        via: Via::AccessToken,
    })
}

async fn live_session(state: &State, id: SessionId) -> Result<LiveSession, Problem> {
    let live = state.sessions.live(state, id).await?;
    live.ok_or_else(|| Fault::Unauthenticated.into())
}

fn is_safe(method: &Method) -> bool {
    matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS)
}

/// Another site can make a browser send our cookie but cannot read our token.
fn check_csrf(
    request: &HttpRequest,
    field: Option<&str>,
    live: &LiveSession,
) -> Result<(), Problem> {
    let header = request.headers().get(CSRF_HEADER).and_then(|value| value.to_str().ok());
    match header.or(field).and_then(secret::decode) {
        Some(token) if secret::same(&token, &live.session.csrf) => Ok(()),
        _ => Err(Fault::CsrfMissing.into()),
    }
}

impl FromRequest for Caller {
    type Error = Problem;
    type Future = LocalBoxFuture<'static, Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move {
            let state = state_of(&request)?;
            identify(&state, &request).await
        })
    }
}

/// The state every request may reach.
pub(crate) fn state_of(request: &HttpRequest) -> Result<Data<State>, Problem> {
    let state = request.app_data::<Data<State>>().cloned();
    state.ok_or_else(|| Fault::Internal.into())
}
