//! What a form sent, and its way to the store: the same road as every write of
//! the API.

mod receive;

pub(super) use receive::{ASIDE, Kept, PostedFile, TooLong, Waiting};

use super::form::{Body, Button, Control, Errors, Fields, Form, Group, Typed};
use super::frame::{Frame, Link};
use super::visitor::Visitor;
use super::{local, page, see_other};
use crate::auth::secret;
use crate::dto::reader::{Reader, read};
use crate::http::{carry_out, upload};
use crate::problem::{Fault, Problem, json_error};
use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use askama::Template;
use engine::command::{Command, CommandKind, Envelope, IdempotencyKey};
use engine::decide::Done;
use engine::refusal::Refusal;
use engine::time::Instant;
use locale::text;
use serde::de::DeserializeOwned;
use std::time::Duration;

pub(super) const FORM: &str = "application/x-www-form-urlencoded";

/// Somebody was faster than the version a form was shown for.
pub(super) const OVERTAKEN: StatusCode = StatusCode::PRECONDITION_FAILED;

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

/// What came of a form.
pub(super) enum Outcome {
    /// It was carried out, now or by the same form before.
    Done(Done),
    /// It has to be looked at again.
    Wrong(StatusCode, Errors),
}

impl Posted {
    /// The version the form was shown for.
    pub(super) const fn version(&self) -> Option<i32> {
        self.expected
    }

    /// When the whole form was in.
    pub(super) const fn arrived(&self) -> Instant {
        self.arrived
    }

    /// Whether its token is of a session that is no more: nothing is carried out.
    pub(super) const fn is_stale(&self) -> bool {
        self.stale
    }

    /// Why nothing that the form says is carried out, if so.
    fn barred(&self) -> Option<(StatusCode, Errors)> {
        if self.stale {
            return Some((StatusCode::FORBIDDEN, Errors::said(self.visitor.t("form-stale"))));
        }
        None
    }

    /// What is said beside the field of a file, which is text here however it was sent,
    /// if the scanner does not find it clean. Of a form that is only shown again nothing
    /// is taken.
    pub(super) async fn untaken(
        &self,
        field: &str,
        kind: Option<CommandKind>,
    ) -> Result<Option<(StatusCode, Errors)>, Problem> {
        if self.stale {
            return Ok(None);
        }
        let Visitor { state, actor, lang, .. } = &self.visitor;
        let text = self.typed.get(field);
        let scanned = match kind {
            Some(kind) => upload::scan_for(state, (*actor, self.key), kind, text).await,
            None => upload::scan(state, *actor, text).await,
        };
        match scanned {
            Err(problem) if upload::is_of_the_file(&problem) => {
                let errors = Errors::of_field(field, problem.title(*lang));
                Ok(Some((problem.status, errors)))
            }
            other => other.map(|()| None),
        }
    }

    /// Has what the form says carried out.
    pub(super) async fn run<B: DeserializeOwned>(
        &self,
        typed: &Typed,
        parse: impl FnOnce(&mut Reader, B) -> Option<Command>,
    ) -> Result<Outcome, Problem> {
        if let Some((status, errors)) = self.barred() {
            return Ok(Outcome::Wrong(status, errors));
        }
        let body = Body::of(typed);
        match self.carry_out(&body, parse).await {
            Ok(done) => Ok(Outcome::Done(done)),
            // It was sent before and changed since: shown again, it has a key of
            // its own, and its person knows that the first was carried out.
            Err(problem) if problem.code == Refusal::KeyReused.code() => {
                let errors = Errors::said(self.visitor.t("form-sent"));
                Ok(Outcome::Wrong(problem.status, errors))
            }
            Err(problem) if is_the_forms(&problem) => {
                let errors = Errors::of(self.visitor.lang, &problem, &body);
                Ok(Outcome::Wrong(problem.status, errors))
            }
            Err(problem) => Err(problem),
        }
    }

    /// What the form says, read and not carried out, or what is wrong with it.
    pub(super) fn says<B: DeserializeOwned, T>(
        &self,
        typed: &Typed,
        parse: impl FnOnce(&mut Reader, B) -> Option<T>,
    ) -> Result<T, (StatusCode, Errors)> {
        if let Some(barred) = self.barred() {
            return Err(barred);
        }
        let body = Body::of(typed);
        let said = serde_path_to_error::deserialize(&body.value).map_err(|e| json_error(&e));
        let said = said.and_then(|said| read(|reader| parse(reader, said)));
        said.map_err(|problem| (problem.status, Errors::of(self.visitor.lang, &problem, &body)))
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
    let typed = matches!(
        problem.status,
        StatusCode::UNPROCESSABLE_ENTITY | StatusCode::CONFLICT | OVERTAKEN
    );
    typed && problem.code != Fault::InFlight.code()
}

/// A form of this visitor, with a key of its own.
pub(super) fn form(visitor: &Visitor, action: String, groups: Vec<Group>, submit: &str) -> Form {
    let label = visitor.t(submit);
    Form {
        action,
        csrf: visitor.csrf(),
        key: secret::encode(&secret::random()),
        owner: visitor.owner(),
        version: None,
        next: None,
        groups,
        buttons: vec![Button::plain(label)],
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
        self.shown_for(visitor, errors, "")
    }

    /// One of several that go to one place.
    pub(super) fn shown_for(self, visitor: &Visitor, errors: &Errors, which: &str) -> Form {
        // Ids are those of the fields and of the place the form goes to.
        let scope: String = self.action.chars().map(|c| if c == '/' { '-' } else { c }).collect();
        let scope = format!("{}{which}", scope.trim_start_matches('-'));
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
    /// What there is to know; nothing is refused for it.
    pub(super) warnings: Vec<String>,
    pub(super) back: String,
    pub(super) lead: String,
    pub(super) form: Form,
    /// Where else to go.
    pub(super) below: Option<Link>,
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
        Self { back, ..Self::anonymous(visitor.frame(heading), form, errors) }
    }

    /// The same in a frame of its own, which need be nobody's.
    pub(super) fn anonymous(mut frame: Frame, form: Form, errors: &Errors) -> Self {
        let heading = frame.title.clone();
        let faults = form.faults(errors);
        if !faults.is_empty() {
            frame.title = format!("{} {heading}", frame.t("error-prefix"));
        }
        let (back, lead) = (String::new(), String::new());
        Self { frame, heading, faults, warnings: Vec::new(), back, lead, form, below: None }
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
        // Who was told that somebody was faster may send it all the same.
        version: posted.expected.filter(|_| status != OVERTAKEN),
        ..small
    };
    let form = small.shown(visitor, errors);
    FormPage::new(visitor, title, back, form, errors).respond(status)
}
