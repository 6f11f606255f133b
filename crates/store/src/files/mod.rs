//! Files that came in. The database knows whose they are and what they are; their
//! bytes lie encrypted in a folder ([`Cabinet`]).
//!
//! Row first, then bytes: a row whose bytes did not come is taken for an orphan by
//! and by, while bytes that no row names would lie there for ever. The same file
//! sent again from the same seat is the same file; seats know nothing of each
//! other's, so nobody finds out what another has.

mod blob;
mod cabinet;

pub(crate) use blob::Place;
pub use cabinet::{Cabinet, OpenFile};

use crate::conn::Conn;
use crate::error::StoreError;
use crate::rows::file::FileRow;
use crate::schema::file;
use crate::store::Store;
use crate::transaction;
use crate::types::{At, Id};
use diesel::prelude::*;
use engine::actor::{Actor, Seat};
use engine::file::{FileRef, Media, SignatureFound};
use engine::instrument::ContentHash;
use engine::time::Instant;
use sha2::{Digest, Sha256};
use std::io;

/// How long what a crash left half written is kept: longer than any upload takes.
const TORN_SECONDS: i64 = 86_400;
/// How many orphans one sweep takes.
const SWEPT: i64 = 1_000;

/// Where files are kept, and for how long if nobody uses them.
#[derive(Clone, Debug)]
pub struct FileOptions {
    /// The folder and its key.
    pub cabinet: Cabinet,
    /// Days after which a file that belongs to nothing goes.
    pub keep_days: u16,
}

/// Why the bytes of a file cannot be had.
#[derive(Debug, thiserror::Error)]
pub enum BlobError {
    /// They are not there.
    #[error("the file is missing")]
    Missing,
    /// Another key encrypted them.
    #[error("the file was encrypted with another key")]
    Key,
    /// They are not what was put in.
    #[error("the file was altered or cut off")]
    Altered,
    /// The disk says no.
    #[error("the file cannot be read: {0}")]
    Disk(io::Error),
}

impl From<io::Error> for BlobError {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::NotFound => Self::Missing,
            io::ErrorKind::UnexpectedEof => Self::Altered,
            _ => Self::Disk(error),
        }
    }
}

/// Why a file was not kept or found.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// This service keeps no files.
    #[error("no folder for files is set up")]
    NoCabinet,
    /// Files belong to an agency or an institution.
    #[error("a file belongs to an agency or an institution")]
    NoSeat,
    /// The database could not say.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The bytes could not be had.
    #[error(transparent)]
    Blob(#[from] BlobError),
}

impl From<diesel::result::Error> for FileError {
    fn from(error: diesel::result::Error) -> Self {
        Self::Store(error.into())
    }
}

/// A file as it comes in: looked at, not yet kept.
#[derive(Clone, Copy, Debug)]
pub struct Incoming<'a> {
    /// All of it; at least one byte.
    pub bytes: &'a [u8],
    /// What it is.
    pub media: Media,
    /// The signature envelope seen in it.
    pub signature: Option<SignatureFound>,
}

/// A file that may be opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeptFile {
    pub(crate) place: Place,
    /// What it is known by.
    pub file: FileRef,
}

impl Store {
    /// Keeps a file for the seat it comes from; for threads that may wait.
    pub fn keep_file(
        &self,
        actor: &Actor,
        incoming: &Incoming<'_>,
        now: Instant,
    ) -> Result<FileRef, FileError> {
        let cabinet = &self.files().ok_or(FileError::NoCabinet)?.cabinet;
        let sha256 = ContentHash(Sha256::digest(incoming.bytes).into());
        let size = i64::try_from(incoming.bytes.len()).unwrap_or(i64::MAX);
        let seat = match actor.seat {
            Seat::Agency(id) => id.0,
            Seat::Institution(id) => id.0,
            Seat::Country => return Err(FileError::NoSeat),
        };
        let row = FileRow {
            id: Id(self.fresh_id()),
            seat_id: Id(seat),
            sha256: sha256.0.to_vec(),
            media: incoming.media.code().to_owned(),
            size,
            signature: incoming.signature.map(|found| found.code().to_owned()),
            uploaded_by: Id(actor.id()),
            uploaded_at: At(now),
            attached: false,
        };
        let kept = match self.on_reader(|conn| note(conn, &row)) {
            // Two sent it at once: the other's row is there by now.
            Err(StoreError::Constraint(_)) => self.on_reader(|conn| note(conn, &row))?,
            noted => noted?,
        };
        let kept = kept.kept().map_err(StoreError::from)?;
        // Read to its end where it is there already: sent again, it heals what a disk
        // lost. Under another key nothing is written over.
        match cabinet.open(kept.place, kept.file.size).and_then(OpenFile::check) {
            Ok(()) => {}
            Err(BlobError::Missing | BlobError::Altered) => {
                let put = cabinet.put(kept.place, incoming.bytes, self.fresh_id());
                put.map_err(BlobError::from)?;
            }
            Err(other) => return Err(other.into()),
        }
        Ok(kept.file)
    }

    /// Opens a file that a finder gave; for threads that may wait.
    pub fn open_file(&self, kept: &KeptFile) -> Result<OpenFile, FileError> {
        let cabinet = &self.files().ok_or(FileError::NoCabinet)?.cabinet;
        Ok(cabinet.open(kept.place, kept.file.size)?)
    }

    /// Takes away files that belong to nothing and have waited long enough; how
    /// many. Row and bytes go together: while a row is going, the same file sent
    /// again waits for its end and comes anew.
    pub fn sweep_files(&self, now: Instant) -> Result<usize, FileError> {
        let Some(FileOptions { cabinet, keep_days }) = self.files() else {
            return Ok(0);
        };
        let before = now.plus_seconds(-86_400 * i64::from(*keep_days));
        let orphans: Vec<FileRow> = self.on_reader(|conn| {
            Ok::<_, StoreError>(
                file::table
                    .filter(file::attached.eq(false))
                    .filter(file::uploaded_at.lt(At(before)))
                    .order((file::uploaded_at, file::id))
                    .limit(SWEPT)
                    .select(FileRow::as_select())
                    .load(conn)?,
            )
        })?;
        let mut gone = 0;
        for row in orphans {
            let kept = row.kept().map_err(StoreError::from)?;
            gone += self.on_reader(|conn| {
                transaction::writing(conn, |conn| {
                    let rows = file::table.filter(file::id.eq(Id(kept.file.id.0)));
                    let orphaned = rows
                        .filter(file::attached.eq(false))
                        .filter(file::uploaded_at.lt(At(before)));
                    let rows = diesel::delete(orphaned).execute(conn)?;
                    if rows > 0 {
                        cabinet.remove(kept.place).map_err(BlobError::from)?;
                    }
                    Ok::<_, FileError>(rows)
                })
            })?;
        }
        let torn = cabinet.forget_torn(now.plus_seconds(-TORN_SECONDS)).map_err(BlobError::from)?;
        if torn > 0 {
            tracing::warn!(torn, "files that were half written are gone");
        }
        Ok(gone)
    }
}

/// The row of a file: the one that is there, kept a while longer, or a new one.
fn note(conn: &mut Conn, row: &FileRow) -> Result<FileRow, StoreError> {
    transaction::writing(conn, |conn| {
        let of_seat = file::table.filter(file::seat_id.eq(row.seat_id));
        let known = of_seat.filter(file::sha256.eq(&row.sha256));
        let orphaned = known.filter(file::attached.eq(false));
        diesel::update(orphaned).set(file::uploaded_at.eq(row.uploaded_at)).execute(conn)?;
        if let Some(known) = known.select(FileRow::as_select()).first(conn).optional()? {
            return Ok(known);
        }
        diesel::insert_into(file::table)
            .values((
                file::id.eq(row.id),
                file::seat_id.eq(row.seat_id),
                file::sha256.eq(&row.sha256),
                file::media.eq(&row.media),
                file::size.eq(row.size),
                file::signature.eq(&row.signature),
                file::uploaded_by.eq(row.uploaded_by),
                file::uploaded_at.eq(row.uploaded_at),
                file::attached.eq(row.attached),
            ))
            .execute(conn)?;
        Ok(row.clone())
    })
}
