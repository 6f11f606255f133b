//! A connection that ends by a given time, however slowly the other side reads or
//! writes.

use super::ScannerAddress;
use std::io::{self, Read, Write};
use std::net::{TcpStream, ToSocketAddrs};
use std::os::unix::net::UnixStream;
use std::time::{Duration, Instant};

/// What an answer ends with.
const END: u8 = 0;

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
    pub(super) fn open(address: &ScannerAddress, within: Duration) -> io::Result<Self> {
        let until = Instant::now() + within;
        let stream = match address {
            ScannerAddress::Tcp(address) => Stream::Tcp(connect(address, until)?),
            ScannerAddress::Unix(path) => Stream::Unix(UnixStream::connect(path)?),
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

    /// What it says, to the end of its answer or of the connection.
    pub(super) fn answer(&mut self, most: usize) -> io::Result<String> {
        let (mut answer, mut piece) = (Vec::new(), [0; 512]);
        while answer.len() < most {
            self.hurry()?;
            let read = match &mut self.stream {
                Stream::Tcp(stream) => stream.read(&mut piece),
                Stream::Unix(stream) => stream.read(&mut piece),
            };
            let Some(read) = read.map(Some).or_else(again)? else { continue };
            let came = piece.get(..read).unwrap_or_default();
            answer.extend(came.iter().take_while(|byte| **byte != END));
            if read == 0 || came.contains(&END) {
                break;
            }
        }
        // It goes into a log: nothing that is no plain letter.
        let plain = |byte: u8| if (b' '..=b'~').contains(&byte) { char::from(byte) } else { '?' };
        let said: String = answer.into_iter().map(plain).collect();
        Ok(said.trim_end_matches('?').to_owned())
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

fn connect(address: &str, until: Instant) -> io::Result<TcpStream> {
    let mut last = late();
    for address in address.to_socket_addrs()? {
        match TcpStream::connect_timeout(&address, left(until)?) {
            Ok(stream) => return Ok(stream),
            Err(error) => last = error,
        }
    }
    Err(last)
}
