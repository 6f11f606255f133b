//! What a form sent, and its way to the store: the same road as every write of
//! the API.

use super::form::{Body, Button, Control, Errors, Fields, Form, Group, Typed};
use super::frame::Frame;
use super::visitor::Visitor;
use super::{local, page, see_other};
use crate::auth::caller::{has_credentials, identify_showing, identify_unproven, state_of};
use crate::auth::secret;
use crate::dto::reader::{Reader, read};
use crate::http::{body, bound_key, carry_out};
use crate::problem::{Fault, Problem, json_error};
use actix_web::dev::Payload;
use actix_web::http::StatusCode;
use actix_web::http::header::HeaderMap;
use actix_web::{FromRequest, HttpRequest, HttpResponse};
use askama::Template;
use engine::command::{Command, CommandKind, Envelope, IdempotencyKey};
use engine::decide::Done;
use engine::refusal::Refusal;
use engine::time::Instant;
use futures_util::future::LocalBoxFuture;
use locale::text;
use serde::de::DeserializeOwned;
use std::time::Duration;

pub(super) const FORM: &str = "application/x-www-form-urlencoded";

/// How often and after how long a form that comes a second time looks whether
/// the first is done.
const LOOKS: usize = 20;
const PAUSE: Duration = Duration::from_millis(100);

/// A form that somebody signed in has sent.
pub(super) struct Posted {
    pub(super) visitor: Visitor,
    pub(super) typed: Typed,
    key: IdempotencyKey,
    expected: Option<i32>,
    arrived: Instant,
    /// Its token is of a session that is no more.
    stale: bool,
}

/// A form that can be shown again with all that was typed, should its token be
/// of the session before: after a new sign-in, or another seat chosen in another
/// window. Such a form is never carried out.
pub(super) struct Kept(Posted);

/// What came of a form.
pub(super) enum Outcome {
    /// It was carried out, now or by the same form before.
    Done(Done),
    /// It has to be looked at again.
    Wrong(StatusCode, Errors),
}

impl FromRequest for Posted {
    type Error = Problem;
    type Future = LocalBoxFuture<'static, Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (request, mut payload) = (request.clone(), payload.take());
        Box::pin(async move {
            let posted = receive(&request, &mut payload).await?;
            if posted.stale { Err(Fault::CsrfMissing.into()) } else { Ok(posted) }
        })
    }
}

impl FromRequest for Kept {
    type Error = Problem;
    type Future = LocalBoxFuture<'static, Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (request, mut payload) = (request.clone(), payload.take());
        Box::pin(async move { Ok(Self(receive(&request, &mut payload).await?)) })
    }
}

impl Kept {
    /// The form, unless it is stale and nobody in this seat would be shown it.
    pub(super) fn by(self, kinds: &[CommandKind]) -> Result<Posted, Problem> {
        let Self(posted) = self;
        if posted.stale && !kinds.iter().any(|kind| posted.visitor.may(*kind)) {
            return Err(Refusal::Forbidden.into());
        }
        Ok(posted)
    }
}

/// Reads a form and who sends it.
async fn receive(request: &HttpRequest, payload: &mut Payload) -> Result<Posted, Problem> {
    let state = state_of(request)?;
    if !has_credentials(&state, request) {
        return Err(Fault::Unauthenticated.into());
    }
    let bytes = body::read(&state, request, payload).await?;
    let arrived = state.now();
    if !body::is_of_type(request.headers(), FORM) {
        return Err(Fault::ContentType.into());
    }
    let typed = Typed::read(&bytes)?;
    let csrf = typed.get("_csrf");
    let (caller, stale) = match identify_showing(&state, request, Some(csrf)).await {
        Err(problem)
            if problem.code == Fault::CsrfMissing.code() && is_own(request.headers(), csrf) =>
        {
            (identify_unproven(&state, request).await?, true)
        }
        known => (known?, false),
    };
    let (method, path) = (request.method().as_str(), request.path());
    let key = typed.get("_key").as_bytes();
    Ok(Posted {
        key: bound_key(key, &caller.actor, method, path, &bytes)?,
        expected: typed.get("_version").parse().ok(),
        visitor: Visitor::of(state, request, &caller).await?,
        typed,
        arrived,
        stale,
    })
}

/// Whether a form with a wrong token is one of our own pages all the same: its
/// browser says so, and it has a token. What another site typed is not shown
/// with a right token.
fn is_own(headers: &HeaderMap, csrf: &str) -> bool {
    let site = headers.get("sec-fetch-site").and_then(|value| value.to_str().ok());
    site == Some("same-origin") && secret::decode(csrf).is_some()
}

impl Posted {
    /// The version the form was shown for.
    pub(super) const fn version(&self) -> Option<i32> {
        self.expected
    }

    /// Has what the form says carried out.
    pub(super) async fn run<B: DeserializeOwned>(
        &self,
        typed: &Typed,
        parse: impl FnOnce(&mut Reader, B) -> Option<Command>,
    ) -> Result<Outcome, Problem> {
        if self.stale {
            let errors = Errors::said(self.visitor.t("form-stale"));
            return Ok(Outcome::Wrong(StatusCode::FORBIDDEN, errors));
        }
        let body = Body::of(typed);
        match self.carry_out(&body, parse).await {
            Ok(done) => Ok(Outcome::Done(done)),
            Err(problem) if is_the_forms(&problem) => {
                let errors = Errors::of(self.visitor.lang, &problem, &body);
                Ok(Outcome::Wrong(problem.status, errors))
            }
            Err(problem) => Err(problem),
        }
    }

    async fn carry_out<B: DeserializeOwned>(
        &self,
        body: &Body,
        parse: impl FnOnce(&mut Reader, B) -> Option<Command>,
    ) -> Result<Done, Problem> {
        let body = serde_path_to_error::deserialize(&body.value).map_err(|e| json_error(&e))?;
        let envelope = Envelope {
            actor: self.visitor.actor,
            key: Some(self.key),
            arrived: self.arrived,
            expected: self.expected,
            command: read(|reader| parse(reader, body))?,
        };
        for _ in 0..LOOKS {
            match carry_out(&self.visitor.state, envelope.clone()).await {
                Err(problem) if problem.code == Fault::InFlight.code() => {
                    tokio::time::sleep(PAUSE).await;
                }
                settled => return settled.map(|(done, _)| done),
            }
        }
        Err(Fault::InFlight.into())
    }

    /// Where the form wants to go on, else where its page says.
    pub(super) fn onward(&self, otherwise: &str) -> HttpResponse {
        see_other(local(self.typed.get("_next")).unwrap_or(otherwise))
    }
}

/// Whether a problem is one of what was typed, to be shown beside it.
fn is_the_forms(problem: &Problem) -> bool {
    let whole = [Refusal::KeyReused.code(), Fault::InFlight.code()];
    matches!(problem.status, StatusCode::UNPROCESSABLE_ENTITY | StatusCode::CONFLICT)
        && !whole.contains(&problem.code)
}

/// A form of this visitor, with a key of its own.
pub(super) fn form(visitor: &Visitor, action: String, groups: Vec<Group>, submit: &str) -> Form {
    let label = visitor.t(submit);
    Form {
        action,
        csrf: visitor.csrf(),
        key: secret::encode(&secret::random()),
        version: None,
        next: None,
        groups,
        buttons: vec![Button { label, adds: None, secondary: false }],
    }
}

/// Makes the fields of a small form.
type Controls = Box<dyn Fn(&Fields<'_>) -> Vec<Control>>;

/// A form that asks one thing or a few, named by the keys of its texts.
pub(super) struct Small {
    /// Key of its title and its button.
    pub(super) title: &'static str,
    pub(super) action: String,
    pub(super) controls: Controls,
    pub(super) typed: Typed,
    pub(super) next: Option<String>,
    pub(super) version: Option<i32>,
}

impl Small {
    /// A form that goes there.
    pub(super) fn new(
        title: &'static str,
        action: String,
        controls: impl Fn(&Fields<'_>) -> Vec<Control> + 'static,
    ) -> Self {
        let controls = Box::new(controls);
        Self { title, action, controls, typed: Typed::default(), next: None, version: None }
    }

    /// As it is shown.
    pub(super) fn shown(self, visitor: &Visitor, errors: &Errors) -> Form {
        // Ids are those of the fields and of the place the form goes to.
        let scope: String = self.action.chars().map(|c| if c == '/' { '-' } else { c }).collect();
        let scope = scope.trim_start_matches('-').to_owned();
        let fields = Fields { lang: visitor.lang, typed: &self.typed, errors, scope: &scope };
        let groups = vec![Group::plain((self.controls)(&fields))];
        let mut form = form(visitor, self.action, groups, self.title);
        form.next = self.next;
        form.version = self.version;
        form
    }
}

/// A page with one form.
#[derive(Template)]
#[template(path = "form.html")]
pub(super) struct FormPage {
    pub(super) frame: Frame,
    pub(super) heading: String,
    pub(super) faults: Vec<super::form::Fault>,
    pub(super) back: String,
    pub(super) lead: String,
    pub(super) form: Form,
}

impl FormPage {
    /// A form on a page of its own, with what is wrong on top.
    pub(super) fn new(
        visitor: &Visitor,
        title: &str,
        back: String,
        form: Form,
        errors: &Errors,
    ) -> Self {
        let heading = text(visitor.lang, title, &[]);
        let mut frame = visitor.frame(heading.clone());
        let faults = form.faults(errors);
        if !faults.is_empty() {
            frame.title = format!("{} {}", visitor.t("error-prefix"), frame.title);
        }
        Self { frame, heading, faults, back, lead: String::new(), form }
    }

    /// The response.
    pub(super) fn respond(&self, status: StatusCode) -> Result<HttpResponse, Problem> {
        page(status, self)
    }
}

/// A small form again, on a page of its own, with what was typed and what is
/// wrong.
pub(super) fn again(
    posted: &Posted,
    status: StatusCode,
    errors: &Errors,
    back: String,
    small: Small,
) -> Result<HttpResponse, Problem> {
    let (title, visitor) = (small.title, &posted.visitor);
    let small = Small {
        typed: posted.typed.clone(),
        next: local(posted.typed.get("_next")).map(ToOwned::to_owned),
        version: posted.expected,
        ..small
    };
    let form = small.shown(visitor, errors);
    FormPage::new(visitor, title, back, form, errors).respond(status)
}
