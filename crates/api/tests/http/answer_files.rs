//! Files that answers carry, over the API and by form: sent, named, in the receipt,
//! handed out to who may read the answer and to nobody else.

use crate::browser::Browser;
use crate::inquiries::{demand_id, filed, item, nothing_found};
use crate::money::is;
use crate::pages::{FOUND, issued};
use crate::support::{Known, Response, Service};
use serde_json::{Value, json};

pub(crate) const STATEMENT: &str =
    "%PDF-1.7\n<</SubFilter/adbe.pkcs7.detached/ByteRange[0 1 2 3]>>\n%%EOF\n";
const OTHER: &str = "%PDF-1.7 another %%EOF";
const MAIL: &str = "From: a@vcb.example\r\nTo: b@thads.example\r\nSubject: x\r\nDate: Fri, 20 Nov \
                    2026 08:00:00 +0700\r\nMIME-Version: 1.0\r\n\r\nx\r\n";

/// An answer with these files.
fn with(item: &str, files: &[&str]) -> Value {
    let mut answer = nothing_found(item);
    answer["files"] = json!(files);
    json!({ "answers": [answer] })
}

fn fetch(service: &Service, who: &Known, demand: &str, file: &str) -> Response {
    let path = format!("/api/v1{demand}/answer-files/{file}?purpose=case_work");
    service.by(who, "GET", &path).send()
}

#[test]
fn an_answer_carries_a_file_that_both_sides_know_by_its_hash() {
    Service::on_both(|service| {
        let (officer, filing) = filed(service, &["VCB", "ACB"]);
        let demand = format!("/demands/{}", demand_id(service, &filing, "VCB"));
        let ((_, vcb), (_, acb)) = (service.system("VCB"), service.system("ACB"));
        let item = item(service, &filing, "VCB");
        let sent = service.upload(&vcb, STATEMENT.as_bytes());
        assert_eq!(sent.status, 201, "{}", sent.body);
        let (file, id) = (sent.json(), sent.id());
        let answers = format!("/api/v1{demand}/answers");
        let first = service.post(&vcb, &answers, &with(&item, &[&id]));
        assert_eq!(first.status, 201, "{}", first.body);
        // The same again is the same; without its file, or with another, it is not.
        let again = service.post(&vcb, &answers, &with(&item, &[&id])).json();
        assert_eq!(again["receipt"], first.json()["receipt"]);
        is(&service.post(&vcb, &answers, &with(&item, &[])), 409, "answer_conflicts");
        let other = service.upload(&vcb, OTHER.as_bytes()).id();
        is(&service.post(&vcb, &answers, &with(&item, &[&other])), 409, "answer_conflicts");

        for who in [&vcb, &officer] {
            let read = service.get(who, &format!("{demand}/answers?purpose=case_work")).json();
            let answer = &read["answers"][0];
            assert_eq!(answer["files"], json!([file]));
            assert_eq!(answer["answer"]["files"], json!([id]), "what is read can be sent again");
            let receipt = format!("{demand}/answer-receipts/{}", answer["id"].as_str().unwrap());
            let receipt = service.get(who, &format!("{receipt}?purpose=proof")).json();
            let told = &receipt["content"]["answers"][0];
            assert_eq!(
                (&told["files"], &told["hash"]),
                (&json!([file["sha256"]]), &answer["hash"])
            );
        }
        let before = service.reads_on_record();
        for who in [&vcb, &officer] {
            let got = fetch(service, who, &demand, &id);
            assert_eq!((got.status, got.body.as_str()), (200, STATEMENT));
            assert_eq!(got.header("content-type"), Some("application/octet-stream"));
            assert_eq!(got.header("content-security-policy"), Some("sandbox; default-src 'none'"));
            let named = got.header("content-disposition").unwrap();
            let ends = format!("-answer-{}.pdf\"", &file["sha256"].as_str().unwrap()[..8]);
            assert!(named.starts_with("attachment; ") && named.ends_with(&ends), "{named}");
        }
        assert_eq!(service.reads_on_record(), before + 2, "each on record");
        // What contradicted is kept as evidence, with its file.
        assert_eq!(fetch(service, &officer, &demand, &other).body, OTHER);
        refused_to_others(service, &acb, (&demand, &id));
    });
}

/// Nobody else, by no other way, and not without a purpose.
fn refused_to_others(service: &Service, acb: &Known, (demand, id): (&str, &str)) {
    let before = service.reads_on_record();
    is(&fetch(service, acb, demand, id), 404, "not_found");
    for who in ["tuongvi", "lamgiang", "truclam"] {
        is(&fetch(service, &service.sign_in(who), demand, id), 403, "forbidden");
    }
    for who in ["acb.duyet", "haidang", "bachduong"] {
        is(&fetch(service, &service.sign_in(who), demand, id), 404, "not_found");
    }
    let officer = service.sign_in("saomai");
    let nobody = "01900000-0000-7000-8000-000000000001";
    is(&fetch(service, &officer, demand, nobody), 404, "not_found");
    let as_paper = format!("/api/v1{demand}/papers/{id}");
    is(&service.by(&officer, "GET", &as_paper).send(), 404, "not_found");
    let unsaid = format!("/api/v1{demand}/answer-files/{id}");
    is(&service.by(&officer, "GET", &unsaid).send(), 400, "query_invalid");
    assert_eq!(service.reads_on_record(), before);
}

#[test]
fn a_file_that_an_answer_may_not_name_is_refused_where_it_stands() {
    Service::on_both(|service| {
        let (officer, filing) = filed(service, &["VCB", "ACB"]);
        let answers = format!("/api/v1/demands/{}/answers", demand_id(service, &filing, "VCB"));
        let ((_, vcb), (_, acb)) = (service.system("VCB"), service.system("ACB"));
        let item = item(service, &filing, "VCB");
        let own = service.upload(&vcb, STATEMENT.as_bytes()).id();
        // The same bytes from elsewhere are another file, and nobody's here.
        let theirs = service.upload(&acb, STATEMENT.as_bytes()).id();
        let offices = service.upload(&officer, STATEMENT.as_bytes()).id();
        let unknown = uuid::Uuid::from_u128(9).to_string();
        let told: Vec<Value> = [&theirs, &offices, &unknown]
            .map(|id| {
                let mut refused = service.post(&vcb, &answers, &with(&item, &[&own, id])).json();
                refused["request"] = json!(null);
                refused
            })
            .into();
        assert_eq!(
            (&told[0]["code"], &told[0]["pointer"]),
            (&json!("file_unknown"), &json!("/answers/0/files/1"))
        );
        assert!(told.iter().all(|one| *one == told[0]), "told apart nowhere");
        let twice = service.post(&vcb, &answers, &with(&item, &[&own, &own]));
        is(&twice, 422, "file_twice");
        let mail = service.upload(&vcb, MAIL.as_bytes());
        assert_eq!(mail.json()["media"], "eml", "{}", mail.body);
        let mailed = service.post(&vcb, &answers, &with(&item, &[&mail.id()]));
        is(&mailed, 422, "file_media");
        assert_eq!(mailed.json()["pointer"], "/answers/0/files/0");
        let many = service.post(&vcb, &answers, &with(&item, &[&own[..]; 7]));
        is(&many, 422, "count_invalid");
        let no_id = service.post(&vcb, &answers, &with(&item, &["x"]));
        assert_eq!(no_id.json()["errors"][0]["pointer"], "/answers/0/files/0", "{}", no_id.body);
        assert_eq!(service.post(&vcb, &answers, &with(&item, &[&own])).status, 201);
    });
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

/// Attaches a file on the page of what waits for a second person.
pub(crate) fn attach(browser: &mut Browser<'_>, draft: &str, item: &str, file: &str) -> Response {
    let page = browser.page(draft);
    let action = format!("{draft}/files");
    let mut fields = Browser::hidden(&page, &action);
    fields.push(("/item".to_owned(), item.to_owned()));
    browser.send_raw(&action, "multipart/form-data; boundary=b-1", &with_file(&fields, file))
}

/// The files of the draft that stands.
fn drafted(service: &Service, demand: &str) -> Vec<Value> {
    let checker = service.sign_in("vcb.duyet");
    let read = service.get(&checker, &format!("{demand}/answers?purpose=check")).json();
    read["draft"]["files"].as_array().unwrap().clone()
}

#[test]
fn a_maker_attaches_files_to_a_draft_and_a_checker_submits_them_with_it() {
    Service::on_both(|service| {
        let (mut officer, [_, _, demand]) = issued(service, "VCB");
        let (answer, draft) = (format!("{demand}/answer"), format!("{demand}/draft"));
        let mut maker = Browser::of(service, "vcb.lap");
        let page = maker.page(&answer);
        let page = maker.done(&page, &answer, FOUND);
        let item = page.split("name=\"/item\"").nth(1).unwrap();
        let item = item.split("value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
        let refused = attach(&mut maker, &draft, &item, "<html>");
        assert_eq!(refused.status, 422);
        assert!(refused.body.contains("mã chạy được"), "{}", refused.body);
        for file in [STATEMENT, OTHER, STATEMENT] {
            let done = attach(&mut maker, &draft, &item, file);
            assert_eq!(done.status, 303, "{}", done.body);
        }
        let files = drafted(service, &demand);
        assert_eq!(files.len(), 2, "the same file is one");
        let id = |n: usize| files[n]["id"].as_str().unwrap();
        // Written again by the form, it keeps those that stay ticked.
        let page = maker.page(&answer);
        let written = Browser::untouched(&page, &answer);
        let ticked = |id: &str| ("/answers/0/files/-".to_owned(), id.to_owned());
        assert!(written.contains(&ticked(id(0))) && written.contains(&ticked(id(1))), "{page}");
        let kept: Vec<_> = written.into_iter().filter(|one| *one != ticked(id(1))).collect();
        assert_eq!(maker.send_all(&answer, &kept).status, 303);
        assert_eq!(drafted(service, &demand), files[..1]);
        let done = attach(&mut maker, &draft, &item, OTHER);
        assert_eq!(done.status, 303, "{}", done.body);
        let page = maker.page(&draft);
        let removal = format!("{draft}/files/{}/removal", id(1));
        let page = maker.done(&page, &removal, &[]);
        assert!(page.contains("Đã gỡ tệp.") && !page.contains(id(1)), "{page}");

        let mut checker = Browser::of(service, "vcb.duyet");
        let page = checker.page(&draft);
        let (hash, way) = (files[0]["sha256"].as_str().unwrap(), format!("answer-files/{}", id(0)));
        assert!(page.contains(hash) && page.contains(&way), "{page}");
        assert!(page.contains("chưa kiểm tra"), "{page}");
        assert!(!officer.page(&demand).contains(hash), "a draft is the institution's own");
        let page = checker.done(&page, &format!("{draft}/submission"), &[]);
        assert!(page.contains(hash), "{page}");
        let page = officer.page(&demand);
        assert!(page.contains(hash), "{page}");
        let href = page.split(&way).next().unwrap().rsplit("href=\"").next().unwrap();
        let path = format!("{href}{way}?purpose=case_work");
        assert!(page.contains(&path), "{page}");
        assert_eq!(officer.page(&path), STATEMENT);
    });
}

#[test]
fn a_correction_by_form_keeps_its_files() {
    let service = Service::start();
    let (_, [_, _, demand]) = issued(&service, "VCB");
    let (_, vcb) = service.system("VCB");
    let read = service.get(&vcb, &demand).json();
    let item = read["items"][0]["id"].as_str().unwrap();
    let file = service.upload(&vcb, STATEMENT.as_bytes()).id();
    let sent = service.post(&vcb, &format!("/api/v1{demand}/answers"), &with(item, &[&file]));
    assert_eq!(sent.status, 201, "{}", sent.body);
    let mut checker = Browser::of(&service, "vcb.duyet");
    let action = format!("{demand}/items/{item}/correction");
    let page = checker.page(&action);
    let done = checker
        .send_all(&action, &Browser::filled(&page, &action, &[("/as_of", "2026-11-20T08:45")]));
    assert_eq!(done.status, 303, "{}", done.body);
    let read = service.get(&vcb, &format!("{demand}/answers?purpose=check")).json();
    let corrected = read["answers"].as_array().unwrap().iter().find(|one| one["version"] == 2);
    assert_eq!(corrected.unwrap()["answer"]["files"], json!([file]));
}
