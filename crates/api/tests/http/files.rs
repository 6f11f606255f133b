//! Papers over the API and by form: sent, attached, travelling with the demand,
//! handed out as files.

use crate::browser::Browser;
use crate::money::Office;
use crate::support::{FILE_LIMIT, Known, Response, Service, case_body, inquiry_body};
use engine::actor::Seat;
use engine::role::Role;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

const SIGNED: &str = "%PDF-1.7\n<</SubFilter/ETSI.CAdES.detached/ByteRange[0 1 2 3]>>\n%%EOF\n";

/// An inquiry to VCB and ACB, drafted.
fn drafted(service: &Service, officer: &Known) -> String {
    let case = service.post(officer, "/api/v1/cases", &case_body(service, "1/THA")).id();
    let mut body = inquiry_body(service, &case, &["VCB", "ACB"]);
    body["issue"] = json!(false);
    service.post(officer, "/api/v1/inquiries", &body).id()
}

fn attach(service: &Service, who: &Known, to: &str, papers: &Value) -> Response {
    let key = format!("attach-{}", rand::random::<u64>());
    let put = service.by(who, "PUT", &format!("/api/v1{to}/papers"));
    put.key(&key).json(&json!({ "papers": papers })).send()
}

/// The demand to a bank of an inquiry that was issued.
fn issued(service: &Service, officer: &Known, inquiry: &str, bank: &str) -> String {
    let path = format!("/api/v1/inquiries/{inquiry}/issue");
    let done = service.post(officer, &path, &json!({}));
    assert_eq!(done.status, 200, "{}", done.body);
    let bank = json!(service.world.institution(bank));
    let demands = done.json()["demands"].clone();
    let mut demands = demands.as_array().unwrap().iter();
    demands.find(|one| one["institution"] == bank).unwrap()["id"].as_str().unwrap().to_owned()
}

/// Every file below a folder.
fn below(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { below(&path) } else { vec![path] }).collect()
}

#[test]
fn a_signed_decision_travels_with_the_demand_and_its_hash_stands_in_the_receipt() {
    Service::on_both(|service| {
        let officer = service.sign_in("saomai");
        let inquiry = drafted(service, &officer);
        let sent = service.upload(&officer, SIGNED.as_bytes());
        assert_eq!(sent.status, 201, "{}", sent.body);
        let file = sent.json();
        assert_eq!((&file["media"], &file["signature"]), (&json!("pdf"), &json!("pdf_cades")));
        assert_eq!(file["size"], json!(SIGNED.len()));
        assert_eq!(service.upload(&officer, SIGNED.as_bytes()).json(), file, "the same file");
        let id = file["id"].as_str().unwrap();
        let to = format!("/inquiries/{inquiry}");
        let papers = json!([{ "role": "decision", "file": id }]);
        assert_eq!(attach(service, &officer, &to, &papers).status, 200);
        let read = service.get(&officer, &to).json();
        assert_eq!(read["papers"], json!([{ "role": "decision", "file": file }]));

        let demand = issued(service, &officer, &inquiry, "VCB");
        let (_, vcb) = service.system("VCB");
        let (_, acb) = service.system("ACB");
        let path = format!("/demands/{demand}");
        assert_eq!(service.get(&vcb, &path).json()["papers"], read["papers"]);
        let receipt = service.get(&vcb, &format!("{path}/receipt")).json();
        let told = json!([{ "role": "decision", "sha256": file["sha256"] }]);
        assert_eq!(receipt["content"]["papers"], told);
        assert_eq!(service.get(&officer, &format!("{path}/receipt")).json(), receipt, "both sides");

        let before = service.reads_on_record();
        let get = |who: &Known, of: &str| {
            service.by(who, "GET", &format!("/api/v1{of}/papers/{id}")).send()
        };
        for (who, of) in [(&vcb, &path), (&officer, &path), (&officer, &to)] {
            let got = get(who, of);
            assert_eq!((got.status, got.body.as_str()), (200, SIGNED));
            assert_eq!(got.header("content-type"), Some("application/octet-stream"));
            assert_eq!(got.header("x-content-type-options"), Some("nosniff"));
            assert_eq!(got.header("cache-control"), Some("no-store"));
            let policy = got.header("content-security-policy");
            assert_eq!(policy, Some("sandbox; default-src 'none'"));
            let named = got.header("content-disposition").unwrap();
            let ends = format!("-decision-{}.pdf\"", &file["sha256"].as_str().unwrap()[..8]);
            assert!(named.starts_with("attachment; filename=\"YC26-"), "{named}");
            assert!(named.ends_with(&ends), "{named}");
        }
        assert_eq!(service.reads_on_record(), before + 3, "each on record");
        // Another bank, and by another way: there is no such thing.
        assert_eq!(get(&acb, &path).problem(), (404, "not_found".to_owned()));
        assert_eq!(get(&vcb, &to).problem(), (404, "not_found".to_owned()));
        let orders = format!("/orders/{inquiry}");
        assert_eq!(get(&officer, &orders).problem(), (404, "not_found".to_owned()));
        // Once it is out, its papers are what they are.
        let refused = attach(service, &officer, &to, &json!([])).problem();
        assert_eq!(refused, (409, "instrument_state".to_owned()));
    });
}

#[test]
fn a_foreign_file_is_one_that_nobody_knows() {
    let service = Service::start();
    let officer = service.sign_in("saomai");
    let to = format!("/inquiries/{}", drafted(&service, &officer));
    let elsewhere = service.sign_in("binhminh");
    let theirs = service.upload(&elsewhere, SIGNED.as_bytes()).id();
    let unknown = uuid::Uuid::from_u128(9).to_string();
    let told: Vec<Value> = [&theirs, &unknown]
        .map(|id| {
            let papers = json!([{ "role": "decision", "file": id }]);
            let mut refused = attach(&service, &officer, &to, &papers).json();
            refused["request"] = json!(null);
            refused
        })
        .into();
    assert_eq!(told[0]["code"], "file_unknown");
    assert_eq!(told[0]["pointer"], "/papers/0/file");
    assert_eq!(told[0], told[1], "told apart nowhere");
    // The same bytes from this office are another file.
    assert_ne!(service.upload(&officer, SIGNED.as_bytes()).id(), theirs);
    let path = format!("/api/v1{to}/papers/{theirs}");
    assert_eq!(service.by(&officer, "GET", &path).send().problem().0, 404);
}

#[test]
fn what_is_not_taken_is_refused_by_name_in_both_languages() {
    let service = Service::start();
    let officer = service.sign_in("saomai");
    for (bytes, status, code) in [
        (&b""[..], 422, "file_type"),
        (b"MZ\x90\0", 422, "file_type"),
        (b"%PDF-1.7 cut off", 422, "file_type"),
        (b"<!DOCTYPE html><script>alert(1)</script>", 422, "file_active"),
        (b"<?xml version=\"1.0\"?><svg xmlns=\"http://www.w3.org/2000/svg\"/>", 422, "file_active"),
        (b"#!/bin/sh\n", 422, "file_active"),
    ] {
        assert_eq!(service.upload(&officer, bytes).problem(), (status, code.to_owned()));
        let titles: Vec<String> = ["vi", "en"]
            .map(|lang| {
                let request = service.by(&officer, "POST", "/api/v1/files");
                let request = request.header("Accept-Language", lang);
                let told = request.bytes("application/pdf", bytes).send().json();
                told["title"].as_str().unwrap().to_owned()
            })
            .into();
        assert!(titles[0] != titles[1] && titles[0] != code, "{titles:?}");
    }
    let long = [b"%PDF-1.7 ", &vec![b' '; FILE_LIMIT][..], b"%%EOF"].concat();
    let refused = service.upload(&officer, &long);
    assert_eq!(refused.problem(), (413, "file_too_large".to_owned()));
    assert_eq!(refused.json()["max"], json!(FILE_LIMIT));
    // Longer than other bodies may be, and still taken; in several chunks.
    let large = [b"%PDF-1.7 ", &vec![b'x'; 150 * 1024][..], b"%%EOF"].concat();
    let file = service.upload(&officer, &large).id();
    let to = format!("/inquiries/{}", drafted(&service, &officer));
    let papers = json!([{ "role": "enforcement", "file": file }]);
    assert_eq!(attach(&service, &officer, &to, &papers).status, 200);
    let got = service.by(&officer, "GET", &format!("/api/v1{to}/papers/{file}")).send();
    assert_eq!(got.body.as_bytes(), large);
    // Nobody who attaches nothing, and nobody at all.
    let away = Seat::Agency(service.world.agency("T01-02"));
    service.hire("ke-toan.khac", Role::Accountant, away);
    let accountant = service.sign_in("ke-toan.khac");
    assert_eq!(service.upload(&accountant, SIGNED.as_bytes()).problem().1, "forbidden");
    let unknown = service.request("POST", "/api/v1/files").bytes("text/plain", b"x").send();
    assert_eq!(unknown.problem().1, "unauthenticated");
}

#[test]
fn a_file_that_was_altered_or_lost_is_a_problem_and_no_half_of_a_file() {
    let service = Service::start();
    let officer = service.sign_in("saomai");
    let file = service.upload(&officer, SIGNED.as_bytes()).id();
    let to = format!("/inquiries/{}", drafted(&service, &officer));
    let papers = json!([{ "role": "decision", "file": file }]);
    assert_eq!(attach(&service, &officer, &to, &papers).status, 200);
    let [path] = &below(service.files.path())[..] else { panic!("one file") };
    let whole = std::fs::read(path).unwrap();
    assert!(!String::from_utf8_lossy(&whole).contains("ETSI"));
    let get = || service.by(&officer, "GET", &format!("/api/v1{to}/papers/{file}")).send();
    let mut altered = whole.clone();
    altered[60] ^= 1;
    for damaged in [&altered[..], &whole[..whole.len() - 1]] {
        std::fs::write(path, damaged).unwrap();
        assert_eq!(get().problem(), (500, "file_damaged".to_owned()));
    }
    std::fs::remove_file(path).unwrap();
    assert_eq!(get().problem(), (500, "file_damaged".to_owned()));
    std::fs::write(path, &whole).unwrap();
    assert_eq!(get().body, SIGNED);
}

/// A form as a browser sends it where a file is chosen.
fn with_file(fields: &[(String, String)], file: &str) -> String {
    let part = |(name, value): &(String, String)| {
        format!("--b-1\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
    };
    let others: String = fields.iter().map(part).collect();
    format!(
        "{others}--b-1\r\nContent-Disposition: form-data; name=\"/file\"; filename=\"a.pdf\"\r\n\
         Content-Type: application/pdf\r\n\r\n{file}\r\n--b-1--\r\n"
    )
}

fn send(browser: &mut Browser<'_>, path: &str, role: &str, file: &str) -> Response {
    let page = browser.page(path);
    let action = format!("{path}/papers");
    let mut fields = Browser::hidden(&page, &action);
    fields.push(("/role".to_owned(), role.to_owned()));
    browser.send_raw(&action, "multipart/form-data; boundary=b-1", &with_file(&fields, file))
}

#[test]
fn a_paper_is_attached_and_taken_off_without_a_script_and_its_bank_is_shown_it() {
    let service = Service::start();
    let office = Office::open(&service);
    let body = office.body(&office.freeze(&["VCB"]));
    let mut draft = body.clone();
    draft["issue"] = json!(false);
    let path = format!("/api/v1/cases/{}/orders", office.case);
    let order = service.post(&office.officer, &path, &draft).id();
    let path = format!("/orders/{order}");
    let mut browser = Browser::of(&service, "saomai");
    for (file, words) in [("no paper", "Không nhận loại tệp này"), ("<html>", "mã chạy được")]
    {
        let refused = send(&mut browser, &path, "decision", file);
        assert_eq!(refused.status, 422);
        assert!(refused.body.contains(words), "{}", refused.body);
    }
    let done = send(&mut browser, &path, "decision", SIGNED);
    assert_eq!(done.status, 303, "{}", done.body);
    let done = send(&mut browser, &path, "enforcement", "%PDF-1.7 thi hành án %%EOF");
    assert_eq!(done.status, 303, "{}", done.body);
    let page = browser.page(&path);
    assert!(page.contains("Có chữ ký số trong PDF (PAdES), chưa kiểm tra"), "{page}");
    assert!(page.contains("Không tìm thấy chữ ký số"));
    let papers = service.get(&office.officer, &path).json()["papers"].clone();
    assert_eq!(papers[1]["role"], "enforcement");
    let second = papers[1]["file"]["id"].as_str().unwrap();
    let removal = format!("{path}/papers/{second}/removal");
    let page = browser.done(&page, &removal, &[]);
    assert!(page.contains("Đã gỡ văn bản.") && !page.contains(second), "{page}");

    // It goes out, and the bank's desk is shown it and handed it.
    let submitted = format!("/api/v1/orders/{order}/submission");
    assert_eq!(service.post(&office.officer, &submitted, &json!({})).status, 200);
    office.approve(&order);
    let issue = format!("/api/v1/orders/{order}/issue");
    let demands = office.demands(&service.post(&office.officer, &issue, &json!({})));
    let vcb = Seat::Institution(service.world.institution("VCB"));
    service.hire("giao-dich.vcb", Role::BankMaker, vcb);
    let mut desk = Browser::of(&service, "giao-dich.vcb");
    let page = desk.page(&format!("/demands/{}", demands["VCB"]));
    let first = papers[0]["file"]["id"].as_str().unwrap();
    let href = format!("/api/v1/demands/{}/papers/{first}", demands["VCB"]);
    assert!(page.contains(&format!("<a href=\"{href}\">")), "{page}");
    assert!(page.contains(papers[0]["file"]["sha256"].as_str().unwrap()), "{page}");
    assert!(page.contains("chưa kiểm tra"), "{page}");
    assert_eq!(desk.page(&href), SIGNED);
}
