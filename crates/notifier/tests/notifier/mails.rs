//! What mails say, and what they never say (I-32).

use super::world::{CANARIES, LADDERS, World, composer};
use engine::notice;
use engine::time::Instant;
use locale::{Lang, try_text};
use std::collections::BTreeSet;
use store::outbox::Digest;

/// The readable parts of a mail: encoded headers and bodies put right.
pub(crate) fn plain(mail: &str) -> String {
    let mut read = String::new();
    let unfolded = mail.replace("=\r\n", "");
    let bytes = unfolded.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut index = 0;
    while index < bytes.len() {
        let hex = (bytes[index] == b'=')
            .then(|| unfolded.get(index + 1..index + 3))
            .flatten()
            .and_then(|digits| u8::from_str_radix(digits, 16).ok());
        out.push(hex.unwrap_or(bytes[index]));
        index += if hex.is_some() { 3 } else { 1 };
    }
    read.push_str(&String::from_utf8_lossy(&out));
    for part in mail.split("\r\n\r\n") {
        let packed: String = part.split("\r\n--").next().unwrap_or("").split_whitespace().collect();
        read.push_str(&base64(&packed));
    }
    for word in mail.split("=?utf-8?b?").skip(1) {
        read.push_str(&base64(word.split('?').next().unwrap_or("")));
    }
    read
}

fn base64(text: &str) -> String {
    const DIGITS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let digits: Option<Vec<usize>> = text
        .trim_end_matches('=')
        .bytes()
        .map(|byte| DIGITS.iter().position(|digit| *digit == byte))
        .collect();
    let bytes: Vec<u8> = digits
        .unwrap_or_default()
        .chunks(4)
        .flat_map(|four| {
            let sum = four.iter().fold(0, |sum, digit| sum * 64 + digit) << (6 * (4 - four.len()));
            let bytes = [sum >> 16, sum >> 8, sum].map(|byte| u8::try_from(byte & 0xFF).unwrap());
            bytes.into_iter().take(four.len() * 6 / 8)
        })
        .collect();
    String::from_utf8_lossy(&bytes).into_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mail_shows_a_reference_and_a_link_and_nothing_of_the_matter() {
    let world = World::sqlite();
    let (_, demands) = world.file(&["VCB", "ACB"], false);
    world.urge(demands[0]);
    world.node.worker.drain().await.unwrap();
    let mails = world.memory.taken();
    assert_eq!(mails.len(), 4);
    let references = world.seed().words("select distinct reference as word from notice").unwrap();
    for mail in &mails {
        let read = plain(mail);
        for canary in CANARIES {
            assert!(!read.contains(canary), "{canary} in {read}");
        }
        assert!(read.contains("https://attache.example/demands/"));
        assert!(references.iter().any(|reference| read.contains(reference)));
        assert!(read.contains("Auto-Submitted: auto-generated"));
        assert!(read.contains("List-Id: <notices.attache.example>"));
        assert!(read.contains("Mon, 05 Oct 2026 01:30:00 +0000"), "the injected clock");
    }
    // Each in the person's language.
    let read: Vec<String> = mails.iter().map(|mail| plain(mail)).collect();
    assert!(read.iter().any(|mail| mail.contains("Có yêu cầu mới")));
    assert!(read.iter().any(|mail| mail.contains("New request")));
}

/// Whoever is told of an order comes to it, and of an inquiry to that.
#[tokio::test(flavor = "multi_thread")]
async fn a_mail_leads_to_what_it_is_about() {
    let world = World::sqlite();
    let order = world.freeze_by_minutes(&["VCB"]);
    world.submit(&["VCB"], &[]);
    world.node.worker.drain().await.unwrap();
    let mails: Vec<String> = world.memory.taken().iter().map(|mail| plain(mail)).collect();
    let link = format!("https://attache.example/orders/{}", order.0);
    let submitted = mails.iter().filter(|mail| mail.contains(&link)).count();
    assert!(submitted >= 2, "the head is asked and the officer is told: {mails:?}");
    let inquiries = |mail: &&String| mail.contains("https://attache.example/inquiries/");
    assert_eq!(mails.iter().filter(inquiries).count(), 1);
    assert!(!mails.iter().any(|mail| mail.contains(&format!("/inquiries/{}", order.0))));
}

#[test]
fn every_notice_has_a_text_in_both_languages() {
    let of_ladders = LADDERS.lines().filter_map(|line| {
        let (key, code) = line.split_once(" = ")?;
        (key == "notice").then(|| code.trim_matches('"'))
    });
    let codes: BTreeSet<&str> = of_ladders.chain(notice::CODES.iter().copied()).collect();
    assert_eq!(codes.len(), 95);
    for code in codes {
        let key = format!("notice-{}", code.replace('_', "-"));
        for lang in Lang::ALL {
            let line = try_text(lang, &key, &[]);
            assert!(line.is_some_and(|line| !line.is_empty()), "{lang}: {key}");
            let body = try_text(lang, &format!("{key}-text"), &[]);
            assert!(body.is_some_and(|body| body.ends_with('.')), "{lang}: {key}-text");
        }
    }
}

#[test]
fn a_digest_says_how_much_and_no_more() {
    let digest = Digest {
        person: super::world::user("saomai").id,
        email: "saomai@thads.example".to_owned(),
        language: "en".to_owned(),
        late: 1,
        due: 0,
        waiting: 3,
    };
    let now: Instant = "2026-10-05T01:00:00Z".parse().unwrap();
    let letter = composer().digest(&digest, uuid::Uuid::nil(), now).unwrap();
    let mail = plain(&letter.text());
    assert!(mail.contains("One request is overdue"));
    assert!(mail.contains("3 things wait for you"));
    assert!(!mail.contains("due by the end"));
    assert!(!format!("{letter:?} {digest:?}").contains("saomai@"));
}
