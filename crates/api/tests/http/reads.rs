//! Reads: each resource for those whose it is, and for nobody else.

use crate::inquiries::{demand, demand_id, filed, item, nothing_found};
use crate::support::{DEBTOR, Known, Response, Service, case_body, inquiry_body};
use serde_json::{Value, json};
use std::collections::BTreeMap;

fn is(response: &Response, status: u16, code: &str) {
    assert_eq!(response.problem(), (status, code.to_owned()), "{}", response.body);
}

/// That nothing was found, as it is read back: instants are shown in UTC.
fn read_back(item: &str) -> Value {
    let mut answer = nothing_found(item);
    answer["as_of"] = json!("2026-11-20T01:00:00Z");
    answer
}

/// The path of a demand, below the API's root.
fn path_of(service: &Service, filing: &Response, bank: &str) -> String {
    format!("/demands/{}", demand_id(service, filing, bank))
}

/// A case of the inquiry that was filed.
fn case_of(service: &Service, officer: &Known, filing: &Response) -> String {
    let inquiry = service.get(officer, &format!("/inquiries/{}", filing.id())).json();
    inquiry["case"].as_str().unwrap().to_owned()
}

#[test]
fn each_resource_is_there_for_its_readers_and_for_nobody_else() {
    let service = Service::start();
    let (officer, filing) = filed(&service, &["VCB", "ACB"]);
    let case = format!("/cases/{}", case_of(&service, &officer, &filing));
    let demand = path_of(&service, &filing, "VCB");
    let clocks = service.get(&officer, &demand).json()["clocks"].clone();
    let clock = format!("{demand}/clocks/{}", clocks[0]["id"].as_str().unwrap());
    let asking = ["saomai", "daiduong", "tuongvi", "lamgiang", "nguyetcat", "truclam"];
    let strangers = ["haidang", "binhminh", "acb.duyet", "vcb.quantri", "nhatquang", "ngoclan"];
    let bank = ["vcb.lap", "vcb.duyet", "vcb.truong"];
    let known: BTreeMap<&str, Known> = asking
        .iter()
        .chain(&strangers)
        .chain(&bank)
        .map(|who| (*who, service.sign_in(who)))
        .collect();
    let read = |who: &str, path: &str| service.get(&known[who], path);
    for path in [&case, &format!("{case}/inquiries"), &format!("/inquiries/{}", filing.id())] {
        for who in asking {
            assert_eq!(read(who, path).status, 200, "{who} {path}");
        }
        for who in strangers.iter().chain(&bank) {
            is(&read(who, path), 404, "not_found");
        }
    }
    for path in [&demand, &format!("{demand}/receipt"), &clock] {
        for who in asking.iter().chain(&bank) {
            assert_eq!(read(who, path).status, 200, "{who} {path}");
        }
        for who in strangers {
            is(&read(who, path), 404, "not_found");
        }
    }
}

#[test]
fn what_is_foreign_looks_like_what_is_not() {
    let service = Service::start();
    let (_, filing) = filed(&service, &["VCB"]);
    let stranger = service.sign_in("acb.duyet");
    let body = |path: &str| {
        let mut body = service.get(&stranger, path).json();
        body.as_object_mut().unwrap().remove("request");
        body
    };
    let nobody = "01900000-0000-7000-8000-000000000001";
    let foreign = path_of(&service, &filing, "VCB");
    for rest in ["", "/receipt", "/answers?purpose=case_work", &format!("/clocks/{nobody}")] {
        let told = body(&format!("{foreign}{rest}"));
        assert_eq!(told, body(&format!("/demands/{nobody}{rest}")), "{rest}");
        assert_eq!(told, body(&format!("/demands/x{rest}")), "{rest}");
        assert_eq!(told["code"], "not_found");
    }
    is(&service.request("GET", "/api/v1/inbox").send(), 401, "unauthenticated");
    is(&service.request("GET", "/api/v1/cases?limit=x").send(), 401, "unauthenticated");
}

#[test]
fn what_is_read_can_be_written_back_under_its_version() {
    let service = Service::start();
    let officer = service.sign_in("saomai");
    let case = service.post(&officer, "/api/v1/cases", &case_body(&service, "1")).id();
    let mut draft = inquiry_body(&service, &case, &["VCB"]);
    draft["issue"] = json!(false);
    let draft = service.post(&officer, "/api/v1/inquiries", &draft).id();
    for path in [format!("/cases/{case}"), format!("/inquiries/{draft}")] {
        let read = service.get(&officer, &path);
        let put = service.by(&officer, "PUT", &format!("/api/v1{path}")).key(&path);
        let put = put.header("If-Match", read.header("etag").unwrap());
        let written = put.json(&read.json()["content"]).send();
        assert_eq!(written.status, 200, "{}", written.body);
        let again = service.get(&officer, &path);
        assert_eq!(again.json()["content"], read.json()["content"]);
        assert_eq!(again.header("etag"), written.header("etag"));
        assert_ne!(again.header("etag"), read.header("etag"));
    }
}

#[test]
fn an_answer_is_read_with_a_purpose_and_on_record_or_not_at_all() {
    let service = Service::start();
    let (officer, filing) = filed(&service, &["VCB", "ACB"]);
    let path = path_of(&service, &filing, "VCB");
    let (_, vcb) = service.system("VCB");
    let item = item(&service, &filing, "VCB");
    let answer = json!({ "answers": [nothing_found(&item)] });
    assert_eq!(service.post(&vcb, &format!("/api/v1{path}/answers"), &answer).status, 201);

    // Without a purpose, or one that is no code, nothing is read (I-19).
    for query in ["", "?purpose=", "?purpose=V%C3%AC+t%C3%B2+m%C3%B2", "?purpose=a&purpose=b"] {
        let refused = service.get(&officer, &format!("{path}/answers{query}"));
        is(&refused, 400, "query_invalid");
        assert_eq!(refused.json()["parameter"], "purpose");
    }
    // Nor by those who see that it was answered and not what was said.
    for who in ["tuongvi", "lamgiang", "truclam"] {
        let known = service.sign_in(who);
        assert_eq!(service.get(&known, &path).json()["answers"].as_array().unwrap().len(), 1);
        is(&service.get(&known, &format!("{path}/answers?purpose=case_work")), 403, "forbidden");
    }
    for who in ["acb.duyet", "haidang", "bachduong"] {
        let read = service.get(&service.sign_in(who), &format!("{path}/answers?purpose=case_work"));
        is(&read, 404, "not_found");
    }
    assert_eq!(service.reads_on_record(), 0);

    let read = service.get(&officer, &format!("{path}/answers?purpose=case_work"));
    assert_eq!(read.status, 200, "{}", read.body);
    let said = read.json();
    assert_eq!(said["answers"][0]["answer"], read_back(&item));
    assert_eq!(said["draft"], Value::Null);
    assert_eq!(service.reads_on_record(), 1);
    assert_eq!(read.header("etag"), service.get(&officer, &path).header("etag"));
    // The plain view says that it was answered, and nothing of it.
    let plain = service.get(&officer, &path).body;
    assert!(!plain.contains("\"tried\"") && !plain.contains("2026-11-20T01:00:00Z"));
    assert_eq!(service.reads_on_record(), 1);
}

#[test]
fn a_clerk_sees_that_it_was_answered() {
    let service = Service::start();
    let head = service.sign_in("tungbach");
    let mut body = case_body(&service, "1");
    body["officer"] = json!(service.world.person("tungbach"));
    let case = service.post(&head, "/api/v1/cases", &body).id();
    let filing = service.post(&head, "/api/v1/inquiries", &inquiry_body(&service, &case, &["VCB"]));
    let path = path_of(&service, &filing, "VCB");
    let clerk = service.sign_in("ngoclan");
    assert_eq!(service.get(&clerk, &path).status, 200);
    is(&service.get(&clerk, &format!("{path}/answers?purpose=case_work")), 403, "forbidden");
    assert_eq!(service.get(&head, &format!("{path}/answers?purpose=case_work")).status, 200);
    assert_eq!(service.reads_on_record(), 1);
}

#[test]
fn a_checker_reads_the_draft_and_submits_what_was_read() {
    let service = Service::start();
    let (officer, filing) = filed(&service, &["VCB"]);
    let path = path_of(&service, &filing, "VCB");
    let (maker, checker) = (service.sign_in("vcb.lap"), service.sign_in("vcb.duyet"));
    let item = item(&service, &filing, "VCB");
    let body = json!({ "answers": [nothing_found(&item)] });
    let draft = format!("/api/v1{path}/draft");
    assert_eq!(service.by(&maker, "PUT", &draft).key("d").json(&body).send().status, 200);
    assert_eq!(service.get(&officer, &path).json()["draft"], Value::Null);
    let said = service.get(&checker, &format!("{path}/answers?purpose=check")).json();
    assert_eq!(said["draft"]["answers"], json!([read_back(&item)]));
    let hash = &said["draft"]["hash"];
    assert_eq!(hash, &service.get(&checker, &path).json()["draft"]["hash"]);
    let submitted =
        service.post(&checker, &format!("{draft}/submission"), &json!({ "hash": hash }));
    assert_eq!(submitted.status, 200, "{}", submitted.body);
    // The submission of a draft answers with the receipt too.
    assert!(submitted.json()["receipt"].is_string());
    let said = service.get(&checker, &format!("{path}/answers?purpose=check")).json();
    assert_eq!(
        (&said["draft"], &said["answers"][0]["role"]),
        (&Value::Null, &json!("bank_checker"))
    );
    assert_eq!(service.reads_on_record(), 2);
}

#[test]
fn an_approver_approves_the_hash_that_was_read() {
    let service = Service::start();
    let officer = service.sign_in("saomai");
    let case = service.post(&officer, "/api/v1/cases", &case_body(&service, "1")).id();
    let mut body = inquiry_body(&service, &case, &["VCB"]);
    body["issue"] = json!(false);
    let id = service.post(&officer, "/api/v1/inquiries", &body).id();
    let path = format!("/inquiries/{id}");
    assert_eq!(
        service.post(&officer, &format!("/api/v1{path}/submission"), &json!({})).status,
        200
    );
    let head = service.sign_in("daiduong");
    let hash = service.get(&head, &path).json()["hash"].clone();
    let approval = json!({ "hash": hash });
    let approved = service.post(&head, &format!("/api/v1{path}/approval"), &approval);
    assert_eq!(approved.status, 200, "{}", approved.body);
    let read = service.get(&head, &path).json();
    assert_eq!((&read["approval"]["hash"], &read["state"]), (&hash, &json!("approved")));
}

/// A body with every id named by the order in which it first appears: the only
/// thing that differs from run to run.
fn redacted(mut body: Value) -> Value {
    fn walk(value: &mut Value, names: &mut Vec<String>) {
        match value {
            Value::String(text) if text.parse::<uuid::Uuid>().is_ok() => {
                let at = names.iter().position(|name| name == text).unwrap_or_else(|| {
                    names.push(text.clone());
                    names.len() - 1
                });
                *text = format!("id {}", at + 1);
            }
            Value::Array(entries) => entries.iter_mut().for_each(|entry| walk(entry, names)),
            Value::Object(members) => members.values_mut().for_each(|member| walk(member, names)),
            _ => {}
        }
    }
    walk(&mut body, &mut Vec::new());
    body
}

#[test]
fn a_demand_and_its_inquiry_look_like_this() {
    let service = Service::start();
    let (officer, filing) = filed(&service, &["VCB", "ACB"]);
    let (_, vcb) = service.system("VCB");
    let answer = json!({ "answers": [nothing_found(&item(&service, &filing, "VCB"))] });
    let answers = format!("{}/answers", demand(&service, &filing, "VCB"));
    assert_eq!(service.post(&vcb, &answers, &answer).status, 201);
    let view = service.get(&officer, &path_of(&service, &filing, "VCB"));
    let mut view = view.json();
    assert_eq!(view["letter"]["debtor"]["id"], DEBTOR);
    view["reference"] = json!("…");
    view["letter"]["reference"] = json!("…");
    insta::assert_json_snapshot!("demand", redacted(view));
    let mut view = service.get(&officer, &format!("/inquiries/{}", filing.id())).json();
    view["reference"] = json!("…");
    view["hash"] = json!("…");
    for line in view["demands"].as_array_mut().unwrap() {
        line["reference"] = json!("…");
    }
    insta::assert_json_snapshot!("inquiry", redacted(view));
}
