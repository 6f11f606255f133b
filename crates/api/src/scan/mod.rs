//! Asks a virus scanner about every file that comes in, before anything of it is kept:
//! the protocol of clamd, over TCP or a local socket. Whatever is not a clear word that
//! the file is clean is none: an error, silence and a cut connection keep it out.

mod line;
#[cfg(test)]
mod tests;

use line::{END, Line, Place};
use metrics::gauge;
use std::io;
use std::net::{SocketAddr, ToSocketAddrs};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

/// How long a piece of a file is that is sent at once.
const PIECE: usize = 64 * 1024;
/// The longest answer read: a name and a word.
const ANSWER: usize = 4 * 1024;
/// How long a scanner that is only asked whether it is there may take.
const PING: Duration = Duration::from_secs(2);

/// How often it is asked whether it is there.
pub(crate) const EVERY: Duration = Duration::from_secs(30);
/// The one answer that lets a file in.
const CLEAN: &[u8] = b"stream: OK\0";
/// The answer of one that is there.
const THERE: &[u8] = b"PONG\0";

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
pub(crate) struct Scanner {
    settings: ScannerSettings,
    known: Arc<Known>,
}

/// What is known of it.
#[derive(Debug, Default)]
struct Known {
    /// Where its name led when it was last looked up.
    addresses: RwLock<Vec<SocketAddr>>,
    /// Whether it answered when it was last asked for anything.
    answers: AtomicBool,
}

impl Scanner {
    /// Looks up where it is; until it was asked it counts as silent.
    pub(crate) fn new(settings: ScannerSettings) -> Self {
        let scanner = Self { settings, known: Arc::default() };
        scanner.look_up();
        scanner
    }

    /// Whether it answered when it was last asked.
    pub(crate) fn answers(&self) -> bool {
        self.known.answers.load(Ordering::Relaxed)
    }

    /// What it says of a file; for threads that may wait.
    pub(crate) fn scan(&self, bytes: &[u8]) -> Result<Verdict, ScanError> {
        let verdict = self.verdict(bytes);
        self.heard(verdict.is_ok());
        verdict
    }

    /// Looks up where it is and whether it is there; for threads that may wait.
    pub(crate) fn renew(&self) {
        self.look_up();
        self.heard(self.ping().is_ok());
    }

    fn heard(&self, answers: bool) {
        self.known.answers.store(answers, Ordering::Relaxed);
        gauge!("scanner_answers").set(if answers { 1.0 } else { 0.0 });
    }

    /// A name that leads nowhere now leads where it led.
    fn look_up(&self) {
        let ScannerAddress::Tcp(name) = &self.settings.address else { return };
        match name.to_socket_addrs() {
            Ok(found) => {
                let mut known =
                    self.known.addresses.write().unwrap_or_else(PoisonError::into_inner);
                *known = found.collect();
            }
            Err(error) => tracing::warn!(%error, "the virus scanner's address is not known"),
        }
    }

    fn open(&self, within: Duration) -> io::Result<Line> {
        let place = match &self.settings.address {
            ScannerAddress::Unix(path) => Place::Unix(path.clone()),
            ScannerAddress::Tcp(_) => {
                let known = self.known.addresses.read().unwrap_or_else(PoisonError::into_inner);
                Place::Tcp(known.clone())
            }
        };
        Line::open(&place, within)
    }

    fn verdict(&self, bytes: &[u8]) -> Result<Verdict, ScanError> {
        let mut line = self.open(self.settings.timeout)?;
        // It hangs up on a file that is too long for it and says so first.
        let sent = send(&mut line, bytes);
        let answer = line.answer(ANSWER);
        match (sent, answer) {
            (Ok(()), Ok(answer)) => judged(&answer),
            (Err(_), Ok(answer)) if !answer.is_empty() => Err(refuses(&answer)),
            (Err(error), _) | (Ok(()), Err(error)) => Err(error.into()),
        }
    }

    fn ping(&self) -> Result<(), ScanError> {
        let mut line = self.open(self.settings.timeout.min(PING))?;
        line.write(b"zPING\0")?;
        match line.answer(ANSWER)? {
            answer if answer == THERE => Ok(()),
            answer => Err(refuses(&answer)),
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

/// `stream: OK` or `stream: Win.Test.EICAR_HDB-1 FOUND`, byte for byte and with its end;
/// everything else is an error.
fn judged(answer: &[u8]) -> Result<Verdict, ScanError> {
    if answer == CLEAN {
        return Ok(Verdict::Clean);
    }
    if answer.is_empty() {
        return Err(io::Error::new(io::ErrorKind::UnexpectedEof, "it hung up").into());
    }
    let found = answer.strip_suffix(b" FOUND\0").and_then(|said| said.strip_prefix(b"stream: "));
    match found {
        Some(signature) => Ok(Verdict::Infected { signature: plain(signature) }),
        None => Err(refuses(answer)),
    }
}

fn refuses(answer: &[u8]) -> ScanError {
    ScanError::Refuses(plain(answer.strip_suffix(&[END]).unwrap_or(answer)))
}

/// For a log: nothing that is no plain letter.
fn plain(said: &[u8]) -> String {
    let letter = |byte: &u8| if (b' '..=b'~').contains(byte) { char::from(*byte) } else { '?' };
    said.iter().map(letter).collect()
}
