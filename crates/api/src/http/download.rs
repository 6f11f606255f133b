//! A file handed out: to be saved, never to be shown in its place.

use crate::auth::Caller;
use crate::problem::{Fault, Problem};
use crate::state::State;
use actix_web::body::SizedStream;
use actix_web::http::header;
use actix_web::web::{Bytes, Data, block};
use actix_web::{Error, HttpResponse};
use engine::file::FileRef;
use engine::id::{DemandId, FileId};
use futures_util::stream::try_unfold;
use store::files::{BlobError, FileError, KeptFile, OpenFile};
use store::read::{AnswerFile, PaperOf, Purpose};

/// Hands out a paper of something. Its first part is opened before anything is
/// said, so that a file that is missing or was cut off is a problem and no half of
/// a file; one that is altered further on ends the connection.
pub(crate) async fn hand_out(
    state: &Data<State>,
    caller: &Caller,
    of: PaperOf,
    file: FileId,
) -> Result<HttpResponse, Problem> {
    let actor = caller.actor;
    let view = state.store.find(move |find| find.paper(&actor, of, file)).await?;
    let name = name(&view.reference, view.paper.role.code(), &view.paper.file);
    send(state, view.kept, name).await
}

/// Hands out a file of an answer, in the same way.
pub(crate) async fn hand_out_answered(
    state: &Data<State>,
    caller: &Caller,
    (demand, file): (DemandId, FileId),
    purpose: Purpose,
) -> Result<HttpResponse, Problem> {
    let actor = caller.actor;
    let found = state.store.find(move |find| find.answer_file(&actor, &purpose, demand, file));
    let AnswerFile { reference, kept } = found.await?;
    send(state, kept, name(&reference, "answer", &kept.file)).await
}

async fn send(state: &Data<State>, kept: KeptFile, name: String) -> Result<HttpResponse, Problem> {
    let store = state.store.clone();
    let opened = block(move || {
        let mut open = store.open_file(&kept)?;
        let first = open.next_chunk()?;
        Ok::<_, FileError>((open, first))
    });
    let opened = opened.await.map_err(|_| Fault::Unavailable)?;
    let begun = opened.map_err(|error| {
        tracing::error!(%error, file = %kept.file.id, "a file cannot be handed out");
        Fault::FileDamaged
    })?;
    let parts = try_unfold(begun, move |(open, part)| async move {
        let Some(part) = part else { return Ok(None) };
        let (open, next) = next(open).await?;
        Ok::<_, Error>(Some((Bytes::from(part), (open, next))))
    });
    let name = format!("attachment; filename=\"{name}\"");
    Ok(HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, "application/octet-stream"))
        .insert_header((header::CONTENT_DISPOSITION, name))
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .insert_header((header::CONTENT_SECURITY_POLICY, "sandbox; default-src 'none'"))
        .body(SizedStream::new(kept.file.size, Box::pin(parts))))
}

async fn next(mut open: OpenFile) -> Result<(OpenFile, Option<Vec<u8>>), Error> {
    let read = block(move || {
        let next = open.next_chunk()?;
        Ok::<_, BlobError>((open, next))
    });
    read.await?.map_err(|error| {
        tracing::error!(%error, "a file ended while it was handed out");
        Problem::from(Fault::FileDamaged).into()
    })
}

/// What the file is called: nobody's own words are in it.
fn name(reference: &str, role: &str, file: &FileRef) -> String {
    let hash: String = file.sha256.to_string().chars().take(8).collect();
    let end = file.media.extension();
    format!("{reference}-{role}-{hash}.{end}")
}
