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
use engine::actor::{Actor, Seat};
use engine::command::{CommandKind, IdempotencyKey};
use engine::file::FileRef;
use engine::policy::{Grant, command_grants};
use engine::refusal::Refusal;
use exchange::sniff::{NotTaken, sniff};
use futures_util::future::LocalBoxFuture;
use std::sync::Arc;
use store::files::{FileError, Incoming};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// How many times longer than another body a file may take to come in.
const PATIENCE: u32 = 4;

/// A file as it came in.
pub(crate) struct Upload {
    pub(crate) state: Data<State>,
    pub(crate) caller: Caller,
    pub(crate) bytes: Vec<u8>,
    /// Held until it is let go.
    pub(crate) held: Place,
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
            let held = place(&state, &caller.actor)?;
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
    granted(actor, NAMING.iter().flat_map(|kind| command_grants(*kind)))
}

/// Refused where nobody in this role has any of these rights.
pub(crate) fn granted<'a>(
    actor: &Actor,
    grants: impl IntoIterator<Item = &'a Grant>,
) -> Result<(), Refusal> {
    let mut grants = grants.into_iter();
    if grants.any(|(role, _)| *role == actor.role) { Ok(()) } else { Err(Refusal::Forbidden) }
}

/// The few places for files that come in: half of them are for institutions, so that
/// none of these, however slowly it sends, keeps the agencies' files out.
pub(crate) struct Places {
    all: Arc<Semaphore>,
    institutions: Arc<Semaphore>,
}

impl Places {
    pub(crate) fn new(count: usize) -> Self {
        let institutions = count.div_ceil(2);
        Self {
            all: Arc::new(Semaphore::new(count)),
            institutions: Arc::new(Semaphore::new(institutions)),
        }
    }

    fn take(&self, seat: Seat) -> Option<Place> {
        let take = |places: &Arc<Semaphore>| Arc::clone(places).try_acquire_owned().ok();
        let of_half = match seat {
            Seat::Institution(_) => Some(take(&self.institutions)?),
            Seat::Agency(_) | Seat::Country => None,
        };
        Some(Place { _of_all: take(&self.all)?, _of_half: of_half })
    }
}

/// A place, until it is dropped.
pub(crate) struct Place {
    _of_all: OwnedSemaphorePermit,
    _of_half: Option<OwnedSemaphorePermit>,
}

/// One of the few places for a file that comes in.
pub(crate) fn place(state: &State, actor: &Actor) -> Result<Place, Problem> {
    state.uploads.take(actor.seat).ok_or_else(|| Fault::Busy.into())
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
    match scanner.scan(bytes) {
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

/// The same of a file that is text, for whoever may not wait: who sent it may do so, and
/// it takes a place as others do.
pub(crate) async fn scan(state: &Data<State>, actor: Actor, text: &str) -> Result<(), Problem> {
    if state.scanner.is_none() || text.is_empty() {
        return Ok(());
    }
    let _held = place(state, &actor)?;
    let (state, bytes) = (state.clone(), text.as_bytes().to_vec());
    let done = block(move || scanned(&state, &actor, &bytes));
    done.await.unwrap_or_else(|_| Err(Fault::Unavailable.into()))
}

/// The same of what comes with a command. Who may not send such a thing is refused by
/// the command, which keeps nothing of it, and what was carried out before is not looked
/// at again.
pub(crate) async fn scan_for(
    state: &Data<State>,
    (actor, key): (Actor, IdempotencyKey),
    kind: CommandKind,
    text: &str,
) -> Result<(), Problem> {
    if state.scanner.is_none() || granted(&actor, command_grants(kind)).is_err() {
        return Ok(());
    }
    if state.store.find(move |find| find.remembers(&key)).await? {
        return Ok(());
    }
    scan(state, actor, text).await
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
