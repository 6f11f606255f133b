//! A file that comes in: as the whole body, for whoever may attach papers or answer. Who it
//! is comes first, since a file may be much longer than other bodies; and only a
//! few are held at a time, since each is held whole while it is looked at.

use super::body;
use crate::auth::Caller;
use crate::auth::caller::{has_credentials, identify, state_of};
use crate::problem::{Fault, Problem};
use crate::scan::Verdict;
use crate::state::State;
use actix_web::dev::Payload;
use actix_web::web::{Data, block};
use actix_web::{FromRequest, HttpRequest};
use engine::actor::Actor;
use engine::command::CommandKind;
use engine::file::FileRef;
use engine::policy::command_grants;
use engine::refusal::Refusal;
use exchange::sniff::{NotTaken, sniff};
use futures_util::future::LocalBoxFuture;
use metrics::gauge;
use std::sync::Arc;
use store::files::{FileError, Incoming};
use tokio::sync::OwnedSemaphorePermit;

/// How many times longer than another body a file may take to come in.
const PATIENCE: u32 = 4;

/// A file as it came in.
pub(crate) struct Upload {
    pub(crate) state: Data<State>,
    pub(crate) caller: Caller,
    pub(crate) bytes: Vec<u8>,
    /// Held until it is let go.
    pub(crate) held: OwnedSemaphorePermit,
}

impl FromRequest for Upload {
    type Error = Problem;
    type Future = LocalBoxFuture<'static, Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (request, mut payload) = (request.clone(), payload.take());
        Box::pin(async move {
            let state = state_of(&request)?;
            if !has_credentials(&state, &request) {
                return Err(Fault::Unauthenticated.into());
            }
            let caller = identify(&state, &request).await?;
            may_upload(&caller.actor)?;
            let held = place(&state)?;
            let bytes = read(&state, &request, &mut payload, 0).await?;
            Ok(Self { state, caller, bytes, held })
        })
    }
}

/// What names files.
const NAMING: [CommandKind; 5] = [
    CommandKind::AttachPapers,
    CommandKind::SaveDraft,
    CommandKind::SubmitAnswer,
    CommandKind::CorrectAnswer,
    CommandKind::EnterPaper,
];

/// Whoever may attach papers or answer may send files.
pub(crate) fn may_upload(actor: &Actor) -> Result<(), Refusal> {
    let mut grants = NAMING.iter().flat_map(|kind| command_grants(*kind));
    if grants.any(|(role, _)| *role == actor.role) { Ok(()) } else { Err(Refusal::Forbidden) }
}

/// One of the few places for a file that comes in.
pub(crate) fn place(state: &State) -> Result<OwnedSemaphorePermit, Problem> {
    Arc::clone(&state.uploads).try_acquire_owned().map_err(|_| Fault::Busy.into())
}

/// Reads a file, with so much beside it.
pub(crate) async fn read(
    state: &State,
    request: &HttpRequest,
    payload: &mut Payload,
    beside: usize,
) -> Result<Vec<u8>, Problem> {
    let most = state.settings.file_limit;
    let within = state.settings.body_timeout.saturating_mul(PATIENCE);
    let read = body::read_up_to(request, payload, most.saturating_add(beside), within).await;
    match read {
        Ok(bytes) if bytes.len() <= most.saturating_add(beside) => Ok(bytes.into()),
        Err(problem) if problem.code == Fault::BodyTooLarge.code() => Err(too_large(state)),
        other => Ok(other?.into()),
    }
}

/// The file is larger than this service takes; how large one may be.
pub(crate) fn too_large(state: &State) -> Problem {
    let most = u64::try_from(state.settings.file_limit).unwrap_or(u64::MAX);
    Problem::from(Fault::FileTooLarge).with("max", most)
}

/// Asks the scanner about something that came in, where one is set up: whatever is not
/// found clean is not taken. For threads that may wait.
fn scanned(state: &State, actor: &Actor, bytes: &[u8]) -> Result<(), Problem> {
    let Some(scanner) = &state.scanner else { return Ok(()) };
    let verdict = scanner.scan(bytes);
    gauge!("scanner_answers").set(if verdict.is_ok() { 1.0 } else { 0.0 });
    match verdict {
        Ok(Verdict::Clean) => Ok(()),
        Ok(Verdict::Infected { signature }) => {
            tracing::warn!(%signature, by = %actor.id(), "a file is infected and was not taken");
            Err(Fault::FileInfected.into())
        }
        Err(error) => {
            tracing::error!(%error, "the virus scanner does not say that a file is clean");
            Err(Fault::ScannerUnavailable.into())
        }
    }
}

/// The same for whoever may not wait.
pub(crate) async fn scan(state: &Data<State>, actor: Actor, bytes: Vec<u8>) -> Result<(), Problem> {
    if state.scanner.is_none() || bytes.is_empty() {
        return Ok(());
    }
    let state = state.clone();
    let done = block(move || scanned(&state, &actor, &bytes));
    done.await.unwrap_or_else(|_| Err(Fault::Unavailable.into()))
}

/// Finds out what a file is, has it scanned and keeps it for the seat of its sender.
pub(crate) async fn keep(
    state: &Data<State>,
    actor: Actor,
    bytes: Vec<u8>,
) -> Result<FileRef, Problem> {
    if bytes.len() > state.settings.file_limit {
        return Err(too_large(state));
    }
    let (state, now) = (state.clone(), state.now());
    let kept = block(move || {
        let found = sniff(&bytes).map_err(|why| match why {
            NotTaken::Unknown => Problem::from(Fault::FileType),
            NotTaken::Active => Fault::FileActive.into(),
        })?;
        scanned(&state, &actor, &bytes)?;
        let incoming = Incoming { bytes: &bytes, media: found.media, signature: found.signature };
        state.store.keep_file(&actor, &incoming, now).map_err(not_kept)
    });
    kept.await.unwrap_or_else(|_| Err(Fault::Unavailable.into()))
}

/// Whether a file was not taken for what it is or what is not known of it: to be said
/// beside its field.
pub(crate) fn is_of_the_file(problem: &Problem) -> bool {
    problem.status.is_client_error() || problem.code == Fault::ScannerUnavailable.code()
}

fn not_kept(error: FileError) -> Problem {
    match error {
        FileError::Store(error) => error.into(),
        FileError::NoSeat => Refusal::Forbidden.into(),
        FileError::NoCabinet | FileError::Blob(_) => {
            tracing::error!(%error, "a file cannot be kept");
            Fault::Unavailable.into()
        }
    }
}
