//! A virus scanner is asked about every file that comes in, and what it does not find
//! clean is not taken: neither what it finds something in nor what it says nothing of.

use crate::browser::Browser;
use crate::money::{Office, is};
use crate::statements::multipart;
use crate::support::{FILE_LIMIT, Response, Service};
use serde_json::json;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::sync::{Arc, Mutex};

/// What every scanner knows, in two parts: so that none finds it in this file.
fn eicar() -> String {
    [r"X5O!P%@AP[4\PZX54(P^)7CC)7}$", "EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"].concat()
}

#[derive(Clone, Copy, PartialEq)]
enum Mood {
    Looks,
    Errs,
    Waits,
    Cuts,
}

/// A scanner of our own, in a mood of ours.
struct Fake {
    address: String,
    mood: Arc<Mutex<Mood>>,
}

impl Fake {
    fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let mood = Arc::new(Mutex::new(Mood::Looks));
        let now = Arc::clone(&mood);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let mood = *now.lock().unwrap();
                std::thread::spawn(move || serve(stream.unwrap(), mood));
            }
        });
        Self { address, mood }
    }

    fn is(&self, mood: Mood) {
        *self.mood.lock().unwrap() = mood;
    }
}

fn serve(mut stream: TcpStream, mood: Mood) -> Option<()> {
    if mood == Mood::Cuts {
        return None;
    }
    if mood == Mood::Waits {
        return stream.read_to_end(&mut Vec::new()).ok().map(drop);
    }
    let mut command = [0; 6];
    stream.read_exact(&mut command).ok()?;
    if command == *b"zPING\0" {
        return stream.write_all(b"PONG\0").ok();
    }
    stream.read_exact(&mut [0; 4]).ok()?;
    let mut file = Vec::new();
    loop {
        let mut length = [0; 4];
        stream.read_exact(&mut length).ok()?;
        let mut piece = vec![0; usize::try_from(u32::from_be_bytes(length)).ok()?];
        if piece.is_empty() {
            break;
        }
        stream.read_exact(&mut piece).ok()?;
        file.extend(piece);
    }
    let found = file.windows(eicar().len()).any(|window| window == eicar().as_bytes());
    let said: &[u8] = match mood {
        Mood::Errs => b"INSTREAM size limit exceeded. ERROR\0",
        _ if found => b"stream: Win.Test.EICAR_HDB-1 FOUND\0",
        _ => b"stream: OK\0",
    };
    stream.write_all(said).ok()
}

fn infected() -> String {
    format!("%PDF-1.7 {} %%EOF", eicar())
}

const CLEAN: &str = "%PDF-1.7 clean %%EOF";

/// How many files lie below a folder.
fn kept(folder: &Path) -> usize {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.map(|path| if path.is_dir() { kept(&path) } else { 1 }).sum()
}

fn upload(service: &Service, file: &str) -> Response {
    service.upload(&service.sign_in("saomai"), file.as_bytes())
}

#[test]
fn a_file_is_kept_only_if_the_scanner_finds_it_clean() {
    let fake = Fake::start();
    Service::scanned_on_both(&fake.address, |service| {
        fake.is(Mood::Looks);
        is(&upload(service, &infected()), 422, "file_infected");
        assert_eq!(kept(service.files.path()), 0);
        for mood in [Mood::Errs, Mood::Waits, Mood::Cuts] {
            fake.is(mood);
            let refused = upload(service, CLEAN);
            is(&refused, 503, "scanner_unavailable");
            assert!(refused.header("retry-after").is_some());
        }
        assert_eq!(kept(service.files.path()), 0);
        fake.is(Mood::Looks);
        assert_eq!(upload(service, CLEAN).status, 201);
        // As long as a file may be, in many pieces.
        let filler = "x".repeat(FILE_LIMIT - infected().len());
        is(
            &upload(service, &infected().replace("%PDF-1.7", &format!("%PDF-1.7 {filler}"))),
            413,
            "file_too_large",
        );
        let long = format!("%PDF-1.7 {}{}", "x".repeat(FILE_LIMIT / 2), &infected()[8..]);
        is(&upload(service, &long), 422, "file_infected");
        assert_eq!(kept(service.files.path()), 1);
    });
}

#[test]
fn whoever_asks_hears_how_the_scanner_is() {
    let ready = |service: &Service| {
        let ready = service.request("GET", "/health/ready").send();
        assert_eq!(ready.status, 204);
        ready.header("attache-scanner").unwrap().to_owned()
    };
    assert_eq!(ready(&Service::start()), "none");
    let fake = Fake::start();
    let service = Service::scanned(&fake.address);
    // What was heard with the last file is what is known; nobody waits for it.
    assert_eq!(upload(&service, CLEAN).status, 201);
    assert_eq!(ready(&service), "answers");
    fake.is(Mood::Cuts);
    assert_eq!(ready(&service), "answers");
    is(&upload(&service, CLEAN), 503, "scanner_unavailable");
    assert_eq!(ready(&service), "silent");
}

fn choose(page: &str, action: &str, file: &str) -> (String, String) {
    let (kind, body) = multipart(page, action, file);
    (kind, body.replace("saoke.csv", "a.pdf"))
}

#[test]
fn a_form_with_a_file_that_is_not_taken_is_shown_again() {
    let fake = Fake::start();
    let service = Service::scanned(&fake.address);
    let office = Office::open(&service);
    let mut draft = office.body(&office.freeze(&["VCB"]));
    draft["issue"] = json!(false);
    let path = format!("/api/v1/cases/{}/orders", office.case);
    let order = service.post(&office.officer, &path, &draft).id();
    let (path, action) = (format!("/orders/{order}"), format!("/orders/{order}/papers"));
    let mut browser = Browser::of(&service, "saomai");
    for (mood, file, status, words) in [
        (Mood::Looks, infected(), 422, "phát hiện mã độc"),
        (Mood::Waits, CLEAN.to_owned(), 503, "Chưa quét được vi-rút"),
    ] {
        fake.is(mood);
        let page = browser.page(&path);
        let (kind, body) = choose(&page, &action, &file);
        let refused = browser.send_raw(&action, &kind, &body);
        assert_eq!(refused.status, status, "{}", refused.body);
        assert!(refused.body.contains(words), "{}", refused.body);
        assert!(refused.body.contains(&format!("action=\"{action}\"")), "the form again");
    }
    assert_eq!(kept(service.files.path()), 0);
}

#[test]
fn a_statement_is_scanned_too_by_form_and_by_the_api() {
    let fake = Fake::start();
    let service = Service::scanned(&fake.address);
    let office = Office::open(&service);
    let mut accountant = Browser::of(&service, "ke-toan");
    let bad =
        format!("reference;booking_date;amount;description\nR1;20/11/2026;1000;{}\n", eicar());
    let good = bad.replace(&eicar(), "x");
    for (mood, file, status, code, words) in [
        (Mood::Looks, &bad, 422, "file_infected", "phát hiện mã độc"),
        (Mood::Errs, &good, 503, "scanner_unavailable", "Chưa quét được vi-rút"),
    ] {
        fake.is(mood);
        let page = accountant.page("/statements");
        let (kind, body) = multipart(&page, "/statements", file);
        let refused = accountant.send_raw("/statements", &kind, &body);
        assert_eq!(refused.status, status, "{}", refused.body);
        assert!(refused.body.contains(words), "{}", refused.body);
        let body = json!({ "payee": office.payee, "file": file });
        is(&service.post(&office.accountant, "/api/v1/statements", &body), status, code);
    }
    fake.is(Mood::Looks);
    let page = accountant.page("/statements");
    let (kind, body) = multipart(&page, "/statements", &good);
    assert_eq!(accountant.send_raw("/statements", &kind, &body).status, 303);
}
