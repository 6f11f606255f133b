//! Against a scanner of our own that says what it is told to.

use super::*;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, sync_channel};
use std::thread;

/// What every scanner knows, in two parts: so that none finds it in this file.
fn eicar() -> Vec<u8> {
    let parts = [r"X5O!P%@AP[4\PZX54(P^)7CC)7}$", "EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"];
    parts.concat().into_bytes()
}

/// What a fake does once it has the file.
#[derive(Clone, Copy)]
enum Does {
    Says(&'static [u8]),
    /// Finds what every scanner knows.
    Looks,
    /// Waits longer than anybody does.
    Waits,
    /// Hangs up after so many bytes.
    CutsAfter(usize),
    /// Says this after so many bytes and hangs up.
    RefusesAfter(usize, &'static [u8]),
}

fn read_file(stream: &mut TcpStream) -> Vec<u8> {
    let mut command = [0; 10];
    stream.read_exact(&mut command).unwrap();
    assert_eq!(&command, b"zINSTREAM\0");
    let mut file = Vec::new();
    loop {
        let mut length = [0; 4];
        stream.read_exact(&mut length).unwrap();
        let length = usize::try_from(u32::from_be_bytes(length)).unwrap();
        if length == 0 {
            return file;
        }
        let mut piece = vec![0; length];
        stream.read_exact(&mut piece).unwrap();
        file.extend(piece);
    }
}

/// A scanner for one file; what it was sent.
fn fake(does: Does) -> (Scanner, Receiver<Vec<u8>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let (tell, told) = sync_channel(1);
    thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        if let Does::CutsAfter(most) | Does::RefusesAfter(most, _) = does {
            stream.read_exact(&mut vec![0; most]).unwrap();
            if let Does::RefusesAfter(_, said) = does {
                stream.write_all(said).unwrap();
            }
            return;
        }
        let file = read_file(&mut stream);
        let found = file.windows(eicar().len()).any(|window| window == eicar());
        tell.send(file).ok();
        match does {
            Does::Says(said) => stream.write_all(said).unwrap(),
            Does::Looks if found => stream.write_all(b"stream: Eicar-Signature FOUND\0").unwrap(),
            Does::Looks => stream.write_all(b"stream: OK\0").unwrap(),
            // Until whoever asked hangs up.
            _ => drop(stream.read(&mut [0])),
        }
    });
    let address = ScannerAddress::parse(&address).unwrap();
    let timeout = Duration::from_millis(400);
    (Scanner::new(ScannerSettings { address, timeout }), told)
}

#[test]
fn a_file_is_sent_whole_and_judged_by_what_is_said() {
    // Longer than a piece, and no multiple of one.
    let long = vec![7; PIECE * 2 + 1];
    for file in [&b"a"[..], &long, &long[..PIECE]] {
        let (scanner, told) = fake(Does::Looks);
        assert_eq!(scanner.scan(file).unwrap(), Verdict::Clean);
        assert_eq!(told.recv().unwrap(), file);
    }
    let (scanner, _) = fake(Does::Looks);
    let hidden = [&long[..], &eicar()].concat();
    let signature = "Eicar-Signature".to_owned();
    assert_eq!(scanner.scan(&hidden).unwrap(), Verdict::Infected { signature });
}

#[test]
fn whatever_is_no_clear_word_is_none() {
    for said in [
        &b"INSTREAM size limit exceeded. ERROR\0"[..],
        b"stream: lstat() failed. ERROR\0",
        b"stream: OK ERROR\0",
        b"OK\0",
        b"FOUND\0",
        b"stream:OK\0",
        b"\xff\xfe\0",
        // Without its end it may be the beginning of something else.
        b"stream: OK",
        b"stream: Win.Test",
        b"stream: Win.Test FOUND",
        b"stream: OK\0\0",
        b"stream: OK\n",
        b"stream: OK \0",
        b"stream: OK\0stream: OK\0",
        b"\0",
        b"",
    ] {
        let (scanner, _) = fake(Does::Says(said));
        assert!(scanner.scan(b"a").is_err(), "{said:?}");
    }
}

#[test]
fn silence_and_a_cut_connection_are_errors_in_time() {
    for does in [Does::Waits, Does::CutsAfter(12)] {
        let (scanner, _) = fake(does);
        let file = vec![0; PIECE * 64];
        assert!(matches!(scanner.scan(&file), Err(ScanError::Silent(_))));
    }
    // Nobody listens.
    let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string();
    let address = ScannerAddress::parse(&free).unwrap();
    let gone = Scanner::new(ScannerSettings { address, timeout: Duration::from_millis(400) });
    assert!(gone.scan(b"a").is_err() && gone.ping().is_err());
}

/// Too long for it: it says so and hangs up while the file is still being sent.
#[test]
fn a_scanner_that_takes_no_more_is_an_error() {
    let said = b"INSTREAM size limit exceeded. ERROR\0";
    let (scanner, _) = fake(Does::RefusesAfter(20, said));
    assert!(scanner.scan(&vec![0; PIECE * 64]).is_err());
}

#[test]
fn an_address_is_a_host_with_a_port_or_a_socket() {
    let unix = ScannerAddress::Unix(PathBuf::from("/run/clamd.sock"));
    assert_eq!(ScannerAddress::parse("unix:/run/clamd.sock"), Some(unix));
    for sound in ["127.0.0.1:3310", "[::1]:3310", "clamd.local:3310"] {
        assert_eq!(ScannerAddress::parse(sound), Some(ScannerAddress::Tcp(sound.to_owned())));
    }
    for wrong in ["", "127.0.0.1", ":3310", "host:0", "host:port", "unix:clamd.sock", "unix:"] {
        assert_eq!(ScannerAddress::parse(wrong), None, "{wrong}");
    }
}

/// Over a socket of this machine, too.
#[test]
fn a_socket_is_asked_in_the_same_way() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("clamd.sock");
    let listener = std::os::unix::net::UnixListener::bind(&path).unwrap();
    thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut command = [0; 6];
        stream.read_exact(&mut command).unwrap();
        assert_eq!(&command, b"zPING\0");
        stream.write_all(b"PONG\0").unwrap();
    });
    let address = ScannerAddress::Unix(path);
    let scanner = Scanner::new(ScannerSettings { address, timeout: Duration::from_secs(5) });
    scanner.renew();
    assert!(scanner.answers());
}

/// One that takes no connection, a local socket too, is given up in time.
#[test]
fn a_socket_that_takes_no_connection_is_given_up() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("clamd.sock");
    let _listener = std::os::unix::net::UnixListener::bind(&path).unwrap();
    let address = ScannerAddress::Unix(path);
    let timeout = Duration::from_millis(100);
    let scanner = Scanner::new(ScannerSettings { address, timeout });
    scanner.renew();
    assert!(!scanner.answers());
    assert!(matches!(scanner.scan(b"a"), Err(ScanError::Silent(_))));
}

#[test]
fn what_it_said_last_is_what_is_known_of_it() {
    let (scanner, _told) = fake(Does::Looks);
    assert!(!scanner.answers(), "nobody has asked");
    scanner.scan(b"a").unwrap();
    assert!(scanner.answers());
    // It served one file and is gone.
    scanner.scan(b"a").unwrap_err();
    assert!(!scanner.answers());
}
