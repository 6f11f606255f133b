//! The folder with everybody's files: `SEAT/ab/abcd…`, by whose a file is and by its
//! hash. A name in it stands for a file that is whole and on disk, or it is not
//! there at all.

use super::BlobError;
use super::blob::{self, FileKey, NONCE, Opening, Place};
use engine::time::Instant;
use rand::Rng;
use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use uuid::Uuid;

/// Where files are written before they have their name.
const COMING: &str = "coming";

/// A file as it is read.
pub type OpenFile = Opening<BufReader<File>>;

/// The folder and its key. Cheap to clone.
#[derive(Clone)]
pub struct Cabinet {
    inner: Arc<Inner>,
}

struct Inner {
    folder: PathBuf,
    key: FileKey,
}

impl std::fmt::Debug for Cabinet {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Cabinet")
    }
}

impl Cabinet {
    /// A folder, made if it is missing.
    pub fn make(folder: &Path, key: &[u8; 32]) -> io::Result<Self> {
        if !folder.is_dir() {
            builder().recursive(true).create(folder)?;
        }
        make_folder(folder, COMING)?;
        Ok(Self::at(folder, key))
    }

    /// A folder that is only read.
    pub fn at(folder: &Path, key: &[u8; 32]) -> Self {
        let inner = Inner { folder: folder.to_owned(), key: FileKey::new(key) };
        Self { inner: Arc::new(inner) }
    }

    /// Keeps a file. `id` is new: what a crash leaves behind bears it.
    pub(super) fn put(&self, place: Place, plain: &[u8], id: Uuid) -> io::Result<()> {
        let coming = self.inner.folder.join(COMING).join(id.to_string());
        let kept = self.write(place, plain, &coming).and_then(|()| self.name(place, &coming));
        if kept.is_err() {
            // It is swept later if it cannot be taken away now.
            let _ = fs::remove_file(&coming);
        }
        kept
    }

    fn write(&self, place: Place, plain: &[u8], coming: &Path) -> io::Result<()> {
        let mut random = [0; NONCE];
        rand::rng().fill_bytes(&mut random);
        let mut out = BufWriter::new(create(coming)?);
        blob::seal(&self.inner.key, place, plain, random, &mut out)?;
        out.flush()?;
        out.get_ref().sync_all()
    }

    /// Names are made on disk before anybody is told: an entry of a folder is the
    /// folder's content.
    fn name(&self, place: Place, coming: &Path) -> io::Result<()> {
        let (seat, start) = folders(place);
        let of_seat = make_folder(&self.inner.folder, &seat)?;
        let folder = make_folder(&of_seat, &start)?;
        fs::rename(coming, folder.join(place.sha256.to_string()))?;
        sync(&folder)
    }

    /// Opens a file.
    pub(crate) fn open(&self, place: Place, size: u64) -> Result<OpenFile, BlobError> {
        let file = File::open(self.path(place))?;
        let length = file.metadata()?.len();
        Opening::begin(&self.inner.key, place, (size, length), BufReader::new(file))
    }

    /// Takes a file away; one that is not there is gone already.
    pub(super) fn remove(&self, place: Place) -> io::Result<()> {
        match fs::remove_file(self.path(place)) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            done => done,
        }
    }

    /// Takes away what crashes left half written before an instant; how many.
    pub(super) fn forget_torn(&self, before: Instant) -> io::Result<usize> {
        let mut gone = 0;
        for entry in fs::read_dir(self.inner.folder.join(COMING))? {
            let entry = entry?;
            let name = entry.file_name();
            let id = name.to_str().and_then(|name| Uuid::parse_str(name).ok());
            let made = id.and_then(|id| id.get_timestamp());
            let made = made.and_then(|made| i64::try_from(made.to_unix().0).ok());
            if made.is_some_and(|seconds| seconds < before.seconds()) {
                fs::remove_file(entry.path())?;
                gone += 1;
            }
        }
        Ok(gone)
    }

    fn path(&self, place: Place) -> PathBuf {
        let (seat, start) = folders(place);
        self.inner.folder.join(seat).join(start).join(place.sha256.to_string())
    }
}

/// Of a seat, and of the first byte of the hash.
fn folders(place: Place) -> (String, String) {
    (place.seat.to_string(), place.sha256.to_string().chars().take(2).collect())
}

/// Makes a folder in another unless it is there.
fn make_folder(within: &Path, name: &str) -> io::Result<PathBuf> {
    let folder = within.join(name);
    match builder().create(&folder) {
        Ok(()) => sync(within)?,
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
        Err(error) => return Err(error),
    }
    Ok(folder)
}

/// Folders for their owner alone.
fn builder() -> DirBuilder {
    #[allow(unused_mut, reason = "only Unix has modes")]
    let mut builder = DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder
}

/// A file that was not there before, for its owner alone.
fn create(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// Puts a folder's entries on disk, where folders can be opened.
fn sync(folder: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}
