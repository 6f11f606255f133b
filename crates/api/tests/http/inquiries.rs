//! From question to answer, over the API.

use crate::support::{Known, Response, Service, case_body, inquiry_body};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use uuid::Uuid;

fn is(response: &Response, status: u16, code: &str) {
    assert_eq!(response.problem(), (status, code.to_owned()), "{}", response.body);
}

/// A case with an inquiry filed to these banks; the officer and the answer.
pub(crate) fn filed(service: &Service, banks: &[&str]) -> (Known, Response) {
    let officer = service.sign_in("saomai");
    let case = service.post(&officer, "/api/v1/cases", &case_body(service, "1")).id();
    let inquiry = inquiry_body(service, &case, banks);
    let response =
        service.by(&officer, "POST", "/api/v1/inquiries").key("file").json(&inquiry).send();
    (officer, response)
}

/// The demands a filing names, by institution.
fn demands(filed: &Response) -> BTreeMap<String, Uuid> {
    let body = filed.json();
    let demands = body["demands"].as_array().unwrap();
    let pairs = demands.iter().map(|demand| {
        let part = |name: &str| demand[name].as_str().unwrap().to_owned();
        (part("institution"), part("id").parse().unwrap())
    });
    pairs.collect()
}

/// The id of a bank's demand.
pub(crate) fn demand_id(service: &Service, filed: &Response, bank: &str) -> Uuid {
    demands(filed)[&service.world.institution(bank).to_string()]
}

/// The path of a bank's demand.
pub(crate) fn demand(service: &Service, filed: &Response, bank: &str) -> String {
    format!("/api/v1/demands/{}", demand_id(service, filed, bank))
}

/// The one item of a bank's demand, as the bank sees it.
pub(crate) fn item(service: &Service, filed: &Response, bank: &str) -> String {
    let id = demand_id(service, filed, bank).into();
    let actor = service.world.system_of(bank);
    let view = service.store.find_blocking(|find| find.demand(&actor, id));
    view.unwrap().demand.items[0].id.to_string()
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
    let body = service.by(&officer, "POST", "/api/v1/inquiries").key("file");
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
    is(&service.post(&service.sign_in("binhminh"), &acknowledge, &empty), 404, "not_found");
    is(&service.post(&officer, &acknowledge, &empty), 403, "forbidden");
    assert_eq!(service.post(&vcb, &acknowledge, &empty).status, 200);

    let question = json!({ "text": "Xin bổ sung số hộ chiếu" });
    let asked = service.post(&vcb, &format!("{demand}/questions"), &question);
    assert_eq!(asked.status, 201, "{}", asked.body);
    let reply =
        service.post(&officer, &format!("{demand}/replies"), &json!({ "text": "Không có" }));
    assert_eq!(reply.status, 201, "{}", reply.body);
    is(&service.post(&acb, &format!("{demand}/questions"), &question), 404, "not_found");
    let urge = service.post(&officer, &format!("{demand}/urgings"), &json!({ "text": "Khẩn" }));
    assert_eq!(urge.status, 201, "{}", urge.body);
    let withdrawn =
        service.post(&officer, &format!("{demand}/withdrawals"), &json!({ "reason": "Đã trả" }));
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
        .map(|error| (error["pointer"].as_str().unwrap(), error["code"].as_str().unwrap()))
        .collect();
    assert_eq!(
        pairs,
        [
            ("/answers/0/hits", "unexpected"),
            ("/answers/0/findings/rows/0/number", "character"),
            ("/answers/0/findings/rows/0/balance/amount", "amount_form"),
            ("/answers/0/findings/rows/0/as_of", "instant_form"),
            ("/answers/0/findings/rows/0/joint_holders/0/debtor_share_percent", "percent_range"),
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

/// That nothing was found, as a bank says it.
pub(crate) fn nothing_found(item: &str) -> Value {
    json!({
        "item": item,
        "outcome": "none",
        "scope": { "kind": "institution" },
        "tried": [{ "kind": "cccd", "value": "079085001234" }],
        "as_of": "2026-11-20T08:00:00+07:00",
    })
}

#[test]
fn a_system_answers_once_and_corrects_itself() {
    let service = Service::start();
    let (officer, filed) = filed(&service, &["VCB", "ACB"]);
    let path = demand(&service, &filed, "VCB");
    let item = item(&service, &filed, "VCB");
    let (_, vcb) = service.system("VCB");
    let found = json!({
        "item": item,
        "outcome": "found",
        "findings": { "info": "account", "rows": [{
            "number": "0123456789", "kind": "payment",
            "balance": { "amount": "250000000", "currency": "VND" },
            "as_of": "2026-11-20T08:30:00+07:00", "markers": ["salary"],
        }] },
    });
    let answers = format!("{path}/answers");
    let body = json!({ "answers": [found] });
    let send = |body: &Value| service.by(&vcb, "POST", &answers).key("a").json(body).send();
    let first = send(&body);
    assert_eq!(first.status, 201, "{}", first.body);
    let again = send(&body);
    assert_eq!(again.json()["created"], first.json()["created"]);
    assert_eq!(again.json()["replayed"], true);
    // Under another key the same answer is recognised, another one kept apart.
    assert_eq!(service.post(&vcb, &answers, &body).status, 201);
    let other = json!({ "answers": [nothing_found(&item)] });
    let conflict = service.post(&vcb, &answers, &other);
    is(&conflict, 409, "answer_conflicts");
    assert_eq!(conflict.json()["answer"], first.json()["created"]);

    let mut correction = nothing_found(&item);
    correction["replaces"] = first.json()["created"].clone();
    let corrected = service.post(&vcb, &format!("{path}/corrections"), &correction);
    assert_eq!(corrected.status, 201, "{}", corrected.body);
    let dispute = json!({ "item": item, "reason": "Còn tài khoản khác" });
    let disputed = service.post(&officer, &format!("{path}/disputes"), &dispute);
    assert_eq!(disputed.status, 200, "{}", disputed.body);
    for body in [&first, &conflict, &corrected] {
        assert!(!body.body.contains("0123456789") && !body.body.contains("079085001234"));
    }
}

#[test]
fn a_maker_drafts_a_checker_submits_and_more_time_is_asked() {
    let service = Service::start();
    let (officer, filed) = filed(&service, &["VCB"]);
    let path = demand(&service, &filed, "VCB");
    let item = item(&service, &filed, "VCB");
    let (maker, checker) = (service.sign_in("vcb.lap"), service.sign_in("vcb.duyet"));
    let until = json!({ "item": item, "until": "2026-11-30T17:00:00+07:00", "reason": "Sao kê" });
    let asked = service.post(&maker, &format!("{path}/extensions"), &until);
    assert_eq!(asked.status, 201, "{}", asked.body);
    let extension = asked.json()["created"].as_str().unwrap().to_owned();
    let decision = json!({ "grant": true, "decision": "Đồng ý" });
    let decide = format!("{path}/extensions/{extension}/decision");
    is(&service.post(&checker, &decide, &decision), 403, "forbidden");
    assert_eq!(service.post(&officer, &decide, &decision).status, 200);

    let draft = format!("{path}/draft");
    let body = json!({ "answers": [nothing_found(&item)] });
    let saved = service.by(&maker, "PUT", &draft).key("d").json(&body).send();
    assert_eq!(saved.status, 200, "{}", saved.body);
    let actor = service.world.actor("vcb.duyet");
    let id = demand_id(&service, &filed, "VCB").into();
    let view = service.store.find_blocking(|find| find.demand(&actor, id));
    let hash = view.unwrap().draft.unwrap().hash.to_string();
    let submission = format!("{draft}/submission");
    is(&service.post(&maker, &submission, &json!({ "hash": hash })), 403, "forbidden");
    let wrong = json!({ "hash": "00".repeat(32) });
    is(&service.post(&checker, &submission, &wrong), 409, "content_changed");
    let submitted = service.post(&checker, &submission, &json!({ "hash": hash }));
    assert_eq!(submitted.status, 200, "{}", submitted.body);
    is(&service.post(&checker, &submission, &json!({ "hash": hash })), 409, "draft_missing");
}

#[test]
fn an_answer_to_nothing_asked_names_the_item() {
    let service = Service::start();
    let (_, filed) = filed(&service, &["VCB"]);
    let answers = format!("{}/answers", demand(&service, &filed, "VCB"));
    let (_, vcb) = service.system("VCB");
    let unknown = nothing_found("01900000-0000-7000-8000-000000000001");
    let body = json!({ "answers": [unknown] });
    let response = service.post(&vcb, &answers, &body);
    is(&response, 422, "item_unknown");
    assert_eq!(response.json()["pointer"], "/answers/0/item");
}

#[test]
fn a_draft_goes_its_way_to_issue() {
    let service = Service::start();
    let officer = service.sign_in("saomai");
    let case = service.post(&officer, "/api/v1/cases", &case_body(&service, "1")).id();
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
    let edited = service.by(&officer, "PUT", &path).key("e").json(&body).send();
    assert_eq!(edited.status, 200, "{}", edited.body);
    let submitted = service.post(&officer, &format!("{path}/submission"), &json!({}));
    assert_eq!(submitted.status, 200, "{}", submitted.body);
    let head = service.sign_in("daiduong");
    let returned = service.post(&head, &format!("{path}/return"), &json!({ "reason": "Thiếu" }));
    assert_eq!(returned.status, 200, "{}", returned.body);
    let again = service.post(&officer, &format!("{path}/submission"), &json!({}));
    assert_eq!(again.status, 200, "{}", again.body);
    let wrong = json!({ "hash": "00".repeat(32) });
    is(&service.post(&head, &format!("{path}/approval"), &wrong), 409, "content_changed");
    let malformed = service.post(&head, &format!("{path}/approval"), &json!({ "hash": "zz" }));
    assert_eq!(malformed.json()["errors"][0]["code"], "hash_form");
    let withdrawn =
        service.post(&officer, &format!("{path}/withdrawal"), &json!({ "reason": "Thôi" }));
    assert_eq!(withdrawn.status, 200, "{}", withdrawn.body);
    is(&service.post(&officer, &format!("{path}/issue"), &json!({})), 409, "instrument_state");
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
    is(&service.post(&service.sign_in("moclan"), "/api/v1/outages", &body), 404, "not_found");
}
