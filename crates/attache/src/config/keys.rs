//! Key files: 32 random bytes each, in hexadecimal, readable by their owner
//! alone.

use rand::Rng;
use std::fmt::Write as _;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// The keys a service needs, by the names of their files.
pub(crate) const NAMES: [&str; 4] = ["index.key", "token.key", "receipts.key", "files.key"];

/// A key file that cannot be used.
#[derive(Debug, thiserror::Error)]
pub(crate) enum KeyError {
    #[error("cannot read the key in {path}: {source}")]
    Read { path: String, source: io::Error },
    #[error("{path} does not hold 64 hexadecimal digits")]
    Form { path: String },
    #[error("cannot write the key to {path}: {source}")]
    Write { path: String, source: io::Error },
}

/// The key in a file.
pub(crate) fn read(path: &Path) -> Result<[u8; 32], KeyError> {
    let shown = || path.display().to_string();
    let text =
        fs::read_to_string(path).map_err(|source| KeyError::Read { path: shown(), source })?;
    let key: engine::instrument::ContentHash =
        text.trim().parse().map_err(|_| KeyError::Form { path: shown() })?;
    Ok(key.0)
}

/// Makes the keys that are missing in a folder; returns the files made. A key
/// that is there is never touched: without it what it protects is lost.
pub(crate) fn make(folder: &Path) -> Result<Vec<PathBuf>, KeyError> {
    fs::create_dir_all(folder).map_err(|error| failed(folder, error))?;
    let mut made = Vec::new();
    for name in NAMES {
        let path = folder.join(name);
        if make_one(&path)? {
            made.push(path);
        }
    }
    Ok(made)
}

/// Makes a key unless it is there; whether it was made.
pub(crate) fn make_one(path: &Path) -> Result<bool, KeyError> {
    match create(path) {
        Ok(mut file) => {
            let written = writeln!(file, "{}", random_hex()).and_then(|()| file.sync_all());
            written.map_err(|error| failed(path, error))?;
            Ok(true)
        }
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(false),
        Err(error) => Err(failed(path, error)),
    }
}

fn failed(path: &Path, source: io::Error) -> KeyError {
    KeyError::Write { path: path.display().to_string(), source }
}

/// A file that was not there before, for its owner alone.
fn create(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// 256 random bits.
pub(crate) fn random() -> [u8; 32] {
    let mut bytes = [0; 32];
    rand::rng().fill_bytes(&mut bytes);
    bytes
}

fn random_hex() -> String {
    random().iter().fold(String::with_capacity(64), |mut text, byte| {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}
