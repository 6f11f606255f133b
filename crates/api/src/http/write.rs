//! One extractor for every write, so that the order is the same everywhere:
//! who sent it and when, the key, the version, and only then what the body says.

use super::body;
use super::exact::Sender;
use super::headers::{etag, expected_version, idempotency_key};
use super::hold::hold;
use super::sent::Sent;
use super::upload;
use crate::dto::held::Named;
use crate::dto::reader::{Reader, read};
use crate::dto::reply::Written;
use crate::problem::Problem;
use crate::state::State;
use actix_web::dev::Payload;
use actix_web::http::{StatusCode, header};
use actix_web::web::{BytesMut, Data};
use actix_web::{FromRequest, HttpRequest, HttpResponse};
use engine::actor::Actor;
use engine::command::{Command, CommandKind, Envelope, IdempotencyKey};
use engine::decide::{Done, Reply};
use engine::id::{DemandId, InstitutionId};
use engine::time::Instant;
use futures_util::future::LocalBoxFuture;
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::sync::Arc;
use store::read::Purpose;
use uuid::Uuid;

/// A write whose body is a `T`.
pub(crate) struct Write<T> {
    state: Data<State>,
    actor: Actor,
    key: IdempotencyKey,
    arrived: Instant,
    expected: Option<i32>,
    body: T,
    /// As it came.
    bytes: BytesMut,
}

/// What a write that was carried out is answered with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Status {
    /// Something new exists.
    Created,
    /// Something was changed.
    Changed,
}

impl<T: DeserializeOwned + 'static> FromRequest for Write<T> {
    type Error = Problem;
    type Future = LocalBoxFuture<'static, Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (request, mut payload) = (request.clone(), payload.take());
        Box::pin(async move {
            let sent = Sent::receive(&request, &mut payload).await?;
            let (headers, actor) = (request.headers(), sent.caller.actor);
            let (method, path) = (request.method().as_str(), request.path());
            Ok(Self {
                key: idempotency_key(headers, &actor, method, path, &sent.body)?,
                expected: expected_version(headers)?,
                body: body::json(headers, &sent.body)?,
                bytes: sent.body,
                state: sent.state,
                actor,
                arrived: sent.arrived,
            })
        })
    }
}

impl<T> Write<T> {
    /// What was sent.
    pub(crate) const fn body(&self) -> &T {
        &self.body
    }

    /// Asks the scanner about a file that stands in the body of such a command.
    pub(crate) async fn scan(&self, kind: CommandKind, file: &str) -> Result<(), Problem> {
        upload::scan_for(&self.state, (self.actor, self.key), kind, file).await
    }

    /// Who sent it, and when.
    pub(crate) fn sender(&self) -> Sender<'_> {
        Sender { state: &self.state, actor: self.actor, arrived: self.arrived }
    }

    /// Parses the body into a command, has it carried out and answers. Every
    /// field that is wrong is named, not only the first.
    pub(crate) async fn run(
        self,
        status: Status,
        parse: impl FnOnce(&mut Reader, T) -> Option<Command>,
    ) -> Result<HttpResponse, Problem> {
        let body = self.body;
        let command = read(|reader| parse(reader, body))?;
        let envelope = Envelope {
            actor: self.actor,
            key: Some(self.key),
            arrived: self.arrived,
            expected: self.expected,
            command,
        };
        let (mut done, restamped) = carry_out(&self.state, envelope).await?;
        if done.replayed && done.served.is_none() {
            done.served = served_before(&self.state, self.actor, &done).await;
        }
        let receipt = receipt(&self.state, self.actor, &done).await;
        let status = match status {
            Status::Created => StatusCode::CREATED,
            Status::Changed => StatusCode::OK,
        };
        Ok(HttpResponse::build(status)
            .insert_header((header::ETAG, etag(done.version)))
            .json(Written::new(&done, restamped, receipt)))
    }

    /// The institution whose seat the caller acts from.
    pub(crate) const fn institution(&self) -> Option<InstitutionId> {
        self.actor.institution()
    }

    /// Makes ids for what a body names first.
    pub(crate) fn fresh_ids<I: From<Uuid>>(&self) -> impl Fn() -> I + use<I, T> {
        let store = self.state.store.clone();
        move || store.fresh_id().into()
    }
}

impl Write<Value> {
    /// The same for what another system says: what is not taken in is kept back before
    /// it is refused, a body of another shape than a `T` too.
    pub(crate) async fn run_or_hold<T: DeserializeOwned>(
        self,
        parse: impl FnOnce(&mut Reader, T) -> Option<Command>,
    ) -> Result<HttpResponse, Problem> {
        let Self { state, actor, key, arrived, expected, bytes, .. } = self;
        let kept_in = state.clone();
        let told = match body::typed(&bytes) {
            Ok(body) => {
                let whole =
                    Write { state, actor, key, arrived, expected, body, bytes: BytesMut::new() };
                whole.run(Status::Changed, parse).await
            }
            Err(problem) => Err(problem),
        };
        if let Err(problem) = &told
            && let Some(named) = Named::of(&bytes)
        {
            hold(&kept_in, (actor, arrived), named, problem).await?;
        }
        told
    }
}

/// Has a command carried out: what was done, and whether it had to be stamped
/// anew.
pub(crate) async fn carry_out(state: &State, envelope: Envelope) -> Result<(Done, bool), Problem> {
    let outcome = state.store.execute(envelope).await?;
    match outcome.reply? {
        Reply::Done(done) => Ok((done, outcome.restamped)),
        Reply::Refused(refusal) => Err(refusal.into()),
    }
}

/// The demands that a repeated filing served when it was first carried out: a
/// key remembers ids, never bodies. If they cannot be told now, the reply is
/// without them rather than wrong: the filing stands.
async fn served_before(
    state: &State,
    actor: Actor,
    done: &Done,
) -> Option<Arc<[(DemandId, InstitutionId)]>> {
    use CommandKind as C;
    if !matches!(done.kind, C::FileInquiry | C::IssueInquiry | C::FileOrder | C::IssueOrder) {
        return None;
    }
    let id = done.subject.into();
    let found = state.store.find(move |find| find.served_of(&actor, id));
    let lines = found.await.ok()?;
    Some(lines.iter().map(|line| (line.demand, line.institution)).collect())
}

/// The receipt of what was answered, made anew: signing is deterministic, so an
/// identical request repeated gets the same bytes (I-5). For a repeated one that
/// is a reading like any other, on record (I-19). If it cannot be made now, the
/// reply is without it: the answer stands, and so does the resource.
async fn receipt(state: &State, actor: Actor, done: &Done) -> Option<String> {
    use CommandKind as C;
    let answers = [C::SubmitAnswer, C::SubmitDraft, C::CorrectAnswer, C::ConfirmPaper];
    if !answers.contains(&done.kind) {
        return None;
    }
    if let Some(known) = &done.receipt {
        return evidence::sign(&state.receipts, evidence::Kind::Answer, known.as_ref());
    }
    let (demand, answer) = (done.subject.into(), done.other?.into());
    let purpose = Purpose::coded("repeated_answer").ok()?;
    let found = state.store.find(move |find| find.answer_receipt(&actor, &purpose, demand, answer));
    evidence::sign(&state.receipts, evidence::Kind::Answer, &found.await.ok()?)
}
