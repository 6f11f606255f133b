//! From question to answer, over the API.

use crate::support::{Known, Response, Service, case_body, inquiry_body};
use serde_json::{Value, json};

fn is(response: &Response, status: u16, code: &str) {
    assert_eq!(
        response.problem(),
        (status, code.to_owned()),
        "{}",
        response.body
    );
}

/// A case with an inquiry filed to these banks; the officer and the answer.
fn filed(service: &Service, banks: &[&str]) -> (Known, Response) {
    let officer = service.sign_in("saomai");
    let case = service
        .post(&officer, "/api/v1/cases", &case_body(service, "1"))
        .id();
    let inquiry = inquiry_body(service, &case, banks);
    let response = service
        .by(&officer, "POST", "/api/v1/inquiries")
        .key("file")
        .json(&inquiry)
        .send();
    (officer, response)
}

/// The path of a bank's demand.
fn demand(service: &Service, filed: &Response, bank: &str) -> String {
    let institution = json!(service.world.institution(bank));
    let body = filed.json();
    let demands = body["demands"]
        .as_array()
        .unwrap_or_else(|| panic!("{body}"));
    let found = demands
        .iter()
        .find(|demand| demand["institution"] == institution);
    format!("/api/v1/demands/{}", found.unwrap()["id"].as_str().unwrap())
}

#[test]
fn a_filing_names_its_demands_once() {
    let service = Service::start();
    let (officer, first) = filed(&service, &["VCB", "ACB"]);
    assert_eq!(first.status, 201, "{}", first.body);
    assert_eq!(first.json()["demands"].as_array().unwrap().len(), 2);
    let case = first.json();
    assert_eq!(case["replayed"], false);
    // Repeated: the same inquiry. Its demands are for a finder to tell.
    let body = service
        .by(&officer, "POST", "/api/v1/inquiries")
        .key("file");
    let other = body.json(&json!({ "case": "x" })).send();
    assert_eq!(other.status, 422);
}

#[test]
fn a_demand_is_its_banks_and_nobody_elses() {
    let service = Service::start();
    let (officer, filed) = filed(&service, &["VCB", "ACB"]);
    let demand = demand(&service, &filed, "VCB");
    let (_, vcb) = service.system("VCB");
    let (_, acb) = service.system("ACB");
    let acknowledge = format!("{demand}/acknowledgement");
    let empty = json!({});
    is(&service.post(&acb, &acknowledge, &empty), 404, "not_found");
    is(
        &service.post(&service.sign_in("binhminh"), &acknowledge, &empty),
        404,
        "not_found",
    );
    is(
        &service.post(&officer, &acknowledge, &empty),
        403,
        "forbidden",
    );
    assert_eq!(service.post(&vcb, &acknowledge, &empty).status, 200);

    let question = json!({ "text": "Xin bổ sung số hộ chiếu" });
    let asked = service.post(&vcb, &format!("{demand}/questions"), &question);
    assert_eq!(asked.status, 201, "{}", asked.body);
    let reply = service.post(
        &officer,
        &format!("{demand}/replies"),
        &json!({ "text": "Không có" }),
    );
    assert_eq!(reply.status, 201, "{}", reply.body);
    is(
        &service.post(&acb, &format!("{demand}/questions"), &question),
        404,
        "not_found",
    );
    let urge = service.post(
        &officer,
        &format!("{demand}/urgings"),
        &json!({ "text": "Khẩn" }),
    );
    assert_eq!(urge.status, 201, "{}", urge.body);
    let withdrawn = service.post(
        &officer,
        &format!("{demand}/withdrawals"),
        &json!({ "reason": "Đã trả" }),
    );
    assert_eq!(withdrawn.status, 200, "{}", withdrawn.body);
}

#[test]
fn an_answer_is_parsed_whole() {
    let service = Service::start();
    let (_, filed) = filed(&service, &["VCB"]);
    let answers = format!("{}/answers", demand(&service, &filed, "VCB"));
    let (_, vcb) = service.system("VCB");
    let item = "01900000-0000-7000-8000-000000000001";
    let found = json!({
        "info": "account",
        "rows": [{
            "number": "0123 456 789 ?", "kind": "payment",
            "balance": { "amount": "01", "currency": "VND" }, "as_of": "2026-11-20 09:00",
            "joint_holders": [{ "name": "A", "debtor_share_percent": 101 }],
            "markers": ["salary", "golden"],
        }],
    });
    let body = json!({ "answers": [
        { "item": item, "outcome": "found", "findings": found, "hits": 2 },
        { "item": "x", "outcome": "none" },
        { "item": item, "outcome": "refused", "ground": "g" },
    ]});
    let response = service.post(&vcb, &answers, &body);
    is(&response, 422, "body_invalid");
    let body = response.json();
    let pairs: Vec<_> = body["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|error| {
            (
                error["pointer"].as_str().unwrap(),
                error["code"].as_str().unwrap(),
            )
        })
        .collect();
    assert_eq!(
        pairs,
        [
            ("/answers/0/hits", "unexpected"),
            ("/answers/0/findings/rows/0/number", "character"),
            ("/answers/0/findings/rows/0/balance/amount", "amount_form"),
            ("/answers/0/findings/rows/0/as_of", "instant_form"),
            (
                "/answers/0/findings/rows/0/joint_holders/0/debtor_share_percent",
                "percent_range"
            ),
            ("/answers/0/findings/rows/0/markers/1", "word_unknown"),
            ("/answers/1/item", "id_form"),
            ("/answers/1/scope", "missing"),
            ("/answers/1/tried", "missing"),
            ("/answers/1/as_of", "missing"),
            ("/answers/2/reasons", "missing"),
        ]
    );
    assert!(!response.body.contains("0123"));
}

#[test]
fn an_answer_to_nothing_asked_names_the_item() {
    let service = Service::start();
    let (_, filed) = filed(&service, &["VCB"]);
    let answers = format!("{}/answers", demand(&service, &filed, "VCB"));
    let (_, vcb) = service.system("VCB");
    let body: Value = json!({ "answers": [{
        "item": "01900000-0000-7000-8000-000000000001",
        "outcome": "none",
        "scope": { "kind": "institution" },
        "tried": [{ "kind": "cccd", "value": "079085001234" }],
        "as_of": "2026-11-20T08:00:00+07:00",
    }]});
    let response = service.post(&vcb, &answers, &body);
    is(&response, 422, "item_unknown");
    assert_eq!(response.json()["pointer"], "/answers/0/item");
}

#[test]
fn a_draft_goes_its_way_to_issue() {
    let service = Service::start();
    let officer = service.sign_in("saomai");
    let case = service
        .post(&officer, "/api/v1/cases", &case_body(&service, "1"))
        .id();
    let mut body = inquiry_body(&service, &case, &["VCB"]);
    body["issue"] = json!(false);
    let draft = service.post(&officer, "/api/v1/inquiries", &body);
    assert_eq!(draft.status, 201, "{}", draft.body);
    assert_eq!(draft.json().get("demands"), None);
    let path = format!("/api/v1/inquiries/{}", draft.id());
    let content = body.as_object_mut().unwrap();
    content.remove("case");
    content.remove("issue");
    content["purpose"] = json!("Xác minh lại");
    let edited = service
        .by(&officer, "PUT", &path)
        .key("e")
        .json(&body)
        .send();
    assert_eq!(edited.status, 200, "{}", edited.body);
    let submitted = service.post(&officer, &format!("{path}/submission"), &json!({}));
    assert_eq!(submitted.status, 200, "{}", submitted.body);
    let head = service.sign_in("daiduong");
    let returned = service.post(
        &head,
        &format!("{path}/return"),
        &json!({ "reason": "Thiếu" }),
    );
    assert_eq!(returned.status, 200, "{}", returned.body);
    let again = service.post(&officer, &format!("{path}/submission"), &json!({}));
    assert_eq!(again.status, 200, "{}", again.body);
    let wrong = json!({ "hash": "00".repeat(32) });
    is(
        &service.post(&head, &format!("{path}/approval"), &wrong),
        409,
        "content_changed",
    );
    let malformed = service.post(&head, &format!("{path}/approval"), &json!({ "hash": "zz" }));
    assert_eq!(malformed.json()["errors"][0]["code"], "hash_form");
    let withdrawn = service.post(
        &officer,
        &format!("{path}/withdrawal"),
        &json!({ "reason": "Thôi" }),
    );
    assert_eq!(withdrawn.status, 200, "{}", withdrawn.body);
    is(
        &service.post(&officer, &format!("{path}/issue"), &json!({})),
        409,
        "instrument_state",
    );
}

#[test]
fn only_the_national_administrator_records_an_outage() {
    let service = Service::start();
    let body = json!({
        "from": "2026-11-19T09:00:00+07:00", "to": "2026-11-19T10:00:00+07:00", "reason": "Mất điện",
    });
    let admin = service.sign_in("phonglan");
    let done = service.post(&admin, "/api/v1/outages", &body);
    assert_eq!(done.status, 201, "{}", done.body);
    is(
        &service.post(&service.sign_in("moclan"), "/api/v1/outages", &body),
        404,
        "not_found",
    );
}
