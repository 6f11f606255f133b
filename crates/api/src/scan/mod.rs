//! Asks a virus scanner about every file that comes in, before anything of it is kept:
//! the protocol of clamd, over TCP or a local socket. Whatever is not a clear word that
//! the file is clean is none: an error, silence and a cut connection keep it out.

mod line;
#[cfg(test)]
mod tests;

use line::Line;
use std::io;
use std::path::PathBuf;
use std::time::Duration;

/// How long a piece of a file is that is sent at once.
const PIECE: usize = 64 * 1024;
/// The longest answer read: a name and a word.
const ANSWER: usize = 4 * 1024;
/// How long a scanner that is only asked whether it is there may take.
const PING: Duration = Duration::from_secs(2);

/// Where a scanner listens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ScannerAddress {
    /// `host:port`.
    Tcp(String),
    /// A socket of this machine.
    Unix(PathBuf),
}

impl ScannerAddress {
    /// Reads `127.0.0.1:3310` or `unix:/run/clamav/clamd.ctl`; nothing where it is
    /// neither.
    pub fn parse(text: &str) -> Option<Self> {
        if let Some(path) = text.strip_prefix("unix:") {
            return path.starts_with('/').then(|| Self::Unix(PathBuf::from(path)));
        }
        let (host, port) = text.rsplit_once(':')?;
        let sound = !host.is_empty() && port.parse::<u16>().is_ok_and(|port| port > 0);
        sound.then(|| Self::Tcp(text.to_owned()))
    }
}

/// How a scanner is reached.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScannerSettings {
    /// Where it listens.
    pub address: ScannerAddress,
    /// How long one file may take, from the connection to the last word.
    pub timeout: Duration,
}

/// What a scanner says of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// It knows nothing against it.
    Clean,
    /// It found something.
    Infected {
        /// What it calls it.
        signature: String,
    },
}

/// Why a scanner says nothing of a file.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ScanError {
    /// It is not there, does not answer in time or hangs up.
    #[error("no answer: {0}")]
    Silent(#[from] io::Error),
    /// It answers something else.
    #[error("it says: {0}")]
    Refuses(String),
}

/// A scanner.
#[derive(Clone, Debug)]
pub(crate) struct Scanner(ScannerSettings);

impl Scanner {
    pub(crate) const fn new(settings: ScannerSettings) -> Self {
        Self(settings)
    }

    /// What it says of a file; for threads that may wait.
    pub(crate) fn scan(&self, bytes: &[u8]) -> Result<Verdict, ScanError> {
        let mut line = Line::open(&self.0.address, self.0.timeout)?;
        // It hangs up on a file that is too long for it and says so first.
        let sent = send(&mut line, bytes);
        let answer = line.answer(ANSWER);
        match (sent, answer) {
            (Ok(()), Ok(answer)) => judged(&answer),
            (Err(_), Ok(answer)) if !answer.is_empty() => Err(ScanError::Refuses(answer)),
            (Err(error), _) | (Ok(()), Err(error)) => Err(error.into()),
        }
    }

    /// Whether it is there; for threads that may wait.
    pub(crate) fn ping(&self) -> Result<(), ScanError> {
        let mut line = Line::open(&self.0.address, self.0.timeout.min(PING))?;
        line.write(b"zPING\0")?;
        match line.answer(ANSWER)?.as_str() {
            "PONG" => Ok(()),
            other => Err(ScanError::Refuses(other.to_owned())),
        }
    }
}

/// A file in pieces, each after its length, and a length of zero at the end.
fn send(line: &mut Line, bytes: &[u8]) -> io::Result<()> {
    line.write(b"zINSTREAM\0")?;
    for piece in bytes.chunks(PIECE) {
        let length = u32::try_from(piece.len()).unwrap_or(u32::MAX);
        line.write(&length.to_be_bytes())?;
        line.write(piece)?;
    }
    line.write(&0_u32.to_be_bytes())
}

/// `stream: OK` or `stream: Win.Test.EICAR_HDB-1 FOUND`; everything else is an error.
fn judged(answer: &str) -> Result<Verdict, ScanError> {
    let said = answer.strip_prefix("stream: ");
    if said == Some("OK") {
        return Ok(Verdict::Clean);
    }
    match said.and_then(|said| said.strip_suffix(" FOUND")) {
        Some(signature) => Ok(Verdict::Infected { signature: signature.to_owned() }),
        None if answer.is_empty() => {
            Err(io::Error::new(io::ErrorKind::UnexpectedEof, "it hung up").into())
        }
        None => Err(ScanError::Refuses(answer.to_owned())),
    }
}
