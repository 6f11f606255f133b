//! A connection that ends by a given time, however slowly the other side reads or
//! writes.

use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::sync_channel;
use std::thread;
use std::time::{Duration, Instant};

/// What an answer ends with.
pub(super) const END: u8 = 0;
/// How many connections to a local socket may be waited for: one that takes none is not
/// waited for without end by ever more threads.
const WAITING: usize = 16;

/// Where a scanner is found now.
pub(super) enum Place {
    Tcp(Vec<SocketAddr>),
    Unix(PathBuf),
}

enum Stream {
    Tcp(TcpStream),
    Unix(UnixStream),
}

/// An open connection.
pub(super) struct Line {
    stream: Stream,
    until: Instant,
}

fn late() -> io::Error {
    io::Error::new(io::ErrorKind::TimedOut, "it takes too long")
}

impl Line {
    #[expect(
        clippy::disallowed_methods,
        reason = "a connection is given up; nothing is decided by it"
    )]
    pub(super) fn open(place: &Place, within: Duration) -> io::Result<Self> {
        let until = Instant::now() + within;
        let stream = match place {
            Place::Tcp(addresses) => Stream::Tcp(connect(addresses, until)?),
            Place::Unix(path) => Stream::Unix(connect_here(path, until)?),
        };
        Ok(Self { stream, until })
    }

    /// The time left, set for the next step.
    fn hurry(&self) -> io::Result<()> {
        let left = Some(left(self.until)?);
        match &self.stream {
            Stream::Tcp(stream) => {
                stream.set_read_timeout(left)?;
                stream.set_write_timeout(left)
            }
            Stream::Unix(stream) => {
                stream.set_read_timeout(left)?;
                stream.set_write_timeout(left)
            }
        }
    }

    pub(super) fn write(&mut self, mut bytes: &[u8]) -> io::Result<()> {
        while !bytes.is_empty() {
            self.hurry()?;
            let written = match &mut self.stream {
                Stream::Tcp(stream) => stream.write(bytes),
                Stream::Unix(stream) => stream.write(bytes),
            };
            let written = retried(written)?;
            bytes = bytes.get(written..).unwrap_or_default();
        }
        Ok(())
    }

    /// What it says, byte for byte, to the end of its answer or of the connection.
    pub(super) fn answer(&mut self, most: usize) -> io::Result<Vec<u8>> {
        let (mut answer, mut piece) = (Vec::new(), [0; 512]);
        while answer.len() < most {
            self.hurry()?;
            let read = match &mut self.stream {
                Stream::Tcp(stream) => stream.read(&mut piece),
                Stream::Unix(stream) => stream.read(&mut piece),
            };
            let Some(read) = read.map(Some).or_else(again)? else { continue };
            let came = piece.get(..read).unwrap_or_default();
            answer.extend_from_slice(came);
            if read == 0 || came.contains(&END) {
                break;
            }
        }
        Ok(answer)
    }
}

/// An interrupted step is taken again.
fn again<T>(error: io::Error) -> io::Result<Option<T>> {
    if error.kind() == io::ErrorKind::Interrupted { Ok(None) } else { Err(error) }
}

fn retried(written: io::Result<usize>) -> io::Result<usize> {
    match written {
        Ok(0) => Err(io::ErrorKind::WriteZero.into()),
        other => other.or_else(|error| Ok(again(error)?.unwrap_or(0))),
    }
}

#[expect(clippy::disallowed_methods, reason = "a connection is given up; nothing is decided by it")]
fn left(until: Instant) -> io::Result<Duration> {
    let left = until.saturating_duration_since(Instant::now());
    if left.is_zero() { Err(late()) } else { Ok(left) }
}

fn connect(addresses: &[SocketAddr], until: Instant) -> io::Result<TcpStream> {
    let mut last = io::Error::new(io::ErrorKind::NotFound, "its address is not known");
    for address in addresses {
        match TcpStream::connect_timeout(address, left(until)?) {
            Ok(stream) => return Ok(stream),
            Err(error) => last = error,
        }
    }
    Err(last)
}

/// Waits for a local socket in a thread of its own: the call itself knows no time.
fn connect_here(path: &Path, until: Instant) -> io::Result<UnixStream> {
    static WAITS: AtomicUsize = AtomicUsize::new(0);
    let left = left(until)?;
    if WAITS.fetch_add(1, Ordering::Relaxed) >= WAITING {
        WAITS.fetch_sub(1, Ordering::Relaxed);
        return Err(late());
    }
    let (tell, told) = sync_channel(1);
    let path = path.to_owned();
    let waiting = thread::Builder::new().name("scanner".to_owned()).spawn(move || {
        // Nobody may wait for it any more.
        drop(tell.send(UnixStream::connect(path)));
        WAITS.fetch_sub(1, Ordering::Relaxed);
    });
    if let Err(error) = waiting {
        WAITS.fetch_sub(1, Ordering::Relaxed);
        return Err(error);
    }
    told.recv_timeout(left).map_err(|_| late())?
}
