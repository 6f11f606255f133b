//! A form as it comes in, and from whom. What was typed in a session that is
//! over is not thrown away: where the session's person is known, the form is
//! shown again; where nobody is signed in, it waits sealed in the sign-in page.
//! Neither way is anything carried out.

use super::{FORM, Posted};
use crate::auth::Caller;
use crate::auth::aside::Owner;
use crate::auth::caller::{has_credentials, identify_showing, identify_unproven, state_of};
use crate::http::multipart::{self, MULTIPART};
use crate::http::upload::{self, Place};
use crate::http::{body, bound_key};
use crate::pages::form::Typed;
use crate::pages::visitor::Visitor;
use crate::problem::{Fault, Problem};
use crate::state::State;
use actix_web::dev::Payload;
use actix_web::http::header::HeaderMap;
use actix_web::{FromRequest, HttpMessage, HttpRequest};
use engine::command::CommandKind;
use engine::refusal::Refusal;
use futures_util::future::LocalBoxFuture;

/// The field that holds what waited, sealed.
pub(in crate::pages) const ASIDE: &str = "_aside";
/// What comes back beside it: a name, a password, the form's path.
const BESIDE: usize = 16 * 1024;
/// The field that says whose a form is.
const OWNER: &str = "_of";

/// A form that can be shown again with all that was typed, should its token be
/// of the session before: after a new sign-in, or another seat chosen in another
/// window. Such a form is never carried out.
pub(in crate::pages) struct Kept(Posted);

/// What waits for its owner to sign in again: sealed, and for which form.
pub(in crate::pages) struct Waiting {
    pub(in crate::pages) sealed: String,
    pub(in crate::pages) path: String,
}

/// What was typed is too long to wait in a page that has to come back.
pub(in crate::pages) struct TooLong;

/// A form with a file that may be anything: who sends it comes first, since the
/// file may be much longer than other forms.
pub(in crate::pages) struct PostedFile {
    pub(in crate::pages) posted: Posted,
    pub(in crate::pages) bytes: Vec<u8>,
    /// Held until the file is let go.
    pub(in crate::pages) held: Place,
}

impl FromRequest for PostedFile {
    type Error = Problem;
    type Future = LocalBoxFuture<'static, Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (request, mut payload) = (request.clone(), payload.take());
        Box::pin(async move { receive_file(&request, &mut payload).await })
    }
}

async fn receive_file(request: &HttpRequest, payload: &mut Payload) -> Result<PostedFile, Problem> {
    let state = state_of(request)?;
    let sender = identify_unproven(&state, request).await?.actor;
    upload::may_upload(&sender)?;
    let held = upload::place(&state, &sender)?;
    let whole = upload::read(&state, request, payload, BESIDE).await?;
    let arrived = state.now();
    let (form, bytes) = multipart::with_file(request.headers(), &whole)?;
    let typed = Typed::read(&form)?;
    let Known { caller, .. } = shown(&state, request, &typed).await?;
    let (method, path) = (request.method().as_str(), request.path());
    let posted = Posted {
        key: bound_key(typed.get("_key").as_bytes(), &caller.actor, method, path, &whole)?,
        expected: typed.get("_version").parse().ok(),
        visitor: Visitor::of(state, request, &caller).await?,
        typed,
        arrived,
        stale: false,
    };
    Ok(PostedFile { posted, bytes, held })
}

impl FromRequest for Posted {
    type Error = Problem;
    type Future = LocalBoxFuture<'static, Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (request, mut payload) = (request.clone(), payload.take());
        Box::pin(async move { receive(&request, &mut payload, false).await })
    }
}

impl FromRequest for Kept {
    type Error = Problem;
    type Future = LocalBoxFuture<'static, Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (request, mut payload) = (request.clone(), payload.take());
        Box::pin(async move { Ok(Self(receive(&request, &mut payload, true).await?)) })
    }
}

impl Kept {
    /// The form, for who has looked whose it is.
    pub(in crate::pages) fn of(self) -> Posted {
        self.0
    }

    /// The form, unless it is stale and nobody in this seat would be shown it.
    pub(in crate::pages) fn by(self, kinds: &[CommandKind]) -> Result<Posted, Problem> {
        let Self(posted) = self;
        if posted.stale && !kinds.iter().any(|kind| posted.visitor.may(*kind)) {
            return Err(Refusal::Forbidden.into());
        }
        Ok(posted)
    }
}

/// Reads a form and who sends it. Only a form of our own pages is kept: what
/// another site typed is not shown with a right token.
async fn receive(
    request: &HttpRequest,
    payload: &mut Payload,
    keeps: bool,
) -> Result<Posted, Problem> {
    let state = state_of(request)?;
    let own = keeps && is_same_origin(request.headers());
    if !own && !has_credentials(&state, request) {
        return Err(Fault::Unauthenticated.into());
    }
    let bytes = body::read(&state, request, payload).await?;
    let arrived = state.now();
    let headers = request.headers();
    let bytes = if body::is_of_type(headers, MULTIPART) {
        multipart::to_form(headers, &bytes)?
    } else if body::is_of_type(headers, FORM) {
        bytes.to_vec()
    } else {
        return Err(Fault::ContentType.into());
    };
    let typed = Typed::read(&bytes)?;
    let known = if own {
        kept(&state, request, &typed).await
    } else {
        shown(&state, request, &typed).await
    };
    if own && matches!(&known, Err(one) if one.code == Fault::Unauthenticated.code()) {
        put_aside(&state, request, &typed, &bytes);
    }
    let Known { caller, reopened } = known?;
    let (stale, typed) = (reopened.is_some(), reopened.unwrap_or(typed));
    let (method, path) = (request.method().as_str(), request.path());
    let key = bound_key(typed.get("_key").as_bytes(), &caller.actor, method, path, &bytes)?;
    let visitor = Visitor::of(state, request, &caller).await?;
    let expected = typed.get("_version").parse().ok();
    Ok(Posted { visitor, typed, key, expected, arrived, stale })
}

/// Who sends a form, and what he had typed if it is not of his session.
struct Known {
    caller: Caller,
    reopened: Option<Typed>,
}

/// A form of the present session.
async fn shown(state: &State, request: &HttpRequest, typed: &Typed) -> Result<Known, Problem> {
    let caller = identify_showing(state, request, Some(typed.get("_csrf"))).await?;
    Ok(Known { caller, reopened: None })
}

/// The same, or a form that waited while its owner signed in, or one that still
/// shows the token of the session before.
async fn kept(state: &State, request: &HttpRequest, typed: &Typed) -> Result<Known, Problem> {
    let sealed = typed.get(ASIDE);
    if sealed.is_empty() {
        match shown(state, request, typed).await {
            Err(problem) if problem.code == Fault::CsrfMissing.code() => {}
            settled => return settled,
        }
    }
    let caller = identify_unproven(state, request).await?;
    let owner = Owner::of(caller.actor.person().ok_or(Fault::SessionRequired)?);
    let reopened = if sealed.is_empty() {
        (Owner::read(typed.get(OWNER)) == Some(owner)).then(|| typed.clone())
    } else {
        let bytes = state.aside.open(sealed, owner, request.path(), state.now());
        bytes.and_then(|bytes| Typed::read(&bytes).ok())
    };
    // Nobody is shown what somebody else typed.
    let reopened = Some(reopened.ok_or(Fault::CsrfMissing)?);
    Ok(Known { caller, reopened })
}

/// Keeps what was typed for the sign-in page that answers this request.
fn put_aside(state: &State, request: &HttpRequest, typed: &Typed, bytes: &[u8]) {
    let path = request.path();
    let sealed = match typed.get(ASIDE) {
        "" => Owner::read(typed.get(OWNER))
            .and_then(|owner| state.aside.seal(bytes, owner, path, state.now())),
        again => Some(again.to_owned()),
    };
    let Some(sealed) = sealed else { return };
    // The sign-in page sends it back within the same limit.
    if sealed.len().saturating_add(BESIDE) <= state.settings.body_limit {
        request.extensions_mut().insert(Waiting { sealed, path: path.to_owned() });
    } else {
        request.extensions_mut().insert(TooLong);
    }
}

/// Whether a browser says that a form is of our own pages.
fn is_same_origin(headers: &HeaderMap) -> bool {
    let site = headers.get("sec-fetch-site").and_then(|value| value.to_str().ok());
    site == Some("same-origin")
}
